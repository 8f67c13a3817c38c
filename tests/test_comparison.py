"""Guidelines side by side, and what changes from one version to the next."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from b12regimen import (
    Guideline,
    Patient,
    PatientError,
    UnknownGuidelineError,
    age_on,
    compare_guidelines,
    diff_guidelines,
    guideline_ids,
    load_guideline,
    load_patient,
    load_thresholds,
    parse_guideline,
    select_regimen,
)
from b12regimen.cli.main import main
from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.patients.facts import FACTS
from b12regimen.published import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from b12regimen.tables.parts import Value

OLDER = "uk-bnf-hydroxocobalamin-3-monthly"
ON_TREATMENT = [name for name in guideline_ids() if load_guideline(name).about == "treatment" and name != OLDER]
GOOD = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
FIRST = EXAMPLES / "pernicious-anaemia-with-neurology.toml"
BNF = "uk-bnf-hydroxocobalamin"
BNF_FILE = PUBLISHED / "guidelines" / f"{BNF}.toml"


def test_every_shipped_guideline_on_treatment_has_a_row_that_names_its_evidence() -> None:
    found = compare_guidelines(load_patient(FIRST))
    rows = {row["guideline"]: row for row in found.to_dict()["rows"]}
    assert list(rows) == ON_TREATMENT
    assert found.to_dict()["decision_support"] == DECISION_SUPPORT
    assert json.loads(found.to_json()) == found.to_dict()
    assert "uk-nice-ng239-testing" not in rows
    for row in rows.values():
        assert row["evidence"] in ("primary", "secondary")
        assert row["says"]
        assert f"{row['guideline']} ({row['jurisdiction']})" in str(found)
    assert rows[BNF]["regimens"] == [
        {
            "repletion": "1 mg IM on alternate days until no further improvement",
            "maintenance": "1 mg IM every 2 months",
            "choices": 0,
            "amount_in_90_days": "2 mg-45 mg",
            "injections_in_90_days": "2-45",
            "injections_in_first_year": "6-183",
            "not_counted": [],
        }
    ]


def test_what_a_guideline_does_not_state_is_not_counted_as_none() -> None:
    adult = {"age": 46, "purpose": "treatment", "optic_disease": "none", "oral_suitable": False}
    severity = {"neurological": False, "anaemia": "present", "critically_ill": False}
    cause = {"kind": "pernicious-anaemia", "reversible": False}
    patient = Patient.from_dict(adult | {"severity": severity, "cause": cause, "pregnancy": "not-pregnant"})
    found = compare_guidelines(patient, ["uk-nice-cks", "it-dobetin-1000-cyanocobalamin"])
    first, second = (row["regimens"][0] for row in found.to_dict()["rows"])
    assert (first["repletion"], first["not_counted"]) == ("not stated", ["repletion"])
    assert (first["injections_in_90_days"], first["injections_in_first_year"]) == ("at least 1", "at least 4")
    assert (second["maintenance"], second["not_counted"]) == ("not stated", ["maintenance"])
    assert (second["amount_in_90_days"], second["injections_in_first_year"]) == ("at least 1 mg", "at least 1")
    for phase in ("repletion", "maintenance"):
        assert f"not counted: {phase}, which is not stated" in str(found)


def test_the_guidelines_to_ask_may_be_chosen() -> None:
    found = compare_guidelines(Patient(age=46), [BNF, load_guideline("us-fda-cyanocobalamin")])
    assert [row.recommendation.guideline.id for row in found.rows] == [BNF, "us-fda-cyanocobalamin"]
    assert found.rows[0].says.startswith("asks: ")
    assert found.to_dict()["rows"][0]["questions"][0]["path"]
    assert found.to_dict()["rows"][0]["evidence"] == "secondary", "the weakest of those that may answer"


def test_every_guideline_is_shown() -> None:
    known = {"age": 46, "purpose": "prophylaxis", "severity": {"neurological": True}, "allergies": ["cobalt"]}
    found = compare_guidelines(Patient.from_dict(known))
    for row in found.to_dict()["rows"]:
        assert row["guideline"] in found.to_html()
    assert "none: facts contradict each other" in str(found)
    assert "blocked by a contraindication" in str(found)
    assert str(found).endswith("for this\n    patient.")
    assert compare_guidelines(Patient(age=3), [BNF]).to_dict()["rows"][0]["action"] == "out-of-scope"


def test_a_row_says_what_stands_and_what_could_not_be_checked() -> None:
    allergic = Patient(
        age=46, cause="pernicious-anaemia", optic_disease="leber", allergies=["cobalt"], purpose="treatment"
    )
    (row,) = compare_guidelines(allergic, ["us-fda-cyanocobalamin"]).rows
    standing = row.to_dict()["alerts"]
    assert standing == row.recommendation.to_dict()["alerts"]
    named = {alert["id"]: alert["severity"] for alert in standing}
    assert (named["cobalt-allergy"], named["leber"]) == ("contraindication", "warning")
    assert all(citation["title"] for alert in standing for citation in alert["citations"])
    asked = compare_guidelines(attrs.evolve(allergic, allergies=None), ["us-fda-cyanocobalamin"])
    assert asked.to_dict()["rows"][0]["blocked"] is False
    not_checked = asked.to_dict()["rows"][0]["contraindications_not_checked"]
    assert {"cobalt-allergy", "cobalamin-allergy"} <= set(not_checked)
    said = f"contraindications that could not be checked: {len(not_checked)} ("
    assert said in str(asked)
    assert said in asked.to_html()
    assert said not in str(compare_guidelines(allergic, ["uk-nice-ng239-testing"]))
    assert "warning: leber" in str(asked)
    assert "warning: leber" in asked.to_html()


def test_all_read_results_by_the_cut_offs_that_are_asked_for() -> None:
    measured = Patient(age=46, labs=[{"analyte": "total-b12", "value": "150 ng/L"}])
    for thresholds in ("nl-nhg-2014", load_thresholds("nl-nhg-2014")):
        found = compare_guidelines(measured, [BNF, "us-fda-cyanocobalamin"], thresholds=thresholds)
        for row in found.rows:
            assert row.recommendation.labs is not None
            assert row.recommendation.labs.thresholds.id == "nl-nhg-2014"


@pytest.mark.parametrize("given", [BNF, Path(BNF), load_guideline(BNF), b"uk", 5])
def test_guidelines_are_a_list(given: Any) -> None:
    with pytest.raises(UnknownGuidelineError, match=r"is no list of guidelines; give for instance \["):
        compare_guidelines(Patient(), given)


def test_no_guideline_is_no_comparison() -> None:
    with pytest.raises(UnknownGuidelineError, match="the list of guidelines is empty"):
        compare_guidelines(Patient(), [])


def test_only_patients_are_compared() -> None:
    with pytest.raises(PatientError):
        compare_guidelines({"age": 46})  # type: ignore[arg-type]


def test_a_superseded_guideline_says_so() -> None:
    text = BNF_FILE.read_text("utf-8").replace('id = "uk-bnf', 'superseded_by = "a newer one"\nid = "old-bnf', 1)
    found = compare_guidelines(load_patient(FIRST), [parse_guideline(text)])
    assert "superseded by a newer one" in str(found)


def test_a_guideline_does_not_differ_from_itself() -> None:
    for name in guideline_ids():
        assert diff_guidelines(name, name) == []


def test_what_changed_is_said_in_sentences() -> None:
    text = BNF_FILE.read_text("utf-8")
    older = parse_guideline(
        text.replace(
            'maintenance = "1 mg IM every 2-3 months"\nprinted = "pern',
            'maintenance = "1 mg IM every 3 months"\nprinted = "pern',
        )
    )
    (change,) = diff_guidelines(older, BNF)
    assert change.old is not None
    assert change.new is not None
    assert "maintenance: 1 mg IM every 3 months" in change.old
    assert "maintenance: 1 mg IM every 2-3 months" in change.new
    assert "neurological no" in change.where
    assert str(change).startswith("neurological no, purpose treatment")
    assert change.to_dict()["example"]["neurological"] is False


def test_ages_are_compared_as_ages_and_not_by_the_names_of_their_bands() -> None:
    renamed = parse_guideline(re.sub(r"\b(adult|child)\b", r"\1-band", GOOD).replace("18 years", "16 years"))
    between = "age from 16 years and below 18 years"
    answers = [change for change in diff_guidelines(parse_guideline(GOOD), renamed) if change.kind == "answer"]
    assert answers
    for change in answers:
        assert between in change.where
        assert str(change.old).startswith("out-of-scope: adults only")
        assert change.example["age"] == between.removeprefix("age ")


def who_is(example: Mapping[str, Value]) -> Patient:
    """Make a patient of the library's values of facts; of an age in words, somebody at its first day."""
    known: dict[str, Any] = {}
    for name in example.keys() - {"age", "reversible"}:
        group, _, attribute = FACTS[name].path.rpartition(".")
        (known.setdefault(group, {}) if group else known)[attribute] = example[name]
    if "reversible" in example:
        known["cause"] = {"kind": example.get("cause", "other"), "reversible": example["reversible"]}
    if "age" in example:
        first = re.match(r"from (\d+ \w+)", str(example["age"]))
        known["age"] = first[1] if first else "1 day"
    return Patient.from_dict(known)


