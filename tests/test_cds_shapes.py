"""The typed dictionaries at run time, and that the specification's own JSON is of our types."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from b12regimen.cds_hooks import types
from b12regimen.cds_hooks.markdown import escaped, is_address, one_line
from b12regimen.cds_hooks.shapes import AtLeastOne, Matching, json_schema, problems

BLOCKS = Path(__file__).parents[2] / "shared" / "data" / "cds-hooks"

# Viewers make a link of what has the sign of a mail address, escaped or not; another sign is shown in its place.
AT = ("@", "\uff20")


class Inner(TypedDict):
    word: Annotated[str, Matching("^[a-z]+$")]
    kind: NotRequired[Literal["a", "b"]]


class Shape(TypedDict):
    inner: Inner
    several: Annotated[list[int], AtLeastOne()]
    flag: NotRequired[bool]
    either: NotRequired[str | list[str]]
    free: NotRequired[Any]
    table: NotRequired[dict[str, int]]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"inner": {"word": "x"}, "several": [1], "other": None}, []),
        ({"inner": {"word": "x", "kind": "c"}, "several": [1]}, ["inner.kind: expected 'a' or 'b'"]),
        ({"inner": {"word": "x\n"}, "several": [True]}, ["inner.word: it is not of the form *", "several[0]: *"]),
        ({"inner": [], "several": []}, ["inner: expected an object", "several: it is empty, and at least one *"]),
        ({"inner": {"word": "x"}, "several": [1], "flag": 1}, ["flag: expected true or false"]),
        ({"inner": {"word": "x"}, "several": [1], "either": 1}, ["either: expected a text or a list"]),
        ({"inner": {"word": "x"}, "several": [1], "either": [1]}, ["either: expected a text or a list"]),
        ({"inner": {"word": "x"}, "several": [1], "either": ["y"], "free": 3}, []),
        ({"inner": {"word": "x"}, "several": [1], "table": {"Jane": "x"}}, ["table.*: expected a whole number"]),
        ({"inner": {"word": "x"}, "several": [1], "table": 3}, ["table: expected an object"]),
        ({}, ["inner: it is required", "several: it is required"]),
    ],
)
def test_what_is_wrong_with_a_value(value: Any, expected: list[str]) -> None:
    found = list(map(str, problems(value, Shape)))
    assert len(found) == len(expected)
    assert all(one.startswith(wanted.rstrip("*")) for one, wanted in zip(found, expected, strict=True))


def test_only_the_first_few_problems_are_listed() -> None:
    assert len(problems({"feedback": [{}] * 1000}, types.Feedback)) == 20


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from(["a", "b", "x"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["inner", "several", "word", "kind", "flag", "either", "table", "free"]), inner
        )
    ),
    max_leaves=10,
)
SHAPES = st.fixed_dictionaries(
    {"inner": st.fixed_dictionaries({"word": st.sampled_from(["x", "X", "x\n"])}), "several": st.lists(VALUES)},
    optional=dict.fromkeys(("flag", "either", "free", "table"), VALUES),
)


@settings(max_examples=80)
@given(value=VALUES | SHAPES)
def test_a_value_is_of_the_type_exactly_if_it_is_of_its_json_schema(value: Any) -> None:
    schema = json_schema(Shape)
    # The dialect's "$" is the end; that of Python's own engine, which jsonschema uses, also stands before a line break.
    schema["properties"]["inner"]["properties"]["word"]["pattern"] = r"^[a-z]+\Z"
    is_valid = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert is_valid == (problems(value, Shape) == [])


class Parts(TypedDict):
    """What stands alone in the specification's text: a part of a request or of a response."""

    source: NotRequired[types.CardSource]
    overrideReasons: NotRequired[list[types.OverrideReason]]
    fhirAuthorization: NotRequired[types.FhirAuthorization]
    prefetch: NotRequired[dict[str, Any]]
    context: NotRequired[dict[str, Any]]


