"""Whatever is given as FHIR, it is read, ignored or refused with a reason: nothing raises, nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import Course, Patient
from b12regimen.fhir import RegimenImport, patient_from_fhir, record_given_doses, regimen_from_fhir

EXAMPLES = Path(__file__).parents[2] / "shared" / "data" / "fhir"
TODAY = date(2026, 3, 2)
SNOMED = "http://snomed.info/sct"
ATC = "http://www.whocc.no/atc"
UCUM = "http://unitsofmeasure.org"
P1 = {"reference": "Patient/p1"}
B12 = {"coding": [{"system": ATC, "code": "B03BA03"}]}
IM = {"coding": [{"system": SNOMED, "code": "78421000"}], "text": "Intramuscular"}
MG = {"value": 1, "unit": "mg", "system": UCUM, "code": "mg"}
WEEKLY = {"frequency": 1, "period": 1, "periodUnit": "wk"}
DOSE = {"route": IM, "doseAndRate": [{"doseQuantity": MG}]}
COURSE = Course(regimen="hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly", start="2026-01-01")

ACTIVE = {"clinicalStatus": {"coding": [{"code": "active"}]}, "verificationStatus": {"coding": [{"code": "confirmed"}]}}
OURS: list[dict[str, Any]] = [
    {"resourceType": "Patient", "id": "p1", "birthDate": "1980-02", "gender": "male", "active": True},
    {
        "resourceType": "Condition",
        "subject": P1,
        "code": {"coding": [{"system": SNOMED, "code": "84027009"}]},
        **ACTIVE,
    },
    {
        "resourceType": "Observation",
        "status": "final",
        "subject": P1,
        "code": {"coding": [{"system": "http://loinc.org", "code": "2132-9"}]},
        "effectivePeriod": {"start": "2026-01-02", "end": "2026-01-02"},
        "valueQuantity": {"value": 120, "comparator": "<", "unit": "pg/mL", "system": UCUM, "code": "pg/mL"},
        "referenceRange": [{"low": {"value": 200, "unit": "pg/mL"}, "type": {"coding": [{"code": "normal"}]}}],
        "interpretation": [{"coding": [{"code": "L"}]}],
    },
    {
        "resourceType": "MedicationAdministration",
        "id": "a",
        "status": "completed",
        "subject": P1,
        "medicationCodeableConcept": B12,
        "effectiveDateTime": "2026-02-03",
        "dosage": {"route": IM, "dose": MG},
    },
    {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "subject": P1,
        "contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "cyanocobalamin"}}],
        "medicationReference": {"reference": "#m"},
        "dosageInstruction": [
            {
                "sequence": 1,
                "text": "repletion: 1 mg IM weekly for 6 doses",
                "timing": {"repeat": {**WEEKLY, "count": 6, "countMax": 6}, "code": {"text": "weekly"}},
                "maxDosePerAdministration": MG,
                **DOSE,
            },
            {
                "sequence": 2,
                "text": "maintenance: 1 mg IM on Monday for life",
                "timing": {"repeat": {"dayOfWeek": ["mon"], "boundsPeriod": {"start": "2026-03-01"}}},
                "additionalInstruction": [{"text": "every 1/52"}],
                **DOSE,
            },
        ],
    },
    {
        "resourceType": "MedicationRequest",
        "status": "active",
        "medicationCodeableConcept": B12,
        "dosageInstruction": [
            {
                "timing": {"repeat": {**WEEKLY, "boundsRange": {"low": {"value": 2, "code": "wk"}}}},
                "route": IM,
                "doseAndRate": [{"doseRange": {"low": MG, "high": {"value": 2000, "unit": "mcg"}}}],
            }
        ],
    },
]


@lru_cache
def official() -> list[dict[str, Any]]:
    """Read the official examples; none where they are not there."""
    files = [path for path in sorted(EXAMPLES.glob("*.json")) if path.name != "fhir.schema.r4.json"]
    return [json.loads(path.read_text("utf-8")) for path in files]


def deep(depth: int, *, as_list: bool) -> Any:
    """Nest a value so deeply that comparing, copying or printing it would fail."""
    value: Any = "x"
    for _ in range(depth):
        value = [value] if as_list else {"coding": value}
    return value


DEEP = [deep(50_000, as_list=True), deep(50_000, as_list=False)]
WEIRD: list[Any] = [
    *(10**5000, -(10**5000), 1e308, float("nan"), float("inf"), 1e16, 5e-324, -1, 0, 2.5),
    *map(Decimal, ("NaN", "sNaN", "Infinity", "1e999999", "1e-999999", "-0")),
    *("", "x", "\ud800", "a\nb", "\0", "1" * 5000, "mg", "\u0663", "1/0", "9999-12-31", "2026-02-30", "2026-01-01T"),
    *("every 0 weeks", "for 99999999999999999999 weeks", "1e400 mg", "0/12", "x 0 doses", "q0d", "biweekly"),
    *("1 mg IM weekly for life; repletion: none; maintenance: oral", "repletion: ; maintenance:"),
    *(None, True, False, [], {}, [[]], [{}], {"": {}}, {1: 2}, (1, 2), b"x", {"value": 1}, IM),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """List every place in a value: what holds it, and its key there."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


