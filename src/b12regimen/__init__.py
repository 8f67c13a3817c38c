"""Which vitamin B12 injection regimen a published guideline gives for a patient, and who says so.

It supports a clinician's decision and never takes it. Each public name loads its module on first use.
"""

from b12regimen.version import __version__ as __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from b12regimen.alerts.alerts import Alert
    from b12regimen.alerts.safety import ClinicianChange
    from b12regimen.comparison.comparison import Comparison, ComparisonRow, compare_guidelines
    from b12regimen.comparison.guideline_changes import GuidelineChange, diff_guidelines
    from b12regimen.comparison.guideline_check import GuidelineCheck, check_guideline
    from b12regimen.courses.calendars import to_calendar
    from b12regimen.courses.course import Course
    from b12regimen.courses.course_doses import CourseDose, MissedDose
    from b12regimen.courses.course_file import load_course
    from b12regimen.courses.events import Decision, GivenDose
    from b12regimen.courses.given_file import load_given
    from b12regimen.courses.status import CourseStatus, DueDose
    from b12regimen.errors import (
        B12RegimenError,
        CdsHooksError,
        CourseError,
        EditionError,
        FhirError,
        Finding,
        FindingsError,
        FrameError,
        GuidelineError,
        MonitoringError,
        NotationError,
        OrderError,
        PatientError,
        PreparationError,
        ProductError,
        QuantityError,
        RegimenError,
        SettleError,
        ShippedFileError,
        TableError,
        ThresholdsError,
        UnknownGuidelineError,
        UnknownProductError,
        UnknownThresholdsError,
    )
    from b12regimen.guidelines.file_schema import guideline_schema
    from b12regimen.guidelines.guideline import Guideline, Note, Rule
    from b12regimen.guidelines.loader import guideline_ids, load_guideline, parse_guideline
    from b12regimen.interpretation.interpretation import interpret_labs
    from b12regimen.interpretation.lab_findings import Interpretation, LabFinding
    from b12regimen.interpretation.threshold_bands import Band, Marker, Thresholds
    from b12regimen.interpretation.threshold_loader import load_thresholds, parse_thresholds, threshold_ids
    from b12regimen.monitoring.loader import MonitoringEntry
    from b12regimen.monitoring.plan import MonitoringDisagreement, MonitoringItem, MonitoringPlan, monitoring_plan
    from b12regimen.orders.order import Order, OrderFinding
    from b12regimen.orders.review import OrderReview, review_order
    from b12regimen.orders.text import read_order
    from b12regimen.orders.words import OrderWord
    from b12regimen.patients.analytes import Analyte, convert
    from b12regimen.patients.labs import LabPanel, LabResult
    from b12regimen.patients.parts import Conditions, FollowUp, Severity, Suspicion
    from b12regimen.patients.patient import Cause, Patient
    from b12regimen.patients.patient_file import load_patient, parse_patient
    from b12regimen.preparation.concentration import Concentration
    from b12regimen.preparation.preparation import ContainerCount, Preparation, prepare_dose
    from b12regimen.preparation.product import Container, Excipient, LabelStatement, Product
    from b12regimen.preparation.product_loader import load_product, parse_product, product_ids
    from b12regimen.recommendations.checklist import ChecklistItem
    from b12regimen.recommendations.recommendation import FactUsed, Recommendation
    from b12regimen.recommendations.selection import select_regimen
    from b12regimen.recommendations.verdict import Alternative, PossibleAnswer, Question
    from b12regimen.regimens.choices import Choice
    from b12regimen.regimens.dose_days import DoseDay
    from b12regimen.regimens.dosing import Dose, Drug, Once, OnDays, OnWeekdays, Repeat, Route
    from b12regimen.regimens.ends import (
        AfterDoses,
        AfterDuration,
        AfterTotal,
        ClinicalConditions,
        ForLife,
        UntilConditions,
        WhileCausePersists,
    )
    from b12regimen.regimens.notation import parse_phase
    from b12regimen.regimens.regimen import Regimen
    from b12regimen.regimens.steps import Phase, Step
    from b12regimen.responses.pairs import MarkerResponse
    from b12regimen.responses.response import Response, assess_response
    from b12regimen.responses.statements import Statement
    from b12regimen.values.age import Age, age_on
    from b12regimen.values.durations import Duration
    from b12regimen.values.intervals import Interval
    from b12regimen.values.quantities import Quantity
    from b12regimen.values.ranges import Range
    from b12regimen.values.sources import Citation, Source
    from b12regimen.values.units import Unit

