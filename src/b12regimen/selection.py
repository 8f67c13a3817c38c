"""The main job: a patient and a guideline in, a cited recommendation out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from b12regimen.errors import PatientError
from b12regimen.guideline import Guideline
from b12regimen.guideline_loader import load_guideline
from b12regimen.patient import Patient
from b12regimen.recommendation import Recommendation
from b12regimen.verdict import Verdict

if TYPE_CHECKING:
    from pathlib import Path

_MOST_ANSWERS: Final = 10_000


def select_regimen(patient: Patient, *, guideline: Guideline | str | Path) -> Recommendation:
    """Select the regimen that a guideline gives for a patient.

    Args:
        patient: What is known about the patient; what is not known is never assumed.
        guideline: A guideline, the id of one that the library ships, or the path of a file. There is no default.

    Raises:
        PatientError: It is no ``Patient``.
        GuidelineError: The file has errors.
        UnknownGuidelineError: There is neither such an id nor such a file.
    """
    if not isinstance(guideline, Guideline):
        guideline = load_guideline(guideline)
    try:
        recommendation: Recommendation = guideline.answers[guideline.what_bears(patient)]
    except (KeyError, AttributeError):  # it is new, or there is no age or no single cause to read a key of
        recommendation = _recommend(guideline, patient)
    return recommendation


def _recommend(guideline: Guideline, patient: Patient) -> Recommendation:
    if not isinstance(patient, Patient):
        reason = f"{patient!r} is no Patient; make one with Patient(...) or Patient.from_dict(...)"
        raise PatientError.of("patient", reason)
    bearing = guideline.bearing_of(patient)
    known: Recommendation | None = guideline.answers.get(bearing)
    if known is not None:
        return known
    region = tuple(reader.side(patient) for reader in guideline.readers)
    verdict = guideline.verdicts.get(region) or guideline.verdicts.setdefault(region, Verdict(guideline, region))
    if len(guideline.answers) >= _MOST_ANSWERS:
        guideline.answers.clear()
    recommendation = guideline.answers[bearing] = Recommendation(guideline, patient, verdict)
    return recommendation
