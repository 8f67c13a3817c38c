"""The shapes of FHIR R4 that are written here, as typed dictionaries; what is read may be any JSON value."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict


class Coding(TypedDict, total=False):
    """A code of a code system."""

    system: str
    code: str
    display: str


class CodeableConcept(TypedDict, total=False):
    """A concept: codes, a text, or both."""

    coding: list[Coding]
    text: str


class Reference(TypedDict, total=False):
    """A reference to a resource, or to what is named only."""

    reference: str
    display: str
    identifier: dict[str, str]


class FhirQuantity(TypedDict, total=False):
    """A number and its unit, with its code in the Unified Code for Units of Measure."""

    value: int | float
    unit: str
    system: str
    code: str


class FhirRange(TypedDict, total=False):
    """An amount between two bounds; a bound that is left out is not known."""

    low: FhirQuantity
    high: FhirQuantity


class Period(TypedDict, total=False):
    """From one day to another, both included."""

    start: str
    end: str


class TimingRepeat(TypedDict, total=False):
    """How often and until when."""

    boundsDuration: FhirQuantity
    boundsRange: FhirRange
    count: int
    countMax: int
    frequency: int
    frequencyMax: int
    period: int
    periodMax: int
    periodUnit: str
    dayOfWeek: list[str]


class FhirTiming(TypedDict):
    """When something happens."""

    repeat: TimingRepeat


class DoseAndRate(TypedDict, total=False):
    """How much each time."""

    type: CodeableConcept
    doseQuantity: FhirQuantity
    doseRange: FhirRange


class Dosage(TypedDict):
    """One step of a regimen: its ``text`` also says what R4 has no field for."""

    sequence: int
    text: str
    timing: FhirTiming
    route: CodeableConcept
    doseAndRate: list[DoseAndRate]


class Annotation(TypedDict):
    """A note."""

    text: str


class MedicationRequest(TypedDict):
    """A proposal to give a medicine."""

    resourceType: Literal["MedicationRequest"]
    status: Literal["draft"]
    intent: Literal["proposal"]
    instantiatesUri: NotRequired[list[str]]
    medicationCodeableConcept: CodeableConcept
    subject: Reference
    authoredOn: NotRequired[str]
    note: list[Annotation]
    dosageInstruction: list[Dosage]


class ServiceRequest(TypedDict):
    """A proposal to measure or review something."""

    resourceType: Literal["ServiceRequest"]
    status: Literal["draft"]
    intent: Literal["proposal"]
    code: CodeableConcept
    subject: Reference
    occurrencePeriod: NotRequired[Period]
    supportingInfo: NotRequired[list[Reference]]
    note: list[Annotation]


class DetectedIssue(TypedDict):
    """What to be careful about."""

    resourceType: Literal["DetectedIssue"]
    status: Literal["preliminary"]
    code: CodeableConcept
    severity: NotRequired[Literal["high", "moderate", "low"]]
    patient: Reference
    implicated: NotRequired[list[Reference]]
    detail: str
    reference: NotRequired[str]


class ProvenanceAgent(TypedDict):
    """Who took part."""

    type: CodeableConcept
    who: Reference


class ProvenanceEntity(TypedDict):
    """What something was made from."""

    role: Literal["source", "derivation"]
    what: Reference


class Provenance(TypedDict):
    """What something rests on."""

    resourceType: Literal["Provenance"]
    target: list[Reference]
    recorded: str
    activity: CodeableConcept
    agent: list[ProvenanceAgent]
    entity: NotRequired[list[ProvenanceEntity]]


Draft: TypeAlias = MedicationRequest | ServiceRequest | DetectedIssue | Provenance


class BundleEntry(TypedDict):
    """A draft, and the address by which the others of the bundle refer to it."""

    fullUrl: str
    resource: Draft


class Bundle(TypedDict):
    """Drafts that belong together."""

    resourceType: Literal["Bundle"]
    type: Literal["collection"]
    entry: list[BundleEntry]
