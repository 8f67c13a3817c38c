"""Sphinx configuration."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "b12regimen"
author = "The b12regimen developers"
copyright = "the b12regimen developers"  # noqa: A001
html_title = "b12regimen"
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["b12regimen.css"]
language = "en-GB"
pygments_dark_style = "github-dark"
html_show_sourcelink = False
html_copy_source = False

sys.path.append(str(Path(__file__).parent))
extensions = [
    "api_types",
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
    "matplotlib.sphinxext.plot_directive",
]
exclude_patterns = ["_build", "jupyter_execute"]
source_suffix = {".md": "myst-nb"}
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True, "inherited-members": "dict, tuple, Exception, object"}
maximum_signature_line_length = 80
python_use_unqualified_type_names = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_attr_annotations = False  # `api_types` does it, with the types as the code has them

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# Every cell is run by each build: a cache knows when a cell was changed, and not when the library was.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_execution_in_temp = True
nb_merge_streams = True
nb_output_stderr = "error"

# Figures are made by each build from the code that the page shows, here and in the kernels of notebooks alike.
os.environ["MATPLOTLIBRC"] = str(Path(__file__).parent)
plot_include_source = True
plot_html_show_formats = False
plot_html_show_source_link = False
plot_formats = ["svg"]
plot_apply_rcparams = True

highlight_language = "python"
nitpicky = True
nitpick_ignore_regex = [
    (r"py:class", r"(collections\.abc|datetime|decimal|fractions|hypothesis\.strategies|pathlib)\.\w+"),
    (r"py:class", r"date|datetime|Path|Fraction"),
    (r"py:class", r"ASGIApp|Axes|IntoFrame|IntoFrameT|IntoDataFrame|IntoDataFrameT|PlainQuantity|SearchStrategy"),
    (r"py:class", r"(b12regimen\.values\.ranges\.)?T|b12regimen\.(fhir|cds_hooks)\.types\.\w+|Matching"),  # FHIR's own
    (
        r"py:class",
        r"Case|FactReader|Elapsed|MolarMass|Combination|Given|UnitsGiven|Number|Spacing|Statements|Verdict",
    ),  # inside
]
suppress_warnings = ["misc.highlighting_failure"]

RANGE = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?:-\d+(?:\.\d+)?){1,2}(?![\w-])")  # and a date
AMOUNT = re.compile(r"(\d) (m?c?g|mL|[np]g/m?L|[npu]mol/L|micrograms?|days?|weeks?|months?|years?|doses?)\b")

TAG = re.compile(r"(<style.*?</style>|<[^>]*>)", re.DOTALL)


def joined(found: re.Match[str]) -> str:
    return found[0].replace("-", "\u2060-\u2060")


def whole(text: str) -> str:
    return RANGE.sub(joined, AMOUNT.sub("\\1\u00a0\\2", text))


def keep_figures_whole(_app: Sphinx, doctree: nodes.document, _name: str) -> None:
    """Let no line break part a range, or a number from its unit: "1-" at the end of a line reads as one."""
    for text in list(doctree.findall(nodes.Text)):
        if not isinstance(text.parent, nodes.literal | nodes.FixedTextElement | nodes.raw):
            text.parent.replace(text, nodes.Text(whole(text)))
    for shown in doctree.findall(nodes.raw):  # what a cell of a notebook shows
        parts = TAG.split(shown.astext())
        parts[::2] = map(whole, parts[::2])
        shown.children = [nodes.Text("".join(parts))]
    for printed in doctree.findall(nodes.literal_block):
        if printed.get("language") == "myst-ansi":  # what it prints
            printed.rawsource = whole(printed.astext())
            printed.children = [nodes.Text(printed.rawsource)]


def reach_by_keyboard(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Let tables that scroll be reached by the keyboard, and say of which level the captions of the navigation are."""
    for part, written, better in (
        (
            "body",
            '<div class="table-wrapper',
            '<div tabindex="0" role="group" aria-label="table" class="table-wrapper',
        ),
        (
            "body",
            '<div class="output text_html"><div>',
            '<div class="output text_html" tabindex="0" role="group" aria-label="table"><div>',
        ),
        (
            "body",
            '<div class="cell_output docutils container">\n<img',
            '<div class="cell_output docutils container" tabindex="0" role="group" aria-label="figure">\n<img',
        ),
        ("body", '<figure class="align-default">', '<figure class="align-default" tabindex="0">'),
        ("furo_navigation_tree", 'role="heading"', 'role="heading" aria-level="2"'),
    ):
        context[part] = context.get(part, "").replace(written, better)


def setup(app: Sphinx) -> None:
    app.connect("doctree-resolved", keep_figures_whole)
    app.connect("html-page-context", reach_by_keyboard, priority=900)
