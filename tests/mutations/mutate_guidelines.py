"""Breaks every shipped guideline in one place at a time, and counts what the proof and the published cases catch.

Run it as ``python tests/mutations/mutate_guidelines.py [ID ...]``. It is no test: it takes minutes, and what it prints is what the
page on the guidelines states.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from b12regimen import GuidelineError, guideline_ids, guideline_loader, load_guideline

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SHIPPED = Path(guideline_loader.__file__).parent / "guidelines"
BLOCK = re.compile(r"(?m)^\[\[(\w+)\]\]\n(?:(?!\[\[).*\n?)*")
CONDITION = re.compile(r"(\w+) = (\[[^]]*\]|\"[^\"]*\"|true|false)")
DOSING = re.compile(r"(?m)^(?:repletion|maintenance|regimens) = .*$|^  \{ repletion.*$")
UNITS = {"mcg": "mg", "mg": "mcg", "day": "week", "week": "month", "month": "week", "year": "month", "daily": "weekly"}
UNITS |= {"weekly": "monthly", "monthly": "weekly", "IM": "SC", "SC": "IM"}
UNIT = re.compile(rf"\b({'|'.join(UNITS)})(?=s?\b)")


class Mutant(NamedTuple):
    """One file with one thing wrong."""

    kind: str
    place: str
    text: str


def mutants(text: str) -> Iterator[Mutant]:
    """Give every mutant of a file."""
    for block in BLOCK.finditer(text):
        kind, body = block[1], block[0]
        if kind not in ("rule", "alert", "impossible", "age_edge"):
            continue

        def replaced(start: int, end: int, new: str, at: int = block.start()) -> str:
            return text[: at + start] + new + text[at + end :]

        named = re.search(r'(?m)^id = "(.+)"', body)
        place = f"{kind} {named[1]}" if named else kind
        yield Mutant("entry deleted", place, replaced(0, len(body), ""))
        if kind == "age_edge":
            for number in re.finditer(r'(?m)^at = "(\d+)', body):
                yield Mutant("bound", place, replaced(number.start(1), number.end(1), str(int(number[1]) + 1)))
        for when in re.finditer(r"(?m)^(?:when = |  )\{ (?!repletion)(.*) \}", body):
            for condition in CONDITION.finditer(when[1]):
                kept = ", ".join(one[0] for one in CONDITION.finditer(when[1]) if one[0] != condition[0])
                yield Mutant("when widened", f"{place}: {condition[0]}", replaced(when.start(1), when.end(1), kept))
        for dosing in DOSING.finditer(body):
            for unit in UNIT.finditer(dosing[0]):
                start, end = dosing.start() + unit.start(1), dosing.start() + unit.end(1)
                said = f"{place}: {dosing[0]} with {UNITS[unit[1]]} for {unit[1]}"
                yield Mutant("unit", said, replaced(start, end, UNITS[unit[1]]))
            for number in re.finditer(r"\d+", dosing[0]):
                start, end = dosing.start() + number.start(), dosing.start() + number.end()
                more = str(int(number[0]) + 1)
                yield Mutant("bound", f"{place}: {dosing[0]} with {more}", replaced(start, end, more))


def caught_by(name: str, text: str, folder: Path) -> str:
    """Say what catches a mutant: ``proof`` (it does not load), ``cases`` or ``nothing``."""
    (folder / f"{name}.toml").write_text(text, "utf-8")
    guideline_loader._load_shipped.cache_clear()  # the mutant stands where the file stood
    try:
        load_guideline(name)
    except GuidelineError:
        return "proof"
    spec = ROOT / "tests" / "spec" / f"test_{name.replace('-', '_')}.py"
    with contextlib.redirect_stdout(io.StringIO()):
        code = pytest.main(["-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:cov", str(spec)])
    return "cases" if code == pytest.ExitCode.TESTS_FAILED else "nothing"


def main(names: list[str]) -> None:
    """Print the score by kind, and every survivor."""
    score: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(SHIPPED, folder, dirs_exist_ok=True)
        guideline_loader._SHIPPED = Path(folder)  # type: ignore[misc]
        for name in names or guideline_ids():
            original = (SHIPPED / f"{name}.toml").read_text("utf-8")
            for mutant in mutants(original):
                by = caught_by(name, mutant.text, Path(folder))
                score[mutant.kind, by] += 1
                if by == "nothing":
                    print(f"{name}: {mutant.kind}: {mutant.place}", flush=True)
            (Path(folder) / f"{name}.toml").write_text(original, "utf-8")
    for kind in sorted({kind for kind, _ in score}):
        print(f"{kind}: proof {score[kind, 'proof']}, cases {score[kind, 'cases']}, nothing {score[kind, 'nothing']}")


if __name__ == "__main__":
    main(sys.argv[1:])
