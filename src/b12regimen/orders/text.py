"""Reads a written order: what it says, how each word was read, and where reading stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from b12regimen.errors import did_you_mean
from b12regimen.orders.order import NOT_STATED, Order, OrderFinding, StepWithoutRoute
from b12regimen.orders.timings import may_be_of_each_round
from b12regimen.orders.words import BRANDS, OrderWord, order_words
from b12regimen.regimens.dosing import DRUGS, Drug
from b12regimen.regimens.notation import RegimenReader
from b12regimen.regimens.steps import PHASE_KINDS, Phase, Step
from b12regimen.values.durations import TIME_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.regimens.dose_days import PhaseName
    from b12regimen.regimens.dosing import Dose, Route, Timing
    from b12regimen.regimens.ends import ClinicalConditions, End
    from b12regimen.regimens.spellings import Token

_NO_DRUG: Final = (("vitamin", "b12"), ("b12",), ("cobalamin",), ("drug", "not", "stated"))
_DRUGS: Final[dict[str, Drug]] = {drug: drug for drug in DRUGS}
_NOT_AFTER_A_DOSE: Final = ("times", "or", *TIME_UNITS, *(f"{unit}s" for unit in TIME_UNITS))


def read_order(text: str) -> Order:
    """Read a written order, for instance "hydroxocobalamin 1mg IM 3x/week x 2 weeks then 1mg IM every 3 months".

    Reads the notation, and habits of writing that have one meaning. A dose and a route that a later step does not
    repeat are carried over, and a phase without a label is told by whether its steps end; both are said.

    Raises:
        NotationError: Something has two readings, or none; it says where reading stopped, why, and what would do.
        OrderError: What was read cannot be given.
    """
    words, found = order_words(text)
    return _OrderReader(text, words, found).order()


class _ReadStep(NamedTuple):
    """A step, and the label of the phase under which it stands."""

    label: PhaseName | None
    step: Step


class _OrderReader(RegimenReader):
    """Reads an order step by step."""

    def __init__(self, text: str, words: list[OrderWord], found: list[Token]) -> None:
        super().__init__(text, found)
        self._words = tuple(words)
        self._drug: Drug | None = None
        self._named_in: int | None = None  # the step in which a drug was named last, from 0
        self._read: list[_ReadStep] = []
        self._kinds: dict[PhaseName, Phase] = {}
        self._label: PhaseName | None = None
        self._remarks = [
            OrderFinding(
                id="error-prone",
                severity="caution",
                text=f'"{word.text}" was read as {word.means}: {word.misread}',
                position=word.position,
            )
            for word in words
            if word.misread
        ] + list(_brands(words))

    def order(self) -> Order:
        """Read all of it."""
        self._name_drug()
        if not self._accept(","):
            self._accept(":")
        if self._accept_label():
            self._name_drug()
        self._phase_or_step()
        while self._next < len(self._tokens):
            if not (self._accept_label() or self._accept(",", "then")):
                raise self._refusal(self._why_stopped())
            self._name_drug()
            self._phase_or_step()
        repletion, maintenance = self._phases()
        return Order(
            drug=self._drug,
            repletion=repletion,
            maintenance=maintenance,
            text=self._text,
            words=self._words,
            remarks=tuple(self._remarks),
        )

    def _seen(self) -> str:
        place = self._place()
        return next((f'"{word.text}"' for word in self._words if word.position == place), "the end of the text")

    # Drug, labels and phases

    def _name_drug(self) -> None:
        place = self._place()
        if self._step_here() or self._word() in (";", ""):
            return
        if self._label is not None and self._word() in ("none", "not", "oral"):
            return
        if any(self._accept(*words) for words in _NO_DRUG):
            if self._drug is not None and self._named_in != len(self._read):
                reason = f"this names no drug, and {self._drug} came before; write {self._drug} if that is meant"
                raise self._refusal(reason, place)
            return
        name = self._take().word
        if self._accept("-", "tannin"):
            name += "-tannin"
        drug = _DRUGS.get(name)
        if drug is None:
            reason = f'"{name}" is read neither as a drug nor as part of a dose{did_you_mean(name, DRUGS)}'
            raise self._refusal(reason, place)
        if self._drug not in (None, drug):
            raise self._refusal(f"an order is for one drug; {self._drug} came before, and here is {drug}", place)
        if self._drug is None and self._read:
            reason = f"the step before names no drug, and here is {drug}; name it first if it is meant for all steps"
            raise self._refusal(reason, place)
        self._drug, self._named_in = drug, len(self._read)

    def _drug_here(self) -> bool:
        return self._word() in _DRUGS or any(self._starts(*words) for words in _NO_DRUG)

    def _accept_label(self) -> bool:
        before = self._next
        while self._accept(";"):
            pass
        for label in ("repletion", "maintenance"):
            place = self._place()
            if self._accept(label, ":"):
                if label in self._kinds or label in (read.label for read in self._read):
                    raise self._refusal(f"{label} is given twice; give it once", place)
                if label == "repletion" and self._read:
                    raise self._refusal("repletion comes before maintenance; give it first", place)
                self._label = label
                return True
        self._next = before
        return False

    def _phase_or_step(self) -> None:
        if self._label is not None:
            for kind in PHASE_KINDS[1:]:
                if self._accept(*kind.split("-")):
                    self._kinds[self._label] = Phase(kind=kind)
                    return
        self._read.append(_ReadStep(self._label, self._order_step()))

    def _phases(self) -> tuple[Phase, Phase]:
        labels = {read.label for read in self._read} | set(self._kinds)
        steps = [read.step for read in self._read]
        after = [read.step for read in self._read if read.label == "maintenance"]
        if "maintenance" not in labels and (len(steps) > 1 or "repletion" not in labels):
            after = [] if steps[-1].has_end else steps[-1:]
            self._remarks.append(
                OrderFinding(
                    id="phase-by-its-end",
                    severity="information",
                    text="the order does not label both phases: a last step that does not end was read as maintenance, "
                    "what comes before it as repletion",
                )
            )
        before = steps[: len(steps) - len(after)]
        return self._phase_of("repletion", before), self._phase_of("maintenance", after)

    def _phase_of(self, label: PhaseName, steps: list[Step]) -> Phase:
        if not steps:
            return self._kinds.get(label, NOT_STATED)
        return self._build(0, lambda: Phase(tuple(steps)))

    # Steps

    def _step_here(self) -> bool:
        return (
            self._word() == "if"
            or self._word()[:1].isdigit()
            or self._route_here()
            or self._times_here()
            or self._ends_here()
        )

    def _order_step(self) -> Step:
        place = self._place()
        gate = self._gate()
        dose: Dose | None = None
        routes: list[Route] = []
        timings: list[Timing] = []
        as_required, end, end_place = False, None, 0
        while True:
            if dose is None and self._dose_here():
                dose = self._dose_once()
            elif not routes and self._route_here():
                routes = self._routes()
            elif not timings and self._times_here():
                timings, as_required = self._timings()
                if end is not None and any(may_be_of_each_round(end, timing) for timing in timings):
                    often = " or ".join(map(str, timings))
                    reason = f'"{end}" may say how much is given each time, or when to stop; write how often first: '
                    raise self._refusal(f'{reason}"{often} {end}" if that is meant', end_place)
            elif end is None and self._ends_here():
                end_place, end = self._place(), self.end()
            elif dose is not None and self._drug_here():
                self._name_drug()
            else:
                break
        self._check_one_day(end)
        if not timings and end is None and self._word() not in ("", ",", ";"):
            raise self._refusal(self._why_stopped())
        return self._step_of(place, dose, routes, tuple(timings), end, gate=gate, as_required=as_required)

    def _gate(self) -> ClinicalConditions | None:
        if not self._accept("if"):
            return None
        gate = self._conditions()
        if not self._accept(","):
            raise self._refusal(f'a gate ends with a comma: "if ..., 1 mg IM daily"; found {self._seen()}')
        return gate

    def _step_of(
        self,
        place: int,
        dose: Dose | None,
        routes: list[Route],
        timings: tuple[Timing, ...],
        end: End | None,
        *,
        gate: ClinicalConditions | None,
        as_required: bool,
    ) -> Step:
        before = self._read[-1].step if self._read else None
        carried = []
        if dose is None:
            if before is None:
                raise self._refusal(f'a step names its dose, for instance "1 mg IM weekly"; found {self._seen()}')
            dose = before.dose
            carried.append(str(dose))
        if not routes and before is not None and before.routes:
            routes = list(before.routes)
            carried.append(" or ".join(routes))
        if carried:
            self._remarks.append(
                OrderFinding(
                    id="carried-over",
                    severity="caution",
                    text=f"the step does not say {' '.join(carried)}, which was carried over from the step before",
                    position=place,
                )
            )
        kind = Step if routes else StepWithoutRoute
        return self._build(
            place,
            lambda: kind(dose=dose, routes=tuple(routes), timings=timings, as_required=as_required, end=end, gate=gate),
        )

    def _dose_here(self) -> bool:
        ahead = 2 if self._starts("up", "to") or self._starts("at", "least") else 0
        if not self._word(ahead)[:1].isdigit():
            return False
        ahead += 1
        if self._word(ahead) in ("-", "to") and self._word(ahead + 1)[:1].isdigit():
            ahead += 2
        return self._word(ahead) not in _NOT_AFTER_A_DOSE

    def _dose_once(self) -> Dose:
        dose = self.dose()
        place = self._place()
        if self._accept("("):
            again = self._masses("only the same dose in another unit is read in brackets")
            if not self._accept(")"):
                raise self._refusal(f"only the same dose in another unit is read in brackets; found {self._seen()}")
            if again != dose.amount:
                reason = f"the brackets say another dose than {dose}; 1 mg is 1000 mcg; write the dose that is meant"
                raise self._refusal(reason, place)
        return dose


def _brands(words: list[OrderWord]) -> Iterator[OrderFinding]:
    for word in words:
        if word.text.lower() in BRANDS:
            drug, guideline = BRANDS[word.text.lower()]
            yield OrderFinding(
                id="brand",
                severity="information",
                text=f"{word.text} is a brand of {drug}, as its label has it ({guideline})",
                position=word.position,
            )
