"""The label of Hydroxocobalamin 1 mg in 1 ml (United Kingdom, emc 31182)."""

from __future__ import annotations

from cases import Case, answer, each_of
from uk_labels import PREVENTED, UkLabel, optic_cases

ID = "uk-emc-31182-hydroxocobalamin"

CASES = {
    # another label of the drug names it; this one does not
    "prophylaxis after ileal resection": Case(
        PREVENTED | {"cause": "other-ileal-resection"}, "not-stated", ["prophylaxis-other-cause"]
    ),
    # 1 mg daily for 2 weeks, then twice weekly until no further improvement; every 1-3 months
    **optic_cases(
        "1 mg IM daily for 2 weeks, then 1 mg IM twice a week until no further improvement",
        "1 mg IM every 1-3 months",
    ),
}


class TestEveryUkLabel(UkLabel):
    label = ID
    documents = frozenset({"smpc-31182"})


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_the_optic_row_says_that_another_version_differs() -> None:
    (rule,) = answer(ID, CASES["tobacco amblyopia"]).rules
    assert any("another version of this label" in note for note in rule.notes)
