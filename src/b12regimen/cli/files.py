"""The commands of ``b12regimen`` on files: guidelines, cut-offs and products, shipped or of one's own."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from b12regimen.cli.file_check import check_file
from b12regimen.cli.input import guideline_of
from b12regimen.cli.mistakes import in_words
from b12regimen.cli.output import (
    ANSWERED,
    BAD_INPUT,
    ODD,
    Html,
    Json,
    Parameter,
    complain,
    line_width,
    show,
    show_answer,
    show_rows,
    show_sections,
    with_progress,
)
from b12regimen.cli.page_head import page_head
from b12regimen.comparison.guideline_changes import NO_CHANGE, GuidelineChange, diff_guidelines
from b12regimen.comparison.guideline_check import GuidelineCheck
from b12regimen.display.decision_support import OF_TWO_TEXTS
from b12regimen.display.sections import Table
from b12regimen.errors import (
    B12RegimenError,
    Finding,
    UnknownGuidelineError,
    UnknownProductError,
    UnknownThresholdsError,
)
from b12regimen.guidelines.file_schema import guideline_schema
from b12regimen.guidelines.loader import guideline_ids, load_guideline
from b12regimen.interpretation.threshold_loader import load_thresholds, threshold_ids
from b12regimen.preparation.product_loader import load_product, product_ids

if TYPE_CHECKING:
    from b12regimen.display.sections import Section
    from b12regimen.guidelines.guideline import Guideline


def changes(
    old: Annotated[str, Parameter(help="The old version: an id or a file.")],
    new: Annotated[str, Parameter(help="The new version.")],
    /,
    *,
    as_json: Json = False,
    html: Html = None,
) -> int:
    """Say for whom two versions of a guideline give different answers or alerts, and what else they say differently.

    Exit codes:

    * 0: compared, whatever was found.
    * 2: a file cannot be read.
    * 5: the answer could not be written.
    """
    before, after = load_guideline(old), load_guideline(new)
    found = diff_guidelines(before, after)
    compared = [line for name, one in ((old, before), (new, after)) for line in _head_lines(name, one)]

    def text() -> str:
        said = [change.in_lines(line_width(sys.stdout)) for change in found] or [NO_CHANGE]
        return "\n\n".join(["\n".join(compared), *said, OF_TWO_TEXTS])

    show_sections(
        "changes",
        _changes(compared, found),
        lambda: [change.to_dict() for change in found],
        page_head(),
        as_json=as_json,
        html=html,
        text=text,
    )
    return ANSWERED


def _changes(compared: list[str], found: list[GuidelineChange]) -> Iterator[Section]:
    yield "compared", compared
    rows = [[[one] if one else [] for one in change.in_parts] for change in found]
    yield "changes", Table(("for", "was", "is", "for instance"), rows) if rows else [NO_CHANGE]
    yield "decision support", [OF_TWO_TEXTS]


def _head_lines(name: str, guideline: Guideline) -> list[str]:
    fingerprint = [f"  {guideline.fingerprint}"] if guideline.fingerprint else []
    return [f"{name}: {guideline.title}, {guideline.publisher}, {guideline.version}", *fingerprint]


def thresholds(
    cut_offs: Annotated[str | None, Parameter(help="Cut-offs to show in full: their id, or a file.")] = None,
    /,
    *,
    as_json: Json = False,
    html: Html = None,
) -> int:
    """List the cut-offs that the library ships, or show some with their bands and sources.

    Exit codes:

    * 0: listed or shown.
    * 2: there are no such cut-offs, their file has errors, or a page is asked for and none are named.
    * 5: the answer could not be written.
    """
    if cut_offs is not None:
        shown = load_thresholds(cut_offs)
        show_answer(shown, page_head(texts=[shown]), as_json=as_json, html=html)
        return ANSWERED
    if html is not None:
        raise UnknownThresholdsError("a page shows one set of cut-offs: name it, for instance by its id")
    every = [load_thresholds(name) for name in threshold_ids()]
    rows = [
        {
            "id": one.id,
            "publisher": one.publisher,
            "title": one.title,
            "jurisdiction": one.jurisdiction,
            "version": one.version,
            "analytes": list(one.analytes),
        }
        for one in every
    ]
    short = [f"{row['id']}\n  {row['publisher']}, {row['version']}: {', '.join(row['analytes'])}" for row in rows]
    if as_json:
        show(rows)
    else:
        show_rows(
            [
                {
                    "cut-offs": one.id,
                    "published by": one.publisher,
                    "version": one.version,
                    "analytes": ", ".join(one.analytes),
                }
                for one in every
            ],
            "\n\n".join(short),
        )
    return ANSWERED


def guidelines(
    guideline: Annotated[str | None, Parameter(help="One guideline to show in full: its id, or a file.")] = None,
    /,
    *,
    as_json: Json = False,
    html: Html = None,
) -> int:
    """List the guidelines, or show one with its rules and sources.

    Exit codes:

    * 0: listed or shown.
    * 2: there is no such guideline, its file has errors, or a page is asked for and no guideline named.
    * 5: the answer could not be written.
    """
    if guideline is not None:
        shown = guideline_of(guideline)
        show_answer(shown, page_head(texts=[shown]), as_json=as_json, html=html)
        return ANSWERED
    if html is not None:
        raise UnknownGuidelineError("a page shows one guideline: name it, for instance by its id")
    found = [load_guideline(name) for name in guideline_ids()]
    keys = ("id", "drug", "jurisdiction", "publisher", "title", "version", "about", "scope", "superseded_by")
    rows = [{key: getattr(one, key) for key in keys} for one in found]
    if as_json:
        show(rows)
    else:
        show_rows(
            [
                {
                    "guideline": one.id,
                    "country": one.jurisdiction,
                    "about": one.about,
                    "drug": one.drug or "not stated",
                    "version": one.version,
                    "status": f"superseded by {one.superseded_by}" if one.superseded_by else "",
                }
                for one in found
            ],
            "\n\n".join(map(_in_short, found)),
        )
    return ANSWERED


def _in_short(guideline: Guideline) -> str:
    """Say which it is, and whom it covers."""
    drug = guideline.drug or "drug not stated"
    about = guideline.about if guideline.about != "treatment" else drug
    return (
        f"{guideline.id}\n  {guideline.publisher} ({guideline.jurisdiction}), {guideline.version}: {about}\n"
        f"  {guideline.scope}"
    )


def products(
    product: Annotated[str | None, Parameter(help="One product to show in full: its id, or a file.")] = None,
    /,
    *,
    as_json: Json = False,
    html: Html = None,
) -> int:
    """List the products that the library knows, or show one with what its label states and what was not read.

    Exit codes:

    * 0: listed or shown.
    * 2: there is no such product, its file has errors, or a page is asked for and none is named.
    * 5: the answer could not be written.
    """
    if product is not None:
        shown = load_product(product)
        show_answer(shown, page_head(texts=[shown]), as_json=as_json, html=html)
        return ANSWERED
    if html is not None:
        raise UnknownProductError("a page shows one product: name it, for instance by its id")
    found = [load_product(name) for name in product_ids()]
    short = [f"{one.id}\n  {one.name} ({one.jurisdiction}): {one.drug} {one.strength}" for one in found]
    if as_json:
        show([one.to_dict() for one in found])
    else:
        show_rows(
            [
                {
                    "product": str(one.id),
                    "name": str(one.name),
                    "country": str(one.jurisdiction),
                    "drug": one.drug,
                    "strength": str(one.strength),
                }
                for one in found
            ],
            "\n\n".join(short),
        )
    return ANSWERED


def check(
    files: Annotated[Sequence[str], Parameter(help="Files of guidelines, cut-offs or products, or ids.")],
    /,
    *,
    as_json: Json = False,
) -> int:
    """Check guidelines, cut-offs and products: every error with its line, what looks odd, and the proof of the table.

    Exit codes:

    * 0: all is well.
    * 1: they load, and something looks odd.
    * 2: a file has errors.
    * 5: the answer could not be written.
    """
    found: list[dict[str, Any]] = []
    code = ANSWERED
    for file in with_progress(files, "checking"):
        try:
            checked = check_file(file)
        except OSError as error:
            checked = GuidelineCheck(file=file, errors=(Finding("", error.strerror or str(error)),))
        except B12RegimenError as error:
            checked = GuidelineCheck(file=file, errors=(Finding("", str(error)),))
        code = max(code, BAD_INPUT if checked.errors else ODD if checked.remarks else ANSWERED)
        found.append(checked.to_dict())
        if not as_json:
            if checked.errors:
                complain(in_words(str(checked)))
            else:
                show(str(checked))
    if as_json:
        show(found)
    return code


def schema() -> int:
    """Print the JSON Schema of guideline files, for editors.

    Exit codes:

    * 0: printed.
    * 5: the answer could not be written.
    """
    show(guideline_schema())
    return ANSWERED