@pytest.mark.parametrize("name", ON_TREATMENT)
def test_every_change_of_an_answer_is_what_its_example_gets(name: str) -> None:
    versions = load_guideline(BNF), load_guideline(name)
    for change in diff_guidelines(*versions):
        if change.kind == "answer":
            for guideline, said in zip(versions, (change.old, change.new), strict=True):
                rules = select_regimen(who_is(change.example), guideline=guideline).rules
                assert [str(said).startswith(str(rule)) for rule in rules] == ([] if said is None else [True]), change


def edited(*replaced: tuple[str, str]) -> Guideline:
    text = GOOD
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new, 1)
    return parse_guideline(text)


WHEN = 'when = { cobalamin_allergy = true, purpose = ["treatment", "prophylaxis"] }'
LEBER = """[[alert]]
id = "severe-hypokalaemia"
severity = "contraindication"
when = { hypokalaemia = true }
text = "a test"
source = "here"

[[note]]"""


def test_a_change_has_lines_of_its_own_for_what_was_said_and_what_is_said() -> None:
    answer, head, *_ = diff_guidelines("uk-bnf-hydroxocobalamin-3-monthly", "uk-bnf-hydroxocobalamin")
    assert answer.in_lines().splitlines() == [
        "neurological no, purpose treatment, optic_disease none, cause not-metabolic, age adult",
        "  was: inject: hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: 1 mg IM",
        "    every 3 months",
        "  is: inject: hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: 1 mg IM",
        "    every 2-3 months",
        "  for instance: neurological no, purpose treatment, optic_disease none, cause pernicious-anaemia,",
        "    age from 18 years",
    ]
    assert head.in_lines() == "superseded_by\n  was: uk-bnf-hydroxocobalamin\n  is: nothing"


