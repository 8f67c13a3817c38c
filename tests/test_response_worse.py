"""What hides a failing or a worse result, case by case: another unit, interval or day, or a result that is missing."""

from __future__ import annotations

from typing import Any

import pytest

from b12regimen import LabResult, Response, assess_response

LOW_HB = LabResult("haemoglobin", "70 g/L", reference="120-160 g/L")
NORMAL_HB = LabResult("haemoglobin", "130 g/L", reference="120-160 g/L")
HIGH_MMA = LabResult("mma", "900 nmol/L", reference="73-271 nmol/L")
NORMAL_MMA = LabResult("mma", "200 nmol/L", reference="73-271 nmol/L")


def assessed(before: list[LabResult], after: list[LabResult], **more: Any) -> Response:
    return assess_response([HIGH_MMA, *before], [NORMAL_MMA, *after], **{"since_start": "5 months"} | more)


def platelets(value: str, **more: Any) -> LabResult:
    return LabResult("platelets", value, **{"reference": "150-400 10^9/L"} | more)


def test_the_metabolite_alone_responds() -> None:
    found = assessed([], [])
    assert (found.finding, found.watch, found.next) == ("responded", (), ())
    assert "WHAT THE SOURCES SAY TO DO" not in str(found)


def test_units_that_do_not_convert_hide_no_failure() -> None:
    other = LabResult("haemoglobin", "4.8 mmol/L", reference="7.5-10 mmol/L")
    found = assessed([other], [LabResult("haemoglobin", "60 g/L", reference="120-160 g/L")])
    assert found.finding == "not-decided"
    assert "haemoglobin may say otherwise" in found.reason
    assert found.next


MISSING = [
    ([LOW_HB], [], "haemoglobin may say otherwise"),
    ([LabResult("haemoglobin", "70 g/L")], [], "haemoglobin may say otherwise"),
    ([NORMAL_HB], [], "haemoglobin: it was measured before treatment, and not under it"),
    ([LabResult("platelets", "250 10^9/L", reference="150-400 10^9/L")], [], "platelets: it was measured before"),
    ([LabResult("reticulocytes-percent", "0.6 %")], [], "reticulocytes may say otherwise"),
    ([], [LabResult("reticulocytes-percent", "0.6 %")], "reticulocytes may say otherwise"),
    ([], [LabResult("haematocrit", "20 %")], "haematocrit may say otherwise"),
    ([], [LabResult("haematocrit", flag="high")], "haematocrit: it is high now, and what it was before"),
    ([], [LabResult("mcv", flag="low")], "mcv: it is low now, and what it was before"),
    ([], [LabResult("platelets", "8 10^9/L")], "platelets: no reference interval or flag"),
]


@pytest.mark.parametrize(("before", "after", "reason"), MISSING, ids=[reason for *_, reason in MISSING])
def test_what_is_measured_on_one_side_only_leaves_it_undecided(
    before: list[LabResult], after: list[LabResult], reason: str
) -> None:
    found = assessed(before, after)
    assert found.finding == "not-decided"
    assert reason in found.reason
    assert found.next
    plain = found.to_dict()
    assert plain["reason"] == found.reason


def test_a_normal_result_without_one_before_is_no_failure() -> None:
    for one in (NORMAL_HB, LabResult("haematocrit", flag="normal"), LabResult("platelets", flag="normal")):
        assert assessed([], [one]).finding == "responded"


def test_reticulocytes_that_rose_need_no_interval() -> None:
    before = LabResult("reticulocytes-percent", "0.6 %", reference="0.5-2.5 %")
    after = [LabResult("reticulocytes-percent", value) for value in ("8 %", "0.4 %")]
    assert [assessed([before, LOW_HB], [one, NORMAL_HB]).finding for one in after] == ["responded", "not-decided"]


