"""The New Zealand data sheet of Hydroxocobalamin Panpharma, as the copy that was read prints it."""

from __future__ import annotations

from typing import Any

from cases import NERVES, NO_NERVES, Case, each_of, own_alerts

from b12regimen import Patient, Phase, load_guideline, select_regimen
from b12regimen.regimens.dose_days import dose_count

ID = "nz-panpharma-hydroxocobalamin"
# Adults and children have one schedule, so that no age is asked for.
KNOWN: dict[str, Any] = {"cause": "coeliac-disease", "optic_disease": "none"}
TREATED: dict[str, Any] = KNOWN | {"purpose": "treatment"}
# 250-1000 micrograms on alternate days for 1-2 weeks, then 250 micrograms weekly until the blood count is normal
LOADING = "250-1000 mcg IM on alternate days for 1-2 weeks, then 250 mcg IM weekly until blood count normal"
# 1000 micrograms or more daily for 2 weeks, then twice weekly while improving
OPTIC = "at least 1 mg IM daily for 2 weeks, then at least 1 mg IM twice a week until no further improvement"

CASES = {
    # the loading above, then 1000 micrograms every 2-3 months
    "without neurological involvement": Case(
        TREATED | NO_NERVES,
        "inject",
        ["without-neurological-involvement"],
        LOADING,
        "1 mg IM every 2-3 months",
    ),
    # 1000 micrograms on alternate days as long as improvement is occurring, then every 2 months
    "with neurological involvement": Case(
        TREATED | NERVES,
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2 months",
    ),
    # prophylaxis: every 2-3 months
    "prophylaxis": Case(
        {"cause": "dietary-vegan", "optic_disease": "none", "purpose": "prophylaxis"},
        "not-stated",
        ["prophylaxis"],
    ),
    # the optic schedule above, then monthly
    "tobacco amblyopia": Case(
        TREATED | NO_NERVES | {"optic_disease": "tobacco-amblyopia"},
        "inject",
        ["optic-disease"],
        OPTIC,
        "1 mg IM monthly",
    ),
    "Leber's disease, whatever is known of nerves and purpose": Case(
        KNOWN | {"optic_disease": "leber"}, "inject", ["optic-disease"], OPTIC, "1 mg IM monthly"
    ),
    "a child has the adults' schedule": Case(
        TREATED | NERVES | {"age": "13 months"},
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2 months",
    ),
    "homocystinuria": Case(TREATED | NO_NERVES | {"cause": "mma-or-homocystinuria"}, "not-stated", ["metabolic-cause"]),
    "whether nerves are involved is asked": Case(
        TREATED, "ask", ["with-neurological-involvement", "without-neurological-involvement"]
    ),
    "prophylaxis with nerves involved is a contradiction": Case(
        KNOWN | NERVES | {"purpose": "prophylaxis"}, "out-of-scope", []
    ),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_the_published_counts() -> None:
    """Alternate days for 1-2 weeks are 4-7 doses, daily for 2 weeks 14; the rest has no maximum."""
    rules = load_guideline(ID).rules
    (without_nerves,) = rules["without-neurological-involvement"].regimens
    first, second = without_nerves.repletion.steps
    assert str(dose_count(Phase((first,)))) == "4-7"
    assert dose_count(Phase((second,))).high is None, "until the blood count is normal"
    (nerves,) = rules["with-neurological-involvement"].regimens
    assert nerves.dose_count("repletion").high is None, "the source prints no maximum"
    (optic,) = rules["optic-disease"].regimens
    daily, twice_weekly = optic.repletion.steps
    assert str(dose_count(Phase((daily,)))) == "14"
    assert dose_count(Phase((twice_weekly,))).high is None, "the source prints no maximum"


def test_allergy_to_the_drug_blocks() -> None:
    known = CASES["with neurological involvement"].known
    found = select_regimen(Patient.from_dict(known | {"allergies": ["hydroxocobalamin"]}), guideline=ID)
    assert found.blocked
    assert found.regimens


def test_words_that_the_copy_lost_are_not_filled_in() -> None:
    """Of the contra-indications the copy drops what is presumably cobalt, and what is presumably pregnancy."""
    known = TREATED | {
        "pregnancy": "pregnant",
        "severity": {"neurological": False, "anaemia": "present"},
        "allergies": ["cobalt"],
    }
    found = select_regimen(Patient.from_dict(known), guideline=ID)
    assert own_alerts(found) == []
    assert any("see Medsafe" in note.text for note in found.notes)
