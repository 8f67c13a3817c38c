"""Reads the facts of a guideline file: values, groups, age bands, and what its source states of causes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from b12regimen.cases.fact_reading import FactReader
from b12regimen.errors import TableError, did_you_mean, listed
from b12regimen.files.entries import AgeEdgeEntry, HeadEntry, ReversibilityEntry, When
from b12regimen.files.entry_file import BELONGS_TO_THE_HEAD
from b12regimen.patients.entry_facts import no_value
from b12regimen.patients.facts import FACTS
from b12regimen.patients.patient import CAUSE_KINDS
from b12regimen.tables.parts import Domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from b12regimen.files.reading import Reading
    from b12regimen.patients.patient import CauseKind
    from b12regimen.tables.parts import Value
    from b12regimen.values.age import Age
    from b12regimen.values.sources import Citation


def read_facts(reading: Reading[HeadEntry], head: HeadEntry) -> dict[str, FactReader]:
    """Read which facts the file looks at, and in which words."""
    if not head.facts:
        reading.found("facts", "name at least one fact that the file looks at")
    for name in head.groups:
        if name not in head.facts:
            reading.found(f"groups.{name}", f"the file does not look at {name}; list it under [facts]")
    if head.cause_order and "cause" not in head.facts:
        reading.found("cause_order", "the file does not look at cause; list it under [facts]")
    edges = _age_edges(reading, head)
    stated, stated_in = _reversibility(reading)
    readers: dict[str, FactReader] = {}
    for name, values in head.facts.items():
        reader = _read_fact(reading, head, name, values)
        if reader is not None:
            readers[name] = reader
    if "age" in readers:
        readers["age"] = attrs.evolve(readers["age"], edges=edges)
    if "reversible" in readers:
        readers["reversible"] = attrs.evolve(readers["reversible"], stated=stated, stated_in=stated_in)
    return readers


def _read_fact(reading: Reading[HeadEntry], head: HeadEntry, name: str, values: list[Value]) -> FactReader | None:
    path = f"facts.{name}"
    if name not in FACTS:
        is_of_the_head = name in {field.name for field in attrs.fields(HeadEntry)}
        unknown = f"there is no fact {name}{did_you_mean(name, FACTS)}"
        reading.found(path, f"{name} {BELONGS_TO_THE_HEAD}" if is_of_the_head else unknown)
        return None
    if len(set(map(repr, values))) != len(values) or not values:
        reading.found(path, "give each value once, and at least one")
        return None
    return FactReader(
        fact=FACTS[name],
        domain=Domain(name, tuple(values)),
        groups={} if name == "age" else _groups(reading, name, values, head.groups.get(name, {})),
        order=_cause_order(reading, head, values) if name == "cause" else (),
    )


def _groups(
    reading: Reading[HeadEntry], name: str, values: list[Value], groups: Mapping[str, list[str]]
) -> dict[Value, Value]:
    known = FACTS[name].values
    placed: dict[Value, Value] = {}
    for value in values:
        members: Iterable[Value] = groups.get(value, [value]) if isinstance(value, str) else [value]
        path = f"groups.{name}.{value}" if value in groups else f"facts.{name}"
        for member in members:
            if (reason := no_value(name, member)) is not None:
                reading.found(path, f"{reason}{'' if isinstance(known[0], bool) else '; or define it as a group'}")
            elif member in placed:
                reading.found(path, f'"{member}" stands in "{placed[member]}" already; each value has one place')
            placed[member] = value
    for group, members in groups.items():
        if group in known and group not in members:
            reason = f'"{group}" is a value of {name} that this group does not hold; give the group another name'
            reading.found(f"groups.{name}.{group}", reason)
        if group not in values:
            reading.found(f"groups.{name}.{group}", f"the group is not listed under [facts] {name}")
    missing = [str(value).lower() for value in known if value not in placed]
    if missing:
        reading.found(f"facts.{name}", f"no place for {listed(missing, 'and')}; every value belongs somewhere")
    return placed


def _age_edges(reading: Reading[HeadEntry], head: HeadEntry) -> tuple[Age, ...]:
    bands: list[str] = []
    edges: list[Age] = []
    is_read = True
    for path, entry in reading.file.of("age_edge", AgeEdgeEntry):
        reading.citations(path, entry)
        edge = reading.age(f"{path}.at", entry.at)
        if edge is None:
            is_read = False
            continue
        if edges and edges[-1].is_below(edge) is not True:
            reading.found(f"{path}.at", f'"{entry.at}" does not lie above the edge before it; list the edges rising')
        if bands and bands[-1] != entry.below:
            reading.found(f"{path}.below", f'"{entry.below}" is not the band above the edge before it, "{bands[-1]}"')
        bands = bands or [entry.below]
        bands.append(entry.above)
        edges.append(edge)
    if bands and "age" not in head.facts:
        reading.found("age_edge", "the file does not look at age; list it under [facts]")
    is_read = is_read and all(bands)  # a band that does not fit its shape is empty, and said
    if is_read and "age" in head.facts and head.facts["age"] != bands:
        reading.found("facts.age", _unlike_the_edges(bands, edges, head.facts["age"]))
    return tuple(edges)


def _unlike_the_edges(bands: list[str], edges: list[Age], named: list[Value]) -> str:
    if bands:
        rising = ", ".join(
            f'"{below}" lies below {edge} and "{above}" above it'
            for edge, (below, above) in zip(edges, pairwise(bands), strict=True)
        )
        is_turned = named == bands[::-1]
        hint = "; were below and above exchanged in [[age_edge]]?" if is_turned else ""
        return f"the bands must be those of the edges, in order: {', '.join(bands)}; by the edges, {rising}{hint}"
    return (
        "age has bands, and no [[age_edge]] says at which age one ends and the next begins; write one with its source, "
        'such as: at = "18 years", below = "child", above = "adult"'
    )


def _cause_order(reading: Reading[HeadEntry], head: HeadEntry, values: list[Value]) -> tuple[Value, ...]:
    for group in head.cause_order:
        if group not in values:
            reading.found("cause_order", f'"{group}" is not listed under [facts] cause')
    return tuple(head.cause_order)


def _reversibility(reading: Reading[HeadEntry]) -> tuple[dict[CauseKind, bool], dict[CauseKind, tuple[Citation, ...]]]:
    stated: dict[CauseKind, bool] = {}
    stated_in: dict[CauseKind, tuple[Citation, ...]] = {}
    for path, entry in reading.file.of("reversibility", ReversibilityEntry):
        citations = reading.citations(path, entry)
        for given in entry.cause:
            if given not in CAUSE_KINDS:
                reading.found(f"{path}.cause", f'"{given}" is no cause{did_you_mean(given, CAUSE_KINDS)}')
                continue
            if given in stated:
                reading.found(f"{path}.cause", f'"{given}" is stated already')
            stated[given], stated_in[given] = entry.reversible, citations
    return stated, stated_in


def read_when(
    reading: Reading[HeadEntry], readers: Mapping[str, FactReader], path: str, when: When
) -> dict[str, tuple[Value, ...]]:
    """Read what may match; a fact or a value that is not there is a finding, and its restriction is left out."""
    read: dict[str, tuple[Value, ...]] = {}
    for name, given in when.items():
        values = tuple(given if isinstance(given, list) else [given])
        if not values:
            reading.found(f"{path}.{name}", "name at least one value, or leave the fact out")
            continue
        if name not in readers:
            if not reading.is_misread(set()):
                hint = "; list it under [facts]" if name in FACTS else did_you_mean(name, readers)
                reading.found(f"{path}.{name}", f"the file does not look at {name}{hint}")
            continue
        try:
            readers[name].domain.side(values)
        except TableError as error:
            reading.found(f"{path}.{name}", str(error))
        else:
            read[name] = values
    return read
