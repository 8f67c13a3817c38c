"""What a frame costs on Spark, as a ratio to reading the same cached columns, measured interleaved in one run.

python -m pip install -e ".[bench]"
python tests/benchmarks/frames_spark.py [rows]
SPARK_WORKERS=1 tests/benchmarks/with_spark_cluster python tests/benchmarks/frames_spark.py [rows]
SPARK_WORKERS=2 tests/benchmarks/with_spark_cluster python tests/benchmarks/frames_spark.py [rows]

Spark is asked as it is installed. Without answers, rows of a cached frame are handed on as they are: nothing is copied.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

from frames import GUIDELINE, OUTPUTS, WORDS
from pyspark.sql import SparkSession, functions

from b12regimen.frames import select_regimens

ROUNDS = 2
SETTINGS = {
    "ui.enabled": "false",
    "driver.host": "127.0.0.1",
    "driver.bindAddress": "127.0.0.1",
    "driver.memory": "6g",
    "log.level": "OFF",
    "ui.showConsoleProgress": "false",
}


def drawn(session: SparkSession, rows: int) -> Any:
    """Draw words evenly, missing ones too."""
    columns = [(functions.rand(1) * 100).cast("int").alias("age")]
    for number, (name, words) in enumerate(WORDS.items()):
        every = functions.array(*map(functions.lit, (*words, None)))
        place = (functions.rand(number) * (len(words) + 1)).cast("int")
        columns.append(functions.get(every, place).alias(name))
    return session.range(rows, numPartitions=2).select("id", *columns).cache()


def read(frame: Any) -> None:
    """Read every cell of a frame."""
    frame.select(functions.sum(functions.hash(*frame.columns).cast("long"))).collect()


def written(frame: Any) -> None:
    """Make every row of a frame and keep none: the rows of a cached frame are handed on as they are."""
    frame.write.format("noop").mode("overwrite").save()


def seconds(run: Callable[[Any], None], frame: Any) -> float:
    start = perf_counter()
    run(frame)
    return perf_counter() - start


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    builder = SparkSession.builder.master(os.environ.get("SPARK_MASTER", "local[2]"))
    for name, value in SETTINGS.items():
        builder = builder.config(f"spark.{name}", value)
    first: dict[str, float] = {}
    for size in (rows // 100, rows // 10, rows):
        whole = drawn(builder.getOrCreate(), size)
        whole.count()
        ask = partial(select_regimens, whole, guideline=GUIDELINE, outputs=OUTPUTS)
        for what, run in (("reading every cell", read), ("handing rows on", written)):
            # the first rounds are cold: Java compiles what has run for a while
            times = [(seconds(run, whole), seconds(run, ask())) for _ in range(ROUNDS + 1)][1:]
            floor, asked = (min(each) for each in zip(*times, strict=True))
            growth = asked / first.setdefault(what, asked)
            print(
                f"{size:>9} rows, {what:<18} {size / asked / 1e6:5.2f} million rows a second, {growth:5.1f} times as "
                f"long as the first; {floor / asked:.3f} of the rate without answers (budget 0.25)",
                flush=True,
            )
        whole.unpersist()


if __name__ == "__main__":
    main()
