"""Tells what a list of medicines or allergies may lack: which resources may belong to it, and what was not given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from b12regimen.fhir.reading import items, shown, table, text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

WholeList = Literal["medicines", "allergies"]

_BOTH: Final[tuple[WholeList, ...]] = ("medicines", "allergies")
# A resource of no type may be of any; these hold or name others, or say what a search left out.
_MAY_HOLD_ANY: Final = ("", "Bundle", "List", "OperationOutcome", "Parameters")
# What a medicine is says nothing of who takes it.
_NO_TAKING: Final = ("Medication", "MedicationKnowledge")
# Who and where: nothing that is read of a patient stands in these.
_OF_NO_FACT: Final = (
    *("Practitioner", "PractitionerRole", "Organization", "Location", "Endpoint", "HealthcareService", "CareTeam"),
    *("Provenance", "Encounter"),
)
_REASONS: Final = ("reasonCode", "reasonReference", "diagnosis")
# Severities of R4's OperationOutcome by which a search went well, and kinds of issue by which it left something out.
_REMARKS: Final = ("information", "warning", "success")
_LEFT_OUT: Final = ("incomplete", "suppressed")
_OTHER_PAGES: Final = ("next", "previous", "prev")


def lists_that_may_hold(kind: str) -> Collection[WholeList]:
    """Name the lists that a resource of a type may belong to; a type of another release counts by its name."""
    if kind in _MAY_HOLD_ANY:
        return _BOTH
    names: list[WholeList] = []
    if "allerg" in kind.lower():
        names.append("allergies")
    if "medication" in kind.lower() and kind not in _NO_TAKING:
        names.append("medicines")
    return names


def why_passed_over(resource: dict[str, Any]) -> str | None:
    """Say why a resource bears on no fact of a patient: it says who or where, or remarks on a search that went well."""
    kind = text(resource.get("resourceType"))
    if kind == "OperationOutcome":
        issues = [table(issue) for issue in items(resource.get("issue"))]
        is_remark = all(issue.get("severity") in _REMARKS and issue.get("code") not in _LEFT_OUT for issue in issues)
        return "a remark of the server, and no error" if issues and is_remark else None
    if kind not in _OF_NO_FACT or any(resource.get(reason) for reason in _REASONS):
        return None
    return f"{kind} says nothing of the patient that is read"


def not_given(bundles: Iterable[Any]) -> list[str]:
    """Say of each bundle what it names and what was not given: other pages of a search, more than its entries."""
    tables = [table(bundle) for bundle in bundles]
    given = {url for bundle in tables for relation, url in _links(bundle) if relation == "self" and url is not None}
    return [remark for bundle in tables for remark in _missing(bundle, given)]


def _missing(bundle: dict[str, Any], given: set[str]) -> list[str]:
    if bundle.get("implicitRules"):
        return ["the bundle is written under rules of its own (implicitRules), which are not read"]
    pages = [(relation, url) for relation, url in _links(bundle) if relation in _OTHER_PAGES]
    missing = [relation for relation, url in pages if url not in given]
    if missing:
        return [f"the bundle goes on at a {relation} page, which was not given" for relation in missing]
    total, held = bundle.get("total"), len(items(bundle.get("entry")))
    if total is None or pages or (isinstance(total, int) and total <= held):
        return []
    return [f"the bundle says that it found {shown(total)}, and holds {held}"]


def _links(bundle: dict[str, Any]) -> list[tuple[str, str | None]]:
    links = bundle.get("link")
    each = links if isinstance(links, list) else [links]
    return [((text(link.get("relation")) or "").lower(), text(link.get("url"))) for link in map(table, each)]
