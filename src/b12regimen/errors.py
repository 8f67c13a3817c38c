"""What can go wrong, one class a situation; each is also the builtin that a caller expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "B12RegimenError",
    "CdsHooksError",
    "CourseError",
    "EditionError",
    "FhirError",
    "Finding",
    "FindingsError",
    "FrameError",
    "GuidelineError",
    "MonitoringError",
    "NotationError",
    "OrderError",
    "PatientError",
    "PreparationError",
    "ProductError",
    "QuantityError",
    "RegimenError",
    "SettleError",
    "ShippedFileError",
    "TableError",
    "ThresholdsError",
    "UnknownGuidelineError",
    "UnknownProductError",
    "UnknownThresholdsError",
]


class B12RegimenError(Exception):
    """Base of every error that this library raises on purpose."""


class QuantityError(B12RegimenError, ValueError):
    """A quantity could not be read, or two quantities do not measure the same thing."""


class RegimenError(B12RegimenError, ValueError):
    """A part of a regimen says something that no published schedule can mean."""


class NotationError(B12RegimenError, ValueError):
    """A regimen text could not be read.

    Attributes:
        text: The text as given.
        position: Where reading stopped, counted in characters from 0.
        reason: What is wrong there and what would do.
    """

    def __init__(self, text: str, position: int, reason: str) -> None:
        """Keep the text, the place and the reason, and show all three."""
        self.text = text
        self.position = position
        self.reason = reason
        start = max(0, position - 40)
        shown = text[start : position + 40].replace("\n", " ")
        pointer = " " * (position - start) + "^"
        super().__init__(f"{reason}\n  {shown}\n  {pointer}")

    def __reduce__(self) -> tuple[type[NotationError], tuple[str, int, str]]:
        """Let it pass between processes."""
        return type(self), (self.text, self.position, self.reason)


class OrderError(B12RegimenError, ValueError):
    """An order says what cannot be given, or it is none."""


class SettleError(B12RegimenError, ValueError):
    """A choice was settled with something that the source does not offer."""


class TableError(B12RegimenError, ValueError):
    """A decision table was asked about a fact or a value that it does not have."""


class Finding(NamedTuple):
    """One thing that is wrong with an input.

    Attributes:
        path: Where it is: ``rule[3].when.cause``; empty for the input as a whole.
        reason: What was given, why not, and what would do.
        line: The line in the file, from 1; ``None`` where there is no file.
        file: The file that it stands in, where that is one which the file that was read extends; else ``None``.
        named: What the file calls the entry at the path: ``rule "nerves"``; ``None`` where it gives it no name.
    """

    path: str
    reason: str
    line: int | None = None
    file: str | None = None
    named: str | None = None

    def under(self, path: str) -> Finding:
        """Place it below another path."""
        joined = f"{path}{self.path}" if self.path.startswith("[") or not self.path else f"{path}.{self.path}"
        return self._replace(path=joined)

    def __str__(self) -> str:
        """Write place and reason."""
        line = f"line {self.line}" if self.line else ""
        below = self.path.partition(".")[2] if self.named else self.path
        parts = (self.file and f"in {self.file}", line, self.named, below)
        place = ", ".join(part for part in parts if part)
        return f"{place}: {self.reason}" if place else self.reason


class FindingsError(B12RegimenError, ValueError):
    """Several things are wrong with one input; all of them are listed.

    Attributes:
        what: What was read: a file's name, or "patient".
        findings: Every problem, each with its place.
    """

    def __init__(self, what: str, findings: Iterable[Finding], remark: str = "") -> None:
        """Keep every finding and show all of them, and a remark on what they leave unsaid."""
        self.what = what
        self.findings = tuple(findings)
        if len(self.findings) == 1:
            lines = [f"{what}: {self.findings[0]}"]
        else:
            lines = [f"{what}: {len(self.findings)} problems", *(f"  {finding}" for finding in self.findings)]
        super().__init__("\n".join([*lines, *([remark] if remark else [])]))
        self._remark = remark

    @classmethod
    def of(cls, what: str, reason: str) -> Self:
        """Make the error of one thing that is wrong, by what the caller calls it."""
        return cls(what, [Finding("", reason)])

    def __reduce__(self) -> tuple[type[FindingsError], tuple[str, tuple[Finding, ...], str]]:
        """Let it pass between processes."""
        return type(self), (self.what, self.findings, self._remark)


class PatientError(FindingsError):
    """What was given about a patient could not be read."""


class CourseError(FindingsError):
    """A course cannot be made, recorded or read."""

    @classmethod
    def of(cls, what: str, reason: str) -> Self:
        """Make the error of one thing that is wrong with it."""
        return cls("course", [Finding(what, reason)])


class GuidelineError(FindingsError):
    """A guideline file could not be read, its table is not complete and unambiguous, or it was asked for by no day."""


class ShippedFileError(FindingsError):
    """A file that comes with the library could not be read: alerts, monitoring, or how results are read."""


class ThresholdsError(FindingsError):
    """A file of cut-offs could not be read, or its bands disagree."""


class MonitoringError(FindingsError):
    """A plan of what to monitor was asked for with what is no recommendation or no day."""

    @classmethod
    def of(cls, what: str, reason: str) -> Self:
        """Make the error of one thing that is wrong with it."""
        return cls("monitoring", [Finding(what, reason)])


class ProductError(FindingsError):
    """What was given about a product could not be read."""


class PreparationError(B12RegimenError, ValueError):
    """A dose cannot be prepared as asked, because something is not settled, not known or does not fit."""


class UnknownProductError(B12RegimenError, LookupError):
    """No product has the id that was asked for."""


class FhirError(FindingsError):
    """What was asked of FHIR cannot be done: a draft that is refused, or an argument that cannot be read."""


class FrameError(FindingsError):
    """The columns of a frame do not say what they must: a unit is missing, a name is unknown or taken."""


class CdsHooksError(FindingsError):
    """A call of CDS Hooks is not answered; no finding repeats what was sent.

    Attributes:
        status: The HTTP status that says so: 400 for what is no such call, 404 for a service that does not exist, 412
            for data that are needed and were not sent.
    """

    def __init__(self, status: int, findings: Iterable[Finding]) -> None:
        """Keep the status and every finding."""
        self.status = status
        super().__init__("call", findings)

    def __reduce__(self) -> tuple[type[CdsHooksError], tuple[int, tuple[Finding, ...]]]:  # type: ignore[override]
        """Let it pass between processes."""
        return type(self), (self.status, self.findings)


class UnknownThresholdsError(B12RegimenError, LookupError):
    """No cut-offs have the id that was asked for."""


class UnknownGuidelineError(B12RegimenError, LookupError):
    """No guideline has the id that was asked for."""


class EditionError(B12RegimenError, LookupError):
    """Which edition of a guideline stood on a day cannot be told."""


def extra_needed(what_needs: str, missing: ModuleNotFoundError, extra: str) -> ModuleNotFoundError:
    """Name the extra that brings a package which is missing, and how it is installed.

    Args:
        what_needs: What cannot go on, and its verb: "plots need".
        missing: What Python says is missing.
        extra: The extra, as pyproject.toml names it.
    """
    message = (
        f'{what_needs} {missing.name}, which the extra "{extra}" brings; '
        f'in a copy of the folder of b12regimen: pip install ".[{extra}]"'
    )
    return ModuleNotFoundError(message, name=missing.name)


def listed(options: Iterable[object], joiner: str = "or") -> str:
    """Write options as a person would: ``a, b or c``."""
    words = [str(option) for option in options]
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def did_you_mean(given: str, options: Iterable[str]) -> str:
    """Name the option that ``given`` resembles, if any, and list all of them.

    Returns:
        Text to put behind a message, such as ``; did you mean "leber"? one of: leber, none``.
    """
    options = list(options)
    close = resembling(given, options)
    hint = f'; did you mean "{close}"?' if close else ";"
    return f"{hint} one of: {', '.join(options)}"


def resembling(given: str, options: Iterable[str]) -> str | None:
    """Give the option that ``given`` resembles, by all of its words or by the first ones; ``None`` if there is none."""
    from difflib import get_close_matches  # 7 ms that only a mistake should cost

    spelt = {option.replace("_", "-"): option for option in options}
    word = given.lower().replace("_", "-")
    close = get_close_matches(word, spelt, n=1, cutoff=0.75)
    if not close:
        heads = {option: "-".join(option.split("-")[: word.count("-") + 1]) for option in spelt}
        near = get_close_matches(word, set(heads.values()), n=1, cutoff=0.75)
        begin = [option for option in spelt if heads[option] in near]
        close = begin if len(begin) == 1 else []
    return spelt[close[0]] if close else None