@st.composite
def spoilt(draw: st.DrawFn) -> Any:
    """Draw a good resource, and spoil up to three of its values; the last may be one without end."""
    resource = deepcopy(draw(st.sampled_from([*OURS, *official()])))
    for _ in range(draw(st.integers(1, 3))):
        every = list(places(resource))
        if not every:
            break
        holder, key = draw(st.sampled_from(every))
        holder[key] = draw(st.sampled_from(WEIRD).map(deepcopy) | JSON)
    if draw(st.integers(0, 9)) == 0 and (every := list(places(resource))):
        holder, key = draw(st.sampled_from(every))
        holder[key] = draw(st.sampled_from([0, 1]).map(DEEP.__getitem__))
    return resource


def read_all(resource: Any) -> None:
    """Read a value in every way in which FHIR is read; see that everything is reported, and written down."""
    found = patient_from_fhir(resource, today=TODAY)
    assert all(one.remark for one in found.resources)
    assert Patient.from_dict(found.patient.to_dict()) == found.patient
    course = record_given_doses(COURSE, found.given_doses)
    assert len(course.recorded) + len(course.left_out) == len(found.given_doses)
    for arguments in ({}, {"ampoule": "1 mg"}):
        order = regimen_from_fhir(resource, **arguments)
        assert (order.regimen is None) is bool(order.refusals)
        assert all(finding.reason for finding in order.refusals)
        written(order)
    for one in (found, course):
        written(one)


def written(found: Any) -> None:
    assert json.loads(json.dumps(found.to_dict())) is not None
    assert str(found).isprintable() or "\n" in str(found)


@given(spoilt() | st.lists(spoilt(), max_size=3) | JSON)
def test_whatever_is_given_is_read_or_refused(resource: Any) -> None:
    read_all(resource)


@pytest.mark.parametrize("value", [0, 1])
@pytest.mark.parametrize("number", range(len(OURS)))
def test_what_is_deep_without_end_does_not_raise_wherever_it_stands(number: int, value: int) -> None:
    for place in range(len(list(places(OURS[number])))):
        resource = deepcopy(OURS[number])
        holder, key = list(places(resource))[place]
        holder[key] = DEEP[value]
        read_all(resource)


@pytest.mark.parametrize("name", ["text", "patientInstruction"])
def test_a_text_without_end_is_neither_compared_nor_printed_whole(name: str) -> None:
    order = deepcopy(OURS[5])
    order["dosageInstruction"][0][name] = "give " * 100
    assert all(len(remark) < 400 for remark in regimen_from_fhir(order).remarks)
    order["dosageInstruction"][0][name] = "give " * 100_000
    (refusal,) = regimen_from_fhir(order).refusals
    assert refusal.reason.startswith("it is no text in a line of a usual length")


