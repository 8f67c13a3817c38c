"""The published time line and rules of response, as cases: each written from the source's own line."""

from __future__ import annotations

from typing import Any

import pytest

from b12regimen import LabResult, Response, assess_response

KUZMINSKI_MMA = "73-271 nmol/L"
KUZMINSKI_HOMOCYSTEINE = "5.1-13.9 umol/L"


def of(name: str, before: Any, after: Any, since: str | None, **more: Any) -> Any:
    """Assess one marker by its values, or by attributes of its results."""
    baseline, follow_up = (
        LabResult(name, **given) if isinstance(given, dict) else LabResult(name, given) for given in (before, after)
    )
    (found,) = assess_response([baseline], [follow_up], since_start=since, **more).markers.values()
    return found


def count(before: str, after: str, since: str, reference: str = "120-160 g/L", name: str = "haemoglobin") -> Any:
    return of(name, {"value": before, "reference": reference}, {"value": after, "reference": reference}, since)


# Kuzminski 1998: means before, and at 4 months on 9 injections of 1 mg cyanocobalamin.
def test_trial_means_at_4_months_are_a_response() -> None:
    found = assess_response(
        [
            LabResult("mma", "3630 nmol/L", reference=KUZMINSKI_MMA),
            LabResult("homocysteine", "40.0 umol/L", reference=KUZMINSKI_HOMOCYSTEINE),
            LabResult("total-b12", "95 pg/mL", reference="200-900 pg/mL"),
        ],
        [
            LabResult("mma", "265 nmol/L", reference=KUZMINSKI_MMA),
            LabResult("homocysteine", "12.2 umol/L", reference=KUZMINSKI_HOMOCYSTEINE),
            LabResult("total-b12", "325 pg/mL", reference="200-900 pg/mL"),
        ],
        since_start="4 months",
        doses_given=9,
    )
    assert {name: one.finding for name, one in found.markers.items()} == {
        "mma": "responded",
        "homocysteine": "responded",
        "total-b12": "not-comparable",
    }
    assert found.finding == "responded"
    assert "kuzminski-1998" in {citation.source.key for citation in found.markers["mma"].citations}


# NEJM 2013: MMA 3600 nmol/L (limit 400), homocysteine 49.1 umol/L (limit 14) before treatment.
@pytest.mark.parametrize(
    ("after", "since", "finding"),
    [
        ("1200 nmol/L", "1 month", "partial"),
        ("300 nmol/L", "1 month", "responded"),
        ("3600 nmol/L", "1 month", "too-early"),
        ("3700 nmol/L", "119 days", "too-early"),
        ("300 nmol/L", "4 months", "responded"),
        ("0.3 umol/L", "123 days", "responded"),
        ("1200 nmol/L", "4 months", "partial"),
        ("3600 nmol/L", "4 months", "none"),
        ("300 nmol/L", "120 days", "responded"),
        ("1200 nmol/L", "120 days", "partial"),
        ("3600 nmol/L", "120 days", "not-comparable"),
    ],
)
def test_mma_of_the_vignette_before_and_after_4_months(after: str, since: str, finding: str) -> None:
    found = of(
        "mma", {"value": "3600 nmol/L", "reference": "<400 nmol/L"}, {"value": after, "reference": "<400 nmol/L"}, since
    )
    assert found.finding == finding, found


# Reticulocytes: they rise on day 3-4 and peak about day 7; the labels look on days 5 to 7 and days 3 to 10.
@pytest.mark.parametrize(
    ("after", "since", "finding"),
    [
        ("1.2 %", "2 days", "too-early"),
        ("8 %", "2 days", "too-early"),
        ("8 %", "3 days", "responded"),
        ("1.2 %", "3 days", "too-early"),
        ("1.2 %", "4 days", "too-early"),
        ("1.2 %", "5 days", "none"),
        ("1.0 %", "7 days", "none"),
        ("8 %", "1 week", "responded"),
        ("8 %", "10 days", "responded"),
        ("1.2 %", "10 days", "none"),
        ("8 %", "11 days", "not-comparable"),
        ("1.2 %", "8 weeks", "not-comparable"),
    ],
)
def test_reticulocytes_along_the_days(after: str, since: str, finding: str) -> None:
    found = assess_response(
        [LabResult("reticulocytes-percent", "1.2 %"), LabResult("haemoglobin", flag="low")],
        [LabResult("reticulocytes-percent", after), LabResult("haematocrit", "35 %")],
        since_start=since,
    )
    assert found.markers["reticulocytes"].finding == finding


