"""What a course waits for: why no dose is due, and what a clinician decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from b12regimen.courses.replay import Replay


def waiting_for(replay: Replay) -> str | None:
    """Say what keeps doses from being due, and what a clinician decides; ``None`` for nothing."""
    if replay.paused is not None:
        return f"paused since {replay.paused}"
    here = replay.current
    if here is None:
        return _after_all(replay)
    if replay.lacking:
        doses = "1 dose of {} was" if replay.lacking == 1 else f"{replay.lacking} doses of {{}} were"
        return f"a clinician decides: {doses.format(here.key)} not given"
    if replay.failed is not None:
        return f"{here.step.gate} was not found on {replay.failed}: nothing is planned until a clinician decides"
    if replay.is_at_gate:
        return f"a clinician finds whether there is {here.step.gate}"
    if replay.run.limits.total is not None and replay.run.amount is None:
        total = replay.run.limits.total
        for one in replay.placed:
            if one.likeness == "far-off" and one.step is not None and one.step.key == here.key:
                day, dose = one.given.day, one.given.dose
                return f"the amount of the dose of {day}, {dose}, is unlike the plan and has to be settled: {here.step}"
        return f"a dose of {here.key} was recorded without its amount, so whether {total} was reached cannot be told"
    return None


def may_plan(replay: Replay) -> bool:
    """Tell whether doses to come can be told: nothing is waited for, or only a finding, which each then names."""
    is_at_an_open_gate = replay.is_at_gate and replay.failed is None and replay.paused is None
    return is_at_an_open_gate or waiting_for(replay) is None


def nothing_due(replay: Replay) -> str:
    """Say why no dose is due in a step that is not over."""
    return f"a clinician closes {replay.steps[replay.at].key}: the source prints its end as typical, or leaves it open"


def _after_all(replay: Replay) -> str:
    words = {
        "oral": "injections are over: oral replacement follows",
        "not-stated": "injections are over: the source states no maintenance",
        "none": "injections are over: the source gives no maintenance",
        "steps": "injections are over",
    }
    maintenance = replay.regimen.maintenance
    is_oral = any(step.is_oral for step in maintenance.steps)
    return words["oral" if is_oral else maintenance.kind]
