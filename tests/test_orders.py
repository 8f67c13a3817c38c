"""Reading and reviewing orders: the laws, and each finding."""

from __future__ import annotations

import itertools
import json
from typing import Any

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from b12regimen import (
    Cause,
    Citation,
    NotationError,
    Order,
    OrderError,
    OrderReview,
    Patient,
    PatientError,
    Phase,
    Product,
    Range,
    Regimen,
    RegimenError,
    Severity,
    Source,
    guideline_ids,
    load_guideline,
    load_thresholds,
    parse_guideline,
    parse_phase,
    read_order,
    review_order,
    select_regimen,
)
from b12regimen.orders.comparison import compare_order
from b12regimen.orders.order import StepWithoutRoute
from b12regimen.orders.timings import may_be_of_each_round
from b12regimen.orders.words import BRANDS
from b12regimen.regimens.choices import Choice
from b12regimen.regimens.dosing import WEEKDAYS, Once, OnDays, OnWeekdays, Repeat
from b12regimen.regimens.ends import AfterDuration, ForLife, UntilConditions, WhileCausePersists
from b12regimen.testing import regimens
from b12regimen.values.durations import Duration, days_in

ONE = Range.exactly(1)
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
GOOD = "hydroxocobalamin 1 mg IM 3 times a week for 2 weeks then 1 mg IM every 3 months"
REPLETION, MAINTENANCE = "1 mg IM 3 times a week for 2 weeks", "1 mg IM every 3 months"
CURRENT = [name for name in guideline_ids() if load_guideline(name).superseded_by is None]


def settled(regimen: Regimen) -> Regimen:
    """Settle what can be settled: the first option, and a dose at its bound."""
    while regimen.choices:
        regimen = regimen.settle({choice.key: answer(choice, regimen) for choice in regimen.choices})
    return regimen


def answer(choice: Choice, regimen: Regimen) -> str:
    if choice.options:
        return choice.options[0]
    phase, number, _ = choice.key.split(".")
    step = getattr(regimen, phase).steps[int(number) - 1]
    if choice.kind == "dose":
        amount = step.dose.amount
        return str(attrs.evolve(step.dose, amount=Range.exactly(amount.low or amount.high)))
    if choice.kind == "timing":
        return "3 times a week" if not step.timings else "weekly"
    raise AssertionError(choice)


def can_be_settled(regimen: Regimen) -> bool:
    try:
        settled(regimen)
    except (ValueError, AssertionError):
        return False
    return True


PRINTED = [
    (name, rule.id, settled(regimen))
    for name in CURRENT
    for rule in load_guideline(name).rules.values()
    for regimen in rule.regimens
    if can_be_settled(regimen)
]


def ids(review: OrderReview) -> list[str]:
    return [finding.id for finding in review.findings]


def review(order: str | Order, patient: Patient = PATIENT, guideline: Any = BNF, **more: Any) -> OrderReview:
    return review_order(order, patient, guideline=guideline, **more)


# Reading


@given(regimens())
def test_a_regimen_is_read_as_itself(regimen: Regimen) -> None:
    assume(not any(step.instead for phase in (regimen.repletion, regimen.maintenance) for step in phase.steps))
    assert read_order(str(regimen)).regimen == regimen


WORDS = [
    *("1", "3", "1.0", ".5", "mg", "mcg", "\N{MICRO SIGN}g", "/kg", "IM", "deep", "SC", "orally", "x", "q", "/", "-"),
    *("daily", "weekly", "times", "a", "week", "weeks", "every", "on", "days", "once", "or", "and", "as required"),
    *("for", "until", "blood count normal", "doses", "to a total of", "over", "up to", "at least", "if"),
    *(",", ";", ":", "(", ")", ".", "then", "loading", "maintenance", "none", "not stated", "B12", "hydroxocobalamin"),
]


