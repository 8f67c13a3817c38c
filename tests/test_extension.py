"""A protocol of one's own that extends a published guideline: what it takes over, replaces, adds and drops."""

from __future__ import annotations

from pathlib import Path

import pytest

from b12regimen import (
    Guideline,
    GuidelineError,
    Patient,
    check_guideline,
    diff_guidelines,
    guideline_ids,
    load_guideline,
    load_thresholds,
    monitoring_plan,
    parse_guideline,
    select_regimen,
)
from b12regimen.monitoring.loader import monitoring_entries
from b12regimen.published import PUBLISHED
from whole_text import SHIPPED, whole_text

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
    change, undated = diff_guidelines(BASE, own)
    assert str(undated) == "valid_from: was 2021-08-17; is nothing"
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
    with pytest.raises(GuidelineError, match=r'line 13, rule \"ours\": rules "prophylaxis" and "ours" both answer'):
        parse_guideline(OWN.replace('id = "prophylaxis"', 'id = "ours"'))
    replaced = OWN.replace('id = "prophylaxis"', 'id = "ours"').replace(
        'version = "2026"', 'version = "2026"\ndrop = ["prophylaxis"]'
    )
    assert "ours" in parse_guideline(replaced).rules
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(
            OWN[: OWN.index("[[rule]]")].replace('version = "2026"', 'version = "2026"\ndrop = ["prophylaxis"]')
        )
    (gap,) = caught.value.findings
    assert (gap.path, gap.line, gap.file) == ("drop[0]", 7, None)
    assert gap.reason.startswith("no rule answers neurological no, purpose prophylaxis")
    assert gap.reason.endswith(
        '; "prophylaxis", which is dropped, answered it or part of it: write a rule in its place, or keep it'
    )


def test_a_gap_that_no_dropped_rule_has_answered_is_said_of_the_rules() -> None:
    narrower = (
        OWN.replace('version = "2026"', 'version = "2026"\ndrop = ["without-neurological-involvement"]')
        .replace('id = "prophylaxis"', 'id = "with-neurological-involvement"')
        .replace('purpose = "prophylaxis"', 'purpose = "treatment", neurological = true')
    )
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(narrower)
    gaps = {finding.path: finding.reason for finding in caught.value.findings}
    assert set(gaps) == {"drop[0]", "rule"}
    assert "optic_disease deficiency-optic-neuropathy, cause not-metabolic" in gaps["rule"]
    assert '"without-neurological-involvement", which is dropped' in gaps["drop[0]"]


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
        ("uk-bnf", 'line 2, extends: there is no guideline and no file "uk-bnf".*; did you mean "uk-bnf-'),
        ("own.toml", "line 2, extends: .*leads back to this file"),
        ("bytes.toml", "line 2, extends: .*cannot be read"),
        ("strange.toml", "line 2, extends: .*extends something that is no text"),
        ("a\\u0000b", "line 2, extends: 'a.x00b' cannot be read: embedded null byte"),
        ("loop.toml", "line 2, extends: .*cannot be read"),
        ("wide.toml", "line 2, extends: .*cannot be read: this is not UTF-8 text but UTF-16; save it as UTF-8"),
        ("quoted.toml", "line 2, extends: .*cannot be read: .*typographic quote"),
    ],
)
def test_what_cannot_be_extended(tmp_path: Path, base: str, reason: str) -> None:
    (tmp_path / "bytes.toml").write_bytes(b"id = '\xff'")
    (tmp_path / "strange.toml").write_text("extends = 3", "utf-8")
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    (tmp_path / "wide.toml").write_text(OWN, "utf-16")
    (tmp_path / "quoted.toml").write_text("id = \u201cx\u201d", "utf-8")
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
    assert (found.extends, found.lineage) == ("ours.toml", ("our-hospital", BASE))
    assert found.rules["child"].taken_from == BASE
    leber = select_regimen(Patient(age=46, cause="dietary-vegan", optic_disease="leber"), guideline=found)
    assert f"Our hospital takes this over from {BASE}" in map(str, leber.notes)
    prophylaxis = Patient(age=46, cause="total-gastrectomy", optic_disease="none", purpose="prophylaxis")
    notes = list(map(str, select_regimen(prophylaxis, guideline=found).notes))
    assert "this is Our hospital's own, beside our-hospital" in notes


