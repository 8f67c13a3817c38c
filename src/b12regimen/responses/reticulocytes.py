"""What reticulocytes say: whether they rose in their days, and stay high while the haematocrit is low."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import attrs

from b12regimen.interpretation.placement import own_verdicts
from b12regimen.responses.loader import ResponseRules
from b12regimen.responses.pairs import MarkerFinding, Outcome, Pair, current, latest_of, settled
from b12regimen.responses.worsening import moved
from b12regimen.values.intervals import Interval
from b12regimen.values.quantities import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.patients.analytes import AnalyteName
    from b12regimen.patients.labs import LabPanel, LabResult
    from b12regimen.responses.loader import TimeName

# The stages of the time line: how many of the times were reached.
_BEFORE, _RISING, _CHECKED, _OVER = range(4)
RED_CELLS: Final[tuple[AnalyteName, ...]] = ("haemoglobin", "haematocrit")
TwiceNormal = Literal["below", "met", "silent", "unknown"]


class Reticulocytes:
    """Judges reticulocytes beside the haemoglobin and haematocrit of the same panels."""

    def __init__(self, rules: ResponseRules, before: LabPanel, after: LabPanel) -> None:
        """Keep the results before treatment and under it."""
        self._rules = rules
        self._before = before
        self._after = after

    def outcome(self, pair: Pair, *, rose_before: bool) -> Outcome:
        """Say what a pair says.

        Args:
            pair: The result before treatment and the one under it.
            rose_before: Whether an earlier result under treatment had risen.
        """
        correct = self.something_to_correct()
        if correct is False:
            return Outcome("not-comparable", "the baseline shows no anaemia: nothing to correct")
        limits: list[tuple[TimeName, bool]] = [
            ("reticulocytes-rise", False),
            ("reticulocytes-checked", False),
            ("reticulocytes-window", True),
        ]
        stages = _Stages(
            self._rules, pair, self.twice_normal(pair.after), rose_before, red_cells_rose(self._before, self._after)
        )
        found = settled(self._rules, pair, limits, stages.outcome)
        if correct or found.finding in {"too-early", "not-comparable"}:
            return found
        reason = (
            "whether there was an anaemia to correct is not known, without a haemoglobin or haematocrit that the "
            f"laboratory places; it would read: {found.finding}: {found.reason}"
        )
        return found._replace(finding="not-comparable", reason=reason, may_be=(found.finding,), is_late=False)

    def something_to_correct(self) -> bool | None:
        """Tell whether the panels show an anaemia; ``None`` if they do not place it."""
        before = [own_verdicts(one) for name in RED_CELLS for one in current(self._before.of(name))]
        after = self._of(RED_CELLS)
        if {"low"} in before or any(map(self._is_low, after)):
            return True
        is_compared = before and all(self._before.of(one.analyte) for one in after)
        is_shown = is_compared and all(said and "low" not in said for said in (*before, *map(own_verdicts, after)))
        return False if is_shown else None

    def _is_low(self, result: LabResult) -> bool:
        said, possible = own_verdicts(result), result.possible
        if said or possible is None or result.analyte != "haematocrit":
            return said == {"low"}
        return self._is_below_edge(possible) is True

    def _of(self, names: Iterable[AnalyteName]) -> list[LabResult]:
        return [result for name in names for result in self._after.of(name)]

    def _is_below_edge(self, haematocrit: Interval) -> bool | None:
        edge = Interval.exactly(self._rules.twice_normal.haematocrit)
        if haematocrit.is_below(edge):
            return True
        return None if haematocrit.starts_before(edge) else False

    def twice_normal(self, reticulocytes: LabResult) -> tuple[TwiceNormal, str]:
        """Say whether they are at twice normal where the haematocrit is low, or why that is not decided."""
        rule = self._rules.twice_normal
        is_low, haematocrit = self._haematocrit_beside(reticulocytes)
        if is_low is False:
            return "silent", haematocrit
        where = f"while the haematocrit is below {rule.haematocrit}"
        is_twice, said = self._is_twice(reticulocytes)
        if is_twice:
            beside = f" {where}" if is_low else ""
            return "met", f"they are at twice normal or more{beside}, as the US label wants them to stay"
        if is_low and is_twice is False:
            return "below", f"they are below {said}, twice the lower limit of normal, {where}: {rule.says}"
        if is_low:
            return "unknown", said
        return "unknown", haematocrit

    def _haematocrit_beside(self, reticulocytes: LabResult) -> tuple[bool | None, str]:
        """Tell whether the haematocrit of the same sample is low; one that may be of it counts where it is."""
        edge = self._rules.twice_normal.haematocrit
        beside, haemoglobins = (self._may_be_beside(reticulocytes, name) for name in ("haematocrit", "haemoglobin"))
        are_low = {self._is_below_edge(one.possible) for one in beside if one.possible is not None}
        if are_low == {True}:
            return True, f"the haematocrit is below {edge}"
        if are_low == {False}:
            if any(self._is_beside(one, reticulocytes) for one in beside if one.possible is not None):
                return False, f"the haematocrit is not below {edge}"
            return None, f"the haematocrit is not below {edge}, and whether it is of the same day is not known"
        if are_low:
            return None, f"the haematocrit may be below {edge}, or not"
        is_normal = all(own_verdicts(one) in ({"normal"}, {"high"}) for one in haemoglobins)
        has_day = any(self._is_beside(one, reticulocytes) for one in haemoglobins)
        if is_normal and has_day and not any("low" in own_verdicts(one) for one in beside):
            return False, "the haematocrit is not known, and the haemoglobin is not low"
        others = [one for one in self._after.of("haematocrit") if not beside]
        elsewhere = f": it is of another day ({others[-1].taken})" if others else ""
        return None, f"whether the haematocrit is below {edge} is not known{elsewhere}"

    def _may_be_beside(self, reticulocytes: LabResult, name: AnalyteName) -> list[LabResult]:
        """Give the results that are not known to be of another day."""
        day = reticulocytes.taken
        return [one for one in self._after.of(name) if not (day and one.taken and one.taken != day)]

    def _is_beside(self, one: LabResult, other: LabResult) -> bool:
        """Tell whether two results are of one sample; a panel in which none has a day is one."""
        if one.taken is None or other.taken is None:
            return not any(result.taken for result in self._after.results)
        return one.taken == other.taken

    def _is_twice(self, reticulocytes: LabResult) -> tuple[bool | None, str]:
        times, possible, normal = self._rules.twice_normal.times, reticulocytes.possible, reticulocytes.reference
        if possible is None or normal is None:
            return None, "what twice normal is cannot be told without a value and the laboratory's interval"
        low, high = (
            None if end is None else Interval.exactly(Quantity.of_exact(end.exact * times, end.unit))
            for end in (normal.low, normal.high)
        )
        if low is not None and possible.is_below(low):
            return False, str(low.low)
        if high is not None and not possible.starts_before(high):
            return True, str(high.low)
        return None, f"whether they are at twice normal is not decided by {reticulocytes}"


def red_cells_rose(before: LabPanel, after: LabPanel) -> bool:
    """Tell whether a haemoglobin or haematocrit under treatment is known to be higher than before."""
    return any(
        moved(was, one, "up")
        for name in RED_CELLS
        if (was := latest_of(before.of(name))) is not None
        for one in after.of(name)
    )


@attrs.frozen
class _Stages:
    """What a pair says at each stage of the time line."""

    rules: ResponseRules
    pair: Pair
    twice: tuple[TwiceNormal, str]
    rose_before: bool
    red_cells_rose: bool

    def _says(self, name: TimeName) -> str:
        return self.rules.times[name].says

    def outcome(self, stage: int, moved: bool) -> Outcome:  # noqa: FBT001
        if stage == _BEFORE:
            return Outcome("too-early", self._says("reticulocytes-rise"), ("reticulocytes-rise",))
        if stage == _OVER:
            return self._over(moved=moved)
        if moved or (self.rose_before and self.twice[0] == "below"):
            return self._risen(stage)
        if stage == _RISING:
            reason = f"not risen yet; {self._says('reticulocytes-rise')}; {self._says('reticulocytes-checked')}"
            return Outcome("too-early", reason, ("reticulocytes-rise", "reticulocytes-checked"))
        times: tuple[TimeName, ...] = ("reticulocytes-window", "reticulocytes-checked")
        if own_verdicts(self.pair.before) == {"high"} and self.twice[0] != "below":
            reason = f"they were high at baseline, and have not risen further; {self.twice[1]}"
            return Outcome("not-comparable", reason, times, may_be=("none", "responded"))
        return Outcome("none", f"they have not risen; {self._says('reticulocytes-window')}", times)

    def _risen(self, stage: int) -> Outcome:
        state, said = self.twice
        citations = self.rules.twice_normal.citations
        if state in {"met", "silent"}:
            return Outcome("responded", "they have risen", ("reticulocytes-window",), (said,), citations)
        times: tuple[TimeName, ...] = ("reticulocytes-checked",) if stage == _RISING else ("reticulocytes-window",)
        worse: MarkerFinding = "too-early" if stage == _RISING else "partial"
        if state == "unknown":
            reason = f"they have risen; {said}: it may be {worse} or responded"
            return Outcome("not-comparable", reason, times, citations=citations, may_be=(worse, "responded"))
        if stage == _RISING:
            said = f"{said}; {self._says('reticulocytes-checked')}"
        return Outcome(worse, f"they have risen; {said}", times, citations=citations, is_late=stage == _CHECKED)

    def _over(self, *, moved: bool) -> Outcome:
        """Say what is left when the days of the rise are over: the rule on twice normal."""
        state, said = self.twice
        # They have not stayed high; that is no response only where nothing rose.
        worse: MarkerFinding = "partial" if moved or self.rose_before or self.red_cells_rose else "none"
        reason = f"the rise itself is over, and is no longer judged; {said}"
        told = Outcome("not-comparable", reason, ("reticulocytes-window",), (), self.rules.twice_normal.citations)
        if state == "below":
            return told._replace(finding=worse, is_late=worse == "partial")
        return told._replace(may_be=(worse,)) if state == "unknown" else told
