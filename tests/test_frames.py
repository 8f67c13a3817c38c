"""Columns of patients: on every engine that is installed, each row gets what its patient gets alone."""

from __future__ import annotations

import csv
import math
import os
import re
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import narwhals as nw
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from b12regimen import (
    Course,
    FrameError,
    LabResult,
    Patient,
    PatientError,
    UnknownThresholdsError,
    load_guideline,
    load_thresholds,
    parse_guideline,
    select_regimen,
)
from b12regimen import interpret_labs as interpret_panel
from b12regimen.frames import (
    check_columns,
    columns,
    compare,
    explain,
    interpret_labs,
    lazy_tables,
    lookups,
    next_due,
    select_regimens,
    summarise,
    what_to_collect,
)
from b12regimen.patients.facts import FACTS

Rows = list[dict[str, Any]]
Frame = Callable[[dict[str, list[Any]]], Any]

BNF = "uk-bnf-hydroxocobalamin"
NG239 = load_thresholds("uk-nice-ng239")
NG239_TESTING = load_guideline("uk-nice-ng239-testing")
TEXTS = {
    "cause": [
        *FACTS["cause"].values,
        "Pernicious anemia",
        "CELIAC_disease",
        " vegan  diet ",
        "percinious",
        "unknown",
        "",
    ],
    "purpose": ["treatment", "prophylaxis", "cure"],
    "optic_disease": [*FACTS["optic_disease"].values, "no"],
    "anaemia": ["none", "present", "severe", "mild"],
    "deficiency": ["confirmed", "indeterminate", "unlikely", "Unknown", "n/a"],
    "pregnancy": ["pregnant", "not pregnant", "Breastfeeding", "?"],
    "b12_treatment": ["none", "oral", "injections"],
    "allergies": [
        "none",
        "No known allergies",
        "NKDA",
        "other",
        "penicillin",
        "hydroxokobalamin",
        "Cobalt",
        "cobalt and vitamin B12",
    ],
    "total_b12_comparator": ["<", " >= ", "~", ""],
    "mma_flag": ["H", "normal", "low", "positive"],
    "homocysteine_flag": ["high", "n"],
    "creatinine_flag": ["high", "normal"],
    "haemoglobin_flag": ["L", "normal", "high"],
    "intrinsic_factor_antibodies_flag": ["pos", "negative", "equivocal", "high"],
}
BOTH = (True, False)
FLAGS = ("neurological", "reversible", "nitrous_oxide", "renal_impairment", "tested", "symptoms", "risk_factor")
AGES = [
    "46 years",
    "17",
    "15 years",
    "16 YEARS",
    " 191 months",
    "3 weeks",
    "800 weeks",
    "10 days",
    "1 day",
    "old",
    "200 years",
]
LEVELS = [
    "90",
    "180",
    "350.5",
    " <50 ",
    "> 2000",
    "<=180",
    ">=351",
    "<0",
    "0",
    "-3",
    "050",
    "1,000",
    "12e3",
    "90 ng/L",
    " <= 180pg/mL ",
    "180  ng/L ",
    "180 ng / L",
    "180 NG/L",
    "90 ng/L ng/L",
    "120 pmol/L",
    "unknown",
]
NUMBERS = [0, 90, 133, 132.9, 179.99999999999997, 180, 180.1, 258, 350, 350.00000000000006, 1e9, -1, math.inf, math.nan]
UNITS = {"total_b12": "ng/L", "active_b12": "pmol/L"}
THERE = {
    "polars": ["polars", "polars lazy", "polars categories"],
    "pandas": ["pandas", "pandas nullable", "pandas categories", "pandas pyarrow"],
    "pyarrow": ["pyarrow", "pyarrow dictionaries"],
    "duckdb": ["duckdb"],
    "pyspark": ["pyspark"],
}
ENGINES: list[Any] = [engine for package, engines in THERE.items() if find_spec(package) for engine in engines]
HELD = [engine for engine in ENGINES if engine not in ("polars lazy", "duckdb", "pyspark")]
# Spark takes a minute to start, so it is asked in .ci/run only.
ENGINES = [pytest.param(one, marks=pytest.mark.spark) if one == "pyspark" else one for one in ENGINES]


def make(engine: str, data: dict[str, list[Any]]) -> Any:
    """Make a frame of an engine, with a key."""
    data = {"key": list(range(len(next(iter(data.values()), [])))), **data}
    kind, _, way = engine.partition(" ")
    if kind == "polars":
        import polars as pl

        frame = pl.DataFrame(data, strict=False)
        if way == "categories":
            return frame.with_columns(pl.col(pl.String).cast(pl.Categorical))
        return frame.lazy() if way else frame
    if kind == "pandas":
        import pandas as pd

        if way == "pyarrow":
            return table(data).to_pandas(types_mapper=pd.ArrowDtype)
        whole = pd.DataFrame(data)
        if way == "nullable":
            return whole.convert_dtypes()
        texts = [name for name, cells in data.items() if any(isinstance(cell, str) for cell in cells)]
        whole = whole.astype(dict.fromkeys(texts, "category")) if way == "categories" else whole
        return whole.set_index(whole["key"] * 2 + 5)
    if kind == "pyspark":
        return spark().createDataFrame(*of_spark(data))
    if kind == "pyarrow":
        import pyarrow as pa

        whole = table(data)
        for place, field in enumerate(whole.schema):
            if way and pa.types.is_string(field.type):
                whole = whole.set_column(place, field.name, whole[field.name].dictionary_encode())
        return whole
    import duckdb

    return duckdb.from_arrow(table(data))


def table(data: dict[str, list[Any]]) -> Any:
    import pyarrow as pa

    return pa.table(data)


@cache
def spark() -> Any:
    """Start Spark where SPARK_MASTER says, or in this process with two threads."""
    from pyspark.sql import SparkSession

    settings_of = {"ui.enabled": "false", "sql.shuffle.partitions": "2", "driver.host": "127.0.0.1"}
    builder = SparkSession.builder.master(os.environ.get("SPARK_MASTER", "local[2]"))
    for name, value in (settings_of | {"driver.bindAddress": "127.0.0.1", "log.level": "OFF"}).items():
        builder = builder.config(f"spark.{name}", value)
    return builder.getOrCreate()


def of_spark(data: dict[str, list[Any]]) -> tuple[list[Any], str]:
    """Give rows and their kinds: those of the first value that is there."""
    kinds = {bool: "boolean", int: "bigint", float: "double", str: "string", datetime: "timestamp"}
    kind_of = {
        name: next((kinds[type(cell)] for cell in cells if cell is not None), "string") for name, cells in data.items()
    }
    return list(zip(*data.values(), strict=True)), ", ".join(f"`{name}` {kind}" for name, kind in kind_of.items())


def rows_of(frame: Any) -> Rows:
    """Give the rows of an answered frame in the order of the key, missing values as ``None``."""
    if "pyspark" in type(frame).__module__:
        return [row.asDict() for row in sorted(frame.collect(), key=lambda row: row.asDict().get("key", 0))]
    frame = frame.collect() if hasattr(frame, "collect") else frame
    if hasattr(frame, "to_arrow_table"):
        frame = frame.to_arrow_table()
    if hasattr(frame, "to_pylist"):
        rows = frame.to_pylist()
    else:
        rows = frame.to_dicts() if hasattr(frame, "to_dicts") else frame.to_dict("records")
    plain = [{name: None if is_missing(cell) else cell for name, cell in row.items()} for row in rows]
    return sorted(plain, key=lambda row: row.get("key", 0))


def is_missing(cell: Any) -> bool:
    return cell is None or str(cell) in ("<NA>", "nan", "NaT", "NaN", "sNaN")


def columns_of(rows: Rows, names: list[str]) -> dict[str, list[Any]]:
    return {name: [row.get(name) for row in rows] for name in names}


@pytest.fixture(params=ENGINES)
def frame(request: pytest.FixtureRequest) -> Frame:
    """Make frames on each installed engine."""
    return lambda data: make(request.param, data)


def cells(*values: Any) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(values)


ROWS = {
    **{name: cells(*words) for name, words in TEXTS.items()},
    **{name: cells(*BOTH) for name in FLAGS},
}
ANY_ROW = st.fixed_dictionaries(
    {**ROWS, "age": cells(*AGES), "total_b12": cells(*LEVELS), "active_b12": cells(*map(float, NUMBERS))}
)
NUMERIC = {"age": [-1, 0, 15, 16, 17, 46, 130, 131], "total_b12": [float(number) for number in NUMBERS]}


def attribute(path: str, cell: Any, found: dict[str, Any], *, not_read: list[str]) -> None:
    """Read a cell as an attribute of a patient; what the patient refuses is not known."""
    if is_missing(cell) or (isinstance(cell, str) and cell.strip().lower() in ("", "unknown")):
        return
    part, _, name = path.rpartition(".")
    try:
        Patient.from_dict({part: {name: cell}} if part and part != "cause" else {name: cell})
    except PatientError:
        not_read.append(name)
        return
    if part:
        found.setdefault(part, {})[name] = cell
    else:
        found[name] = cell


def alone(row: dict[str, Any], units: dict[str, str]) -> tuple[Patient, list[str]]:
    """Make the patient of a row with the constructors alone, and name the cells that cannot be read."""
    not_read: list[str] = []
    found: dict[str, Any] = {}
    reversible = row.get("reversible")
    for path in dict.fromkeys(fact.path for fact in FACTS.values()):
        name = path.rpartition(".")[2]
        if path != "cause.reversible" and name in row:
            cell = row[name]
            attribute(
                path, int(cell) if isinstance(cell, float) and cell.is_integer() else cell, found, not_read=not_read
            )
    if "cause" in found:
        found["cause"] = {"kind": found["cause"], "reversible": reversible}
    elif reversible is not None:
        not_read.append("reversible")
    results = [one for name in LABS if (one := result(name, row, units, not_read)) is not None]
    return Patient(**found, labs=results or None), not_read


LABS = ["total_b12", "active_b12", "mma", "homocysteine", "haemoglobin", "creatinine", "intrinsic_factor_antibodies"]


def result(name: str, row: dict[str, Any], units: dict[str, str], not_read: list[str]) -> LabResult | None:
    """Make a result with the constructor alone."""
    value, sign, flag = (row.get(f"{name}{end}") for end in ("", "_comparator", "_flag"))
    value = None if is_missing(value) or value == "unknown" else value
    sign = sign if sign and sign.strip() else None
    if flag is not None and (reason(name, flag=flag) is not None):
        not_read.append(f"{name}_flag")
        flag = None
    if value is not None and reason(name, value, unit=units.get(name)) is not None:
        not_read.append(name)
        value = None
    if sign == "~":
        not_read.append(f"{name}_comparator")
        value = sign = None
    if value is None and flag is None and sign is None:
        return None
    try:
        return LabResult(name, value, unit=units[name] if value is not None else None, comparator=sign, flag=flag)
    except PatientError:
        not_read.append(name.replace("_", "-"))
        return None


def reason(name: str, value: Any = None, **rest: Any) -> PatientError | None:
    try:
        LabResult(name, value, **rest)
    except PatientError as error:
        return error
    return None


