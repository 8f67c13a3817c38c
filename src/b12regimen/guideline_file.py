"""The shape of a guideline file, and reading one: every entry that does not fit is reported, with its path and line.

This module knows the keys and their types. What they mean together is for ``guideline``.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, cast, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.cols import list_structure_factory, mapping_structure_factory
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError, IterableValidationNote

from b12regimen.alerts import AlertSeverity
from b12regimen.errors import Finding, did_you_mean
from b12regimen.sources import Evidence
from b12regimen.toml_lines import key_lines, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

Action = Literal["inject", "oral", "either", "test", "no-treatment", "not-stated", "out-of-scope"]
Because = Literal["not-printed", "not-read"]
StrOrBool = str | bool
When = dict[str, StrOrBool | list[StrOrBool]]


@attrs.frozen(kw_only=True, eq=False)
class Cited:
    """What stands on a source.

    Attributes:
        source: The key of the source, or several.
        section: Where in it; ``None`` where it has no sections.
    """

    source: str | list[str]
    section: str | None = None


@attrs.frozen(kw_only=True, eq=False)
class SourceEntry:
    """A document that was read.

    Attributes:
        key: Its name in the file.
        title: Its title.
        url: Its address; ``None`` where it has none that is known.
        evidence: How it was read: in the publisher's own text, or in another's that restates it.
        note: What to know about it; ``None`` for nothing.
    """

    key: str
    title: str
    url: str | None = None
    evidence: Evidence
    note: str | None = None


@attrs.frozen(kw_only=True, eq=False)
class AgeEdgeEntry(Cited):
    """An age at which one band ends and the next begins.

    Attributes:
        at: The first age of the band above.
        below: The band below.
        above: The band above.
    """

    at: str
    below: str
    above: str


@attrs.frozen(kw_only=True, eq=False)
class ReversibilityEntry(Cited):
    """What a source states about whether causes can resolve.

    Attributes:
        cause: The kinds of cause.
        reversible: Whether they can.
    """

    cause: list[str]
    reversible: bool


@attrs.frozen(kw_only=True, eq=False)
class ImpossibleEntry:
    """Facts that contradict each other.

    Attributes:
        when: The combination.
        why: Why it cannot be.
    """

    when: When
    why: str


@attrs.frozen(kw_only=True, eq=False)
class PhasesEntry:
    """One regimen, by its phases.

    Attributes:
        repletion: The first phase, in the notation.
        maintenance: The phase after it.
    """

    repletion: str
    maintenance: str


@attrs.frozen(kw_only=True, eq=False)
class RuleEntry(Cited):
    """A rule: for which facts, what the source says.

    Attributes:
        id: Its name.
        when: Facts and their values, or several such tables, one of which must match; a fact that is not named may
            have any value.
        printed_when: The same as the source's own row has it, where ``when`` leaves part of it to another rule.
        action: What kind of answer it is.
        repletion: The first phase of its regimen; ``None`` where ``regimens`` or nothing is given.
        maintenance: The phase after it.
        regimens: Several regimens, in the source's order of preference.
        advice: What the source says instead of, or beside, a regimen.
        because: Why nothing is stated: the source prints none, or that part was not read.
        why: Why the source does not cover or treat, or what is not stated.
        see: The guideline that the source refers to.
        printed: The source's schedule restated, for comparing.
        notes: What belongs to the regimen and is no dose.
    """

    id: str
    when: When | list[When]
    printed_when: When | list[When] | None = None
    action: Action
    repletion: str | None = None
    maintenance: str | None = None
    regimens: list[PhasesEntry] = attrs.Factory(list)
    advice: str | None = None
    because: Because | None = None
    why: str | None = None
    see: str | None = None
    printed: str | None = None
    notes: list[str] = attrs.Factory(list)


@attrs.frozen(kw_only=True, eq=False)
class AlertEntry(Cited):
    """What to be careful about.

    Attributes:
        id: Its name.
        severity: How severe it is.
        when: Facts and their values, all of which raise it.
        text: What can go wrong.
        advice: What the source says to do; ``None`` where it says nothing.
    """

    id: str
    severity: AlertSeverity
    when: When
    text: str
    advice: str | None = None


@attrs.frozen(kw_only=True, eq=False)
class NoteEntry(Cited):
    """What holds for every rule of the file and is no dose.

    Attributes:
        text: What the source says.
    """

    text: str


@attrs.frozen(kw_only=True, eq=False)
class HeadEntry:
    """What identifies the file, and what it looks at.

    Attributes:
        id: Its name.
        title: Its title.
        publisher: Who prints the regimens.
        jurisdiction: The country, or "international".
        version: The source's own date or edition.
        drug: The drug, or "not-stated".
        routes: The routes that the source covers.
        scope: Whom it covers, in a sentence.
        superseded_by: What replaces it; ``None`` if it is current.
        facts: The facts that it looks at and their values or groups, in the order in which they are asked for.
        groups: Values of a fact taken together under one name.
        cause_order: Which group of causes goes first where several causes stand together; empty: the answer asks.
        prefer: Rules that overlap, the first going before those after it.
    """

    id: str
    title: str
    publisher: str
    jurisdiction: str
    version: str
    drug: str
    routes: list[str]
    scope: str
    superseded_by: str | None = None
    facts: dict[str, list[StrOrBool]]
    groups: dict[str, dict[str, list[str]]] = attrs.Factory(dict)
    cause_order: list[str] = attrs.Factory(list)
    prefer: list[str] = attrs.Factory(list)


@attrs.frozen
class GuidelineFile:
    """A file as read. What does not fit its shape is a finding, and left empty in its entry, so that the rest is read.

    Attributes:
        head: What identifies it; ``None`` if the text is not TOML at all.
        entries: The entries of each kind, in the file's order.
        findings: Everything that does not fit.
        lines: The line of each path.
    """

    head: HeadEntry | None
    entries: dict[str, list[Any]]
    findings: list[Finding]
    lines: dict[str, int]

    def of(self, kind: str, _: type[T]) -> Iterable[tuple[str, T]]:
        """Give the entries of one kind, each with its path."""
        return ((f"{kind}[{number}]", entry) for number, entry in enumerate(self.entries.get(kind, [])))

    def finding(self, path: str, reason: str) -> Finding:
        """Make a finding with its line."""
        return Finding(path, reason, line_of(path, self.lines))


ENTRY_KINDS: Final[dict[str, type[Any]]] = {
    "source": SourceEntry,
    "age_edge": AgeEdgeEntry,
    "reversibility": ReversibilityEntry,
    "impossible": ImpossibleEntry,
    "rule": RuleEntry,
    "alert": AlertEntry,
    "note": NoteEntry,
}


def read_guideline_file(text: str) -> GuidelineFile:
    """Read the text of a guideline file."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return GuidelineFile(None, {}, [Finding("", f"this is not TOML: {error}")], {})
    misfits: list[tuple[str, str]] = []
    head_data = {key: value for key, value in data.items() if key not in ENTRY_KINDS}
    head = _structure(head_data, HeadEntry, "", misfits)
    entries: dict[str, list[Any]] = {}
    for kind, shape in ENTRY_KINDS.items():
        tables = data.get(kind, [])
        if isinstance(tables, list) and all(isinstance(table, dict) for table in tables):
            entries[kind] = [
                _structure(table, shape, f"{kind}[{number}]", misfits) for number, table in enumerate(tables)
            ]
        else:
            misfits.append((kind, f"{kind} is a list of tables; write [[{kind}]] before each"))
    lines = key_lines(text)
    findings = [Finding(path, reason, line_of(path, lines)) for path, reason in misfits]
    return GuidelineFile(head, entries, findings, lines)


