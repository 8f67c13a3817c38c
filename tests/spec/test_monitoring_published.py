"""Published monitoring as cases: what a source has measured or reviewed, when, in whom, and how the source was read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from b12regimen import MonitoringItem, Patient, guideline_ids, load_guideline, monitoring_plan, select_regimen
from b12regimen.monitoring.loader import MonitoringEntry, monitoring_entries

START = date(2026, 3, 2)
ADULT: dict[str, Any] = {
    "age": 46,
    "purpose": "treatment",
    "cause": "pernicious-anaemia",
    "optic_disease": "none",
    "pregnancy": "not-pregnant",
    "severity": {"neurological": False, "anaemia": "severe"},
}
BNF = "uk-bnf-hydroxocobalamin"
FDA = "us-fda-cyanocobalamin"
FDA_OH = "us-fda-hydroxocobalamin"
IT = "it-dobetin-1000-cyanocobalamin"
LEVEL = "repeating the level of vitamin B12 on treatment"


def plan_of(guideline: str, **known: Any) -> dict[str, MonitoringItem]:
    patient = Patient.from_dict(ADULT | known)
    plan = monitoring_plan(select_regimen(patient, guideline=guideline), start=START)
    return {item.entry.id: item for item in plan.items}


# The measures, the first and the last day for a first dose on 2 March 2026, and how the source was read.
DATED = [
    (FDA, "us-before", "haematocrit, reticulocytes, vitamin-b12, folate and iron", None, "2026-03-02", "primary"),
    (BNF, "potassium-before", "potassium", None, "2026-03-02", "secondary"),
    (BNF, "ng239-before", "diagnostic-blood-tests", None, "2026-03-02", "secondary"),
    (FDA, "us-cyanocobalamin-potassium", "potassium", "2026-03-02", "2026-03-04", "primary"),
    (FDA_OH, "us-hydroxocobalamin-potassium", "potassium", "2026-03-02", "2026-03-04", "primary"),
    ("fr-gerda-cyanocobalamin", "fr-potassium", "potassium", "2026-03-02", "2026-03-04", "primary"),
    (FDA, "us-response", "haematocrit and reticulocytes", "2026-03-07", "2026-03-09", "primary"),
    (FDA, "us-until-normal", "haematocrit and reticulocytes", "2026-03-09", None, "primary"),
    (BNF, "bmj-reticulocytes", "reticulocytes", "2026-03-09", "2026-03-16", "primary"),
    (BNF, "bmj-8-weeks", "mma, homocysteine and mcv", "2026-04-27", "2026-04-27", "primary"),
    (BNF, "lothian-reticulocytes", "reticulocytes", "2026-03-09", "2026-03-12", "primary"),
    (BNF, "lothian-8-weeks", "blood-count and reticulocytes", "2026-04-27", "2026-04-27", "primary"),
    (BNF, "ng239-review", "review: response", "2026-06-02", "2026-06-02", "secondary"),
    (
        BNF,
        "uppsala-6-months",
        "haemoglobin, mcv, iron, homocysteine and folate",
        "2026-09-02",
        "2026-09-02",
        "primary",
    ),
    (BNF, "uppsala-repeat", "vitamin-b12", "2026-09-02", "2026-09-02", "primary"),
]
# The time in words, where the source prints no number that can be dated.
UNDATED = [
    (FDA_OH, "us-hydroxocobalamin-platelets", "as the marrow recovers; the source gives no number", "secondary"),
    (BNF, "uk-potassium", "in initial therapy; the source gives no number", "primary"),
    (BNF, "uk-platelets", "in the first weeks; the source gives no number", "primary"),
    (BNF, "uk-state", "under treatment", "primary"),
    (BNF, "uk-regular-blood", "regularly", "primary"),
    (BNF, "lothian-potassium", "in early therapy, in severe anaemia; the source gives no number", "primary"),
    (IT, "it-potassium", "early; the source gives no number", "primary"),
    (IT, "it-platelets", "in the first weeks; the source gives no number", "primary"),
    (
        FDA,
        "us-no-response",
        "if reticulocytes have not risen, or do not stay at least twice normal while the haematocrit is below 35 %",
        "primary",
    ),
    (BNF, "uk-no-response", "if there is no response", "primary"),
    ("fr-gerda-cyanocobalamin", "fr-no-response", "if there is no response", "primary"),
    ("uk-neo-cytamen-hydroxocobalamin", "uk-weekly-step", "during the weekly step; until it is normal", "primary"),
    ("ie-cytamen-cyanocobalamin", "ie-weekly-step", "during the weekly step; until it is normal", "primary"),
    ("au-vita-b12-hydroxocobalamin", "au-weekly-step", "during the weekly step; until it is normal", "primary"),
    ("nz-panpharma-hydroxocobalamin", "nz-weekly-step", "during the weekly step; until it is normal", "primary"),
    ("ch-vitarubin-cyanocobalamin", "ch-weekly-step", "during the weekly step; until it is normal", "primary"),
    (BNF, "uppsala-later", "perhaps once more after 12 months; from when they count was not read", "primary"),
    (
        BNF,
        "halland-after-stopping",
        "when treatment stops; every 6 months; until at least 2 years have passed",
        "primary",
    ),
    (BNF, "gastric-cancer", "whether and when to look by endoscopy is the clinician's call", "primary"),
    (BNF, "ruh-interval", "within 42 days of the last measurement", "primary"),
    (BNF, "remedy-no-repeat", "on treatment", "primary"),
    (BNF, "nbt-no-repeat", "on treatment: no samples from patients who are on vitamin B12", "primary"),
    (BNF, "mid-essex-no-repeat", "on treatment", "secondary"),
    (BNF, "nhg-no-repeat", "on treatment", "primary"),
    (BNF, "dsam-no-repeat", "on treatment, in adults who are not pregnant", "primary"),
    (BNF, "parkhurst-no-repeat", "once on therapy", "primary"),
    (BNF, "nhs-uk-repeat", "on treatment; regularly; the source gives no number", "primary"),
    (BNF, "be-repeat", "on treatment without complications, such as of nerves", "primary"),
]
# In whom: what is known otherwise, and which item follows or falls away.
IN_WHOM: list[tuple[str, dict[str, Any], str, bool]] = [
    (FDA, {"cause": "dietary-vegan"}, "us-cyanocobalamin-potassium", False),
    (FDA_OH, {"cause": "dietary-vegan"}, "us-hydroxocobalamin-potassium", True),
    (BNF, {"severity": {"anaemia": "present"}}, "lothian-potassium", False),
    ("fr-gerda-cyanocobalamin", {"severity": {"anaemia": "present"}}, "fr-potassium", True),
    ("fr-gerda-cyanocobalamin", {"severity": {"anaemia": "none"}}, "fr-potassium", False),
    # severe symptomatic deficiency: severe anaemia, or nerves
    (BNF, {"severity": {"anaemia": "none", "neurological": False}}, "bmj-reticulocytes", False),
    (BNF, {"severity": {"anaemia": "present", "neurological": False}}, "bmj-8-weeks", False),
    (BNF, {"severity": {"anaemia": "none", "neurological": True}}, "bmj-8-weeks", True),
    (BNF, {"purpose": "prophylaxis"}, "bmj-reticulocytes", False),
    # adults, not pregnant; for adults
    (BNF, {"age": 5}, "dsam-no-repeat", False),
    (BNF, {"age": 5}, "mid-essex-no-repeat", False),
    # no complication, such as neuropathy: repeat by the blood results
    (BNF, {"severity": {"neurological": True}}, "be-repeat", False),
    (BNF, {"purpose": "prophylaxis"}, "be-repeat", False),
    (BNF, {"age": 15}, "ng239-review", False),
    (BNF, {"age": 15}, "ng239-before", False),
    (BNF, {"age": 16}, "ng239-review", True),
    (BNF, {"pregnancy": "pregnant"}, "ng239-review", False),
    (BNF, {"pregnancy": "pregnant"}, "ng239-review-in-pregnancy", True),
    (BNF, {"pregnancy": "breastfeeding"}, "ng239-review-in-pregnancy", True),
    (BNF, {"pregnancy": "pregnant"}, "dsam-no-repeat", False),
    (BNF, {"pregnancy": "breastfeeding"}, "dsam-no-repeat", True),
    (BNF, {"cause": "total-gastrectomy"}, "gastric-cancer", False),
    (BNF, {"cause": ["dietary-vegan", "pernicious-anaemia"]}, "gastric-cancer", True),
    (BNF, {"cause": "bariatric-surgery"}, "homerton-repeat", True),
    (BNF, {}, "homerton-repeat", False),
    ("uk-neo-cytamen-hydroxocobalamin", {"severity": {"neurological": True}}, "uk-weekly-step", False),
    ("ch-vitarubin-cyanocobalamin", {"severity": {"neurological": True}}, "ch-neurological-step", True),
    ("uk-neo-cytamen-hydroxocobalamin", {"purpose": "prophylaxis"}, "uk-weekly-step", False),
    ("uk-neo-cytamen-hydroxocobalamin", {"optic_disease": "leber"}, "uk-weekly-step", False),
    ("uk-neo-cytamen-hydroxocobalamin", {"cause": "mma-or-homocystinuria"}, "uk-weekly-step", False),
    ("au-vita-b12-hydroxocobalamin", {"cause": "mma-or-homocystinuria"}, "au-weekly-step", False),
    ("ch-vitarubin-cyanocobalamin", {"age": 12}, "ch-weekly-step", False),
    (BNF, {}, "uk-weekly-step", False),
]


@pytest.mark.parametrize("entry", [entry for entry in monitoring_entries() if entry.rules], ids=lambda entry: entry.id)
def test_a_step_that_a_blood_count_ends_is_one_of_the_rule(entry: MonitoringEntry) -> None:
    for name in entry.guidelines:
        rules = load_guideline(name).rules
        ending = {rule.id for rule in rules.values() if any("until blood count" in str(one) for one in rule.regimens)}
        assert set(entry.rules) <= ending


def test_every_step_that_a_blood_count_ends_has_an_item() -> None:
    named = {(name, rule) for entry in monitoring_entries() for name in entry.guidelines for rule in entry.rules}
    ending = {
        (name, rule.id)
        for name in guideline_ids()
        for rule in load_guideline(name).rules.values()
        if any("until blood count" in str(regimen) for regimen in rule.regimens)
    }
    assert ending == named


@pytest.mark.parametrize(("guideline", "name", "what", "earliest", "latest", "evidence"), DATED)
def test_dated(
    *, guideline: str, name: str, what: str, earliest: str | None, latest: str | None, evidence: str
) -> None:
    item = plan_of(guideline)[name]
    found = item.to_dict()
    assert (item.what, found["earliest"], found["latest"], item.evidence) == (what, earliest, latest, evidence)


@pytest.mark.parametrize(("guideline", "name", "when", "evidence"), UNDATED)
def test_undated(guideline: str, name: str, when: str, evidence: str) -> None:
    item = plan_of(guideline)[name]
    assert (item.when, item.days, item.evidence) == (when, "no date", evidence)


@pytest.mark.parametrize(("guideline", "known", "name", "applies"), IN_WHOM)
def test_in_whom(*, guideline: str, known: dict[str, Any], name: str, applies: bool) -> None:
    assert (name in plan_of(guideline, **known)) is applies


def test_every_item_is_a_case() -> None:
    cases = {name for _, name, *_ in DATED} | {name for _, name, *_ in UNDATED} | {name for _, _, name, _ in IN_WHOM}
    assert cases == {entry.id for entry in monitoring_entries()}


def test_the_first_review_in_pregnancy_is_at_a_month() -> None:
    item = plan_of(BNF, pregnancy="breastfeeding")["ng239-review-in-pregnancy"]
    assert (item.earliest, item.latest) == (date(2026, 4, 2), date(2026, 4, 2))


def test_the_three_week_review_is_superseded_and_no_item() -> None:
    assert not [entry for entry in monitoring_entries() if str(entry.after) == "3 weeks"]


def test_the_level_on_treatment_is_a_disagreement() -> None:
    assert {entry.kind for entry in monitoring_entries() if entry.topic == LEVEL} == {"test", "do-not-measure"}
    before = next(entry for entry in monitoring_entries() if entry.id == "us-before")
    assert before.topic is None


def test_steps_that_a_blood_count_ends_are_those_of_the_guidelines() -> None:
    for entry in monitoring_entries():
        for name in entry.guidelines:
            rules = load_guideline(name).rules.values()
            assert any("until blood" in str(regimen.repletion) for rule in rules for regimen in rule.regimens), name
