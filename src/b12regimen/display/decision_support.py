"""What every answer says of itself: on what it rests, and that a clinician decides."""

from __future__ import annotations

from typing import Final

DECISION_SUPPORT: Final = (
    "This restates a published source to support a clinician's decision; a clinician decides, for this patient."
)
A_CLINICIAN_DECIDES: Final = "This is to support a clinician's decision; a clinician decides, for this patient."
OF_RESULTS: Final = "These are findings to support a clinician's decision; a clinician decides."
OF_A_REGIMEN: Final = "A regimen by itself names no source; a clinician decides, for this patient."
OF_A_TEXT: Final = "This restates a text, to support clinicians; a clinician decides, for each patient."
OF_TWO_TEXTS: Final = "This compares two texts, to support clinicians; a clinician decides, for each patient."