@pytest.mark.parametrize(
    ("replaced", "kind", "said"),
    [
        (
            [("[[note]]", LEBER)],
            "alert",
            ["*-hypokalaemia, hypokalaemia yes: was not raised; is a test (contraindication)"],
        ),
        (
            [('severity = "contraindication"', 'severity = "caution"')],
            "alert",
            ["alert allergy, cobalamin_allergy yes: was allergy (contraindication); is allergy (caution)"],
        ),
        (
            [(WHEN, 'when = [{ optic_disease = "leber" }, { optic_disease = ["leber", "none"], sex = "male" }]')],
            "alert",
            [
                "* yes, optic_disease none, sex female or other: was allergy *; is not raised (for instance: *)",
                "* no, optic_disease leber; or * was not raised; is allergy (contraindication) (for instance: *)",
            ],
        ),
        (
            [(WHEN, f'{WHEN}\nage_from = "16 years"\nage_below = "65 years"')],
            "alert",
            ["*, age below 16 years or from 65 years, cobalamin_allergy yes: was *; is not raised (* age below 16 *)"],
        ),
        (
            [('at = "18 years"', 'at = "16 years"')],
            "fact",
            ["age: was child below 18 years, adult from 18 years; is *"],
        ),
        (
            [('  "mma-or-homocystinuria",\n', ""), ("passing = [\n", 'passing = [\n  "mma-or-homocystinuria",\n')],
            "fact",
            ["cause mma-or-homocystinuria, read as: was lasting; is passing (for instance: cause mma-or-*)"],
        ),
        (
            [('cause_order = ["lasting", "passing"]\n', "")],
            "fact",
            ["cause, where there are several: was lasting before passing; is nothing"],
        ),
        (
            [("reversible = true\nsource", "reversible = false\nsource")],
            "fact",
            ["dietary-vegan, as the source states it: was it can resolve; is it cannot resolve"],
        ),
        (
            [('scope = "', 'valid_from = 2020-01-01\nvalid_to = 2024-12-31\nscope = "')],
            "head",
            ["valid_from: was nothing; is 2020-01-01", "valid_to: was nothing; is 2024-12-31"],
        ),
        ([('scope = "the tests"', 'scope = "some tests"')], "head", ["scope: was the tests; is some tests"]),
        ([('jurisdiction = "GB"', 'jurisdiction = "NZ"')], "head", ["jurisdiction: was GB; is NZ"]),
        (
            [('scope = "', 'thresholds = "uk-nice-ng239"\nscope = "')],
            "head",
            ["thresholds: was nothing; is uk-nice-ng239"],
        ),
        ([("a note of the guideline", "another")], "note", ["note of all rules: was a note of *", "note of all *"]),
        (
            [('notes = ["a note of the rule"]\n', "")],
            "note",
            ["note of rule treatment: was a note of the rule; is nothing"],
        ),
        (
            [('"adults only"', '"an adult source"')],
            "note",
            ["reason of rule child: was adults only; is nothing", "reason *"],
        ),
        (
            [('"these exclude each other"', '"both cannot be"')],
            "note",
            [
                "reason of what is impossible: was these exclude each other; is nothing",
                "reason *: was nothing; is both *",
            ],
        ),
    ],
)
def test_what_else_changed_is_said(replaced: list[tuple[str, str]], kind: str, said: list[str]) -> None:
    found = [change for change in diff_guidelines(parse_guideline(GOOD), edited(*replaced)) if change.kind == kind]
    assert len(found) == len(said)
    for change, expected in zip(found, said, strict=True):
        assert fnmatchcase(str(change), expected)
        assert change.to_dict()["kind"] == kind


