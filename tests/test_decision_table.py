"""Decision tables without any medicine: proof, look-up, derived answers, questions, alternatives, differences."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from b12regimen import TableError
from b12regimen.tables.boxes import difference, intersection, merged, values_of, without
from b12regimen.tables.changes import Change, Shared, diff
from b12regimen.tables.decision_table import DecisionTable
from b12regimen.tables.parts import Domain, Exclusion, Flaw, Row, RuledOut, Value

# Lights at a crossing: complete and unambiguous.
LIGHT = Domain("light", ("red", "amber", "green"))
ARROW = Domain("arrow", (True, False))
CROSSING = DecisionTable(
    [LIGHT, ARROW],
    [
        Row("wait", ({"light": ["red"], "arrow": [False]},), "stop"),
        Row("turn", ({"arrow": [True]},), "go"),
        Row("brake", ({"light": ["amber"], "arrow": [False]},), "stop"),
        Row("drive", ({"light": ["green"], "arrow": [False]},), "go"),
    ],
)

# After the loan table of D. Calvanese et al., Semantics and analysis of DMN decision tables (BPM 2016): rules A and C
# overlap, and most combinations have no rule. Amounts are cut where some rule begins or ends.
INCOME_EDGES = (0, 250, 500, 750, 1000, 1500, 2000, 2500)
LOAN_EDGES = (0, 500, 1000, 2000, 3000, 4000, 5000)
LOAN_RULES = {
    "A": ((0, 1000), (0, 1000), "very good"),
    "B": ((250, 750), (4000, 5000), "good"),
    "C": ((500, 1500), (500, 3000), "fair"),
    "D": ((2000, 2500), (0, 2000), "poor"),
}


def bands(edges: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"{low} to {high}" for low, high in pairwise(edges))


def between(edges: tuple[int, ...], low: int, high: int) -> list[str]:
    return [name for name, (a, b) in zip(bands(edges), pairwise(edges), strict=True) if low <= a and b <= high]


LOAN = DecisionTable(
    [Domain("income", bands(INCOME_EDGES)), Domain("loan", bands(LOAN_EDGES))],
    [
        Row(name, ({"income": between(INCOME_EDGES, *income), "loan": between(LOAN_EDGES, *loan)},), grade)
        for name, (income, loan, grade) in LOAN_RULES.items()
    ],
)


def test_a_complete_table_has_no_flaw() -> None:
    assert CROSSING.flaws() == []
    assert CROSSING.cell_count == 4 * 3


def test_the_loan_table_overlaps_in_a_and_c_and_has_gaps() -> None:
    overlaps = [flaw for flaw in LOAN.flaws() if flaw.kind == "overlap"]
    assert [flaw.rows for flaw in overlaps] == [("A", "C")]
    assert overlaps[0].where == "income 500 to 750 or 750 to 1000, loan 500 to 1000"
    assert overlaps[0].example == {"income": "500 to 750", "loan": "500 to 1000"}
    assert 'rules "A" and "C" both answer income 500 to 750' in str(overlaps[0])
    gaps = [flaw for flaw in LOAN.flaws() if flaw.kind == "gap"]
    uncovered = [
        (income, loan)
        for income in bands(INCOME_EDGES)
        for loan in bands(LOAN_EDGES)
        if not LOAN.look_up(LOAN.region({"income": income, "loan": loan})).rows
    ]
    cells_in_gaps = sum(len(income) * len(loan) for income, loan in (covered(LOAN, flaw) for flaw in gaps))
    assert cells_in_gaps == len(uncovered) == 22
    assert str(gaps[0]).startswith("no rule answers ")


def covered(table: DecisionTable, flaw: Flaw) -> list[list[str]]:
    """Read a flaw's words back into values."""
    named = dict(part.split(" ", 1) for part in flaw.where.split(", ") if not part.startswith("any "))
    return [
        named[domain.name].split(" or ") if domain.name in named else [str(value) for value in domain.values]
        for domain in table.domains
    ]


