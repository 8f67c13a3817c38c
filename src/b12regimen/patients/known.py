"""What is known of a patient and what is not, attribute by attribute, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from b12regimen.values.parts import Part

if TYPE_CHECKING:
    from collections.abc import Iterator


def known_and_not(patient: Part) -> tuple[list[dict[str, Any]], list[str]]:
    """Give what is known, as attribute and words, and name what is not known; results are left out where they are."""
    known: list[dict[str, Any]] = []
    unknown: list[str] = []
    for path, value in _attributes(patient):
        if value is None:
            unknown.append(path)
        elif path == "cause":
            causes = value if isinstance(value, tuple) else (value,)
            known += [{"attribute": path, "known": _cause(**cause.to_dict())} for cause in causes]
        elif path != "labs":
            known.append({"attribute": path, "known": _words(value)})
    return known, unknown


def _attributes(part: Part, above: str = "") -> Iterator[tuple[str, Any]]:
    for name in part.names():
        value = getattr(part, name)
        if isinstance(value, Part) and name not in ("cause", "labs"):
            yield from _attributes(value, f"{name}.")
        else:
            yield f"{above}{name}", value


def _cause(kind: str, *, reversible: bool | None = None, decides: bool | None = None) -> str:
    resolves = {None: "", True: ", which can resolve", False: ", which cannot resolve"}
    return f"{kind}{resolves[reversible]}{', and decides' if decides else ''}"


def _words(value: Any) -> Any:
    return ", ".join(value) or "none" if isinstance(value, tuple) else value
