"""Asks the question of one patient of a whole frame: which regimen, what the laboratory says, what can be read."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, SupportsIndex

import narwhals as nw

from b12regimen.errors import Finding, FrameError, did_you_mean
from b12regimen.frames.answers import BLOCKED, NOT_READ, OUTPUTS, TREATMENTS, labs_plan, regimen_plan
from b12regimen.frames.checks import ColumnCheck, checked, patient_at
from b12regimen.frames.eager import EagerFrame
from b12regimen.frames.lazy import OWN, LazyFrame
from b12regimen.frames.reading import columns_for_guideline, columns_for_labs, read_given
from b12regimen.guidelines.guideline import Guideline
from b12regimen.guidelines.loader import load_guideline
from b12regimen.interpretation.threshold_bands import NO_THRESHOLDS, Thresholds
from b12regimen.interpretation.threshold_loader import load_thresholds
from b12regimen.recommendations.selection import select_regimen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from narwhals.typing import IntoDataFrame, IntoFrame, IntoFrameT

    from b12regimen.frames.answers import Plan
    from b12regimen.frames.reading import UnitsGiven
    from b12regimen.frames.steps import Columns
    from b12regimen.recommendations.recommendation import Recommendation

# For these "Action" and "action" are one name.
_FOLDING: Final = ("DUCKDB", "PYSPARK")
_FEW: Final = 3
_NO_NUMBERS: Final = (
    "the rows of a lazy frame have no numbers; take the row into memory first: .collect() of polars, .df() of duckdb, "
    ".toPandas() of Spark"
)
_HELD: Final = ("PANDAS", "POLARS", "PYARROW")
# There narwhals cannot look words up.
_NOT_READ: Final = ("PYSPARK_CONNECT",)


def select_regimens(
    df: IntoFrameT,
    *,
    guideline: Guideline | str | Path,
    columns: Mapping[str, str] | None = None,
    units: UnitsGiven | None = None,
    references: Mapping[str, str] | None = None,
    thresholds: Thresholds | str | Path | None = None,
    outputs: Sequence[str] | None = None,
    prefix: str = "",
) -> IntoFrameT:
    """Add to each patient of a frame what a guideline says; no row is dropped and no cell raises.

    Args:
        df: A frame of pandas, polars (lazy or not), pyarrow, duckdb or pyspark.
        guideline: A guideline, the id of one that the library ships, or the path of a file. There is no default.
        columns: The column that tells each attribute of ``Patient``, by the last name of its path; a column that has
            that name itself is found without. Results are ``total_b12``, ``mma`` and so on, beside ``mma_flag`` and
            ``mma_comparator``.
        units: The unit of each column of results; a list of units where each cell names its own, as in ``"151 ng/L"``.
        references: The laboratory's own interval for a column of results, such as ``"73-271 nmol/L"``.
        thresholds: Cut-offs by which results are read, in place of those that the guideline names.
        outputs: The columns that are wanted; ``None`` adds every one. What shows a treatment brings ``blocked`` along.
        prefix: Put before the names of the columns that are added.

    Returns:
        The same kind of frame, with columns added; a lazy frame stays lazy.

    Raises:
        FrameError: A name is none, a unit is missing, or a column that would be added is there: all that is wrong.
        GuidelineError: The file has errors.
        UnknownGuidelineError: There is neither such a guideline nor such a file.
        ThresholdsError: The file of cut-offs has errors.
        UnknownThresholdsError: There are neither such cut-offs nor such a file.
    """
    guideline = guideline if isinstance(guideline, Guideline) else load_guideline(guideline)
    by = _cut_offs(guideline, thresholds)
    frame = opened(df)
    given = read_given(frame.collect_schema(), columns, units, references)
    wanted = _wanted(outputs)
    asked = columns_for_guideline(given, guideline, by)
    return _answered(  # type: ignore[no-any-return]
        frame, asked, lambda: regimen_plan(asked, guideline, by, wanted), tells_unread=NOT_READ in wanted, prefix=prefix
    )


def interpret_labs(
    df: IntoFrameT,
    *,
    thresholds: Thresholds | str | Path,
    columns: Mapping[str, str] | None = None,
    units: UnitsGiven | None = None,
    references: Mapping[str, str] | None = None,
    prefix: str = "",
) -> IntoFrameT:
    """Add to each patient of a frame what the laboratory results say of a deficiency, by the cut-offs of one source.

    Args:
        df: A frame of pandas, polars (lazy or not), pyarrow, duckdb or pyspark.
        thresholds: Cut-offs, the id of some that the library ships, or the path of a file. There is no default.
        columns: As in :func:`select_regimens`.
        units: As in :func:`select_regimens`.
        references: The laboratory's own interval for a column of results.
        prefix: Put before the names of the columns that are added.

    Returns:
        The same kind of frame, with columns added; a lazy frame stays lazy.

    Raises:
        FrameError: A name is none, a unit is missing, or a column that would be added is there: all that is wrong.
        ThresholdsError: The file of cut-offs has errors.
        UnknownThresholdsError: There are neither such cut-offs nor such a file.
    """
    by = thresholds if isinstance(thresholds, Thresholds) else load_thresholds(thresholds)
    frame = opened(df)
    asked = columns_for_labs(read_given(frame.collect_schema(), columns, units, references), by)
    return _answered(frame, asked, lambda: labs_plan(asked, by), tells_unread=True, prefix=prefix)  # type: ignore[no-any-return]


def check_columns(
    df: IntoFrame,
    *,
    columns: Mapping[str, str] | None = None,
    units: UnitsGiven | None = None,
    references: Mapping[str, str] | None = None,
) -> tuple[ColumnCheck, ...]:
    """Try every column and answer nothing: how many cells are read, are missing, cannot be read, and why.

    Args:
        df: A frame; a lazy one is read for this.
        columns: As in :func:`select_regimens`.
        units: As in :func:`select_regimens`.
        references: As in :func:`select_regimens`.

    Raises:
        FrameError: A name is none, or a unit is missing: all that is wrong.
    """
    frame = opened(df)
    return checked(frame, read_given(frame.collect_schema(), columns, units, references))


def explain(
    df: IntoDataFrame,
    row: int,
    *,
    guideline: Guideline | str | Path,
    columns: Mapping[str, str] | None = None,
    units: UnitsGiven | None = None,
    references: Mapping[str, str] | None = None,
    thresholds: Thresholds | str | Path | None = None,
) -> Recommendation:
    """Give the whole recommendation of one row, with every alert; cells that cannot be read are unknown.

    Args:
        df: A frame that is held in memory: the rows of a lazy one have no numbers.
        row: The number of the row, from 0.
        guideline: As in :func:`select_regimens`.
        columns: As in :func:`select_regimens`.
        units: As in :func:`select_regimens`.
        references: As in :func:`select_regimens`.
        thresholds: As in :func:`select_regimens`.

    Raises:
        FrameError: The frame is lazy or has no such row, a name is none, or a unit is missing.
        GuidelineError: The file has errors.
        UnknownGuidelineError: There is neither such a guideline nor such a file.
        ThresholdsError: The file of cut-offs has errors.
        UnknownThresholdsError: There are neither such cut-offs nor such a file.
    """
    frame = opened(df)
    if not isinstance(frame, nw.DataFrame):
        raise FrameError.of("frame", _NO_NUMBERS)
    if isinstance(row, bool) or not isinstance(row, SupportsIndex) or not 0 <= index(row) < len(frame):
        raise FrameError("frame", [Finding("row", f"{row!r} is no row; there are {len(frame)}, from 0")])
    given = read_given(frame.columns, columns, units, references)
    return select_regimen(patient_at(frame, index(row), given), guideline=guideline, thresholds=thresholds)


def opened(df: Any) -> Any:
    """Take a frame of an engine.

    Raises:
        FrameError: It is no frame that is read here, or two of its columns have one name.
    """
    try:
        frame: Any = nw.from_native(df, pass_through=True)
        if isinstance(frame, nw.DataFrame | nw.LazyFrame):
            frame.collect_schema()
    except nw.exceptions.DuplicateError as error:
        raise FrameError.of("frame", f"two columns have one name: {error}") from None
    is_held = isinstance(frame, nw.DataFrame) and frame.implementation.name in _HELD
    is_lazy = isinstance(frame, nw.LazyFrame) and frame.implementation.name not in _NOT_READ
    if not is_held and not is_lazy:
        raise FrameError.of("frame", _no_frame(df))
    return frame


def _no_frame(df: Any) -> str:
    kinds = "give one of pandas, polars, pyarrow, duckdb or Spark"
    said = f"{type(df).__name__} is no data frame that is read here; {kinds}"
    return f'{said}, for instance pandas.read_csv("{df}")' if isinstance(df, str | Path) else said


def _cut_offs(guideline: Guideline, thresholds: Thresholds | str | Path | None) -> Thresholds:
    wanted = guideline.thresholds_id if thresholds is None else thresholds
    if wanted is None:
        return NO_THRESHOLDS
    return wanted if isinstance(wanted, Thresholds) else load_thresholds(wanted)


def _wanted(outputs: Sequence[str] | None) -> Sequence[str]:
    if outputs is None:
        return OUTPUTS
    if isinstance(outputs, str) or not isinstance(outputs, Iterable):
        raise FrameError("columns", [Finding("outputs", f"{outputs!r} is no list of columns")])
    outputs = tuple(outputs)
    findings = [
        Finding("outputs", f'there is no column "{name}"{did_you_mean(str(name), OUTPUTS)}')
        for name in outputs
        if name not in OUTPUTS
    ]
    if findings:
        raise FrameError("columns", findings)
    is_silent = bool(TREATMENTS & set(outputs)) and BLOCKED not in outputs
    return [*outputs, BLOCKED] if is_silent else outputs


def _answered(frame: Any, columns: Columns, plan: Callable[[], Plan], *, tells_unread: bool, prefix: str) -> Any:
    if not isinstance(prefix, str) or prefix.lower().startswith(OWN):
        raise FrameError("columns", [Finding("prefix", f"{prefix!r} is no text, or one that is the library's own")])
    fold = str.lower if frame.implementation.name in _FOLDING else str
    there = {fold(name) for name in frame.collect_schema() if isinstance(name, str)}
    encoded = EagerFrame(frame, columns) if isinstance(frame, nw.DataFrame) else LazyFrame(frame, columns)
    planned = plan()
    names = [prefix + one.name for one in planned.outputs] + ([prefix + NOT_READ] if tells_unread else [])
    if not names:
        return frame.to_native()
    taken = [name for name in names if fold(name) in there]
    if taken:
        more = f" (and {len(taken) - _FEW} more)" if len(taken) > _FEW else ""
        reason = f"the frame has a column of this name already{more}; give a prefix"
        raise FrameError("columns", [Finding(name, reason) for name in taken[:_FEW]])
    return encoded.answer(planned, NOT_READ if tells_unread else None, prefix)
