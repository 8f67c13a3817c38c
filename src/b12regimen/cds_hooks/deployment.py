"""What a deployer decides before the service answers anybody; what bears on an answer has no default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import attrs

from b12regimen.errors import FhirError, Finding, GuidelineError
from b12regimen.fhir import patient_from_fhir
from b12regimen.guidelines.guideline import Guideline
from b12regimen.guidelines.loader import load_guideline
from b12regimen.guidelines.standing import seen_on
from b12regimen.interpretation.threshold_bands import Thresholds
from b12regimen.interpretation.threshold_loader import load_thresholds
from b12regimen.patients.medicine_names import medicines_in
from b12regimen.recommendations.selection import forget_answers

if TYPE_CHECKING:
    from pathlib import Path

ResultsWithin: TypeAlias = int | Literal["any-age"]
EXTENSION: Final = "io.readthedocs.b12regimen"


def _to_guideline(given: Guideline | str | Path) -> Guideline:
    guideline = given if isinstance(given, Guideline) else load_guideline(given)
    if guideline.about != "treatment":
        raise GuidelineError(
            guideline.id, [Finding("about", f"the service reviews treatment; this guideline is on {guideline.about}")]
        )
    return guideline


def _to_thresholds(given: Thresholds | str | Path | None) -> Thresholds | None:
    return given if given is None or isinstance(given, Thresholds) else load_thresholds(given)


def _to_results_within(given: ResultsWithin) -> ResultsWithin:
    if given == "any-age" or (isinstance(given, int) and not isinstance(given, bool) and given > 0):
        return given
    raise FhirError.of(
        "results_within", f'{given!r} is no number of days; give one from 1, or "any-age" where no result is too old'
    )


def _with_earlier(guideline: Guideline) -> Iterator[Guideline]:
    passed: set[str] = set()
    while guideline.id not in passed:
        passed.add(guideline.id)
        yield guideline
        if guideline.earlier is not None:
            guideline = load_guideline(guideline.earlier)


def _editions(self: Deployment) -> tuple[Guideline, ...]:
    return tuple(_with_earlier(self.guideline))


_EDITIONS: Final[Any] = attrs.Factory(_editions, takes_self=True)


@attrs.frozen(kw_only=True)
class Deployment:
    """By what a service answers.

    Attributes:
        guideline: The guideline: one, the id of one that the library ships, or the path of a file. It is on treatment.
        results_within: How old a laboratory result may be [days]; an older one, and one without a day, is named and not
            used. "any-age" uses all of them. No source says how old is too old, so the deployer does.
        thresholds: Cut-offs by which results are read, for instance the laboratory's own, as for ``select_regimen``;
            ``None`` takes those that the guideline names.
        codes: Codes of the deployer's own, as for ``patient_from_fhir``; ``None`` for none.
        editions: The guideline, and the editions before it that an order is also held against.

    Raises:
        GuidelineError: The guideline's file has errors, or it is not on treatment.
        UnknownGuidelineError: There is neither such an id nor such a file.
        ThresholdsError: The file of cut-offs has errors.
        UnknownThresholdsError: There are neither such cut-offs nor such a file.
        FhirError: ``results_within`` or ``codes`` cannot be read.
    """

    guideline: Guideline = attrs.field(converter=_to_guideline)
    results_within: ResultsWithin = attrs.field(converter=_to_results_within)
    thresholds: Thresholds | None = attrs.field(default=None, converter=_to_thresholds)
    codes: Mapping[str, str] | None = None
    editions: tuple[Guideline, ...] = attrs.field(init=False, repr=False, default=_EDITIONS)

    def __attrs_post_init__(self) -> None:
        patient_from_fhir([], today=date.min, codes=self.codes)  # so that a wrong code is said to the deployer

    def forget(self) -> None:
        """Let go of answers that the library keeps to give them again: they hold what was known of patients."""
        medicines_in.cache_clear()
        for guideline in self.editions:
            forget_answers(guideline)

    def guideline_on(self, today: date) -> Guideline:
        """Give the guideline as it is seen on a day; the service may run for longer than its text is known to stand."""
        return seen_on(self.guideline, today)

    def oldest(self, today: date) -> date | None:
        """Give the first day of which results are used; ``None`` for no limit."""
        if self.results_within == "any-age":
            return None
        return today - timedelta(days=min(self.results_within, (today - date.min).days))
