"""Reads conditions, procedures, medicines and given doses; what a record does not say stays unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.errors import QuantityError, listed
from b12regimen.fhir.doubt import beside_the_code, negated
from b12regimen.fhir.drugs import medicine_of
from b12regimen.fhir.imported import PossibleCause, RecordedDose
from b12regimen.fhir.named_facts import facts_named_beside, facts_spoken_of
from b12regimen.fhir.now import why_later, why_not_now, why_not_taken_now, why_of_others
from b12regimen.fhir.quantities import code_not_read, quantity_of
from b12regimen.fhir.reading import (
    codings,
    day_of,
    every_word,
    is_unreadable,
    items,
    shown,
    table,
    text,
    whole,
    words,
)
from b12regimen.fhir.routes import route_said
from b12regimen.fhir.said import Said, ignored, left_unread
from b12regimen.regimens.dosing import INJECTION_ROUTES, ROUTES, Route

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from b12regimen.fhir.bundle import Entry
    from b12regimen.fhir.codes import Codes
    from b12regimen.fhir.drugs import Medicine
    from b12regimen.fhir.medications import Medications
    from b12regimen.patients.patient import CauseKind

# A status of R4 by which nothing was done or found; by any other, and by none, that is not known.
_NOT_DONE: Final = {
    "Observation": ("registered", "cancelled", "entered-in-error"),
    "Procedure": ("not-done", "entered-in-error"),
}
# The states of R4 in which a condition is not there now.
_NOT_THERE: Final = {
    "verificationStatus": ("refuted", "entered-in-error"),
    "clinicalStatus": ("inactive", "remission", "resolved"),
}
ORDERS: Final = ("order", "original-order", "reflex-order", "filler-order", "instance-order")
_NO_ORDERS: Final = ("proposal", "plan", "option")
# The states of R4 in which a medicine is not taken now; in any other it may be.
_OVER: Final = {
    "MedicationRequest": ("on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft"),
    "MedicationStatement": ("completed", "entered-in-error", "intended", "stopped", "on-hold", "not-taken"),
    "MedicationAdministration": ("not-done", "on-hold", "entered-in-error", "stopped"),
}
# The states of R4 in which a medicine was never taken.
_NEVER: Final = ("cancelled", "entered-in-error", "not-done", "not-taken")
_OF_PATIENT: Final = (
    *("cause", "deficiency", "neurological", "nitrous_oxide"),
    *("pregnancy", "optic_disease", "condition"),
)

# Extensions of a code that tell of its name alone: the description of SNOMED CT that was chosen.
_OF_THE_NAME: Final = ("http://hl7.org/fhir/StructureDefinition/coding-sctdescid",)
# The facts that a procedure may name in words: what was given.
_OF_A_PROCEDURE: Final = ("nitrous_oxide", "b12_treatment", "cause")

# Where HL7 keeps the codes of a status; a code of another system says nothing that is known here.
_OF_HL7: Final = ("http://terminology.hl7.org/CodeSystem/", "http://hl7.org/fhir/")

# Causes that a medicine may be, by parts of its name.
_MAY_CAUSE: Final[dict[str, CauseKind]] = {
    "metformin": "metformin",
    **dict.fromkeys(("omeprazol", "lansoprazol", "pantoprazol", "rabeprazol"), "acid-suppression"),
    **dict.fromkeys(("cimetidin", "famotidin", "nizatidin", "ranitidin"), "acid-suppression"),
    "nitrous oxide": "nitrous-oxide",
}


def doubted(entry: Entry, codes: Codes, reason: str) -> Said:
    """Leave out what its words or its status doubt: the facts of which its code or its words speak stay open."""
    concept = entry.resource.get("code")
    paths = codes.paths(concept) if entry.kind == "Observation" else facts_spoken_of(concept, codes)
    return left_unread(reason, keeps_open=paths) if paths else ignored(reason)


def read_condition(entry: Entry, codes: Codes, today: date) -> Said:
    """Read a condition that is active and confirmed, has not abated, and has begun."""
    for key, gone in _NOT_THERE.items():
        statuses, _ = statuses_of(entry, key)
        if statuses and set(statuses) <= set(gone):
            return ignored(f"{_what(entry)} is {listed(statuses, 'and')}")
    for key, wanted in (("verificationStatus", "confirmed"), ("clinicalStatus", "active")):
        statuses, others = statuses_of(entry, key)
        if others and not statuses:
            of_others = f"its {key} is {shown(listed(others, 'and'))}, which is of a code system that is not known here"
            return left_unread(of_others, "unreadable", facts_spoken_of(entry.resource.get("code"), codes))
        if statuses != [wanted]:
            said = f"{listed(statuses, 'and')} and not" if statuses else "not said to be"
            return doubted(entry, codes, f"{_what(entry)} is {said} {wanted}")
    beside = [entry.resource.get(key) for key in ("verificationStatus", "clinicalStatus")]
    beside += items(entry.resource.get("category"))
    words_beside = next((reason for one in beside if (reason := why_of_others(one))), None)
    if reason := words_beside or why_not_now(entry.resource, today):
        return doubted(entry, codes, reason)
    return _said_by(entry, codes, _OF_PATIENT)


def _what(entry: Entry) -> str:
    return shown(words(entry.resource.get("code")) or "a condition")


def left_out_by_status(entry: Entry, wanted: Sequence[str], codes: Codes) -> Said | None:
    """Leave out what is not done or final; it was not read where its code is known, and its status does not say so."""
    status = text(entry.resource.get("status"))
    if status in wanted:
        return None
    reason = f"its status is {status or 'not given'}, not {wanted[0]}"
    return ignored(reason) if status in _NOT_DONE[entry.kind] else doubted(entry, codes, reason)


def statuses_of(entry: Entry, key: str) -> tuple[list[str], list[str]]:
    """List the codes of a status: those of HL7, or of no system, and those of a system of somebody's own."""
    each = codings(entry.resource.get(key))
    known = [code for system, code in each if system is None or system.startswith(_OF_HL7)]
    others = [code for system, code in each if system is not None and not system.startswith(_OF_HL7)]
    return list(dict.fromkeys(known)), others