def _structure(data: dict[str, Any], shape: type[T], path: str, misfits: list[tuple[str, str]]) -> T:
    try:
        return _CONVERTER.structure(data, shape)
    except ClassValidationError as error:
        misfits += _reasons(error, path, shape)
        return _what_fits(data, shape)


def _what_fits(data: dict[str, Any], shape: type[T]) -> T:
    """Make an entry of the keys that fit; a required key that does not is empty."""
    values: dict[str, Any] = {}
    attrs.resolve_types(cast("type[Any]", shape))
    for field in attrs.fields(cast("type[Any]", shape)):
        try:
            values[field.name] = _CONVERTER.structure(data[field.name], field.type)
        except (KeyError, ValueError, ClassValidationError, IterableValidationError):
            if field.default is attrs.NOTHING:
                values[field.name] = _empty(field.type)
    return shape(**values)


def _empty(expected: Any) -> Any:
    if get_origin(expected) is UnionType:
        return _empty(get_args(expected)[0])
    return {list: [], dict: {}, bool: False}.get(get_origin(expected) or expected, "")


def _reasons(error: BaseException, path: str, expected: Any) -> Iterable[tuple[str, str]]:
    if isinstance(error, ClassValidationError | IterableValidationError):
        noted, plain = error.group_exceptions()
        for inner, note in noted:
            if isinstance(note, IterableValidationNote):
                below = f"{path}[{note.index}]" if isinstance(note.index, int) else f"{path}.{note.index}"
            else:
                below = f"{path}.{note.name}" if path else note.name
            yield from _reasons(inner, below, note.type)
        for inner in plain:
            yield from _reasons(inner, path, expected)
    elif isinstance(error, ForbiddenExtraKeysError):
        fields = [field.name for field in attrs.fields(error.cl)]
        kinds = [] if path else list(ENTRY_KINDS)
        for key in sorted(error.extra_fields):
            yield f"{path}.{key}" if path else key, f"there is no such key{did_you_mean(key, [*fields, *kinds])}"
    elif isinstance(error, KeyError):
        yield path, "this key is missing"
    else:
        yield path, str(error)


