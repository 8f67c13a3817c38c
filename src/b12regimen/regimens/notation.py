"""Reads the notation of regimens, in one way only; the classes of ``steps`` print it back.

The grammar is in the documentation (*Notation*) and the tests hold this reader against it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from b12regimen.errors import did_you_mean, listed
from b12regimen.regimens.dosing import (
    DRUGS,
    ROUTES,
    Dose,
    Drug,
    Once,
    OnDays,
    OnWeekdays,
    Repeat,
    Route,
    Timing,
)
from b12regimen.regimens.ends import (
    CLINICAL_CONDITIONS,
    AfterDoses,
    AfterDuration,
    AfterTotal,
    ClinicalCondition,
    ClinicalConditions,
    End,
    ForLife,
    UntilConditions,
    WhileCausePersists,
)
from b12regimen.regimens.notation_reader import NotationReader
from b12regimen.regimens.steps import PHASE_KINDS, Phase, Step
from b12regimen.values.ranges import Range

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12regimen.values.durations import Duration, TimeUnit

T = TypeVar("T")

_EVERY: Final[dict[str, TimeUnit]] = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
_ROUTE_WORDS: Final[dict[tuple[str, ...], Route]] = {tuple(route.lower().split()): route for route in ROUTES}
_CONDITIONS: Final[dict[tuple[str, ...], ClinicalCondition]] = {
    tuple(name.lower().split()): name for name in CLINICAL_CONDITIONS
}
_NO_DRUG: Final = ("vitamin", "b12", "cobalamin", "cobalamins")
_ONE: Final = Range(1, 1)


def parse_regimen(text: str) -> tuple[Drug | None, Phase, Phase]:
    """Read ``drug; repletion: phase; maintenance: phase``."""
    reader = RegimenReader(text)
    drug = reader.drug()
    reader.expect_phase("repletion")
    repletion = reader.phase()
    reader.expect_phase("maintenance")
    maintenance = reader.phase()
    reader.expect_end()
    return drug, repletion, maintenance


def parse_phase(text: str) -> Phase:
    """Read one phase, for instance ``1 mg IM 3 times a week for 2 weeks``.

    Raises:
        NotationError: The text cannot be read; it says where reading stopped, why, and what would do.
    """
    return _whole(text, RegimenReader.phase)


def parse_step(text: str) -> Step:
    """Read one step.

    Raises:
        NotationError: The text cannot be read as one step.
    """
    return _whole(text, RegimenReader.step)


def parse_drug(text: str) -> Drug | None:
    """Read the name of a drug; ``drug not stated`` is ``None``.

    Raises:
        NotationError: The text names no drug.
    """
    return _whole(text, RegimenReader.drug)


def parse_dose(text: str) -> Dose:
    """Read a dose, for instance ``250-1000 mcg``.

    Raises:
        NotationError: The text is no dose.
    """
    return _whole(text, RegimenReader.dose)


def parse_route(text: str) -> Route:
    """Read one route.

    Raises:
        NotationError: The text is no route.
    """
    return _whole(text, RegimenReader.route)


def parse_timing(text: str) -> Timing:
    """Read one timing, for instance ``every 3 months``.

    Raises:
        NotationError: The text is no timing.
    """
    return _whole(text, RegimenReader.timing)


def parse_end(text: str) -> End:
    """Read the end of a step, for instance ``for 7 doses``.

    Raises:
        NotationError: The text is no end.
    """
    return _whole(text, RegimenReader.end)


def parse_duration(text: str) -> Duration:
    """Read a length of time, for instance ``7-10 days``.

    Raises:
        NotationError: The text is no length of time.
    """
    return _whole(text, RegimenReader.duration)


def _whole(text: str, read: Callable[[RegimenReader], T]) -> T:
    reader = RegimenReader(text)
    result = read(reader)
    reader.expect_end()
    return result


class RegimenReader(NotationReader):
    """Reads the rules of the grammar, for those who read what is written in it."""

    # Drug and phases

    def drug(self) -> Drug | None:
        """Read the name of a drug.

        Raises:
            NotationError: The text goes on otherwise.
        """
        place = self._place()
        if self._accept("drug", "not", "stated"):
            return None
        words = ""
        while self._word().isalnum() or self._word() == "-":
            if self._word() in _NO_DRUG:
                raise self._refusal(
                    f'"{self._word()}" names no drug, and intervals differ by drug; one of: {listed(DRUGS)}'
                )
            words += self._take().word
            if words in DRUGS and self._word() != "-":
                break
        for drug in DRUGS:
            if drug == words:
                return drug
        said = self._text[place : self._place()].strip()
        reason = f'"{said}" is no drug of this library{did_you_mean(words, DRUGS)}; or "drug not stated"'
        raise self._refusal(reason, place)

    def phase(self) -> Phase:
        """Read a phase.

        Raises:
            NotationError: The text goes on otherwise.
        """
        for kind in PHASE_KINDS[1:]:
            if self._accept(*kind.split("-")):
                return Phase(kind=kind)
        place = self._place()
        steps = [self.step()]
        while self._accept(",", "then"):
            steps.append(self.step())
        return self._build(place, lambda: Phase(tuple(steps)))

    # Steps

    def step(self) -> Step:
        """Read a step with its gate and what may be given instead.

        Raises:
            NotationError: The text goes on otherwise.
        """
        place = self._place()
        gate = None
        if self._accept("if"):
            gate = self._conditions()
            if not self._accept(","):
                raise self._refusal(f'a gate ends with a comma: "if ..., 1 mg IM daily"; found {self._seen()}')
        first = self._option()
        instead = []
        while self._starts(",", "or"):
            self._next += 2
            instead.append(self._option())
        return self._build(
            place,
            lambda: Step(
                dose=first.dose,
                routes=first.routes,
                timings=first.timings,
                as_required=first.as_required,
                end=first.end,
                gate=gate,
                instead=tuple(instead),
            ),
        )

    def _option(self) -> Step:
        place = self._place()
        dose = self.dose()
        routes = self._routes()
        timings, as_required = self._timings()
        end = self.end() if self._ends_here() else None
        self._check_one_day(end)
        return self._build(
            place,
            lambda: Step(dose=dose, routes=tuple(routes), timings=tuple(timings), as_required=as_required, end=end),
        )

    def _routes(self) -> list[Route]:
        routes: list[Route] = [self.route()]
        while self._word() == "or" and self._route_here(1):
            self._next += 1
            routes.append(self.route())
        return routes

    def _route_here(self, ahead: int = 0) -> bool:
        return (self._word(ahead),) in _ROUTE_WORDS or self._word(ahead) == "deep"

    def dose(self) -> Dose:
        """Read a dose.

        Raises:
            NotationError: The text goes on otherwise.
        """
        place = self._place()
        amount = self._masses('a step starts with its dose, for instance "1 mg IM weekly"')
        per_kg = self._accept("/", "kg")
        return self._build(place, lambda: Dose(amount, per_kg))

    def route(self) -> Route:
        """Read one route.

        Raises:
            NotationError: The text goes on otherwise.
        """
        for words, route in _ROUTE_WORDS.items():
            if self._accept(*words):
                return route
        raise self._refusal(f"the route is missing: expected {listed(ROUTES)}, found {self._seen()}")

    # How often

    def _timings(self) -> tuple[list[Timing], bool]:
        timings: list[Timing] = []
        if not self._times_here():
            if self._word().isalpha() and not self._ends_here() and self._word() not in ("or", "and", "then"):
                raise self._no_timing()
            return timings, False
        timings.append(self.timing())
        while self._word() == "or":
            if self._accept("or", "as", "required"):
                return timings, True
            if self._word(1).isdigit() and self._word(2) in ("mcg", "mg"):
                raise self._refusal(self._why_stopped())
            self._next += 1
            timings.append(self.timing())
        return timings, False

    def _times_here(self) -> bool:
        word = self._word()
        return word.isdigit() or word in _EVERY or word in ("once", "twice", "every", "on", "up", "at")

    def timing(self) -> Timing:
        """Read one timing.

        Raises:
            NotationError: The text goes on otherwise.
        """
        place = self._place()
        if self._accept("once"):
            return Once()
        if self._word() in _EVERY:
            return Repeat(_ONE, _ONE, _EVERY[self._take().word])
        if self._accept("twice", "a"):
            return Repeat(Range(2, 2), _ONE, self._unit())
        if self._accept("every"):
            duration = self.duration()
            return self._build(place, lambda: Repeat(_ONE, duration.count, duration.unit))
        if self._accept("on", "alternate", "days"):
            return Repeat(_ONE, Range(2, 2), "day")
        if self._accept("on", "days"):
            numbers = self._list(self._whole_number)
            if self._word() == "-":
                raise self._refusal('days are listed one by one, for instance "on days 1, 3 and 5"')
            return self._build(place, lambda: OnDays(tuple(numbers)))
        if self._accept("on"):
            days = self._list(self._weekday)
            return self._build(place, lambda: OnWeekdays(tuple(days)))
        return self._times(place)

    def _times(self, place: int) -> Timing:
        if not self._times_here():
            raise self._no_timing()
        count = self._count()
        if self._accept("times", "a"):
            unit = self._unit()
            return self._build(place, lambda: Repeat(count, _ONE, unit))
        unit = self._unit()
        if count.high is None and self._accept("apart"):
            return self._build(place, lambda: Repeat(_ONE, count, unit))
        reason = f'"{count} {unit}s" does not say how often; write for instance "every {count} {unit}s"'
        raise self._refusal(reason, place)

    def _list(self, item: Callable[[], T]) -> list[T]:
        items = [item()]
        while self._word() == "and" or (self._word() == "," and self._word(1) not in ("then", "or")):
            self._next += 1
            items.append(item())
        return items

    # Until when

    def _ends_here(self) -> bool:
        return self._word() in ("for", "typically", "to", "until", "while")

    def end(self) -> End:
        """Read how a step ends.

        Raises:
            NotationError: The text goes on otherwise.
        """
        place = self._place()
        if self._accept("until"):
            return self._until(place)
        if self._accept("while", "the", "cause", "persists"):
            return WhileCausePersists()
        if self._accept("for", "life"):
            return ForLife()
        typically = self._accept("typically")
        if self._accept("to", "a", "total", "of"):
            total = self._masses('a total is a mass, for instance "to a total of 10 mg"')
            over = self._over()
            return self._build(place, lambda: AfterTotal(total, over, typically))
        if not self._accept("for"):
            raise self._refusal(f'expected how the step ends, for instance "for 2 weeks"; found {self._seen()}')
        count = self._count()
        if self._accept("doses") or self._accept("dose"):
            over = self._over()
            return self._build(place, lambda: AfterDoses(count, over, typically))
        duration = self._duration(count)
        return AfterDuration(duration, typically)

    def _until(self, place: int) -> End:
        conditions = self._conditions()
        or_for = self.duration() if self._accept("or", "for") else None
        return self._build(place, lambda: UntilConditions(conditions, or_for))

    def _over(self) -> Duration | None:
        return self.duration() if self._accept("over") else None

    def _conditions(self) -> ClinicalConditions:
        place = self._place()
        names: list[ClinicalCondition] = [self._condition()]
        joiner = ""
        while self._word() in ("and", "or") and not self._starts("or", "for"):
            if joiner and self._word() != joiner:
                raise self._refusal('"and" and "or" in one list of conditions have two readings; use only one of them')
            joiner = self._take().word
            names.append(self._condition())
        joined_by = "or" if joiner == "or" else "and"
        return self._build(place, lambda: ClinicalConditions(tuple(names), "or" if joined_by == "or" else "and"))

    def _condition(self) -> ClinicalCondition:
        for words, condition in _CONDITIONS.items():
            if self._accept(*words):
                return condition
        raise self._refusal(
            f"expected a condition that a clinician judges, found {self._seen()}; one of: {listed(CLINICAL_CONDITIONS)}"
        )
