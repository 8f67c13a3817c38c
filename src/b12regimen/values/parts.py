"""The classes that hold what is known: read from plain values, all mistakes at once, and written back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

import attrs

from b12regimen.errors import Finding, FindingsError, PatientError, did_you_mean
from b12regimen.values.age import Age

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

P = TypeVar("P", bound="Part")


@attrs.frozen(repr=False, slots=False)
class Part:
    """A class that is read from plain values, and reports all that is wrong with them at once."""

    what: ClassVar[str]
    parts: ClassVar[tuple[type[Part], ...]] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read plain values; keys are the attribute names.

        Raises:
            PatientError: Keys or values that cannot be read: all of them, each with its path.
        """
        try:
            return cls(**data)
        except (TypeError, FindingsError):
            raise PatientError(cls.what, cls._findings_in(data)) from None

    @classmethod
    def _findings_in(cls, data: Mapping[str, Any]) -> list[Finding]:
        if not isinstance(data, dict):
            return [cls._no_table(data)]
        fields = {field.name: field for field in attrs.fields(cls) if field.init}
        findings = [
            Finding("", f"{name} is missing")
            for name, field in fields.items()
            if field.default is attrs.NOTHING and name not in data
        ]
        for key, value in data.items():
            if key not in fields:
                findings.append(Finding(str(key), f"there is no such key{cls._where_instead(str(key), fields)}"))
                continue
            try:
                _check(fields[key], value)
            except FindingsError as error:
                findings += [finding.under(key) for finding in error.findings]
        return findings

    @classmethod
    def _no_table(cls, data: object) -> Finding:
        keys = ", ".join(field.name for field in attrs.fields(cls) if field.init)
        return Finding("", f"{data!r} is no table of values with the attributes as keys; they are {keys}")

    @classmethod
    def _where_instead(cls, key: str, fields: Iterable[str]) -> str:
        for part in cls.parts:
            if key in {field.name for field in attrs.fields(part)}:
                return f" here; it belongs to {part.what}: write {part.what}.{key}, or put it under [{part.what}]"
        return did_you_mean(key.replace("-", "_"), fields)

    def to_dict(self) -> dict[str, Any]:
        """Give plain values, without what is unknown; ``from_dict`` reads them back."""
        known = {field.name: _plain(getattr(self, field.name)) for field in attrs.fields(type(self)) if field.init}
        return {name: value for name, value in known.items() if value is not None}

    @classmethod
    def names(cls) -> list[str]:
        """Name the attributes that can be given, in order."""
        return [field.name for field in attrs.fields(cls) if field.init]

    def __repr__(self) -> str:
        """Show what is known."""
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.to_dict().items())})"


def _check(field: Any, value: object) -> None:
    if field.converter is not None:
        value = field.converter(value)
    if field.validator is not None:
        field.validator(None, field, value)


def _plain(value: object) -> Any:
    if isinstance(value, Part):
        return value.to_dict() or None
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Age):
        return value.in_full
    return value if value is None or isinstance(value, str | int) else str(value)


def to_part(given: object, part: type[P]) -> P:
    """Take a part, or read it from a table of plain values.

    Raises:
        PatientError: It is neither.
    """
    if isinstance(given, part):
        return given
    if isinstance(given, dict):
        return part.from_dict(given)
    yes_or_no = next(field.name for field in attrs.fields(part) if field.converter is None)
    example = f"{{{yes_or_no} = true}}"
    raise PatientError.of(part.what, f"{given!r} is no table of values; give for instance {example}")
