"""What a person reads: text and HTML hold the same sentences, whatever a field holds; the HTML is safe and plain."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from b12regimen import (
    Course,
    CourseError,
    LabPanel,
    LabResult,
    Patient,
    Regimen,
    assess_response,
    compare_guidelines,
    guideline_ids,
    interpret_labs,
    load_guideline,
    load_thresholds,
    monitoring_plan,
    prepare_dose,
    review_order,
    select_regimen,
    threshold_ids,
)
from b12regimen.display.html import as_html
from b12regimen.display.page import as_page
from b12regimen.display.sections import Table, printable, table
from b12regimen.display.shown import name_of
from b12regimen.display.text import as_text, fitted
from b12regimen.patients.facts import FACTS
from b12regimen.testing import lab_panels, patients, products, regimens

TAGS = (
    "article",
    "style",
    "section",
    "h4",
    "ul",
    "li",
    "div",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "p",
    "a",
    "span",
)
HOSTILE = [
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '"><svg onload=x>',
    "&lt;b&gt; & 'quoted'",
    "two\nlines\tand a tab",
    "\x1b[31mred\x00",
    "turned \u202e round",
    "ﬂuß Größe µ",
    "a: b; c",
    'https://a.example/"onmouseover="alert(1)',
    "javascript:alert(1), data:text/html;x",
]
ORDERS = [
    "hydroxocobalamin 1 mg IM on alternate days until no further improvement, then 1 mg IM every 2 months",
    "cyanocobalamin 1 mg SC weekly for 4 weeks",
    "1 mg IM monthly",
]


# Values of every class that shows itself, with hostile text wherever a caller can write.

hostile = st.none() | st.sampled_from(HOSTILE)
named = st.none() | st.lists(st.sampled_from([text for text in HOSTILE if text.isprintable()]), max_size=2)
guidelines = st.sampled_from(guideline_ids())
REGIMENS = regimens()  # built once: each draw would build it anew
PANELS = lab_panels()
PATIENTS = patients()


@st.composite
def hostile_panels(draw: st.DrawFn) -> LabPanel:
    panel = draw(PANELS)
    results = [LabResult.from_dict(one.to_dict() | {"method": draw(hostile)}) for one in panel.results]
    return LabPanel(results, panel.treated_since)


@st.composite
def hostile_patients(draw: st.DrawFn) -> Patient:
    known = attrs.evolve(draw(PATIENTS), labs=draw(st.none() | hostile_panels()))
    return attrs.evolve(known, medicines=draw(named), allergies=draw(named))


@st.composite
def courses(draw: st.DrawFn) -> Course:
    regimen = draw(REGIMENS)
    if regimen.drug is None:
        regimen = regimen.settle({"drug": "cyanocobalamin"})
    start = draw(st.dates(date(2020, 1, 1), date(2024, 12, 31)))
    days = sorted(draw(st.sets(st.integers(0, 90), max_size=3)))
    given_doses = [{"day": start + timedelta(days=day), "dose": draw(st.sampled_from([None, "1 mg"]))} for day in days]
    paused = {"day": start + timedelta(days=91), "kind": "pause", "by": "<b>a nurse</b>", "note": "a & b"}
    try:
        return Course(
            regimen=regimen,
            start=start,
            source=draw(st.none() | st.sampled_from([text for text in HOSTILE if text.isprintable()])),
            policy=draw(st.sampled_from([None, "shortest", "longest"])),
            given=given_doses,
            decisions=draw(st.sampled_from([[], [paused]])),
        )
    except CourseError:
        assume(False)  # noqa: FBT003  (it gives no injection, or several on one day)
        raise


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "guideline": st.builds(
        lambda one, title: attrs.evolve(load_guideline(one), title=title), guidelines, st.sampled_from(HOSTILE)
    ),
    "cut-offs": st.builds(
        lambda one, title: attrs.evolve(load_thresholds(one), title=title),
        st.sampled_from(threshold_ids()),
        st.sampled_from(HOSTILE),
    ),
    "product": st.builds(lambda one, name, note: attrs.evolve(one, name=name, note=note), products(), hostile, hostile),
    "patient": hostile_patients(),
    "panel": hostile_panels(),
    "interpretation": st.builds(
        lambda panel, by, patient: interpret_labs(panel, thresholds=by, patient=patient),
        hostile_panels(),
        st.sampled_from(threshold_ids()),
        st.none() | hostile_patients(),
    ),
    "recommendation": st.builds(lambda one, by: select_regimen(one, guideline=by), hostile_patients(), guidelines),
    "regimen": REGIMENS,
    "course": courses(),
    "status": st.builds(
        lambda course, days: course.status(course.start + timedelta(days=days)), courses(), st.integers(-9, 400)
    ),
    "comparison": st.builds(compare_guidelines, hostile_patients(), st.lists(guidelines, min_size=1, max_size=3)),
    "review": st.builds(
        lambda order, one, by: review_order(order, one, guideline=by),
        st.sampled_from(ORDERS),
        hostile_patients(),
        guidelines,
    ),
    "response": st.builds(
        lambda before, after: assess_response(*(attrs.evolve(one, treated_since=None) for one in (before, after))),
        hostile_panels(),
        hostile_panels(),
    ),
    "plan": st.builds(
        lambda one, by, start: monitoring_plan(select_regimen(one, guideline=by), start=start),
        hostile_patients(),
        guidelines,
        st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    ),
    "preparation": st.builds(
        lambda product, name, one: prepare_dose("1 mg", attrs.evolve(product, name=name), route="IM", patient=one),
        products(),
        hostile,
        st.none() | hostile_patients(),
    ),
}


class Reader(HTMLParser):
    """Reads HTML as a screen reader would: pieces of text with the tag that holds them; refuses what is not plain.

    A span parts no piece.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[tuple[str, str]] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.goes_on = False
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert {name for name, _ in attrs} <= {
            "class",
            "aria-label",
            "scope",
            "tabindex",
            "role",
            "href",
            "data-column",
        }
        assert all((value or "").startswith(("https://", "http://")) for name, value in attrs if name == "href")
        if tag == "span":
            return
        self.goes_on = False
        self.open.append((tag, dict(attrs)))
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag != "span":
            self.goes_on = False
            assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tag, attributes = self.open[-1]
        if tag == "style":
            return
        before = self.pieces.pop()[1] if self.goes_on else ""
        self.pieces.append((attributes.get("scope") or tag, before + data))
        self.goes_on = True


def folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def assert_same_sentences(html: str, text: str) -> None:
    """Find every piece of the HTML in the text, in order, and nothing else there but columns and what joins them."""
    reader = Reader(html)
    columns = {folded(piece) for tag, piece in reader.pieces if tag == "col"}
    text, at = folded(text), 0
    for tag, piece in reader.pieces:
        if tag == "col" or not piece.strip():
            continue
        found = text.find(folded(piece), at)
        assert found >= 0, f"{piece!r} is not in {text[at : at + 300]!r}"
        between = re.sub("[:;,]", "", text[at:found]).strip()
        assert between in columns | {""}, f"{between!r} is in the text alone"
        at = found + len(folded(piece))
    assert at == len(text)


@pytest.mark.parametrize("kind", VALUES)
def test_text_and_html_hold_the_same_sentences(kind: str) -> None:
    @settings(max_examples=12)
    @given(VALUES[kind])
    def holds(value: Any) -> None:
        html = value.to_html()
        assert value._repr_html_() == html  # the name by which a notebook asks
        if isinstance(value, Regimen):  # its text is the notation, which is read back
            assert_same_sentences(html, as_text(value._sections()))
            drug, *phases = str(value).split("; ")
            assert [folded(drug), *map(folded, phases)] == list(parts_of_a_regimen(html))
        else:
            assert_same_sentences(html, str(value))

    holds()


ALL_KNOWN: dict[str, Any] = {
    "age": 46,
    "sex": "male",
    "pregnancy": "pregnant",  # which the library asks about, without a source
    "purpose": "treatment",
    "cause": "pernicious-anaemia",
    "optic_disease": "none",
    "severity": {"neurological": False, "anaemia": "none", "critically_ill": False},
    "conditions": {fact.name: False for fact in FACTS.values() if fact.path.startswith("conditions.")},
    "medicines": [],
    "allergies": [],
    "nitrous_oxide": False,
    "b12_treatment": "none",
    "deficiency": "confirmed",
}


