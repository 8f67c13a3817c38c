"""Dosages as other systems write them: each is a regimen, or a refusal that names what is not supported.

Every case is a dosage as a hospital or a practice would send it, and beside it what is read.
"""

from __future__ import annotations

from typing import Any

import pytest

from b12regimen import Regimen
from b12regimen.fhir import regimen_from_fhir

UCUM = "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"
IM = {"coding": [{"system": SNOMED, "code": "78421000", "display": "Intramuscular route"}]}
SC = {"coding": [{"system": SNOMED, "code": "34206005", "display": "Subcutaneous route"}]}
HYDROXOCOBALAMIN = "Hydroxocobalamin 1mg/1ml solution for injection ampoules"
CYANOCOBALAMIN = "cyanocobalamin (VITAMIN B-12) 1,000 mcg/mL injection"
ORDERED = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/dose-rate-type", "code": "ordered"}]}
CALCULATED = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/dose-rate-type", "code": "calculated"}]}


def dose(value: float, unit: str, code: str | None = None) -> dict[str, Any]:
    coded = {} if code is None else {"system": UCUM, "code": code}
    return {"doseQuantity": {"value": value, "unit": unit, **coded}}


def every(period: int, unit: str, **more: Any) -> dict[str, Any]:
    return {"repeat": {"frequency": 1, "period": period, "periodUnit": unit, **more}}


def lasting(value: int, unit: str, code: str) -> dict[str, Any]:
    return {"boundsDuration": {"value": value, "unit": unit, "system": UCUM, "code": code}}


ONE_MG = [dose(1, "mg", "mg")]
THOUSAND_MCG = [dose(1000, "mcg", "ug")]

