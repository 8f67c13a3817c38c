"""An order beside the alerts: what is ordered, what is in hand, and what could not be checked."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import (
    Alert,
    OrderReview,
    Patient,
    Recommendation,
    Severity,
    guideline_ids,
    load_guideline,
    load_product,
    prepare_dose,
    product_ids,
    review_order,
    select_regimen,
)
from b12regimen.regimens.dosing import DRUGS
from b12regimen.testing import patients

BNF = "uk-bnf-hydroxocobalamin"
PATIENT = Patient(
    age=46,
    purpose="treatment",
    cause="pernicious-anaemia",
    optic_disease="none",
    severity=Severity(neurological=False),
    b12_treatment="none",
    allergies=[],
    pregnancy="not-pregnant",
)
LEBER = attrs.evolve(PATIENT, optic_disease="leber")
ORDER = "1 mg IM 3 times a week for 2 weeks then 1 mg IM every 3 months"
ROUTES: Final = ("IM", "SC", "deep SC")
# Drugs and countries, each with a guideline: what holds for all is asked for through another one's answer.
BY_DRUG = {
    (one.drug, one.jurisdiction): one for one in map(load_guideline, guideline_ids()) if one.about == "treatment"
}


def review(order: str, patient: Patient = PATIENT, guideline: str = BNF, **more: Any) -> OrderReview:
    return review_order(order, patient, guideline=guideline, **more)


def named(found: OrderReview, severity: str) -> list[str]:
    return [finding.id for finding in found.findings if finding.severity == severity]


def blocking(alerts: tuple[Alert, ...]) -> set[str]:
    return {alert.id for alert in alerts if alert.severity == "contraindication"}


def answer_on_the_drug(found: OrderReview) -> Recommendation | None:
    """Give what a guideline on the order's own drug, of the same country, says for the patient."""
    recommendation = found.recommendation
    beside = BY_DRUG.get((found.order.drug, recommendation.guideline.jurisdiction))
    return None if beside is None else select_regimen(recommendation.case.patient, guideline=beside)


ASKED = st.sampled_from(sorted(guideline_ids()))
ORDERED = st.tuples(st.sampled_from(DRUGS), st.sampled_from(ROUTES)).map(
    lambda of: f"{of[0]} {ORDER.replace('IM', of[1])}"
)


@given(patients(), ASKED, ORDERED)
def test_no_order_agrees_while_a_contraindication_of_its_drug_is_unchecked_or_stands(
    patient: Patient, guideline: str, order: str
) -> None:
    found = review(order, patient, guideline)
    beside = answer_on_the_drug(found)
    if beside is not None:
        assert blocking(beside.alerts_not_checked) <= blocking(found.alerts_not_checked)
        assert blocking(beside.alerts) <= set(named(found, "contraindication"))
    assert ("not-checked" in named(found, "caution")) is bool(blocking(found.alerts_not_checked))
    assert not (found.outcome == "agrees" and blocking(found.alerts_not_checked))


@given(patients(), ASKED, st.sampled_from(sorted(product_ids())), st.sampled_from(("vitamin B12", *DRUGS)))
def test_what_blocks_a_product_blocks_an_order_for_which_it_is_used(
    patient: Patient, guideline: str, product: str, drug: str
) -> None:
    if load_product(product).strength is None:
        return
    found = review(f"{drug} {ORDER}", patient, guideline, product=product)
    own = load_guideline(guideline).own_for
    drawn_up = prepare_dose("1 mg", product, route="IM", patient=patient)
    blocks = {one.id for one in drawn_up.alerts if one.severity == "contraindication" and not own(one)}
    assert blocks <= set(named(found, "contraindication"))