def test_a_preferred_row_goes_first_and_a_row_behind_it_can_die() -> None:
    rows = [Row("all", ({},), "x"), Row("red", ({"light": ["red"]},), "y"), Row("never", ({"light": ["red"]},), "z")]
    table = DecisionTable([LIGHT], rows, prefer=["red", "never", "all"])
    assert [(flaw.kind, flaw.rows) for flaw in table.flaws()] == [("dead", ("never",))]
    never = 'rule "never" can never apply: all that it matches is excluded or goes to rules before it'
    assert str(table.flaws()[0]) == never
    assert table.look_up(table.region({"light": "red"})).rows == ("red",)
    assert table.overruled(table.region({"light": "red"})) == ("all", "never")
    assert table.overruled(table.region({"light": "green"})) == ()
    overlapping = DecisionTable([LIGHT], rows[:2], prefer=["red"])
    assert [flaw.kind for flaw in overlapping.flaws()] == ["overlap"], "only rows that are both listed are ordered"


def test_what_cannot_be_needs_no_row() -> None:
    rows = [Row("stop", ({"light": ["red", "amber"]},), "stop"), Row("go", ({"light": ["green"]},), "go")]
    both = Exclusion({"light": ["green"], "arrow": [True]}, "the arrow is dark when the light is green")
    table = DecisionTable([LIGHT, ARROW], rows, [both])
    assert table.flaws() == []
    answer = table.look_up(table.region({"light": "green", "arrow": True}))
    assert (answer.rows, answer.outcomes, answer.exclusions) == ((), (), (both,))
    unknown_light = table.look_up(table.region({"arrow": True}))
    assert unknown_light.rows == ("stop",), "what cannot be is no completion"


def test_rows_may_have_alternatives() -> None:
    either = ({"light": ["red"]}, {"arrow": [True]})
    table = DecisionTable(
        [LIGHT, ARROW], [Row("either", either, "x"), Row("rest", ({},), "y")], prefer=["either", "rest"]
    )
    assert table.flaws() == []
    assert table.look_up(table.region({"light": "green", "arrow": True})).rows == ("either",)
    assert table.look_up(table.region({"light": "green", "arrow": False})).rows == ("rest",)


def test_unknown_facts_give_an_answer_where_all_completions_agree() -> None:
    assert CROSSING.look_up(CROSSING.region({"arrow": True})).outcomes == ("go",)
    agreed = CROSSING.look_up(CROSSING.region({"light": "green"}))
    assert (agreed.rows, agreed.outcomes) == (("turn", "drive"), ("go",))
    assert CROSSING.look_up(CROSSING.region({"light": None, "arrow": False})).outcomes == ("stop", "go")
    partly = CROSSING.look_up(CROSSING.region({"light": ["red", "amber"], "arrow": False}))
    assert partly.outcomes == ("stop",)


def test_questions_are_those_that_matter_most_decisive_first() -> None:
    questions = CROSSING.questions(CROSSING.region({}))
    assert [question.fact for question in questions] == ["light", "arrow"]
    to_arrow = dict(CROSSING.questions(CROSSING.region({}))[1].answers)
    assert to_arrow[True].outcomes == ("go",)
    assert to_arrow[False].outcomes == ("stop", "go")
    assert [question.fact for question in CROSSING.questions(CROSSING.region({"arrow": False}))] == ["light"]
    assert CROSSING.questions(CROSSING.region({"light": "green"})) == []


def test_the_most_decisive_question_has_the_best_worst_answer() -> None:
    shape, size = Domain("shape", ("ring", "disc")), Domain("size", ("small", "large"))
    rows = [
        Row("ring", ({"shape": ["ring"]},), 1),
        Row("small-disc", ({"shape": ["disc"], "size": ["small"]},), 2),
        Row("large-disc", ({"shape": ["disc"], "size": ["large"]},), 1),
    ]
    table = DecisionTable([shape, size], rows)
    questions = table.questions(table.region({}))
    assert [question.fact for question in questions] == ["shape", "size"]


def test_alternatives_are_the_single_changes_that_matter() -> None:
    found = CROSSING.alternatives(CROSSING.region({"light": "red", "arrow": False}))
    assert [(one.fact, one.value, one.answer.outcomes) for one in found] == [
        ("light", "green", ("go",)),
        ("arrow", True, ("go",)),
    ]