def expected(patient: Patient, guideline: Any, names: Iterable[str] | None = None) -> dict[str, Any]:
    found = select_regimen(patient, guideline=guideline)
    standing, unchecked = (
        "; ".join(sorted(alert.id for alert in alerts if alert.severity == "contraindication"))
        for alerts in (found.alerts, found.alerts_not_checked)
    )
    says: dict[str, Callable[[], Any]] = {
        "action": lambda: found.action,
        "rule_id": lambda: "" if found.action == "ask" else "; ".join(rule.id for rule in found.rules),
        "guideline_id": lambda: found.guideline.id,
        "guideline_version": lambda: found.guideline.version,
        "regimens": lambda: "; or ".join(map(str, found.regimens)),
        "advice": lambda: found.advice,
        "why": lambda: "; ".join([*([found.because] if found.because else []), *found.why]),
        "see": lambda: found.see,
        "blocked": lambda: True if found.blocked else None if unchecked else False,
        "needs_a_clinician": lambda: "; ".join(change.id for change in found.needs_a_clinician),
        "missing": lambda: "; ".join(question.path for question in found.questions),
        "questions": lambda: " ".join(question.text for question in found.questions),
        "contraindications": lambda: standing,
        "contraindications_not_checked": lambda: unchecked,
        "disagreements": lambda: "; ".join(found.case.disagreements),
    }
    said = {name: says[name]() for name in names or says}
    return {name: None if text == "" else text for name, text in said.items()}


LOCAL = """
id = "local"
title = "A protocol that looks at medicines"
publisher = "The practice"
jurisdiction = "GB"
version = "1"
drug = "hydroxocobalamin"
routes = ["IM"]
scope = "adults"

[[source]]
key = "own"
title = "Our protocol"
evidence = "primary"

[facts]
metformin = [true, false]
antibiotic = [true, false]

[[alert]]
id = "girls"
severity = "contraindication"
when = { sex = "female" }
age_below = "16 years"
text = "ours alone"
source = "own"

[[rule]]
id = "with-metformin"
when = { metformin = true }
action = "inject"
repletion = "none"
maintenance = "1 mg IM every 3 months, or 500 mcg IM monthly"
printed = "3-monthly"
source = "own"

[[rule]]
id = "with-an-antibiotic"
when = { metformin = false, antibiotic = true }
action = "inject"
repletion = "10 mcg/kg IM daily for 5 doses"
maintenance = "1 mg IM weekly for 4 doses, then 1 mg IM monthly"
printed = "by weight"
source = "own"

[[rule]]
id = "without"
when = { metformin = false, antibiotic = false }
action = "no-treatment"
why = "nothing asks for it"
source = "own"
"""
GUIDELINES = [
    load_guideline(name)
    for name in (
        BNF,
        "uk-nhs-highland-hydroxocobalamin",
        "uk-nice-ng239-testing",
        "uk-nice-ng239-follow-up",
        "us-fda-hydroxocobalamin",
        "uk-bnfc-2011-12-hydroxocobalamin",
    )
]


def check(engine: str, rows: Rows, units: dict[str, str], guideline: Any, wanted: list[Any] | None = None) -> None:
    given_rows = make(engine, columns_of(rows, list(rows[0])))
    answered = rows_of(select_regimens(given_rows, guideline=guideline, units=units))
    assert len(answered) == len(rows)
    patients = wanted or wanted_of(rows, units, guideline)
    for row, said, (alone_said, not_read) in zip(rows, answered, patients, strict=True):
        told = {name: said[name] for name in alone_said}
        for name in ("contraindications", "contraindications_not_checked"):
            told[name] = "; ".join(sorted((told[name] or "").split("; "))) or None
        assert told == alone_said, row
        complained = {part.split(":")[0] for part in (said["could_not_read"] or "").split("; ") if ":" in part}
        assert complained <= set(not_read), row
        looked_at = {fact.name for fact in (reader.fact for reader in guideline.readers)} | {"total_b12", "mma_flag"}
        assert {name for name in not_read if name in looked_at} <= complained, row


def wanted_of(rows: Rows, units: dict[str, str], guideline: Any) -> list[Any]:
    """Ask for each patient alone."""
    patients = [alone(row, units) for row in rows]
    return [(expected(patient, guideline), not_read) for patient, not_read in patients]


@settings(max_examples=4, phases=[Phase.explicit, Phase.generate])
@given(rows=st.lists(ANY_ROW, min_size=5, max_size=30), guideline=st.sampled_from(GUIDELINES))
def test_a_row_gets_what_its_patient_gets_alone(rows: Rows, guideline: Any) -> None:
    check("polars", rows, UNITS, guideline)


@cache
def drawn(guideline: str, *, is_numeric: bool) -> tuple[Rows, list[Any]]:
    """Draw the same rows for each engine, and ask for each patient once."""
    draw = Random(guideline)  # noqa: S311  (the same rows each time)
    more = NUMERIC if is_numeric else {"age": AGES, "total_b12": LEVELS, "active_b12": [float(n) for n in NUMBERS]}
    choices = {**TEXTS, **{name: [True, False] for name in FLAGS}, **more}
    left_out = ("b12_treatment", "mma_flag", "homocysteine_flag") if is_numeric else ("homocysteine_flag",)
    names = [name for name in choices if name not in left_out]
    rows = [{name: draw.choice([None, *choices[name]]) for name in names} for _ in range(100)]
    return rows, wanted_of(rows, PMOL if is_numeric else UNITS, load_guideline(guideline))


PMOL = {"total_b12": "pmol/L"}


@pytest.mark.parametrize("engine", ENGINES)
def test_so_it_is_on_every_engine(engine: str) -> None:
    rows, wanted = drawn(BNF, is_numeric=False)
    check(engine, rows, UNITS, GUIDELINES[0], wanted)


@pytest.mark.parametrize("engine", ENGINES)
def test_so_it_is_with_numbers(engine: str) -> None:
    rows, wanted = drawn("uk-nhs-highland-hydroxocobalamin", is_numeric=True)
    check(engine, rows, PMOL, load_guideline("uk-nhs-highland-hydroxocobalamin"), wanted)


# Columns that together are too many combinations for one look-up, and of whose values not every combination occurs.
WIDE: dict[str, list[Any]] = {
    "age": [17.0, 46.0, 71.0],
    "purpose": ["treatment"],
    "cause": ["pernicious-anaemia", "dietary-vegan"],
    "pregnancy": ["pregnant", "not pregnant"],
    "neurological": [*BOTH],
    "anaemia": ["none", "present"],
    "optic_disease": ["leber", "none", "tobacco-amblyopia"],
    "allergies": ["none", "Cobalt", "penicillin"],
    "total_b12": ["100", "200"],
    "total_b12_flag": ["low", "normal"],
    "homocysteine": ["5", "20"],
    "haemoglobin": ["90", "120"],
    "creatinine": ["90", "200"],
    "creatinine_flag": ["high", "normal"],
}


@pytest.mark.parametrize("most", [lookups.MOST_CELLS, 500])
@pytest.mark.parametrize("engine", ["polars", "polars lazy"])
def test_so_it_is_where_one_look_up_is_parted(engine: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "MOST_CELLS", most)
    draw = Random(3)  # noqa: S311  (the same rows each time)
    units = {"total_b12": "ng/L", "homocysteine": "umol/L", "haemoglobin": "g/L", "creatinine": "umol/L"}
    check(engine, [{name: draw.choice([None, *WIDE[name]]) for name in WIDE} for _ in range(60)], units, GUIDELINES[0])


NHANES = Path(__file__).parents[2] / "shared" / "data" / "nhanes" / "nhanes_2011_2014.csv"
MEASURED = {"age": "age_years", "total_b12": "b12_pg_ml", "mma": "mma_nmol_l", "pregnancy": "pregnant", "sex": "sex"}
SAID = (
    "action",
    "rule_id",
    "missing",
    "blocked",
    "contraindications",
    "contraindications_not_checked",
    "disagreements",
)


@cache
def nhanes() -> tuple[dict[str, list[Any]], list[dict[str, Any]]]:
    """Read what the CDC measured in people, and what each of them gets alone."""
    with NHANES.open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    pregnancy = {"True": "pregnant", "False": "not-pregnant", "": None}
    columns: dict[str, list[Any]] = {column: [one[column] or None for one in people] for column in MEASURED.values()}
    columns["pregnant"] = [pregnancy[one["pregnant"]] for one in people]
    columns["age_years"] = [int(one["age_years"]) for one in people]
    wanted = []
    for one, is_pregnant in zip(people, columns["pregnant"], strict=True):
        results = [("total-b12", one["b12_pg_ml"], "pg/mL"), ("mma", one["mma_nmol_l"], "nmol/L")]
        labs = [LabResult(name, value, unit=unit) for name, value, unit in results if value]
        patient = Patient(age=int(one["age_years"]), sex=one["sex"], pregnancy=is_pregnant, labs=labs or None)
        wanted.append(expected(patient, NG239_TESTING, SAID))
    return columns, wanted


@pytest.mark.skipif(not NHANES.is_file(), reason=f"the NHANES file is not there: {NHANES.name}")
@pytest.mark.parametrize("engine", ENGINES)
def test_everybody_measured_by_the_cdc_gets_what_they_get_alone(engine: str) -> None:
    columns, wanted = nhanes()
    answered = select_regimens(
        make(engine, columns),
        guideline=NG239_TESTING,
        columns=MEASURED,
        units={"total_b12": "pg/mL", "mma": "nmol/L"},
        outputs=SAID,
    )
    told = [{name: row[name] for name in SAID} for row in rows_of(answered)]
    assert len(told) == 10_331
    assert told == wanted


def test_names_are_read_by_what_they_hold(frame: Frame) -> None:
    guideline = parse_guideline(LOCAL)
    names = ["none", "Metformin 500", "amoxicillin", "an antibiotic", "omeprazole", None, "metformin antibiotic"]
    answered = rows_of(select_regimens(frame({"drugs": names}), guideline=guideline, columns={"medicines": "drugs"}))
    patients = [Patient(medicines=None if name is None else [name]) for name in names]
    assert [row["rule_id"] for row in answered] == [expected(patient, guideline)["rule_id"] for patient in patients]


def test_contraindications_may_go_by_age(frame: Frame) -> None:
    data = {"age": [15, 16, None, 15], "sex": ["female", "female", "female", None], "medicines": ["none"] * 4}
    answered = rows_of(select_regimens(frame(data), guideline=parse_guideline(LOCAL)))
    assert ["girls" in (row["contraindications"] or "") for row in answered] == [True, False, False, False]
    assert ["girls" in row["contraindications_not_checked"] for row in answered] == [False, False, True, True]


def test_numbers_are_those_that_the_source_prints(frame: Frame) -> None:
    data = {
        "purpose": ["treatment", "prophylaxis"],
        "neurological": [False, None],
        "cause": ["pernicious-anaemia", None],
    }
    more = {"age": [46, 46], "optic_disease": ["none", "none"]}
    first, second = rows_of(select_regimens(frame(data | more), guideline=BNF))
    assert first["regimens"] == (
        "hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: 1 mg IM every 2-3 months"
    )
    said = {name: first[name] for name in first if name.startswith(("repletion_", "maintenance_"))}
    assert {name: value for name, value in said.items() if value is not None} == {
        "repletion_doses_low": 6,
        "repletion_doses_high": 6,
        "repletion_dose_mcg_low": 1000,
        "repletion_dose_mcg_high": 1000,
        "repletion_doses_per_interval_low": 3,
        "repletion_doses_per_interval_high": 3,
        "repletion_interval_days_low": 7,
        "repletion_interval_days_high": 7,
        "maintenance_dose_mcg_low": 1000,
        "maintenance_dose_mcg_high": 1000,
        "maintenance_doses_per_interval_low": 1,
        "maintenance_doses_per_interval_high": 1,
        "maintenance_interval_months_low": 2,
        "maintenance_interval_months_high": 3,
    }
    assert first["drug"] == "hydroxocobalamin"
    assert "[secondary]" in first["sources"]
    assert second["repletion_doses_low"] is None