def test_alerts_of_the_library_change_with_the_jurisdiction_and_contraindications_come_first() -> None:
    found = diff_guidelines(BNF, "us-fda-cyanocobalamin")
    kinds = [change.kind for change in found]
    assert kinds == sorted(kinds, key=["answer", "alert", "fact", "head", "note"].index)
    alerts = [change for change in found if change.kind == "alert"]
    assert "(contraindication)" in str(alerts[0])
    assert "(information)" in str(alerts[-1])
    cobalt = next(change for change in alerts if change.alert == "cobalt-allergy")
    assert "(caution)" in str(cobalt.old)
    assert "(contraindication)" in str(cobalt.new)
    here, there = (
        select_regimen(Patient(allergies=["cobalt"]), guideline=one) for one in (BNF, "us-fda-cyanocobalamin")
    )
    assert (here.blocked, there.blocked) == (False, True)


OWN = (
    f'extends = "{BNF}"\nid = "x"\ntitle = "t"\npublisher = "p"\nversion = "1"\n'
    '[[source]]\nkey = "s"\ntitle = "s"\nurl = "https://x.example"\nevidence = "primary"\n'
)
BLOCKS = '[[alert]]\nid = "{id}"\nseverity = "{severity}"\nwhen = { hypokalaemia = true }\ntext = "own"\nsource = "s"\n'


def own(name: str, severity: str) -> Guideline:
    return parse_guideline(OWN + BLOCKS.replace("{id}", name).replace("{severity}", severity))


@pytest.mark.parametrize("name", ["cobalamin-allergy", "mine"])
def test_an_own_alert_beside_one_of_the_library_is_named_when_it_comes_and_goes(name: str) -> None:
    bare, blocking = parse_guideline(OWN), own(name, "contraindication")
    for old, new, said in ((bare, blocking, ("not raised", "own")), (blocking, bare, ("own", "not raised"))):
        changes = [change for change in diff_guidelines(old, new) if change.alert == name]
        assert any(
            said[0] in f"was {one}".split("; is ")[0] and said[1] in str(one.new or "not raised") for one in changes
        )
    weaker = diff_guidelines(blocking, own(name, "information"))
    assert [("contraindication" in str(one.old), "information" in str(one.new)) for one in weaker] == [(True, True)]