def differences(old: DecisionTable, new: DecisionTable) -> list[Change]:
    """Compare tables that mean the same by the same words."""
    olds, news = ({domain.name: domain for domain in table.domains} for table in (old, new))
    shared = [
        Shared(domain, domain.values if name in olds else None, domain.values if name in news else None, domain.values)
        for name, domain in (news | olds).items()
    ]
    return diff(old, new, shared)


def test_differences_are_boxes_with_both_outcomes() -> None:
    newer = DecisionTable(
        [LIGHT, ARROW, Domain("night", (True, False))],
        [
            Row("sleep", ({"night": [True]},), "stop"),
            Row("turn", ({"night": [False], "arrow": [True]},), "go"),
            Row("wait", ({"night": [False], "arrow": [False], "light": ["red", "amber"]},), "stop"),
            Row("drive", ({"night": [False], "arrow": [False], "light": ["green"]},), "go"),
        ],
    )
    changes = differences(CROSSING, newer)
    assert all((change.old, change.new) == ("go", "stop") for change in changes)
    assert {change.where for change in changes} == {
        "arrow yes, night yes, any light",
        "light green, arrow no, night yes",
    }
    assert differences(CROSSING, CROSSING) == []


def test_values_that_one_table_takes_together_are_told_apart_where_the_other_does() -> None:
    older = DecisionTable([Domain("light", ("red", "not red"))], [Row("wait", ({},), "stop")])
    newer = DecisionTable(
        [Domain("light", ("red or amber", "green"))],
        [Row("wait", ({"light": ["red or amber"]},), "stop"), Row("go", ({"light": ["green"]},), "go")],
    )
    shared = Shared(
        LIGHT, ("red", "not red", "not red"), ("red or amber", "red or amber", "green"), ("stop", "wait", "walk")
    )
    (change,) = diff(older, newer, [shared])
    assert (change.where, change.old, change.new) == ("light green", "stop", "go")
    assert change.example == {"light": "walk"}


def test_what_one_table_leaves_open_is_a_difference() -> None:
    older = DecisionTable([ARROW], [Row("turn", ({"arrow": [True]},), "go")])
    newer = DecisionTable([ARROW], [Row("turn", ({},), "go")])
    assert [(c.where, c.old, c.new) for c in differences(older, newer)] == [("arrow no", None, "go")]


def test_what_is_not_there_is_an_error_that_lists_what_is() -> None:
    with pytest.raises(TableError, match='"lihgt" is no fact of this table; did you mean "light"'):
        CROSSING.region({"lihgt": "red"})
    with pytest.raises(TableError, match="blue is no value of light; one of: red, amber, green"):
        CROSSING.region({"light": "blue"})
    with pytest.raises(TableError, match="no is no value of light"):
        CROSSING.region({"light": False})
    with pytest.raises(TableError, match="more than 100000; group values"):
        DecisionTable([Domain(str(n), ("a", "b", "c")) for n in range(9)], [])
    ten = [Domain(str(n), tuple("abcdefghi")) for n in range(5)]  # nine values and unknown
    assert DecisionTable(ten, []).cell_count == 100_000, "as many as there may be"


# Laws, on random tables, against an enumeration of every combination

NAMES = ("a", "b", "c")
VALUES: tuple[Value, ...] = ("x", "y", "z")


def whens() -> st.SearchStrategy[dict[str, list[Value]]]:
    sides = st.lists(st.sampled_from(VALUES), min_size=1, max_size=3, unique=True)
    return st.dictionaries(st.sampled_from(NAMES), sides, max_size=3)


@st.composite
def tables(draw: st.DrawFn) -> DecisionTable:
    count = draw(st.integers(0, 5))
    rows = [
        Row(f"r{n}", tuple(draw(st.lists(whens(), min_size=1, max_size=2))), draw(st.integers(0, 2)))
        for n in range(count)
    ]
    exclusions = [Exclusion(when, "cannot be") for when in draw(st.lists(whens(), max_size=1))]
    prefer = draw(st.permutations([row.id for row in rows]))[: draw(st.integers(0, count))]
    return DecisionTable([Domain(name, VALUES) for name in NAMES], rows, exclusions, prefer)


