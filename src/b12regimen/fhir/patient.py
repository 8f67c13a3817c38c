"""Reads a patient from FHIR R4 resources, and says what became of each."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from unicodedata import normalize

from b12regimen.errors import FhirError, PatientError, listed
from b12regimen.fhir.bundle import Subject, gather, repeated, why_not_to_process
from b12regimen.fhir.codes import with_own
from b12regimen.fhir.completeness import lists_that_may_hold, why_passed_over
from b12regimen.fhir.imported import PatientImport, ReadResource
from b12regimen.fhir.in_use import why_not_in_use
from b12regimen.fhir.medications import Medications
from b12regimen.fhir.now import why_of_another_focus
from b12regimen.fhir.observations import results_of
from b12regimen.fhir.reading import codings, day_of, every_word, is_spoilt, shown, text
from b12regimen.fhir.record import (
    Said,
    doubted,
    ignored,
    left_out_by_status,
    left_unread,
    read_allergy,
    read_condition,
    read_medicine,
    read_procedure,
)
from b12regimen.patients.facts import is_allergy_to_the_drug
from b12regimen.patients.patient import Patient
from b12regimen.values.age import Age, age_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from b12regimen.fhir.bundle import Entry
    from b12regimen.fhir.codes import Codes
    from b12regimen.fhir.completeness import WholeList
    from b12regimen.fhir.imported import Outcome

_MEDICINES: Final = ("MedicationRequest", "MedicationStatement", "MedicationAdministration")
_CODED: Final = ("Observation", "Condition", "Procedure")
_FINAL: Final = ("final", "amended", "corrected")
_CONCEPTS: Final = ("verificationStatus", "clinicalStatus", "code")
_OTHERS: Final = "others that are not known"
_NO_NAMES: Final = ("", "unknown", "none", "other")
_SEXES: Final = ("female", "male", "other")
_INJECTED: Final = ("IM", "SC", "deep SC")
_ALLERGY: Final = re.compile(r"al+[eé]rg|anaph?yla|hypersens|überempfind|intol[eé]ran", re.IGNORECASE)
_YEAR_OR_MONTH: Final = (4, 7)
_YEARS_FROM: Final = 2


def patient_from_fhir(
    resources_or_bundle: object,
    *,
    today: date,
    codes: Mapping[str, str] | None = None,
    whole: Collection[WholeList] = (),
) -> PatientImport:
    """Read a patient from a bundle, a list of resources, or one resource.

    Nothing in the resources raises, and nothing in them is guessed: what is not read is reported, and stays unknown.

    Args:
        resources_or_bundle: FHIR R4, as plain values of JSON.
        today: The day on which the age is counted; what lies after it is not read.
        codes: Codes of the caller's own: ``{"https://example.org/codes|pregnant": "pregnancy:pregnant"}``.
        whole: The lists that are whole in what is given: "medicines", "allergies". A list that is not whole never says
            that there is nothing else.

    Raises:
        FhirError: ``today`` is no day, or ``codes`` or ``whole`` cannot be read.
    """
    if isinstance(today, datetime) or not isinstance(today, date):
        raise FhirError.of("today", f"{today!r} is no day; give a date without a time of day")
    unknown = [name for name in whole if name not in ("medicines", "allergies")]
    if isinstance(whole, str) or unknown:
        raise FhirError.of("whole", f'{whole!r} are no lists; give for instance ["medicines", "allergies"]')
    return _Import(resources_or_bundle, today, with_own(codes), whole).read()


class _Import:
    """Reads one set of resources."""

    def __init__(self, given: object, today: date, codes: Codes, whole: Collection[str]) -> None:
        self._today, self._codes, self._whole = today, codes, whole
        self._entries, self._remarks = gather(given)
        self._is_missing_some = bool(self._remarks)
        self._again, self._differing = repeated(self._entries)
        once = [entry for entry in self._entries if entry.place not in self._again | self._differing]
        self._subject = Subject([entry for entry in once if not entry.problem])
        self._medications = Medications((entry.resource, entry.full_url) for entry in self._entries)
        self._person: dict[str, Any] = {}
        self._undecided: list[str] = []
        self._lists_read: list[str] = []

    def read(self) -> PatientImport:
        """Read every resource, and put together what they say."""
        said = [self._said_by(entry) for entry in self._entries]
        resources = tuple(
            ReadResource(
                place=entry.place,
                resource=entry.name,
                outcome=one.outcome,
                remark=one.remark,
                is_read=one.is_read,
                keeps_open=one.keeps_open,
            )
            for entry, one in zip(self._entries, said, strict=True)
        )
        doses = sorted(
            (dose for one in said for dose in one.doses),
            key=lambda dose: (dose.given_on is None, dose.given_on or self._today),
        )
        self._remarks += self._refuted_elsewhere(said)
        stated = {fact.value for one in said for fact in one.facts if fact.kind == "cause"}
        patient = self._patient(said)
        return PatientImport(
            patient=patient,
            given_doses=tuple(doses),
            possible_causes=tuple(cause for one in said for cause in one.may_be if cause.kind not in stated),
            resources=resources,
            remarks=tuple(self._remarks),
            undecided=tuple(dict.fromkeys([*self._undecided, *(path for one in said for path in one.keeps_open)])),
            b12_orders=tuple(entry.name for entry, one in zip(self._entries, said, strict=True) if one.is_b12_order),
            b12_otherwise=tuple(
                f"{entry.name}: {one.remark}"
                for entry, one in zip(self._entries, said, strict=True)
                if one.is_b12_otherwise
            ),
            lists_read=tuple(self._lists_read),
            not_in_use=tuple(dict.fromkeys(self._not_in_use())),
        )

    def _not_in_use(self) -> Iterator[str]:
        for entry in self._entries:
            if entry.kind == "Patient" and not entry.problem:
                yield from why_not_in_use(entry.resource)

    def _refuted_elsewhere(self, said: list[Said]) -> list[str]:
        """Say which conditions are used, and refuted by another record of the same code."""
        conditions = [e for e in self._entries if e.kind == "Condition" and not self._subject.why_not(e)]
        refuted = [
            e for e in conditions if "refuted" in (code for _, code in codings(e.resource.get("verificationStatus")))
        ]
        by_code = {code: e.name for e in refuted for code in codings(e.resource.get("code"))}
        used = [e for e, one in zip(self._entries, said, strict=True) if e.kind == "Condition" and one.facts]
        found = [(e.name, code) for e in used for code in codings(e.resource.get("code"))]
        return [
            f"{name} is said to be there, and {by_code[code]} refutes it" for name, code in found if code in by_code
        ]

    def _said_by(self, entry: Entry) -> Said:
        if entry.problem:
            return left_unread(entry.problem, "unreadable")
        if reason := self._again.get(entry.place):
            return ignored(reason)
        if reason := why_not_to_process(entry) or self._differing.get(entry.place):
            return left_unread(reason)
        if entry.kind == "Patient":
            return self._read_person(entry)
        if entry.kind == "Medication":
            return ignored("read where a request, a statement or a dose refers to it")
        if reason := why_passed_over(entry.resource):
            return ignored(reason)
        if entry.kind not in (*_CODED, "AllergyIntolerance", *_MEDICINES):
            return left_unread(f"{shown(entry.kind)} is not read")
        if reason := self._subject.why_not(entry):
            return ignored(reason) if self._subject.is_of_another(entry) else left_unread(reason)
        return (self._why_untold(entry) if entry.kind in _CODED else None) or self._read(entry)

    def _why_untold(self, entry: Entry) -> Said | None:
        """Say why a resource does not tell what it is of, or how certain that is; ``None`` where it does."""
        if spoilt := [name for name in _CONCEPTS if is_spoilt(entry.resource.get(name))]:
            return left_unread(f"what stands under {listed(spoilt, 'and')} cannot be read", "unreadable")
        concept = entry.resource.get("code")
        if line := next((one for one in every_word(concept) if _names_an_allergy(one)), None):
            paths = ("allergies", *self._codes.paths(concept))
            return left_unread(f'its words, "{shown(line)}", name an allergy', keeps_open=paths)
        untold = self._codes.why_not_told(concept)
        return left_unread(untold) if untold else None

    def _read(self, entry: Entry) -> Said:
        match entry.kind:
            case "Observation":
                return self._read_observation(entry)
            case "Condition":
                return read_condition(entry, self._codes, self._today)
            case "Procedure":
                return self._not_later(read_procedure(entry, self._codes, self._today))
            case "AllergyIntolerance":
                return read_allergy(entry, self._codes)
            case _:
                return self._not_later(read_medicine(entry, self._codes, self._medications, self._today))

    def _not_later(self, said: Said) -> Said:
        days = [dose.given_on for dose in said.doses if dose.given_on is not None and dose.given_on > self._today]
        if days:
            return left_unread(f"a dose that was given on {days[0]}, after {self._today}", "unreadable")
        return said

    def _read_observation(self, entry: Entry) -> Said:
        if left_out := left_out_by_status(entry, _FINAL, self._codes):
            return left_out
        if reason := why_of_another_focus(entry.resource, self._subject.is_meant):
            return doubted(entry, self._codes, reason)
        read = results_of(entry.resource, self._codes, self._today)
        results = tuple(one.result for one in read if one.result is not None)
        is_readable = all(one.is_readable for one in read)
        outcome: Outcome = "used" if results else "ignored" if is_readable else "unreadable"
        remark = "; ".join(one.remark for one in read)
        unread = [one.analytes for one in read if not one.is_readable]
        paths = tuple(f"labs.{analyte}" for analytes in unread for analyte in analytes)
        return Said(outcome=outcome, remark=remark, results=results, is_read=is_readable, keeps_open=paths)

    def _read_person(self, entry: Entry) -> Said:
        if self._subject.problem:
            return ignored(self._subject.problem)
        remarks = []
        if entry.resource.get("active") is False:
            return ignored("the record is not in use")
        gender = text(entry.resource.get("gender"))
        if gender in _SEXES:
            self._person["sex"] = gender
            remarks.append(f"sex {gender}, as the administrative gender of the record")
        age, remark = _age_of(entry.resource.get("birthDate"), self._today)
        if age is not None:
            self._person["age"] = age
        if entry.resource.get("deceasedBoolean") or entry.resource.get("deceasedDateTime"):
            remarks.append("the record says that the patient has died")
        return Said(outcome="used" if self._person else "ignored", remark="; ".join([*remarks, remark]))

    def _patient(self, said: list[Said]) -> Patient:
        facts = list(dict.fromkeys(fact for one in said for fact in one.facts))
        values: dict[str, Any] = dict(self._person)
        causes = [fact.value for fact in facts if fact.kind == "cause"]
        for name in ("deficiency", "pregnancy", "optic_disease"):
            values[name] = self._one_of(name, [fact.value for fact in facts if fact.kind == name])
        values["b12_treatment"] = self._b12_treatment([one.b12 for one in said if one.b12 is not None])
        lists: tuple[WholeList, ...] = ("medicines", "allergies")
        for name in lists:
            taken = [one.medicine for one in said if one.medicine is not None]
            names = taken if name == "medicines" else [each for one in said for each in one.allergy]
            values[name] = self._list_of(name, [_a_name(one) for one in names], said)
        return Patient(
            **values,
            cause=causes or None,
            severity={"neurological": True} if any(fact.kind == "neurological" for fact in facts) else None,
            nitrous_oxide=True if any(fact.kind == "nitrous_oxide" for fact in facts) else None,
            conditions={fact.value: True for fact in facts if fact.kind == "condition"} or None,
            labs=[result for one in said for result in one.results] or None,
        )

    def _one_of(self, name: str, values: list[str]) -> str | None:
        if len(values) > 1:
            self._undecided.append(name)
            self._remarks.append(f"{name.replace('_', ' ')} is not known: records say {listed(values, 'and')}")
            return None
        return values[0] if values else None

    def _b12_treatment(self, routes: list[str]) -> str | None:
        kinds = {"injections" if route in _INJECTED else "oral" if route == "orally" else "" for route in routes}
        if len(kinds) > 1 or "" in kinds:
            self._undecided.append("b12_treatment")
            self._remarks.append("vitamin B12 is given now, and whether by mouth or by injection is not told")
            return None
        return kinds.pop() if kinds else None

    def _list_of(self, name: WholeList, names: list[str], said: list[Said]) -> list[str] | None:
        named = [one for one in dict.fromkeys(names) if one]
        if name in self._whole and "" not in names and not self._may_lack(name, said):
            self._lists_read.append(name)
            return named
        return [*named, _OTHERS] if named else None

    def _may_lack(self, name: WholeList, said: list[Said]) -> bool:
        """Tell whether a list may lack something, because what was given is not all or was not all read; and say so."""
        unread = [
            entry.place
            for entry, one in zip(self._entries, said, strict=True)
            if not one.is_read and (name in lists_that_may_hold(entry.kind) or name in one.keeps_open)
        ]
        if unread:
            places = listed(unread, "and")
            self._remarks.append(f"the {name} are not known to be whole, for these were not read: {places}")
        return bool(unread) or self._is_missing_some


def _names_an_allergy(line: str) -> bool:
    """Tell whether words name an allergy to vitamin B12 or to cobalt."""
    return bool(_ALLERGY.search(line)) and is_allergy_to_the_drug(line)


def _a_name(line: str) -> str:
    """Take a name; a word that names nothing, such as "other", is empty: in a patient's list it would say something."""
    word = "".join(letter for letter in normalize("NFKD", line).casefold() if letter.isalnum())
    return "" if word in _NO_NAMES else line.lower()


