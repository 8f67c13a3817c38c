"""Checks a file of any kind that the library loads: a guideline, cut-offs or a product."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from b12regimen.comparison.cut_off_remarks import cut_off_remarks
from b12regimen.comparison.guideline_check import GuidelineCheck, check_guideline
from b12regimen.errors import ProductError, ThresholdsError
from b12regimen.interpretation.threshold_loader import load_thresholds, threshold_ids
from b12regimen.preparation.product_loader import load_product, product_ids

_CUT_OFFS: Final = re.compile(r"^\s*\[\[marker\]\]", re.MULTILINE)
_PRODUCT: Final = re.compile(r"^\s*\[(label|\[(container|excipient|statement)\])\]", re.MULTILINE)


def check_file(file: str) -> GuidelineCheck:
    """Check a file by what it holds, or what has an id.

    Raises:
        UnknownGuidelineError: There is neither such a file nor such an id.
    """
    path = Path(file)
    text = path.read_text("utf-8", "replace") if path.is_file() else ""
    if file in threshold_ids() or _CUT_OFFS.search(text):
        try:
            found = load_thresholds(file)
        except ThresholdsError as error:
            return GuidelineCheck(file=file, kind="thresholds", errors=error.findings)
        remarks = tuple(cut_off_remarks(found, text)) if file not in threshold_ids() else ()
        return GuidelineCheck(file=file, kind="thresholds", remarks=remarks, analytes=len(found.analytes))
    if file in product_ids() or _PRODUCT.search(text):
        try:
            return GuidelineCheck(file=file, kind="product", product=repr(load_product(file)).strip("<>"))
        except ProductError as error:
            return GuidelineCheck(file=file, kind="product", errors=error.findings)
    return check_guideline(file)