def test_what_a_source_leaves_open_has_no_number(frame: Frame) -> None:
    data = {"medicines": ["metformin", "antibiotic", "none"]}
    choice, by_weight, none = rows_of(select_regimens(frame(data), guideline=parse_guideline(LOCAL)))
    for row in (choice, by_weight, none):
        assert row["maintenance_dose_mcg_low"] is None
    assert by_weight["repletion_dose_mcg_low"] is None
    assert by_weight["repletion_interval_days_low"] == 1


def test_results_are_interpreted_as_alone(frame: Frame) -> None:
    data = {
        "b12": [120.0, 200.0, 400.0, None, 90.0],
        "sign": ["<", None, None, None, "~"],
        "mma": ["500", "300", None, "> 600", None],
        "mma_flag": [None, None, None, None, "high"],
        "age": [46, 46, 46, 46, 10],
        "renal_impairment": [False, None, None, True, None],
    }
    references = {"mma": "73-271 nmol/L"}
    given: dict[str, Any] = {"columns": {"total_b12": "b12", "total_b12_comparator": "sign"}, "references": references}
    units = {"total_b12": "pmol/L", "mma": "nmol/L"}
    answered = rows_of(interpret_labs(frame(data), thresholds=NG239, units=units, **given))
    panels: list[list[LabResult]] = [
        [LabResult("total-b12", "<120 pmol/L"), LabResult("mma", "500 nmol/L", reference="73-271 nmol/L")],
        [LabResult("total-b12", "200 pmol/L"), LabResult("mma", "300 nmol/L", reference="73-271 nmol/L")],
        [LabResult("total-b12", "400 pmol/L")],
        [LabResult("mma", ">600 nmol/L", reference="73-271 nmol/L")],
        [LabResult("mma", flag="high")],
    ]
    for number, (row, panel) in enumerate(zip(answered, panels, strict=True)):
        patient = Patient(age=data["age"][number], conditions={"renal_impairment": data["renal_impairment"][number]})
        found = interpret_panel(panel, thresholds=NG239, patient=patient)
        assert row["deficiency_by_labs"] == found.deficiency
        last = found.findings[-1]
        column = last.result.analyte.replace("-", "_")
        assert row[f"{column}_finding"] == last.finding
        assert row[f"{column}_may_be"] == ("; ".join(last.may_be) or None)
        assert row[f"{column}_why"] == last.reason
        paths = {path for name in ("total_b12", "mma") for path in (row[f"{name}_not_checked"] or "").split("; ")}
        assert paths - {""} == set(found.not_checked)
    assert answered[4]["could_not_read"] == 'sign: "~" is no comparator'
    assert {row["thresholds_id"] for row in answered} == {"uk-nice-ng239"}


WRITTEN = [
    *("132.9 pmol/L", "180.128673 ng/L", "133 pmol/L", "180 ng/L", "179.9ng/L", "<50 ng/L", " >= 258.1 pmol/L "),
    *("150 pg/mL", "150", "150 mmol/L", "150 PMOL/L", "1,200 ng/L", "<0 pmol/L", "0 pmol/L", "-", "unknown", None),
    *("0150 ng/L", "150 ng/L pmol/L"),
]


def test_each_cell_is_read_in_the_unit_that_it_names(frame: Frame) -> None:
    data = {"b12": WRITTEN, "age": [46] * len(WRITTEN)}
    asked: dict[str, Any] = {"columns": {"total_b12": "b12"}, "units": {"total_b12": ["ng/L", "pmol/L"]}}
    read = rows_of(interpret_labs(frame(data), thresholds=NG239, **asked))
    told = rows_of(select_regimens(frame(data), guideline=NG239_TESTING, **asked))
    not_read = 0
    for cell, level, answer in zip(WRITTEN, read, told, strict=True):
        result = None if cell in (None, "-", "unknown") or reason("total-b12", cell) else LabResult("total-b12", cell)
        result = None if result and result.value and str(result.value.unit) == "pg/mL" else result
        found = interpret_panel([result] if result else [], thresholds=NG239, patient=Patient(age=46))
        alone_said = (found.findings[0].finding if found.findings else None, found.deficiency)
        assert (level["total_b12_finding"], level["deficiency_by_labs"]) == alone_said, cell
        assert level["total_b12_why"] == (found.findings[0].reason if found.findings else None), cell
        if result or cell in (None, "-", "unknown"):
            assert (level["could_not_read"], answer["could_not_read"]) == (None, None), cell
        else:
            not_read += 1
            has_comma = "has a comma that may group thousands or be a decimal point (write whichever is meant)"
            why = has_comma if "," in cell else "is no result that names its unit, ng/L or pmol/L"
            assert level["could_not_read"] == f'b12: "{cell}" {why}'
        patient = Patient(age=46, labs=[result] if result else None)
        assert answer["missing"] == expected(patient, NG239_TESTING, ["missing"])["missing"], cell
    assert not_read == 8
    checked = next(one for one in check_columns(frame(data), **asked) if one.column == "b12")
    assert (checked.missing, checked.looks_like) == (3, (("pg/mL", 1),))


GROUPED = ["1.250", "<1.250 ng/L", " 12.345 ", "1.250.000", "132.915", "1.2500", "0.125", "1250", "1,250"]


@pytest.mark.parametrize("unit", ["ng/L", ["ng/L", "pmol/L"]])
def test_a_level_whose_point_may_group_thousands_is_not_read(frame: Frame, unit: str | list[str]) -> None:
    cells = GROUPED if unit == "ng/L" else [f"{cell.strip().removesuffix(' ng/L')} ng/L" for cell in GROUPED]
    read = rows_of(interpret_labs(frame({"total_b12": cells}), thresholds=NG239, units={"total_b12": unit}))
    why = "has a point that may group thousands or be a decimal point (write whichever is meant)"
    for cell, row in zip(cells, read, strict=True):
        alone = reason("total-b12", cell, unit="ng/L")
        assert (row["could_not_read"] is None) is (alone is None), cell
        if "the point may be" in str(alone):
            assert row["could_not_read"] == f'total_b12: "{cell}" {why}'
            assert row["total_b12_finding"] is None
    assert sum(why in (row["could_not_read"] or "") for row in read) == 4
    other = rows_of(
        interpret_labs(frame({"homocysteine": ["12.345"]}), thresholds=NG239, units={"homocysteine": "umol/L"})
    )
    assert other[0]["could_not_read"] is None
    number = rows_of(interpret_labs(frame({"total_b12": [12.345]}), thresholds=NG239, units={"total_b12": "ng/L"}))
    assert (number[0]["could_not_read"], number[0]["total_b12_finding"]) == (None, "confirmed")
    with pytest.raises(FrameError, match=r"references.total_b12: .* group thousands \(1100\)"):
        interpret_labs(
            frame({"total_b12": [205.0]}),
            thresholds=NG239,
            units={"total_b12": "ng/L"},
            references={"total_b12": "<1.100 ng/L"},
        )


def test_each_result_says_why_it_is_not_interpreted(frame: Frame) -> None:
    data = {
        "total_b12": ["88", "110", "<300", "200", None],
        "age": ["34 years", "9 years", *["50 years"] * 3],
        "pregnancy": ["pregnant", *["not pregnant"] * 4],
        "b12_treatment": ["none"] * 5,
    }
    rows = rows_of(interpret_labs(frame(data), thresholds=NG239, units={"total_b12": "ng/L"}))
    assert [row["total_b12_finding"] for row in rows] == [*["not-interpretable"] * 3, "indeterminate", None]
    assert [row["could_not_read"] for row in rows] == [None] * 5
    pregnant, child, censored, placed, missing = (row["total_b12_why"] for row in rows)
    assert "pregnan" in pregnant
    assert child == "these cut-offs are for people from 16 years on (it would read: confirmed)"
    assert censored.startswith("it is censored, and may be ")
    assert "180-350 ng/L" in placed
    assert missing is None


def test_a_level_of_nothing_is_named(frame: Frame) -> None:
    data = {"b12": ["0", "0.0", "0 ng/L", ">0", "300", None], "age": [46] * 6}
    asked: dict[str, Any] = {"columns": {"total_b12": "b12"}, "units": {"total_b12": "ng/L"}}
    rows = rows_of(interpret_labs(frame(data), thresholds=NG239, **asked))
    assert [row["total_b12_finding"] for row in rows[:3]] == ["confirmed"] * 3
    said = "; it is reported as 0: leave it out if that stands for no result"
    assert [(row["total_b12_why"] or "").endswith(said) for row in rows] == [*[True] * 3, *[False] * 3]
    alone = interpret_panel([LabResult("creatinine", "0 mg/dL")], thresholds=NG239)
    assert alone.findings[0].reason.endswith(said)
    level = next(one for one in check_columns(frame(data), **asked) if one.column == "b12")
    assert (level.read, level.zeros) == (5, 3)
    assert str(level).endswith("; 3 cells are 0, and read so: leave blank what stands for no result")
    one = check_columns(frame({"mma": [0.0]}), units={"mma": "nmol/L"})[0]
    assert str(one).endswith("; 1 cell is 0, and read so: leave blank what stands for no result")


def test_units_in_a_column_of_their_own_are_named(frame: Frame) -> None:
    data = {
        "total_b12": ["151", "200", "90", None],
        "Units": ["ng/L", "pmol/L ", None, "-"],
        "dose": ["1 mg", "2 mg", "3 mg", "4 mg"],
        "sent": ["mg", "mg", "mg", "mg"],
    }
    checks = {one.column: one for one in check_columns(frame(data), units={"total_b12": "ng/L"})}
    assert checks["Units"].names_units == ("ng/L", "pmol/L")
    assert str(checks["Units"]) == (
        "Units: not used; its cells are units (ng/L or pmol/L): if they are those of a result, join the two in one "
        "text and give a list of units"
    )
    assert [str(checks[name]) for name in ("dose", "sent")] == ["dose: not used", "sent: not used"]
    with pytest.raises(FrameError, match='"Units" is a column of the frame; join each value with its unit in one text'):
        interpret_labs(frame(data), thresholds=NG239, units={"total_b12": "Units"})


def test_a_header_that_names_an_analyte_is_one_of_results() -> None:
    headers = ["B12", "B12.1", "Hb", "b12_treatmnt", "notes"]
    checks = check_columns(make(HELD[0], {name: ["x"] for name in headers}))
    assert {one.column: one.resembles for one in checks if one.column != "key"} == {
        "B12": ("total_b12", "active_b12"),
        "B12.1": ("total_b12", "active_b12"),
        "Hb": ("haemoglobin",),
        "b12_treatmnt": ("b12_treatment",),
        "notes": (),
    }
    assert str(next(one for one in checks if one.column == "B12")) == (
        'B12: not used; did you mean "total_b12" or "active_b12"?'
    )


