"""CDS Hooks, ``patient-view``: what is answered, what is refused, and that nothing of what was sent is lost."""

from __future__ import annotations

import pickle
import re
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b12regimen import Patient, UnknownThresholdsError, load_thresholds, select_regimen
from b12regimen.cds_hooks import (
    EXTENSION,
    Card,
    CardsResponse,
    CdsHooksError,
    Deployment,
    Discovery,
    OperationOutcome,
    discovery,
    operation_outcome,
    read_feedback,
    respond,
)
from b12regimen.cds_hooks.shapes import problems
from b12regimen.errors import FhirError, GuidelineError, UnknownGuidelineError
from b12regimen.fhir import regimen_from_fhir
from cds_calls import (
    CALL,
    P1,
    PATIENT,
    SAID,
    TODAY,
    allergy,
    bundle,
    call,
    condition,
    deployment,
    dosage,
    medicine,
    order,
    prefetch,
    result,
    signing,
)

GOOD = Path(__file__).parent / "guidelines" / "good.toml"
VIEW = "b12-patient-view"
SETTLED = "us-cmdt-cyanocobalamin"


def cards(request: dict[str, Any] | None = None, service: str = VIEW, **fields: Any) -> list[Card]:
    answer = respond(service, call() if request is None else request, deployment=deployment(**fields), today=TODAY)
    assert problems(answer, CardsResponse) == []
    assert "systemActions" not in answer
    for card in answer["cards"]:
        assert len(card["summary"]) < 140
        assert "a clinician decides" in card["detail"]
        assert UUID(card["uuid"])
        assert all(reason["display"] for reason in card["overrideReasons"])
        assert ("suggestions" in card) == ("selectionBehavior" in card)
    return answer["cards"]


def only(request: dict[str, Any] | None = None, **fields: Any) -> Card:
    (card,) = cards(request, **fields)
    return card


def refused(request: Any, service: str = VIEW, **fields: Any) -> tuple[int, list[str]]:
    with pytest.raises(CdsHooksError) as error:
        respond(service, request, deployment=deployment(**fields), today=TODAY)
    outcome = operation_outcome(error.value)
    assert problems(outcome, OperationOutcome) == []
    assert pickle.loads(pickle.dumps(error.value)).status == error.value.status  # noqa: S301
    return error.value.status, [issue["diagnostics"] for issue in outcome["issue"]]


# The deployment


@pytest.mark.parametrize("missing", ["guideline", "results_within"])
def test_what_bears_on_an_answer_has_no_default(missing: str) -> None:
    given = {"guideline": "uk-bnf-hydroxocobalamin", "results_within": 365}
    del given[missing]
    with pytest.raises(TypeError, match=missing):
        Deployment(**given)  # type: ignore[arg-type]


def test_results_are_read_by_the_cut_offs_that_the_deployer_chose() -> None:
    given: dict[str, Any] = {"said": SAID | {"allergies": []}, "prefetch": prefetch(results=bundle(result(360)))}
    for request, service in (
        (call(**given), VIEW),
        (signing(order(), **given), "b12-order-sign"),
        (signing(order(dosage("as directed")), **given), "b12-order-sign"),
    ):
        by_the_guideline = cards(request, service)[0]["extension"][EXTENSION]["findings"]
        found = cards(request, service, thresholds="us-aafp-2025")  # to which 360 ng/L is not placed
        assert "deficiency-unlikely" in by_the_guideline
        assert all("deficiency-unlikely" not in card["extension"][EXTENSION]["findings"] for card in found)
    with pytest.raises(UnknownThresholdsError, match="no-such"):
        deployment(thresholds="no-such")
    own = load_thresholds("us-aafp-2025")
    assert deployment(thresholds=own).thresholds is own


@pytest.mark.parametrize("within", [0, -1, True, None, "365", "always", 3.5])
def test_the_age_of_results_is_a_number_of_days_or_any(within: Any) -> None:
    with pytest.raises(FhirError, match="is no number of days"):
        deployment(results_within=within)


def test_a_guideline_that_cannot_be_asked_is_refused_when_the_service_is_made() -> None:
    with pytest.raises(UnknownGuidelineError):
        deployment(guideline="bnf")
    with pytest.raises(GuidelineError, match="the service reviews treatment; this guideline is on testing"):
        deployment(guideline="uk-nice-ng239-testing")
    with pytest.raises(FhirError, match="is no meaning"):
        deployment(codes={"https://example.org|1": "nonsense"})