READ: dict[str, tuple[str, list[dict[str, Any]], str]] = {
    "United States, hospital: ordered and calculated dose, the interval also as the code's text": (
        CYANOCOBALAMIN,
        [
            {
                "text": "Inject 1 mL (1,000 mcg) into the muscle every 30 days.",
                "patientInstruction": "Inject 1 mL (1,000 mcg total) into the muscle every 30 days",
                "timing": {
                    "code": {"text": "Every 30 days"},
                    "repeat": {
                        "boundsPeriod": {"start": "2026-01-05"},
                        "frequency": 1,
                        "period": 30,
                        "periodUnit": "d",
                    },
                },
                "asNeededBoolean": False,
                "route": {"coding": [{"system": "urn:oid:1.2.3", "code": "11"}], "text": "Intramuscular"},
                "doseAndRate": [
                    {"type": CALCULATED, **dose(1000, "mcg", "ug")},
                    {"type": {"coding": [{"code": "admin-amount"}]}, **dose(1, "mL", "mL")},
                    {"type": ORDERED, **dose(1000, "mcg", "ug")},
                ],
            }
        ],
        "cyanocobalamin; repletion: not stated; maintenance: 1000 mcg IM every 30 days",
    ),
    "United States, clinic: weekly times four, then monthly, in two dosages": (
        CYANOCOBALAMIN,
        [
            {
                "sequence": 1,
                "text": "1000 mcg IM weekly x 4 doses",
                "timing": every(1, "wk", count=4),
                "route": IM,
                "doseAndRate": THOUSAND_MCG,
            },
            {
                "sequence": 2,
                "text": "then 1000 mcg IM monthly",
                "timing": every(1, "mo"),
                "route": IM,
                "doseAndRate": THOUSAND_MCG,
            },
        ],
        "cyanocobalamin; repletion: 1000 mcg IM weekly for 4 doses; maintenance: 1000 mcg IM monthly",
    ),
    "United States, clinic: daily for a week with a start and an end": (
        CYANOCOBALAMIN,
        [
            {
                "text": "100 mcg subcut daily, 7 days",
                "timing": every(1, "d", boundsPeriod={"start": "2026-01-05", "end": "2026-01-11"}),
                "route": {"text": "subcutaneous"},
                "doseAndRate": [dose(100, "mcg", "ug")],
            }
        ],
        "cyanocobalamin; repletion: 100 mcg SC daily for 7 days; maintenance: not stated",
    ),
    "United States, home: the frequency is left out, which R4 reads as once in each period": (
        CYANOCOBALAMIN,
        [
            {
                "timing": {"repeat": {"period": 1, "periodUnit": "mo"}},
                "route": SC,
                "doseAndRate": THOUSAND_MCG,
            }
        ],
        "cyanocobalamin; repletion: not stated; maintenance: 1000 mcg SC monthly",
    ),
    "United States, ward: daily at a time of day": (
        CYANOCOBALAMIN,
        [
            {
                "timing": every(1, "d", count=7, timeOfDay=["09:00:00"]),
                "route": IM,
                "doseAndRate": THOUSAND_MCG,
            }
        ],
        "cyanocobalamin; repletion: 1000 mcg IM daily for 7 doses; maintenance: not stated",
    ),
    "United Kingdom, practice: loading, then every 12 weeks, with the shorthand of prescribers": (
        HYDROXOCOBALAMIN,
        [
            {
                "sequence": 1,
                "text": "1mg IM three times a week for 2/52",
                "timing": {"repeat": {"frequency": 3, "period": 1, "periodUnit": "wk", **lasting(2, "week", "wk")}},
                "route": IM,
                "doseAndRate": ONE_MG,
            },
            {
                "sequence": 2,
                "text": "1mg IM every 12/52",
                "timing": every(12, "wk"),
                "route": IM,
                "doseAndRate": ONE_MG,
            },
        ],
        ("hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: 1 mg IM every 12 weeks"),
    ),
    "United Kingdom, practice: every 2 to 3 months, microgram, nurse to give": (
        HYDROXOCOBALAMIN,
        [
            {
                "text": "1000 micrograms by intramuscular injection every 2 to 3 months",
                "additionalInstruction": [{"text": "To be given by the practice nurse"}],
                "timing": every(2, "mo", periodMax=3),
                "route": {"text": "Intramuscular use"},
                "site": {"text": "Deltoid"},
                "method": {"coding": [{"system": SNOMED, "code": "422145002", "display": "Inject"}]},
                "doseAndRate": [dose(1000, "microgram")],
            }
        ],
        "hydroxocobalamin; repletion: not stated; maintenance: 1000 mcg IM every 2-3 months",
    ),
    "United Kingdom, hospital: alternate days for 2 to 3 weeks": (
        HYDROXOCOBALAMIN,
        [
            {
                "text": "1 mg IM on alternate days for 2 to 3 weeks",
                "timing": every(
                    2,
                    "d",
                    boundsRange={
                        "low": {"value": 2, "unit": "week", "system": UCUM, "code": "wk"},
                        "high": {"value": 3, "unit": "week", "system": UCUM, "code": "wk"},
                    },
                ),
                "route": IM,
                "doseAndRate": ONE_MG,
            }
        ],
        "hydroxocobalamin; repletion: 1 mg IM on alternate days for 2-3 weeks; maintenance: not stated",
    ),
    "a taper in three dosages, each with its period": (
        CYANOCOBALAMIN,
        [
            {
                "sequence": 1,
                "timing": every(1, "d", boundsPeriod={"start": "2026-01-05", "end": "2026-01-11"}),
                "route": IM,
                "doseAndRate": THOUSAND_MCG,
            },
            {
                "sequence": 2,
                "timing": every(1, "wk", boundsPeriod={"start": "2026-01-12", "end": "2026-02-08"}),
                "route": IM,
                "doseAndRate": [dose(500, "mcg", "ug")],
            },
            {
                "sequence": 3,
                "timing": every(1, "mo", boundsPeriod={"start": "2026-02-09"}),
                "route": IM,
                "doseAndRate": [dose(250, "mcg", "ug")],
            },
        ],
        (
            "cyanocobalamin; repletion: 1000 mcg IM daily for 7 days, then 500 mcg IM weekly for 28 days; "
            "maintenance: 250 mcg IM monthly"
        ),
    ),
    "Mondays, Wednesdays and Fridays, six in all": (
        HYDROXOCOBALAMIN,
        [
            {
                "text": "1 mg IM Mon, Wed, Fri x 6 doses",
                "timing": {"repeat": {"dayOfWeek": ["mon", "wed", "fri"], "count": 6}},
                "route": IM,
                "doseAndRate": ONE_MG,
            }
        ],
        "hydroxocobalamin; repletion: 1 mg IM on Monday, Wednesday and Friday for 6 doses; maintenance: not stated",
    ),
    "a range of doses, and five to seven of them": (
        CYANOCOBALAMIN,
        [
            {
                "timing": every(1, "d", count=5, countMax=7),
                "route": IM,
                "doseAndRate": [
                    {
                        "doseRange": {
                            "low": {"value": 250, "unit": "ug", "system": UCUM, "code": "ug"},
                            "high": {"value": 1000, "unit": "ug", "system": UCUM, "code": "ug"},
                        }
                    }
                ],
            }
        ],
        "cyanocobalamin; repletion: 250-1000 mcg IM daily for 5-7 doses; maintenance: not stated",
    ),
}