@st.composite
def complete_tables(draw: st.DrawFn) -> DecisionTable:
    drawn = draw(tables())
    rows = (*drawn.rows, Row("rest", ({},), draw(st.integers(0, 2))))
    table = DecisionTable(drawn.domains, rows, drawn.exclusions, [row.id for row in rows])
    assert not [flaw for flaw in table.flaws() if flaw.kind != "dead"]
    return table


def holds(when: Mapping[str, Any], cell: Mapping[str, Value]) -> bool:
    return all(cell[name] in values for name, values in when.items())


def rows_by_hand(table: DecisionTable, cell: Mapping[str, Value]) -> set[str]:
    if any(holds(exclusion.when, cell) for exclusion in table.exclusions):
        return set()
    hits = [row.id for row in table.rows if any(holds(when, cell) for when in row.when)]
    preferred = [row for row in table.prefer if row in hits]
    return {row for row in hits if row not in preferred[1:]}


def cells() -> list[dict[str, Value]]:
    return [dict(zip(NAMES, values, strict=True)) for values in product(VALUES, repeat=3)]


@given(tables())
def test_the_proof_agrees_with_enumeration(table: DecisionTable) -> None:
    by_hand = [rows_by_hand(table, cell) for cell in cells()]
    possible = [not any(holds(exclusion.when, cell) for exclusion in table.exclusions) for cell in cells()]
    kinds = {flaw.kind for flaw in table.flaws()}
    assert ("overlap" in kinds) is any(len(rows) > 1 for rows in by_hand)
    assert ("gap" in kinds) is any(can and not rows for can, rows in zip(possible, by_hand, strict=True))
    assert ("dead" in kinds) is bool({row.id for row in table.rows} - set().union(*by_hand))
    for flaw in table.flaws():
        if flaw.kind != "dead":
            assert rows_by_hand(table, flaw.example) >= set(flaw.rows)


@given(tables())
def test_every_cell_is_listed_with_its_row(table: DecisionTable) -> None:
    for listed, cell in zip(table.cells(), cells(), strict=True):
        answering = rows_by_hand(table, cell)
        assert listed.pop("row") == (" and ".join(sorted(answering)) or None)
        assert listed == cell


@given(tables(), st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES), max_size=3))
def test_an_answer_is_that_of_all_completions(table: DecisionTable, known: dict[str, Value]) -> None:
    answer = table.look_up(table.region(known))
    completions = [cell for cell in cells() if all(cell[name] == value for name, value in known.items())]
    assert set(answer.rows) == set().union(*(rows_by_hand(table, cell) for cell in completions))


@given(
    tables(),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES), max_size=2),
    st.sampled_from(NAMES),
    st.sampled_from(VALUES),
)
def test_filling_an_unknown_fact_never_opens_an_answer(
    table: DecisionTable, known: dict[str, Value], name: str, value: Value
) -> None:
    assume(name not in known)
    before = table.look_up(table.region(known))
    after = table.look_up(table.region(known | {name: value}))
    assert set(after.outcomes) <= set(before.outcomes)


@given(complete_tables(), st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES), max_size=2))
def test_a_fact_is_asked_for_exactly_when_it_can_change_the_outcome(
    table: DecisionTable, known: dict[str, Value]
) -> None:
    asked = {question.fact for question in table.questions(table.region(known))}
    outcome = {row.id: row.outcome for row in table.rows}

    def outcomes(cell: Mapping[str, Value]) -> set[Any]:
        return {outcome[row] for row in rows_by_hand(table, cell)}

    for name in NAMES:
        if name in known:
            assert name not in asked
            continue
        completions = [cell for cell in cells() if all(cell[other] == value for other, value in known.items())]
        changes = any(
            outcomes(cell) != outcomes(cell | {name: value}) and outcomes(cell) and outcomes(cell | {name: value})
            for cell in completions
            for value in VALUES
        )
        assert (name in asked) is changes


@given(complete_tables(), complete_tables())
def test_differences_agree_with_enumeration(old: DecisionTable, new: DecisionTable) -> None:
    outcomes = [{row.id: row.outcome for row in table.rows} for table in (old, new)]
    changed = 0
    for cell in cells():
        was, now = ({outcomes[n][row] for row in rows_by_hand(table, cell)} for n, table in enumerate((old, new)))
        changed += was != now
    assert bool(differences(old, new)) is bool(changed)


