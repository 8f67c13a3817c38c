"""What is known about a patient; everything may be unknown, and unknown is the default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeAlias, get_args

import attrs

from b12regimen.display.sections import table
from b12regimen.display.shown import Shown
from b12regimen.errors import Finding, FindingsError, PatientError
from b12regimen.patients.body_weight import to_weight
from b12regimen.patients.no_allergies import of_an_allergy
from b12regimen.patients.parts import (
    ANAEMIA,
    RESPONSE,
    Conditions,
    FollowUp,
    Severity,
    Suspicion,
    to_conditions,
    to_follow_up,
    to_severity,
    to_suspicion,
)
from b12regimen.values.age import Age, to_age
from b12regimen.values.parts import Part
from b12regimen.values.plain_values import ClosedList, names, yes_or_no
from b12regimen.values.quantities import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from b12regimen.display.sections import Section
    from b12regimen.patients.labs import LabPanel, LabPanelLike  # noqa: TC004  (they would load all that reads results)

CauseKind = Literal[
    "pernicious-anaemia",
    "autoimmune-gastritis",
    "total-gastrectomy",
    "partial-gastrectomy",
    "complete-terminal-ileal-resection",
    "other-ileal-resection",
    "ileal-disease",
    "coeliac-disease",
    "bariatric-surgery",
    "pancreatic-insufficiency",
    "bacterial-overgrowth",
    "fish-tapeworm",
    "food-cobalamin-malabsorption",
    "metformin",
    "acid-suppression",
    "other-medicine",
    "nitrous-oxide",
    "dietary-vegan",
    "dietary-other",
    "transcobalamin-deficiency",
    "imerslund-graesbeck",
    "mma-or-homocystinuria",
    "other",
    "unexplained",
]
CAUSE_KINDS: Final[tuple[CauseKind, ...]] = get_args(CauseKind)

Sex = Literal["female", "male", "other"]
Pregnancy = Literal["not-pregnant", "pregnant", "breastfeeding"]
Purpose = Literal["treatment", "prophylaxis"]
OpticDisease = Literal["none", "leber", "tobacco-amblyopia", "deficiency-optic-neuropathy"]
Deficiency = Literal["confirmed", "indeterminate", "unlikely"]
B12Treatment = Literal["none", "oral", "injections"]

_OTHER_WORDS_FOR_CAUSES: Final[dict[str, CauseKind]] = {
    "coeliac": "coeliac-disease",
    "gastrectomy-total": "total-gastrectomy",
    "gastrectomy-partial": "partial-gastrectomy",
    "vegan": "dietary-vegan",
    "vegan-diet": "dietary-vegan",
    "imerslund-gräsbeck": "imerslund-graesbeck",
    "imerslund-grasbeck": "imerslund-graesbeck",
    "proton-pump-inhibitor": "acid-suppression",
}

_SEX: Final = ClosedList[Sex]("sex", get_args(Sex))
_PREGNANCY: Final = ClosedList[Pregnancy]("pregnancy", get_args(Pregnancy))
_PURPOSE: Final = ClosedList[Purpose]("purpose", get_args(Purpose))
_OPTIC_DISEASE: Final = ClosedList[OpticDisease]("optic_disease", get_args(OpticDisease))
_DEFICIENCY: Final = ClosedList[Deficiency]("deficiency", get_args(Deficiency))
_B12_TREATMENT: Final = ClosedList[B12Treatment]("b12_treatment", get_args(B12Treatment))
_KIND: Final = ClosedList[CauseKind]("kind", CAUSE_KINDS, _OTHER_WORDS_FOR_CAUSES)

# By path, for readers of whole columns.
CLOSED_LISTS: Final[dict[str, ClosedList[Any]]] = {
    "sex": _SEX,
    "pregnancy": _PREGNANCY,
    "purpose": _PURPOSE,
    "cause": _KIND,
    "severity.anaemia": ANAEMIA,
    "optic_disease": _OPTIC_DISEASE,
    "deficiency": _DEFICIENCY,
    "b12_treatment": _B12_TREATMENT,
    "follow_up.response": RESPONSE,
}


# What cannot be looked up at all, such as a list, is refused here and not in ClosedList: there it would cost each
# patient another call per attribute.


def _to_sex(given: Sex | str | None) -> Sex | None:
    try:
        return None if given is None else _SEX[given]
    except TypeError:
        return _SEX.__missing__(given)


def _to_pregnancy(given: Pregnancy | str | None) -> Pregnancy | None:
    try:
        return None if given is None else _PREGNANCY[given]
    except TypeError:
        return _PREGNANCY.__missing__(given)


def _to_purpose(given: Purpose | str | None) -> Purpose | None:
    try:
        return None if given is None else _PURPOSE[given]
    except TypeError:
        return _PURPOSE.__missing__(given)


def _to_optic_disease(given: OpticDisease | str | None) -> OpticDisease | None:
    try:
        return None if given is None else _OPTIC_DISEASE[given]
    except TypeError:
        return _OPTIC_DISEASE.__missing__(given)


def _to_deficiency(given: Deficiency | str | None) -> Deficiency | None:
    try:
        return None if given is None else _DEFICIENCY[given]
    except TypeError:
        return _DEFICIENCY.__missing__(given)


def _to_b12_treatment(given: B12Treatment | str | None) -> B12Treatment | None:
    try:
        return None if given is None else _B12_TREATMENT[given]
    except TypeError:
        return _B12_TREATMENT.__missing__(given)


def _to_kind(given: CauseKind | str) -> CauseKind:
    try:
        kind = _KIND[given]
    except TypeError:
        kind = _KIND.__missing__(given)
    if kind is not None:
        return kind
    reason = (
        f'{given!r} names no cause; leave the cause out if it is not known, or write "unexplained" if it was looked '
        "for and not found"
    )
    raise PatientError.of("kind", reason)


def _key(cause: Cause) -> str:
    return f"{cause.kind} {cause.reversible} {cause.decides}"


@attrs.frozen(repr=False, slots=False)
class Cause(Part):
    """Why the patient lacks vitamin B12.

    Attributes:
        kind: The cause; "unexplained" means looked for and not found, which is not unknown.
        reversible: Whether it can resolve, as the caller knows it; ``None`` leaves it to what the source states for
            this kind. Nothing is inferred from the kind's name.
        decides: It is the one of several causes that decides wherever a source does not say which goes first, by the
            caller's word; ``None`` says nothing. The others are known all the same, and whether the need can end
            rests on all of them.
        key: All as one text, which is compared faster.
    """

    what = "cause"

    kind: CauseKind = attrs.field(converter=_to_kind)
    reversible: bool | None = attrs.field(default=None, validator=yes_or_no)
    decides: bool | None = attrs.field(default=None, validator=yes_or_no)
    key: str = attrs.field(init=False, eq=False, default=attrs.Factory(_key, takes_self=True))


_CAUSES: Final[dict[str, Cause]] = {kind: Cause(kind) for kind in CAUSE_KINDS}


CauseLike: TypeAlias = "Cause | CauseKind | str | Mapping[str, Any]"


def _to_cause(given: CauseLike | Sequence[CauseLike] | None) -> Cause | tuple[Cause, ...] | None:
    if given is None or isinstance(given, Cause):
        return given
    if not isinstance(given, list | tuple):
        return _to_one_cause(given)
    causes: list[Cause] = []
    findings: list[Finding] = []
    for number, item in enumerate(given):
        try:
            cause = _to_one_cause(item)
        except PatientError as error:
            findings += [finding.under(f"[{number}]") for finding in error.findings]
            continue
        if cause.kind in (known.kind for known in causes):
            findings.append(Finding(f"[{number}]", f'"{cause.kind}" is given twice'))
        if cause.decides and any(known.decides for known in causes):
            findings.append(Finding(f"[{number}].decides", "another cause decides already; one does"))
        causes.append(cause)
    if not given:
        findings.append(Finding("", "the list of causes is empty; leave it out if none is known"))
    if findings:
        raise PatientError("cause", findings)
    return causes[0] if len(causes) == 1 else tuple(causes)


def _to_one_cause(given: object) -> Cause:
    if isinstance(given, Cause):
        return given
    if isinstance(given, str):
        try:
            return _CAUSES.get(given) or Cause(given)
        except PatientError as error:
            raise PatientError("cause", error.findings) from None
    if isinstance(given, dict):
        return Cause.from_dict(given)
    raise PatientError.of("cause", f'{given!r} is no cause; give for instance "pernicious-anaemia"')


def _to_medicines(given: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if given is None else names("medicines", given)


def _to_allergies(given: Iterable[str] | None) -> tuple[str, ...] | None:
    known = None if given is None else names("allergies", given)
    return of_an_allergy(known) if known else known


def _to_labs(given: LabPanelLike | None) -> LabPanel | None:
    if given is None:
        return None
    from b12regimen.patients.labs import to_panel  # 8 ms that only laboratory results should cost

    return to_panel(given)


@attrs.frozen(kw_only=True, repr=False, slots=False)
class Patient(Part, Shown):
    """What is known about a patient.

    Every attribute takes the plain values of a file (text, numbers, tables as dictionaries) and may be ``None``, which
    means unknown: never "no", never normal.

    Attributes:
        age: In completed units: a number of years, or "13 months", "10 days".
        sex: Female, male or other.
        pregnancy: Not pregnant, pregnant or breastfeeding.
        purpose: Treatment of a deficiency, or prophylaxis.
        cause: One cause, or several.
        severity: Nerves, anaemia, critical illness.
        optic_disease: None, Leber's disease, tobacco amblyopia, or optic neuropathy of the deficiency itself.
        deficiency: The clinician's own finding: confirmed, indeterminate or unlikely.
        oral_suitable: Oral replacement would do; false where it failed, is impossible, or cannot be relied on.
        b12_treatment: What is given now: none, oral or injections.
        nitrous_oxide: Exposed to nitrous oxide.
        medicines: All medicines taken; the empty list is "none".
        allergies: All known allergies; the empty list is "none known", and so is "no known allergies" and the like.
            "No known drug allergies" is no name and leaves the list unknown, for it says nothing of cobalt.
        conditions: Other conditions, each known or not.
        suspicion: Symptoms, risk factors, and whether the deficiency has been tested for.
        follow_up: What a review of the treatment has found.
        weight: Body weight, with its unit.
        labs: Laboratory results: a :class:`~b12regimen.LabPanel`, or a list of results.

    Raises:
        PatientError: A value cannot be read; the message says of which attribute, and what would do. ``from_dict``
            reports all such values at once, each with its path.
    """

    what = "patient"
    parts = (Severity, Conditions, Suspicion, FollowUp)

    age: Age | None = attrs.field(default=None, converter=to_age)
    sex: Sex | None = attrs.field(default=None, converter=_to_sex)
    pregnancy: Pregnancy | None = attrs.field(default=None, converter=_to_pregnancy)
    purpose: Purpose | None = attrs.field(default=None, converter=_to_purpose)
    cause: Cause | tuple[Cause, ...] | None = attrs.field(default=None, converter=_to_cause)
    severity: Severity = attrs.field(default=None, converter=to_severity)
    optic_disease: OpticDisease | None = attrs.field(default=None, converter=_to_optic_disease)
    deficiency: Deficiency | None = attrs.field(default=None, converter=_to_deficiency)
    oral_suitable: bool | None = attrs.field(default=None, validator=yes_or_no)
    b12_treatment: B12Treatment | None = attrs.field(default=None, converter=_to_b12_treatment)
    nitrous_oxide: bool | None = attrs.field(default=None, validator=yes_or_no)
    medicines: tuple[str, ...] | None = attrs.field(default=None, converter=_to_medicines)
    allergies: tuple[str, ...] | None = attrs.field(default=None, converter=_to_allergies)
    conditions: Conditions = attrs.field(default=None, converter=to_conditions)
    suspicion: Suspicion = attrs.field(default=None, converter=to_suspicion)
    follow_up: FollowUp = attrs.field(default=None, converter=to_follow_up)
    weight: Quantity | None = attrs.field(default=None, converter=to_weight)
    labs: LabPanel | None = attrs.field(default=None, converter=_to_labs)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read plain values; keys are the attribute names.

        Raises:
            PatientError: Keys or values that cannot be read: all of them, each with its path.
        """
        values = _UNKNOWN.copy()  # a third faster than to read what is not given, too
        try:
            for name, value in data.items():
                values[name] = _READERS[name](value)
        except (AttributeError, KeyError, TypeError, FindingsError):
            raise PatientError(cls.what, cls._findings_in(data)) from None
        patient = object.__new__(cls)
        object.__setattr__(patient, "__dict__", values)
        return patient

    def with_answers(self, answers: Mapping[str, Any]) -> Self:
        """Put answers in, each by the path that its question names, in the place of what was known there.

        A path is an attribute, such as ``purpose``; one below it, such as ``severity.neurological``; or one of a single
        cause, such as ``cause.reversible``, and of the first of several ``cause[0].reversible``. A cause that is
        answered again keeps what is known of it, and one of several that is named again is the one that decides: the
        others stay known. A list, such as ``medicines`` or a list of causes, is answered as a whole.

        Args:
            answers: Plain values by their paths, as ``from_dict`` takes them; ``None`` is unknown.

        Raises:
            PatientError: Paths that lead nowhere, or values that cannot be read: all of them, each with its path.
        """
        from b12regimen.patients.filling_in import filled_in  # only a form should pay for it

        before = {name: getattr(self, name) for name in self.names()}
        known, findings = filled_in(before, [part.what for part in self.parts], answers, Cause.from_dict)
        if findings:
            raise PatientError(self.what, [*findings, *self._findings_in(known)])
        return self.from_dict(known)

    def _sections(self) -> Iterator[Section]:
        from b12regimen.patients.known import known_and_not  # only a reader should pay for it

        known, unknown = known_and_not(self)
        yield "patient", table(known, {"attribute": "attribute", "known": "known"}) if known else ["nothing is known"]
        if unknown:
            yield "not known, which is not no", [", ".join(unknown)]
        if self.labs is not None:
            yield from self.labs._sections()  # noqa: SLF001  (a panel is part of its patient)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Every cause that is known; empty if none is."""
        if self.cause is None:
            return ()
        return self.cause if isinstance(self.cause, tuple) else (self.cause,)


def _reader(field: Any) -> Callable[[Any], Any]:
    def read(given: object) -> object:
        yes_or_no(None, field, given)
        return given

    return field.converter or read


def to_patient(given: object) -> Patient:
    """Take a patient.

    Raises:
        PatientError: It is none.
    """
    if isinstance(given, Patient):
        return given
    reason = f"{given!r} is no Patient; make one with Patient(...) or Patient.from_dict(...)"
    raise PatientError.of("patient", reason)


_UNKNOWN: Final[dict[str, Any]] = vars(Patient())
_READERS: Final = {field.name: _reader(field) for field in attrs.fields(Patient)}