def test_the_oldest_day_stays_in_the_calendar() -> None:
    assert deployment().oldest(TODAY) == date(2025, 3, 2)
    assert deployment(results_within=10**9).oldest(TODAY) == date.min
    assert deployment(results_within="any-age").oldest(TODAY) is None


def test_nothing_of_a_patient_is_kept_after_the_answer() -> None:
    asked = deployment()
    assert [one.id for one in asked.editions] == ["uk-bnf-hydroxocobalamin", "uk-bnf-hydroxocobalamin-3-monthly"]
    for one in asked.editions:
        select_regimen(Patient(age=46), guideline=one)
    respond(VIEW, call(said=SAID), deployment=asked, today=TODAY)
    assert [one._answers for one in asked.editions] == [{}, {}]


# Discovery


def test_discovery_lists_three_services_and_names_the_guideline() -> None:
    found = discovery(deployment(codes={"https://example.org|b12": "analyte:total-b12", "x|y": "pregnancy:pregnant"}))
    assert problems(found, Discovery) == []
    assert [(one["hook"], one["id"]) for one in found["services"]] == [
        ("patient-view", VIEW),
        ("order-select", "b12-order-select"),
        ("order-sign", "b12-order-sign"),
    ]
    for service in found["services"]:
        assert "uk-bnf-hydroxocobalamin" in service["description"]
        assert service["prefetch"]["patient"] == "Patient/{{context.patientId}}"
        searches = [template for key, template in service["prefetch"].items() if key != "patient"]
        assert all("patient={{context.patientId}}" in template for template in searches)
        assert "http://loinc.org|2132-9" in service["prefetch"]["results"]
        assert service["prefetch"]["results"].endswith(",https://example.org|b12")


# What is answered


def test_a_record_of_a_deficiency_gets_a_card_that_asks_for_what_is_missing() -> None:
    card = only()
    assert card["indicator"] == "info"
    assert card["summary"] == "Vitamin B12, uk-bnf-hydroxocobalamin: not yet: facts are missing that change the answer"
    assert "Are nerves involved? (severity.neurological)" in card["detail"]
    assert "conditions.entry\\[0\\], Condition/pa: cause pernicious-anaemia" in card["detail"]
    assert "suggestions" not in card


def test_what_is_said_with_the_call_completes_the_record() -> None:
    card = only(call(said=SAID))
    assert card["summary"] == "Vitamin B12, uk-bnf-hydroxocobalamin: injections"
    assert card["source"]["url"].startswith("https://")
    assert f"({card['source']['url']})" in card["detail"]
    assert {link["type"] for link in card["links"]} == {"absolute"}
    assert "said with the call: severity.neurological" in card["detail"]
    assert card["extension"][EXTENSION]["rules"] == ["without-neurological-involvement"]
    assert card["extension"][EXTENSION]["guideline"] == "uk-bnf-hydroxocobalamin"


def test_a_regimen_that_leaves_nothing_open_is_drafted() -> None:
    card = only(call(said=SAID), guideline=SETTLED)
    (suggestion,) = card["suggestions"]
    (action,) = suggestion["actions"]
    assert (suggestion["label"], action["type"], card["selectionBehavior"]) == (
        "Draft this regimen",
        "create",
        "at-most-one",
    )
    resource = action["resource"]
    assert (resource["status"], resource["intent"], resource["subject"]) == ("draft", "proposal", P1)
    assert resource["authoredOn"] == "2026-03-02"
    assert str(regimen_from_fhir(resource).regimen) in action["description"]


def test_what_the_source_leaves_open_is_drafted_once_for_each_thing_that_it_offers() -> None:
    card = only(call(said=SAID))
    assert [one["label"] for one in card["suggestions"]] == ["Draft every 2 months", "Draft every 3 months"]
    assert len({one["uuid"] for one in card["suggestions"]}) == 2
    assert not any("isRecommended" in one for one in card["suggestions"])
    drafted = [regimen_from_fhir(one["actions"][0]["resource"]).regimen for one in card["suggestions"]]
    assert [str(regimen.maintenance) for regimen in drafted if regimen] == [
        "1 mg IM every 2 months",
        "1 mg IM every 3 months",
    ]
    assert "left open by the source: maintenance, step 1, timing: every 2-3 months" in card["detail"]


