"""What is nested in a patient: severity, other conditions, suspicion and follow-up, each with parts known or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import attrs

from b12regimen.values.parts import Part, to_part
from b12regimen.values.plain_values import ClosedList, yes_or_no

if TYPE_CHECKING:
    from collections.abc import Mapping

Anaemia = Literal["none", "present", "severe"]
FollowUpResponse = Literal["improved", "not-improved", "worse"]

ANAEMIA: Final = ClosedList[Anaemia]("anaemia", get_args(Anaemia))
RESPONSE: Final = ClosedList[FollowUpResponse]("response", get_args(FollowUpResponse))


def _to_anaemia(given: Anaemia | str | None) -> Anaemia | None:
    try:
        return None if given is None else ANAEMIA[given]
    except TypeError:
        return ANAEMIA.__missing__(given)


def _to_response(given: FollowUpResponse | str | None) -> FollowUpResponse | None:
    try:
        return None if given is None else RESPONSE[given]
    except TypeError:
        return RESPONSE.__missing__(given)


@attrs.frozen(kw_only=True, repr=False, slots=False)
class Severity(Part):
    """How severe the deficiency is, as a clinician finds it.

    Attributes:
        neurological: Nerves are involved; ``None`` if not known.
        anaemia: None, present or severe; ``None`` if not known.
        critically_ill: The patient is critically ill; ``None`` if not known.
    """

    what = "severity"

    neurological: bool | None = attrs.field(default=None, validator=yes_or_no)
    anaemia: Anaemia | None = attrs.field(default=None, converter=_to_anaemia)
    critically_ill: bool | None = attrs.field(default=None, validator=yes_or_no)


def _key(part: Part) -> str:
    return str(vars(part))


@attrs.frozen(kw_only=True, repr=False, slots=False)
class Conditions(Part):
    """Other conditions that bear on injections of vitamin B12; each is ``None`` if not known.

    Attributes:
        anticoagulated: The patient takes an anticoagulant.
        thrombocytopenia: The platelet count is low.
        renal_impairment: The kidneys are impaired.
        liver_impairment: The liver is impaired.
        polycythaemia_vera: Known or suspected.
        folate_deficiency: Folate is lacking.
        iron_deficiency: Iron is lacking.
        hypokalaemia: Potassium is low.
        key: All of this as one text, which is compared faster.
    """

    what = "conditions"

    anticoagulated: bool | None = attrs.field(default=None, validator=yes_or_no)
    thrombocytopenia: bool | None = attrs.field(default=None, validator=yes_or_no)
    renal_impairment: bool | None = attrs.field(default=None, validator=yes_or_no)
    liver_impairment: bool | None = attrs.field(default=None, validator=yes_or_no)
    polycythaemia_vera: bool | None = attrs.field(default=None, validator=yes_or_no)
    folate_deficiency: bool | None = attrs.field(default=None, validator=yes_or_no)
    iron_deficiency: bool | None = attrs.field(default=None, validator=yes_or_no)
    hypokalaemia: bool | None = attrs.field(default=None, validator=yes_or_no)
    key: str = attrs.field(init=False, eq=False, default=attrs.Factory(_key, takes_self=True))


@attrs.frozen(kw_only=True, repr=False, slots=False)
class Suspicion(Part):
    """What makes one think of the deficiency, and whether it has been tested for; each is ``None`` if not known.

    Attributes:
        symptoms: There is at least one symptom or sign of the deficiency.
        risk_factor: There is at least one risk factor for it.
        tested: An initial blood test for it has been done.
        key: All of this as one text, which is compared faster.
    """

    what = "suspicion"

    symptoms: bool | None = attrs.field(default=None, validator=yes_or_no)
    risk_factor: bool | None = attrs.field(default=None, validator=yes_or_no)
    tested: bool | None = attrs.field(default=None, validator=yes_or_no)
    key: str = attrs.field(init=False, eq=False, default=attrs.Factory(_key, takes_self=True))


@attrs.frozen(kw_only=True, repr=False, slots=False)
class FollowUp(Part):
    """What a review of a treatment that is under way has found; each is ``None`` if not known.

    Attributes:
        response: Symptoms and signs are improved enough; not improved, or not enough; or worse, or there are new ones.
        cause_addressed: The cause has been dealt with; false also where it was looked for and not found.
        key: All of this as one text, which is compared faster.
    """

    what = "follow_up"

    response: FollowUpResponse | None = attrs.field(default=None, converter=_to_response)
    cause_addressed: bool | None = attrs.field(default=None, validator=yes_or_no)
    key: str = attrs.field(init=False, eq=False, default=attrs.Factory(_key, takes_self=True))


_UNKNOWN_SEVERITY: Final = Severity()
_UNKNOWN_CONDITIONS: Final = Conditions()
_UNKNOWN_SUSPICION: Final = Suspicion()
_UNKNOWN_FOLLOW_UP: Final = FollowUp()


def to_severity(given: Severity | Mapping[str, Any] | None) -> Severity:
    """Take a severity, or read it from a table; ``None`` is unknown."""
    return _UNKNOWN_SEVERITY if given is None else to_part(given, Severity)


def to_conditions(given: Conditions | Mapping[str, Any] | None) -> Conditions:
    """Take conditions, or read them from a table; ``None`` is unknown."""
    return _UNKNOWN_CONDITIONS if given is None else to_part(given, Conditions)


def to_suspicion(given: Suspicion | Mapping[str, Any] | None) -> Suspicion:
    """Take a suspicion, or read it from a table; ``None`` is unknown."""
    return _UNKNOWN_SUSPICION if given is None else to_part(given, Suspicion)


def to_follow_up(given: FollowUp | Mapping[str, Any] | None) -> FollowUp:
    """Take a follow-up, or read it from a table; ``None`` is unknown."""
    return _UNKNOWN_FOLLOW_UP if given is None else to_part(given, FollowUp)
