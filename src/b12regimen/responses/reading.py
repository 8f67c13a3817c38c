"""What is told of the response, as given: the panels, the time, the symptoms, the injections; all mistakes at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, get_args

from b12regimen.errors import Finding, NotationError, PatientError, RegimenError, listed
from b12regimen.patients.labs import LabPanel, to_panel
from b12regimen.regimens.notation import parse_duration
from b12regimen.responses.elapsed import FIRST_DAY, Elapsed, FirstDay
from b12regimen.responses.loader import Symptoms
from b12regimen.values.calendar_days import to_day
from b12regimen.values.durations import Duration, days_in
from b12regimen.values.plain_values import ClosedList

if TYPE_CHECKING:
    from datetime import date

    from b12regimen.patients.labs import LabPanelLike
    from b12regimen.values.calendar_days import DayLike

ONE_DOSE: Final = 1
_SYMPTOMS: Final = ClosedList[Symptoms]("symptoms", get_args(Symptoms))
_NO_TIME: Final = re.compile(r"\s*0+\s*(?:days?|weeks?|months?|years?)\s*")


class ResponseReading:
    """Reads what is given, and keeps every reason why something cannot be read."""

    def __init__(self) -> None:
        """Start without findings."""
        self.findings: list[Finding] = []

    def panel(self, path: str, given: LabPanelLike) -> LabPanel | None:
        """Read a panel."""
        try:
            return to_panel(given)
        except PatientError as error:
            self.findings += [finding.under(path) for finding in error.findings]
            return None

    def since(self, given: Duration | str | None) -> Duration | FirstDay | None:
        """Read the time since the first dose."""
        if given is None or isinstance(given, Duration):
            return given
        if isinstance(given, str) and _NO_TIME.fullmatch(given):
            return FIRST_DAY
        try:
            return parse_duration(given)
        except (NotationError, RegimenError, TypeError) as error:
            reason = error.reason if isinstance(error, NotationError) else str(error)
            reason = f'{given!r} is no length of time ({reason}); write for instance "9 days" or "8 weeks"'
            self.findings.append(Finding("since_start", reason))
            return None

    def start(self, given: DayLike | None, *panels: LabPanel | None) -> date | None:
        """Read the day of the first dose, which the panels may tell as well."""
        days = {panel.treated_since for panel in panels if panel is not None} - {None}
        try:
            days |= set() if given is None else {to_day(given, "start", PatientError)}
        except PatientError as error:
            self.findings += [finding.under("start") for finding in error.findings]
        if len(days) > 1:
            reason = f"the day of the first dose is given as {listed(sorted(map(str, days)), 'and')}; give one"
            self.findings.append(Finding("start", reason))
        return next(iter(days), None)

    def symptoms(self, given: str | None) -> Symptoms | None:
        """Read what the patient reports."""
        try:
            return _SYMPTOMS[given]
        except PatientError as error:
            self.findings += [finding.under("symptoms") for finding in error.findings]
        except TypeError:  # a list or a table where a word belongs
            reason = f"{given!r} is not one of its values; one of: {', '.join(get_args(Symptoms))}"
            self.findings.append(Finding("symptoms", f"{reason}; leave it out if it is not known"))
        return None

    def doses(self, given: int | None) -> None:
        """Check the number of injections."""
        if given is not None and (isinstance(given, bool) or not isinstance(given, int) or given < ONE_DOSE):
            reason = f"{given!r} is no number of injections; give a whole number from {ONE_DOSE}, or leave it out"
            self.findings.append(Finding("doses_given", reason))

    def times_agree(self, since: Duration | FirstDay, start: date, follow_up: LabPanel) -> None:
        """Hold what is said of the time against the days; a length of time may be in completed units."""
        least: int
        most: int | None
        if since == FIRST_DAY:
            least, most = 0, 1
        else:
            low, high = since.count.low, since.count.high
            least = 0 if low is None else days_in(low, since.unit)[0]
            most = None if high is None else days_in(high + 1, since.unit)[1]
        last = max((result.taken for result in follow_up.results if result.taken is not None), default=None)
        days = Elapsed(None, start, last).days
        if days is not None and (days < least or (most is not None and days >= most)):
            reason = f"{since} since the first dose, and by the days {days} ({start} to {last}); give one"
            self.findings.append(Finding("since_start", reason))
