"""The command line ``b12regimen`` (extra ``cli``)."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Final

from b12regimen.analytes import convert as convert_quantity
from b12regimen.analytes import to_analyte
from b12regimen.cli_input import order_text, patient_of
from b12regimen.comparison import compare_guidelines
from b12regimen.errors import B12RegimenError, EditionError, Finding, OrderError, PatientError
from b12regimen.file_check import check_file
from b12regimen.file_schema import guideline_schema
from b12regimen.guideline_changes import NO_CHANGE, diff_guidelines
from b12regimen.guideline_check import GuidelineCheck
from b12regimen.guideline_loader import guideline_ids, load_guideline
from b12regimen.guideline_report import in_full, in_short
from b12regimen.interpretation import interpret_labs
from b12regimen.monitoring import monitoring_plan
from b12regimen.order_review import review_order
from b12regimen.preparation import prepare_dose
from b12regimen.product_loader import load_product, product_ids
from b12regimen.quantities import Quantity
from b12regimen.response import assess_response
from b12regimen.selection import select_regimen
from b12regimen.threshold_loader import load_thresholds, threshold_ids

try:
    from cyclopts import App, CycloptsError, Parameter
    from rich.console import Console
    from rich.text import Text
except ModuleNotFoundError as missing:  # pragma: no cover  (the tests install the extra)
    raise SystemExit(f'the command line needs {missing.name}: pip install "b12regimen[cli]"') from None


ANSWERED: Final = 0
ODD: Final = 1
BAD_INPUT: Final = 2
FACTS_MISSING: Final = 3
NO_REGIMEN: Final = 4
NOT_WRITTEN: Final = 5

_EXIT_CODES: Final = {"ask": FACTS_MISSING, "out-of-scope": NO_REGIMEN, "not-stated": NO_REGIMEN}

_PATIENT_HELP: Final = "A TOML or JSON file with what is known, or - for standard input."
Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON instead of text.")]

app = App(
    name="b12regimen",
    help="Which vitamin B12 injection regimen a published guideline gives for a patient, and who says so. "
    "It supports a clinician's decision and never takes it.",
    version_flags=["--version"],
)


@app.command
def recommend(
    patient: Annotated[str, Parameter(help=_PATIENT_HELP, allow_leading_hyphen=True)],
    *,
    guideline: Annotated[str, Parameter(help="The id of a guideline (see b12regimen guidelines), or a file.")],
    thresholds: Annotated[str | None, Parameter(help="Cut-offs in place of those that the guideline names.")] = None,
    as_of: Annotated[date | None, Parameter(help="Ask the edition that stood on this day.")] = None,
    as_json: Json = False,
) -> int:
    """Say what a guideline gives for a patient.

    Exit code 0: a regimen, oral advice, either, a test, a follow-up or no treatment; a contraindication that stands is
    also said on standard error. 2: the input cannot be read. 3: facts are missing that change the answer. 4: the source
    does not cover the patient, or states no regimen. 5: the answer could not be written.
    """
    asked = load_guideline(guideline, as_of=as_of)
    recommendation = select_regimen(patient_of(patient), guideline=asked, thresholds=thresholds)
    for alert in recommendation.alerts:
        if alert.severity == "contraindication":
            _complain(str(alert))
    _show(recommendation.to_dict() if as_json else str(recommendation))
    return _EXIT_CODES.get(recommendation.action, ANSWERED)


@app.command
def monitor(
    patient: Annotated[str, Parameter(help=_PATIENT_HELP, allow_leading_hyphen=True)],
    *,
    guideline: Annotated[str, Parameter(help="The id of a guideline (see b12regimen guidelines), or a file.")],
    thresholds: Annotated[str | None, Parameter(help="Cut-offs in place of those that the guideline names.")] = None,
    as_of: Annotated[date | None, Parameter(help="Ask the edition that stood on this day.")] = None,
    start: Annotated[date | None, Parameter(help="The day of the first dose, by which the rest is dated.")] = None,
    end_of_repletion: Annotated[date | None, Parameter(help="The last day of repletion.")] = None,
    as_json: Json = False,
) -> int:
    """Say what sources measure or review beside a guideline's injections, when and why, and what they do not measure.

    Exit code 0: said, with what could not be decided. 2: the input cannot be read.
    """
    found = select_regimen(patient_of(patient), guideline=load_guideline(guideline, as_of=as_of), thresholds=thresholds)
    plan = monitoring_plan(found, start=start, end_of_repletion=end_of_repletion)
    _show(plan.to_dict() if as_json else str(plan))
    return ANSWERED


@app.command
def review(
    order: Annotated[
        str, Parameter(help="The order: its text, a file, or - for standard input.", allow_leading_hyphen=True)
    ],
    patient: Annotated[str, Parameter(help=_PATIENT_HELP, allow_leading_hyphen=True)],
    *,
    guideline: Annotated[str, Parameter(help="The id of a guideline (see b12regimen guidelines), or a file.")],
    product: Annotated[str | None, Parameter(help="The product that is used: its id, or a file.")] = None,
    as_json: Json = False,
) -> int:
    """Say where a written order differs from what a guideline gives for a patient, and where it agrees.

    Exit code 0: it agrees with the source. 1: something differs, is missing or easily misread; a contraindication that
    stands is also said on standard error. 2: the order or the patient cannot be read. 3: facts are missing that change
    the answer. 4: the source gives nothing to compare with.
    """
    if order == "-" == patient:
        raise OrderError("the order and the patient cannot both be on standard input")
    known = patient_of(patient)
    found = review_order(order_text(order), known, guideline=guideline, product=product)
    for finding in found.findings:
        if finding.severity == "contraindication":
            _complain(str(finding))
    _show(found.to_dict() if as_json else str(found))
    if found.why_not_compared is not None:
        return _EXIT_CODES.get(found.recommendation.action, NO_REGIMEN)
    return ANSWERED if found.outcome == "agrees" else ODD


@app.command
def compare(
    patient: Annotated[str, Parameter(help=_PATIENT_HELP, allow_leading_hyphen=True)],
    *,
    guideline: Annotated[
        list[str] | None, Parameter(negative="", help="Guidelines to ask; every shipped one on treatment if left out.")
    ] = None,
    thresholds: Annotated[str | None, Parameter(help="Cut-offs in place of those that each guideline names.")] = None,
    as_of: Annotated[
        date | None, Parameter(help="Ask the editions that stood on this day of the guidelines that are named.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Ask several guidelines about a patient, and show their answers side by side.

    Exit code 0: they were asked, and what they warn of stands in the rows. 2: the input cannot be read.
    """
    if as_of is not None and guideline is None:
        raise EditionError("name the guidelines whose editions are asked; most that the library ships are undated")
    asked = guideline if guideline is None else [load_guideline(one, as_of=as_of) for one in guideline]
    found = compare_guidelines(patient_of(patient), asked, thresholds=thresholds)
    _show(found.to_dict() if as_json else str(found))
    return ANSWERED


