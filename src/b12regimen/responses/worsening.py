"""What is worse under treatment than before it, or may be: beside the response, and never taken for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from b12regimen.errors import QuantityError, listed
from b12regimen.interpretation.placement import own_verdicts
from b12regimen.interpretation.threshold_bands import expressed
from b12regimen.responses.pairs import current, has_moved

if TYPE_CHECKING:
    from b12regimen.interpretation.threshold_bands import Verdict
    from b12regimen.patients.analytes import AnalyteName
    from b12regimen.patients.labs import LabPanel, LabResult

# What is abnormal, the side that a response leaves first. High reticulocytes and platelets come with a response, and a
# metabolite cannot be too low.
_ABNORMAL: Final[dict[AnalyteName, tuple[Verdict, ...]]] = {
    "haemoglobin": ("low", "high"),
    "haematocrit": ("low", "high"),
    "mcv": ("high", "low"),
    "reticulocytes-percent": ("low",),
    "reticulocytes-absolute": ("low",),
    "mma": ("high",),
    "homocysteine": ("high",),
    "platelets": ("low",),
}
# Blood cells that are low and become fewer are said, however small the fall.
_CELLS: Final[tuple[AnalyteName, ...]] = ("haemoglobin", "haematocrit", "platelets")
# A rise of these is the response itself, and needs no interval.
_RISING: Final[tuple[AnalyteName, ...]] = ("reticulocytes-percent", "reticulocytes-absolute")


def worse(name: AnalyteName, before: LabPanel, after: LabPanel) -> str | None:
    """Say how a result became abnormal under treatment; ``None`` if it is not known to have."""
    if name not in _ABNORMAL:
        return None
    return _became_abnormal(name, before, after) or (_fell(name, before, after) if name in _CELLS else None)


def may_be_worse(name: AnalyteName, before: LabPanel, after: LabPanel) -> str | None:
    """Say why a result may have become abnormal under treatment; ``None`` if it is known not to have."""
    if name not in _ABNORMAL:
        return None
    olds, news = (current(panel.of(name)) for panel in (before, after))
    if not news:
        return "it was measured before treatment, and not under it"
    if any(not own_verdicts(new) and not _has_risen(name, olds, new) for new in news):
        return "no reference interval or flag of the laboratory says whether it has become abnormal"
    now = {verdict for new in news for verdict in own_verdicts(new)}
    for verdict in _ABNORMAL[name]:
        if verdict in now and (not olds or any(_is_new(name, verdict, old) is not False for old in olds)):
            return f"it is {verdict} now, and what it was before treatment is not known"
    return None


def placed_by_the_one_before(olds: tuple[LabResult, ...], new: LabResult) -> set[Verdict]:
    """Place a result that its own laboratory does not place by the intervals of those before it."""
    return set() if own_verdicts(new) else {found for old in olds if (found := _by_interval_of(old, new)) is not None}


def has_fallen_without_a_place(olds: tuple[LabResult, ...], new: LabResult) -> bool:
    """Tell whether a result is lower than all before it, and nothing says whether it is normal."""
    is_placed = own_verdicts(new) or placed_by_the_one_before(olds, new)
    return bool(olds) and not is_placed and all(moved(old, new, "down") for old in olds)


def moved(old: LabResult, new: LabResult, way: Literal["up", "down"]) -> bool:
    """Tell whether a result is known to have moved a way; one in a unit that does not convert is not."""
    try:
        return has_moved(old, new, way) is True
    except QuantityError:
        return False


def _by_interval_of(old: LabResult, new: LabResult) -> Verdict | None:
    if old.reference is None or new.possible is None:
        return None
    try:
        possible = expressed(new.possible, old.reference.unit, new.analyte)
    except QuantityError:
        return None
    if possible.is_below(old.reference):
        return "low"
    if old.reference.is_below(possible):
        return "high"
    return "normal" if possible.is_within(old.reference) else None


def _has_risen(name: AnalyteName, olds: tuple[LabResult, ...], new: LabResult) -> bool:
    """Tell whether reticulocytes are known to have risen from a result that has its place."""
    return name in _RISING and bool(olds) and all(own_verdicts(old) and moved(old, new, "up") for old in olds)


def _is_new(name: AnalyteName, verdict: Verdict, old: LabResult) -> bool | None:
    """Tell whether a verdict is new beside a result before treatment; ``None`` if nothing places that.

    What is beyond its interval on the side of a response is new only where it was normal.
    """
    said = own_verdicts(old)
    if not said:
        return None
    return verdict not in said and (verdict == _ABNORMAL[name][0] or said == {"normal"})


def _fell(name: AnalyteName, before: LabPanel, after: LabPanel) -> str | None:
    """Say how cells that are low, or were, or that nothing places, have become fewer."""
    olds, news = (current(panel.of(name)) for panel in (before, after))
    for new in news:
        is_low, has_no_place = "low" in own_verdicts(new), has_fallen_without_a_place(olds, new)
        fell = olds and all(moved(old, new, "down") and (is_low or "low" in own_verdicts(old)) for old in olds)
        if fell or has_no_place:
            unplaced = ", and no interval or flag says whether it is normal" if has_no_place else ""
            return (
                f"it has fallen under treatment, from {listed(str(old.value) for old in olds)} to {new.value}{unplaced}"
            )
    return None


def _became_abnormal(name: AnalyteName, before: LabPanel, after: LabPanel) -> str | None:
    olds, news = (current(panel.of(name)) for panel in (before, after))
    for verdict in _ABNORMAL[name]:
        is_so = any(verdict in own_verdicts(new) for new in news)
        by_the_one_before = "" if is_so else ", by the interval of the one before"
        if not is_so and not any(verdict in placed_by_the_one_before(olds, new) for new in news):
            continue
        is_new = [_is_new(name, verdict, old) for old in olds]
        if olds and all(is_new):
            was = listed(sorted(set().union(*map(own_verdicts, olds))))
            return f"it was {was} before treatment and is {verdict} now{by_the_one_before}"
        if name == "platelets" and (not olds or None in is_new):
            return f"it is {verdict} now{by_the_one_before}, and what it was before treatment is not known"
    return None
