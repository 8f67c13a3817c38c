"""Data flows one way: no module imports from a row below its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import b12regimen

SOURCE = Path(b12regimen.__file__).parent

ROWS = [
    {"errors", "version", "jurisdictions", "pickling"},
    {"ranges"},
    {"durations", "units"},
    {"quantities"},
    {"intervals"},
    {"dosing"},
    {"ends"},
    {"steps"},
    {"spellings"},
    {"order_words"},
    {"notation_reader"},
    {"notation"},
    {"step_readings"},
    {"dose_days", "dose_totals"},
    {"choices"},
    {"settling"},
    {"regimen"},
    {"age", "plain_values", "calendar_days", "step_ends"},
    {"sources", "parts", "step_windows"},
    {"course_events", "step_run", "product"},
    {"course_replay"},
    {"course_plan"},
    {"course_reading"},
    {"analytes"},
    {"labs"},
    {"patient_parts"},
    {"patient"},
    {"toml_lines"},
    {"patient_file"},
    {"given_file"},
    {"boxes", "table_parts"},
    {"decision_table"},
    {"table_changes"},
    {"facts"},
    {"guideline_entries"},
    {"orders", "order_timings"},
    {"order_text", "order_comparison"},
    {"extension"},
    {"entry_file"},
    {"reading"},
    {"threshold_bands", "interferences"},
    {"threshold_loader", "product_loader"},
    {"lab_findings"},
    {"placement"},
    {"interpretation"},
    {"elapsed", "response_loader"},
    {"response_pairs"},
    {"response_reticulocytes"},
    {"response_follow_ups", "response_statements"},
    {"response_markers", "response_reading"},
    {"case"},
    {"fact_reading", "alerts", "bearing"},
    {"alert_reading"},
    {"safety"},
    {"preparation_findings"},
    {"guideline"},
    {"guideline_facts", "guideline_rules", "guideline_report", "file_schema"},
    {"guideline_table", "editions"},
    {"guideline_loader"},
    {"monitoring_loader"},
    {"verdict"},
    {"copying", "checklist"},
    {"report"},
    {"recommendation"},
    {"course_waiting"},
    {"monitoring", "preparation", "course_status"},
    {"course"},
    {"calendars"},
    {"selection", "response"},
    {"comparison", "guideline_changes", "guideline_check", "order_review"},
    {"fhir_types", "fhir_reading"},
    {"fhir_codes", "fhir_import", "fhir_bundle"},
    {"fhir_drugs", "fhir_observations", "fhir_dosage"},
    {"fhir_record", "fhir_dosage_text", "fhir_writing"},
    {"fhir_patient", "fhir_regimen", "fhir_requests"},
    {"fhir"},
    {"file_check", "cli_input", "cli_output", "testing"},
    {"cli_files", "cli_patients", "cli_schedule"},
    {"cli"},
]
ROW_OF = {module: number for number, row in enumerate(ROWS) for module in row}
MODULES = sorted(path.stem for path in SOURCE.glob("*.py") if path.stem != "__init__")


def imported_by(module: str) -> set[str]:
    tree = ast.parse((SOURCE / f"{module}.py").read_text("utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "b12regimen":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("b12regimen."):
            found.add(str(node.module).removeprefix("b12regimen."))
    return found


def test_every_module_has_its_row() -> None:
    assert sorted(ROW_OF) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_imports_come_from_rows_above(module: str) -> None:
    below = {name for name in imported_by(module) if ROW_OF[name] >= ROW_OF[module]}
    assert not below, f"{module} imports {below}, which is not to its left"


def test_what_is_private_to_fhir_is_imported_by_nothing_else() -> None:
    others = {module for module in MODULES if module != "fhir" and not module.startswith("fhir_")}
    assert not {module for module in others if any(name.startswith("fhir") for name in imported_by(module))}


@pytest.mark.parametrize("module", MODULES)
def test_no_module_holds_two_ideas(module: str) -> None:
    lines = (SOURCE / f"{module}.py").read_text("utf-8").count("\n")
    assert lines <= 400


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"cli", "testing"}))
def test_the_core_reads_no_clock(module: str) -> None:
    text = (SOURCE / f"{module}.py").read_text("utf-8")
    assert not any(call in text for call in ("date.today(", "datetime.now(", "utcnow(", "random."))
