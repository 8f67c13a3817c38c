"""Guideline files: one broken file for each error, with its path, its line and what would do."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from b12regimen import (
    GuidelineError,
    UnknownGuidelineError,
    guideline_ids,
    load_guideline,
    parse_guideline,
    parse_phase,
)
from b12regimen.guidelines.guideline import Rule
from b12regimen.patients.facts import FACTS
from whole_text import SHIPPED, whole_text

ADULT_EDGE = 'above = "adult"\nsource = "here"'
GOOD = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")

# What is replaced, by what, and the finding that must come: its path, and a part of its reason.
BROKEN = [
    # TOML and shape
    ('id = "test-guideline"', "id = ", "", "this is not TOML"),
    ('id = "test-guideline"\n', "", "id", "this key is missing"),
    ('id = "test-guideline"', "id = 3", "id", "expected a text, got 3"),
    ('id = "test-guideline"', 'id = "Test Guideline"', "id", "is no id; write small letters, digits and hyphens"),
    ('scope = "the tests"', 'scoop = "the tests"', "scoop", 'no such key; did you mean "scope"?'),
    ('scope = "the tests"', "", "scope", "this key is missing"),
    ('routes = ["IM", "SC"]', 'routes = "IM"', "routes", 'expected a list, got "IM"'),
    (
        'purpose = ["treatment", "prophylaxis"]\nneuro',
        'purpose = "treatment"\nneuro',
        "facts.purpose",
        "expected a list",
    ),
    ('id = "test-guideline"', "id = true", "id", "expected a text, got true"),
    (
        "neurological = [true, false]",
        "neurological = [1, 0]",
        "facts.neurological[0]",
        "expected a text, or true or false",
    ),
    ('jurisdiction = "GB"', 'jurisdiction = "UK"', "jurisdiction", '"UK" is no jurisdiction; did you mean "GB"?'),
    ('jurisdiction = "GB"', 'jurisdiction = "gb"', "jurisdiction", 'did you mean "GB"?'),
    ('jurisdiction = "GB"', 'jurisdiction = "International"', "jurisdiction", 'did you mean "international"?'),
    ('jurisdiction = "GB"', 'jurisdiction = "Atlantis"', "jurisdiction", "no jurisdiction; write the two capital"),
    ("[[note]]", "[note]", "note", "note is a list of tables; write [[note]] before each"),
    ("[[note]]", "[[notes]]", "notes", 'no such key; did you mean "note"?'),
    ('text = "a note of the guideline"', 'txt = "a note"', "note[0].txt", 'did you mean "text"?'),
    (
        "reversible = true\nsource",
        'reversible = "yes"\nsource',
        "reversibility[0].reversible",
        'expected true or false, without quotes, got "yes"',
    ),
    ('when = { age = "child" }', "when = 3", "rule[0].when", "expected a table"),
    ('when = { age = "child" }', "when = { age = 18 }", "rule[0].when.age", "expected a value or a list of values"),
    ('when = { age = "child" }', "when = [3]", "rule[0].when[0]", "expected a table"),
    ('source = ["here", "there"]', "source = 3", "rule[1].source", "expected a value or a list of values"),
    ('action = "inject"', 'action = "injekt"', "rule[2].action", '"injekt" will not do; did you mean "inject"?'),
    ('action = "inject"', "action = 3", "rule[2].action", "3 will not do; one of: inject, oral"),
    ('action = "inject"', 'action = "ask"', "rule[2].action", '"ask" will not do'),
    # Sources: nothing weaker than secondary, nothing unsourced
    (
        'evidence = "secondary"',
        'evidence = "unverified"',
        "source[1].evidence",
        "will not do; one of: primary, secondary",
    ),
    ('evidence = "secondary"', "", "source[1].evidence", "this key is missing"),
    ('key = "there"', 'key = "here"', "source[1].key", 'the source "here" is given twice'),
    ("https://example.org/page", "example.org/page", "source[0].url", "is no web address"),
    ('notes = ["a note of the rule"]\nsource = "there"', "", "rule[3].source", "this key is missing"),
    ('above = "adult"\nsource = "here"', 'above = "adult"', "age_edge[0].source", "this key is missing"),
    ('text = "allergy"\nsource = "here"', 'text = "allergy"', "alert[0].source", "this key is missing"),
    (
        'source = ["here", "there"]',
        'source = ["here", "ther"]',
        "rule[1].source",
        'there is no source "ther"; did you mean',
    ),
    ('source = ["here", "there"]', "source = []", "rule[1].source", "name at least one source"),
    (ADULT_EDGE, ADULT_EDGE.replace("here", "her"), "age_edge[0].source", 'there is no source "her"'),
    (
        'reversible = true\nsource = "here"',
        'reversible = true\nsource = "her"',
        "reversibility[0].source",
        'there is no source "her"',
    ),
    ('guideline"\nsource = "here"', 'guideline"\nsource = "her"', "note[0].source", 'there is no source "her"'),
    # Drug and routes
    ('drug = "hydroxocobalamin"', 'drug = "vitamin B12"', "drug", "is no drug of this library"),
    ('routes = ["IM", "SC"]', 'routes = ["IM", "SC", "IV"]', "routes[2]", '"IV" is refused'),
    ('routes = ["IM", "SC"]', "routes = []", "routes", "name at least one route: IM, SC or deep SC"),
    ('title = "A page"', 'title = " "', "source[0].title", "expected a text, got an empty one"),
    # Facts, groups, bands
    (
        "neurological = true }\naction",
        "neurological = [] }\naction",
        "rule[2].when.neurological",
        "name at least one value, or leave the fact out",
    ),
    (
        "[groups.cause]",
        '[groups.purpose]\ntreatment = ["prophylaxis"]\nprophylaxis = ["treatment"]\n\n[groups.cause]',
        "groups.purpose.treatment",
        "give the group another name",
    ),
    ('prefer = ["nerves", "treatment"]', 'prefer = ["nerves", "treatment", "nerves"]', "prefer", "name each rule once"),
    ('cause = ["lasting", "passing"]\n', "", "cause_order", "the file does not look at cause"),
    (
        "neurological = [true, false]",
        'neurological = ["yes", "no"]',
        "facts.neurological",
        '"yes" is no value of neurological; write true or false, without quotes',
    ),
    (
        'when = { age = "adult", purpose = "treatment", neurological = true }',
        'when = { age = "adult", purpose = "treatment", neurological = "yes" }',
        "rule[2].when.neurological",
        '"yes" is no value of neurological; write true or false, without quotes',
    ),
    ("neurological = [true, false]", "nerves = [true, false]", "facts.nerves", "there is no fact nerves"),
    ("neurological = [true, false]", "neurological = [true]", "facts.neurological", "no place for false"),
    ("neurological = [true, false]", "neurological = [true, true, false]", "facts.neurological", "each value once"),
    ("neurological = [true, false]", "neurological = []", "facts.neurological", "at least one"),
    (
        '"treatment", "prophylaxis"]\nneuro',
        '"treatmnt", "prophylaxis"]\nneuro',
        "facts.purpose",
        "define it as a group",
    ),
    ('  "metformin",\n', "", "facts.cause", "no place for metformin; every value belongs somewhere"),
    (
        '  "metformin",\n  "acid-suppression",\n',
        "",
        "facts.cause",
        "no place for metformin and acid-suppression; every value belongs somewhere",
    ),
    (
        '[[age_edge]]\nat = "18 years"\nbelow = "child"\nabove = "adult"\nsource = "here"\n',
        "",
        "facts.age",
        "age has bands, and no [[age_edge]] says at which age one ends",
    ),
    (
        '  "metformin",\n',
        '  "metformin",\n  "coeliac-disease",\n',
        "groups.cause.passing",
        'stands in "lasting" already',
    ),
    ('  "metformin",\n', '  "metformine",\n', "groups.cause.passing", 'did you mean "metformin"?'),
    ("[groups.cause]", '[groups.cause]\nspare = ["other"]', "groups.cause.spare", "not listed under [facts] cause"),
    ("[groups.cause]", "[groups.sex]\n[groups.cause]", "groups.sex", "does not look at sex"),
    ('at = "18 years"', 'at = "adult"', "age_edge[0].at", "is no age"),
    ('at = "18 years"', "at = 18", "age_edge[0].at", "expected a text, got 18; put it in quotes, with its unit"),
    ('version = "1"', "version = 1.5", "version", "expected a text, got 1.5; put it in quotes"),
    ('version = "1"', "version = 2026-03-02", "version", "expected a text, got 2026-03-02"),
    ('below = "child"', "below = 3", "age_edge[0].below", "expected a text, got 3"),
    ('age = ["child", "adult"]', 'age = ["adult", "child"]', "facts.age", "of the edges, in order: child, adult"),
    (
        f'[[age_edge]]\nat = "18 years"\nbelow = "child"\n{ADULT_EDGE}',
        "",
        "facts.age",
        "no [[age_edge]] says at which age one ends and the next begins",
    ),
    ('age = ["child", "adult"]', 'age = ["adult", "child"]', "facts.age", "the bands must be those of the edges"),
    ('age = ["child", "adult"]\n', "", "age_edge", "does not look at age"),
    (
        ADULT_EDGE,
        ADULT_EDGE + '\n[[age_edge]]\nat = "16 years"\nbelow = "adult"\nabove = "old"\nsource = "here"',
        "age_edge[1].at",
        "does not lie above the edge before it",
    ),
    (
        ADULT_EDGE,
        ADULT_EDGE + '\n[[age_edge]]\nat = "80 years"\nbelow = "young"\nabove = "old"\nsource = "here"',
        "age_edge[1].below",
        'is not the band above the edge before it, "adult"',
    ),
    (
        'cause_order = ["lasting", "passing"]',
        'cause_order = ["lastin"]',
        "cause_order",
        "not listed under [facts] cause",
    ),
    ('cause = ["dietary-vegan"]', 'cause = ["vegan"]', "reversibility[0].cause", '"vegan" is no cause'),
    ('cause = ["dietary-vegan"]', 'cause = ["other", "other"]', "reversibility[0].cause", "is stated already"),
    # Rules
    (
        'when = { age = "child" }',
        'when = { agee = "child" }',
        "rule[0].when.agee",
        'does not look at agee; did you mean "age"?',
    ),
    (
        'when = { age = "child" }',
        'when = { age = "child", optic_disease = "none" }',
        "rule[0].when.optic_disease",
        "does not look at optic_disease; list it under [facts]",
    ),
    (
        'when = { age = "child" }',
        'when = { age = "childs" }',
        "rule[0].when.age",
        'no value of age; did you mean "child"?',
    ),
    ('id = "nerves"', 'id = "child"', "rule[2].id", 'the rule "child" is given twice'),
    (
        'prefer = ["nerves", "treatment"]',
        'prefer = ["nerve", "treatment"]',
        "prefer",
        'there is no rule "nerve"; did you mean',
    ),
    ('why = "adults only"\n', "", "rule[0].why", 'a rule with action "out-of-scope" needs why'),
    (
        'why = "adults only"',
        'why = "x"\nrepletion = "none"\nmaintenance = "1 mg IM monthly"\nprinted = "x"',
        "rule[0].regimens",
        "has no regimens",
    ),
    ('because = "not-read"\n', "", "rule[1].because", 'a rule with action "not-stated" needs because'),
    ('because = "not-read"', 'because = "lost"', "rule[1].because", "will not do; one of: not-printed, not-read"),
    ('advice = "as the patient prefers"\n', "", "rule[3].advice", 'a rule with action "either" needs advice'),
    (
        'repletion = "1 mg IM daily for 7 doses"\nmaintenance = "1 mg IM monthly"\n',
        "",
        "rule[2].regimens",
        "needs repletion and maintenance, or regimens",
    ),
    ('maintenance = "1 mg IM monthly"\n', "", "rule[2]", "repletion and maintenance go together"),
    ('printed = "daily, then monthly"\n', "", "rule[2]", "printed is missing"),
    (
        'printed = "daily, then monthly"',
        'printed = "x"\nwhy = "y"',
        "rule[2].why",
        'a rule with action "inject" has no why',
    ),
    (
        'printed = "weekly',
        'repletion = "none"\nprinted = "weekly',
        "rule[3]",
        "give either repletion and maintenance, or regimens",
    ),
    ("1 mg IM daily for 7 doses", "1 mg IM biweekly", "rule[2].repletion", "twice a week to some"),
    (
        "1 mg IM daily for 7 doses",
        "1 mg deep SC daily for 7 doses",
        "rule[2].repletion",
        "deep SC is not among the routes of the file: IM or SC",
    ),
    (
        "1 mg IM daily for 7 doses",
        "1 mg IV daily for 7 doses",
        "rule[2].repletion",
        "IV is recognised only to be refused",
    ),
    ('maintenance = "1 mg SC monthly"', 'maintenance = "none"', "rule[3].regimens[1]", "gives at least one injection"),
    ('maintenance = "1 mg SC monthly"', 'maintenance = "1 mg SC"', "rule[3].regimens[1].maintenance", "how often"),
    # Alerts
    (
        'when = { cobalamin_allergy = true, purpose = ["treatment", "prophylaxis"] }',
        "when = { cobalamin_allergy = [] }",
        "alert[0].when.cobalamin_allergy",
        "name at least one value, or leave the fact out",
    ),
    (
        "cobalamin_allergy = true",
        "cobalt_alergy = true",
        "alert[0].when.cobalt_alergy",
        'there is no fact cobalt_alergy; did you mean "cobalt_allergy"?',
    ),
    ("cobalamin_allergy = true", 'cobalamin_allergy = "yes"', "alert[0].when.cobalamin_allergy", '"yes" is no value'),
    (
        'when = { cobalamin_allergy = true, purpose = ["treatment", "prophylaxis"] }',
        "when = {}",
        "alert[0].when",
        "it leaves no patient out; what always holds is a",
    ),
    (
        'severity = "contraindication"',
        'severity = "danger"',
        "alert[0].severity",
        "will not do; one of: contraindication",
    ),
    # The proof
    (
        'when = { age = "child" }',
        'when = { age = "child", purpose = "treatment" }',
        "rule",
        "no rule answers purpose prophylaxis, neurological no, age child",
    ),
    ('prefer = ["nerves", "treatment"]', "", "rule[3]", 'rules "nerves" and "treatment" both answer'),
    (
        'prefer = ["nerves", "treatment"]',
        'prefer = ["treatment", "nerves"]',
        "rule[2]",
        'rule "nerves" can never apply',
    ),
    (
        '[[impossible]]\nwhen = { purpose = "prophylaxis", neurological = true }',
        '[[impossible]]\nwhen = { purpose = "x" }',
        "impossible[0].when.purpose",
        "x is no value of purpose",
    ),
]


def test_the_good_file_is_good() -> None:
    guideline = parse_guideline(GOOD)
    assert guideline.id == "test-guideline"
    assert list(guideline.rules) == ["child", "prophylaxis", "nerves", "treatment"]
    assert guideline.table.flaws() == []


@pytest.mark.parametrize(
    ("old", "new", "path", "reason"), BROKEN, ids=[f"{path}-{n}" for n, (*_, path, _) in enumerate(BROKEN)]
)
def test_each_error_has_its_path_its_line_and_a_remedy(
    tmp_path: Path, old: str, new: str, path: str, reason: str
) -> None:
    assert GOOD.count(old) >= 1, "the good file has changed"
    file = tmp_path / "broken.toml"
    file.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(GuidelineError) as caught:
        load_guideline(file)
    findings = [finding for finding in caught.value.findings if finding.path == path and reason in finding.reason]
    assert findings, str(caught.value)
    if path and reason != "this key is missing":
        line = findings[0].line
        assert line is not None
        head = path.split("[", maxsplit=1)[0].split(".", maxsplit=1)[0]
        near = file.read_text("utf-8").splitlines()[: line + 1]
        assert any(head in text or path.rsplit(".", maxsplit=1)[-1].split("[", maxsplit=1)[0] in text for text in near)
    assert str(caught.value).startswith("broken.toml: ")


HERE = {
    "source": "here",
    "title": "A page",
    "section": None,
    "url": "https://example.org/page",
    "evidence": "primary",
    "note": None,
}
THERE = {
    "source": "there",
    "title": "Another page",
    "section": None,
    "url": None,
    "evidence": "secondary",
    "note": None,
}
NO_RULE: dict[str, object] = {
    "regimens": [],
    "advice": None,
    "advice_drugs": [],
    "because": None,
    "why": None,
    "see": None,
    "printed": None,
    "notes": [],
    "taken_from": None,
    "remarks": [],
}


def test_a_guideline_gives_all_that_it_holds_as_plain_values() -> None:
    head = 'valid_from = 2021-08-17\nvalid_to = 2021-09-30\nearlier = "uk-bnf-hydroxocobalamin"\n'
    head += 'thresholds = "uk-nice-ng239"\nsuperseded_by = "a later page"\n'
    guideline = parse_guideline(GOOD.replace('version = "1"\n', f'version = "1"\n{head}'))
    plain = guideline.to_dict()
    rules, facts = plain.pop("rules"), plain.pop("facts")
    assert plain == {
        "id": "test-guideline",
        "title": "A test",
        "publisher": "The tests",
        "jurisdiction": "GB",
        "version": "1",
        "drug": "hydroxocobalamin",
        "routes": ["IM", "SC"],
        "scope": "the tests",
        "about": "treatment",
        "superseded_by": "a later page",
        "valid_from": "2021-08-17",
        "valid_to": "2021-09-30",
        "earlier": "uk-bnf-hydroxocobalamin",
        "thresholds": "uk-nice-ng239",
        "extends": None,
        "lineage": [],
        "fingerprint": guideline.fingerprint,
        "impossible": [
            {"when": {"purpose": ["prophylaxis"], "neurological": [True]}, "why": "these exclude each other"},
        ],
        "prefer": ["nerves", "treatment"],
        "alerts": [alert.to_dict() for alert in guideline.alerts],
        "notes": [{"text": "a note of the guideline", "citations": [HERE]}],
        "remarks": [],
        "sources": [
            {name: one[name] for name in ("title", "url", "evidence", "note")} | {"key": one["source"]}
            for one in (HERE, THERE)
        ],
    }
    assert (len(guideline.alerts), str(guideline.fingerprint)[:7]) == (1, "sha256:")
    assert facts["age"] == {"child": ["below 18 years"], "adult": ["from 18 years"]}
    assert facts["purpose"] == {"treatment": ["treatment"], "prophylaxis": ["prophylaxis"]}
    assert rules == [
        NO_RULE
        | {
            "id": "child",
            "action": "out-of-scope",
            "why": "adults only",
            "citations": [HERE],
            "applies_to": ["age child"],
        },
        NO_RULE
        | {
            "id": "prophylaxis",
            "action": "not-stated",
            "because": "not-read",
            "why": "that page was cut",
            "see": "another guideline",
            "citations": [HERE | {"section": "2"}, THERE | {"section": "2"}],
            "applies_to": ["purpose prophylaxis, age adult"],
        },
        NO_RULE
        | {
            "id": "nerves",
            "action": "inject",
            "regimens": ["hydroxocobalamin; repletion: 1 mg IM daily for 7 doses; maintenance: 1 mg IM monthly"],
            "printed": "daily, then monthly",
            "citations": [THERE],
            "applies_to": ["purpose treatment, neurological yes, age adult"],
        },
        NO_RULE
        | {
            "id": "treatment",
            "action": "either",
            "regimens": [
                "hydroxocobalamin; repletion: 1 mg IM weekly for 8 doses; maintenance: not stated",
                "hydroxocobalamin; repletion: none; maintenance: 1 mg SC monthly",
            ],
            "advice": "as the patient prefers",
            "printed": "weekly for 8 doses, or monthly; or by mouth",
            "notes": ["a note of the rule"],
            "citations": [THERE],
            "applies_to": ["purpose treatment, neurological no, age adult"],
        },
    ]


def test_a_rule_and_a_note_are_told_in_a_line() -> None:
    two = GOOD.replace(
        'text = "a note of the guideline"\nsource = "here"', 'text = "a note"\nsource = ["here", "there"]'
    )
    guideline = parse_guideline(two)
    assert repr(guideline) == "<Guideline test-guideline: 4 rules, hydroxocobalamin, 1>"
    assert "rules, drug not stated, " in repr(load_guideline("adult-common-practice"))
    assert str(guideline.notes[0]) == "a note (here, there)"
    assert str(guideline.rules["child"]) == "out-of-scope: adults only"
    assert str(Rule(id="bare", action="inject", citations=())) == "inject"


def test_a_rule_that_answers_everybody_always_applies() -> None:
    head, sources, rest = GOOD.partition("[[source]]")
    keys = [line for line in head.splitlines(keepends=True) if not line.startswith(("cause_order", "prefer"))]
    source = rest.split("[[age_edge]]")[0]
    facts = "[facts]\nneurological = [true, false]\n\n"
    rule = '[[rule]]\nid = "all"\naction = "out-of-scope"\nwhen = {}\nwhy = "a test"\nsource = "here"\n'
    top = "".join(keys).split("[facts]")[0]
    guideline = parse_guideline(f"{top}{facts}{sources}{source}{rule}")
    assert guideline.applies_to("all") == ["always"]


def refused(text: str) -> list[str]:
    """Give each thing that is wrong with a text, with its place."""
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(text)
    return [f"{finding.path}: {finding.reason}" for finding in caught.value.findings]


def test_one_thing_that_is_wrong_hides_no_other() -> None:
    bands = 'at = "{}"\nbelow = "{}"\nabove = "{}"\nsource = "here"'
    edges = [
        ("18 years", "child", "adult"),
        ("adult", "a", "b"),
        ("40 years", "adult", "older"),
        ("70 years", "adult", "old"),
        ("x", "a", "b"),
    ]
    found = refused(
        GOOD.replace(
            bands.format("18 years", "child", "adult"),
            "\n\n[[age_edge]]\n".join(bands.format(*edge) for edge in edges),
        )
    )
    found = [line for line in found if line.startswith("age_edge")]
    assert [line.split(": ")[0] for line in found] == ["age_edge[1].at", "age_edge[3].below", "age_edge[4].at"]
    assert found[1].endswith('"adult" is not the band above the edge before it, "older"')
    found = refused(GOOD.replace('cause = ["dietary-vegan"]', 'cause = ["vegan", "gluten"]'))
    assert [line.split(" is no cause")[0] for line in found] == [
        'reversibility[0].cause: "vegan"',
        'reversibility[0].cause: "gluten"',
    ]
    found = refused(GOOD.replace('when = { age = "child" }', 'when = { purpose = [], agee = "x", age = "childs" }'))
    assert [line.split(": ")[0] for line in found] == [
        "rule[0].when.purpose",
        "rule[0].when.agee",
        "rule[0].when.age",
    ]
    assert found[0] == "rule[0].when.purpose: name at least one value, or leave the fact out"


def test_what_is_wrong_with_facts_is_said_whole() -> None:
    no_cause = GOOD.replace('cause = ["lasting", "passing"]\n', "").replace(', cause = ["lasting", "passing"]', "")
    assert "cause_order: the file does not look at cause; list it under [facts]" in refused(no_cause)
    twice = GOOD.replace("neurological = [true, false]", "neurological = [true, true, false]")
    assert "facts.neurological: give each value once, and at least one" in refused(twice)


def test_what_the_source_states_of_a_cause_is_kept_with_its_place() -> None:
    guideline = parse_guideline(GOOD)
    (reader,) = [one for one in guideline.readers if one.fact.name == "reversible"]
    assert reader.stated == {"dietary-vegan": True}
    assert [one.source.key for one in reader.stated_in["dietary-vegan"]] == ["here"]


def test_what_is_no_guideline_file_is_called_what_it_is() -> None:
    assert refused("age = 46\n") == [": this is a patient file; a guideline file holds the rules of a source"]
    assert refused("")[0].startswith(": there is nothing in this file; a guideline has an id")
    for text in ('age = 46\ntitle = "A page"\n', 'age = 46\n[[rule]]\nid = "all"\n', 'colour = "red"\n'):
        assert refused(text)[0].startswith("id: this key is missing; a file without it is a shared part"), text


def test_that_the_proof_is_still_to_come_is_said_only_where_it_is() -> None:
    for text, line in (
        (GOOD.replace('"GB"', '"XY"'), "line 5, jurisdiction: "),
        (GOOD.replace('id = "test-guideline"\n', "", 1), "id: this key is missing"),
        (GOOD.replace('id = "test-guideline"', "id = 3", 1), "line 2, id: expected a text, got 3"),
    ):
        with pytest.raises(GuidelineError) as caught:
            parse_guideline(text)
        assert str(caught.value).startswith(f"guideline: {line}")
        assert "Whether the rules leave a gap" not in str(caught.value)
        assert str(caught.value) == f"guideline: {caught.value.findings[0]}"


def test_errors_of_a_file_stand_before_those_of_the_one_that_it_extends(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD.replace("daily for 7 doses", "biweekly"), "utf-8")
    head = 'extends = "good.toml"\nid = "ours"\ntitle = "Ours"\npublisher = "Our hospital"\nversion = "2026"\n'
    (tmp_path / "ours.toml").write_text(f'{head}jurisdiction = "XY"\n', "utf-8")
    with pytest.raises(GuidelineError) as caught:
        load_guideline(tmp_path / "ours.toml")
    assert [(one.file, one.path) for one in caught.value.findings] == [
        (None, "jurisdiction"),
        ("good.toml", "rule[2].repletion"),
    ]


def test_a_name_that_is_nearly_that_of_a_file_or_a_rule_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "good.toml").write_text(GOOD, "utf-8")
    head = 'extends = "{}"\nid = "ours"\ntitle = "Ours"\npublisher = "Our hospital"\nversion = "2026"\n'
    (tmp_path / "ours.toml").write_text(head.format("goood.toml"), "utf-8")
    with pytest.raises(GuidelineError, match=r'did you mean the file "good\.toml"\?$'):
        load_guideline(tmp_path / "ours.toml")
    monkeypatch.chdir(tmp_path)
    assert parse_guideline(head.format("good.toml")).extends == "good.toml"
    one_of = "one of: child, prophylaxis, nerves, treatment, allergy"
    assert refused(head.format("good.toml") + 'drop = ["nerve", "alergy"]\n') == [
        f'drop[0]: what is extended has no rule and no alert "nerve"; did you mean "nerves"? {one_of}',
        f'drop[1]: what is extended has no rule and no alert "alergy"; did you mean "allergy"? {one_of}',
    ]


def test_a_text_that_stood_for_a_day_stood_on_it() -> None:
    one_day = GOOD.replace('version = "1"\n', 'version = "1"\nvalid_from = 2021-08-17\nvalid_to = 2021-08-17\n')
    guideline = parse_guideline(one_day)
    assert guideline.valid_from == guideline.valid_to


def test_a_file_of_ones_own_is_told_by_its_text_whatever_signs_it_has() -> None:
    assert parse_guideline(GOOD).fingerprint == f"sha256:{sha256(GOOD.encode()).hexdigest()}"
    assert load_guideline("uk-nice-cks").fingerprint is None
    half = parse_guideline(GOOD.replace('"A test"', '"half a sign: \ud800"'))
    assert str(half.fingerprint).startswith("sha256:")
    assert half.fingerprint != parse_guideline(GOOD).fingerprint


def test_the_cut_offs_that_a_file_of_ones_own_names_are_looked_up() -> None:
    found = refused(GOOD.replace('version = "1"\n', 'version = "1"\nthresholds = "uk-nice"\n'))
    assert [line.split(": ")[0] for line in found] == ["thresholds"]


def test_lines_point_at_the_key() -> None:
    text = GOOD.replace("1 mg IM daily for 7 doses", "1 mg IM biweekly").replace('at = "18 years"', 'at = "adult"')
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(text)
    lines = text.splitlines()
    for finding in caught.value.findings:
        assert finding.line is not None
        assert lines[finding.line - 1].startswith(finding.path.split(".")[-1])


def test_a_typographic_quote_is_named() -> None:
    with pytest.raises(
        GuidelineError, match=r"Invalid value \(at line 2, .*line 2 has a typographic quote \(\u201c \u201d\)"
    ):
        parse_guideline(GOOD.replace('"test-guideline"', "\u201ctest-guideline\u201d"))


def test_every_overlap_of_a_rule_is_named() -> None:
    overlapping = GOOD.replace('prefer = ["nerves", "treatment"]', "").replace(
        'when = { age = "child" }', 'when = [{ age = "child" }, { purpose = "treatment" }]'
    )
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(overlapping)
    pairs = [finding.reason.partition(" both answer")[0] for finding in caught.value.findings]
    assert pairs[:3] == [
        'rules "child" and "nerves"',
        'rules "child" and "treatment"',
        'rules "nerves" and "treatment"',
    ]


def test_all_errors_are_reported_at_once_with_the_proof() -> None:
    text = (
        GOOD.replace('scope = "the tests"', 'scoop = "the tests"\nscope = "the tests"')
        .replace('evidence = "secondary"', 'evidence = "unverified"')
        .replace("1 mg IM daily for 7 doses", "1 mg IM biweekly")
        .replace('when = { age = "child" }', 'when = { age = "child", purpose = "treatment" }')
        .replace("cobalamin_allergy", "cobalt_alergy")
    )
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(text)
    paths = [finding.path for finding in caught.value.findings]
    assert paths == ["scoop", "source[1].evidence", "rule", "rule[2].repletion", "alert[0].when.cobalt_alergy"]
    assert "no rule answers purpose prophylaxis, neurological no, age child" in str(caught.value)


def test_a_misread_rule_does_not_raise_false_gaps() -> None:
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(GOOD.replace('when = { age = "child" }', "when = 3"))
    assert [finding.path for finding in caught.value.findings] == ["rule[0].when"]
    assert str(caught.value).endswith("Whether the rules leave a gap is looked at once these are mended.")
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(GOOD.replace("neurological = [true, false]", "neurological = [true]"))
    assert [finding.path for finding in caught.value.findings] == ["facts.neurological"]


def test_too_many_combinations_are_refused() -> None:
    names = [
        name
        for name, fact in FACTS.items()
        if fact.values == (True, False) and name not in ("neurological", "reversible")
    ]
    facts = "\n".join(f"{name} = [true, false]" for name in names)
    with pytest.raises(
        GuidelineError, match=r"line 13, facts: the table has \d+ cells, more than 100000; group values"
    ):
        parse_guideline(GOOD.replace("neurological = [true, false]", f"neurological = [true, false]\n{facts}"))


def test_other_bytes_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "g.toml").write_bytes(b"id = '\xff'")
    with pytest.raises(GuidelineError, match=r"g.toml: this is not UTF-8 text"):
        load_guideline(tmp_path / "g.toml")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("uk-bnf-hydroxocobalamine", '"uk-bnf-hydroxocobalamin", '),
        ("UK_BNF", '"uk-bnf-hydroxocobalamin"'),
        ("cks", '"uk-nice-cks"? '),
        ("nonsense", None),
        ("", None),
    ],
)
def test_an_unknown_guideline_names_the_closest_few_and_where_all_are(given: str, meant: str | None) -> None:
    with pytest.raises(UnknownGuidelineError) as caught:
        load_guideline(given)
    message = str(caught.value)
    assert message.endswith('guideline_ids() or "b12regimen guidelines" lists all')
    assert f"did you mean {meant}" in message if meant else "did you mean" not in message
    assert sum(name in message for name in guideline_ids()) <= 3


def test_what_is_no_guideline_is_said() -> None:
    with pytest.raises(LookupError):
        load_guideline("nonsense")
    for strange in ("a" * 5000, "a\0b"):
        with pytest.raises(UnknownGuidelineError, match="there is no guideline and no file"):
            load_guideline(strange)
    with pytest.raises(
        UnknownGuidelineError, match="None is not a guideline; give the path of a file or an id; guideline_ids"
    ):
        load_guideline(None)  # type: ignore[arg-type]


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "g.toml"
    own.write_text(GOOD, "utf-8")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "g.toml")

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(GuidelineError, match=r"g\.toml: it cannot be read: Permission denied"):
        load_guideline(own)


def test_a_misread_key_is_not_reported_as_missing_too() -> None:
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(GOOD.replace('because = "not-read"', 'because = "lost"'))
    assert [finding.path for finding in caught.value.findings] == ["rule[1].because"]
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(GOOD.replace('routes = ["IM", "SC"]', 'routes = "IM"'))
    assert [finding.path for finding in caught.value.findings] == ["routes"]


def test_what_no_fact_uses_is_read_all_the_same() -> None:
    text = GOOD.replace("reversible = [true, false]\n", "").replace('cause = ["dietary-vegan"]', 'cause = ["banana"]')
    with pytest.raises(GuidelineError, match=r'reversibility\[0\].cause: "banana" is no cause'):
        parse_guideline(text)


def test_a_file_looks_at_something() -> None:
    head, rest = GOOD.split("[facts]")
    text = head + "[facts]\n" + rest[rest.index("[[source]]") : rest.index("[[age_edge]]")]
    text += '[[rule]]\nid = "all"\nwhen = {}\naction = "no-treatment"\nwhy = "x"\nsource = "here"\n'
    with pytest.raises(GuidelineError, match="facts: name at least one fact that the file looks at"):
        parse_guideline(text.replace("cause_order", "# ").replace("prefer", "# "))


def test_an_alert_has_its_own_name() -> None:
    alert = GOOD[GOOD.index("[[alert]]") :]
    with pytest.raises(GuidelineError, match='alert "allergy", id: the alert "allergy" is given twice'):
        parse_guideline(f"{GOOD}\n{alert}")


def test_a_file_does_not_take_the_name_of_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text((SHIPPED / "uk-bnf-hydroxocobalamin.toml").read_text("utf-8"), "utf-8")
    with pytest.raises(GuidelineError, match="is the id of a guideline that the library ships; give your own file"):
        load_guideline(tmp_path / "own.toml")


@pytest.mark.parametrize("text", ["id = " + "9" * 5000, "a=" + "[" * 100_000])
def test_monstrous_files_are_no_toml(text: str) -> None:
    with pytest.raises(GuidelineError, match="this is not TOML"):
        parse_guideline(text)


def test_a_line_of_blanks_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(f"{GOOD}\n{' ' * 100_000}\n", "utf-8-sig")
    assert load_guideline(tmp_path / "own.toml").id == "test-guideline"


def test_only_texts_are_parsed() -> None:
    with pytest.raises(GuidelineError, match=r"^guideline: None is no text$") as caught:
        parse_guideline(None)  # type: ignore[arg-type]
    assert caught.value.findings[0].path == ""


def test_any_accepted_spelling_of_the_notation_does_in_a_file() -> None:
    spelt = parse_guideline(GOOD.replace("1 mg IM daily for 7 doses", "1 mg IM every day for 7 doses"))
    assert str(spelt.rules["nerves"].regimens[0].repletion) == "1 mg IM daily for 7 doses"


@pytest.mark.parametrize("name", guideline_ids())
def test_shipped_files_load_by_id_and_by_path(name: str) -> None:
    assert load_guideline(name).id == name
    assert load_guideline(name) is load_guideline(name)
    assert load_guideline(SHIPPED / f"{name}.toml").to_dict() == load_guideline(name).to_dict()


@pytest.mark.parametrize("name", guideline_ids())
def test_shipped_phases_are_written_as_the_notation_writes_them(name: str) -> None:
    for rule in tomllib.loads(whole_text(name))["rule"]:
        for phase in (rule[key] for key in ("repletion", "maintenance") if key in rule):
            assert str(parse_phase(phase)) == phase


def rule_blocks(text: str) -> list[str]:
    """Give the text of each rule, up to the next table."""
    return [f"[[rule]]{part.split('[[')[0]}" for part in text.split("[[rule]]")[1:]]


@pytest.mark.parametrize("name", guideline_ids())
def test_deleting_any_rule_of_a_shipped_file_leaves_a_gap(name: str) -> None:
    text = whole_text(name)
    base = load_guideline(name).extends
    behind = [] if base is None else [f'id = "{rule}"' for rule in load_guideline(base).rules]
    for block in rule_blocks(text):
        if any(rule in block for rule in behind):  # a rule that replaces another leaves that one
            continue
        without_it = text.replace(block, "")
        with pytest.raises(GuidelineError, match=r"no rule answers .*; for instance: ") as caught:
            parse_guideline(without_it)
        facts = [reader.fact.name for reader in load_guideline(name).readers]
        for finding in caught.value.findings:
            _, _, patient = finding.reason.rpartition("for instance: ")
            assert [value.split(" ")[0] for value in patient.split("; ")] == facts, "a concrete patient"


@pytest.mark.parametrize("name", guideline_ids())
def test_repeating_any_rule_of_a_shipped_file_overlaps(name: str) -> None:
    text = whole_text(name)
    for block in rule_blocks(text):
        rule_id = block.split('id = "')[1].split('"')[0]
        again = text + "\n" + block.replace(f'id = "{rule_id}"', 'id = "again"', 1)
        with pytest.raises(GuidelineError, match=r'and "again" both answer .*; for instance: '):
            parse_guideline(again)


@pytest.mark.parametrize("name", guideline_ids())
def test_no_shipped_file_loads_without_a_source_or_with_weaker_evidence(name: str) -> None:
    text = whole_text(name)
    for weaker in ("unverified", "recalled", "superseded", "computed"):
        for tag in ("primary", "secondary"):
            if f'evidence = "{tag}"' in text:
                with pytest.raises(GuidelineError, match="one of: primary, secondary"):
                    parse_guideline(text.replace(f'evidence = "{tag}"', f'evidence = "{weaker}"', 1))
    for block in rule_blocks(text):
        source = next(line for line in block.splitlines() if line.startswith("source = "))
        with pytest.raises(GuidelineError, match=r'line \d+, rule "[\w-]+", source: this key is missing'):
            parse_guideline(text.replace(block, block.replace(source, "")))


def reasons(text: str) -> list[tuple[str, str]]:
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(text)
    return [(finding.path, finding.reason.split("\n")[0]) for finding in caught.value.findings]


def test_what_a_rule_matches_as_printed_is_read_with_its_place() -> None:
    text = GOOD.replace('action = "inject"', 'printed_when = { purpose = "cure" }\naction = "inject"')
    assert [path for path, _ in reasons(text)] == ["rule[2].printed_when.purpose"]


def test_one_regimen_that_cannot_be_read_hides_no_other() -> None:
    text = GOOD.replace('"1 mg IM weekly for 8 doses"', '"1 mg IM biweekly"').replace(
        "1 mg SC monthly", "1 mg IV monthly"
    )
    assert [path for path, _ in reasons(text)] == ["rule[3].regimens[0].repletion", "rule[3].regimens[1].maintenance"]


def test_what_a_rule_lacks_is_said_once_and_in_full() -> None:
    together = 'repletion and maintenance go together; "none" and "not stated" are phases too'
    assert reasons(GOOD.replace('maintenance = "1 mg IM monthly"\n', "")) == [("rule[2]", together)]
    printed = "printed is missing: restate the schedule as the source has it, for comparing"
    assert reasons(GOOD.replace('printed = "weekly for 8 doses, or monthly; or by mouth"\n', "")) == [
        ("rule[3]", printed)
    ]
    both = GOOD.replace('printed = "weekly', 'repletion = "none"\nmaintenance = "none"\nprinted = "weekly')
    assert ("rule[3]", "give either repletion and maintenance, or regimens") in reasons(both)
    drug = '"not stated" is no drug of this library; did you mean "not-stated"?'
    ((path, reason),) = reasons(GOOD.replace('drug = "hydroxocobalamin"', 'drug = "not stated"'))
    assert path == "drug"
    assert reason.startswith(drug)
    assert reason.endswith(", not-stated")


def test_regimens_are_enough_for_a_rule_that_injects_and_an_oral_step_is_no_route_of_the_file() -> None:
    inject = GOOD.replace('action = "either"\nadvice = "as the patient prefers"\n', 'action = "inject"\n')
    assert len(parse_guideline(inject).rules["treatment"].regimens) == 2
    oral = parse_guideline(GOOD.replace('maintenance = "1 mg IM monthly"', 'maintenance = "1-2 mg orally daily"'))
    assert str(oral.rules["nerves"].regimens[0].maintenance) == "1-2 mg orally daily"
