"""What happened in a course: doses that were given, and what a clinician decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal, Self, TypeVar, get_args

import attrs

from b12regimen.errors import CourseError, FindingsError, PatientError, QuantityError
from b12regimen.regimens.dosing import DRUGS, INJECTION_ROUTES, Drug, Route, to_dose_quantity, write_dose_text
from b12regimen.regimens.named import drug_named, route_named
from b12regimen.values.calendar_days import DayLike, to_day
from b12regimen.values.parts import Part
from b12regimen.values.plain_values import ClosedList
from b12regimen.values.quantities import Quantity, QuantityLike

DecisionKind = Literal["pass-gate", "fail-gate", "close-step", "settle", "pause", "resume"]

T = TypeVar("T", bound=str)
E = TypeVar("E", bound="GivenDose | Decision")

_KIND: Final = ClosedList[DecisionKind]("kind", get_args(DecisionKind))
_ON_A_DAY: Final = {"fail-gate": 0, "pass-gate": 0, "resume": 1, "dose": 2, "close-step": 3, "settle": 4, "pause": 5}
_DRUG: Final = ClosedList[Drug]("drug", DRUGS)


def _to_day(given: DayLike) -> date:
    return to_day(given, "", CourseError)


def _to_dose(given: QuantityLike | None) -> Quantity | None:
    if given is None:
        return None
    try:
        dose = to_dose_quantity(given)
    except QuantityError as error:
        raise CourseError.of("", str(error)) from None
    if dose.unit.dimension != "mass" or not dose.exact:
        raise CourseError.of("", f'"{given}" is no dose; write a mass with its unit, for instance "1 mg"')
    if isinstance(dose.number, Fraction):
        raise CourseError.of("", f'"{given}" has no end as a decimal, so it cannot be written down; give one that has')
    return dose


def _to_route(given: Route | str | None) -> Route | None:
    if given is None:
        return None
    route = route_named(given)
    if route is None or route not in INJECTION_ROUTES:
        raise CourseError.of("", f"{given!r} is no route of an injection; one of: {', '.join(INJECTION_ROUTES)}")
    return route


def _to_drug(given: Drug | str | None) -> Drug | None:
    return drug_named(given) or _listed(_DRUG, given)


def _listed(values: ClosedList[T], given: object) -> T | None:
    try:
        return values[given] if given is None or isinstance(given, str) else values.__missing__(given)
    except PatientError as error:
        raise CourseError.of("", error.findings[0].reason) from None


def to_line(given: str | None, path: str = "") -> str | None:
    """Read a text of one line; ``None`` where none is known.

    Raises:
        CourseError: It is none.
    """
    if given is None or (isinstance(given, str) and given.strip() and given.isprintable()):
        return given
    raise CourseError.of(path, f"{given!r} is no text of one line")


def _to_kind(given: DecisionKind | str) -> DecisionKind:
    kind = _listed(_KIND, given)
    if kind is None:
        raise CourseError.of("", f"{given!r} is no decision; one of: {', '.join(get_args(DecisionKind))}")
    return kind


def _to_answers(given: Mapping[str, str] | None) -> Mapping[str, str] | None:
    if given is None:
        return None
    if (
        not isinstance(given, dict)
        or not given
        or not all(isinstance(each, str) for one in given.items() for each in one)
    ):
        example = '{"maintenance.1.timing": "every 3 months"}'
        raise CourseError.of("", f"{given!r} are no answers; give keys with texts, for instance {example}")
    return dict(given)


@attrs.frozen(repr=False, slots=False)
class _Event(Part):
    """Something that happened; read like all that is known, with the errors of a course."""

    what = "event"

    day: date = attrs.field(converter=_to_day)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read plain values; keys are the attribute names.

        Raises:
            CourseError: Keys or values that cannot be read: all of them, each with its path.
        """
        try:
            return cls(**data)
        except FindingsError as error:
            findings = cls._findings_in(data) or error.findings
        except TypeError:
            findings = cls._findings_in(data)
        raise CourseError(cls.what, findings)

    def to_dict(self) -> dict[str, Any]:
        """Give plain values, without what is unknown; ``from_dict`` reads them back."""
        plain = super().to_dict() | {"day": self.day.isoformat()}
        answers = getattr(self, "answers", None)
        return plain if answers is None else plain | {"answers": dict(answers)}


