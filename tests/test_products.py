"""Products: shipped files, one broken file for each error, and that what was not read is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

import pytest

from b12regimen import (
    Concentration,
    Container,
    Excipient,
    LabelStatement,
    Product,
    ProductError,
    Quantity,
    UnknownProductError,
    load_product,
    parse_product,
    product_ids,
)
from b12regimen.cli.file_check import check_file
from b12regimen.fhir import regimen_from_fhir
from b12regimen.published import PUBLISHED

SHIPPED = PUBLISHED / "products"
DRUG: Final = "hydroxocobalamin"
SYSTEMS = {"ATC": "http://www.whocc.no/atc", "RxNorm": "http://www.nlm.nih.gov/research/umls/rxnorm"}
CODES = Path(__file__).parents[2] / "shared" / "clinical" / "codes.md"

GOOD = """
id = "test"
name = "Test"
title = "A test"
publisher = "The tests"
jurisdiction = "GB"
version = "1"
drug = "hydroxocobalamin"
codes = { ATC = "B03BA03" }

[label]
strength = "1 mg in 1 mL"
routes = ["IM"]
other_routes = ["IV"]
source = "here"

[[source]]
key = "here"
title = "A page"
url = "https://example.org/page"
evidence = "primary"

[[container]]
kind = "multi-dose-vial"
volume = "10 mL"
once_opened = "28 days"
source = "here"

[[excipient]]
name = "benzyl alcohol"
present = true
amount = "0.9 %"
source = "here"

