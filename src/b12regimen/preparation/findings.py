"""What to be careful about when a product is drawn up: route, strength, excipients, and alerts of the patient."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.alerts.alerts import Alert
from b12regimen.alerts.checking import missing_for, status_of
from b12regimen.alerts.safety import safety
from b12regimen.errors import listed
from b12regimen.preparation.product_loader import strengths_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from b12regimen.cases.case import Case
    from b12regimen.files.entries import AlertSeverity
    from b12regimen.preparation.concentration import Concentration
    from b12regimen.preparation.product import Product
    from b12regimen.regimens.dosing import Route
    from b12regimen.values.quantities import Quantity
    from b12regimen.values.sources import Citation

# Which of the alerts that hold for all speak of an excipient; they carry its sources and its limit of age.
_OF_EXCIPIENTS: Final = (
    ("benzyl alcohol", "benzyl-alcohol"),
    ("aluminium", "aluminium-newborn"),
    ("aluminium", "renal-impairment-aluminium"),
)

# No source prints a limit: they only tell which doses and strengths to look at twice.
_THOUSAND: Final = Fraction(1000)
_HUNDREDTH: Final = Fraction(1, 100)
_TENFOLD: Final = 10
THOUSANDFOLD: Final = "thousandfold-dose"
SEE_THE_UNIT: Final = "see that its unit is the one that is meant, for 1 mg is 1000 micrograms"


def label_findings(product: Product, route: Route) -> Iterator[Alert]:
    """Find where the label does not license a route, which is no statement of harm and so blocks nothing."""
    if not product.routes:
        text = f"which routes the label of {product.called} licenses is not known"
        yield made_finding("route-not-known", "warning", text, product.citations)
    elif route not in product.routes:
        text = f"the label of {product.called} does not license {route}; it names {listed(product.routes, 'and')}"
        yield made_finding("route-not-licensed", "warning", text, product.citations)


def strength_findings(product: Product, strength: Concentration, dose: Quantity) -> Iterator[Alert]:
    """Hold a dose against the amount in the volume in which the label states its strength, and that against others."""
    yield from _against_the_labels(product, strength)
    times = dose.exact / strength.amount.exact
    stated = f"the {spelt(strength)} in which the label states its strength"
    name, text = None, ""
    if times >= _THOUSAND or times <= 1 / _THOUSAND:
        name = THOUSANDFOLD
        size, beyond = ("a thousand times", "more") if times > 1 else ("a thousandth of", "less")
        text = f"a thousandfold: one dose is {size} {stated}, or {beyond}"
    elif times < _HUNDREDTH:
        name, text = "below-a-hundredth", f"one dose is less than a hundredth of {stated}"
    elif times > 1 and not any(one.volume and one.kind != "multi-dose-vial" for one in product.containers):
        name = "above-the-stated-volume"
        text = f"one dose is more than the {strength.volume} in which the label states its strength ({spelt(strength)})"
    if name is not None:
        yield made_finding(name, "warning", f"{text}; {SEE_THE_UNIT}", product.citations)


def _against_the_labels(product: Product, strength: Concentration) -> Iterator[Alert]:
    """Hold a strength against the weakest and the strongest of all labels that were read."""
    weakest, strongest = strengths_read()
    least, most = weakest.mcg_per_ml / _TENFOLD, strongest.mcg_per_ml * _TENFOLD
    if not least <= strength.mcg_per_ml <= most:
        weak = strength.mcg_per_ml < least
        size, other = ("less than a tenth of", weakest) if weak else ("more than ten times", strongest)
        extreme = "weakest" if weak else "strongest"
        text = (
            f"the strength {spelt(strength)} is {size} the {extreme} of all labels that were read, {spelt(other)}; "
            "see that its units are those of the label in hand"
        )
        yield made_finding("strength-unlike-the-labels", "warning", text, product.citations)


def patient_findings(product: Product, route: Route, case: Case) -> tuple[list[Alert], list[str]]:
    """Find which alerts stand for a patient, those on excipients held against the product, and what is not checked.

    An information, which bars nothing and asks for no care with the dose, is left out.
    """
    standing: list[Alert] = []
    not_checked: list[str] = []
    alerts = safety().alerts_for(product.drug, [route], product.jurisdiction or "")
    of_excipients = {of for _, of in _OF_EXCIPIENTS}
    checked = [alert for alert in alerts if alert.severity != "information" and alert.id not in of_excipients]
    checked += _of_excipients(product, alerts)
    for alert in checked:
        status = status_of(alert, case)
        if status == "standing":
            standing.append(alert)
        elif status == "not-checked":
            not_checked.append(f"{alert.id} ({alert.severity}) needs {listed(missing_for(alert, case), 'and')}")
    return standing, not_checked


def _of_excipients(product: Product, alerts: Iterable[Alert]) -> Iterator[Alert]:
    """Give the alerts on excipients that the product contains, or of which it was not read whether it does."""
    by_id = {alert.id: alert for alert in alerts}
    for name, of in _OF_EXCIPIENTS:
        excipient = next((one for one in product.excipients if one.name == name), None)
        if excipient is not None and not excipient.present:
            continue
        alert = by_id[of]
        warned = next((one for one in product.statements if one.kind == "warning" and name in one.text), None)
        if excipient is not None:
            said, own = f"{product.called} contains {excipient}", excipient.citations
        elif warned is not None:
            said = f"the label of {product.called} warns: {warned.text}; whether it contains {name} was not read"
            own = warned.citations
        else:
            said, own = f"whether it contains {name} was not read", product.citations
        premature = "; whether the child is premature is not recorded" if "premature" in alert.text else ""
        yield attrs.evolve(alert, text=f"{said}: {alert.text}{premature}", citations=(*own, *alert.citations))


def made_finding(name: str, severity: AlertSeverity, text: str, citations: tuple[Citation, ...]) -> Alert:
    """Make a finding that holds whoever the patient is."""
    return Alert(id=name, severity=severity, when=({},), text=text, advice=None, citations=citations)


def spelt(text: object) -> str:
    """Write a unit of mass in full, which is not misread."""
    written = str(text)
    return "1 microgram" if written == "1 mcg" else written.replace("mcg", "micrograms")


def in_both(mass: Quantity) -> str:
    """Write a mass in mg and in micrograms, so that a slip between them shows."""
    return f"{mass.to('mg')} ({spelt(mass.to('mcg'))})"
