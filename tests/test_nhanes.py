"""Every row of the CDC's NHANES 2011-2014 gets a finding or a reason why not; skipped where the file is not there."""

from __future__ import annotations

import csv
import runpy
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from b12regimen import Interpretation, LabResult, Patient, Quantity, convert, interpret_labs, load_thresholds

FILE = Path(__file__).parents[2] / "shared" / "data" / "nhanes" / "nhanes_2011_2014.csv"
EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
CDC_FACTOR = Fraction("0.738")  # pmol/L in a pg/mL, as the CDC prints it

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=f"the NHANES file is not there: {FILE.name}")

PREGNANT = {"True": "pregnant", "False": "not-pregnant", "": None}


@cache
def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def results(row: dict[str, str], column: str = "b12_pg_ml", unit: str = "pg/mL") -> list[LabResult]:
    found = [LabResult("total-b12", row[column], unit=unit)] if row[column] else []
    if row["mma_nmol_l"]:
        found.append(LabResult("mma", row["mma_nmol_l"], unit="nmol/L"))
    return found


@cache
def interpreted(thresholds: str) -> list[Interpretation]:
    by = load_thresholds(thresholds)
    return [
        interpret_labs(
            results(row),
            thresholds=by,
            patient=Patient(age=int(row["age_years"]), sex=row["sex"], pregnancy=PREGNANT[row["pregnant"]]),
        )
        for row in rows()
    ]


@pytest.mark.parametrize("thresholds", ["uk-nice-ng239", "dk-laegenoter"])
def test_every_row_gets_a_finding_or_a_reason(thresholds: str) -> None:
    assert len(rows()) == 10_331
    for row, found in zip(rows(), interpreted(thresholds), strict=True):
        assert found.reason
        assert len(found.findings) == bool(row["b12_pg_ml"]) + bool(row["mma_nmol_l"])
        assert all(finding.reason for finding in found.findings)


def test_no_row_without_a_value_is_called_normal() -> None:
    empty = [found for row, found in zip(rows(), interpreted("uk-nice-ng239"), strict=True) if not row["b12_pg_ml"]]
    assert len(empty) == 7
    assert {found.deficiency for found in empty} <= {None, "not-interpretable"}


def test_findings_are_those_that_a_plain_comparison_gives() -> None:
    """The bands of NG239, counted without the library."""
    plain: Counter[str] = Counter()
    for row in rows():
        if row["b12_pg_ml"] and row["pregnant"] != "True":
            level = float(row["b12_pg_ml"])
            plain["confirmed" if level < 180 else "indeterminate" if level <= 350 else "unlikely"] += 1
    ours = Counter(
        finding.finding
        for found in interpreted("uk-nice-ng239")
        for finding in found.findings
        if finding.result.analyte == "total-b12"
    )
    assert {finding: ours[finding] for finding in plain} == dict(plain)
    assert ours["not-interpretable"] == sum(row["pregnant"] == "True" and bool(row["b12_pg_ml"]) for row in rows())


def test_the_cdcs_own_factor_gives_the_cdcs_own_column() -> None:
    for row in rows():
        if row["b12_pg_ml"]:
            exact = Fraction(row["b12_pg_ml"]) * CDC_FACTOR
            assert abs(exact - Fraction(row["b12_pmol_l"])) <= Fraction("0.05")


def test_the_exact_conversion_differs_by_the_ratio_of_the_factors_at_most() -> None:
    factor = Fraction(convert("1 pg/mL", "pmol/L", analyte="total-b12").number)
    assert 1 < CDC_FACTOR / factor < Fraction("1.00027")
    for row in rows():
        if row["b12_pg_ml"]:
            ours = Fraction(convert(Quantity(Decimal(row["b12_pg_ml"]), "pg/mL"), "pmol/L", analyte="total-b12").number)
            assert abs(ours * CDC_FACTOR / factor - Fraction(row["b12_pmol_l"])) <= Fraction("0.05")


def test_the_table_of_the_documentation_is_what_its_script_prints(capsys: pytest.CaptureFixture[str]) -> None:
    script = EXAMPLES / "nhanes_findings.py"
    runpy.run_path(str(script))["main"](FILE)
    assert capsys.readouterr().out == (EXAMPLES / "nhanes_findings.txt").read_text("utf-8")


def test_rows_whose_band_depends_on_the_column_say_so_in_one_of_them() -> None:
    by = load_thresholds("uk-nice-ng239")
    differing = []
    for row, in_mass in zip(rows(), interpreted("uk-nice-ng239"), strict=True):
        if not row["b12_pg_ml"] or row["pregnant"] == "True":
            continue
        (in_moles,) = interpret_labs(results(row, "b12_pmol_l", "pmol/L")[:1], thresholds=by).findings
        if in_moles.finding != in_mass.findings[0].finding:
            differing.append(row["b12_pg_ml"])
            noted = [*in_moles.notes, *in_mass.findings[0].notes]
            assert any("which are rounded" in note for note in noted), row
    assert sorted(set(differing)) == ["180.0", "350.0"]
