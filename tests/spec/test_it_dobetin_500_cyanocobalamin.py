"""The Italian label of Dobetin 500 micrograms."""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case, answer

from b12regimen import load_guideline

ID = "it-dobetin-500-cyanocobalamin"
ADULT: dict[str, Any] = {"age": 61, "purpose": "treatment"}

CASES = {
    # 500 mcg: 2-4 ampoules a week, SC or IM, in megaloblastic anaemia; no total count, no maintenance
    "megaloblastic anaemia": Case(
        ADULT | {"severity": {"anaemia": "present"}},
        "inject",
        ["megaloblastic-anaemia"],
        "500 mcg IM or SC 2-4 times a week",
        "not stated",
    ),
    "severe megaloblastic anaemia": Case(
        ADULT | {"severity": {"anaemia": "severe"}},
        "inject",
        ["megaloblastic-anaemia"],
        "500 mcg IM or SC 2-4 times a week",
        "not stated",
    ),
    "no anaemia": Case(ADULT | {"severity": {"anaemia": "none"}}, "out-of-scope", ["no-anaemia"]),
    "anaemia that is not known asks": Case(ADULT, "ask", ["megaloblastic-anaemia", "no-anaemia"]),
    "prophylaxis": Case(ADULT | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "17 years": Case(ADULT | {"age": 17, "severity": {"anaemia": "present"}}, "not-stated", ["child"]),
    "18 years": Case(
        ADULT | {"age": 18, "severity": {"anaemia": "present"}},
        "inject",
        ["megaloblastic-anaemia"],
        "500 mcg IM or SC 2-4 times a week",
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


def test_the_label_prints_no_count() -> None:
    (regimen,) = load_guideline(ID).rules["megaloblastic-anaemia"].regimens
    assert regimen.dose_count("repletion").high is None


def test_failing_kidneys_are_warned_of_for_aluminium() -> None:
    case = CASES["megaloblastic anaemia"]
    known = case.known | {"conditions": {"renal_impairment": True}}
    found = answer(ID, Case(known, case.action, case.rules, case.repletion, case.maintenance))
    assert [(alert.id, alert.severity) for alert in found.alerts] == [("aluminium-renal-impairment", "warning")]
    assert any("potassium" in note.text for note in found.notes)