@pytest.mark.parametrize("after", [platelets("120 10^9/L"), platelets("120 10^9/L", reference=None)])
@pytest.mark.parametrize(
    "before", [[platelets("8 10^9/L", reference=None)], [platelets("8 10^9/L"), platelets("380 10^9/L")]]
)
def test_what_was_not_placed_or_not_in_order_before_may_be_worse_now(before: list[LabResult], after: LabResult) -> None:
    assert assessed(before, [after]).finding == "not-decided"


@pytest.mark.parametrize(
    ("before", "after", "may_be"),
    [
        ("20 %", LabResult("haematocrit", "40 %", reference="36-46 %"), ("too-early", "responded")),
        ("20 %", LabResult("haematocrit", flag="normal"), ("too-early", "responded")),
        ("45 %", LabResult("haematocrit", "40 %", reference="36-46 %"), ("none", "responded")),
        ("20 %", LabResult("haematocrit", "30 %", reference="36-46 %"), ("none", "partial", "too-early", "responded")),
    ],
)
def test_a_baseline_without_a_place_beside_what_is_normal_now(before: str, after: LabResult, may_be: Any) -> None:
    found = assessed([LabResult("haematocrit", before)], [after])
    assert found.markers["haematocrit"].may_be == may_be
    assert (found.finding == "responded") is ("none" not in may_be)


def test_what_one_form_of_reticulocytes_may_say_stays_beside_the_other() -> None:
    percent = [LabResult("reticulocytes-percent", value, reference="0.5-2.5 %") for value in ("0.45 %", "8 %")]
    absolute = LabResult("reticulocytes-absolute", "199 10^9/L", reference="30-100 10^9/L")
    found = assess_response([percent[0], HIGH_MMA], [percent[1], absolute, NORMAL_MMA], since_start="1 year")
    assert "none" in found.markers["reticulocytes"].may_be
    assert found.finding == "not-decided"


def test_a_missing_marker_says_no_more_than_its_time_allows() -> None:
    found = assess_response([LOW_HB, LabResult("reticulocytes-percent", "1 %"), HIGH_MMA], [], since_start="2 days")
    assert {name: one.may_be for name, one in found.markers.items()} == {
        "haemoglobin": ("too-early",),
        "reticulocytes": ("too-early", "responded"),
        "mma": ("partial", "too-early", "responded"),
    }
    early = assess_response([LOW_HB, HIGH_MMA], [LOW_HB], since_start="2 days")
    assert early.finding == "too-early"
    late = assess_response([HIGH_MMA, LOW_HB], [HIGH_MMA], since_start="3 weeks")
    assert late.finding == "not-decided", "the metabolite is too early, and the haemoglobin may have failed"


def test_a_partial_answer_names_what_may_be_none() -> None:
    falling = LabResult("mma", "500 nmol/L", reference="73-271 nmol/L")
    found = assess_response([LOW_HB, HIGH_MMA], [falling], since_start="5 months")
    assert found.finding == "partial"
    assert "haemoglobin may say otherwise (it may be none, partial, too-early or responded)" in found.reason


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("mma", ("300 nmol/L", "73-271 nmol/L"), ("350 nmol/L", "<400 nmol/L")),
        ("mcv", ("102 fL", "80-100 fL"), ("104 fL", "80-105 fL")),
        ("homocysteine", ("15 umol/L", "5-14 umol/L"), ("18 umol/L", "5-20 umol/L")),
        ("haemoglobin", ("115 g/L", "120-160 g/L"), ("115 g/L", "110-150 g/L")),
        ("haemoglobin", ("115 g/L", "120-160 g/L"), ("<=115 g/L", "<150 g/L")),
        ("haemoglobin", ("115 g/L", "120-160 g/L"), ("112 g/L", "80-110 g/L")),
    ],
)
def test_another_interval_makes_no_response_of_what_did_not_move(
    name: str, before: tuple[str, str], after: tuple[str, str]
) -> None:
    results = [LabResult(name, value, reference=reference) for value, reference in (before, after)]
    found = assess_response(results[:1], results[1:], since_start="4 months")
    marker = found.markers[name]
    assert (marker.finding, marker.may_be) == ("not-comparable", ("none", "responded"))
    assert "its intervals or flags differ" in marker.reason
    assert found.finding == "not-decided"


