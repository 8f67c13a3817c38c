"""The commands of ``b12regimen`` that look at a patient, a quantity or an order."""

from __future__ import annotations

import sys
from typing import Annotated, Final

from b12regimen.cli.input import check_order_first, guideline_of, order_text, patient_of
from b12regimen.cli.output import (
    ANSWERED,
    AS_OF_HELP,
    FACTS_MISSING,
    GUIDELINE_HELP,
    NO_REGIMEN,
    ODD,
    PATIENT_HELP,
    THRESHOLDS_HELP,
    Day,
    Html,
    Json,
    Parameter,
    complain,
    line_width,
    show,
    show_answer,
    show_sections,
)
from b12regimen.cli.page_head import page_head
from b12regimen.comparison.comparison import compare_guidelines
from b12regimen.courses.course_file import load_course
from b12regimen.display.text import as_text
from b12regimen.errors import EditionError, OrderError, PatientError
from b12regimen.interpretation.interpretation import interpret_labs
from b12regimen.interpretation.threshold_loader import load_thresholds
from b12regimen.monitoring.plan import monitoring_plan
from b12regimen.orders.review import review_order
from b12regimen.patients.analytes import convert as convert_quantity
from b12regimen.patients.analytes import to_analyte
from b12regimen.patients.patient import Patient
from b12regimen.preparation.findings import THOUSANDFOLD
from b12regimen.preparation.preparation import prepare_dose
from b12regimen.recommendations.selection import select_regimen
from b12regimen.responses.response import assess_response
from b12regimen.values.quantities import Quantity

_EXIT_CODES: Final = {"ask": FACTS_MISSING, "out-of-scope": NO_REGIMEN, "not-stated": NO_REGIMEN}
_MORE: Final = "\n\nb12regimen recommend --full prints that too"


def recommend(
    patient: Annotated[str, Parameter(help=PATIENT_HELP, allow_leading_hyphen=True)],
    /,
    *,
    guideline: Annotated[str, Parameter(help=GUIDELINE_HELP)],
    thresholds: Annotated[str | None, Parameter(help=THRESHOLDS_HELP)] = None,
    as_of: Annotated[Day | None, Parameter(help=AS_OF_HELP)] = None,
    full: Annotated[bool, Parameter(negative="", help="Say everything, as --json always does.")] = False,
    as_json: Json = False,
    html: Html = None,
) -> int:
    """Say what a guideline gives for a patient.

    Exit codes:

    * 0: a regimen, oral advice, either, a test, a follow-up or no treatment; a contraindication that stands is
      also said on standard error.
    * 2: the input cannot be read.
    * 3: facts are missing that change the answer.
    * 4: the source does not cover the patient, or states no regimen.
    * 5: the answer could not be written.
    """
    asked = guideline_of(guideline, as_of)
    known = patient_of(patient)
    recommendation = select_regimen(known, guideline=asked, thresholds=thresholds)
    for alert in recommendation.contraindications:
        complain(str(alert))
    sections = list(recommendation._sections() if full else recommendation._brief_sections())  # noqa: SLF001  (of text)
    about = page_head(patients={"patient": known}, texts=[asked])
    show_sections(
        "recommendation",
        sections,
        recommendation.to_dict,
        about,
        as_json=as_json,
        html=html,
        text=lambda: f"{as_text(sections, line_width(sys.stdout))}{'' if full else _MORE}",
    )
    return _EXIT_CODES.get(recommendation.action, ANSWERED)


def monitor(
    patient: Annotated[str, Parameter(help=PATIENT_HELP, allow_leading_hyphen=True)],
    /,
    *,
    guideline: Annotated[str, Parameter(help=GUIDELINE_HELP)],
    thresholds: Annotated[str | None, Parameter(help=THRESHOLDS_HELP)] = None,
    as_of: Annotated[Day | None, Parameter(help=AS_OF_HELP)] = None,
    start: Annotated[Day | None, Parameter(help="The day of the first dose, by which the rest is dated.")] = None,
    end_of_repletion: Annotated[Day | None, Parameter(help="The last day of repletion.")] = None,
    as_json: Json = False,
    html: Html = None,
) -> int:
    """Say what sources measure or review beside a guideline's injections, when and why, and what they do not measure.

    Exit codes:

    * 0: said, with what could not be decided.
    * 2: the input cannot be read.
    * 5: the answer could not be written.
    """
    known, asked = patient_of(patient), guideline_of(guideline, as_of)
    found = select_regimen(known, guideline=asked, thresholds=thresholds)
    plan = monitoring_plan(found, start=start, end_of_repletion=end_of_repletion)
    show_answer(plan, page_head(patients={"patient": known}, texts=[asked]), as_json=as_json, html=html)
    return ANSWERED