def test_a_short_list_is_shown_and_a_long_one_is_not(frame: Frame) -> None:
    data = {"sex": ["M", "female"], "cause": ["PA", "vegan"], "pregnancy": ["N", None]}
    said = {one.column: str(one) for one in check_columns(frame(data))}
    assert said["sex"].endswith('such as "M": is not one of its values (female, male or other)')
    assert said["pregnancy"].endswith("(not-pregnant, pregnant or breastfeeding)")
    assert said["cause"].endswith('such as "PA": is not one of its values')


def test_columns_the_wrong_way_round_are_said_once() -> None:
    frame = make(HELD[0], {"Age (yrs)": [46], "Sex": ["female"], "Purpose": ["treatment"], "reason": ["vegan"]})
    columns = {"Age (yrs)": "age", "Sex": "sex", "Purpose": "purpose", "cause": "reason"}
    with pytest.raises(FrameError) as wrong:
        check_columns(frame, columns=columns)
    (said,) = map(str, wrong.value.findings)
    right = '{"age": "Age (yrs)", "sex": "Sex", "purpose": "Purpose"}'
    assert said == f"columns: the attribute comes first, and then your column: {right}"


def test_a_number_names_no_unit(frame: Frame) -> None:
    asked: dict[str, Any] = {"units": {"total_b12": ["ng/L"]}}
    read = rows_of(interpret_labs(frame({"total_b12": [150.0, None]}), thresholds=NG239, **asked))
    assert [row["could_not_read"] for row in read] == [
        "total_b12: the value is no result that names its unit, ng/L",
        None,
    ]


COUNTS = [
    "90 10*9/L",
    "90  10*9/L",
    "9010*9/L",
    "90 x 10^9/L",
    "90x10^9/L",
    "< 90 10^9/L",
    " 90 10^9/L",
    "90 K/uL",
    "90",
]


def test_a_unit_that_begins_with_a_digit_is_told_from_the_number(frame: Frame) -> None:
    read = rows_of(interpret_labs(frame({"platelets": COUNTS}), thresholds=NG239, units={"platelets": "10^9/L"}))
    wanted = [reason("platelets", cell, unit="10^9/L") is not None for cell in COUNTS]
    assert [row["could_not_read"] is not None for row in read] == wanted
    assert wanted == [False, True, True, False, False, False, False, True, False]


def test_one_row_with_its_own_unit_is_explained() -> None:
    held = make(HELD[0], {"total_b12": ["132.9 pmol/L", "151", "151 mmol/L"], "age": [46] * 3})
    asked: dict[str, Any] = {"guideline": NG239_TESTING, "units": {"total_b12": ["ng/L", "pmol/L"]}}
    levels = [explain(held, row, **asked).labs for row in range(3)]
    assert [level.deficiency if level else None for level in levels] == ["confirmed", None, None]


def test_cells_that_do_not_fit_together_are_named(frame: Frame) -> None:
    data = {
        "total_b12": [None, 0.0, 120.0],
        "total_b12_comparator": ["<", "<", ">"],
        "haemoglobin_flag": ["low", None, None],
        "anaemia": ["none", None, None],
        "reversible": [True, None, None],
        "severe": [1, 2, None],
    }
    answered = rows_of(
        select_regimens(
            frame(data),
            guideline="uk-nhs-highland-hydroxocobalamin",
            units={"total_b12": "pmol/L"},
            columns={"neurological": "severe"},
        )
    )
    first, second, third = (row["could_not_read"] for row in answered)
    assert first == (
        "severe: the value is neither true nor false; total-b12: there is a comparator and no value; "
        "reversible: there is no cause to which it belongs"
    )
    assert "nothing is below 0" in second
    assert third is None
    assert "the record says none" in answered[0]["disagreements"]


def test_an_alert_that_was_not_looked_at_is_not_checked(frame: Frame) -> None:
    answered = rows_of(select_regimens(frame({"age": [46]}), guideline=BNF))
    assert answered[0]["contraindications"] is None
    assert answered[0]["contraindications_not_checked"] == "cobalamin-allergy; anaemia-of-pregnancy"


def test_a_source_on_testing_warns_of_no_injection(frame: Frame) -> None:
    answered = rows_of(select_regimens(frame({"age": [46]}), guideline="uk-nice-ng239-testing"))
    assert answered[0]["contraindications_not_checked"] is None


def test_a_frame_without_rows_has_the_columns(frame: Frame) -> None:
    data: dict[str, list[Any]] = {"age": [46, 17], "cause": ["vegan", None]}
    empty = nw.from_native(frame(data)).filter(nw.col("key") < 0).to_native()
    assert rows_of(select_regimens(empty, guideline=BNF)) == []


def test_other_kinds_of_columns_are_not_read(frame: Frame) -> None:
    data = {
        "age": [True, False],
        "cause": [datetime(2026, 1, 1, tzinfo=UTC), None],
        "allergies": [1.5, None],
        "neurological": ["yes", " "],
    }
    answered = rows_of(select_regimens(frame(data), guideline=BNF))
    assert [part.split(":")[0] for part in answered[0]["could_not_read"].split("; ")] == [
        "age",
        "cause",
        "neurological",
        "allergies",
    ]
    assert answered[1]["could_not_read"] == (
        'age: the value is no age in completed units (write for instance "46 years" or "13 months")'
    )


def test_lazy_frames_stay_lazy() -> None:
    pl = pytest.importorskip("polars")
    lazy = pl.LazyFrame({"age": [46]}).map_batches(_refuse)
    answered = select_regimens(lazy, guideline=BNF)
    assert isinstance(answered, pl.LazyFrame)
    with pytest.raises(AssertionError, match="was read"):
        answered.collect()


def _refuse(_: Any) -> Any:
    raise AssertionError("the frame was read")


def test_an_index_is_kept() -> None:
    pd = pytest.importorskip("pandas")
    answered = select_regimens(pd.DataFrame({"age": [46, 10]}, index=["a", "b"]), guideline=BNF)
    assert list(answered.index) == ["a", "b"]
    assert answered.loc["b", "action"] == "out-of-scope"


def test_objects_of_any_kind_are_told_apart() -> None:
    pd = pytest.importorskip("pandas")
    cells = pd.Series([True, 1, 1.0, "x", [1], None, float("nan"), pd.NA], dtype=object)
    answered = select_regimens(pd.DataFrame({"neurological": cells, "cause": "vegan"}), guideline=BNF)
    unread = answered["could_not_read"].astype(object)
    assert [isinstance(reason, str) for reason in unread] == [False, True, True, True, True, False, False, False]
    categories = pd.DataFrame({"age": pd.Categorical([46, 10, 46])})
    assert list(select_regimens(categories, guideline=BNF)["action"]) == ["ask", "out-of-scope", "ask"]
    dates = pd.DataFrame({"cause": pd.to_datetime(["2026-01-01", None])})
    assert list(select_regimens(dates, guideline=BNF)["could_not_read"].notna()) == [True, False]


def test_exotic_columns_of_polars() -> None:
    pl = pytest.importorskip("polars")
    from decimal import Decimal

    held = pl.DataFrame(
        {
            "age": pl.Series([Decimal(46), None]),
            "cause": pl.Series(["vegan", None], dtype=pl.Object),
            "neurological": pl.Series([[1], None]),
            "purpose": pl.Series([None, None]),
        }
    )
    answered = select_regimens(held, guideline=BNF)
    assert answered["could_not_read"].to_list() == ["neurological: the value is neither true nor false", None]


def test_exotic_columns_of_pyarrow() -> None:
    pa = pytest.importorskip("pyarrow")
    from decimal import Decimal

    held = pa.table(
        {
            "age": pa.array([Decimal(46), None]),
            "cause": pa.array(["vegan", None], pa.large_string()),
            "purpose": pa.nulls(2),
            "optic_disease": pa.chunked_array(
                [pa.array(["none"]).dictionary_encode(), pa.array(["leber"]).dictionary_encode()]
            ),
        }
    )
    answered = select_regimens(held, guideline=BNF).to_pylist()
    assert [row["could_not_read"] for row in answered] == [None, None]
    assert [row["missing"] for row in answered] == ["severity.neurological; purpose", "cause; age"]


# What is asked of a whole frame


MANY: dict[str, Any] = {
    "age": 46,
    "purpose": "treatment",
    "cause": "pernicious-anaemia",
    "severity": {"neurological": False},
    "optic_disease": "none",
}
AUDIT = {
    "age": [46, 46, 10, None, 70],
    "cause": ["vegan", "pernicious-anaemia", "vegan", "vegan", "percinious"],
    "neurological": [False, None, None, False, False],
    "purpose": ["treatment"] * 5,
    "optic_disease": ["none"] * 5,
}


def test_one_row_is_explained_in_full() -> None:
    held = make(HELD[0], AUDIT | {"total_b12": ["<50", "x", None, "90", "90"], "creatinine_flag": ["high"] * 5})
    found = explain(held, 1, guideline=BNF, units={"total_b12": "ng/L"})
    assert found.action == "ask"
    assert found.labs is not None
    assert [str(one.result) for one in found.labs.findings] == ["creatinine high"]
    assert found.alerts_not_checked
    with pytest.raises(FrameError, match="9 is no row; there are 5, from 0"):
        explain(held, 9, guideline=BNF, units={"total_b12": "ng/L"})


@pytest.mark.parametrize("engine", HELD)
def test_the_row_that_is_explained_is_the_patient_alone(engine: str) -> None:
    rows, _ = drawn(BNF, is_numeric=False)
    held = make(engine, columns_of(rows, list(rows[0])))
    for row in range(3):
        found = explain(held, row, guideline=BNF, units=UNITS)
        assert found.case.patient.to_dict() == alone(rows[row], UNITS)[0].to_dict()


def test_what_does_not_fit_together_is_left_out_of_an_explanation() -> None:
    data = {"age": [46.0, None, 1], "total_b12": [0.0, 90.0, 90.0], "total_b12_comparator": ["<", None, "~"]}
    held = make("pandas", data)
    first, second, third = (explain(held, row, guideline=BNF, units={"total_b12": "ng/L"}) for row in range(3))
    assert (first.labs, str(first.case.patient.age)) == (None, "46 years")
    assert second.labs is not None
    assert third.labs is None


def test_two_guidelines_are_compared_by_the_cut_offs_that_are_passed() -> None:
    measured = pytest.importorskip("pandas").DataFrame({"age": [46], "purpose": ["treatment"], "active_b12": [40]})
    known = {"units": {"active_b12": "pmol/L"}, "thresholds": "no-such"}
    with pytest.raises(UnknownThresholdsError, match="no-such"):
        compare(measured, (BNF, "uk-nice-cks"), **known)
    assert rows_of(compare(measured, (BNF, "uk-nice-cks"), **(known | {"thresholds": "valente-holotc"})))


def test_a_lazy_frame_has_no_numbered_rows() -> None:
    pl = pytest.importorskip("polars")
    with pytest.raises(FrameError, match="take the row into memory first"):
        explain(pl.LazyFrame(AUDIT), 0, guideline=BNF)