@app.command
def changes(
    old: Annotated[str, Parameter(help="The old version: an id or a file.")],
    new: Annotated[str, Parameter(help="The new version.")],
    *,
    as_json: Json = False,
) -> int:
    """Say for whom two versions of a guideline give different answers or alerts, and what else they say differently.

    Exit code 0: compared, whatever was found. 2: a file cannot be read.
    """
    found = diff_guidelines(old, new)
    text = "\n\n".join(map(str, found)) or NO_CHANGE
    _show([change.to_dict() for change in found] if as_json else text)
    return ANSWERED


@app.command
def convert(
    value: Annotated[str, Parameter(help='A number with its unit, for instance "200 pg/mL".')],
    unit: Annotated[str, Parameter(help="The unit that is wanted.")],
    *,
    analyte: Annotated[str | None, Parameter(help="What was measured; needed between mass and moles.")] = None,
    as_json: Json = False,
) -> int:
    """Convert a quantity exactly, and say by which molar mass.

    Exit code 0: converted. 2: something cannot be read, or the conversion has no source.
    """
    measured = None if analyte is None else to_analyte(analyte)
    found = convert_quantity(value, unit, analyte=measured)
    by = (
        measured.molar_mass
        if measured is not None and Quantity.of(value).unit.dimension != found.unit.dimension
        else None
    )
    if as_json:
        grams = None if by is None else {"grams_per_mole": str(by.grams_per_mole), "source": by.citation.to_dict()}
        exact = str(found.number.as_integer_ratio()[0]), str(found.number.as_integer_ratio()[1])
        _show({"value": str(found.value), "unit": found.unit.symbol, "exact": list(exact), "molar_mass": grams})
    else:
        _show(str(found) if by is None else f"{found}, by {by}")
    return ANSWERED


