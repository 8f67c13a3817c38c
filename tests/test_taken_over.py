"""What a file may take over from a guideline: schedules stay with their documents and their patients."""

from __future__ import annotations

from pathlib import Path

import pytest

from b12regimen import (
    Guideline,
    GuidelineError,
    Patient,
    check_guideline,
    guideline_ids,
    load_guideline,
    parse_guideline,
    select_regimen,
)

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
    assert reason == (
        f'this is "{about}", and "optic-disease", "prophylaxis", "with-neurological-involvement" and '
        '"without-neurological-involvement", which it takes over, say how to treat: leave about out, or drop what '
        "treats"
    )
    drop = 'drop = ["prophylaxis", "with-neurological-involvement", "without-neurological-involvement"]'
    alone = f'this is "{about}", and "optic-disease", which it takes over, says how to treat: leave about out, or drop'
    assert [path for path, reason in findings(f'{HEAD}about = "{about}"\n{drop}\n') if reason.startswith(alone)] == [
        "about"
    ]


def test_every_schedule_that_is_printed_for_another_drug_is_named() -> None:
    ((path, reason),) = findings(f'{HEAD}drug = "cyanocobalamin"\n')
    assert path == "drug"
    assert reason == (
        'this is "cyanocobalamin", and uk-bnf-hydroxocobalamin, from which optic-disease, prophylaxis, '
        "with-neurological-involvement and without-neurological-involvement with regimens are taken over, is on "
        '"hydroxocobalamin"; a schedule is printed for its drug: leave drug out, or replace or drop these rules'
    )


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


def test_an_overlap_is_placed_at_the_rule_of_ones_own_also_where_it_stands_before_what_is_taken_over() -> None:
    own = """[[rule]]
id = "optic-disease"
when = { age = "adult", cause = "not-metabolic", optic_disease = ["leber-or-tobacco", "none"] }
action = "no-treatment"
why = "not here"
source = "protocol"
"""
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(HEAD + SOURCE + own)
    assert {(finding.path, finding.line, finding.file) for finding in caught.value.findings} == {("rule[0]", 12, None)}


def test_a_gap_that_a_rule_left_which_another_file_dropped_is_placed_in_that_file(tmp_path: Path) -> None:
    (tmp_path / "hospital.toml").write_text(f'{HEAD}drop = ["child"]\n', "utf-8")
    (tmp_path / "ward.toml").write_text(HEAD.replace(BASE, "hospital.toml").replace('"ours"', '"ward"'), "utf-8")
    with pytest.raises(GuidelineError, match=r"in hospital\.toml, line 7, drop\[0\]: no rule answers "):
        load_guideline(tmp_path / "ward.toml")


@pytest.mark.parametrize(
    ("key", "citing"),
    [
        ("bnfc-2011-12", 'rule "child", rule "metabolic-cause" and an age edge, taken over from there, cite'),
        ("bnfc-2018-19", 'alert "deficiency-unlikely", taken over from there, cites'),
    ],
)
def test_all_that_cites_a_document_whose_key_is_taken_is_named(key: str, citing: str) -> None:
    taken = f'in uk-bnf-hydroxocobalamin "{key}" is another document, which {citing}: give yours another key'
    assert findings(HEAD + SOURCE.replace('"protocol"', f'"{key}"')) == [("source[0].key", taken)]


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
    with pytest.raises(GuidelineError, match=r'source "protocol", key: in shared.toml "protocol" is another document'):
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


# What is taken over answers whom it answers where it is printed, and nobody else