# The US label: re-evaluate if reticulocytes do not stay at least twice normal while the haematocrit is below 35 %.
@pytest.mark.parametrize(
    ("since", "reticulocytes", "haematocrit", "finding"),
    [
        ("2 weeks", "0.9 %", "34.9 %", "partial"),
        ("2 weeks", "0.9 %", "0.349 L/L", "partial"),
        ("2 weeks", "0.9 %", "35 %", "not-comparable"),
        ("2 weeks", "0.9 %", "35.1 %", "not-comparable"),
        ("2 weeks", "1.0 %", "30 %", "not-comparable"),
        ("2 weeks", "4.9 %", "30 %", "not-comparable"),
        ("2 weeks", "5.0 %", "30 %", "not-comparable"),
        ("2 weeks", "0.9 %", "<30 %", "partial"),
        ("2 weeks", "0.9 %", "<40 %", "not-comparable"),
        ("2 weeks", "<1.0 %", "30 %", "not-comparable"),
        ("2 weeks", "<=1.0 %", "30 %", "not-comparable"),
        ("2 weeks", "0.3 %", "30 %", "none"),
        ("7 days", "0.9 %", "30 %", "partial"),
        ("7 days", "0.9 %", "35 %", "responded"),
        ("7 days", "3 %", "30 %", "not-comparable"),
        ("7 days", "5.0 %", "30 %", "responded"),
        ("4 days", "0.9 %", "30 %", "too-early"),
        ("4 days", "5.0 %", "30 %", "responded"),
    ],
)
def test_twice_normal_while_the_haematocrit_is_low(
    since: str, reticulocytes: str, haematocrit: str, finding: str
) -> None:
    found = assess_response(
        [LabResult("reticulocytes-percent", "0.4 %"), LabResult("haemoglobin", flag="low")],
        [
            LabResult("reticulocytes-percent", reticulocytes, reference="0.5-2.5 %"),
            LabResult("haematocrit", haematocrit),
        ],
        since_start=since,
    )
    assert found.markers["reticulocytes"].finding == finding, found.markers["reticulocytes"]
    assert ("re-evaluate" in {one.id for one in found.next}) is (finding in ("none", "partial"))


def test_what_the_label_says_of_twice_normal_is_said_on_each_side() -> None:
    def said(value: str, haematocrit: str = "30 %", reference: str | None = "0.5-2.5 %") -> str:
        found = assess_response(
            [LabResult("reticulocytes-percent", "0.4 %")],
            [LabResult("reticulocytes-percent", value, reference=reference), LabResult("haematocrit", haematocrit)],
            since_start="2 weeks",
        )
        return found.markers["reticulocytes"].reason

    assert "below 1 %, twice the lower limit of normal" in said("0.9 %")
    assert "is not decided" in said("4.9 %")
    assert "at twice normal or more" in said("5 %")
    assert "the haematocrit is not below 35 %" in said("0.9 %", "35 %")
    assert "may be below 35 %" in said("0.9 %", "<40 %")
    assert "without a value and the laboratory's interval" in said("0.9 %", reference=None)
    assert "at twice normal or more" in said("5 %", reference="<=2.5 %")
    assert "is not decided" in said("9 %", reference=">=0.5 %")


# Haemoglobin and haematocrit begin to rise in week 1, and are normal by about 8 weeks; another text says 3-4 weeks.
@pytest.mark.parametrize(
    ("after", "since", "finding", "late"),
    [
        ("90 g/L", "6 days", "too-early", False),
        ("8.6 g/dL", "1 week", "partial", False),
        ("78 g/L", "1 week", "none", False),
        ("70 g/L", "2 weeks", "none", False),
        ("119 g/L", "55 days", "partial", False),
        ("119 g/L", "8 weeks", "partial", True),
        ("120 g/L", "3 weeks", "responded", False),
        ("161 g/L", "8 weeks", "responded", False),
    ],
)
def test_haemoglobin_along_the_weeks(after: str, since: str, finding: str, late: bool) -> None:  # noqa: FBT001
    found = count("78 g/L", after, since)
    assert (found.finding, found.is_late) == (finding, late)


