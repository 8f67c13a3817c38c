"""All that is drafted from a recommendation in one bundle, each part linked to the draft and to its sources."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

from b12regimen.errors import FhirError
from b12regimen.fhir.provenance import provenance_of
from b12regimen.fhir.requests import issue_of, medication_requests, services_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from b12regimen.fhir.types import Bundle, BundleEntry, Draft
    from b12regimen.monitoring.plan import MonitoringPlan
    from b12regimen.recommendations.recommendation import Recommendation
    from b12regimen.regimens.dose_days import PhaseName
    from b12regimen.values.sources import Citation

_NAMESPACE: Final = uuid5(NAMESPACE_URL, "https://b12regimen.readthedocs.io/fhir")


def draft_bundle(
    recommendation: Recommendation,
    *,
    subject: str,
    recorded: datetime,
    plan: MonitoringPlan | None = None,
    answers: Mapping[str, str] | None = None,
    which: int | None = None,
    phase: PhaseName | None = None,
    derived_from: Sequence[str] = (),
) -> Bundle:
    """Draft the regimen, what to measure and the alerts that stand, as a bundle of type collection.

    The alerts implicate the draft of the regimen, what to measure names it as supporting information, and a Provenance
    names the sources of each. The addresses are made of what is drafted, so the same drafts have the same addresses.

    Args:
        recommendation: What a guideline says.
        subject: The reference of the patient.
        recorded: When the drafts are made, with its time zone.
        plan: What sources say to measure beside this recommendation; ``None`` drafts no request to measure anything.
        answers: As for :func:`~b12regimen.fhir.medication_requests`.
        which: As there.
        phase: As there.
        derived_from: References of the resources that were read.

    Raises:
        FhirError: Nothing may be drafted, an argument cannot be read, or the plan is one beside another recommendation.
    """
    if plan is not None and plan.recommendation.to_dict() != recommendation.to_dict():
        raise FhirError.of("plan", "it is a plan beside another recommendation")
    bundle = _Bundle(recorded, derived_from)
    (request,) = medication_requests(recommendation, subject=subject, answers=answers, which=which, phase=phase)
    draft = bundle.add(request, recommendation.citations)
    if plan is not None:
        for item, service in services_of(plan, subject=subject, supporting=[draft]):
            bundle.add(service, item.citations)
    for alert in recommendation.alerts:
        bundle.add(issue_of(alert, subject=subject, implicated=[draft]), alert.citations)
    return bundle.with_sources()


class _Bundle:
    """Gathers drafts, with the sources that each rests on."""

    def __init__(self, recorded: datetime, derived_from: Sequence[str]) -> None:
        self._recorded, self._derived_from = recorded, derived_from
        self._entries: list[BundleEntry] = []
        self._rest_on: dict[tuple[Citation, ...], list[str]] = defaultdict(list)

    def add(self, draft: Draft, sources: Sequence[Citation]) -> str:
        address = self._put(draft)
        self._rest_on[tuple(sources)].append(address)
        return address

    def _put(self, resource: Draft) -> str:
        name = json.dumps([len(self._entries), resource], sort_keys=True)
        address = f"urn:uuid:{uuid5(_NAMESPACE, name)}"
        self._entries.append({"fullUrl": address, "resource": resource})
        return address

    def with_sources(self) -> Bundle:
        for sources, drafts in self._rest_on.items():
            rest_on = provenance_of(sources, targets=drafts, recorded=self._recorded, derived_from=self._derived_from)
            self._put(rest_on)
        return {"resourceType": "Bundle", "type": "collection", "entry": self._entries}