def test_answers_are_counted(frame: Frame) -> None:
    answered = select_regimens(frame(AUDIT), guideline=BNF, prefix="bnf_")
    counts = rows_of(summarise(answered, count=["action", "could_not_read"], prefix="bnf_"))
    assert sorted((row["column"], row["value"] or "", row["rows"]) for row in counts) == [
        ("bnf_action", "ask", 3),
        ("bnf_action", "inject", 1),
        ("bnf_action", "out-of-scope", 1),
        ("bnf_could_not_read", "", 4),
        ("bnf_could_not_read", 'cause: "percinious" is not one of its values', 1),
    ]
    with pytest.raises(FrameError, match="answer it first"):
        summarise(frame(AUDIT))


def test_two_guidelines_are_cross_tabulated(frame: Frame) -> None:
    counts = rows_of(compare(frame(AUDIT), (BNF, "uk-nice-cks")))
    assert sum(row["rows"] for row in counts) == 5
    first = {row["first_action"] for row in counts}
    assert first == {"ask", "inject", "out-of-scope"}
    assert set(counts[0]) == {"first_action", "first_rule_id", "second_action", "second_rule_id", "regimens", "rows"}
    assert [row["regimens"] for row in counts if row["first_action"] != "inject"] == [None] * (len(counts) - 1)
    every = {**AUDIT, "age": [46] * 5, "neurological": [False] * 5, "cause": ["pernicious-anaemia"] * 5}
    for other, wanted in ((BNF, "same"), ("uk-bnf-hydroxocobalamin-3-monthly", "different")):
        counts = rows_of(compare(frame(every), (BNF, other)))
        alone_said = [select_regimen(Patient(**MANY), guideline=one).regimens for one in (BNF, other)]
        assert (alone_said[0] == alone_said[1]) == (wanted == "same")
        assert [(row["regimens"], row["rows"]) for row in counts] == [(wanted, 5)]


def test_a_column_of_a_comparison_is_not_overwritten() -> None:
    with pytest.raises(FrameError, match="First_action: the comparison has a column of this name; rename yours"):
        compare(make(HELD[0], {"First_action": ["x"], "first_name": ["y"]}), (BNF, "uk-nice-cks"))
    assert len(rows_of(compare(make(HELD[0], {"first_name": ["y"]}), (BNF, "uk-nice-cks")))) == 1


def test_counts_are_numbered_from_zero() -> None:
    pd = pytest.importorskip("pandas")
    answered = select_regimens(pd.DataFrame(AUDIT), guideline=BNF)
    counts = summarise(answered, count=["action", "blocked"])
    assert list(counts.index) == list(range(len(counts)))
    pairs = compare(pd.DataFrame(AUDIT), (BNF, "uk-nice-cks"))
    assert list(pairs.index) == list(range(len(pairs)))


def test_yes_and_no_are_counted_alike(frame: Frame) -> None:
    answered = select_regimens(frame({"allergies": ["cobalamin", None, "penicillin"]}), guideline=BNF)
    counts = rows_of(summarise(answered, count=["blocked"]))
    assert sorted((row["value"] or "", row["rows"]) for row in counts) == [("", 2), ("true", 1)]


def test_what_would_change_most_answers_comes_first(frame: Frame) -> None:
    found = what_to_collect(frame(AUDIT), guideline=BNF)
    assert [(one.path, one.rows, one.rows_alone) for one in found] == [
        ("age", 1, 1),
        ("cause", 1, 1),
        ("severity.neurological", 1, 1),
    ]


def test_columns_are_tried_first(frame: Frame) -> None:
    data = {
        "b12": ["90", "<50", "120 pmol/L", "130 pmol/L", "9 mmol/L", None, "unknown"],
        "cause": ["vegan", "percinious", *[None] * 5],
        "b12_flag": ["low", "?", *[None] * 5],
        "sign": ["<", "?", *[None] * 5],
    }
    names = {"total_b12": "b12", "total_b12_flag": "b12_flag", "total_b12_comparator": "sign"}
    cause, level, sign, flag, _ = check_columns(frame(data), columns=names, units={"total_b12": "ng/L"})
    assert (cause.read, cause.missing, cause.not_read) == (1, 5, 1)
    assert str(cause) == (
        'cause: 1 read, 5 missing, 1 not read, such as "percinious" (did you mean "pernicious-anaemia"?): '
        "is not one of its values"
    )
    assert str(level) == (
        'b12: 2 read, 2 missing, 3 not read, such as "120 pmol/L", "130 pmol/L", "9 mmol/L": is no result in ng/L; '
        "2 values look like pmol/L"
    )
    assert (sign.not_read, flag.not_read) == (1, 1)
    assert str(check_columns(frame({"age": [46]}))[0]) == "age: 1 read, 0 missing, 0 not read"
    assert str(flag).startswith("b12_flag: 1 read, 5 missing, 1 not read")


def test_every_spelling_that_is_not_read_is_counted(frame: Frame) -> None:
    data = {
        "cause": ["Crohns", "Crohns", "percinious", "pa", "diet?", "vegan"],
        "age": ["46", "46", "71.0", "old", "unknown", "46 years"],
        "neurological": ["Y", "N", None, "", "TRUE", "Y"],
        "allergies": ["penicillin", "N/A", "none", "other", "NKDA", "hydroxocobalamin"],
    }
    age, cause, yes_no, allergies, _ = check_columns(frame(data))
    assert [(one.cell, one.rows, one.resembles) for one in cause.examples] == [
        ("Crohns", 2, None),
        ("diet?", 1, None),
        ("pa", 1, None),
        ("percinious", 1, "pernicious-anaemia"),
    ]
    assert '"Crohns" 2 times, "diet?", "pa" and 1 other spelling: is not one of its values' in str(cause)
    without_unit = 'is text without a unit (write for instance "46 years", or make the column whole numbers)'
    assert str(age) == (
        f'age: 1 read, 1 missing, 4 not read, such as "46" 2 times, "71.0": {without_unit}; '
        'such as "old": is no age in completed units (write for instance "46 years" or "13 months")'
    )
    assert 'such as "Y" 2 times, "N", "TRUE": is text, and neither true nor false (map your words' in str(yes_no)
    assert (allergies.read, [(one.cell, one.rows) for one in allergies.leaves_open]) == (
        6,
        [("N/A", 1), ("NKDA", 1), ("penicillin", 1)],
    )
    assert '("other" says that none does, "none" that there is no allergy)' in str(allergies)
    told = [row["could_not_read"] or "" for row in rows_of(select_regimens(frame(data), guideline=BNF))]
    assert [f'age: "{cell}" {without_unit}' in said for cell, said in zip(data["age"], told, strict=True)] == [
        *(True, True, True),
        *(False, False, False),
    ]
    also = frame({**data, "pregnancy": ["not pregnant"] * 6})
    blocked = [row["blocked"] for row in rows_of(select_regimens(also, guideline=BNF))]
    assert blocked == [None, None, False, False, None, True]


def test_columns_that_tell_nothing_are_named() -> None:
    found = check_columns(make(HELD[0], {"neurologic": [True], "age": [46], "total_b12_flg": ["low"]}))
    assert list(map(str, found)) == [
        "age: 1 read, 0 missing, 0 not read",
        "key: not used",
        'neurologic: not used; did you mean "neurological"?',
        'total_b12_flg: not used; did you mean "total_b12_flag"?',
    ]
    assert [one.tells for one in found] == ["age", None, None, None]


@pytest.mark.parametrize("engine", [engine for engine in HELD if engine in ("polars", "pyarrow", "pandas pyarrow")])
def test_cells_that_hold_lists_cannot_be_read(engine: str) -> None:
    lists = make(engine, {"age": [[46], None], "allergies": [["cobalt"], ["none"]]})
    assert [(one.missing, one.not_read) for one in check_columns(lists)[:2]] == [(1, 1), (0, 2)]
    said = [row["could_not_read"] for row in rows_of(select_regimens(lists, guideline=BNF))]
    no_name = "allergies: the value is no name"
    no_age = 'age: the value is no age in completed units (write for instance "46 years" or "13 months")'
    assert said == [f"{no_age}; {no_name}", no_name]


ANY_KIND: list[Any] = [
    Decimal(150),
    Decimal("9.0"),
    Decimal("9.5"),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    9.0,
    9,
    True,
    "9",
    "150",
    [9],
    date(2020, 1, 1),
    b"9",
    1 + 0j,
]


def scalars_of_numpy() -> list[Any]:
    np = pytest.importorskip("numpy")
    of_time = [np.timedelta64(9, "D"), np.datetime64("2020-01-01")]
    return [np.int8(9), np.uint64(150), np.float32(9.5), np.float64("nan"), np.bool_(True), np.str_("9"), *of_time]  # noqa: FBT003


def test_cells_of_any_kind_are_read_as_they_are_for_one_patient_and_by_the_dry_run() -> None:
    pd = pytest.importorskip("pandas")
    cells = [*ANY_KIND, *scalars_of_numpy()]
    held = pd.DataFrame({name: pd.Series(cells, dtype=object) for name in ("age", "total_b12", "neurological")})
    units = {"total_b12": "ng/L"}
    answered = rows_of(select_regimens(held, guideline=BNF, units=units))
    levels = rows_of(interpret_labs(held, thresholds=NG239, units=units))
    told = [row["could_not_read"] or "" for row in answered]
    for number, (row, level) in enumerate(zip(answered, levels, strict=True)):
        alone = explain(held, number, guideline=BNF, units=units, thresholds=NG239)
        assert (row["action"], row["missing"]) == (alone.action, "; ".join(q.path for q in alone.questions) or None)
        assert level["deficiency_by_labs"] == (alone.labs.deficiency if alone.labs else None)
        assert ("age: " not in told[number]) == (alone.case.patient.age is not None or is_missing(cells[number]))
    for check in check_columns(held, units=units):
        assert check.not_read == sum(f"{check.column}: " in one for one in told)
    assert {answered[cells.index(cell)]["action"] for cell in (Decimal("9.0"), 9.0, 9)} == {"out-of-scope"}


def test_whole_numbers_of_any_size_are_read() -> None:
    pl = pytest.importorskip("polars")
    for kind in (pl.Int128, pl.Decimal(10, 1)):
        whole = pl.DataFrame({"age": pl.Series([9, None]).cast(kind)})
        actions = [row["action"] for row in rows_of(select_regimens(whole, guideline=BNF))]
        assert actions == ["out-of-scope", "ask"]
        assert explain(whole, 0, guideline=BNF).action == "out-of-scope"


def test_a_number_with_space_around_it_is_read_alike(frame: Frame) -> None:
    rows = rows_of(interpret_labs(frame({"platelets": [" 90 "]}), thresholds=NG239, units={"platelets": "10*9/L"}))
    assert [row["could_not_read"] for row in rows] == [None]


def test_names_of_columns_are_text_and_each_stands_once() -> None:
    pd = pytest.importorskip("pandas")
    with pytest.raises(FrameError, match=re.escape("columns.age: 0 is no text; rename the column")):
        select_regimens(pd.DataFrame({0: [46]}), guideline=BNF, columns={"age": 0})  # type: ignore[dict-item]
    assert list(select_regimens(pd.DataFrame({0: [46]}), guideline=BNF, outputs=["action"])) == [0, "action"]
    with pytest.raises(FrameError, match="two columns have one name: "):
        select_regimens(pd.DataFrame([[46, 9]], columns=["age", "age"]), guideline=BNF)


