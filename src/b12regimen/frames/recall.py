"""When the next injection of each patient of a frame is due: the recall list of a practice."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import attrs
import narwhals as nw

from b12regimen.courses.course import Course
from b12regimen.courses.status import check_grace
from b12regimen.errors import CourseError, Finding, FrameError, NotationError, RegimenError
from b12regimen.frames.answers import BETWEEN_REGIMENS
from b12regimen.frames.asking import opened
from b12regimen.frames.columns import plain, shown
from b12regimen.regimens.regimen import Regimen
from b12regimen.values.calendar_days import DayLike, to_day

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrameT


_NO_TRUTH = '"{}" is neither true nor false; map your words to these first'


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
    told that the repletion is over: ``due_not_known`` has the reason. Where ``blocked`` is missing, because a
    contraindication could not be checked, the days are given and a clinician checks first.

    Args:
        df: A frame that is held in memory, of pandas, polars or pyarrow. A lazy one is collected first.
        today: The day on which it is asked.
        regimen: The column with what each patient is on, in the notation: that of
            :func:`~b12regimen.frames.select_regimens`, or what a practice has prescribed.
        last_given: The column with the day of the last injection: dates, or texts such as ``2026-03-02``.
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


def _due(text: Any, last: Any, is_over: Any, blocked: Any = None, *, today: date, grace: int | None) -> _Due:
    reason = _why_not(text, last, is_over, blocked)
    if reason is not None:
        return _Due(not_known=reason)
    if not isinstance(text, str):
        return _Due(not_known="the regimen cannot be read: it is no text")
    try:
        given = to_day(last.date() if isinstance(last, datetime) else last, "last_given", FrameError)
        if given > today:
            return _Due(not_known=f"the last injection lies after {today}: {given}")
        printed = Regimen.parse(text)
        course = Course(regimen=printed, start=given, begins_with="maintenance", given=[{"day": given}])
    except (CourseError, FrameError) as error:
        return _Due(not_known=error.findings[0].reason)
    except (NotationError, RegimenError) as error:
        return _Due(not_known=f"the regimen cannot be read: {str(error).splitlines()[0]}")
    except ValueError:  # Python itself refuses to write a number of thousands of digits
        return _Due(not_known=f"the day of the last injection cannot be read: {shown(last)}")
    status = course.status(today, grace=grace)
    if status.next is None:
        return _Due(not_known=status.waiting_for)
    due = status.next
    return _Due(state=status.state, earliest=due.earliest, latest=due.latest, days_overdue=due.days_overdue)


def _why_not(text: Any, last: Any, is_over: Any, blocked: Any) -> str | None:
    if blocked is True:
        return "a contraindication stands"
    if blocked is not None and blocked is not False:
        return f"whether a contraindication stands cannot be read: {_NO_TRUTH.format(shown(blocked))}"
    if text is None:
        return "there is no regimen"
    if isinstance(text, str) and BETWEEN_REGIMENS in text:
        return "there are several regimens; a clinician settles which"
    if is_over is None:
        return "whether the repletion is over is not told"
    if is_over is False:
        return "the repletion is not over; a course tells when its next dose is due"
    if is_over is not True:
        return f"whether the repletion is over cannot be read: {_NO_TRUTH.format(shown(is_over))}"
    return "the day of the last injection is missing" if last is None else None


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