def review(
    order: Annotated[
        str, Parameter(help="The order: its text, a file, or - for standard input.", allow_leading_hyphen=True)
    ],
    patient: Annotated[str, Parameter(help=PATIENT_HELP, allow_leading_hyphen=True)],
    /,
    *,
    guideline: Annotated[str, Parameter(help=GUIDELINE_HELP)],
    product: Annotated[str | None, Parameter(help="The product that is used: its id, or a file.")] = None,
    course: Annotated[str | None, Parameter(help="What was given so far: a course as JSON, from schedule.")] = None,
    today: Annotated[Day | None, Parameter(help="The day of the review; a course needs it.")] = None,
    thresholds: Annotated[str | None, Parameter(help=THRESHOLDS_HELP)] = None,
    as_of: Annotated[Day | None, Parameter(help=AS_OF_HELP)] = None,
    as_json: Json = False,
    html: Html = None,
) -> int:
    """Say where a written order differs from what a guideline gives for a patient, and where it agrees.

    Exit codes:

    * 0: it agrees with the source.
    * 1: something differs, is missing or easily misread; a contraindication that stands is also said on
      standard error.
    * 2: the order or the patient cannot be read.
    * 3: facts are missing that change the answer.
    * 4: the source gives nothing to compare with.
    * 5: the answer could not be written.
    """
    if order == "-" == patient:
        raise OrderError("the order and the patient cannot both be on standard input")
    check_order_first(order, patient)
    known = patient_of(patient)
    given = None if course is None else load_course(course)
    found = review_order(
        order_text(order),
        known,
        guideline=guideline_of(guideline, as_of),
        product=product,
        course=given,
        today=today,
        thresholds=thresholds,
    )
    for finding in found.findings:
        if finding.severity == "contraindication":
            complain(str(finding))
    about = page_head(patients={"patient": known}, texts=[found.recommendation.guideline])
    show_answer(found, about, as_json=as_json, html=html)
    if found.why_not_compared is not None:
        return _EXIT_CODES.get(found.recommendation.action, NO_REGIMEN)
    return ANSWERED if found.outcome == "agrees" else ODD


def compare(
    patient: Annotated[str, Parameter(help=PATIENT_HELP, allow_leading_hyphen=True)],
    /,
    *,
    guideline: Annotated[
        list[str] | None, Parameter(negative="", help="Guidelines to ask; every shipped one on treatment if left out.")
    ] = None,
    thresholds: Annotated[str | None, Parameter(help="Cut-offs in place of those that each guideline names.")] = None,
    as_of: Annotated[
        Day | None, Parameter(help="Ask the editions that stood on this day of the guidelines that are named.")
    ] = None,
    as_json: Json = False,
    html: Html = None,
) -> int:
    """Ask several guidelines about a patient, and show their answers side by side.

    Exit codes:

    * 0: they were asked, and what they warn of stands in the rows.
    * 2: the input cannot be read.
    * 5: the answer could not be written.
    """
    if as_of is not None and guideline is None:
        raise EditionError("name the guidelines whose editions are asked; most that the library ships are undated")
    asked = guideline if guideline is None else [guideline_of(one, as_of) for one in guideline]
    known = patient_of(patient)
    found = compare_guidelines(known, asked, thresholds=thresholds)
    about = page_head(patients={"patient": known}, texts=[row.recommendation.guideline for row in found.rows])
    show_answer(found, about, as_json=as_json, html=html)
    return ANSWERED


