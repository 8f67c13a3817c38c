"""Is the treatment working: what is compared with what, what is not, the rule over all markers, and the laws of it."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from b12regimen import (
    Duration,
    LabPanel,
    LabResult,
    MarkerResponse,
    PatientError,
    Range,
    Response,
    ThresholdsError,
    assess_response,
    convert,
)
from b12regimen.published import PUBLISHED
from b12regimen.responses.elapsed import Elapsed
from b12regimen.responses.loader import parse_response_rules, response_rules, to_duration
from b12regimen.testing import lab_panels

HB = "120-160 g/L"
TIMES = ["1 day", "3 days", "5 days", "9 days", "10 days", "11 days", "3 weeks", "8 weeks", "4 months", "1 year"]
RANK = {"none": 0, "partial": 1, "responded": 2}


def hb(value: str | None, **more: Any) -> LabResult:
    return LabResult("haemoglobin", value, **{"reference": HB if value else None} | more)


def retic(value: str, **more: Any) -> LabResult:
    return LabResult("reticulocytes-percent", value, **{"reference": "0.5-2.5 %"} | more)


def anaemic(*follow_up: Any, start: str | None = "2026-01-01", before: str = "0.6 %", **more: Any) -> Response:
    """Assess reticulocytes of a patient with a low haemoglobin at baseline."""
    return assess_response([hb(None, flag="low"), retic(before)], list(follow_up), start=start, **more)


def one(before: Any, after: Any, since: Any = "3 weeks", **more: Any) -> Any:
    """Assess panels that hold one marker."""
    before, after = (given if isinstance(given, list) else [given] for given in (before, after))
    (found,) = assess_response(before, after, since_start=since, **more).markers.values()
    return found


EVERY = ("none", "partial", "too-early", "responded")
NOT_COMPARABLE = [
    ([], hb("90 g/L"), "missing at baseline", ("none", "partial")),
    ([], hb("130 g/L"), "missing at baseline", ()),
    (hb("78 g/L"), [], "missing at follow-up", EVERY),
    (hb("130 g/L"), [], "missing at follow-up", ()),
    (hb("78 g/L", reference=None), hb("90 g/L"), "places the baseline", EVERY),
    (hb("130 g/L"), hb("140 g/L"), "calls the baseline normal: nothing to correct", ()),
    (hb("170 g/L"), hb("140 g/L"), "calls the baseline high: nothing to correct", ()),
    (
        hb("78 g/L", flag="normal"),
        hb("90 g/L"),
        "disagree on the baseline",
        EVERY,
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
    (hb("78 g/L"), hb("5 mmol/L", reference=None), "the units do not convert", EVERY),
    (
        retic("1 %"),
        LabResult("reticulocytes-absolute", "50 10^9/L"),
        "each form is compared with itself only",
        EVERY,
    ),
    (LabResult("ferritin", "9 ng/mL"), LabResult("ferritin", "10 ng/mL"), "no source that was read calls it", ()),
    (
        [hb("78 g/L"), hb("79 g/L")],
        hb("90 g/L"),
        "which is the latest is not known",
        EVERY,
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
    low, hct = hb(None, flag="low"), LabResult("haematocrit", "36 %")
    before = [low, retic("1 %"), LabResult("reticulocytes-absolute", "50 10^9/L")]

    def found(*after: LabResult) -> MarkerResponse:
        return assess_response(before, [*after, hct], since_start="7 days").markers["reticulocytes"]

    worse = found(retic("8 %"), LabResult("reticulocytes-absolute", "0.05 10^12/L"))
    assert worse.finding == "none"
    assert worse.notes[-1].startswith("the other form: responded")
    assert found(retic("8 %"), LabResult("reticulocytes-absolute", "400 10^9/L")).finding == "responded"
    half = found(retic("8 %"))
    assert (half.finding, half.may_be) == ("responded", EVERY)
    assert "reticulocytes-absolute is missing at follow-up" in half.notes[-1]


def days(*each: tuple[str, str]) -> list[LabResult]:
    return [retic(value, taken=taken) for value, taken in each]


# Several results under treatment.


def test_an_earlier_result_of_the_same_panel_may_have_caught_the_rise() -> None:
    normal_again = LabResult("haematocrit", "36 %", taken="2026-01-11")
    found = anaemic(*days(("9 %", "2026-01-08"), ("0.6 %", "2026-01-11")), normal_again).markers["reticulocytes"]
    assert found.follow_up is not None
    assert (found.finding, found.follow_up.taken) == ("responded", date(2026, 1, 8))
    assert "a later result was taken" in found.notes[-1]
    later = anaemic(*days(("0.6 %", "2026-01-07"), ("9 %", "2026-01-09"))).markers["reticulocytes"]
    assert later.finding == "responded"
    assert later.notes[-1].startswith("earlier, by reticulocytes-percent 0.6 %")


@pytest.mark.parametrize(
    ("follow_up", "finding"),
    [
        ([("0.5 %", "2026-01-08")], "none"),
        ([("0.5 %", "2026-01-08"), ("0.6 %", "2026-01-15")], "none"),
        ([("0.5 %", "2026-01-08"), ("0.7 %", "2026-01-15")], "none"),
        ([("0.6 %", "2026-01-04"), ("9 %", "2026-01-08")], "responded"),
        (
            [("0.5 %", "2026-01-07"), ("0.6 %", "2026-01-09"), ("9 %", "2026-01-10"), ("0.6 %", "2026-01-12")],
            "not-comparable",
        ),
    ],
)
def test_a_later_result_erases_no_failure_of_reticulocytes(follow_up: Any, finding: str) -> None:
    assert anaemic(*days(*follow_up)).markers["reticulocytes"].finding == finding


def test_what_had_not_risen_yet_is_no_failure_where_it_rose_in_time() -> None:
    found = anaemic(*days(("0.6 %", "2026-01-07"), ("0.9 %", "2026-01-10"))).markers["reticulocytes"]
    assert (found.finding, found.may_be) == ("not-comparable", ("partial", "responded"))
    assert found.notes[-1].startswith("earlier, by reticulocytes-percent 0.6 %")


def test_an_earlier_rise_does_not_hide_that_reticulocytes_did_not_stay_high() -> None:
    after = [
        *days(("9 %", "2026-01-08"), ("0.3 %", "2026-01-20")),
        LabResult("haematocrit", "28 %", taken="2026-01-20"),
    ]
    found = anaemic(*after).markers["reticulocytes"]
    assert (found.finding, found.is_late) == ("partial", True)
    soon = [*days(("9 %", "2026-01-08"), ("0.3 %", "2026-01-10")), LabResult("haematocrit", "28 %")]
    assert anaemic(*soon).markers["reticulocytes"].finding == "partial"
    other_day = [*after[:2], LabResult("haematocrit", "28 %", taken="2026-01-19")]
    found = anaemic(*other_day).markers["reticulocytes"]
    assert (found.finding, found.may_be) == ("not-comparable", ("partial", "responded"))
    assert "of another day (2026-01-19)" in found.reason


def test_a_length_of_time_is_told_of_the_last_day_of_the_follow_up() -> None:
    after = [*days(("9 %", "2026-01-08"), ("1 %", "2026-01-11")), LabResult("haematocrit", "36 %", taken="2026-01-11")]
    found = anaemic(*after, start=None, before="1 %", since_start="10 days").markers["reticulocytes"]
    assert found.finding == "none", "how early the first one was is not known"
    early = assess_response([hb("78 g/L")], [hb("90 g/L", taken="2026-01-02"), *after], since_start="10 days")
    assert (early.markers["haemoglobin"].finding, early.markers["haemoglobin"].after) == ("not-comparable", "not known")
    assert anaemic(*after, before="1 %", since_start="10 days").markers["reticulocytes"].finding == "responded"


def counts(*each: tuple[Any, str], before: str = "70 g/L") -> Response:
    after = [hb(taken=taken, **(value if isinstance(value, dict) else {"value": value})) for value, taken in each]
    return assess_response([hb(before)], after, start="2026-01-01")


def test_a_fall_after_a_rise_is_said() -> None:
    found = counts(("110 g/L", "2026-01-29"), ("105 g/L", "2026-02-05"), ("75 g/L", "2026-02-12"))
    said = "it had risen to 110 g/L (2026-01-29) and has fallen to 75 g/L since"
    assert (found.finding, found.markers["haemoglobin"].turned_back) == ("partial", said)
    assert said in found.reason
    assert [(one.id, one.severity) for one in found.watch] == [("haemoglobin-turned-back", "warning")]
    assert said in found.watch[0].text
    assert not counts(("90 g/L", "2026-01-29"), ("110 g/L", "2026-02-12")).watch
    peak = counts(("100 g/L", "2026-01-20"), ("110 g/L", "2026-01-29"), ("75 g/L", "2026-02-12"))
    assert peak.markers["haemoglobin"].turned_back == said
    mma = [
        LabResult("mma", v, reference="<400 nmol/L", taken=d)
        for v, d in (("500 nmol/L", "2026-02-01"), ("0.7 umol/L", "2026-03-01"))
    ]
    back = assess_response([LabResult("mma", "900 nmol/L", reference="<400 nmol/L")], mma, start="2026-01-01")
    assert (
        back.markers["mma"].turned_back == "it had fallen to 500 nmol/L (2026-02-01) and has risen to 0.7 umol/L since"
    )
    other = counts(({"value": "5 mmol/L", "reference": None}, "2026-01-20"), ("90 g/L", "2026-02-12"))
    assert other.markers["haemoglobin"].turned_back is None


def test_an_earlier_failure_is_named() -> None:
    note = counts(("69 g/L", "2026-01-22"), ("130 g/L", "2026-02-28")).markers["haemoglobin"].notes[-1]
    assert note.startswith("earlier, by haemoglobin 69 g/L")
    erased = counts(("69 g/L", "2026-01-22"), ({"value": None, "flag": "low"}, "2026-02-28"))
    assert erased.finding == "none"


def test_several_results_of_unknown_order_decide_what_all_of_them_say() -> None:
    both = anaemic(retic("0.5 %"), retic("0.6 %"), since_start="7 days", start=None).markers["reticulocytes"]
    assert (both.finding, both.may_be) == ("none", ())
    differ = one(hb("78 g/L"), [hb("90 g/L"), hb("130 g/L")])
    assert (differ.finding, differ.may_be) == ("not-comparable", ("partial", "responded"))
    unplaced = one(hb("78 g/L"), [hb("90 g/L", reference=None), hb("91 g/L", reference=None)])
    assert (unplaced.finding, unplaced.may_be) == ("not-comparable", ("partial", "responded"))


# Reticulocytes beside the red cells.


@pytest.mark.parametrize("rise", ["1.0 %", "8 %"])
def test_reticulocytes_say_nothing_where_there_was_no_anaemia(rise: str) -> None:
    well = [hb("140 g/L"), LabResult("haematocrit", "42 %", reference="36-46 %"), LabResult("mcv", "92 fL")]
    found = assess_response([*well, retic("1.0 %")], [*well, retic(rise)], since_start="7 days")
    assert found.finding == "not-decided"
    assert found.markers["reticulocytes"].may_be == ()
    assert "nothing to correct" in found.markers["reticulocytes"].reason


@pytest.mark.parametrize(
    ("before", "after", "finding", "may_be"),
    [
        ([], [], "not-comparable", ("none",)),
        ([hb("90 g/L", reference=None)], [], "not-comparable", ("none",)),
        ([hb("90 g/L", flag="normal")], [], "not-comparable", ("none",)),
        ([hb("90 g/L"), hb("140 g/L")], [], "none", ()),
        ([hb("140 g/L"), hb("90 g/L", flag="normal")], [], "not-comparable", ("none",)),
        ([hb("140 g/L"), LabResult("haematocrit", "30 %")], [], "not-comparable", ("none",)),
        ([LabResult("haematocrit", flag="low"), hb("140 g/L")], [], "none", ()),
        ([], [hb("90 g/L")], "none", ()),
        ([hb("130 g/L")], [hb("90 g/L")], "none", ()),
        ([], [LabResult("haematocrit", "25 %")], "none", ()),
        ([], [LabResult("haematocrit", flag="normal")], "not-comparable", ("none",)),
    ],
)
def test_what_is_known_of_an_anaemia(before: Any, after: Any, finding: str, may_be: tuple[str, ...]) -> None:
    found = assess_response([*before, retic("1 %")], [*after, retic("1 %")], since_start="7 days")
    assert (found.markers["reticulocytes"].finding, found.markers["reticulocytes"].may_be) == (finding, may_be)


@pytest.mark.parametrize(
    ("after", "finding"), [("3 %", "not-comparable"), ("5 %", "not-comparable"), ("0.9 %", "none")]
)
def test_reticulocytes_that_were_high_before_need_not_rise(after: str, finding: str) -> None:
    found = anaemic(retic(after), LabResult("haematocrit", "30 %"), start=None, since_start="6 days", before="5 %")
    assert found.markers["reticulocytes"].finding == finding
    assert (found.finding == "none") is (finding == "none")


@pytest.mark.parametrize(
    ("since", "beside", "finding", "may_be"),
    [
        ("7 days", [], "not-comparable", ("partial", "responded")),
        ("7 days", [LabResult("haematocrit", flag="low")], "not-comparable", ("partial", "responded")),
        ("7 days", [LabResult("haematocrit", "25 %")], "partial", ()),
        ("7 days", [LabResult("haematocrit", "36 %")], "responded", ()),
        ("7 days", [hb("130 g/L")], "responded", ()),
        ("4 days", [], "not-comparable", ("too-early", "responded")),
        ("4 days", [LabResult("haematocrit", "25 %")], "too-early", ()),
        ("8 weeks", [], "not-comparable", ("partial",)),
        ("8 weeks", [hb("130 g/L")], "not-comparable", ()),
    ],
)
def test_an_unknown_haematocrit_is_not_a_high_one(since: str, beside: Any, finding: str, may_be: Any) -> None:
    found = anaemic(retic("0.7 %"), *beside, start=None, since_start=since).markers["reticulocytes"]
    assert (found.finding, found.may_be) == (finding, may_be)


@pytest.mark.parametrize(
    ("beside", "finding"),
    [
        (LabResult("haematocrit", "40 %", taken="2026-01-08"), "responded"),
        (LabResult("haematocrit", "40 %"), "not-comparable"),
        (LabResult("haematocrit", "25 %"), "partial"),
        (hb("130 g/L", taken="2026-01-08"), "responded"),
        (hb("130 g/L"), "not-comparable"),
    ],
)
def test_red_cells_without_a_day_excuse_no_reticulocytes_of_a_day(beside: LabResult, finding: str) -> None:
    after = retic("0.7 %", taken="2026-01-08")
    assert anaemic(after, beside, start="2026-01-01").markers["reticulocytes"].finding == finding


KNOWN_MMA = [LabResult("mma", "3000 nmol/L", reference="73-271 nmol/L")]
NORMAL_MMA = LabResult("mma", "200 nmol/L", reference="73-271 nmol/L")


@pytest.mark.parametrize("before", [[], [hb("130 g/L")], [hb("78 g/L")]])
@pytest.mark.parametrize("after", [hb("60 g/L"), hb("60 g/L", reference=None), hb("125 g/L", reference=None)])
def test_a_haemoglobin_without_a_place_is_never_taken_for_a_normal_one(before: Any, after: LabResult) -> None:
    found = assess_response([*KNOWN_MMA, *before], [NORMAL_MMA, after], since_start="20 weeks")
    assert found.finding not in {"responded", "too-early"}
    assert "haemoglobin" in found.reason


def test_twice_normal_is_met_whatever_the_haematocrit() -> None:
    found = anaemic(retic("5 %"), start=None, since_start="7 days").markers["reticulocytes"]
    assert found.finding == "responded"
    assert found.notes[0] == "they are at twice normal or more, as the US label wants them to stay"


def test_a_real_rise_of_the_count_is_no_missing_response() -> None:
    after = [hb("110 g/L"), retic("0.9 %"), LabResult("haematocrit", "34 %")]
    found = assess_response([hb("78 g/L"), retic("1.2 %")], after, since_start="8 weeks")
    assert (found.finding, found.is_late) == ("partial", True)
    assert "re-evaluate" in {one.id for one in found.next}
    other = [LabResult("haemoglobin", "5 mmol/L"), *after[1:]]
    assert assess_response([hb("78 g/L"), retic("1.2 %")], other, since_start="8 weeks").finding == "none"


# What became abnormal.


def platelets(value: str, **more: Any) -> LabResult:
    return LabResult("platelets", value, **{"reference": "150-400 10^9/L"} | more)


MACROCYTIC = LabResult("mcv", "118 fL", reference="80-98 fL")


@pytest.mark.parametrize(
    ("before", "after", "since", "worse"),
    [
        ([hb("130 g/L"), retic("0.6 %")], [hb("95 g/L"), retic("6 %")], "8 days", ["haemoglobin"]),
        (
            [hb("130 g/L"), MACROCYTIC],
            [
                hb("95 g/L"),
                LabResult("platelets", "40 10^9/L", reference="150-400 10^9/L"),
                LabResult("mcv", "92 fL", reference="80-98 fL"),
            ],
            "10 weeks",
            ["haemoglobin", "platelets"],
        ),
        ([hb("130 g/L")], [hb("100 g/L")], "3 weeks", ["haemoglobin"]),
        ([hb("170 g/L")], [hb("100 g/L")], "3 weeks", ["haemoglobin"]),
        ([hb("78 g/L"), retic("0.6 %")], [hb("50 g/L"), retic("6 %")], "8 days", ["haemoglobin"]),
        ([hb("78 g/L")], [hb("60 g/L", reference=None)], "10 weeks", ["haemoglobin"]),
        ([hb("130 g/L")], [hb("60 g/L", reference=None)], "20 weeks", ["haemoglobin"]),
        ([hb("130 g/L", reference=None)], [hb("60 g/L")], "20 weeks", ["haemoglobin"]),
        ([hb("130 g/L")], [hb("125 g/L", reference=None)], "20 weeks", []),
        ([hb("130 g/L", reference=None)], [hb("60 g/L", reference=None)], "20 weeks", ["haemoglobin"]),
        ([hb("130 g/L", reference=None)], [hb("140 g/L", reference=None)], "20 weeks", []),
        ([hb("78 g/L")], [hb("5 mmol/L", reference=None)], "20 weeks", []),
        ([hb("130 g/L")], [hb("5 mmol/L", reference=None)], "20 weeks", []),
        ([platelets("250 10^9/L")], [platelets("8 10^9/L", reference=None)], "20 weeks", ["platelets"]),
        (
            [platelets("250 10^9/L", reference=None, flag="normal")],
            [platelets("8 10^9/L", reference=None)],
            "20 weeks",
            ["platelets"],
        ),
        ([platelets("100 10^9/L")], [platelets("8 10^9/L")], "20 weeks", ["platelets"]),
        ([hb("130 g/L")], [hb("<140 g/L", reference=None)], "20 weeks", []),
        ([hb("130 g/L")], [hb("180 g/L", reference=None)], "20 weeks", ["haemoglobin"]),
        ([hb("130 g/L")], [hb("170 g/L")], "3 weeks", ["haemoglobin"]),
        ([hb("78 g/L")], [hb("170 g/L")], "3 weeks", []),
        ([hb("130 g/L")], [hb("100 g/L", flag="normal")], "3 weeks", ["haemoglobin"]),
        ([MACROCYTIC], [LabResult("mcv", "70 fL", reference="80-98 fL")], "3 weeks", []),
        ([LabResult("platelets", flag="low")], [LabResult("platelets", flag="low")], "3 weeks", []),
        ([retic("0.6 %")], [retic("6 %")], "8 days", []),
        ([LabResult("total-b12", flag="normal")], [LabResult("total-b12", flag="high")], "3 weeks", []),
    ],
)
def test_what_became_abnormal_is_said_aloud(before: Any, after: Any, since: str, worse: list[str]) -> None:
    found = assess_response(before, after, since_start=since)
    assert sorted(found.worse) == sorted(worse)
    said = [one for one in found.watch if one.id.endswith("-worse")]
    assert sorted(one.id for one in said) == sorted(f"{name}-worse" for name in worse)
    assert all(one.severity == "warning" for one in said)
    if worse:
        assert found.finding in {"not-decided", "none"}
        assert f"{worse[0]}: it " in found.reason
        assert found.next


@pytest.mark.parametrize("kidneys", [LabResult("creatinine", flag="high"), LabResult("egfr", flag="low")])
def test_a_metabolite_that_stays_high_with_failing_kidneys_is_not_no_response(kidneys: LabResult) -> None:
    high = LabResult("mma", "900 nmol/L", reference="<400 nmol/L")
    found = assess_response([high], [high, kidneys], since_start="5 months")
    assert found.markers["mma"].finding == "not-comparable"
    assert found.markers["mma"].may_be == ("none",)
    assert "(it would read: none)" in found.markers["mma"].reason
    assert "bmc-geriatr" in {citation.source.key for citation in found.markers["mma"].citations}
    assert assess_response([high], [high], since_start="5 months").finding == "none"


def test_kidneys_that_failed_at_baseline_fail_until_a_result_says_otherwise() -> None:
    before, after = (LabResult("mma", value, reference="<400 nmol/L") for value in ("900 nmol/L", "950 nmol/L"))
    creatinine = LabResult("creatinine", flag="high")
    found = assess_response([before, creatinine], [after], since_start="5 months")
    assert (found.finding, found.markers["mma"].may_be) == ("not-decided", ("none",))
    normal = LabResult("creatinine", flag="normal")
    assert assess_response([before, creatinine], [after, normal], since_start="5 months").finding == "none"


def test_a_metabolite_that_falls_with_failing_kidneys_is_not_late() -> None:
    before, after = (LabResult("mma", value, reference="<400 nmol/L") for value in ("900 nmol/L", "500 nmol/L"))
    found = assess_response([before], [after, LabResult("egfr", flag="low")], since_start="5 months")
    assert (found.finding, found.is_late) == ("partial", False)
    assert "re-evaluate" not in {one.id for one in found.next}
    assert any("kidney function" in note for note in found.markers["mma"].notes)


@pytest.mark.parametrize(
    ("name", "before", "after", "reference", "since"),
    [
        ("mma", "900 nmol/L", "200 nmol/L", "73-271 nmol/L", "1 month"),
        ("homocysteine", "40 umol/L", "12.2 umol/L", "5.1-13.9 umol/L", "16 weeks"),
    ],
)
def test_a_metabolite_that_is_normal_has_responded(
    name: str, before: str, after: str, reference: str, since: str
) -> None:
    old, new = (LabResult(name, value, reference=reference) for value in (before, after))
    found = one(old, new, since)
    assert (found.finding, found.reason) == ("responded", "it is normal by the laboratory's own interval or flag")
    assert one(old, new, "0 days").finding == "too-early"
    for unknown in (None, "up to 3 days"):
        found = one(old, new, unknown)
        assert (found.finding, found.may_be) == ("not-comparable", ("responded", "too-early"))


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


@pytest.mark.parametrize(
    ("since", "baseline", "finding"),
    [
        ("6 months", "2026-01-01", "not-comparable"),
        ("2 months", "2026-01-01", "responded"),
        ("2-6 months", "2026-01-01", "responded"),
        ("0 days", "2026-03-05", "too-early"),
        ("9000 years", "0001-01-02", "not-comparable"),
        ("6 months", None, "responded"),
    ],
)
def test_a_baseline_after_a_first_dose_that_a_length_of_time_tells_is_none(
    since: str, baseline: str | None, finding: str
) -> None:
    high, normal = (LabResult("mma", value, reference="<280 nmol/L") for value in ("2000 nmol/L", "279 nmol/L"))
    before, after = attrs.evolve(high, taken=baseline), attrs.evolve(normal, taken="2026-03-05")
    (found,) = assess_response([before], [after], since_start=since).markers.values()
    assert found.finding == finding
    assert ("is no baseline" in found.reason) is (finding == "not-comparable")


def test_what_is_no_baseline_and_no_follow_up() -> None:
    under = one(hb("78 g/L", taken="2026-01-05"), hb("90 g/L", taken="2026-01-20"), None, start="2026-01-02")
    assert (under.finding, under.may_be) == ("not-comparable", ("none", "partial"))
    assert "after the first dose, and is no baseline" in under.reason
    before = one(hb("78 g/L", taken="2026-01-01"), hb("90 g/L", taken="2026-01-01"), None, start="2026-01-02")
    assert "before the first dose" in before.reason
    swapped = one(hb("78 g/L", taken="2026-01-05"), hb("90 g/L", taken="2026-01-01"))
    assert "before the baseline" in swapped.reason


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"since_start": "soon"}, "since_start: 'soon' is no length of time"),
    ({"since_start": "0-3 days"}, "since_start: '0-3 days' is no length of time"),
    ({"since_start": 9}, "since_start: 9 is no length of time"),
    ({"start": "January"}, "start: 'January' is no date"),
    ({"symptoms": "better"}, 'symptoms: "better" is not one of its values'),
    ({"symptoms": ["worse"]}, "\\['worse'\\] is not one of its values; one of: improved, not-improved, worse; leave"),
    ({"symptoms": {}}, "{} is not one of its values; one of: improved, not-improved, worse; leave it out"),
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


@pytest.mark.parametrize("since", ["0 days", "0 weeks", " 0 day"])
def test_a_sample_may_be_of_the_day_of_the_first_dose(since: str) -> None:
    found = assess_response([hb("78 g/L")], [hb("79 g/L", taken="2026-01-01")], since_start=since, start="2026-01-01")
    assert (found.finding, str(found.elapsed)) == ("too-early", "0 days (2026-01-01 to 2026-01-01)")
    told = assess_response([hb("78 g/L")], [hb("79 g/L")], since_start=since)
    assert (told.finding, str(told.elapsed)) == ("too-early", "0 days")
    with pytest.raises(PatientError, match="0 days since the first dose, and by the days 1"):
        assess_response([], [hb("79 g/L", taken="2026-01-02")], since_start=since, start="2026-01-01")


@pytest.mark.parametrize(
    "since", ["11 days", "1 week", "at least 5 days", "up to 2 weeks", Duration(Range(9, 14), "day")]
)
def test_a_length_of_time_in_completed_units_agrees_with_the_days(since: Any) -> None:
    after = [hb("90 g/L", taken="2026-01-12"), retic("8 %")]
    assert assess_response([hb("78 g/L")], after, since_start=since, start="2026-01-01")


# All markers together.


def together(*, rises: bool = True, hb_now: str = "130 g/L", since: str = "9 days", **more: Any) -> Response:
    after = [retic("8 %" if rises else "1 %"), hb(hb_now)]
    return assess_response([retic("1 %"), hb("78 g/L")], after, since_start=since, **more)


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
        ({"doses_given": 1, "rises": False}, "too-early", False),
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
    assert [one.id for one in found.next] == ["monitor-often", "monitor-at-8-weeks", "symptoms-improved"]


def test_one_injection_is_said_with_its_source() -> None:
    found = together(doses_given=1)
    assert "one injection was given, and a response is never judged after one injection" in found.reason
    assert "article" in {citation.source.key for citation in found.citations}
    low = assess_response([hb("70 g/L")], [hb("69 g/L")], since_start="3 weeks", doses_given=1)
    assert (low.finding, low.meanings) == ("too-early", ())
    assert "by its time alone it would read haemoglobin: none" in low.reason
    assert low.worse == ("haemoglobin",)
    nothing = assess_response([], [], doses_given=1)
    assert nothing.reason.endswith("; no marker of response could be judged")


def test_a_marker_that_may_say_otherwise_leaves_it_undecided() -> None:
    found = together(hb_now="<130 g/L")
    assert found.markers["haemoglobin"].finding == "not-comparable"
    assert found.finding == "not-decided"
    assert "haemoglobin may say otherwise (it may be none, partial or responded)" in found.reason


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
    assert spoken == {"iron": ["ferritin"], "folate": ["folate"], "uraemia": ["creatinine"]}
    assert "these results speak to it: ferritin 9 ng/mL" in str(found)
    assert "haematology" not in {one.id for one in found.next}


def test_used_up_is_what_is_low_after_a_rise() -> None:
    def used_up(before: list[LabResult], now: str) -> list[str]:
        after = [hb(now), LabResult("ferritin", flag="low"), LabResult("folate", flag="low")]
        found = assess_response([hb("78 g/L"), *before], after, since_start="8 weeks")
        return [result.analyte for one in found.meanings if one.id == "used-up" for result in one.results]

    assert used_up([], "100 g/L") == ["ferritin", "folate"]
    assert used_up([LabResult("ferritin", flag="low")], "100 g/L") == ["folate"]
    assert used_up([], "78 g/L") == []


def test_haematology_is_for_normal_iron_and_folate() -> None:
    def said(before: str, after: str | None) -> bool:
        follow_up = [hb("78 g/L"), *([LabResult("ferritin", flag=after)] if after else [])]
        found = assess_response([hb("78 g/L"), LabResult("ferritin", flag=before)], follow_up, since_start="3 weeks")
        return "haematology" in {one.id for one in found.next}

    assert not said("low", None)
    assert not said("normal", "low")
    assert said("low", "normal")
    assert said("normal", None)


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


def test_a_low_potassium_is_watched_until_a_result_says_otherwise() -> None:
    low = LabResult("potassium", "2.5 mmol/L", reference="3.5-5.1 mmol/L")
    for after in ([], [LabResult("potassium", "4 mmol/L")]):
        (said,) = assess_response([low], after).watch
        assert (said.id, said.severity, said.results) == ("hypokalaemia", "warning", (low,))
        assert "it was so before treatment" in said.text
    assert assess_response([low], [LabResult("potassium", flag="normal")]).watch == ()
    assert assess_response([LabResult("platelets", flag="high")], []).watch == ()


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
    text = str(found)
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
    assert repr(found) == f"<Response none: {plain['reason']}>"
    assert (
        str(found.markers["potassium"])
        == "potassium: not-comparable: it is no marker of response; it is watched early in treatment"
    )


def pickled(found: Response) -> Any:
    return pickle.loads(pickle.dumps(found))  # noqa: S301  (it was written in this line)


@pytest.mark.parametrize("again", [copy.deepcopy, copy.copy, pickled])
def test_a_response_can_be_copied_and_pickled(again: Any) -> None:
    found = assess_response([hb("78 g/L")], [hb("90 g/L")], since_start="8 weeks")
    assert again(found).to_dict() == found.to_dict()
    with pytest.raises(TypeError):
        again(found).markers["mma"] = None


def test_a_value_in_html_is_escaped() -> None:
    html = assess_response(
        [hb("<80 g/L")], [hb(">79 g/L", reference=None), LabResult("potassium", "<3 mmol/L", flag="L")]
    ).to_html()
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


PERCENT = st.decimals("0.1", 12, places=1)


@given(PERCENT, PERCENT, st.integers(15, 50), st.sampled_from(TIMES), st.sampled_from(["78 g/L", "140 g/L"]))
def test_less_that_is_known_never_gives_the_better_answer(
    before: Decimal, after: Decimal, haematocrit: int, since: str, red_cells: str
) -> None:
    low = hb(red_cells)
    known = [retic(f"{after} %"), LabResult("haematocrit", f"{haematocrit} %")]
    full = assess_response([low, retic(f"{before} %")], known, since_start=since)
    for baseline, follow_up in (([retic(f"{before} %")], known), ([low, retic(f"{before} %")], known[:1])):
        less = assess_response(baseline, follow_up, since_start=since)
        assert less.finding != "responded" or full.finding == "responded"


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

TEXT = (PUBLISHED / "response.toml").read_text("utf-8")

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
    ('until = "7 days"', 'until = "soon"', "next[3].until", "expected a whole number"),
    ("unless = { ferritin", "unless = { feritin", "next[2].unless.feritin", 'did you mean "ferritin"?'),
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
