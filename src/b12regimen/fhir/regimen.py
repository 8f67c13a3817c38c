"""A regimen from a MedicationRequest of FHIR R4, or a refusal that names what is not supported."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.errors import FhirError, Finding, QuantityError, RegimenError
from b12regimen.fhir.bundle import Entry, why_not_to_process
from b12regimen.fhir.codes import with_own
from b12regimen.fhir.dosage import DosageReader
from b12regimen.fhir.dosage_in_words import masses_named, said_in_words
from b12regimen.fhir.dosage_text import read_beside
from b12regimen.fhir.drugs import Medicine, medicine_of
from b12regimen.fhir.free_text import beyond_the_fields, contradiction, unknown_words
from b12regimen.fhir.in_short import NO_DOSAGE, in_short
from b12regimen.fhir.product_name import NameRead, held_against, masses_of
from b12regimen.fhir.reading import every_word, is_spoilt, is_unreadable, items, shown, table, text
from b12regimen.fhir.record import ORDERS
from b12regimen.regimens.dosing import to_dose_quantity
from b12regimen.regimens.regimen import Regimen
from b12regimen.regimens.steps import Phase
from b12regimen.values.quantities import Quantity, QuantityLike

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from b12regimen.fhir.codes import Codes
    from b12regimen.fhir.dosage_text import TextRead
    from b12regimen.regimens.dose_days import PhaseName
    from b12regimen.regimens.dosing import Drug
    from b12regimen.regimens.steps import PhaseKind, Step

_WHAT: Final = "MedicationRequest"
_NOT_SAID: Final = (
    "which phase a dosage belongs to is not said: those that end are read as repletion, a last one without end as "
    "maintenance"
)
_NO_LINE: Final = "it is no text in a line of a usual length, so it cannot be compared with the fields"


@attrs.frozen(kw_only=True)
class RegimenImport:
    """What was read from a MedicationRequest.

    Attributes:
        regimen: The regimen; ``None`` if it is refused.
        refusals: Why it is refused: everything that is not supported or cannot be read, each with its place.
        remarks: What was read and is no part of a regimen, or was not compared.
        medicine: The medicine that is ordered, and whether it is vitamin B12.
        not_compared: The words that were not held against the structured fields, each with its place.
        in_words: The text of its one dosage, where the fields say no dose, route or timing and nothing else refuses it;
            it is no regimen before somebody reads it, as ``read_order`` does. ``None`` in all other cases.
        masses: The masses that its dosages and the name of its medicine say, in fields and in texts, whether or not it
            is refused.
        otherwise: What it orders that is no injection of the library's, as its route or the name of its medicine says:
            by vein, a nasal spray. Each is among the refusals, too; empty for nothing such.
    """

    regimen: Regimen | None
    refusals: tuple[Finding, ...]
    remarks: tuple[str, ...]
    medicine: Medicine
    not_compared: tuple[str, ...]
    in_words: str | None
    masses: tuple[Quantity, ...]
    otherwise: tuple[str, ...]

    @property
    def in_short(self) -> str | None:
        """Why it is refused, in a few words; ``None`` where it is not."""
        return in_short(self.refusals) if self.refusals else None

    def name_beside(self, steps: Iterable[Step]) -> NameRead:
        """Hold what is written of the product against steps that somebody else has read, as from ``in_words``."""
        return held_against(self.medicine.names, steps, self.medicine.drug)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "regimen": None if self.regimen is None else self.regimen.to_dict(),
            "refusals": list(map(str, self.refusals)),
            "remarks": list(self.remarks),
            "not_compared": list(self.not_compared),
            "in_words": self.in_words,
            "otherwise": list(self.otherwise),
            "decision_support": DECISION_SUPPORT,
        }

    def __str__(self) -> str:
        """Write it for a person."""
        answer = [str(self.regimen)] if self.regimen else [f"refused: {finding}" for finding in self.refusals]
        return "\n".join([*answer, *self.remarks, DECISION_SUPPORT])


def regimen_from_fhir(
    medication_request: object, *, codes: Mapping[str, str] | None = None, ampoule: QuantityLike | None = None
) -> RegimenImport:
    """Read the regimen that a MedicationRequest orders.

    Structured fields are read first. A text may add what R4 has no field for, and refuses the whole if it contradicts.

    Args:
        medication_request: FHIR R4, as plain values of JSON.
        codes: Codes of the caller's own: ``{"http://snomed.info/sct|255559005": "route:IM"}``.
        ampoule: How much an ampoule holds, such as ``"1 mg"``; ``None`` refuses doses that are counted in ampoules.

    Raises:
        FhirError: ``codes`` or ``ampoule`` cannot be read. Nothing in the request raises.
    """
    try:
        holds = None if ampoule is None else to_dose_quantity(ampoule)
    except QuantityError as error:
        raise FhirError.of("ampoule", str(error)) from None
    if holds is not None and (holds.unit.dimension != "mass" or not holds.exact):
        raise FhirError.of("ampoule", f"an ampoule holds a mass; {holds} is none")
    return _Request(table(medication_request), with_own(codes), holds).read()


class _Request:
    """Reads one request."""

    def __init__(self, request: dict[str, Any], codes: Codes, ampoule: Quantity | None) -> None:
        self._request, self._codes, self._ampoule = request, codes, ampoule
        self._findings: list[Finding] = []
        self._remarks: list[str] = []
        self._not_compared: list[str] = []
        self._otherwise: list[str] = []
        self._periods: list[tuple[date | None, date | None]] = []

    def _found(self, path: str, reason: str) -> None:
        self._findings.append(Finding(path, reason))

    def read(self) -> RegimenImport:
        medicine = medicine_of(self._request, self._codes)
        regimen = self._regimen(medicine)
        refused = regimen is None or bool(self._findings)
        in_words = said_in_words(self._request, self._findings)
        is_read = not refused or in_words is not None
        return RegimenImport(
            regimen=None if refused else regimen,
            refusals=tuple(self._findings),
            remarks=tuple(self._remarks) if is_read else (),
            medicine=medicine,
            not_compared=tuple(self._not_compared) if is_read else (),
            in_words=in_words,
            masses=tuple(dict.fromkeys([*masses_named(self._request), *masses_of(medicine.names)])),
            otherwise=tuple(dict.fromkeys(self._otherwise)),
        )

    def _regimen(self, medicine: Medicine) -> Regimen | None:
        if self._request.get("resourceType") != _WHAT:
            self._found("resourceType", f"{shown(self._request.get('resourceType'))} is not {_WHAT}")
            return None
        if reason := why_not_to_process(Entry("", self._request)):
            self._found("", reason)
        if self._request.get("doNotPerform"):
            self._found("doNotPerform", "it says not to give the medicine")
        self._read_head()
        if medicine.problem or not medicine.is_b12:
            named = f"{shown(medicine.name)} is" if medicine.name else "it names"
            self._found("medication", medicine.problem or f"{named} no vitamin B12 that is known here")
        if medicine.is_combined:
            reason = f'it is not of vitamin B12 alone, but of "{shown(medicine.beside)}" too; a regimen is of one drug'
            self._found("medication", reason)
        read = self._steps(medicine)
        if read is not None:
            self._hold_name(medicine, read)
        return None if read is None or self._findings else self._built(medicine, read)

    def _read_head(self) -> None:
        status = text(self._request.get("status"))
        if status == "entered-in-error":
            self._found("status", "it was entered in error")
        elif status != "active":
            self._remarks.append(f"its status is {status or 'not given'}")
        if status not in ("active", "draft"):
            self._not_compared.append(f"status: {shown(self._request.get('status') or 'not given')}")
        for line in every_word(self._request.get("statusReason")):
            self._not_compared.append(f"statusReason: {shown(line)}")
        intent = text(self._request.get("intent"))
        if intent not in ORDERS:
            self._remarks.append(f"its intent is {intent or 'not given'}, which is no order")
        if self._request.get("dispenseRequest"):
            self._remarks.append("how much is to be dispensed was not read")
        notes = self._request.get("note")
        if notes:
            self._remarks.append("its notes were not read")
            self._not_compared += [f"note: {shown(table(one).get('text'))}" for one in items(notes) or [notes]]

    def _hold_name(self, medicine: Medicine, read: list[TextRead]) -> None:
        """Hold what is written of the product against the fields."""
        problems, left = held_against(medicine.names, [one.step for one in read], medicine.drug)
        for problem in problems:
            self._found("medication", problem)
            self._otherwise.append(problem)
        self._not_compared += [f"medication: {words}" for words in left]

    def _steps(self, medicine: Medicine) -> list[TextRead] | None:
        dosages = items(self._request.get("dosageInstruction"))
        if not dosages:
            self._found("dosageInstruction", NO_DOSAGE)
            return None
        places = [(table(dosage).get("sequence"), number) for number, dosage in enumerate(dosages)]
        if len(places) > 1:
            numbers = [place for place, _ in places if isinstance(place, int) and not isinstance(place, bool)]
            if len(set(numbers)) < len(places):
                reason = "concurrent dosages are not supported: each needs a sequence of its own"
                self._found("dosageInstruction", reason)
                return None
            places.sort()
        read = [self._dosage(f"dosageInstruction[{n}]", table(dosages[n]), medicine) for _, n in places]
        steps = [one for one in read if one is not None]
        return steps if len(steps) == len(read) else None

    def _dosage(self, path: str, dosage: dict[str, Any], medicine: Medicine) -> TextRead | None:
        reader = DosageReader(path, dosage, self._codes, self._ampoule)
        self._findings += reader.findings
        self._remarks += reader.remarks
        self._periods.append(reader.period)
        if reader.other_route is not None:
            self._otherwise.append(f"its route is {reader.other_route}")
        if reader.step is None:
            return None
        found = read_beside(reader.step, text(dosage.get("text")), medicine.drug)
        if found.problem:
            self._found(f"{path}.text", found.problem)
        if found.remark:
            self._remarks.append(f"{path}.text: {found.remark}")
        if found.left:
            self._not_compared.append(f"{path}.text: {shown(found.left)}")
        if is_unreadable(dosage.get("text")):
            self._found(f"{path}.text", _NO_LINE)
        for name, concept in _concepts_beside(dosage):
            self._hold_beside(f"{path}.{name}", concept, reader.step, medicine.drug)
        return found

    def _hold_beside(self, path: str, concept: object, step: Step, drug: Drug | None) -> None:
        """Hold the words of a concept against the step that the fields give."""
        if is_spoilt(concept):
            self._found(path, _NO_LINE)
        for line in every_word(concept):
            problem = contradiction(step, line, drug)
            if path.endswith("timing.code"):
                problem = problem or beyond_the_fields(step, line)
            if problem:
                self._found(path, problem)
            if left := unknown_words(line):
                self._not_compared.append(f"{path}: {shown(left)}")

    def _built(self, medicine: Medicine, read: list[TextRead]) -> Regimen | None:
        for number, one in enumerate(read[:-1], 1):
            if not one.step.has_end:
                self._found("dosageInstruction", f"dosage {number} never ends, so the next would run beside it")
        for number, ((begun, ended), (start, _)) in enumerate(pairwise(self._periods), 1):
            if start is not None and begun is not None and start <= (ended or begun):
                reason = f"dosage {number + 1} starts on {start}, while dosage {number} goes on"
                self._found("dosageInstruction", reason)
        labels: list[PhaseName | None] = [one.phase for one in read]
        if not any(labels):
            self._remarks.append(_NOT_SAID)
            labels = ["repletion" if one.step.has_end else "maintenance" for one in read]
        if None in labels or labels != sorted(labels, key=["repletion", "maintenance", None].index):
            self._found("dosageInstruction", "their texts do not give each a phase, repletion before maintenance")
            return None
        try:
            return Regimen(medicine.drug, *(self._phase(name, labels, read) for name in ("repletion", "maintenance")))
        except RegimenError as error:
            self._found("dosageInstruction", str(error))
        return None

    def _phase(self, name: PhaseName, labels: list[PhaseName | None], read: list[TextRead]) -> Phase:
        steps = tuple(one.step for one, label in zip(read, labels, strict=True) if label == name)
        kinds: list[PhaseKind] = [kind for one in read for phase, kind in one.others if phase == name]
        if steps:
            if kinds:
                self._found("dosageInstruction", f'a text says "{name}: {kinds[0]}", and there are dosages of it')
            return Phase(steps)
        return Phase(kind=kinds[0] if kinds else "not-stated")


def _concepts_beside(dosage: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Give what stands beside the fields of a dosage in words, a text as a concept."""
    yield "patientInstruction", {"text": dosage.get("patientInstruction")}
    more = dosage.get("additionalInstruction")
    yield from (("additionalInstruction", one) for one in (more if isinstance(more, list) else [more]))
    yield from ((name, dosage.get(name)) for name in ("site", "method"))
    yield "timing.code", table(dosage.get("timing")).get("code")
