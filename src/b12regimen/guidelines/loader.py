"""Loads guidelines: every content error at once, each with its path and line; then the proof of the table."""

from __future__ import annotations

import copyreg
import os.path
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.alerts.alert_reading import read_alert
from b12regimen.errors import (
    GuidelineError,
    ThresholdsError,
    UnknownGuidelineError,
    UnknownThresholdsError,
    did_you_mean,
)
from b12regimen.files.entries import ENTRY_KINDS, AlertEntry, HeadEntry, NoteEntry, RuleEntry
from b12regimen.files.entry_file import read_entry_file
from b12regimen.files.extension import ExtensionError, TomlFile, Whole, extended, is_shared_part
from b12regimen.files.reading import Reading
from b12regimen.files.shelf import Shelf, is_file
from b12regimen.guidelines.facts import read_facts
from b12regimen.guidelines.guideline import Guideline, Note, Rule
from b12regimen.guidelines.rules import read_drug, read_routes, read_rule
from b12regimen.guidelines.table import read_table
from b12regimen.guidelines.taken_over import check_reach, check_taken_over
from b12regimen.patients.patient import Patient
from b12regimen.published import PUBLISHED
from b12regimen.values.pickling import by_values
from b12regimen.version import __version__

if TYPE_CHECKING:
    from b12regimen.guidelines.dose_remarks import PrintedDoses
    from b12regimen.values.calendar_days import DayLike

_NO_ID: Final = (
    "this key is missing; a file without it is a shared part, no guideline of its own: check the files that extend it"
)
_EMPTY: Final = (
    "there is nothing in this file; a guideline has an id, facts, rules and sources, or an id and what it extends"
)
_HEAD: Final = frozenset(field.name for field in attrs.fields(HeadEntry))
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def guideline_ids() -> list[str]:
    """List the ids of the guidelines that the library ships."""
    return sorted(_SHELF.ids)


def load_guideline(guideline: str | Path, *, as_of: DayLike | None = None, today: DayLike | None = None) -> Guideline:
    """Load a guideline and prove its table.

    Args:
        guideline: The id of one that the library ships, or the path of a file of one's own.
        as_of: The day on which the text is known to have stood, for instance that of a treatment which is looked at
            again: an earlier edition is loaded where one is known to have stood then; a text has the form YYYY-MM-DD.
            ``None`` loads what is named.
        today: The day on which it is asked about a patient of today, where ``as_of`` is left out: a text that is not
            known to stand on it is loaded, and warns of that with each answer. ``None`` looks at no day, for the
            library has no clock; each answer says between which days the text is known to stand.

    Raises:
        EditionError: Which edition stood on that day cannot be told.
        GuidelineError: ``as_of`` or ``today`` is no day, or the file has errors: all of them, each with its path and
            line.
        UnknownGuidelineError: There is neither such an id nor such a file.
    """
    found = _SHELF.load(guideline)
    if as_of is not None:
        from b12regimen.guidelines.editions import edition_on  # loaded when a day is asked about

        return edition_on(as_of, found, _SHELF.load)
    if today is not None:
        from b12regimen.guidelines.standing import seen_on

        return seen_on(found, today)
    return found


def load_extended(file: TomlFile) -> Guideline:
    """Load a guideline that another extends."""
    if file.name in _SHELF.ids:
        return _SHELF.shipped(file.name)
    return _parse(file.text, str(file.name), file.folder, is_own=True)


def _find(name: str, folder: Path) -> Path:
    if name in _SHELF.ids:
        return _SHELF.folder / f"{name}.toml"
    if name.isprintable() and not os.path.lexists(folder / name):
        hint = _SHELF.nearby(name, folder)
        raise ExtensionError(
            "extends", f'there is no guideline and no file "{name}" beside the file that names it{hint}'
        )
    return folder / name


def parse_guideline(text: str, name: str = "guideline") -> Guideline:
    """Read a guideline from the text of a file.

    Args:
        text: The TOML text.
        name: What messages call it.

    Raises:
        GuidelineError: The text has errors: all of them, each with its path and line.
    """
    return _parse(text, name, Path(), is_own=True)


def _taken_apart(guideline: Guideline) -> tuple[Any, ...]:
    """Let a guideline pass between processes: one that the library ships by its id, any other with all it holds."""
    is_shipped = guideline.id in _SHELF.ids and _SHELF.shipped(guideline.id) is guideline
    made_by = None if is_shipped else by_values(guideline)
    return _put_together, (__version__, guideline.id, made_by)


def _put_together(version: str, name: str, made_by: tuple[Any, ...] | None) -> Guideline:
    if version != __version__:
        reason = (
            f"it comes from a process with b12regimen {version}, and this is {__version__}, which may answer "
            "differently; pickle only between processes of one version"
        )
        raise GuidelineError.of(name, reason)
    if made_by is None:
        return _SHELF.shipped(name)
    make, values = made_by
    made: Guideline = make(*values)
    return made


copyreg.pickle(Guideline, _taken_apart)


def _fingerprint(whole: Whole) -> str:
    """Give the SHA-256 of the text of a file; of those of all texts, each on a line, where it extends others."""
    from hashlib import sha256  # 14 ms that only a file of one's own should cost

    def digest(text: str) -> str:
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    each = [digest(file.text) for file in whole.files]
    found = each[0] if len(each) == 1 else digest("".join(f"{one}\n" for one in each))
    return f"sha256:{found}"


