"""Answers a frame that is not read yet: the same look-ups as expressions, so that the engine runs them when it likes.

There is no join, so rows keep their own columns.
"""

from __future__ import annotations

from functools import reduce
from operator import add, or_
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw

from b12regimen.errors import Finding, FrameError
from b12regimen.frames.inputs import THE_VALUE
from b12regimen.frames.lazy_cells import amount, coded, is_text, is_written, kind_of
from b12regimen.frames.lazy_tables import Table, looked_up, set_apart
from b12regimen.frames.lookups import Lookup, grouped
from b12regimen.frames.measured import Ages, Results

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from b12regimen.frames.answers import Plan
    from b12regimen.frames.inputs import Input
    from b12regimen.frames.steps import Columns

OWN: Final = "__b12regimen_"
_UNREAD: Final = f"{OWN}unread"
_SHOWN: Final = 60
# From so many columns on, reading and answering are too long for Spark to write as one method.
_MANY: Final = 9


class LazyFrame:
    """A frame that is not read yet, with its columns as numbers of what their cells mean."""

    def __init__(self, frame: nw.LazyFrame[Any], columns: Columns) -> None:
        """Number every meaning that may come.

        Raises:
            FrameError: The frame has a column of a name that is needed here, or that its engine does not find.
        """
        self._kinds = frame.collect_schema()
        own = "names that begin so are the library's own; rename it"
        findings = [Finding(name, own) for name in self._kinds if name.lower().startswith(OWN)]
        if frame.implementation.is_pyspark():
            dotted = "Spark takes a name with a point for a part of a column; rename it"
            findings += [Finding(one.column, dotted) for one in columns.inputs if "." in one.column]
        if findings:
            raise FrameError("columns", findings)
        self._frame = frame
        self._codes = {column: f"{OWN}code_{number}" for number, column in enumerate(columns.inputs)}
        self._names: dict[Lookup, str] = {}
        for column in columns.inputs:
            column.foresee()
            column.unread()

    def answer(self, plan: Plan, not_read: str | None, prefix: str) -> Any:
        """Add the columns of a plan, and one that says what could not be read, if it has a name."""
        lookups = {tuple(steps): Lookup(steps) for steps in grouped(one.step for one in plan.outputs)}
        problems = {step: Lookup([step]) for _, step in plan.problems} if not_read else {}
        frame = self._encoded()
        frame = self._with_lookups(frame, [*lookups.values(), *problems.values()])
        tables = {}
        of_step = {step: (lookup, place) for steps, lookup in lookups.items() for place, step in enumerate(steps)}
        for output in plan.outputs:
            lookup, place = of_step[output.step]
            values = [output.values[number] for number in lookup.meanings[:, place]]
            tables[prefix + output.name] = Table(self._names[lookup], values, output.kind)
        reasons: list[str] = []
        for name, step in plan.problems if not_read else ():
            lookup = problems[step]
            texts = [step.meanings[number] for number in lookup.meanings[:, 0]]
            reasons.append(f"{OWN}reason_{len(reasons)}")
            said = [None if text is None else f"{name}: {text}" for text in texts]
            tables[reasons[-1]] = Table(self._names[lookup], said, "text")
        frame = looked_up(frame, tables)
        if not_read:
            frame = frame.with_columns(self._told(reasons).alias(prefix + not_read))
        if len(self._codes) > _MANY:
            frame = set_apart(frame, prefix + (not_read or plan.outputs[-1].name))
        return frame.drop(*(name for name in frame.collect_schema() if name.startswith(OWN))).to_native()

    def _encoded(self) -> nw.LazyFrame[Any]:
        """Add the number of what each cell means, and how many cells of a row cannot be read.

        Each answer is found by both, also where nobody asks for the latter: what is used twice Spark writes as a method
        of its own, and Java compiles no long one.
        """
        kinds = {one: self._kinds[one.column] for one in self._codes}
        measured = {
            one: name
            for one, name in self._codes.items()
            if isinstance(one, Ages | Results) and is_written(one, kinds[one])
        }
        said = {f"{name}_kind": kind_of(one, kinds[one]) for one, name in measured.items()}
        said |= {f"{name}_amount": amount(one, kinds[one], said[f"{name}_kind"]) for one, name in measured.items()}
        frame = _with(self._frame, said)
        codes = {name: coded(one, kinds[one], name) for one, name in self._codes.items()}
        unread = [(codes[name] == len(one.meanings)).cast(nw.Int32) for one, name in self._codes.items()]
        return _with(frame, codes | ({_UNREAD: reduce(add, unread)} if unread else {}))

    def _with_lookups(self, frame: nw.LazyFrame[Any], lookups: Iterable[Lookup]) -> nw.LazyFrame[Any]:
        """Add for each look-up the number of the combination of meanings in each row."""
        lookups = list(lookups)
        parts = [part for lookup in lookups for part in lookup.parts]
        frame = self._with_lookups(frame, parts) if parts else frame
        weights: dict[str, Table] = {}
        sums: dict[str, list[nw.Expr]] = {}
        for lookup in lookups:
            name = self._names[lookup] = f"{OWN}lookup_{len(self._names)}"
            sums[name] = [nw.col(self._names[part]) * radix for part, radix in lookup.parts.items()]
            for column, of in lookup.weights.items():
                if of.any():
                    of_code = [*of.tolist(), int(of[column.unread()])]
                    weights[f"{name}_{len(weights)}"] = Table(self._codes[column], of_code)
                    sums[name].append(nw.col(f"{name}_{len(weights) - 1}"))
        if not lookups:
            return frame
        frame = looked_up(frame, weights)
        cells: dict[str, nw.Expr] = {}
        for lookup in lookups:
            size, terms = len(lookup.table), sums[self._names[lookup]]
            cell = reduce(add, terms, nw.col(_UNREAD) * size) % size if terms else nw.lit(0)
            cells[f"{self._names[lookup]}_cell"] = cell.cast(nw.Int32)
        frame = frame.with_columns(**cells)
        return looked_up(
            frame, {self._names[one]: Table(f"{self._names[one]}_cell", one.table.tolist()) for one in lookups}
        )

    def _told(self, more: Iterable[str]) -> nw.Expr:
        """Say why cells cannot be read; an engine that looks first writes nothing for most rows."""
        columns = {column.told_once: column for column in self._codes}
        reasons = [self._reason(column) for column in columns.values()]
        bad = [nw.col(_UNREAD) > 0] if reasons else []
        for name in more:
            reasons.append(nw.col(name).cast(nw.String))
            bad.append(~nw.col(name).is_null())
        if not reasons:
            return nw.lit(None, nw.String())
        return nw.when(reduce(or_, bad)).then(nw.concat_str(reasons, separator="; ", ignore_nulls=True))

    def _reason(self, column: Input) -> nw.Expr:
        bad = nw.col(self._codes[column]) == len(column.meanings)
        if not is_text(self._kinds[column.column]):
            return nw.when(bad).then(nw.lit(f"{column.column}: {THE_VALUE}{column.why_not}"))
        shown = nw.col(column.column).cast(nw.String).str.slice(0, _SHOWN)
        why: nw.Expr = nw.lit(f'" {column.why_not}')
        for form, reason in reversed(column.whys):  # the first holds, as for frames in memory
            why = nw.when(shown.str.contains(form)).then(nw.lit(f'" {reason}')).otherwise(why)
        return nw.when(bad).then(nw.concat_str(nw.lit(f'{column.column}: "'), shown, why, ignore_nulls=True))


def _with(frame: nw.LazyFrame[Any], columns: Mapping[str, nw.Expr]) -> nw.LazyFrame[Any]:
    return frame.with_columns(**columns) if columns else frame
