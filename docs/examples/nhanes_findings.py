"""Interpret the B12 and MMA of NHANES 2011-2014 by NG239, and list the rows whose band depends on the unit column."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from b12regimen import LabResult, Patient, interpret_labs, load_thresholds

PREGNANCY = {"True": "pregnant", "False": "not-pregnant"}


def main(file: Path) -> None:
    """Print the findings of a file."""
    nice = load_thresholds("uk-nice-ng239")
    findings: Counter[str] = Counter()
    depends: Counter[str] = Counter()
    with file.open(encoding="utf-8") as text:
        for row in csv.DictReader(text):
            patient = Patient(age=int(row["age_years"]), sex=row["sex"], pregnancy=PREGNANCY.get(row["pregnant"]))
            results = [
                LabResult(analyte, row[column], unit=unit)
                for analyte, column, unit in (("total-b12", "b12_pg_ml", "pg/mL"), ("mma", "mma_nmol_l", "nmol/L"))
                if row[column]
            ]
            found = interpret_labs(results, thresholds=nice, patient=patient)
            if row["b12_pg_ml"]:
                in_moles = interpret_labs(
                    [LabResult("total-b12", row["b12_pmol_l"], unit="pmol/L")], thresholds=nice, patient=patient
                )
                findings[f"total B12: {found.findings[0].finding}"] += 1
                if in_moles.deficiency != found.findings[0].finding:
                    columns = f"{row['b12_pg_ml']} pg/mL or {row['b12_pmol_l']} pmol/L"
                    depends[f"{columns}: {found.findings[0].finding} or {in_moles.deficiency}"] += 1
            else:
                findings["total B12: no value"] += 1
            mma = next((one.reason for one in found.findings if one.result.analyte == "mma"), "no value")
            findings[f"MMA: {mma}"] += 1
    for heading, counts in (("findings", findings), ("the band depends on the column", depends)):
        print(heading)
        for what, count in sorted(counts.items()):
            print(f"{count:7}  {what}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
