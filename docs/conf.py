"""Sphinx configuration."""

project = "b12regimen"
author = "The b12regimen developers"
copyright = "the b12regimen developers"  # noqa: A001
html_title = "b12regimen"
html_theme = "furo"
html_show_sourcelink = False
html_copy_source = False

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "matplotlib.sphinxext.plot_directive",
]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown"}
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_default_options = {"members": True, "show-inheritance": False}
autodoc_class_signature = "separated"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# Figures are made by each build from the code that the page shows.
plot_include_source = True
plot_html_show_formats = False
plot_html_show_source_link = False
plot_formats = ["svg"]
plot_rcparams = {"figure.figsize": (7, 4)}
plot_apply_rcparams = True

highlight_language = "python"
nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(collections|fractions|decimal|datetime|typing|pathlib|hypothesis)\..*"),  # not documented here
    (r"py:.*", r"b12regimen\..*\.(T|FactReader|Elapsed|_\w+)|Case"),  # not public
    (r"py:class", r"b12regimen\.(values\.parts\.Part|display\.shown\.Shown)"),  # what classes share
    (r"py:class", r"Sex|Pregnancy|Purpose|OpticDisease|Deficiency|B12Treatment"),  # literals
]
suppress_warnings = ["misc.highlighting_failure"]