def test_nothing_is_drafted_of_what_leaves_several_things_open_and_the_card_says_so() -> None:
    card = only(call(said=SAID), guideline="us-fda-cyanocobalamin")
    assert "suggestions" not in card
    assert "**not drafted**" in card["detail"]
    assert "repletion.1.route: it is left open: IM or deep SC" in card["detail"]


def test_nothing_is_drafted_while_a_contraindication_stands() -> None:
    allergic = prefetch(allergies=bundle(allergy("Cobalt")))
    card = only(call(said=SAID, prefetch=allergic), guideline=SETTLED)
    assert card["indicator"] == "critical"
    assert "suggestions" not in card
    assert "cobalt-allergy" in card["extension"][EXTENSION]["findings"]
    assert "is not for ordering" in card["detail"]
    assert "**not drafted**" in card["detail"]


def test_a_warning_makes_the_card_a_warning() -> None:
    neurological = prefetch(conditions=bundle(condition(), condition("60576007", id="cord")))
    assert only(call(prefetch=neurological))["indicator"] == "warning"


def test_several_regimens_are_several_drafts_where_the_source_says_to_inject(tmp_path: Path) -> None:
    text = GOOD.read_text("utf-8")
    either, inject = tmp_path / "either.toml", tmp_path / "inject.toml"
    either.write_text(text, "utf-8")
    inject.write_text(
        text.replace('action = "either"', 'action = "inject"').replace('advice = "as the patient prefers"', ""), "utf-8"
    )
    card = only(call(said=SAID), guideline=inject)
    assert [one["label"] for one in card["suggestions"]] == ["Draft regimen 1", "Draft regimen 2"]
    left = only(call(said=SAID), guideline=either)
    assert "suggestions" not in left
    assert "nothing is drafted" not in left["detail"]
    assert "say which regimen a clinician chose" in left["detail"]


@pytest.mark.parametrize(
    "given",
    [
        prefetch(conditions=None),
        prefetch(conditions=bundle()),
        prefetch(conditions=bundle(condition("38341003"))),
        prefetch(conditions=None, results=bundle(result(400))),
        prefetch(conditions=None, medicines=bundle(medicine("Metformin 500 mg"))),
        prefetch(conditions=None, results=bundle(result(5.1, "mmol/L", "2823-3"))),
        {key: value for key, value in prefetch(conditions=None).items() if key != "allergies"},
    ],
)
def test_a_chart_that_does_not_speak_of_a_deficiency_is_left_alone(given: dict[str, Any]) -> None:
    assert cards(call(prefetch=given)) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (prefetch(conditions=None, results=bundle(result(60))), None),
        (prefetch(conditions=bundle(condition("190634004"))), None),
        (prefetch(conditions=bundle(condition("60576007"))), None),
        (prefetch(conditions=bundle(condition("73891003"))), None),
        (prefetch(conditions=None), {"deficiency": "indeterminate"}),
        (prefetch(conditions=None, results=bundle(result(60, effectiveDateTime="2011-01-01"))), None),
    ],
)
def test_what_speaks_of_a_deficiency(given: dict[str, Any], said: Any) -> None:
    assert only(call(prefetch=given, said=said))["summary"].startswith("Vitamin B12, uk-bnf-hydroxocobalamin: ")


def test_the_same_call_asked_twice_gives_the_same_and_another_call_other_identities() -> None:
    assert only() == only()
    assert only()["uuid"] != only(call(hookInstance=CALL.replace("d", "e")))["uuid"]


def test_a_superseded_guideline_says_so_in_every_card() -> None:
    card = only(call(said=SAID), guideline="uk-bnf-hydroxocobalamin-3-monthly")
    assert "this guideline is superseded by uk-bnf-hydroxocobalamin" in card["detail"]


def test_what_the_source_says_instead_of_a_regimen_is_shown() -> None:
    said = {"purpose": "treatment", "oral_suitable": True, "cause": "dietary-vegan"}
    oral = only(call(said=said, prefetch=prefetch(conditions=None)), guideline="us-fda-cyanocobalamin")
    assert "what the source says: " in oral["detail"]
    child = prefetch(patient=PATIENT | {"birthDate": "2020-02-11"})
    assert "the source refers to BNF for Children" in only(call(said=SAID, prefetch=child))["detail"]


