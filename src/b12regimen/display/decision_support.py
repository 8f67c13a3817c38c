"""What is said wherever a text is shown: it supports a decision, and takes none."""

from __future__ import annotations

from typing import Final

RESTATES: Final = "This restates a text, to support clinicians; a clinician decides, for each patient."