def test_a_flag_that_differs_makes_no_response_of_what_did_not_move() -> None:
    low, same = (LabResult("haemoglobin", "115 g/L", flag=flag) for flag in ("low", "normal"))
    assert assess_response([low], [same], since_start="4 months").finding == "not-decided"


def test_small_red_cells_after_large_ones_decide_nothing() -> None:
    large, small = (LabResult("mcv", value, reference="80-98 fL") for value in ("118 fL", "70 fL"))
    found = assessed([large], [small])
    assert (found.finding, found.markers["mcv"].may_be) == ("not-decided", ("none", "partial", "responded"))


POTASSIUM = LabResult("potassium", "4.0 mmol/L", reference="3.5-5.1 mmol/L")


def test_a_low_potassium_without_a_place_is_watched() -> None:
    by_the_one_before = assessed([NORMAL_HB, POTASSIUM], [NORMAL_HB, LabResult("potassium", "1.9 mmol/L")])
    (said,) = by_the_one_before.watch
    assert (said.id, said.severity) == ("hypokalaemia", "warning")
    assert "by the interval of the one before" in said.text
    flagged = LabResult("potassium", "4.0 mmol/L", flag="normal")
    (said,) = assessed([flagged], [LabResult("potassium", "1.9 mmol/L")]).watch
    assert "it has fallen to 1.9 mmol/L, and no interval or flag says whether it is low" in said.text
    assert len(said.results) == 2
    assert assessed([POTASSIUM], [LabResult("potassium", "3.9 mmol/L")]).watch == ()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            LabResult("platelets", "250 10^9/L", reference="150-400 10^9/L"),
            LabResult("platelets", "8 10^9/L"),
            "is low now, by the interval of the one before",
        ),
        (
            LabResult("haemoglobin", "130 g/L"),
            LabResult("haemoglobin", "70 g/L"),
            "from 130 g/L to 70 g/L, and no interval or flag says whether it is normal",
        ),
    ],
)
def test_a_fall_that_nothing_places_is_a_warning(before: LabResult, after: LabResult, words: str) -> None:
    found = assessed([before], [after])
    (said,) = found.watch
    assert said.severity == "warning"
    assert words in said.text
    assert found.finding == "not-decided"


@pytest.mark.parametrize(
    ("before", "after", "over"),
    [
        (["normal"], [None], False),
        (["normal"], [], False),
        ([], ["normal"], True),
        (["low"], ["normal"], True),
        ([], ["normal", None], False),
    ],
)
def test_only_a_haematocrit_under_treatment_ends_its_monitoring(before: Any, after: Any, over: bool) -> None:  # noqa: FBT001
    def haematocrits(flags: list[str | None]) -> list[LabResult]:
        return [LabResult("haematocrit", "24 %" if flag is None else "42 %", flag=flag) for flag in flags]

    found = assess_response([LOW_HB, *haematocrits(before)], [LOW_HB, *haematocrits(after)], since_start="4 weeks")
    assert ("monitor-often" not in {one.id for one in found.next}) is over


RETICULOCYTES = LabResult("reticulocytes-percent", "0.6 %", reference="0.5-2.5 %")


def reticulocytes(taken: str | None, haematocrits: list[tuple[str, str | None]], **time: Any) -> Response:
    after = [
        LabResult("reticulocytes-percent", "0.9 %", reference="0.5-2.5 %", taken=taken),
        *(LabResult("haematocrit", value, taken=day) for value, day in haematocrits),
    ]
    return assess_response([RETICULOCYTES, LOW_HB], after, **time)


