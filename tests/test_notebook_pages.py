"""Pages that are notebooks: every cell runs, every figure has words, and the text says what the cells answer."""

from __future__ import annotations

import ast
import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import polars as pl
import pytest
from markdown_it import MarkdownIt
from matplotlib import pyplot as plt

from b12regimen import load_guideline

DOCS = Path(__file__).parent.parent / "docs"
HEAD = "---\njupytext:\n"  # what an editor of notebooks and the build of the pages know them by
OPTIONS = re.compile(r"\A---\n(.*?)^---\n", re.MULTILINE | re.DOTALL)
PAGES = sorted(page for page in DOCS.rglob("*.md") if "```{code-cell}" in page.read_text("utf-8"))


@attrs.frozen
class Ran:
    """What a page gave.

    Attributes:
        names: What its cells named.
        shown: The last value of each cell, as a notebook shows it.
        printed: What each cell printed.
    """

    names: dict[str, Any]
    shown: list[str]
    printed: list[str]


def ran(page: Path) -> Ran:
    """Run the cells of a page in order, and show the last value of each; what a page sets ends with it."""
    found = Ran({}, [], [])
    fences = [token.content for token in MarkdownIt().parse(page.read_text("utf-8")) if token.info == "{code-cell}"]
    with pl.Config(), pd.option_context("display.max_colwidth", 50):
        for fence in fences:
            plt.close("all")
            options = OPTIONS.match(fence)
            with redirect_stdout(StringIO()) as printed:
                found.shown.append(last_value(OPTIONS.sub("", fence), found.names))
            found.printed.append(printed.getvalue())
            assert not plt.get_fignums() or (options and "\n    alt: " in options[1]), "a figure without words for it"
    plt.close("all")
    return found


def last_value(code: str, names: dict[str, Any]) -> str:
    *statements, last = ast.parse(code).body
    if not isinstance(last, ast.Expr):
        statements, last = [*statements, last], ast.Expr(ast.Constant(None))
    exec(compile(ast.Module(statements, []), "cell", "exec"), names)  # noqa: S102
    value = eval(compile(ast.fix_missing_locations(ast.Expression(last.value)), "cell", "eval"), names)  # noqa: S307
    html = getattr(value, "_repr_html_", None)
    return html() if html else repr(value)


@pytest.fixture(scope="module")
def tutorial() -> Ran:
    return ran(DOCS / "tutorial-notebook.md")


@pytest.fixture(scope="module")
def audit() -> Ran:
    return ran(DOCS / "audit.md")


