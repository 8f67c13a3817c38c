"""From a dose and the product in hand to the volume that is drawn up, with the arithmetic that a person can check."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from b12regimen.alerts.alerts import Alert
from b12regimen.cases.case import Case
from b12regimen.display.shown import Shown
from b12regimen.errors import NotationError, PreparationError, QuantityError, listed
from b12regimen.files.entries import ALERT_SEVERITIES
from b12regimen.patients.patient import to_patient
from b12regimen.preparation.allergies import allergies_not_checked, allergy_findings, with_allergy_to_the_drug
from b12regimen.preparation.findings import (
    SEE_THE_UNIT,
    THOUSANDFOLD,
    in_both,
    label_findings,
    made_finding,
    patient_findings,
    spelt,
    strength_findings,
)
from b12regimen.preparation.product import OTHER_ROUTES, Container, Product
from b12regimen.preparation.product_loader import load_product
from b12regimen.recommendations.recommendation import DECISION_SUPPORT
from b12regimen.regimens.dosing import INJECTION_ROUTES, Dose, Route, check_dose_text, check_point, check_unit
from b12regimen.regimens.notation import parse_dose, parse_route
from b12regimen.values.quantities import Quantity
from b12regimen.values.ranges import Range
from b12regimen.values.units import to_unit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pint.facets.plain import PlainQuantity

    from b12regimen.patients.patient import Patient
    from b12regimen.values.sources import Citation
    from b12regimen.values.units import Dimension

QuantityLike: TypeAlias = "Quantity | str | PlainQuantity[Any]"

_MILLILITRE: Final = to_unit("mL")
_KILOGRAM: Final = to_unit("kg")
_PERCENT: Final = to_unit("%")
_NOT_SAID: Final = "the source that was read does not say whether an opened one may be kept"


@attrs.frozen(kw_only=True)
class ContainerCount:
    """How many containers of one kind a dose needs.

    Attributes:
        container: The container.
        count: How many are opened.
        remains: What is left in the last one [mL].
    """

    container: Container
    count: int
    remains: Quantity

    @property
    def opened(self) -> str:
        """What the source says of keeping an opened one, or that it does not say."""
        return self.container.once_opened or _NOT_SAID

    def __str__(self) -> str:
        """Write it for people."""
        left = f"{self.remains} remains" if self.remains.exact else "nothing remains"
        return f"{self.container.counted(self.count)}, {left}"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Preparation(Shown):
    """A dose, ready to be drawn up and checked.

    Attributes:
        product: The product.
        dose: The dose as asked; where it was for each kilogram, times the weight.
        per_kg: How the dose follows from the weight; ``None`` where it was not for each kilogram.
        route: The intended route.
        volume: Dose divided by concentration, exact [mL].
        drawn: The volume to draw up [mL]: the same, unless it was rounded to a graduation.
        graduation: The smallest mark of the syringe [mL]; ``None`` where none was given.
        containers: How many containers of each size that was read; empty where none was.
        findings: What to be careful about, contraindications first.
        not_checked: What could not be checked, and what is missing.
    """

    product: Product
    dose: Quantity
    per_kg: str | None
    route: Route
    volume: Quantity
    drawn: Quantity
    graduation: Quantity | None
    containers: tuple[ContainerCount, ...]
    findings: tuple[Alert, ...]
    not_checked: tuple[str, ...]

    @property
    def blocked(self) -> bool:
        """A contraindication stands: the arithmetic is shown, and nothing is drawn up from it."""
        return any(finding.severity == "contraindication" for finding in self.findings)

    @property
    def in_doubt(self) -> bool:
        """A dose a thousand times what the label states, or a thousandth: nothing is drawn up from it either."""
        return any(finding.id == THOUSANDFOLD for finding in self.findings)

    @property
    def given(self) -> Quantity:
        """The mass in the volume to draw up, exact."""
        return Quantity.of_exact(self.dose.exact * self.drawn.exact / self.volume.exact, self.dose.unit)

    @property
    def rounding(self) -> Fraction:
        """By how much rounding changes the dose, exact, negative if it is less [% of the dose]."""
        return (self.drawn.exact - self.volume.exact) / self.volume.exact * 100

    @property
    def line(self) -> str:
        """The whole arithmetic in one line, in mg and in micrograms."""
        strength = self.product.strength
        per_ml = Quantity.of_exact(Fraction(self.dose.exact, self.volume.exact), to_unit("mg"))
        printed = "" if strength is None or strength.volume == Quantity(1, "mL") else f" ({spelt(strength)})"
        parts = [f"{self.per_kg}: " if self.per_kg else ""]
        parts.append(f"{in_both(self.dose)} / {per_ml} per mL{printed} = {self.volume}")
        if self.rounding:
            change = f"{_percent(abs(self.rounding) / 100)} {'more' if self.rounding > 0 else 'less'}"
            parts.append(
                f"; rounded to a mark of {self.graduation}: {self.drawn}, which is {in_both(self.given)}, {change}"
            )
        counts = listed(self.containers) or "how many containers: what one holds was not read"
        return "".join([*parts, f"; {counts}"])

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Who states what the product is, and its containers."""
        parts = (*self.product.citations, *(one for count in self.containers for one in count.container.citations))
        return tuple(dict.fromkeys(parts))

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return {
            "line": self.line,
            "product": self.product.id,
            "name": self.product.name,
            "drug": self.product.drug,
            "strength": str(self.product.strength),
            "route": self.route,
            "dose": str(self.dose),
            "per_kg": self.per_kg,
            "volume": str(self.volume),
            "volume_exact_ml": str(self.volume.exact),
            "draw_up": None if self.blocked or self.in_doubt else str(self.drawn),
            "given": str(self.given),
            "graduation": None if self.graduation is None else str(self.graduation),
            "rounding_percent_exact": str(self.rounding),
            "containers": [
                {
                    "kind": one.container.kind,
                    "volume": str(one.container.volume),
                    "count": one.count,
                    "remains": str(one.remains),
                    "opened": one.opened,
                }
                for one in self.containers
            ],
            "blocked": self.blocked,
            "in_doubt": self.in_doubt,
            "findings": [finding.to_dict() for finding in self.findings],
            "not_checked": list(self.not_checked),
            "label": [str(statement) for statement in self.product.statements],
            "not_read": list(self.product.not_read),
            "citations": [citation.to_dict() for citation in self.citations],
            "decision_support": DECISION_SUPPORT,
        }

    def to_json(self) -> str:
        """Give the same as JSON text."""
        import json  # 8 ms that only a reader of JSON should pay

        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def _sections(self) -> Iterator[tuple[str, list[str]]]:
        for finding in self.findings:
            advice = [f"what the source says to do: {finding.advice}"] if finding.advice else []
            yield finding.severity, [finding.text, *advice, *map(str, finding.citations)]
        if self.blocked:
            yield "blocked", ["a contraindication stands: the arithmetic is shown, and nothing is drawn up from it"]
        yield "preparation", [f"{self.product.drug}, {self.product.called}, {self.route}", self.line]
        yield "draw up", [self._drawn()]
        yield "compare with the product in hand", [f"its label must state {spelt(self.product.strength)}"]
        kept = [f"{one.container.counted(1)}: {one.opened}" for one in self.containers if one.remains.exact]
        if kept:
            yield "what remains", kept
        if self.product.statements:
            yield "what the label says", [str(statement) for statement in self.product.statements]
        if self.product.not_read:
            yield "not read of this product", [", ".join(self.product.not_read)]
        if self.not_checked:
            yield "not checked", list(self.not_checked)
        yield "sources", [str(citation) for citation in self.citations] or ["the caller's own product; none is named"]
        yield "decision support", [DECISION_SUPPORT]

    def _drawn(self) -> str:
        if self.blocked:
            return "nothing: see above"
        if self.in_doubt:
            return f"nothing until a person has seen which unit is meant: see above; the arithmetic gives {self.drawn}"
        if isinstance(self.drawn.number, Fraction):
            return f"{self.drawn} is on no mark of a syringe; give its graduation, and by how much may be rounded"
        return f"{self.drawn} {self.route}"

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Preparation {self.drawn} {self.route} of {self.product.id or self.product.called}: {self.line}>"