def read_procedure(entry: Entry, codes: Codes, today: date) -> Said:
    """Read a procedure that was completed."""
    if left_out := left_out_by_status(entry, ("completed",), codes):
        return left_out
    concept = entry.resource.get("code")
    if reason := _why_extended(concept) or why_of_others(concept) or why_later(entry.resource, ("performed",), today):
        return doubted(entry, codes, reason)
    given = codes.meant(concept, "b12-given")
    if not given:
        return _said_by(entry, codes, _OF_PATIENT)
    dose = RecordedDose(
        resource=entry.name,
        day=_given_on(entry.resource, "performed"),
        drug=None,
        dose=None,
        route=_one_route(given),
        is_injection=_is_injection(given),
    )
    return Said(outcome="used", remark=f"a given dose: {_dose_in_words(dose)}", doses=(dose,))


def _said_by(entry: Entry, codes: Codes, kinds: tuple[str, ...]) -> Said:
    concept = entry.resource.get("code")
    known = codes.of(concept)
    names = [why_of_others({"text": code.name}) for code in known if code.because]
    if reason := _why_extended(concept) or why_of_others(concept) or next(filter(None, names), None):
        return doubted(entry, codes, reason)
    facts = tuple(dict.fromkeys(meant for code in known for meant in code.means if meant.kind in kinds))
    causes: list[tuple[CauseKind, str]] = [(kind, code.name) for code in known for kind in code.may_be]
    may_be = tuple(PossibleCause(kind=kind, resource=entry.name, name=name) for kind, name in dict(causes).items())
    stated = [fact.value for fact in facts if fact.kind == "cause"]
    if len(stated) > 1:
        differ = f"its codes name different causes: {listed(stated, 'and')}"
        return left_unread(differ, "unreadable", codes.paths(concept))
    if facts or may_be:
        said = [f"{fact.kind} {fact.value}".replace("_", " ") for fact in facts]
        said += [f"possible cause {cause.kind}" for cause in may_be]
        remark = "; ".join([listed(said, "and"), *beside_the_code(concept, [code.name for code in known])])
        return Said(outcome="used", remark=remark, facts=facts, may_be=may_be)
    return _without_a_fact(entry, codes)


def _why_extended(concept: object) -> str | None:
    """Say which extension of a code may turn it: one that says that the diagnosis is excluded, for instance."""
    each = [concept, *items(table(concept).get("coding"))]
    urls = [text(table(one).get("url")) for part in each for one in items(table(part).get("extension"))]
    may_turn = [shown(url or "of no address") for url in urls if url not in _OF_THE_NAME]
    return f"its code has an extension, which may turn it: {listed(may_turn, 'and')}" if may_turn else None