@given(st.text() | st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        order = read_order(text)
    except (NotationError, OrderError):
        return
    assert str(read_order(str(order))) == str(order)


@settings(max_examples=25)
@given(regimens())
def test_an_end_before_its_timing_is_read_only_where_it_has_one_meaning(regimen: Regimen) -> None:
    for phase in (regimen.repletion, regimen.maintenance):
        for step in (option for each in phase.steps for option in each.options if option.timings and option.end):
            start = f"{step.dose} {' or '.join(step.routes)}"
            often = str(attrs.evolve(step, end=None)).removeprefix(f"{start} ")
            try:
                order = read_order(f"hydroxocobalamin {start} {step.end} {often}")
            except (NotationError, OrderError):
                continue
            assert str(order) == str(read_order(f"hydroxocobalamin {start} {often} {step.end}"))
            assert all(outlasts(step.end, timing) for timing in step.timings)


def outlasts(end: object, timing: object) -> bool:
    match end, timing:
        case ((ForLife() | WhileCausePersists() | UntilConditions(or_for=None)), _):
            return True
        case AfterDuration(duration=length), Repeat(period=Range(high=int(high)), unit=unit):
            return days_in(high, unit)[1] < (length.days.low or 0)
        case AfterDuration(duration=length), _:
            return (length.days.low or 0) > len(WEEKDAYS)
        case _:
            return False


@pytest.mark.parametrize("point", [".", " .", ". ", " . "])
def test_a_point_anywhere_is_refused_or_shown_where_it_may_change_a_number(point: str) -> None:
    plain = str(read_order(GOOD))
    for place in range(len(GOOD) + 1):
        text = GOOD[:place] + point + GOOD[place:]
        try:
            order = read_order(text)
        except (NotationError, OrderError):
            continue
        stands_by_a_number = GOOD[place:].lstrip()[:1].isdigit() or GOOD[:place].rstrip()[-1:].isdigit()
        if stands_by_a_number or str(order) != plain:
            assert "error-prone" in [finding.id for finding in order.findings], text


def test_a_step_whose_drug_is_not_named_is_not_covered_by_that_of_another() -> None:
    for first, second in itertools.product(["hydroxocobalamin ", "vitamin B12 ", ""], repeat=2):
        try:
            drug = read_order(f"{first}{REPLETION} then {second}{MAINTENANCE}").drug
        except NotationError:
            drug = None
        assert (drug is not None) is (first == "hydroxocobalamin " and second != "vitamin B12 ")


def test_what_cannot_be_given_is_refused() -> None:
    with pytest.raises(OrderError, match="do not fit into"):
        read_order("hydroxocobalamin 1 mg IM weekly for 10 doses over 2 weeks")
    with pytest.raises(OrderError, match="at least one dose"):
        Order(drug="hydroxocobalamin", repletion="none")
    with pytest.raises(NotationError, match="is written as text"):
        read_order(3)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", ["1.000", "250.000", "1.500", "1.125"])
def test_a_point_that_may_group_thousands_is_refused(number: str) -> None:
    with pytest.raises(NotationError, match=f'"{number}" has two readings') as refused:
        read_order(f"hydroxocobalamin {number} mcg IM monthly")
    assert f"{number.replace('.', '')} and {number.replace('.', ' point ')}" in str(refused.value)
    assert str(read_order("hydroxocobalamin 0.125 mg IM monthly").maintenance) == "125 mcg IM monthly"


def test_an_order_is_built_from_attributes() -> None:
    order = Order(drug="hydroxocobalamin", repletion=REPLETION, maintenance=parse_phase(MAINTENANCE))
    assert order.regimen == Regimen.parse(f"hydroxocobalamin; repletion: {REPLETION}; maintenance: {MAINTENANCE}")
    assert order.findings == ()
    assert order.text is None
    assert repr(order) == f"<Order hydroxocobalamin; repletion: {REPLETION}; maintenance: {MAINTENANCE}>"
    assert Order(maintenance=MAINTENANCE).repletion == Phase(kind="not-stated")


def test_an_order_without_an_injection_or_a_route_is_no_regimen() -> None:
    assert read_order("cyanocobalamin 1 mg orally daily for 2 weeks").regimen is None
    order = read_order("cyanocobalamin 1 mg daily for 2 weeks")
    assert order.regimen is None
    assert order.routes == ()
    with pytest.raises(RegimenError, match="states its route, IM"):
        attrs.evolve(order.repletion.steps[0], routes=("IM",))
    assert isinstance(order.repletion.steps[0], StepWithoutRoute)


def test_an_order_shows_what_it_read() -> None:
    order = read_order("Neo-Cytamen 1.0 mg IM alt days, then weekly")
    assert [str(word) for word in order.words] == [
        '"Neo-Cytamen": hydroxocobalamin',
        '"1.0": 1',
        '"mg": mg',
        '"IM": IM',
        '"alt days": on alternate days',
        '", then": , then',
        '"weekly": weekly',
    ]
    assert str(read_order("give 1 mg IM weekly").words[0]) == '"give": passed over'
    assert [(finding.id, finding.position) for finding in order.findings] == [
        ("error-prone", 12),
        ("brand", 0),
        ("carried-over", 37),
        ("phase-by-its-end", None),
    ]
    assert json.loads(json.dumps(order.to_dict()))["words"][1]["misread"].startswith("it is easily read ten times")


@pytest.mark.parametrize("brand", BRANDS)
def test_a_brand_is_the_drug_of_its_label(brand: str) -> None:
    drug, guideline = BRANDS[brand]
    label = load_guideline(guideline)
    assert label.drug == drug
    assert brand in label.title.lower()


# The laws of a review


@pytest.mark.parametrize(("guideline", "rule", "regimen"), PRINTED)
def test_a_printed_regimen_agrees_with_itself(guideline: str, rule: str, regimen: Regimen) -> None:
    printed = [one for one in load_guideline(guideline).rules[rule].regimens if can_be_settled(one)]
    order = (
        read_order(str(regimen))
        if regimen.drug
        else Order(repletion=regimen.repletion, maintenance=regimen.maintenance)
    )
    assert not min((compare_order(order, one) for one in printed), key=lambda one: one.distance).differs


TREATED = st.builds(
    Patient,
    age=st.sampled_from([10, 46]),
    purpose=st.sampled_from(["treatment", "prophylaxis"]),
    cause=st.sampled_from(["pernicious-anaemia", "total-gastrectomy", "dietary-vegan", "metformin"]),
    optic_disease=st.sampled_from(["none", "leber", "tobacco-amblyopia"]),
    deficiency=st.just("confirmed"),
    severity=st.builds(Severity, neurological=st.booleans(), anaemia=st.sampled_from(["none", "severe"])),
    oral_suitable=st.booleans(),
    pregnancy=st.just("not-pregnant"),
    allergies=st.just(()),
    b12_treatment=st.sampled_from([None, "none", "oral"]),
)


@given(TREATED, st.sampled_from(CURRENT))
def test_the_source_s_own_regimen_has_no_finding_but_alerts_and_information(patient: Patient, guideline: str) -> None:
    recommendation = select_regimen(patient, guideline=guideline)
    for regimen in recommendation.regimens:
        if recommendation.blocked or not regimen.drug or not can_be_settled(regimen):
            continue
        found = review(str(settled(regimen)), patient, guideline)
        alerts = {alert.id for alert in recommendation.alerts}
        assert {one.id for one in found.findings if one.severity != "information"} <= alerts
        assert found.compared_with == regimen


MUTATIONS = [
    ("1 mg IM every 3 months", "1 mcg IM every 3 months", "thousandfold-dose"),
    ("1 mg IM every 3 months", "1000 mg IM every 3 months", "thousandfold-dose"),
    ("1 mg IM every 3 months", "10 mg IM every 3 months", "tenfold-dose"),
    ("1 mg IM every 3 months", "100 mcg IM every 3 months", "tenfold-dose"),
    ("1 mg IM every 3 months", "2 mg IM every 3 months", "dose-above"),
    ("1 mg IM every 3 months", "500 mcg IM every 3 months", "dose-below"),
    ("1 mg IM every 3 months", "1-2 mg IM every 3 months", "dose-above"),
    ("1 mg IM every 3 months", "at least 1 mg IM every 3 months", "dose-above"),
    ("1 mg IM every 3 months", "up to 1 mg IM every 3 months", "dose-below"),
    ("1 mg IM every 3 months", "1 mg/kg IM every 3 months", "dose-by-weight"),
    ("1 mg IM every 3 months", "1 mg SC every 3 months", "other-route"),
    ("1 mg IM every 3 months", "1 mg orally daily", "other-route"),
    ("1 mg IM 3", "1 mg 3", "route-not-stated"),
    ("every 3 months", "monthly", "shorter-interval"),
    ("every 3 months", "every 4 months", "longer-interval"),
    ("every 3 months", "every 1-2 months", "other-timing"),
    ("every 3 months", "every 1-4 months", "longer-interval"),
    ("every 3 months", "every 2-12 months", "longer-interval"),
    ("every 3 months", "at least 3 months apart", "other-timing"),
    ("every 3 months", "up to 4 times a year", "other-timing"),
    ("every 3 months", "every 13 weeks", "other-timing"),
    ("every 3 months", "every 8 weeks", "weeks-and-months"),
    ("every 3 months", "every 12 weeks", "weeks-and-months"),
    ("every 3 months", "every 3 months or as required", "as-required"),
    ("every 3 months", "every 3 months for 1 year; maintenance: none", "step-not-in-source"),
    ("every 3 months", "on Mondays", "shorter-interval"),
    ("1 mg IM every 3 months", "maintenance: 1 mg IM once", "other-timing"),
    ("1 mg IM every 3 months", "maintenance: 1 mg IM for 6 doses over 1 year", "interval-not-printed"),
    ("3 times a week", "on alternate days", "three-times-a-week-and-alternate-days"),
    ("3 times a week", "every 3 days", "longer-interval"),
    ("3 times a week", "once a week", "longer-interval"),
    ("for 2 weeks", "for 4 weeks", "other-end"),
    ("for 2 weeks", "for 6 doses", "end-written-otherwise"),
    ("for 2 weeks", "until blood count normal", "other-end"),
    ("for 2 weeks", "", "end-missing"),
    ("hydroxocobalamin 1", "cyanocobalamin 1", "other-drug"),
    ("hydroxocobalamin 1", "vitamin B12 1", "no-drug"),
    (f"{REPLETION} then ", "", "repletion-missing"),
    (f" then {MAINTENANCE}", "", "maintenance-missing"),
    (f"{REPLETION} then", "1 mg IM daily for 1 week then 1 mg IM weekly for 1 week then", "step-not-in-source"),
    ("then 1 mg IM", "then if clear effect, 1 mg IM", "other-gate"),
    ("then 1 mg IM every 3 months", "then 1.0 mg IM every 3 months", "error-prone"),
    ("then 1 mg IM every 3 months", "then every 3 months", "carried-over"),
    ("every 3 months", "every 2-3 months", "left-open"),
    ("every 3 months", "every 3 months for life", "end-not-written"),
]


@pytest.mark.parametrize(("part", "instead", "finding"), MUTATIONS)
def test_each_change_has_its_finding(part: str, instead: str, finding: str) -> None:
    assert part in GOOD
    assert review(GOOD).outcome == "agrees"
    found = review(GOOD.replace(part, instead))
    assert finding in ids(found)


# Where the same does not hold for everybody


def test_a_patient_on_injections_needs_no_repletion_and_a_clinician_for_changes() -> None:
    on_injections = attrs.evolve(PATIENT, b12_treatment="injections")
    assert review("hydroxocobalamin 1 mg IM every 3 months", on_injections).outcome == "agrees"
    assert "repletion-under-way" in ids(review(GOOD, on_injections))
    changed = review("hydroxocobalamin 1 mg IM monthly", on_injections)
    needed = [finding for finding in changed.findings if finding.id == "needs-a-clinician"]
    assert [finding.text.split(": ")[0] for finding in needed] == [
        "treatment is under way (injections), so a clinician decides on a shorter interval"
    ]
    assert needed[0].citations
    assert "needs-a-clinician" not in ids(review("hydroxocobalamin 1 mg IM monthly"))


@pytest.mark.parametrize(
    ("b12_treatment", "said"),
    [(None, "whether injections are under way is not known"), ("oral", "b12_treatment is oral")],
)
def test_what_is_not_known_of_injections_is_said(b12_treatment: Any, said: str) -> None:
    found = review("hydroxocobalamin 1 mg IM every 3 months", attrs.evolve(PATIENT, b12_treatment=b12_treatment))
    assert said in next(finding.text for finding in found.findings if finding.id == "repletion-missing")


@pytest.mark.parametrize(
    ("can_resolve", "severity", "said"),
    [
        (None, "caution", "whether the cause can resolve is not known"),
        (True, "caution", "the cause can resolve"),
        (False, "warning", "the cause is irreversible"),
    ],
)
def test_maintenance_that_stops(can_resolve: bool | None, severity: str, said: str) -> None:  # noqa: FBT001
    patient = attrs.evolve(PATIENT, cause=Cause("pernicious-anaemia", reversible=can_resolve))
    order = f"hydroxocobalamin; repletion: {REPLETION}; maintenance: {MAINTENANCE} for 1 year"
    (found,) = [finding for finding in review(order, patient).findings if finding.id == "maintenance-stopped"]
    assert found.severity == severity
    assert said in found.text
    assert found.citations


def test_a_superseded_value_is_named() -> None:
    (found,) = [finding for finding in review(GOOD).findings if finding.id == "superseded-value"]
    assert found.severity == "information"
    assert f"{BNF}-3-monthly (before 2021-08-17, undated), as well as with this one" in found.text
    assert "superseded-value" not in ids(review(GOOD.replace("every 3 months", "every 2 months")))
    same = attrs.evolve(PATIENT, severity=Severity(neurological=True))
    order = "hydroxocobalamin 1 mg IM on alternate days until no further improvement, then 1 mg IM every 2 months"
    assert "superseded-value" not in ids(review(order, same))


def test_a_value_of_an_earlier_edition_only_is_a_warning() -> None:
    later = attrs.evolve(load_guideline("us-fda-hydroxocobalamin"), earlier=BNF)
    (found,) = [finding for finding in review(GOOD, guideline=later).findings if finding.id == "superseded-value"]
    assert found.severity == "warning"
    assert "and not with this one" in found.text
    unlike = review(GOOD.replace("1 mg", "3 mg"), guideline=later)
    assert "superseded-value" not in ids(unlike)
    nothing = review(GOOD, attrs.evolve(PATIENT, purpose="prophylaxis"), later)
    assert "superseded-value" not in ids(nothing)


def test_a_superseded_guideline_is_named() -> None:
    assert "superseded-guideline" in ids(review(GOOD, guideline=f"{BNF}-3-monthly"))


def test_a_contraindication_comes_first() -> None:
    allergic = attrs.evolve(PATIENT, allergies=["cobalt"])
    found = review(
        "hydroxocobalamin 30 mcg IM daily for 7 days then 100 mcg IM weekly", allergic, "us-fda-hydroxocobalamin"
    )
    assert found.outcome == "blocked"
    assert found.findings[0].severity == "contraindication"
    assert found.headline.startswith("a contraindication stands; ")
    assert str(found).index("CONTRAINDICATION") < str(found).index("SHORTER-INTERVAL")


def test_another_drug_has_its_own_contraindications() -> None:
    leber = attrs.evolve(PATIENT, optic_disease="leber", severity=Severity(neurological=True))
    hydroxocobalamin = (
        "hydroxocobalamin 1 mg IM daily for 2 weeks then 1 mg IM twice a week until no further improvement"
    )
    assert review(hydroxocobalamin, leber).outcome != "blocked"
    assert review(hydroxocobalamin.replace("hydroxo", "cyano"), leber).outcome == "blocked"


@pytest.mark.parametrize(
    ("guideline", "patient", "reason"),
    [
        (BNF, Patient(), "facts are missing that change the answer; "),
        ("uk-nice-ng239-treatment", PATIENT, "that part was not read"),
        ("uk-nice-ng239-testing", Patient(age=46), "facts are missing"),
        ("us-fda-cyanocobalamin", attrs.evolve(PATIENT, purpose="prophylaxis"), "the source "),
    ],
)
def test_where_there_is_nothing_to_compare_with(guideline: str, patient: Patient, reason: str) -> None:
    found = review(
        GOOD.replace("hydroxocobalamin", "B12").replace("1 mg IM every", "1.0 mg IM every"), patient, guideline
    )
    assert found.outcome == "not-compared"
    assert found.compared_with is None
    assert found.agrees == ()
    assert reason in (found.why_not_compared or "")
    assert {"no-drug", "error-prone", "not-compared"} <= set(ids(found))
    assert f"not compared with {found.recommendation.guideline.publisher}" in str(found)


@pytest.mark.parametrize("phase", ["repletion", "maintenance"])
@pytest.mark.parametrize("printed", ["none", "not stated", "oral"])
def test_beside_a_phase_without_steps(phase: str, printed: str) -> None:
    if (phase, printed) == ("repletion", "oral"):
        return  # a regimen does not start by mouth
    phases = {"repletion": REPLETION, "maintenance": MAINTENANCE}
    both = Order(drug="hydroxocobalamin", **phases)
    other = Order(drug="hydroxocobalamin", **phases | {phase: "not stated"})
    same = Order(drug="hydroxocobalamin", **phases | {phase: printed})
    regimen = Regimen("hydroxocobalamin", *map(parse_phase, (phases | {phase: printed}).values()))
    found = [[finding.id for finding in compare_order(order, regimen).findings] for order in (both, other, same)]
    if printed == "not stated":
        assert found == [["not-in-source"], [], []]
    else:
        assert found == [[f"{phase}-not-in-source"], [f"{phase}-not-written"], []]


@pytest.mark.parametrize(
    ("printed", "ordered", "findings"),
    [
        ("1 mg IM daily, or 300 mcg IM monthly", "300 mcg IM monthly", []),
        ("1 mg IM daily or 3 times a week", "1 mg IM 3 times a week", []),
        ("1 mg IM 3 times a week", "1 mg IM on Mondays, Wednesdays and Fridays", ["other-timing"]),
        (
            "1 mg IM on alternate days",
            "1 mg IM on Mondays, Wednesdays and Fridays",
            ["three-times-a-week-and-alternate-days"],
        ),
        ("1 mg IM weekly", "1 mg IM every 7 days", []),
        ("1 mg IM monthly", "1 mg IM every 28 days", ["weeks-and-months"]),
        ("1 mg IM monthly", "1 mg IM every 30 days", ["other-timing"]),
        ("1 mg IM every 2-3 months", "1 mg IM every 12 weeks", ["weeks-and-months"]),
        ("1 mg IM every 4 weeks", "1 mg IM monthly", ["weeks-and-months"]),
        ("1 mg IM every 4 weeks", "1 mg IM 3 times a month", ["shorter-interval"]),
        ("1 mg IM every 4 weeks", "1 mg IM 3 times a month or monthly", ["other-timing"]),
        ("1 mg IM every 4 weeks or weekly", "1 mg IM weekly or monthly", ["weeks-and-months"]),
        ("1 mg IM every 2-3 months", "1 mg IM every 8-12 weeks", ["weeks-and-months"]),
        ("1 mg IM every 2-3 months", "1 mg IM every 8-24 weeks", ["longer-interval"]),
        ("1 mg IM every 2-3 months", "1 mg IM every 4-12 weeks", ["other-timing"]),
        ("1 mg IM monthly", "1 mg IM at least 4 weeks apart", ["other-timing"]),
        ("1 mg IM every up to 3 months", "1 mg IM every up to 12 weeks", ["weeks-and-months"]),
        ("1 mg IM every 2-3 months or as required", "1 mg IM every 2-12 months", ["other-timing"]),
        ("1 mg IM every 26 weeks", "1 mg IM every 6 months", ["other-timing"]),
        ("1 mg IM every 12 months", "1 mg IM yearly", []),
        ("1 mg IM every 1-2 years", "1 mg IM every 18 months", []),
        ("1 mg IM yearly", "1 mg IM every 48 weeks", ["weeks-and-months"]),
        ("1 mg IM twice a year", "1 mg IM every 6 months", ["other-timing"]),
        ("1 mg IM at least 3 days apart", "1 mg IM weekly", []),
        ("1 mg IM up to 3 times a week", "1 mg IM twice a week", []),
        ("1 mg IM up to 3 times a week", "1 mg IM every 10 days", ["other-timing"]),
        ("1 mg IM every up to 3 weeks", "1 mg IM every 20 days", []),
        ("1 mg IM every up to 3 weeks", "1 mg IM every 30 days", ["longer-interval"]),
        ("1 mg IM every 3 months or as required", "1 mg IM yearly", ["other-timing"]),
        (
            "1 mg IM for 6 doses over 2 weeks",
            "1 mg IM 3 times a week for 6 doses",
            ["interval-not-printed", "end-written-otherwise"],
        ),
        ("1 mg IM for 6 doses over 2 weeks", "1 mg IM for 6 doses over 2 weeks", []),
        ("1 mg IM daily for 5-7 doses", "1 mg IM daily for 6 doses", []),
        ("1 mg IM daily to a total of 5-10 mg", "1 mg IM daily to a total of 6 mg", []),
        ("1 mg IM weekly while the cause persists", "1 mg IM weekly for life", ["other-end"]),
        ("1 mg IM weekly for life", "1 mg IM weekly for 8 doses", ["maintenance-stopped"]),
        ("1 mg orally daily for 7 days", "1 mg orally daily for 7 doses", ["other-end"]),
    ],
)  # fmt: skip
def test_beside_a_step_of_a_source(printed: str, ordered: str, findings: list[str]) -> None:
    regimen = Regimen("hydroxocobalamin", parse_phase(REPLETION), parse_phase(printed))
    order = Order(drug="hydroxocobalamin", repletion=REPLETION, maintenance=ordered)
    assert [finding.id for finding in compare_order(order, regimen).findings] == findings


@pytest.mark.parametrize(
    ("printed", "ordered", "findings"),
    [
        ("at least 1 mg", "1 mg", []),
        ("at least 1 mg", "at least 1 mg", []),
        ("at least 1 mg", "2 mg", ["no-maximum-in-source"]),
        ("at least 1 mg", "1-2 mg", ["no-maximum-in-source"]),
        ("at least 1 mg", "15 mg", ["tenfold-dose"]),
        ("at least 1 mg", "1-1000 mg", ["thousandfold-dose"]),
        ("at least 1 mg", "at least 5000 mg", ["thousandfold-dose"]),
        ("at least 1 mg", "500 mcg", ["dose-below"]),
        ("at least 1 mg", "50 mcg", ["tenfold-dose"]),
        ("up to 1 mg", "1 mg", []),
        ("up to 1 mg", "up to 1 mg", []),
        ("up to 1 mg", "500 mcg", ["no-minimum-in-source"]),
        ("up to 1 mg", "100 mcg", ["tenfold-dose"]),
        ("up to 1 mg", "up to 1 mcg", ["thousandfold-dose"]),
        ("up to 1 mg", "2 mg", ["dose-above"]),
        ("250-1000 mcg", "1 mg", []),
        ("250-1000 mcg", "100 mcg", ["tenfold-dose"]),
        ("250-1000 mcg", "2500 mcg", ["tenfold-dose"]),
        ("250-1000 mcg", "2 mg", ["dose-above"]),
    ],
)  # fmt: skip
def test_beside_a_dose_of_a_source(printed: str, ordered: str, findings: list[str]) -> None:
    regimen = Regimen("hydroxocobalamin", parse_phase(REPLETION), parse_phase(f"{printed} IM monthly"))
    order = Order(drug="hydroxocobalamin", repletion=REPLETION, maintenance=f"{ordered} IM monthly")
    assert [finding.id for finding in compare_order(order, regimen).findings] == findings


def test_a_unit_that_slipped_in_a_dose_without_a_maximum() -> None:
    leber = attrs.evolve(PATIENT, optic_disease="leber")
    order = "hydroxocobalamin 1 mg IM daily for 2 weeks, then 1 mg IM twice a week until no further improvement"
    label = "uk-neo-cytamen-hydroxocobalamin"
    assert "thousandfold-dose" not in ids(review(order, leber, label))
    slipped = review(order.replace("1 mg IM daily", "1000 mg IM daily"), leber, label)
    assert "thousandfold-dose" in ids(slipped)
    assert "repletion.1: the dose is 1000 times the source's" in str(slipped)


def test_repletion_that_a_source_leaves_open_may_end_in_an_order() -> None:
    regimen = Regimen("hydroxocobalamin", parse_phase("1 mg IM 2-3 times a week"), parse_phase(MAINTENANCE))
    order = Order(drug="hydroxocobalamin", repletion=REPLETION, maintenance=MAINTENANCE)
    assert [finding.id for finding in compare_order(order, regimen).findings] == ["other-end"]


def test_steps_that_the_order_leaves_out_are_named() -> None:
    found = review(
        "cyanocobalamin 100 mcg IM daily for 7 days then 100 mcg IM monthly for life", guideline="us-fda-cyanocobalamin"
    )
    assert [finding.where for finding in found.findings if finding.id == "step-missing"] == [
        "repletion.2",
        "repletion.3",
    ]


OWN = f"""
id = "own"
title = "Two ways"
publisher = "A hospital"
version = "1"
extends = "{BNF}"

[[rule]]
id = "without-neurological-involvement"
when = {{ age = "adult", cause = "not-metabolic", optic_disease = "none", purpose = "treatment", neurological = false }}
action = "either"
advice = "oral replacement does as well <for many>"
regimens = [
  {{ repletion = "1 mg IM daily for 7 doses", maintenance = "1 mg IM monthly" }},
  {{ repletion = "1 mg IM 3 times a week for 2 weeks", maintenance = "1 mg IM every 2-3 months" }},
]
printed = "two ways"
source = ["nhsggc-2021"]
"""


def test_results_are_read_by_the_cut_offs_that_are_passed() -> None:
    measured = attrs.evolve(PATIENT, labs=[{"analyte": "active-b12", "value": "40 pmol/L"}])
    for by, wanted in ((None, False), ("valente-holotc", True), (load_thresholds("valente-holotc"), True)):
        found = review(GOOD, measured, thresholds=by)
        asked = select_regimen(measured, guideline=BNF, thresholds=by)
        assert found.recommendation.to_dict() == asked.to_dict()
        assert ("deficiency-unlikely" in {alert.id for alert in found.recommendation.alerts}) is wanted


def test_the_nearest_of_several_regimens_is_compared_and_oral_advice_is_restated() -> None:
    found = review(GOOD, guideline=parse_guideline(OWN))
    assert found.outcome == "agrees"
    assert found.compared_with is found.recommendation.regimen(2)
    assert ids(found) == ["phase-by-its-end", "oral-in-source"]
    assert "oral replacement does as well &lt;for many&gt;" in found.to_html()


BLOCKING = """
extends = "uk-bnf-hydroxocobalamin"
id = "ours"
title = "Ours"
publisher = "Our hospital"
version = "1"

[[source]]
key = "protocol"
title = "Our protocol"
evidence = "primary"

[[alert]]
id = "cobalt-allergy"
severity = "contraindication"
when = { cobalt_allergy = true, sex = "male" }
text = "not here"
source = "protocol"
"""


def test_a_contraindication_is_not_hidden_by_a_milder_alert_of_its_name() -> None:
    guideline = parse_guideline(BLOCKING)
    allergic = Patient(age=46, sex="male", allergies=["cobalt"])
    found = review_order(GOOD, allergic, guideline=guideline)
    assert found.recommendation.blocked
    assert [one.text for one in found.findings if one.severity == "contraindication"] == ["not here"]


LABEL = Source(key="label", title="A label", url="https://example.org", evidence="primary")
AMPOULE = Product(
    drug="hydroxocobalamin",
    routes=["IM"],
    name="Neo-Cytamen <1000>",
    jurisdiction="GB",
    citations=(Citation(LABEL),),
)


def test_a_product_is_compared_too() -> None:
    assert review(GOOD, product=AMPOULE).outcome == "agrees"
    assert review(GOOD, product="uk-neo-cytamen").outcome == "agrees"
    order = GOOD.replace("IM", "SC").replace("hydroxo", "cyano")
    found = review(order, product=attrs.evolve(AMPOULE, jurisdiction="IE"))
    assert {"product-of-another-drug", "route-not-of-the-product", "product-of-another-country"} <= set(ids(found))
    assert "product-of-another-drug" not in ids(review(order.replace("cyanocobalamin", "B12"), product=AMPOULE))
    assert "Neo-Cytamen &lt;1000&gt; is licensed IM; the order is SC" in found.to_html()
    assert "A label [primary]: https://example.org" in str(found)


def test_what_was_not_read_of_a_product_is_not_compared() -> None:
    own = Product(drug="cyanocobalamin")
    found = review(GOOD, product=own)
    assert "the caller's own cyanocobalamin is cyanocobalamin" in str(found)
    assert not {"route-not-of-the-product", "product-of-another-country"} & set(ids(found))


# How it is handed out


def test_a_review_is_written_for_people_and_for_programs() -> None:
    found = review(GOOD.replace("3 months", "month"))
    assert repr(found) == f"<OrderReview findings beside {BNF}: shorter-interval, phase-by-its-end>"
    assert repr(
        review(Order(drug="hydroxocobalamin", repletion=REPLETION, maintenance="1 mg IM every 2 months"))
    ).endswith(": no finding>")
    assert found.headline.startswith("2 findings beside British National Formulary")
    assert json.loads(found.to_json()) == found.to_dict()
    changed = found.to_dict()
    changed["order"]["drug"] = "none"
    assert found.to_dict()["order"]["drug"] == "hydroxocobalamin"
    for text in (" ".join(str(found).split()), found.to_html(), found.to_json()):
        assert "a clinician decides, for this patient" in text
        assert "ggcmedicines.org.uk" in text
        assert "approved" not in text
    assert str(found.findings[0]).startswith("maintenance.1: the interval is shorter: ")


def test_what_is_no_patient_is_refused() -> None:
    with pytest.raises(PatientError, match="is no Patient"):
        review(GOOD, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["1 mg IM on Monday", "1 mg IM daily for 5 days, then 1 mg IM on Monday"])
def test_a_day_that_may_be_one_or_each_is_refused(text: str) -> None:
    with pytest.raises(NotationError, match="may be one day or each of that name"):
        read_order(f"hydroxocobalamin {text}")
    assert read_order("hydroxocobalamin 1 mg IM on Mondays").maintenance == parse_phase("1 mg IM on Mondays")
    assert (
        str(read_order("hydroxocobalamin 1 mg IM on Monday for 2 weeks").repletion) == "1 mg IM on Mondays for 2 weeks"
    )


@pytest.mark.parametrize("text", ["inj.1 mg IM", "inj.5 mg IM", "1 mg IM.25 mg IM", "1 mg i.m.5 times a week"])
def test_a_point_between_a_word_and_a_number_is_refused(text: str) -> None:
    with pytest.raises(NotationError, match="may end the word before it or be part of the number"):
        read_order(f"hydroxocobalamin {text} every 3 months")


def test_a_point_that_ends_a_short_word_is_none_of_the_number() -> None:
    assert str(read_order("hydroxocobalamin inj. 1 mg IM every 3 months").maintenance) == "1 mg IM every 3 months"
    loading = read_order("hydroxocobalamin 1 mg i.m. 3 times a week for 2 weeks, then 1 mg i.m. every 3 months")
    assert str(loading.repletion) == "1 mg IM 3 times a week for 2 weeks"
    assert str(read_order("hydroxocobalamin 1 mg deep s.c. 2 times a week").maintenance) == "1 mg deep SC twice a week"
    for text in ("1 mg weekly. 3 months", "1 mg im. 3 times a week"):
        with pytest.raises(NotationError, match="may be part of the number"):
            read_order(f"hydroxocobalamin {text}")


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        (Repeat(ONE, Range.exactly(3), "month"), True),
        (OnWeekdays(WEEKDAYS[:1]), False),
        (OnDays([1, 3]), True),
        (Once(), True),
    ],
    ids=str,
)
def test_a_length_before_a_timing_may_be_that_of_each_round_unless_it_is_longer(timing: Any, *, expected: bool) -> None:
    two_weeks = AfterDuration(Duration(Range.exactly(2), "week"))
    assert may_be_of_each_round(two_weeks, timing) is expected
