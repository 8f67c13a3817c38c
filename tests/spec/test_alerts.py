"""Which patients raise which of a file's own alerts: one deviation at a time from one of whom nothing is remarkable."""

from __future__ import annotations

from typing import Any

import pytest
from cases import CONDITIONS, UNREMARKABLE, own_alerts, severities

from b12regimen import Patient, Recommendation, guideline_ids, select_regimen

HARMLESS = UNREMARKABLE | {"b12_treatment": "none"}


def severity(**known: Any) -> dict[str, Any]:
    return {"severity": HARMLESS["severity"] | known}


PATIENTS: dict[str, dict[str, Any]] = {
    "nothing remarkable": {},
    "prophylaxis": {"purpose": "prophylaxis"},
    "allergic to the drug": {"allergies": ["hydroxocobalamin", "cyanocobalamin"]},
    "allergic to cobalt": {"allergies": ["cobalt"]},
    "Leber": {"optic_disease": "leber"},
    "tobacco amblyopia": {"optic_disease": "tobacco-amblyopia"},
    "optic neuropathy of the deficiency": {"optic_disease": "deficiency-optic-neuropathy"}
    | severity(neurological=True),
    "transcobalamin deficiency": {"cause": "transcobalamin-deficiency"},
    "methylmalonic acidaemia": {"cause": "mma-or-homocystinuria"},
    "pregnant": {"pregnancy": "pregnant"},
    "pregnant, prophylaxis": {"pregnancy": "pregnant", "purpose": "prophylaxis"},
    "breastfeeding": {"pregnancy": "breastfeeding"},
    "nerves": severity(neurological=True),
    "severe anaemia": severity(anaemia="severe"),
    "severe anaemia in pregnancy": {"pregnancy": "pregnant"} | severity(anaemia="severe"),
    "anaemia in pregnancy, deficiency unlikely": {"pregnancy": "pregnant", "deficiency": "unlikely"}
    | severity(anaemia="present"),
    "the same, prophylaxis": {
        "pregnancy": "pregnant",
        "deficiency": "unlikely",
        "purpose": "prophylaxis",
    }
    | severity(anaemia="present"),
    "anaemia, deficiency unlikely, prophylaxis": {"deficiency": "unlikely", "purpose": "prophylaxis"}
    | severity(anaemia="present"),
    "pregnant, deficiency unlikely, prophylaxis": {
        "pregnancy": "pregnant",
        "deficiency": "unlikely",
        "purpose": "prophylaxis",
    },
    "critically ill": severity(critically_ill=True),
    "deficiency unlikely": {"deficiency": "unlikely"},
    "deficiency unlikely, prophylaxis": {"deficiency": "unlikely", "purpose": "prophylaxis"},
    "deficiency indeterminate": {"deficiency": "indeterminate"},
    "deficiency indeterminate, prophylaxis": {"deficiency": "indeterminate", "purpose": "prophylaxis"},
    "on injections": {"b12_treatment": "injections"},
    "on oral replacement": {"b12_treatment": "oral"},
    **{name: {"conditions": HARMLESS["conditions"] | {name: True}} for name in CONDITIONS},
}

OPTIC_DISEASE = {
    "Leber": "optic-disease (warning)",
    "tobacco amblyopia": "optic-disease (warning)",
    "optic neuropathy of the deficiency": "optic-disease (warning)",
}
METABOLIC_CAUSE = {
    "transcobalamin deficiency": "metabolic-cause (warning)",
    "methylmalonic acidaemia": "metabolic-cause (warning)",
}

