"""CDS Hooks, a law: whoever knows less is never told more; what is taken away or spoilt brings no draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from b12regimen.cds_hooks import EXTENSION, Card, respond
from cds_calls import (
    P1,
    SAID,
    TODAY,
    allergy,
    bundle,
    call,
    changed,
    concept,
    condition,
    deployment,
    medicine,
    order,
    places,
    prefetch,
    result,
    signing,
)

SNOMED = "http://snomed.info/sct"
SIGN = "b12-order-sign"
STATED = {**SAID, "allergies": [], "medicines": []}
RANK = {"info": 1, "warning": 2, "critical": 3}
WARNING = RANK["warning"]
DEPLOYED = deployment()

IM = concept(SNOMED, "78421000")
GIVEN = {
    "resourceType": "Procedure",
    "id": "g",
    "status": "completed",
    "subject": P1,
    "code": concept(SNOMED, "308752009"),
    "performedDateTime": "2026-02-25",
}
FOLATE = condition(id="folate") | {"code": concept("http://hl7.org/fhir/sid/icd-10", "D52.0")}
ADMINISTERED = {
    "resourceType": "MedicationAdministration",
    "id": "ad",
    "status": "completed",
    "subject": P1,
    "medicationCodeableConcept": {"text": "Hydroxocobalamin"},
    "effectiveDateTime": "2026-02-25",
    "dosage": {"dose": {"value": 1, "unit": "mg"}, "route": IM},
}
# What stands on record, by the key under which it is sent.
RECORDS: dict[str, dict[str, Any]] = {
    "an active order": {"orders": [order({"text": "weekly"}, status="active", id="old")]},
    "injections": {"medicines": [medicine("hydroxocobalamin", dosage=[{"route": IM}])]},
    "a dose that was given": {"procedures": [GIVEN]},
    "an allergy": {"allergies": [allergy("hydroxocobalamin")]},
    "an allergy by its code": {"allergies": [allergy("", code=concept("http://www.whocc.no/atc", "B03BA03"))]},
    "nerves": {"conditions": [condition(), condition("60576007", id="cord")]},
    "injections on hold": {"medicines": [medicine("hydroxocobalamin", status="on-hold", dosage=[{"route": IM}])]},
    "injections that ended": {"medicines": [medicine("hydroxocobalamin", effectivePeriod={"end": "2026-03-01"})]},
    "a dose in the chart of medicines": {"given": [ADMINISTERED]},
    "folate": {"conditions": [condition(), FOLATE]},
    "nitrous oxide": {"conditions": [condition(), condition("73891003", id="gas")]},
    "two causes": {"conditions": [condition(), condition("1153353002", id="gastrectomy")]},
    "a result": {"results": [result(60)]},
    "nothing": {},
}


# Words that stand in a real record beside what they do not turn, and some that do.
ORDINARY = (
    *("without cognitive impairment", "risk of falls", "60 year old", "no reaction", "- no adverse effects"),
    *("not self-administered", "not yet on folic acid", "former user", "mother informed", "treated in clinic"),
    *("(Barnsley)", "- Barnet Hospital", "Children's Hospital", "- possible", "?", "ohne Befund"),
)
STATUSES = {
    "clinicalStatus": ("recurrence", "relapse", "unknown"),
    "verificationStatus": ("provisional", "differential", "unconfirmed"),
    "status": (
        *("in-progress", "preparation", "on-hold", "stopped", "completed", "intended", "draft", "preliminary"),
        *("active", "unknown"),
    ),
}


def sent(record: dict[str, Any]) -> dict[str, Any]:
    return prefetch(**{key: bundle(*deepcopy(resources)) for key, resources in record.items()})


def cards(given: dict[str, Any], hook: str = "patient-view", said: Any = STATED) -> list[Card]:
    request = call(said=said, prefetch=given) if hook == "patient-view" else signing(order(), said=said, prefetch=given)
    return respond(f"b12-{hook}", request, deployment=DEPLOYED, today=TODAY)["cards"]


def drafts(given: list[Card]) -> set[str]:
    return {one["actions"][0]["description"] for card in given for one in card.get("suggestions", [])}


def rank(given: list[Card]) -> int:
    return max((RANK[card["indicator"]] for card in given), default=0)


def found(given: list[Card]) -> set[str]:
    return {one for card in given for one in card["extension"][EXTENSION]["findings"]}


def spoilt(resource: dict[str, Any]) -> Iterator[Any]:
    """Spoil a resource in every way: as a whole, by what turns its meaning, and in each of its places."""
    yield from (3, None, "x", {}, {"resourceType": "OperationOutcome"}, {"resourceType": "Parameters"})
    yield resource | {"resourceType": "Flag"}
    yield resource | {"modifierExtension": [{"url": "x"}]}
    yield resource | {"implicitRules": "https://example.org/rules"}
    yield resource | {"status": "unknown"}
    for key in {"subject", "patient"} & set(resource):
        yield from (resource | {key: whose} for whose in ({"identifier": {"value": "1"}}, {"reference": "urn:uuid:1"}))
    for path, key in places(resource):
        yield changed(resource, path, key)
        for value in ("\0", 7):
            yield changed(resource, path, key, value)


def in_other_words(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Put ordinary words beside each code, and behind each name."""
    for path, key in places(resource):
        value: Any = resource
        for step in (*path, key):
            value = value[step]
        for words in ORDINARY:
            if key in ("text", "display") and isinstance(value, str):
                yield changed(resource, path, key, f"{value} {words}")
            if isinstance(value, dict) and "coding" in value and "text" not in value:
                yield changed(resource, path, key, value | {"text": f"as coded {words}"})


