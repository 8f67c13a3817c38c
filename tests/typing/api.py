"""How the library is used, for type checkers; it is checked and not run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, assert_type

import polars as pl
from matplotlib.axes import Axes

from b12regimen import (
    Age,
    Alert,
    Alternative,
    Cause,
    ChecklistItem,
    Choice,
    Citation,
    Comparison,
    Concentration,
    Conditions,
    Container,
    ContainerCount,
    Course,
    CourseDose,
    CourseStatus,
    Decision,
    Dose,
    DoseDay,
    DueDose,
    FactUsed,
    Finding,
    FollowUp,
    GivenDose,
    Guideline,
    GuidelineChange,
    GuidelineCheck,
    GuidelineError,
    Interpretation,
    LabFinding,
    LabPanel,
    LabResult,
    MarkerResponse,
    MonitoringDisagreement,
    MonitoringItem,
    MonitoringPlan,
    Order,
    OrderFinding,
    OrderReview,
    OrderWord,
    Patient,
    Phase,
    PossibleAnswer,
    Preparation,
    Product,
    Quantity,
    Question,
    Range,
    Recommendation,
    Regimen,
    Repeat,
    Response,
    Rule,
    Severity,
    Statement,
    Step,
    Suspicion,
    Thresholds,
    age_on,
    assess_response,
    check_guideline,
    compare_guidelines,
    convert,
    diff_guidelines,
    frames,
    guideline_ids,
    guideline_schema,
    interpret_labs,
    load_course,
    load_given,
    load_guideline,
    load_patient,
    load_product,
    load_thresholds,
    monitoring_plan,
    parse_guideline,
    parse_patient,
    parse_phase,
    parse_product,
    parse_thresholds,
    prepare_dose,
    product_ids,
    read_order,
    review_order,
    select_regimen,
    threshold_ids,
    to_calendar,
)
from b12regimen.cds_hooks import CardsResponse, Deployment, Discovery, Feedback, discovery, read_feedback, respond
from b12regimen.cds_hooks.app import MemoryReplayStore, ReplayStore, TokenCheck, create_app
from b12regimen.fhir import (
    Bundle,
    CourseImport,
    DetectedIssue,
    Dosage,
    MedicationRequest,
    NameRead,
    PatientImport,
    Provenance,
    ReadResource,
    RecordedDose,
    RegimenImport,
    ServiceRequest,
    detected_issues,
    dosage_instructions,
    draft_bundle,
    medication_requests,
    patient_from_fhir,
    provenance,
    record_given_doses,
    regimen_from_fhir,
    service_requests,
)
from b12regimen.plots import plot_comparison, plot_course, plot_labs, plot_regimen
from b12regimen.types import CAUSE_KINDS, CauseKind

patient = Patient(age=46, cause="pernicious-anaemia", severity=Severity(neurological=True), purpose="treatment")
assert_type(patient.age, Age | None)
assert_type(patient.severity.neurological, bool | None)
reviewed = Patient(suspicion=Suspicion(symptoms=True), follow_up=FollowUp(response="improved", cause_addressed=False))
assert_type(reviewed.suspicion.tested, bool | None)
assert_type(reviewed.follow_up.response, Literal["improved", "not-improved", "worse"] | None)
assert_type(patient.causes, tuple[Cause, ...])
assert_type(patient.to_dict(), dict[str, Any])
Patient(age="13 months", cause=["coeliac", Cause("dietary-vegan", reversible=True)], weight="9 kg", medicines=["x"])
Patient(severity={"neurological": True}, conditions=Conditions(anticoagulated=False), allergies=[])
assert_type(Patient.from_dict({"age": 46}), Patient)
assert_type(load_patient("patient.toml"), Patient)

assert_type(guideline_ids(), list[str])
guideline = load_guideline("uk-bnf-hydroxocobalamin")
assert_type(guideline, Guideline)
assert_type(guideline.about, Literal["testing", "treatment", "follow-up"])
assert_type(guideline.rules["child"], Rule)

recommendation = select_regimen(patient, guideline=guideline)
assert_type(recommendation, Recommendation)
assert_type(select_regimen(patient, guideline=Path("own.toml")), Recommendation)
assert_type(recommendation.regimens, tuple[Regimen, ...])
assert_type(recommendation.questions, tuple[Question, ...])
assert_type(recommendation.questions[0].answers[0], PossibleAnswer)
assert_type(recommendation.alternatives, tuple[Alternative, ...])
assert_type(recommendation.alerts, tuple[Alert, ...])
assert_type(recommendation.citations, tuple[Citation, ...])
assert_type(recommendation.facts, tuple[FactUsed, ...])
assert_type(recommendation.checklist, tuple[ChecklistItem, ...])
assert_type(recommendation.blocked, bool)
assert_type(recommendation.contraindications, tuple[Alert, ...])
assert_type(recommendation.contraindications[0].blocks, bool)
assert_type(recommendation.regimen(), Regimen)
assert_type(recommendation.regimen(2), Regimen)
recommendation.regimen("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
assert_type(recommendation.to_json(), str)
assert_type(recommendation.guideline.label, str)
assert_type(recommendation.to_json(), str)
assert_type(recommendation.to_dict(), dict[str, Any])
assert_type(recommendation.to_html(brief=True), str)
assert_type(Patient().to_html(), str)
assert_type(CAUSE_KINDS[0], CauseKind)
if recommendation.action == "inject":
    print(recommendation.regimens[0])
if recommendation.action == "follow-up":
    print(recommendation.advice)

regimen = Regimen.parse("hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months")
assert_type(regimen.choices, tuple[Choice, ...])
assert_type(regimen.settle({"maintenance.1.timing": "every 3 months"}), Regimen)
assert_type(regimen.dose_count("maintenance"), Range[int])
assert_type(regimen.phases_not_stated, tuple[Literal["repletion", "maintenance"], ...])
assert_type(regimen.dose_days(365), list[DoseDay])
assert_type(parse_phase("1 mg IM weekly"), Phase)
milligram = Quantity.parse("1 mg")
weekly = Repeat(Range.exactly(1), Range.exactly(1), "week")
built = Regimen(
    None, Phase(kind="none"), Phase((Step(dose=Dose(Range.exactly(milligram)), routes=("IM",), timings=(weekly,)),))
)
assert_type(built.maintenance.steps[0].dose.amount.exact, Quantity)

try:
    load_guideline("own.toml", today="2026-03-02")
except GuidelineError as error:
    assert_type(error.findings, tuple[Finding, ...])

# What type checkers must refuse
Patient(sex=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
select_regimen(patient)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Step(dose=Dose(Range.exactly(milligram)), routes=("IV",))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

plan = monitoring_plan(recommendation, start=date(2026, 3, 2))
assert_type(plan, MonitoringPlan)
assert_type(plan.items, tuple[MonitoringItem, ...])
assert_type(plan.items[0].earliest, date | None)
assert_type(plan.not_decided[0].source, str)
assert_type(plan.disagreements, tuple[MonitoringDisagreement, ...])
assert_type(plan.to_dict(), dict[str, Any])
monitoring_plan(recommendation, start="2026-03-02")
monitoring_plan(recommendation, start=20260302)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

answered = frames.select_regimens(pl.DataFrame({"age": [46]}), guideline=guideline, units={"mma": "nmol/L"})
assert_type(answered, pl.DataFrame)
assert_type(frames.select_regimens(pl.LazyFrame(), guideline="uk-nice-cks"), pl.LazyFrame)
assert_type(frames.explain(answered, 0, guideline=guideline), Recommendation)
assert_type(frames.what_to_collect(answered, guideline=guideline), tuple[frames.ToCollect, ...])
assert_type(frames.check_columns(answered), tuple[frames.ColumnCheck, ...])

results = [LabResult("total-b12", "205 pg/mL"), LabResult("mma", flag="high")]
panel = LabPanel(results, treated_since="2026-02-01")
assert_type(panel.results, tuple[LabResult, ...])
assert_type(convert("205 pg/mL", "pmol/L", analyte="total-b12"), Quantity)
thresholds = load_thresholds("uk-nice-ng239")
assert_type(thresholds, Thresholds)
interpretation = interpret_labs(results, thresholds=thresholds, patient=patient)
assert_type(interpretation, Interpretation)
assert_type(interpretation.findings, tuple[LabFinding, ...])
assert_type(
    interpret_labs({"results": []}, thresholds="uk-nice-ng239").anaemia,
    tuple[Literal["none", "present", "severe"], ...] | None,
)
assert_type(Patient(labs=results).labs, LabPanel | None)
assert_type(select_regimen(patient, guideline=guideline, thresholds=thresholds).labs, Interpretation | None)

response = assess_response(results, panel, since_start="9 days", symptoms="improved", doses_given=9)
assert_type(response, Response)
assert_type(response.finding, Literal["responded", "too-early", "partial", "none", "not-decided"])
assert_type(response.markers["mma"], MarkerResponse)
assert_type(response.meanings, tuple[Statement, ...])
assert_type(response.next, tuple[Statement, ...])
assert_type(response.to_dict(), dict[str, Any])

assert_type(product_ids(), list[str])
product = load_product("uk-neo-cytamen")
assert_type(product, Product)
assert_type(product.strength, Concentration | None)
assert_type(product.routes, tuple[Literal["IM", "SC", "deep SC", "orally"], ...])
assert_type(product.citations, tuple[Citation, ...])
own = Product(drug="hydroxocobalamin", strength="1 mg in 1 mL", routes=["IM"], containers=[Container(kind="ampoule")])
preparation = prepare_dose("1 mg", own, route="IM", graduation="0.1 mL", rounding_limit="5 %", patient=patient)
assert_type(preparation, Preparation)
assert_type(prepare_dose(Dose(Range.exactly(milligram)), "uk-neo-cytamen", route="IM").volume, Quantity)
assert_type(preparation.containers, tuple[ContainerCount, ...])
assert_type(preparation.alerts, tuple[Alert, ...])
assert_type(preparation.blocked, bool)
prepare_dose("1 mg", own)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
order = read_order("hydroxocobalamin 1 mg IM every 3 months")
assert_type(order, Order)
assert_type(order.regimen, Regimen | None)
assert_type(order.words, tuple[OrderWord, ...])
Order(drug="hydroxocobalamin", repletion="none", maintenance=parse_phase("1 mg IM every 3 months"))
review = review_order(order, patient, guideline=guideline, product="uk-neo-cytamen")
assert_type(review, OrderReview)
assert_type(review.compared_with, Regimen | None)
assert_type(review_order(order, patient, guideline=guideline, thresholds="uk-nice-ng239"), OrderReview)
assert_type(review.outcome, Literal["agrees", "findings", "blocked", "not-compared"])
assert_type(review.findings, tuple[OrderFinding, ...])
assert_type(review.to_dict(), dict[str, Any])
review_order(order, patient)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
course = Course.of(recommendation, start=date(2026, 3, 2), policy="longest")
assert_type(course, Course)
assert_type(course.record("2026-03-02", dose="1 mg").pause("2026-03-03").resume("2026-04-01"), Course)
assert_type(course.settle({"maintenance.1.timing": "every 3 months"}, date(2026, 3, 2)), Course)
assert_type(course.given, tuple[GivenDose, ...])
assert_type(course.decisions, tuple[Decision, ...])
assert_type(course.next_due("2026-03-02", grace=3, is_open=lambda day: day.weekday() < 5), DueDose | None)
assert_type(course.status(date(2026, 3, 2)), CourseStatus)
assert_type(course.doses(until="2027-01-01"), list[CourseDose])
assert_type(Course.from_dict(course.to_dict()), Course)
assert_type(load_course("course.json"), Course)
assert_type(load_given("given.csv"), tuple[GivenDose, ...])
assert_type(to_calendar(course, name="17", until="2027-01-01", stamp=datetime(2026, 3, 2, tzinfo=UTC)), str)
imported = patient_from_fhir([], today=date(2026, 3, 2), codes={"system|code": "drug:mecobalamin"}, whole=["allergies"])
assert_type(imported, PatientImport)
assert_type(imported.patient, Patient)
assert_type(imported.given_doses, tuple[RecordedDose, ...])
assert_type(imported.with_outcome("ignored"), tuple[ReadResource, ...])
requests = medication_requests(recommendation, subject="Patient/p1", answers={"drug": "mecobalamin"}, phase="repletion")
assert_type(requests, list[MedicationRequest])
assert_type(requests[0]["dosageInstruction"][0], Dosage)
assert_type(dosage_instructions(regimen), list[Dosage])
assert_type(regimen_from_fhir(requests[0], ampoule="1 mg"), RegimenImport)
assert_type(regimen_from_fhir(requests[0]).name_beside([]), NameRead)
assert_type(regimen_from_fhir(requests[0]).in_short, str | None)
assert_type(regimen_from_fhir({}).regimen, Regimen | None)
assert_type(service_requests(plan, subject="Patient/p1"), list[ServiceRequest])
assert_type(detected_issues(recommendation, subject="Patient/p1"), list[DetectedIssue])
assert_type(provenance(recommendation, targets=["x"], recorded=datetime(2026, 3, 2, tzinfo=UTC)), Provenance)
assert_type(record_given_doses(course, imported.given_doses), CourseImport)
assert_type(record_given_doses(course, []).course, Course)
bundle = draft_bundle(recommendation, subject="Patient/p1", recorded=datetime(2026, 3, 2, tzinfo=UTC), plan=plan)
assert_type(bundle, Bundle)
medication_requests(recommendation)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
deployment = Deployment(guideline=guideline, results_within="any-age")
assert_type(discovery(deployment), Discovery)
assert_type(respond("b12-patient-view", {}, deployment=deployment, today=date(2026, 3, 2)), CardsResponse)
assert_type(read_feedback("b12-patient-view", {}), Feedback)
store: ReplayStore = MemoryReplayStore(lambda: 0.0)
tokens = TokenCheck(
    base_url="https://cds.example.org", issuers={"https://ehr.example.org": {"keys": []}}, replays=store
)
create_app(deployment, authentication=tokens, today=date.today)
create_app(deployment, authentication="without-authentication", today=date.today)
create_app(deployment, today=date.today)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Deployment(guideline=guideline)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
assert_type(recommendation.brief(), str)
assert_type(age_on(date(1980, 2, 29), date(2026, 3, 2)), Age)
assert_type(parse_patient("age = 46"), Patient)
assert_type(parse_guideline(""), Guideline)
assert_type(parse_product(""), Product)
assert_type(parse_thresholds(""), Thresholds)
assert_type(threshold_ids(), list[str])
assert_type(guideline_schema(), dict[str, Any])
assert_type(check_guideline("our-protocol.toml", today="2026-03-02"), GuidelineCheck)
assert_type(diff_guidelines("uk-nice-cks", guideline), list[GuidelineChange])
compared = compare_guidelines(patient, [guideline, "us-fda-cyanocobalamin"], thresholds="uk-nice-ng239")
assert_type(compared, Comparison)
assert_type(compared.to_dict(), dict[str, Any])
assert_type(plot_regimen(recommendation, which=1, days=90), Axes)
assert_type(plot_comparison(compared), Axes)
assert_type(plot_course(course, "2026-03-02"), Axes)
assert_type(plot_labs(results, "total-b12", thresholds=thresholds), Axes)
assert_type(frames.summarise(answered, count=["action"]), pl.DataFrame)
