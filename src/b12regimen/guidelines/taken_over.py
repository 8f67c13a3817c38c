"""What a file may take over: a schedule stays with its drug, its alerts, its document and its patients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from b12regimen.errors import GuidelineError, listed
from b12regimen.files.entries import SourceEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from b12regimen.cases.fact_reading import FactReader
    from b12regimen.files.entries import HeadEntry
    from b12regimen.files.extension import TomlFile
    from b12regimen.files.reading import Reading
    from b12regimen.guidelines.guideline import Guideline, Rule
    from b12regimen.tables.decision_table import DecisionTable

_TREATING: Final = ("inject", "oral", "either")


def check_taken_over(reading: Reading[HeadEntry], head: HeadEntry, rules: Sequence[Rule]) -> None:
    """Note what rules that are taken over cannot mean in this file, and rules that do not fit what it is about."""
    _check_about(reading, head, rules)
    _check_drug(reading, head, rules)
    _check_routes(reading, head, rules)
    _check_sources(reading)


def check_reach(
    reading: Reading[HeadEntry],
    readers: Mapping[str, FactReader],
    table: DecisionTable,
    rules: Sequence[Rule],
    load: Callable[[TomlFile], Guideline],
) -> None:
    """Note rules that are taken over and would answer patients whom they do not answer where they are printed.

    Args:
        reading: The file.
        readers: How it reads facts.
        table: Its table.
        rules: Its rules.
        load: Loads a guideline that it extends.
    """
    whole = reading.file.whole
    taken: dict[int, list[Rule]] = {}
    for number, rule in enumerate(rules):
        if rule.taken_from is not None:
            taken.setdefault(whole.generation(f"rule[{number}]"), []).append(rule)
    if not taken:
        return
    from b12regimen.guidelines.reach import strays  # 2 ms that only a file that takes something over should cost

    for generation, its_rules in taken.items():
        file = next(file for file in whole.files if file.guidelines == generation and file.id is not None)
        try:
            base = load(file)
        except GuidelineError as error:
            first = error.findings[0]
            reading.found(
                "extends", f"{file.id}, from which rules are taken over, does not load: {first}; mend it first"
            )
            continue
        for stray in strays(readers, table, its_rules, base):
            ids = listed([f'"{name}"' for name in stray.rules], "and")
            reason = (
                f"{ids}, taken over from {base.id}, would answer patients whom {base.id} does not mean, for instance: "
                f"{stray.example}; there {stray.there}: leave them as they are there, or write a rule of your own for "
                "them, with a source of your own"
            )
            reading.found(stray.path or "rule", reason)


def _check_about(reading: Reading[HeadEntry], head: HeadEntry, rules: Sequence[Rule]) -> None:
    """Keep what treats in files about treatment, for which every alert on the drug holds."""
    if head.about == "treatment":
        return
    treating = [(number, rule) for number, rule in enumerate(rules) if rule.action in _TREATING]
    for number, rule in treating:
        if rule.taken_from is None:
            reason = (
                f'"{rule.action}" says how to treat, and this file is about {head.about}: leave about out, for a file '
                "about treatment"
            )
            reading.found(f"rule[{number}].action", reason)
    taken = [f'"{rule.id}"' for _, rule in treating if rule.taken_from is not None]
    if taken:
        reason = (
            f'this is "{head.about}", and {listed(taken, "and")}, which it takes over, '
            f"{'says' if len(taken) == 1 else 'say'} how to treat: leave about out, or drop what treats"
        )
        reading.found("about", reason)


def _check_drug(reading: Reading[HeadEntry], head: HeadEntry, rules: Sequence[Rule]) -> None:
    whole = reading.file.whole
    with_regimens: dict[int, list[str]] = {}
    for number, rule in enumerate(rules):
        if rule.taken_from is not None and rule.regimens:
            with_regimens.setdefault(whole.generation(f"rule[{number}]"), []).append(rule.id)
    for generation, names in with_regimens.items():
        drug = whole.said_by(generation, "drug")
        if head.drug not in (drug, ""):
            reason = (
                f'this is "{head.drug}", and {whole.lineage[generation - 1]}, from which {listed(names, "and")} with '
                f'regimens are taken over, is on "{drug}"; a schedule is printed for its drug: leave drug out, or '
                "replace or drop these rules"
            )
            reading.found("drug", reason)


def _check_routes(reading: Reading[HeadEntry], head: HeadEntry, rules: Sequence[Rule]) -> None:
    whole = reading.file.whole
    if not whole.lineage:
        return
    own_routes = {route for rule in rules if rule.taken_from is None for route in _routes_of(rule)}
    known = whole.said_by(1, "routes")
    for number, route in enumerate(head.routes):
        if isinstance(known, list) and route not in known and route not in own_routes:
            reason = (
                f"{whole.lineage[0]} has no {route}, only {listed(known)}, and no rule of this file gives it; "
                "leave it out, or write a rule that gives it"
            )
            reading.found(f"routes[{number}]", reason)


def _routes_of(rule: Rule) -> Iterable[str]:
    for regimen in rule.regimens:
        for step in (*regimen.repletion.steps, *regimen.maintenance.steps):
            yield from (route for option in step.options for route in option.routes)


def _check_sources(reading: Reading[HeadEntry]) -> None:
    """Keep what is taken over with the document in which it was read: a key means what it means where it is cited."""
    files = reading.file.whole.files
    cited: dict[str, tuple[TomlFile, list[str]]] = {}
    for path, places in reading.file.whole.places.items():
        file, at = next(((file, at) for file, at in places if "source" in file.table(at)), (None, ""))
        if file is None:
            continue
        keys = file.table(at)["source"]
        for key in filter(_is_text, keys if isinstance(keys, list) else [keys]):
            meant = _meant_by(key, file, files)
            if meant is not None and meant.sources[key] != next(
                one.sources[key] for one in files if key in one.sources
            ):
                cited.setdefault(key, (meant, []))[1].append(_in_words(path, file.table(at)))
    for path, entry in reading.file.of("source", SourceEntry):
        if entry.key in cited:
            meant, entries = cited[entry.key]
            citing = dict.fromkeys(entries)
            reason = (
                f'in {meant.id or meant.name} "{entry.key}" is another document, which {listed(citing, "and")}, taken '
                f"over from there, {'cite' if len(citing) > 1 else 'cites'}: give yours another key"
            )
            reading.found(f"{path}.key", reason)


def _meant_by(key: object, citing: TomlFile, files: Sequence[TomlFile]) -> TomlFile | None:
    """Find the file whose document is cited: the file itself, or the nearest before or behind it."""
    place = next(number for number, file in enumerate(files) if file is citing)
    holders = [number for number, file in enumerate(files) if key in file.sources]
    found = min(holders, key=lambda number: (number < place, abs(number - place)), default=None)
    return None if found is None else files[found]


def _is_text(key: object) -> bool:
    return isinstance(key, str)


def _in_words(path: str, table: Mapping[str, object]) -> str:
    kind = path.partition("[")[0]
    return f'{kind} "{table["id"]}"' if "id" in table else {"age_edge": "an age edge"}.get(kind, f"a {kind}")
