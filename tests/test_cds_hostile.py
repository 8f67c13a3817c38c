"""CDS Hooks under hostile calls: what is recorded and was not read is never overruled, and nothing vanishes."""

from __future__ import annotations

from typing import Any

import pytest

from b12regimen.cds_hooks import EXTENSION, Card, respond
from cds_calls import (
    P1,
    PATIENT,
    SAID,
    TODAY,
    allergy,
    bundle,
    call,
    concept,
    condition,
    deployment,
    dosage,
    medicine,
    order,
    prefetch,
    result,
    selecting,
    signing,
)

VIEW, SIGN, SELECT = "b12-patient-view", "b12-order-sign", "b12-order-select"
EHR = "https://ehr.example/fhir"
STATED = {**SAID, "allergies": [], "b12_treatment": "none"}
HL7 = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
CODE_ONLY = allergy("", code=concept("http://www.nlm.nih.gov/research/umls/rxnorm", "5514"))
OF_NOBODY: list[Any] = [
    *({"display": "somebody"}, {"identifier": {"value": "1"}}, {"reference": "urn:uuid:1"}, "Patient/p1"),
    *({"reference": 7}, {"reference": "NotPatient/p1"}, {"reference": "https://a.example/Patient/p2/Patient/p1"}, {}),
    {"reference": "https://otherhospital.example/fhir/Patient/p1"},
]


def cards(request: dict[str, Any], service: str = SIGN) -> list[Card]:
    return respond(service, request, deployment=deployment(), today=TODAY)["cards"]


def details(request: dict[str, Any], service: str = SIGN) -> str:
    return "\n".join(card.get("detail", "") for card in cards(request, service))


def found(given: list[Card]) -> list[str]:
    return [one for card in given for one in card["extension"][EXTENSION]["findings"]]


def drafts(request: dict[str, Any]) -> int:
    return sum(len(card.get("suggestions", [])) for card in cards(request, VIEW))


def full(**fields: Any) -> dict[str, Any]:
    return signing(order(), said=STATED, **fields)


def test_nothing_hostile_is_silent_and_two_drafts_come() -> None:
    assert cards(full()) == []
    assert drafts(call(said=STATED)) == 2


@pytest.mark.parametrize("code", ["confirmed", "presumed"])
def test_a_status_of_ones_own_does_not_take_an_allergy_away(code: str) -> None:
    coding = [{"system": "urn:local", "code": "C"}, {"system": HL7, "code": code}]
    recorded = bundle(allergy("hydroxocobalamin", verificationStatus={"coding": coding}))
    assert cards(full(prefetch=prefetch(allergies=recorded)))[0]["indicator"] == "critical"


UNREAD = {
    "a code without a name": bundle(CODE_ONLY),
    "a modifier extension": bundle(allergy("hydroxocobalamin", modifierExtension=[{"url": "x"}])),
    "no patient": bundle(allergy("hydroxocobalamin", patient=None)),
    "a patient by an identifier": bundle(allergy("hydroxocobalamin", patient={"identifier": {"value": "1"}})),
    "an error": {"resourceType": "OperationOutcome", "issue": []},
    "an error beside": bundle({"resourceType": "OperationOutcome", "issue": []}),
    "a page that was not sent": bundle(link=[{"relation": "Next", "url": "https://ehr.example/2"}]),
    "a number that was not sent": bundle(total=3),
}


@pytest.mark.parametrize("said", [[], ["penicillin"], ["other"]], ids=str)
@pytest.mark.parametrize("recorded", UNREAD.values(), ids=UNREAD)
def test_what_is_said_never_overrules_an_allergy_that_is_recorded_and_was_not_read(
    recorded: dict[str, Any], said: list[str]
) -> None:
    stated = {**STATED, "allergies": said}
    (card,) = cards(call(said=stated, prefetch=prefetch(allergies=recorded)), VIEW)
    assert "cobalamin-allergy (contraindication)" in card.get("detail", "")
    assert "allergies: what was said with the call is not taken for all" in card.get("detail", "")
    assert "not-read" in found(cards(signing(order(), said=stated, prefetch=prefetch(allergies=recorded))))


