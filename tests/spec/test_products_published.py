"""Each label's own dose in the label's own product, as the sources print both."""

from __future__ import annotations

from fractions import Fraction

import pytest

from b12regimen import load_product, prepare_dose, product_ids

# product, drug, evidence of its strength, dose, route, volume [mL], containers, what the source prints of the dose
CASES = [
    ("au-vita-b12", "hydroxocobalamin", "primary", "1000 mcg", "IM", "1", None, "1000 mcg every 2-3 months"),
    ("au-vita-b12", "hydroxocobalamin", "primary", "250 mcg", "IM", "1/4", None, "250 mcg weekly"),
    ("be-sterop", "cyanocobalamin", "primary", "1 mg", "IM", "1", "1 ampoule of 1 mL", "1 mg daily or 3/week"),
    ("be-sterop", "cyanocobalamin", "primary", "200 mcg", "SC", "1/5", "1 ampoule of 1 mL", "200-1000 mcg"),
    ("ca-mylan-cyanocobalamin", "cyanocobalamin", "primary", "1000 mcg", "deep SC", "1", None, "dose not visible"),
    ("de-hevert-forte", "cyanocobalamin", "primary", "1500 mcg", "IM", "1", None, "1500 mcg twice weekly"),
    ("de-hevert-forte", "cyanocobalamin", "primary", "100 mcg", "IM", "1/15", None, "100 mcg monthly"),
    ("es-optovite", "cyanocobalamin", "primary", "1000 mcg", "IM", "2", None, "1000 mcg daily 1 week"),
    ("fr-delagrange", "cyanocobalamin", "primary", "1 mg", "IM", "2", "1 ampoule of 2 mL", "1 mg daily"),
    ("fr-delagrange", "cyanocobalamin", "primary", "10 mg", "IM", "20", "10 ampoules of 2 mL", "10 mg (10 ampoules)"),
    ("fr-gerda", "cyanocobalamin", "primary", "1 mg", "IM", "4", None, "1 mg daily"),
    ("fr-lavoisier", "cyanocobalamin", "primary", "1000 mcg", "IM", "1", None, "no dose read"),
    ("ie-cytamen", "cyanocobalamin", "primary", "1000 mcg", "IM", "1", None, "1000 mcg monthly"),
    ("it-dobetin-5000", "cyanocobalamin", "primary", "5000 mcg", "IM", "2", None, "5000 mcg/2 mL single IM"),
    ("nl-centrafarm", "hydroxocobalamin", "secondary", "1000 mcg", "IM", "2", "1 ampoule of 2 mL", "1 mg weekly"),
    ("nl-nycomed", "hydroxocobalamin", "secondary", "300 mcg", "IM", "3/5", "1 ampoule of 2 mL", "300 mcg monthly"),
    ("no-vitamin-b12-depot", "hydroxocobalamin", "primary", "1 mg", "IM", "1", None, "1 mL daily"),
    ("uk-cobalin-h", "hydroxocobalamin", "primary", "1 mg", "IM", "1", None, "1 mg every 2-3 months"),
    ("uk-cytamen", "cyanocobalamin", "secondary", "250 mcg", "IM", "1/4", None, "250-1000 mcg monthly"),
    ("uk-hydroxocobalamin-emc-31182", "hydroxocobalamin", "primary", "250 mcg", "IM", "1/4", None, "250 mcg weekly"),
    ("uk-neo-cytamen", "hydroxocobalamin", "primary", "1000 mcg", "IM", "1", None, "1000 mcg every 2-3 months"),
    ("us-cyanocobalamin", "cyanocobalamin", "primary", "100 mcg", "deep SC", "1/10", None, "100 mcg daily"),
    ("us-hydroxocobalamin-actavis", "hydroxocobalamin", "primary", "30 mcg", "IM", "3/100", "1 multi-dose", "30 mcg"),
    ("us-hydroxocobalamin-benzyl-alcohol", "hydroxocobalamin", "primary", "100 mcg", "IM", "1/10", None, "100 mcg"),
]
# What sources print beside the strength: whether benzyl alcohol is in it and how much; other excipients; routes.
EXCIPIENTS = {
    "ie-cytamen": [("sodium", True, "3.5 mg in 1 mL")],
    "nl-centrafarm": [("benzyl alcohol", True, "10.5 mg in 1 mL")],
    "nl-nycomed": [("benzyl alcohol", False, None)],
    "no-vitamin-b12-depot": [("benzyl alcohol", True, "15 mg in 1 mL")],
    "us-cyanocobalamin": [("benzyl alcohol", True, "1.5 %"), ("sodium chloride", True, "0.9 %")],
    "us-hydroxocobalamin-actavis": [("methylparaben", True, None), ("propylparaben", True, None)],
    "us-hydroxocobalamin-benzyl-alcohol": [("benzyl alcohol", True, "0.9 %")],
}
ROUTES = {
    "be-sterop": (("IM", "SC"), ("IV", "orally")),
    "ca-mylan-cyanocobalamin": (("IM", "deep SC"), ()),
    "de-hevert-forte": (("IM", "SC"), ("IV",)),
    "es-optovite": (("IM", "deep SC"), ()),
    "fr-delagrange": (("IM",), ("orally",)),
    "fr-gerda": (("IM",), ("orally",)),
    "fr-lavoisier": ((), ()),
    "nl-centrafarm": ((), ()),
    "nl-nycomed": ((), ()),
    "us-cyanocobalamin": (("IM", "deep SC"), ()),
}


def test_every_product_has_its_case() -> None:
    assert sorted({case[0] for case in CASES}) == product_ids()


@pytest.mark.parametrize("case", CASES, ids=[f"{case[0]} {case[3]}" for case in CASES])
def test_the_dose_of_the_label_in_its_product(case: tuple[str, ...]) -> None:
    name, drug, evidence, dose, route, volume, containers, _ = case
    product = load_product(name)
    found = prepare_dose(dose, product, route=route, drug=drug)
    assert found.volume.exact == Fraction(volume)
    assert (containers or "how many containers: what one holds was not read") in found.line
    read = {citation.source.evidence for citation in product.citations}
    assert ("secondary" if "secondary" in read else "primary") == evidence


@pytest.mark.parametrize("name", product_ids())
def test_excipients_and_routes_are_those_of_the_label(name: str) -> None:
    product = load_product(name)
    assert [(one.name, one.present, one.amount) for one in product.excipients] == EXCIPIENTS.get(name, [])
    assert (product.routes, product.other_routes) == ROUTES.get(name, (("IM",), ()))