def asked(name: str, dosages: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    head = {"resourceType": "MedicationRequest", "status": "active", "intent": "order"}
    return {**head, "medicationCodeableConcept": {"text": name}, "dosageInstruction": dosages, **fields}


@pytest.mark.parametrize("case", READ)
def test_what_others_write_is_a_regimen(case: str) -> None:
    name, dosages, regimen = READ[case]
    found = regimen_from_fhir(asked(name, dosages))
    assert found.refusals == ()
    assert found.regimen == Regimen.parse(regimen)


LINE: dict[str, Any] = {"timing": every(3, "mo"), "route": IM, "doseAndRate": ONE_MG}

REFUSED: dict[str, tuple[list[dict[str, Any]], str]] = {
    "United Kingdom, practice: all of it in the text": (
        [{"text": "ONE AMPOULE TO BE GIVEN IM EVERY 12 WEEKS BY THE NURSE"}],
        "dosageInstruction[0].doseAndRate: there is no dose",
    ),
    "doses counted in ampoules, and how much one holds is not told": (
        [{**LINE, "doseAndRate": [dose(1, "ampoule")]}],
        "doses counted in ampoules need to be told how much one holds; give it as ampoule",
    ),
    "a dose in millilitres": (
        [{**LINE, "doseAndRate": [dose(1, "mL", "mL")]}],
        "a dose is a mass in mcg or mg; 1 mL is none",
    ),
    "12 weeks in the text, 3 months in the fields": (
        [{**LINE, "text": "1mg IM every 12/52"}],
        'says "every 12 weeks", and the fields 1 mg IM every 3 months',
    ),
    "a text of a thousand times the dose": (
        [{**LINE, "text": "1000 mg IM every 3 months"}],
        'the dose of the text "1000 mg IM every 3 months" is not that of the fields, "1 mg IM every 3 months"',
    ),
    "loading and maintenance in one text, the fields hold maintenance alone": (
        [{**LINE, "text": "1 mg IM on alternate days for 2 weeks, then 1 mg every 3 months"}],
        "dosageInstruction[0].text: the text",
    ),
    "two dosages side by side, with one sequence": (
        [{"sequence": 1, **LINE}, {"sequence": 1, **LINE}],
        "concurrent dosages are not supported: each needs a sequence of its own",
    ),
    "two dosages without a sequence": (
        [LINE, LINE],
        "concurrent dosages are not supported: each needs a sequence of its own",
    ),
    "consecutive dosages whose periods overlap": (
        [
            {
                **LINE,
                "sequence": 1,
                "timing": every(1, "wk", boundsPeriod={"start": "2026-01-05", "end": "2026-02-01"}),
            },
            {**LINE, "sequence": 2, "timing": every(3, "mo", boundsPeriod={"start": "2026-01-20"})},
        ],
        "dosage 2 starts on 2026-01-20, while dosage 1 goes on",
    ),
    "a first dosage that never ends": (
        [{**LINE, "sequence": 1}, {**LINE, "sequence": 2}],
        "dosage 1 never ends, so the next would run beside it",
    ),
    "United Kingdom, practice: 3 monthly, which a reader may take in two ways": (
        [{**LINE, "text": "1mg IM 3 monthly"}],
        'says "3 monthly", which has no one meaning here',
    ),
    "as needed": ([{**LINE, "asNeededBoolean": True}], "asNeededBoolean: as needed is not supported"),
    "as needed, in the text alone": (
        [{**LINE, "text": "1mg IM every 3 months, when required"}],
        'says "when required", and the fields do not',
    ),
    "intravenous": (
        [{**LINE, "route": {"text": "Intravenous route"}}],
        "route: it says Intravenous route; expected one of IM, SC, deep SC or orally",
    ),
    "a coded intramuscular route whose text is another": (
        [{**LINE, "route": {**IM, "text": "IV"}}],
        "route: it says IV; expected one of",
    ),
    "no route": ([{**LINE, "route": {}}], "route: it says nothing"),
    "every 84 hours": ([{**LINE, "timing": every(84, "h")}], "periodUnit is h; expected d, wk, mo or a"),
    "the code alone says how often": (
        [{**LINE, "timing": {"code": {"text": "Every 3 months"}}}],
        "timing: it does not say how often",
    ),
    "dates in place of an interval": (
        [{**LINE, "timing": {"event": ["2026-01-05", "2026-04-05"]}}],
        "timing.event: it is not supported",
    ),
    "a rate": (
        [{**LINE, "doseAndRate": [{"rateQuantity": {"value": 1, "unit": "mL/h"}}]}],
        "doseAndRate.rateQuantity: it is not supported",
    ),
    "a most for a period": (
        [{**LINE, "maxDosePerPeriod": {}}],
        "maxDosePerPeriod: it is not supported",
    ),
    "an extension that may turn the meaning": (
        [{**LINE, "modifierExtension": [{"url": "https://example.org/not"}]}],
        "modifierExtension: it is not supported",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_others_write_is_refused_by_name(case: str) -> None:
    dosages, refusal = REFUSED[case]
    found = regimen_from_fhir(asked(HYDROXOCOBALAMIN, dosages))
    assert found.regimen is None
    assert any(refusal in str(one) for one in found.refusals), list(map(str, found.refusals))


@pytest.mark.parametrize("unit", ["ampoule", "Ampoules", "ampule"])
def test_an_ampoule_in_words(unit: str) -> None:
    ampoules = [{**LINE, "doseAndRate": [dose(1, unit)]}]
    found = regimen_from_fhir(asked(HYDROXOCOBALAMIN, ampoules), ampoule="1 mg")
    assert str(found.regimen) == "hydroxocobalamin; repletion: not stated; maintenance: 1 mg IM every 3 months"


def test_the_drug_may_stand_in_a_medication_that_is_contained() -> None:
    medication = {"resourceType": "Medication", "id": "m", "code": {"text": CYANOCOBALAMIN}}
    request = asked("", [LINE], contained=[medication], medicationReference={"reference": "#m"})
    del request["medicationCodeableConcept"]
    assert str(regimen_from_fhir(request).regimen).startswith("cyanocobalamin; ")


def test_a_drug_that_is_not_named_is_not_chosen() -> None:
    found = regimen_from_fhir(asked("Vitamin B12 injection", [LINE]))
    assert found.regimen is not None
    assert found.regimen.drug is None
    assert [choice.key for choice in found.regimen.choices] == ["drug"]
