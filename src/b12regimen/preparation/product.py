"""Products: what a label prints of strength, containers, routes and excipients; what was not read is absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias, cast, get_args

import attrs

from b12regimen.display.decision_support import OF_A_TEXT
from b12regimen.display.sections import Section, Table
from b12regimen.display.shown import Shown
from b12regimen.errors import QuantityError, did_you_mean
from b12regimen.preparation.concentration import Concentration, check_volume, parse_volume
from b12regimen.preparation.lists import items_of, refused, table_of, to_items, to_table
from b12regimen.regimens.dosing import DRUGS, INJECTION_ROUTES, Drug, Route
from b12regimen.regimens.named import drug_named, route_named
from b12regimen.values.jurisdictions import no_jurisdiction
from b12regimen.values.quantities import Quantity, QuantityLike
from b12regimen.values.sources import Citation, Source

ContainerKind = Literal["ampoule", "single-dose-vial", "multi-dose-vial", "prefilled"]
CONTAINER_KINDS: Final[tuple[ContainerKind, ...]] = get_args(ContainerKind)
OtherRoute = Literal["IV", "orally"]
OTHER_ROUTES: Final[tuple[OtherRoute, ...]] = get_args(OtherRoute)
StatementKind = Literal["contraindication", "warning", "storage", "supply"]
STATEMENT_KINDS: Final[tuple[StatementKind, ...]] = get_args(StatementKind)

_NOT_READ: Final = "not read"
_KIND_WORDS: Final[dict[ContainerKind | None, str]] = {
    None: "container",
    "ampoule": "ampoule",
    "single-dose-vial": "single-dose vial",
    "multi-dose-vial": "multi-dose vial",
    "prefilled": "prefilled container",
}


def _check_kind(_: object, __: object, kind: str | None) -> None:
    if kind is not None and kind not in CONTAINER_KINDS:
        reason = f"{kind!r} is no kind of container{did_you_mean(str(kind), CONTAINER_KINDS)}"
        raise refused("container.kind", f"{reason}; leave it out where it was not read")


def _to_volume(given: QuantityLike | None) -> Quantity | None:
    if given is None:
        return None
    try:
        return parse_volume(given) if isinstance(given, str) else Quantity.of(given)
    except QuantityError as error:
        raise refused("container.volume", str(error)) from None


@attrs.frozen(kw_only=True)
class Container:
    """A container in which a product is supplied, as far as its source prints it.

    Attributes:
        kind: Ampoule, vial or prefilled syringe; ``None`` where that was not read.
        volume: What it holds; ``None`` where that was not read.
        once_opened: What the source says of keeping an opened one; ``None`` where what was read does not say.
        citations: Who says so.

    Raises:
        ProductError: The kind or the volume will not do; the message says which, and what would.
    """

    kind: ContainerKind | None = attrs.field(default=None, validator=_check_kind)
    volume: Quantity | None = attrs.field(default=None, converter=_to_volume)
    once_opened: str | None = None
    citations: tuple[Citation, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.volume is not None and (self.volume.unit.dimension != "volume" or not self.volume.exact):
            raise refused("container.volume", f'{self.volume} is no volume above zero; write for instance "1 mL"')
        if self.volume is not None:
            check_volume("container.volume", self.volume)

    def counted(self, count: int) -> str:
        """Write so many of them, such as ``2 ampoules of 1 mL``."""
        volume = "" if self.volume is None else f" of {self.volume}"
        return f"{count} {_KIND_WORDS[self.kind]}{'' if count == 1 else 's'}{volume}"

    def __str__(self) -> str:
        """Write it for people."""
        kind = f" (kind {_NOT_READ})" if self.kind is None else ""
        volume = f"(volume {_NOT_READ})" if self.volume is None else f"of {self.volume}"
        return f"{_KIND_WORDS[self.kind]}{kind} {volume}"


@attrs.frozen(kw_only=True)
class Excipient:
    """Something beside the drug that matters, or that the source says is not there.

    Attributes:
        name: Its name.
        present: Whether the product contains it, by its source.
        amount: How much, as printed; ``None`` where that was not read.
        citations: Who says so.
    """

    name: str
    present: bool = True
    amount: str | None = None
    citations: tuple[Citation, ...] = ()

    def __str__(self) -> str:
        """Write it for people."""
        return f"{self.name}{'' if self.present else ': none'}{f', {self.amount}' if self.amount else ''}"


@attrs.frozen(kw_only=True)
class LabelStatement:
    """What a label says in words.

    Attributes:
        kind: A contra-indication, a warning, how it is stored, or whether it can be had.
        text: The statement.
        citations: Who says so.
    """

    kind: StatementKind
    text: str
    citations: tuple[Citation, ...] = ()

    def __str__(self) -> str:
        """Write it for people."""
        return f"{self.kind}: {self.text}"


def _to_strength(given: Concentration | str | None) -> Concentration | None:
    return given if given is None or isinstance(given, Concentration) else Concentration.parse(given)


# What is no list and no table is left to the validators.


def _to_other_routes(given: Iterable[OtherRoute]) -> tuple[OtherRoute, ...]:
    return to_items(given)


def _to_drug(given: Drug | str) -> Drug:
    return drug_named(given) or cast("Drug", given)


def _to_routes(given: Iterable[Route | str]) -> tuple[Route, ...]:
    routes = to_items(given)
    return tuple(route_named(one) or one for one in routes) if isinstance(routes, tuple) else routes


def _check_drug(_: object, __: object, drug: str) -> None:
    if drug not in DRUGS:
        hint = did_you_mean(str(drug), DRUGS)
        raise refused("drug", f'"{drug}" names no drug that is known here{hint}')


def _check_routes(_: object, __: object, routes: tuple[str, ...]) -> None:
    for route in routes:
        if route in OTHER_ROUTES:
            raise refused("routes", f'"{route}" is no injection into muscle or under the skin; it goes in other_routes')
        if route not in INJECTION_ROUTES:
            raise refused("routes", f'"{route}" is no route{did_you_mean(str(route), INJECTION_ROUTES)}')
    if len(set(routes)) != len(routes):
        raise refused("routes", "a route is given twice")


def _check_other_routes(_: object, __: object, routes: tuple[str, ...]) -> None:
    for route in routes:
        if route not in OTHER_ROUTES:
            raise refused("other_routes", f'"{route}" will not do{did_you_mean(str(route), OTHER_ROUTES)}')


def _check_jurisdiction(_: object, __: object, country: str | None) -> None:
    if country is not None and (reason := no_jurisdiction(str(country))) is not None:
        raise refused("jurisdiction", reason)


Statements: TypeAlias = tuple[LabelStatement, ...]


@attrs.frozen(kw_only=True, repr=False)
class Product(Shown):
    """A labelled product, or one of the caller's own.

    A product of one's own needs a drug and what its label states:
    ``Product(drug="hydroxocobalamin", strength="1 mg in 1 mL", routes=["IM"])``.

    Attributes:
        drug: The drug.
        strength: Mass in volume, as printed; ``None`` where it was not read, and then nothing is prepared from it.
        routes: The injection routes that its label licenses; empty where that was not read.
        other_routes: Other routes that the label has, by which nothing is prepared here.
        containers: What it is supplied in; empty where that was not read.
        excipients: What else is in it, or is said not to be; others may be in it that were not read.
        statements: Contra-indications, warnings, storage and supply, in words; others may stand in the label.
        codes: Its codes, by system (ATC, RxNorm).
        id: Its name in the library; ``None`` for a product of one's own.
        name: Its name on the label; ``None`` where none was given.
        title: The title of the document; ``None`` where there is none.
        publisher: Whose document it is; ``None`` where there is none.
        jurisdiction: The country, by ISO 3166-1, or "international"; ``None`` where none was given.
        version: The document's own date or edition; ``None`` where there is none.
        note: What to know about this reading; ``None`` for nothing.
        citations: Who states drug, strength and routes; empty for the caller's word.
        sources: What was read, by key.

    Raises:
        ProductError: A value will not do; the message says which, and what would.
    """

    drug: Drug = attrs.field(converter=_to_drug, validator=_check_drug)
    strength: Concentration | None = attrs.field(default=None, converter=_to_strength)
    routes: tuple[Route, ...] = attrs.field(default=(), converter=_to_routes, validator=[items_of(str), _check_routes])
    other_routes: tuple[OtherRoute, ...] = attrs.field(
        default=(), converter=_to_other_routes, validator=[items_of(str), _check_other_routes]
    )
    containers: tuple[Container, ...] = attrs.field(default=(), converter=to_items, validator=items_of(Container))
    excipients: tuple[Excipient, ...] = attrs.field(default=(), converter=to_items, validator=items_of(Excipient))
    statements: Statements = attrs.field(default=(), converter=to_items, validator=items_of(LabelStatement))
    codes: Mapping[str, str] = attrs.field(default=None, converter=to_table, validator=table_of(str), hash=False)
    id: str | None = None
    name: str | None = None
    title: str | None = None
    publisher: str | None = None
    jurisdiction: str | None = attrs.field(default=None, validator=_check_jurisdiction)
    version: str | None = None
    note: str | None = None
    citations: tuple[Citation, ...] = ()
    sources: Mapping[str, Source] = attrs.field(
        default=None, converter=to_table, validator=table_of(Source), eq=False, hash=False
    )

    @property
    def not_read(self) -> tuple[str, ...]:
        """What was not read of this product; never taken for "none"."""
        names = ("strength", "routes", "containers", "excipients")
        kinds = {statement.kind for statement in self.statements}
        missing = (kind for kind in STATEMENT_KINDS if kind != "supply" and kind not in kinds)
        return (*(name for name in names if not getattr(self, name)), *missing)

    @property
    def called(self) -> str:
        """What to call it in a sentence."""
        return self.name or f"the caller's own {self.drug}"

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title,
            "publisher": self.publisher,
            "jurisdiction": self.jurisdiction,
            "version": self.version,
            "drug": self.drug,
            "strength": None
            if self.strength is None
            else {"amount": str(self.strength.amount), "volume": str(self.strength.volume)},
            "routes": list(self.routes),
            "other_routes": list(self.other_routes),
            "containers": [
                {
                    "kind": one.kind,
                    "volume": None if one.volume is None else str(one.volume),
                    "once_opened": one.once_opened,
                    "citations": _cited(one.citations),
                }
                for one in self.containers
            ],
            "excipients": [
                {"name": one.name, "present": one.present, "amount": one.amount, "citations": _cited(one.citations)}
                for one in self.excipients
            ],
            "statements": [
                {"kind": one.kind, "text": one.text, "citations": _cited(one.citations)} for one in self.statements
            ],
            "codes": dict(self.codes),
            "not_read": list(self.not_read),
            "note": self.note,
            "citations": _cited(self.citations),
        }

    def _sections(self) -> Iterator[Section]:
        own = f"{self.called} ({self.id})" if self.id else self.called
        by = ", ".join(part for part in (self.publisher, self.jurisdiction, self.version) if part)
        codes = [f"{system}: {code}" for system, code in self.codes.items()]
        said = [own, self.title, by and f"by {by}", *codes, self.note]
        yield "product", [line for line in said if line]
        yield "label", Table(("what", "as the label has it"), [[[what], [told]] for what, told in self._stated()])
        yield "sources", [str(citation) for citation in self.every_citation] or ["the caller's own word"]
        yield "decision support", [OF_A_TEXT]

    def _stated(self) -> Iterator[tuple[str, str]]:
        """Give what the label states; what was not read is said."""
        yield "drug", self.drug
        yield "strength", str(self.strength or _NOT_READ)
        yield "licensed routes", ", ".join(self.routes) or _NOT_READ
        if self.other_routes:
            yield "other routes, not prepared here", ", ".join(self.other_routes)
        kept = [f"{one}{f'; once opened: {one.once_opened}' if one.once_opened else ''}" for one in self.containers]
        for what, found in (("container", kept), ("excipient", list(map(str, self.excipients)))):
            yield from ((what, one) for one in found)
            if not found:
                yield f"{what}s", _NOT_READ
        yield from ((statement.kind, statement.text) for statement in self.statements)
        yield from ((kind, _NOT_READ) for kind in self.not_read if kind in STATEMENT_KINDS)

    def __repr__(self) -> str:
        """Show it in a line."""
        routes = " or ".join(self.routes) or f"routes {_NOT_READ}"
        return (
            f"<Product {self.id or 'of the caller'}: {self.drug} {self.strength or f'strength {_NOT_READ}'}, {routes}>"
        )

    @property
    def every_citation(self) -> tuple[Citation, ...]:
        """Who says what of it, each once, drug and strength first."""
        parts: tuple[Container | Excipient | LabelStatement, ...] = (
            *self.containers,
            *self.excipients,
            *self.statements,
        )
        return tuple(dict.fromkeys([*self.citations, *(one for part in parts for one in part.citations)]))


def _cited(citations: Iterable[Citation]) -> list[dict[str, str | None]]:
    return [citation.to_dict() for citation in citations]
