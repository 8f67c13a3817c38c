"""Makes entries of plain values: quickly where all of them fit, and else with every reason why not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, get_args, get_origin

from cattrs import Converter
from cattrs.cols import list_structure_factory, mapping_structure_factory

from b12regimen.errors import did_you_mean
from b12regimen.files.entries import StrOrBool, When
from b12regimen.regimens.dosing import Drug

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def structured(data: Any, shape: type[T]) -> T:
    """Make an entry, or a value of one.

    Raises:
        ClassValidationError: It does not fit: every reason, each with its place.
    """
    try:
        return _QUICK.structure(data, shape)
    except Exception:  # noqa: BLE001  (whatever it is, the thorough one says it, and where)
        return _thorough().structure(data, shape)


@lru_cache(maxsize=1)
def _thorough() -> Converter:
    return _converter(detailed_validation=True)


def _converter(*, detailed_validation: bool) -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=detailed_validation)

    def one_or_many(given: object, expected: Any) -> Any:
        if isinstance(given, list):
            many = next(arg for arg in get_args(expected) if get_origin(arg) is list)
            return converter.structure(given, many)
        if type(given) not in get_args(expected):
            raise ValueError(f"expected a value or a list of values, got {_as_in_toml(given)}")
        return given

    def one_drug_or_many(given: object, _: Any) -> Any:
        return converter.structure(given, list[Drug]) if isinstance(given, list) else _literal(given, Drug)

    def one_or_more_tables(given: object, _: Any) -> Any:
        return converter.structure(given, list[When] if isinstance(given, list) else When)

    converter.register_structure_hook(str, _exactly)
    converter.register_structure_hook(bool, _exactly)
    converter.register_structure_hook(date, _date)
    converter.register_structure_hook_func(_is_literal, _literal)
    converter.register_structure_hook(StrOrBool, _str_or_bool)
    converter.register_structure_hook(str | list[str], one_or_many)
    converter.register_structure_hook(StrOrBool | list[StrOrBool], one_or_many)
    converter.register_structure_hook(Drug | list[Drug] | None, one_drug_or_many)
    converter.register_structure_hook(When | list[When], one_or_more_tables)
    converter.register_structure_hook(When | list[When] | None, one_or_more_tables)
    converter.register_structure_hook_factory(_is_list, _only_from(list, "list", list_structure_factory))
    converter.register_structure_hook_factory(_is_table, _only_from(dict, "table", mapping_structure_factory))
    return converter


def _exactly(given: object, expected: type[Any]) -> Any:
    if isinstance(given, str) and expected is str and not given.strip():
        raise ValueError("expected a text, got an empty one")
    if type(given) is not expected:
        is_number = expected is str and isinstance(given, int | Decimal) and not isinstance(given, bool)
        hint = "; put it in quotes, with its unit if it has one" if is_number else ""
        raise ValueError(f"expected {_WORDS[expected]}, got {_as_in_toml(given)}{hint}")
    return given


def _as_in_toml(given: object) -> str:
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, Decimal | date):
        return str(given)
    return f'"{given}"' if isinstance(given, str) else repr(given)


_WORDS: Final[dict[Any, str]] = {str: "a text", bool: "true or false, without quotes"}


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
        raise ValueError(f"{_as_in_toml(given)} will not do{hint}")
    return given


def _date(given: object, _: Any) -> date:
    if type(given) is not date:
        raise ValueError(f"expected a date without quotes, for instance 2024-03-06, got {_as_in_toml(given)}")
    return given


def _str_or_bool(given: object, _: Any) -> str | bool:
    if not isinstance(given, str | bool):
        raise ValueError(f"expected a text, or true or false, got {_as_in_toml(given)}")  # noqa: TRY004
    return given


def _only_from(kind: type[Any], word: str, make: Callable[..., Callable[[Any, Any], Any]]) -> Callable[..., Any]:
    """Make a hook factory that refuses anything but a list or a table before it looks inside."""

    def factory(expected: Any, converter: Converter) -> Callable[[Any, Any], Any]:
        structure = make(expected, converter)

        def hook(given: Any, expected: Any) -> Any:
            if not isinstance(given, kind):
                hint = f"; write [{_as_in_toml(given)}]" if kind is list and isinstance(given, str) else ""
                raise ValueError(f"expected a {word}, got {_as_in_toml(given)}{hint}")  # noqa: TRY004
            return structure(given, expected)

        return hook

    return factory


_QUICK: Final = _converter(detailed_validation=False)
