"""What a guideline answers for the columns of a frame: the steps that lead to it, and the answer as plain columns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from b12regimen.alerts.alerts import Alert
from b12regimen.alerts.checking import status_of
from b12regimen.alerts.safety import safety
from b12regimen.cases.case import FROM_LABS
from b12regimen.errors import Finding, FrameError
from b12regimen.frames.steps import Columns, FactSteps, LabSteps, Step, paths_of
from b12regimen.recommendations.questions import questions_of
from b12regimen.recommendations.verdict import verdict_on
from b12regimen.regimens.dosing import Repeat
from b12regimen.values.durations import DAYS_IN, MONTHS_IN

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.interpretation.threshold_bands import Thresholds
    from b12regimen.patients.facts import Seen
    from b12regimen.regimens.regimen import Regimen
    from b12regimen.regimens.steps import Phase
    from b12regimen.values.ranges import Range

BETWEEN: Final = "; "
BETWEEN_REGIMENS: Final = "; or "
Kind = Literal["text", "number", "flag"]

_MOST_STATUSES: Final = 3**8
_BLOCKS: Final = "contraindication"

TEXTS: Final = (
    *("action", "rule_id", "guideline_id", "guideline_version", "drug", "regimens", "advice", "why", "see"),
    *("missing", "questions", "sources"),
)
_PHASE_NUMBERS: Final = ("dose_mcg", "doses_per_interval", "interval_days", "interval_months")
NUMBERS: Final = tuple(
    f"{phase}_{what}_{end}"
    for phase in ("repletion", "maintenance")
    for what in (*(("doses",) if phase == "repletion" else ()), *_PHASE_NUMBERS)
    for end in ("low", "high")
)
BLOCKED: Final = "blocked"
ALERTS: Final = ("contraindications", "contraindications_not_checked")
DISAGREEMENTS: Final = "disagreements"
CHANGES: Final = "needs_a_clinician"
NOT_READ: Final = "could_not_read"
OUTPUTS: Final = ("action", BLOCKED, *TEXTS[1:], *NUMBERS, *ALERTS, CHANGES, DISAGREEMENTS, NOT_READ)
# Whoever shows one of these says with it whether a contraindication stands.
TREATMENTS: Final = frozenset(("drug", "regimens", "advice", *NUMBERS))


@attrs.frozen
class Output:
    """A column of an answer.

    Attributes:
        name: Its name.
        step: What it follows from.
        values: Its value for each meaning of the step; ``None`` is missing.
        kind: What its values are.
    """

    name: str
    step: Step
    values: tuple[Any, ...]
    kind: Kind = "text"


@attrs.frozen
class Plan:
    """How a frame is answered.

    Attributes:
        columns: What is read.
        outputs: What is given, but for what could not be read.
        problems: Steps that say why cells which can be read do not fit together; each with what it concerns.
    """

    columns: Columns
    outputs: tuple[Output, ...]
    problems: tuple[tuple[str, Step], ...]


def regimen_plan(columns: Columns, guideline: Guideline, thresholds: Thresholds, wanted: Iterable[str]) -> Plan:
    """Plan the answers of a guideline."""
    labs = LabSteps(columns, thresholds) if columns.analytes else None
    facts = FactSteps(columns, labs)
    wanted = tuple(wanted)
    outputs: list[Output] = []
    seen = [facts.case(reader.fact.name, reader.seen) for reader in guideline.readers]
    seen.append(_has_cause(columns, guideline))
    answers = Step(seen, lambda *sides: _answer(guideline, sides[:-1], has_cause=sides[-1]), lambda answer: answer.key)
    outputs += [
        Output(
            name,
            answers,
            tuple(answer.said[name] for answer in answers.meanings),
            "number" if name in NUMBERS else "text",
        )
        for name in (*TEXTS, *NUMBERS)
    ]
    if set(wanted) & {BLOCKED, *ALERTS}:
        outputs += _alert_outputs(_alerts(columns, facts, guideline, answers))
    if CHANGES in wanted:
        changes = safety().changes_for(guideline.jurisdiction)
        outputs.append(_constant(CHANGES, BETWEEN.join(change.id for change in changes) or None))
    if DISAGREEMENTS in wanted:
        disagreements = _disagreements(columns, facts)
        outputs.append(Output(DISAGREEMENTS, disagreements, tuple(said or None for said in disagreements.meanings)))
    outputs = sorted((one for one in outputs if one.name in wanted), key=lambda one: wanted.index(one.name))
    return Plan(columns, tuple(outputs), _problems(columns, labs))


def _has_cause(columns: Columns, guideline: Guideline) -> Step:
    """Tell whether a cause is known to which the answer of whether it can resolve would belong, if that is asked."""
    if all(reader.fact.name != "reversible" for reader in guideline.readers):
        return Step((), lambda: True)
    return columns.step(["cause"], lambda known: known.get("cause") is not None)


def labs_plan(columns: Columns, thresholds: Thresholds) -> Plan:
    """Plan what the laboratory columns say by the cut-offs of one source."""
    labs = LabSteps(columns, thresholds, tells_why=True)
    outputs = [_constant("thresholds_id", thresholds.id), _constant("thresholds_version", thresholds.version)]
    for name, step in labs.findings.items():
        column = name.replace("-", "_")
        said = [one or (None, (), None) for one in step.meanings]
        outputs += [
            Output(f"{column}_finding", step, tuple(one[0] for one in said)),
            Output(f"{column}_may_be", step, tuple(BETWEEN.join(one[1]) or None for one in said)),
            Output(f"{column}_why", step, tuple(one[2] for one in said)),
        ]
        unknown = labs.not_checked(name)  # pyright: ignore[reportArgumentType]  (it forgets what kind of name it is)
        paths = tuple(BETWEEN.join(one) or None for one in unknown.meanings)
        outputs.append(Output(f"{column}_not_checked", unknown, paths))
    together = labs.together
    outputs += [
        Output("deficiency_by_labs", together, tuple(said.deficiency for said in together.meanings)),
        Output(
            "anaemia_by_labs", together, tuple(BETWEEN.join(said.anaemia or ()) or None for said in together.meanings)
        ),
    ]
    return Plan(columns, tuple(outputs), _problems(columns, labs))


def _constant(name: str, value: str | None) -> Output:
    return Output(name, Step((), lambda: value), (value,))


def _problems(columns: Columns, labs: LabSteps | None) -> tuple[tuple[str, Step], ...]:
    found: list[tuple[str, Step]] = [
        (name, step) for name, step in (labs.problems.items() if labs else ()) if step.meanings != [None]
    ]
    if "cause.reversible" in columns.attributes:
        found.append(("reversible", columns.step(("cause", "cause.reversible"), _without_cause)))
    return tuple(found)


def _without_cause(known: Mapping[str, Any]) -> str | None:
    if known.get("cause") is None and known["cause.reversible"] is not None:
        return "there is no cause to which it belongs"
    return None


def _disagreements(columns: Columns, facts: FactSteps) -> Step:
    """Say where the record and the laboratory results disagree."""
    both = [name for name in FROM_LABS if set(paths_of(name)) & set(columns.attributes) and columns.analytes]
    each = [facts.case(name, lambda case, name=name: case.disagreement(name)) for name in both]  # type: ignore[misc]
    return Step(each, lambda *said: BETWEEN.join(one for one in said if one))


def contraindications(guideline: Guideline) -> list[Alert]:
    """Give every contraindication that an answer may have, also those on drugs that only the advice of a rule names."""
    rules = [guideline.alerts_for([rule]) for rule in guideline.rules.values()]
    found: list[Alert] = []
    for alert in (one for alerts in (guideline.every_alert, *rules) for one in alerts):
        if alert.severity == _BLOCKS and alert not in found:
            found.append(alert)
    return found


def _alerts(columns: Columns, facts: FactSteps, guideline: Guideline, answers: Step) -> Step:
    """Give the contraindications of the answer that stand, and those that could not be checked."""
    against = contraindications(guideline)
    which = Step(
        [answers], lambda answer: tuple(against.index(one) for one in answer.alerts if one.severity == _BLOCKS)
    )
    each = [_status(columns, facts, alert) for alert in against]
    if (many := prod(len(one.meanings) for one in each)) > _MOST_STATUSES:
        count = f"{len(against)} contraindications make {many} combinations"
        reason = f"{count}, too many for a frame; ask for each patient alone"
        raise FrameError("guideline", [Finding(guideline.id, reason)])
    statuses = Step(each, lambda *said: said)

    def together(places: tuple[int, ...], said: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            BETWEEN.join(against[place].id for place in places if said[place] == wanted)
            for wanted in ("standing", "not-checked")
        )

    return Step([which, statuses], together)


def _alert_outputs(alerts: Step) -> Iterable[Output]:
    for place, name in enumerate(ALERTS):
        yield Output(name, alerts, tuple(said[place] or None for said in alerts.meanings))
    blocked = tuple(True if standing else None if not_checked else False for standing, not_checked in alerts.meanings)
    yield Output(BLOCKED, alerts, blocked, "flag")


def _status(columns: Columns, facts: FactSteps, alert: Alert) -> Step:
    looked_at = tuple(dict.fromkeys((name, values) for when in alert.when for name, values in when.items()))
    fits = [facts.case(one[0], lambda case, one=one: case.is_among(*one)) for one in looked_at]  # type: ignore[misc]

    def status(known: Mapping[str, Any], *told: bool | None) -> str:
        return status_of(alert, facts.told(known.get("age"), dict(zip(looked_at, told, strict=True))))

    by_age = ["age"] if alert.age_from or alert.age_below else []
    return columns.step(by_age, status, *fits)


def ages_told_apart(guideline: Guideline, thresholds: Thresholds) -> Iterable[Any]:
    """Name the ages at which an answer may change."""
    for reader in guideline.readers:
        yield from reader.edges
    for alert in contraindications(guideline):
        yield from (edge for edge in (alert.age_from, alert.age_below) if edge)
    if thresholds.youngest:
        yield thresholds.youngest


@attrs.frozen
class Answer:
    """What a guideline answers to some facts.

    Attributes:
        said: What stands in each column.
        alerts: The alerts that bear on it, whoever the patient is.
    """

    said: Mapping[str, Any]
    alerts: tuple[Alert, ...]

    @property
    def key(self) -> Hashable:
        """What tells answers apart."""
        return *self.said.values(), *(f"{one.id} {one.text}" for one in self.alerts)


@lru_cache(maxsize=100_000)
def _answer(guideline: Guideline, seen: tuple[Seen, ...], *, has_cause: bool) -> Answer:
    readers = guideline.readers
    region = tuple(
        reader.domain.everything if side is None else reader.domain.side(side)
        for reader, side in zip(readers, seen, strict=True)
    )
    verdict = verdict_on(guideline, region)
    partly = [reader.fact.name for reader, side in zip(readers, seen, strict=True) if side is not None]
    questions = questions_of(verdict, guideline, partly, has_cause=has_cause)
    rule = verdict.rule
    texts = {
        "action": verdict.action,
        "rule_id": None if verdict.is_open else BETWEEN.join(one.id for one in verdict.rules),
        "guideline_id": guideline.id,
        "guideline_version": guideline.version,
        "drug": BETWEEN.join(dict.fromkeys(one.drug or "not stated" for one in verdict.regimens)),
        "regimens": BETWEEN_REGIMENS.join(map(str, verdict.regimens)),
        "advice": rule.advice if rule else None,
        "why": BETWEEN.join([*([rule.because] if rule and rule.because else []), *verdict.why]),
        "see": rule.see if rule else None,
        "missing": BETWEEN.join(question.path for question in questions),
        "questions": " ".join(question.text for question in questions),
        "sources": BETWEEN.join(
            dict.fromkeys(f"{one.source.key} [{one.source.evidence}]" for one in verdict.citations)
        ),
    }
    said = {name: text or None for name, text in texts.items()} | _numbers(verdict.regimens)
    return Answer(said, verdict.every_alert)


def _numbers(regimens: tuple[Regimen, ...]) -> dict[str, Any]:
    """Give the numbers of a single regimen; of several none, for which of them holds is the reader's to choose."""
    found: dict[str, Any] = dict.fromkeys(NUMBERS)
    if len(regimens) == 1:
        (regimen,) = regimens
        if "repletion" not in regimen.phases_not_stated:
            _set(found, "repletion_doses", regimen.dose_count("repletion"))
        _set_phase(found, "repletion", regimen.repletion)
        _set_phase(found, "maintenance", regimen.maintenance)
    return found


def _set_phase(found: dict[str, Any], name: str, phase: Phase) -> None:
    """Give the numbers of a phase with one step and no alternative; the text has all others."""
    if len(phase.steps) != 1 or phase.steps[0].instead or phase.steps[0].gate or phase.steps[0].is_oral:
        return
    (step,) = phase.steps
    if not step.dose.per_kg:
        amount = step.dose.amount
        found[f"{name}_dose_mcg_low"] = None if amount.low is None else float(amount.low.exact)
        found[f"{name}_dose_mcg_high"] = None if amount.high is None else float(amount.high.exact)
    timing = step.timings[0] if len(step.timings) == 1 and not step.as_required else None
    if not isinstance(timing, Repeat):
        return
    in_days = timing.unit in DAYS_IN
    size = (DAYS_IN | MONTHS_IN)[timing.unit]
    _set(found, f"{name}_doses_per_interval", timing.frequency)
    _set(found, f"{name}_interval_{'days' if in_days else 'months'}", timing.period, size)


def _set(found: dict[str, Any], name: str, bounds: Range[int], size: int = 1) -> None:
    found[f"{name}_low"] = None if bounds.low is None else float(bounds.low * size)
    found[f"{name}_high"] = None if bounds.high is None else float(bounds.high * size)