def test_an_alert_that_only_an_answer_raises_is_compared() -> None:
    shipped = load_guideline("nl-zwolle-meppel-hydroxocobalamin")
    gone = [change for change in diff_guidelines(shipped, BNF) if change.alert == "leber"]
    assert any(change.old and change.new is None and change.where.startswith('with "oral') for change in gone)
    assert any(change.new and change.old is None for change in diff_guidelines(BNF, shipped) if change.alert == "leber")


def test_one_age_in_two_units_is_one_edge() -> None:
    older, newer = (edited((WHEN, f'{WHEN}\nage_below = "{edge}"')) for edge in ("12 months", "1 year"))
    assert diff_guidelines(older, newer) == []


@pytest.mark.parametrize("edge", ["28 days", "30 days", "31 days"])
def test_an_edge_in_days_is_none_in_months(edge: str) -> None:
    older, newer = (edited((WHEN, f'{WHEN}\nage_below = "{one}"')) for one in (edge, "1 month"))
    born = date(2026, 1, 1), date(2026, 2, 1)
    for before, after in ((older, newer), (newer, older)):
        changes = [(change.old, change.new) for change in diff_guidelines(before, after)]
        at_any_age = [
            Patient(age=age_on(day, day + timedelta(days)), allergies=["hydroxocobalamin"], purpose="treatment")
            for day in born
            for days in range(35)
        ]
        seen = {
            tuple(
                next(
                    (str(alert) for alert in select_regimen(one, guideline=each).alerts if alert.id == "allergy"), None
                )
                for each in (before, after)
            )
            for one in at_any_age
        }
        assert {(was, becomes) for was, becomes in seen if was != becomes} == set(changes)
        assert changes


def test_cut_offs_in_two_folders_are_compared_by_what_they_say(tmp_path: Path) -> None:
    cut_offs = (BNF_FILE.parent.parent / "thresholds" / "nl-nhg-2014.toml").read_text("utf-8")
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "own.toml").write_text(cut_offs.replace("nl-nhg-2014", "own"), "utf-8")
        text = GOOD.replace('scope = "', 'thresholds = "own.toml"\nscope = "', 1)
        (tmp_path / folder / "g.toml").write_text(text, "utf-8")
    assert diff_guidelines(tmp_path / "a" / "g.toml", tmp_path / "b" / "g.toml") == []


def test_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["compare", str(FIRST), "--json"]) == 0
    assert [row["guideline"] for row in json.loads(capsys.readouterr().out)["rows"]] == ON_TREATMENT
    assert main(["compare", str(FIRST), "--guideline", BNF]) == 0
    assert "us-fda" not in capsys.readouterr().out
    assert main(["compare", str(FIRST), "--empty-guideline"]) == 2
    assert "Unknown option" in capsys.readouterr().err
    assert main(["compare", str(FIRST), "--guideline", BNF, "--thresholds", "no-such"]) == 2
    assert "there is no set of cut-offs" in capsys.readouterr().err
    assert (
        main(["compare", str(FIRST), "--guideline", BNF, "--as-of", "2022-03-01", "--thresholds", "nl-nhg-2014"]) == 0
    )
    assert BNF in capsys.readouterr().out
    assert main(["compare", str(FIRST), "--guideline", BNF, "--as-of", "2015-03-01"]) == 2
    assert "cannot be told" in capsys.readouterr().err
    assert main(["compare", str(FIRST), "--as-of", "2022-03-01"]) == 2
    assert "name the guidelines" in capsys.readouterr().err
    newer = tmp_path / "newer.toml"
    text = BNF_FILE.read_text("utf-8").replace(f'id = "{BNF}"', 'id = "ours"')
    newer.write_text(text.replace("every 1-3 months", "every 3 months"), "utf-8")
    assert main(["changes", BNF, str(newer)]) == 0
    assert "optic_disease leber-or-tobacco" in capsys.readouterr().out
    assert main(["changes", BNF, BNF]) == 0
    assert "the same answer" in capsys.readouterr().out
    assert main(["changes", BNF, str(newer), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["old"].startswith("inject")
