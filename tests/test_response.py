"""Is the treatment working: what is compared with what, what is not, the rule over all markers, and the laws of it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from b12regimen import (
    Duration,
    LabPanel,
    LabResult,
    PatientError,
    Range,
    Response,
    ThresholdsError,
    assess_response,
    convert,
    response_loader,
)
from b12regimen.elapsed import Elapsed
from b12regimen.response_loader import parse_response_rules, response_rules, to_duration
from b12regimen.testing import lab_panels

HB = "120-160 g/L"
TIMES = ["1 day", "3 days", "5 days", "9 days", "10 days", "11 days", "3 weeks", "8 weeks", "4 months", "1 year"]
RANK = {"none": 0, "partial": 1, "responded": 2}


def hb(value: str | None, **more: Any) -> LabResult:
    return LabResult("haemoglobin", value, **{"reference": HB if value else None} | more)


def retic(value: str, **more: Any) -> LabResult:
    return LabResult("reticulocytes-percent", value, **more)


def one(before: Any, after: Any, since: Any = "3 weeks", **more: Any) -> Any:
    """Assess panels that hold one marker."""
    before, after = (given if isinstance(given, list) else [given] for given in (before, after))
    (found,) = assess_response(before, after, since_start=since, **more).markers.values()
    return found


NOT_COMPARABLE = [
    ([], hb("90 g/L"), "missing at baseline", ()),
    (hb("78 g/L"), [], "missing at follow-up", ()),
    (hb("78 g/L", reference=None), hb("90 g/L"), "places the baseline", ("none", "partial", "too-early", "responded")),
    (hb("130 g/L"), hb("140 g/L"), "calls the baseline normal: nothing to correct", ()),
    (hb("170 g/L"), hb("140 g/L"), "calls the baseline high: nothing to correct", ()),
    (
        hb("78 g/L", flag="normal"),
        hb("90 g/L"),
        "disagree on the baseline",
        ("none", "partial", "too-early", "responded"),
    ),
    (hb("78 g/L"), hb("90 g/L", flag="normal"), "disagree on the follow-up", ("none", "partial", "responded")),
    (hb("78 g/L"), hb("90 g/L", reference=None), "says whether it is normal", ("partial", "responded")),
    (
        hb(None, flag="low"),
        hb(None, flag="low"),
        "cannot be compared with certainty: it may be none or",
        ("none", "partial"),
    ),
    (hb("<80 g/L"), hb("79 g/L"), "cannot be compared with certainty", ("none", "partial")),
    (hb("78 g/L"), hb("5 mmol/L", reference=None), "the units do not convert", ()),
    (
        retic("1 %"),
        LabResult("reticulocytes-absolute", "50 10^9/L"),
        "each form is compared with itself only",
        (),
    ),
    (LabResult("ferritin", "9 ng/mL"), LabResult("ferritin", "10 ng/mL"), "no source that was read calls it", ()),
    (
        [hb("78 g/L"), hb("79 g/L")],
        hb("90 g/L"),
        "which is the latest is not known",
        ("none", "partial", "too-early", "responded"),
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "reason", "may_be"), NOT_COMPARABLE, ids=[case[2] for case in NOT_COMPARABLE]
)
def test_what_is_not_comparable_says_why(before: Any, after: Any, reason: str, may_be: tuple[str, ...]) -> None:
    found = one(before, after)
    assert found.finding == "not-comparable"
    assert reason in found.reason
    assert found.may_be == may_be


@pytest.mark.parametrize(
    ("before", "after", "finding"),
    [
        ("<80 g/L", "80 g/L", "partial"),
        ("80 g/L", "<80 g/L", "none"),
        ("80 g/L", "<=80 g/L", "none"),
        ("80 g/L", ">80 g/L", "partial"),
        ("80 g/L", ">=120 g/L", "responded"),
    ],
)
def test_censored_values_count_where_the_comparison_is_certain(before: str, after: str, finding: str) -> None:
    reference = None if ">" in after else HB
    flag = {">80 g/L": "low", ">=120 g/L": "normal"}.get(after)
    assert one(hb(before), hb(after, reference=reference, flag=flag)).finding == finding


def test_a_value_that_has_not_moved_is_none_without_an_interval() -> None:
    assert one(hb("78 g/L"), hb("78 g/L", reference=None)).finding == "none"


def test_a_flag_alone_can_say_that_it_is_normal() -> None:
    assert one(hb(None, flag="low"), hb(None, flag="normal")).finding == "responded"


def test_markers_that_neither_panel_holds_are_listed() -> None:
    found = assess_response([hb("78 g/L")], [hb("90 g/L")], since_start="3 weeks")
    assert found.not_measured == ("reticulocytes", "haematocrit", "mcv", "mma", "homocysteine")
    names = ("reticulocytes-percent", *found.not_measured[1:], "haemoglobin")
    assert "NOT MEASURED" in str(found)
    assert "NOT MEASURED" not in str(assess_response([LabResult(name, flag="low") for name in names], []))
    nothing = assess_response([], [])
    assert (nothing.finding, nothing.reason) == ("not-decided", "no marker of response could be judged")
    assert "none was measured" in str(nothing)


def test_of_two_forms_of_reticulocytes_the_worse_counts() -> None:
    before = [retic("1 %"), LabResult("reticulocytes-absolute", "50 10^9/L")]
    found = one(before, [retic("8 %"), LabResult("reticulocytes-absolute", "0.05 10^12/L")], "7 days")
    assert found.finding == "none"
    assert found.notes[-1].startswith("the other form: responded")
    both = one(before, [retic("8 %"), LabResult("reticulocytes-absolute", "400 10^9/L")], "7 days")
    assert both.finding == "responded"
    half = one(before, [retic("8 %")], "7 days")
    assert (half.finding, half.may_be) == ("responded", ())


def days(*each: tuple[str, str]) -> list[LabResult]:
    return [retic(value, taken=taken) for value, taken in each]


def test_an_earlier_result_of_the_same_panel_may_have_caught_the_rise() -> None:
    before = retic("1 %", taken="2026-01-01")
    after = days(("9 %", "2026-01-08"), ("1 %", "2026-01-11"))
    found = one(before, after, None, start="2026-01-01")
    assert (found.finding, found.follow_up.taken) == ("responded", date(2026, 1, 8))
    assert "a later result was taken" in found.notes[-1]
    assert one(before, days(("1 %", "2026-01-08"), ("1 %", "2026-01-11")), None, start="2026-01-01").finding == "none"


def test_an_earlier_rise_does_not_hide_that_reticulocytes_did_not_stay_high() -> None:
    before = retic("0.4 %", taken="2026-01-01")
    after = [
        retic("9 %", taken="2026-01-08"),
        retic("0.8 %", taken="2026-01-20", reference="0.5-2.5 %"),
        LabResult("haematocrit", "28 %", taken="2026-01-20"),
    ]
    found = assess_response([before], after, start="2026-01-01")
    assert found.markers["reticulocytes"].finding == "none"
    other_day = [*after[:2], LabResult("haematocrit", "28 %", taken="2026-01-19")]
    found = assess_response([before], other_day, start="2026-01-01")
    assert found.markers["reticulocytes"].finding == "responded"


def test_a_length_of_time_is_told_of_the_last_day_of_the_follow_up() -> None:
    after = days(("9 %", "2026-01-08"), ("1 %", "2026-01-11"))
    assert one(retic("1 %"), after, "10 days").finding == "none", "how early the first one was is not known"
    found = assess_response(
        [hb("78 g/L"), retic("1 %")], [hb("90 g/L", taken="2026-01-02"), *after], since_start="10 days"
    )
    assert (found.markers["haemoglobin"].finding, found.markers["haemoglobin"].after) == ("not-comparable", "not known")
    assert one(retic("1 %"), after, "10 days", start="2026-01-01").finding == "responded"


def test_a_haematocrit_of_another_day_does_not_decide() -> None:
    after = [
        retic("0.8 %", taken="2026-01-20", reference="0.5-2.5 %"),
        LabResult("haematocrit", "28 %", taken="2026-01-19"),
    ]
    found = assess_response([retic("0.4 %")], after, start="2026-01-01")
    assert "of another day (2026-01-19)" in found.markers["reticulocytes"].reason


@pytest.mark.parametrize("kidneys", [LabResult("creatinine", flag="high"), LabResult("egfr", flag="low")])
def test_a_metabolite_that_stays_high_with_failing_kidneys_is_not_no_response(kidneys: LabResult) -> None:
    high = LabResult("mma", "900 nmol/L", reference="<400 nmol/L")
    found = assess_response([high], [high, kidneys], since_start="5 months")
    assert found.markers["mma"].finding == "not-comparable"
    assert found.markers["mma"].may_be == ("none",)
    assert "(it would read: none)" in found.markers["mma"].reason
    assert "bmc-geriatr" in {citation.source.key for citation in found.markers["mma"].citations}
    assert assess_response([high], [high], since_start="5 months").finding == "none"


def test_a_metabolite_below_its_interval_is_no_longer_high() -> None:
    before, after = (LabResult("mma", value, reference="73-271 nmol/L") for value in ("900 nmol/L", "60 nmol/L"))
    assert one(before, after, "5 months").finding == "responded"


# The time between the first dose and the follow-up.


@pytest.mark.parametrize(
    ("said", "limit", "beyond", "reached"),
    [
        ("9 days", "10 days", False, False),
        ("10 days", "10 days", False, True),
        ("10 days", "10 days", True, False),
        ("11 days", "10 days", True, True),
        ("9-11 days", "10 days", False, None),
        ("9-11 days", "10 days", True, None),
        ("up to 9 days", "10 days", False, False),
        ("at least 10 days", "10 days", False, True),
        ("at least 9 days", "10 days", False, None),
        ("1 week", "10 days", False, False),
        ("2 months", "8 weeks", False, True),
        ("119 days", "4 months", False, False),
        ("120 days", "4 months", False, None),
        ("123 days", "4 months", False, True),
        ("17 weeks", "4 months", False, False),
        ("4 months", "4 months", False, True),
        ("1 year", "4 months", False, True),
    ],
)
def test_whether_a_time_was_reached(said: str, limit: str, beyond: bool, reached: bool | None) -> None:  # noqa: FBT001
    assert Elapsed(to_duration(said)).has_reached(to_duration(limit), beyond=beyond) is reached


@given(
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    st.integers(0, 400),
    st.sampled_from(["10 days", "8 weeks", "4 months"]),
)
def test_days_and_a_length_of_time_never_contradict_each_other(start: date, passed: int, limit: str) -> None:
    assume(passed > 0)
    by_days = Elapsed(None, start, start + timedelta(passed)).has_reached(to_duration(limit))
    assert by_days is not None
    assert Elapsed(to_duration(f"{passed} days")).has_reached(to_duration(limit)) in (None, by_days)


def test_months_are_calendar_months() -> None:
    assert Elapsed(None, date(2026, 1, 31), date(2026, 5, 31)).has_reached(to_duration("4 months"))
    assert Elapsed(None, date(2025, 10, 31), date(2026, 2, 28)).has_reached(to_duration("4 months"))
    assert not Elapsed(None, date(2026, 1, 31), date(2026, 5, 30)).has_reached(to_duration("4 months"))
    assert not Elapsed(None, date(2026, 1, 1), date(2026, 1, 11)).has_reached(to_duration("10 days"), beyond=True)
    assert not Elapsed(None, date(9999, 12, 1), date.max).has_reached(to_duration("4 months"))
    assert Elapsed(None).has_reached(to_duration("10 days")) is None


def test_an_unknown_time_is_said_and_never_a_response() -> None:
    found = one(hb("78 g/L"), hb("130 g/L"), None)
    assert found.finding == "not-comparable"
    assert "how long after the first dose" in found.reason
    assert found.may_be == ("too-early", "responded")
    both = one(hb(None, flag="low"), hb(None, flag="low"), None)
    assert "exactly enough and the two cannot be compared" in both.reason


def test_the_time_is_counted_from_the_days() -> None:
    before, after = hb("78 g/L", taken="2026-01-01"), hb("90 g/L", taken="2026-01-20")
    for known in (
        {"baseline": [before], "follow_up": [after], "start": "2026-01-02"},
        {"baseline": [before], "follow_up": [after], "start": date(2026, 1, 2)},
        {"baseline": [before], "follow_up": LabPanel([after], treated_since="2026-01-02")},
        {"baseline": LabPanel([before], treated_since="2026-01-02"), "follow_up": [after]},
    ):
        found = assess_response(**known).markers["haemoglobin"]  # type: ignore[arg-type]
        assert (found.finding, found.after) == ("partial", "18 days (2026-01-02 to 2026-01-20)")


def test_what_is_no_baseline_and_no_follow_up() -> None:
    under = one(hb("78 g/L", taken="2026-01-05"), hb("90 g/L", taken="2026-01-20"), None, start="2026-01-02")
    assert (under.finding, under.may_be) == ("not-comparable", ())
    assert "after the first dose, and is no baseline" in under.reason
    before = one(hb("78 g/L", taken="2026-01-01"), hb("90 g/L", taken="2026-01-01"), None, start="2026-01-02")
    assert "before the first dose" in before.reason
    swapped = one(hb("78 g/L", taken="2026-01-05"), hb("90 g/L", taken="2026-01-01"))
    assert "before the baseline" in swapped.reason


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"since_start": "soon"}, "since_start: 'soon' is no length of time"),
    ({"since_start": "0 days"}, "since_start: '0 days' is no length of time"),
    ({"since_start": 9}, "since_start: 9 is no length of time"),
    ({"start": "January"}, "start: 'January' is no date"),
    ({"symptoms": "better"}, 'symptoms: "better" is not one of its values'),
    ({"symptoms": ["worse"]}, "symptoms: \\['worse'\\] is not one of its values"),
    ({"doses_given": 0}, "doses_given: 0 is no number of injections"),
    ({"doses_given": True}, "doses_given: True is no number of injections"),
    ({"doses_given": 1.5}, "doses_given: 1.5 is no number of injections"),
    ({"baseline": [{"analyte": "b12", "value": "1 pg/mL"}]}, "baseline\\[0\\].analyte"),
    ({"follow_up": 3}, "follow_up: 3 is no list of results"),
    (
        {"start": "2026-01-01", "baseline": LabPanel([], treated_since="2026-01-02")},
        "given as 2026-01-01 and 2026-01-02; give one",
    ),
    (
        {"start": "2026-01-01", "since_start": "10 days", "follow_up": [hb("90 g/L", taken="2026-01-12")]},
        "10 days since the first dose, and by the days 11",
    ),
]


@pytest.mark.parametrize(("given_values", "reason"), WRONG, ids=[reason for _, reason in WRONG])
def test_what_is_wrong_is_said_with_its_place(given_values: dict[str, Any], reason: str) -> None:
    with pytest.raises(PatientError, match=reason):
        assess_response(**{"baseline": [], "follow_up": []} | given_values)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(PatientError, match="response: 3 problems"):
        assess_response([], 3, since_start="soon", doses_given=-1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "since", ["11 days", "1 week", "at least 5 days", "up to 2 weeks", Duration(Range(9, 14), "day")]
)
def test_a_length_of_time_in_completed_units_agrees_with_the_days(since: Any) -> None:
    after = [hb("90 g/L", taken="2026-01-12"), retic("8 %")]
    assert assess_response([hb("78 g/L")], after, since_start=since, start="2026-01-01")


# All markers together.


def together(*, rises: bool = True, hb_now: str = "130 g/L", since: str = "9 days", **more: Any) -> Response:
    return assess_response(
        [retic("1 %"), hb("78 g/L")], [retic("8 %" if rises else "1 %"), hb(hb_now)], since_start=since, **more
    )


@pytest.mark.parametrize(
    ("given_values", "finding", "is_late"),
    [
        ({}, "responded", False),
        ({"hb_now": "90 g/L"}, "partial", False),
        ({"hb_now": "78 g/L"}, "none", False),
        ({"rises": False}, "none", False),
        ({"since": "2 days"}, "too-early", False),
        ({"since": "5 days"}, "responded", False),
        ({"since": "8 weeks", "hb_now": "90 g/L"}, "partial", True),
        ({"doses_given": 1}, "too-early", False),
        ({"doses_given": 1, "rises": False}, "none", False),
        ({"doses_given": 2}, "responded", False),
        ({"symptoms": "improved"}, "responded", False),
        ({"symptoms": "not-improved"}, "partial", False),
        ({"symptoms": "worse"}, "partial", False),
        ({"symptoms": "improved", "hb_now": "90 g/L"}, "partial", False),
        ({"symptoms": "improved", "rises": False}, "none", False),
    ],
)
def test_the_rule_over_all_markers(given_values: dict[str, Any], finding: str, is_late: bool) -> None:  # noqa: FBT001
    found = together(**given_values)
    assert (found.finding, found.is_late) == (finding, is_late)
    assert bool(found.meanings) is (finding == "none" or is_late)


def test_symptoms_alone_are_no_response() -> None:
    found = assess_response([], [], symptoms="improved", since_start="8 weeks")
    assert (found.finding, found.symptoms) == ("not-decided", "improved")
    assert found.reason.endswith("symptoms: improved")
    assert [one.id for one in found.next] == ["monitor-early", "monitor-later", "symptoms-improved"]


def test_one_injection_is_said_with_its_source() -> None:
    found = together(doses_given=1)
    assert "one injection was given, and a response is never judged after one injection" in found.reason
    assert "article" in {citation.source.key for citation in found.citations}


def test_a_marker_that_may_say_otherwise_leaves_it_undecided() -> None:
    found = together(hb_now="<130 g/L")
    assert found.markers["haemoglobin"].finding == "not-comparable"
    assert found.finding == "not-decided"
    assert "haemoglobin may say otherwise" in found.reason


def test_what_the_panels_speak_to_is_marked() -> None:
    found = assess_response(
        [hb("78 g/L"), LabResult("ferritin", "9 ng/mL", reference="15-150 ng/mL")],
        [
            hb("78 g/L"),
            LabResult("creatinine", "300 umol/L", reference="60-110 umol/L"),
            LabResult("folate", flag="low"),
        ],
        since_start="3 weeks",
    )
    spoken = {one.id: [result.analyte for result in one.results] for one in found.meanings if one.results}
    assert spoken == {
        "iron": ["ferritin"],
        "folate": ["folate"],
        "used-up": ["ferritin", "folate"],
        "uraemia": ["creatinine"],
    }
    assert "these results speak to it: ferritin 9 ng/mL" in str(found)


@pytest.mark.parametrize(
    ("result", "severity", "text"),
    [
        (LabResult("potassium", "3.0 mmol/L", reference="3.5-5.1 mmol/L"), "warning", "hypokalaemia and sudden death"),
        (LabResult("platelets", "600 10^9/L", reference="150-400 10^9/L"), "information", "reactive thrombocytosis"),
        (LabResult("haematocrit", flag="high"), "information", "may unmask polycythaemia vera"),
    ],
)
def test_what_the_follow_up_shows_beside_the_response(result: LabResult, severity: str, text: str) -> None:
    (said,) = assess_response([], [result]).watch
    assert said.severity == severity
    assert text in said.text
    assert said.citations
    assert assess_response([result], []).watch == ()


# How it is handed out.


def test_everything_is_in_every_form() -> None:
    found = assess_response(
        [hb("78 g/L", method="<script>")],
        [hb("78 g/L"), LabResult("potassium", flag="low", method="<b>"), LabResult("ferritin", flag="low")],
        since_start="8 weeks",
        symptoms="worse",
    )
    plain = found.to_dict()
    assert json.loads(found.to_json()) == plain
    text, html = str(found), found._repr_html_()
    squeezed = " ".join(text.split())
    for said in (
        plain["reason"],
        plain["rule"],
        plain["decision_support"],
        *plain["not_measured"],
        *plain["principles"],
        *(one["text"] for part in ("watch", "meanings", "next") for one in plain[part]),
        *(citation["title"] for citation in plain["citations"]),
    ):
        assert said in squeezed
    assert text.startswith("WARNING\n")
    assert plain["markers"]["haemoglobin"]["finding"] == "none"
    assert "<script>" not in html
    assert "&lt;" not in text
    assert html.startswith('<article class="b12regimen-response">')
    assert repr(found) == f"<Response none: {plain['reason']}>"
    assert (
        str(found.markers["potassium"])
        == "potassium: not-comparable: it is no marker of response; it is watched early in treatment"
    )


def test_a_value_in_html_is_escaped() -> None:
    html = assess_response(
        [hb("<80 g/L")], [hb(">79 g/L", reference=None), LabResult("potassium", "<3 mmol/L", flag="L")]
    )._repr_html_()
    assert "potassium &lt;3 mmol/L" in html
    assert "<3" not in html


# Laws.


@given(lab_panels(), lab_panels(), st.sampled_from([None, *TIMES]), st.sampled_from([None, "improved", "worse"]))
def test_any_two_panels_are_assessed(before: LabPanel, after: LabPanel, since: str | None, symptoms: Any) -> None:
    before, after = (attrs.evolve(panel, treated_since=None) for panel in (before, after))
    found = assess_response(before, after, since_start=since, symptoms=symptoms)
    assert str(found)
    assert json.loads(found.to_json())["finding"] == found.finding
    for marker in found.markers.values():
        if marker.finding == "responded":
            assert since is not None
            assert marker.baseline is not None
            assert marker.follow_up is not None
    if found.finding == "responded":
        said = {marker.finding for marker in found.markers.values()}
        assert "responded" in said
        assert not said & {"none", "partial"}


@given(lab_panels(), st.sampled_from([None, *TIMES]), st.sampled_from([None, "improved"]))
def test_the_same_panel_twice_is_never_a_response(panel: LabPanel, since: str | None, symptoms: Any) -> None:
    panel = attrs.evolve(panel, treated_since=None)
    assert assess_response(panel, panel, since_start=since, symptoms=symptoms).finding != "responded"


@given(lab_panels(), lab_panels(), st.sampled_from(TIMES))
def test_a_result_less_never_makes_a_response_of_a_marker(before: LabPanel, after: LabPanel, since: str) -> None:
    before, after = (attrs.evolve(panel, treated_since=None) for panel in (before, after))
    for name, marker in assess_response(before, [], since_start=since).markers.items():
        assert marker.finding == "not-comparable", name
    for name, marker in assess_response(before, after).markers.items():
        assert marker.finding != "responded", name


AMOUNTS = st.decimals(1, 200, places=1)


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.sampled_from(TIMES))
def test_a_higher_haemoglobin_never_worsens_the_finding(
    before: Decimal, one_: Decimal, two: Decimal, since: str
) -> None:
    low, high = sorted((one_, two))
    findings = [one(hb(f"{before} g/L"), hb(f"{after} g/L"), since).finding for after in (low, high)]
    if set(findings) <= set(RANK):
        assert RANK[findings[0]] <= RANK[findings[1]]
    else:
        assert findings[0] == findings[1], "it turns on the time or on the baseline"


# Reference intervals end between whole numbers, so that a conversion by molar mass, which is rounded, crosses no end.
SWAPS = [
    ("haemoglobin", "g/L", "g/dL", "120-160 g/L", 1000),
    ("haematocrit", "%", "L/L", "36-46 %", 90),
    ("mma", "nmol/L", "umol/L", "73-271 nmol/L", 1000),
    ("mma", "nmol/L", "ng/mL", "72.5-271.5 nmol/L", 1000),
    ("homocysteine", "umol/L", "mg/L", "5.1-13.9 umol/L", 100),
    ("reticulocytes-absolute", "10^9/L", "10^12/L", "30-100 10^9/L", 300),
]


@given(st.sampled_from(SWAPS), st.data(), st.sampled_from(TIMES))
def test_equal_amounts_in_another_unit_do_not_change_a_finding(swap: Any, data: st.DataObject, since: str) -> None:
    name, unit, other, reference, most = swap
    old, new = (data.draw(st.integers(1, most)) for _ in range(2))
    assume(old != new)
    before, after = (LabResult(name, f"{value} {unit}", reference=reference) for value in (old, new))
    swapped = LabResult(name, convert(f"{new} {unit}", other, analyte=name), reference=reference)
    assert one(before, after, since).finding == one(before, swapped, since).finding


# The file.

TEXT = Path(response_loader.__file__).with_name("response.toml").read_text("utf-8")

BROKEN = [
    ('at = "3 days"', 'at = "soon"', "time[0].at", "expected a whole number"),
    ('id = "reticulocytes-rise"', 'id = "reticulocytes-ris"', "time[0].id", 'did you mean "reticulocytes-rise"?'),
    ('id = "count-rises"', 'id = "count-normal"', "time[5].id", 'the time "count-normal" is given twice'),
    ('id = "count-rises"', 'id = "count-normal"', "time", 'the time "count-rises" is missing'),
    ('id = "mcv"', 'id = "mma"', "marker", 'the marker "mcv" is missing'),
    ('id = "one-injection"', 'id = "one"', "principle", 'the principle "one-injection" is missing'),
    ('haematocrit = "35 %"', 'haematocrit = "35"', "twice_normal[0].haematocrit", "has no unit"),
    ('times = "2"', 'times = "two"', "twice_normal[0].times", "Invalid literal for Fraction"),
    ("[[twice_normal]]", "[[twice]]", "twice_normal", "give this entry once"),
    ("{ ferritin =", "{ feritin =", "meaning[1].flagged.feritin", 'did you mean "ferritin"?'),
    ('id = "folate"', 'id = "iron"', "meaning[2].id", "is given twice"),
    ('source = "depofort"', 'source = "depo"', "watch[2].source", 'there is no source "depo"'),
]


@pytest.mark.parametrize(("old", "new", "path", "reason"), BROKEN, ids=[reason for *_, reason in BROKEN])
def test_each_error_of_the_file_has_its_path(old: str, new: str, path: str, reason: str) -> None:
    assert old in TEXT
    with pytest.raises(ThresholdsError) as caught:
        parse_response_rules(TEXT.replace(old, new, 1))
    assert [f for f in caught.value.findings if f.path == path and reason in f.reason], str(caught.value)


def test_everything_in_the_file_has_its_source() -> None:
    rules = response_rules()
    said = (*rules.times.values(), rules.twice_normal, *rules.no_markers, *rules.contrary, *rules.principles.values())
    assert all(one.citations for one in (*said, *rules.meanings, *rules.next, *rules.watch))
