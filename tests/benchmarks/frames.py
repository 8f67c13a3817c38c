"""What a frame costs, as ratios to what it is compared with, measured interleaved in one run.

    python -m pip install -e ".[bench]"
    python tests/benchmarks/frames.py [rows]

Categorical columns are compared with a look-up written by hand in numpy that does the same job for the same columns:
codes (one byte each, missing values as one more code) and whole years in, one mixed-radix cell a row, one look-up of
that cell in the table that the library itself works out, and from it the same columns of answers: numbers as they are,
all else as codes of one byte. It works in blocks and reuses its buffers; it does not wrap codes into columns of an
engine, and looks for nothing that cannot be read. Text columns are compared with the engine's own encoding of them as
a dictionary; lazy frames are shown alone. All figures are ratios of medians; memory is that of the process above input
and output.
"""

from __future__ import annotations

import statistics
import sys
import threading
from collections.abc import Callable
from time import perf_counter, sleep
from typing import Any, get_args

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import psutil
import pyarrow as pa

from b12regimen import load_guideline
from b12regimen.frames import select_regimens
from b12regimen.patients.parts import Anaemia
from b12regimen.patients.patient import CAUSE_KINDS, OpticDisease, Pregnancy, Purpose

ROUNDS = 5
BLOCK = 1 << 16
GUIDELINE = load_guideline("uk-bnf-hydroxocobalamin")
OUTPUTS = ("action", "blocked", "rule_id", "regimens", "missing", "could_not_read")
WORDS = {
    "purpose": get_args(Purpose),
    "cause": CAUSE_KINDS,
    "optic_disease": get_args(OpticDisease),
    "neurological": (False, True),
    "allergies": ("none", "penicillin", "cobalamin", "other"),
    "pregnancy": get_args(Pregnancy),
    "anaemia": get_args(Anaemia),
}


