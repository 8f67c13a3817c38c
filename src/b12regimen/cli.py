"""The command line ``b12regimen`` (extra ``cli``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from b12regimen.analytes import convert as convert_quantity
from b12regimen.analytes import to_analyte
from b12regimen.cli_output import (
    ANSWERED,
    BAD_INPUT,
    FACTS_MISSING,
    GUIDELINE_HELP,
    NO_REGIMEN,
    NOT_WRITTEN,
    ODD,
    PATIENT_HELP,
    App,
    CycloptsError,
    Json,
    OutputError,
    Parameter,
    complain,
    read_patient,
    show,
)
from b12regimen.cli_schedule import schedule
from b12regimen.comparison import compare_guidelines
from b12regimen.errors import B12RegimenError, ThresholdsError
from b12regimen.file_schema import guideline_schema
from b12regimen.guideline_changes import diff_guidelines
from b12regimen.guideline_check import GuidelineCheck, check_guideline
from b12regimen.guideline_loader import guideline_ids, load_guideline
from b12regimen.interpretation import interpret_labs
from b12regimen.monitoring import monitoring_plan
from b12regimen.quantities import Quantity
from b12regimen.response import assess_response
from b12regimen.selection import select_regimen
from b12regimen.threshold_loader import load_thresholds, threshold_ids

if TYPE_CHECKING:
    from b12regimen.guideline import Guideline

_EXIT_CODES: Final = {"ask": FACTS_MISSING, "out-of-scope": NO_REGIMEN, "not-stated": NO_REGIMEN}

app = App(
    name="b12regimen",
    help="Which vitamin B12 injection regimen a published guideline gives for a patient, and who says so. "
    "It supports a clinician's decision and never takes it.",
    version_flags=["--version"],
)


app.command(schedule)


@app.command
def recommend(
    patient: Annotated[str, Parameter(help=PATIENT_HELP, allow_leading_hyphen=True)],
    *,
    guideline: Annotated[str, Parameter(help=GUIDELINE_HELP)],
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
    recommendation = select_regimen(read_patient(patient), guideline=asked, thresholds=thresholds)
    for alert in recommendation.alerts:
        if alert.severity == "contraindication":
            complain(str(alert))
    show(recommendation.to_dict() if as_json else str(recommendation))
    return _EXIT_CODES.get(recommendation.action, ANSWERED)


@app.command
def monitor(
    patient: Annotated[str, Parameter(help=PATIENT_HELP, allow_leading_hyphen=True)],
    *,
    guideline: Annotated[str, Parameter(help=GUIDELINE_HELP)],
    start: Annotated[date | None, Parameter(help="The day of the first dose, by which the rest is dated.")] = None,
    as_json: Json = False,
) -> int:
    """Say what sources measure or review beside a guideline's injections, when and why, and what they do not measure.

    Exit code 0: said, with what could not be decided. 2: the input cannot be read.
    """
    known = read_patient(patient)
    plan = monitoring_plan(select_regimen(known, guideline=guideline), start=start)
    show(plan.to_dict() if as_json else str(plan))
    return ANSWERED


@app.command
def compare(
    patient: Annotated[str, Parameter(help=PATIENT_HELP, allow_leading_hyphen=True)],
    *,
    guideline: Annotated[
        list[str] | None, Parameter(help="Guidelines to ask; every shipped one on treatment if left out.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Ask several guidelines about a patient, and show their answers side by side.

    Exit code 0: they were asked. 2: the input cannot be read.
    """
    found = compare_guidelines(read_patient(patient), guideline)
    show(found.to_dict() if as_json else str(found))
    return ANSWERED


@app.command
def changes(
    old: Annotated[str, Parameter(help="The old version: an id or a file.")],
    new: Annotated[str, Parameter(help="The new version.")],
    *,
    as_json: Json = False,
) -> int:
    """Say for whom two versions of a guideline give different answers.

    Exit code 0: compared, whatever was found. 2: a file cannot be read.
    """
    found = diff_guidelines(old, new)
    text = "\n\n".join(map(str, found)) or "the two give every patient the same answer"
    show([change.to_dict() for change in found] if as_json else text)
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
        show({"value": str(found.value), "unit": found.unit.symbol, "exact": list(exact), "molar_mass": grams})
    else:
        show(str(found) if by is None else f"{found}, by {by}")
    return ANSWERED


@app.command
def interpret(
    patient: Annotated[str, Parameter(help=PATIENT_HELP, allow_leading_hyphen=True)],
    *,
    thresholds: Annotated[str, Parameter(help="The id of cut-offs (see b12regimen thresholds), or a file.")],
    as_json: Json = False,
) -> int:
    """Say what a patient's laboratory results say by the cut-offs of one source.

    Exit code 0: there is a finding, whatever it is. 2: the input cannot be read. 3: there are no results, or none that
    speaks to the deficiency.
    """
    known = read_patient(patient)
    found = interpret_labs(known.labs or [], thresholds=thresholds, patient=known)
    show(found.to_dict() if as_json else str(found))
    return FACTS_MISSING if found.deficiency is None else ANSWERED