def in_other_states(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give it each state that does not say that it is not so."""
    for key, states in STATUSES.items():
        if key in resource:
            is_code = isinstance(resource[key], str)
            yield from (resource | {key: one if is_code else {"coding": [{"code": one}]}} for one in states)
    yield resource | {"abatementString": "x"}
    yield resource | {"doNotPerform": True}
    for key in ("onsetDateTime", "performedDateTime", "effectiveDateTime"):
        yield resource | {key: "2026-03-03"}


def is_left_over(resource: dict[str, Any]) -> bool:
    """Tell whether it is a record of treatment, of which another state is no alarm beside an order."""
    return resource.get("resourceType") in ("MedicationRequest", "MedicationStatement")


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_words_and_states_beside_what_is_known_bring_no_draft_and_lower_no_alarm(record: dict[str, Any]) -> None:
    whole = sent(record)
    drafted, alarm = drafts(cards(whole)), rank(cards(whole, "order-sign"))
    for key, resources in record.items():
        for number, resource in enumerate(resources):
            worded, others = list(in_other_words(resource)), list(in_other_states(resource))
            for given in (*worded, *others):
                less = changed(whole, (key, "entry", number), "resource", given)
                assert drafts(cards(less)) <= drafted, given
                if given in worded or not is_left_over(resource):
                    assert rank(cards(less, "order-sign")) >= min(alarm, WARNING), given


BESIDE = (
    *("seen in clinic", "never had it", "wrong patient", "of her mother", "stopped", "not given", "haemolysed"),
    *("on hydroxocobalamin injections", "anaphylaxis to hydroxocobalamin", "subacute combined degeneration", "x\0"),
)


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_words_outside_the_code_bring_no_draft_and_lower_no_alarm(record: dict[str, Any]) -> None:
    whole = sent(record)
    drafted, alarm = drafts(cards(whole)), rank(cards(whole, "order-sign"))
    for key, resources in record.items():
        for number, resource in enumerate(resources):
            told = [{"note": [{"text": words}]} for words in BESIDE]
            for beside in (*told, {"text": {"status": "generated", "div": "<p>never had it</p>"}}):
                less = changed(whole, (key, "entry", number), "resource", resource | beside)
                assert drafts(cards(less)) <= drafted, beside
                assert rank(cards(less, "order-sign")) >= min(alarm, WARNING), beside


@pytest.mark.parametrize(
    ("key", "resource"),
    [
        ("conditions", condition(note=[{"text": "Entered for the wrong patient"}])),
        ("conditions", condition(id="cord") | {"code": {"text": "Subacute combined degeneration of spinal cord"}}),
        ("conditions", condition(id="eyes") | {"code": {"text": "Leber's hereditary optic neuropathy"}}),
        ("conditions", condition(id="child") | {"code": {"text": "Pregnant, 12 weeks"}}),
        ("conditions", condition(id="gm") | {"code": concept("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "D51.0")}),
        ("allergies", allergy("No known allergy", note=[{"text": "except anaphylaxis to hydroxocobalamin"}])),
        ("allergies", allergy("Penicillin", note=[{"text": "and anaphylaxis to hydroxocobalamin 2019"}])),
        ("medicines", medicine("Metformin", note=[{"text": "also gets B12 injections from GP monthly"}])),
        ("results", result(60, note=[{"text": "sample mix-up: belongs to another patient"}])),
        ("results", result(0)),
    ],
)
def test_words_outside_the_code_bring_a_card_and_no_draft(key: str, resource: dict[str, Any]) -> None:
    resources = [condition(), resource] if key == "conditions" and resource["id"] != "pa" else [resource]
    given = prefetch(**{key: bundle(*resources)})
    assert drafts(cards(given)) == set()
    assert "not-read" in found(cards(given, "order-sign"))


@pytest.mark.parametrize(
    ("key", "resource"),
    [
        ("conditions", condition(note=[{"text": "seen in clinic with her husband, no concerns"}])),
        ("conditions", condition(text={"status": "generated", "div": "<div>Pernicious anaemia</div>"})),
        ("conditions", condition(bodySite=[{"text": "stomach"}], severity={"text": "moderate"})),
        ("medicines", medicine("Metformin", note=[{"text": "with breakfast"}])),
        ("results", result(60, specimen={"display": "Serum"}, note=[{"text": "B12 deficiency possible"}])),
        ("allergies", allergy("Penicillin", reaction=[{"manifestation": [{"text": "Hives"}]}])),
    ],
)
def test_ordinary_words_outside_the_code_leave_the_drafts(key: str, resource: dict[str, Any]) -> None:
    said = STATED if key != "medicines" else {**STATED, "medicines": ["metformin"]}
    assert len(drafts(cards(prefetch(**{key: bundle(resource)}), said=said))) == 2


def test_what_is_doubted_keeps_its_fact_open_whatever_is_said() -> None:
    doubted = condition(id="cord") | {"code": concept(SNOMED, "60576007") | {"text": "SACD, risk of falls"}}
    given = sent({"conditions": [condition(), doubted]})
    (card,) = cards(given)
    assert "severity.neurological: the record may say otherwise" in card["detail"].replace("\\", "")
    assert rank(cards(given, "order-sign")) >= WARNING


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_a_record_that_is_spoilt_anywhere_brings_no_draft_and_lowers_no_alarm(record: dict[str, Any]) -> None:
    whole = sent(record)
    drafted, alarm = drafts(cards(whole)), rank(cards(whole, "order-sign"))
    for key, resources in record.items():
        for number, resource in enumerate(resources):
            for given in spoilt(resource):
                less = changed(whole, (key, "entry", number), "resource", given)
                assert drafts(cards(less)) <= drafted, given
                beside = cards(less, "order-sign")
                # What was a contraindication and can no longer be read is a warning, and never silence.
                assert rank(beside) >= min(alarm, WARNING), given


IN_PLACE_OF_A_KEY: dict[str, Callable[[dict[str, Any], str], dict[str, Any]]] = {
    "it is not sent": lambda given, key: {name: one for name, one in given.items() if name != key},
    "an error": lambda given, key: given | {key: {"resourceType": "OperationOutcome", "issue": []}},
    "a page is missing": lambda given, key: given | {key: bundle(link=[{"relation": "next", "url": "x"}])},
    "a number is missing": lambda given, key: given | {key: bundle(total=1)},
    "the entries are no list": lambda given, key: given | {key: bundle() | {"entry": {}}},
}


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
@pytest.mark.parametrize("less", IN_PLACE_OF_A_KEY.values(), ids=IN_PLACE_OF_A_KEY)
def test_a_part_that_is_not_known_brings_no_draft_and_is_said_beside_an_order(
    record: dict[str, Any], less: Callable[[dict[str, Any], str], dict[str, Any]]
) -> None:
    whole = sent(record)
    for key in ("orders", "medicines", "procedures", "given", "allergies"):
        given = less(whole, key)
        assert drafts(cards(given)) == set(), key
        assert {"not-read", "not-sent"} & found(cards(given, "order-sign")), key


def test_two_versions_of_a_record_bring_no_draft() -> None:
    for name, record in RECORDS.items():
        for key, resources in record.items():
            whole = sent(record)
            again = changed(
                whole, (key,), "entry", [*whole[key]["entry"], {"resource": resources[0] | {"language": "en"}}]
            )
            assert drafts(cards(again)) == set(), name


def test_drafts_come_where_all_is_known() -> None:
    assert len(drafts(cards(sent({})))) == 2
    assert (
        drafts(cards(sent({}), said={key: value for key, value in STATED.items() if key != "b12_treatment"})) == set()
    )
    ended = ("injections on hold", "injections that ended", "a dose in the chart of medicines")
    for name in (
        *ended,
        "an active order",
        "injections",
        "a dose that was given",
        "an allergy",
        "an allergy by its code",
    ):
        assert drafts(cards(sent(RECORDS[name]))) == set(), name


def orders_that_read_worse() -> Iterator[dict[str, Any]]:
    """Spoil an order of vitamin B12 in each place but those that say what it is of."""
    drafted = order()
    yield from (given for given in spoilt(drafted) if isinstance(given, dict) and not _is_of_something_else(given))
    yield drafted | {"medicationReference": {"reference": "Medication/gone"}}
    yield drafted | {"medicationCodeableConcept": {"text": "hydroxocobalamin or cyanocobalamin"}}


def _is_of_something_else(given: dict[str, Any]) -> bool:
    named = given.get("medicationCodeableConcept")
    return given.get("resourceType") != "MedicationRequest" or named != {"text": "hydroxocobalamin"}


def test_an_order_of_vitamin_b12_that_reads_worse_loses_no_contraindication() -> None:
    recorded = sent(RECORDS["an allergy"])
    for worse in orders_that_read_worse():
        request = signing(worse, said=STATED, prefetch=recorded)
        answer = respond(SIGN, request, deployment=DEPLOYED, today=TODAY)["cards"]
        assert rank(answer) == RANK["critical"], worse
        assert "cobalamin-allergy" in found(answer), worse