def prepare_dose(
    dose: Dose | QuantityLike,
    product: Product | str | Path,
    *,
    route: Route | str,
    syringe: QuantityLike | None = None,
    graduation: QuantityLike | None = None,
    rounding_limit: QuantityLike | None = None,
    drug: str | None = None,
    patient: Patient | None = None,
) -> Preparation:
    """Work out the volume to draw up for a dose.

    Args:
        dose: One amount: a dose of a step, a quantity, or its text. For each kilogram needs the patient's weight.
        product: The product, its id, or the file of one of one's own.
        route: The intended route.
        syringe: What the syringe holds; ``None`` leaves that unchecked.
        graduation: The smallest mark of the syringe; ``None`` leaves the volume exact.
        rounding_limit: By how much of the dose the volume may be rounded to a mark [%]; ``None`` allows no rounding.
        drug: The drug that was ordered, which the product must hold; ``None`` leaves that unchecked.
        patient: Whom it is for; ``None`` leaves alerts and excipients unchecked, and says so. Laboratory results are
            read by the laboratory's own flags and intervals.

    Raises:
        PreparationError: The dose is not settled, the product has no strength or is another drug, the route is none by
            which injections are prepared here, or the volume fits neither the marks nor the syringe.
        QuantityError: A quantity cannot be read; or the text of a dose has a point that may group thousands, or is in g
            or kg.
        RegimenError: The dose is no mass above zero.
        ProductError: The product's file has errors.
        UnknownProductError: There is no such product.
        PatientError: It is no ``Patient``.
    """
    product = product if isinstance(product, Product) else load_product(product)
    patient = None if patient is None else to_patient(patient)
    if product.strength is None:
        raise PreparationError(
            f"no strength is known of {product.called}, so no volume is worked out; read the concentration on its "
            'label, and give it: Product(drug=..., strength="1 mg in 1 mL", routes=["IM"])'
        )
    if drug is not None and drug != product.drug:
        raise PreparationError(f"{product.called} holds {product.drug}, and {drug} was ordered; they are not exchanged")
    way = _to_route(route, product)
    amount, per_kg = _settled(_to_dose(dose), patient)
    volume = Quantity.of_exact(amount.exact / product.strength.mcg_per_ml, _MILLILITRE)
    mark = None if graduation is None else _checked("a graduation", graduation, "volume")
    drawn = _rounded(volume, mark, rounding_limit)
    if syringe is not None and _checked("a syringe", syringe, "volume") < drawn:
        raise PreparationError(f"{drawn} does not fit into a syringe of {Quantity.of(syringe)}")
    counts = tuple(_counted(container, drawn) for container in product.containers if container.volume is not None)
    found = [
        *label_findings(product, way),
        *_of_the_count(product, counts),
        *strength_findings(product, product.strength, amount),
    ]
    not_checked = ["alerts (contraindications, warnings, cautions) and excipients: no patient was given"]
    if patient is not None:
        standing, not_checked = patient_findings(product, way, Case.of(with_allergy_to_the_drug(patient, product)))
        found += [*standing, *allergy_findings(product, patient)]
        not_checked += allergies_not_checked(product, patient)
    return Preparation(
        product=product,
        dose=amount,
        per_kg=per_kg,
        route=way,
        volume=volume,
        drawn=drawn,
        graduation=mark,
        containers=counts,
        findings=tuple(sorted(found, key=lambda finding: ALERT_SEVERITIES.index(finding.severity))),
        not_checked=tuple(not_checked),
    )


