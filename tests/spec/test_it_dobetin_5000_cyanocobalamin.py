"""The Italian label of Dobetin 5000 micrograms/2 mL."""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case, answer

from b12regimen import load_guideline

ID = "it-dobetin-5000-cyanocobalamin"
ADULT: dict[str, Any] = {"age": 61, "purpose": "treatment"}

CASES = {
    # a single 5000 mcg IM as attack in polyneuritis with megaloblastic anaemia, then a lower dose by response
    "polyneuritis with megaloblastic anaemia": Case(
        ADULT | {"severity": {"neurological": True, "anaemia": "present"}},
        "inject",
        ["polyneuritis-with-megaloblastic-anaemia"],
        "5 mg IM once",
        "not stated",
    ),
    "polyneuritis without anaemia": Case(
        ADULT | {"severity": {"neurological": True, "anaemia": "none"}}, "out-of-scope", ["not-both"]
    ),
    "megaloblastic anaemia without polyneuritis": Case(
        ADULT | {"severity": {"neurological": False, "anaemia": "severe"}}, "out-of-scope", ["not-both"]
    ),
    "nerves that are not known ask": Case(
        ADULT | {"severity": {"anaemia": "present"}}, "ask", ["polyneuritis-with-megaloblastic-anaemia", "not-both"]
    ),
    "prophylaxis": Case(ADULT | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "17 years": Case(
        ADULT | {"age": 17, "severity": {"neurological": True, "anaemia": "present"}}, "not-stated", ["child"]
    ),
    "18 years": Case(
        ADULT | {"age": 18, "severity": {"neurological": True, "anaemia": "severe"}},
        "inject",
        ["polyneuritis-with-megaloblastic-anaemia"],
        "5 mg IM once",
        "not stated",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    found = answer(ID, CASES[name])
    assert all(regimen.drug == "cyanocobalamin" for regimen in found.regimens)


def test_what_is_borrowed_says_so() -> None:
    """Of allergy nothing was read in this label; the US label of the drug names it."""
    borrowed = [alert for alert in load_guideline(ID).alerts if alert.id in ("cobalamin-allergy", "cobalt-allergy")]
    assert [alert.severity for alert in borrowed] == ["contraindication", "contraindication"]
    for alert in borrowed:
        assert [citation.source.key for citation in alert.citations] == ["pharmacy"]
        assert "US label" in alert.text


def test_it_is_one_dose_and_what_follows_has_no_number() -> None:
    rule = load_guideline(ID).rules["polyneuritis-with-megaloblastic-anaemia"]
    (regimen,) = rule.regimens
    assert str(regimen.dose_count("repletion")) == "1"
    assert any("lower dose by response, of which no number is printed" in note for note in rule.notes)
