"""What a file may take over from a guideline: schedules stay with their documents and their patients."""

from __future__ import annotations

from pathlib import Path

import pytest

from b12regimen import Guideline, GuidelineError, load_guideline, parse_guideline

BASE = "uk-bnf-hydroxocobalamin"
HEAD = """
extends = "uk-bnf-hydroxocobalamin"
id = "ours"
title = "Ours"
publisher = "Our hospital"
version = "2026"
"""
SOURCE = """
[[source]]
key = "protocol"
title = "Our protocol"
evidence = "primary"
"""


def findings(text: str) -> list[tuple[str, str]]:
    """Give the path and the reason of each error."""
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(text)
    return [(finding.path, finding.reason) for finding in caught.value.findings]


# What a file is about decides which alerts hold, so only a file about treatment treats


@pytest.mark.parametrize("about", ["testing", "follow-up"])
def test_rules_that_treat_are_not_taken_over_into_a_file_about_anything_else(about: str) -> None:
    ((path, reason),) = findings(f'{HEAD}about = "{about}"\n')
    assert path == "about"
    assert f'this is "{about}", and' in reason
    assert '"with-neurological-involvement"' in reason
    assert "leave about out" in reason


@pytest.mark.parametrize("action", ["inject", "oral", "either"])
@pytest.mark.parametrize("about", ["testing", "follow-up"])
def test_a_rule_that_treats_is_for_a_file_about_treatment(action: str, about: str) -> None:
    base = load_guideline(BASE)
    drop = ", ".join(f'"{name}"' for name, rule in base.rules.items() if rule.action == "inject")
    text = f"""{HEAD}about = "{about}"\ndrop = [{drop}]\n{SOURCE}
    [[rule]]
    id = "all"
    when = {{ age = "adult", cause = "not-metabolic" }}
    action = "{action}"
    repletion = "none"
    maintenance = "1 mg IM every 3 months"
    printed = "1 mg every 3 months"
    ADVICE
    source = "protocol"
    """
    text = text.replace("ADVICE", "" if action == "inject" else 'advice = "either will do"')
    reason = (
        f'"{action}" says how to treat, and this file is about {about}: leave about out, for a file about treatment'
    )
    assert findings(text) == [("rule[0].action", reason)]
    assert parse_guideline(text.replace(f'about = "{about}"', "")).rules["all"].action == action


# What is taken over is cited to the document in which it was read


def documents(guideline: Guideline, rule: str) -> list[tuple[str, str]]:
    """Give the titles of what a rule cites, and how each was read."""
    return [(citation.source.title, citation.source.evidence) for citation in guideline.rules[rule].citations]


def test_a_key_that_what_is_taken_over_cites_is_not_given_to_another_document() -> None:
    other = HEAD + SOURCE.replace("protocol", "nhsggc-2021")
    ((path, reason),) = findings(other)
    assert path == "source[0].key"
    assert reason == (
        'in uk-bnf-hydroxocobalamin "nhsggc-2021" is another document, which rule "without-neurological-involvement" '
        "and a note, taken over from there, cite: give yours another key"
    )
    base = load_guideline(BASE)
    mine = parse_guideline(HEAD + SOURCE)
    for rule in base.rules:
        assert documents(mine, rule) == documents(base, rule)


def test_a_better_evidence_of_the_same_document_is_no_less_another() -> None:
    entry = """
    [[source]]
    key = "bnfc-2018-19"
    title = "BNF for Children 2018-2019, megaloblastic anaemia (overview)"
    url = "https://issuhub.com/view/index/3493?pageIndex=599"
    evidence = "primary"
    note = "read for what comes before treatment, not for doses"
    """
    assert parse_guideline(HEAD + entry).sources["bnfc-2018-19"].evidence == "primary", "the same, written again"
    ((path, reason),) = findings(HEAD + entry.replace('evidence = "primary"', 'evidence = "secondary"'))
    assert path == "source[0].key"
    assert 'which alert "deficiency-unlikely", taken over from there, cites' in reason


PROPHYLAXIS = """
[[rule]]
id = "prophylaxis"
when = { age = "adult", cause = "not-metabolic", optic_disease = "none", purpose = "prophylaxis" }
action = "inject"
repletion = "none"
maintenance = "1 mg IM every 3 months"
printed = "1 mg every 3 months"
source = "protocol"
"""


def test_a_key_of_a_hospital_is_free_for_its_ward_once_nothing_cites_it(tmp_path: Path) -> None:
    (tmp_path / "hospital.toml").write_text(HEAD + SOURCE + PROPHYLAXIS, "utf-8")
    ward = HEAD.replace(BASE, "hospital.toml").replace('"ours"', '"ward"')
    title = SOURCE.replace("Our protocol", "Our ward's protocol")
    (tmp_path / "ward.toml").write_text(ward + title + PROPHYLAXIS, "utf-8")
    replaced = load_guideline(tmp_path / "ward.toml")
    assert documents(replaced, "prophylaxis") == [("Our ward's protocol", "primary")]
    (tmp_path / "ward.toml").write_text(ward + title, "utf-8")
    with pytest.raises(
        GuidelineError, match=r'in ours "protocol" is another .* rule "prophylaxis", taken over from there'
    ):
        load_guideline(tmp_path / "ward.toml")


def test_a_label_does_not_give_the_key_of_a_shared_part_to_another_document(tmp_path: Path) -> None:
    (tmp_path / "shared.toml").write_text(f'extends = "{BASE}"\n' + SOURCE + PROPHYLAXIS, "utf-8")
    label = HEAD.replace(BASE, "shared.toml")
    (tmp_path / "label.toml").write_text(label, "utf-8")
    assert documents(load_guideline(tmp_path / "label.toml"), "prophylaxis") == [("Our protocol", "primary")]
    (tmp_path / "label.toml").write_text(label + SOURCE.replace("Our protocol", "The label's own"), "utf-8")
    with pytest.raises(GuidelineError, match=r'source\[0\].key: in shared.toml "protocol" is another document'):
        load_guideline(tmp_path / "label.toml")


@pytest.mark.parametrize("strange", ["3", "[3]", '[["protocol"]]', "{ key = 3 }"])
def test_a_source_that_is_no_text_is_reported_as_that(strange: str) -> None:
    (path, _), *_ = findings(HEAD + SOURCE + PROPHYLAXIS.replace('source = "protocol"', f"source = {strange}"))
    assert path.startswith("rule[0].source")


def test_what_extends_a_label_does_not_give_its_key_to_another_document() -> None:
    text = HEAD.replace(BASE, "uk-neo-cytamen-hydroxocobalamin") + SOURCE.replace("protocol", "smpc-9746", 1)
    ((path, reason),) = findings(text)
    assert path == "source[0].key"
    assert reason.startswith('in uk-neo-cytamen-hydroxocobalamin "smpc-9746" is another document, which rule "optic-')
