"""What the library costs, as ratios to what it is compared with, measured interleaved in one run.

    python -m pip install -e ".[bench]"
    python tests/benchmarks/ratios.py

A ratio is of medians. Times on one machine say little about another; ratios say more.
"""

from __future__ import annotations

import compileall
import json
import os
import random
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import zen
from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, rrule

import b12regimen
from b12regimen import Course, Patient, guideline_ids, load_guideline, select_regimen
from b12regimen.cases.case import Case
from b12regimen.guidelines.guideline import Guideline
from b12regimen.patients.facts import FACTS
from b12regimen.published import PUBLISHED
from b12regimen.tables.boxes import values_of
from b12regimen.values.quantities import Quantity
from b12regimen.values.units import UNITS

ROUNDS = 21
PATIENTS = 200
MONTHS = 240
GUIDELINE = "uk-bnf-hydroxocobalamin"
SOURCE = Path(b12regimen.__file__).parent


def in_fresh_processes(statements: dict[str, str]) -> dict[str, float]:
    """Give the median time of each statement, each run in a process of its own, interleaved."""
    compileall.compile_dir(str(SOURCE), quiet=2)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {name: [] for name in statements}
    for _ in range(ROUNDS):
        for name, statement in statements.items():
            code = f"from time import perf_counter as t; a = t(); {statement}; print(t() - a)"
            run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
            times[name].append(float(run.stdout))
    return {name: statistics.median(each) for name, each in times.items()}


def interleaved(work: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Give the median time of each piece of work, interleaved in this process."""
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(ROUNDS * 3):
        for name, run in work.items():
            start = perf_counter()
            run()
            times[name].append(perf_counter() - start)
    return {name: statistics.median(each) for name, each in times.items()}


def as_zen(guideline: Guideline) -> Callable[[dict[str, Any]], Any]:
    """Give the same table to zen-engine, compiled once; it gets the facts in the guideline's own groups."""
    domains = guideline.table.domains

    def row(name: str, box: tuple[int, ...]) -> dict[str, str]:
        sides = {
            domain.name: ", ".join(json.dumps(domain.values[number]) for number in values_of(side))
            if side != domain.everything
            else ""
            for domain, side in zip(domains, box, strict=True)
        }
        return {"_id": name, "rule": json.dumps(name), **sides}

    boxes = [("excluded", guideline.table.box(found.when)) for found in guideline.table.exclusions]
    boxes += [(rule, box) for rule in guideline.rules for box in guideline.table.boxes_of(rule)]
    place = {"position": {"x": 0, "y": 0}}
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": d.name, "name": d.name, "type": "expression", "field": d.name} for d in domains],
        "outputs": [{"id": "rule", "name": "rule", "type": "expression", "field": "rule"}],
        "rules": [row(f"{name}", box) for name, box in boxes],
    }
    model = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", **place},
            {"id": "table", "type": "decisionTableNode", "name": "table", "content": table, **place},
            {"id": "out", "type": "outputNode", "name": "out", **place},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
            {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
        ],
    }
    content = zen.ZenDecisionContent(json.dumps(model))
    engine = zen.ZenEngine({"loader": lambda _: content})
    return partial(engine.evaluate, "table")


def pool(guideline: Guideline) -> list[dict[str, Any]]:
    """Draw patients, as plain values, whom exactly one rule answers."""
    draw = random.Random(12)
    found: list[dict[str, Any]] = []
    while len(found) < PATIENTS:
        known = {
            "age": draw.randint(1, 95),
            "purpose": draw.choice(FACTS["purpose"].values),
            "cause": draw.choice(FACTS["cause"].values),
            "severity": {
                "neurological": draw.choice([True, False]),
                "anaemia": draw.choice(FACTS["anaemia"].values),
                "critically_ill": draw.choice([True, False]),
            },
            "optic_disease": draw.choice(["none", "none", "none", *FACTS["optic_disease"].values]),
            "deficiency": draw.choice(["confirmed", "indeterminate"]),
            "pregnancy": draw.choice(FACTS["pregnancy"].values),
            "oral_suitable": draw.choice([True, False]),
        }
        if len(select_regimen(Patient.from_dict(known), guideline=guideline).rules) == 1:
            found.append(known)
    return found


def selection(guideline: Guideline) -> dict[str, float]:
    """Give the median times of one decision, ours and zen-engine's, over the same patients and the same table."""
    decide = as_zen(guideline)
    select = partial(select_regimen, guideline=guideline)
    plain = pool(guideline)
    patients = [Patient.from_dict(known) for known in plain]
    facts = [{r.fact.name: (r.seen(Case(p)) or (None,))[0] for r in guideline.readers} for p in patients]
    for patient, asked in zip(patients, facts, strict=True):
        assert decide(asked)["result"]["rule"] == select(patient).rules[0].id, "both must give the same answer"

    def in_full(known: dict[str, Any]) -> dict[str, Any]:
        return select(Patient.from_dict(known)).to_dict()

    return interleaved(
        {"zen": cycle(facts, decide, 5), "select": cycle(patients, select, 5), "in full": cycle(plain, in_full, 5)}
    )