def _to_dose(given: Dose | QuantityLike) -> Dose:
    if isinstance(given, Dose):
        return given
    if isinstance(given, str):
        check_dose_text(given)
    try:
        return Dose(Range.exactly(Quantity.of(given)))
    except QuantityError:
        if not isinstance(given, str):
            raise
        try:
            return parse_dose(given)  # "1-2 mg" and "1 mcg/kg" are doses, and no quantities
        except NotationError:
            pass
        raise


def _settled(dose: Dose, patient: Patient | None) -> tuple[Quantity, str | None]:
    """Give the one amount of a dose, and how it follows from the weight."""
    if dose.amount.low is None or not dose.amount.is_exact:
        raise PreparationError(f"the dose {dose} is not settled; give the one amount that is meant")
    amount = dose.amount.low
    if not dose.per_kg:
        return amount, None
    weight = None if patient is None else patient.weight
    if weight is None:
        raise PreparationError(f"the dose {dose} is for each kilogram; give the patient with the weight")
    kilograms = weight.exact / _KILOGRAM.factor
    return Quantity.of_exact(amount.exact * kilograms, amount.unit), f"{spelt(dose)} x {weight.to(_KILOGRAM)}"


def _to_route(given: Route | str, product: Product) -> Route:
    try:
        route: Route | None = parse_route(given)
    except NotationError:
        route = None
    if route is not None and route in INJECTION_ROUTES:
        return route
    named = next((other for other in OTHER_ROUTES if str(given).lower() in (other.lower(), other.lower()[:4])), None)
    if named in product.other_routes:
        raise PreparationError(f"the label of {product.called} has the route {named}; nothing is prepared for it here")
    raise PreparationError(
        f"{given!r} is no route by which doses are prepared here; one of: {', '.join(INJECTION_ROUTES)}"
    )