def test_what_lies_far_back_in_the_lineage_is_still_monitored(tmp_path: Path) -> None:
    far = "uk-neo-cytamen-hydroxocobalamin"
    head = 'extends = "{}"\nid = "{}"\ntitle = "t"\npublisher = "p"\nversion = "1"\n'
    (tmp_path / "n1.toml").write_text(head.format(far, "n1"), "utf-8")
    (tmp_path / "n2.toml").write_text(head.format("n1.toml", "n2"), "utf-8")
    found = load_guideline(tmp_path / "n2.toml")
    assert found.lineage == ("n1", far)
    assert found.to_dict()["lineage"] == ["n1", far]

    def asked(guideline: Guideline | str) -> list[str]:
        plan = monitoring_plan(select_regimen(Patient(age=46, cause="pernicious-anaemia"), guideline=guideline))
        return [item.entry.id for item in (*plan.items, *plan.not_decided)]

    assert asked(found) == asked(far)
    assert any(far in entry.guidelines for entry in monitoring_entries() if entry.id in asked(found))


def test_a_schedule_stays_with_its_drug(tmp_path: Path) -> None:
    other = OWN.replace('version = "2026"', 'version = "2026"\ndrug = "cyanocobalamin"')
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(other)
    (found,) = caught.value.findings
    assert (found.path, found.line) == ("drug", 7)
    assert found.reason.startswith('this is "cyanocobalamin", and uk-bnf-hydroxocobalamin, from which ')
    assert found.reason.endswith("leave drug out, or replace or drop these rules")
    assert "prophylaxis" not in found.reason, "it is the file's own"
    not_stated = OWN.replace(BASE, "adult-common-practice").replace(
        'version = "2026"', 'version = "2026"\ndrug = "hydroxocobalamin"'
    )
    with pytest.raises(GuidelineError, match='is on "not-stated"; a schedule is printed for its drug'):
        parse_guideline(not_stated[: not_stated.index("[[source]]")])
    assert parse_guideline(OWN.replace('version = "2026"', 'version = "2026"\ndrug = "hydroxocobalamin"')).drug
    (tmp_path / "other.toml").write_text(other, "utf-8")
    ward = OWN[: OWN.index("[[source]]")].replace(BASE, "other.toml").replace("our-hospital", "our-ward")
    (tmp_path / "ward.toml").write_text(ward, "utf-8")
    with pytest.raises(GuidelineError, match=r"in other.toml, line 7, drug: .*uk-bnf-hydroxocobalamin, from which"):
        load_guideline(tmp_path / "ward.toml")


def test_a_route_that_no_rule_gives_is_not_added() -> None:
    text = OWN.replace('version = "2026"', 'version = "2026"\nroutes = ["IM", "SC"]')
    with pytest.raises(
        GuidelineError, match=r"line 7, routes\[1\]: uk-bnf-hydroxocobalamin has no SC, only IM, and no"
    ):
        parse_guideline(text)
    assert parse_guideline(text.replace("1 mg IM every 3", "1 mg SC every 3")).routes == ("IM", "SC")


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
        'version = "2026"', 'version = "2026"\ndrop = ["metabolic-case", "deficiency-unlikely", "pas-letter"]'
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


SHARED = """
jurisdiction = "GB"
drug = "hydroxocobalamin"
routes = ["IM"]
scope = "our patients"
publisher = "Our hospitals"
version = "2026"

[facts]
cause = ["metabolic", "dietary", "other-causes"]

[groups.cause]
metabolic = ["transcobalamin-deficiency", "mma-or-homocystinuria"]
dietary = ["dietary-vegan", "dietary-other"]

[[rule]]
id = "metabolic"
when = { cause = "metabolic" }
action = "out-of-scope"
why = "for a specialist"
source = "protocol"

[[rule]]
id = "all-others"
when = { cause = ["dietary", "other-causes"] }
action = "inject"
repletion = "none"
section = "2"

[[alert]]
id = "allergy"
severity = "contraindication"
when = { cobalamin_allergy = true }
source = "protocol"

[[note]]
text = "for both hospitals"
source = "protocol"
"""
HOSPITAL = """
extends = "shared/ours.toml"
id = "our-north"
title = "Hydroxocobalamin, north"

[groups.cause]
other-causes = [
  "pernicious-anaemia", "autoimmune-gastritis", "total-gastrectomy", "partial-gastrectomy",
  "complete-terminal-ileal-resection", "other-ileal-resection", "ileal-disease", "coeliac-disease",
  "bariatric-surgery", "pancreatic-insufficiency", "bacterial-overgrowth", "fish-tapeworm",
  "food-cobalamin-malabsorption", "imerslund-graesbeck", "metformin", "acid-suppression", "other-medicine",
  "nitrous-oxide", "other", "unexplained",
]

[[source]]
key = "protocol"
title = "Our protocol, north"
evidence = "primary"

[[rule]]
id = "all-others"
maintenance = "1 mg IM every 3 months"
printed = "1 mg every 3 months"
source = "protocol"

[[alert]]
id = "allergy"
text = "allergy to the drug"
"""


