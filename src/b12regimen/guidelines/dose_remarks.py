"""Remarks on doses of files of one's own that lie outside of what every shipped guideline prints for the drug."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.alerts.alerts import Alert
from b12regimen.errors import listed
from b12regimen.files.entries import AlertSeverity
from b12regimen.guidelines.guideline import Guideline
from b12regimen.regimens.dose_days import PhaseName
from b12regimen.regimens.dosing import FORM_OF, Drug, print_masses
from b12regimen.values.quantities import Quantity
from b12regimen.values.ranges import Range
from b12regimen.values.units import to_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from b12regimen.guidelines.guideline import Rule
    from b12regimen.regimens.dosing import Dose
    from b12regimen.regimens.regimen import Regimen
    from b12regimen.regimens.steps import Phase

DOSE_REMARK: Final = "dose-unlike-the-guidelines"
NO_LIMIT: Final = "no source prints a limit, so this blocks nothing"

# No source prints a limit: they only tell which doses to look at twice.
_FAR: Final = 10
_PARTS: Final = ((1000, "thousandth"), (100, "hundredth"), (10, "tenth"))
_MCG_IN_MG: Final = 1000
_TWICE: Final = 2


@attrs.frozen
class Span:
    """What the shipped guidelines print.

    Attributes:
        drug: Of which drug; ``None`` for any.
        least: The smallest dose [mcg].
        most: The largest dose [mcg].
    """

    drug: Drug | None
    least: Fraction
    most: Fraction

    def __contains__(self, dose: Fraction) -> bool:
        """Tell whether a dose lies inside [mcg]."""
        return self.least <= dose <= self.most


@attrs.frozen
class PrintedDoses:
    """The doses that the shipped guidelines print.

    Attributes:
        names: Their ids.
        load: Loads one of them.
    """

    names: Sequence[str]
    load: Callable[[str], Guideline]

    def around(self, drug: Drug | None, doses: Iterable[Fraction]) -> Span | None:
        """Give the smallest and the largest dose of a drug [mcg], if one of some doses lies outside; else ``None``.

        Guidelines are loaded one after another, those named after the drug first, until all doses are known to lie
        inside.

        Args:
            drug: The drug; ``None`` for any. For one that no shipped guideline is on, those of any drug are given.
            doses: The doses [mcg].
        """
        left = set(doses)
        found: Span | None = None
        for name in sorted(self.names, key=lambda name: not name.endswith(f"-{drug}")):
            for rule in self.load(name).rules.values() if left else ():
                for regimen in rule.regimens:
                    if drug in (None, regimen.drug):
                        known = [] if found is None else [found.least, found.most]
                        known += [bound for _, dose in doses_of(regimen) for bound in _bounds(dose)]
                        found = Span(drug, min(known), max(known))
            if found is not None:
                left = {dose for dose in left if dose not in found}
        if found is None and left:
            return self.around(None, left)
        return found if left else None


@attrs.frozen
class DoseRemark:
    """What to look at in a regimen.

    Attributes:
        regimen: Which of the regimens of its rule, from 1.
        phase: The phase in which the dose stands.
        severity: A warning if it is tenfold outside or more, else a caution.
        text: What it is.
    """

    regimen: int
    phase: PhaseName
    severity: AlertSeverity
    text: str


def dose_remarks(rule: Rule, printed: PrintedDoses) -> Iterator[DoseRemark]:
    """Remark on the doses of a rule that lie outside those of the shipped guidelines."""
    for number, regimen in enumerate(rule.regimens, 1):
        drug = None if regimen.drug is None else FORM_OF.get(regimen.drug, regimen.drug)
        doses = list(doses_of(regimen))
        span = printed.around(drug, (bound for _, dose in doses for bound in _bounds(dose)))
        if span is None:
            continue
        for phase, dose in doses:
            for bound in dict.fromkeys(_bounds(dose)):
                remark = _remark(bound, span, per_kg=dose.per_kg)
                if remark is not None:
                    yield DoseRemark(number, phase, *remark)


def with_remarks(rules: Iterable[Rule], printed: PrintedDoses) -> Iterator[Rule]:
    """Give the rules of a file of one's own, each with what is to be remarked on its doses wherever it answers."""
    for rule in rules:
        found = list(dose_remarks(rule, printed))
        phases: dict[str, dict[str, None]] = {}
        for remark in found:
            phases.setdefault(remark.text, {})[remark.phase] = None
        said = [f"{listed(names, 'and')}: {text}" for text, names in phases.items()]
        alert = Alert(
            id=DOSE_REMARK,
            severity="warning" if any(remark.severity == "warning" for remark in found) else "caution",
            when=({},),
            text=f'rule "{rule.id}", {"; ".join([*said, NO_LIMIT])}',
            advice=None,
            citations=(),
        )
        yield attrs.evolve(rule, remarks=(alert,)) if found else rule


def doses_of(regimen: Regimen) -> Iterator[tuple[PhaseName, Dose]]:
    """Give the doses that are injected, each with its phase."""
    phases: tuple[tuple[PhaseName, Phase], ...] = (
        ("repletion", regimen.repletion),
        ("maintenance", regimen.maintenance),
    )
    for name, phase in phases:
        for step in phase.steps:
            for option in step.options:
                if not option.is_oral:
                    yield name, option.dose


def _bounds(dose: Dose) -> list[Fraction]:
    """Give the bounds of a dose [mcg]."""
    return [bound.exact for bound in (dose.amount.low, dose.amount.high) if bound is not None]


def _remark(dose: Fraction, span: Span, *, per_kg: bool) -> tuple[AlertSeverity, str] | None:
    if dose > span.most:
        times, of, bound = dose / span.most, "largest", span.most
    elif dose < span.least and not per_kg:
        times, of, bound = span.least / dose, "smallest", span.least
    else:
        return None
    size = _above(times) if dose > span.most else _below(times)
    given = f"{_shown(dose)}{' for each kilogram' if per_kg else ''}"
    text = (
        f"{given} is {size} the {of} dose that a shipped guideline prints of {span.drug or 'any drug'}, {_shown(bound)}"
    )
    return "warning" if times >= _FAR else "caution", f"{text}{_other_unit(dose, span)}"


def _above(times: Fraction) -> str:
    if times.denominator == 1:
        return f"{times} times"
    return f"more than {int(times)} times" if times > _TWICE else "more than"


def _below(times: Fraction) -> str:
    part = next(((size, name) for size, name in _PARTS if times >= size), None)
    if part is None:
        return "less than"
    return f"a {part[1]} of" if times == part[0] else f"less than a {part[1]} of"


def _other_unit(dose: Fraction, span: Span) -> str:
    """Ask for the other unit, if the number is that of a printed dose in it."""
    if dose / _MCG_IN_MG in span:
        meant, same = _shown(dose / _MCG_IN_MG), f"{Quantity.of_exact(dose, to_unit('mg')).value} mcg"
        return "; were micrograms meant?" + (f" {same} is {meant}" if same != meant else "")
    return "; were milligrams meant?" if dose * _MCG_IN_MG in span else ""


def _shown(dose: Fraction) -> str:
    return print_masses(Range.exactly(Quantity.of_exact(dose, to_unit("mcg"))))
