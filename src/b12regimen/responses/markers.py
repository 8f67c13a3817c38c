"""What each marker says of the response: one result before treatment beside one under it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.errors import QuantityError
from b12regimen.interpretation.interferences import interferences
from b12regimen.interpretation.placement import own_verdicts
from b12regimen.patients.labs import LabPanel
from b12regimen.responses.elapsed import Elapsed
from b12regimen.responses.follow_ups import (
    WORST_FIRST,
    reticulocytes_over_time,
    values_over_time,
    without_order,
)
from b12regimen.responses.pairs import (
    NOT_ENOUGH,
    SAYS,
    MarkerResponse,
    Outcome,
    Pair,
    current,
    has_moved,
    latest_of,
    no_longer_abnormal,
    on_the_way,
    settled,
    unfit_baseline,
)
from b12regimen.responses.reticulocytes import Reticulocytes
from b12regimen.responses.worsening import may_be_worse, moved, worse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.interpretation.threshold_bands import Verdict
    from b12regimen.patients.analytes import AnalyteName
    from b12regimen.patients.labs import Flag, LabResult
    from b12regimen.responses.elapsed import FirstDay
    from b12regimen.responses.loader import MarkerKind, MarkerOfResponse, ResponseRules, TimeName
    from b12regimen.responses.pairs import MarkerFinding
    from b12regimen.values.durations import Duration

# What a marker can say until a time is reached.
_BY_THEN: Final[dict[MarkerKind, tuple[TimeName, tuple[MarkerFinding, ...]]]] = {
    "reticulocytes": ("reticulocytes-checked", ("too-early", "responded")),
    "count": ("count-rises", ("too-early",)),
    "metabolite": ("metabolites-measured", ("partial", "too-early", "responded")),
}
_BEFORE: Final = 0  # the stage of the time line at which none of a marker's times was reached


class Judge:
    """Judges every marker of two panels."""

    def __init__(
        self,
        rules: ResponseRules,
        baseline: LabPanel,
        follow_up: LabPanel,
        *,
        since: Duration | FirstDay | None,
        start: date | None,
    ) -> None:
        """Keep the panels, and what is known of the time between the first dose and the follow-up."""
        self._rules = rules
        self._baseline = baseline
        self._follow_up = follow_up
        self._since: Duration | FirstDay | None = since
        self._start = start
        self._last_day = max((one.taken for one in follow_up.results if one.taken is not None), default=None)
        untreated = [one for one in baseline.results if one.taken is None or self._may_be_untreated(one.taken)]
        self._before = LabPanel(untreated)
        self._reticulocytes = Reticulocytes(rules, self._before, follow_up)

    @property
    def elapsed(self) -> Elapsed:
        """The time from the first dose to the last of the follow-up."""
        if self._start is not None and self._last_day is not None:
            return Elapsed(None, self._start, self._last_day)
        return Elapsed(self._since)

    def _may_be_untreated(self, day: date) -> bool:
        """Tell whether a baseline of a day can be one; a day after the follow-up is refused as such elsewhere."""
        if self._start is not None or self._last_day is None or day > self._last_day:
            return self._start is None or day <= self._start
        first = self.elapsed.latest_start(self._last_day)
        return first is None or day <= first

    def _elapsed(self, result: LabResult) -> Elapsed:
        """Give the time from the first dose to a result; a length of time is told of the last day of the follow-up.

        Results without a day are of that day only where none of the panel has one.
        """
        if self._start is not None and result.taken is not None:
            return Elapsed(None, self._start, result.taken)
        return Elapsed(self._since if result.taken == self._last_day else None)

    def responses(self) -> Iterable[MarkerResponse]:
        """Judge the markers, and name what was measured and is none."""
        for marker in self._rules.markers:
            measured: list[AnalyteName] = [name for name in marker.analytes if self._is_measured(name)]
            if measured:
                yield self._beside(self._together([self._of(marker, name) for name in measured]), measured)
        shows = {name for marker in self._rules.markers for name in marker.analytes}
        both = dict.fromkeys((*self._baseline.analytes, *self._follow_up.analytes))
        yield from (self._no_marker(name) for name in both if name not in shows)

    def _beside(self, found: MarkerResponse, measured: list[AnalyteName]) -> MarkerResponse:
        """Say beside a finding what is worse, or may be."""
        is_so = [worse(name, self._before, self._follow_up) for name in measured]
        may_be = [] if any(is_so) else [may_be_worse(name, self._before, self._follow_up) for name in measured]
        first, or_else = (next(filter(None, each), None) for each in (is_so, may_be))
        return attrs.evolve(found, worse=first, may_be_worse=or_else)

    def not_measured(self) -> tuple[str, ...]:
        """Name the markers that neither panel holds."""
        return tuple(m.id for m in self._rules.markers if not any(map(self._is_measured, m.analytes)))

    def _is_measured(self, name: AnalyteName) -> bool:
        return bool(self._baseline.of(name) or self._follow_up.of(name))

    def _no_marker(self, name: AnalyteName) -> MarkerResponse:
        said = [about for about in self._rules.no_markers if name in about.analytes]
        contrary = [about for about in self._rules.contrary if name in about.analytes]
        reason = said[0].text if said else "no source that was read calls it a marker of response"
        told = MarkerResponse(
            marker=name,
            finding="not-comparable",
            reason=reason,
            baseline=latest_of(self._baseline.of(name)),
            follow_up=latest_of(self._follow_up.of(name)),
            notes=tuple(about.text for about in contrary),
            citations=tuple(citation for about in (*said, *contrary) for citation in about.citations),
        )
        return self._beside(told, [name])

    def _together(self, each: list[MarkerResponse]) -> MarkerResponse:
        """Take the worse of two forms of one marker: percent and absolute."""
        first, *others = sorted(each, key=lambda one: WORST_FIRST.index(one.finding))
        if not others:
            return first
        (other,) = others
        may_be = tuple(one for one in SAYS if one in {*first.may_be, *other.may_be})
        if first.finding == "not-comparable" and (first.baseline is None) is not (other.baseline is None):
            reason = f"{first.reason}; each form is compared with itself only"
            return attrs.evolve(first, reason=reason, may_be=may_be)
        note = f"the other form: {other.finding}: {other.reason}"
        return attrs.evolve(first, notes=(*first.notes, note), may_be=may_be)

    def _of(self, marker: MarkerOfResponse, name: AnalyteName) -> MarkerResponse:
        before, follow_ups = self._before.of(name), self._follow_up.of(name)
        if not before or not follow_ups:
            return self._unmeasured(marker, name)
        baseline = latest_of(before)
        if baseline is None:
            reason = "there are several results, and which is the latest is not known"
            return attrs.evolve(self._not_comparable(marker, name, reason), may_be=SAYS)
        if latest_of(follow_ups) is None:
            return without_order([self._compared(marker, baseline, one) for one in follow_ups])
        in_order = sorted(follow_ups, key=lambda one: one.taken or date.min)
        if marker.kind != "reticulocytes":
            return values_over_time(marker, [self._compared(marker, baseline, one) for one in in_order])
        rises = [moved(baseline, one, "up") for one in in_order]
        each = [
            self._compared(marker, baseline, one, rose_before=any(rises[:number]))
            for number, one in enumerate(in_order)
        ]
        over = self._rules.times["reticulocytes-window"].at
        in_time = [
            rose and self._elapsed(one).has_reached(over, beyond=True) is False
            for one, rose in zip(in_order, rises, strict=True)
        ]
        return reticulocytes_over_time(each, in_time, self._reticulocytes.twice_normal(in_order[-1]))

    def _unmeasured(self, marker: MarkerOfResponse, name: AnalyteName) -> MarkerResponse:
        """Say what a marker may say of which there is a result before treatment only, or under it only."""
        before, follow_ups = self._before.of(name), self._follow_up.of(name)
        missing = f"{name} is missing at {'follow-up' if before else 'baseline'}"
        if self._baseline.of(name) and not before:
            missing = "it was taken after the first dose, and is no baseline"
        found = self._not_comparable(marker, name, missing)
        sick: Verdict = "low" if marker.improves == "up" else "high"
        placed = [own_verdicts(one) for one in follow_ups or current(before)]
        if marker.kind == "reticulocytes":
            nothing = self._reticulocytes.something_to_correct() is False
        elif follow_ups:
            nothing = all(said and sick not in said for said in placed)
            if all(sick in said for said in placed):
                return attrs.evolve(found, may_be=NOT_ENOUGH)
        else:
            nothing = all(len(said) == 1 and sick not in said for said in placed)
        return found if nothing else attrs.evolve(found, may_be=self._may_say_by_then(marker))

    def _may_say_by_then(self, marker: MarkerOfResponse) -> tuple[MarkerFinding, ...]:
        """Give all that a marker can say by the end of the follow-up."""
        limit, says = _BY_THEN[marker.kind]
        return says if self.elapsed.has_reached(self._rules.times[limit].at) is False else SAYS

    def _not_comparable(self, marker: MarkerOfResponse, name: AnalyteName, reason: str) -> MarkerResponse:
        return MarkerResponse(
            marker=marker.id,
            finding="not-comparable",
            reason=reason,
            baseline=latest_of(self._baseline.of(name)),
            follow_up=latest_of(self._follow_up.of(name)),
        )

    def _compared(
        self, marker: MarkerOfResponse, before: LabResult, after: LabResult, *, rose_before: bool = False
    ) -> MarkerResponse:
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
            reason = "the follow-up was taken before the baseline or before the first dose"
            return attrs.evolve(told, reason=reason, may_be=SAYS)
        try:
            has = has_moved(before, after, marker.improves)
        except QuantityError as error:
            return attrs.evolve(told, reason=f"the units do not convert: {error}", may_be=SAYS)
        pair = Pair(marker=marker, before=before, after=after, elapsed=elapsed, moved=has)
        if marker.kind == "reticulocytes":
            found = self._reticulocytes.outcome(pair, rose_before=rose_before)
        else:
            found = self._count(pair) if marker.kind == "count" else self._metabolite(pair)
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

        return settled(self._rules, pair, [("count-rises", False)], outcome)

    def _metabolite(self, pair: Pair) -> Outcome:
        refused = unfit_baseline(pair)
        if refused is not None:
            return refused
        verdicts = own_verdicts(pair.after)
        measured = self._rules.times["metabolites-measured"].says
        times: tuple[TimeName, ...] = ("metabolites-measured",)

        normal = no_longer_abnormal(pair, verdicts, times)

        def outcome(stage: int, moved: bool) -> Outcome:  # noqa: FBT001
            found = normal or on_the_way(
                pair, verdicts, times, (measured,) if stage else (), moved=moved, is_late=stage != _BEFORE
            )
            if stage == _BEFORE and not moved and normal is None:
                return Outcome("too-early", f"it has not fallen; {measured}", times, may_be=NOT_ENOUGH)
            return self._spoilt(pair, found)

        early = Outcome("too-early", "it was taken on the day of the first dose", times)
        if pair.elapsed.is_first_day:
            return early
        found = settled(self._rules, pair, [("metabolites-measured", False)], outcome)
        if pair.elapsed.is_first_day is None and found.finding not in {"too-early", "not-comparable"}:
            reason = f"how long after the first dose it was taken is not known; it may be too-early or {found.finding}"
            return found._replace(finding="not-comparable", reason=reason, may_be=(found.finding, "too-early"))
        return found

    def _spoilt(self, pair: Pair, found: Outcome) -> Outcome:
        """Withdraw that a metabolite did not fall, or is late, where other results of the panels say why."""
        if found.finding != "none" and not found.is_late:
            return found
        for interference in interferences():
            stands = interference.flagged and all(
                self._is_flagged(analyte, flag) for analyte, flag in interference.flagged.items()
            )
            if pair.after.analyte not in interference.analytes or not stands:
                continue
            if found.is_late:
                notes = (*found.notes, interference.why)
                return found._replace(is_late=False, notes=notes, citations=interference.citations)
            reason = f"{interference.why} (it would read: {found.finding})"
            return Outcome("not-comparable", reason, found.times, (), interference.citations, ("none",))
        return found

    def _is_flagged(self, analyte: AnalyteName, flag: Flag) -> bool:
        """Tell whether the laboratory flags a result, or flagged the one before and has not placed one since."""
        for panel in (self._follow_up, self._before):
            said = [{one.flag, *own_verdicts(one)} - {None} for one in panel.of(analyte)]
            if any(said):
                return any(flag in each for each in said)
        return False
