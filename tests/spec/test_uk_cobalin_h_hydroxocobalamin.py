"""The label of Cobalin-H, hydroxocobalamin 1000 microgram/ml (United Kingdom)."""

from __future__ import annotations

from cases import Case, answer, each_of
from uk_labels import CASES as SHARED
from uk_labels import PREVENTED, UkLabel, optic_cases

ID = "uk-cobalin-h-hydroxocobalamin"

CASES = {
    # this label adds ileal resection
    "prophylaxis after ileal resection": Case(
        PREVENTED | {"cause": "other-ileal-resection"},
        "inject",
        ["prophylaxis-named-cause"],
        "none",
        "1 mg IM every 2-3 months",
    ),
    # 1000 mcg daily for 2 weeks, then twice weekly while improving; every 3 months or as required
    **optic_cases(
        "1 mg IM daily for 2 weeks, then 1 mg IM twice a week until no further improvement",
        "1 mg IM every 3 months or as required",
    ),
}


class TestEveryUkLabel(UkLabel):
    label = ID
    documents = frozenset({"smpc-24703", "medthority-2024"})


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_the_older_text_wants_a_megaloblastic_marrow() -> None:
    found = answer(ID, SHARED["without neurological involvement"])
    assert any("megaloblastic marrow" in note.text for note in found.notes)
