"""Columns of patients: the same answers for a whole data frame, on the engine that holds it (extra ``frames``)."""

from b12regimen.errors import FrameError, extra_needed

try:
    import narwhals as _narwhals  # noqa: F401  (it says here what is missing)
except ModuleNotFoundError as missing:
    raise extra_needed("data frames need", missing, "frames") from None

from b12regimen.frames.asking import check_columns, explain, interpret_labs, select_regimens
from b12regimen.frames.checks import CellCount, ColumnCheck
from b12regimen.frames.recall import next_due
from b12regimen.frames.summaries import ToCollect, compare, summarise, what_to_collect

__all__ = [
    "CellCount",
    "ColumnCheck",
    "FrameError",
    "ToCollect",
    "check_columns",
    "compare",
    "explain",
    "interpret_labs",
    "next_due",
    "select_regimens",
    "summarise",
    "what_to_collect",
]