@app.command
def interpret(
    patient: Annotated[str, Parameter(help=_PATIENT_HELP, allow_leading_hyphen=True)],
    *,
    thresholds: Annotated[str, Parameter(help="The id of cut-offs (see b12regimen thresholds), or a file.")],
    as_json: Json = False,
) -> int:
    """Say what a patient's laboratory results say by the cut-offs of one source.

    Exit code 0: there is a finding, whatever it is. 2: the input cannot be read. 3: there are no results, or none that
    speaks to the deficiency.
    """
    known = patient_of(patient)
    found = interpret_labs(known.labs or [], thresholds=thresholds, patient=known)
    _show(found.to_dict() if as_json else str(found))
    return FACTS_MISSING if found.deficiency is None else ANSWERED


@app.command
def response(
    baseline: Annotated[str, Parameter(help=_PATIENT_HELP, allow_leading_hyphen=True)],
    follow_up: Annotated[str, Parameter(help="The same under treatment.", allow_leading_hyphen=True)],
    *,
    since_start: Annotated[str | None, Parameter(help='The time from the first dose, for instance "9 days".')] = None,
    start: Annotated[date | None, Parameter(help="The day of the first dose, where the results have theirs.")] = None,
    symptoms: Annotated[str | None, Parameter(help="What the patient reports: improved, not-improved, worse.")] = None,
    doses_given: Annotated[int | None, Parameter(help="How many injections were given.")] = None,
    as_json: Json = False,
) -> int:
    """Say whether treatment works, from the laboratory results before treatment and under it.

    Exit code 0: there is a finding, whatever it is; a warning is also said on standard error. 2: the input cannot be
    read. 3: the results do not decide it.
    """
    if baseline == follow_up == "-":
        raise PatientError.of("follow_up", "both panels are to be read from standard input; give one of them as a file")
    found = assess_response(
        patient_of(baseline).labs or [],
        patient_of(follow_up).labs or [],
        since_start=since_start,
        start=start,
        symptoms=symptoms,
        doses_given=doses_given,
    )
    for one in found.watch:
        if one.severity == "warning":
            _complain(str(one))
    _show(found.to_dict() if as_json else str(found))
    return FACTS_MISSING if found.finding == "not-decided" else ANSWERED


@app.command
def thresholds(
    cut_offs: Annotated[str | None, Parameter(help="Cut-offs to show in full: their id, or a file.")] = None,
    *,
    as_json: Json = False,
) -> int:
    """List the cut-offs that the library ships, or show some with their bands and sources."""
    if cut_offs is not None:
        shown = load_thresholds(cut_offs)
        _show(shown.to_dict() if as_json else str(shown))
        return ANSWERED
    every = [load_thresholds(name) for name in threshold_ids()]
    rows = [
        {
            "id": one.id,
            "publisher": one.publisher,
            "title": one.title,
            "jurisdiction": one.jurisdiction,
            "version": one.version,
            "analytes": list(one.markers),
        }
        for one in every
    ]
    short = [f"{row['id']}\n  {row['publisher']}, {row['version']}: {', '.join(row['analytes'])}" for row in rows]
    _show(rows if as_json else "\n\n".join(short))
    return ANSWERED


@app.command
def guidelines(
    guideline: Annotated[str | None, Parameter(help="One guideline to show in full: its id, or a file.")] = None,
    *,
    as_json: Json = False,
) -> int:
    """List the guidelines, or show one with its rules and sources."""
    if guideline is not None:
        shown = load_guideline(guideline)
        _show(shown.to_dict() if as_json else in_full(shown))
        return ANSWERED
    found = [load_guideline(name) for name in guideline_ids()]
    keys = ("id", "drug", "jurisdiction", "publisher", "title", "version", "about", "scope", "superseded_by")
    rows = [{key: getattr(one, key) for key in keys} for one in found]
    _show(rows if as_json else "\n\n".join(map(in_short, found)))
    return ANSWERED