def _without_a_fact(entry: Entry, codes: Codes) -> Said:
    """Say why a resource says nothing; the facts that its words name, or its code at another address, stay open."""
    concept, known = entry.resource.get("code"), codes.of(entry.resource.get("code"))
    because = [f"{code.name}: {code.because}" for code in known if code.because]
    names = [code.name for code in known if code.because]
    paths = [path for name in (*names, *every_word(concept)) for path in facts_named_beside(name)]
    if not because:
        what = words(concept) or listed((code for _, code in codings(concept)), "and")
        systems = list(dict.fromkeys(shown(system) for system, _ in codings(concept) if system))
        where = f" ({listed(systems, 'and')})" if systems else ""
        because = [f"{shown(what or 'no code')}{where}: none of its codes is one that is read"]
        because += codes.why_not_of_another_address(concept)
        paths += facts_spoken_of(concept, codes)
    if entry.kind == "Procedure":
        paths = [path for path in paths if path in _OF_A_PROCEDURE]
    if not paths:
        return ignored("; ".join(because))
    paths = list(dict.fromkeys(paths))
    return left_unread("; ".join([*because, f"it may speak of {listed(paths, 'and')}"]), keeps_open=tuple(paths))


def read_medicine(entry: Entry, codes: Codes, medications: Medications, today: date) -> Said:
    """Read a request for a medicine, a statement on one, or a dose that was given."""
    status = text(entry.resource.get("status"))
    was_given = entry.kind == "MedicationAdministration" and status == "completed"
    not_now = _not_taken(entry)
    if not_now is None and not was_given and (over := why_not_taken_now(entry.resource, today)):
        not_now = ignored(over)
    if not_now is not None and (status in _NEVER or not not_now.is_read):
        return not_now
    resource, several = medications.put_into(entry.resource)
    medicine = medicine_of(resource, codes)
    if problem := medicine.problem or several:
        return left_unread(problem, "unreadable")
    if medicine.is_b12 and not_now is not None:
        return attrs.evolve(not_now, is_b12_otherwise=not _is_by_mouth(entry, codes))
    if medicine.is_b12:
        return _read_b12(entry, medicine, codes, was_given=was_given)
    if medicine.name is None:
        return left_unread("a medicine without a name, which may be any", "unreadable")
    if not_now is not None:
        return not_now
    if was_given:
        return attrs.evolve(ignored(f"{medicine.name} was given, and whether it is taken now is not told"), medicine="")
    may_be = _may_cause(entry, medicine.name)
    remark = listed([f"the medicine {medicine.name}", *(f"possible cause {cause.kind}" for cause in may_be)], "and")
    return Said(outcome="used", remark=remark, medicine=medicine.name, may_be=may_be)


def _not_taken(entry: Entry) -> Said | None:
    """Say why a medicine is not taken now, or that it cannot be told; ``None`` where it is."""
    stays = entry.resource.get("doNotPerform")
    if stays:
        return ignored("it says not to give the medicine") if stays is True else _unclear("doNotPerform", stays)
    status = text(entry.resource.get("status"))
    wanted = ("in-progress", "completed") if entry.kind == "MedicationAdministration" else ("active",)
    if status not in wanted:
        reason = f"its status is {status or 'not given'}, not {listed(wanted)}"
        return ignored(reason) if status in _OVER[entry.kind] else left_unread(reason)
    intent = text(entry.resource.get("intent"))
    if entry.kind == "MedicationRequest" and intent not in ORDERS:
        reason = f"its intent is {intent or 'not given'}, which is no order"
        return ignored(reason) if intent in _NO_ORDERS else left_unread(reason)
    return None


def _unclear(name: str, given: object) -> Said:
    return left_unread(f"{name} is {shown(given)}, which is neither yes nor no", "unreadable")


def _read_b12(entry: Entry, medicine: Medicine, codes: Codes, *, was_given: bool) -> Said:
    dosage = table(entry.resource.get("dosage"))
    if was_given:
        if reason := _why_not_given(dosage):
            return left_unread(reason, "unreadable")
        dose, remarks = _given_dose(entry, medicine, dosage, codes)
        remark = "; ".join([f"a given dose: {_dose_in_words(dose)}", *remarks])
        return Said(outcome="used", remark=remark, doses=(dose,))
    if entry.kind == "MedicationAdministration":
        said = attrs.evolve(ignored("vitamin B12 is being given"), is_b12_otherwise=not _is_by_mouth(entry, codes))
        return _with_what_is_beside(entry, medicine, said)
    if entry.kind == "MedicationRequest":
        remark = "vitamin B12 is ordered, which does not say that it is given; regimen_from_fhir reads the order"
        said = attrs.evolve(ignored(remark), is_b12_order=True)
        return _with_what_is_beside(entry, medicine, said)
    each = [route_said(table(one).get("route"), codes).routes for one in _dosages(entry)]
    routes = {one[0] if len(one) == 1 else "" for one in each}
    route = routes.pop() if len(routes) == 1 else ""
    remark = f"vitamin B12 is given now, {route or 'by a route that is not told'}"
    return _with_what_is_beside(entry, medicine, Said(outcome="used", remark=remark, b12=route))


