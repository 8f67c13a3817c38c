"""What a frame costs on Spark, as a ratio to reading the same cached columns, measured interleaved in one run.

python -m pip install -e ".[bench]"
python tests/benchmarks/frames_spark.py [rows]
tests/benchmarks/with_spark_cluster python tests/benchmarks/frames_spark.py [rows]
"""

from __future__ import annotations

import os
import sys
from functools import partial
from time import perf_counter
from typing import Any

from frames import GUIDELINE, OUTPUTS, WORDS
from pyspark.sql import SparkSession, functions

from b12regimen.frames import select_regimens

ROUNDS = 3
SETTINGS = {
    "ui.enabled": "false",
    "driver.host": "127.0.0.1",
    "driver.bindAddress": "127.0.0.1",
    "driver.memory": "6g",
    "log.level": "OFF",
    # what is longer than this is not compiled by Java as one piece
    "sql.codegen.hugeMethodLimit": "8000",
}


def drawn(session: SparkSession, rows: int) -> Any:
    """Draw words evenly, missing ones too."""
    columns = [(functions.rand(1) * 100).cast("int").alias("age")]
    for number, (name, words) in enumerate(WORDS.items()):
        every = functions.array(*map(functions.lit, (*words, None)))
        place = (functions.rand(number) * (len(words) + 1)).cast("int")
        columns.append(functions.get(every, place).alias(name))
    return session.range(rows, numPartitions=2).select("id", *columns).cache()


def seconds(frame: Any) -> float:
    """Run a frame to its end and keep nothing."""
    start = perf_counter()
    frame.write.format("noop").mode("overwrite").save()
    return perf_counter() - start


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    builder = SparkSession.builder.master(os.environ.get("SPARK_MASTER", "local[2]"))
    for name, value in SETTINGS.items():
        builder = builder.config(f"spark.{name}", value)
    whole = drawn(builder.getOrCreate(), rows)
    whole.count()
    ask = partial(select_regimens, whole, guideline=GUIDELINE, outputs=OUTPUTS)
    seconds(whole)
    seconds(ask())
    floor, asked = (min(each) for each in zip(*((seconds(whole), seconds(ask())) for _ in range(ROUNDS)), strict=True))
    print(f"{rows} rows, {len(OUTPUTS)} columns out: {rows / asked / 1e6:.2f} million rows a second")
    print(f"{floor / asked:.3f} of the rate of reading the cached columns (budget 0.25)")


if __name__ == "__main__":
    main()
