"""Common slips in a file of one's own: each is said in words of the file, with what would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from b12regimen import GuidelineError, parse_guideline

GOOD = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
HEAD = "belongs to the head of the file: write it above the first line in [ ]"


def refused(text: str) -> list[tuple[str, str]]:
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(text)
    return [(finding.path, finding.reason) for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ('when = { age = "adult" purpose = "treatment" }', "a comma between two entries, or the closing }, is missing"),
        ('when = { age = "adult", purpose = "treatment"', "a comma between two entries, or the closing }, is missing"),
        ('routes = ["IM" "SC"]', "a comma between two entries, or the closing ], is missing before or in line 1"),
        ("[[rule]]\nid = 'a'\n[rule]\nid = 'b'\n", "write [[rule]], with two brackets, before each of several"),
        ("[rule]\nid = 'a'\n[[rule]]\nid = 'b'\n", "write [[rule]], with two brackets, before each of several"),
        ("[facts]\nage = []\n[facts]\nsex = []\n", "[facts] stands twice: put all of it under one"),
        ("[groups.cause]\na = []\n[groups.cause]\nb = []\n", "[groups.cause] stands twice: put all of it under one"),
        ('version = "1"\nversion = "2"\n\n', "version stands twice: keep one"),
        ('version = "1"\nversion = "2"\ntitle = "t"\n', "version stands twice: keep one"),
        (
            'id = "a"\nThese are the notes of Monday\n',
            "line 2 is no key, = and its value; a remark for readers begins with",
        ),
        ("valid_to = 2027-02-29\n", "2027-02-29 is no day of the calendar; write the year, the month and the day"),
        ("valid_to = 2027-13-01\n", "2027-13-01 is no day of the calendar"),
        ("valid_from = 2024-3-6\n", "write 2024-03-06"),
        ("[[rule]]\nwhen = {\n  neurological = true }\n", "what stands in braces { } stands on one line"),
        ("id = \u201cown\u201d\n", "line 1 has a typographic quote"),
        ('"two words" = "1"\n"two words" = "2"\ntitle = "t"\n', "Cannot overwrite a value (at line 2, column 18)"),
        ("valid_from = 2024-03-06 or so\n", "(at line 1, column 25)"),
        ("[facts\n", "Expected ']' at the end of a table declaration (at line 1, column 7)"),
    ],
)
def test_what_is_no_toml_says_what_would_do(slip: str, said: str) -> None:
    ((path, reason),) = refused(slip)
    assert path == ""
    assert said in reason


def test_one_slip_has_one_hint() -> None:
    ((_, reason),) = refused('when = { age = "adult" purpose = "treatment" }\n')
    assert reason == (
        "this is not TOML: Unclosed inline table (at line 1, column 24); a comma between two entries, or the closing "
        "}, is missing in line 1"
    )


@pytest.mark.parametrize("line", ["valid_from = 2026-03-02", 'superseded_by = "another"', 'about = "treatment"'])
def test_a_key_of_the_head_at_the_end_of_the_file_is_said_to_belong_there(line: str) -> None:
    key = line.partition(" ")[0]
    ((path, reason),) = refused(f"{GOOD}\n{line}\n")
    assert path.endswith(f"].{key}")
    assert reason == f"{key} {HEAD}"


@pytest.mark.parametrize("line", ["valid_from = 2026-03-02", 'earlier = "x"', 'drop = ["x"]'])
def test_a_key_of_the_head_below_facts_or_groups_is_said_to_belong_above(line: str) -> None:
    key = line.partition(" ")[0]
    found = refused(GOOD.replace("[facts]\n", f"[facts]\n{line}\n"))
    assert (f"facts.{key}", f"{key} {HEAD}") in found
    if not line.endswith("]"):
        found = refused(GOOD.replace("[groups.cause]\n", f"[groups.cause]\n{line}\n"))
        assert (f"groups.cause.{key}", f"{key} {HEAD}") in found


def test_another_unknown_key_is_not() -> None:
    assert refused(f"{GOOD}\nfoo = 1\n")[0][1].startswith("there is no such key; one of: source, section")
    assert refused(f"foo = 1\n{GOOD}")[0][1].startswith("there is no such key; one of: id")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('evidence = "secondary"\n', "", "this key is missing; one of: primary, secondary"),
        (
            'severity = "contraindication"\n',
            "",
            "this key is missing; one of: contraindication, warning, caution, info",
        ),
        ('action = "either"\n', "", "this key is missing; one of: inject, oral, either, test"),
        (
            'text = "allergy"\nsource = "here"',
            'text = "allergy"',
            'this key is missing; name what it cites by its key, for instance source = "smpc"',
        ),
        (
            'when = { age = "child" }\n',
            "",
            'this key is missing; say for whom it is, for instance when = { purpose = "treatment" }',
        ),
        ('routes = ["IM", "SC"]', 'routes = "IM"', 'expected a list, got "IM"; write ["IM"]'),
        ('publisher = "The tests"\n', "", "this key is missing"),
    ],
)
def test_what_is_missing_or_of_another_kind_says_what_would_do(old: str, new: str, said: str) -> None:
    assert GOOD.count(old) == 1
    reasons = [reason for _, reason in refused(GOOD.replace(old, new))]
    assert any(reason.startswith(said) for reason in reasons), reasons
