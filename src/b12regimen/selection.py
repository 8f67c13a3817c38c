"""The main job: a patient and a guideline in, a cited recommendation out."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, cast

from b12regimen.case import CHECKLIST_PATHS, Case
from b12regimen.facts import FACTS
from b12regimen.guideline import Guideline
from b12regimen.guideline_loader import load_guideline
from b12regimen.recommendation import Recommendation
from b12regimen.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from b12regimen.boxes import Box
    from b12regimen.patient import Patient

_MOST_CASES: Final = 10_000


def select_regimen(patient: Patient, *, guideline: Guideline | str | Path) -> Recommendation:
    """Select the regimen that a guideline gives for a patient.

    Args:
        patient: What is known about the patient; what is not known is never assumed.
        guideline: A guideline, the id of one that the library ships, or the path of a file. There is no default.

    Raises:
        GuidelineError: The file has errors.
        UnknownGuidelineError: There is neither such an id nor such a file.
    """
    if not isinstance(guideline, Guideline):
        guideline = load_guideline(guideline)
    return Recommendation(patient, guideline, _desk(guideline).case(patient))


class _Desk:
    """Remembers the cases of one guideline, so that each is worked out once."""

    def __init__(self, guideline: Guideline) -> None:
        self._guideline = guideline
        self._cases: dict[Any, Case] = {}
        self._verdicts: dict[Box, Verdict] = {}
        paths = [reader.fact.path for reader in guideline.readers]
        paths += [FACTS[name].path for alert in guideline.alerts for name in alert.when]
        self._all_that_bears: Callable[[Patient], Any] = attrgetter(*dict.fromkeys([*paths, *CHECKLIST_PATHS]))

    def case(self, patient: Patient) -> Case:
        key = self._all_that_bears(patient)
        try:
            return self._cases[key]
        except KeyError:
            pass
        region = tuple(reader.side(patient) for reader in self._guideline.readers)
        verdict = self._verdicts.get(region)
        if verdict is None:
            verdict = self._verdicts[region] = Verdict(self._guideline, region)
        if len(self._cases) >= _MOST_CASES:
            self._cases.clear()
        case = self._cases[key] = Case(self._guideline, patient, verdict)
        return case


def _desk(guideline: Guideline) -> _Desk:
    try:
        return cast("_Desk", guideline.cache["desk"])
    except KeyError:
        return cast("_Desk", guideline.cache.setdefault("desk", _Desk(guideline)))
