"""Loads products: every content error at once, each with its path and line."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from b12regimen.errors import ProductError, QuantityError, UnknownProductError, did_you_mean
from b12regimen.files.entries import Cited, SourceEntry
from b12regimen.files.entry_file import read_entry_file
from b12regimen.files.reading import Reading
from b12regimen.files.shelf import Shelf
from b12regimen.preparation.concentration import Concentration, parse_volume
from b12regimen.preparation.product import (
    Container,
    ContainerKind,
    Excipient,
    LabelStatement,
    OtherRoute,
    Product,
    StatementKind,
)
from b12regimen.published import PUBLISHED
from b12regimen.regimens.dosing import Drug
from b12regimen.values.jurisdictions import no_jurisdiction

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction
    from pathlib import Path

T = TypeVar("T")

_CODES: Final = {"ATC": re.compile(r"[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}"), "RxNorm": re.compile(r"[0-9]+")}


@attrs.frozen(kw_only=True, eq=False)
class _LabelEntry(Cited):
    """What the label states of strength and routes; what was not read is left out."""

    strength: str | None = None
    routes: list[str] = attrs.Factory(list)
    other_routes: list[OtherRoute] = attrs.Factory(list)


@attrs.frozen(kw_only=True, eq=False)
class _HeadEntry:
    """What identifies the product."""

    id: str
    name: str
    title: str
    publisher: str
    jurisdiction: str
    version: str
    drug: Drug
    codes: dict[str, str] = attrs.Factory(dict)
    note: str | None = None
    label: _LabelEntry | None = None


@attrs.frozen(kw_only=True, eq=False)
class _ContainerEntry(Cited):
    """A container."""

    kind: ContainerKind | None = None
    volume: str | None = None
    once_opened: str | None = None


@attrs.frozen(kw_only=True, eq=False)
class _ExcipientEntry(Cited):
    """An excipient, or that it is not there."""

    name: str
    present: bool
    amount: str | None = None


@attrs.frozen(kw_only=True, eq=False)
class _StatementEntry(Cited):
    """What the label says in words."""

    kind: StatementKind
    text: str


_KINDS: Final[dict[str, type[Any]]] = {
    "source": SourceEntry,
    "container": _ContainerEntry,
    "excipient": _ExcipientEntry,
    "statement": _StatementEntry,
}


def product_ids() -> list[str]:
    """List the ids of the products that the library ships."""
    return sorted(_SHELF.ids)


def load_product(product: str | Path) -> Product:
    """Load a product.

    Args:
        product: The id of one that the library ships, or the path of a file of one's own.

    Raises:
        ProductError: The file has errors: all of them, each with its path and line.
        UnknownProductError: There is neither such an id nor such a file.
    """
    return _SHELF.load(product)


@lru_cache(maxsize=1)
def strengths_read() -> tuple[Concentration, Concentration]:
    """Give the weakest and the strongest of all labels that were read."""
    read = [strength for name in product_ids() if (strength := load_product(name).strength) is not None]
    return min(read, key=_mcg_per_ml), max(read, key=_mcg_per_ml)


def _mcg_per_ml(strength: Concentration) -> Fraction:
    return strength.mcg_per_ml


def parse_product(text: str, name: str = "product") -> Product:
    """Read a product from the text of a file.

    Args:
        text: The TOML text.
        name: What messages call it.

    Raises:
        ProductError: The text has errors: all of them, each with its path and line.
    """
    reading = Reading(read_entry_file(text, _HeadEntry, _KINDS))
    head = reading.file.head
    containers = [_container(reading, path, entry) for path, entry in reading.file.of("container", _ContainerEntry)]
    excipients = [_excipient(reading, path, entry) for path, entry in reading.file.of("excipient", _ExcipientEntry)]
    statements = [
        LabelStatement(kind=entry.kind, text=entry.text, citations=reading.citations(path, entry))
        for path, entry in reading.file.of("statement", _StatementEntry)
    ]
    made = None if head is None else _product(reading, head, containers, excipients, statements)
    if made is not None:
        reading.each_cited()
    if reading.findings or made is None:
        raise reading.refusal(ProductError, name)
    return made


def _product(
    reading: Reading[_HeadEntry],
    head: _HeadEntry,
    containers: list[Container | None],
    excipients: list[Excipient],
    statements: list[LabelStatement],
) -> Product | None:
    for system, code in head.codes.items():
        if system not in _CODES:
            reading.found(f"codes.{system}", f'there is no "{system}" here{did_you_mean(system, _CODES)}')
        elif not _CODES[system].fullmatch(code):
            reading.found(f"codes.{system}", f'"{code}" is no code of {system}')
    reading.jurisdiction("jurisdiction", head.jurisdiction)
    country = head.jurisdiction if no_jurisdiction(head.jurisdiction) is None else None
    label = head.label
    if label is None and "label" in reading.file.whole.data:
        return None  # what is wrong in it is noted
    if label is None:
        reading.found("label", "give strength, routes and source in a table [label]; leave out what was not read")
        return None
    citations = reading.citations("label", label)
    strength = (
        None if label.strength is None else _noted(reading, "label.strength", Concentration.parse, label.strength)
    )
    return _noted(
        reading,
        "label.routes",
        lambda routes: Product(
            drug=head.drug or "hydroxocobalamin",  # where it is missing that is noted, and nothing is handed out
            strength=strength,
            routes=routes,
            other_routes=label.other_routes,
            containers=[one for one in containers if one is not None],
            excipients=excipients,
            statements=statements,
            codes=head.codes,
            id=head.id,
            name=head.name,
            title=head.title,
            publisher=head.publisher,
            jurisdiction=country,
            version=head.version,
            note=head.note,
            citations=citations,
            sources=reading.sources,
        ),
        label.routes,
    )


def _container(reading: Reading[_HeadEntry], path: str, entry: _ContainerEntry) -> Container | None:
    volume = None if entry.volume is None else _noted(reading, f"{path}.volume", parse_volume, entry.volume)
    if entry.kind is None and entry.volume is None:
        reading.found(path, "give its kind, its volume or both; leave out what was not read")
    citations = reading.citations(path, entry)
    return _noted(
        reading,
        path,
        lambda kind: Container(kind=kind, volume=volume, once_opened=entry.once_opened, citations=citations),
        entry.kind,
    )


def _excipient(reading: Reading[_HeadEntry], path: str, entry: _ExcipientEntry) -> Excipient:
    if not entry.present and entry.amount is not None:
        reading.found(f"{path}.amount", "what is not there has no amount")
    return Excipient(
        name=entry.name, present=entry.present, amount=entry.amount, citations=reading.citations(path, entry)
    )


def _noted(reading: Reading[_HeadEntry], path: str, make: Callable[[Any], T], given: object) -> T | None:
    """Make something of what was given, or note at a path why that cannot be."""
    try:
        return make(given)
    except QuantityError as error:
        reading.found(path, str(error))
    except ProductError as error:
        for finding in error.findings:
            reading.found(path, finding.reason)
    return None


_SHELF: Final = Shelf(
    folder=PUBLISHED / "products",
    what="product",
    listed_by='product_ids() or "b12regimen products"',
    parse=lambda text, path: parse_product(text, path.name),
    error=ProductError,
    unknown=UnknownProductError,
)
