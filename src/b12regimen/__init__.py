"""Which vitamin B12 injection regimen a published guideline gives for a patient, and who says so.

It supports a clinician's decision and never takes it. Each public name loads its module on first use.
"""

from b12regimen.version import __version__ as __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from b12regimen.age import Age, age_on
    from b12regimen.alerts import Alert
    from b12regimen.analytes import Analyte, convert
    from b12regimen.calendars import to_calendar
    from b12regimen.checklist import ChecklistItem
    from b12regimen.choices import Choice
    from b12regimen.comparison import Comparison, ComparisonRow, compare_guidelines
    from b12regimen.course import Course
    from b12regimen.course_events import Decision, GivenDose
    from b12regimen.course_status import CourseDose, CourseStatus, DueDose
    from b12regimen.dose_days import DoseDay
    from b12regimen.dosing import Dose, Drug, Once, OnDays, OnWeekdays, Repeat, Route
    from b12regimen.durations import Duration
    from b12regimen.ends import (
        AfterDoses,
        AfterDuration,
        AfterTotal,
        ClinicalConditions,
        ForLife,
        UntilConditions,
        WhileCausePersists,
    )
    from b12regimen.errors import (
        B12RegimenError,
        CourseError,
        EditionError,
        Finding,
        FindingsError,
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
        TableError,
        ThresholdsError,
        UnknownGuidelineError,
        UnknownProductError,
        UnknownThresholdsError,
    )
    from b12regimen.file_schema import guideline_schema
    from b12regimen.given_file import load_given
    from b12regimen.guideline import Guideline, Note, Rule
    from b12regimen.guideline_changes import GuidelineChange, diff_guidelines
    from b12regimen.guideline_check import GuidelineCheck, check_guideline
    from b12regimen.guideline_loader import guideline_ids, load_guideline, parse_guideline
    from b12regimen.interpretation import interpret_labs
    from b12regimen.intervals import Interval
    from b12regimen.lab_findings import Interpretation, LabFinding
    from b12regimen.labs import LabPanel, LabResult
    from b12regimen.monitoring import MonitoringDisagreement, MonitoringItem, MonitoringPlan, monitoring_plan
    from b12regimen.monitoring_loader import MonitoringEntry
    from b12regimen.notation import parse_phase
    from b12regimen.order_review import OrderReview, review_order
    from b12regimen.order_text import read_order
    from b12regimen.order_words import OrderWord
    from b12regimen.orders import Order, OrderFinding
    from b12regimen.patient import Cause, Patient
    from b12regimen.patient_file import load_patient, parse_patient
    from b12regimen.patient_parts import Conditions, FollowUp, Severity, Suspicion
    from b12regimen.preparation import ContainerCount, Preparation, prepare_dose
    from b12regimen.product import Concentration, Container, Excipient, LabelStatement, Product
    from b12regimen.product_loader import load_product, parse_product, product_ids
    from b12regimen.quantities import Quantity
    from b12regimen.ranges import Range
    from b12regimen.recommendation import FactUsed, Recommendation
    from b12regimen.regimen import Regimen
    from b12regimen.response import Response, assess_response
    from b12regimen.response_pairs import MarkerResponse
    from b12regimen.response_statements import Statement
    from b12regimen.safety import ClinicianChange
    from b12regimen.selection import select_regimen
    from b12regimen.sources import Citation, Source
    from b12regimen.steps import Phase, Step
    from b12regimen.threshold_bands import Band, Marker, Thresholds
    from b12regimen.threshold_loader import load_thresholds, parse_thresholds, threshold_ids
    from b12regimen.units import Unit
    from b12regimen.verdict import Alternative, PossibleAnswer, Question

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
    "Finding",
    "FindingsError",
    "FollowUp",
    "ForLife",
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
    "age": ("Age", "age_on"),
    "alerts": ("Alert",),
    "analytes": ("Analyte", "convert"),
    "calendars": ("to_calendar",),
    "checklist": ("ChecklistItem",),
    "choices": ("Choice",),
    "comparison": ("Comparison", "ComparisonRow", "compare_guidelines"),
    "course": ("Course",),
    "course_events": ("Decision", "GivenDose"),
    "course_status": ("CourseDose", "CourseStatus", "DueDose"),
    "dose_days": ("DoseDay",),
    "dosing": ("Dose", "Drug", "OnDays", "OnWeekdays", "Once", "Repeat", "Route"),
    "durations": ("Duration",),
    "ends": (
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
        "CourseError",
        "EditionError",
        "Finding",
        "FindingsError",
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
        "TableError",
        "ThresholdsError",
        "UnknownGuidelineError",
        "UnknownProductError",
        "UnknownThresholdsError",
    ),
    "file_schema": ("guideline_schema",),
    "given_file": ("load_given",),
    "guideline": ("Guideline", "Note", "Rule"),
    "guideline_changes": ("GuidelineChange", "diff_guidelines"),
    "guideline_check": ("GuidelineCheck", "check_guideline"),
    "guideline_loader": ("guideline_ids", "load_guideline", "parse_guideline"),
    "interpretation": ("interpret_labs",),
    "intervals": ("Interval",),
    "lab_findings": ("Interpretation", "LabFinding"),
    "labs": ("LabPanel", "LabResult"),
    "monitoring": ("MonitoringDisagreement", "MonitoringItem", "MonitoringPlan", "monitoring_plan"),
    "monitoring_loader": ("MonitoringEntry",),
    "notation": ("parse_phase",),
    "order_review": ("OrderReview", "review_order"),
    "order_text": ("read_order",),
    "order_words": ("OrderWord",),
    "orders": ("Order", "OrderFinding"),
    "patient": ("Cause", "Patient"),
    "patient_file": ("load_patient", "parse_patient"),
    "patient_parts": ("Conditions", "FollowUp", "Severity", "Suspicion"),
    "preparation": ("ContainerCount", "Preparation", "prepare_dose"),
    "product": ("Concentration", "Container", "Excipient", "LabelStatement", "Product"),
    "product_loader": ("load_product", "parse_product", "product_ids"),
    "quantities": ("Quantity",),
    "ranges": ("Range",),
    "recommendation": ("FactUsed", "Recommendation"),
    "regimen": ("Regimen",),
    "response": ("Response", "assess_response"),
    "response_pairs": ("MarkerResponse",),
    "response_statements": ("Statement",),
    "safety": ("ClinicianChange",),
    "selection": ("select_regimen",),
    "sources": ("Citation", "Source"),
    "steps": ("Phase", "Step"),
    "threshold_bands": ("Band", "Marker", "Thresholds"),
    "threshold_loader": ("load_thresholds", "parse_thresholds", "threshold_ids"),
    "units": ("Unit",),
    "verdict": ("Alternative", "PossibleAnswer", "Question"),
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
