"""From what a person or a file gives to what the patient's classes hold; ``None`` stays unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from b12regimen.errors import Finding, PatientError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from attrs import Attribute

T = TypeVar("T", bound=str)

AMERICAN: Final = {"anemia": "anaemia", "celiac": "coeliac", "polycythemia": "polycythaemia", "acidemia": "acidaemia"}


def spelt(text: str) -> str:
    """Write a word as the closed lists do: lower case, hyphens, British."""
    text = "-".join(text.lower().replace("_", " ").replace("-", " ").split())
    for american, british in AMERICAN.items():
        text = text.replace(american, british)
    return text


class ClosedList(dict[str | None, T | None]):
    """The values that an attribute can have, and the words that mean them; "unknown" means ``None``."""

    def __init__(self, name: str, values: tuple[T, ...], said: Mapping[str, T] | None = None) -> None:
        """Keep the values.

        Args:
            name: The attribute's name, for messages.
            values: The closed list.
            said: Other words that mean a value.
        """
        super().__init__({None: None, "unknown": None})
        self.update((value, value) for value in values)
        self.update(said or {})
        self._name = name
        self._values = values

    def __missing__(self, given: object) -> T | None:
        """Read what a person typed.

        Raises:
            PatientError: It means none of the values.
        """
        word = spelt(given) if isinstance(given, str) else ""
        if word in self:
            return self[word]
        options = did_you_mean(word, self._values) if word else f"; one of: {', '.join(self._values)}"
        shown = f'"{given}"' if isinstance(given, str) else repr(given)
        reason = f"{shown} is not one of its values{options}; leave it out if it is not known"
        raise PatientError.of(self._name, reason)


def yes_or_no(_: object, field: Attribute[bool | None], given: object) -> None:
    """Validate true, false or ``None``; nothing else is taken for one of them.

    Raises:
        PatientError: It is neither.
    """
    if given is not None and given is not True and given is not False:
        quotes = ", without quotes" if isinstance(given, str) else ""
        reason = f"{given!r} is neither true nor false; write one of them{quotes}, or leave it out if it is not known"
        raise PatientError.of(field.name, reason)


def names(name: str, given: Iterable[str]) -> tuple[str, ...] | None:
    """Take names in lower case; "unknown" is ``None``, the empty list is "none".

    Raises:
        PatientError: It is no list of names.
    """
    if given == "unknown":
        return None
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, list | tuple | set | frozenset):
        raise PatientError.of(name, f'{given!r} is no list of names; give for instance ["name"], or [] for none')
    found: list[str] = []
    bad: list[Finding] = []
    for number, item in enumerate(given):
        if isinstance(item, str) and item.strip() and item.isprintable():
            found.append(" ".join(item.lower().split()))
        else:
            bad.append(Finding(f"[{number}]", f"{item!a} is no name; write each as a text"))
    if "unknown" in found:
        bad.append(
            Finding(f"[{found.index('unknown')}]", '"unknown" is no name; leave the list out if it is not known')
        )
    if bad:
        raise PatientError(name, bad)
    return () if set(found) == {"none"} else tuple(found)