__all__ = [
    "AfterDoses",
    "AfterDuration",
    "AfterTotal",
    "Age",
    "Alert",
    "Alternative",
    "Analyte",
    "B12RegimenError",
    "Band",
    "Cause",
    "CdsHooksError",
    "ChecklistItem",
    "Choice",
    "Citation",
    "ClinicalConditions",
    "ClinicianChange",
    "Comparison",
    "ComparisonRow",
    "Concentration",
    "Conditions",
    "Container",
    "ContainerCount",
    "Course",
    "CourseDose",
    "CourseError",
    "CourseStatus",
    "Decision",
    "Dose",
    "DoseDay",
    "Drug",
    "DueDose",
    "Duration",
    "EditionError",
    "Excipient",
    "FactUsed",
    "FhirError",
    "Finding",
    "FindingsError",
    "FollowUp",
    "ForLife",
    "FrameError",
    "GivenDose",
    "Guideline",
    "GuidelineChange",
    "GuidelineCheck",
    "GuidelineError",
    "Interpretation",
    "Interval",
    "LabFinding",
    "LabPanel",
    "LabResult",
    "LabelStatement",
    "Marker",
    "MarkerResponse",
    "MissedDose",
    "MonitoringDisagreement",
    "MonitoringEntry",
    "MonitoringError",
    "MonitoringItem",
    "MonitoringPlan",
    "NotationError",
    "Note",
    "OnDays",
    "OnWeekdays",
    "Once",
    "Order",
    "OrderError",
    "OrderFinding",
    "OrderReview",
    "OrderWord",
    "Patient",
    "PatientError",
    "Phase",
    "PossibleAnswer",
    "Preparation",
    "PreparationError",
    "Product",
    "ProductError",
    "Quantity",
    "QuantityError",
    "Question",
    "Range",
    "Recommendation",
    "Regimen",
    "RegimenError",
    "Repeat",
    "Response",
    "Route",
    "Rule",
    "SettleError",
    "Severity",
    "ShippedFileError",
    "Source",
    "Statement",
    "Step",
    "Suspicion",
    "TableError",
    "Thresholds",
    "ThresholdsError",
    "Unit",
    "UnknownGuidelineError",
    "UnknownProductError",
    "UnknownThresholdsError",
    "UntilConditions",
    "WhileCausePersists",
    "age_on",
    "assess_response",
    "check_guideline",
    "compare_guidelines",
    "convert",
    "diff_guidelines",
    "guideline_ids",
    "guideline_schema",
    "interpret_labs",
    "load_course",
    "load_given",
    "load_guideline",
    "load_patient",
    "load_product",
    "load_thresholds",
    "monitoring_plan",
    "parse_guideline",
    "parse_patient",
    "parse_phase",
    "parse_product",
    "parse_thresholds",
    "prepare_dose",
    "product_ids",
    "read_order",
    "review_order",
    "select_regimen",
    "threshold_ids",
    "to_calendar",
]

