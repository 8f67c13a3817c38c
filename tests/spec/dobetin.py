"""What the Italian labels of Dobetin 500 and 1000 micrograms share: one table of cases, asked of each of them."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from cases import ADULT, Case, answer, own_alerts, severities

from b12regimen import load_guideline

ANAEMIC: dict[str, Any] = {"severity": {"anaemia": "present"}}

# SC or IM, in megaloblastic anaemia; no total count, no maintenance
DOSED: dict[str, dict[str, Any]] = {
    "megaloblastic anaemia": ADULT | ANAEMIC,
    "severe megaloblastic anaemia": ADULT | {"severity": {"anaemia": "severe"}},
    "18 years": ADULT | ANAEMIC | {"age": 18},
}
OTHERS = {
    "no anaemia": Case(ADULT | {"severity": {"anaemia": "none"}}, "out-of-scope", ["no-anaemia"]),
    "anaemia that is not known asks": Case(ADULT, "ask", ["megaloblastic-anaemia", "no-anaemia"]),
    "prophylaxis": Case(ADULT | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "17 years": Case(ADULT | ANAEMIC | {"age": 17}, "not-stated", ["child"]),
}


class Dobetin:
    """What holds for each strength."""

    label: ClassVar[str]
    repletion: ClassVar[str]

    def dosed(self, known: dict[str, Any]) -> Case:
        """Give the case of a patient for whom the label prints its dose."""
        return Case(known, "inject", ["megaloblastic-anaemia"], self.repletion, "not stated")

    @pytest.mark.parametrize("name", DOSED)
    def test_dose(self, name: str) -> None:
        found = answer(self.label, self.dosed(DOSED[name]))
        assert [regimen.drug for regimen in found.regimens] == ["cyanocobalamin"]

    @pytest.mark.parametrize("name", OTHERS)
    def test_case(self, name: str) -> None:
        answer(self.label, OTHERS[name])

    def test_the_label_prints_no_count(self) -> None:
        (regimen,) = load_guideline(self.label).rules["megaloblastic-anaemia"].regimens
        assert regimen.dose_count("repletion").high is None

    def test_failing_kidneys_are_warned_of_for_aluminium(self) -> None:
        known = DOSED["megaloblastic anaemia"] | {"conditions": {"renal_impairment": True}}
        found = answer(self.label, self.dosed(known))
        assert own_alerts(found) == ["renal-impairment-aluminium"]
        assert severities(found)["renal-impairment-aluminium"] == "warning"
        assert any("potassium" in note.text for note in found.notes)
