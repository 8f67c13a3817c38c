"""What a whole frame says: answers counted, two guidelines beside each other, and what to find out next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import attrs
import narwhals as nw

from b12regimen.errors import Finding, FrameError
from b12regimen.frames.answers import BETWEEN, BLOCKED, NOT_READ
from b12regimen.frames.asking import opened, select_regimens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from narwhals.typing import IntoFrame, IntoFrameT

    from b12regimen.frames.reading import UnitsGiven
    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.interpretation.threshold_bands import Thresholds

_PREFIX: Final = "b12regimen_counted_"
_PREFIXES: Final = ("first_", "second_")
_COMPARED: Final = ("action", "rule_id", "regimens")


def summarise(
    df: IntoFrameT, *, count: Sequence[str] = ("action", "rule_id", "questions", NOT_READ), prefix: str = ""
) -> IntoFrameT:
    """Count what stands in the columns of a frame that was answered.

    Args:
        df: What :func:`~b12regimen.frames.select_regimens` or
            :func:`~b12regimen.frames.interpret_labs` gave.
        count: The columns to count, without the prefix.
        prefix: The prefix that was given there.

    Returns:
        A frame of the same kind with the columns ``column``, ``value`` and ``rows``.

    Raises:
        FrameError: A column is not there, or none is named.
    """
    frame = opened(df)
    there = frame.collect_schema()
    names = [prefix + name for name in count]
    if not names:
        raise FrameError("columns", [Finding("count", "name the columns to count")])
    missing = [name for name in names if name not in there]
    if missing:
        reason = "the frame has no such column; answer it first"
        raise FrameError("columns", [Finding(name, reason) for name in missing])
    counts = [
        _counted(frame.select(_as_text(name, there[name]).alias("value")), ["value"]).select(
            nw.lit(name).alias("column"), "value", "rows"
        )
        for name in names
    ]
    return nw.maybe_reset_index(nw.concat(counts)).to_native()  # type: ignore[no-any-return]


def _as_text(name: str, kind: nw.dtypes.DType) -> nw.Expr:
    if isinstance(kind, nw.Boolean):  # engines write it in capitals or not
        is_so = nw.when(nw.col(name)).then(nw.lit("true")).otherwise(nw.lit("false"))
        return nw.when(~nw.col(name).is_null()).then(is_so)
    return nw.col(name).cast(nw.String)


def compare(
    df: IntoFrameT,
    guidelines: tuple[Guideline | str | Path, Guideline | str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    units: UnitsGiven | None = None,
    references: Mapping[str, str] | None = None,
    thresholds: Thresholds | str | Path | None = None,
) -> IntoFrameT:
    """Count the patients for each pair of answers of two guidelines.

    Args:
        df: A frame.
        guidelines: Two guidelines, as in :func:`~b12regimen.frames.select_regimens`.
        columns: As in :func:`~b12regimen.frames.select_regimens`.
        units: As in :func:`~b12regimen.frames.select_regimens`.
        references: As in :func:`~b12regimen.frames.select_regimens`.
        thresholds: Cut-offs by which both read results; ``None`` lets each read by those that it names.

    Returns:
        A frame of the same kind with the columns ``first_action`` and ``first_rule_id``, the same by the second, the
        ``regimens`` of both, and the ``rows``. ``regimens`` is "same" where the second prints word for word, in the
        notation, what the first prints, "different" where it does not, and missing where not both give one.

    Raises:
        FrameError: A name is none, or a unit is missing: all that is wrong; or there are not two guidelines.
        GuidelineError: A file has errors.
        UnknownGuidelineError: There is neither such a guideline nor such a file.
        ThresholdsError: The file of cut-offs has errors.
        UnknownThresholdsError: There are neither such cut-offs nor such a file.
    """
    if isinstance(guidelines, str) or len(guidelines) != len(_PREFIXES):
        reason = f"two guidelines are compared; given: {guidelines!r}"
        raise FrameError("comparison", [Finding("guidelines", reason)])
    own = {prefix + name for prefix in _PREFIXES for name in (*_COMPARED, BLOCKED)}
    taken = [one for one in opened(df).collect_schema() if str(one).lower() in own]
    if taken:
        reason = "the comparison has a column of this name; rename yours"
        raise FrameError("columns", [Finding(str(one), reason) for one in taken])
    names: list[str] = []
    answered: Any = df
    for guideline, prefix in zip(guidelines, _PREFIXES, strict=True):
        names += [prefix + name for name in _COMPARED]
        answered = select_regimens(
            answered,
            guideline=guideline,
            columns=columns,
            units=units,
            references=references,
            thresholds=thresholds,
            outputs=_COMPARED,
            prefix=prefix,
        )
    frame = opened(answered).select(*(nw.col(name).cast(nw.String) for name in names))
    first, second = (nw.col(f"{prefix}regimens") for prefix in _PREFIXES)
    are_same = nw.when(first == second).then(nw.lit("same")).otherwise(nw.lit("different"))
    frame = frame.with_columns(regimens=nw.when(~first.is_null() & ~second.is_null()).then(are_same))
    names = [name for name in names if not name.endswith("_regimens")]
    return nw.maybe_reset_index(_counted(frame, [*names, "regimens"])).to_native()  # type: ignore[no-any-return]


@attrs.frozen
class ToCollect:
    """A fact that is not known of some patients, and would change what is said of them.

    Attributes:
        path: The attribute of ``Patient`` that tells it.
        rows: The patients whose answer turns on it.
        rows_alone: Those of them whose answer turns on nothing else.
    """

    path: str
    rows: int
    rows_alone: int


def what_to_collect(
    df: IntoFrame,
    *,
    guideline: Guideline | str | Path,
    columns: Mapping[str, str] | None = None,
    units: UnitsGiven | None = None,
    references: Mapping[str, str] | None = None,
    thresholds: Thresholds | str | Path | None = None,
) -> tuple[ToCollect, ...]:
    """Rank the facts that are not known by the number of patients whose answer turns on them.

    Args:
        df: A frame; a lazy one is read for this.
        guideline: As in :func:`~b12regimen.frames.select_regimens`.
        columns: As in :func:`~b12regimen.frames.select_regimens`.
        units: As in :func:`~b12regimen.frames.select_regimens`.
        references: As in :func:`~b12regimen.frames.select_regimens`.
        thresholds: As in :func:`~b12regimen.frames.select_regimens`.

    Raises:
        FrameError: A name is none, or a unit is missing: all that is wrong.
        GuidelineError: The file has errors.
        UnknownGuidelineError: There is neither such a guideline nor such a file.
        ThresholdsError: The file of cut-offs has errors.
        UnknownThresholdsError: There are neither such cut-offs nor such a file.
    """
    answered: Any = select_regimens(
        df,
        guideline=guideline,
        columns=columns,
        units=units,
        references=references,
        thresholds=thresholds,
        outputs=["missing"],
        prefix=_PREFIX,
    )
    name = f"{_PREFIX}missing"
    counts = _counted(opened(answered).select(nw.col(name).cast(nw.String)), [name]).lazy().collect()
    rows: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for missing, count in counts.select(name, "rows").rows():
        paths = list(dict.fromkeys(missing.split(BETWEEN))) if isinstance(missing, str) else []
        rows.update(dict.fromkeys(paths, count))
        alone.update(dict.fromkeys(paths if len(paths) == 1 else [], count))
    found = [ToCollect(path, count, alone[path]) for path, count in rows.items()]
    return tuple(sorted(found, key=lambda one: (-one.rows, -one.rows_alone, one.path)))


def _counted(frame: Any, names: list[str]) -> Any:
    return (
        frame.group_by(*names)
        .agg(nw.len().alias("rows"))
        .sort("rows", *names, descending=[True, *([False] * len(names))])
    )
