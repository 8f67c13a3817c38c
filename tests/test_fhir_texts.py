"""Texts and routes beside the fields: what contradicts is refused, and what was not compared is said not to be."""

from __future__ import annotations

from typing import Any

import pytest

from b12regimen.fhir import regimen_from_fhir
from test_fhir_dosage import INTRAMUSCULAR, SNOMED, WEEKLY, dosage, refusals, request

SUBCUTANEOUS = {"coding": [{"system": SNOMED, "code": "34206005"}]}
INTRAVENOUS = {"system": SNOMED, "code": "47625008"}


def remarks(line: str, **fields: Any) -> tuple[str, ...]:
    found = regimen_from_fhir(request(dosage(WEEKLY, text=line, **fields)))
    assert found.refusals == ()
    return found.remarks


@pytest.mark.parametrize(
    "line",
    [
        *("1,000 mg", "1.000 mg", "10,000 mcg", "0,5 mg", "2.000,5 mg", "1 000 mg", "1,5 mg", "1,000,000 mcg"),
        *("i.v.", "I.V", "i. v.", "IV push", "by infusion", "into a vein", "intra-venous", "intradermal", "inhaled"),
        *("give s.c.", "SC", "s/c", "sub-cut", "subcutaneously", "under the skin", "deep SC", "p.o.", "per os", "PO"),
        *("IM or SC", "IM/IV", "i.m. or orally"),
        *("x6", "x 6", "6", "2 tablets", "two injections", "twice", "half", "a dozen", "several", "once"),
        *("\u00bd mg", "one milligram", "two mg", "a thousand micrograms", "20 mcg/kg", "\uff11\uff10\uff10\uff10 mg"),
        *("Do not give. Discontinued.", "STOP", "Stopped", "on hold", "withheld", "cancelled", "DISCONTINUE", "never"),
        *("Hold", "not for this patient", "unless told", "until told", "increase as told", "double the dose", "taper"),
        *("PRN", "if needed", "as required"),
        *(
            "<1 mg",
            ">= 1 mg",
            "-1 mg",
            "at least 1 mg",
            "1 mg per kg",
            "~1 mg",
            "d/c'd",
            "ended",
            "eow",
            "nocte",
            "o.d.",
        ),
        *("for up to 6 doses", "up to 6 doses", "6 doses", "daily, 7 days", "7 days", "for six weeks"),
    ],
)
def test_a_text_that_contradicts_one_milligram_im_weekly_without_end(line: str) -> None:
    (refusal,) = refusals(request(dosage(WEEKLY, text=line)))
    assert refusal.startswith("dosageInstruction[0].text: ")


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("1,000 mcg i.m. weekly", None),
        ("1000 micrograms (1 mL of 1 mg/mL) into the muscle, weekly", "(1 mL of 1 mg/mL)"),
        ("1 mg i. m. weekly, vitamin B12", "vitamin"),
        ("Inject one ampoule each week", "Inject one ampoule"),
        ("ONE VIAL (1000 mcg/1 mL) TO BE GIVEN BY THE NURSE", "ONE VIAL (1000 mcg/1 mL) TO BE"),
        ("give " * 30, "most of its words"),
    ],
)
def test_what_was_not_compared_is_said(line: str, left: str | None) -> None:
    remark = remarks(line)[0]
    assert "only masses, routes, intervals and lengths were compared" in remark
    assert remark.endswith('"') if left is None else f"not compared were {left}" in remark.replace('the words "', "")


@pytest.mark.parametrize("line", ["1 mg\u200b", "STOP\x00", ["STOP"], {"text": "STOP"}, 5])
@pytest.mark.parametrize("name", ["text", "patientInstruction"])
def test_a_text_that_cannot_be_shown_is_not_passed_over(name: str, line: object) -> None:
    assert (
        f"dosageInstruction[0].{name}: it is no text in a line" in refusals(request(dosage(WEEKLY, **{name: line})))[0]
    )


def test_an_instruction_that_stops_the_medicine_is_refused() -> None:
    for line in ("Do not inject", "Discontinued", "STOP"):
        assert "and the fields what to give" in refusals(request(dosage(WEEKLY, patientInstruction=line)))[0]
    told = dosage(WEEKLY, patientInstruction="Do not rub; stop the car if you feel dizzy", text="")
    assert regimen_from_fhir(request(told)).regimen is not None


@pytest.mark.parametrize(
    "route",
    [
        {"coding": [INTRAMUSCULAR["coding"][0], {**INTRAVENOUS, "display": "Intravenous route"}]},
        {"coding": [INTRAMUSCULAR["coding"][0], INTRAVENOUS]},
        {"coding": [INTRAMUSCULAR["coding"][0], {"system": SNOMED, "code": "1"}]},
        {"coding": [INTRAMUSCULAR["coding"][0], {"system": "urn:x", "code": "1", "display": "Into the eye"}]},
        {"coding": [{"system": SNOMED, "code": "1"}], "text": "IM"},
        {"coding": [{"system": "urn:x", "code": "1"}]},
        *({**INTRAMUSCULAR, "text": words} for words in ("IM?", "i.v.", "IM (IV)", "IM or SC", "IM/IV", "SC")),
        *(
            {**INTRAMUSCULAR, "text": words}
            for words in ("not intramuscular", "as told", "intra-articular", "IM\u200b", 5)
        ),
        *({"text": words} for words in ("", "Injection", "IM in the left arm", "deep")),
        {**SUBCUTANEOUS, "text": "deep SC"},
    ],
)
def test_a_route_that_is_not_known_in_each_part_is_refused(route: dict[str, Any]) -> None:
    (refusal,) = refusals(request(dosage(WEEKLY, route=route)))
    assert refusal.startswith("dosageInstruction[0].route: it says")


@pytest.mark.parametrize(
    "words",
    ["IM", "i.m.", "Intramuscular route (qualifier value)", "For intramuscular use", "by IM injection", "IM, left arm"],
)
def test_a_route_whose_code_and_words_agree_is_read(words: str) -> None:
    assert regimen_from_fhir(request(dosage(WEEKLY, route={**INTRAMUSCULAR, "text": words}))).regimen is not None


def test_a_code_of_a_system_that_is_not_known_is_named() -> None:
    route = {"coding": [*INTRAMUSCULAR["coding"], {"system": "urn:x", "code": "IVINJ"}, {"system": SNOMED}]}
    found = regimen_from_fhir(request(dosage(WEEKLY, route=route)))
    assert found.remarks[0] == (
        'dosageInstruction[0].route: the code "IVINJ" of urn:x is not known here, and was not read'
    )