def test_a_source_without_an_address_is_named_without_one(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        "\n".join(line for line in GOOD.read_text("utf-8").splitlines() if not line.startswith("url")), "utf-8"
    )
    card = only(call(said=SAID), guideline=own)
    assert "url" not in card["source"]
    assert card["source"]["label"]
    assert "links" not in card


# The three states of a prefetch, and the hazards of the integration


def test_null_is_none_on_record_and_no_statement_that_there_is_none() -> None:
    card = only()
    assert "allergies: none on record, which does not say that there is none" in card["detail"]
    assert "* allergies: cobalamin-allergy (contraindication)" in card["detail"]


def test_a_missing_key_is_not_sent_and_is_said_in_the_card() -> None:
    given = prefetch()
    del given["allergies"]
    card = only(call(prefetch=given))
    assert "allergies: not sent, so what it would hold is not known" in card["detail"]


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        ({}, ["patient: it is needed, and was not sent", "conditions: *", "results: *"]),
        (prefetch(patient=None), ["patient: it is needed, and the record holds none"]),
        (prefetch(patient=condition()), ["patient: it is needed, and what was sent is no Patient"]),
        (prefetch(patient="p1"), ["patient: it is needed, and what was sent is no Patient"]),
        (
            prefetch(patient=PATIENT | {"id": "p2"}),
            ["patient: it is needed, and what was sent is not context.patientId"],
        ),
        (
            prefetch(patient={key: PATIENT[key] for key in ("resourceType", "birthDate")}),
            ["patient: it is needed, and what was sent is not context.patientId"],
        ),
        (
            prefetch(results={"resourceType": "OperationOutcome", "issue": []}),
            ["results: it is needed, and the server answered with an error in its place"],
        ),
    ],
)
def test_what_is_needed_and_not_there_is_named(given: dict[str, Any], reasons: list[str]) -> None:
    status, said = refused(call(prefetch=given))
    assert status == 412
    expected = [f"prefetch.{reason.replace('*', 'it is needed, and was not sent')}" for reason in reasons]
    assert said == expected


def test_without_any_prefetch_all_that_is_needed_is_named() -> None:
    bare = call()
    del bare["prefetch"]
    assert refused(bare)[1] == [
        f"prefetch.{key}: it is needed, and was not sent" for key in ("patient", "conditions", "results")
    ]


def test_resources_of_another_patient_are_left_out_and_said() -> None:
    p2 = {"reference": "https://ehr.example.org/fhir/Patient/p2/_history/1"}
    given = prefetch(
        conditions=bundle(condition(subject=p2)),
        allergies=bundle(allergy("Cobalt", patient=p2)),
        results=bundle(PATIENT | {"id": "p2"}, result(60)),
    )
    card = only(call(said=SAID, prefetch=given))
    for place in ("conditions.entry\\[0\\]", "allergies.entry\\[0\\]"):
        assert f"{place}: it is of another patient" in card["detail"]
    assert "results.entry\\[0\\]: it is another patient" in card["detail"]
    assert card["indicator"] == "info", "the allergy is another's"
    alone = only(call(prefetch=prefetch(conditions=bundle(condition(subject=p2)))))
    assert alone["summary"] == "Vitamin B12: not all was read; 1 part of the call could not be read"


def test_results_that_are_too_old_are_named_and_not_used() -> None:
    old = result(60, effectiveDateTime="2025-03-01", id="old")
    undated = result(70, effectiveDateTime=None, id="undated")
    given = prefetch(conditions=None, results=bundle(old, undated))
    card = only(call(prefetch=given))
    assert "**results that are too old to be used here**" in card["detail"]
    assert "total-b12 60 ng/L of 2025-03-01" in card["detail"]
    assert "total-b12 70 ng/L, of a day that is not known" in card["detail"]
    assert "**results**" not in card["detail"]
    newer = only(call(prefetch=prefetch(results=bundle(old, result(150, effectiveDateTime="2025-03-02", id="new")))))
    assert "total-b12 150 ng/L of 2025-03-02: confirmed" in newer["detail"]
    any_age = only(call(prefetch=given), results_within="any-age")
    assert "too old" not in any_age["detail"]
    assert "total-b12 60 ng/L of 2025-03-01: confirmed" in any_age["detail"]