def test_a_row_has_a_number() -> None:
    held = make(HELD[0], {"age": [46]})
    for row in ("0", True, 1, -1, 0.0):
        with pytest.raises(FrameError, match=re.escape(f"row: {row!r} is no row; there are 1, from 0")):
            explain(held, row, guideline=BNF)  # type: ignore[arg-type]


def test_two_guidelines_are_compared_and_some_column_is_counted() -> None:
    held = make(HELD[0], {"age": [46]})
    for guidelines in ((BNF,), (BNF, BNF, BNF), BNF):
        with pytest.raises(FrameError, match="guidelines: two guidelines are compared"):
            compare(held, guidelines)  # type: ignore[arg-type]
    with pytest.raises(FrameError, match="count: name the columns to count"):
        summarise(held, count=[])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"columns": {"caus": "cause"}}, "there is no such attribute; did you mean"),
        ({"columns": {"age": "cause", "years": "age"}}, "columns.years: there is no such attribute"),
        ({"columns": {"Age": "sex"}}, "columns.Age: there is no such attribute"),
        ({"columns": {"given name": "sex"}}, 'the attribute comes first, and then your column: {"sex": "given name"}'),
        ({"columns": {"optic_disease": "cause"}}, '"cause" is named for cause and optic_disease; a column tells one'),
        ({"columns": {"cause": "why"}}, 'the frame has no column "why"'),
        ({"columns": {"last_given": "age"}}, "next_due alone reads it; give it there as last_given"),
        ({"columns": {"total_b12": "age"}}, 'say in which unit "age" is; expected pg/mL, ng/L or pmol/L'),
        ({"columns": {"total_b12_comparator": "age"}}, "there is no column of total_b12 to which it belongs"),
        ({"columns": {"total_b12": "age"}, "units": {"total_b12": "IU"}}, "is no unit of vitamin B12"),
        ({"columns": {"total_b12": "age"}, "units": {"total-b12": "fL"}}, "total-b12 is not reported in fL"),
        ({"units": {"age": "years"}}, "it is no result that is read here"),
        ({"units": {"mma": "nmol/L"}}, "the frame has no column of mma; name it under columns"),
        (
            {
                "columns": {"haemoglobin": "key"},
                "units": {"haemoglobin": "g/dL"},
                "references": {"haemoglobin": "7-9 mmol/L"},
            },
            "cannot be converted",
        ),
        ({"outputs": ["acton"]}, 'there is no column "acton"; did you mean "action"'),
    ],
)
def test_what_is_wrong_with_columns_is_said_at_once(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(FrameError, match=re.escape(message)):
        select_regimens(make(ENGINES[0], {"age": [46], "cause": ["vegan"]}), guideline=BNF, **asked)


def test_a_column_is_not_overwritten() -> None:
    with pytest.raises(FrameError, match="action: the frame has a column of this name already; give a prefix"):
        select_regimens(make(ENGINES[0], {"action": [46]}), guideline=BNF)


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(FrameError, match="dict is no data frame that is read here; give one of pandas, polars"):
        select_regimens({"age": [46]}, guideline=BNF)  # type: ignore[type-var]
    for file in ("export.csv", Path("export.csv")):
        with pytest.raises(FrameError, match=re.escape('for instance pandas.read_csv("export.csv")')):
            check_columns(file)  # type: ignore[arg-type]


def test_cut_offs_can_be_the_callers() -> None:
    held = make(HELD[0], {"total_b12": [160.0], "age": [46]})
    for thresholds, wanted in ((None, "confirmed"), ("uk-ruh-bath-laboratory", "indeterminate")):
        of = load_thresholds(thresholds) if thresholds else None
        found = select_regimens(held, guideline="uk-nice-ng239-testing", units={"total_b12": "ng/L"}, thresholds=of)
        patient = Patient(age=46, labs=[LabResult("total-b12", "160 ng/L")])
        alone_said = select_regimen(patient, guideline="uk-nice-ng239-testing", thresholds=thresholds)
        assert alone_said.labs is not None
        assert alone_said.labs.deficiency == wanted
        assert rows_of(found)[0]["missing"] == ("; ".join(q.path for q in alone_said.questions) or None)


def test_a_word_beyond_the_first_rows_is_read_too() -> None:
    pl = pytest.importorskip("polars")
    causes = ["vegan"] * 70_000 + ["percinious", None]
    held = pl.DataFrame({"cause": pl.Series(causes, dtype=pl.Categorical)})
    answered = select_regimens(held, guideline=BNF, outputs=["action", "missing", "could_not_read"])
    assert answered["could_not_read"].to_list()[-3:] == [None, 'cause: "percinious" is not one of its values', None]


def test_what_could_not_be_read_can_be_asked_for_alone(frame: Frame) -> None:
    rows = rows_of(select_regimens(frame({"cause": ["percinious", None]}), guideline=BNF, outputs=["could_not_read"]))
    assert [row["could_not_read"] for row in rows] == ['cause: "percinious" is not one of its values', None]


def test_a_name_that_the_library_needs_is_not_overwritten() -> None:
    with pytest.raises(FrameError, match="__b12regimen_code_0: names that begin so are the library's own"):
        select_regimens(make("polars lazy", {"__b12regimen_code_0": ["x"]}), guideline=BNF)


@pytest.mark.spark
def test_a_name_with_a_point_is_refused_on_spark_where_it_is_read() -> None:
    rows, wanted = drawn(BNF, is_numeric=False)
    named = make("pyspark", {"a.b": ["vegan"], **columns_of(rows[:1], list(rows[0]))})
    (row,) = rows_of(select_regimens(named, guideline=BNF, units=UNITS, outputs=["action"], prefix="bnf."))
    assert (row["a.b"], row["bnf.action"]) == ("vegan", wanted[0][0]["action"])
    with pytest.raises(FrameError, match=re.escape("a.b: Spark takes a name with a point for a part of a column")):
        select_regimens(named, guideline=BNF, units=UNITS, columns={"cause": "a.b"})


def test_only_the_columns_that_are_wanted_are_added(frame: Frame) -> None:
    (row,) = rows_of(select_regimens(frame({"allergies": ["cobalamin"]}), guideline=BNF, outputs=["contraindications"]))
    assert row == {"key": 0, "allergies": "cobalamin", "contraindications": "cobalamin-allergy"}


def test_what_shows_a_treatment_says_whether_it_is_blocked(frame: Frame) -> None:
    data = {"allergies": ["hydroxocobalamin", "other", None], "cause": ["percinious", "vegan", None]}
    rows = rows_of(
        select_regimens(frame(data), guideline="uk-nice-ng239-follow-up", outputs=["advice", "could_not_read"])
    )
    assert [row["blocked"] for row in rows] == [True, False, None]


def test_what_no_column_of_answers_needs_is_read_all_the_same() -> None:
    held = make("polars", {"allergies": ["none"], "cause": ["percinious"]})
    (row,) = rows_of(select_regimens(held, guideline=BNF, outputs=["needs_a_clinician", "could_not_read"]))
    assert row["could_not_read"] == 'cause: "percinious" is not one of its values'


def test_a_timing_that_is_no_interval_has_no_number() -> None:
    guideline = parse_guideline(
        LOCAL.replace("1 mg IM weekly for 4 doses, then 1 mg IM monthly", "1 mg IM monthly or as required")
    )
    (row,) = rows_of(select_regimens(make("polars", {"medicines": ["antibiotic"]}), guideline=guideline))
    assert row["maintenance_dose_mcg_low"] == 1000
    assert row["maintenance_interval_months_low"] is None


PARTS = [
    "metformin",
    "Antibiotic",
    "amoxicillin",
    "omeprazole",
    "500 mg",
    "folate",
    "antagonist",
    "daily",
    "no",
    "2",
    "x<y",
    "a",
]
BETWEEN = [" ", ", ", "/", " and ", "; ", " with ", "-", "|", "<", " or "]


def medicines() -> list[str]:
    draw = Random(3)  # noqa: S311  (the same names each time)
    texts = [
        "metformin 500 mg/day; omeprazole",
        "no metformin",
        "metformin, folate antagonist",
        "one a day",
        "Cimétidine",
    ]
    for _ in range(300):
        first, *rest = draw.choices(PARTS, k=draw.randint(1, 5))
        texts.append(first + "".join(draw.choice(BETWEEN) + part for part in rest))
    return texts


def test_medicines_in_one_cell_are_told_apart(frame: Frame) -> None:
    guideline = parse_guideline(LOCAL)
    rows = rows_of(select_regimens(frame({"medicines": medicines()}), guideline=guideline))
    for row, name in zip(rows, medicines(), strict=True):
        wanted = expected(Patient(medicines=[name]), guideline)
        assert row["rule_id"] == wanted["rule_id"] or "medicines" in (row["could_not_read"] or ""), name


def test_many_categories_are_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    pd = pytest.importorskip("pandas")
    monkeypatch.setattr(columns, "_ALL_OF", 0)
    causes = ["vegan", None, "percinious"]
    whole = make("polars categories", {"cause": causes})
    wanted = rows_of(select_regimens(whole, guideline=BNF, outputs=["missing", "could_not_read"]))
    assert [row["could_not_read"] is None for row in wanted] == [True, True, False]
    dtype = pd.CategoricalDtype([*map(str, range(40_000)), "vegan", "percinious"])
    many = pd.DataFrame({"key": range(3), "cause": pd.Categorical(causes, dtype=dtype)})
    assert rows_of(select_regimens(many, guideline=BNF, outputs=["missing", "could_not_read"])) == wanted


def test_an_engine_without_a_way_of_its_own_looks_up_by_replacing(monkeypatch: pytest.MonkeyPatch) -> None:
    lazy = make("polars lazy", AUDIT)
    wanted = rows_of(select_regimens(lazy, guideline=BNF))
    monkeypatch.setattr(lazy_tables, "_BY_ENGINE", {})
    assert rows_of(select_regimens(lazy, guideline=BNF)) == wanted


def test_who_lacks_the_extra_is_told_which(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("b12regimen.frames")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(ModuleNotFoundError, match=re.escape('extra "frames" brings; in a copy of the folder')):
        import_module("b12regimen.frames")


# Recall lists

EVERY_3_MONTHS = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 3 months"
EVERY_2_TO_3 = "hydroxocobalamin; repletion: 1 mg IM daily for 5 doses; maintenance: 1 mg IM every 2-3 months"
OF_NO_DRUG = "drug not stated; repletion: none; maintenance: 1 mg IM every 3 months"
FOR_ONE_DOSE = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly for 1 dose"
RECALL: Rows = [
    {"regimens": EVERY_3_MONTHS, "last_given": "2026-01-31", "repletion_over": True, "blocked": False},
    {"regimens": EVERY_2_TO_3, "last_given": "2026-01-31", "repletion_over": True, "blocked": None},
    {"regimens": EVERY_2_TO_3, "last_given": "2026-04-20", "repletion_over": True, "blocked": False},
    {"regimens": EVERY_3_MONTHS, "last_given": "2026-01-31", "repletion_over": True, "blocked": True},
    {"regimens": None, "last_given": "2026-01-31", "repletion_over": True, "blocked": False},
    {"regimens": f"{EVERY_3_MONTHS}; or {EVERY_2_TO_3}", "last_given": "2026-01-31", "repletion_over": True},
    {"regimens": EVERY_3_MONTHS, "last_given": "2026-01-31", "repletion_over": None},
    {"regimens": EVERY_3_MONTHS, "last_given": "2026-01-31", "repletion_over": False},
    {"regimens": EVERY_3_MONTHS, "last_given": None, "repletion_over": True},
    {"regimens": EVERY_3_MONTHS, "last_given": "31/01/2026", "repletion_over": True},
    {"regimens": EVERY_3_MONTHS, "last_given": "2026-05-11", "repletion_over": True},
    {"regimens": "1 mg sometimes", "last_given": "2026-01-31", "repletion_over": True},
    {
        "regimens": EVERY_3_MONTHS.replace("hydroxocobalamin", "drug not stated"),
        "last_given": "2026-01-31",
        "repletion_over": True,
    },
    {
        "regimens": "hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly for 1 dose",
        "last_given": "2026-01-31",
        "repletion_over": True,
    },
]
SAID_OF_EACH = [
    ("overdue", "2026-04-30", "2026-04-30", 10),
    ("overdue", "2026-03-31", "2026-04-30", 10),
    ("on-time", "2026-06-20", "2026-07-20", 0),
    "a contraindication stands",
    "there is no regimen",
    "there are several regimens; a clinician settles which",
    "whether the repletion is over is not told",
    "the repletion is not over; a course tells when its next dose is due",
    "the day of the last injection is missing",
    "'31/01/2026' is no day; give a date, or its text such as 2026-03-02",
    "the last injection lies after 2026-05-10: 2026-05-11",
    "the regimen cannot be read: ",
    "its drug is not stated; settle it first, for nothing is planned without a drug",
    "injections are over",
]


@pytest.mark.parametrize("engine", HELD)
def test_a_recall_list_says_for_each_when_or_why_not(engine: str) -> None:
    names = ["regimens", "last_given", "repletion_over", "blocked"]
    answered = rows_of(next_due(make(engine, columns_of(RECALL, names)), today="2026-05-10"))
    assert len(answered) == len(SAID_OF_EACH)
    for row, said in zip(answered, SAID_OF_EACH, strict=True):
        if isinstance(said, str):
            assert row["due_not_known"].startswith(said)
            assert {row[name] for name in ("due_state", "due_from", "due_to", "days_overdue")} == {None}
        else:
            days = [str(row[name])[:10] for name in ("due_from", "due_to")]
            assert (row["due_state"], *days, row["days_overdue"], row["due_not_known"]) == (*said, None)


@given(
    rows=st.lists(
        st.tuples(st.sampled_from([EVERY_3_MONTHS, EVERY_2_TO_3]), st.dates(date(2020, 1, 1), date(2026, 5, 10))),
        min_size=1,
        max_size=20,
    ),
    grace=st.none() | st.integers(0, 30),
)
@settings(max_examples=20)
def test_a_row_of_a_recall_list_is_what_its_course_says(rows: list[tuple[str, date]], grace: int | None) -> None:
    frame = make("polars", {"on": [text for text, _ in rows], "last": [day for _, day in rows]})
    frame = frame.with_columns(over=True)
    asked = next_due(
        frame, today="2026-05-10", regimen="on", last_given="last", repletion_over="over", blocked=None, grace=grace
    )
    for (text, day), row in zip(rows, rows_of(asked), strict=True):
        alone = (
            Course(regimen=text, start=day, begins_with="maintenance").record(day).next_due("2026-05-10", grace=grace)
        )
        assert alone is not None
        assert (row["due_from"], row["due_to"], row["days_overdue"]) == (
            alone.earliest,
            alone.latest,
            alone.days_overdue,
        )


def test_answers_of_a_guideline_become_a_recall_list() -> None:
    known = {
        "age": [46],
        "purpose": ["treatment"],
        "cause": ["pernicious-anaemia"],
        "optic_disease": ["none"],
        "neurological": [True],
        "last_given": [datetime(2026, 3, 1, 9, 30, tzinfo=UTC)],
        "repletion_over": [True],
    }
    frame = make("polars", known)
    (row,) = rows_of(next_due(select_regimens(frame, guideline=BNF), today="2026-05-10"))
    assert (row["due_state"], row["due_from"]) == ("overdue", date(2026, 5, 1))
    assert row["blocked"] is None


def test_days_of_the_last_injection_are_read_as_they_are_exported() -> None:
    read = ["2026-01-31", " 2026-01-31 ", "2026-01-31 00:00:00", "2026-01-31T08:30", "2026-01-31 08:30:00.000"]
    missing = ["", "  ", "-", "unknown", "Unknown"]
    not_read = ["31/01/2026", "20260131", "2026-01-31 24:61", "2026-13-01", "0026-01-31", "1026-01-31"]
    cells = [*read, *missing, *not_read]
    data = {"regimens": [EVERY_3_MONTHS] * len(cells), "last_given": cells, "repletion_over": [True] * len(cells)}
    rows = rows_of(next_due(make("polars", data), today="2026-05-10", blocked=None))
    assert [row["due_from"] for row in rows[: len(read)]] == [date(2026, 4, 30)] * len(read)
    said = [row["due_not_known"] for row in rows[len(read) :]]
    assert said[: len(missing)] == ["the day of the last injection is missing"] * len(missing)
    assert said[len(missing) : -2] == [
        f"{cell!r} is no day; give a date, or its text such as 2026-03-02" for cell in not_read[:-2]
    ]
    assert said[-1] == "the last injection lies more than 130 years before 2026-05-10: 1026-01-31"


def test_a_row_that_is_not_on_the_recall_list_has_every_reason() -> None:
    data = {
        "regimens": ["", "-", EVERY_3_MONTHS, EVERY_3_MONTHS, ""],
        "last_given": ["soon", "2026-01-31", "", "", "soon"],
        "repletion_over": ["unknown", "", "unknown", "maybe", None],
        "blocked": ["", "unknown", "yes", "-", "-"],
    }
    rows = rows_of(next_due(make("polars", data), today="2026-05-10"))
    over, regimen = "whether the repletion is over is not told", "there is no regimen"
    last = "the day of the last injection is missing"
    no_truth = "is neither true nor false; map your words to these first"
    assert [row["due_not_known"] for row in rows] == [
        f"{over}; {regimen}; 'soon' is no day; give a date, or its text such as 2026-03-02",
        f"{over}; {regimen}",
        f'whether a contraindication stands cannot be read: "yes" {no_truth}; {over}; {last}',
        f'whether the repletion is over cannot be read: "maybe" {no_truth}; {last}',
        f"{over}; {regimen}; 'soon' is no day; give a date, or its text such as 2026-03-02",
    ]


def test_an_unreadable_word_for_the_end_of_repletion_is_none() -> None:
    frame = make("polars", {"regimens": [EVERY_3_MONTHS], "last_given": ["2026-01-31"], "repletion_over": ["maybe"]})
    (row,) = rows_of(next_due(frame, today="2026-05-10", blocked=None))
    assert row["due_not_known"] == (
        'whether the repletion is over cannot be read: "maybe" is neither true nor false; map your words to these first'
    )


@pytest.mark.parametrize("cell", ["true", "True", "False", "yes", "nan", "NaT", "<NA>", 1, 0])
def test_a_contraindication_that_cannot_be_read_is_no_no(cell: Any) -> None:
    data = {"regimens": [EVERY_3_MONTHS], "last_given": ["2026-01-31"], "repletion_over": [True], "blocked": [cell]}
    (row,) = rows_of(next_due(make("polars", data), today="2026-05-10"))
    assert row["due_not_known"].startswith(f'whether a contraindication stands cannot be read: "{cell}"')
    assert row["due_state"] is None


def test_what_is_wrong_with_a_recall_list_is_said_at_once() -> None:
    frame = make("polars", {"regimens": [EVERY_3_MONTHS], "due_to": [None]})
    with pytest.raises(FrameError) as wrong:
        next_due(frame, today="2026-05-10")
    assert [finding.path for finding in wrong.value.findings] == ["last_given", "repletion_over", "blocked", "due_to"]
    with pytest.raises(FrameError, match="choose its patients and collect this one first"):
        next_due(frame.lazy(), today="2026-05-10")
    with pytest.raises(FrameError, match="today"):
        next_due(frame, today="soon")
    nobody = make("polars", {name: [] for name in ("regimens", "last_given", "repletion_over", "blocked")})
    with pytest.raises(FrameError, match="grace: -1 is no number of days"):
        next_due(nobody, today="2026-05-10", grace=-1)


def test_a_lazy_frame_that_tells_nothing_of_anybody_is_asked_for_everything() -> None:
    (row,) = rows_of(select_regimens(make("polars lazy", {"other": [1]}), guideline=BNF))
    assert (row["action"], row["could_not_read"]) == ("ask", None)


# Frames that a caller may have, and that nobody foresees


@pytest.mark.parametrize("engine", ["duckdb", "polars lazy", "polars"])
def test_an_answer_is_not_taken_for_a_column_in_other_letters(engine: str) -> None:
    held = make(engine, {"allergies": ["hydroxocobalamin"], "Blocked": [False], "Action": ["no-treatment"]})
    if engine == "duckdb":
        with pytest.raises(FrameError, match="blocked: the frame has a column of this name already; give a prefix"):
            select_regimens(held, guideline=BNF, outputs=["action", "blocked"])
        return
    (row,) = rows_of(select_regimens(held, guideline=BNF, outputs=["action", "blocked"]))
    assert (row["blocked"], row["Blocked"], row["Action"]) == (True, False, "no-treatment")


@pytest.mark.spark
def test_spark_folds_names_too() -> None:
    held = make("pyspark", {"allergies": ["hydroxocobalamin"], "Blocked": [False]})
    with pytest.raises(FrameError, match="blocked: the frame has a column of this name already; give a prefix"):
        select_regimens(held, guideline=BNF, outputs=["action", "blocked"])


def test_a_frame_that_was_answered_before_says_so_briefly() -> None:
    answered = select_regimens(make(HELD[0], {"age": [46]}), guideline=BNF)
    with pytest.raises(FrameError) as wrong:
        select_regimens(answered, guideline=BNF)
    assert [finding.path for finding in wrong.value.findings] == ["action", "blocked", "rule_id"]
    assert "(and 33 more); give a prefix" in str(wrong.value)


@pytest.mark.parametrize("kind", ["uint8", "uint16"])
def test_the_last_place_of_a_dictionary_is_read(kind: str) -> None:
    pa, pd = pytest.importorskip("pyarrow"), pytest.importorskip("pandas")
    last = {"uint8": 255, "uint16": 65_535}[kind]
    words = pa.array([*(f"w{number}" for number in range(last)), "hydroxocobalamin"])
    cells = pa.DictionaryArray.from_arrays(pa.array([last, None], kind), words)
    table = pa.table({"allergies": cells})
    for held in (table, table.to_pandas(types_mapper=pd.ArrowDtype)):
        rows = rows_of(select_regimens(held, guideline=BNF, outputs=["blocked"]))
        assert [row["blocked"] for row in rows] == [True, None]


EXACT = ["132.99999999999999999", "258.00000000000000001", "133", "258", "258.1", "100", "1500.50"]


@pytest.mark.parametrize("engine", ["polars", "polars lazy", "pyarrow", "duckdb", "pandas pyarrow"])
def test_decimals_of_many_digits_are_told_apart(engine: str) -> None:
    pa = pytest.importorskip("pyarrow")
    held = pa.table({"key": range(len(EXACT)), "total_b12": pa.array(map(Decimal, EXACT), pa.decimal128(38, 20))})
    of_arrow: dict[str, Callable[[], Any]] = {
        "pyarrow": lambda: held,
        "polars": lambda: import_module("polars").from_arrow(held),
        "polars lazy": lambda: import_module("polars").from_arrow(held).lazy(),
        "duckdb": lambda: import_module("duckdb").from_arrow(held),
        "pandas pyarrow": lambda: held.to_pandas(types_mapper=import_module("pandas").ArrowDtype),
    }
    rows = rows_of(interpret_labs(of_arrow[engine](), thresholds=NG239, units={"total_b12": "pmol/L"}))
    wanted = [
        interpret_panel([LabResult("total-b12", f"{cell} pmol/L")], thresholds=NG239).deficiency for cell in EXACT
    ]
    assert wanted[:3] == ["confirmed", "unlikely", "indeterminate"]
    said = [row["deficiency_by_labs"] for row in rows]
    unread = [row["could_not_read"] is not None for row in rows]
    if engine in ("polars lazy", "duckdb"):
        assert (said[2:], unread) == (wanted[2:], [True, True, *[False] * 5])
    else:
        assert (said, unread) == (wanted, [False] * 7)


def test_a_text_may_hold_any_sign(frame: Frame) -> None:
    text = LOCAL.replace('why = "nothing asks for it"', 'why = "nothing \\u001f \\u0020 asks"')
    guideline = parse_guideline(text)
    rows = rows_of(select_regimens(frame({"medicines": ["none", "metformin", None]}), guideline=guideline))
    patients = [Patient(medicines=[]), Patient(medicines=["metformin"]), Patient()]
    assert [row["why"] for row in rows] == [expected(one, guideline, ["why"])["why"] for one in patients]
    assert "\x1f" in rows[0]["why"]


def test_sparse_columns_are_read() -> None:
    pd = pytest.importorskip("pandas")
    held = pd.DataFrame(
        {
            "age": pd.arrays.SparseArray([46.0, math.nan, 9.0]),
            "neurological": pd.arrays.SparseArray([True, False, False]),
        }
    )
    rows = rows_of(select_regimens(held, guideline=BNF, outputs=["action", "could_not_read"]))
    assert [(row["action"], row["could_not_read"]) for row in rows] == [
        ("ask", None),
        ("ask", None),
        ("out-of-scope", None),
    ]
    assert [(one.read, one.missing) for one in check_columns(held)] == [(2, 1), (3, 0)]


def test_chunks_whose_dictionaries_outgrow_their_places_are_read() -> None:
    pa = pytest.importorskip("pyarrow")
    parts = [[f"w{start + number}" for number in range(120)] + ["vegan"] for start in (0, 1000)]
    chunks = [pa.array(part).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string())) for part in parts]
    held = pa.table({"cause": pa.chunked_array(chunks)})
    rows = rows_of(select_regimens(held, guideline=BNF, outputs=["could_not_read"]))
    assert [place for place, row in enumerate(rows) if row["could_not_read"] is None] == [120, 241]
    (cause,) = check_columns(held)
    assert (cause.read, cause.not_read, len(cause.examples)) == (2, 240, 240)
    assert "and 237 other spellings" in str(cause)


