"""The public namespace: complete, sorted, loaded on first use."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from fnmatch import fnmatchcase
from importlib import metadata
from pathlib import Path

import pytest

import b12regimen
from b12regimen import (
    LabPanel,
    Patient,
    Phase,
    compare_guidelines,
    diff_guidelines,
    interpret_labs,
    load_guideline,
    load_thresholds,
    select_regimen,
    types,
)
from b12regimen.cds_hooks.app import Authentication
from b12regimen.cds_hooks.deployment import ResultsWithin
from b12regimen.patients.analytes import ANALYTES
from b12regimen.types import CLINICAL_CONDITIONS, INJECTION_ROUTES

SOURCE = Path(b12regimen.__file__).parent


def test_machine_words_have_hyphens_and_no_spaces() -> None:
    ours = {name: value for name, value in vars(types).items() if name in types.__all__}
    ours |= {"ResultsWithin": ResultsWithin, "Authentication": Authentication}
    notation = {*CLINICAL_CONDITIONS, *INJECTION_ROUTES}
    words = {name: set(re.findall(r"'([^']*)'", str(value))) - notation for name, value in ours.items()}
    assert {name: odd for name, said in words.items() if (odd := {one for one in said if set(one) & {" ", "_"}})} == {}
    assert str(Phase(kind="not-stated")) == "not stated"


def test_all_is_sorted_and_matches_what_type_checkers_see() -> None:
    tree = ast.parse((SOURCE / "__init__.py").read_text("utf-8"))
    typed = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("b12regimen.")
        for alias in node.names
        if alias.name != "__version__"
    }
    assert b12regimen.__all__ == sorted(b12regimen.__all__)
    assert set(b12regimen.__all__) == typed


@pytest.mark.parametrize("name", b12regimen.__all__)
def test_every_public_name_loads_is_documented_and_is_no_module(name: str) -> None:
    value = getattr(b12regimen, name)
    assert not (SOURCE / name).exists()
    assert not (SOURCE / f"{name}.py").exists()
    if inspect.isclass(value) or inspect.isfunction(value):
        assert (value.__doc__ or "").strip()


def test_the_version_is_that_of_the_package() -> None:
    assert b12regimen.__version__ == metadata.version("b12regimen")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'regimes'"):
        _ = b12regimen.regimes  # type: ignore[attr-defined]


def test_dir_lists_the_public_names() -> None:
    assert dir(b12regimen) == b12regimen.__all__


def loaded_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print('\\n'.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    return set(run.stdout.split())


def test_a_bare_import_loads_nothing_else() -> None:
    assert not loaded_after("import b12regimen") & {"attr", "attrs", "cattrs", "pint", "typing", "tomllib"}


def test_a_recommendation_needs_neither_pint_nor_hypothesis_nor_the_command_line() -> None:
    statement = (
        "import b12regimen as b; b.select_regimen(b.Patient(age=46), guideline='uk-bnf-hydroxocobalamin').to_json()"
    )
    assert not loaded_after(statement) & {"pint", "numpy", "narwhals", "hypothesis", "cyclopts", "rich", "dateutil"}


def packages_of(requirements: set[str]) -> set[str]:
    names = {re.split(r"[^\w.-]", one, maxsplit=1)[0].lower() for one in requirements}
    found = metadata.packages_distributions()
    return {package for package, owners in found.items() if names & {owner.lower() for owner in owners}}


def test_every_public_name_loads_without_any_extra() -> None:
    required = set(metadata.requires("b12regimen") or ())
    of_extras = {one for one in required if "extra ==" in one}
    blocked = packages_of(of_extras) - packages_of(required - of_extras) - {"b12regimen"}
    assert {"icalendar", "matplotlib", "cyclopts"} <= blocked
    statement = f"sys.modules.update(dict.fromkeys({sorted(blocked)})); from b12regimen import *; Course"
    assert "b12regimen.courses.calendars" in loaded_after(statement)


BNF = load_guideline("uk-bnf-hydroxocobalamin")
CHILD, REGIMEN = BNF.rules["child"], BNF.rules["prophylaxis"].regimens[0]
ASKED = select_regimen(Patient(age=46, severity={"neurological": False}), guideline=BNF)
NG239 = load_thresholds("uk-nice-ng239")
PANEL = LabPanel([{"analyte": "total-b12", "value": "90 ng/L"}, {"analyte": "mma", "flag": "H"}])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (BNF, "<Guideline uk-bnf-hydroxocobalamin: * rules, hydroxocobalamin, as restated on 2021-08-17>"),
        (load_guideline("adult-common-practice"), "<Guideline adult-common-practice: * rules, drug not stated, *>"),
        (BNF.table, "<DecisionTable: * rows over neurological, purpose, optic_disease, cause, age>"),
        (CHILD, "<Rule child: out-of-scope: these are the adult dose lines; *>"),
        (BNF.notes[0], "<Note the dose lines print no end of maintenance; * (pas-treatment, nhsggc-2021)>"),
        (BNF.alerts[0], "<Alert deficiency-unlikely: a deficiency is to be treated * (warning); *>"),
        (REGIMEN, "<Regimen hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months>"),
        (REGIMEN.maintenance, "<Phase 1 mg IM every 2-3 months>"),
        (REGIMEN.maintenance.steps[0], "<Step 1 mg IM every 2-3 months>"),
        (ASKED.questions[0], "<Question *: *?>"),
        (ASKED.questions[0].answers[0], "<PossibleAnswer *: *>"),
        (ASKED.alternatives[0], "<Alternative *: *>"),
        (PANEL, "<LabPanel total-b12 90 ng/L; mma high>"),
        (LabPanel([], "2026-01-31"), "<LabPanel without results, treated since 2026-01-31>"),
        (NG239, "<Thresholds uk-nice-ng239: total-b12, active-b12, mma, homocysteine, March 2024>"),
        (NG239.markers["mma"], "<Marker mma: high by the laboratory confirmed, *>"),
        (NG239.markers["active-b12"], "<Marker active-b12: <25 pmol/L confirmed, *>"),
        (NG239.markers["total-b12"].bands[0], "<Band <180 ng/L or <133 pmol/L: confirmed>"),
        (interpret_labs(PANEL, thresholds=NG239), "<Interpretation confirmed by uk-nice-ng239: total-b12 *>"),
        (interpret_labs(PANEL, thresholds=NG239).findings[0], "<LabFinding total-b12 90 ng/L: confirmed>"),
        (compare_guidelines(Patient(age=46), ["uk-nice-cks", BNF]), "<Comparison of 2: 2 ask>"),
        (diff_guidelines(BNF, "uk-nice-cks")[0], "<GuidelineChange *: was *; is * (for instance: *)>"),
        (ANALYTES["mma"], "<Analyte mma: nmol/L, umol/L, ng/mL or mcg/L>"),
        (ANALYTES["parietal-cell-antibodies"], "<Analyte parietal-cell-antibodies: a flag only>"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_is_shown_in_a_line(value: object, shown: str) -> None:
    assert fnmatchcase(repr(value), shown)
    assert "\n" not in repr(value)
