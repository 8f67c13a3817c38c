"""All that is written in FHIR R4, before four judges that are known to find what is broken."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b12regimen import (
    Patient,
    Range,
    Recommendation,
    Regimen,
    SettleError,
    guideline_ids,
    load_guideline,
    monitoring_plan,
    parse_guideline,
    select_regimen,
)
from b12regimen.fhir import FhirError, dosage_instructions, draft_bundle, regimen_from_fhir
from b12regimen.regimens.choices import Choice
from b12regimen.testing import patients, regimens
from fhir_regimens import constructible

pytestmark = pytest.mark.slow
judges = pytest.importorskip("fhir_r4")
for package in ("fhir.resources", "fhirpathpy", "jsonschema_rs"):
    pytest.importorskip(package)
if not judges.SCHEMA.is_file():
    pytest.skip("the official schema of FHIR R4 is not there", allow_module_level=True)

UCUM = judges.UCUM
RECORDED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
START = date(2026, 3, 2)
JUDGES = (judges.by_schema, judges.by_models, judges.by_invariants, judges.by_ours)
GUIDELINES = [load_guideline(name) for name in guideline_ids()]

OWN = """
id = "own"
title = "Own"
publisher = "Hospital"
jurisdiction = "GB"
version = "1"
scope = "all"
drug = "{drug}"
routes = ["IM", "SC", "deep SC"]
[[source]]
key = "own"
title = "Own paper"
evidence = "primary"
[facts]
purpose = ["treatment", "prophylaxis"]
[[rule]]
id = "all"
when = {{}}
action = "inject"
repletion = "{repletion}"
maintenance = "{maintenance}"
source = "own"
printed = "as above"
"""


def of_a_regimen(regimen: Regimen) -> Recommendation:
    """Let a protocol of one rule recommend any regimen."""
    words = {
        "drug": regimen.drug or "not-stated",
        "repletion": str(regimen.repletion),
        "maintenance": str(regimen.maintenance),
    }
    return select_regimen(Patient(purpose="treatment"), guideline=parse_guideline(OWN.format(**words)))


@st.composite
def shipped(draw: st.DrawFn) -> Recommendation:
    """Answer questions of a shipped guideline until it asks no more, or again what laboratory results contradict."""
    guideline = draw(st.sampled_from(GUIDELINES))
    injects = any(rule.action == "inject" for rule in guideline.rules.values())
    patient = draw(patients(answered_by=guideline) | patients() if injects else patients())
    found = select_regimen(patient, guideline=guideline)
    asked: set[str] = set()
    while found.questions and found.questions[0].path not in asked:
        question = found.questions[0]
        asked.add(question.path)
        possible = draw(st.sampled_from(question.answers))
        value = possible.means[0]
        if question.fact == "age":
            value = "0 days" if str(value).startswith("below") else str(value).split(" and ")[0].removeprefix("from ")
        patient = patient.with_answers({question.path: value})
        found = select_regimen(patient, guideline=guideline)
    return found


def answer(draw: st.DrawFn, choice: Choice, regimen: Regimen) -> str:
    """Answer a choice as a clinician might."""
    if choice.options:
        return draw(st.sampled_from(choice.options))
    if choice.kind == "dose":
        phase, number, _ = choice.key.split(".")
        dose = getattr(regimen, phase).steps[int(number) - 1].dose
        ends = [end for end in (dose.amount.low, dose.amount.high) if end is not None]
        return str(attrs.evolve(dose, amount=Range.exactly(draw(st.sampled_from(ends)))))
    return draw(st.sampled_from(["weekly", "3 times a week", "monthly"]))


@st.composite
def drafts(draw: st.DrawFn, recommendations: st.SearchStrategy[Recommendation]) -> tuple[Regimen, dict[str, Any]] | str:
    """Draft what can be drafted: both phases, or else one; else give the reason."""
    found = draw(recommendations)
    if not found.regimens:
        return f"{found.action}, and holds no regimen"
    which = draw(st.integers(1, len(found.regimens)))
    regimen, answers = found.regimens[which - 1], {}
    try:
        while regimen.choices:
            answers |= {choice.key: answer(draw, choice, regimen) for choice in regimen.choices}
            regimen = found.regimens[which - 1].settle(answers)
    except SettleError as error:
        return f"an answer will not do: {error}"
    plan = monitoring_plan(found, start=START) if draw(st.booleans()) else None
    asked = {"subject": "Patient/p1", "recorded": RECORDED, "plan": plan, "answers": answers, "which": which}
    why = ""
    for phase in (None, *draw(st.permutations(["repletion", "maintenance"]))):
        try:
            bundle = draft_bundle(found, phase=phase, **asked)
        except FhirError as error:
            why = str(error)
        else:
            return _of_phase(regimen, phase), json.loads(json.dumps(bundle))
    return why


def _of_phase(regimen: Regimen, phase: str | None) -> Regimen:
    other = {None: None, "repletion": "maintenance", "maintenance": "repletion"}[phase]
    if other is None:
        return regimen
    return attrs.evolve(regimen, **{other: attrs.evolve(getattr(regimen, other), steps=(), kind="not-stated")})


REASONS = (
    "an answer will not do",
    "and holds no regimen",
    "R4 cannot say this regimen",
    "nothing is drafted",
)


def judged(recommendations: st.SearchStrategy[Recommendation]) -> dict[str, int]:
    """Judge everything that is drafted, and read it back; count it by its kind."""
    kinds: list[str] = []

    @settings(max_examples=300)
    @given(drafts(recommendations))
    def judge(drawn: tuple[Regimen, dict[str, Any]] | str) -> None:
        if isinstance(drawn, str):
            assert any(reason in drawn for reason in REASONS), drawn
            return
        regimen, bundle = drawn
        assert [problem for judge in JUDGES for problem in judge(bundle)] == []
        resources = [entry["resource"] for entry in bundle["entry"]]
        kinds.extend(resource["resourceType"] for resource in resources)
        assert regimen_from_fhir(resources[0]).regimen == regimen

    judge()
    return Counter(kinds)


def test_what_is_drafted_from_the_shipped_guidelines_is_accepted_and_read_back() -> None:
    kinds = judged(shipped())
    assert min(kinds[kind] for kind in ("MedicationRequest", "ServiceRequest", "DetectedIssue", "Provenance")) > 50


def test_what_is_drafted_from_any_regimen_is_accepted_and_read_back() -> None:
    assert judged(regimens().map(of_a_regimen))["MedicationRequest"] > 10


@given(constructible())
def test_what_is_written_of_a_regimen_with_its_ranges_is_accepted(regimen: Regimen) -> None:
    request = {
        "resourceType": "MedicationRequest",
        "status": "draft",
        "intent": "proposal",
        "medicationCodeableConcept": {"text": regimen.drug or "vitamin B12"},
        "subject": {"reference": "Patient/p1"},
        "dosageInstruction": json.loads(json.dumps(dosage_instructions(regimen))),
    }
    assert [problem for judge in JUDGES for problem in judge(request)] == []


KNOWN = {
    "age": 46,
    "purpose": "treatment",
    "cause": "pernicious-anaemia",
    "optic_disease": "none",
    "severity": {"neurological": False, "anaemia": "severe"},
}


def whole() -> dict[str, Any]:
    """Draft a bundle in which every kind of element occurs."""
    found = select_regimen(Patient.from_dict(KNOWN), guideline="uk-bnf-hydroxocobalamin")
    plan = monitoring_plan(found, start=START)
    settled = {"maintenance.1.timing": "every 3 months"}
    bundle = draft_bundle(found, subject="Patient/p1", recorded=RECORDED, plan=plan, answers=settled)
    return dict(json.loads(json.dumps(bundle)))


def inside(bundle: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind)


QUANTITY = "dosageInstruction.0.doseAndRate.0.doseQuantity"
REPEAT = "dosageInstruction.0.timing.repeat"
DAY = {"start": "2026-03-04", "end": "2026-03-02"}
MG, UG = ({"unit": unit, "system": UCUM, "code": unit} for unit in ("mg", "ug"))
BACKWARDS = {"doseRange": {"low": {"value": 2, **MG}, "high": {"value": 1000, **UG}}}
GONE = object()
BROKEN: list[tuple[str, str, object, str]] = [
    ("MedicationRequest", "intent", GONE, "models"),
    ("MedicationRequest", "subject", GONE, "models"),
    ("MedicationRequest", "dosages", [], "schema"),
    ("MedicationRequest", "authoredOn", "2 March", "schema"),
    ("MedicationRequest", "dosageInstruction.0.sequence", "1", "schema"),
    ("MedicationRequest", f"{REPEAT}.periodUnit", "month", "schema"),
    ("MedicationRequest", f"{REPEAT}.periodUnit", GONE, "invariants"),
    ("MedicationRequest", f"{REPEAT}.period", -1, "invariants"),
    ("MedicationRequest", f"{REPEAT}.countMax", 6, "invariants"),
    ("MedicationRequest", f"{REPEAT}.frequency", "3", "schema"),
    ("MedicationRequest", f"{REPEAT}.boundsDuration.system", GONE, "invariants"),
    ("MedicationRequest", f"{REPEAT}.boundsRange", {}, "models"),
    ("MedicationRequest", f"{QUANTITY}.system", GONE, "invariants"),
    ("MedicationRequest", f"{QUANTITY}.comparator", "<", "invariants"),
    ("MedicationRequest", f"{QUANTITY}.value", "1", "schema"),
    ("Provenance", "recorded", "2026-03-02", "schema"),
    ("Provenance", "target", GONE, "models"),
    ("DetectedIssue", "severity", "severe", "schema"),
    ("DetectedIssue", "detail", None, "schema"),
    # What none of the three sees.
    ("MedicationRequest", "status", "active", "ours"),
    ("MedicationRequest", "status", "sent", "ours"),
    ("MedicationRequest", "note", [], "ours"),
    ("MedicationRequest", "subject", {"reference": "Condition/p1"}, "ours"),
    ("MedicationRequest", "subject", {"reference": "#p1"}, "ours"),
    ("MedicationRequest", f"{QUANTITY}.code", "mcg", "ours"),
    ("MedicationRequest", f"{QUANTITY}.code", "mL", "ours"),
    ("MedicationRequest", f"{REPEAT}.boundsDuration.code", "kg", "ours"),
    ("MedicationRequest", f"{REPEAT}.boundsDuration.unit", "day", "ours"),
    ("MedicationRequest", "dosageInstruction.0.doseAndRate.0", BACKWARDS, "ours"),
    ("MedicationRequest", f"{REPEAT}.dayOfWeek", ["mon"], "ours"),
    ("ServiceRequest", "occurrencePeriod", DAY, "ours"),
    ("ServiceRequest", "supportingInfo", [{"reference": "urn:uuid:nobody"}], "ours"),
    ("DetectedIssue", "implicated", [{"reference": "Patient/p1"}], "ours"),
]


@pytest.mark.parametrize(("kind", "path", "value", "judge"), BROKEN)
def test_each_judge_finds_what_is_broken(kind: str, path: str, value: object, judge: str) -> None:
    bundle = whole()
    spoilt: Any = inside(bundle, kind)
    *way, last = path.split(".")
    for step in way:
        spoilt = spoilt[int(step) if isinstance(spoilt, list) else step]
    spoilt[int(last) if isinstance(spoilt, list) else last] = value
    if value is GONE:
        del spoilt[last]
    found = {one.__name__.removeprefix("by_") for one in JUDGES if one(bundle)}
    assert judge in found
    assert judge != "ours" or found == {"ours"}


def test_a_whole_bundle_has_nothing_that_a_judge_finds() -> None:
    bundle = whole()
    assert {entry["resource"]["resourceType"] for entry in bundle["entry"]} >= {kind for kind, *_ in BROKEN}
    assert [problem for judge in JUDGES for problem in judge(bundle)] == []
