"""The facts that a guideline may look at; the library owns each name, its closed list of values and its question."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Final, TypeAlias, get_args
from unicodedata import normalize

import attrs

from b12regimen.patients.medicine_names import MEDICINES, letters_and_digits, takes
from b12regimen.patients.parts import Anaemia, Conditions, FollowUpResponse
from b12regimen.patients.patient import (
    CAUSE_KINDS,
    B12Treatment,
    Deficiency,
    OpticDisease,
    Patient,
    Pregnancy,
    Purpose,
    Sex,
)
from b12regimen.tables.parts import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from b12regimen.patients.patient import CauseKind

# The values that a fact may have for a patient: one if known, several if partly known, None if not known.
Seen: TypeAlias = "tuple[Value, ...] | None"


@attrs.frozen
class Fact:
    """Something that a guideline may ask about a patient.

    Attributes:
        name: Its name in files, frames and answers.
        question: How it is asked for.
        values: Its closed list; empty for the age, whose bands each file sets.
        path: The attribute of ``Patient`` that it is read from.
        look: Reads the values that it may have for a patient.
        parts: For a fact read from a list of names, the parts of names that make it true; empty for other facts.
        others: For such a fact, names that are known to mean something else.
    """

    name: str
    question: str
    values: tuple[Value, ...]
    path: str
    look: Callable[[Patient], Seen]
    parts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def closer_question(self) -> str:
        """How it is asked for where something is known of it, and not enough."""
        if self.name == "cause":
            return "Which of the causes decides? The source does not say which goes first."
        return f"{self.question} What is known is not exact enough."


def _attribute(name: str, question: str, values: tuple[Value, ...], path: str) -> Fact:
    get = attrgetter(path)

    def look(patient: Patient) -> Seen:
        value = get(patient)
        return None if value is None else (value,)

    return Fact(name, question, values, path, look)


def _causes(patient: Patient) -> Seen:
    return tuple(cause.kind for cause in patient.causes) or None


_COBALT: Final = ("cobalt", "cobolt")
_COBALAMIN: Final = (
    *("cobalam", "cobalm", "cobolam", "cobam", "b12"),
    *("cobalin", "cytamen", "dobetin", "optovite", "vibeden", "vitarubin"),  # brands of what the library ships
)


def _allergy_to(*parts: str, others: tuple[str, ...] = ()) -> Callable[[Patient], Seen]:
    def look(patient: Patient) -> Seen:
        if patient.allergies is None:
            return None
        names = [letters_and_digits(name) for name in patient.allergies]
        if any(part in name for part in parts for name in names):
            return (True,)
        return (False,) if "other" in names or all(name in others for name in names) else None

    return look


def is_allergy_to_the_drug(name: str) -> bool:
    """Tell whether what somebody is allergic to is cobalt or a cobalamin, by its name."""
    letters = letters_and_digits(name)
    return any(part in letters for part in (*_COBALT, *_COBALAMIN))


_B12: Final = re.compile(
    r"(?:(?<![a-z0-9])|vit|vitamin)b-?12(?![0-9])|vit(?:amin[ae]?)?[\W_]*b[\W_]*12(?![0-9.,][0-9]|[0-9])"
)
_ALONE: Final = re.compile(r"\W*b[\W_]*12(?![0-9.,][0-9]|[0-9])")


def names_vitamin_b12(name: str) -> bool:
    """Tell whether the name of a medicine names vitamin B12, by what tells an allergy to it.

    "b12" counts as a word only: in "tab 12" and in "amphotericin B 12 mg" it is none.
    """
    letters = letters_and_digits(name)
    if any(part in letters for part in _COBALAMIN if part != "b12"):
        return True
    plain = normalize("NFKD", name).casefold()
    return bool(_B12.search(plain) or _ALONE.match(plain))


def _takes(medicine: str) -> Callable[[Patient], Seen]:
    def look(patient: Patient) -> Seen:
        known = None if patient.medicines is None else takes(medicine, patient.medicines)
        return None if known is None else (known,)

    return look


def reversible(patient: Patient, stated: Mapping[CauseKind, bool]) -> Seen:
    """Tell whether the cause can resolve: as the caller knows it, or else as a source states for its kind.

    The need for vitamin B12 lasts as long as any cause does: one irreversible cause makes the whole irreversible.
    """
    seen = {stated.get(c.kind) if c.reversible is None else c.reversible for c in patient.causes}
    if False in seen:
        return (False,)
    return (True,) if seen == {True} else None


_YES_NO: Final[tuple[Value, ...]] = (True, False)

FACTS: Final[dict[str, Fact]] = {
    fact.name: fact
    for fact in (
        _attribute("age", "How old is the patient?", (), "age"),
        _attribute("sex", "What is the patient's sex?", get_args(Sex), "sex"),
        _attribute("pregnancy", "Is the patient pregnant or breastfeeding?", get_args(Pregnancy), "pregnancy"),
        _attribute("purpose", "Is a deficiency treated, or prevented?", get_args(Purpose), "purpose"),
        Fact("cause", "What is the cause of the deficiency?", CAUSE_KINDS, "cause", _causes),
        Fact(
            "reversible", "Can the cause resolve?", _YES_NO, "cause.reversible", lambda patient: reversible(patient, {})
        ),
        _attribute("neurological", "Are nerves involved?", _YES_NO, "severity.neurological"),
        _attribute("anaemia", "Is there anaemia, and is it severe?", get_args(Anaemia), "severity.anaemia"),
        _attribute("critically_ill", "Is the patient critically ill?", _YES_NO, "severity.critically_ill"),
        _attribute(
            "optic_disease",
            "Is there Leber's disease, tobacco amblyopia, or optic neuropathy of the deficiency?",
            get_args(OpticDisease),
            "optic_disease",
        ),
        _attribute(
            "deficiency",
            "Does a clinician find the deficiency confirmed, indeterminate or unlikely?",
            get_args(Deficiency),
            "deficiency",
        ),
        _attribute("oral_suitable", "Would oral replacement do?", _YES_NO, "oral_suitable"),
        _attribute(
            "b12_treatment",
            "Is vitamin B12 given already, by mouth or by injection?",
            get_args(B12Treatment),
            "b12_treatment",
        ),
        _attribute("nitrous_oxide", "Was the patient exposed to nitrous oxide?", _YES_NO, "nitrous_oxide"),
        Fact("cobalt_allergy", "Is there an allergy to cobalt?", _YES_NO, "allergies", _allergy_to(*_COBALT), _COBALT),
        Fact(
            "cobalamin_allergy",
            "Is there an allergy to a cobalamin?",
            _YES_NO,
            "allergies",
            _allergy_to(*_COBALAMIN, others=_COBALT),
            _COBALAMIN,
            _COBALT,
        ),
        _attribute("symptoms", "Is there a symptom or sign of the deficiency?", _YES_NO, "suspicion.symptoms"),
        _attribute("risk_factor", "Is there a risk factor for the deficiency?", _YES_NO, "suspicion.risk_factor"),
        _attribute("tested", "Has an initial blood test for the deficiency been done?", _YES_NO, "suspicion.tested"),
        _attribute(
            "response",
            "Are symptoms and signs improved enough, not improved enough, or worse or new?",
            get_args(FollowUpResponse),
            "follow_up.response",
        ),
        _attribute("cause_addressed", "Has the cause been dealt with?", _YES_NO, "follow_up.cause_addressed"),
        *(
            Fact(name, f"Is {name.replace('_', ' ')} taken?", _YES_NO, "medicines", _takes(name), parts)
            for name, parts in MEDICINES.items()
        ),
        *(
            _attribute(name, f"Is there {name.replace('_', ' ')}?", _YES_NO, f"conditions.{name}")
            for name in (field.name for field in attrs.fields(Conditions) if field.init)
        ),
    )
}
