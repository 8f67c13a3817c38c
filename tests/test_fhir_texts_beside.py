"""FHIR, every text of a resource outside its code: what turns it leaves it unread, what is ordinary does not."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen.fhir import PatientImport, patient_from_fhir
from b12regimen.fhir.beside import texts_beside
from b12regimen.fhir.doubt import why_a_finding_is_turned
from b12regimen.fhir.named_facts import facts_named
from cds_calls import P1, PATIENT, TODAY, allergy, concept, condition, medicine, order, result

EXAMPLES = Path(__file__).parents[2] / "shared" / "data" / "fhir"
SNOMED = "http://snomed.info/sct"
FLAGS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
ICD_GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
GIVEN = {
    "resourceType": "MedicationAdministration",
    "id": "a",
    "status": "completed",
    "subject": P1,
    "medicationCodeableConcept": {"text": "Hydroxocobalamin"},
    "effectiveDateTime": "2026-02-01",
    "dosage": {"route": concept(SNOMED, "78421000"), "dose": {"value": 1, "unit": "mg"}},
}
INJECTED = medicine("hydroxocobalamin", dosage=[{"route": concept(SNOMED, "78421000")}])


def procedure(code: str = "26452005", **fields: Any) -> dict[str, Any]:
    given = {"resourceType": "Procedure", "id": "p", "status": "completed", "subject": P1}
    return {**given, "code": concept(SNOMED, code), **fields}


def read(*resources: dict[str, Any], **fields: Any) -> PatientImport:
    return patient_from_fhir([PATIENT, *resources], today=TODAY, **fields)


def noted(words: str) -> dict[str, Any]:
    return {"note": [{"text": words}]}


def narrative(words: str, status: str = "generated") -> dict[str, Any]:
    return {"text": {"status": status, "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{words}</div>'}}


# What turns a resource


@pytest.mark.parametrize(
    "beside",
    [
        noted("Entered for the wrong patient"),
        noted("she never had it"),
        noted("Seen in clinic. Pernicious anaemia was ruled out."),
        noted("nie gesichert"),
        {"note": {"text": "excluded"}},
        {"evidence": [{"code": [{"text": "ruled out"}]}]},
        {"evidence": [{"detail": [{"display": "antibodies negative"}]}]},
        {"stage": [{"summary": {"text": "excluded"}}]},
        {"stage": [{"type": {"coding": [{"display": "suspected"}]}}]},
        {"severity": {"text": "possible"}},
        {"bodySite": [{"text": "of mother"}]},
        {"onsetString": "before 1990, resolved"},
        narrative("refuted"),
        narrative("entered for the wrong patient"),
        narrative("<p>Pernicious</p><p>never&nbsp;confirmed</p>", "additional"),
        {"extension": [{"url": "https://example.org/x", "valueString": "suspected only"}]},
        {"extension": [{"url": "x", "extension": [{"url": "y", "valueCodeableConcept": {"text": "of her mother"}}]}]},
        noted("x" * 30_000),
        noted("x\0"),
        {"note": [{"text": 7}]},
        {"text": {"status": "generated", "div": 7}},
    ],
)
def test_words_outside_the_code_that_turn_a_condition_leave_it_unread_and_its_facts_open(
    beside: dict[str, Any],
) -> None:
    found = read(condition(**beside))
    assert found.patient.cause is None
    assert (found.resources[-1].is_read, found.undecided) == (False, ("cause",))


@pytest.mark.parametrize(
    "beside",
    [
        noted("sample mix-up: belongs to another patient"),
        noted("Sample haemolysed"),
        noted("result not valid"),
        noted("taken from the newborn"),
        {"specimen": {"display": "Urine"}},
        {
            "specimen": {"reference": "#s"},
            "contained": [{"resourceType": "Specimen", "id": "s", "type": {"text": "cord blood"}}],
        },
        {"bodySite": {"text": "amniotic fluid"}},
        narrative("contaminated"),
    ],
)
def test_words_outside_the_code_that_turn_a_result_leave_it_unread(beside: dict[str, Any]) -> None:
    found = read(result(**beside))
    assert found.patient.labs is None
    assert (found.resources[-1].is_read, found.undecided) == (False, ("labs.total-b12",))


@pytest.mark.parametrize(
    "words",
    ["not given, patient refused", "planned", "given?", "given to her mother", "wrong patient", "non somministrato"],
)
def test_a_dose_with_words_that_it_was_not_given_is_not_counted(words: str) -> None:
    for beside in (noted(words), {"statusReason": [{"text": words}]}, narrative(words)):
        found = read(GIVEN | beside)
        assert (found.given_doses, found.resources[-1].is_read) == ((), False)
    found = read(procedure("308752009", outcome={"text": words}))
    assert (found.given_doses, found.undecided) == ((), ("b12_treatment",))


def test_a_procedure_that_was_not_done_is_no_possible_cause() -> None:
    for beside in (noted("procedure was abandoned"), {"outcome": {"text": "not performed"}}):
        found = read(procedure() | beside)
        assert (found.possible_causes, found.resources[-1].outcome) == ((), "ignored")
    assert [cause.kind for cause in read(procedure(**noted("uneventful"))).possible_causes] == ["total-gastrectomy"]


def test_a_medicine_with_words_that_it_is_not_taken_stays_named_and_the_list_is_not_whole() -> None:
    found = read(medicine("Metformin", **noted("stopped in January")), whole=["medicines"])
    assert found.patient.medicines == ("metformin", "others that are not known")
    assert found.resources[-1].is_read is False
    stopped = read(INJECTED | noted("stopped in January"))
    assert stopped.patient.b12_treatment is None
    assert stopped.b12_otherwise == (
        'MedicationStatement/m: its note, "stopped in January", may say that it is not so ("stopped")',
    )
    assert read(INJECTED | noted("with the district nurse")).patient.b12_treatment == "injections"
    ordered = read(order(status="active", **noted("stopped in January")))
    assert (ordered.b12_orders, ordered.resources[-1].is_read) == (("MedicationRequest/rx",), False)


# What an allergy says beside its name


NO_ALLERGY = allergy("", code={"coding": [{"system": SNOMED, "code": "716186003", "display": "No known allergy"}]})


@pytest.mark.parametrize("named", [NO_ALLERGY, allergy("Penicillin")])
@pytest.mark.parametrize(
    "beside",
    [
        noted("except anaphylaxis to hydroxocobalamin"),
        noted("see letter"),
        {"reaction": [{"description": "after the injection"}]},
        {"reaction": [{"note": [{"text": "after the injection"}]}]},
        {"reaction": [{"manifestation": [{"text": "anaphylaxis to hydroxocobalamin"}]}]},
        narrative("and hydroxocobalamin"),
        narrative("see letter", "additional"),
        {"extension": [{"url": "x", "valueString": "see letter"}]},
        noted("x\0"),
    ],
)
def test_a_text_on_an_allergy_keeps_the_list_from_being_whole(named: dict[str, Any], beside: dict[str, Any]) -> None:
    found = read(named | beside, whole=["allergies"])
    assert found.lists_read == ()
    assert found.patient.allergies is not None
    assert "others that are not known" in found.patient.allergies
    assert found.resources[-1].is_read is False


@pytest.mark.parametrize(
    "beside",
    [
        {"reaction": [{"manifestation": [{"text": "Hives"}], "severity": "mild"}]},
        narrative("Penicillin, recorded on 3 May"),
        {"extension": [{"url": "https://example.org/recorded", "valueDateTime": "2019-05-03"}]},
        noted(" "),
    ],
)
def test_how_somebody_reacted_and_a_narrative_of_the_fields_leave_a_list_whole(beside: dict[str, Any]) -> None:
    assert read(allergy("Penicillin") | beside, whole=["allergies"]).patient.allergies == ("penicillin",)


def test_an_allergy_that_is_gone_keeps_the_list_open_only_where_its_words_name_the_drug() -> None:
    gone = allergy("Penicillin", verificationStatus={"coding": [{"code": "refuted"}]})
    assert read(gone | noted("tolerated in 2020"), whole=["allergies"]).patient.allergies == ()
    named = read(gone | noted("but hives from Cytamen"), whole=["allergies"])
    assert (named.patient.allergies, named.undecided) == (None, ("allergies",))


def test_that_no_allergy_is_known_does_not_read_as_an_allergy() -> None:
    assert read(NO_ALLERGY).resources[-1].remark == "it says that no allergy is known: No known allergy"
    assert read(allergy("Penicillin")).resources[-1].remark == "allergy to Penicillin"


# What is ordinary


@pytest.mark.parametrize(
    "words",
    [
        "seen in clinic",
        "Seen in clinic with her husband, no concerns. 46-year-old, for review in 3 months.",
        "Accompanied by his daughter. No complications.",
        "Confirmed by antibodies in 2019; discussed with the family",
        "lifelong, no further action",
    ],
)
def test_an_ordinary_note_keeps_no_condition_from_being_read_and_is_named(words: str) -> None:
    found = read(condition(**noted(words)))
    assert [cause.kind for cause in found.patient.causes] == ["pernicious-anaemia"]
    assert (found.resources[-1].is_read, found.undecided) == (True, ())
    assert found.resources[-1].remark == f'cause pernicious-anaemia; not compared: its note, "{words}"'


DETAILED = (
    "<p><b>Generated Narrative with Details</b></p><p><b>id</b>: pa</p><p><b>clinicalStatus</b>: Active <span>(Details"
    " : {http://terminology.hl7.org/CodeSystem/condition-clinical code 'active' = 'Active')</span></p><p><b>"
    "verificationStatus</b>: Confirmed</p><p><b>code</b>: {SNOMED CT code '84027009', given as 'Pernicious anemia'}</p>"
)


@pytest.mark.parametrize(
    ("words", "status"),
    [("84027009 active confirmed", "additional"), (DETAILED, "generated"), ("", "empty"), ("<br/>", "additional")],
)
def test_a_narrative_that_repeats_the_fields_says_nothing_more(words: str, status: str) -> None:
    found = read(condition(**narrative(words, status)))
    assert (found.resources[-1].remark, found.resources[-1].is_read) == ("cause pernicious-anaemia", True)


def test_a_narrative_that_repeats_a_word_of_another_field_is_not_turned_by_it() -> None:
    named = condition(subject={**P1, "display": "A. Child"}, **narrative("A. Child: pernicious anaemia"))
    assert read(named).patient.cause is not None
    assert read(named | narrative("A. Child: anaemia of her mother")).patient.cause is None


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the official examples of FHIR R4 are not there")
def test_the_texts_of_official_conditions_turn_nothing() -> None:
    examples = [json.loads(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("Condition-*.json"))]
    texts = [text for example in examples for text in texts_beside(example)]
    assert {"narrative", "evidence.code", "bodySite", "severity"} <= {text.field for text in texts}
    assert [text for text in texts if text.line is None or why_a_finding_is_turned(text.line)] == []


@pytest.mark.parametrize(
    "beside",
    [
        noted("B12 deficiency possible; consider MMA if symptomatic"),
        noted("Suggest vitamin B12 injections"),
        {"specimen": {"display": "Serum"}},
        {"method": {"text": "immunoassay"}},
        noted("New method since May"),
    ],
)
def test_an_ordinary_comment_of_a_laboratory_keeps_no_result_from_being_read(beside: dict[str, Any]) -> None:
    found = read(result(**beside))
    assert found.patient.labs is not None
    assert (found.resources[-1].is_read, found.undecided) == (True, ())


def test_other_words_and_extensions_are_named() -> None:
    given = condition(
        bodySite=[{"text": "stomach"}],
        extension=[{"url": "https://example.org/asserted", "valueDateTime": "2019-05-03"}],
        **narrative("seen twice", "additional"),
    )
    assert read(given).resources[-1].remark == (
        'cause pernicious-anaemia; not compared: its bodySite, "stomach" and its narrative, "seen twice"; '
        "it has an extension, which was not read"
    )
    assert "left deltoid" in read(GIVEN | noted("left deltoid")).resources[-1].remark
    assert len(read(GIVEN | noted("given by her husband, no reaction")).given_doses) == 1


def test_a_note_on_what_is_not_read_leaves_nothing_open() -> None:
    unrelated = condition("38341003", **noted("not controlled; family history of stroke"))
    assert read(unrelated).resources[-1].is_read is True
    over = condition("84027009", clinicalStatus={"coding": [{"code": "inactive"}]}, **noted("she never had it"))
    assert read(over).resources[-1].is_read is True
    coeliac = {"code": concept("http://hl7.org/fhir/sid/icd-10", "K90.0")}
    assert read(condition(**noted("no weight loss")) | coeliac).resources[-1].is_read is True


# What the words may say of other facts


@pytest.mark.parametrize(
    "resource",
    [
        medicine("Metformin", **noted("also gets B12 injections from GP monthly")),
        condition(**noted("on hydroxocobalamin")),
        condition("38341003", **noted("vitamin B12 injections since 2019")),
        result(**noted("patient receiving vitamin B12")),
        condition() | {"code": concept(SNOMED, "84027009") | {"text": "Pernicious anaemia, on B12 injections"}},
        condition() | {"code": {"text": "Vitamin B12 injections"}},
        procedure() | {"code": {"text": "Hydroxocobalamin injection"}},
    ],
)
def test_words_that_vitamin_b12_is_given_keep_the_treatment_open(resource: dict[str, Any]) -> None:
    found = read(resource)
    assert found.undecided == ("b12_treatment",)
    assert found.resources[-1].is_read is False


def test_words_of_an_allergy_to_vitamin_b12_keep_the_allergies_open_wherever_they_stand() -> None:
    for one in (condition(), result(), GIVEN, medicine("Metformin"), condition("38341003")):
        assert "allergies" in read(one | noted("allergic to cobalamin")).undecided
    assert read(condition(**noted("allergic to penicillin"))).undecided == ()


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("Subacute combined degeneration of spinal cord", "severity.neurological"),
        ("Funikuläre Myelose", "severity.neurological"),
        ("Leber's hereditary optic neuropathy", "optic_disease"),
        ("Pregnant, 12 weeks", "pregnancy"),
        ("Nitrous oxide misuse", "nitrous_oxide"),
        ("Perniziöse Anämie, pernicious anemia", "cause"),
        ("Vitamin B-12 deficiency", "deficiency"),
        ("B12 deficiency anemia", "deficiency"),
    ],
)
@pytest.mark.parametrize("status", [None, {"coding": [{"code": "provisional"}]}])
def test_names_of_facts_in_words_without_a_code_leave_them_open(words: str, path: str, status: Any) -> None:
    named = condition() | {"code": {"text": words}} | ({} if status is None else {"verificationStatus": status})
    found = read(named)
    assert found.undecided == (path,)
    assert found.resources[-1].is_read is False
    coded = named | {"code": {"coding": [{"system": "https://example.org/codes", "code": "x", "display": words}]}}
    assert read(coded).undecided == (path,)


def test_names_of_facts_in_a_note_leave_them_open_where_a_no_may_be_said() -> None:
    assert read(condition(**noted("with subacute combined degeneration"))).undecided == ("severity.neurological",)
    assert read(condition("60576007", **noted("subacute combined degeneration"))).undecided == ()
    assert read(condition("190634004", **noted("vitamin B12 deficiency"))).undecided == ()
    assert read(condition("420920007")).undecided == ("optic_disease",)


def test_words_that_name_no_fact_leave_nothing_open() -> None:
    for words in (
        *(
            "Essential hypertension",
            "Type 2 diabetes",
            "Iron deficiency anaemia",
            "Neuropathy",
            "Family history of LHON",
        ),
        "Vitamin D deficiency",
    ):
        found = read(condition() | {"code": {"text": words}})
        assert (found.undecided, found.resources[-1].is_read) == ((), True)
    assert facts_named("FH: pernicious anaemia") == ()
    assert read(procedure() | {"code": {"text": "Pregnancy test"}}).undecided == ()


# Codes of other addresses, and small print


def test_a_code_of_another_address_names_it_and_what_would_do_and_leaves_its_facts_open() -> None:
    found = read(condition() | {"code": concept(ICD_GM, "D51.0")})
    assert found.undecided == ("deficiency", "cause")
    assert found.resources[-1].remark == (
        f"D51.0 ({ICD_GM}): none of its codes is one that is read; D51.0 is read as a code of "
        f"http://hl7.org/fhir/sid/icd-10 and http://hl7.org/fhir/sid/icd-10-cm, not of {ICD_GM}; codes= (--code of the "
        "service) says what another address means; it may speak of deficiency and cause"
    )
    oid = read(result() | {"code": concept("urn:oid:2.16.840.1.113883.6.1", "2132-9")})
    assert (oid.patient.labs, oid.undecided) == (None, ("labs.total-b12",))
    assert "2132-9 is read as a code of http://loinc.org" in oid.resources[-1].remark
    own = {f"{ICD_GM}|D51.0": "cause:pernicious-anaemia"}
    assert read(condition() | {"code": concept(ICD_GM, "D51.0")}, codes=own).patient.cause is not None


@pytest.mark.parametrize(
    ("fields", "remark"),
    [
        (
            {"interpretation": [{"coding": [{"code": "L"}]}]},
            f"its flag was not read: L of no system; its codes are read where they are of {FLAGS}",
        ),
        ({"interpretation": [{}]}, "its flag was not read: an object"),
        ({"effectiveDateTime": "20260101"}, "the day is not known (effectiveDateTime is 20260101)"),
        ({"effectiveDateTime": None, "issued": "2026-01-03"}, "the day is not known (issued is 2026-01-03)"),
        ({"effectiveDateTime": None}, "the day is not known"),
    ],
)
def test_what_was_given_is_shown_where_a_flag_or_a_day_is_not_read(fields: dict[str, Any], remark: str) -> None:
    found = read(result(**fields))
    assert found.patient.labs is not None
    assert found.resources[-1].remark.endswith(f"; {remark}")


@pytest.mark.parametrize("value", [0, 0.0])
def test_a_result_of_zero_is_said_and_not_used(value: float) -> None:
    found = read(result(value))
    assert (found.patient.labs, found.undecided) == (None, ("labs.total-b12",))
    assert "may stand for a result that was not obtained" in found.resources[-1].remark


# A law


WORDS = st.text(max_size=30) | st.sampled_from(
    ["never", "of her mother", "suspected", "seen in clinic", "on hydroxocobalamin"]
)
VALUES = st.recursive(
    WORDS | st.integers() | st.none() | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["text", "display", "coding", "code", "summary", "valueString", "div"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
FIELDS = st.dictionaries(
    st.sampled_from(
        [
            "note",
            "text",
            "extension",
            "stage",
            "evidence",
            "bodySite",
            "severity",
            "outcome",
            "specimen",
            "method",
            "reaction",
            "contained",
        ]
    ),
    VALUES,
    min_size=1,
    max_size=3,
)


RESOURCES = st.sampled_from([condition(), result(), GIVEN, INJECTED, procedure(), allergy("Penicillin")])


def test_nothing_that_was_given_is_changed() -> None:
    extended = condition(extension=[{"url": "x", "extension": [{"url": "y", "valueString": "z"}]}])
    before = deepcopy(extended)
    read(extended)
    assert extended == before


@given(resource=RESOURCES, beside=FIELDS)
def test_whatever_stands_beside_a_code_never_adds_to_what_is_known(resource: dict[str, Any], beside: Any) -> None:
    alone, found = read(resource, whole=["allergies"]), read(resource | beside, whole=["allergies"])
    known, more = alone.patient.to_dict(), found.patient.to_dict()
    assert {key: value for key, value in more.items() if key != "allergies"}.items() <= known.items()
    assert set(alone.patient.allergies or ()) <= set(found.patient.allergies or ())
    assert set(found.given_doses) <= set(alone.given_doses)
    assert set(found.lists_read) <= set(alone.lists_read)
    texts = texts_beside(resource | beside)
    assert not any(one.line is None for one in texts) or found.resources[-1].is_read is False