def test_a_number_that_signals_is_no_number() -> None:
    order = deepcopy(OURS[5])
    order["dosageInstruction"][0]["timing"]["repeat"]["period"] = Decimal("sNaN")
    assert "period is Decimal('sNaN'), which is no whole number" in str(regimen_from_fhir(order))


def test_a_contained_resource_without_id_is_not_the_one_that_is_meant() -> None:
    order = deepcopy(OURS[4])
    assert regimen_from_fhir(order).regimen is not None
    order["medicationReference"]["reference"] = "#None"
    del order["contained"][0]["id"]
    assert "it names no vitamin B12 that is known here" in str(regimen_from_fhir(order))


def test_five_hundred_resources_that_bear_on_nothing_hide_none_that_does() -> None:
    kinds = ("Encounter", "Claim", "Immunization", "CarePlan", "Appointment", "ExplanationOfBenefit", "Observation")
    crowd: list[dict[str, Any]] = [
        {"resourceType": kinds[n % len(kinds)], "id": str(n), "subject": P1, "status": "final", "code": {"text": "x"}}
        for n in range(500)
    ]
    few = patient_from_fhir(OURS[:4], today=TODAY)
    many = patient_from_fhir([*crowd[:250], *OURS[:4], *crowd[250:]], today=TODAY)
    assert (many.patient, many.given_doses) == (few.patient, few.given_doses)
    assert len(many.with_outcome("ignored")) == 500
    assert len(many.resources) == 504


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the official examples of FHIR R4 are not there")
class TestOfficialExamples:
    def test_each_is_used_or_ignored_with_a_reason(self) -> None:
        outcomes: dict[str, list[str]] = {}
        for resource in official():
            (one,) = patient_from_fhir(resource, today=TODAY).resources
            assert one.remark
            outcomes.setdefault(one.outcome, []).append(one.resource)
        assert set(outcomes) == {"used", "ignored"}
        used = [name for name in outcomes["used"] if not name.startswith("MedicationRequest/")]
        assert used == ["MedicationAdministration/medadmin0301", "Observation/f005"]
        assert len(outcomes["used"]) == 17
        assert sum(map(len, outcomes.values())) == len(official()) == 141

    def test_each_order_is_refused_for_its_medicine(self) -> None:
        for order in self.orders():
            assert "no vitamin B12 that is known here" in str(regimen_from_fhir(order))

    def test_each_dosage_is_a_regimen_or_refused_by_name_if_it_were_vitamin_b12(self) -> None:
        read: dict[str, RegimenImport] = {}
        for order in self.orders():
            renamed = {key: value for key, value in order.items() if key != "medicationReference"}
            read[order["id"]] = regimen_from_fhir({**renamed, "medicationCodeableConcept": B12})
        regimens = {name: str(found.regimen) for name, found in read.items() if found.regimen}
        assert regimens == {"medrx0332": "hydroxocobalamin; repletion: 500 mg IM once; maintenance: not stated"}
        refused = {name: str(found.refusals[0]) for name, found in read.items() if found.refusals}
        assert len(refused) == 39
        assert refused["medrx0301"] == "dosageInstruction[0].asNeededCodeableConcept: it is not supported"
        assert refused["medrx0303"] == 'dosageInstruction[0].doseAndRate: "TAB" is no unit that is read here'
        assert refused["medrx0306"].endswith('says "hold", and the fields do not')
        assert refused["medrx0313"].endswith('the text ends "for 5 days", and the fields do not end')
        assert refused["medrx0319"].endswith("doseAndRate.rateQuantity: it is not supported")
        assert refused["medrx0321"].endswith("concurrent dosages are not supported: each needs a sequence of its own")

    def orders(self) -> list[dict[str, Any]]:
        return [resource for resource in official() if resource["resourceType"] == "MedicationRequest"]
