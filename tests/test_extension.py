"""A protocol of one's own that extends a published guideline: what it takes over, replaces, adds and drops."""

from __future__ import annotations

from pathlib import Path

import pytest

from b12regimen import GuidelineError, Patient, diff_guidelines, load_guideline, parse_guideline, select_regimen

BASE = "uk-bnf-hydroxocobalamin"
OWN = """
extends = "uk-bnf-hydroxocobalamin"
id = "our-hospital"
title = "Hydroxocobalamin, our protocol"
publisher = "Our hospital"
version = "2026"

[[source]]
key = "protocol"
title = "Our protocol, third edition"
evidence = "primary"

[[rule]]
id = "prophylaxis"
when = { age = "adult", cause = "not-metabolic", optic_disease = "none", purpose = "prophylaxis" }
action = "inject"
repletion = "none"
maintenance = "1 mg IM every 3 months"
printed = "1 mg every 3 months"
source = "protocol"
"""


def test_it_takes_over_all_but_what_it_names() -> None:
    own, base = parse_guideline(OWN), load_guideline(BASE)
    assert (own.id, own.publisher, own.extends, own.jurisdiction, own.drug) == (
        "our-hospital",
        "Our hospital",
        BASE,
        base.jurisdiction,
        base.drug,
    )
    assert set(own.rules) == set(base.rules)
    assert [rule.id for rule in own.rules.values() if rule.taken_from is None] == ["prophylaxis"]
    assert {rule.taken_from for rule in own.rules.values()} == {None, BASE}
    assert len(own.alerts) == len(base.alerts)
    (change,) = diff_guidelines(BASE, own)
    assert change.new is not None
    assert "1 mg IM every 3 months" in change.new


def test_the_answer_names_both() -> None:
    own = parse_guideline(OWN)
    prophylaxis = Patient(age=46, cause="total-gastrectomy", optic_disease="none", purpose="prophylaxis")
    found = select_regimen(prophylaxis, guideline=own)
    assert [citation.source.key for citation in found.citations] == ["protocol"]
    assert "this is Our hospital's own, beside uk-bnf-hydroxocobalamin" in map(str, found.notes)
    leber = select_regimen(Patient(age=46, cause="dietary-vegan", optic_disease="leber"), guideline=own)
    assert [citation.source.key for citation in leber.citations] == ["east-region"]
    assert "Our hospital takes this over from uk-bnf-hydroxocobalamin" in map(str, leber.notes)
    assert leber.to_dict()["guideline"]["extends"] == BASE


def test_a_new_rule_beside_the_old_overlaps_and_a_dropped_one_leaves_a_gap() -> None:
    with pytest.raises(GuidelineError, match=r'line 13, rule\[0\]: rules "prophylaxis" and "ours" both answer'):
        parse_guideline(OWN.replace('id = "prophylaxis"', 'id = "ours"'))
    replaced = OWN.replace('id = "prophylaxis"', 'id = "ours"').replace(
        'version = "2026"', 'version = "2026"\ndrop = ["prophylaxis"]'
    )
    assert "ours" in parse_guideline(replaced).rules
    with pytest.raises(GuidelineError, match="no rule answers neurological no, purpose prophylaxis"):
        parse_guideline(
            OWN[: OWN.index("[[rule]]")].replace('version = "2026"', 'version = "2026"\ndrop = ["prophylaxis"]')
        )


def test_errors_have_the_lines_of_the_files_own_entries() -> None:
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(OWN.replace("1 mg IM every 3 months", "1 mg IM biweekly"))
    assert [(finding.line, finding.path) for finding in caught.value.findings] == [(18, "rule[0].maintenance")]


def test_it_names_itself() -> None:
    with pytest.raises(GuidelineError, match="id: this key is missing"):
        parse_guideline(OWN.replace('id = "our-hospital"\n', ""))


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        ("uk-bnf", "line 2, extends: .*cannot be read"),
        ("own.toml", "line 2, extends: .*leads back to this file"),
        ("bytes.toml", "line 2, extends: .*cannot be read"),
    ],
)
def test_what_cannot_be_extended(tmp_path: Path, base: str, reason: str) -> None:
    (tmp_path / "bytes.toml").write_bytes(b"id = '\xff'")
    (tmp_path / "own.toml").write_text(OWN.replace(BASE, base), "utf-8")
    with pytest.raises(GuidelineError, match=reason):
        load_guideline(tmp_path / "own.toml")


def test_an_extension_of_an_extension(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(OWN, "utf-8")
    ward = (
        OWN.replace(BASE, "ours.toml")
        .replace('"our-hospital"', '"our-ward"')
        .replace("every 3 months", "every 2 months")
    )
    (tmp_path / "ward.toml").write_text(ward, "utf-8")
    found = load_guideline(tmp_path / "ward.toml")
    assert str(found.rules["prophylaxis"].regimens[0].maintenance) == "1 mg IM every 2 months"
    assert found.rules["child"].taken_from == "ours.toml"


def test_facts_of_its_own_replace_those_of_the_base() -> None:
    text = """
    extends = "us-fda-cyanocobalamin"
    id = "simple"
    title = "t"
    publisher = "p"
    version = "1"
    drop = [
      "child", "prophylaxis", "pernicious-anaemia",
      "normal-absorption-oral-inadequate", "normal-absorption", "other-cause"
    ]

    [facts]
    neurological = [true, false]

    [[rule]]
    id = "all"
    when = {}
    action = "no-treatment"
    why = "a test"
    source = "label-copy"
    """
    with pytest.raises(GuidelineError, match="age_edge: the file does not look at age"):
        parse_guideline(text)


def test_what_is_not_there_to_drop_is_reported_with_everything_else() -> None:
    wrong = OWN.replace(
        'version = "2026"', 'version = "2026"\ndrop = ["metabolic-case", "cobalt-allergy", "pas-letter"]'
    )
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(wrong.replace("1 mg IM every 3 months", "1 mg IM biweekly"))
    reasons = [(finding.line, finding.reason) for finding in caught.value.findings]
    assert [line for line, _ in reasons] == [7, 7, 19]
    assert 'no rule and no alert "metabolic-case"; did you mean "metabolic-cause"?' in reasons[0][1]
    assert '"pas-letter"' in reasons[1][1], "sources are taken over whether they are cited or not"
    with pytest.raises(GuidelineError, match=r'drop\[0\]: what is extended has no rule and no alert "child"'):
        parse_guideline('drop = ["child"]\n' + (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8"))


def test_strange_entries_of_what_is_extended_are_reported(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text("rule = [3]\nalert = 3\n", "utf-8")
    (tmp_path / "own.toml").write_text(OWN.replace(BASE, "base.toml"), "utf-8")
    with pytest.raises(GuidelineError, match="rule: "):
        load_guideline(tmp_path / "own.toml")


@pytest.mark.parametrize("strange", ["drop = 3", "rule = 3", "source = 3", "facts = 3", "groups = 3", "extends = 3"])
def test_what_does_not_fit_is_reported(strange: str) -> None:
    key = strange.split(" ", maxsplit=1)[0]
    text = OWN if key != "extends" else OWN.replace('extends = "uk-bnf-hydroxocobalamin"', "")
    head, _, _ = text.partition("[[source]]")
    with pytest.raises(GuidelineError, match=f"{key}: "):
        parse_guideline(f"{head}\n{strange}\n")
