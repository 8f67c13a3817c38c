"""Data flows one way: no package imports from one to its right, and inside a package nothing goes in a circle."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import b12regimen

SOURCE = Path(b12regimen.__file__).parent

LEFT_TO_RIGHT = [
    "version",
    "errors",
    "display",
    "published",
    "values",
    "regimens",
    "tables",
    "files",
    "patients",
    "interpretation",
    "cases",
    "alerts",
    "guidelines",
    "recommendations",
    "comparison",
    "monitoring",
    "responses",
    "courses",
    "preparation",
    "orders",
    "fhir",
    "frames",
    "cds_hooks",
    "plots",
    "types",
    "cli",
    "testing",
]
FILES = sorted(SOURCE.rglob("*.py"))
MODULES = {".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES}
del MODULES["__init__"]


def imported_by(module: str) -> set[str]:
    """Name the modules of the library that a module imports; a package counts where a name of its own is taken."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "b12regimen":
            home = str(node.module).removeprefix("b12regimen").removeprefix(".")
            submodules = {f"{home}.{alias.name}".strip(".") for alias in node.names} & set(MODULES)
            found |= submodules or ({home} & set(MODULES))
    return found


def package_of(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def test_every_package_has_its_place() -> None:
    assert sorted(LEFT_TO_RIGHT) == sorted({package_of(module) for module in MODULES})


@pytest.mark.parametrize("module", MODULES)
def test_imports_come_from_the_left(module: str) -> None:
    place = LEFT_TO_RIGHT.index(package_of(module))
    right = {name for name in imported_by(module) if LEFT_TO_RIGHT.index(package_of(name)) > place}
    assert not right, f"{module} imports {right}, which is not to its left"


@pytest.mark.parametrize("package", LEFT_TO_RIGHT)
def test_nothing_goes_in_a_circle(package: str) -> None:
    inside = [module for module in MODULES if package_of(module) == package]
    order = TopologicalSorter({module: imported_by(module) & set(inside) for module in inside}).static_order()
    assert set(order) == set(inside)


def test_what_is_private_to_fhir_is_imported_by_nothing_else() -> None:
    others = {module for module in MODULES if package_of(module) != "fhir"}
    assert not {module for module in others if any(name.startswith("fhir.") for name in imported_by(module))}


@pytest.mark.parametrize("module", MODULES)
def test_no_module_holds_two_ideas(module: str) -> None:
    assert MODULES[module].read_text("utf-8").count("\n") <= 400


@pytest.mark.parametrize("module", sorted(name for name in MODULES if package_of(name) not in {"cli", "testing"}))
def test_the_core_reads_no_clock(module: str) -> None:
    text = MODULES[module].read_text("utf-8")
    assert not any(call in text for call in ("date.today(", "datetime.now(", "utcnow(", "random."))
