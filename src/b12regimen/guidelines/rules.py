"""Reads what a guideline file says: its drug, routes, rules and regimens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from b12regimen.errors import NotationError, RegimenError, did_you_mean, listed
from b12regimen.guidelines.advice import drugs_of_advice
from b12regimen.guidelines.guideline import Rule
from b12regimen.regimens.dosing import DRUGS, INJECTION_ROUTES
from b12regimen.regimens.notation import parse_phase
from b12regimen.regimens.regimen import Regimen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.files.entries import About, HeadEntry, RuleEntry
    from b12regimen.files.reading import Reading
    from b12regimen.regimens.dosing import Drug, Route
    from b12regimen.regimens.steps import Phase

_REGIMEN_ONLY: Final = (("regimens",), ("because", "why"))
_ADVICE: Final = (("advice",), ("because", "why"))
_ADVICE_ALONE: Final = (("advice",), ("regimens", "because"))
_NO_REGIMEN: Final = (("why",), ("regimens", "because"))
_KEYS_OF_ACTIONS: Final[dict[str, Any]] = {
    "inject": _REGIMEN_ONLY,
    "oral": _ADVICE,
    "either": _ADVICE,
    "test": _ADVICE_ALONE,
    "follow-up": _ADVICE_ALONE,
    "no-treatment": _NO_REGIMEN,
    "not-stated": (("because", "why"), ("regimens",)),
    "out-of-scope": _NO_REGIMEN,
}


def read_drug(reading: Reading[HeadEntry], head: HeadEntry) -> Drug | None:
    """Read the drug; ``None`` where the source names none."""
    if head.drug == "not-stated":
        return None
    if head.drug not in DRUGS:
        reading.found(
            "drug", f'"{head.drug}" is no drug of this library{did_you_mean(head.drug, [*DRUGS, "not-stated"])}'
        )
        return None
    return head.drug


def read_routes(reading: Reading[HeadEntry], head: HeadEntry) -> tuple[Route, ...]:
    """Read the routes that the source covers."""
    if not head.routes:
        reading.found("routes", f"name at least one route: {listed(INJECTION_ROUTES)}")
    for number, route in enumerate(head.routes):
        if route not in INJECTION_ROUTES:
            reading.found(f"routes[{number}]", f'"{route}" is refused: a regimen is given {listed(INJECTION_ROUTES)}')
    return tuple(cast("list[Route]", head.routes))


def read_rule(
    reading: Reading[HeadEntry],
    path: str,
    entry: RuleEntry,
    drug: Drug | None,
    routes: tuple[Route, ...],
    *,
    about: About,
) -> Rule:
    """Read what a rule says; where it applies is for the table."""
    _check_action(reading, path, entry)
    return Rule(
        id=entry.id,
        action=entry.action,
        regimens=tuple(_regimens(reading, path, entry, drug, routes)),
        advice=entry.advice,
        advice_drugs=drugs_of_advice(reading, path, entry, None if about == "testing" else drug),
        because=entry.because,
        why=entry.why,
        see=entry.see,
        printed=entry.printed,
        notes=tuple(entry.notes),
        taken_from=reading.file.whole.taken_from(path),
        citations=reading.citations(path, entry),
    )


def _check_action(reading: Reading[HeadEntry], path: str, entry: RuleEntry) -> None:
    has_regimen = bool(entry.repletion or entry.maintenance or entry.regimens)
    for action, (needed, unwanted) in _KEYS_OF_ACTIONS.items():
        if entry.action != action:
            continue
        for key in needed:
            if not (has_regimen if key == "regimens" else getattr(entry, key)):
                wanted = "repletion and maintenance, or regimens" if key == "regimens" else key
                reading.found(f"{path}.{key}", f'a rule with action "{action}" needs {wanted}')
        for key in unwanted:
            if has_regimen if key == "regimens" else getattr(entry, key):
                reading.found(f"{path}.{key}", f'a rule with action "{action}" has no {key}')
    if has_regimen and not entry.printed:
        reading.found(path, "printed is missing: restate the schedule as the source has it, for comparing")


def _regimens(
    reading: Reading[HeadEntry], path: str, entry: RuleEntry, drug: Drug | None, routes: tuple[Route, ...]
) -> Iterable[Regimen]:
    phases = [
        (f"{path}.regimens[{number}]", phases.repletion, phases.maintenance)
        for number, phases in enumerate(entry.regimens)
    ]
    if entry.repletion is not None or entry.maintenance is not None:
        if phases:
            reading.found(path, "give either repletion and maintenance, or regimens")
        if entry.repletion is None or entry.maintenance is None:
            reading.found(path, 'repletion and maintenance go together; "none" and "not stated" are phases too')
        else:
            phases.append((path, entry.repletion, entry.maintenance))
    for place, repletion, maintenance in phases:
        read = [
            _phase(reading, f"{place}.{key}", text, routes)
            for key, text in (("repletion", repletion), ("maintenance", maintenance))
        ]
        if None in read:
            continue
        try:
            yield Regimen(drug, *cast("list[Phase]", read))
        except RegimenError as error:
            reading.found(place, str(error))


def _phase(reading: Reading[HeadEntry], path: str, text: str, routes: tuple[Route, ...]) -> Phase | None:
    try:
        phase = parse_phase(text)
    except NotationError as error:
        reading.found(path, str(error))
        return None
    given = [route for step in phase.steps for option in step.options for route in option.routes]
    for route in dict.fromkeys(given):
        if routes and route not in routes and route != "orally":
            reading.found(path, f"{route} is not among the routes of the file: {listed(routes)}")
    return phase
