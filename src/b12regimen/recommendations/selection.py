"""The main job: a patient and a guideline in, a cited recommendation out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.cases.bearing import bearing_of
from b12regimen.cases.case import Case
from b12regimen.guidelines.guideline import Guideline
from b12regimen.guidelines.loader import load_guideline
from b12regimen.patients.patient import to_patient
from b12regimen.recommendations.recommendation import Recommendation
from b12regimen.recommendations.verdict import verdict_on

if TYPE_CHECKING:
    from pathlib import Path

    from b12regimen.interpretation.threshold_bands import Thresholds
    from b12regimen.patients.patient import Patient

_MOST_ANSWERS: Final = 10_000


def select_regimen(
    patient: Patient, *, guideline: Guideline | str | Path, thresholds: Thresholds | str | Path | None = None
) -> Recommendation:
    """Select the regimen that a guideline gives for a patient.

    Args:
        patient: What is known about the patient; what is not known is never assumed.
        guideline: A guideline, the id of one that the library ships, or the path of a file. There is no default.
        thresholds: Cut-offs by which the patient's laboratory results are read, for instance the laboratory's own, in
            place of those that the guideline names; ``None`` keeps those.

    Raises:
        PatientError: It is no ``Patient``.
        GuidelineError: The file has errors.
        UnknownGuidelineError: There is neither such an id nor such a file.
        ThresholdsError: The file of cut-offs has errors.
        UnknownThresholdsError: There are neither such cut-offs nor such a file.
    """
    if not isinstance(guideline, Guideline):
        guideline = load_guideline(guideline)
    if thresholds is not None:
        thresholds = _loaded(thresholds)
    try:
        known: Recommendation | None = guideline._answers.get(bearing_of(patient))  # noqa: SLF001  (kept for this function)
    except AttributeError:  # it is no patient
        known = None
    return known or _recommend(guideline, patient, thresholds)


def _recommend(guideline: Guideline, patient: Patient, thresholds: Thresholds | str | Path | None) -> Recommendation:
    to_patient(patient)
    if patient.labs is not None:
        return _answer(guideline, Case.of(patient, guideline.thresholds_id if thresholds is None else thresholds))
    kept = guideline._answers  # noqa: SLF001  (the same)
    if len(kept) >= _MOST_ANSWERS:
        kept.clear()
    recommendation = kept[bearing_of(patient)] = _answer(guideline, Case(_as_shared(patient)))
    return recommendation


def _as_shared(patient: Patient) -> Patient:
    """Leave out what does not bear on the answer, for others share it."""
    return patient if patient.weight is None else attrs.evolve(patient, weight=None)


def _loaded(thresholds: Thresholds | str | Path) -> Thresholds:
    from b12regimen.interpretation.threshold_bands import Thresholds
    from b12regimen.interpretation.threshold_loader import load_thresholds

    return thresholds if isinstance(thresholds, Thresholds) else load_thresholds(thresholds)


def _answer(guideline: Guideline, case: Case) -> Recommendation:
    region = tuple(reader.side(case) for reader in guideline.readers)
    return Recommendation(guideline, case, verdict_on(guideline, region))


def forget_answers(guideline: Guideline) -> None:
    """Let go of the answers that a guideline keeps: they hold what was known of patients."""
    guideline._answers.clear()  # noqa: SLF001  (the same)