_MODULES = {
    "values.age": ("Age", "age_on"),
    "alerts.alerts": ("Alert",),
    "patients.analytes": ("Analyte", "convert"),
    "courses.calendars": ("to_calendar",),
    "recommendations.checklist": ("ChecklistItem",),
    "regimens.choices": ("Choice",),
    "comparison.comparison": ("Comparison", "ComparisonRow", "compare_guidelines"),
    "courses.course": ("Course",),
    "courses.course_file": ("load_course",),
    "courses.events": ("Decision", "GivenDose"),
    "courses.course_doses": ("CourseDose", "MissedDose"),
    "courses.status": ("CourseStatus", "DueDose"),
    "regimens.dose_days": ("DoseDay",),
    "regimens.dosing": ("Dose", "Drug", "OnDays", "OnWeekdays", "Once", "Repeat", "Route"),
    "values.durations": ("Duration",),
    "regimens.ends": (
        "AfterDoses",
        "AfterDuration",
        "AfterTotal",
        "ClinicalConditions",
        "ForLife",
        "UntilConditions",
        "WhileCausePersists",
    ),
    "errors": (
        "B12RegimenError",
        "CdsHooksError",
        "CourseError",
        "EditionError",
        "FhirError",
        "Finding",
        "FindingsError",
        "FrameError",
        "GuidelineError",
        "MonitoringError",
        "NotationError",
        "OrderError",
        "PatientError",
        "PreparationError",
        "ProductError",
        "QuantityError",
        "RegimenError",
        "SettleError",
        "ShippedFileError",
        "TableError",
        "ThresholdsError",
        "UnknownGuidelineError",
        "UnknownProductError",
        "UnknownThresholdsError",
    ),
    "guidelines.file_schema": ("guideline_schema",),
    "courses.given_file": ("load_given",),
    "guidelines.guideline": ("Guideline", "Note", "Rule"),
    "comparison.guideline_changes": ("GuidelineChange", "diff_guidelines"),
    "comparison.guideline_check": ("GuidelineCheck", "check_guideline"),
    "guidelines.loader": ("guideline_ids", "load_guideline", "parse_guideline"),
    "interpretation.interpretation": ("interpret_labs",),
    "values.intervals": ("Interval",),
    "interpretation.lab_findings": ("Interpretation", "LabFinding"),
    "patients.labs": ("LabPanel", "LabResult"),
    "monitoring.plan": ("MonitoringDisagreement", "MonitoringItem", "MonitoringPlan", "monitoring_plan"),
    "monitoring.loader": ("MonitoringEntry",),
    "regimens.notation": ("parse_phase",),
    "orders.review": ("OrderReview", "review_order"),
    "orders.text": ("read_order",),
    "orders.words": ("OrderWord",),
    "orders.order": ("Order", "OrderFinding"),
    "patients.patient": ("Cause", "Patient"),
    "patients.patient_file": ("load_patient", "parse_patient"),
    "patients.parts": ("Conditions", "FollowUp", "Severity", "Suspicion"),
    "preparation.preparation": ("ContainerCount", "Preparation", "prepare_dose"),
    "preparation.concentration": ("Concentration",),
    "preparation.product": ("Container", "Excipient", "LabelStatement", "Product"),
    "preparation.product_loader": ("load_product", "parse_product", "product_ids"),
    "values.quantities": ("Quantity",),
    "values.ranges": ("Range",),
    "recommendations.recommendation": ("FactUsed", "Recommendation"),
    "regimens.regimen": ("Regimen",),
    "responses.response": ("Response", "assess_response"),
    "responses.pairs": ("MarkerResponse",),
    "responses.statements": ("Statement",),
    "alerts.safety": ("ClinicianChange",),
    "recommendations.selection": ("select_regimen",),
    "values.sources": ("Citation", "Source"),
    "regimens.steps": ("Phase", "Step"),
    "interpretation.threshold_bands": ("Band", "Marker", "Thresholds"),
    "interpretation.threshold_loader": ("load_thresholds", "parse_thresholds", "threshold_ids"),
    "values.units": ("Unit",),
    "recommendations.verdict": ("Alternative", "PossibleAnswer", "Question"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _HOME:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
