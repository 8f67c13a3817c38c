"""Finds the draft orders of vitamin B12 in a call, and reads what each orders: by its fields, or its text alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from b12regimen.cds_hooks.prefetch import what_it_lacks, whose
from b12regimen.errors import NotationError, OrderError, listed
from b12regimen.fhir import Medications, RegimenImport, gives_vitamin_b12, regimen_from_fhir, why_passed_over
from b12regimen.orders.order import Order
from b12regimen.orders.text import read_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from b12regimen.cds_hooks.types import HookRequest

NO_FIELDS: Final = "its fields say no dose, route or timing"
_READ: Final = "MedicationRequest"
_EARLIER: Final = "it is of an earlier release of FHIR, and only R4 is read"
# What holds orders, or stands for orders, and is not opened.
_NOT_OPENED: Final = {
    **dict.fromkeys(("MedicationOrder", "MedicationPrescription"), _EARLIER),
    **dict.fromkeys(("Bundle", "List", "Parameters"), "it may hold orders, and is not opened; give them as entries"),
    "OperationOutcome": "the sender reports beside the orders that it sent not all, or not why",
}


class AsOrdered(NamedTuple):
    """What is ordered, or why it is not compared.

    Attributes:
        order: What is compared; ``None`` where nothing is.
        refusals: Everything that is not supported or cannot be read; empty where it is compared.
        in_short: Why it is not compared, in a few words; empty where it is.
        is_otherwise: What is ordered is no injection of the library's: it is given by vein, or it is a nasal spray.
        not_compared: The words that were not held against what is compared.
    """

    order: Order | None
    refusals: tuple[str, ...] = ()
    in_short: str = ""
    is_otherwise: bool = False
    not_compared: tuple[str, ...] = ()


@attrs.frozen
class DraftOrder:
    """A draft order that is of vitamin B12, or may be.

    Attributes:
        name: Its type and id, as far as it has them.
        found: What was read of it; ``None`` where it could not be read at all.
        problem: Why it is not compared, whatever was read of it; ``None`` for no such reason.
        is_b12: It is known to be of vitamin B12, and not known to be for another patient than the chart.
        is_for_another: It is of vitamin B12, and for another patient than the chart.
    """

    name: str
    found: RegimenImport | None = None
    problem: str | None = None
    is_b12: bool = False
    is_for_another: bool = False

    def as_ordered(self) -> AsOrdered:
        """Give what is ordered: what its fields say, or where they say nothing, what its text says."""
        found = self.found
        if self.problem is not None or found is None:
            return AsOrdered(None, (self.problem or "",), self.problem or "")
        if found.regimen is not None:
            order = Order(
                drug=found.regimen.drug, repletion=found.regimen.repletion, maintenance=found.regimen.maintenance
            )
            return AsOrdered(order, not_compared=found.not_compared)
        if found.in_words is not None:
            return _in_words(found.in_words, found)
        refusals = tuple(map(str, found.refusals))
        if found.otherwise:
            return AsOrdered(None, refusals, found.otherwise[0], is_otherwise=True)
        return AsOrdered(None, refusals, found.in_short or "")


def _in_words(text: str, found: RegimenImport) -> AsOrdered:
    """Read the text of an order whose fields say nothing but the medicine."""
    drug = found.medicine.drug
    try:
        order = read_order(text)
    except (NotationError, OrderError) as error:
        reason = error.reason if isinstance(error, NotationError) else str(error)
        said = f"{NO_FIELDS}, and its text is not read"
        return AsOrdered(None, (f'{said}: "{text}": {reason}',), said)
    problems, left = found.name_beside(step for _, step in order.steps)
    if None not in (order.drug, drug) and order.drug != drug:
        reason = f"its text is for {order.drug}, and its medicine is {drug}"
    elif all(option.is_oral for _, step in order.steps for option in step.options):
        reason = "its text is for a medicine by mouth, and injections are compared"
    elif problems:
        return AsOrdered(None, problems, problems[0], is_otherwise=True)
    else:
        words = (*found.not_compared, *(f"medication: {one}" for one in left))
        return AsOrdered(attrs.evolve(order, drug=order.drug or drug), not_compared=words)
    return AsOrdered(None, (f'{reason}: "{text}"',), reason)


def b12_orders(call: HookRequest, codes: Mapping[str, str] | None) -> list[DraftOrder]:
    """List the draft orders that are of vitamin B12, or may be; of ``selections``, where the hook has them.

    Orders of other medicines, and other kinds of orders, are no business of this service.
    """
    context = call["context"]
    drafts = context["draftOrders"]
    lacking = [DraftOrder("draftOrders", problem=line) for line in what_it_lacks("the bundle", drafts)]
    entries = [entry if isinstance(entry, dict) else {} for entry in drafts.get("entry", [])]
    beside = Medications((entry.get("resource"), entry.get("fullUrl")) for entry in entries)
    selected = None if context.get("selections") is None else set(context["selections"])
    found = [_draft_order(entry.get("resource"), beside, call, codes, selected) for entry in entries]
    names = {_name(entry.get("resource")) for entry in entries}
    gone = [name for name in dict.fromkeys(context.get("selections") or []) if name not in names]
    missing = [DraftOrder(name, problem="it is selected, and is not among the orders") for name in gone]
    return [*(order for order in found if order), *missing, *lacking]


def _name(resource: object) -> str:
    fields = resource if isinstance(resource, dict) else {}
    return f"{fields.get('resourceType') or 'no type'}/{fields.get('id') or 'no id'}"


def _draft_order(
    resource: Any, beside: Medications, call: HookRequest, codes: Mapping[str, str] | None, selected: set[str] | None
) -> DraftOrder | None:
    name = _name(resource)
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        return DraftOrder(name, problem="there is no resource that says of which type it is")
    if why_passed_over(resource):
        return None
    if reason := _NOT_OPENED.get(resource["resourceType"]):
        return DraftOrder(name, problem=reason)
    if selected is not None and name not in selected and resource.get("id"):
        return None
    with_medicine, problem = beside.put_into(resource)
    if resource["resourceType"] != _READ:
        return _of_another_kind(with_medicine, call, codes)
    found = regimen_from_fhir(with_medicine, codes=codes)
    if not found.medicine.is_b12 and (found.medicine.problem or problem):
        return DraftOrder(name, found, found.medicine.problem or problem)
    if found.medicine.name is None and not found.medicine.is_b12 and not found.medicine.is_another:
        return DraftOrder(name, found, _why_not_told(found.medicine.codes))
    if not found.medicine.is_b12:
        return None
    return _for_whom(resource, call, found, problem)


def _why_not_told(codes: tuple[str, ...]) -> str:
    said = "its medicine is not named, so whether it is vitamin B12 is not known"
    return f"{said}; it has the code {listed(codes, 'and')} alone, which is not read here" if codes else said


def _of_another_kind(resource: Any, call: HookRequest, codes: Mapping[str, str] | None) -> DraftOrder | None:
    """Take what is no order of a medicine, where it holds one, or asks for vitamin B12 to be given."""
    inside = resource.get("contained")
    if any(_name(one).startswith(f"{_READ}/") for one in (inside if isinstance(inside, list) else [])):
        return DraftOrder(_name(resource), problem="it holds an order, which is not opened; give it as an entry")
    if not gives_vitamin_b12(resource, codes):
        return None
    reason = f"vitamin B12 is ordered as a {resource['resourceType']}, which is not compared"
    return _for_whom(resource, call, regimen_from_fhir(resource, codes=codes), reason)


def _for_whom(resource: Any, call: HookRequest, found: RegimenImport, problem: str | None) -> DraftOrder:
    name = _name(resource)
    match whose(resource, call["context"]["patientId"], call.get("fhirServer")):
        case "the patient":
            return DraftOrder(name, found, problem, is_b12=True)
        case "another":
            return DraftOrder(name, found, "it is for another patient than the chart", is_for_another=True)
        case _:
            return DraftOrder(name, found, "it names no patient by a reference that is read", is_b12=True)
