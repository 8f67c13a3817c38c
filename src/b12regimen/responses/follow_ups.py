"""Several results of one marker under treatment: the worst is named, and so is what turned back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.responses.pairs import SAYS, MarkerFinding
from b12regimen.responses.worsening import moved

if TYPE_CHECKING:
    from b12regimen.patients.labs import LabResult
    from b12regimen.responses.loader import MarkerOfResponse
    from b12regimen.responses.pairs import MarkerResponse
    from b12regimen.responses.reticulocytes import TwiceNormal

WORST_FIRST: Final[tuple[MarkerFinding, ...]] = (*SAYS, "not-comparable")
_FAILED: Final = ("none", "partial")


def badness(one: MarkerResponse) -> int:
    """Rank what a marker says or may say, the worst first."""
    return min(WORST_FIRST.index(said) for said in (one.finding, *one.may_be))


def may_say(each: list[MarkerResponse]) -> tuple[MarkerFinding, ...]:
    """List all that several results may say, the worst first."""
    return tuple(said for said in SAYS if any(said == one.finding or said in one.may_be for one in each))


def without_order(each: list[MarkerResponse]) -> MarkerResponse:
    """Take what all results say of which the latest is not known, or say that they differ."""
    reason = "there are several results, and which is the latest is not known"
    worst = min(each, key=badness)
    may_be = may_say(each)
    if len({one.finding for one in each}) == 1:
        decided = worst.finding != "not-comparable"
        notes = (*worst.notes, f"{reason}; this is the worst")
        return attrs.evolve(worst, may_be=() if decided else may_be, notes=notes)
    return attrs.evolve(worst, finding="not-comparable", reason=reason, may_be=may_be, is_late=False)


def reticulocytes_over_time(
    each: list[MarkerResponse], rises: list[bool], twice: tuple[TwiceNormal, str]
) -> MarkerResponse:
    """Take together what reticulocytes of several days say.

    Args:
        each: What each says, in their order.
        rises: Whether each had risen in the days of the rise.
        twice: What the latest says of twice normal.
    """
    *earlier, latest = each
    caught = [one for one in earlier if one.finding == "responded"]
    if not caught or latest.finding == "responded":
        # What had not risen yet is no failure where it rose in time.
        last_rise = max((number for number, rose in enumerate(rises) if rose), default=-1)
        failed = [one for number, one in enumerate(earlier) if one.finding != "too-early" and number > last_rise]
        each = [latest, *reversed(failed)]
        return _noted(min(each, key=lambda one: (badness(one), one.finding == "not-comparable")), earlier)
    state, said = twice
    if state == "unknown":
        reason = f"they had risen; {said}: it may be partial or responded"
        return attrs.evolve(latest, finding="not-comparable", reason=reason, may_be=("partial", "responded"))
    if state == "below":
        return _noted(latest, earlier)
    return attrs.evolve(caught[-1], notes=(*caught[-1].notes, f"a later result was taken: {latest.follow_up}"))


def values_over_time(marker: MarkerOfResponse, each: list[MarkerResponse]) -> MarkerResponse:
    """Take together what a count or a metabolite of several days says: the latest, if it says anything."""
    *earlier, latest = each
    chosen = latest
    if latest.finding == "not-comparable":
        failed = [one for one in reversed(earlier) if one.finding in _FAILED]
        chosen = min((latest, *failed), key=lambda one: WORST_FIRST.index(one.finding))
    return attrs.evolve(_noted(chosen, earlier), turned_back=_turned_back(marker, each))


def _noted(chosen: MarkerResponse, earlier: list[MarkerResponse]) -> MarkerResponse:
    """Name the worst of the earlier results where it is worse than what was chosen."""
    worst = min((one for one in earlier if one.finding in _FAILED), key=badness, default=None)
    if worst is None or worst is chosen or badness(worst) >= badness(chosen):
        return chosen
    note = f"earlier, by {worst.follow_up}: {worst.finding}: {worst.reason}"
    return attrs.evolve(chosen, notes=(*chosen.notes, note))


def _turned_back(marker: MarkerOfResponse, each: list[MarkerResponse]) -> str | None:
    *earlier, last = [one.follow_up for one in each if one.follow_up is not None]
    before = each[-1].baseline
    best: LabResult | None = None
    for one in earlier:
        if _better(marker, before, one) and _better(marker, last, one) and (best is None or _better(marker, best, one)):
            best = one
    if best is None:
        return None
    there, back = ("risen", "fallen") if marker.improves == "up" else ("fallen", "risen")
    return f"it had {there} to {best.value} ({best.taken}) and has {back} to {last.value} since"


def _better(marker: MarkerOfResponse, than: LabResult | None, one: LabResult | None) -> bool:
    return than is not None and one is not None and moved(than, one, marker.improves)