def test_a_count_that_is_late_says_by_when_it_was_expected() -> None:
    notes = "; ".join(count("78 g/L", "110 g/L", "8 weeks").notes)
    assert "normal by about 8 weeks" in notes
    assert "normal blood count by 3-4 weeks" in notes
    notes = "; ".join(count("78 g/L", "110 g/L", "4 weeks").notes)
    assert "8 weeks" not in notes
    assert "3-4 weeks" in notes


@pytest.mark.parametrize(
    ("after", "finding"),
    [
        ("118 fL", "none"),
        ("121 fL", "none"),
        ("110 fL", "partial"),
        ("98 fL", "responded"),
        ("75 fL", "not-comparable"),
    ],
)
def test_mcv_goes_down_from_macrocytosis(after: str, finding: str) -> None:
    assert count("118 fL", after, "3 weeks", "80-98 fL", "mcv").finding == finding


# NHG, DSAM, Remedy, North Bristol: the level under treatment says little; the patient page and the article measure it.
@pytest.mark.parametrize("name", ["total-b12", "active-b12"])
def test_the_level_is_no_marker_and_the_disagreement_is_named(name: str) -> None:
    found = of(name, "40 pmol/L", "900 pmol/L", "4 months")
    assert found.finding == "not-comparable"
    assert "no marker of response" in found.reason
    assert "other sources disagree" in found.notes[0]
    keys = {citation.source.key for citation in found.citations}
    assert {"nhg-2014", "dsam-2025", "bnssg-remedy", "north-bristol-laboratory", "nhs-patient-page", "article"} == keys


def no_response(since: str = "7 days", **more: Any) -> Response:
    low = LabResult("haemoglobin", "78 g/L", reference="120-160 g/L")
    return assess_response([low], [low], since_start=since, **more)


def test_no_response_names_what_it_may_mean_and_what_to_do() -> None:
    found = no_response()
    assert {one.id for one in found.meanings} == {
        *("diagnosis", "iron", "folate", "used-up", "infection", "uraemia", "marrow-suppression", "concurrent-disease"),
    }
    assert all(one.citations for one in (*found.meanings, *found.next))
    assert {"re-evaluate", "iron-and-folate", "haematology"} <= {one.id for one in found.next}
    assert "chloramphenicol" in str(found)


def test_symptoms_that_do_not_improve_are_for_the_prescriber() -> None:
    (said,) = (one for one in no_response("3 months", symptoms="worse").next if one.id == "symptoms-not-improved")
    assert "increase the frequency if needed, in line with the manufacturer's product information" in said.text
    assert "for the prescriber" in said.text
    assert {citation.source.evidence for citation in said.citations} == {"secondary"}


# NICE, as restated: the review is 3 months after starting, at 1 month in pregnancy; what to change is said of it.
@pytest.mark.parametrize("symptoms", ["improved", "not-improved", "worse"])
def test_what_to_do_with_symptoms_is_for_the_review(symptoms: str) -> None:
    def said(since: str, **more: Any) -> bool:
        stated = ("symptoms-improved", "symptoms-not-improved")
        return any(one.id in stated for one in no_response(since, symptoms=symptoms, **more).next)

    assert not said("2 days")
    assert not said("3 weeks")
    assert not said("3 months", doses_given=1)
    assert said("1 month")
    assert said("3 months")


# The US label: daily from day 5 to day 7, then often until the haematocrit is normal. NHS Lothian: 7-10 days, 8 weeks.
@pytest.mark.parametrize(
    ("since", "monitored"),
    [
        ("7 days", ["monitor-early", "monitor-later"]),
        ("8 days", ["monitor-often", "monitor-later"]),
        ("3 weeks", ["monitor-often", "monitor-at-8-weeks"]),
        ("8 weeks", ["monitor-often", "monitor-at-8-weeks"]),
        ("12 weeks", ["monitor-often"]),
        (None, ["monitor-early", "monitor-later"]),
    ],
)
def test_what_is_over_is_not_said_again(since: str | None, monitored: list[str]) -> None:
    low = LabResult("haemoglobin", "78 g/L", reference="120-160 g/L")
    found = assess_response([low], [low], since_start=since)
    assert [one.id for one in found.next if one.id.startswith("monitor-")] == monitored
    with_it = assess_response([low], [low, LabResult("haematocrit", flag="normal")], since_start=since)
    assert "monitor-often" not in {one.id for one in with_it.next}