def read_guideline(text: str, folder: Path, *, is_own: bool = False) -> tuple[Reading[HeadEntry], Guideline | None]:
    """Read the text of a file, and give all that was found on the way; no guideline if anything is wrong."""

    def extend(text: str, data: dict[str, Any]) -> Whole:
        if is_shared_part(data):
            raise _no_guideline(data)
        return extended(text, data, folder, _find)

    reading = Reading(read_entry_file(text, HeadEntry, ENTRY_KINDS, extend))
    return reading, _guideline(reading, is_own=is_own)


def _no_guideline(data: dict[str, Any]) -> ExtensionError:
    if not data:
        return ExtensionError("", _EMPTY)
    if data.keys() & set(Patient.names()) and not data.keys() & (_HEAD | ENTRY_KINDS.keys()):
        return ExtensionError("", "this is a patient file; a guideline file holds the rules of a source")
    return ExtensionError("id", _NO_ID)


def _parse(text: str, name: str, folder: Path, *, is_own: bool) -> Guideline:
    reading, guideline = read_guideline(text, folder, is_own=is_own)
    if guideline is None:
        is_proved = reading.file.head is None or reading.is_proved
        remark = "" if is_proved else "Whether the rules leave a gap is looked at once these are mended."
        raise reading.refusal(GuidelineError, name, remark)
    return guideline


def _check_thresholds(reading: Reading[HeadEntry], thresholds: str) -> str:
    from b12regimen.interpretation.threshold_loader import (  # 12 ms that only cut-offs should cost
        load_thresholds,
        threshold_ids,
    )

    is_id = thresholds in threshold_ids()
    found = thresholds if is_id else str(reading.file.whole.beside("thresholds", thresholds))
    try:
        load_thresholds(found)
    except (ThresholdsError, UnknownThresholdsError) as error:
        reading.found("thresholds", str(error))
    return found


def _find_earlier(reading: Reading[HeadEntry], head: HeadEntry) -> str | None:
    if head.valid_from is not None and head.valid_to is not None and head.valid_to < head.valid_from:
        reading.found("valid_to", f"{head.valid_to} is before valid_from, {head.valid_from}")
    if head.earlier is None or head.earlier in _SHELF.ids:
        return head.earlier
    path = reading.file.whole.beside("earlier", head.earlier)
    if not is_file(path):
        reading.found("earlier", f'there is no guideline and no file "{head.earlier}" beside this one')
    return str(path)


def _guideline(reading: Reading[HeadEntry], *, is_own: bool) -> Guideline | None:
    """Make the guideline; ``None`` if anything is wrong."""
    file, head = reading.file, reading.file.head
    if head is None:
        return None
    if not _ID.fullmatch(head.id):
        reading.found("id", f'"{head.id}" is no id; write small letters, digits and hyphens')
    droppable = [entry.id for _, entry in file.of("rule", RuleEntry)]
    droppable += [entry.id for _, entry in file.of("alert", AlertEntry)]
    for number, name in enumerate(head.drop):
        reason = f'what is extended has no rule and no alert "{name}"{did_you_mean(name, droppable)}'
        reading.found(f"drop[{number}]", reason)
    thresholds = head.thresholds
    if thresholds is not None and is_own:  # the tests hold those of shipped files
        thresholds = _check_thresholds(reading, thresholds)
    earlier = _find_earlier(reading, head)
    jurisdiction = reading.jurisdiction("jurisdiction", head.jurisdiction)
    drug, routes = read_drug(reading, head), read_routes(reading, head)
    readers = read_facts(reading, head)
    rules = [
        read_rule(reading, path, entry, drug, routes, about=head.about) for path, entry in file.of("rule", RuleEntry)
    ]
    check_taken_over(reading, head, rules)
    table = read_table(reading, head, readers, rules)
    reading.each_once("alert", [entry.id for _, entry in file.of("alert", AlertEntry)])
    alerts = [read_alert(reading, path, entry) for path, entry in file.of("alert", AlertEntry)]
    notes = [Note(entry.text, reading.citations(path, entry)) for path, entry in file.of("note", NoteEntry)]
    if table is not None and not reading.findings:
        check_reach(reading, readers, table, rules, load_extended)
    if reading.findings or table is None:
        return None
    if is_own:
        rules = _with_remarks(rules)
    return Guideline(
        id=head.id,
        title=head.title,
        publisher=head.publisher,
        jurisdiction=jurisdiction,
        version=head.version,
        drug=drug,
        routes=routes,
        scope=head.scope,
        about=head.about,
        superseded_by=head.superseded_by,
        valid_from=head.valid_from,
        valid_to=head.valid_to,
        earlier=earlier,
        thresholds_id=thresholds,
        extends=head.extends,
        lineage=file.whole.lineage,
        fingerprint=_fingerprint(file.whole) if is_own else None,
        sources=reading.sources,
        readers=tuple(readers.values()),
        table=table,
        rules={rule.id: rule for rule in rules},
        alerts=tuple(alerts),
        notes=tuple(notes),
    )


def printed_doses() -> PrintedDoses:
    """Give the doses that the shipped guidelines print, to which those of a file of one's own are held."""
    from b12regimen.guidelines.dose_remarks import PrintedDoses  # only a file of one's own should cost it

    return PrintedDoses(guideline_ids(), _SHELF.shipped)


def _with_remarks(rules: list[Rule]) -> list[Rule]:
    from b12regimen.guidelines.dose_remarks import with_remarks

    return list(with_remarks(rules, printed_doses()))


def _parse_file(text: str, path: Path) -> Guideline:
    return _parse(text, path.name, path.parent, is_own=not _SHELF.holds(path))


_SHELF: Final = Shelf(
    folder=PUBLISHED / "guidelines",
    what="guideline",
    listed_by='guideline_ids() or "b12regimen guidelines"',
    parse=_parse_file,
    error=GuidelineError,
    unknown=UnknownGuidelineError,
)