@settings(max_examples=60)
@given(hostile_patients(), guidelines)
@example(Patient.from_dict(ALL_KNOWN), "uk-bnf-hydroxocobalamin")
def test_in_brief_everything_that_stands_is_said_and_what_is_left_out_is_counted(patient: Patient, by: str) -> None:
    found = select_regimen(patient, guideline=by)
    brief = folded(found.brief())
    assert_same_sentences(found.to_html(brief=True), found.brief())
    grave = [one for one in found.alerts_not_checked if one.severity in ("contraindication", "warning")]
    for alert in (*found.alerts, *grave):
        assert folded(printable(alert.text)) in brief
    for words in (*found.why, *(one.text for one in found.questions), *(one.source.title for one in found.citations)):
        assert folded(printable(words)) in brief
    for regimen in found.regimens:
        assert folded(f"repletion: {regimen.repletion}") in brief
        assert folded(f"maintenance: {regimen.maintenance}") in brief
    headings, of_the_whole = (set(re.findall("^[A-Z].*$", text, re.MULTILINE)) for text in (found.brief(), str(found)))
    for heading in ("BLOCKED", "LEFT OPEN BY THE SOURCE", "NOTES", "THE RECORD AND THE LABORATORY DISAGREE"):
        assert (heading in headings) is (heading in of_the_whole)
    left_out = len(found.alerts_not_checked) - len(grave)
    assert (f"{left_out} more alerts" in brief) is bool(left_out)
    assert f"{len(found.needs_a_clinician)} changes of a treatment" in brief
    assert "a clinician decides" in brief


def parts_of_a_regimen(html: str) -> Iterator[str]:
    pieces = [(tag, folded(piece)) for tag, piece in Reader(html).pieces]
    yield pieces[0][1]
    for (tag, name), (_, said) in pairwise(pieces):
        if tag == "row":
            yield f"{name}: {said}"


@pytest.mark.parametrize("kind", VALUES)
def test_what_is_shown_can_be_heard(kind: str) -> None:
    @settings(max_examples=5)
    @given(VALUES[kind])
    def holds(value: Any) -> None:
        seen = Reader(value.to_html()).seen
        tags = [tag for tag, _ in seen]
        assert seen[0] == ("article", {"class": "b12regimen", "aria-label": name_of(type(value).__name__)})
        assert tags.count("h4") == tags.count("section")
        assert tags.count("caption") == tags.count("table")
        assert all(
            attributes["aria-label"] and attributes["role"] for _, attributes in seen if "tabindex" in attributes
        )
        assert all(attributes.get("scope") in ("col", "row") for tag, attributes in seen if tag == "th")
        assert all(tags[place + 1] == "h4" for place, tag in enumerate(tags) if tag == "caption")

    holds()


def test_no_colour_is_fixed() -> None:
    html = as_html("x", [("a", ["b"])])
    style = html.partition("<style>")[2].partition("</style>")[0]
    colours = re.findall(r"(?<!-)(?:color|background|border[a-z-]*):([^;}]*)", style)
    assert colours
    assert all(re.fullmatch(r"(0|inherit|collapse|(\S+ )?(solid )?currentColor)", one) for one in colours)
    rules = [rule for rule in style.splitlines() if rule != "}" and not rule.startswith("@media screen")]
    assert all(rule.startswith(".b12regimen") for rule in rules)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    sections = [(text, [text]), (text, Table([text, text], [[[text], [text]]]))]
    assert_same_sentences(as_html(text, sections), as_text(sections))