def test_reticulocytes_without_a_day_are_excused_by_no_haematocrit_of_another() -> None:
    two = [("24 %", "2026-01-08"), ("41 %", "2026-02-20")]
    dated = reticulocytes("2026-01-08", two, start="2026-01-01").markers["reticulocytes"]
    assert (dated.finding, dated.is_late) == ("partial", True)
    undated = reticulocytes(None, two, since_start="7 days").markers["reticulocytes"]
    assert undated.finding == "not-comparable"
    assert set(undated.may_be) >= {"partial", "responded"}
    later = reticulocytes(None, two[1:], since_start="7 days").markers["reticulocytes"]
    assert later.finding == "not-comparable", "it may be of an earlier day"
    two_of_a_day = [("24 %", "2026-01-08"), ("41 %", None)]
    assert reticulocytes("2026-01-08", two_of_a_day, start="2026-01-01").finding == "not-decided"
    assert reticulocytes(None, [("41 %", None)], since_start="7 days").markers["reticulocytes"].finding == "responded"


def test_a_low_haematocrit_without_a_value_is_not_excused_by_the_haemoglobin() -> None:
    low = LabResult("haematocrit", flag="low")
    after = [LabResult("reticulocytes-percent", "0.9 %", reference="0.5-2.5 %"), NORMAL_HB, low]
    found = assess_response([RETICULOCYTES, LOW_HB], after, since_start="7 days").markers["reticulocytes"]
    assert (found.finding, found.may_be) == ("not-comparable", ("partial", "responded"))


def test_an_undated_result_among_dated_ones_has_no_known_time() -> None:
    dated = LabResult("mma", "200 nmol/L", reference="73-271 nmol/L", taken="2026-06-01")
    for time in ({"since_start": "5 months"}, {"start": "2026-01-01"}):
        found = assess_response([HIGH_MMA, LOW_HB], [dated, NORMAL_HB], **time)  # type: ignore[arg-type]
        assert found.markers["haemoglobin"].may_be == ("too-early", "responded")
        assert found.markers["mma"].finding == "responded"


def test_no_anaemia_is_known_only_where_each_red_cell_result_is_normal() -> None:
    normal = LabResult("haematocrit", "42 %", reference="36-46 %")
    both = assess_response([RETICULOCYTES, NORMAL_HB, normal], [RETICULOCYTES, NORMAL_HB, normal], since_start="7 days")
    assert both.markers["reticulocytes"].may_be == ()
    one = assess_response([RETICULOCYTES, normal], [RETICULOCYTES, NORMAL_HB, normal], since_start="7 days")
    assert one.markers["reticulocytes"].may_be == ("none",)
    unplaced = LabResult("haematocrit", "35 %")
    later = assess_response([RETICULOCYTES, normal], [RETICULOCYTES, unplaced], since_start="7 days")
    assert later.markers["reticulocytes"].may_be == ("none",)


def test_contradictory_days_stay_in_the_answer() -> None:
    before = [LabResult("mma", "300 nmol/L", reference="73-271 nmol/L", taken="2026-03-01"), LOW_HB]
    after = [LabResult("mma", "900 nmol/L", reference="73-271 nmol/L", taken="2026-02-01"), NORMAL_HB]
    found = assess_response(before, after, since_start="5 months")
    assert found.finding == "not-decided"
    assert "mma may say otherwise" in found.reason
    assert "before the baseline" in found.markers["mma"].reason


def test_worse_symptoms_do_not_wait_for_the_review() -> None:
    def said(symptoms: str, since: str, **more: Any) -> list[str]:
        found = assess_response([LOW_HB], [LOW_HB], since_start=since, symptoms=symptoms, **more)
        return [one.id for one in found.next if one.id.startswith("symptoms-")]

    assert said("worse", "2 days") == ["symptoms-worse"]
    assert said("worse", "3 weeks", doses_given=1) == ["symptoms-worse"]
    assert said("worse", "3 months") == ["symptoms-worse", "symptoms-not-improved"]
    assert said("not-improved", "2 days") == []