ALERTS: dict[str, dict[str, str]] = {
    "adult-common-practice": {
        "anaemia in pregnancy, deficiency unlikely": "deficiency-unlikely (warning)",
        "deficiency unlikely": "deficiency-unlikely (warning)",
    },
    "au-vita-b12-hydroxocobalamin": {
        "severe anaemia in pregnancy": "anaemia-of-pregnancy-leaflets (warning)",
        "anaemia in pregnancy, deficiency unlikely": "anaemia-of-pregnancy-leaflets (warning)",
        "the same, prophylaxis": "anaemia-of-pregnancy-leaflets (warning)",
    },
    "be-sterop-cyanocobalamin": {
        "renal_impairment": "renal-impairment-dose (information)",
        "liver_impairment": "liver-impairment (information)",
    },
    "ch-vitarubin-cyanocobalamin": {
        "nerves": "nerves-ended-by-the-blood (information)",
        "optic neuropathy of the deficiency": "nerves-ended-by-the-blood (information)",
        "anticoagulated": "anticoagulated-deep-sc (information)",
    },
    "ch-vitarubin-depot-hydroxocobalamin": {},
    "de-hevert-cyanocobalamin": {},
    "es-optovite-cyanocobalamin": {"tobacco amblyopia": "tobacco-amblyopia (warning)"},
    "fr-delagrange-cyanocobalamin": {
        "pregnant": "pregnancy (warning)",
        "pregnant, prophylaxis": "pregnancy (warning)",
        "severe anaemia in pregnancy": "pregnancy (warning)",
        "anaemia in pregnancy, deficiency unlikely": "pregnancy (warning)",
        "the same, prophylaxis": "pregnancy (warning)",
        "pregnant, deficiency unlikely, prophylaxis": "pregnancy (warning)",
    },
    "fr-gerda-cyanocobalamin": {
        "pregnant": "pregnancy (caution)",
        "pregnant, prophylaxis": "pregnancy (caution)",
        "severe anaemia in pregnancy": "pregnancy (caution)",
        "anaemia in pregnancy, deficiency unlikely": "pregnancy (caution)",
        "the same, prophylaxis": "pregnancy (caution)",
        "pregnant, deficiency unlikely, prophylaxis": "pregnancy (caution)",
    },
    "ie-cytamen-cyanocobalamin": {},
    "is-vibeden-hydroxocobalamin": {},
    "it-dobetin-1000-cyanocobalamin": {"renal_impairment": "renal-impairment-aluminium (warning)"},
    "it-dobetin-500-cyanocobalamin": {"renal_impairment": "renal-impairment-aluminium (warning)"},
    "nl-farmacotherapeutisch-kompas-hydroxocobalamin": {},
    "nl-kinderformularium-hydroxocobalamin": {},
    "nl-zwolle-meppel-hydroxocobalamin": {},
    "no-legemiddelhandboka-cyanocobalamin": {},
    "no-vitamin-b12-depot-hydroxocobalamin": {},
    "nz-panpharma-hydroxocobalamin": {},
    "uk-bnf-hydroxocobalamin-3-monthly": {
        "anaemia in pregnancy, deficiency unlikely": "deficiency-unlikely (warning)",
        "deficiency unlikely": "deficiency-unlikely (warning)",
    },
    "uk-bnf-hydroxocobalamin": {
        "anaemia in pregnancy, deficiency unlikely": "deficiency-unlikely (warning)",
        "deficiency unlikely": "deficiency-unlikely (warning)",
    },
    "uk-bnfc-2011-12-hydroxocobalamin": {
        "anaemia in pregnancy, deficiency unlikely": "deficiency-unlikely (warning)",
        "deficiency unlikely": "deficiency-unlikely (warning)",
    },
    "uk-cobalin-h-hydroxocobalamin": {
        "anaemia in pregnancy, deficiency unlikely": "deficiency-not-confirmed (warning)",
        "deficiency unlikely": "deficiency-not-confirmed (warning)",
        "deficiency indeterminate": "deficiency-not-confirmed (warning)",
    },
    "uk-emc-31182-hydroxocobalamin": {
        "anaemia in pregnancy, deficiency unlikely": "deficiency-not-confirmed (warning)",
        "deficiency unlikely": "deficiency-not-confirmed (warning)",
        "deficiency indeterminate": "deficiency-not-confirmed (warning)",
        "folate_deficiency": "folate-deficiency-masked (warning)",
    },
    "uk-neo-cytamen-hydroxocobalamin": {
        "anaemia in pregnancy, deficiency unlikely": "anaemia-of-pregnancy (contraindication), "
        "deficiency-not-confirmed (warning)",
        "the same, prophylaxis": "anaemia-of-pregnancy (contraindication)",
        "deficiency unlikely": "deficiency-not-confirmed (warning)",
        "deficiency indeterminate": "deficiency-not-confirmed (warning)",
        "folate_deficiency": "folate-deficiency-masked (warning)",
    },
    "uk-nhs-east-region-hydroxocobalamin": {},
    "uk-nhs-highland-hydroxocobalamin": OPTIC_DISEASE,
    "uk-nhs-mid-essex-hydroxocobalamin": OPTIC_DISEASE
    | METABOLIC_CAUSE
    | {
        "nerves": "neurological (warning)",
        "optic neuropathy of the deficiency": "neurological (warning), optic-disease (warning)",
    },
    "uk-nhsggc-hydroxocobalamin": {},
    "uk-nice-cks": OPTIC_DISEASE
    | {
        "optic neuropathy of the deficiency": "neurological (warning), optic-disease (warning)",
        "pregnant": "deficiency-in-pregnancy (warning)",
        "nerves": "neurological (warning)",
        "severe anaemia in pregnancy": "deficiency-in-pregnancy (warning)",
        "anaemia in pregnancy, deficiency unlikely": "deficiency-in-pregnancy (warning)",
    },
    "uk-nice-ng239-treatment": {
        "pregnant": "review-in-pregnancy (information)",
        "breastfeeding": "review-in-pregnancy (information)",
        "nerves": "neurological (warning)",
        "optic neuropathy of the deficiency": "neurological (warning)",
        "severe anaemia in pregnancy": "review-in-pregnancy (information)",
        "anaemia in pregnancy, deficiency unlikely": "deficiency-unlikely (warning), review-in-pregnancy (information)",
        "deficiency unlikely": "deficiency-unlikely (warning)",
        "deficiency indeterminate": "deficiency-indeterminate (information)",
    },
    "uk-nice-ng239-follow-up": {},
    "uk-nice-ng239-testing": {
        "nerves": "neurological (warning)",
        "optic neuropathy of the deficiency": "neurological (warning)",
        "on injections": "under-treatment (warning)",
        "on oral replacement": "under-treatment (warning)",
    },
    "uk-southmead-surgery-hydroxocobalamin": METABOLIC_CAUSE
    | {
        "nerves": "neurological (warning)",
        "optic neuropathy of the deficiency": "neurological (warning)",
    },
    "us-cmdt-cyanocobalamin": {},
    "us-fda-cyanocobalamin": {
        "anaemia in pregnancy, deficiency unlikely": "deficiency-unlikely (warning)",
        "deficiency unlikely": "deficiency-unlikely (warning)",
    },
    "us-fda-hydroxocobalamin": {},
    "us-lexi-cyanocobalamin": {},
    "us-medscape-cyanocobalamin": {},
}