def _why_not_given(dosage: dict[str, Any]) -> str | None:
    """Say why a dose that is recorded as given may not have been: by its text, or by its amount."""
    if is_unreadable(dosage.get("text")):
        return "the text of its dosage is no text in a line"
    line = text(dosage.get("text")) or ""
    if word := negated(line):
        return f'it is recorded as given, and its text, "{shown(line)}", says "{word}"'
    return "its dose is 0, and it is recorded as given" if whole(table(dosage.get("dose")).get("value")) == 0 else None


def _with_what_is_beside(entry: Entry, medicine: Medicine, said: Said) -> Said:
    """Keep the name of vitamin B12 that holds, or may hold, another medicine in the list of medicines."""
    if not medicine.beside:
        return said
    name = medicine.name or medicine.beside
    remark = f'{said.remark}; "{shown(medicine.beside)}" in its name may be another medicine'
    return attrs.evolve(said, outcome="used", remark=remark, medicine=name, may_be=_may_cause(entry, name))


def _may_cause(entry: Entry, name: str) -> tuple[PossibleCause, ...]:
    found: dict[CauseKind, str] = {kind: part for part, kind in _MAY_CAUSE.items() if part in name.lower()}
    return tuple(PossibleCause(kind=kind, resource=entry.name, name=name) for kind in found)


def _dosages(entry: Entry) -> list[Any]:
    given = entry.resource.get("dosageInstruction" if entry.kind == "MedicationRequest" else "dosage")
    return given if isinstance(given, list) else [given]


def _is_by_mouth(entry: Entry, codes: Codes) -> bool:
    each = [_is_injection(route_said(table(one).get("route"), codes).routes) for one in _dosages(entry)]
    return bool(each) and all(one is False for one in each)


def _given_dose(
    entry: Entry, medicine: Medicine, dosage: dict[str, Any], codes: Codes
) -> tuple[RecordedDose, list[str]]:
    line = text(dosage.get("text"))
    amount, remarks = None, [f'its text was not compared: "{shown(line)}"'] if line else []
    try:
        quantity = quantity_of(dosage.get("dose"))
        if medicine.is_combined:
            remarks.append(f'{quantity} is not recorded, for "{shown(medicine.beside)}" is given with it')
        elif quantity.unit.dimension == "mass" and quantity.exact:
            amount = quantity
            if unread := code_not_read(dosage.get("dose")):
                remarks.append(f"its unit was read as text, for the code {unread} is not known here")
        else:
            remarks.append(f"{quantity} is no mass")
    except QuantityError as error:
        remarks.append(f"the amount was not read: {error}")
    routes, unread_code, _ = route_said(dosage.get("route"), codes)
    if unread_code:
        remarks.append(f"the code {unread_code} of its route is not known here, and was not read")
    dose = RecordedDose(
        resource=entry.name,
        day=_given_on(entry.resource, "effective"),
        drug=medicine.drug,
        dose=amount,
        route=_one_route(routes),
        is_injection=_is_injection(routes),
    )
    return dose, remarks


def _given_on(resource: dict[str, Any], when: str) -> date | None:
    period = table(resource.get(f"{when}Period"))
    first, last = day_of(period.get("start")), day_of(period.get("end"))
    return day_of(resource.get(f"{when}DateTime")) or (first if first == last else None)


def _one_route(said: Sequence[str]) -> Route | None:
    routes: list[Route] = [route for route in ROUTES if route in said]
    return routes[0] if len(routes) == 1 else None


def _is_injection(said: Sequence[str]) -> bool | None:
    answers = {one in (*INJECTION_ROUTES, "injection") for one in said if one != "unknown"}
    return answers.pop() if len(answers) == 1 else None


def _dose_in_words(dose: RecordedDose) -> str:
    known = [dose.drug or "vitamin B12, the drug not told", dose.dose or "amount not told"]
    return ", ".join(map(str, [*known, dose.route or "route not told", dose.day or "day not told"]))
