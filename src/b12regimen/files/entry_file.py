"""Reads a TOML file into its entries: everything that does not fit their shape is reported, with path and line."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeVar, cast, get_args, get_origin

import attrs
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError, IterableValidationNote

from b12regimen.errors import did_you_mean
from b12regimen.files.entry_converter import structured
from b12regimen.files.extension import ExtensionError, Whole
from b12regimen.files.toml_slips import no_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

T = TypeVar("T")
H = TypeVar("H")

BELONGS_TO_THE_HEAD: Final = "belongs to the head of the file: write it above the first line in [ ]"
_NO_KEY: Final = "there is no such key"
_WANTED: Final = {
    "source": 'name what it cites by its key, for instance source = "smpc"',
    "when": 'say for whom it is, for instance when = { purpose = "treatment" }',
}


@attrs.frozen
class EntryFile(Generic[H]):
    """A file as read. What does not fit its shape is a finding, and left empty in its entry, so that the rest is read.

    Attributes:
        head: What identifies it; ``None`` if the text is not TOML at all.
        entries: The entries of each kind, in the file's order.
        misfits: Everything that does not fit: the path and what is wrong.
        whole: Where it all stands.
    """

    head: H | None
    entries: dict[str, list[Any]]
    misfits: list[tuple[str, str]]
    whole: Whole

    def of(self, kind: str, _: type[T]) -> Iterable[tuple[str, T]]:
        """Give the entries of one kind, each with its path."""
        return ((f"{kind}[{number}]", entry) for number, entry in enumerate(self.entries.get(kind, [])))


def read_entry_file(
    text: str,
    head_shape: type[H],
    kinds: Mapping[str, type[Any]],
    extend: Callable[[str, dict[str, Any]], Whole] = Whole.alone,
) -> EntryFile[H]:
    """Read the text of a file.

    Args:
        text: The TOML text.
        head_shape: The class of what stands before the entries.
        kinds: The class of each kind of entry.
        extend: Adds what the file takes over from others.
    """
    if not isinstance(text, str):
        return EntryFile(None, {}, [("", f"{text!r} is no text")], Whole.alone("", {}))
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        return EntryFile(None, {}, [("", f"this is not TOML: {no_toml(error, text)}")], Whole.alone(text, {}))
    misfits: list[tuple[str, str]] = []
    try:
        whole = extend(text, data)
    except ExtensionError as error:
        return EntryFile(None, {}, [(error.path, error.reason)], Whole.alone(text, data))
    data = whole.data
    head_data = {key: value for key, value in data.items() if key not in kinds}
    head = _structure(head_data, head_shape, "", misfits, list(kinds))
    entries: dict[str, list[Any]] = {}
    for kind, shape in kinds.items():
        tables = data.get(kind, [])
        if isinstance(tables, list) and all(isinstance(table, dict) for table in tables):
            entries[kind] = [
                _structure(table, shape, f"{kind}[{number}]", misfits) for number, table in enumerate(tables)
            ]
        else:
            misfits.append((kind, f"{kind} is a list of tables; write [[{kind}]] before each"))
    names = {field.name for field in attrs.fields(cast("type[Any]", head_shape))}
    return EntryFile(head, entries, [(path, _of_the_head(path, reason, names)) for path, reason in misfits], whole)


def _of_the_head(path: str, reason: str, names: set[str]) -> str:
    """Say of a key of the head that stands below a table that it does not belong there."""
    table, _, key = path.rpartition(".")
    is_below = _NO_KEY in reason or table.partition(".")[0] in names
    return f"{key} {BELONGS_TO_THE_HEAD}" if table and is_below and key in names else reason


def _structure(
    data: dict[str, Any], shape: type[T], path: str, misfits: list[tuple[str, str]], kinds: Sequence[str] = ()
) -> T:
    try:
        return structured(data, shape)
    except ClassValidationError as error:
        misfits += _reasons(error, path, shape, kinds)
        return _what_fits(data, shape)


def _what_fits(data: dict[str, Any], shape: type[T]) -> T:
    """Make an entry of the keys that fit; a required key that does not is empty."""
    values: dict[str, Any] = {}
    attrs.resolve_types(cast("type[Any]", shape))
    for field in attrs.fields(cast("type[Any]", shape)):
        try:
            values[field.name] = structured(data[field.name], field.type)
        except (KeyError, ValueError, AttributeError, ClassValidationError, IterableValidationError):
            if field.default is attrs.NOTHING:
                values[field.name] = _empty(field.type)
    return shape(**values)


def _wanted(key: str, expected: Any) -> str:
    if get_origin(expected) is Literal:
        return f"; one of: {', '.join(get_args(expected))}"
    return f"; {_WANTED[key]}" if key in _WANTED and expected is not str else ""


def _empty(expected: Any) -> Any:
    if get_origin(expected) is UnionType:
        return _empty(get_args(expected)[0])
    return {list: [], dict: {}, bool: False}.get(get_origin(expected) or expected, "")


def _reasons(error: BaseException, path: str, expected: Any, kinds: Sequence[str] = ()) -> Iterable[tuple[str, str]]:
    if isinstance(error, ClassValidationError | IterableValidationError):
        noted, plain = error.group_exceptions()
        for inner, note in noted:
            if isinstance(note, IterableValidationNote):
                below = f"{path}[{note.index}]" if isinstance(note.index, int) else f"{path}.{note.index}"
            else:
                below = f"{path}.{note.name}" if path else note.name
            yield from _reasons(inner, below, note.type)
        for inner in plain:
            yield from _reasons(inner, path, expected, kinds)
    elif isinstance(error, ForbiddenExtraKeysError):
        fields = [field.name for field in attrs.fields(error.cl)]
        for key in sorted(error.extra_fields):
            yield f"{path}.{key}" if path else key, f"{_NO_KEY}{did_you_mean(key, [*fields, *kinds])}"
    elif isinstance(error, KeyError):
        yield path, f"this key is missing{_wanted(path.rpartition('.')[2], expected)}"
    elif isinstance(error, AttributeError):  # it has no keys
        yield path, "expected a table"
    else:
        yield path, str(error)
