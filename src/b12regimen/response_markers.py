"""What each marker says of the response: one result before treatment beside one under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from b12regimen.elapsed import Elapsed
from b12regimen.errors import QuantityError, listed
from b12regimen.interferences import interferences
from b12regimen.intervals import Interval
from b12regimen.labs import LabResult
from b12regimen.placement import own_verdicts
from b12regimen.quantities import Quantity
from b12regimen.response_pairs import (
    SAYS,
    MarkerFinding,
    Outcome,
    Pair,
    has_moved,
    latest_of,
    no_longer_abnormal,
    on_the_way,
    unfit_baseline,
)
from b12regimen.sources import Citation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from b12regimen.analytes import AnalyteName
    from b12regimen.durations import Duration
    from b12regimen.labs import LabPanel
    from b12regimen.response_loader import MarkerOfResponse, ResponseRules, TimeName

_WORST_FIRST: Final[tuple[MarkerFinding, ...]] = (*SAYS, "not-comparable")
_TIME: Final = "how long after the first dose it was taken is not known, or not exactly enough"
_CENSORED: Final = "the two cannot be compared with certainty"
# The stages of the time line: how many of a marker's times were reached.
_BEFORE, _RISING, _CHECKED, _OVER = range(4)


@attrs.frozen(kw_only=True)
class MarkerResponse:
    """What one marker says of the response.

    Attributes:
        marker: Its name.
        finding: Responded, too early, partial, none, or not comparable.
        reason: Why.
        baseline: The result before treatment; ``None`` if there is none.
        follow_up: The result under treatment; ``None`` if there is none.
        after: How long after the first dose it was taken, in words.
        is_late: It is partial at a time at which more was expected.
        may_be: What a marker that is not comparable may still say, if it was measured both times.
        notes: What else to know: what was expected by now, what is this library's reading.
        citations: Who says so.
    """

    marker: str
    finding: MarkerFinding
    reason: str
    baseline: LabResult | None = None
    follow_up: LabResult | None = None
    after: str = "not known"
    is_late: bool = False
    may_be: tuple[MarkerFinding, ...] = ()
    notes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "marker": self.marker,
            "finding": self.finding,
            "reason": self.reason,
            "baseline": None if self.baseline is None else self.baseline.to_dict(),
            "follow_up": None if self.follow_up is None else self.follow_up.to_dict(),
            "after": self.after,
            "is_late": self.is_late,
            "may_be": list(self.may_be),
            "notes": list(self.notes),
            "citations": [citation.to_dict() for citation in self.citations],
        }

    def __str__(self) -> str:
        """Write it for people."""
        notes = "".join(f"; {note}" for note in self.notes)
        return f"{self.marker}: {self.finding}: {self.reason}{notes}"


class Judge:
    """Judges every marker of two panels."""

    def __init__(
        self,
        rules: ResponseRules,
        baseline: LabPanel,
        follow_up: LabPanel,
        *,
        since: Duration | None,
        start: date | None,
    ) -> None:
        """Keep the panels, and what is known of the time between the first dose and the follow-up."""
        self._rules = rules
        self._baseline = baseline
        self._follow_up = follow_up
        self._since = since
        self._start = start
        self._last_day = max((one.taken for one in follow_up.results if one.taken is not None), default=None)

    def _elapsed(self, result: LabResult) -> Elapsed:
        """Give the time from the first dose to a result; a length of time is told of the last day of the follow-up."""
        if self._start is not None and result.taken is not None:
            return Elapsed(None, self._start, result.taken)
        return Elapsed(self._since if result.taken in (None, self._last_day) else None)

    def responses(self) -> Iterable[MarkerResponse]:
        """Judge the markers, and name what was measured and is none."""
        for marker in self._rules.markers:
            measured: list[AnalyteName] = [name for name in marker.analytes if self._is_measured(name)]
            if measured:
                yield self._together([self._of(marker, name) for name in measured])
        shows = {name for marker in self._rules.markers for name in marker.analytes}
        both = dict.fromkeys((*self._baseline.analytes, *self._follow_up.analytes))
        yield from (self._no_marker(name) for name in both if name not in shows)

    def not_measured(self) -> tuple[str, ...]:
        """Name the markers that neither panel holds."""
        return tuple(m.id for m in self._rules.markers if not any(map(self._is_measured, m.analytes)))

    def _is_measured(self, name: AnalyteName) -> bool:
        return bool(self._baseline.of(name) or self._follow_up.of(name))

    def _no_marker(self, name: AnalyteName) -> MarkerResponse:
        said = [about for about in self._rules.no_markers if name in about.analytes]
        contrary = [about for about in self._rules.contrary if name in about.analytes]
        reason = said[0].text if said else "no source that was read calls it a marker of response"
        return MarkerResponse(
            marker=name,
            finding="not-comparable",
            reason=reason,
            baseline=latest_of(self._baseline.of(name)),
            follow_up=latest_of(self._follow_up.of(name)),
            notes=tuple(about.text for about in contrary),
            citations=tuple(citation for about in (*said, *contrary) for citation in about.citations),
        )

    def _together(self, each: list[MarkerResponse]) -> MarkerResponse:
        """Take the worse of two forms of one marker: percent and absolute."""
        first, *others = sorted(each, key=lambda one: _WORST_FIRST.index(one.finding))
        if not others:
            return first
        (other,) = others
        if first.finding == "not-comparable" and (first.baseline is None) is not (other.baseline is None):
            return attrs.evolve(first, reason=f"{first.reason}; each form is compared with itself only")
        note = f"the other form: {other.finding}: {other.reason}"
        may_be = tuple(dict.fromkeys((*first.may_be, *other.may_be)))
        return attrs.evolve(first, notes=(*first.notes, note), may_be=may_be)

    def _of(self, marker: MarkerOfResponse, name: AnalyteName) -> MarkerResponse:
        before, follow_ups = self._baseline.of(name), self._follow_up.of(name)
        if self._start is not None:
            start = self._start
            before = tuple(result for result in before if result.taken is None or result.taken <= start)
            if self._baseline.of(name) and not before:
                return self._not_comparable(marker, name, "it was taken after the first dose, and is no baseline")
        if not before or not follow_ups:
            missing = "baseline" if not before else "follow-up"
            return self._not_comparable(marker, name, f"{name} is missing at {missing}")
        baseline = latest_of(before)
        if baseline is None or (latest := latest_of(follow_ups)) is None:
            reason = "there are several results, and which is the latest is not known"
            return attrs.evolve(self._not_comparable(marker, name, reason), may_be=SAYS)
        found = self._compared(marker, baseline, latest)
        if marker.kind == "reticulocytes" and found.finding != "responded" and not self._is_below(latest):
            # The rise is over in days: an earlier result of the same panel may have caught it.
            earlier = [self._compared(marker, baseline, one) for one in follow_ups if one is not latest]
            for caught in earlier:
                if caught.finding == "responded":
                    return attrs.evolve(caught, notes=(*caught.notes, f"a later result was taken: {latest}"))
        return found

    def _not_comparable(self, marker: MarkerOfResponse, name: AnalyteName, reason: str) -> MarkerResponse:
        return MarkerResponse(
            marker=marker.id,
            finding="not-comparable",
            reason=reason,
            baseline=latest_of(self._baseline.of(name)),
            follow_up=latest_of(self._follow_up.of(name)),
        )

    def _compared(self, marker: MarkerOfResponse, before: LabResult, after: LabResult) -> MarkerResponse:
        elapsed = self._elapsed(after)
        told = MarkerResponse(
            marker=marker.id,
            finding="not-comparable",
            reason="",
            baseline=before,
            follow_up=after,
            after=str(elapsed),
        )
        if (before.taken and after.taken and after.taken < before.taken) or (elapsed.days or 0) < 0:
            return attrs.evolve(told, reason="the follow-up was taken before the baseline or before the first dose")
        try:
            moved = has_moved(before, after, marker.improves)
        except QuantityError as error:
            return attrs.evolve(told, reason=f"the units do not convert: {error}")
        pair = Pair(marker=marker, before=before, after=after, elapsed=elapsed, moved=moved)
        found = {"reticulocytes": self._reticulocytes, "count": self._count, "metabolite": self._metabolite}[
            marker.kind
        ](pair)
        times = [self._rules.times[name] for name in found.times]
        return attrs.evolve(
            told,
            finding=found.finding,
            reason=found.reason,
            is_late=found.is_late,
            may_be=found.may_be,
            notes=(*found.notes, f"this library's reading: {marker.reading}"),
            citations=tuple(dict.fromkeys((*(c for time in times for c in time.citations), *found.citations))),
        )

    def _settled(
        self, pair: Pair, limits: Iterable[tuple[TimeName, bool]], outcome: Callable[[int, bool], Outcome]
    ) -> Outcome:
        """Take what holds at every stage and for every move that are possible, or say that they differ."""
        reached = [pair.elapsed.has_reached(self._rules.times[name].at, beyond=over) for name, over in limits]
        stages = range(sum(one is True for one in reached), sum(one is not False for one in reached) + 1)
        moves = (True, False) if pair.moved is None else (pair.moved,)
        possible = {(stage, moved): outcome(stage, moved) for stage in stages for moved in moves}
        if len({one.finding for one in possible.values()}) == 1:
            return possible[stages[0], moves[0]]
        may_be: tuple[MarkerFinding, ...] = tuple(
            one for one in SAYS if any(one == each.finding or one in each.may_be for each in possible.values())
        )
        unknown = [
            *([_TIME] if any(len({possible[s, m].finding for s in stages}) > 1 for m in moves) else []),
            *([_CENSORED] if any(len({possible[s, m].finding for m in moves}) > 1 for s in stages) else []),
        ]
        times: tuple[TimeName, ...] = tuple(dict.fromkeys(name for one in possible.values() for name in one.times))
        return Outcome("not-comparable", f"{listed(unknown, 'and')}: it may be {listed(may_be)}", times, may_be=may_be)

    def _reticulocytes(self, pair: Pair) -> Outcome:
        twice, said = self._twice_normal(pair.after)
        rule = self._rules.twice_normal.citations

        def outcome(stage: int, moved: bool) -> Outcome:  # noqa: FBT001
            if stage == _BEFORE:
                return Outcome("too-early", says("reticulocytes-rise"), ("reticulocytes-rise",))
            if stage == _OVER:
                finding: MarkerFinding = "none" if twice == "below" else "not-comparable"
                reason = f"the rise itself is over, and is no longer judged; {said}"
                return Outcome(finding, reason, ("reticulocytes-window",), citations=rule)
            if moved and stage == _CHECKED and twice == "below":
                return Outcome(
                    "partial", f"they have risen; {said}", ("reticulocytes-window",), citations=rule, is_late=True
                )
            if moved:
                return Outcome("responded", "they have risen", ("reticulocytes-window",), (said,), rule)
            if stage == _RISING:
                reason = f"not risen yet; {says('reticulocytes-rise')}; {says('reticulocytes-checked')}"
                return Outcome("too-early", reason, ("reticulocytes-rise", "reticulocytes-checked"))
            reason = f"they have not risen; {says('reticulocytes-window')}"
            return Outcome("none", reason, ("reticulocytes-window", "reticulocytes-checked"))

        def says(name: TimeName) -> str:
            return self._rules.times[name].says

        limits: list[tuple[TimeName, bool]] = [
            ("reticulocytes-rise", False),
            ("reticulocytes-checked", False),
            ("reticulocytes-window", True),
        ]
        return self._settled(pair, limits, outcome)

    def _is_below(self, reticulocytes: LabResult) -> bool:
        return self._twice_normal(reticulocytes)[0] == "below"

    def _twice_normal(self, reticulocytes: LabResult) -> tuple[Literal["below", "met", "silent"], str]:
        """Say whether reticulocytes are at twice normal where the haematocrit is low, or why that is not decided."""
        rule = self._rules.twice_normal
        haematocrit = latest_of(self._follow_up.of("haematocrit"))
        if haematocrit is None or haematocrit.possible is None:
            return "silent", f"whether the haematocrit is below {rule.haematocrit} is not known"
        if haematocrit.taken and reticulocytes.taken and haematocrit.taken != reticulocytes.taken:
            return "silent", f"the haematocrit is of another day ({haematocrit.taken})"
        edge = Interval.exactly(rule.haematocrit)
        if not haematocrit.possible.is_below(edge):
            above = not haematocrit.possible.starts_before(edge)
            is_it = f"is not below {rule.haematocrit}" if above else f"may be below {rule.haematocrit}, or not"
            return "silent", f"the haematocrit {is_it}"
        possible, normal = reticulocytes.possible, reticulocytes.reference
        if possible is None or normal is None:
            return "silent", "what twice normal is cannot be told without a value and the laboratory's interval"
        low, high = (
            None if end is None else Interval.exactly(Quantity.of_exact(end.exact * rule.times, end.unit))
            for end in (normal.low, normal.high)
        )
        where = f"while the haematocrit is below {rule.haematocrit}"
        if low is not None and possible.is_below(low):
            return "below", f"they are below {low.low}, twice the lower limit of normal, {where}: {rule.says}"
        if high is not None and not possible.starts_before(high):
            return "met", f"they are at twice normal or more {where}, as the US label wants them to stay"
        return "silent", f"whether they are at twice normal {where} is not decided by {reticulocytes}"

    def _count(self, pair: Pair) -> Outcome:
        refused = unfit_baseline(pair)
        if refused is not None:
            return refused
        verdicts = own_verdicts(pair.after)
        overdue = tuple(
            time.says
            for time in (self._rules.times["count-normal"], self._rules.times["count-normal-early"])
            if pair.elapsed.has_reached(time.at)
        )
        is_late = pair.elapsed.has_reached(self._rules.times["count-normal"].at) is True
        expected: tuple[TimeName, ...] = ("count-rises", "count-normal", "count-normal-early")

        def outcome(stage: int, moved: bool) -> Outcome:  # noqa: FBT001
            if stage == _BEFORE:
                return Outcome("too-early", self._rules.times["count-rises"].says, ("count-rises",))
            return no_longer_abnormal(pair, verdicts, expected) or on_the_way(
                pair, verdicts, expected, overdue, moved=moved, is_late=is_late
            )

        return self._settled(pair, [("count-rises", False)], outcome)

    def _metabolite(self, pair: Pair) -> Outcome:
        refused = unfit_baseline(pair)
        if refused is not None:
            return refused
        verdicts = own_verdicts(pair.after)
        measured = self._rules.times["metabolites-measured"].says
        times: tuple[TimeName, ...] = ("metabolites-measured",)

        def outcome(stage: int, moved: bool) -> Outcome:  # noqa: FBT001
            if stage == _BEFORE:
                finding: MarkerFinding = "partial" if moved else "too-early"
                return Outcome(finding, f"it has {'' if moved else 'not '}fallen; {measured}", times)
            found = no_longer_abnormal(pair, verdicts, times) or on_the_way(
                pair, verdicts, times, (measured,), moved=moved, is_late=True
            )
            return self._spoilt(pair, found) if found.finding == "none" else found

        return self._settled(pair, [("metabolites-measured", False)], outcome)

    def _spoilt(self, pair: Pair, found: Outcome) -> Outcome:
        """Withdraw that a metabolite did not fall where other results of the panel say why."""
        for interference in interferences():
            stands = interference.flagged and all(
                any(flag == one.flag or flag in own_verdicts(one) for one in self._follow_up.of(analyte))
                for analyte, flag in interference.flagged.items()
            )
            if pair.after.analyte in interference.analytes and stands:
                reason = f"{interference.why} (it would read: {found.finding})"
                return Outcome("not-comparable", reason, found.times, (), interference.citations, ("none",))
        return found
