"""From what a caller or a file gives to what a course holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from b12regimen.courses.events import Decision, GivenDose, contradictory, in_order, same_day, to_line
from b12regimen.courses.replay import steps_of
from b12regimen.courses.step_windows import Rhythm, Spacing, has_several_a_day
from b12regimen.errors import CourseError, Finding, NotationError, RegimenError
from b12regimen.regimens.dosing import WEEKDAYS, Repeat
from b12regimen.regimens.regimen import Regimen
from b12regimen.values.calendar_days import to_day

if TYPE_CHECKING:
    from datetime import date

    from b12regimen.courses.plan import Policy
    from b12regimen.regimens.dose_days import PhaseName
    from b12regimen.regimens.dosing import Drug
    from b12regimen.regimens.steps import Step

VERSION: Final = 1

E = TypeVar("E", GivenDose, Decision)


def _to_regimen(given: object) -> Regimen:
    if isinstance(given, Regimen):
        return given
    if not isinstance(given, str):
        raise CourseError.of("regimen", f"{given!r} is no regimen; give one, or its text in the notation")
    try:
        return Regimen.parse(given)
    except (NotationError, RegimenError) as error:
        raise CourseError.of("regimen", str(error)) from None


def _to_start(given: object) -> date:
    return to_day(given, "start", CourseError)


def _to_phase(given: object) -> PhaseName:
    if given == "repletion":
        return "repletion"
    if given == "maintenance":
        return "maintenance"
    raise CourseError.of("begins_with", f"{given!r} is no phase; one of: repletion, maintenance")


def _to_policy(given: object) -> Policy | None:
    if given is None:
        return None
    if given == "shortest":
        return "shortest"
    if given == "longest":
        return "longest"
    raise CourseError.of("policy", f"{given!r} is no policy; one of: shortest, longest, or None")


def _to_events(kind: type[E], name: str, given: object) -> tuple[E, ...]:
    if not isinstance(given, list | tuple):
        raise CourseError.of(name, f"{given!r} is no list")
    found: list[E] = []
    findings: list[Finding] = []
    for number, one in enumerate(given):
        try:
            found.append(one if isinstance(one, kind) else kind.from_dict(one))
        except CourseError as error:
            findings += [finding.under(f"{name}[{number}]") for finding in error.findings]
    if findings:
        raise CourseError("course", findings)
    return tuple(in_order(found))


def _to_given(given: object) -> tuple[GivenDose, ...]:
    return _to_events(GivenDose, "given", given)


def _to_decisions(given: object) -> tuple[Decision, ...]:
    return _to_events(Decision, "decisions", given)


def _to_spacing(given: object) -> dict[str, Spacing]:
    if not isinstance(given, Mapping):
        raise CourseError.of("spacing", f"{given!r} is no table of weekdays or gaps by the key of the step")
    findings = [
        Finding(f"spacing.{key}", f"{spacing!r} is no list of weekdays, or of the days from each dose to the next")
        for key, spacing in given.items()
        if not isinstance(spacing, list | tuple) or not spacing
    ]
    if findings:
        raise CourseError("course", findings)
    return {str(key): tuple(spacing) for key, spacing in given.items()}


READERS: Final[Mapping[str, Callable[[Any], object]]] = {
    "regimen": _to_regimen,
    "start": _to_start,
    "begins_with": _to_phase,
    "source": partial(to_line, path="source"),
    "spacing": _to_spacing,
    "policy": _to_policy,
    "given": _to_given,
    "decisions": _to_decisions,
}


def known_values(data: object) -> dict[str, Any]:
    """Take what a course is made of from its plain values.

    Raises:
        CourseError: Something cannot be read: all that is wrong, each with its place.
    """
    if not isinstance(data, dict):
        raise CourseError.of("", f"{data!r} is no table of values")
    if data.get("version") != VERSION or isinstance(data["version"], bool | float):
        reason = f"{data.get('version')!r} is no version that this library reads; it reads {VERSION}"
        raise CourseError.of("version", reason)
    findings = [
        Finding(str(key), f"there is no such key; one of: version, {', '.join(READERS)}")
        for key in data
        if key not in (*READERS, "version")
    ]
    findings += [Finding(key, "this key is missing") for key in ("regimen", "start") if key not in data]
    known = {key: value for key, value in data.items() if key in READERS}
    if not findings:
        return known
    for key, value in known.items():
        try:
            READERS[key](value)
        except CourseError as error:
            findings += error.findings
    raise CourseError("course", findings)


def why_spacing_does_not_fit(step: Step, spacing: Spacing) -> str | None:
    """Say why a spacing does not fit a step; ``None`` if it does."""
    timing, *others = Rhythm.of(step).timings
    if others or not isinstance(timing, Repeat) or timing.frequency.high == 1 or timing.unit != "week":
        return f'"{step}" is not so many times a week; only such a step takes weekdays or gaps'
    times = timing.frequency
    if all(isinstance(one, str) for one in spacing):
        unknown = [one for one in spacing if one not in WEEKDAYS]
        if unknown or len(set(spacing)) != len(spacing) or len(spacing) not in times:
            return f"{list(spacing)} are not {times} days of the week, each named once: {', '.join(WEEKDAYS)}"
        return None
    gaps = [one for one in spacing if isinstance(one, int) and not isinstance(one, bool) and one > 0]
    if len(gaps) != len(spacing) or len(gaps) not in times or sum(gaps) != len(WEEKDAYS):
        return f"{list(spacing)} are not {times} gaps that make up a week; give for instance [2, 2, 3] for 3 times"
    return None


def misfits(
    regimen: Regimen,
    begins_with: PhaseName,
    spacing: Mapping[str, Spacing],
    given: Sequence[GivenDose],
    decisions: Sequence[Decision],
) -> Iterator[Finding]:
    """Find what does not go together in a course, each with its place."""
    if regimen.drug is None:
        yield Finding("regimen", "its drug is not stated; settle it first, for nothing is planned without a drug")
    steps = {one.key: one.step for one in steps_of(regimen, begins_with)}
    if not steps:
        yield Finding("regimen", f"it has no injection to plan: {regimen}")
    for key, step in steps.items():
        if has_several_a_day(step):
            yield Finding("regimen", f'{key} may give more than one dose a day, and a course plans by days: "{step}"')
    for key, days in spacing.items():
        if key not in steps:
            yield Finding(f"spacing.{key}", f"there is no such step; one of: {', '.join(steps)}")
        elif why := why_spacing_does_not_fit(steps[key], days):
            yield Finding(f"spacing.{key}", why)
    yield from _of_events(regimen.drug, given, decisions)


def _of_events(drug: Drug | None, given: Sequence[GivenDose], decisions: Sequence[Decision]) -> Iterator[Finding]:
    for number, before, why in same_day(given):
        yield Finding(f"given[{number}]", f"{why}; the other is given[{before}]")
    for number, before, why in contradictory(decisions):
        yield Finding(f"decisions[{number}]", f"{why}; the other is decisions[{before}]")
    for number, dose in enumerate(given):
        if dose.drug is not None and dose.drug != drug:
            reason = f"{dose.drug} is not the drug of the course, {drug}: schedules are not to be swapped"
            yield Finding(f"given[{number}].drug", reason)
