"""When the next injection of each patient of a frame is due: the recall list of a practice."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import attrs
import narwhals as nw

from b12regimen.courses.course import Course
from b12regimen.courses.status import check_grace
from b12regimen.errors import CourseError, Finding, FrameError, NotationError, RegimenError
from b12regimen.frames.answers import BETWEEN_REGIMENS
from b12regimen.frames.asking import opened
from b12regimen.frames.columns import plain, shown
from b12regimen.frames.inputs import BLANK
from b12regimen.regimens.regimen import Regimen
from b12regimen.values.calendar_days import DayLike, to_day
from b12regimen.values.plain_values import spelt

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrameT


# So long may somebody live; the oldest age that is read.
_LIFETIME: Final = 130
_DAY: Final = len("2026-03-02")
_WITH_A_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-2][0-9]:[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?")
_NO_TRUTH: Final = '"{}" is neither true nor false; map your words to these first'


@attrs.frozen(kw_only=True)
class _Due:
    state: str | None = None
    earliest: date | None = None
    latest: date | None = None
    days_overdue: int | None = None
    not_known: str | None = None


def next_due(
    df: IntoDataFrameT,
    *,
    today: DayLike,
    regimen: str = "regimens",
    last_given: str = "last_given",
    repletion_over: str = "repletion_over",
    blocked: str | None = "blocked",
    grace: int | None = None,
    prefix: str = "",
) -> IntoDataFrameT:
    """Add to each patient of a frame when the next injection of maintenance is due; no row is dropped and none raises.

    Each row gets what a :class:`~b12regimen.Course` in its maintenance says, whose last dose was given
    on that day. Nobody is due where ``blocked`` is true, where the regimen is none or several, or where it is not
    told that the repletion is over: ``due_not_known`` has every reason. Where ``blocked`` is missing, because a
    contraindication could not be checked, the days are given and a clinician checks first.

    Args:
        df: A frame that is held in memory, of pandas, polars or pyarrow. A lazy one is collected first.
        today: The day on which it is asked.
        regimen: The column with what each patient is on, in the notation: that of
            :func:`~b12regimen.frames.select_regimens`, or what a practice has prescribed.
        last_given: The column with the day of the last injection: dates, or texts such as ``2026-03-02``; a time of day
            beside it is left aside.
        repletion_over: The column that tells whether the repletion is over: true, false or missing.
        blocked: The column that is true where a contraindication stands; ``None`` says in so many words that nobody
            looked.
        grace: Days after the last day that the caller does not yet call overdue [days]; no source prints any.
        prefix: Put before the names of the columns that are added.

    Returns:
        The same kind of frame with the columns ``due_state`` ("on-time", "due" or "overdue"), ``due_from``, ``due_to``
        (missing where the source sets no last day), ``days_overdue`` and ``due_not_known``.

    Raises:
        FrameError: The frame is lazy, ``today`` or ``grace`` cannot be read, a column is not there, or one that would
            be added is there: all that is wrong.
    """
    frame = opened(df)
    if not isinstance(frame, nw.DataFrame):
        raise FrameError(
            "frame",
            [Finding("", "a recall list is made of a frame in memory; choose its patients and collect this one first")],
        )
    day = to_day(today, "today", FrameError)
    try:
        check_grace(grace)
    except CourseError as error:
        raise FrameError("recall list", error.findings) from None
    names = [prefix + name for name in ("due_state", "due_from", "due_to", "days_overdue", "due_not_known")]
    read = [regimen, last_given, repletion_over, *([] if blocked is None else [blocked])]
    findings = [Finding(name, "the frame has no such column") for name in read]
    findings = [one for one in findings if one.path not in frame.columns]
    taken = "the frame has a column of this name already; give a prefix"
    findings += [Finding(name, taken) for name in names if name in frame.columns]
    if findings:
        raise FrameError("columns", findings)
    cells = zip(*(frame[name].to_list() for name in read), strict=True)
    known: dict[Any, _Due] = {}
    rows = []
    for row in map(_told_apart, cells):
        if row not in known:
            known[row] = _due(*(cell for _, cell in row), today=day, grace=grace)
        rows.append(known[row])
    return frame.with_columns(*_columns(names, rows, frame.implementation)).to_native()  # type: ignore[no-any-return]


def _told_apart(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    """Make missing values of every engine ``None``, and the others such that equal rows share an answer."""
    return tuple((type(cell), cell) if _is_hashable(cell) else (object, id(cell)) for cell in map(plain, cells))


def _is_hashable(cell: Any) -> bool:
    try:
        hash(cell)
    except TypeError:
        return False
    return True


def _due(*cells: Any, today: date, grace: int | None) -> _Due:
    text, last, is_over, *rest = map(_told, cells)
    reason = _why_nobody(is_over, *rest)
    if reason is not None:
        return _Due(not_known=reason)
    regimen, given = _regimen(text), _day(last, today)
    reasons = [one for one in (_not_told(is_over, *rest), regimen, given) if isinstance(one, str)]
    if isinstance(regimen, str) or isinstance(given, str) or reasons:
        return _Due(not_known="; ".join(reasons))
    try:
        course = Course(regimen=regimen, start=given, begins_with="maintenance", given=[{"day": given}])
    except CourseError as error:
        return _Due(not_known=error.findings[0].reason)
    status = course.status(today, grace=grace)
    if status.next is None:
        return _Due(not_known=status.waiting_for)
    due = status.next
    return _Due(state=status.state, earliest=due.earliest, latest=due.latest, days_overdue=due.days_overdue)


def _told(cell: Any) -> Any:
    """Give what a cell tells; blank, a dash and "unknown" tell nothing."""
    return None if isinstance(cell, str) and spelt(cell) in BLANK else cell


def _why_nobody(is_over: Any, blocked: Any = None) -> str | None:
    """Say why no day is asked for, whatever else the row tells."""
    if blocked is True:
        return "a contraindication stands"
    if is_over is False and blocked in (None, False):
        return "the repletion is not over; a course tells when its next dose is due"
    return None


def _not_told(is_over: Any, blocked: Any = None) -> str | None:
    """Say which of two truths is not told, or cannot be read."""
    reasons = []
    if blocked is not None and blocked is not False:
        reasons.append(f"whether a contraindication stands cannot be read: {_NO_TRUTH.format(shown(blocked))}")
    if is_over is None:
        reasons.append("whether the repletion is over is not told")
    elif is_over is not True and is_over is not False:
        reasons.append(f"whether the repletion is over cannot be read: {_NO_TRUTH.format(shown(is_over))}")
    return "; ".join(reasons) or None


def _regimen(text: Any) -> Regimen | str:
    """Read a regimen, or say why there is none."""
    if text is None:
        return "there is no regimen"
    if not isinstance(text, str):
        return "the regimen cannot be read: it is no text"
    if BETWEEN_REGIMENS in text:
        return "there are several regimens; a clinician settles which"
    try:
        return Regimen.parse(text)
    except (NotationError, RegimenError) as error:
        return f"the regimen cannot be read: {str(error).splitlines()[0]}"


def _day(last: Any, today: date) -> date | str:
    """Read the day of the last injection, whose time of day is left aside, or say why there is none."""
    if last is None:
        return "the day of the last injection is missing"
    if isinstance(last, str):
        last = last.strip()
        last = last[:_DAY] if _WITH_A_TIME.fullmatch(last) else last
    try:
        given = to_day(last.date() if isinstance(last, datetime) else last, "last_given", FrameError)
    except FrameError as error:
        return error.findings[0].reason
    except ValueError:  # Python itself refuses to write a number of thousands of digits
        return f"the day of the last injection cannot be read: {shown(last)}"
    if given > today:
        return f"the last injection lies after {today}: {given}"
    if given.year < today.year - _LIFETIME:
        return f"the last injection lies more than {_LIFETIME} years before {today}: {given}"
    return given


def _columns(names: list[str], rows: list[_Due], engine: Any) -> list[Any]:
    day = nw.Datetime("us") if engine.is_pandas() else nw.Date()  # pandas has no days
    values: list[tuple[list[Any], Any]] = [
        ([row.state for row in rows], nw.String()),
        ([_as(day, row.earliest) for row in rows], day),
        ([_as(day, row.latest) for row in rows], day),
        ([row.days_overdue for row in rows], nw.Float64()),
        ([row.not_known and row.not_known.encode("utf-8", "backslashreplace").decode() for row in rows], nw.String()),
    ]
    return [nw.new_series(name, cells, kind, backend=engine) for name, (cells, kind) in zip(names, values, strict=True)]


def _as(kind: Any, day: date | None) -> date | None:
    return datetime(day.year, day.month, day.day) if day is not None and kind != nw.Date else day  # noqa: DTZ001
