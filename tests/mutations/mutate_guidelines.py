"""Breaks every shipped guideline in one place at a time, and counts what the proof and the published cases catch.

Run it as ``python tests/mutations/mutate_guidelines.py [ID ...]``. It is no test: it takes minutes, and the page on the
guidelines states what it prints. The shared parts that the guidelines extend are broken too.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import sys
import tempfile
import tomllib
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import attrs
import pytest

from b12regimen import GuidelineError, diff_guidelines, guideline_ids, load_guideline
from b12regimen.guidelines import loader as guideline_loader
from b12regimen.published import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen import Guideline

SPEC = Path(__file__).parents[1] / "spec"
SHIPPED = PUBLISHED / "guidelines"
ENTRY = re.compile(r"(?m)^\[\[(rule|alert|impossible|age_edge)\]\]\n(?:(?!\[\[).*\n?)*")
WHEN = re.compile(r"(?m)^(?:when = |  )\{ (?!repletion)(.*) \}")
CONDITION = re.compile(r"(\w+) = (\[[^]]*\]|\"[^\"]*\"|true|false)")
DOSING = re.compile(r"(?m)^(?:repletion|maintenance|regimens) = .*$|^  \{ repletion.*$")
UNITS = {"mcg": "mg", "mg": "mcg", "day": "week", "week": "month", "month": "week", "year": "month", "daily": "weekly"}
UNITS |= {"weekly": "monthly", "monthly": "weekly", "IM": "SC", "SC": "IM"}
UNIT = re.compile(rf"\b({'|'.join(UNITS)})(?=s?\b)")


class Mutant(NamedTuple):
    """One thing wrong: ``new`` stands where the file has what lies between ``start`` and ``end``."""

    kind: str
    place: str
    start: int
    end: int
    new: str

    def text(self, original: str) -> str:
        """Give the whole file."""
        return original[: self.start] + self.new + original[self.end :]


def mutants(text: str) -> Iterator[Mutant]:
    """Give every mutant of a file."""
    for entry in ENTRY.finditer(text):
        named = re.search(r'(?m)^id = "(.+)"', entry[0])
        place = f"{entry[1]} {named[1]}" if named else entry[1]
        yield Mutant("entry deleted", place, entry.start(), entry.end(), "")
        for one in (*_wider(entry[0], place), *_other_doses(entry[0], place)):
            yield one._replace(start=entry.start() + one.start, end=entry.start() + one.end)


def _wider(entry: str, place: str) -> Iterator[Mutant]:
    for when in WHEN.finditer(entry):
        conditions = [one[0] for one in CONDITION.finditer(when[1])]
        for left_out in conditions:
            kept = ", ".join(one for one in conditions if one != left_out)
            yield Mutant("when widened", f"{place}: {left_out}", when.start(1), when.end(1), kept)


def _other_doses(entry: str, place: str) -> Iterator[Mutant]:
    for age in re.finditer(r'(?m)^at = "(\d+)', entry):
        yield Mutant("bound", place, age.start(1), age.end(1), str(int(age[1]) + 1))
    for dosing in DOSING.finditer(entry):
        for kind, pattern in (("unit", UNIT), ("bound", re.compile(r"\d+"))):
            for found in pattern.finditer(dosing[0]):
                new = UNITS[found[0]] if kind == "unit" else str(int(found[0]) + 1)
                start = dosing.start() + found.start()
                yield Mutant(kind, f"{place}: {dosing[0]} with {new}", start, start + len(found[0]), new)


def caught_by(names: list[str], mutant: Mutant, originals: dict[str, Guideline]) -> str:
    """Say what catches it: ``proof`` (it does not load), ``cases``, ``nothing``; ``equal``: no patient is affected.

    Args:
        names: The guidelines that the broken file makes; one that notices is enough.
        mutant: What is broken.
        originals: The same guidelines, unbroken.
    """
    guideline_loader._SHELF._read.clear()  # the mutant stands where the file stood
    try:
        broken = [load_guideline(name) for name in names]
    except GuidelineError:
        return "proof"
    for name in names:
        spec = str(SPEC / f"test_{name.replace('-', '_')}.py")
        shared = [str(SPEC / "test_alerts.py"), str(SPEC / "test_contradictions.py"), "-k", name]
        for asked in ([spec], shared):
            with contextlib.redirect_stdout(io.StringIO()):
                code = pytest.main(["-x", "-q", "--no-header", "-p", "no:cacheprovider", *asked])
            if code == pytest.ExitCode.TESTS_FAILED:
                return "cases"
    if mutant.kind == "when widened" and mutant.place.startswith("rule"):
        changes = [diff_guidelines(originals[name], one) for name, one in zip(names, broken, strict=True)]
        if not any(changes):
            return "equal"
    return "nothing"


def files_of(names: list[str]) -> dict[str, list[str]]:
    """Give the files of guidelines, and the shared parts that they extend, each with all guidelines that it makes."""
    shared: dict[str, list[str]] = {}
    for name in guideline_ids():
        part = tomllib.loads((SHIPPED / f"{name}.toml").read_text("utf-8")).get("extends")
        if part is not None and part not in guideline_ids():
            shared.setdefault(part, []).append(name)
    return {f"{name}.toml": [name] for name in names} | {
        part: made for part, made in shared.items() if set(made) & set(names)
    }


def broken(file: str, made: list[str]) -> tuple[Counter[tuple[str, str]], list[str]]:
    """Break one file in every place: give the score by kind, and every survivor."""
    score: Counter[tuple[str, str]] = Counter()
    survivors: list[str] = []
    originals = {name: load_guideline(name) for name in made}
    original = (SHIPPED / file).read_text("utf-8")
    shelf = guideline_loader._SHELF
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(SHIPPED, folder, dirs_exist_ok=True)
        guideline_loader._SHELF = attrs.evolve(shelf, folder=Path(folder))  # type: ignore[misc]
        for mutant in mutants(original):
            (Path(folder) / file).write_text(mutant.text(original), "utf-8")
            by = caught_by(made, mutant, originals)
            score[mutant.kind, by] += 1
            if by == "nothing":
                survivors.append(f"{file}: {mutant.kind}: {mutant.place}")
        guideline_loader._SHELF = shelf  # type: ignore[misc]
    return score, survivors


def main(names: list[str]) -> int:
    """Print the score by kind, and every survivor; give their number."""
    files = files_of(names or guideline_ids())
    score: Counter[tuple[str, str]] = Counter()
    with ProcessPoolExecutor() as processes:
        for counts, survivors in processes.map(broken, files, files.values()):
            score += counts
            for survivor in survivors:
                print(survivor, flush=True)
    for kind in sorted({kind for kind, _ in score}):
        print(f"{kind}: " + ", ".join(f"{by} {score[kind, by]}" for by in ("proof", "cases", "equal", "nothing")))
    return sum(count for (_, by), count in score.items() if by == "nothing")


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