def test_what_is_said_never_overrules_a_medicine_that_is_recorded_and_was_not_read() -> None:
    by_code = medicine("", medicationCodeableConcept=concept("urn:x", "1"))
    for key in ("medicines", "orders"):
        recorded = bundle(by_code if key == "medicines" else {"resourceType": "OperationOutcome"})
        said = {**STATED, "medicines": []}
        (card,) = cards(call(said=said, prefetch=prefetch(**{key: recorded})), VIEW)
        assert "medicines: what was said with the call is not taken for all" in card.get("detail", "")


def test_what_is_said_never_overrules_what_the_record_leaves_undecided() -> None:
    recorded = prefetch(medicines=bundle(medicine("hydroxocobalamin")))
    (card,) = cards(call(said=STATED, prefetch=recorded), VIEW)
    assert "b12\\_treatment: the record may say otherwise, so what was said with the call is not used" in card.get(
        "detail", ""
    )


@pytest.mark.parametrize("subject", OF_NOBODY, ids=str)
def test_what_is_of_nobody_known_is_said_and_not_used(subject: Any) -> None:
    said = "whose it is cannot be told"
    for given in ({"conditions": condition(subject=subject)}, {"results": result(80, subject=subject)}):
        recorded = prefetch(**{"conditions": None, **given})
        assert said in details(call(prefetch=recorded, fhirServer=EHR), VIEW)
        assert drafts(call(said=STATED, prefetch=recorded, fhirServer=EHR)) == 0
    mine = prefetch(allergies=bundle(allergy("hydroxocobalamin", patient=subject)))
    assert said in details(full(prefetch=mine, fhirServer=EHR))
    assert "it names no patient by a reference" in details(signing(order(subject=subject), said=STATED, fhirServer=EHR))


@pytest.mark.parametrize("base", ["", f"{EHR}/"])
@pytest.mark.parametrize("version", ["", "/_history/2"])
def test_a_reference_to_the_server_of_the_call_is_of_the_patient(base: str, version: str) -> None:
    subject = {"reference": f"{base}Patient/p1{version}"}
    for server in (EHR, f"{EHR}/"):
        assert drafts(call(said=STATED, prefetch=prefetch(conditions=condition(subject=subject)), fhirServer=server))
    assert cards(signing(order(subject=subject), said=STATED, fhirServer=EHR)) == []


@pytest.mark.parametrize("name", ["Vit B12", "B12 injection", "Vitamin B\u2081\u2082", "Cobalin", "Cyanocobalamine"])
def test_an_order_of_vitamin_b12_is_known_by_any_of_its_names(name: str) -> None:
    assert cards(signing(order(name=name), said=STATED))


HX = {"resourceType": "Medication", "id": "hx", "code": {"text": "hydroxocobalamin"}}
IN_IT = {
    "resourceType": "Medication",
    "id": "hx",
    "ingredient": [{"itemCodeableConcept": {"text": "hydroxocobalamin"}}],
}


@pytest.mark.parametrize("medication", [HX, IN_IT], ids=["code", "ingredient"])
@pytest.mark.parametrize(
    "reference", ["Medication/hx", "Medication/hx/_history/1", f"{EHR}/Medication/hx", "urn:uuid:9"]
)
@pytest.mark.parametrize("own", [{}, {"medicationCodeableConcept": None}])
def test_a_medication_beside_an_order_is_found_by_each_reference_to_it(
    reference: str, medication: dict[str, Any], own: dict[str, Any]
) -> None:
    referring = order(medicationReference={"reference": reference, "display": "A brand"}, id="r")
    del referring["medicationCodeableConcept"]
    request = signing(referring | own | {"dosageInstruction": [{"text": "1000 mg"}]}, said=STATED)
    request["context"]["draftOrders"]["entry"].append({"fullUrl": "urn:uuid:9", "resource": medication})
    assert "MedicationRequest/r: dosageInstruction" in details(request)
    twice = request["context"]["draftOrders"]["entry"]
    twice.append({"fullUrl": "urn:uuid:9", "resource": {**medication, "code": {"text": "amoxicillin"}}})
    assert "MedicationRequest/r" in details(request)