def test_what_was_not_checked_is_in_every_form_with_what_is_missing() -> None:
    unknown = attrs.evolve(PATIENT, allergies=None, optic_disease=None)
    order = "cyanocobalamin 1 mg IM daily to a total of 10 mg then 1 mg IM monthly"
    found = review(order, unknown, "fr-delagrange-cyanocobalamin")
    assert (found.outcome, named(found, "caution")) == ("findings", ["not-checked"])
    for text in (str(found), found.to_html(), found.to_json()):
        plain = " ".join(text.split())
        assert "optic_disease: leber (contraindication), tobacco-amblyopia (contraindication)" in plain
        assert "allergies: cobalamin-allergy (contraindication), cobalt-allergy (contraindication)" in plain
    assert review(order, PATIENT, "fr-delagrange-cyanocobalamin").outcome == "agrees"


def test_a_product_of_another_drug_than_the_guideline_s_is_said_where_the_order_names_none() -> None:
    for drug, whose in (("vitamin B12", "the guideline"), ("hydroxocobalamin", "the order")):
        found = review(f"{drug} {ORDER}", LEBER, product="uk-cytamen")
        assert (found.outcome, named(found, "contraindication")) == ("blocked", ["leber"])
        assert "product-of-another-drug" in named(found, "warning")
        assert f"Cytamen is cyanocobalamin, and {whose} is for hydroxocobalamin" in " ".join(str(found).split())


def test_an_order_without_a_drug_may_be_of_any() -> None:
    found = review(f"vitamin B12 {ORDER}", LEBER)
    assert named(found, "warning")[:2] == ["leber", "no-drug"]
    assert found.findings[0].text.startswith("if the drug is cyanocobalamin: Leber's disease")


@pytest.mark.parametrize("guideline", ["us-fda-hydroxocobalamin", "us-fda-cyanocobalamin"])
def test_a_warning_on_the_drug_that_is_ordered_is_a_finding(guideline: str) -> None:
    found = review("cyanocobalamin 100 mcg IM monthly for life", LEBER, guideline)
    assert named(found, "warning")[0] == "leber"
    pregnant = review("cyanocobalamin 1 mg IM monthly", attrs.evolve(PATIENT, pregnancy="pregnant"), guideline)
    assert "pregnancy" in named(pregnant, "caution")


@pytest.mark.parametrize(("route", "caution"), [("IM", True), ("deep SC", False), ("", True)])
def test_a_caution_on_a_route_is_for_orders_by_that_route_or_by_none(route: str, *, caution: bool) -> None:
    anticoagulated = attrs.evolve(PATIENT, conditions={"anticoagulated": True})
    found = review(f"hydroxocobalamin {ORDER.replace('IM', route)}", anticoagulated)
    assert ("anticoagulated" in named(found, "caution")) is caution


def test_another_country_s_label_is_heard_beside_that_of_the_guideline() -> None:
    allergic = attrs.evolve(PATIENT, allergies=["cobalt"])
    order = f"hydroxocobalamin {ORDER}"
    assert named(review(order, allergic), "contraindication") == []
    found = review(order, allergic, product="us-hydroxocobalamin-actavis")
    assert named(found, "contraindication") == ["cobalt-allergy"]


def test_what_does_not_turn_on_the_order_is_shown_and_is_no_finding() -> None:
    anaemic = attrs.evolve(PATIENT, severity=Severity(neurological=False, anaemia="severe"))
    found = review(f"hydroxocobalamin {ORDER}", anaemic)
    assert (found.outcome, named(found, "warning")) == ("agrees", [])
    assert {"hypokalaemia-in-severe-anaemia", "thrombocytosis"} < {one["id"] for one in found.to_dict()["alerts"]}
    for text in (str(found), found.to_html()):
        assert "potassium may fall, with arrhythmia and sudden death" in " ".join(text.split())
        assert "globalrph.com" in text


def test_the_source_s_own_words_stand_in_place_of_what_others_say() -> None:
    smoker = attrs.evolve(PATIENT, optic_disease="tobacco-amblyopia")
    found = review("cyanocobalamin 1 mg IM monthly", smoker, "es-optovite-cyanocobalamin")
    assert named(found, "contraindication") == []
    assert named(found, "warning")[0] == "tobacco-amblyopia"