def test_the_pages_are_notebooks_that_can_be_taken_along() -> None:
    assert {page.stem for page in PAGES} >= {"tutorial-notebook", "audit"}
    for page in PAGES:
        text = page.read_text("utf-8")
        assert text.startswith(HEAD), page
        assert f"{{nb-download}}`{page.stem}.ipynb`" in text, page


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("1 / 0", ZeroDivisionError),
        ("from matplotlib import pyplot as plt\nfigure = plt.figure()", AssertionError),
        ("import warnings\nwarnings.warn('soon')", UserWarning),
    ],
)
def test_a_page_with_a_fault_is_found(cell: str, fault: type[Exception], tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# A page\n\n```{{code-cell}}\nnumber = 2\n```\n\n```{{code-cell}}\n{cell}\n```\n", "utf-8")
    with pytest.raises(fault):
        ran(page)


def test_one_number_in_three_units_is_two_results(tutorial: Ran) -> None:
    lines = next(said for said in tutorial.printed if said.startswith("150 ng/L")).splitlines()
    ng, pg, pmol = (line.split(" | ")[1:] for line in lines)
    assert ng == pg != pmol
    assert ng[1] != pmol[1]


def test_the_first_answer_of_the_tutorial_is_a_question_with_two_answers(tutorial: Ran) -> None:
    assert "'ask'" in tutorial.shown
    (asked,) = (said for said in tutorial.printed if "severity.neurological" in said and "->" in said)
    assert asked.count("-> inject: ") == 2
    assert not tutorial.names["patient"].severity.neurological
    assert tutorial.names["found"].action == "inject"


def test_of_the_patient_no_allergy_is_known_and_none_is_ruled_out(tutorial: Ran) -> None:
    found = tutorial.names["found"]
    assert tutorial.names["known"].allergies is None
    assert "cobalamin-allergy" in {alert.id for alert in found.alerts_not_checked}


def test_the_two_guidelines_side_by_side_are_on_two_drugs_and_one_opens_its_interval(tutorial: Ran) -> None:
    british, american = tutorial.names["both"].to_dict()["rows"]
    assert (british["drug"], american["drug"]) == ("hydroxocobalamin", "cyanocobalamin")
    assert "-" in british["regimens"][0]["maintenance"]


def test_the_course_has_one_late_dose_and_its_first_dose_of_maintenance_is_due(tutorial: Ran) -> None:
    status = tutorial.names["course"].status("2026-04-20")
    assert status.state == "due"
    assert "6 doses given" in status.line
    assert "(1 late)" in status.line


def test_one_cause_and_one_unit_of_the_table_cannot_be_read_and_no_row_is_lost(tutorial: Ran) -> None:
    table, answers, levels = (tutorial.names[name] for name in ("table", "answers", "levels"))
    assert list(answers.index) == list(table.index)
    assert answers["could_not_read"].dropna().str.partition(":")[0].tolist() == ["cause", "total_b12"]
    assert (answers["action"] == "inject").sum() < len(answers) / 2
    elsewhere = table["total_b12"].str.endswith("pmol/L").fillna(value=False)
    assert elsewhere.sum() == 1
    assert levels.loc[elsewhere, "deficiency_by_labs"].isna().all()
    in_units = tutorial.names["levels_in_units"].loc[elsewhere].iloc[0]
    assert in_units["deficiency_by_labs"] == "not-interpretable"
    assert in_units["total_b12_why"].startswith("these cut-offs are for people from 16 years on")
    assert any(answers["regimens"].dropna().iloc[0] in shown for shown in tutorial.shown)
    assert answers.index[4] == 5
    assert answers["action"].iloc[4] == "out-of-scope"


def test_the_dry_run_of_the_audit_finds_a_misspelling_and_a_unit_and_both_are_mended(audit: Ran) -> None:
    said = next(said for said in audit.printed if said.startswith("age: "))
    assert 'such as "percinious anaemia" 18 times (did you mean "pernicious-anaemia"?): is not one' in said
    assert "values look like pmol/L" in said
    assert "0" in audit.shown
    assert audit.names["answered"]["could_not_read"].is_null().all()


def test_levels_without_a_finding_are_missing_or_of_people_on_injections(audit: Ran) -> None:
    levels = audit.names["levels"]
    found = levels["deficiency_by_labs"].cast(pl.String)
    assert levels.filter(found.is_null())["total_b12"].is_null().all()
    not_read = levels.filter(found == "not-interpretable")
    assert len(not_read) > len(levels) / 2
    assert (not_read["b12_treatment"] == "injections").all()
    others = levels.filter(found.is_in(["confirmed", "indeterminate", "unlikely"]))
    assert len(others)
    assert others["last_given"].is_null().all()
    assert others["total_b12_not_checked"].cast(pl.String).str.contains("b12_treatment").all()


def test_a_level_in_moles_stays_what_the_laboratory_reported(audit: Ran) -> None:
    levels = audit.names["levels"]["total_b12"].drop_nulls()
    assert set(levels.str.extract(r"([a-z]+/L)$", 1)) == {"ng/L", "pmol/L"}


def test_the_recall_list_has_nobody_who_is_blocked_and_nobody_is_lost(audit: Ran) -> None:
    treated, due, overdue = (audit.names[name] for name in ("treated", "due", "overdue"))
    recall, first = audit.names["recall"], audit.names["check_first"]
    assert len(due) == len(treated)
    assert (due["due_state"].is_null() != due["due_not_known"].is_null()).all()
    assert recall["blocked"].not_().all()
    assert first["contraindications_not_checked"].is_not_null().all()
    assert set(recall["number"]) | set(first["number"]) == set(overdue["number"])
    assert len(recall) + len(first) == len(overdue)
    assert not due.filter(pl.col("blocked"))["due_state"].is_not_null().any()


def test_the_figure_of_the_audit_compares_british_sources_on_one_drug(audit: Ran) -> None:
    ids = [audit.names["ours"], *audit.names["SOURCES"]]
    assert {load_guideline(name).jurisdiction for name in ids} == {"GB"}
    drugs = {one.drug for name in ids for rule in load_guideline(name).rules.values() for one in rule.regimens}
    assert drugs == {"hydroxocobalamin"}


def test_its_bars_have_every_patient_once_and_agree_with_the_cross_table(audit: Ran) -> None:
    change, kinds = audit.names["change"], list(audit.names["KINDS"])
    assert change.select(pl.sum_horizontal(kinds)).to_series().to_list() == [len(audit.names["treated"])] * 5
    row = change.filter(pl.col("source") == audit.names["SOURCES"][audit.names["theirs_id"]]).row(0, named=True)
    pairs = audit.names["pairs"].filter(pl.col("first_action") == "inject")
    by_action = dict(pairs.group_by("second_action").agg(pl.col("rows").sum()).rows())
    assert row["asks for more"] == by_action["ask"]
    assert row["the same regimen"] + row["another regimen"] == by_action["inject"]
    drawn = [int(text.get_text()) for text in audit.names["ax"].texts]
    assert sorted(drawn) == sorted(count for name in kinds for count in change[name] if count)
