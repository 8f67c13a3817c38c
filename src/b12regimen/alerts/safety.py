"""What holds whichever guideline is asked: alerts, and changes of a treatment that need a clinician, as data."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.alerts.alert_reading import read_alert
from b12regimen.alerts.alerts import Alert
from b12regimen.errors import ShippedFileError, listed
from b12regimen.files.entries import AlertEntry, Cited, NoHead, SourceEntry
from b12regimen.files.entry_file import read_entry_file
from b12regimen.files.reading import Reading
from b12regimen.published import PUBLISHED
from b12regimen.regimens.dosing import DRUGS, FORM_OF, ROUTES, Drug, Route
from b12regimen.values.sources import Citation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHIPPED: Final = PUBLISHED / "alerts.toml"


@attrs.frozen(kw_only=True)
class ClinicianChange:
    """A change of a treatment that needs a clinician.

    Attributes:
        id: Its name.
        change: The change.
        why: Why it needs one.
        citations: Who says so.
    """

    id: str
    change: str
    why: str
    citations: tuple[Citation, ...]

    def __str__(self) -> str:
        """Say what and why, and who says so."""
        said_by = "; ".join(f"{citation.source.title} [{citation.source.evidence}]" for citation in self.citations)
        return f"{self.change}: {self.why} ({said_by})"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _AlertEntry(AlertEntry):
    """An alert, as written, and the guidelines for which it is; an empty list is for all.

    Attributes:
        drug: The drugs.
        route: The routes.
        jurisdiction: The countries; such an alert stands in place of one of the same id that is for all.
        injection: It is about injections; false where it holds for whom none is considered yet, too.
    """

    drug: list[Drug] = attrs.Factory(list)
    route: list[Route] = attrs.Factory(list)
    jurisdiction: list[str] = attrs.Factory(list)
    injection: bool = True


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _ChangeEntry(Cited):
    """A change, as written, and the guidelines for which it is; an empty list is for all.

    Attributes:
        id: Its name.
        change: The change.
        why: Why it needs a clinician.
        jurisdiction: The countries.
    """

    id: str
    change: str
    why: str
    jurisdiction: list[str] = attrs.Factory(list)


_KINDS: Final[dict[str, type[Any]]] = {"source": SourceEntry, "alert": _AlertEntry, "change": _ChangeEntry}


@attrs.frozen
class Safety:
    """What holds whichever guideline is asked.

    Attributes:
        alerts: Each alert, with the drugs, the routes and the countries that it is for.
        changes: Each change that needs a clinician, with the countries that it is for.
    """

    alerts: tuple[tuple[Alert, _AlertEntry], ...]
    changes: tuple[tuple[ClinicianChange, _ChangeEntry], ...]

    def alerts_for(self, drug: Drug | None, routes: Iterable[Route], jurisdiction: str) -> tuple[Alert, ...]:
        """Give the alerts for what a guideline covers; a drug that its source does not name may be any, and is said."""
        return (*(alert for alert, _ in self._for(drug, routes, jurisdiction)), *_NOT_READ.get(drug, ()))

    def alerts_on(self, drug: Drug | None, routes: Iterable[Route], jurisdiction: str) -> tuple[Alert, ...]:
        """Give those of them that turn on the drug or on the route, and those that block whatever is injected."""
        return tuple(
            alert for alert, entry in self._for(drug, routes, jurisdiction) if entry.drug or entry.route or alert.blocks
        )

    def _for(
        self, drug: Drug | None, routes: Iterable[Route], jurisdiction: str
    ) -> Iterator[tuple[Alert, _AlertEntry]]:
        for alert, entry in self._fitting(DRUGS if drug is None else (drug,), routes, jurisdiction):
            yield _if_it_is(entry.drug, alert) if drug is None and entry.drug else alert, entry

    def alerts_without_injections(self, jurisdiction: str) -> tuple[Alert, ...]:
        """Give the alerts that hold where no injection is considered yet, for a guideline of a country."""
        return tuple(alert for alert, entry in self._fitting(DRUGS, ROUTES, jurisdiction) if not entry.injection)

    def alerts_for_advice(
        self, drug: Drug, jurisdiction: str, *, is_first: bool, is_treated: bool = True
    ) -> tuple[Alert, ...]:
        """Give the alerts for a drug that the advice of a rule names.

        Args:
            drug: The drug.
            jurisdiction: The country of the guideline.
            is_first: The rule puts that drug first; where another may be chosen, what blocks it is a warning.
            is_treated: The guideline treats, so that what holds for every drug holds anyhow.
        """
        alerts = [
            _spoken_of(f"the advice names {drug}", alert, is_chosen=is_first)
            for alert, entry in self._fitting((drug,), ("orally",), jurisdiction)
            if entry.drug or (entry.injection and not is_treated)
        ]
        return (*alerts, *_NOT_READ.get(drug, ()))

    def _fitting(
        self, drugs: Iterable[Drug], routes: Iterable[Route], jurisdiction: str
    ) -> tuple[tuple[Alert, _AlertEntry], ...]:
        """Give those that hold for any of the drugs by any of the routes, the country's in place of what is for all.

        One that is for all gives way where those of the country with its id hold wherever it does.
        """
        uses = list(product(drugs, routes))
        fitting = [(alert, entry) for alert, entry in self.alerts if any(_holds(entry, use) for use in uses)]
        here = [(alert, entry) for alert, entry in fitting if jurisdiction in entry.jurisdiction]
        found: dict[str, list[tuple[Alert, _AlertEntry]]] = {}
        for alert, entry in fitting:
            if not entry.jurisdiction:
                instead = [its for own, its in here if own.id == alert.id and own.covers(alert)]
                is_said = all(any(_holds(its, use) for its in instead) for use in uses if _holds(entry, use))
                found.setdefault(alert.id, []).extend([] if is_said else [(alert, entry)])
        for alert, entry in here:
            found.setdefault(alert.id, []).append((alert, entry))
        return tuple(one for each in found.values() for one in each)

    def changes_for(self, jurisdiction: str) -> tuple[ClinicianChange, ...]:
        """Give the changes that need a clinician, for a guideline of a country."""
        return tuple(
            change for change, entry in self.changes if not entry.jurisdiction or jurisdiction in entry.jurisdiction
        )


# What this library says itself, and no source does.
_NOT_READ: Final[dict[Drug | None, tuple[Alert, ...]]] = {
    "mecobalamin": (
        Alert(
            id="mecobalamin-not-read",
            severity="information",
            when=({},),
            text="nothing was read on mecobalamin: what is said of one of the other drugs is not said of it",
            advice=None,
            citations=(),
        ),
    )
}
RECORD_REMARKS: Final = (
    Alert(
        id="sex-and-pregnancy",
        severity="information",
        when=({"sex": ("male",), "pregnancy": ("pregnant", "breastfeeding")},),
        text="the record says both male and pregnant or breastfeeding: is that meant?",
        advice=None,
        citations=(),
    ),
)


def _holds(entry: _AlertEntry, use: tuple[Drug, Route]) -> bool:
    drug, route = use
    return FORM_OF.get(drug, drug) in (entry.drug or [FORM_OF.get(drug, drug)]) and route in (entry.route or [route])


def _if_it_is(drugs: list[Drug], alert: Alert) -> Alert:
    """Make a warning of what blocks one drug, where the source names none and another may be chosen."""
    return _spoken_of(f"if the drug is {listed(drugs)}", alert, is_chosen=False)


def _spoken_of(head: str, alert: Alert, *, is_chosen: bool) -> Alert:
    severity = "warning" if alert.blocks and not is_chosen else alert.severity
    return attrs.evolve(alert, severity=severity, text=f"{head}: {alert.text}")


@lru_cache(maxsize=1)
def safety() -> Safety:
    """Give what the library ships."""
    return parse_safety(_SHIPPED.read_text("utf-8"), _SHIPPED.name)


def parse_safety(text: str, name: str = "alerts") -> Safety:
    """Read alerts and changes from the text of a file.

    Raises:
        ShippedFileError: The text has errors: all of them, each with its path and line.
    """
    reading = Reading(read_entry_file(text, NoHead, _KINDS))
    alerts = [(read_alert(reading, path, entry), entry) for path, entry in reading.file.of("alert", _AlertEntry)]
    changes = [
        (
            ClinicianChange(id=entry.id, change=entry.change, why=entry.why, citations=reading.citations(path, entry)),
            entry,
        )
        for path, entry in reading.file.of("change", _ChangeEntry)
    ]
    reading.each_once("change", [change.id for change, _ in changes])
    reading.each_once("alert", [f"{alert.id}{_places(entry)}" for alert, entry in alerts])
    countries = [(path, entry.jurisdiction) for path, entry in reading.file.of("alert", _AlertEntry)]
    countries += [(path, entry.jurisdiction) for path, entry in reading.file.of("change", _ChangeEntry)]
    for path, given in countries:
        reading.jurisdictions(f"{path}.jurisdiction", given)
    reading.each_cited()
    if reading.findings:
        raise reading.refusal(ShippedFileError, name)
    return Safety(tuple(alerts), tuple(changes))


def _places(entry: _AlertEntry) -> str:
    return "".join(f" {part}" for part in (*entry.drug, *entry.route, *entry.jurisdiction))