@pytest.mark.parametrize(
    ("line", "linked"),
    [
        ("A title [primary]: https://a.example/b", "A title [primary]: {https://a.example/b}"),
        ("(http://a.example:80/b?c=1&d=2#e), and", "({http://a.example:80/b?c=1&amp;d=2#e}), and"),
        ("at https://a.example.", "at {https://a.example}."),
        ("https://nice.example@evil.example/", "{https://nice.example}@evil.example/"),
        ('https://a.example/"><script>', "{https://a.example/}&quot;&gt;&lt;script&gt;"),
        ("javascript:alert(1) ftp://a.example https:// data:x", "javascript:alert(1) ftp://a.example https:// data:x"),
    ],
)
def test_an_address_on_the_web_is_a_link_and_nothing_else_is(line: str, linked: str) -> None:
    anchors = re.sub("{(.*?)}", r'<a href="\1">\1</a>', linked)
    assert f"<li>{anchors}</li>" in as_html("x", [("a", [line])])
    assert f"<p>{anchors}</p>" in as_html("x", [("a", Table(["b", "c"], [[["d"], [line]]]))])


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("in the first year: 12-365 injections", "in the first year: {12-365} injections"),
        ("in 90 days: 3 mg-90 mg", "in {90 days}: {3 mg-90 mg}"),
        ("100 mcg IM every 2-3 months, from 2026-03-02", "{100 mcg} IM every {2-3 months}, from {2026-03-02}"),
        ("repletion.1, dose 2, uk-nice-ng239, B12 & B-12", "repletion.1, dose 2, uk-nice-ng239, B12 &amp; B-12"),
        ("'7' days", "&#x27;7&#x27; days"),
    ],
)
def test_no_line_ends_within_a_figure(line: str, kept: str) -> None:
    spans = re.sub("{(.*?)}", r'<span class="whole">\1</span>', kept)
    assert f"<li>{spans}</li>" in as_html("x", [("a", [line])])


def test_headings_are_of_the_level_that_is_asked_for() -> None:
    assert "<h4>a</h4>" in as_html("x", [("a", ["b"])])
    page = as_page("<an answer>", [("a", ["b"]), ("c", Table(["d"], [[["e"]]]))], by="b12regimen & others")
    assert re.findall("<h[1-6]>.*?</h[1-6]>", page) == ["<h1>&lt;an answer&gt;</h1>", "<h2>a</h2>", "<h2>c</h2>"]
    assert "<footer>b12regimen &amp; others</footer>" in page


def test_what_turns_or_hides_text_is_marked() -> None:
    shown = as_text([("a", ["1 mg \u202e gm 1", "x\x1b[2Ky"])])
    assert shown == "A\n  1 mg \ufffd gm 1\n  x\ufffd[2Ky"


def test_what_must_not_be_overlooked_stands_out_without_colour() -> None:
    html = as_html("x", [("contraindication", ["a"]), ("warning: an id", ["b"]), ("notes", ["c"])])
    assert html.count('<section class="stands-out">') == 2


def test_a_table_leaves_out_what_nobody_fills() -> None:
    made = table(
        [{"day": "1", "by": None, "sure": True}, {"day": "2", "sure": None}], {"day": "day", "by": "by", "sure": "sure"}
    )
    assert made == Table(["day", "sure"], [[["1"], ["yes"]], [["2"], []]])
    assert as_text([("given", made)]) == "GIVEN\n  1: yes\n  2"


def test_a_row_of_several_columns_names_them() -> None:
    made = Table(["day", "dose", "route"], [[["1"], ["1 mg"], ["IM"]], [["2"], [], ["SC"]]])
    assert as_text([("given", made)]) == "GIVEN\n  1: dose 1 mg; route IM\n  2: route SC"


def test_on_a_telephone_cells_stand_one_below_another_and_keep_their_headings() -> None:
    made = Table(["day", "dose", "route"], [[["1"], ["1 mg"], []]])
    html = as_html("x", [("given", made)])
    assert '<table class="many" role="table">' in html
    assert '<td role="cell" data-column="dose"><p><span class="whole">1 mg</span></p></td>' in html
    assert '<td role="cell" data-column="route"></td>' in html
    assert '<th scope="row" role="rowheader">1</th>' in html
    stacked = as_html("x", [("given", made._replace(is_stacked=True))])
    assert '<table class="stacked many" role="table">' in stacked
    assert "data-column=" not in stacked, "its lines say what they are"
    few = as_html("x", [("known", Table(["attribute", "known"], [[["age"], ["46 years"]]]))])
    assert '<table role="table">' in few