class Header(TypedDict):
    alg: str
    typ: str
    kid: str
    jku: NotRequired[str]


class Claims(TypedDict):
    iss: str
    aud: str | list[str]
    exp: int
    iat: int
    jti: str
    tenant: NotRequired[str]


class KeySet(TypedDict):
    keys: list[dict[str, Any]]


# What is no block of a request or a response: how a token and its keys look.
OF_TOKENS = {"alg": Header, "iss": Claims, "keys": KeySet}
WHOLE = {
    "services": types.Discovery,
    "hook": types.HookRequest,
    "cards": types.CardsResponse,
    "feedback": types.Feedback,
    "type": types.Action,
}
# In both versions one card lacks the indicator that the same text requires of every card.
WITHOUT_INDICATOR = ("spec-v2.0.1-17.json", "spec-3.0-dev-20.json")


def type_of(block: dict[str, Any], name: str) -> Any:
    for key, kind in (WHOLE | OF_TOKENS).items():
        if key in block:
            return kind
    if name.startswith("hook-"):
        contexts = {
            "patient-view": types.PatientViewContext,
            "order-select": types.OrderSelectContext,
            "order-sign": types.OrderSignContext,
        }
        return contexts[name.removeprefix("hook-").rpartition("-")[0]]
    assert set(block) <= set(Parts.__annotations__), "every block is of a kind that is known here"
    return Parts


@pytest.mark.skipif(not BLOCKS.is_dir(), reason="the JSON of the CDS Hooks specifications is not on this machine")
def test_every_block_of_the_specifications_is_of_our_types() -> None:
    names = sorted(path.name for path in BLOCKS.glob("*.json"))
    assert len(names) > 60
    for name in names:
        block = json.loads((BLOCKS / name).read_text("utf-8"))
        kind = type_of(block, name)
        found = list(map(str, problems(block["context"] if name.startswith("hook-") else block, kind)))
        expected = ["cards[0].indicator: it is required"] if name in WITHOUT_INDICATOR else []
        assert found == expected, name


# The markdown of a card


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("1 mg IM every 3 months", "1 mg IM every 3 months"),
        ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
        ("**bold** _it_ `code` [a](b) ~x~ a|b &amp; # h", None),
        ("- item\nsecond", "\\- item second"),
        ("1. item", "1\\. item"),
        ("12) item", "12\\) item"),
        ("see http://evil.example and WWW.evil.example, me@evil.example", None),
        ("null\x00 \u202e right to left \ud800", "null right to left"),
    ],
)
def test_text_is_shown_letter_by_letter(given: str, expected: str | None) -> None:
    shown = escaped(given)
    if expected is not None:
        assert shown == expected
    assert as_read(shown) == one_line(given).replace(*AT)
    assert not any(linked in shown.lower() for linked in ("http://", "www.", "me@"))
    shown.encode("utf-8")


def as_read(line: str) -> str:
    """Give what a reader of markdown shows of a line in a list; anything but text is left as tags."""
    shown = MarkdownIt("commonmark").enable(["strikethrough", "table"]).render(f"* {line}")
    inside = re.fullmatch(r"<ul>\n<li>(.*)</li>\n</ul>\n", shown)
    return "" if inside is None else html.unescape(inside[1])


@given(text=st.text(st.characters() | st.sampled_from("*_`[]()<>#+-.!|~&:/@1w=\\\"' "), min_size=1))
def test_whatever_a_record_holds_markdown_shows_it_letter_by_letter(text: str) -> None:
    if one_line(text):
        assert as_read(escaped(text)) == one_line(text).replace(*AT)


def test_a_text_without_end_is_cut() -> None:
    assert one_line("x" * 5000) == f"{'x' * 1999}…"


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "https://a b", "ftp://x", "https://x\n"])
def test_what_a_card_does_not_link_to(url: str | None) -> None:
    assert not is_address(url)