def beside(folder: Path, shared: str = SHARED, own: str = HOSPITAL) -> Path:
    """Write a shared part, and a file that extends it."""
    (folder / "shared").mkdir(exist_ok=True)
    (folder / "shared" / "ours.toml").write_text(shared, "utf-8")
    (folder / "north.toml").write_text(own, "utf-8")
    return folder / "north.toml"


def problems(file: Path) -> list[tuple[str | None, int | None, str]]:
    """Give the file, the line and the path of each error."""
    return [(finding.file, finding.line, finding.path) for finding in check_guideline(file).errors]


def line_in(text: str, start: str) -> int:
    """Give the number of the first line that starts so."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(start))


def test_a_shared_part_is_completed_and_claims_nothing(tmp_path: Path) -> None:
    found = load_guideline(beside(tmp_path))
    assert (found.extends, found.publisher, found.version) == (None, "Our hospitals", "2026")
    assert [rule.taken_from for rule in found.rules.values()] == [None, None]
    assert list(found.rules) == ["metabolic", "all-others"]
    rule = found.rules["all-others"]
    assert [str(regimen.maintenance) for regimen in rule.regimens] == ["1 mg IM every 3 months"]
    assert [(one.source.title, one.section) for one in rule.citations] == [("Our protocol, north", "2")]
    answered = select_regimen(Patient(cause="dietary-vegan"), guideline=found)
    assert not any("takes this over" in str(note) or "beside" in str(note) for note in answered.notes)
    assert check_guideline(tmp_path / "north.toml").remarks == ()


@pytest.mark.parametrize("name", guideline_ids())
def test_a_shipped_file_is_what_it_says_written_out(name: str) -> None:
    written_out = parse_guideline(whole_text(name)).to_dict()
    assert written_out.pop("fingerprint")
    assert written_out.items() <= load_guideline(name).to_dict().items()


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("shared/*.toml")), ids=lambda file: file.stem)
def test_a_shared_part_is_no_guideline(file: Path) -> None:
    assert file.stem not in guideline_ids()
    with pytest.raises(GuidelineError) as caught:
        load_guideline(file)
    assert str(caught.value) == (
        f"{file.name}: id: this key is missing; a file without it is a shared part, no guideline of its own: check the "
        "files that extend it"
    )
    assert [finding.path for finding in check_guideline(file).errors] == ["id"]


@pytest.mark.parametrize(
    ("old", "new", "path", "start"),
    [
        ('action = "inject"', 'action = "injekt"', "rule[1].action", "action = "),
        ('cause = ["dietary", "other-causes"] }', 'cause = "diet" }', "rule[1].when.cause", "when = "),
        ('repletion = "none"', 'repletion = "biweekly"', "rule[1].repletion", "repletion = "),
        ('routes = ["IM"]', 'routes = ["IV"]', "routes[0]", "routes"),
        ('"metabolic", "dietary", ', '"dietary", ', "groups.cause.metabolic", "metabolic"),
        ('"dietary-other"]', '"diet"]', "groups.cause.dietary", "dietary"),
        ('scope = "our', 'scoop = "our', "scoop", "scoop"),
        ('text = "for', 'txt = "for', "note[0].txt", "txt"),
        ('severity = "contraindication"\n', "", "alert[0].severity", "[[alert]]"),
    ],
)
def test_an_error_names_the_shared_part_and_its_line(tmp_path: Path, old: str, new: str, path: str, start: str) -> None:
    broken = SHARED.replace(old, new, 1) if "inject" not in old else SHARED.replace(old, new)
    assert broken != SHARED
    found = problems(beside(tmp_path, broken))
    named = [(file, line) for file, line, at in found if at == path]
    if start == "[[alert]]":  # what is missing is missed where the name stands first
        assert named == [(None, line_in(HOSPITAL, start))]
        return
    lines = [number for number, line in enumerate(broken.splitlines(), 1) if line.startswith(start)]
    assert [file for file, _ in named] == ["shared/ours.toml"], found
    assert named[0][1] in lines
    shown = path.replace("rule[1].", 'rule "all-others", ')
    assert f"in shared/ours.toml, line {named[0][1]}, {shown}: " in str(check_guideline(tmp_path / "north.toml"))


def test_an_error_of_its_own_has_its_own_line(tmp_path: Path) -> None:
    own = HOSPITAL.replace('"1 mg IM every 3 months"', '"biweekly"').replace('"other", "unexplained"', '"unexplained"')
    start = line_in(own, "maintenance")
    assert (None, start, "rule[0].maintenance") in problems(beside(tmp_path, own=own))
    assert ("shared/ours.toml", line_in(SHARED, "cause = "), "facts.cause") in problems(tmp_path / "north.toml")
    assert (None, None, "title") in problems(beside(tmp_path, own=HOSPITAL.replace("title =", "subtitle =", 1)))


def test_an_overlap_is_its_own(tmp_path: Path) -> None:
    own = HOSPITAL.replace('id = "all-others"', 'id = "mine"\nwhen = { cause = "dietary" }\naction = "inject"')
    own = own.replace("maintenance", 'repletion = "none"\nmaintenance')
    shared = SHARED.replace('section = "2"', 'why = "w"\nsource = "protocol"')
    shared = shared.replace('action = "inject"\nrepletion = "none"', 'action = "no-treatment"')
    assert problems(beside(tmp_path, shared, own)) == [(None, line_in(own, "[[rule]]"), "rule[0]")]


def test_what_is_dropped_may_be_written_anew(tmp_path: Path) -> None:
    own = HOSPITAL.replace('title = "', 'drop = ["all-others"]\ntitle = "', 1)
    missing = [path for _, _, path in problems(beside(tmp_path, own=own))]
    assert missing == ["rule[0].when", "rule[0].action", "rule[0]"]
    own = own.replace("maintenance", 'when = { cause = ["dietary", "other-causes"] }\nmaintenance')
    own = own.replace("maintenance", 'action = "inject"\nrepletion = "none"\nmaintenance')
    found = load_guideline(beside(tmp_path, own=own))
    assert [citation.section for citation in found.rules["all-others"].citations] == [None]


@pytest.mark.parametrize("where", ["extension", "shared part"])
def test_a_wrong_drop_is_not_hidden_by_what_extends_the_file(tmp_path: Path, where: str) -> None:
    if where == "shared part":
        file, name = beside(tmp_path, 'drop = ["nothing"]\n' + SHARED), "shared/ours.toml"
    else:
        wrong = OWN.replace('version = "2026"', 'version = "2026"\ndrop = ["leber"]')
        (tmp_path / "ours.toml").write_text(wrong, "utf-8")
        file, name = tmp_path / "ward.toml", "ours.toml"
        file.write_text(OWN.replace(BASE, name).replace("our-hospital", "ward"), "utf-8")
    base = (tmp_path / name).read_text("utf-8")
    assert problems(file) == [(name, line_in(base, "drop"), "drop[0]")]
    assert "what is extended has no rule and no alert" in str(check_guideline(file))


def test_a_protocol_beside_one_that_extends_a_shared_part() -> None:
    """What the shared part gives to the guideline is the guideline's, and is replaced like all of its rules."""
    text = """
    extends = "uk-cobalin-h-hydroxocobalamin"
    id = "ours"
    title = "t"
    publisher = "Our hospital"
    version = "1"

    [[source]]
    key = "protocol"
    title = "Our protocol"
    evidence = "primary"

    [[rule]]
    id = "optic-disease"
    when = { cause = ["named-for-prophylaxis", "malabsorption", "other-causes"], optic_disease = "leber-or-tobacco" }
    action = "not-stated"
    because = "not-printed"
    why = "refer"
    source = "protocol"
    """
    found = parse_guideline(text)
    assert found.extends == "uk-cobalin-h-hydroxocobalamin"
    taken = {rule.id for rule in found.rules.values() if rule.taken_from == found.extends}
    assert taken == set(found.rules) - {"optic-disease"}
    replaced = found.rules["optic-disease"]
    assert (replaced.taken_from, replaced.regimens, replaced.notes) == (None, (), ())
    with pytest.raises(GuidelineError, match=r'rule "optic-disease", action: this key is missing'):
        parse_guideline(text.replace('action = "not-stated"', ""))