def _age_of(given: object, today: date) -> tuple[Age | None, str]:
    if given is None:
        return None, "no date of birth"
    first, last = _first_and_last_day(given)
    if first is None or last is None or first > today:
        return None, f"the date of birth was not read: {shown(given)}"
    if first == last:
        try:
            age = age_on(first, today)
        except PatientError as error:
            return None, str(error)
        return age, f"age {age}"
    years = {age_on(min(day, today), today).months[0] // 12 for day in (first, last)}
    if len(years) > 1 or min(years) < _YEARS_FROM:
        return None, f"the date of birth, {shown(given)}, is too coarse for an age in years"
    return Age(min(years)), f"age {min(years)} years, from {shown(given)}"


def _first_and_last_day(given: object) -> tuple[date | None, date | None]:
    if not isinstance(given, str) or len(given) not in _YEAR_OR_MONTH:
        return day_of(given), day_of(given)
    first = day_of(f"{given}-01-01" if len(given) == min(_YEAR_OR_MONTH) else f"{given}-01")
    if first is None:
        return None, None
    if len(given) == min(_YEAR_OR_MONTH):
        return first, first.replace(month=12, day=31)
    ends = (day_of(f"{given}-{day}") for day in ("31", "30", "29", "28"))
    return first, next(end for end in ends if end)