@attrs.frozen(repr=False, slots=False)
class GivenDose(_Event):
    """An injection that was given.

    Attributes:
        day: The day.
        dose: How much; ``None`` if it was not recorded.
        route: By which route; ``None`` if it was not recorded.
        drug: The drug; ``None`` if it was not recorded.
        product: The product; ``None`` if it was not recorded.
        batch: The batch; ``None`` if it was not recorded.

    Raises:
        CourseError: A value cannot be read.
    """

    what = "dose given"

    dose: Quantity | None = attrs.field(default=None, converter=_to_dose, kw_only=True)
    route: Route | None = attrs.field(default=None, converter=_to_route, kw_only=True)
    drug: Drug | None = attrs.field(default=None, converter=_to_drug, kw_only=True)
    product: str | None = attrs.field(default=None, converter=to_line, kw_only=True)
    batch: str | None = attrs.field(default=None, converter=to_line, kw_only=True)

    def to_dict(self) -> dict[str, Any]:
        """Give plain values, without what is unknown; ``from_dict`` reads them back."""
        plain = super().to_dict()
        return plain if self.dose is None else plain | {"dose": write_dose_text(self.dose)}


@attrs.frozen(repr=False, slots=False)
class Decision(_Event):
    """What a clinician decided in the course of a treatment.

    Attributes:
        day: The day from which it holds.
        kind: A gate passed or failed, a step closed, choices settled, a pause or its end.
        answers: What choices were settled with, by their keys; ``None`` for other kinds.
        step: The step that is meant, such as ``repletion.1``, for a check; ``None`` for the current one.
        by: Who decided; ``None`` if it was not recorded.
        note: Why; ``None`` for nothing.

    Raises:
        CourseError: A value cannot be read, or answers and kind contradict each other.
    """

    what = "decision"

    kind: DecisionKind = attrs.field(converter=_to_kind)
    answers: Mapping[str, str] | None = attrs.field(default=None, converter=_to_answers, kw_only=True, hash=False)
    step: str | None = attrs.field(default=None, converter=to_line, kw_only=True)
    by: str | None = attrs.field(default=None, converter=to_line, kw_only=True)
    note: str | None = attrs.field(default=None, converter=to_line, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if (self.kind == "settle") is not (self.answers is not None):
            raise CourseError.of("answers", 'a decision of kind "settle" has answers, and no other has')


def in_order(events: Iterable[E]) -> list[E]:
    """Order what happened by day, however it was recorded.

    On one day a gate opens and a pause ends before a dose is given, and what closes, settles or pauses comes after it.
    """
    every = list(events)
    on_a_day = Counter(one.day for one in every)
    return sorted(every, key=lambda one: (one.day, *(_rank(one) if on_a_day[one.day] > 1 else ())))


def same_day(given: Sequence[GivenDose]) -> Iterator[tuple[int, int, str]]:
    """Find doses on the day of another one: the place of each, that of the first of its day, and why it is refused."""
    first: dict[date, int] = {}
    for number, one in enumerate(given):
        before = first.setdefault(one.day, number)
        if before != number:
            both = " and ".join(_named(dose) for dose in (given[before], one))
            yield number, before, f"two doses on {one.day}, {both}; a course has one dose a day, so leave one out"


def contradictory(decisions: Sequence[Decision]) -> Iterator[tuple[int, int, str]]:
    """Find decisions that another one of their day repeats or contradicts: the place of both, and why it is refused."""
    of_a_day: dict[date, list[int]] = {}
    for number, one in enumerate(decisions):
        for before in of_a_day.setdefault(one.day, []):
            if why := _why_not_together(decisions[before], one):
                yield number, before, why
                break
        of_a_day[one.day].append(number)


def _why_not_together(one: Decision, other: Decision) -> str | None:
    """Say why two decisions of one day cannot both stand; ``None`` if they can, in whichever order they were made."""
    if (one.kind, one.step, one.answers) == (other.kind, other.step, other.answers):
        return f"{one.kind} of {one.day} is recorded already; record it once"
    may_be_one_step = one.step is None or other.step is None or one.step == other.step
    kinds = {one.kind, other.kind}
    if kinds == {"pass-gate", "fail-gate"} and may_be_one_step:
        return f"a gate is passed or failed, and {one.day} has both; record the one that holds"
    if kinds == {"close-step"} and may_be_one_step:
        return f"two steps are closed on {one.day}; name both with step"
    before, after = one.answers or {}, other.answers or {}
    for key in before.keys() & after.keys():
        if before[key] != after[key]:
            both = f'"{before[key]}" and "{after[key]}"'
            return f"{key} is settled in two ways on {one.day}, {both}; record the one that holds"
    return None


def _named(given: GivenDose) -> str:
    details = ", ".join(str(value) for key, value in given.to_dict().items() if key != "day")
    return f"({details or 'nothing more recorded'})"


def _rank(event: GivenDose | Decision) -> tuple[int, bool, int, str, str]:
    if isinstance(event, GivenDose):
        return _ON_A_DAY["dose"], False, 0, "", str(event.to_dict())
    step = event.step or ""  # steps follow one another: those of the repletion, then those of the maintenance
    return _ON_A_DAY[event.kind], step.startswith("maintenance"), len(step), step, str(event.to_dict())