[[statement]]
kind = "storage"
text = "below 25 °C"
source = "here"
"""

BROKEN = [
    ('id = "test"', "id = ", "", "this is not TOML"),
    ('publisher = "The tests"\n', "", "publisher", "this key is missing"),
    ('jurisdiction = "GB"', 'jurisdiction = "UK"', "jurisdiction", '"UK" is no jurisdiction; did you mean "GB"?'),
    ('jurisdiction = "GB"\n', "", "jurisdiction", "this key is missing"),
    ("[[excipient]]", "[[excipients]]", "excipients", 'there is no such key; did you mean "excipient"?'),
    ('"hydroxocobalamin"', '"vitamin B12"', "drug", '"vitamin B12" will not do'),
    ('drug = "hydroxocobalamin"\n', "", "drug", "this key is missing"),
    ('ATC = "B03BA03"', 'ATC = "B03"', "codes.ATC", '"B03" is no code of ATC'),
    ("ATC =", "atc =", "codes.atc", 'there is no "atc" here; one of: ATC, RxNorm'),
    ('"1 mg in 1 mL"', '"1 mg"', "label.strength", '"1 mg" is no strength; write a mass in a volume'),
    ('"1 mg in 1 mL"', '"1 MG in 1 mL"', "label.strength", 'write "mg"'),
    ('"1 mg in 1 mL"', '"1 mL in 1 mL"', "label.strength", "1 mL is no mass above zero"),
    ('"1 mg in 1 mL"', '"1 mg in 0 mL"', "label.strength", "0 mL is no volume above zero"),
    ('routes = ["IM"]', 'routes = ["IV"]', "label.routes", "it goes in other_routes"),
    ('routes = ["IM"]', 'routes = ["intrathecal"]', "label.routes", "is no route; one of: IM, SC, deep SC"),
    ('routes = ["IM"]', 'routes = ["IM", "IM"]', "label.routes", "a route is given twice"),
    ('["IV"]', '["IM"]', "label.other_routes[0]", '"IM" will not do'),
    ('volume = "10 mL"', 'volume = "10 mg"', "container[0]", "10 mg is no volume above zero"),
    ('volume = "10 mL"', 'volume = "10"', "container[0].volume", '"10" has no unit'),
    ('kind = "multi-dose-vial"\nvolume = "10 mL"\n', "", "container[0]", "give its kind, its volume or both"),
    ("present = true", "present = false", "excipient[0].amount", "what is not there has no amount"),
    ("present = true\n", "", "excipient[0].present", "this key is missing"),
    ('kind = "storage"', 'kind = "fridge"', "statement[0].kind", '"fridge" will not do'),
    ('evidence = "primary"', 'evidence = "unverified"', "source[0].evidence", "one of: primary, secondary"),
    ('key = "here"', 'key = "there"', "label.source", 'there is no source "here"'),
    (
        "[[container]]",
        '[[source]]\nkey = "x"\ntitle = "X"\nevidence = "primary"\n[[container]]',
        "source[1]",
        "nothing cites",
    ),
]


@pytest.mark.parametrize(("old", "new", "path", "reason"), BROKEN, ids=[reason for *_, reason in BROKEN])
def test_each_error_has_its_path_and_a_remedy(old: str, new: str, path: str, reason: str) -> None:
    parse_product(GOOD)
    assert old in GOOD
    with pytest.raises(ProductError) as caught:
        parse_product(GOOD.replace(old, new, 1))
    assert [f for f in caught.value.findings if f.path == path and reason in f.reason], str(caught.value)


def test_a_country_of_a_product_of_ones_own_is_one_for_it_decides_which_alerts_hold() -> None:
    assert Product(drug=DRUG, jurisdiction="international").jurisdiction == "international"
    for given in ("UK", "England", "gb", ""):
        with pytest.raises(ProductError, match=f'jurisdiction: "{given}" is no jurisdiction'):
            Product(drug=DRUG, jurisdiction=given)


def test_a_label_is_needed_and_may_state_nothing() -> None:
    start, _, rest = GOOD.partition("[label]")
    with pytest.raises(ProductError, match=r"label: give strength, routes and source in a table \[label\]"):
        parse_product(start + rest[rest.index("[[source]]") :])
    silent = GOOD.replace('strength = "1 mg in 1 mL"\nroutes = ["IM"]\nother_routes = ["IV"]\n', "")
    found = parse_product(silent)
    assert (found.strength, found.routes) == (None, ())
    assert found.not_read == ("strength", "routes", "contraindication", "warning")
    assert "strength: not read" in str(found)
    assert "licensed routes: not read" in str(found)


def test_all_errors_at_once_with_their_lines() -> None:
    text = GOOD.replace('"1 mg in 1 mL"', '"1 mg"').replace('"10 mL"', '"10"')
    with pytest.raises(ProductError) as caught:
        parse_product(text)
    assert [finding.line for finding in caught.value.findings] == [12, 25]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProductError, match=r"p.toml: this is not UTF-8 text"):
        load_product(file)
    file.write_text((SHIPPED / "be-sterop.toml").read_text("utf-8"), "utf-8")
    with pytest.raises(ProductError, match="is the id of a product that the library ships; give your own file another"):
        load_product(file)
    file.write_text(GOOD, "utf-8")
    assert load_product(file).id == "test"
    assert load_product(SHIPPED / "be-sterop.toml").id == "be-sterop"
    with pytest.raises(ProductError, match="None is no text"):
        parse_product(None)  # type: ignore[arg-type]
    for nothing, reason in (
        ("neo-cytamen", 'there is no product and no file "neo-cytamen"'),
        (3, "3 is not a product; give"),
    ):
        with pytest.raises(UnknownProductError, match=reason):
            load_product(nothing)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", product_ids())
def test_a_shipped_product_is_cited_and_shown_in_full(name: str) -> None:
    product = load_product(name)
    plain, text = product.to_dict(), " ".join(str(product).split())
    assert product.id == name
    assert product.strength is not None
    for part in (plain, *plain["containers"], *plain["excipients"], *plain["statements"]):
        assert part["citations"]
    assert all(str(citation) in text for citation in product.every_citation)
    assert all(f"{what}s: not read" in text or f"{what}: not read" in text for what in not_said(product))
    assert check_file(name).errors == ()


def not_said(product: Product) -> list[str]:
    return [what.removesuffix("s") for what in product.not_read if what != "routes"]


@pytest.mark.skipif(not CODES.is_file(), reason="the notes are not there")
@pytest.mark.parametrize("name", product_ids())
def test_codes_are_those_that_were_verified_for_the_drug(name: str) -> None:
    product = load_product(name)
    verified = CODES.read_text("utf-8")
    (line,) = (line for line in verified.splitlines() if line.startswith("ATC "))
    assert f"V {product.codes['ATC']} {product.drug}" in line
    if "RxNorm" in product.codes:
        drug = {"cyanocobalamin": "vitamin B12"}.get(product.drug, product.drug)
        assert f"V {product.codes['RxNorm']} {drug} 1 MG/ML Injectable Solution" in verified
        assert product.strength is not None
        assert product.strength.mcg_per_ml == 1000


@pytest.mark.parametrize("name", product_ids())
def test_a_code_of_a_product_means_its_drug_where_a_record_has_it(name: str) -> None:
    product = load_product(name)
    for system, code in product.codes.items():
        coded = {"medicationCodeableConcept": {"coding": [{"system": SYSTEMS[system], "code": code}]}}
        ordered = regimen_from_fhir({"resourceType": "MedicationRequest", **coded})
        assert ordered.medicine.drug == product.drug, f"{system} {code}"


def test_a_product_of_ones_own() -> None:
    own = Product(
        drug="cyanocobalamin",
        strength="1000 mcg/mL",
        routes=["IM", "deep SC"],
        containers=[Container(kind="prefilled", volume=Quantity.parse("1 mL")), Container(kind="ampoule")],
        excipients=[Excipient(name="sodium")],
        statements=[LabelStatement(kind="supply", text="to order")],
    )
    assert own.strength == Concentration.parse("1000 mcg in 1 mL")
    assert (own.id, own.citations, own.called) == (None, (), "the caller's own cyanocobalamin")
    assert repr(own) == "<Product of the caller: cyanocobalamin 1000 mcg in 1 mL, IM or deep SC>"
    assert "container: prefilled container of 1 mL" in str(own)
    assert "container: ampoule (volume not read)" in str(own)
    assert own.not_read == ("contraindication", "warning", "storage")
    assert Product(drug="cyanocobalamin", routes="IM").routes == ("IM",)
    assert Product(drug="cyanocobalamin", other_routes="IV").other_routes == ("IV",)
    assert "strength not read, routes not read" in repr(Product(drug="cyanocobalamin"))
    assert "container (kind not read) of 1 mL" in str(Container(volume=Quantity.parse("1 mL")))
    assert len({own, own}) == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"drug": "B12"}, '"B12" names no drug that is known here'),
        ({"drug": "hydroxocobalamine"}, 'did you mean "hydroxocobalamin"'),
        ({"drug": "cyanocobalamin", "routes": ["IV"]}, "it goes in other_routes"),
        ({"drug": "cyanocobalamin", "strength": 1000}, '"1000" is no strength'),
        ({"drug": "cyanocobalamin", "strength": "1000 mcg"}, '"1000 mcg" is no strength'),
        ({"drug": "cyanocobalamin", "other_routes": ["nasal"]}, '"nasal" will not do'),
    ],
)
def test_a_product_that_cannot_be(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ProductError, match=message):
        Product(**given)


def test_a_page_of_a_product() -> None:
    text = GOOD.replace("[label]", 'note = "a reading"\n\n[label]').replace('["IM"]', '["IM", "SC"]')
    text += '\n[[excipient]]\nname = "parabens"\npresent = false\nsource = "here"\n'
    own = parse_product(text.replace('["IV"]', '["IV", "orally"]'))
    page = """
        PRODUCT
          Test (test)
          A test
          by The tests, GB, 1
          ATC: B03BA03
          a reading

        LABEL
          drug: hydroxocobalamin
          strength: 1 mg in 1 mL
          licensed routes: IM, SC
          other routes, not prepared here: IV, orally
          container: multi-dose vial of 10 mL; once opened: 28 days
          excipient: benzyl alcohol, 0.9 %
          excipient: parabens: none
          storage: below 25 °C
          contraindication: not read
          warning: not read

        SOURCES
          A page [primary]: https://example.org/page

        DECISION SUPPORT
          This restates a text, to support clinicians; a clinician decides, for each patient.
    """
    assert str(own) == dedent(page).strip()
    citation = own.citations[0].to_dict()
    assert own.to_dict() == {
        "id": "test",
        "name": "Test",
        "title": "A test",
        "publisher": "The tests",
        "jurisdiction": "GB",
        "version": "1",
        "drug": "hydroxocobalamin",
        "strength": {"amount": "1 mg", "volume": "1 mL"},
        "routes": ["IM", "SC"],
        "other_routes": ["IV", "orally"],
        "containers": [
            {"kind": "multi-dose-vial", "volume": "10 mL", "once_opened": "28 days", "citations": [citation]}
        ],
        "excipients": [
            {"name": "benzyl alcohol", "present": True, "amount": "0.9 %", "citations": [citation]},
            {"name": "parabens", "present": False, "amount": None, "citations": [citation]},
        ],
        "statements": [{"kind": "storage", "text": "below 25 °C", "citations": [citation]}],
        "codes": {"ATC": "B03BA03"},
        "not_read": ["contraindication", "warning"],
        "note": "a reading",
        "citations": [citation],
    }


def test_a_page_of_a_product_of_which_nothing_was_read() -> None:
    own = Product(drug="hydroxocobalamin", containers=[Container()])
    page = """
        PRODUCT
          the caller's own hydroxocobalamin

        LABEL
          drug: hydroxocobalamin
          strength: not read
          licensed routes: not read
          container: container (kind not read) (volume not read)
          excipients: not read
          contraindication: not read
          warning: not read
          storage: not read

        SOURCES
          the caller's own word

        DECISION SUPPORT
          This restates a text, to support clinicians; a clinician decides, for each patient.
    """
    assert str(own) == dedent(page).strip()
    assert own.to_dict()["strength"] is None
    assert own.to_dict()["containers"][0]["volume"] is None
    assert Container().counted(2) == "2 containers"
    assert Container(kind="ampoule", volume="1 mL") == Container(kind="ampoule", volume=Quantity.parse("1 mL"))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Product(drug="B12"), 'drug: "B12" names no drug that is known here; one of: '),  # type: ignore[arg-type]
        (lambda: Product(drug=DRUG, strength="1 mg"), 'strength: "1 mg" is no strength; write a mass'),
        (lambda: Product(drug=DRUG, strength="1 MG in 1 mL"), 'strength: "MG" is not read, because case matters'),
        (lambda: Product(drug=DRUG, strength="0 mg in 1 mL"), "strength: 0 mg is no mass above zero"),
        (lambda: Product(drug=DRUG, strength="1 mg in 1 L"), "strength: 1 L is not read: labels state mL"),
        (lambda: Container(volume=Quantity.parse("1 mg")), "container.volume: 1 mg is no volume above zero"),
        (lambda: Container(volume="1"), 'container.volume: "1" has no unit; write 1 mL'),
        (lambda: Container(volume="1 mg"), "container.volume: 1 mg is no volume above zero"),
        (lambda: Container(volume=1), "container.volume: 1 is no quantity; write a number with its unit"),  # type: ignore[arg-type]
        (lambda: Container(kind="ampule"), "container.kind: 'ampule' is no kind of container; did"),  # type: ignore[arg-type]
        (lambda: Container(volume=Quantity.parse("1 L")), "container.volume: 1 L is not read: labels state mL"),
        (lambda: Product(drug=DRUG, routes=["IV"]), 'routes: "IV" is no injection into muscle or under the skin'),  # type: ignore[list-item]
        (lambda: Product(drug=DRUG, routes=["deep"]), 'routes: "deep" is no route; one of: IM, SC, deep SC'),  # type: ignore[list-item]
        (lambda: Product(drug=DRUG, routes=["IM", "IM"]), "routes: a route is given twice"),
        (lambda: Product(drug=DRUG, other_routes=["oral"]), 'other_routes: "oral" will not do; did you mean "orally"?'),  # type: ignore[list-item]
    ],
)
def test_what_cannot_be_is_said_with_its_place(make: Callable[[], object], said: str) -> None:
    with pytest.raises(ProductError) as caught:
        make()
    assert str(caught.value).startswith(f"product: {said}")


def test_a_volume_without_a_unit_is_told_which_would_do() -> None:
    with pytest.raises(ProductError) as caught:
        parse_product(GOOD.replace('"10 mL"', '"10"'))
    assert [finding.reason for finding in caught.value.findings] == ['"10" has no unit; write 10 mL']


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1 mg in 1 mL", "1 mg in 1 mL"),
        ("1000 micrograms/2 mL", "1000 mcg in 2 mL"),
        ("0.25 mg/mL", "0.25 mg in 1 mL"),
        ("1 mg per 4 ml", "1 mg in 4 mL"),
    ],
)
def test_strengths_are_kept_as_printed(text: str, shown: str) -> None:
    assert str(Concentration.parse(text)) == shown


def test_files_of_every_kind_are_checked(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(GOOD, "utf-8")
    found = check_file(str(file))
    assert (found.kind, found.errors, found.product) == (
        "product",
        (),
        "Product test: hydroxocobalamin 1 mg in 1 mL, IM",
    )
    assert "not compared: what it states with its label; a person does that" in str(found)
    file.write_text(GOOD.replace("1 mg in 1 mL", "1 mg"), "utf-8")
    broken = check_file(str(file))
    assert (broken.kind, broken.product, [finding.line for finding in broken.errors]) == ("product", None, [12])
    assert check_file("be-sterop").to_dict()["kind"] == "product"
    assert check_file("uk-nice-ng239").kind == "thresholds"
    assert check_file("uk-bnf-hydroxocobalamin").kind == "guideline"
