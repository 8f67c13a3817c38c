"""The Dutch Farmacotherapeutisch Kompas on hydroxocobalamin: its advice, and its dose line as others restate it."""

from __future__ import annotations

from typing import Any

from cases import Case, each_of

from b12regimen import load_guideline

ID = "nl-farmacotherapeutisch-kompas-hydroxocobalamin"
TREATED: dict[str, Any] = {"age": 46, "cause": "pernicious-anaemia", "purpose": "treatment"}
# 10 x 1000 mcg, IM or deep SC, at least 3 days apart
LOADING = "1 mg IM or deep SC at least 3 days apart for 10 doses"
# then 1000 mcg every 2 months, or 300 mcg monthly; lifelong if the cause persists
MAINTENANCE = (
    "1 mg IM or deep SC every 2 months while the cause persists, "
    "or 300 mcg IM or deep SC monthly while the cause persists"
)


def severity(anaemia: str, *, neurological: bool = False) -> dict[str, Any]:
    """Give what is known of the severity."""
    return {"severity": {"anaemia": anaemia, "neurological": neurological}}


CASES = {
    # injections if oral treatment fails or is not tolerated
    "oral treatment fails": Case(
        TREATED | severity("present") | {"oral_suitable": False}, "inject", ["injections"], LOADING, MAINTENANCE
    ),
    # injections if the anaemia is severe
    "severe anaemia": Case(
        TREATED | severity("severe") | {"oral_suitable": True}, "inject", ["injections"], LOADING, MAINTENANCE
    ),
    "severe anaemia, oral treatment not judged": Case(
        TREATED | severity("severe"), "inject", ["injections"], LOADING, MAINTENANCE
    ),
    # oral cyanocobalamin is the first choice
    "oral treatment would do": Case(TREATED | severity("present") | {"oral_suitable": True}, "oral", ["oral-first"]),
    # 1-2 a week "for e.g. two years" in marked neurology: garbled where it was read, so no dose
    "nerves involved": Case(
        TREATED | severity("severe", neurological=True) | {"oral_suitable": False},
        "not-stated",
        ["neurological-involvement"],
    ),
    "oral treatment not judged": Case(TREATED | severity("present"), "ask", ["injections", "oral-first"]),
    "prophylaxis": Case(TREATED | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "transcobalamin deficiency": Case(
        TREATED | {"cause": "transcobalamin-deficiency"}, "not-stated", ["metabolic-cause"]
    ),
    "17 years": Case(TREATED | severity("severe") | {"age": 17}, "not-stated", ["child"]),
    "18 years": Case(TREATED | severity("severe") | {"age": 18}, "inject", ["injections"], LOADING, MAINTENANCE),
    "prophylaxis with nerves involved is a contradiction": Case(
        TREATED | severity("none", neurological=True) | {"purpose": "prophylaxis"}, "out-of-scope", []
    ),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_10_doses() -> None:
    (regimen,) = load_guideline(ID).rules["injections"].regimens
    assert str(regimen.dose_count("repletion")) == "10"


def test_the_garbled_line_was_not_read_and_the_doses_were_not_read_in_the_kompas_itself() -> None:
    rules = load_guideline(ID).rules
    assert rules["neurological-involvement"].because == "not-read"
    assert "garbled" in (rules["neurological-involvement"].why or "")
    evidence = {citation.source.key: citation.source.evidence for citation in rules["injections"].citations}
    assert evidence == {"b12-institute": "secondary", "stichting-b12-tekort": "secondary"}