def test_a_result_in_a_unit_that_its_code_does_not_allow_is_not_read_and_said() -> None:
    given = prefetch(conditions=None, results=bundle(result(60, "pmol/L")))
    card = only(call(prefetch=given))
    assert card["summary"] == "Vitamin B12: not all was read; 1 part of the call could not be read"
    assert "60 pmol/L is in a unit that its code does not allow" in card["detail"]
    assert card["extension"][EXTENSION]["findings"] == ["not-read"]


def test_a_page_that_was_not_sent_is_said() -> None:
    more = {"link": [{"relation": "self"}, {"relation": "next", "url": "https://example.org/2"}]}
    card = only(call(prefetch=prefetch(conditions=bundle(condition(), **more))))
    assert "conditions: the bundle goes on at a next page, which was not given" in card["detail"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (
            {"allergies": {"resourceType": "OperationOutcome", "issue": []}},
            "allergies: the server answered with an error, so it counts as not sent",
        ),
        (
            {"results": bundle({"resourceType": "OperationOutcome"})},
            "results.entry\\[0\\]: the server reports beside the resources that it sent not all, or not why",
        ),
        ({"results": {"resourceType": "Bundle", "entry": {}}}, "results: its entries are no list, so none was read"),
        ({"results": {"resourceType": "Bundle", "entry": [3], "link": 4}}, "there is no resource"),
        ({"results": "123"}, "results, no type/no id: there is no resource, but 123"),
        ({"results": result(60, modifierExtension=[{"url": "x"}])}, "modifier extension"),
        ({"results": result(60, subject=None)}, "whose it is cannot be told"),
        ({"results": bundle(result(60), result(70))}, "is given in versions that differ"),
        ({"user": "123"}, "not asked for, and not read: user"),
    ],
)
def test_what_could_not_be_read_is_said_in_a_card_of_its_own(given: dict[str, Any], reason: str) -> None:
    card = only(call(prefetch=prefetch(conditions=None, **given)))
    assert card["summary"].startswith("Vitamin B12: not all was read")
    assert reason in card["detail"]


def test_two_versions_that_are_too_deep_to_compare_count_as_different() -> None:
    deep: dict[str, Any] = {}
    other: dict[str, Any] = {}
    for _ in range(100_000):
        deep, other = {"a": deep}, {"a": other}
    given = prefetch(conditions=None, results=bundle(result(60, note=deep), result(60, note=other)))
    assert "versions that differ" in only(call(prefetch=given))["detail"]


def test_what_is_on_record_and_does_not_count_is_listed() -> None:
    inactive = condition(clinicalStatus={"coding": [{"code": "resolved"}]}, id="old")
    card = only(call(prefetch=prefetch(conditions=bundle(condition(), inactive, {"resourceType": "Encounter"}))))
    assert "a condition is resolved" in card["detail"]
    many = [condition("38341003", id=f"c{number}") for number in range(30)]
    long = only(call(prefetch=prefetch(conditions=bundle(condition(), *many))))
    assert "* and 10 more" in long["detail"]


# What is said with the call


def test_where_the_record_and_the_call_differ_neither_is_used() -> None:
    given = prefetch(conditions=bundle(condition(), condition("60576007", id="cord")))
    card = only(call(prefetch=given, said=SAID))
    assert "severity.neurological: the record and what was said with the call differ" in card["detail"]
    assert "Are nerves involved?" in card["detail"]


def test_while_the_answer_asks_the_source_is_the_guideline_and_none_of_its_rules() -> None:
    for code in ("190634004", "84027009"):
        card = only(call(prefetch=prefetch(conditions=bundle(condition(code)))))
        assert card["source"] == {"label": "British National Formulary: Hydroxocobalamin: indications and dose (adult)"}
        assert "not yet: facts are missing" in card["summary"]
        links = [link["url"] for link in card["links"]]
        assert len(links) == len(set(links)) > 1
    assert "url" in only(call(said=SAID))["source"], "the answer is that of a rule, which has a source of its own"


