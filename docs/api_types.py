"""Shows names and types on the API pages as whoever imports them meets them."""

from __future__ import annotations

import re
from importlib import import_module
from inspect import Signature, get_annotations, signature
from types import UnionType
from typing import TYPE_CHECKING, Any, NamedTuple, is_typeddict

from docutils import nodes
from sphinx.util.inspect import stringify_signature

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PUBLIC = [
    import_module(name)
    for name in (
        "b12regimen",
        "b12regimen.types",
        "b12regimen.fhir",
        "b12regimen.cds_hooks",
        "b12regimen.cds_hooks.app",
        "b12regimen.frames",
        "b12regimen.plots",
        "b12regimen.testing",
        "b12regimen.tables.decision_table",
    )
]

_COLON = "\ue000"  # stands for one while Napoleon reads


def as_written(
    _app: Sphinx, what: str, _name: str, value: Any, _options: object, arguments: str | None, _returned: object
) -> tuple[str, str] | None:
    """Give a signature with its types as the code has them: `CauseKind`, where its words would fill the page.

    A page that writes `()` behind a class says that only the library makes it.
    """
    if what not in ("class", "function", "method") or is_typeddict(value):
        return None
    if getattr(value, "_is_protocol", False) or (what == "class" and arguments == "()"):
        return "", ""
    try:
        found = signature(value)
    except (TypeError, ValueError):  # it takes no arguments that Python knows
        return None
    found = found.replace(parameters=[one.replace(default=_spelt(one.default)) for one in found.parameters.values()])
    if what != "function" and list(found.parameters)[:1] in (["self"], ["cls"]):
        found = found.replace(parameters=list(found.parameters.values())[1:])
    if what == "class":
        return stringify_signature(found.replace(return_annotation=Signature.empty)), ""
    arguments, _, returned = stringify_signature(found).rpartition(" -> ")
    return (arguments, returned) if arguments else (returned, "")


class _Named(NamedTuple):
    name: str

    def __repr__(self) -> str:
        return self.name


def _spelt(default: Any) -> Any:
    """Give a default as it is; a function by its name, and what has no spelling in Python as its text."""
    if default is Signature.empty or not repr(default).startswith("<"):
        return default
    return _Named(f"{default.__module__}.{default.__name__}") if callable(default) else str(default)


def _keep_colon(_app: Sphinx, what: str, _name: str, _value: Any, _options: object, lines: list[str]) -> None:
    """Keep the words before the colon of a property's text from being taken for its type."""
    if what == "property" and lines:
        lines[0] = lines[0].replace(":", _COLON)


def typed(_app: Sphinx, what: str, name: str, value: Any, _options: object, lines: list[str]) -> None:
    """Give each attribute of a class the type that it is annotated with."""
    if what == "property":
        lines[:] = [line.replace(_COLON, ":") for line in lines]
    if what == "data":  # which has no text of its own, but that of its type
        lines[:] = [f"``{_alias(value)}``"] if name.rpartition(".")[2][1].islower() and _alias(value) else []
    if what not in ("class", "exception"):
        return
    annotated = {
        name: getattr(said, "__forward_arg__", said)  # named tuples have it in a wrapper
        for one in reversed(value.__mro__)
        for name, said in get_annotations(one).items()
    }
    for place, line in reversed(list(enumerate(lines))):
        attribute = re.match(r":ivar (\w+):", line)
        if attribute and attribute[1] in annotated:
            lines.insert(place, f":vartype {attribute[1]}: {annotated[attribute[1]]}")


def _alias(value: object) -> str:
    """Write what a name stands for where that is one of several types; Sphinx writes the words of closed lists."""
    text = str(value) if isinstance(value, str | UnionType) else ""
    return re.sub(r"(?:\w+\.)+", "", text)


def as_code(_app: Sphinx, doctree: nodes.document, name: str) -> None:
    """Write words that a program compares with straight quotes, so that they can be copied."""
    if name == "api/words":
        for text in list(doctree.findall(nodes.Text)):
            text.parent.replace(text, nodes.Text(text.replace("\u2018", "'").replace("\u2019", "'")))


def by_its_public_path(_app: Sphinx, env: Any, node: Any, text: nodes.Node) -> nodes.Node | None:
    """Lead a type to where its name stands on the pages, from wherever it is named."""
    if node.get("refdomain") != "py":
        return None
    path, _, last = node["reftarget"].rpartition(".")
    homes = [node.get("py:module"), *(module.__name__ for module in PUBLIC)]
    domain = env.get_domain("py")
    for target in (f"{home}.{last}" for home in homes if not path or path.startswith("b12regimen")):
        if target in domain.objects:
            node["reftarget"] = target
            return domain.resolve_xref(env, node["refdoc"], env.app.builder, "obj", target, node, text)
    return None


def setup(app: Sphinx) -> dict[str, bool]:
    """Take part in autodoc."""
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-signature", as_written)
    app.connect("autodoc-process-docstring", _keep_colon, priority=100)
    app.connect("autodoc-process-docstring", typed, priority=900)
    app.connect("doctree-resolved", as_code)
    app.connect("missing-reference", by_its_public_path)
    return {"parallel_read_safe": True}
