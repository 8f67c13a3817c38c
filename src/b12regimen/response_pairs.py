"""A result before treatment beside one under it: whether it moved the right way, and where it lies now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import attrs

from b12regimen.elapsed import Elapsed
from b12regimen.errors import listed
from b12regimen.labs import LabResult
from b12regimen.placement import own_verdicts
from b12regimen.response_loader import MarkerOfResponse
from b12regimen.threshold_bands import expressed

if TYPE_CHECKING:
    from b12regimen.response_loader import TimeName
    from b12regimen.sources import Citation
    from b12regimen.threshold_bands import Verdict

MarkerFinding = Literal["responded", "too-early", "partial", "none", "not-comparable"]

# What a marker can say, the worst first.
SAYS: Final[tuple[MarkerFinding, ...]] = ("none", "partial", "too-early", "responded")
_ANY_DAY: Final = date.min


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


def latest_of(results: tuple[LabResult, ...]) -> LabResult | None:
    """Choose the latest of several results; ``None`` if there is none, or it is not known which it is."""
    days = [result.taken for result in results if result.taken is not None]
    if len(results) > 1 and (len(days) < len(results) or days.count(max(days)) > 1):
        return None
    return max(results, key=lambda result: result.taken or _ANY_DAY, default=None)


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
        return Outcome("not-comparable", reason, may_be=SAYS)
    if len(verdicts) > 1:
        return Outcome("not-comparable", "the laboratory's flag and its interval disagree on the baseline", may_be=SAYS)
    return Outcome("not-comparable", f"the laboratory calls the baseline {listed(verdicts)}: nothing to correct")


def no_longer_abnormal(pair: Pair, verdicts: set[Verdict], times: tuple[TimeName, ...]) -> Outcome | None:
    """Say what it means that the laboratory no longer calls a result abnormal; ``None`` if it still may be."""
    if verdicts == {"normal"}:
        return Outcome("responded", "it is normal by the laboratory's own interval or flag", times)
    if verdicts == {"high"} and pair.marker.improves == "up":
        return Outcome("responded", "it is no longer low, and above the laboratory's interval", times)
    if verdicts == {"low"} and pair.marker.kind == "metabolite":
        return Outcome("responded", "it is no longer high, and below the laboratory's interval", times)
    if verdicts == {"low"} and pair.marker.improves == "down":
        reason = "it was high and is low now; no source that was read says what that means"
        return Outcome("not-comparable", reason, times)
    if len(verdicts) > 1:
        reason = "the laboratory's flag and its interval disagree on the follow-up"
        return Outcome("not-comparable", reason, times, may_be=("none", "partial", "responded"))
    return None


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
    """Say what it means that a result is not normal, or not known to be."""
    verb = "risen" if pair.marker.improves == "up" else "fallen"
    if not moved:
        return Outcome("none", f"it has not {verb}", times, notes)
    if not verdicts:
        reason = f"it has {verb}, and no reference interval or flag of the laboratory says whether it is normal"
        return Outcome("not-comparable", reason, times, notes, may_be=("partial", "responded"))
    return Outcome("partial", f"it has {verb} and is not normal", times, notes, is_late=is_late)