def test_a_missing_number_inside_a_dictionary_is_missing() -> None:
    pa = pytest.importorskip("pyarrow")
    ages = pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array([9.0, math.nan]))
    held = pa.table({"age": ages})
    rows = rows_of(select_regimens(held, guideline=BNF, outputs=["action", "could_not_read"]))
    assert [(row["action"], row["could_not_read"]) for row in rows] == [("out-of-scope", None), ("ask", None)]
    assert (check_columns(held)[0].read, check_columns(held)[0].missing) == (1, 1)


ODD: list[Any] = [10**5000, "perni\udcffcious", ([1],), {"a": 1}, "x" * 500, True, 1]


@pytest.mark.parametrize("name", ["age", "cause", "neurological", "allergies", "total_b12"])
def test_no_cell_of_any_kind_raises(name: str) -> None:
    pd, np = pytest.importorskip("pandas"), pytest.importorskip("numpy")
    cells = [*ODD, np.datetime64("NaT"), np.longdouble("nan")]
    held = pd.DataFrame({name: pd.Series(["unknown"] * 300 + cells, dtype=object)})
    told: dict[str, Any] = {"units": {"total_b12": "ng/L"}} if name == "total_b12" else {}
    guideline = NG239_TESTING if told else BNF
    answered = select_regimens(held, guideline=guideline, **told, outputs=["could_not_read"])
    unread = [not is_missing(reason) for reason in answered["could_not_read"]][300:]
    (checked,) = check_columns(held, **told)
    assert unread[-2:] == [False, False]
    assert all(explain(held, 300 + place, guideline=guideline, **told) for place in range(len(cells)))
    assert checked.not_read == sum(unread)
    assert str(checked).encode()


