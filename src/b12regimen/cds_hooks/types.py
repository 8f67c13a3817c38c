"""The shapes of CDS Hooks 2.0 as typed dictionaries: what is received, and what is sent.

What is received is held against these types when it comes in, and the OpenAPI description is written from them, so
there is one place that says what a request is. Keys that are not named here are allowed, and not read.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, NotRequired, TypeAlias, TypedDict

from b12regimen.cds_hooks.shapes import AtLeastOne, Matching

Identity: TypeAlias = Annotated[str, Matching(r"^[A-Za-z0-9\-.]{1,64}$")]
UserReference: TypeAlias = Annotated[str, Matching(r"^[A-Za-z]{1,64}/[A-Za-z0-9\-.]{1,64}$")]
# Order references are matched with the draft orders; systems also send ids that are longer than FHIR allows.
OrderReference: TypeAlias = Annotated[str, Matching(r"^[A-Za-z]{1,64}/[^/ ]{1,1000}$")]
Uuid: TypeAlias = Annotated[
    str, Matching(r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$")
]
Instant: TypeAlias = Annotated[
    str,
    Matching(
        r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
        r"T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]{1,9})?(Z|[+\-]([01][0-9]|2[0-3]):[0-5][0-9])$"
    ),
]
HookName: TypeAlias = Literal["patient-view", "order-select", "order-sign"]
Resource: TypeAlias = dict[str, Any]


# What is received


class FhirAuthorization(TypedDict):
    """What would let a service read from the FHIR server; this service never uses it."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    scope: str
    subject: str
    patient: NotRequired[str]


class Bundle(TypedDict):
    """Resources together."""

    resourceType: Literal["Bundle"]
    entry: NotRequired[list[Any]]


class PatientViewContext(TypedDict):
    """A chart was opened."""

    userId: UserReference
    patientId: Identity
    encounterId: NotRequired[str]


class OrderSelectContext(PatientViewContext):
    """Orders were chosen, and are not yet signed."""

    selections: Annotated[list[OrderReference], AtLeastOne()]
    draftOrders: Bundle


class OrderSignContext(PatientViewContext):
    """Orders are about to be signed."""

    draftOrders: Bundle


CONTEXTS: Final[dict[HookName, type]] = {
    "patient-view": PatientViewContext,
    "order-select": OrderSelectContext,
    "order-sign": OrderSignContext,
}


class HookRequest(TypedDict):
    """The call of a service, whichever hook it is."""

    hook: str
    hookInstance: Uuid
    context: dict[str, Any]
    fhirServer: NotRequired[str]
    fhirAuthorization: NotRequired[FhirAuthorization]
    prefetch: NotRequired[dict[str, Any]]
    extension: NotRequired[dict[str, Any]]


class AcceptedSuggestion(TypedDict):
    """A suggestion that was taken."""

    id: str


class OverrideReasonGiven(TypedDict):
    """The reason that was chosen."""

    code: str
    system: NotRequired[str]
    display: NotRequired[str]


class OverrideReasonSaid(TypedDict):
    """Why a card was not followed."""

    reason: NotRequired[OverrideReasonGiven]
    userComment: NotRequired[str]


class FeedbackItem(TypedDict):
    """What became of a card."""

    card: str
    outcome: Literal["accepted", "overridden"]
    acceptedSuggestions: NotRequired[list[AcceptedSuggestion]]
    overrideReason: NotRequired[OverrideReasonSaid]
    outcomeTimestamp: Instant


class Feedback(TypedDict):
    """What became of cards."""

    feedback: list[FeedbackItem]


# What is sent


class Service(TypedDict):
    """A service, as discovery lists it."""

    hook: str
    id: str
    description: str
    title: NotRequired[str]
    prefetch: NotRequired[dict[str, str]]
    usageRequirements: NotRequired[str]
    extension: NotRequired[dict[str, Any]]


class Discovery(TypedDict):
    """The services that can be called."""

    services: list[Service]


class Coding(TypedDict):
    """A code of a code system."""

    system: NotRequired[str]
    code: str
    display: NotRequired[str]


class OverrideReason(TypedDict):
    """A reason that a clinician may give for not following a card."""

    system: NotRequired[str]
    code: str
    display: str


class CardSource(TypedDict):
    """Who says so."""

    label: str
    url: NotRequired[str]
    icon: NotRequired[str]
    topic: NotRequired[Coding]


class Action(TypedDict):
    """What taking a suggestion does. This service sends "create" alone."""

    type: Literal["create", "update", "delete"]
    description: str
    resource: NotRequired[Resource]
    resourceId: NotRequired[str | list[str]]


class SystemAction(TypedDict):
    """What a system does without asking anybody. This service never sends one."""

    type: Literal["create", "update", "delete"]
    description: NotRequired[str]
    resource: NotRequired[Resource]
    resourceId: NotRequired[str | list[str]]


class Suggestion(TypedDict):
    """What a clinician may take with one click."""

    label: str
    uuid: NotRequired[str]
    isRecommended: NotRequired[bool]
    actions: NotRequired[list[Action]]


class Link(TypedDict):
    """A page to read, or an app to open."""

    label: str
    url: str
    type: Literal["absolute", "smart"]
    appContext: NotRequired[str]
    autolaunchable: NotRequired[bool]


class Card(TypedDict):
    """What a clinician is shown."""

    uuid: NotRequired[str]
    summary: str
    detail: NotRequired[str]
    indicator: Literal["info", "warning", "critical"]
    source: CardSource
    suggestions: NotRequired[list[Suggestion]]
    selectionBehavior: NotRequired[Literal["at-most-one", "any"]]
    overrideReasons: NotRequired[list[OverrideReason]]
    links: NotRequired[list[Link]]
    extension: NotRequired[dict[str, Any]]


class CardsResponse(TypedDict):
    """The answer to a call. This service never sends system actions."""

    cards: list[Card]
    systemActions: NotRequired[list[SystemAction]]


class OutcomeIssue(TypedDict):
    """One thing that is wrong with a request; it holds nothing of what was sent."""

    severity: Literal["error", "information"]
    code: str
    diagnostics: str
    expression: NotRequired[list[str]]


class OperationOutcome(TypedDict):
    """Why a request is not answered, as FHIR R4 writes it."""

    resourceType: Literal["OperationOutcome"]
    issue: list[OutcomeIssue]
