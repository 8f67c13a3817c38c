"""The closed lists of words that arguments take and answers give: as types, and as tuples to choose from."""

from b12regimen.comparison.guideline_changes import ChangeKind
from b12regimen.courses.events import DecisionKind
from b12regimen.courses.plan import Policy
from b12regimen.courses.replay import Likeness, Punctuality
from b12regimen.courses.status import CourseState
from b12regimen.files.entries import ALERT_SEVERITIES, About, Action, AlertSeverity, Because
from b12regimen.interpretation.lab_findings import LabVerdict
from b12regimen.monitoring.loader import Anchor, Measure, MonitoringKind
from b12regimen.orders.review import OrderOutcome
from b12regimen.patients.analytes import ANALYTE_NAMES, AnalyteName
from b12regimen.patients.labs import Flag, LabPanelLike, LabResultLike
from b12regimen.patients.parts import Anaemia, FollowUpResponse
from b12regimen.patients.patient import (
    CAUSE_KINDS,
    B12Treatment,
    CauseKind,
    CauseLike,
    Deficiency,
    OpticDisease,
    Pregnancy,
    Purpose,
    Sex,
)
from b12regimen.preparation.product import CONTAINER_KINDS, ContainerKind, OtherRoute, StatementKind
from b12regimen.recommendations.verdict import RecommendedAction
from b12regimen.regimens.choices import ChoiceKind
from b12regimen.regimens.dose_days import PhaseName
from b12regimen.regimens.dosing import DRUGS, INJECTION_ROUTES, WEEKDAYS, Timing, Weekday
from b12regimen.regimens.ends import CLINICAL_CONDITIONS, ClinicalCondition, End
from b12regimen.regimens.steps import PhaseKind
from b12regimen.responses.loader import ResponseFinding, ResponseMarkerName, Symptoms
from b12regimen.responses.pairs import MarkerFinding
from b12regimen.values.calendar_days import DayLike
from b12regimen.values.durations import TIME_UNITS, TimeUnit
from b12regimen.values.intervals import Comparator
from b12regimen.values.quantities import QuantityLike
from b12regimen.values.sources import Evidence
from b12regimen.values.units import Dimension

__all__ = [
    "ALERT_SEVERITIES",
    "ANALYTE_NAMES",
    "CAUSE_KINDS",
    "CLINICAL_CONDITIONS",
    "CONTAINER_KINDS",
    "DRUGS",
    "INJECTION_ROUTES",
    "TIME_UNITS",
    "WEEKDAYS",
    "About",
    "Action",
    "AlertSeverity",
    "Anaemia",
    "AnalyteName",
    "Anchor",
    "B12Treatment",
    "Because",
    "CauseKind",
    "CauseLike",
    "ChangeKind",
    "ChoiceKind",
    "ClinicalCondition",
    "Comparator",
    "ContainerKind",
    "CourseState",
    "DayLike",
    "DecisionKind",
    "Deficiency",
    "Dimension",
    "End",
    "Evidence",
    "Flag",
    "FollowUpResponse",
    "LabPanelLike",
    "LabResultLike",
    "LabVerdict",
    "Likeness",
    "MarkerFinding",
    "Measure",
    "MonitoringKind",
    "OpticDisease",
    "OrderOutcome",
    "OtherRoute",
    "PhaseKind",
    "PhaseName",
    "Policy",
    "Pregnancy",
    "Punctuality",
    "Purpose",
    "QuantityLike",
    "RecommendedAction",
    "ResponseFinding",
    "ResponseMarkerName",
    "Sex",
    "StatementKind",
    "Symptoms",
    "TimeUnit",
    "Timing",
    "Weekday",
]