def test_an_age_edge_that_gives_children_the_dose_of_adults_does_not_load() -> None:
    edge = """
    [[age_edge]]
    at = "10 years"
    below = "child"
    above = "adult"
    source = "protocol"
    """
    found = findings(HEAD + SOURCE + edge)
    assert {path for path, _ in found} == {"age_edge[0]"}
    assert found[-1][1] == (
        '"without-neurological-involvement", taken over from uk-bnf-hydroxocobalamin, would answer patients whom '
        "uk-bnf-hydroxocobalamin does not mean, for instance: neurological no; purpose treatment; optic_disease none; "
        'cause pernicious-anaemia; age from 10 years and below 18 years; there it answers "child" (out-of-scope): '
        "leave them as they are there, or write a rule of your own for them, with a source of your own"
    )
    later = parse_guideline((HEAD + SOURCE + edge).replace("10 years", "21 years"))
    young = {"cause": "pernicious-anaemia", "optic_disease": "none", "purpose": "treatment"}
    assert select_regimen(Patient(age=19, **young), guideline=later).action == "out-of-scope", (
        "narrower is one's own to say"
    )


def test_a_rule_of_ones_own_may_answer_whom_it_likes() -> None:
    text = """
    drop = ["child", "optic-disease", "prophylaxis", "with-neurological-involvement"]

    [[age_edge]]
    at = "10 years"
    below = "child"
    above = "adult"
    source = "protocol"

    [[rule]]
    id = "without-neurological-involvement"
    action = "inject"
    when = [
      { age = "adult", cause = "not-metabolic", optic_disease = "none", purpose = "treatment", neurological = false }
    ]
    repletion = "none"
    maintenance = "1 mg IM every 3 months"
    printed = "1 mg every 3 months"
    source = "protocol"

    [[rule]]
    id = "others"
    when = [
      { age = "child" },
      { age = "adult", cause = "not-metabolic", optic_disease = "leber-or-tobacco" },
      { age = "adult", cause = "not-metabolic", optic_disease = "none", purpose = "prophylaxis" },
      { age = "adult", cause = "not-metabolic", optic_disease = "none", purpose = "treatment", neurological = true },
      { age = "adult", cause = "not-metabolic", optic_disease = "deficiency-optic-neuropathy" },
    ]
    action = "out-of-scope"
    why = "for a specialist"
    source = "protocol"
    """
    head, _, rest = text.partition("\n\n")
    assert parse_guideline(HEAD + head + SOURCE + rest).rules["without-neurological-involvement"].taken_from is None


CAUSES = """
[groups.cause]
metabolic = ["transcobalamin-deficiency"]
not-metabolic = [
  "mma-or-homocystinuria", "pernicious-anaemia", "autoimmune-gastritis", "total-gastrectomy", "partial-gastrectomy",
  "complete-terminal-ileal-resection", "other-ileal-resection", "ileal-disease", "coeliac-disease",
  "bariatric-surgery", "pancreatic-insufficiency", "bacterial-overgrowth", "fish-tapeworm",
  "food-cobalamin-malabsorption", "metformin", "acid-suppression", "other-medicine", "nitrous-oxide",
  "dietary-vegan", "dietary-other", "imerslund-graesbeck", "other", "unexplained",
]
"""


def test_a_group_that_gives_an_inborn_cause_the_dose_of_others_does_not_load() -> None:
    found = findings(HEAD + CAUSES)
    assert {path for path, _ in found} == {"groups.cause"}
    assert all("; cause mma-or-homocystinuria; " in reason for _, reason in found)
    assert all('there it answers "metabolic-cause" (out-of-scope)' in reason for _, reason in found)
    assert len(found) == 4


def test_an_order_of_causes_that_puts_the_inborn_one_last_does_not_load() -> None:
    found = findings(HEAD + 'cause_order = ["not-metabolic", "metabolic"]\n')
    assert {path for path, _ in found} == {"cause_order"}
    assert all("; cause pernicious-anaemia and transcobalamin-deficiency; " in reason for _, reason in found)
    between = "there what it says is open between metabolic-cause and {}"
    treats = ("optic-disease", "prophylaxis", "with-neurological-involvement", "without-neurological-involvement")
    assert [between.format(one) in reason for one, (_, reason) in zip(treats, found, strict=True)] == [True] * 4
    first = parse_guideline(HEAD + 'cause_order = ["metabolic", "not-metabolic"]\n')
    both = Patient(age=46, cause=["dietary-vegan", "mma-or-homocystinuria"])
    assert select_regimen(both, guideline=first).action == "out-of-scope"