def _exactly(given: object, expected: type[Any]) -> Any:
    if type(given) is not expected:
        raise ValueError(f"expected {_WORDS[expected]}, got {given!r}")
    return given


_WORDS: Final[dict[Any, str]] = {str: "a text", bool: "true or false"}


def _is_literal(expected: Any) -> bool:
    return get_origin(expected) is Literal


def _is_list(expected: Any) -> bool:
    origin: Any = get_origin(expected)
    return origin is list


def _is_table(expected: Any) -> bool:
    origin: Any = get_origin(expected)
    return origin is dict


def _literal(given: object, expected: Any) -> Any:
    options = get_args(expected)
    if given not in options:
        hint = did_you_mean(given, options) if isinstance(given, str) else f"; one of: {', '.join(options)}"
        raise ValueError(f"{given!r} will not do{hint}")
    return given


def _one_or_many(given: object, expected: Any) -> Any:
    if isinstance(given, list):
        many = next(arg for arg in get_args(expected) if get_origin(arg) is list)
        return _CONVERTER.structure(given, many)
    if type(given) not in get_args(expected):
        raise ValueError(f"expected a value or a list of values, got {given!r}")
    return given


def _one_or_more_tables(given: object, _: Any) -> Any:
    return _CONVERTER.structure(given, list[When] if isinstance(given, list) else When)


def _str_or_bool(given: object, _: Any) -> str | bool:
    if not isinstance(given, str | bool):
        raise ValueError(f"expected a text, or true or false, got {given!r}")  # noqa: TRY004
    return given


def _only_from(kind: type[Any], word: str, make: Callable[..., Callable[[Any, Any], Any]]) -> Callable[..., Any]:
    """Make a hook factory that refuses anything but a list or a table before it looks inside."""

    def factory(expected: Any, converter: Converter) -> Callable[[Any, Any], Any]:
        structure = make(expected, converter)

        def hook(given: Any, expected: Any) -> Any:
            if not isinstance(given, kind):
                raise ValueError(f"expected a {word}, got {given!r}")  # noqa: TRY004
            return structure(given, expected)

        return hook

    return factory


_CONVERTER: Final = Converter(forbid_extra_keys=True)
_CONVERTER.register_structure_hook(str, _exactly)
_CONVERTER.register_structure_hook(bool, _exactly)
_CONVERTER.register_structure_hook_func(_is_literal, _literal)
_CONVERTER.register_structure_hook(StrOrBool, _str_or_bool)
_CONVERTER.register_structure_hook(str | list[str], _one_or_many)
_CONVERTER.register_structure_hook(StrOrBool | list[StrOrBool], _one_or_many)
_CONVERTER.register_structure_hook(When | list[When], _one_or_more_tables)
_CONVERTER.register_structure_hook(When | list[When] | None, _one_or_more_tables)
_CONVERTER.register_structure_hook_factory(_is_list, _only_from(list, "list", list_structure_factory))
_CONVERTER.register_structure_hook_factory(_is_table, _only_from(dict, "table", mapping_structure_factory))
