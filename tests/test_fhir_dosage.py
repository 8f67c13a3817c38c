"""Dosage of FHIR R4, both ways: what R4 can say survives, what it cannot is named; others' are read or refused."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import (
    ForLife,
    Quantity,
    Regimen,
    UntilConditions,
    WhileCausePersists,
)
from b12regimen.fhir import FhirError, RegimenImport, dosage_instructions, regimen_from_fhir
from b12regimen.fhir.writing import not_sayable
from b12regimen.testing import regimens
from fhir_regimens import constructible

EXAMPLES = Path(__file__).parents[2] / "shared" / "data" / "fhir"
SNOMED, UCUM = "http://snomed.info/sct", "http://unitsofmeasure.org"
HYDROXOCOBALAMIN = {"coding": [{"system": "http://www.whocc.no/atc", "code": "B03BA03"}]}
INTRAMUSCULAR = {"coding": [{"system": SNOMED, "code": "78421000"}]}


def dosage(repeat: dict[str, Any] | None = None, dose: object = None, **fields: Any) -> dict[str, Any]:
    timing = {} if repeat is None else {"timing": {"repeat": repeat}}
    given = dose or {"value": 1, "unit": "mg", "system": UCUM, "code": "mg"}
    return {**timing, "route": INTRAMUSCULAR, "doseAndRate": [{"doseQuantity": given}], **fields}


def request(*dosages: object, **fields: Any) -> dict[str, Any]:
    sequenced = [
        {"sequence": number, **one} if isinstance(one, dict) and len(dosages) > 1 else one
        for number, one in enumerate(dosages, 1)
    ]
    head = {"resourceType": "MedicationRequest", "status": "active", "intent": "order"}
    return {**head, "medicationCodeableConcept": HYDROXOCOBALAMIN, "dosageInstruction": sequenced, **fields}


def exported(regimen: Regimen) -> dict[str, Any]:
    named = {"text": regimen.drug or "vitamin B12"}
    return request(*json.loads(json.dumps(dosage_instructions(regimen))), medicationCodeableConcept=named)


def refusals(given: object, **arguments: Any) -> list[str]:
    found = regimen_from_fhir(given, **arguments)
    assert found.regimen is None
    return list(map(str, found.refusals))


WEEKLY = {"frequency": 1, "period": 1, "periodUnit": "wk"}


@given(constructible())
def test_what_r4_can_say_survives_export_and_import(regimen: Regimen) -> None:
    found = regimen_from_fhir(exported(regimen))
    assert (found.regimen, found.refusals) == (regimen, ())


def without_texts(value: Any) -> Any:
    """Strip every text of a resource: of dosages, concepts and notes."""
    if isinstance(value, list):
        return [without_texts(one) for one in value]
    if isinstance(value, dict):
        return {key: without_texts(one) for key, one in value.items() if key not in ("text", "note", "display")}
    return value


@given(constructible())
def test_what_remains_of_a_regimen_without_any_text(regimen: Regimen) -> None:
    """Drug, doses, IM and SC, intervals and fixed ends remain; phases are told by ends; the rest lives in the texts."""
    steps = (*regimen.repletion.steps, *regimen.maintenance.steps)
    found = regimen_from_fhir({**without_texts(exported(regimen)), "medicationCodeableConcept": HYDROXOCOBALAMIN})
    if any(step.routes == ("deep SC",) for step in steps):
        assert found.regimen is None
        assert all("route: it says nothing" in str(one) for one in found.refusals)
        return
    in_text = (UntilConditions, ForLife, WhileCausePersists)
    bare = [attrs.evolve(step, end=None) if isinstance(step.end, in_text) else step for step in steps]
    ending = tuple(step for step in bare if step.has_end)
    going_on = tuple(step for step in bare if not step.has_end)
    assert found.regimen is not None
    assert (found.regimen.repletion.steps, found.regimen.maintenance.steps) == (ending, going_on)
    assert "which phase a dosage belongs to is not said" in str(found)


@given(regimens())
def test_what_r4_cannot_say_is_named(regimen: Regimen) -> None:
    reasons = [finding.reason for finding in not_sayable(regimen)]
    assert all("R4" in reason or "by mouth" in reason for reason in reasons)
    if not reasons:
        assert regimen_from_fhir(exported(regimen)).regimen == regimen


@pytest.mark.parametrize(
    ("phases", "place", "reason"),
    [
        ("repletion: 1 mg IM daily to a total of 10 mg; maintenance: none", "repletion.1.end", "a total that ends"),
        ("repletion: 1 mg IM daily typically for 7 doses; maintenance: none", "repletion.1.end", '"typically"'),
        ("repletion: 1 mg IM daily for up to 7 doses; maintenance: none", "repletion.1.end", "without a lower bound"),
        ("repletion: 1 mg IM daily for at least 7 doses; maintenance: none", "repletion.1.end", "an upper bound"),
        ("repletion: 1 mg IM up to 3 times a week; maintenance: none", "repletion.1.timing", "without a lower bound"),
        ("repletion: 1 mg IM at least 3 days apart; maintenance: none", "repletion.1.timing", "without an upper bound"),
        ("repletion: 1 mg IM on days 1, 3 and 7; maintenance: none", "repletion.1.timing", "numbered days"),
        ("repletion: 1 mg IM or SC daily; maintenance: none", "repletion.1.route", "a choice of routes"),
        ("repletion: 1 mg IM daily or weekly; maintenance: none", "repletion.1.timing", "a choice of intervals"),
        ("repletion: 1 mg IM daily or as required; maintenance: none", "repletion.1.timing", "a choice of intervals"),
        ("repletion: 1 mg IM daily, or 2 mg IM weekly; maintenance: none", "repletion.1", "other steps"),
        ("repletion: if clear effect, 1 mg IM daily; maintenance: none", "repletion.1.gate", '"if clear effect"'),
        (
            "repletion: 1 mg IM daily until clear effect or for up to 2 weeks; maintenance: none",
            "repletion.1.end",
            '"or for up to 2 weeks"',
        ),
        (
            "repletion: 1 mg IM daily until clear effect; maintenance: 1 mg IM monthly",
            "repletion.1.end",
            "the next would run beside it",
        ),
        ("repletion: 1 mg IM daily; maintenance: 1 mg IM monthly", "repletion.1.end", "the next would run beside it"),
        ("repletion: 1 mg IM once; maintenance: 1 mg orally daily", "maintenance.1.route", "another request"),
    ],
)
def test_each_thing_that_r4_cannot_say(phases: str, place: str, reason: str) -> None:
    with pytest.raises(FhirError) as refused:
        dosage_instructions(Regimen.parse(f"hydroxocobalamin; {phases}"))
    assert [finding.path for finding in refused.value.findings] == [place]
    assert reason in refused.value.findings[0].reason


def test_a_phase_can_be_written_alone() -> None:
    regimen = Regimen.parse("hydroxocobalamin; repletion: 1 mg IM daily until clear effect; maintenance: none")
    (only,) = dosage_instructions(regimen, phase="repletion")
    assert only["text"] == "repletion: 1 mg IM daily until clear effect"
    assert str(regimen_from_fhir(request(only)).regimen) == str(regimen).replace("none", "not stated")
    with pytest.raises(FhirError, match="there is no step to write"):
        dosage_instructions(regimen, phase="maintenance")


def test_how_a_regimen_is_written() -> None:
    regimen = Regimen.parse(
        "hydroxocobalamin; repletion: 250-1000 mcg deep SC 3 times a week for 2 weeks; "
        "maintenance: 0.5 mg IM every 2-3 months for life"
    )
    first, second = dosage_instructions(regimen)
    assert first["text"] == "repletion: 250-1000 mcg deep SC 3 times a week for 2 weeks"
    assert first["route"] == {"text": "deep SC"}
    assert first["timing"]["repeat"] == {
        "frequency": 3,
        "period": 1,
        "periodUnit": "wk",
        "boundsDuration": {"value": 2, "unit": "week", "system": UCUM, "code": "wk"},
    }
    assert first["doseAndRate"][0]["doseRange"]["high"] == {
        "value": 1000,
        "unit": "microgram",
        "system": UCUM,
        "code": "ug",
    }
    assert second["timing"]["repeat"] == {"frequency": 1, "period": 2, "periodMax": 3, "periodUnit": "mo"}
    assert second["doseAndRate"][0]["doseQuantity"]["value"] == 0.5
    on_days = Regimen.parse("hydroxocobalamin; repletion: 1 mg IM on Monday and Friday for 6 doses; maintenance: none")
    assert dosage_instructions(on_days)[0]["timing"]["repeat"] == {"dayOfWeek": ["mon", "fri"], "count": 6}
    assert second["route"]["coding"][0]["code"] == "78421000"
    assert "mcg" not in json.dumps([one["doseAndRate"] for one in (first, second)])


@pytest.mark.parametrize(
    ("given", "regimen"),
    [
        (request(dosage({**WEEKLY, "count": 6})), "repletion: 1 mg IM weekly for 6 doses; maintenance: not stated"),
        (request(dosage(WEEKLY)), "repletion: not stated; maintenance: 1 mg IM weekly"),
        (request(dosage({"count": 1})), "repletion: 1 mg IM once; maintenance: not stated"),
        (
            request(dosage({**WEEKLY, "count": 4, "countMax": 6})),
            "repletion: 1 mg IM weekly for 4-6 doses; maintenance: not stated",
        ),
        (
            request(
                dosage({**WEEKLY, "frequency": 3, "count": 6}),
                dosage({"frequency": 1, "period": 3, "periodUnit": "mo", "boundsPeriod": {"start": "2026-03-18"}}),
            ),
            "repletion: 1 mg IM 3 times a week for 6 doses; maintenance: 1 mg IM every 3 months",
        ),
        (
            request(dosage({**WEEKLY, "boundsDuration": {"value": 2.0, "unit": "week", "system": UCUM, "code": "wk"}})),
            "repletion: 1 mg IM weekly for 2 weeks; maintenance: not stated",
        ),
        (
            request(
                dosage(
                    {
                        **WEEKLY,
                        "boundsRange": {"low": {"value": 2, "unit": "weeks"}, "high": {"value": 3, "code": "wk"}},
                    }
                )
            ),
            "repletion: 1 mg IM weekly for 2-3 weeks; maintenance: not stated",
        ),
        (
            request(dosage({**WEEKLY, "boundsRange": {"high": {"value": 3, "code": "mo"}}})),
            "repletion: 1 mg IM weekly for up to 3 months; maintenance: not stated",
        ),
        (
            request(
                dosage({**WEEKLY, "count": 3, "boundsPeriod": {"start": "2026-01-05", "end": "2026-01-25T10:00:00Z"}})
            ),
            "repletion: 1 mg IM weekly for 3 doses over 21 days; maintenance: not stated",
        ),
        (
            request(
                dosage({**WEEKLY, "count": 2}, {"value": 2, "unit": "mg"}),
                dosage({**WEEKLY, "count": 2}, {"value": 1000, "unit": "ug", "system": UCUM, "code": "ug"}),
                dosage({**WEEKLY, "count": 2}, {"value": 500, "unit": "mcg", "system": UCUM, "code": "mcg"}),
            ),
            (
                "repletion: 2 mg IM weekly for 2 doses, then 1 mg IM weekly for 2 doses, then 500 mcg IM weekly for 2 "
                "doses; maintenance: not stated"
            ),
        ),
        (
            request(dosage({"dayOfWeek": ["mon", "thu"]})),
            "repletion: not stated; maintenance: 1 mg IM on Mondays and Thursdays",
        ),
        (
            request(dosage({"dayOfWeek": ["thu", "mon"], **WEEKLY, "frequency": 2})),
            "repletion: not stated; maintenance: 1 mg IM on Mondays and Thursdays",
        ),
        (
            request(dosage(WEEKLY, doseAndRate=[{"doseRange": {"high": {"value": 20, "unit": "mcg/kg"}}}])),
            "repletion: not stated; maintenance: up to 20 mcg/kg IM weekly",
        ),
        (
            request(dosage(WEEKLY, maxDosePerAdministration={"value": 1, "unit": "mg"}, asNeededBoolean=False)),
            "repletion: not stated; maintenance: 1 mg IM weekly",
        ),
        (
            request(
                dosage(
                    WEEKLY,
                    doseAndRate=[
                        {"type": {"coding": [{"code": "calculated"}]}, "doseQuantity": {"value": 2, "unit": "mg"}},
                        {"type": {"coding": [{"code": "ordered"}]}, "doseQuantity": {"value": 1, "unit": "mg"}},
                    ],
                )
            ),
            "repletion: not stated; maintenance: 1 mg IM weekly",
        ),
        (
            request(dosage({**WEEKLY, "count": 3}, text="Loading: 1000 mcg IM every 7 days for 3 weeks")),
            "repletion: 1 mg IM weekly for 3 doses; maintenance: not stated",
        ),
        (
            request(dosage(WEEKLY, text="maintenance: 1 mg IM weekly for life")),
            "repletion: not stated; maintenance: 1 mg IM weekly for life",
        ),
        (
            request(
                dosage(WEEKLY, text="Give 1mg (1000 mcg) intramuscularly every week, on Mondays; 1,000 micrograms")
            ),
            "repletion: not stated; maintenance: 1 mg IM weekly",
        ),
        (
            request(dosage({"count": 1}, text="one ampoule IM for 2 doses in stock")),
            "repletion: 1 mg IM once; maintenance: not stated",
        ),
    ],
)
def test_others_dosages_are_read(given: dict[str, Any], regimen: str) -> None:
    found = regimen_from_fhir(given)
    assert found.refusals == ()
    assert str(found.regimen) == f"hydroxocobalamin; {regimen}"


def test_doses_counted_in_ampoules_need_to_be_told_how_much_one_holds() -> None:
    ampoules = {"value": 2, "unit": "ampoule", "system": SNOMED, "code": "413516001"}
    given = request(dosage(WEEKLY, ampoules))
    assert refusals(given) == [
        (
            "dosageInstruction[0].doseAndRate: doses counted in ampoules need to be told how much one holds; give it "
            "as ampoule"
        )
    ]
    found = regimen_from_fhir(given, ampoule="500 mcg")
    assert found.regimen is not None
    assert str(found.regimen.maintenance) == "1 mg IM weekly"
    half = request(dosage(WEEKLY, {**ampoules, "value": 0.5}))
    assert "0.5 is no number of whole ampoules" in refusals(half, ampoule=Quantity.parse("1 mg"))[0]


@pytest.mark.parametrize("ampoule", ["1 mL", "0 mg", "much"])
def test_an_ampoule_holds_a_mass(ampoule: str) -> None:
    with pytest.raises(FhirError, match="ampoule"):
        regimen_from_fhir(request(dosage(WEEKLY)), ampoule=ampoule)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (3, "resourceType: None is not MedicationRequest"),
        (request(dosage(WEEKLY), status="entered-in-error"), "status: it was entered in error"),
        (request(dosage(WEEKLY), doNotPerform=True), "doNotPerform: it says not to give"),
        (request(dosage(WEEKLY), implicitRules="x"), "it is written under rules of its own"),
        (request(dosage(WEEKLY), medicationCodeableConcept={"text": "prednisone"}), "prednisone is no vitamin B12"),
        (request(dosage(WEEKLY), medicationCodeableConcept=None), "medication: it names no vitamin B12"),
        (
            request(dosage(WEEKLY), medicationCodeableConcept={**HYDROXOCOBALAMIN, "text": "cyanocobalamin"}),
            "medication: it names cyanocobalamin and hydroxocobalamin",
        ),
        (request(), "dosageInstruction: there is none"),
        (request(dosage(WEEKLY), dosage(WEEKLY, sequence=1)), "concurrent dosages are not supported"),
        (request(dosage(WEEKLY), dosage(WEEKLY, sequence=True)), "concurrent dosages are not supported"),
        (request(dosage(WEEKLY), dosage(WEEKLY)), "dosage 1 never ends, so the next would run beside it"),
        (request({"text": "1 mg IM weekly"}), "dosageInstruction[0].timing: it does not say how often"),
        (request(dosage({**WEEKLY, "timeOfDay": ["08:00:00"]})), "timing: timeOfDay is read once a day only"),
        (request(dosage({"dayOfWeek": ["mon"], "timeOfDay": ["08:00", "20:00"]})), "timeOfDay is read once a day only"),
        (request(dosage({**WEEKLY, "when": ["MORN"]})), "dosageInstruction[0].timing.repeat.when: it is not supported"),
        (
            request(dosage(timing={"repeat": WEEKLY, "code": {"coding": [{"code": "QD"}]}})),
            "dosageInstruction[0].timing.code: it has no words, and its code is not read",
        ),
        (
            request(dosage(timing={"repeat": WEEKLY, "code": {"text": "Every 28 days"}})),
            'dosageInstruction[0].timing.code: the text "Every 28 days" says "Every 28 days"',
        ),
        (
            request(
                dosage({**WEEKLY, "boundsPeriod": {"start": "2026-01-05", "end": "2026-02-01"}}),
                dosage({**WEEKLY, "boundsPeriod": {"start": "2026-02-01"}}),
            ),
            "dosageInstruction: dosage 2 starts on 2026-02-01, while dosage 1 goes on",
        ),
        (
            request(
                dosage({**WEEKLY, "count": 3, "boundsPeriod": {"start": "2026-02-05"}}),
                dosage({**WEEKLY, "boundsPeriod": {"start": "2026-02-01"}}),
            ),
            "dosageInstruction: dosage 2 starts on 2026-02-01, while dosage 1 goes on",
        ),
        (request(dosage(timing={"event": ["2026-01-01"]})), "dosageInstruction[0].timing.event: it is not supported"),
        (request(dosage(WEEKLY, maxDosePerLifetime={})), "maxDosePerLifetime: it is not supported"),
        (request(dosage(WEEKLY, asNeededBoolean=True)), "asNeededBoolean: as needed is not supported"),
        (request(dosage(WEEKLY, asNeededCodeableConcept={})), "asNeededCodeableConcept: it is not supported"),
        (
            request(dosage(WEEKLY, maxDosePerAdministration={"value": 500, "unit": "mcg"})),
            "the most that may be given each time is 500 mcg, and the dose is 1 mg",
        ),
        (request(dosage(WEEKLY, route={"text": "IV"})), "route: it says IV; expected one of IM, SC, deep SC or orally"),
        (
            request(dosage(WEEKLY, route={**INTRAMUSCULAR, "text": "SC"})),
            "route: it says IM and SC; expected one of",
        ),
        (request(dosage(WEEKLY, route=None)), "route: it says nothing"),
        (request(dosage(WEEKLY, doseAndRate=[])), "doseAndRate: there is no dose"),
        (request(dosage(WEEKLY, doseAndRate=[{}, {}])), "there are several doses"),
        (request(dosage(WEEKLY, doseAndRate=[{"rateQuantity": {}}])), "doseAndRate.rateQuantity: it is not supported"),
        (request(dosage(WEEKLY, {"value": 1, "unit": "mL"})), "a dose is a mass in mcg or mg; 1 mL is none"),
        (request(dosage(WEEKLY, {"value": 1, "unit": "mg", "comparator": "<"})), "a dose with a comparator"),
        (
            request(
                dosage(
                    WEEKLY,
                    doseAndRate=[
                        {"doseRange": {"low": {"value": 1, "unit": "mg"}, "high": {"value": 1, "unit": "mg/kg"}}}
                    ],
                )
            ),
            "one bound of the dose is for each kilogram",
        ),
        (request(dosage({**WEEKLY, "period": 1.5})), "period is 1.5, which is no whole number"),
        (request(dosage({**WEEKLY, "period": float("nan")})), "period is nan, which is no whole number"),
        (request(dosage({**WEEKLY, "period": True})), "period is True"),
        (request(dosage({**WEEKLY, "periodUnit": "h"})), "periodUnit is h; expected d, wk, mo or a"),
        (request(dosage({"frequency": 1, "periodUnit": "d"})), "timing: period is missing"),
        (
            request(dosage({"period": 1, "periodUnit": "d", "frequencyMax": 2})),
            "frequencyMax is given without frequency",
        ),
        (request(dosage({**WEEKLY, "countMax": 6})), "countMax is given without count"),
        (request(dosage({**WEEKLY, "frequency": 3, "period": 2})), "has two readings"),
        (request(dosage({"dayOfWeek": ["monday"]})), "dayOfWeek is monday; expected each once of mon"),
        (request(dosage({**WEEKLY, "dayOfWeek": ["mon", "tue"]})), "it says weekly, and 2 days of the week"),
        (request(dosage({**WEEKLY, "boundsDuration": {"value": 2, "code": "h"}})), "is no length in days, weeks"),
        (
            request(dosage({**WEEKLY, "boundsDuration": {}, "boundsRange": {}})),
            "boundsDuration and boundsRange are given",
        ),
        (request(dosage({**WEEKLY, "boundsRange": {}})), "boundsRange needs bounds in one unit"),
        (
            request(dosage({**WEEKLY, "boundsPeriod": {"end": "2026-01-01"}})),
            "boundsPeriod needs a day on which it starts",
        ),
        (
            request(dosage({**WEEKLY, "boundsPeriod": {"start": "2026-01-02", "end": "2026-01-01"}})),
            "it ends on 2026-01-01, before it starts on 2026-01-02",
        ),
        (
            request(dosage({**WEEKLY, "count": 6, "boundsDuration": {"value": 2, "code": "wk"}})),
            "6 doses do not fit into 2 weeks",
        ),
        (
            request(dosage({**WEEKLY, "count": 2}, text="maintenance: 1 mg IM weekly"), dosage(WEEKLY)),
            "their texts do not give each a phase",
        ),
        (
            request(
                dosage({**WEEKLY, "count": 2}, text="maintenance: 1 mg IM weekly"), dosage(WEEKLY, text="repletion: x")
            ),
            "repletion before maintenance",
        ),
        (
            request(dosage(WEEKLY, text="maintenance: 1 mg IM weekly; maintenance: none")),
            'a text says "maintenance: none", and there are dosages of it',
        ),
    ],
)
def test_what_is_refused_and_why(given: object, refusal: str) -> None:
    assert any(refusal in one for one in refusals(given)), refusals(given)


@pytest.mark.parametrize(
    "line",
    [
        "2 mg IM weekly",
        "1 mg SC weekly",
        "1 mg IM daily",
        "1 mg IM weekly for 9 doses",
        "1 mg IM weekly for life",
        "if clear effect, 1 mg IM weekly",
        "1 mg IM weekly or monthly",
        "Inject 1.5 mg each week",
        "inject 1 mg under the skin, subcutaneous",
        "cyanocobalamin 1 mg weekly",
        "1 mg every 2 weeks as told",
        "1 mg twice per week as told",
        "as told: weekly for 6 weeks",
        "as told, every 0 weeks",
        "twice weekly, as told",
        "as told, fortnightly",
        "bi-weekly, as told",
        "3-monthly, as told",
        "1 g as told",
        ".1 mg as told",
        "1.000.0 mg as told",
        "as told, every 2/52",
        "as told, for 6/52",
        "as told q2wk",
        "as told, q month",
        "as told, q.o.d.",
        "as told x 6 doses",
        "as told, each month",
        "3 injections per week, as told",
        "as told, for eleven weeks",
        "as told, lifelong",
        "a single dose, as told",
        "as told, STAT",
        "weekly when required",
        "1 mg prn",
    ],
)
def test_a_text_that_contradicts_is_refused(line: str) -> None:
    assert refusals(request(dosage({**WEEKLY, "count": 2}, text=line)))[0].startswith("dosageInstruction[0].text: ")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("patientInstruction", "inject 2 mg"),
        ("additionalInstruction", [{"text": "with care"}, {"coding": [{"display": "then every 3 months"}]}]),
    ],
)
def test_an_instruction_that_contradicts_is_refused(name: str, given: object) -> None:
    (refusal,) = refusals(request(dosage(WEEKLY, **{name: given})))
    assert refusal.startswith(f"dosageInstruction[0].{name}: the text ")


def rate(frequency: int, period: int, unit: str, **more: int) -> dict[str, Any]:
    return {"frequency": frequency, "period": period, "periodUnit": unit, **more}


@pytest.mark.parametrize(
    ("line", "repeat"),
    [
        *(
            (line, rate(1, 1, "wk"))
            for line in ("once weekly", "once a week", "once per week", "q week", "every 7 days")
        ),
        *(
            (line, rate(1, 2, "wk"))
            for line in ("every other week", "every second week", "every two weeks", "every 2/52")
        ),
        *((line, rate(1, 1, "mo")) for line in ("once every month", "each month", "monthly", "every calendar month")),
        *((line, rate(1, 3, "mo")) for line in ("q3 months", "every 3 (three) months", "every three calendar months")),
        *((line, rate(1, 12, "wk")) for line in ("Q12W", "every 12/52", "EVERY TWELVE WEEKS")),
        *((line, rate(3, 1, "wk")) for line in ("3x/week", "3 times/week", "thrice weekly", "3 injections per week")),
        *((line, rate(1, 2, "d")) for line in ("alternate days", "every other day", "QOD")),
        *((line, rate(1, 1, "d", count=7)) for line in ("qd x 7 days", "for a week", "7 doses", "daily, 7 injections")),
        ("every 2 to 3 months", rate(1, 2, "mo", periodMax=3)),
        ("annually", rate(1, 1, "a")),
    ],
)
def test_a_text_that_agrees_is_read_beside_the_fields(line: str, repeat: dict[str, Any]) -> None:
    found = regimen_from_fhir(request(dosage(repeat, text=f"inject {line}, as told")))
    assert found.refusals == ()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        *(
            (line, "and the fields")
            for line in ("3x/week", "3/week", "3 times/week", "thrice weekly", "2x weekly", "annually")
        ),
        *((line, "and the fields") for line in ("every three calendar months", "every 3 (three) months", "q 2 wk")),
        *((line, "and the fields") for line in ("for a year", "a course of 6 injections", "in all 6 doses")),
        *(
            (line, "cannot be compared")
            for line in ("every quarter", "quarterly", "TIW", "bid", "OD", "every 48 hours")
        ),
        *((line, "cannot be compared") for line in ("every morning", "nightly", "half a milligram", "b.i.d")),
        *((line, "has no one meaning here") for line in ("3 monthly", "two-weekly", "biweekly", "bi-monthly")),
    ],
)
def test_a_text_that_cannot_be_compared_is_no_agreement(line: str, why: str) -> None:
    (refusal,) = refusals(request(dosage({**WEEKLY, "count": 4}, text=f"inject {line}, as told")))
    assert why in refusal


def test_as_needed_may_stand_in_the_code_of_a_timing() -> None:
    code = {"repeat": WEEKLY, "code": {"text": "weekly PRN"}}
    assert refusals(request(dosage(timing=code))) == [
        'dosageInstruction[0].timing.code: the text "weekly PRN" says "PRN", and the fields do not'
    ]


def test_what_a_patient_is_told_may_say_every_without_a_schedule() -> None:
    told = dosage(WEEKLY, patientInstruction="Use another arm for every injection; call if needed")
    assert regimen_from_fhir(request(told)).refusals == ()


def test_a_single_dose_is_not_given_for_life() -> None:
    once = request(dosage({"count": 1}, text="1 mg IM weekly for life"))
    assert "the interval of the text" in refusals(once)[0]


def test_a_text_that_names_other_days_is_refused() -> None:
    days = {"dayOfWeek": ["mon", "thu"]}
    assert "names other days" in refusals(request(dosage(days, text="on Mondays, as told")))[0]
    assert "names other days" in refusals(request(dosage(days, text="Mon, Wed and Thurs, as told")))[0]
    assert 'says "weekly"' in refusals(request(dosage(days, text="weekly, as told")))[0]
    for line in ("Thursdays, and mondays, as told", "Mon & Thur, as told", "twice a week, as told"):
        assert regimen_from_fhir(request(dosage(days, text=line))).regimen is not None


def test_a_text_that_ends_where_the_fields_do_not_is_refused() -> None:
    assert "the fields do not end" in refusals(request(dosage(WEEKLY, text="1 mg IM weekly for 6 doses")))[0]
    longer = request(dosage({**WEEKLY, "count": 20}, text="1 mg IM weekly for 6 doses"))
    assert "and the fields 20" in refusals(longer)[0]


def test_what_is_no_part_of_a_regimen_is_said() -> None:
    start = {**WEEKLY, "boundsPeriod": {"start": "2026-03-18"}}
    given = request(dosage(start, text="each week, please", patientInstruction="sit down"), status="draft", note=[{}])
    found = regimen_from_fhir(given)
    assert isinstance(found, RegimenImport)
    assert found.remarks[:4] == (
        "its status is draft",
        "its notes were not read",
        "dosageInstruction[0].patientInstruction is no part of a regimen: sit down",
        "dosageInstruction[0] starts on 2026-03-18; a regimen has no dates",
    )
    assert "only masses, routes, intervals and lengths were compared" in found.remarks[4]
    assert "which phase a dosage belongs to is not said" in str(found)
    assert found.to_dict()["regimen"]["drug"] == "hydroxocobalamin"
    assert "refused: resourceType" in str(regimen_from_fhir({}))
    assert regimen_from_fhir([]).to_dict()["regimen"] is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
BOUNDED = {**WEEKLY, "boundsPeriod": {"start": "2026-01-01", "end": "2026-02-01"}, "count": 2, "countMax": 3}
SEEDS = [
    request(dosage(BOUNDED, text="repletion: 1 mg IM weekly"), dosage({"dayOfWeek": ["mon"]})),
    request(
        dosage(
            {**WEEKLY, "boundsRange": {"low": {"value": 1, "code": "wk"}}},
            doseAndRate=[{"doseRange": {"low": {"value": 1, "unit": "mg"}}}],
        )
    ),
]


@st.composite
def spoilt(draw: st.DrawFn) -> Any:
    resource = deepcopy(draw(st.sampled_from(SEEDS)))
    inside: Any = resource
    while isinstance(inside, dict | list) and inside:
        key = draw(st.sampled_from(list(inside) if isinstance(inside, dict) else list(range(len(inside)))))
        if draw(st.booleans()) or not isinstance(inside[key], dict | list):
            inside[key] = draw(JSON)
            break
        inside = inside[key]
    return resource


WORDS = [
    "1 mg IM",
    "daily",
    "weekly",
    "for life",
    "until clear effect",
    "3 doses",
    ";",
    "repletion:",
    "none",
    "once",
    "if",
]
TEXTS = st.lists(st.sampled_from([*WORDS, "maintenance:"]), max_size=9).map(" ".join)
REPEATS = st.sampled_from([WEEKLY, {"count": 1}, {"dayOfWeek": ["mon"]}, {**WEEKLY, "count": 3}])


@given(st.lists(st.tuples(REPEATS, TEXTS), max_size=3))
def test_no_text_raises(given: list[Any]) -> None:
    found = regimen_from_fhir(request(*(dosage(repeat, text=line) for repeat, line in given)))
    assert (found.regimen is None) is bool(found.refusals)


@given(spoilt() | JSON)
def test_no_json_value_raises(given: Any) -> None:
    found = regimen_from_fhir(given)
    assert (found.regimen is None) is bool(found.refusals)


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the official examples of FHIR R4 are not there")
class TestOfficialExamples:
    def example(self, name: str, **fields: Any) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((EXAMPLES / f"MedicationRequest-{name}.json").read_text("utf-8"))
        found.pop("medicationReference", None)
        return {**found, "medicationCodeableConcept": HYDROXOCOBALAMIN, **fields}

    def test_none_of_them_is_vitamin_b12(self) -> None:
        for path in sorted(EXAMPLES.glob("MedicationRequest-*.json")):
            assert "no vitamin B12" in str(regimen_from_fhir(json.loads(path.read_text("utf-8"))))

    def test_a_single_dose_whose_route_is_said_in_words_or_by_a_code_of_the_caller(self) -> None:
        single = self.example("medrx0332")
        found = regimen_from_fhir(single)
        assert str(found.regimen) == "hydroxocobalamin; repletion: 500 mg IM once; maintenance: not stated"
        (route,) = single["dosageInstruction"][0]["route"]["coding"]
        assert route.pop("display") == "Intramuscular (qualifier value)"
        assert "route: it says 255559005; expected one of" in str(regimen_from_fhir(single))
        found = regimen_from_fhir(single, codes={f"{SNOMED}|255559005": "route:IM"})
        assert str(found.regimen) == "hydroxocobalamin; repletion: 500 mg IM once; maintenance: not stated"

    def test_a_count_of_sixteen_with_a_rate_is_refused_by_name(self) -> None:
        assert "doseAndRate.rateRatio: it is not supported" in str(regimen_from_fhir(self.example("medrx0316")))

    def test_a_taper_whose_texts_contradict_its_periods_is_refused(self) -> None:
        taper = self.example("medrx0303")
        for one in taper["dosageInstruction"]:
            one["doseAndRate"] = dosage()["doseAndRate"]
            one["route"] = INTRAMUSCULAR
            one["text"] = one["text"].replace("tablets", "ampoules")
        found = refusals(taper)
        assert found[0].startswith("dosageInstruction[0].text: the text says")
        assert "for 7 days" in found[0]

    def test_the_unit_mcg_is_read(self) -> None:
        given = self.example("medrx0314")
        assert "a regimen gives at least one injection" in str(regimen_from_fhir(given))
        given["dosageInstruction"][0]["route"] = INTRAMUSCULAR
        found = regimen_from_fhir(given)
        assert str(found.regimen) == "hydroxocobalamin; repletion: not stated; maintenance: 75 mcg IM daily"