def test_the_first_two_causes_are_an_order_too(tmp_path: Path) -> None:
    good = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
    first = '  "autoimmune-gastritis",\n'
    base = good.replace(first, "").replace("passing = [\n", f"passing = [\n{first}")
    base = base.replace('cause = ["lasting", "passing"] }\naction = "either"', 'cause = "lasting" }\naction = "either"')
    base += '[[rule]]\nid = "rest"\nwhen = { age = "adult", purpose = "treatment", cause = "passing" }\n'
    base += 'action = "out-of-scope"\nwhy = "a test"\nsource = "here"\n'
    base = base.replace('prefer = ["nerves", "treatment"]', 'prefer = ["nerves", "treatment", "rest"]')
    base = base.replace('cause_order = ["lasting", "passing"]', 'cause_order = ["passing", "lasting"]')
    (tmp_path / "good.toml").write_text(base, "utf-8")
    own = HEAD.replace(BASE, "good.toml") + 'cause_order = ["lasting", "passing"]\n'
    (tmp_path / "own.toml").write_text(own, "utf-8")
    with pytest.raises(GuidelineError, match=r"cause_order: .*cause pernicious-anaemia and autoimmune-gastritis"):
        load_guideline(tmp_path / "own.toml")


def test_advice_and_no_treatment_are_for_whom_they_are_printed_too() -> None:
    head = HEAD.replace(BASE, "uk-nhsggc-hydroxocobalamin")
    base = load_guideline("uk-nhsggc-hydroxocobalamin")
    (cause,) = (reader for reader in base.readers if reader.fact.name == "cause")
    groups = {str(value): [str(one) for one in cause.members(value)] for value in cause.domain.values}
    (without,) = (rule.id for rule in base.rules.values() if rule.action == "no-treatment")
    holding = next(value for value in groups if value in base.applies_to(without)[0])
    groups[next(value for value in groups if "pernicious-anaemia" in groups[value])].remove("pernicious-anaemia")
    groups[holding].append("pernicious-anaemia")
    lines = "\n".join(f'"{value}" = {members}' for value, members in groups.items())
    found = findings(f"{head}[groups.cause]\n{lines}\n")
    assert any(f'"{without}", taken over' in reason and "cause pernicious-anaemia" in reason for _, reason in found)


def test_a_rule_behind_a_preferred_one_does_not_answer_in_its_place(tmp_path: Path) -> None:
    good = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
    (tmp_path / "good.toml").write_text(good, "utf-8")
    own = HEAD.replace(BASE, "good.toml")
    (tmp_path / "own.toml").write_text(own, "utf-8")
    assert load_guideline(tmp_path / "own.toml").rules
    (tmp_path / "own.toml").write_text(own + 'drop = ["nerves"]\nprefer = ["treatment"]\n', "utf-8")
    with pytest.raises(GuidelineError, match=r'rule: "treatment", taken over from test-guideline, would answer'):
        load_guideline(tmp_path / "own.toml")


SMALL = """
id = "small"
title = "t"
publisher = "p"
jurisdiction = "GB"
version = "1"
drug = "hydroxocobalamin"
routes = ["IM"]
scope = "all"
prefer = ["women", "all"]

[facts]
sex = ["women", "others"]
purpose = ["treatment", "prophylaxis"]

[groups.sex]
women = ["female", "other"]
others = ["male"]

[[source]]
key = "s"
title = "s"
evidence = "primary"

[[impossible]]
when = { purpose = "prophylaxis", sex = "women" }
why = "a test"

[[rule]]
id = "women"
when = { sex = "women" }
action = "no-treatment"
why = "a test"
source = "s"

[[rule]]
id = "all"
when = {}
action = "inject"
repletion = "none"
maintenance = "1 mg IM every 3 months"
printed = "1 mg every 3 months"
source = "s"
"""