def convert(
    value: Annotated[str, Parameter(help='A number with its unit, for instance "200 pg/mL".')],
    unit: Annotated[str, Parameter(help="The unit that is wanted.")],
    /,
    *,
    analyte: Annotated[str | None, Parameter(help="What was measured; needed between mass and moles.")] = None,
    as_json: Json = False,
) -> int:
    """Convert a quantity exactly, and say by which molar mass.

    Exit codes:

    * 0: converted.
    * 2: something cannot be read, or the conversion has no source.
    * 5: the answer could not be written.
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


def interpret(
    patient: Annotated[str, Parameter(help=PATIENT_HELP, allow_leading_hyphen=True)],
    /,
    *,
    thresholds: Annotated[str, Parameter(help="The id of cut-offs (see b12regimen thresholds), or a file.")],
    as_json: Json = False,
    html: Html = None,
) -> int:
    """Say what a patient's laboratory results say by the cut-offs of one source.

    Exit codes:

    * 0: there is a finding, whatever it is.
    * 2: the input cannot be read.
    * 3: there are no results, or none that speaks to the deficiency.
    * 5: the answer could not be written.
    """
    known = patient_of(patient)
    by = load_thresholds(thresholds)
    found = interpret_labs(known.labs or [], thresholds=by, patient=known)
    show_answer(found, page_head(patients={"patient": known}, texts=[by]), as_json=as_json, html=html)
    return FACTS_MISSING if found.deficiency is None else ANSWERED


def response(
    baseline: Annotated[str, Parameter(help=PATIENT_HELP, allow_leading_hyphen=True)],
    follow_up: Annotated[str, Parameter(help="The same under treatment.", allow_leading_hyphen=True)],
    /,
    *,
    since_start: Annotated[str | None, Parameter(help='The time from the first dose, for instance "9 days".')] = None,
    start: Annotated[Day | None, Parameter(help="The day of the first dose, where the results have theirs.")] = None,
    symptoms: Annotated[str | None, Parameter(help="What the patient reports: improved, not-improved, worse.")] = None,
    doses_given: Annotated[int | None, Parameter(help="How many injections were given.")] = None,
    as_json: Json = False,
    html: Html = None,
) -> int:
    """Say whether treatment works, from the laboratory results before treatment and under it.

    Exit codes:

    * 0: there is a finding, whatever it is; a warning is also said on standard error.
    * 2: the input cannot be read.
    * 3: the results do not decide it.
    * 5: the answer could not be written.
    """
    if baseline == follow_up == "-":
        raise PatientError.of("follow_up", "both panels are to be read from standard input; give one of them as a file")
    before, after = patient_of(baseline), patient_of(follow_up)
    found = assess_response(
        before.labs or [],
        after.labs or [],
        since_start=since_start,
        start=start,
        symptoms=symptoms,
        doses_given=doses_given,
    )
    for one in found.watch:
        if one.severity == "warning":
            complain(str(one))
    about = page_head(patients={"patient before treatment": before, "patient under treatment": after})
    show_answer(found, about, as_json=as_json, html=html)
    return FACTS_MISSING if found.finding == "not-decided" else ANSWERED


def prepare(
    dose: Annotated[str, Parameter(help='One amount with its unit, for instance "1 mg".')],
    /,
    *,
    product: Annotated[str, Parameter(help="The id of a product (see b12regimen products), or a file.")],
    route: Annotated[str, Parameter(help='The intended route: IM, SC or "deep SC".')],
    syringe: Annotated[str | None, Parameter(help='What the syringe holds, for instance "2 mL".')] = None,
    graduation: Annotated[str | None, Parameter(help='Its smallest mark, for instance "0.1 mL".')] = None,
    rounding_limit: Annotated[str | None, Parameter(help='How much of the dose may be rounded, as "5 %".')] = None,
    drug: Annotated[str | None, Parameter(help="The drug that was ordered.")] = None,
    patient: Annotated[str | None, Parameter(help=PATIENT_HELP, allow_leading_hyphen=True)] = None,
    as_json: Json = False,
    html: Html = None,
) -> int:
    """Say which volume of a product is drawn up for a dose, with the arithmetic.

    Exit codes:

    * 0: said.
    * 1: the dose is a thousand times what the label states or a thousandth of it, which is also said on standard error.
    * 2: the input cannot be read, or the dose cannot be prepared as asked.
    * 4: a contraindication stands, which is also said on standard error.
    * 5: the answer could not be written.
    """
    known = None if patient is None else patient_of(patient)
    found = prepare_dose(
        dose,
        product,
        route=route,
        syringe=syringe,
        graduation=graduation,
        rounding_limit=rounding_limit,
        drug=drug,
        patient=known,
    )
    for alert in found.alerts:
        if alert.blocks or alert.id == THOUSANDFOLD:
            complain(str(alert))
    about = page_head(patients={"patient": known or Patient()}, more=[f"product: {product}"])
    show_answer(found, about, as_json=as_json, html=html)
    return NO_REGIMEN if found.blocked else ODD if found.in_doubt else ANSWERED