def _checked(what: str, given: QuantityLike, dimension: Dimension) -> Quantity:
    if isinstance(given, str):
        check_unit(given, "mL" if dimension == "volume" else "%")
        check_point(given)
    quantity = Quantity.of(given)
    if quantity.unit.dimension != dimension or not quantity.exact:
        example = "0.1 mL" if dimension == "volume" else "5 %"
        raise PreparationError(f"{what} is a {dimension} above zero, for instance {example}; {quantity} is none")
    return quantity


def _rounded(volume: Quantity, mark: Quantity | None, limit: QuantityLike | None) -> Quantity:
    most = None if limit is None else _checked("a limit of rounding", limit, "fraction")
    if mark is None:
        if most is not None:
            raise PreparationError(f"a limit of {most} needs a graduation to round to")
        return volume
    marks = volume.exact / mark.exact
    if marks.denominator == 1:
        return volume
    below, above = (
        Quantity.of_exact(count * mark.exact, _MILLILITRE) for count in (math.floor(marks), math.ceil(marks))
    )
    refusal = f"{volume} is on no mark of {mark}; the nearest are {below} and {above}"
    if most is None:
        raise PreparationError(f"{refusal}, and no rounding is allowed")
    if below.exact + above.exact == 2 * volume.exact:
        raise PreparationError(f"{refusal}, both equally near; give as dose the one that is meant")
    nearest = below if volume.exact - below.exact < above.exact - volume.exact else above
    change = abs(nearest.exact - volume.exact) / volume.exact
    if change > most.exact or not nearest.exact:
        raise PreparationError(f"{refusal}: {_percent(change)} of the dose, and at most {most} is allowed")
    return nearest


def _counted(container: Container, drawn: Quantity) -> ContainerCount:
    holds = container.volume or drawn
    count = math.ceil(drawn.exact / holds.exact)
    remains = Quantity.of_exact(count * holds.exact - drawn.exact, _MILLILITRE)
    return ContainerCount(container=container, count=count, remains=remains)


def _of_the_count(product: Product, counts: tuple[ContainerCount, ...]) -> Iterator[Alert]:
    if counts and all(one.count > 1 for one in counts):
        needed = listed(one.container.counted(one.count) for one in counts)
        text = f"one dose needs {needed}; {SEE_THE_UNIT}"
        yield made_finding("more-than-one-container", "warning", text, product.citations)


def _percent(share: Fraction) -> str:
    return str(Quantity.of_exact(share, _PERCENT))
