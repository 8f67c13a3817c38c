"""The public namespace: complete, sorted, loaded on first use."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import b12regimen

SOURCE = Path(b12regimen.__file__).parent


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
    assert not (SOURCE / f"{name}.py").exists()
    if inspect.isclass(value) or inspect.isfunction(value):
        assert (value.__doc__ or "").strip()


def test_the_version_is_that_of_the_package() -> None:
    assert b12regimen.__version__ == metadata.version("b12regimen")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'regimens'"):
        _ = b12regimen.regimens  # type: ignore[attr-defined]


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