# The algebra

BOXES = st.tuples(*[st.integers(1, 7)] * 3)


def cells_of(box: tuple[int, ...]) -> set[tuple[int, ...]]:
    return set(product(*(values_of(side) for side in box)))


@given(BOXES, BOXES)
def test_difference_and_intersection_split_a_box(box: tuple[int, ...], hole: tuple[int, ...]) -> None:
    pieces = difference(box, hole)
    both = intersection(box, hole)
    assert [len(cells_of(piece)) for piece in pieces] == [len(cells_of(piece) - cells_of(hole)) for piece in pieces]
    assert sum(len(cells_of(piece)) for piece in pieces) + (len(cells_of(both)) if both else 0) == len(cells_of(box))


@given(st.lists(BOXES, max_size=4), st.lists(BOXES, max_size=3))
def test_merging_keeps_every_cell(boxes: list[tuple[int, ...]], holes: list[tuple[int, ...]]) -> None:
    disjoint: list[tuple[int, ...]] = []
    for box in boxes:
        disjoint += without([box], [*disjoint, *holes])
    cells_before = set().union(*map(cells_of, disjoint)) if disjoint else set()
    joined = merged(disjoint)
    assert (set().union(*map(cells_of, joined)) if joined else set()) == cells_before
    assert len(joined) <= len(disjoint)
    assert sum(len(cells_of(box)) for box in joined) == len(cells_before)
    sides_that_differ = [sum(x != y for x, y in zip(*two, strict=True)) for two in combinations(joined, 2)]
    assert 1 not in sides_that_differ, "what can be said together is"


def test_what_was_joined_is_joined_again() -> None:
    assert merged([(1, 1), (2, 1), (4, 1)]) == [(7, 1)]
    assert merged([(1, 1), (1, 2), (2, 1), (2, 2)]) == [(3, 3)]


def test_what_holds_for_most_values_of_the_first_fact_is_listed_first() -> None:
    assert merged([(1, 1), (7, 2)]) == merged([(7, 2), (1, 1)]) == [(7, 2), (1, 1)]


def test_a_contradiction_names_the_exclusions_that_hold_all_of_it() -> None:
    facts = [Domain("a", (True, False)), Domain("b", (True, False)), Domain("c", (True, False))]
    both = Exclusion({"a": [True], "b": [True]}, "a and b")
    third = Exclusion({"a": [True], "b": [True], "c": [True]}, "all three")
    table = DecisionTable(facts, [Row("rest", ({},), "x")], [both, third])
    assert table.look_up(table.region({"a": True, "b": True})).exclusions == (both,)
    assert table.look_up(table.region({"a": True, "b": True, "c": True})).exclusions == (both, third)
    halves = [Exclusion({"a": [value], "b": [True]}, str(value)) for value in (True, False)]
    split = DecisionTable(facts[:2], [Row("rest", ({},), "x")], halves)
    assert split.look_up(split.region({"b": True})).exclusions == tuple(halves), "only together do they hold it"


def test_what_known_facts_leave_no_room_for_is_ruled_out() -> None:
    facts = [Domain("season", ("summer", "winter")), Domain("snow", (True, False))]
    never = Exclusion({"season": ["summer"], "snow": [True]}, "no snow in summer")
    table = DecisionTable(facts, [Row("rest", ({},), "x")], [never])
    assert table.ruled_out(table.region({})) == []
    assert table.ruled_out(table.region({"snow": True})) == [RuledOut("season", ("summer",), (never,))]
    assert table.ruled_out(table.region({"season": "summer"})) == [RuledOut("snow", (True,), (never,))]
    assert table.ruled_out(table.region({"season": "summer", "snow": True})) == [], "a contradiction rules nothing out"


def test_a_quoted_truth_value_is_told_to_lose_its_quotes() -> None:
    with pytest.raises(TableError, match='"yes" is no value of snow; write true or false, without quotes'):
        Domain("snow", (True, False)).index("yes")
