"""What results say: each edge as printed, what spoils a result, what decides among several, and the laws of it all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import (
    Interpretation,
    LabPanel,
    LabResult,
    Patient,
    PatientError,
    Quantity,
    Recommendation,
    Severity,
    UnknownThresholdsError,
    compare_guidelines,
    convert,
    interpret_labs,
    load_thresholds,
    parse_thresholds,
    select_regimen,
    threshold_ids,
)
from b12regimen.alerts.checking import status_of
from b12regimen.cases.case import Case
from b12regimen.display.decision_support import OF_RESULTS
from b12regimen.interpretation.threshold_bands import SPEAKS_FOR_IT
from b12regimen.patients.analytes import AnalyteName
from b12regimen.patients.facts import FACTS
from b12regimen.patients.patient import Deficiency
from b12regimen.published import PUBLISHED
from b12regimen.testing import lab_panels, lab_results, patients

NICE = "uk-nice-ng239"
ALL = [load_thresholds(name) for name in threshold_ids()]
RANK = {"unlikely": 0, "indeterminate": 1, "confirmed": 2}
UNSPOILT = Patient(
    age=57,
    b12_treatment="none",
    nitrous_oxide=False,
    pregnancy="not-pregnant",
    conditions={"renal_impairment": False},
)


def one(analyte: str, value: str | None = None, *, by: str = NICE, patient: Patient = UNSPOILT, **more: Any) -> Any:
    """Interpret one result."""
    (finding,) = interpret_labs([LabResult(analyte, value, **more)], thresholds=by, patient=patient).findings
    return finding


# Each edge, owned as the source prints it.
EDGES = [
    (NICE, "total-b12", "179.9 ng/L", "confirmed"),
    (NICE, "total-b12", "180 ng/L", "indeterminate"),
    (NICE, "total-b12", "180 pg/mL", "indeterminate"),
    (NICE, "total-b12", "350 ng/L", "indeterminate"),
    (NICE, "total-b12", "350.1 ng/L", "unlikely"),
    (NICE, "total-b12", "132.9 pmol/L", "confirmed"),
    (NICE, "total-b12", "133 pmol/L", "indeterminate"),
    (NICE, "total-b12", "258 pmol/L", "indeterminate"),
    (NICE, "total-b12", "258.1 pmol/L", "unlikely"),
    (NICE, "active-b12", "24.9 pmol/L", "confirmed"),
    (NICE, "active-b12", "25 pmol/L", "indeterminate"),
    (NICE, "active-b12", "70 pmol/L", "indeterminate"),
    (NICE, "active-b12", "70.1 pmol/L", "unlikely"),
    ("uk-ruh-bath-laboratory", "total-b12", "144 ng/L", "confirmed"),
    ("uk-ruh-bath-laboratory", "total-b12", "145 ng/L", "indeterminate"),
    ("uk-ruh-bath-laboratory", "total-b12", "180 ng/L", "indeterminate"),
    ("uk-ruh-bath-laboratory", "total-b12", "180.5 ng/L", "unlikely"),
    ("uk-ruh-bath-laboratory", "total-b12", "914 ng/L", "unlikely"),
    ("uk-ruh-bath-laboratory", "total-b12", "915 ng/L", "unlikely"),
    ("us-aafp-2025", "total-b12", "179 pg/mL", "confirmed"),
    ("us-aafp-2025", "total-b12", "180 pg/mL", "indeterminate"),
    ("us-aafp-2025", "total-b12", "350 pg/mL", "indeterminate"),
    ("us-aafp-2025", "total-b12", "351 pg/mL", "not-interpretable"),
    ("nl-nhg-2014", "total-b12", "147 pmol/L", "indeterminate"),
    ("nl-nhg-2014", "total-b12", "148 pmol/L", "indeterminate"),
    ("nl-nhg-2014", "total-b12", "261 pmol/L", "not-interpretable"),
    ("dk-laegenoter", "mma", "0.28 umol/L", "unlikely"),
    ("dk-laegenoter", "mma", "0.29 umol/L", "indeterminate"),
    ("dk-laegenoter", "mma", "0.75 umol/L", "indeterminate"),
    ("dk-laegenoter", "mma", "0.76 umol/L", "confirmed"),
    ("valente-holotc", "active-b12", "19 pmol/L", "confirmed"),
    ("valente-holotc", "active-b12", "20 pmol/L", "indeterminate"),
    ("valente-holotc", "active-b12", "30 pmol/L", "indeterminate"),
    ("valente-holotc", "active-b12", "31 pmol/L", "unlikely"),
]


@pytest.mark.parametrize(("by", "analyte", "value", "finding"), EDGES)
def test_each_edge_is_owned_as_printed(by: str, analyte: str, value: str, finding: str) -> None:
    found = one(analyte, value, by=by)
    assert found.finding == finding
    assert found.citations


def test_the_sources_own_word_is_kept() -> None:
    assert '"raised" (>914 ng/L)' in one("total-b12", "1000 ng/L", by="uk-ruh-bath-laboratory").reason
    assert '"low; treated where there are clinical signs"' in one("total-b12", "140 pmol/L", by="nl-nhg-2014").reason
    assert (
        "prints no band that holds it, only <180 pg/mL and 180-350 pg/mL"
        in one("total-b12", "400 pg/mL", by="us-aafp-2025").reason
    )


def test_rounded_cut_offs_that_disagree_are_named() -> None:
    assert one("total-b12", "132.9 pmol/L").notes == (
        "by the cut-offs that the source prints in ng/L, which are rounded, it is indeterminate",
    )
    assert one("total-b12", "120 pmol/L").notes == ()


def test_a_unit_that_is_not_printed_is_converted_exactly_and_said() -> None:
    found = one("total-b12", "140 pmol/L", by="uk-ruh-bath-laboratory")
    assert found.finding == "unlikely", "140 pmol/L is 189.75 ng/L"
    assert found.notes == ("the source does not print pmol/L; the result was converted exactly to ng/L",)
    assert one("mma", "300 nmol/L", by="dk-laegenoter").finding == "indeterminate"


CENSORED = [
    ("<150 ng/L", "confirmed"),
    ("<180 ng/L", "confirmed"),
    ("<=180 ng/L", "not-interpretable"),
    ("<200 ng/L", "not-interpretable"),
    (">2000 ng/L", "unlikely"),
    (">350 ng/L", "unlikely"),
    (">=350 ng/L", "not-interpretable"),
    (">150 ng/L", "not-interpretable"),
]


@pytest.mark.parametrize(("value", "finding"), CENSORED)
def test_censored_results_are_compared_only_where_it_is_certain(value: str, finding: str) -> None:
    assert one("total-b12", value).finding == finding


def test_a_censored_result_says_what_it_may_be() -> None:
    assert one("total-b12", "<200 ng/L").reason == "it is censored, and may be deficiency confirmed or indeterminate"


SPOILT: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("total-b12", {"value": "500 ng/L"}, {"b12_treatment": "injections"}, "under treatment"),
    ("total-b12", {"value": "100 ng/L"}, {"b12_treatment": "oral"}, "under treatment"),
    ("active-b12", {"value": "50 pmol/L"}, {"b12_treatment": "oral"}, "under treatment"),
    ("mma", {"flag": "normal"}, {"b12_treatment": "oral"}, "under treatment"),
    ("homocysteine", {"flag": "high"}, {"b12_treatment": "injections"}, "under treatment"),
    ("total-b12", {"value": "500 ng/L"}, {"nitrous_oxide": True}, "after nitrous oxide the level may be normal"),
    ("active-b12", {"value": "100 pmol/L"}, {"nitrous_oxide": True}, "after nitrous oxide"),
    ("total-b12", {"value": "200 ng/L"}, {"pregnancy": "pregnant"}, "not the test in pregnancy"),
    ("mma", {"flag": "high"}, {"conditions": {"renal_impairment": True}}, "when kidney function falls"),
    ("homocysteine", {"flag": "high"}, {"conditions": {"renal_impairment": True}}, "when kidney function falls"),
    ("total-b12", {"value": "100 ng/L"}, {"age": 15}, "these cut-offs are for people from 16 years on"),
]


@pytest.mark.parametrize(("analyte", "reported", "known", "reason"), SPOILT)
def test_what_spoils_a_result_is_said_with_its_source(
    analyte: str, reported: dict[str, Any], known: dict[str, Any], reason: str
) -> None:
    plain = one(analyte, **reported)
    assert plain.finding in RANK
    spoilt = one(analyte, **reported, patient=Patient.from_dict(UNSPOILT.to_dict() | known))
    assert spoilt.finding == "not-interpretable"
    assert spoilt.may_be == (plain.finding,)
    assert reason in spoilt.reason
    assert f"(it would read: {plain.finding})" in spoilt.reason
    assert len(spoilt.citations) > len(plain.citations) or "age" in known


def test_what_is_not_spoilt_stands() -> None:
    assert one("mma", flag="normal", patient=Patient(conditions={"renal_impairment": True})).finding == "unlikely"
    assert one("active-b12", "20 pmol/L", patient=Patient(pregnancy="pregnant")).finding == "confirmed"
    assert one("mma", flag="high", patient=Patient(nitrous_oxide=True)).finding == "confirmed"
    assert one("mma", flag="high", patient=Patient(b12_treatment="oral")).finding == "confirmed"
    assert one("total-b12", "50 ng/L", patient=Patient(nitrous_oxide=True)).finding == "confirmed"
    assert one("total-b12", "100 ng/L", patient=Patient(age=16)).finding == "confirmed"


@pytest.mark.parametrize(
    "kidneys",
    [
        {"analyte": "creatinine", "flag": "high"},
        {"analyte": "creatinine", "value": "200 umol/L", "reference": "60-110 umol/L"},
        {"analyte": "creatinine", "value": "200 umol/L", "reference": "60-110 umol/L", "flag": "normal"},
        {"analyte": "egfr", "flag": "low"},
    ],
)
def test_kidneys_are_seen_in_the_panel(kidneys: dict[str, Any]) -> None:
    found = interpret_labs([{"analyte": "mma", "flag": "high"}, kidneys], thresholds=NICE, patient=UNSPOILT)
    assert found.findings[0].finding == "not-interpretable"
    fine = {"analyte": "creatinine", "value": "80 umol/L", "reference": "60-110 umol/L"}
    found = interpret_labs([{"analyte": "mma", "flag": "high"}, fine], thresholds=NICE, patient=UNSPOILT)
    assert found.findings[0].finding == "confirmed"


def test_antibodies_cast_doubt_on_a_normal_level_only() -> None:
    positive = LabResult("intrinsic-factor-antibodies", flag="positive")
    for value, finding in (("500 ng/L", "not-interpretable"), ("200 ng/L", "indeterminate"), ("100 ng/L", "confirmed")):
        found = interpret_labs([LabResult("total-b12", value), positive], thresholds=NICE, patient=UNSPOILT)
        assert found.findings[0].finding == finding


def test_what_is_not_known_is_listed_and_withdraws_nothing() -> None:
    unknown = interpret_labs([LabResult("total-b12", "100 ng/L")], thresholds=NICE)
    assert unknown.deficiency == "confirmed"
    assert unknown.not_checked == ("age", "b12_treatment", "pregnancy")
    assert interpret_labs([LabResult("total-b12", "100 ng/L")], thresholds=NICE, patient=UNSPOILT).not_checked == ()


def panel(
    *results: tuple[str, str, str | None], since: str | None = None, treatment: str | None = "none"
) -> Interpretation:
    read = [LabResult(analyte, value, taken=taken) for analyte, value, taken in results]
    patient = Patient(age=57, nitrous_oxide=False, b12_treatment=None if since else treatment)
    return interpret_labs(LabPanel(read, since), thresholds=NICE, patient=patient)


def test_the_latest_before_treatment_decides() -> None:
    found = panel(
        ("total-b12", "400 ng/L", "2025-01-01"),
        ("total-b12", "100 ng/L", "2026-01-05"),
        ("total-b12", "900 ng/L", "2026-03-01"),
        since="2026-02-01",
    )
    assert [finding.finding for finding in found.findings] == [None, "confirmed", None]
    assert "the latest before treatment (total-b12 100 ng/L of 2026-01-05)" in found.findings[2].reason
    assert found.findings[0].may_be == (), "an earlier result speaks no more"
    assert found.deficiency == "confirmed"


def test_without_treatment_the_latest_decides() -> None:
    found = panel(("total-b12", "100 ng/L", "2025-01-01"), ("total-b12", "400 ng/L", "2026-01-05"))
    assert [finding.finding for finding in found.findings] == [None, "unlikely"]


def test_of_results_under_treatment_only_the_latest_is_looked_at() -> None:
    found = panel(("total-b12", "100 ng/L", "2026-03-01"), ("total-b12", "400 ng/L", "2026-04-01"), since="2026-02-01")
    assert [finding.finding for finding in found.findings] == [None, "not-interpretable"]
    assert found.findings[0].reason == "another result decides: the latest (total-b12 400 ng/L of 2026-04-01)"


def test_a_later_normal_result_may_be_the_treatment() -> None:
    results = (("total-b12", "150 ng/L", "2026-01-01"), ("total-b12", "400 ng/L", "2026-02-01"))
    found = panel(*results, treatment=None)
    assert found.deficiency == "not-interpretable"
    assert {finding.reason for finding in found.findings} == {
        (
            "the results differ, and whether treatment began between them is not known; say since when vitamin B12 is "
            "given, or that none is"
        )
    }
    assert panel(*results).deficiency == "unlikely"
    alike = panel(("total-b12", "150 ng/L", "2026-01-01"), ("total-b12", "160 ng/L", "2026-02-01"), treatment=None)
    assert alike.deficiency == "confirmed"
    assert alike.findings[0].reason.startswith("another result decides: the latest (total-b12 160 ng/L")


BEFORE_OR_AFTER = "whether it was taken before or after the first dose of vitamin B12 is not known of every result"
UNDECIDED = [
    (
        (("100 ng/L", "2026-01-01"), ("400 ng/L", None)),
        None,
        "there are several results, not all with their day: which is the latest is not known",
    ),
    (
        (("100 ng/L", "2026-01-01"), ("400 ng/L", "2026-01-01")),
        None,
        "there are several results of 2026-01-01: which of them decides is not known",
    ),
    ((("100 ng/L", "2026-03-01"),), "2026-02-01", "it was taken under treatment"),
    ((("100 ng/L", None),), "2026-02-01", BEFORE_OR_AFTER),
    ((("100 ng/L", "2026-02-01"),), "2026-02-01", BEFORE_OR_AFTER),
    ((("100 ng/L", None), ("400 ng/L", "2020-03-01")), "2026-01-01", BEFORE_OR_AFTER),
]


@pytest.mark.parametrize(("values", "since", "reason"), UNDECIDED)
def test_what_does_not_decide_is_not_interpretable(
    values: tuple[tuple[str, str | None], ...], since: str | None, reason: str
) -> None:
    found = panel(*(("total-b12", value, taken) for value, taken in values), since=since)
    assert {finding.finding for finding in found.findings} == {"not-interpretable"}
    assert all(finding.reason.startswith(reason) for finding in found.findings)
    assert found.deficiency == "not-interpretable"


LABORATORY: list[tuple[dict[str, Any], str, str]] = [
    ({"flag": "high"}, "confirmed", "high by the laboratory's own flag"),
    ({"flag": "normal"}, "unlikely", "normal by the laboratory's own flag"),
    ({"value": "401 nmol/L", "reference": "<=400 nmol/L"}, "confirmed", "interval, <=400 nmol/L"),
    ({"value": "0.4 umol/L", "reference": "<=400 nmol/L"}, "unlikely", "interval, <=400 nmol/L"),
    ({"value": "50 nmol/L", "reference": "73-271 nmol/L"}, "unlikely", "low by the laboratory's own interval"),
    ({"value": "500 nmol/L", "reference": "<400 nmol/L", "flag": "normal"}, "not-interpretable", "disagree"),
    ({"value": "<500 nmol/L", "reference": "<400 nmol/L"}, "not-interpretable", "neither it nor a flag places the"),
    ({"value": "500 nmol/L"}, "not-interpretable", "neither it nor a flag places the result"),
]


@pytest.mark.parametrize(("reported", "finding", "reason"), LABORATORY)
def test_the_laboratorys_own_verdict_where_the_source_goes_by_it(
    reported: dict[str, Any], finding: str, reason: str
) -> None:
    found = one("mma", **reported)
    assert found.finding == finding
    assert reason in found.reason
    assert [citation.source.key for citation in found.citations] == ["bmj-q1019"], "who says so"
    (note,) = found.notes
    assert note.endswith("a high one confirms and a normal one speaks against deficiency is this library's reading")


def test_why_the_laboratory_places_nothing_is_said_in_full() -> None:
    two = one("mma", "500 nmol/L", reference="<400 nmol/L", flag="normal")
    assert two.reason == "the laboratory's flag and its interval disagree"
    neither = "the source goes by the laboratory's own interval, and neither it nor a flag places the result"
    assert one("mma", "500 nmol/L").reason == neither


def test_both_of_the_laboratorys_own_verdicts_are_noted_where_one_speaks_against_the_finding() -> None:
    found = one("total-b12", "400 ng/L", flag="low", reference="180-900 ng/L")
    assert (found.finding, found.contrary) == ("unlikely", "low and normal")
    assert found.notes == ("the laboratory itself calls it low and normal",)
    assert one("total-b12", "400 ng/L", flag="normal").contrary is None


def test_only_the_laboratorys_word_widens_what_a_result_may_be_and_only_where_it_is_not_placed() -> None:
    assert one("total-b12", ">300 ng/L").may_be == ("indeterminate", "unlikely")
    assert one("total-b12", ">300 ng/L", flag="low").may_be == ("indeterminate", "unlikely", "confirmed")
    assert one("total-b12", "100 ng/L", flag="low").may_be == ("confirmed",)


def test_a_note_on_cut_offs_stands_beside_each_result_that_is_placed_by_them() -> None:
    text = """
    id = "own"
    title = "t"
    publisher = "p"
    jurisdiction = "GB"
    version = "1"
    [[source]]
    key = "s"
    title = "t"
    evidence = "primary"
    [[marker]]
    analyte = "total-b12"
    bands = [{ finding = "confirmed", within = ["<100 ng/L"], says = "deficient" }]
    note = "for serum"
    source = "s"
    [[marker]]
    analyte = "mma"
    laboratory = { high = "confirmed" }
    source = "s"
    """
    results = [LabResult("total-b12", "50 ng/L"), LabResult("mma", flag="high")]
    placed = interpret_labs(results, thresholds=parse_thresholds(text)).findings
    assert [finding.notes for finding in placed] == [("for serum",), ()]


def test_a_verdict_that_the_source_does_not_explain_is_not_guessed() -> None:
    text = """
    id = "own"
    title = "t"
    publisher = "p"
    jurisdiction = "GB"
    version = "1"
    [[source]]
    key = "s"
    title = "t"
    evidence = "primary"
    [[marker]]
    analyte = "mma"
    laboratory = { high = "confirmed" }
    source = "s"
    """
    (found,) = interpret_labs([LabResult("mma", flag="low")], thresholds=parse_thresholds(text)).findings
    assert (found.finding, found.reason) == ("not-interpretable", "the source does not say what low means")


def test_only_a_flag_where_the_source_prints_cut_offs() -> None:
    assert one("total-b12", flag="low").reason == "only a flag was reported, and the source goes by its own cut-offs"
    assert one("total-b12", flag="low").finding == "not-interpretable"
    assert one("total-b12", flag="low").may_be == ("confirmed", "indeterminate")
    assert one("total-b12", flag="normal").may_be == (), "it speaks for no deficiency"
    assert {citation.source.key for citation in one("total-b12", flag="low").citations} == {"ng239-restated"}


def test_a_result_without_cut_offs_keeps_the_laboratorys_word_where_that_speaks_for_a_deficiency() -> None:
    low, normal = (one("mma", flag=flag, by="uk-ruh-bath-laboratory") for flag in ("high", "normal"))
    assert (low.finding, low.may_be) == (None, ("confirmed", "indeterminate"))
    assert low.reason == "the laboratory calls it high, and these cut-offs have none for it"
    assert (normal.finding, normal.may_be) == (None, ())
    assert normal.reason == "these cut-offs have none for it"


def test_what_does_not_speak_to_the_deficiency_has_no_finding() -> None:
    found = interpret_labs(
        [LabResult("mcv", "105 fL", flag="high"), LabResult("homocysteine", "30 umol/L")], thresholds="nl-nhg-2014"
    )
    assert [finding.finding for finding in found.findings] == [None, None]
    assert found.findings[1].reason == "these cut-offs have none for it"
    assert (found.deficiency, found.reason) == (None, "no result speaks to it by these cut-offs")
    assert any("cB12" in left_out for left_out in found.left_out)


NOT_READ = [
    (name, analyte)
    for name in threshold_ids()
    for analyte, marker in load_thresholds(name).markers.items()
    if marker.not_read
]


@given(st.sampled_from(NOT_READ), st.data())
def test_a_result_whose_cut_off_was_not_read_is_never_beside_a_silent_unlikely(
    unread: tuple[str, AnalyteName], data: st.DataObject
) -> None:
    thresholds, analyte = unread
    others = [name for name in SPEAKS_FOR_IT if name != analyte]
    result = data.draw(lab_results([analyte]))
    found = interpret_labs([result, data.draw(lab_results(others))], thresholds=thresholds, patient=UNSPOILT)
    assert found.deficiency != "unlikely"
    assert (found.findings[0].finding, set(found.findings[0].may_be)) == (None, set(get_args(Deficiency)))
    assert found.findings[0].reason.startswith("no cut-off for it was read: ")


def test_a_level_that_no_band_was_read_for_leaves_a_low_mma_open() -> None:
    panel = [LabResult("total-b12", "50 pmol/L"), LabResult("mma", "200 nmol/L")]
    found = interpret_labs(panel, thresholds="dk-laegenoter", patient=UNSPOILT)
    assert found.deficiency == "not-interpretable"
    assert found.reason == "not to be called unlikely, for total-b12 may speak for it: mma: unlikely"
    assert "its cut-offs were read without their unit" in " ".join(str(found).split())
    compared = compare_guidelines(attrs.evolve(UNSPOILT, labs=panel), thresholds="dk-laegenoter")
    assert "deficiency-unlikely" not in str(compared)


def test_results_that_disagree_are_said_to() -> None:
    found = interpret_labs(
        [LabResult("total-b12", "100 ng/L"), LabResult("mma", flag="normal")], thresholds=NICE, patient=UNSPOILT
    )
    assert found.deficiency == "not-interpretable"
    assert found.reason == "the results disagree: total-b12: confirmed; mma: unlikely"


# Each panel has one result that is called unlikely, and one that is not placed and may speak for a deficiency.
NEVER_UNLIKELY: list[tuple[str, list[dict[str, Any]], dict[str, Any]]] = [
    ("uk-ruh-bath-laboratory", [{"analyte": "total-b12", "value": "205 ng/L"}, {"analyte": "mma", "flag": "high"}], {}),
    (
        "uk-ruh-bath-laboratory",
        [
            {"analyte": "total-b12", "value": "205 ng/L"},
            {"analyte": "mma", "value": "3600 nmol/L", "reference": "<400 nmol/L", "flag": "normal"},
        ],
        {},
    ),
    ("dk-laegenoter", [{"analyte": "total-b12", "flag": "low"}, {"analyte": "mma", "value": "0.2 umol/L"}], {}),
    ("valente-holotc", [{"analyte": "total-b12", "flag": "low"}, {"analyte": "active-b12", "value": "35 pmol/L"}], {}),
    (NICE, [{"analyte": "total-b12", "value": "<200 ng/L"}, {"analyte": "mma", "flag": "normal"}], {}),
    (NICE, [{"analyte": "total-b12", "value": "<=180 ng/L"}, {"analyte": "mma", "flag": "normal"}], {}),
    (NICE, [{"analyte": "total-b12", "flag": "low"}, {"analyte": "mma", "flag": "normal"}], {}),
    (
        NICE,
        [{"analyte": "active-b12", "value": f"{n} pmol/L"} for n in (8, 9)]
        + [{"analyte": "total-b12", "value": "400 ng/L"}],
        {},
    ),
    (NICE, [{"analyte": "mma", "value": "3600 nmol/L"}, {"analyte": "total-b12", "value": "400 ng/L"}], {}),
    (
        NICE,
        [{"analyte": "total-b12", "value": "150 ng/L"}, {"analyte": "homocysteine", "flag": "normal"}],
        {"pregnancy": "pregnant"},
    ),
    (
        NICE,
        [{"analyte": "mma", "flag": "high"}, {"analyte": "total-b12", "value": "400 ng/L"}],
        {"conditions": {"renal_impairment": True}},
    ),
    (
        NICE,
        [{"analyte": "total-b12", "value": "150 ng/L"}, {"analyte": "mma", "flag": "normal"}],
        {"nitrous_oxide": True},
    ),
    (
        "uk-ruh-bath-laboratory",
        [
            {"analyte": "total-b12", "value": "200 ng/L"},
            {"analyte": "mma", "flag": "high", "taken": "2025-01-01"},
            {"analyte": "mma", "flag": "normal", "taken": "2026-01-01"},
        ],
        {"b12_treatment": None},
    ),
    (
        "us-aafp-2025",
        [
            {"analyte": "mma", "flag": "normal"},
            {"analyte": "total-b12", "flag": "low", "taken": "2025-01-01"},
            {"analyte": "total-b12", "value": "500 pg/mL", "taken": "2026-01-01"},
        ],
        {"b12_treatment": None},
    ),
    (
        "us-aafp-2025",
        [{"analyte": "mma", "flag": "normal"}, {"analyte": "total-b12", "value": "500 pg/mL", "flag": "low"}],
        {},
    ),
    (
        NICE,
        [
            {"analyte": "total-b12", "value": "900 ng/L"},
            {"analyte": "active-b12", "value": "90 pmol/L"},
            {"analyte": "intrinsic-factor-antibodies", "flag": "positive"},
        ],
        {},
    ),
]


@pytest.mark.parametrize(("by", "results", "known"), NEVER_UNLIKELY)
def test_unlikely_stands_only_if_nothing_else_may_speak_for_a_deficiency(
    by: str, results: list[dict[str, Any]], known: dict[str, Any]
) -> None:
    patient = Patient.from_dict(UNSPOILT.to_dict() | known)
    found = interpret_labs(results, thresholds=by, patient=patient)
    assert "unlikely" in [finding.finding for finding in found.findings]
    assert found.deficiency == "not-interpretable"
    assert found.reason.startswith(("not to be called unlikely, for", "the results disagree"))


def test_results_that_say_the_same_need_no_day() -> None:
    results = [LabResult("total-b12", "100 ng/L"), LabResult("total-b12", "90 ng/L")]
    found = interpret_labs([*results, LabResult("homocysteine", flag="high")], thresholds=NICE, patient=UNSPOILT)
    assert found.deficiency == "confirmed"
    assert found.findings[1].reason == "another result decides, which says the same"


def test_a_level_that_says_nothing_does_not_hide_a_normal_metabolite() -> None:
    found = interpret_labs(
        [LabResult("total-b12", "1322 pg/mL"), LabResult("mma", flag="normal")],
        thresholds=NICE,
        patient=Patient(nitrous_oxide=True),
    )
    assert found.deficiency == "unlikely"


def test_the_laboratorys_contrary_verdict_is_noted() -> None:
    low = one("total-b12", "400 ng/L", reference="450-900 ng/L", flag="L")
    assert (low.finding, low.notes) == ("unlikely", ("the laboratory itself calls it low",))
    panel_of_it = interpret_labs([low.result], thresholds=NICE, patient=UNSPOILT)
    assert panel_of_it.reason == "total-b12: unlikely; the laboratory itself calls total-b12 low"
    normal = one("total-b12", "100 ng/L", reference="90-900 ng/L")
    assert (normal.finding, normal.notes) == ("confirmed", ("the laboratory itself calls it normal",))
    assert one("total-b12", "100 ng/L", flag="L").notes == ()


def test_superseded_cut_offs_say_so() -> None:
    text = (PUBLISHED / "thresholds" / "dk-laegenoter.toml").read_text("utf-8")
    old = parse_thresholds(text.replace('version = "undated"', 'version = "undated"\nsuperseded_by = "a newer one"'))
    found = interpret_labs([LabResult("mma", "1 umol/L")], thresholds=old)
    assert "these cut-offs are superseded by a newer one" in str(found)
    assert found.to_dict()["thresholds"]["superseded_by"] == "a newer one"
    shown = str(select_regimen(with_labs(LabResult("mma", "1 umol/L")), guideline=BNF, thresholds=old))
    assert "these cut-offs are superseded by a newer one" in shown


def test_anyone_but_a_patient_is_refused() -> None:
    for stranger in ({}, {"nitrous_oxide": True}, "x"):
        with pytest.raises(PatientError, match=r"is no Patient; make one with Patient"):
            interpret_labs([], thresholds=NICE, patient=stranger)  # type: ignore[arg-type]
    assert interpret_labs(LabResult("mma", flag="high"), thresholds=NICE).deficiency == "confirmed"


ANAEMIA: list[tuple[list[dict[str, Any]], tuple[str, ...] | None]] = [
    ([{"value": "9 g/dL", "reference": "12-16 g/dL"}], ("present", "severe")),
    ([{"value": "90 g/L", "reference": "12-16 g/dL"}], ("present", "severe")),
    ([{"value": "13 g/dL", "reference": "12-16 g/dL"}], ("none",)),
    ([{"flag": "high"}], ("none",)),
    ([{"value": "9 g/dL"}], None),
    ([{"value": "9 g/dL", "reference": "12-16 g/dL", "flag": "normal"}], None),
    ([{"flag": "low", "taken": "2026-01-01"}, {"flag": "normal", "taken": "2026-02-01"}], ("none",)),
    ([{"flag": "low"}, {"value": "90 g/L", "reference": "120-160 g/L"}], ("present", "severe")),
    ([{"flag": "low"}, {"flag": "normal"}], None),
    ([{"flag": "low"}, {"value": "90 g/L"}], None),
    ([], None),
]


@pytest.mark.parametrize(("haemoglobin", "anaemia"), ANAEMIA)
def test_anaemia_by_the_laboratorys_own_interval(
    haemoglobin: list[dict[str, Any]], anaemia: tuple[str, ...] | None
) -> None:
    results = [{"analyte": "haemoglobin", **result} for result in haemoglobin]
    found = interpret_labs(results, thresholds=NICE)
    assert found.anaemia == anaemia
    assert not (found.anaemia and found.anaemia_is_doubtful)


@pytest.mark.parametrize(
    ("analyte", "flag", "condition"),
    [
        ("potassium", "low", "hypokalaemia"),
        ("folate", "low", "folate_deficiency"),
        ("platelets", "low", "thrombocytopenia"),
        ("egfr", "low", "renal_impairment"),
        ("creatinine", "high", "renal_impairment"),
        ("ferritin", "low", "iron_deficiency"),
    ],
)
def test_other_conditions_are_the_laboratorys_own_word(analyte: Any, flag: Any, condition: str) -> None:
    for said, found in ((flag, (condition,)), ("normal", ()), ({"low": "high", "high": "low"}[flag], ())):
        assert interpret_labs([LabResult(analyte, flag=said)], thresholds=NICE).conditions == found


def test_what_speaks_for_a_deficiency_is_placed_so_or_may_be() -> None:
    for results, speaks, may_speak in (
        ([LabResult("total-b12", "100 ng/L")], True, ()),
        ([LabResult("total-b12", "200 ng/L")], True, ()),
        ([LabResult("total-b12", "500 ng/L")], False, ()),
        ([LabResult("mma", "500 nmol/L")], True, ("mma",)),
        ([], False, ()),
    ):
        found = interpret_labs(results, thresholds=NICE, patient=UNSPOILT)
        assert (found.speaks_for_it, found.may_speak_for_it) == (speaks, may_speak)


def test_a_result_that_nothing_places_is_not_withdrawn_too() -> None:
    kidneys = attrs.evolve(UNSPOILT, conditions={"renal_impairment": True})
    assert one("mma", "500 nmol/L", patient=kidneys).reason == one("mma", "500 nmol/L").reason


def test_every_contrary_verdict_and_every_note_is_told() -> None:
    results = [
        LabResult("total-b12", "400 ng/L", reference="450-900 ng/L"),
        LabResult("active-b12", "100 pmol/L", flag="low"),
    ]
    found = interpret_labs(results, thresholds=NICE, patient=UNSPOILT)
    assert found.reason == (
        "total-b12 and active-b12: unlikely; the laboratory itself calls total-b12 low; the laboratory itself calls "
        "active-b12 low"
    )
    noted = attrs.evolve(found.findings[1], notes=("one", "two"))
    assert str(noted).endswith("as the source puts it; one; two")


def test_a_panel_tells_all_that_was_found_in_it() -> None:
    results = LabPanel(
        [
            LabResult("haemoglobin", flag="low"),
            LabResult("potassium", flag="low"),
            LabResult("ferritin", flag="low"),
            LabResult("creatinine", "80 umol/L"),
        ]
    )
    found = interpret_labs(results, thresholds=NICE, patient=UNSPOILT)
    nothing = "it does not speak to the deficiency itself"
    by = "by National Institute for Health and Care Excellence: Vitamin B12 deficiency in over 16s: diagnosis and "
    by += "management (NG239), table 1 (uk-nice-ng239, March 2024)"
    left_out = "LEFT OUT " + " ".join(found.left_out)
    support = "DECISION SUPPORT These are findings to support a clinician's decision; a clinician decides."
    assert found.panel == results
    assert [" ".join(part.split()) for part in str(found).split("\n\n")] == [
        f"LABORATORY RESULTS deficiency: no finding (no result speaks to it by these cut-offs) {by}",
        (
            f"EACH RESULT haemoglobin low: no finding: {nothing} potassium low: no finding: {nothing} ferritin low: "
            f"no finding: {nothing} creatinine 80 umol/L: no finding: {nothing}; where the laboratory's flag or "
            "interval says that kidneys fail, MMA and homocysteine do not"
        ),
        (
            "WHAT THE LABORATORY ITSELF FINDS anaemia: present or severe, by the laboratory's own flag or interval "
            "hypokalaemia, by the laboratory's own flag or interval iron deficiency, by the laboratory's own flag or "
            "interval"
        ),
        left_out,
        "SOURCES none",
        support,
    ]
    unknown = interpret_labs([], thresholds=NICE)
    assert [" ".join(part.split()) for part in str(unknown).split("\n\n")][1:] == [
        "EACH RESULT none was given",
        left_out,
        "SOURCES none",
        support,
    ]
    unread = interpret_labs(LabResult("total-b12", "205 pg/mL"), thresholds=NICE)
    assert "\n\nNOT KNOWN, AND MIGHT SPOIL A RESULT\n  age\n  b12_treatment\n  pregnancy\n\n" in str(unread)
    assert found.to_dict() == {
        "thresholds": {
            "id": "uk-nice-ng239",
            "title": "Vitamin B12 deficiency in over 16s: diagnosis and management (NG239), table 1",
            "publisher": "National Institute for Health and Care Excellence",
            "version": "March 2024",
            "superseded_by": None,
        },
        "deficiency": None,
        "reason": "no result speaks to it by these cut-offs",
        "anaemia": ["present", "severe"],
        "conditions": ["hypokalaemia", "iron_deficiency"],
        "findings": [finding.to_dict() for finding in found.findings],
        "not_checked": [],
        "left_out": list(found.left_out),
        "decision_support": OF_RESULTS,
    }


def test_a_finding_is_plain_values_too() -> None:
    found = one("total-b12", "400 ng/L", reference="450-900 ng/L")
    assert found.to_dict() == {
        "shown": str(found),
        "result": {"analyte": "total-b12", "value": "400 ng/L", "reference": "450-900 ng/L"},
        "finding": "unlikely",
        "reason": '"deficiency unlikely" (>350 ng/L), as the source puts it',
        "may_be": ["unlikely"],
        "notes": ["the laboratory itself calls it low"],
        "citations": [citation.to_dict() for citation in found.citations],
    }
    assert found.citations


def test_it_is_written_for_people_and_for_programs() -> None:
    found = interpret_labs([LabResult("total-b12", "205 pg/mL")], thresholds=NICE)
    text = str(found)
    assert text.startswith(
        "LABORATORY RESULTS\n  deficiency: indeterminate (total-b12: indeterminate)\n  by National Institute"
    )
    assert "SOURCES\n  NICE guideline NG239" in text
    assert text.endswith("a clinician decides.")
    shown = found.to_dict()
    assert shown["deficiency"] == "indeterminate"
    assert shown["findings"][0]["result"] == {"analyte": "total-b12", "value": "205 pg/mL"}
    assert shown["anaemia"] is None


# Laws


@given(lab_panels(), patients(), st.sampled_from(ALL))
def test_every_result_gets_a_finding_or_a_reason_why_not(results: LabPanel, patient: Patient, by: Any) -> None:
    found = interpret_labs(results, thresholds=by, patient=patient)
    assert [finding.result for finding in found.findings] == list(results.results)
    for finding in found.findings:
        assert finding.reason
        if finding.finding in RANK:
            assert finding.citations
    if found.deficiency in RANK:
        assert found.deficiency in {finding.finding for finding in found.findings}


LEVELS = st.decimals(0, 1200, places=1, allow_nan=False, allow_infinity=False)


@given(LEVELS, LEVELS, st.sampled_from(["ng/L", "pmol/L"]), lab_panels(), patients(), st.sampled_from(ALL))
def test_a_lower_level_never_makes_deficiency_less_likely(  # noqa: PLR0917  (one argument a strategy)
    a: Decimal, b: Decimal, unit: str, rest: LabPanel, patient: Patient, by: Any
) -> None:
    others = [result for result in rest.results if result.analyte != "total-b12"]
    low, high = (
        interpret_labs([*others, LabResult("total-b12", level, unit=unit)], thresholds=by, patient=patient).deficiency
        for level in sorted([a, b])
    )
    if low in RANK and high in RANK:
        assert RANK[str(low)] >= RANK[str(high)]


@given(LEVELS, lab_panels(), patients(), st.sampled_from(ALL))
def test_less_knowledge_never_makes_deficiency_less_likely(
    level: Decimal, rest: LabPanel, patient: Patient, by: Any
) -> None:
    """A result that is only known to lie at or below a level is not called less likely than that level itself."""
    others = [result for result in rest.results if result.analyte != "total-b12"]
    exact, censored = (
        interpret_labs(
            [*others, LabResult("total-b12", f"{sign}{level} ng/L")], thresholds=by, patient=patient
        ).deficiency
        for sign in ("", "<=")
    )
    if exact in RANK and censored in RANK:
        assert RANK[str(censored)] >= RANK[str(exact)]
    assert not (exact == "not-interpretable" and censored == "unlikely")


@given(LEVELS, st.sampled_from(["total-b12", "mma", "homocysteine"]), st.sampled_from(ALL))
def test_a_unit_changes_a_finding_only_where_it_says_so(level: Decimal, analyte: str, by: Any) -> None:
    units = {"total-b12": ("pg/mL", "pmol/L"), "mma": ("nmol/L", "ng/mL"), "homocysteine": ("umol/L", "mg/L")}[analyte]
    reported = Quantity(level, units[0])
    findings = [
        interpret_labs([LabResult(analyte, value)], thresholds=by, patient=UNSPOILT).findings[0]
        for value in (reported, convert(reported, units[1], analyte=analyte))
    ]
    if findings[0].finding != findings[1].finding:
        assert all(any("which are rounded" in note for note in finding.notes) for finding in findings)


@given(st.sampled_from(["total-b12", "active-b12", "mma"]), st.sampled_from(["mma", "homocysteine"]))
def test_a_normal_marker_never_turns_confirmed_into_a_silent_unlikely(confirming: str, normal: str) -> None:
    if confirming == normal:
        return
    sure = {"total-b12": {"value": "100 ng/L"}, "active-b12": {"value": "10 pmol/L"}, "mma": {"flag": "high"}}
    results = [LabResult(confirming, **sure[confirming])]  # type: ignore[arg-type]
    assert interpret_labs(results, thresholds=NICE, patient=UNSPOILT).deficiency == "confirmed"
    found = interpret_labs([*results, LabResult(normal, flag="normal")], thresholds=NICE, patient=UNSPOILT)
    assert found.deficiency == "not-interpretable"
    assert found.reason.startswith("the results disagree")


# In a recommendation

BNF = "uk-bnf-hydroxocobalamin"
TREATED = Patient(
    age=57,
    purpose="treatment",
    cause="pernicious-anaemia",
    optic_disease="none",
    severity=Severity(neurological=True),
    nitrous_oxide=False,
)


def with_labs(*results: LabResult, **more: Any) -> Patient:
    return attrs.evolve(TREATED, labs=list(results), **more)


def test_results_and_record_agree_or_the_fact_is_not_known() -> None:
    low, high = LabResult("total-b12", "100 ng/L"), LabResult("total-b12", "900 ng/L")
    agreed = select_regimen(with_labs(low, deficiency="confirmed"), guideline=BNF)
    assert agreed.to_dict()["labs"]["disagreements"] == []
    assert "deficiency-unlikely" not in [alert.id for alert in agreed.alerts_not_checked]
    measured = select_regimen(with_labs(high), guideline=BNF)
    assert "deficiency-unlikely" in [alert.id for alert in measured.alerts], "the laboratory alone raises it"
    torn = select_regimen(with_labs(high, deficiency="confirmed"), guideline=BNF)
    assert torn.to_dict()["labs"]["disagreements"] == [
        "deficiency: not known: the record says confirmed, the laboratory results say unlikely"
    ]
    assert "THE RECORD AND THE LABORATORY DISAGREE" in str(torn)
    assert "deficiency-unlikely" in [alert.id for alert in torn.alerts], "one of the two says so"
    checklist = {item.item: item.known for item in torn.checklist}
    assert checklist["deficiency"] == "the record: confirmed; the laboratory results by uk-nice-ng239: unlikely"
    assert {item.item: item.known for item in measured.checklist}["deficiency"] == (
        "the laboratory results by uk-nice-ng239: unlikely"
    )
    spoken = [low, LabResult("mma", flag="normal")]
    doubted = select_regimen(with_labs(*spoken, deficiency="unlikely"), guideline=BNF)
    assert doubted.to_dict()["labs"]["disagreements"] == [
        "deficiency: not known: the record says unlikely, and laboratory results speak for it, or may"
    ]


def test_anaemia_comes_from_the_laboratory_where_the_record_is_silent() -> None:
    facts = {"neurological": False, "critically_ill": False}
    low = LabResult("haemoglobin", "9 g/dL", reference="12-16 g/dL")
    normal = LabResult("haemoglobin", "13 g/dL", reference="12-16 g/dL")

    def asked(result: LabResult, **severity: Any) -> Any:
        patient = with_labs(result, severity=Severity(**facts, **severity))
        return select_regimen(patient, guideline="adult-common-practice")

    assert asked(normal).action == "inject"
    assert asked(low).action == "ask", "the laboratory does not say whether it is severe"
    assert [question.fact for question in asked(low).questions] == ["anaemia"]
    assert asked(low, anaemia="severe").action == "inject"
    assert asked(normal, anaemia="severe").action == "ask", "record and laboratory disagree"
    origins = {fact.fact: fact.origin for fact in asked(normal).facts}
    assert origins["anaemia"] == "the laboratory results"
    assert {f.fact: f.origin for f in asked(low, anaemia="severe").facts}["anaemia"] == (
        "the patient, and the laboratory results agree"
    )


def test_a_placed_result_is_an_initial_test_and_the_record_must_agree() -> None:
    def asked(*results: LabResult, **known: Any) -> Any:
        patient = Patient(age=46, suspicion=known, labs=results)
        return select_regimen(patient, guideline="uk-nice-ng239-testing")

    def origin(found: Any) -> str:
        return str({fact.fact: fact.origin for fact in found.facts}["tested"])

    low = LabResult("total-b12", "100 ng/L")
    assert asked(low).action == "not-stated"
    assert origin(asked(low, tested=True)) == "the patient, and the laboratory results agree"
    torn = asked(low, tested=False)
    assert torn.to_dict()["labs"]["disagreements"] == [
        "suspicion.tested: not known: the record says no, the laboratory results say yes"
    ]
    assert origin(asked(LabResult("haemoglobin", flag="low"))) == "not known", "it is no test for the deficiency"
    assert origin(asked(LabResult("mma", "300 nmol/L"))) == "not known", "it is not placed"


DOUBTFUL = [
    [LabResult("haemoglobin", flag="low"), LabResult("haemoglobin", flag="normal")],
    [LabResult("haemoglobin", "60 g/L", flag="normal", reference="120-160 g/L")],
    [LabResult("haemoglobin", flag="low", taken="2026-01-01"), LabResult("haemoglobin", "9 g/dL", taken="2026-01-01")],
]


@pytest.mark.parametrize("results", DOUBTFUL)
def test_a_record_of_no_anaemia_does_not_stand_against_a_low_haemoglobin(results: list[LabResult]) -> None:
    severity = Severity(neurological=False, critically_ill=False, anaemia="none")
    found = select_regimen(with_labs(*results, severity=severity), guideline="adult-common-practice")
    assert found.action == "ask"
    assert found.to_dict()["labs"]["disagreements"] == [
        "severity.anaemia: not known: the record says none, and laboratory results speak for it, or may"
    ]


@pytest.mark.parametrize("results", DOUBTFUL)
def test_a_record_that_is_doubted_silences_no_alert(results: list[LabResult]) -> None:
    def asked(**severity: Any) -> Recommendation:
        patient = with_labs(
            *results, severity=Severity(**severity), pregnancy="pregnant", deficiency="indeterminate", sex="female"
        )
        return select_regimen(patient, guideline=BNF)

    doubted, unset = asked(neurological=True, anaemia="none"), asked(neurological=True)
    open_ones = {alert.id for alert in doubted.alerts_not_checked}
    assert {"anaemia-of-pregnancy", "hypokalaemia-in-severe-anaemia"} <= open_ones
    assert open_ones == {alert.id for alert in unset.alerts_not_checked}
    needed = {path for alert in doubted.alerts_not_checked for path in doubted.missing(alert)}
    assert "severity.anaemia" in needed


@given(patients(), lab_panels(), st.sampled_from(["none", "present", None]), st.sampled_from(["unlikely", None]))
def test_what_is_not_known_of_a_case_is_not_said_by_its_record_alone(
    patient: Patient, panel: LabPanel, anaemia: Any, deficiency: Any
) -> None:
    patient = attrs.evolve(patient, labs=panel, severity=Severity(anaemia=anaemia), deficiency=deficiency)
    case = Case(patient, interpret_labs(panel, thresholds=NICE, patient=patient))
    for name, fact in FACTS.items():
        recorded = fact.look(patient)
        if case.seen(name) is None and recorded is not None:
            others = [value for value in fact.values if value not in recorded]
            assert case.is_among(name, recorded) is None or case.is_among(name, others) is not False, name


LOW = LabResult("haemoglobin", "119 g/L", reference="120-150 g/L")


@pytest.mark.parametrize(
    ("said", "severe", "rising_platelets"),
    [
        ("severe", "standing", "standing"),
        ("present", "silent", "standing"),
        (None, "not-checked", "standing"),
        ("none", "not-checked", "standing"),  # they disagree, and the laboratory does not say how severe
    ],
)
def test_a_low_haemoglobin_does_not_make_an_anaemia_severe(said: Any, severe: str, rising_platelets: str) -> None:
    patient = with_labs(LOW, severity=Severity(neurological=False, anaemia=said))
    found = select_regimen(patient, guideline=BNF)
    alerts = {alert.id: alert for alert in (*found.alerts, *found.alerts_not_checked)}
    statuses = {name: status_of(alert, found.case) for name, alert in alerts.items()}
    assert statuses.get("hypokalaemia-in-severe-anaemia", "silent") == severe
    assert statuses["thrombocytosis"] == rising_platelets
    if severe == "not-checked":
        assert found.missing(alerts["hypokalaemia-in-severe-anaemia"]) == ("severity.anaemia",)


@given(patients(), lab_panels())
def test_one_of_all_values_is_known_where_anything_is_and_no_value_is_none(patient: Patient, panel: LabPanel) -> None:
    patient = attrs.evolve(patient, labs=panel)
    case = Case(patient, interpret_labs(panel, thresholds=NICE, patient=patient))
    for name, fact in [(name, fact) for name, fact in FACTS.items() if name != "age"]:
        assert case.is_among(name, fact.values) in (True, None)
        assert case.is_among(name, ()) in (False, None)
        each = [case.is_among(name, [value]) for value in fact.values]
        if case.seen(name) is not None:
            assert case.is_among(name, fact.values) is True
            assert True in each or each.count(None) > 1


def test_a_laboratorys_own_cut_offs_replace_those_of_the_guideline() -> None:
    patient = with_labs(LabResult("total-b12", "200 ng/L"))
    assert select_regimen(patient, guideline=BNF).labs is not None
    by_nice = select_regimen(patient, guideline=BNF).to_dict()["labs"]
    assert (by_nice["thresholds"]["id"], by_nice["deficiency"]) == (NICE, "indeterminate")
    by_own = select_regimen(patient, guideline=BNF, thresholds="uk-ruh-bath-laboratory").to_dict()["labs"]
    assert (by_own["thresholds"]["id"], by_own["deficiency"]) == ("uk-ruh-bath-laboratory", "unlikely")


def test_a_guideline_without_cut_offs_reads_none_and_says_so() -> None:
    found = select_regimen(with_labs(LabResult("total-b12", "100 ng/L")), guideline="us-fda-cyanocobalamin")
    assert found.to_dict()["labs"]["deficiency"] is None
    assert "no cut-offs were chosen: this guideline names none; pass thresholds" in str(found)
    with pytest.raises(UnknownThresholdsError):
        select_regimen(Patient(), guideline="us-fda-cyanocobalamin", thresholds="zz")


def test_without_results_there_is_nothing_to_read() -> None:
    assert select_regimen(TREATED, guideline=BNF).labs is None
    assert select_regimen(TREATED, guideline=BNF).to_dict()["labs"] is None


@given(lab_panels(), patients(), st.sampled_from([BNF, "us-fda-cyanocobalamin", "adult-common-practice"]))
def test_results_change_no_rule_that_does_not_look_at_them(results: LabPanel, patient: Patient, guideline: str) -> None:
    plain = select_regimen(patient, guideline=guideline)
    measured = select_regimen(attrs.evolve(patient, labs=results), guideline=guideline)
    if guideline != "adult-common-practice":
        assert measured.rules == plain.rules
    assert measured.labs is not None