def test_what_another_group_takes_out_of_a_contradiction_is_not_answered(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(SMALL, "utf-8")
    groups = '[groups.sex]\nwomen = ["female"]\nothers = ["male", "other"]\n'
    (tmp_path / "own.toml").write_text(HEAD.replace(BASE, "small.toml") + groups, "utf-8")
    said = r"groups.sex: \"all\", .*for instance: sex other; purpose treatment; there it answers \"women\""
    with pytest.raises(GuidelineError, match=said):
        load_guideline(tmp_path / "own.toml")
    text = SMALL.replace('prefer = ["women", "all"]\n', "").replace("when = {}", 'when = { purpose = "prophylaxis" }')
    text = text.replace('when = { sex = "women" }', 'when = { purpose = "treatment" }')
    (tmp_path / "small.toml").write_text(text, "utf-8")
    with pytest.raises(
        GuidelineError, match=r"sex other; purpose prophylaxis; there these facts contradict each other"
    ):
        load_guideline(tmp_path / "own.toml")


def test_a_fact_that_is_not_looked_at_any_more_gives_nobody_the_dose_of_others(tmp_path: Path) -> None:
    text = SMALL.replace('[[impossible]]\nwhen = { purpose = "prophylaxis", sex = "women" }\nwhy = "a test"\n', "")
    (tmp_path / "small.toml").write_text(text, "utf-8")
    head = HEAD.replace(BASE, "small.toml") + 'drop = ["women"]\nprefer = ["all"]\n'
    (tmp_path / "own.toml").write_text(head + '[facts]\npurpose = ["treatment", "prophylaxis"]\n', "utf-8")
    with pytest.raises(GuidelineError, match=r'facts: "all", .*for instance: purpose treatment; sex female; there it'):
        load_guideline(tmp_path / "own.toml")
    more = 'cause_order = []\n[facts]\nsex = ["women", "others"]\nneurological = [true, false]\n'
    (tmp_path / "own.toml").write_text(head + more + 'purpose = ["treatment", "prophylaxis"]\n', "utf-8")
    with pytest.raises(GuidelineError, match=r'rule: "all", .*for instance: sex female; neurological yes; purpose'):
        load_guideline(tmp_path / "own.toml")


def test_what_is_extended_loads_by_itself(tmp_path: Path) -> None:
    (tmp_path / "hospital.toml").write_text(HEAD + 'drop = ["child"]\n', "utf-8")
    child = """
    [[rule]]
    id = "children"
    when = { age = "child" }
    action = "out-of-scope"
    why = "for the paediatricians"
    source = "protocol"
    """
    ward = HEAD.replace(BASE, "hospital.toml").replace('"ours"', '"ward"') + SOURCE + child
    (tmp_path / "ward.toml").write_text(ward, "utf-8")
    assert "children" in load_guideline(tmp_path / "ward.toml").rules, "no rule of the hospital's own is taken over"
    (remark,) = check_guideline(tmp_path / "ward.toml").remarks
    assert remark.reason.startswith("ours does not load by itself, so what it warns of was not compared: ")
    (tmp_path / "hospital.toml").write_text(HEAD + 'drop = ["child"]\n' + SOURCE + PROPHYLAXIS, "utf-8")
    with pytest.raises(
        GuidelineError, match=r"line 2, extends: ours, from which rules are taken over, does not load: .*no rule"
    ):
        load_guideline(tmp_path / "ward.toml")


@pytest.mark.parametrize("name", guideline_ids())
def test_a_file_that_changes_nothing_takes_over_everything(name: str) -> None:
    own, base = parse_guideline(HEAD.replace(BASE, name)), load_guideline(name)
    assert own.table.boxes == base.table.boxes
    assert [rule.outcome for rule in own.rules.values()] == [rule.outcome for rule in base.rules.values()]


# A check remarks on each alert that is lost


HOSPITAL_ALERT = """
[[alert]]
id = "frail"
severity = "contraindication"
when = { liver_impairment = true }
text = "not in our hospital"
source = "protocol"
"""
OF_WARD = 'the contraindication "frail" of ours is '


@pytest.mark.parametrize(
    ("own", "path", "said"),
    [
        ('drop = ["frail"]\n', "drop", "no longer raised for liver_impairment yes"),
        (
            SOURCE + HOSPITAL_ALERT.replace("contraindication", "information"),
            "alert[0]",
            "of a lower severity: information",
        ),
        (
            SOURCE + HOSPITAL_ALERT.replace('text = "not', 'age_below = "2 days"\ntext = "never'),
            "alert[0]",
            "no longer raised for age from 2 days, liver_impairment yes",
        ),
    ],
)
def test_an_alert_of_a_hospital_is_not_lost_in_silence(tmp_path: Path, own: str, path: str, said: str) -> None:
    (tmp_path / "hospital.toml").write_text(HEAD + SOURCE + HOSPITAL_ALERT, "utf-8")
    ward = HEAD.replace(BASE, "hospital.toml").replace('"ours"', '"ward"')
    (tmp_path / "ward.toml").write_text(ward + own.replace('"protocol"', '"ward-protocol"'), "utf-8")
    found = check_guideline(tmp_path / "ward.toml")
    assert found.errors == ()
    assert [(remark.path, remark.reason) for remark in found.remarks] == [(path, OF_WARD + said)]
    assert all(remark.line for remark in found.remarks)
    (tmp_path / "ward.toml").write_text(ward, "utf-8")
    assert check_guideline(tmp_path / "ward.toml").remarks == ()


def test_an_alert_that_another_country_has_milder_is_not_lost_in_silence(tmp_path: Path) -> None:
    own = HEAD.replace(BASE, "fr-gerda-cyanocobalamin") + 'jurisdiction = "US"\n'
    (tmp_path / "own.toml").write_text(own, "utf-8")
    remarks = {remark.reason: remark.path for remark in check_guideline(tmp_path / "own.toml").remarks}
    assert (
        remarks['the contraindication "leber" of fr-gerda-cyanocobalamin is of a lower severity: warning']
        == "jurisdiction"
    )


def test_an_alert_by_advice_is_compared_where_the_advice_stays(tmp_path: Path) -> None:
    own = HEAD.replace(BASE, "nl-zwolle-meppel-hydroxocobalamin")
    (tmp_path / "own.toml").write_text(own + 'jurisdiction = "US"\n', "utf-8")
    remarks = [remark.reason for remark in check_guideline(tmp_path / "own.toml").remarks]
    assert (
        'the contraindication "leber" of nl-zwolle-meppel-hydroxocobalamin is of a lower severity: warning' in remarks
    )
    (tmp_path / "own.toml").write_text(own, "utf-8")
    assert check_guideline(tmp_path / "own.toml").remarks == ()


def test_an_alert_is_not_lost_where_one_as_severe_stands_in_its_place(tmp_path: Path) -> None:
    partly = """
    [[alert]]
    id = "cobalamin-allergy"
    severity = "contraindication"
    when = { cobalamin_allergy = true, sex = "male" }
    text = "ours"
    source = "protocol"
    """
    (tmp_path / "hospital.toml").write_text(HEAD + SOURCE + partly, "utf-8")
    ward = HEAD.replace(BASE, "hospital.toml").replace('"ours"', '"ward"')
    (tmp_path / "ward.toml").write_text(ward + 'drop = ["cobalamin-allergy"]\n', "utf-8")
    assert check_guideline(tmp_path / "ward.toml").remarks == (), "that of the library stands"
    whole = partly.replace(', sex = "male"', "").replace('"protocol"', '"ward-protocol"')
    source = SOURCE.replace('"protocol"', '"ward-protocol"')
    (tmp_path / "ward.toml").write_text(ward + source + whole, "utf-8")
    assert check_guideline(tmp_path / "ward.toml").remarks == ()
