"""Drafts from a recommendation: proposals with their source, refused where nothing may be drafted."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from b12regimen import (
    Patient,
    Recommendation,
    load_guideline,
    monitoring_plan,
    parse_guideline,
    select_regimen,
)
from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.fhir import (
    FhirError,
    detected_issues,
    draft_bundle,
    medication_requests,
    patient_from_fhir,
    provenance,
    regimen_from_fhir,
    service_requests,
)

SCHEMA = Path(__file__).parents[2] / "shared" / "data" / "fhir" / "fhir.schema.r4.json"
KNOWN: dict[str, Any] = {
    "age": 46,
    "purpose": "treatment",
    "cause": "pernicious-anaemia",
    "optic_disease": "none",
    "pregnancy": "not-pregnant",
    "allergies": [],
    "severity": {"neurological": False, "anaemia": "severe"},
}
WITH_NEUROLOGY = {"severity": {"neurological": True, "anaemia": "none"}}
RECORDED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
THREE_MONTHS = {"maintenance.1.timing": "every 3 months"}


def asked(guideline: str = "uk-bnf-hydroxocobalamin", **known: Any) -> Recommendation:
    return select_regimen(Patient.from_dict({**KNOWN, **known}), guideline=guideline)


def draft(**arguments: Any) -> dict[str, Any]:
    known = {"recommendation": asked(), "subject": "Patient/p1", "answers": THREE_MONTHS, **arguments}
    (found,) = medication_requests(known.pop("recommendation"), **known)
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


def test_a_draft_is_a_proposal_that_names_its_source() -> None:
    found = draft(authored=date(2026, 3, 2))
    assert (found["status"], found["intent"], found["authoredOn"]) == ("draft", "proposal", "2026-03-02")
    assert found["medicationCodeableConcept"]["coding"][0]["code"] == "B03BA03"
    notes = [note["text"] for note in found["note"]]
    assert notes[0].startswith("Drafted by b12regimen ")
    assert any(note.startswith("Source: ") and "[secondary]" in note for note in notes)
    assert any(note.startswith("Alert: ") for note in notes)
    assert any(note.startswith("Not checked, for a fact is not known: ") for note in notes)
    assert notes[-1] == DECISION_SUPPORT
    assert all(url.startswith("https://") for url in found["instantiatesUri"])
    assert str(regimen_from_fhir(found).regimen) == str(asked().regimens[0].settle(THREE_MONTHS))


def test_a_phase_that_a_finding_ends_is_drafted_alone() -> None:
    known = asked(**WITH_NEUROLOGY)
    with pytest.raises(FhirError, match=r"repletion\.1\.end: R4 cannot end this step"):
        medication_requests(known, subject="Patient/p1")
    (found,) = medication_requests(known, subject="Patient/p1", phase="repletion")
    assert found["dosageInstruction"][0]["text"].endswith("until no further improvement")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"answers": None}, "maintenance.1.timing: it is left open: every 2-3 months"),
        ({"answers": {"maintenance.1.timing": "weekly"}}, "cannot be settled"),
        ({"which": 2}, "2 is no regimen of it; it holds: 1: hydroxo"),
        ({"which": True}, "True is no regimen"),
        ({"subject": " "}, 'is no reference; give for instance "Patient/p1"'),
        ({"subject": "Condition/p1"}, "'Condition/p1' is a Condition, and a Patient is needed: \"Patient/p1\""),
        ({"recommendation": asked(severity={})}, "the answer is ask, and holds no regimen"),
        ({"authored": datetime(2026, 3, 2)}, "is neither a day nor a time with a time zone"),  # noqa: DTZ001
        ({"authored": "2/3/2026"}, "is neither a day nor a time with a time zone"),
    ],
)
def test_what_is_not_drafted(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(FhirError) as refused:
        draft(**arguments)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "subject", ["Patient/p1", "https://example.org/fhir/Patient/p1", "Patient/p1/_history/2", "urn:uuid:0b12"]
)
def test_references_of_a_patient(subject: str) -> None:
    assert draft(subject=subject)["subject"] == {"reference": subject}


def test_a_draft_may_have_a_time_with_its_time_zone() -> None:
    assert draft(authored=datetime(2026, 3, 2, 9, 30, 1, 5, tzinfo=UTC))["authoredOn"] == "2026-03-02T09:30:01+00:00"


def test_nothing_is_drafted_while_a_contraindication_stands() -> None:
    blocked = asked("us-fda-cyanocobalamin", allergies=["cobalt"])
    assert blocked.blocked
    with pytest.raises(FhirError, match="nothing is drafted"):
        medication_requests(blocked, subject="Patient/p1")
    with pytest.raises(FhirError, match="nothing is drafted"):
        service_requests(monitoring_plan(blocked), subject="Patient/p1")
    issues = detected_issues(blocked, subject="Patient/p1", implicated=["MedicationRequest/x"])
    assert issues[0]["severity"] == "high"
    assert issues[0]["implicated"] == [{"reference": "MedicationRequest/x"}]
    assert issues[0]["detail"].endswith(DECISION_SUPPORT)


OWN = """
id = "own"
title = "Own"
publisher = "Hospital"
jurisdiction = "GB"
version = "1"
scope = "all"
drug = "cyanocobalamin-tannin"
routes = ["IM"]
[[source]]
key = "own"
title = "Own paper"
evidence = "primary"
[facts]
purpose = ["treatment", "prophylaxis"]
[[rule]]
id = "all"
when = {}
action = "either"
advice = "by mouth, or inject"
repletion = "none"
maintenance = "1 mg IM monthly"
source = "own"
printed = "1 mg a month"
[[alert]]
id = "own"
severity = "caution"
when = { neurological = false }
text = "Own"
source = "own"
"""


def test_where_the_source_leaves_it_open_a_clinician_chooses() -> None:
    own = select_regimen(Patient.from_dict(KNOWN), guideline=parse_guideline(OWN))
    with pytest.raises(FhirError, match="the answer is either; say which regimen a clinician chose: 1: "):
        medication_requests(own, subject="Patient/p1")
    (found,) = medication_requests(own, subject="Patient/p1", which=1)
    assert found["medicationCodeableConcept"] == {"text": "cyanocobalamin-tannin"}
    assert "instantiatesUri" not in found
    assert regimen_from_fhir(found).regimen == own.regimens[0]
    made = provenance(own, targets=["MedicationRequest/x"], recorded=datetime(2026, 3, 2, tzinfo=UTC))
    assert made["entity"] == [{"role": "source", "what": {"display": "Own paper [primary]: no address known"}}]
    issues = {issue["code"]["text"]: issue for issue in detected_issues(own, subject="Patient/p1")}
    assert issues["Own"]["severity"] == "low"
    assert "reference" not in issues["Own"]


def test_what_is_measured_is_requested_unless_sources_disagree() -> None:
    plan = monitoring_plan(asked(), start=date(2026, 3, 2))
    found = service_requests(plan, subject="Patient/p1")
    potassium = [one for one in found if one["code"].get("text") == "potassium"]
    assert potassium[0]["code"]["coding"][0]["code"] == "2823-3"
    assert {"end": "2026-03-02"} in [one.get("occurrencePeriod") for one in potassium]
    assert {"start": "2026-03-02", "end": "2026-03-04"} in [one.get("occurrencePeriod") for one in potassium]
    assert not [one for one in found if one["code"].get("text") == "vitamin-b12"]
    assert any(one["code"]["text"].startswith("review: ") for one in found)
    assert all(one["note"][1]["text"].startswith("Source: ") for one in found)
    assert all(one["note"][-1]["text"] == DECISION_SUPPORT for one in found)
    undated = service_requests(monitoring_plan(asked()), subject="Patient/p1")
    assert not [one for one in undated if "occurrencePeriod" in one]


def test_provenance_names_sources_and_what_was_read() -> None:
    recorded = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    made = provenance(asked(), targets=["MedicationRequest/x"], recorded=recorded, derived_from=["Condition/pa"])
    assert made["recorded"] == "2026-03-02T09:30:00+00:00"
    assert made["entity"][0]["what"]["identifier"]["value"].startswith("https://")
    assert made["entity"][-1] == {"role": "derivation", "what": {"reference": "Condition/pa"}}
    for arguments in ({"targets": []}, {"targets": ["x"]}, {"recorded": datetime(2026, 3, 2)}, {"recorded": "now"}):  # noqa: DTZ001
        with pytest.raises(FhirError):
            provenance(asked(), **{"targets": ["DetectedIssue/x"], "recorded": recorded, **arguments})  # type: ignore[arg-type]


def test_an_alert_of_no_consequence_has_no_severity() -> None:
    severities = {issue.get("severity") for issue in _every_issue() if "(information)" in issue["detail"]}
    assert severities == {None}


def whole_bundle(**arguments: Any) -> dict[str, Any]:
    known: Any = {"recommendation": asked(), "subject": "Patient/p1", "recorded": RECORDED, "answers": THREE_MONTHS}
    known |= arguments
    if "plan" not in known:
        known["plan"] = monitoring_plan(asked(), start=date(2026, 3, 2))
    return json.loads(json.dumps(draft_bundle(known.pop("recommendation"), **known)))  # type: ignore[no-any-return]


def test_a_bundle_links_each_draft_to_the_regimen_and_to_its_sources() -> None:
    bundle = whole_bundle(derived_from=["Condition/pa"])
    drafts = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    assert len(drafts) == len(bundle["entry"])
    (regimen,) = (url for url, one in drafts.items() if one["resourceType"] == "MedicationRequest")
    for one in drafts.values():
        if one["resourceType"] == "ServiceRequest":
            assert one["supportingInfo"] == [{"reference": regimen}]
        if one["resourceType"] == "DetectedIssue":
            assert one["implicated"] == [{"reference": regimen}]
    sources = [one for one in drafts.values() if one["resourceType"] == "Provenance"]
    rest_on = [target["reference"] for one in sources for target in one["target"]]
    assert sorted(rest_on) == sorted(url for url, one in drafts.items() if one not in sources)
    assert all(one["entity"][-1]["what"] == {"reference": "Condition/pa"} for one in sources)
    for one in sources:
        titles = [entity["what"]["display"] for entity in one["entity"] if entity["role"] == "source"]
        for target in one["target"]:
            written = json.dumps(drafts[target["reference"]], ensure_ascii=False)
            assert all(json.dumps(title, ensure_ascii=False)[1:-1] in written for title in titles)
    assert str(regimen_from_fhir(drafts[regimen]).regimen) == str(asked().regimens[0].settle(THREE_MONTHS))


def test_the_same_drafts_have_the_same_addresses() -> None:
    assert whole_bundle() == whole_bundle()
    other = whole_bundle(answers={"maintenance.1.timing": "every 2 months"})
    assert other["entry"][0]["fullUrl"] != whole_bundle()["entry"][0]["fullUrl"]


def test_a_bundle_without_a_plan_requests_no_measurement() -> None:
    kinds = {entry["resource"]["resourceType"] for entry in whole_bundle(plan=None)["entry"]}
    assert kinds == {"MedicationRequest", "DetectedIssue", "Provenance"}


def test_a_plan_beside_another_recommendation_is_refused() -> None:
    other = monitoring_plan(asked("us-fda-cyanocobalamin"))
    with pytest.raises(FhirError, match="plan: it is a plan beside another recommendation"):
        whole_bundle(plan=other)


def test_no_bundle_is_drafted_while_a_contraindication_stands() -> None:
    with pytest.raises(FhirError, match="nothing is drafted"):
        whole_bundle(recommendation=asked("us-fda-cyanocobalamin", allergies=["cobalt"]), plan=None)


@pytest.mark.parametrize("given", ["x", "Patient/", 3, "#p1", "Patient/p 1", "urn:uuid:"])
def test_what_is_no_reference_is_refused(given: Any) -> None:
    with pytest.raises(FhirError, match=r"implicated\[0\]: .* is no reference"):
        detected_issues(asked(), subject="Patient/p1", implicated=[given])
    with pytest.raises(FhirError, match=r"supporting: .* is one text; give a list"):
        service_requests(monitoring_plan(asked()), subject="Patient/p1", supporting="MedicationRequest/x")


def test_where_facts_contradict_each_other_there_is_no_source_to_name() -> None:
    torn = asked(purpose="prophylaxis", severity={"neurological": True})
    assert (torn.action, torn.citations) == ("out-of-scope", ())
    assert "entity" not in provenance(torn, targets=["DetectedIssue/x"], recorded=RECORDED)


def _every_issue() -> list[Any]:
    return [
        issue
        for name in ("us-fda-cyanocobalamin", "uk-bnf-hydroxocobalamin", "fr-delagrange-cyanocobalamin")
        for known in ({}, {"medicines": ["metformin", "chloramphenicol"]}, {"conditions": {"renal_impairment": True}})
        for issue in detected_issues(asked(name, **known), subject="Patient/p1")
    ]


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the official schema of FHIR R4 is not there")
def test_all_that_is_written_fits_the_official_schema() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    schema.pop("id")
    schema.pop("discriminator")
    plan = monitoring_plan(asked(), start=date(2026, 3, 2))
    written: list[Any] = [
        draft(authored=date(2026, 3, 2)),
        *medication_requests(asked(**WITH_NEUROLOGY), subject="Patient/p1", phase="repletion"),
        *service_requests(plan, subject="Patient/p1"),
        *_every_issue(),
        provenance(asked(), targets=["MedicationRequest/x"], recorded=datetime(2026, 3, 2, tzinfo=UTC)),
    ]
    for kind in {one["resourceType"] for one in written}:
        pointed = {"$ref": f"#/definitions/{kind}", "definitions": schema["definitions"]}
        validator = Draft7Validator(pointed)
        for one in written:
            if one["resourceType"] == kind:
                validator.validate(json.loads(json.dumps(one)))
    assert not _empty(written)


def _empty(value: Any) -> bool:
    if isinstance(value, dict | list):
        inner = list(value.values()) if isinstance(value, dict) else value
        return not inner or any(map(_empty, inner))
    return value is None or value == ""


def test_from_a_bundle_to_a_draft_and_back() -> None:
    confirmed = {"coding": [{"code": "confirmed"}]}
    condition = {
        "resourceType": "Condition",
        "subject": {"reference": "Patient/p1"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": confirmed,
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "84027009"}]},
    }
    read = patient_from_fhir(condition, today=date(2026, 3, 2)).patient
    known = Patient.from_dict({**KNOWN, **read.to_dict()})
    recommendation = select_regimen(known, guideline=load_guideline("uk-bnf-hydroxocobalamin"))
    (found,) = medication_requests(recommendation, subject="Patient/p1", answers=THREE_MONTHS)
    assert regimen_from_fhir(found).regimen == recommendation.regimens[0].settle(THREE_MONTHS)