def test_every_guideline_is_here() -> None:
    assert sorted(ALERTS) == guideline_ids()


def ask(name: str, patient: str) -> Recommendation:
    return select_regimen(Patient.from_dict(HARMLESS | PATIENTS[patient]), guideline=name)


@pytest.mark.parametrize("name", ALERTS)
def test_alerts(name: str) -> None:
    raised = {}
    for patient in PATIENTS:
        found = ask(name, patient)
        own = own_alerts(found)
        if own:
            raised[patient] = ", ".join(f"{alert} ({severities(found)[alert]})" for alert in own)
    assert raised == ALERTS[name]


# Of injections; a guideline on whom to test speaks of none.
INJECTIONS = sorted(set(ALERTS) - {"uk-nice-ng239-testing"})
CYANOCOBALAMIN = [name for name in INJECTIONS if name.endswith("-cyanocobalamin")]


@pytest.mark.parametrize("name", INJECTIONS)
def test_an_allergy_to_a_cobalamin_blocks_and_to_cobalt_does_outside_britain(name: str) -> None:
    """US labels and the Australian leaflet contra-indicate in cobalt allergy; the MHRA asks for vigilance."""
    assert severities(ask(name, "allergic to the drug"))["cobalamin-allergy"] == "contraindication"
    cobalt = ask(name, "allergic to cobalt")
    expected = "caution" if name.startswith("uk-") else "contraindication"
    assert severities(cobalt)["cobalt-allergy"] == expected
    assert cobalt.blocked is (expected == "contraindication")


@pytest.mark.parametrize("name", CYANOCOBALAMIN)
def test_cyanocobalamin_is_not_for_leber_disease_and_the_us_label_warns_of_it(name: str) -> None:
    expected = "warning" if name.startswith("us-") else "contraindication"
    assert severities(ask(name, "Leber"))["leber"] == expected


@pytest.mark.parametrize("name", CYANOCOBALAMIN)
def test_cyanocobalamin_is_not_for_tobacco_amblyopia_and_a_spanish_leaflet_warns_of_it(name: str) -> None:
    expected = "warning" if name == "es-optovite-cyanocobalamin" else "contraindication"
    assert severities(ask(name, "tobacco amblyopia"))["tobacco-amblyopia"] == expected


@pytest.mark.parametrize("name", [name for name in INJECTIONS if "-hydroxocobalamin" in name])
def test_hydroxocobalamin_is_given_in_leber_disease_and_tobacco_amblyopia(name: str) -> None:
    """The British National Formulary and labels print a schedule of hydroxocobalamin for them."""
    assert not ask(name, "Leber").blocked
    assert not ask(name, "tobacco amblyopia").blocked