def test_two_medications_under_one_name_leave_open_which_is_ordered() -> None:
    referring = order(medicationReference={"reference": "Medication/hx"}, medicationCodeableConcept=None)
    others = [{**HX, "code": {"text": "amoxicillin"}}, HX]
    assert "several medications that differ" in details(signing(referring, *others, said=STATED))


@pytest.mark.parametrize("kind", ["Bundle", "List", "Parameters", "OperationOutcome", "MedicationPrescription"])
def test_what_may_hold_draft_orders_is_said(kind: str) -> None:
    hidden = {"resourceType": kind, "id": "x", "entry": [{"resource": order()}]}
    assert found(cards(signing(hidden, prefetch={}))) == ["not-read"]
    assert found(cards(selecting(["MedicationRequest/rx"], order(), hidden, said=STATED), SELECT)) == ["not-read"]


@pytest.mark.parametrize("more", [{"link": [{"relation": "NEXT", "url": "x"}]}, {"total": 3}])
def test_draft_orders_that_were_not_sent_are_said(more: dict[str, Any]) -> None:
    request = call("order-sign", context={"draftOrders": bundle(**more)}, prefetch={})
    assert found(cards(request)) == ["not-read"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"deceasedBoolean": True}, "the patient has died"),
        ({"deceasedDateTime": "2026-01-01"}, "the patient has died"),
        ({"active": False}, "the record of the patient is not in use"),
        ({"link": [{"type": "replaced-by", "other": P1}]}, "the record of the patient is replaced by another"),
    ],
)
def test_nothing_is_drafted_for_a_patient_who_died_or_whose_record_is_not_in_use(
    given: dict[str, Any], reason: str
) -> None:
    recorded = prefetch(patient=PATIENT | given)
    (card,) = cards(call(said=STATED, prefetch=recorded), VIEW)
    assert reason in card["summary"]
    assert "suggestions" not in card
    assert reason in cards(full(prefetch=recorded))[-1]["summary"]


def test_vitamin_b12_that_is_ordered_twice_is_said() -> None:
    twice = cards(signing(order(), order(id="rx2"), said=STATED))
    assert found(twice) == ["ordered-twice"]
    assert twice[0]["summary"] == "Vitamin B12: it is in 2 orders to be signed"
    active = prefetch(orders=bundle(order(id="old", status="active")))
    assert cards(full(prefetch=active))[0]["summary"] == "Vitamin B12: it is ordered already (1 active order)"
    assert drafts(call(said=STATED, prefetch=active)) == 0
    assert "it is ordered already (MedicationRequest/old)" in details(call(said=STATED, prefetch=active), VIEW)
    itself = prefetch(orders=bundle(order(status="active")))
    assert cards(full(prefetch=itself)) == []


def test_no_mail_address_of_a_record_becomes_a_link_and_no_place_is_lost() -> None:
    spoken = [condition(id=f"c{n}") | {"code": {"text": "mailto:evil@evil.example"}} for n in range(30)]
    detail = details(call(prefetch=prefetch(conditions=bundle(condition(), *spoken))), VIEW)
    assert "@" not in detail
    assert "and 10 more: conditions.entry\\[21\\], Condition/c20; " in detail
    assert "Condition/c29" in detail


def test_the_summary_names_a_slip_of_a_thousandfold_first() -> None:
    slip = dosage(unit="ug", frequency=1, period=3, periodUnit="mo")
    (card,) = cards(signing(order(slip), said=STATED))
    assert "2 findings: thousandfold-dose, repletion-missing" in card["summary"]
