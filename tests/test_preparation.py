"""Preparing a dose: the arithmetic and its laws, what is refused, and what to be careful about."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pint
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from b12regimen import (
    B12RegimenError,
    Concentration,
    Container,
    Dose,
    Excipient,
    LabelStatement,
    LabResult,
    Patient,
    Preparation,
    PreparationError,
    Product,
    ProductError,
    Quantity,
    QuantityError,
    Range,
    Regimen,
    UnknownProductError,
    load_product,
    parse_product,
    prepare_dose,
    product_ids,
)
from b12regimen.recommendations.recommendation import DECISION_SUPPORT
from b12regimen.testing import masses, products

AMPOULE = Container(kind="ampoule", volume=Quantity.parse("1 mL"))
OWN = Product(drug="hydroxocobalamin", strength="1 mg in 1 mL", routes=["IM"], containers=[AMPOULE])
NEWBORN = Patient(age="10 days", allergies=[], pregnancy="not-pregnant", conditions={"renal_impairment": False})


def prepared(dose: Any = "1 mg", product: Any = OWN, route: str = "IM", **more: Any) -> Preparation:
    return prepare_dose(dose, product, route=route, **more)


def ids(found: Preparation) -> list[str]:
    return [finding.id for finding in found.findings]


# The laws


@given(masses(), products())
def test_volume_times_concentration_is_the_dose(dose: Quantity, product: Product) -> None:
    found = prepared(dose, product)
    assert product.strength is not None
    assert found.volume.exact * product.strength.mcg_per_ml == dose.exact
    assert (found.drawn, found.given, found.rounding) == (found.volume, dose, 0)


@given(masses(), products())
def test_containers_hold_the_dose_and_one_less_does_not(dose: Quantity, product: Product) -> None:
    found = prepared(dose, product)
    assert product.strength is not None
    for one in found.containers:
        assert one.container.volume is not None
        content = one.container.volume.exact * product.strength.mcg_per_ml
        assert (one.count - 1) * content < dose.exact <= one.count * content
        assert one.remains.exact + found.drawn.exact == one.count * one.container.volume.exact


@given(masses(), products(), st.decimals(Decimal("0.01"), Decimal(1), places=2), st.integers(1, 50))
def test_a_rounded_volume_is_on_a_mark_and_within_its_limit(
    dose: Quantity, product: Product, mark: Decimal, percent: int
) -> None:
    try:
        found = prepared(dose, product, graduation=Quantity(mark, "mL"), rounding_limit=Quantity(percent, "%"))
    except PreparationError:
        assume(False)  # noqa: FBT003
    assert (found.drawn.exact / Fraction(mark)).denominator == 1
    assert abs(found.rounding) <= percent
    assert found.given.exact == dose.exact * (1 + found.rounding / 100)
    assert abs(found.drawn.exact - found.volume.exact) < Fraction(mark) / 2 or not found.rounding


@given(masses(), products(), st.integers(1, 999))
def test_dose_and_strength_scaled_together_leave_the_volume(dose: Quantity, product: Product, factor: int) -> None:
    assert product.strength is not None
    amount = product.strength.amount
    stronger = Concentration(Quantity.of_exact(amount.exact * factor, amount.unit), product.strength.volume)
    scaled = Quantity.of_exact(dose.exact * factor, dose.unit)
    assert prepared(scaled, attrs.evolve(product, strength=stronger)).volume == prepared(dose, product).volume


@given(st.integers(1, 9999), products())
def test_a_slip_between_milligrams_and_micrograms_changes_the_volume_a_thousandfold_and_shows(
    number: int, product: Product
) -> None:
    right, slipped = prepared(f"{number} mcg", product), prepared(f"{number} mg", product)
    assert slipped.volume.exact == 1000 * right.volume.exact
    assert slipped.line.startswith(f"{number} mg ({number * 1000} micrograms) / ")
    assert f"({number} microgram" in right.line
    assert right.line != slipped.line


@pytest.mark.parametrize(("dose", "drawn"), [("1000 mg", "1000 mL"), ("1 mcg", "0.001 mL")])
def test_nothing_is_drawn_up_from_a_thousandfold_and_the_arithmetic_stays(dose: str, drawn: str) -> None:
    found = prepared(dose, OWN)
    assert found.in_doubt
    assert not found.blocked
    plain = found.to_dict()
    assert (plain["draw_up"], plain["in_doubt"], plain["volume"]) == (None, True, drawn)
    assert (
        f"DRAW UP\n  nothing until a person has seen which unit is meant: see above; the arithmetic gives {drawn}"
        in (str(found))
    )
    assert plain["line"].split(" = ")[1].startswith(drawn)
    assert not prepared("1 mg", OWN).in_doubt


@given(masses(), products())
def test_what_is_written_is_safe(dose: Quantity, product: Product) -> None:
    line = prepared(dose, product).line
    assert "mcg" not in line
    assert not set("\N{MICRO SIGN}\N{GREEK SMALL LETTER MU}") & set(line)
    for word in line.replace("(", "").split():
        assert not word.startswith(".")
        assert "." not in word or not word.endswith("0")


@given(st.text(), st.text(), st.text())
def test_whatever_is_typed_is_answered_or_refused(dose: str, route: str, mark: str) -> None:
    with suppress(B12RegimenError):
        assert prepared(dose, OWN, route, graduation=mark).line


# The arithmetic


def test_one_line_that_a_nurse_can_check() -> None:
    assert prepared().line == "1 mg (1000 micrograms) / 1 mg per mL = 1 mL; 1 ampoule of 1 mL, nothing remains"
    assert prepared("250 mcg").line.endswith("= 0.25 mL; 1 ampoule of 1 mL, 0.75 mL remains")
    assert prepared("1 mcg").line.startswith("0.001 mg (1 microgram) / 1 mg per mL")
    two = attrs.evolve(OWN, containers=[AMPOULE, Container(kind="multi-dose-vial", volume=Quantity.parse("10 mL"))])
    assert prepared("2 mg", two).line.endswith(
        "2 ampoules of 1 mL, nothing remains or 1 multi-dose vial of 10 mL, 8 mL remains"
    )


@pytest.mark.parametrize(
    "dose",
    [
        "1 mg",
        Quantity.parse("1000 micrograms"),
        Dose(Range.exactly(Quantity.parse("1 mg"))),
        Regimen.parse("hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly").maintenance.steps[0].dose,
        pint.get_application_registry().Quantity(1, "mg"),  # type: ignore[no-untyped-call]
    ],
    ids=str,
)
def test_a_dose_is_taken_in_every_form(dose: Any) -> None:
    assert prepared(dose).volume == Quantity.parse("1 mL")


@pytest.mark.parametrize("dose", ["0.125 mg", "1234.125 mcg", "1.25 mg", "12.1250 mg", "1500 mcg"])
def test_a_point_with_one_reading_is_read(dose: str) -> None:
    assert prepared(dose).dose == Quantity.parse(dose)


def test_a_dose_for_each_kilogram_needs_the_weight() -> None:
    found = prepared("0.2 mcg/kg", patient=Patient(weight="3500 g"))
    assert found.line.startswith("0.2 micrograms/kg x 3.5 kg: 0.0007 mg (0.7 micrograms) / 1 mg per mL = 0.0007 mL")
    for patient in (None, Patient()):
        with pytest.raises(PreparationError, match=r"is for each kilogram; give the patient with the weight"):
            prepared("0.2 mcg/kg", patient=patient)


def test_rounding_to_a_mark_is_shown_as_a_part_of_the_dose() -> None:
    found = prepared("330 mcg", graduation="0.1 mL", rounding_limit="10 %")
    assert (found.drawn, found.given, found.rounding) == (
        Quantity.parse("0.3 mL"),
        Quantity.parse("300 mcg"),
        Fraction(-100, 11),
    )
    less = (
        "= 0.33 mL; rounded to a mark of 0.1 mL: 0.3 mL, which is 0.3 mg (300 micrograms), 9.09091 % (rounded) less; "
    )
    assert less in found.line
    slightly = prepared("199.5 mcg", graduation="0.1 mL", rounding_limit="10 %").line
    assert ", which is 0.2 mg (200 micrograms), 0.250627 % (rounded) more; " in slightly
    assert ", 2.5 % less; " in prepared("400 mcg", graduation="0.39 mL", rounding_limit="5 %").line
    assert "10 % more" in prepared("500 mcg", graduation="0.55 mL", rounding_limit="10 %").line
    assert prepared("300 mcg", graduation="0.1 mL").drawn == Quantity.parse("0.3 mL")


def test_a_volume_without_a_finite_decimal_is_not_passed_off_as_one() -> None:
    german = prepared("1 mg", "de-hevert-forte")
    assert german.volume.exact == Fraction(2, 3)
    assert "DRAW UP\n  0.666667 mL (rounded) is on no mark of a syringe; give its graduation" in str(german)
    marked = prepared("1 mg", "de-hevert-forte", graduation="0.1 mL", rounding_limit="5 %")
    assert "DRAW UP\n  0.7 mL IM" in str(marked)
    assert marked.rounding == 5


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"dose": "250-1000 mcg"}, r"the dose 250-1000 mcg is not settled; give the one amount that is meant"),
        ({"dose": "at least 1 mg"}, r"the dose at least 1 mg is not settled"),
        ({"dose": "up to 1 mg"}, r"the dose up to 1 mg is not settled"),
        ({"dose": "1000"}, r'"1000" has no unit'),
        ({"dose": "1 mL"}, r"a dose is a mass in mcg or mg; 1 mL is none"),
        ({"dose": "0 mg"}, r"a dose must be more than zero"),
        ({"dose": "1.500 mcg"}, r"decimal point \(1.5\) or group thousands \(1500\); write 1.5 or 1500, whichever is"),
        ({"dose": "1.000 mg"}, r"decimal point \(1\) or group thousands \(1000\)"),
        ({"dose": "1.125 mg"}, r"\(1125\); write 1125 if that is meant, and 1.125 in another unit, for 1 mg is 1000"),
        ({"dose": "0.5-1.500 mg"}, r"group thousands \(1500\)"),
        ({"dose": "1.125 mcg/kg"}, r"group thousands \(1125\)"),
        ({"dose": "1 g"}, r'"1 g" is not read: a dose is not given in g or kg; write mg or micrograms'),
        ({"dose": "1kg"}, r"write mg or micrograms"),
        ({"dose": "0.001 grams"}, r"write mg or micrograms"),
        ({"dose": 1000}, r"1000 is no quantity"),
        ({"route": "IV"}, r"'IV' is no route by which doses are prepared here; one of: IM, SC, deep SC"),
        ({"route": "orally"}, r"'orally' is no route by which"),
        ({"route": None}, r"None is no route by which"),
        ({"route": "iv", "product": "be-sterop"}, r"the label of Vitamin B12 Sterop has the route IV; nothing is"),
        ({"route": "orally", "product": "be-sterop"}, r"the label of Vitamin B12 Sterop has the route orally"),
        ({"route": "oral", "product": "be-sterop"}, r"the label of Vitamin B12 Sterop has the route orally"),
        ({"drug": "cyanocobalamin"}, r"holds hydroxocobalamin, and cyanocobalamin was ordered; they are not exchanged"),
        ({"product": Product(drug="cyanocobalamin")}, r"no strength is known of the caller's own cyanocobalamin, so"),
        ({"dose": "330 mcg", "graduation": "0.1 mL"}, r"nearest are 0.3 mL and 0.4 mL, and no rounding is allowed"),
        (
            {"dose": "330 mcg", "graduation": "0.1 mL", "rounding_limit": "9 %"},
            r"the nearest are 0.3 mL and 0.4 mL: 9.09091 % \(rounded\) of the dose, and at most 9 % is allowed",
        ),
        ({"dose": "350 mcg", "graduation": "0.1 mL", "rounding_limit": "50 %"}, r"both equally near; give as dose the"),
        ({"dose": "1 mcg", "graduation": "0.1 mL", "rounding_limit": "100 %"}, r"0 mL and 0.1 mL: 100 % of the dose"),
        ({"rounding_limit": "5 %"}, r"a limit of 5 % needs a graduation to round to"),
        ({"graduation": "0.1 mL", "rounding_limit": "5 mL"}, r"a limit of rounding is a fraction above zero, for inst"),
        ({"graduation": "0.1 mL", "rounding_limit": "5 mL"}, r"for instance 5 %; 5 mL is none"),
        ({"graduation": "0.1"}, r'^"0.1" has no unit; write 0.1 mL$'),
        ({"graduation": "0.1 mL", "rounding_limit": "5"}, r'^"5" has no unit; write 5 %$'),
        ({"graduation": "0 mL"}, r"a graduation is a volume above zero, for instance 0.1 mL; 0 mL is none"),
        ({"dose": "3 mg", "syringe": "2 mL"}, r"3 mL does not fit into a syringe of 2 mL"),
        ({"syringe": "2 mg"}, r"a syringe is a volume above zero"),
    ],
)
def test_what_cannot_be_prepared_is_refused(given_: dict[str, Any], message: str) -> None:
    with pytest.raises(B12RegimenError, match=message):
        prepared(**given_)


def test_a_product_is_named_by_id_too_and_fits_the_syringe_exactly() -> None:
    assert prepared("1 mg", "uk-neo-cytamen", syringe="1 mL", drug="hydroxocobalamin").drawn == Quantity.parse("1 mL")
    with pytest.raises(UnknownProductError):
        prepared("1 mg", "neo-cytamen")


# What to be careful about


def test_a_route_that_the_label_does_not_license_is_a_warning() -> None:
    for name, route, found in (
        ("us-hydroxocobalamin-actavis", "SC", ["route-not-licensed"]),
        ("us-cyanocobalamin", "SC", ["route-not-licensed"]),
        ("us-cyanocobalamin", "deep SC", []),
        ("fr-lavoisier", "IM", ["route-not-known"]),
        ("nl-centrafarm", "IM", ["route-not-known"]),
        ("uk-neo-cytamen", "subcutaneous", ["route-not-licensed"]),
    ):
        preparation = prepared("1 mg", name, route)
        assert ids(preparation) == found
        assert not preparation.blocked
        assert all(finding.severity == "warning" and finding.citations for finding in preparation.findings)
    assert "does not license SC; it names IM" in str(preparation)
    known = prepared("1 mg", "uk-neo-cytamen", "SC", patient=Patient(age=46))
    assert "route-not-licensed" in ids(known), "what holds for everybody holds for a patient too"


def test_more_than_one_container_is_a_warning() -> None:
    found = prepared("1000 mg")
    assert ids(found) == ["more-than-one-container", "thousandfold-dose"]
    assert ids(prepared("10 mg")) == ids(prepared("2 mg")) == ["more-than-one-container"]
    assert "one dose needs 1000 ampoules of 1 mL" in found.findings[0].text
    both = attrs.evolve(OWN, containers=[AMPOULE, Container(volume=Quantity.parse("2 mL"))])
    assert ids(prepared("2 mg", both)) == []


@pytest.mark.parametrize(
    ("dose", "product", "found"),
    [
        ("1000 mg", "uk-neo-cytamen", ["thousandfold-dose"]),
        ("2000 mg", "uk-neo-cytamen", ["thousandfold-dose"]),
        ("999 mg", "uk-neo-cytamen", ["above-the-stated-volume"]),
        ("1.1 mg", "uk-neo-cytamen", ["above-the-stated-volume"]),
        ("1 mg", "uk-neo-cytamen", []),
        ("10 mcg", "uk-neo-cytamen", []),
        ("9.9 mcg", "uk-neo-cytamen", ["below-a-hundredth"]),
        ("1.1 mcg", "uk-neo-cytamen", ["below-a-hundredth"]),
        ("1 mcg", "uk-neo-cytamen", ["thousandfold-dose"]),
        ("0.1 mcg", "uk-neo-cytamen", ["thousandfold-dose"]),
        ("3 mg", "de-hevert-forte", []),
        ("3.1 mg", "de-hevert-forte", ["above-the-stated-volume"]),
        ("2 mg", "us-hydroxocobalamin-actavis", ["above-the-stated-volume"]),
    ],
)
def test_a_dose_is_held_against_the_stated_strength(dose: str, product: str, found: list[str]) -> None:
    preparation = prepared(dose, product)
    assert ids(preparation) == found
    assert not preparation.blocked
    assert all(finding.severity == "warning" and finding.citations for finding in preparation.findings)


def test_a_thousandfold_and_more_than_the_stated_volume_are_said() -> None:
    more, less, above = (prepared(dose, "uk-neo-cytamen").findings[0].text for dose in ("1000 mg", "1 mcg", "2 mg"))
    stated = "the 1000 micrograms in 1 mL in which the label states its strength"
    assert more.startswith(f"a thousandfold: one dose is a thousand times {stated}, or more; see that its unit")
    assert less.startswith(f"a thousandfold: one dose is a thousandth of {stated}, or less; see that its unit")
    assert above.startswith("one dose is more than the 1 mL in which the label states its strength (1000 micrograms in")


def test_benzyl_alcohol_and_the_newborn() -> None:
    with_it, without, unread = (
        prepared("500 mcg", name, patient=NEWBORN) for name in ("nl-centrafarm", "nl-nycomed", "uk-neo-cytamen")
    )
    assert "benzyl-alcohol" in ids(with_it)
    (finding,) = (one for one in with_it.findings if one.id == "benzyl-alcohol")
    assert finding.text.startswith("Hydroxocobalamine Centrafarm contains benzyl alcohol, 10.5 mg in 1 mL")
    assert finding.text.endswith("whether the child is premature is not recorded")
    assert "kinderformularium" in [citation.source.key for citation in finding.citations]
    assert "benzyl-alcohol" not in ids(without)
    (finding,) = (one for one in unread.findings if one.id == "benzyl-alcohol")
    assert finding.text.startswith("whether it contains benzyl alcohol was not read")
    assert "benzyl-alcohol" not in ids(prepared("500 mcg", "nl-centrafarm", patient=Patient(age=46)))
    asked = prepared("500 mcg", "nl-centrafarm", patient=Patient())
    assert "benzyl-alcohol (warning) needs age" in asked.not_checked


def test_aluminium_and_the_kidneys() -> None:
    patient = Patient(age=70, conditions={"renal_impairment": True})
    (finding,) = (
        one
        for one in prepared("5 mg", "it-dobetin-5000", patient=patient).findings
        if one.id == "renal-impairment-aluminium"
    )
    assert finding.text.startswith(
        "the label of Dobetin 5000 warns: aluminium in renal failure and in premature infants; whether it contains "
        "aluminium was not read: renal impairment"
    )
    assert {"torrinomedica", "pharmawizard"} <= {citation.source.key for citation in finding.citations}
    none = attrs.evolve(OWN, excipients=[Excipient(name="aluminium", present=False)])
    assert "renal-impairment-aluminium" not in ids(prepared("1 mg", none, patient=patient))
    without_benzyl_alcohol = prepared("1 mg", "nl-nycomed", patient=patient)
    (other,) = (one.text for one in without_benzyl_alcohol.findings if one.id == "renal-impairment-aluminium")
    assert other == (
        "whether it contains aluminium was not read: renal impairment: the Italian label warns of aluminium in the "
        "product"
    )


def test_an_information_is_no_care_to_be_taken_with_the_dose() -> None:
    patient = Patient(age=70, conditions={"renal_impairment": True}, medicines=["metformin"], pregnancy="breastfeeding")
    page = prepared("1 mg", "uk-neo-cytamen", patient=patient)
    assert "information" not in {finding.severity for finding in page.findings}
    assert not [line for line in page.not_checked if "(information)" in line]


def test_all_that_is_missing_to_check_an_alert_is_needed() -> None:
    page = prepared("1 mg", "uk-neo-cytamen", patient=Patient(age=46))
    assert "same-day-referral (warning) needs severity.neurological and optic_disease" in page.not_checked


def test_all_licensed_routes_and_all_named_allergies_are_listed() -> None:
    (route,) = prepared("1 mg", "us-cyanocobalamin", "SC").findings
    assert route.text.endswith(" does not license SC; it names IM and deep SC")
    patient = Patient(age=30, allergies=["methylparaben", "parabens"])
    page = prepared("1 mg", "us-hydroxocobalamin-actavis", patient=patient)
    named = (
        "allergic to methylparaben and parabens, and Hydroxocobalamin injection USP (Actavis) contains methylparaben"
    )
    assert named in [one.text for one in page.findings]


def test_a_contraindication_blocks_and_comes_first() -> None:
    patient = Patient(age=61, allergies=["cobalt"])
    found = prepared("1 mg", "us-hydroxocobalamin-actavis", "SC", patient=patient)
    assert ids(found)[0] == "cobalt-allergy"
    assert found.blocked
    assert str(found).startswith("CONTRAINDICATION\n")
    assert "DRAW UP\n  nothing: see above" in str(found)
    assert found.to_dict()["draw_up"] is None
    assert not prepared("1 mg", "uk-neo-cytamen", patient=patient).blocked, "vigilance, in the United Kingdom"


@pytest.mark.parametrize(
    ("product", "route", "patient", "alert", "severity"),
    [
        ("us-cyanocobalamin", "IM", {"optic_disease": "leber"}, "leber", "warning"),
        ("uk-cytamen", "IM", {"optic_disease": "leber"}, "leber", "contraindication"),
        ("us-cyanocobalamin", "IM", {"optic_disease": "tobacco-amblyopia"}, "tobacco-amblyopia", "contraindication"),
        ("uk-neo-cytamen", "IM", {"allergies": ["cobalt"]}, "cobalt-allergy", "caution"),
        ("us-hydroxocobalamin-actavis", "IM", {"allergies": ["cobalt"]}, "cobalt-allergy", "contraindication"),
        ("uk-neo-cytamen", "IM", {"conditions": {"anticoagulated": True}}, "anticoagulated", "caution"),
    ],
)
def test_an_alert_stands_with_the_severity_of_the_products_country(
    product: str, route: str, patient: dict[str, Any], alert: str, severity: str
) -> None:
    found = prepared("1 mg", product, route, patient=Patient(**patient))
    assert (alert, severity) in [(one.id, one.severity) for one in found.findings]
    assert found.blocked == (severity == "contraindication")
    unchecked = prepared("1 mg", product, route, patient=Patient()).not_checked
    assert any(line.startswith(f"{alert} ({severity}) needs ") for line in unchecked)


def test_results_raise_the_alerts_that_they_raise_in_a_recommendation() -> None:
    results = [
        LabResult("folate", flag="low"),
        LabResult("potassium", "3.1 mmol/L", reference="3.5-5.1 mmol/L"),
        LabResult("haemoglobin", flag="low"),
    ]
    found = prepare_dose("1 mg", "uk-neo-cytamen", route="IM", patient=Patient(age=46, labs=results))
    raised = {"folate-deficiency", "hypokalaemia", "thrombocytosis"}
    assert raised <= {finding.id for finding in found.findings}
    assert not [line for line in found.not_checked for name in raised if line.startswith(f"{name} ")]
    assert any(
        line.startswith("hypokalaemia-in-severe-anaemia") and "severity.anaemia" in line for line in found.not_checked
    )


def test_without_a_patient_that_is_said() -> None:
    assert prepared().not_checked == (
        "alerts (contraindications, warnings, cautions) and excipients: no patient was given",
    )


def test_whether_an_opened_one_is_kept_is_only_what_the_source_says() -> None:
    silent = prepared("1 mg", "us-hydroxocobalamin-actavis")
    assert silent.containers[0].opened == "the source that was read does not say whether an opened one may be kept"
    assert "1 multi-dose vial of 30 mL: the source that was read does not say" in str(silent)
    vial = Container(kind="multi-dose-vial", volume=Quantity.parse("10 mL"), once_opened="28 days")
    assert "1 multi-dose vial of 10 mL: 28 days" in str(prepared("1 mg", attrs.evolve(OWN, containers=[vial])))
    assert "WHAT REMAINS" not in str(prepared("1 mg", "be-sterop"))


def test_a_product_of_which_all_was_read_has_no_such_line() -> None:
    kinds: tuple[Any, ...] = ("contraindication", "warning", "storage")
    statements = [LabelStatement(kind=kind, text="as printed") for kind in kinds]
    whole = attrs.evolve(OWN, excipients=[Excipient(name="sodium")], statements=statements)
    assert "NOT READ" not in str(prepared("1 mg", whole))
    assert "NOT READ OF THIS PRODUCT\n  excipients, contraindication, warning, storage" in str(prepared("1 mg", OWN))


def test_where_all_was_checked_no_line_says_otherwise() -> None:
    assert "NOT CHECKED" in str(prepared())
    assert "NOT CHECKED" not in str(attrs.evolve(prepared(), not_checked=()))


# How it is written


def test_a_page_that_a_nurse_reads() -> None:
    assert str(prepared("250 mcg")).splitlines() == [
        "PREPARATION",
        "  hydroxocobalamin, the caller's own hydroxocobalamin, IM",
        "  0.25 mg (250 micrograms) / 1 mg per mL = 0.25 mL; 1 ampoule of 1 mL, 0.75 mL remains",
        "",
        "DRAW UP",
        "  0.25 mL IM",
        "",
        "COMPARE WITH THE PRODUCT IN HAND",
        "  its label must state 1 mg in 1 mL",
        "",
        "WHAT REMAINS",
        "  1 ampoule of 1 mL: the source that was read does not say whether an opened one may be kept",
        "",
        "NOT READ OF THIS PRODUCT",
        "  excipients, contraindication, warning, storage",
        "",
        "NOT CHECKED",
        "  alerts (contraindications, warnings, cautions) and excipients: no patient was given",
        "",
        "SOURCES",
        "  the caller's own product; none is named",
        "",
        "DECISION SUPPORT",
        "  This restates a published source to support a clinician's decision; a clinician decides, for this",
        "    patient.",
    ]


def test_a_page_of_a_blocked_dose_says_so_before_the_arithmetic() -> None:
    found = prepared("330 mcg", "us-hydroxocobalamin-actavis", "SC", patient=Patient(age=61, allergies=["cobalt"]))
    sections = dict(part.split("\n", 1) for part in str(found).split("\n\n"))
    assert list(sections)[:5] == ["CONTRAINDICATION", "WARNING", "BLOCKED", "PREPARATION", "DRAW UP"]
    assert (
        sections["BLOCKED"] == "  a contraindication stands: the arithmetic is shown, and nothing is drawn up from it"
    )
    assert sections["WHAT THE LABEL SAYS"].startswith("  supply: shortage entry of hydroxocobalamin")
    assert "what the source says to do: where it is only suspected" in sections["CONTRAINDICATION"]
    assert "what the source says to do" not in sections["WARNING"], "it says nothing of that"
    assert "Recall Guide [primary]" in sections["SOURCES"]


def test_plain_values_are_all_there() -> None:
    plain = prepared("2.5 mcg/kg", "us-hydroxocobalamin-actavis", "SC", patient=Patient(weight="70 kg")).to_dict()
    findings, not_checked, label, citations = (
        plain.pop(key) for key in ("findings", "not_checked", "label", "citations")
    )
    assert [finding["id"] for finding in findings] == ["route-not-licensed"]
    assert "cobalt-allergy (contraindication) needs allergies" in not_checked
    assert [statement.partition(":")[0] for statement in label] == ["supply"]
    assert [citation["source"] for citation in citations] == ["actavis-product", "hydroxocobalamin-label-copy"]
    unsaid = "the source that was read does not say whether an opened one may be kept"
    assert plain == {
        "line": "2.5 micrograms/kg x 70 kg: 0.175 mg (175 micrograms) / 1 mg per mL = 0.175 mL; "
        "1 multi-dose vial of 30 mL, 29.825 mL remains",
        "product": "us-hydroxocobalamin-actavis",
        "name": "Hydroxocobalamin injection USP (Actavis)",
        "drug": "hydroxocobalamin",
        "strength": "1000 mcg in 1 mL",
        "route": "SC",
        "dose": "175 mcg",
        "per_kg": "2.5 micrograms/kg x 70 kg",
        "volume": "0.175 mL",
        "volume_exact_ml": "7/40",
        "draw_up": "0.175 mL",
        "given": "175 mcg",
        "graduation": None,
        "rounding_percent_exact": "0",
        "containers": [
            {"kind": "multi-dose-vial", "volume": "30 mL", "count": 1, "remains": "29.825 mL", "opened": unsaid}
        ],
        "blocked": False,
        "in_doubt": False,
        "not_read": ["contraindication", "warning", "storage"],
        "decision_support": DECISION_SUPPORT,
    }


def test_text_and_json_say_the_same() -> None:
    found = prepared("330 mcg", "uk-neo-cytamen", graduation="0.1 mL", rounding_limit="10 %", patient=NEWBORN)
    plain = json.loads(found.to_json())
    assert plain == found.to_dict()
    assert (plain["draw_up"], plain["rounding_percent_exact"], plain["graduation"]) == ("0.3 mL", "-100/11", "0.1 mL")
    assert plain["decision_support"] == DECISION_SUPPORT
    assert plain["citations"][0]["url"] == "https://www.medicines.org.uk/emc/product/9746/smpc"
    assert prepared().to_dict()["graduation"] is None
    for line in (plain["line"], DECISION_SUPPORT, *plain["label"], "its label must state 1000 micrograms in 1 mL"):
        assert line in " ".join(str(found).split())
    assert "the caller's own product; none is named" in str(prepared())
    assert repr(prepared()).startswith("<Preparation 1 mL IM of the caller's own hydroxocobalamin: 1 mg (1000 ")


def test_html_is_escaped() -> None:
    text = (
        'id = "x"\nname = "<b>"\ntitle = "t"\npublisher = "p"\njurisdiction = "GB"\nversion = "1"\n'
        'drug = "cyanocobalamin"\n[label]\nstrength = "1 mg in 1 mL"\nsource = "s"\n'
        '[[source]]\nkey = "s"\ntitle = "<i>"\nevidence = "primary"\n'
    )
    html = prepared("1 mg", parse_product(text)).to_html()
    assert "<b>" not in html
    assert "<i>" not in html
    assert load_product("be-sterop").name == "Vitamin B12 Sterop"


# Allergies and excipients; strengths that are read otherwise than written


@pytest.mark.parametrize(
    ("product", "allergies", "found"),
    [
        ("no-vitamin-b12-depot", ["benzyl alcohol", "other"], ["benzyl alcohol"]),
        ("no-vitamin-b12-depot", ["Benzylalcohol (rash)"], ["benzyl alcohol"]),
        ("us-hydroxocobalamin-actavis", ["parabens"], ["methylparaben", "propylparaben"]),
        ("no-vitamin-b12-depot", ["penicillin", "other"], []),
        ("nl-nycomed", ["benzyl alcohol"], []),
        ("no-vitamin-b12-depot", [], []),
    ],
)
def test_a_named_allergy_is_held_against_the_excipients(product: str, allergies: list[str], found: list[str]) -> None:
    page = prepared("1 mg", product, patient=Patient(age=30, allergies=allergies))
    own = [one for one in page.findings if one.id == "allergy-to-an-excipient"]
    assert [one.text.partition(" contains ")[2].partition(",")[0] for one in own] == found
    assert all(one.severity == "warning" and one.citations for one in own)
    assert not page.blocked


@pytest.mark.parametrize("product", [one for one in product_ids() if load_product(one).strength is not None])
@pytest.mark.parametrize("beside", [[], ["other"]])
def test_an_allergy_to_the_product_itself_blocks_it(product: str, beside: list[str]) -> None:
    used = load_product(product)
    patient = Patient(age=30, allergies=[used.called, *beside])
    page = prepare_dose("1 mg", used, route=(used.routes or ("IM",))[0], patient=patient)
    assert page.blocked
    assert not [line for line in page.not_checked if line.startswith(used.called.lower())]


@pytest.mark.parametrize(
    ("allergy", "blocks"), [("Vitalin", True), ("vitalin forte 1 mg", True), ("vit", False), ("forte", False)]
)
def test_an_allergy_to_a_product_of_ones_own_is_told_by_its_name(allergy: str, *, blocks: bool) -> None:
    own = Product(name="Vitalin forte", drug="hydroxocobalamin", strength="1 mg in 1 mL", routes=["IM"])
    assert prepare_dose("1 mg", own, route="IM", patient=Patient(allergies=[allergy, "other"])).blocked is blocks


@pytest.mark.parametrize(
    ("product", "allergies", "said"),
    [
        ("no-vitamin-b12-depot", None, "allergies are not known, so they are not held against what else is in"),
        (
            "no-vitamin-b12-depot",
            ["penicillin", "other"],
            "penicillin and others that are not named may be in Vitamin B12 Depot",
        ),
        ("uk-neo-cytamen", ["benzyl alcohol"], "benzyl alcohol may be in Neo-Cytamen"),
        ("no-vitamin-b12-depot", ["benzyl alcohol"], None),
        ("nl-nycomed", ["benzyl alcohol"], None),
        ("no-vitamin-b12-depot", ["cobalt", "hydroxocobalamin"], None),
        ("no-vitamin-b12-depot", [], None),
    ],
)
def test_an_allergy_that_no_excipient_answers_is_not_checked(
    product: str, allergies: list[str] | None, said: str | None
) -> None:
    page = prepared("1 mg", product, patient=Patient(age=30, allergies=allergies))
    lines = [line for line in page.not_checked if "excipient" in line]
    assert len(lines) == (said is not None)
    assert said is None or lines[0].startswith(said)


@pytest.mark.parametrize(
    ("strength", "said"),
    [
        ("1.000 mcg in 1 mL", "group thousands"),
        ("1,000 mcg in 1 mL", "group thousands"),
        ("1 mg in 1.000 mL", "group thousands"),
        ("1 g in 1 mL", "write mg or micrograms"),
        ("1 mg in 1 L", "write the volume in mL"),
        ("1 mg/L", "write the volume in mL"),
        ("1 mg in 1 dL", "write the volume in mL"),
    ],
)
def test_a_strength_that_may_be_a_thousandfold_is_refused(strength: str, said: str) -> None:
    with pytest.raises(ProductError, match=said):
        Product(drug="hydroxocobalamin", strength=strength, routes=["IM"])


def test_volumes_are_read_by_the_same_rules() -> None:
    with pytest.raises(ProductError, match="write the volume in mL"):
        Container(volume=Quantity.parse("1 L"))
    for name in ("syringe", "graduation"):
        with pytest.raises(QuantityError, match="group thousands"):
            prepared(**{name: "1.000 mL"})


@pytest.mark.parametrize(
    ("strength", "found"),
    [
        ("1 mg in 1000 mL", True),
        ("1 mcg in 1 mL", True),
        ("24 mcg in 1 mL", True),
        ("25 mcg in 1 mL", False),
        ("1 mg in 1 mL", False),
        ("25 mg in 1 mL", False),
        ("26 mg in 1 mL", True),
        ("1000 mg in 1 mL", True),
    ],
)
def test_a_strength_unlike_every_label_that_was_read_is_a_warning(strength: str, found: bool) -> None:  # noqa: FBT001
    own = Product(drug="hydroxocobalamin", strength=strength, routes=["IM"])
    assert ("strength-unlike-the-labels" in ids(prepared("1 mg", own))) is found


@pytest.mark.parametrize(
    ("strength", "unlike"),
    [
        (
            "24 mcg in 1 mL",
            "24 micrograms in 1 mL is less than a tenth of the weakest of all labels that were read, 1 mg",
        ),
        (
            "26 mg in 1 mL",
            "26 mg in 1 mL is more than ten times the strongest of all labels that were read, 5000 micro",
        ),
    ],
)
def test_it_is_said_which_way_a_strength_is_unlike_the_labels(strength: str, unlike: str) -> None:
    own = Product(drug="hydroxocobalamin", strength=strength, routes=["IM"])
    (finding,) = [one for one in prepared("1 mg", own).findings if one.id == "strength-unlike-the-labels"]
    assert finding.text.startswith(f"the strength {unlike}")
    assert finding.text.endswith("; see that its units are those of the label in hand")


def test_no_label_that_was_read_is_unlike_the_labels() -> None:
    for name in product_ids():
        product = load_product(name)
        if product.strength is not None and product.routes:
            assert "strength-unlike-the-labels" not in ids(prepared("1 mg", product, product.routes[0]))


def test_a_text_that_is_no_dose_in_any_way_is_refused_as_a_quantity() -> None:
    with pytest.raises(QuantityError):
        prepare_dose("some of it", "uk-neo-cytamen", route="IM")