def cycle(over: list[Any], work: Callable[[Any], Any], passes: int = 1) -> Callable[[], None]:
    """Do work on each item, several times over, so that it is measured warm."""

    def run() -> None:
        for _ in range(passes):
            for one in over:
                work(one)

    return run


def report(title: str, ratio: float, budget: float) -> bool:
    kept = ratio <= budget
    print(f"{'ok  ' if kept else 'OVER'}  {title:<66} {ratio:8.3f}   budget {budget:g}")
    return kept


def main() -> int:
    cold = in_fresh_processes(
        {
            "attrs": "import attrs",
            "attrs, cattrs": "import attrs, cattrs",
            "bare": "import b12regimen",
            "model": "import b12regimen; b12regimen.Patient",
            "answer": f"import b12regimen as b; p = b.Patient(age=46, purpose='treatment'); "
            f"b.select_regimen(p, guideline='{GUIDELINE}').to_json()",
        }
    )
    shipped = map(load_guideline, guideline_ids())
    warm = {guideline: selection(guideline) for guideline in shipped if guideline.about == "treatment"}
    files = [PUBLISHED / "guidelines" / f"{name}.toml" for name in guideline_ids()]
    texts = [path.read_text("utf-8") for path in sorted((PUBLISHED / "guidelines").glob("**/*.toml"))]
    tables = [load_guideline(name).table for name in guideline_ids()]
    proving = interleaved(
        {
            "tomllib": cycle(texts, tomllib.loads),
            "proof": cycle(tables, lambda table: table.flaws()),
            "load": cycle(files, load_guideline),
        }
    )

    texts = [f"{number / 10:g} {unit}" for number in range(500, 6000, 55) for unit in ("pg/mL", "pmol/L", "nmol/L")]
    parts = [(number, unit) for number, _, unit in (text.partition(" ") for text in texts)]
    reading = interleaved(
        {
            "parts": cycle(parts, lambda part: (UNITS[part[1]], Decimal(part[0])), 5),
            "text": cycle(texts, Quantity.parse, 5),
            "exact": cycle(texts, lambda text: Quantity.parse(text).exact, 5),
        }
    )

    course = Course(regimen="hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly", start="2009-01-31")
    by_dateutil = [course.start + relativedelta(months=month) for month in range(MONTHS)]
    until = course.start + relativedelta(months=MONTHS)
    if [dose.recommended for dose in course.doses(until=until)] != by_dateutil:
        raise SystemExit("a course and dateutil do not give the same days")
    planning = interleaved(
        {
            "dateutil": lambda: [course.start + relativedelta(months=month) for month in range(MONTHS)],
            "rrule": lambda: list(rrule(MONTHLY, datetime.combine(course.start, time()), bymonthday=-1, count=MONTHS)),
            "course": lambda: course.doses(until=until),
        }
    )

    def total(what: str) -> float:
        return sum(times[what] for times in warm.values())

    print("ratio of medians; a smaller ratio is better\n")
    kept = [
        report("bare import / import attrs", cold["bare"] / cold["attrs"], 0.1),
        report("first model class / import attrs, cattrs", cold["model"] / cold["attrs, cattrs"], 2),
        report("cold process to JSON / import attrs, cattrs", cold["answer"] / cold["attrs, cattrs"], 3),
        report("select_regimen / zen-engine's bare decision", total("select") / total("zen"), 0.1),
        report("plain values, select, to_dict / zen-engine's bare decision", total("in full") / total("zen"), 1),
        report("lab text to Quantity / look-up and Decimal()", reading["text"] / reading["parts"], 5),
        report("proving all files / parsing them with tomllib", proving["proof"] / proving["tomllib"], 20),
        report("20 years of monthly doses / the same days by dateutil", planning["course"] / planning["dateutil"], 20),
    ]
    for guideline, times in warm.items():
        ratios = f"select {times['select'] / times['zen']:.3f}, in full {times['in full'] / times['zen']:.3f}"
        print(f"      {guideline.id}, {len(guideline.rules)} rules: {ratios} of zen-engine's bare decision")
    print(f"\nloading and proving all files / parsing them with tomllib: {proving['load'] / proving['tomllib']:.1f}")
    print(f"20 years of monthly doses / dateutil's rrule: {planning['course'] / planning['rrule']:.1f}")
    print(
        f"lab text to an exact amount in base units / look-up and Decimal(): {reading['exact'] / reading['parts']:.1f}"
    )
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
