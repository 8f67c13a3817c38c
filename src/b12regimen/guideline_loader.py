"""Loads guidelines: every content error at once, each with its path and line; then the proof of the table."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from b12regimen.age import Age
from b12regimen.alerts import Alert
from b12regimen.decision_table import DecisionTable, Domain, Exclusion, Row
from b12regimen.dosing import DRUGS, INJECTION_ROUTES
from b12regimen.errors import (
    Finding,
    GuidelineError,
    NotationError,
    PatientError,
    RegimenError,
    TableError,
    UnknownGuidelineError,
    did_you_mean,
    listed,
)
from b12regimen.fact_reading import FactReader
from b12regimen.facts import FACTS
from b12regimen.guideline import Guideline, Note, Rule
from b12regimen.guideline_file import (
    AgeEdgeEntry,
    AlertEntry,
    Cited,
    GuidelineFile,
    HeadEntry,
    ImpossibleEntry,
    NoteEntry,
    ReversibilityEntry,
    RuleEntry,
    SourceEntry,
    When,
    read_guideline_file,
)
from b12regimen.notation import parse_phase
from b12regimen.patient import CAUSE_KINDS
from b12regimen.regimen import Regimen
from b12regimen.sources import Citation, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from b12regimen.decision_table import Value
    from b12regimen.dosing import Drug, Route
    from b12regimen.patient import CauseKind
    from b12regimen.steps import Phase

_SHIPPED: Final = Path(__file__).parent / "guidelines"
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_URL: Final = re.compile(r"https?://[^\s/]+\.[^\s/]+(/\S*)?")


def guideline_ids() -> list[str]:
    """List the ids of the guidelines that the library ships."""
    return sorted(_shipped())


@lru_cache(maxsize=1)
def _shipped() -> frozenset[str]:
    return frozenset(path.stem for path in _SHIPPED.glob("*.toml"))


def load_guideline(guideline: str | Path) -> Guideline:
    """Load a guideline and prove its table.

    Args:
        guideline: The id of one that the library ships, or the path of a file of one's own.

    Raises:
        GuidelineError: The file has errors: all of them, each with its path and line.
        UnknownGuidelineError: There is neither such an id nor such a file.
    """
    if guideline in _shipped():
        return _load_shipped(str(guideline))
    path = Path(guideline)
    if not path.is_file():
        hint = did_you_mean(str(guideline), guideline_ids())
        raise UnknownGuidelineError(f'there is no guideline and no file "{guideline}"{hint}')
    return _load(path)


@lru_cache(maxsize=64)
def _load_shipped(name: str) -> Guideline:
    return _load(_SHIPPED / f"{name}.toml")


def _load(path: Path) -> Guideline:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise GuidelineError(path.name, [Finding("", f"this is not UTF-8 text: {error}")]) from None
    return parse_guideline(text, path.name)


def parse_guideline(text: str, name: str = "guideline") -> Guideline:
    """Read a guideline from the text of a file.

    Args:
        text: The TOML text.
        name: What messages call it.

    Raises:
        GuidelineError: The text has errors: all of them, each with its path and line.
    """
    loading = _Loading(read_guideline_file(text))
    guideline = loading.guideline()
    if guideline is None:
        raise GuidelineError(name, sorted(loading.findings, key=lambda finding: finding.line or 0))
    return guideline


class _Loading:
    """Makes a guideline of a file's entries and keeps every finding on the way."""

    def __init__(self, file: GuidelineFile) -> None:
        self._file = file
        self.findings = list(file.findings)
        self._misfits = {finding.path for finding in file.findings}
        self._sources: dict[str, Source] = {}
        self._readers: dict[str, FactReader] = {}
        self._misread = {place for finding in file.findings if (place := _place_in_table(finding.path))}

    def _found(self, path: str, reason: str) -> None:
        if path in self._misfits:
            return
        self.findings.append(self._file.finding(path, reason))
        if place := _place_in_table(path):
            self._misread.add(place)

    def guideline(self) -> Guideline | None:
        head = self._file.head
        self._read_sources()
        if head is None:
            return None
        drug, routes = self._drug(head), self._routes(head)
        self._read_facts(head)
        rules = [self._rule(path, entry, drug, routes) for path, entry in self._file.of("rule", RuleEntry)]
        table = self._table(head, rules)
        alerts = [self._alert(path, entry) for path, entry in self._file.of("alert", AlertEntry)]
        notes = [Note(entry.text, self._citations(path, entry)) for path, entry in self._file.of("note", NoteEntry)]
        if self.findings or table is None:
            return None
        return Guideline(
            id=head.id,
            title=head.title,
            publisher=head.publisher,
            jurisdiction=head.jurisdiction,
            version=head.version,
            drug=drug,
            routes=routes,
            scope=head.scope,
            superseded_by=head.superseded_by,
            sources=self._sources,
            readers=tuple(self._readers.values()),
            table=table,
            rules={rule.id: rule for rule in rules},
            alerts=tuple(alerts),
            notes=tuple(notes),
        )

    # Sources

    def _read_sources(self) -> None:
        for path, entry in self._file.of("source", SourceEntry):
            if entry.key in self._sources:
                self._found(f"{path}.key", f'the source "{entry.key}" is given twice')
            if entry.url is not None and not _URL.fullmatch(entry.url):
                self._found(f"{path}.url", f'"{entry.url}" is no web address; it starts with https:// or http://')
            self._sources[entry.key] = Source(
                key=entry.key, title=entry.title, url=entry.url, evidence=entry.evidence, note=entry.note
            )

    def _citations(self, path: str, entry: Cited) -> tuple[Citation, ...]:
        keys = [entry.source] if isinstance(entry.source, str) else entry.source
        if not keys:
            self._found(f"{path}.source", "name at least one source")
        for key in keys:
            if key not in self._sources:
                self._found(f"{path}.source", f'there is no source "{key}"{did_you_mean(key, self._sources)}')
        return tuple(Citation(self._sources[key], entry.section) for key in keys if key in self._sources)

    # What the file is about

    def _drug(self, head: HeadEntry) -> Drug | None:
        if not _ID.fullmatch(head.id):
            self._found("id", f'"{head.id}" is no id; write small letters, digits and hyphens')
        if head.drug == "not-stated":
            return None
        if head.drug not in DRUGS:
            self._found(
                "drug", f'"{head.drug}" is no drug of this library{did_you_mean(head.drug, [*DRUGS, "not-stated"])}'
            )
            return None
        return head.drug

    def _routes(self, head: HeadEntry) -> tuple[Route, ...]:
        for number, route in enumerate(head.routes):
            if route not in INJECTION_ROUTES:
                self._found(f"routes[{number}]", f'"{route}" is refused: a regimen is given {listed(INJECTION_ROUTES)}')
        return tuple(cast("list[Route]", head.routes))

    # Facts

    def _read_facts(self, head: HeadEntry) -> None:
        edges = self._age_edges(head)
        for name in head.groups:
            if name not in head.facts:
                self._found(f"groups.{name}", f"the file does not look at {name}; list it under [facts]")
        for name, values in head.facts.items():
            path = f"facts.{name}"
            if name not in FACTS:
                self._found(path, f"there is no fact {name}{did_you_mean(name, FACTS)}")
                continue
            if len(set(map(repr, values))) != len(values) or not values:
                self._found(path, "give each value once, and at least one")
                continue
            reader = FactReader(fact=FACTS[name], domain=Domain(name, tuple(values)))
            if name == "age":
                reader = attrs.evolve(reader, edges=edges)
            else:
                reader = attrs.evolve(reader, groups=self._groups(name, values, head.groups.get(name, {})))
            if name == "cause":
                reader = attrs.evolve(reader, order=self._cause_order(head, values))
            if name == "reversible":
                reader = self._with_reversibility(reader)
            self._readers[name] = reader

    def _groups(self, name: str, values: list[Value], groups: Mapping[str, list[str]]) -> dict[Value, Value]:
        known = FACTS[name].values
        placed: dict[Value, Value] = {}
        for value in values:
            members: Iterable[Value] = groups.get(value, [value]) if isinstance(value, str) else [value]
            path = f"groups.{name}.{value}" if value in groups else f"facts.{name}"
            for member in members:
                if member not in known:
                    hint = did_you_mean(str(member), map(str, known))
                    self._found(path, f'"{member}" is no value of {name}{hint}; or define it as a group')
                elif member in placed:
                    self._found(path, f'"{member}" stands in "{placed[member]}" already; each value has one place')
                placed[member] = value
        for group in groups:
            if group not in values:
                self._found(f"groups.{name}.{group}", f"the group is not listed under [facts] {name}")
        missing = [str(value) for value in known if value not in placed]
        if missing:
            self._found(f"facts.{name}", f"no place for {listed(missing, 'and')}; every value belongs somewhere")
        return placed

    def _age_edges(self, head: HeadEntry) -> tuple[Age, ...]:
        bands: list[str] = []
        edges: list[Age] = []
        for path, entry in self._file.of("age_edge", AgeEdgeEntry):
            self._citations(path, entry)
            try:
                edge = Age.parse(entry.at)
            except PatientError as error:
                self._found(f"{path}.at", error.findings[0].reason)
                continue
            if edges and edges[-1].is_below(edge) is not True:
                self._found(f"{path}.at", f'"{entry.at}" does not lie above the edge before it; list the edges rising')
            if bands and bands[-1] != entry.below:
                self._found(f"{path}.below", f'"{entry.below}" is not the band above the edge before it, "{bands[-1]}"')
            bands = bands or [entry.below]
            bands.append(entry.above)
            edges.append(edge)
        if bands and "age" not in head.facts:
            self._found("age_edge", "the file does not look at age; list it under [facts]")
        if "age" in head.facts and head.facts["age"] != bands:
            self._found("facts.age", f"the bands must be those of the edges, in order: {bands}")
        return tuple(edges)

    def _cause_order(self, head: HeadEntry, values: list[Value]) -> tuple[Value, ...]:
        for group in head.cause_order:
            if group not in values:
                self._found("cause_order", f'"{group}" is not listed under [facts] cause')
        return tuple(head.cause_order)

    def _with_reversibility(self, reader: FactReader) -> FactReader:
        stated: dict[CauseKind, bool] = {}
        stated_in: dict[CauseKind, tuple[Citation, ...]] = {}
        for path, entry in self._file.of("reversibility", ReversibilityEntry):
            citations = self._citations(path, entry)
            for given in entry.cause:
                if given not in CAUSE_KINDS:
                    self._found(f"{path}.cause", f'"{given}" is no cause{did_you_mean(given, CAUSE_KINDS)}')
                    continue
                if given in stated:
                    self._found(f"{path}.cause", f'"{given}" is stated already')
                stated[given], stated_in[given] = entry.reversible, citations
        return attrs.evolve(reader, stated=stated, stated_in=stated_in)

    def _when(self, path: str, when: When) -> dict[str, tuple[Value, ...]]:
        """Read what may match; a fact or a value that is not there is a finding, and its restriction is left out."""
        read: dict[str, tuple[Value, ...]] = {}
        for name, given in when.items():
            values = tuple(given if isinstance(given, list) else [given])
            if name not in self._readers:
                if "facts" not in self._misread:
                    hint = did_you_mean(name, self._readers)
                    self._found(f"{path}.{name}", f"the file does not look at {name}{hint}")
                continue
            try:
                self._readers[name].domain.side(values)
            except TableError as error:
                self._found(f"{path}.{name}", str(error))
            else:
                read[name] = values
        return read

    # Rules

    def _rule(self, path: str, entry: RuleEntry, drug: Drug | None, routes: tuple[Route, ...]) -> Rule:
        self._check_action(path, entry)
        return Rule(
            id=entry.id,
            action=entry.action,
            regimens=tuple(self._regimens(path, entry, drug, routes)),
            advice=entry.advice,
            because=entry.because,
            why=entry.why,
            see=entry.see,
            printed=entry.printed,
            notes=tuple(entry.notes),
            citations=self._citations(path, entry),
        )

    def _check_action(self, path: str, entry: RuleEntry) -> None:
        has_regimen = bool(entry.repletion or entry.maintenance or entry.regimens)
        for action, (needed, unwanted) in _KEYS_OF_ACTIONS.items():
            if entry.action != action:
                continue
            for key in needed:
                if not (has_regimen if key == "regimens" else getattr(entry, key)):
                    wanted = "repletion and maintenance, or regimens" if key == "regimens" else key
                    self._found(path, f'a rule with action "{action}" needs {wanted}')
            for key in unwanted:
                if has_regimen if key == "regimens" else getattr(entry, key):
                    self._found(path, f'a rule with action "{action}" has no {key}')
        if has_regimen and not entry.printed:
            self._found(path, "printed is missing: restate the schedule as the source has it, for comparing")

    def _regimens(self, path: str, entry: RuleEntry, drug: Drug | None, routes: tuple[Route, ...]) -> Iterable[Regimen]:
        phases = [
            (f"{path}.regimens[{number}]", phases.repletion, phases.maintenance)
            for number, phases in enumerate(entry.regimens)
        ]
        if entry.repletion is not None or entry.maintenance is not None:
            if phases:
                self._found(path, "give either repletion and maintenance, or regimens")
            if entry.repletion is None or entry.maintenance is None:
                self._found(path, 'repletion and maintenance go together; "none" and "not stated" are phases too')
            else:
                phases.append((path, entry.repletion, entry.maintenance))
        for place, repletion, maintenance in phases:
            read = [
                self._phase(f"{place}.{key}", text, routes)
                for key, text in (("repletion", repletion), ("maintenance", maintenance))
            ]
            if None in read:
                continue
            try:
                yield Regimen(drug, *cast("list[Phase]", read))
            except RegimenError as error:
                self._found(place, str(error))

    def _phase(self, path: str, text: str, routes: tuple[Route, ...]) -> Phase | None:
        try:
            phase = parse_phase(text)
        except NotationError as error:
            self._found(path, str(error))
            return None
        if str(phase) != text:
            self._found(path, f'write it as the notation does: "{phase}"')
        given = [route for step in phase.steps for option in step.options for route in option.routes]
        for route in dict.fromkeys(given):
            if route not in routes and route != "orally":
                self._found(path, f"{route} is not among the routes of the file: {listed(routes)}")
        return phase

    def _alert(self, path: str, entry: AlertEntry) -> Alert:
        when: dict[str, tuple[Value, ...]] = {}
        for name, given in entry.when.items():
            values = tuple(given if isinstance(given, list) else [given])
            if name not in FACTS:
                self._found(f"{path}.when.{name}", f"there is no fact {name}{did_you_mean(name, FACTS)}")
                continue
            for value in values:
                if value not in FACTS[name].values:
                    hint = did_you_mean(str(value), map(str, FACTS[name].values))
                    self._found(f"{path}.when.{name}", f'"{value}" is no value of {name}{hint}')
            when[name] = values
        if not entry.when:
            self._found(f"{path}.when", "an alert names the facts that raise it; what always holds is a [[note]]")
        return Alert(
            id=entry.id,
            severity=entry.severity,
            when=when,
            text=entry.text,
            advice=entry.advice,
            citations=self._citations(path, entry),
        )

    # The table and its proof

    def _table(self, head: HeadEntry, rules: list[Rule]) -> DecisionTable | None:
        entries = list(self._file.of("rule", RuleEntry))
        places: dict[str, str] = {}
        for path, entry in entries:
            if entry.id in places:
                self._found(f"{path}.id", f'the rule "{entry.id}" is given twice')
            places[entry.id] = path
        for row_id in head.prefer:
            if row_id not in places:
                self._found("prefer", f'there is no rule "{row_id}"{did_you_mean(row_id, places)}')
        rows = [
            Row(
                entry.id,
                tuple(self._whens(f"{path}.when", entry.when)),
                rule.outcome,
                tuple(self._whens(f"{path}.printed_when", entry.printed_when)) or None,
            )
            for (path, entry), rule in zip(entries, rules, strict=True)
        ]
        exclusions = [
            Exclusion(self._when(f"{path}.when", entry.when), entry.why)
            for path, entry in self._file.of("impossible", ImpossibleEntry)
        ]
        domains = [reader.domain for reader in self._readers.values()]
        try:
            table = DecisionTable(domains, rows, exclusions, head.prefer)
        except TableError as error:
            self._found("facts", str(error))
            return None
        misread = set(self._misread)
        for flaw in table.flaws():
            where = [places[row] for row in flaw.rows]
            if not misread & {"facts", *(where or misread)}:
                self._found(where[-1] if where else "rule", str(flaw))
        return table

    def _whens(self, path: str, whens: When | list[When] | None) -> Iterable[dict[str, tuple[Value, ...]]]:
        for when in whens if isinstance(whens, list) else [whens]:
            if when is not None:
                yield self._when(path, when)


def _place_in_table(path: str) -> str | None:
    """Name what a finding keeps from being proved: the facts, or one rule or exclusion; ``None`` for neither."""
    if path.split(".", maxsplit=1)[0] in ("facts", "groups") or path.startswith("age_edge"):
        return "facts"
    match = re.match(r"(?:rule|impossible)\[\d+\](?=$|\.when|\.id)", path)
    return match[0] if match else None


_REGIMEN_ONLY: Final = (("regimens",), ("because", "why"))
_ADVICE: Final = (("advice",), ("because", "why"))
_NO_REGIMEN: Final = (("why",), ("regimens", "because"))
_KEYS_OF_ACTIONS: Final[dict[str, Any]] = {
    "inject": _REGIMEN_ONLY,
    "oral": _ADVICE,
    "either": _ADVICE,
    "test": (("advice",), ("regimens", "because")),
    "no-treatment": _NO_REGIMEN,
    "not-stated": (("because", "why"), ("regimens",)),
    "out-of-scope": _NO_REGIMEN,
}
