"""A result before treatment beside one under it: whether it moved the right way, and where it lies now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import attrs

from b12regimen.errors import listed
from b12regimen.interpretation.placement import own_verdicts
from b12regimen.interpretation.threshold_bands import expressed
from b12regimen.patients.analytes import AnalyteName
from b12regimen.patients.labs import LabResult
from b12regimen.responses.elapsed import Elapsed
from b12regimen.responses.loader import MarkerOfResponse, ResponseMarkerName
from b12regimen.values.sources import Citation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from b12regimen.interpretation.threshold_bands import Verdict
    from b12regimen.responses.loader import ResponseRules, TimeName

MarkerFinding = Literal["responded", "too-early", "partial", "none", "not-comparable"]

# What a marker can say, the worst first.
SAYS: Final[tuple[MarkerFinding, ...]] = ("none", "partial", "too-early", "responded")
NOT_ENOUGH: Final[tuple[MarkerFinding, ...]] = ("none", "partial")
_ANY_DAY: Final = date.min
_TIME: Final = "how long after the first dose it was taken is not known, or not exactly enough"
_CENSORED: Final = "the two cannot be compared with certainty"


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
        may_be: What a marker may still say that is not comparable, not in each of its forms, or not yet.
        notes: What else to know: what was expected by now, what is this library's reading.
        worse: How it is worse than before treatment, in words; ``None`` if it is not known to be.
        may_be_worse: Why it may have become abnormal under treatment; ``None`` if it is known not to have, or is worse.
        turned_back: How it turned back after it had moved the right way, in words; ``None`` if it is not known to have.
        citations: Who says so.
    """

    marker: ResponseMarkerName | AnalyteName
    finding: MarkerFinding
    reason: str
    baseline: LabResult | None = None
    follow_up: LabResult | None = None
    after: str = "not known"
    is_late: bool = False
    may_be: tuple[MarkerFinding, ...] = ()
    notes: tuple[str, ...] = ()
    worse: str | None = None
    may_be_worse: str | None = None
    turned_back: str | None = None
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
            "worse": self.worse,
            "may_be_worse": self.may_be_worse,
            "turned_back": self.turned_back,
            "citations": [citation.to_dict() for citation in self.citations],
        }

    def __str__(self) -> str:
        """Write it for people."""
        said = (self.reason, self.worse, self.may_be_worse, self.turned_back, *self.notes)
        return f"{self.marker}: {self.finding}: {'; '.join(filter(None, said))}"


class Outcome(NamedTuple):
    """What a marker says at one stage of the time line, if it moved or if it did not."""

    finding: MarkerFinding
    reason: str
    times: tuple[TimeName, ...] = ()
    notes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    may_be: tuple[MarkerFinding, ...] = ()
    is_late: bool = False


@attrs.frozen(kw_only=True)
class Pair:
    """A result before treatment and one under it, of one analyte."""

    marker: MarkerOfResponse
    before: LabResult
    after: LabResult
    elapsed: Elapsed
    moved: bool | None


def settled(
    rules: ResponseRules,
    pair: Pair,
    limits: Iterable[tuple[TimeName, bool]],
    outcome: Callable[[int, bool], Outcome],
) -> Outcome:
    """Take what holds at every stage and for every move that are possible, or say that they differ."""
    reached = [pair.elapsed.has_reached(rules.times[name].at, beyond=over) for name, over in limits]
    stages = range(sum(one is True for one in reached), sum(one is not False for one in reached) + 1)
    moves = (True, False) if pair.moved is None else (pair.moved,)
    possible = {(stage, moved): outcome(stage, moved) for stage in stages for moved in moves}
    may_be: tuple[MarkerFinding, ...] = tuple(
        one for one in SAYS if any(one == each.finding or one in each.may_be for each in possible.values())
    )
    if len({one.finding for one in possible.values()}) == 1:
        first = possible[stages[0], moves[0]]
        if first.finding == "not-comparable":
            return first._replace(may_be=may_be)
        return first._replace(
            may_be=tuple(one for one in SAYS if any(one in each.may_be for each in possible.values()))
        )
    unknown = [
        *([_TIME] if any(len({possible[s, m].finding for s in stages}) > 1 for m in moves) else []),
        *([_CENSORED] if any(len({possible[s, m].finding for m in moves}) > 1 for s in stages) else []),
    ]
    times: tuple[TimeName, ...] = tuple(dict.fromkeys(name for one in possible.values() for name in one.times))
    return Outcome("not-comparable", f"{listed(unknown, 'and')}: it may be {listed(may_be)}", times, may_be=may_be)