@pytest.mark.parametrize("name", ["regimens", "last_given", "repletion_over", "blocked"])
def test_no_cell_of_a_recall_list_raises(name: str) -> None:
    pd = pytest.importorskip("pandas")
    row = {"regimens": EVERY_3_MONTHS, "last_given": "2026-01-31", "repletion_over": True, "blocked": False}
    odd = [10**5000, "perni\udcffcious", ([1],), {"a": 1}, 1]
    held = pd.DataFrame([row | {name: cell} for cell in odd]).astype({name: object})
    found = next_due(held, today="2026-05-10")
    assert found["due_state"].isna().all()
    assert all(reason.isprintable() for reason in found["due_not_known"])


def test_whole_numbers_without_a_sign_of_any_size_are_read() -> None:
    pl = pytest.importorskip("polars")
    whole = pl.DataFrame({"age": pl.Series([9, None], dtype=pl.UInt128)})
    assert [row["action"] for row in rows_of(select_regimens(whole, guideline=BNF))] == ["out-of-scope", "ask"]


def test_the_dry_run_reads_what_the_answer_reads() -> None:
    pa, pd, np = (pytest.importorskip(name) for name in ("pyarrow", "pandas", "numpy"))
    pl = pytest.importorskip("polars")
    chunks = [pa.array(["vegan"]).dictionary_encode(), pa.array(["other"]).dictionary_encode()]
    assert check_columns(pa.table({"cause": pa.chunked_array(chunks)}))[0].read == 2
    assert check_columns(pd.DataFrame({"age": np.array([46, np.nan], np.float16)}))[0].missing == 1
    mixed = pd.DataFrame({"age": pd.Series(["46 years"] * 300 + [1, True], dtype=object)})
    assert (check_columns(mixed)[0].read, check_columns(mixed)[0].not_read) == (301, 1)
    lazy = pl.DataFrame({"cause": pl.Series(["vegan", (1,)], dtype=pl.Object)}).lazy()
    assert (check_columns(lazy)[0].read, check_columns(lazy)[0].not_read) == (1, 1)
    named = check_columns(pl.DataFrame({"__b12regimen_rows": ["vegan"]}), columns={"cause": "__b12regimen_rows"})
    assert named[0].read == 1
    nested = check_columns(pl.LazyFrame({"cause": [["vegan"], None]}))[0]
    assert (nested.missing, nested.not_read, nested.examples[0].cell) == (1, 1, "List(String)")


def test_nothing_is_wanted_and_nothing_is_added() -> None:
    for engine in ("polars", "polars lazy"):
        held = make(engine, {name: [None] for name in WIDE})
        units = {"total_b12": "ng/L", "homocysteine": "umol/L", "haemoglobin": "g/L", "creatinine": "umol/L"}
        assert set(rows_of(select_regimens(held, guideline=BNF, units=units, outputs=[]))[0]) == {"key", *WIDE}


def test_outputs_may_come_one_by_one() -> None:
    (row,) = rows_of(select_regimens(make(HELD[0], {"age": [9]}), guideline=BNF, outputs=iter(["action"])))  # type: ignore[arg-type]
    assert row == {"key": 0, "age": 9, "action": "out-of-scope"}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"columns": ["age"]}, "columns: ['age'] is no table"),
        ({"units": "ng/L"}, "units: 'ng/L' is no table"),
        ({"outputs": [5]}, 'there is no column "5"'),
        ({"outputs": 5}, "outputs: 5 is no list of columns"),
        ({"outputs": "action"}, "outputs: 'action' is no list of columns"),
        ({"prefix": None}, "prefix: None is no text"),
        ({"prefix": "__b12regimen_"}, "or one that is the library's own"),
        ({"columns": {"cause": "a", "a.cause": "b"}}, "the attribute is named more than once"),
        (
            {"columns": {"total_b12": "a"}, "units": {"total_b12": "ng/L", "total-b12": "pmol/L"}},
            "the analyte is named more than once",
        ),
        ({"columns": {"total_b12": "a"}, "units": {"total_b12": []}}, "units.total_b12: [] is no unit"),
        ({"columns": {"total_b12": "a"}, "units": {"total_b12": ["ng/L", "fL"]}}, "total-b12 is not reported in fL"),
    ],
)
def test_what_is_asked_is_checked(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(FrameError, match=re.escape(message)):
        select_regimens(make(HELD[0], {"a": [46], "b": ["vegan"]}), guideline=BNF, **asked)


def test_a_fact_that_is_asked_for_twice_is_one_to_collect() -> None:
    text = LOCAL.replace("metformin = ", "cobalt_allergy = ").replace("antibiotic = ", "cobalamin_allergy = ")
    found = what_to_collect(make(HELD[0], {"allergies": [None, None]}), guideline=parse_guideline(text))
    assert [(one.path, one.rows, one.rows_alone) for one in found] == [("allergies", 2, 2)]


def test_too_many_contraindications_for_a_frame_are_said() -> None:
    names = ["neurological", "critically_ill", "oral_suitable", "anticoagulated", "thrombocytopenia", "nitrous_oxide"]
    names += ["renal_impairment", "liver_impairment", "polycythaemia_vera"]
    alert = '[[alert]]\nid = "no-{0}"\nseverity = "contraindication"\nwhen = {{ {0} = true }}\n'
    alert += 'text = "x"\nsource = "own"\n\n'
    text = LOCAL.replace("[[rule]]", "".join(alert.format(name) for name in names) + "[[rule]]", 1)
    held = make(HELD[0], {name: [True, False] for name in names})
    with pytest.raises(FrameError, match="too many for a frame; ask for each patient alone"):
        select_regimens(held, guideline=parse_guideline(text))


def test_what_pandas_keeps_beside_a_frame_stays() -> None:
    pd = pytest.importorskip("pandas")
    held = pd.DataFrame({"age": [46]})
    held.attrs["from"] = "export"
    held.columns.name = "told"
    answered = select_regimens(held, guideline=BNF)
    assert (answered.attrs, answered.columns.name) == ({"from": "export"}, "told")