def test_a_shared_part_beside_a_guideline(tmp_path: Path) -> None:
    shared = """
    extends = "uk-bnf-hydroxocobalamin"
    publisher = "Our hospitals"
    version = "2026"

    [[rule]]
    id = "prophylaxis"
    when = { age = "adult", cause = "not-metabolic", optic_disease = "none", purpose = "prophylaxis" }
    action = "inject"
    repletion = "none"
    """
    own = HOSPITAL[: HOSPITAL.index("[groups")] + HOSPITAL[HOSPITAL.index("[[source]]") : HOSPITAL.index("[[alert]]")]
    found = load_guideline(beside(tmp_path, shared, own.replace("all-others", "prophylaxis")))
    assert found.extends == "uk-bnf-hydroxocobalamin"
    assert [rule.id for rule in found.rules.values() if rule.taken_from is None] == ["prophylaxis"]
    assert {rule.taken_from for rule in found.rules.values()} == {None, "uk-bnf-hydroxocobalamin"}
    with pytest.raises(GuidelineError, match=r'line \d+, rule "child", action: this key is missing'):
        load_guideline(beside(tmp_path, shared, own.replace("all-others", "child")))


@pytest.mark.parametrize(
    ("strange", "path"),
    [
        ("alert = 3\n", "alert"),
        ("drop = 3\n", "drop"),
        ("groups = 3\n", "groups"),
        ("rule = [{ id = 3 }]\n", "rule[0].id"),
    ],
)
def test_what_does_not_fit_in_a_shared_part_is_reported(tmp_path: Path, strange: str, path: str) -> None:
    shared = SHARED[: SHARED.index("[[rule]]")]
    if "groups" in strange:
        shared = shared[: shared.index("[groups")]
    found = problems(beside(tmp_path, strange + shared))
    assert ("shared/ours.toml", 1, path) in found, found