def draw(rows: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Draw codes of each column, the last of which is missing, and ages."""
    random = np.random.default_rng(12)
    codes = {name: random.integers(0, len(words) + 1, rows).astype(np.uint8) for name, words in WORDS.items()}
    return codes, random.integers(1, 100, rows).astype(np.int64)


def frame_of(codes: dict[str, np.ndarray], ages: np.ndarray, kind: Any) -> pl.DataFrame:
    columns: dict[str, Any] = {"age": ages}
    for name, words in WORDS.items():
        dtype = pl.Boolean if isinstance(words[0], bool) else kind
        columns[name] = pl.Series([*words, None]).cast(dtype).gather(pl.Series(codes[name].astype(np.uint32)))
    return pl.DataFrame(columns)


def by_hand(codes: dict[str, np.ndarray], ages: np.ndarray, outputs: Any = OUTPUTS) -> Callable[[], list[np.ndarray]]:
    """Write the look-up by hand: the table is filled by the library from one row for each cell."""
    edges = [15, 16, 17]  # one age a band, so that the table has every combination
    sizes = [len(words) + 1 for words in WORDS.values()]
    every = np.indices([len(edges) + 1, *sizes]).reshape(len(sizes) + 1, -1)
    cells = frame_of(
        {name: place.astype(np.uint8) for name, place in zip(WORDS, every[1:], strict=True)},
        np.array([14, *edges])[every[0]],
        pl.Categorical,
    )
    said = select_regimens(cells, guideline=GUIDELINE, outputs=outputs).drop(cells.columns)
    rows_of = said.with_columns(pl.all().cast(pl.String).fill_null("").rank("dense")).to_numpy()
    _, first, place = np.unique(rows_of, axis=0, return_index=True, return_inverse=True)
    table = place.ravel().astype(np.uint16)
    columns = [
        one[first].to_numpy()
        if one.dtype.is_float()
        else (one[first].cast(pl.String).fill_null("").rank("dense").to_numpy() - 1).astype(np.uint8)
        for one in said
    ]
    radix, weighed = 1, {}
    for name, size in reversed(list(zip(WORDS, sizes, strict=True))):
        weighed[name] = np.arange(size, dtype=np.int32) * radix
        radix *= size
    band = (np.digitize(np.arange(131), edges) * radix).astype(np.int32)

    def run() -> list[np.ndarray]:
        rows = len(ages)
        given = [np.empty(rows, one.dtype) for one in columns]
        part, answer = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.uint16)
        for start in range(0, rows, BLOCK):
            block = slice(start, min(start + BLOCK, rows))
            size = block.stop - block.start
            total = band.take(ages[block], mode="clip")
            for name, weights in weighed.items():
                weights.take(codes[name][block], mode="clip", out=part[:size])
                total += part[:size]
            table.take(total, mode="clip", out=answer[:size])
            for column, values in zip(given, columns, strict=True):
                values.take(answer[:size], mode="clip", out=column[block])
        return given

    return run


def interleaved(work: dict[str, Callable[[], Any]]) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in work}
    for number in range(ROUNDS + 1):
        for name, run in work.items():
            start = perf_counter()
            kept = run()
            if number:  # the first round is cold
                times[name].append(perf_counter() - start)
            del kept
    return {name: statistics.median(each) for name, each in times.items()}


def extra_memory(run: Callable[[], Any]) -> tuple[float, float]:
    """Give the most memory above that before, and what is left with the result [bytes]."""
    own = psutil.Process()
    before, most, done = own.memory_info().rss, 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.is_set():
            most = max(most, own.memory_info().rss)
            sleep(0.002)

    watcher = threading.Thread(target=watch)
    watcher.start()
    kept = run()
    done.set()
    watcher.join()
    after = own.memory_info().rss
    del kept
    return max(most, after) - before, after - before


def encode(frame: pl.DataFrame) -> Any:
    return frame.with_columns(pl.col(pl.String).cast(pl.Categorical))


def encode_arrow(table: pa.Table) -> Any:
    return [column.dictionary_encode() for column in table.columns if pa.types.is_large_string(column.type)]


def encode_pandas(frame: pd.DataFrame) -> Any:
    return [pd.factorize(frame[name]) for name in frame if name not in ("age", "neurological")]


def ask(frame: Any, outputs: Any = OUTPUTS) -> Callable[[], Any]:
    return lambda: select_regimens(frame, guideline=GUIDELINE, outputs=outputs)


def held(codes: dict[str, np.ndarray], ages: np.ndarray, kind: Any) -> tuple[pl.DataFrame, pa.Table, pd.DataFrame]:
    whole = frame_of(codes, ages, kind)
    pandas = whole.to_pandas()
    pandas["neurological"] = pandas["neurological"].astype("boolean")
    return whole, whole.to_arrow(), pandas


def categories(rows: int) -> None:
    codes, ages = draw(rows)
    whole, arrow, pandas = held(codes, ages, pl.Categorical)
    for what, outputs in (("6 columns", OUTPUTS), ("every column", None)):
        work = {"numpy": by_hand(codes, ages, outputs)}
        work |= {"polars": ask(whole, outputs), "pyarrow": ask(arrow, outputs), "pandas": ask(pandas, outputs)}
        times = interleaved(work)
        for name in list(work)[1:]:
            most, left = extra_memory(work[name])
            print(
                f"{rows:>9} categories, {name + ', ' + what:<22}"
                f"{times[name] / times['numpy']:7.2f} of numpy (budget 2.5)"
                f"{(most - left) / rows:7.1f} bytes a row beyond the {left / rows:.1f} that stay (budget 8)",
                flush=True,
            )
        print(f"{rows:>9} by hand in numpy, {what}: {times['numpy'] * 1e9 / rows:.1f} ns a row")


def texts(rows: int) -> None:
    whole, arrow, pandas = held(*draw(rows), pl.String)
    times = interleaved(
        {
            "polars encoding": lambda: encode(whole),
            "polars": ask(whole),
            "pyarrow encoding": lambda: encode_arrow(arrow),
            "pyarrow": ask(arrow),
            "pandas encoding": lambda: encode_pandas(pandas),
            "pandas": ask(pandas),
        }
    )
    for name in ("polars", "pyarrow", "pandas"):
        print(f"{rows:>9} texts, {name:<27} {times[name] / times[f'{name} encoding']:6.2f} of encoding them (budget 2)")


def lazy(rows: int) -> None:
    whole = frame_of(*draw(rows), pl.String)
    times = interleaved({"polars": lambda: ask(whole.lazy())().collect(), "duckdb": _by_duckdb(whole)})
    for name in ("polars", "duckdb"):
        print(f"{rows:>9} texts, {name + ', lazy':<27} {rows / times[name] / 1e6:6.2f} million rows a second")


def growth(rows: int) -> None:
    """Ask frames of a hundredth, of a tenth and of all rows: how time and memory grow."""
    first: dict[str, float] = {}
    for size in (rows // 100, rows // 10, rows):
        whole, arrow, pandas = held(*draw(size), pl.Categorical)
        texts = whole.with_columns(pl.col(pl.Categorical).cast(pl.String))
        work = {"polars": ask(whole), "pyarrow": ask(arrow), "pandas": ask(pandas), "duckdb": _by_duckdb(texts)}
        times = interleaved(work)
        for name, run in work.items():
            most, left = extra_memory(run)
            first.setdefault(name, times[name])
            print(
                f"{size:>9} rows, {name:<8} {times[name] / first[name]:7.1f} times as long as the first for "
                f"{size * 100 // rows} times the rows; {(most - left) / size:.1f} bytes a row beyond the "
                f"{left / size:.1f} that stay"
            )


def _by_duckdb(whole: pl.DataFrame) -> Callable[[], Any]:
    session = duckdb.connect()
    session.register("whole", whole.to_arrow())
    session.execute("create table given as select * from whole")
    relation = session.table("given")

    def run() -> None:
        ask(relation)().create_view("asked")
        session.execute("create or replace temp table answered as select * from asked")
        session.execute("drop view asked")

    return run


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{len(WORDS) + 1} columns in, {len(OUTPUTS)} columns out; a smaller ratio is better\n")
    categories(rows // 10)
    categories(rows)
    texts(rows)
    lazy(rows // 10)
    growth(rows)


if __name__ == "__main__":
    main()