def test_suspicion_and_follow_up_may_be_said_with_the_call() -> None:
    said = {**SAID, "suspicion": {"symptoms": True}, "follow_up": {"response": "improved", "cause_addressed": False}}
    card = only(call(said=said))
    for path in ("suspicion.symptoms", "follow_up.response", "follow_up.cause_addressed"):
        assert f"said with the call: {path}" in card["detail"].replace("\\", "")


def test_a_list_that_is_said_is_whole_and_keeps_what_the_record_names() -> None:
    given = prefetch(allergies=bundle(allergy("Penicillin")))
    said = {**SAID, "allergies": ["peanut", "other"], "medicines": []}
    card = only(call(prefetch=given, said=said))
    assert "cobalamin-allergy" not in card["detail"]
    blocked = only(call(prefetch=prefetch(allergies=bundle(allergy("Cobalt"))), said={**SAID, "allergies": []}))
    assert "cobalt-allergy" in blocked["extension"][EXTENSION]["findings"]


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        (7, [f"extension.{EXTENSION}: expected an object with the object patient, and no other key"]),
        ({"patient": 7}, [f"extension.{EXTENSION}: expected an object with the object patient, and no other key"]),
        ({"Jane": {}}, [f"extension.{EXTENSION}: expected an object with the object patient, and no other key"]),
        (
            {"patient": {"age": 20, "labs": []}},
            [
                f"extension.{EXTENSION}.patient.{key}: it is not read here; age, sex and results come from the *"
                for key in ("age", "labs")
            ],
        ),
        (
            {"patient": {"cause": "Jane", "severity": {"Jane": 1}, "Jane": 2}},
            [
                f"extension.{EXTENSION}.patient.{reason}"
                for reason in (
                    "(another key): there is no such key; one of: purpose, cause, deficiency, *",
                    "cause: expected one of: pernicious-anaemia, *; or an object with the keys *decides, *",
                    "severity: expected an object with the keys neurological, anaemia and critically_ill, or some *",
                )
            ],
        ),
        (
            {
                "patient": {
                    "severity": {"anaemia": "Jane", "critically_ill": "Jane"},
                    "conditions": "Jane",
                    "allergies": [7],
                    "oral_suitable": "Jane",
                    "purpose": ["Jane"],
                    "cause": [{"kind": "Jane"}, {"Jane": 1}],
                    "weight": "Jane",
                    "suspicion": {"Jane": True},
                    "follow_up": {"response": "Jane"},
                }
            },
            [
                f"extension.{EXTENSION}.patient.{reason}"
                for reason in (
                    "allergies: expected a list of names, or an empty list for none",
                    "cause: expected one of: *",
                    "conditions: expected an object with the keys anticoagulated, *",
                    "oral_suitable: expected true or false",
                    "purpose: expected one of: treatment, prophylaxis",
                    "severity.anaemia: expected one of: none, present, severe",
                    "severity.critically_ill: expected true or false",
                    "suspicion: expected an object with the keys symptoms, risk_factor and tested, or some of them",
                    "follow_up.response: expected one of: *",
                    "weight: it is not read here; *, and no answer turns on the weight",
                )
            ],
        ),
    ],
)
def test_what_cannot_be_read_of_the_extension_is_refused_without_repeating_it(said: Any, reasons: list[str]) -> None:
    status, found = refused(call() | {"extension": {EXTENSION: said}})
    assert status == 400
    assert len(found) == len(reasons)
    for one, reason in zip(sorted(found), sorted(reasons), strict=True):
        assert fnmatchcase(one, reason)
    assert "Jane" not in "".join(found)


def test_extensions_of_others_are_left_alone() -> None:
    others = {"com.example.timestamp": "2017-11-27T22:13:25Z", EXTENSION: None}
    assert only(call() | {"extension": others}) == only(call())
    assert only(call() | {"extension": {EXTENSION: {}}}) == only(call())


