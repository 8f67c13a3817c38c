"""What a source leaves open is listed, and only what it offers settles it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from b12regimen import Regimen, SettleError
from b12regimen.testing import regimens


def regimen(repletion: str, maintenance: str = "none", drug: str = "hydroxocobalamin") -> Regimen:
    return Regimen.parse(f"{drug}; repletion: {repletion}; maintenance: {maintenance}")


OPEN = [
    ("1 mg IM weekly", {}),
    ("250-1000 mcg IM weekly", {"repletion.1.dose": "250-1000 mcg"}),
    ("at least 1 mg IM weekly", {"repletion.1.dose": "at least 1 mg"}),
    ("1 mg IM or SC weekly", {"repletion.1.route": "IM or SC"}),
    ("1 mg IM daily or weekly", {"repletion.1.timing": "daily or weekly"}),
    ("1 mg IM every 2-3 months", {"repletion.1.timing": "every 2-3 months"}),
    ("1 mg IM 1-2 times a week", {"repletion.1.timing": "1-2 times a week"}),
    ("1 mg IM every 3 months or as required", {"repletion.1.timing": "every 3 months or as required"}),
    ("1 mg IM for 6 doses over 2 weeks", {"repletion.1.timing": "no interval, only for 6 doses over 2 weeks"}),
    ("1 mg IM daily for 5-7 days", {"repletion.1.end": "for 5-7 days"}),
    ("1 mg IM daily for up to 5 doses", {"repletion.1.end": "for up to 5 doses"}),
    ("1 mg IM daily to a total of 1-5 mg", {"repletion.1.end": "to a total of 1-5 mg"}),
    ("1 mg IM daily until clear effect", {}),
    ("1 mg IM weekly, or 300 mcg IM daily", {"repletion.1": "1 mg IM weekly, or 300 mcg IM daily"}),
]


@pytest.mark.parametrize(
    ("regimen", "said"),
    [
        (regimen("none", "1 mg IM every 2-3 months"), "maintenance, step 1, timing: every 2-3 months"),
        (
            regimen("1 mg IM weekly, or 300 mcg IM daily"),
            "repletion, step 1, which of several: 1 mg IM weekly, or 300 mcg IM daily",
        ),
        (
            regimen("1 mg IM weekly for 2 weeks, then 1 mg IM or SC monthly"),
            "repletion, step 2, route: IM or SC",
        ),
    ],
)
def test_a_reader_is_told_of_it_in_words(regimen: Regimen, said: str) -> None:
    (choice,) = regimen.choices
    assert choice.in_words == said
    drugs = Regimen.parse("drug not stated; repletion: none; maintenance: 1 mg IM monthly").choices[0]
    assert drugs.in_words == str(drugs)
    assert drugs.in_words.startswith("drug: the source names no drug: cyanocobalamin, ")


@pytest.mark.parametrize(("text", "printed"), OPEN)
def test_what_is_open(text: str, printed: dict[str, str]) -> None:
    assert {choice.key: choice.printed for choice in regimen(text).choices} == printed


def test_a_drug_that_is_not_named_is_a_choice() -> None:
    unnamed = regimen("1 mg IM weekly", drug="drug not stated")
    assert [choice.key for choice in unnamed.choices] == ["drug"]
    assert unnamed.settle({"drug": "hydroxocobalamin"}) == regimen("1 mg IM weekly")


SETTLED = [
    ("250-1000 mcg IM weekly", "repletion.1.dose", "0.5 mg", "500 mcg IM weekly"),
    ("up to 1 mg IM weekly", "repletion.1.dose", "1 mg", "1 mg IM weekly"),
    ("1-2 mcg/kg IM weekly", "repletion.1.dose", "2 mcg/kg", "2 mcg/kg IM weekly"),
    ("1 mg IM or deep SC weekly", "repletion.1.route", "deep SC", "1 mg deep SC weekly"),
    ("1 mg IM daily or weekly", "repletion.1.timing", "weekly", "1 mg IM weekly"),
    ("1 mg IM every 2-3 months", "repletion.1.timing", "every 3 months", "1 mg IM every 3 months"),
    ("1 mg IM 1-2 times a week", "repletion.1.timing", "twice a week", "1 mg IM twice a week"),
    ("1 mg IM every 3 months or as required", "repletion.1.timing", "every 3 months", "1 mg IM every 3 months"),
    ("1 mg IM at least 3 days apart", "repletion.1.timing", "weekly", "1 mg IM weekly"),
    ("1 mg IM every 1-2 weeks", "repletion.1.timing", "every 14 days", "1 mg IM every 14 days"),
    ("1 mg IM every 7-14 days", "repletion.1.timing", "every 2 weeks", "1 mg IM every 2 weeks"),
    ("1 mg IM daily or every 2-3 weeks", "repletion.1.timing", "every 21 days", "1 mg IM every 21 days"),
    (
        "1 mg IM daily for 5-6 doses over 2 weeks",
        "repletion.1.end",
        "for 5 doses",
        "1 mg IM daily for 5 doses over 2 weeks",
    ),
    (
        "1 mg IM daily for 5-6 doses over 2 weeks",
        "repletion.1.end",
        "for 6 doses over 2 weeks",
        "1 mg IM daily for 6 doses over 2 weeks",
    ),
    (
        "1 mg IM for 6 doses over 2 weeks",
        "repletion.1.timing",
        "3 times a week",
        "1 mg IM 3 times a week for 6 doses over 2 weeks",
    ),
    ("1 mg IM daily for 5-7 days", "repletion.1.end", "for 6 days", "1 mg IM daily for 6 days"),
    ("1 mg IM daily for up to 5 doses", "repletion.1.end", "for 3 doses", "1 mg IM daily for 3 doses"),
    (
        "1 mg IM daily to a total of 1-5 mg over at least 2 weeks",
        "repletion.1.end",
        "to a total of 3 mg",
        "1 mg IM daily to a total of 3 mg over at least 2 weeks",
    ),
    ("1 mg IM weekly, or 300 mcg IM daily", "repletion.1", "300 mcg IM daily", "300 mcg IM daily"),
]


@pytest.mark.parametrize(("text", "key", "answer", "settled"), SETTLED)
def test_settling(text: str, key: str, answer: str, settled: str) -> None:
    assert regimen(text).settle({key: answer}) == regimen(settled)


def test_a_gate_stays_when_an_option_is_chosen() -> None:
    gated = regimen("1 mg IM once, then if clear effect, 1 mg IM weekly, or 1 mg IM daily")
    assert (
        str(gated.settle({"repletion.2": "1 mg IM daily"}).repletion)
        == "1 mg IM once, then if clear effect, 1 mg IM daily"
    )


def test_parts_of_an_option_are_settled_with_it_or_after_it() -> None:
    nested = regimen("1 mg IM or SC weekly, or 300 mcg IM daily")
    settled = nested.settle({"repletion.1": "1 mg IM or SC weekly", "repletion.1.route": "SC"})
    assert settled == regimen("1 mg SC weekly")
    assert nested.settle({}) == nested


NOT_OFFERED = [
    ("250-1000 mcg IM weekly", "repletion.1.dose", "2 mg", "the source offers 250-1000 mcg"),
    ("250-1000 mcg IM weekly", "repletion.1.dose", "250-500 mcg", "choose one value"),
    ("1-2 mcg/kg IM weekly", "repletion.1.dose", "2 mcg", "offers 1-2 mcg/kg"),
    ("250-1000 mcg IM weekly", "repletion.1.dose", "lots", "cannot be read"),
    ("1 mg IM or SC weekly", "repletion.1.route", "deep SC", "offers IM or SC"),
    ("1 mg IM every 2-3 months", "repletion.1.timing", "every 12 weeks", "offers every 2-3 months"),
    ("1 mg IM every 2-3 months", "repletion.1.timing", "every 2-3 months", "choose one value"),
    ("1 mg IM every 1-2 weeks", "repletion.1.timing", "every 10 days", "offers every 1-2 weeks"),
    ("1 mg IM 1-2 times a week", "repletion.1.timing", "3 times a week", "offers 1-2 times a week"),
    ("1 mg IM 1-2 times a week", "repletion.1.timing", "on Monday", "offers 1-2 times a week"),
    ("1 mg IM daily or on Mondays", "repletion.1.timing", "on Friday", "offers daily or on Mondays"),
    ("1 mg IM for 6 doses over 2 weeks", "repletion.1.timing", "every 2-3 days", "offers one interval"),
    ("1 mg IM daily for 5-7 days", "repletion.1.end", "for 8 days", "offers for 5-7 days"),
    ("1 mg IM every 7-14 days", "repletion.1.timing", "every 3 weeks", "offers every 7-14 days"),
    ("1 mg IM every 7-14 days", "repletion.1.timing", "monthly", "offers every 7-14 days"),
    ("1 mg IM every 7-14 days", "repletion.1.timing", "twice a week", "offers every 7-14 days"),
    ("1 mg IM daily for 5-6 doses over 2 weeks", "repletion.1.end", "for 5 doses over 3 weeks", "over 2 weeks"),
    ("1 mg IM daily for 5-6 doses over 2 weeks", "repletion.1.end", "for 7 doses", "offers for 5-6 doses over 2 weeks"),
    ("1 mg IM daily for 5-6 doses", "repletion.1.end", "to a total of 5 mg", "offers for 5-6 doses"),
    ("1 mg IM daily to a total of 1-5 mg", "repletion.1.end", "to a total of 6 mg", "offers to a total of 1-5 mg"),
    (
        "1 mg IM daily to a total of 1-5 mg over at least 2 weeks",
        "repletion.1.end",
        "to a total of 3 mg over at least 3 weeks",
        "offers to a total of 1-5 mg over at least 2 weeks",
    ),
    ("1 mg IM daily for 5-7 days", "repletion.1.end", "for 1 week", "offers for 5-7 days"),
    ("1 mg IM daily for 5-7 days", "repletion.1.end", "for 5-7 days", "choose one value"),
    ("1 mg IM daily for 5-7 days", "repletion.1.end", "for life", "offers for 5-7 days"),
    (
        "1 mg IM weekly, or 300 mcg IM daily",
        "repletion.1",
        "1 mg IM daily",
        "offers 1 mg IM weekly, or 300 mcg IM daily",
    ),
    ("1 mg IM weekly", "drug", "cyanocobalamin", "the regimen is of hydroxocobalamin"),
    ("1 mg IM weekly", "repletion.1.dose", "1 mg", "not open in this regimen: repletion.1.dose; open: nothing"),
    ("250-1000 mcg IM weekly", "repletion.2.dose", "1 mg", "not open .* open: repletion.1.dose"),
]


@pytest.mark.parametrize(("text", "key", "answer", "reason"), NOT_OFFERED)
def test_only_what_is_offered_settles(text: str, key: str, answer: str, reason: str) -> None:
    with pytest.raises(SettleError, match=reason) as caught:
        regimen(text).settle({key: answer})
    if "offers" in reason:
        assert str(caught.value).startswith(f'"{key}" cannot be settled with "{answer}": the source offers ')


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("250-1000 mcg IM weekly", "repletion.1.dose"),
        ("1 mg IM or SC weekly", "repletion.1.route"),
        ("1 mg IM every 2-3 months", "repletion.1.timing"),
        ("1 mg IM daily for 5-7 days", "repletion.1.end"),
        ("1 mg IM weekly, or 300 mcg IM daily", "repletion.1"),
    ],
)
def test_an_answer_that_cannot_be_read_is_named_by_its_key(text: str, key: str) -> None:
    with pytest.raises(SettleError, match=f'^the answer to "{key}" cannot be read: '):
        regimen(text).settle({key: "as usual"})


def test_all_answers_that_will_not_do_are_said_at_once() -> None:
    with pytest.raises(SettleError) as caught:
        regimen("250-1000 mcg IM or SC weekly").settle(
            {"repletion.1.dose": "2 mg", "repletion.1.route": "IV", "maintenance.1.dose": "1 mg"}
        )
    said = str(caught.value)
    assert "the source offers 250-1000 mcg" in said
    assert "IV is recognised only to be refused" in said
    assert said.splitlines()[-1] == (
        "not open in this regimen: maintenance.1.dose; open: repletion.1.dose and repletion.1.route"
    )
    with pytest.raises(SettleError) as caught:
        regimen("1 mg IM weekly").settle({"maintenance.1.dose": "1 mg", "maintenance.1.route": "SC"})
    said = str(caught.value)
    assert said == "not open in this regimen: maintenance.1.dose and maintenance.1.route; open: nothing"


@pytest.mark.parametrize("answers", ["1 mg", {"repletion.1.dose": 3}])
def test_answers_are_keys_with_texts(answers: Any) -> None:
    example = r'for instance \{"maintenance.1.timing": "every 3 months"\}$'
    with pytest.raises(SettleError, match=f"are no answers; give keys with texts, {example}"):
        regimen("250-1000 mcg IM weekly").settle(answers)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("1 mg IM every 1-3 months", ("monthly", "every 2 months", "every 3 months")),
        ("1 mg IM 1-2 times a week", ("weekly", "twice a week")),
        ("1 mg IM daily or every 2-3 days", ("daily", "on alternate days", "every 3 days")),
        ("1 mg IM every 1-30 days", ()),
        ("1 mg IM daily for 6-7 days", ("for 6 days", "for 7 days")),
        ("1 mg IM daily for 5-6 doses over 2 weeks", ("for 5 doses over 2 weeks", "for 6 doses over 2 weeks")),
        ("1 mg IM daily for up to 5 doses", ()),
    ],
)
def test_what_is_offered_is_listed_where_it_can_be(text: str, options: tuple[str, ...]) -> None:
    (choice,) = regimen(text).choices
    assert choice.options == options


def test_an_unnamed_drug_is_settled_with_a_drug() -> None:
    with pytest.raises(SettleError, match=r'^the answer to "drug" cannot be read: .*names no drug'):
        regimen("1 mg IM weekly", drug="drug not stated").settle({"drug": "vitamin B12"})


@given(regimens())
def test_listed_options_settle_their_choice(drawn: Regimen) -> None:
    for choice in drawn.choices:
        for option in choice.options:
            settled = drawn.settle({choice.key: option})
            assert settled != drawn
            assert choice not in settled.choices


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("yearly", "6 doses do not fit into 2 weeks"), ("once", '^"repletion.1.timing": "once" says when the step ends')],
)
def test_what_would_not_make_a_regimen_does_not_settle(answer: str, reason: str) -> None:
    with pytest.raises(SettleError, match=reason):
        regimen("1 mg IM for 6 doses over 2 weeks").settle({"repletion.1.timing": answer})