def test_a_brief_answer_is_text_and_in_a_notebook_html() -> None:
    brief = select_regimen(Patient(age=46), guideline="uk-bnf-hydroxocobalamin").brief()
    assert isinstance(brief, str)
    html = getattr(brief, "_repr_html_")()  # noqa: B009  (what a notebook asks any value for)
    assert_same_sentences(html, brief)
    assert 'aria-label="recommendation in brief"' in html
    again = pickle.loads(pickle.dumps(brief))  # noqa: S301  (its own)
    assert (again, again._repr_html_()) == (brief, html)


def test_text_is_as_wide_as_asked_for() -> None:
    line = "a dose of 1 mg IM, as the source prints it"
    assert as_text([("a", [line])], 24).splitlines() == ["A", "  a dose of 1 mg IM, as", "    the source prints it"]
    assert fitted(f"short\n  {line}", 30).splitlines() == [
        "short",
        "  a dose of 1 mg IM, as the",
        "    source prints it",
    ]


def test_a_line_that_belongs_to_another_is_set_in() -> None:
    assert '<li class="more">its source</li>' in as_html("x", [("a", ["b", "  its source"])])


@pytest.mark.parametrize(
    ("patient", "lines"),
    [
        (Patient(), ["nothing is known"]),
        (Patient(age=46, medicines=[]), ["age: 46 years", "medicines: none"]),
        (Patient(cause={"kind": "dietary-vegan", "reversible": True}), ["cause: dietary-vegan, which can resolve"]),
        (Patient(cause=["coeliac-disease", "metformin"]), ["cause: coeliac-disease", "cause: metformin"]),
        (Patient(severity={"neurological": False}), ["severity.neurological: no"]),
    ],
    ids=str,
)
def test_a_patient_says_what_is_known_and_what_is_not(patient: Patient, lines: list[str]) -> None:
    known, unknown, *_ = str(patient).split("\n\n")
    assert known.split("\n  ") == ["PATIENT", *lines]
    assert unknown.startswith("NOT KNOWN, WHICH IS NOT NO\n")
    assert "weight" in unknown


def test_a_panel_says_when_treatment_began() -> None:
    panel = LabPanel([LabResult("mma", "<500 nmol/L", flag="high", taken="2026-01-31")], "2026-02-03")
    assert str(panel).split("\n")[1].strip() == "mma: result <500 nmol/L; flag high; taken 2026-01-31"
    assert "2026-02-03" in str(panel)
    assert "none was given" in str(LabPanel([]))


def test_a_course_says_what_was_given_and_decided() -> None:
    course = Course(
        regimen="hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: none", start="2026-03-02"
    )
    assert "none was recorded" in str(course)
    chosen = attrs.evolve(course, spacing={"repletion.1": [2, 2, 3]}, policy="shortest", source="a ward's protocol")
    text = str(chosen.record("2026-03-02", dose="1 mg", route="IM").pause("2026-03-03", by="Dr A"))
    for said in (
        "repletion.1: 2, 2, 3, the caller's choice",
        "ranges are planned at their shortest end",
        "2026-03-02: dose 1 mg; route IM",
        "2026-03-03: decision pause; by Dr A",
        "a ward's protocol",
        "to support a clinician's decision",
    ):
        assert said in text
    status = str(chosen.status("2026-03-04"))
    assert "a clinician decides" in status
    assert "published" not in text + status, "a plan of one's own restates nothing"
    settled = Course(
        regimen="cyanocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months", start="2026-03-02"
    )
    assert "answers maintenance.1.timing: every 2 months" in str(
        settled.settle({"maintenance.1.timing": "every 2 months"}, "2026-03-02")
    )


@pytest.mark.parametrize(
    ("text", "has_choices"),
    [("maintenance: 1 mg IM every 2-3 months", True), ("maintenance: 1 mg IM monthly", False)],
)
def test_a_regimen_shows_what_is_left_open(text: str, has_choices: bool) -> None:  # noqa: FBT001
    html = Regimen.parse(f"hydroxocobalamin; repletion: none; {text}").to_html()
    assert ("left open by the source" in html) is has_choices
    assert "a clinician decides" in html


NAMES: list[tuple[Callable[..., Any] | type, str]] = [(Patient, "patient"), (LabPanel, "lab panel")]


@pytest.mark.parametrize(("kind", "words"), NAMES)
def test_a_class_is_named_in_words(kind: type, words: str) -> None:
    assert name_of(kind.__name__) == words