def latest_of(results: tuple[LabResult, ...]) -> LabResult | None:
    """Choose the latest of several results; ``None`` if there is none, or it is not known which it is."""
    days = [result.taken for result in results if result.taken is not None]
    if len(results) > 1 and (len(days) < len(results) or days.count(max(days)) > 1):
        return None
    return max(results, key=lambda result: result.taken or _ANY_DAY, default=None)


def current(results: tuple[LabResult, ...]) -> tuple[LabResult, ...]:
    """Take the latest of several results, or all of them where it is not known which it is."""
    latest = latest_of(results)
    return results if latest is None else (latest,)


def has_moved(before: LabResult, after: LabResult, improves: Literal["up", "down"]) -> bool | None:
    """Tell whether a result moved the right way; ``None`` if that is not certain."""
    if before.possible is None or after.possible is None:
        return None
    old, new = before.possible, expressed(after.possible, before.possible.unit, before.analyte)
    lower, upper = (old, new) if improves == "up" else (new, old)
    if lower.is_below(upper):
        return True
    stayed = upper.high is not None and lower.low is not None and upper.high <= lower.low
    return False if stayed else None


def unfit_baseline(pair: Pair) -> Outcome | None:
    """Say why nothing can be judged from a baseline; ``None`` if it can."""
    verdicts = own_verdicts(pair.before)
    sick = "low" if pair.marker.improves == "up" else "high"
    if verdicts == {sick}:
        return None
    if not verdicts:
        reason = "no reference interval or flag of the laboratory places the baseline"
        now = own_verdicts(pair.after)
        if len(now) != 1 or sick in now:
            return Outcome("not-comparable", reason, may_be=SAYS)
        # What is normal now has not failed, unless it went the wrong way by then.
        is_known = pair.moved or pair.after.value is None
        return Outcome("not-comparable", reason, may_be=("too-early" if is_known else "none", "responded"))
    if len(verdicts) > 1:
        return Outcome("not-comparable", "the laboratory's flag and its interval disagree on the baseline", may_be=SAYS)
    return Outcome("not-comparable", f"the laboratory calls the baseline {listed(verdicts)}: nothing to correct")


def no_longer_abnormal(pair: Pair, verdicts: set[Verdict], times: tuple[TimeName, ...]) -> Outcome | None:
    """Say what it means that the laboratory no longer calls a result abnormal; ``None`` if it still may be."""
    sick: Verdict = "low" if pair.marker.improves == "up" else "high"
    if len(verdicts) > 1:
        reason = "the laboratory's flag and its interval disagree on the follow-up"
        return Outcome("not-comparable", reason, times, may_be=("none", "partial", "responded"))
    if not verdicts or verdicts == {sick}:
        return None
    if verdicts == {"low"} and pair.marker.kind == "count":
        reason = "it was high and is low now; no source that was read says what that means"
        return Outcome("not-comparable", reason, times, may_be=("none", "partial", "responded"))
    if not pair.moved and pair.before.value is not None and pair.after.value is not None:
        reason = (
            f"it is not known to have {_verb(pair)}, and the laboratory no longer calls it {sick}: its intervals or "
            "flags differ from those before"
        )
        return Outcome("not-comparable", reason, times, may_be=("none", "responded"))
    if verdicts == {"normal"}:
        return Outcome("responded", "it is normal by the laboratory's own interval or flag", times)
    side = "above" if sick == "low" else "below"
    return Outcome("responded", f"it is no longer {sick}, and {side} the laboratory's interval", times)


def _verb(pair: Pair) -> str:
    return "risen" if pair.marker.improves == "up" else "fallen"


def on_the_way(
    pair: Pair,
    verdicts: set[Verdict],
    times: tuple[TimeName, ...],
    notes: tuple[str, ...],
    *,
    moved: bool,
    is_late: bool,
) -> Outcome:
    """Say what it means that a result is not normal, or not known to be."""
    verb = _verb(pair)
    if not moved:
        return Outcome("none", f"it has not {verb}", times, notes)
    if not verdicts:
        reason = f"it has {verb}, and no reference interval or flag of the laboratory says whether it is normal"
        return Outcome("not-comparable", reason, times, notes, may_be=("partial", "responded"))
    return Outcome("partial", f"it has {verb} and is not normal", times, notes, is_late=is_late)