@app.command
def response(
    baseline: Annotated[str, Parameter(help=PATIENT_HELP, allow_leading_hyphen=True)],
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
    found = assess_response(
        read_patient(baseline).labs or [],
        read_patient(follow_up).labs or [],
        since_start=since_start,
        start=start,
        symptoms=symptoms,
        doses_given=doses_given,
    )
    for one in found.watch:
        if one.severity == "warning":
            complain(str(one))
    show(found.to_dict() if as_json else str(found))
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
        show(shown.to_dict() if as_json else str(shown))
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
    show(rows if as_json else "\n\n".join(short))
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
        show(shown.to_dict() if as_json else _in_full(shown))
        return ANSWERED
    found = [load_guideline(name) for name in guideline_ids()]
    keys = ("id", "drug", "jurisdiction", "publisher", "title", "version", "about", "scope", "superseded_by")
    rows = [{key: getattr(one, key) for key in keys} for one in found]
    show(rows if as_json else "\n\n".join(map(_in_short, found)))
    return ANSWERED


@app.command
def check(
    files: Annotated[Sequence[str], Parameter(help="Files of guidelines or cut-offs, or ids.")],
    /,
    *,
    as_json: Json = False,
) -> int:
    """Check guidelines and cut-offs: every error with its line, what looks odd, and the proof of the table.

    Exit code 0: all is well. 1: they load, and something looks odd. 2: a file has errors.
    """
    found: list[dict[str, Any]] = []
    code = ANSWERED
    for file in files:
        try:
            checked = _cut_offs(file) if _holds_cut_offs(file) else check_guideline(file)
        except (B12RegimenError, OSError) as error:
            complain(error)
            code = BAD_INPUT
            continue
        code = max(code, BAD_INPUT if checked.errors else ODD if checked.remarks else ANSWERED)
        found.append(checked.to_dict())
        if not as_json:
            (complain if checked.errors else show)(str(checked))
    if as_json:
        show(found)
    return code


def _cut_offs(file: str) -> GuidelineCheck:
    try:
        analytes = len(load_thresholds(file).markers)
    except ThresholdsError as error:
        return GuidelineCheck(file=file, kind="thresholds", errors=error.findings)
    return GuidelineCheck(file=file, kind="thresholds", analytes=analytes)


@app.command
def schema() -> int:
    """Print the JSON Schema of guideline files, for editors."""
    show(guideline_schema())
    return ANSWERED


def _holds_cut_offs(file: str) -> bool:
    path = Path(file)
    if file in threshold_ids():
        return True
    return path.is_file() and "[[marker]]" in path.read_text("utf-8", "replace")


def _in_short(guideline: Guideline) -> str:
    drug = guideline.drug or "drug not stated"
    about = guideline.about if guideline.about != "treatment" else drug
    return (
        f"{guideline.id}\n  {guideline.publisher} ({guideline.jurisdiction}), {guideline.version}: {about}\n"
        f"  {guideline.scope}"
    )


def _in_full(guideline: Guideline) -> str:
    lines = [
        f"{guideline.title} ({guideline.id})",
        f"  by {guideline.publisher}, {guideline.jurisdiction}, {guideline.version}",
        f"  drug: {guideline.drug or 'not stated'}",
        f"  about: {guideline.about}",
        f"  covers: {guideline.scope}",
        "",
        "RULES",
    ]
    for rule in guideline.rules.values():
        lines += [f"  {rule.id}: {rule}", *(f"    when {where}" for where in guideline.applies_to(rule.id))]
        lines += [f"    printed: {rule.printed}"] if rule.printed else []
        lines += [f"    {citation}" for citation in rule.citations]
    if guideline.table.exclusions:
        lines += ["", "CANNOT BE"]
        for found in guideline.table.exclusions:
            where = ", ".join(guideline.table.restrictions(guideline.table.box(found.when)))
            lines.append(f"  {where}: {found.reason}")
    for heading, said in (("ALERTS", guideline.alerts), ("NOTES", guideline.notes)):
        lines += ["", heading, *([] if said else ["  none"])]
        for one in said:
            lines += [f"  {one}", *(f"    {citation}" for citation in one.citations)]
    lines += ["", "SOURCES"]
    for source in guideline.sources.values():
        lines.append(f"  {source.key} [{source.evidence}]: {source.title}")
        lines += [f"    {source.note}"] if source.note else []
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    try:
        code = app(arguments, exit_on_error=False, print_error=True, result_action="return_value")
    except CycloptsError:
        return BAD_INPUT
    except OutputError as error:
        complain(f"the answer could not be written: {error}")
        return NOT_WRITTEN
    except (B12RegimenError, OSError) as error:
        complain(error)
        return BAD_INPUT
    return code if isinstance(code, int) else ANSWERED