def test_a_file_that_is_named_lies_beside_the_file_that_names_it(tmp_path: Path) -> None:
    cut_offs = (PUBLISHED / "thresholds" / "nl-nhg-2014.toml").read_text("utf-8")
    for folder, name in (("hospital", "ours"), ("ward", "theirs")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "cut.toml").write_text(cut_offs.replace("nl-nhg-2014", name), "utf-8")
    own = 'thresholds = "cut.toml"\n' + OWN
    (tmp_path / "hospital" / "own.toml").write_text(own, "utf-8")
    ward = OWN[: OWN.index("[[source]]")].replace(BASE, "../hospital/own.toml").replace("our-hospital", "our-ward")
    (tmp_path / "ward" / "ward.toml").write_text(ward, "utf-8")

    def cut_offs_of(file: Path) -> str:
        return load_thresholds(str(load_guideline(file).thresholds_id)).id

    assert cut_offs_of(tmp_path / "hospital" / "own.toml") == "ours"
    assert cut_offs_of(tmp_path / "ward" / "ward.toml") == "ours"
    (tmp_path / "ward" / "ward.toml").write_text('thresholds = "cut.toml"\n' + ward, "utf-8")
    assert cut_offs_of(tmp_path / "ward" / "ward.toml") == "theirs"


def test_what_a_shared_part_names_lies_beside_the_shared_part(tmp_path: Path) -> None:
    file = beside(tmp_path, 'earlier = "before.toml"\n' + SHARED)
    (tmp_path / "before.toml").write_text("", "utf-8")
    assert problems(file) == [("shared/ours.toml", 1, "earlier")]
    (tmp_path / "shared" / "before.toml").write_text("", "utf-8")
    assert load_guideline(file).earlier == str(tmp_path.resolve() / "shared" / "before.toml")


def test_a_folder_in_place_of_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    own = tmp_path / "own.toml"
    own.write_text('id = "own"\nextends = "folder.toml"\n', "utf-8")
    with pytest.raises(GuidelineError, match="folder"):
        load_guideline(own)


def test_a_document_of_a_word_processor_is_named_for_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "protocol.docx"
    file.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(GuidelineError, match="this is a document of a word processor, or a zip file; save it as plain"):
        load_guideline(file)