@app.command
def products(
    product: Annotated[str | None, Parameter(help="One product to show in full: its id, or a file.")] = None,
    *,
    as_json: Json = False,
) -> int:
    """List the products that the library knows, or show one with what its label states and what was not read."""
    if product is not None:
        shown = load_product(product)
        _show(shown.to_dict() if as_json else str(shown))
        return ANSWERED
    found = [load_product(name) for name in product_ids()]
    short = [f"{one.id}\n  {one.name} ({one.jurisdiction}): {one.drug} {one.strength}" for one in found]
    _show([one.to_dict() for one in found] if as_json else "\n\n".join(short))
    return ANSWERED


@app.command
def prepare(
    dose: Annotated[str, Parameter(help='One amount with its unit, for instance "1 mg".')],
    *,
    product: Annotated[str, Parameter(help="The id of a product (see b12regimen products), or a file.")],
    route: Annotated[str, Parameter(help='The intended route: IM, SC or "deep SC".')],
    syringe: Annotated[str | None, Parameter(help='What the syringe holds, for instance "2 mL".')] = None,
    graduation: Annotated[str | None, Parameter(help='Its smallest mark, for instance "0.1 mL".')] = None,
    rounding_limit: Annotated[str | None, Parameter(help='How much of the dose may be rounded, as "5 %".')] = None,
    drug: Annotated[str | None, Parameter(help="The drug that was ordered.")] = None,
    patient: Annotated[str | None, Parameter(help=_PATIENT_HELP, allow_leading_hyphen=True)] = None,
    as_json: Json = False,
) -> int:
    """Say which volume of a product is drawn up for a dose, with the arithmetic.

    Exit code 0: said; a contraindication that stands is also said on standard error. 2: the input cannot be read, or
    the dose cannot be prepared as asked.
    """
    found = prepare_dose(
        dose,
        product,
        route=route,
        syringe=syringe,
        graduation=graduation,
        rounding_limit=rounding_limit,
        drug=drug,
        patient=None if patient is None else patient_of(patient),
    )
    for finding in found.findings:
        if finding.severity == "contraindication":
            _complain(str(finding))
    _show(found.to_dict() if as_json else str(found))
    return ANSWERED


@app.command
def check(
    files: Annotated[Sequence[str], Parameter(help="Files of guidelines, cut-offs or products, or ids.")],
    /,
    *,
    as_json: Json = False,
) -> int:
    """Check guidelines, cut-offs and products: every error with its line, what looks odd, and the proof of the table.

    Exit code 0: all is well. 1: they load, and something looks odd. 2: a file has errors.
    """
    found: list[dict[str, Any]] = []
    code = ANSWERED
    for file in files:
        try:
            checked = check_file(file)
        except OSError as error:
            checked = GuidelineCheck(file=file, errors=(Finding("", error.strerror or str(error)),))
        except B12RegimenError as error:
            checked = GuidelineCheck(file=file, errors=(Finding("", str(error)),))
        code = max(code, BAD_INPUT if checked.errors else ODD if checked.remarks else ANSWERED)
        found.append(checked.to_dict())
        if not as_json:
            (_complain if checked.errors else _show)(str(checked))
    if as_json:
        _show(found)
    return code


@app.command
def schema() -> int:
    """Print the JSON Schema of guideline files, for editors."""
    _show(guideline_schema())
    return ANSWERED


class _OutputError(Exception):
    """What was to be printed did not get through."""


def _show(content: str | dict[str, Any] | list[dict[str, Any]]) -> None:
    if sys.stdout is None:
        raise _OutputError("standard output is closed")
    try:
        if isinstance(content, str):
            text = Text(content)
            text.highlight_regex(r"(?m)^[A-Z][A-Z0-9 ,]+$", "bold")
            Console(highlight=False, soft_wrap=True).print(text)
        else:
            sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
        sys.stdout.flush()
    except (OSError, UnicodeError, SystemExit) as error:
        sys.stdout = None  # so that nothing is tried again on the way out
        raise _OutputError(str(error)) from None


def _complain(error: B12RegimenError | OSError | str) -> None:
    reason = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(reason, "red"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    try:
        code = app(arguments, exit_on_error=False, print_error=True, result_action="return_value")
    except CycloptsError:
        return BAD_INPUT
    except _OutputError as error:
        _complain(f"the answer could not be written: {error}")
        return NOT_WRITTEN
    except (B12RegimenError, OSError) as error:
        _complain(error)
        return BAD_INPUT
    return code if isinstance(code, int) else ANSWERED