# What is refused


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"hook": "order-sign"}, ["hook: this service is called by patient-view"]),
        ({"hook": 3}, ["hook: expected a text"]),
        ({"hookInstance": "Jane"}, ["hookInstance: it is not of the form *"]),
        ({"hookInstance": f"{CALL}\n"}, ["hookInstance: it is not of the form *"]),
        ({"context": []}, ["context: expected an object"]),
        ({"context": {}}, ["context.userId: it is required", "context.patientId: it is required"]),
        ({"context": {"userId": "Jane Doe", "patientId": 1}}, ["context.userId: *", "context.patientId: *"]),
        ({"prefetch": None}, ["prefetch: expected an object"]),
        ({"fhirServer": 1}, ["fhirServer: expected a text"]),
        (
            {
                "fhirAuthorization": {
                    "access_token": "t",
                    "token_type": "Bearer",
                    "expires_in": 300,
                    "scope": "s",
                    "subject": "s",
                }
            },
            ["fhirServer: it is required where there is a fhirAuthorization"],
        ),
        (
            {"fhirServer": "x", "fhirAuthorization": {"token_type": "basic", "expires_in": True}},
            [
                "fhirAuthorization.access_token: it is required",
                "fhirAuthorization.token_type: expected 'Bearer'",
                "fhirAuthorization.expires_in: expected a whole number",
                "fhirAuthorization.scope: it is required",
                "fhirAuthorization.subject: it is required",
            ],
        ),
    ],
)
def test_what_is_no_call_is_refused_without_repeating_it(change: dict[str, Any], reasons: list[str]) -> None:
    status, said = refused(call() | change)
    assert status == 400
    assert len(said) == len(reasons)
    for one, reason in zip(said, reasons, strict=True):
        assert one.startswith(reason.rstrip("*"))
        assert "Jane" not in one


@pytest.mark.parametrize("body", [None, 3, [], "call"])
def test_what_is_no_object_is_refused(body: Any) -> None:
    assert refused(body) == (400, ["expected an object"])


def test_a_service_that_does_not_exist_is_named_as_such() -> None:
    status, said = refused(call(), service="b12")
    assert status == 404
    assert "b12-patient-view, b12-order-select and b12-order-sign" in said[0]
    with pytest.raises(CdsHooksError):
        read_feedback("b12", {"feedback": []})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["Patient", "Bundle", "p1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["resourceType", "entry", "resource", "subject", "reference", "id", "link", "code", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(
    values=st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("conditions", "results", "medicines", "allergies", "procedures", "user"), JSON)
    )
)
def test_whatever_is_prefetched_is_answered_and_every_entry_is_accounted_for(values: dict[str, Any]) -> None:
    detail = only(call(prefetch=prefetch(**values), said={"deficiency": "confirmed"}))["detail"]
    for key, value in values.items():
        is_empty = isinstance(value, dict) and value.get("resourceType") == "Bundle" and not value.get("entry")
        assert is_empty or any(f"{key}{mark}" in detail for mark in ".:,\n"), "what was sent is somewhere in the card"


# The page that promises all this

PAGE = Path(__file__).parent.parent / "docs" / "in-an-ehr.md"


def test_every_test_that_the_hazard_log_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text("utf-8")))
    files = Path(__file__).parent.glob("test_cds_*.py")
    written = {name for path in files for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)}
    assert len(named) > 20
    assert named <= written


# Feedback


def item(**fields: Any) -> dict[str, Any]:
    return {"card": CALL, "outcome": "overridden", "outcomeTimestamp": "2020-12-11T00:00:00Z", **fields}


def test_feedback_is_read() -> None:
    body = {
        "feedback": [
            item(overrideReason={"reason": {"code": "known", "system": "s"}, "userComment": "c"}),
            item(outcome="accepted", acceptedSuggestions=[{"id": CALL}]),
        ]
    }
    assert read_feedback(VIEW, body) == body


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "feedback: it is required"),
        ({"feedback": [{}]}, "feedback[0].card: it is required"),
        ({"feedback": 3}, "feedback: expected a list"),
        ({"feedback": [item(outcome="ignored")]}, "feedback[0].outcome: expected 'accepted' or 'overridden'"),
        ({"feedback": [item(outcomeTimestamp="today")]}, "feedback[0].outcomeTimestamp: it is not of the form"),
        ({"feedback": [item(outcome="accepted")]}, "feedback[0].acceptedSuggestions: it is required where"),
    ],
)
def test_what_is_no_feedback_is_refused(body: Any, reason: str) -> None:
    with pytest.raises(CdsHooksError) as error:
        read_feedback(VIEW, body)
    assert error.value.status == 400
    assert str(error.value.findings[0]).startswith(reason)
