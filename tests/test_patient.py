"""Patients: everything may be unknown, and unknown is the default."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given

from b12regimen import (
    Age,
    Cause,
    Conditions,
    FollowUp,
    LabPanel,
    LabResult,
    Patient,
    PatientError,
    Quantity,
    Severity,
    Suspicion,
)
from b12regimen.patients.patient import CAUSE_KINDS, CLOSED_LISTS
from b12regimen.testing import patients
from b12regimen.values.plain_values import yes_or_no


def test_unknown_is_the_default() -> None:
    patient = Patient()
    assert patient.to_dict() == {}
    assert patient == Patient.from_dict({}) == Patient(severity=None, conditions={}, cause=None)
    assert patient.severity.neurological is None
    assert patient.conditions.anticoagulated is None
    assert patient.causes == ()


@given(patients())
def test_plain_values_are_read_back(patient: Patient) -> None:
    assert Patient.from_dict(patient.to_dict()) == patient


def test_the_constructor_takes_what_a_file_holds() -> None:
    built = Patient(
        age=46,
        cause=Cause("pernicious-anaemia"),
        severity=Severity(neurological=True),
        purpose="treatment",
        weight=Quantity.parse("70 kg"),
    )
    typed = Patient(
        age="46 years",
        cause="Pernicious anemia",
        severity={"neurological": True},
        purpose="Treatment",
        weight="70 kg",
    )
    assert built == typed
    assert built.age == Age(46)
    assert repr(built) == (
        "Patient(age='46 years', purpose='treatment', cause={'kind': 'pernicious-anaemia'}, "
        "severity={'neurological': True}, weight='70 kg')"
    )


@pytest.mark.parametrize("kind", CAUSE_KINDS)
def test_every_cause_is_read_as_a_person_types_it(kind: str) -> None:
    assert Cause(kind.replace("-", " ").capitalize()) == Cause(kind)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("coeliac", "coeliac-disease"),
        ("celiac disease", "coeliac-disease"),
        ("vegan", "dietary-vegan"),
        ("mma or homocystinuria", "mma-or-homocystinuria"),
        ("Imerslund-Gräsbeck", "imerslund-graesbeck"),
        ("autoimmune gastritis", "autoimmune-gastritis"),
    ],
)
def test_other_words_for_causes(typed: str, kind: str) -> None:
    assert Cause(typed).kind == kind


def test_pernicious_anaemia_and_autoimmune_gastritis_are_both_kept() -> None:
    assert Cause("autoimmune-gastritis") != Cause("pernicious-anaemia")


def test_unexplained_is_known_and_unknown_is_not_a_cause() -> None:
    assert Patient(cause="unexplained").causes[0].kind == "unexplained"
    with pytest.raises(PatientError, match='leave the cause out if it is not known, or write "unexplained"'):
        Patient(cause="unknown")


def test_several_causes() -> None:
    both = Patient(cause=["coeliac-disease", {"kind": "dietary-vegan", "reversible": True}, Cause("metformin")])
    assert [cause.kind for cause in both.causes] == ["coeliac-disease", "dietary-vegan", "metformin"]
    assert both.causes[1].reversible is True
    assert Patient(cause=["coeliac-disease"]) == Patient(cause="coeliac-disease")


def test_unknown_may_be_said() -> None:
    assert Patient(purpose="unknown", pregnancy="Unknown", severity={"anaemia": "unknown"}) == Patient()


def test_lists_of_names() -> None:
    patient = Patient(medicines=["Metformin ", "omeprazole"], allergies=[])
    assert patient.medicines == ("metformin", "omeprazole")
    assert patient.allergies == ()
    assert Patient(allergies="Cobalt").allergies == ("cobalt",)


BAD_VALUES: list[tuple[dict[str, Any], str]] = [
    ({"age": "forty"}, 'age: "forty" is no age'),
    ({"sex": "f"}, 'sex: "f" is not one of its values; one of: female, male, other'),
    ({"purpose": "treatmnt"}, 'did you mean "treatment"'),
    ({"purpose": 3}, "purpose: 3 is not one of its values; one of: treatment, prophylaxis"),
    ({"purpose": ["treatment"]}, "is not one of its values"),
    ({"cause": "percinious-anaemia"}, 'did you mean "pernicious-anaemia"'),
    ({"cause": 3}, "3 is no cause"),
    ({"cause": []}, "the list of causes is empty"),
    ({"cause": ["vegan", "dietary-vegan"]}, r'cause\[1\]: "dietary-vegan" is given twice'),
    ({"cause": ["vegan", 3]}, r"cause\[1\]: 3 is no cause"),
    ({"cause": {"reversible": True}}, "cause: kind is missing"),
    ({"cause": {"kind": "other", "reversible": "yes"}}, "cause.reversible: 'yes' is neither true nor false"),
    ({"severity": {"neurological": "yes"}}, "severity.neurological: 'yes' is neither true nor false"),
    ({"severity": {"neurological": 1}}, "severity.neurological: 1 is neither true nor false"),
    ({"severity": {"anaemia": []}}, "severity.anaemia: "),
    ({"follow_up": {"response": []}}, "follow_up.response: "),
    ({"severity": {"nerves": True}}, "severity.nerves: there is no such key"),
    ({"severity": "severe"}, "severity: 'severe' is no table of values; give for instance {neurological = true}"),
    ({"severity": {"anaemia": "bad"}}, "severity.anaemia"),
    ({"conditions": ["anticoagulated"]}, "conditions: .* is no table of values"),
    ({"conditions": {"anticoagulated": "warfarin"}}, "conditions.anticoagulated"),
    ({"suspicion": {"tested": "no"}}, "suspicion.tested: 'no' is neither true nor false"),
    ({"follow_up": {"response": "better"}}, "follow_up.response: .*one of: improved, not-improved, worse"),
    ({"follow_up": "improved"}, "follow_up: 'improved' is no table of values; .* {cause_addressed = true}"),
    ({"oral_suitable": "no"}, "oral_suitable: 'no' is neither true nor false"),
    ({"medicines": 3}, "medicines: 3 is no list of names"),
    ({"medicines": ["metformin", ""]}, r"medicines\[1\]: '' is no name"),
    ({"allergies": ["unknown", "other"]}, r'allergies\[0\]: "unknown" is no name; leave the list out'),
    ({"allergies": [3]}, r"allergies\[0\]: 3 is no name"),
    ({"weight": "70"}, 'weight: "70" is no body weight; write it with its unit, for instance "70 kg"'),
    ({"weight": "0 kg"}, "is no body weight"),
    (
        {"weight": "7000 kg"},
        'weight: "7000 kg" is the weight of no person; were g and kg, or a point',
    ),
    ({"weight": "3.5 g"}, "is the weight of no person"),
    ({"labs": {"b12": 100}}, "labs.b12: there is no such key; one of: results, treated_since"),
    ({"labs": [{"analyte": "B12", "value": "200"}]}, r"labs\[0\].value: .*has no unit"),
    ({"wieght": "70 kg"}, 'wieght: there is no such key; did you mean "weight"'),
]


@pytest.mark.parametrize(("given_values", "message"), BAD_VALUES)
def test_bad_values_are_reported_with_their_path(given_values: dict[str, Any], message: str) -> None:
    with pytest.raises(PatientError, match=message):
        Patient.from_dict(given_values)


def test_all_bad_values_are_reported_at_once() -> None:
    bad = {
        "age": "x",
        "agee": 3,
        "purpose": "treatment",
        "cause": ["coeliac", "x", "y"],
        "severity": {"anaemia": "bad", "nerves": True},
    }
    with pytest.raises(PatientError) as caught:
        Patient.from_dict(bad)
    assert [finding.path for finding in caught.value.findings] == [
        "age",
        "agee",
        "cause[1]",
        "cause[2]",
        "severity.anaemia",
        "severity.nerves",
    ]
    assert str(caught.value).startswith("patient: 6 problems\n  age: ")


def test_what_is_no_table_is_no_patient() -> None:
    with pytest.raises(PatientError, match="is no table of values with the attributes as keys"):
        Patient.from_dict([("age", 46)])  # type: ignore[arg-type]


@pytest.mark.parametrize("part", [Patient, Severity, Conditions, Suspicion, FollowUp, Cause])
def test_patients_do_not_change(part: type[Any]) -> None:
    one = part("other") if part is Cause else part()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(one, attrs.fields(part)[0].name, None)


def test_a_nested_key_at_the_top_is_sent_to_its_table() -> None:
    with pytest.raises(PatientError, match=r"belongs to severity: write severity\.neurological, or put it under"):
        Patient.from_dict({"neurological": True})
    with pytest.raises(PatientError, match=r"belongs to conditions"):
        Patient.from_dict({"anticoagulated": True})
    with pytest.raises(PatientError, match=r"belongs to follow_up: write follow_up\.response"):
        Patient.from_dict({"response": "improved"})


def test_a_quoted_truth_value_is_told_to_lose_its_quotes() -> None:
    with pytest.raises(PatientError, match="write one of them, without quotes, or leave it out"):
        Patient(oral_suitable="true")  # type: ignore[arg-type]


WRONG_TYPES = [["a word"], [["a word"]], {"a word": 1}, {"a set"}, 3.5, True, object()]
PARTS: list[tuple[type[Any], dict[str, Any]]] = [
    (Patient, {}),
    (Severity, {}),
    (Conditions, {}),
    (Cause, {"kind": "metformin"}),
    (LabResult, {"analyte": "mma", "value": "300 nmol/L"}),
    (LabPanel, {"results": []}),
]


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (["none"], ()),
        ("No known allergies", ()),
        (["none known", "NKA"], ()),
        (["nil known", "NKDA"], ()),
        (["NKDA"], None),
        ("no known drug allergies", None),
        (["N.K.D.A.", "latex"], ("latex",)),
        (["no allergies", "cobalt"], ("cobalt",)),
        (["no-name latex"], ("no-name latex",)),
    ],
)
def test_words_that_say_that_none_is_known_are_no_allergy(said: Any, known: Any) -> None:
    assert Patient(allergies=said).allergies == Patient.from_dict({"allergies": said}).allergies == known


def test_a_cause_that_is_misspelt_by_its_first_word_is_meant_where_no_other_begins_so() -> None:
    with pytest.raises(PatientError, match=r'^cause: "percinious" .* did you mean "pernicious-anaemia"'):
        Patient(cause="percinious")
    with pytest.raises(PatientError) as several:
        Patient(cause="dietery")
    assert "did you mean" not in str(several.value), "dietary-vegan and dietary-other begin so"


LISTS = {"medicines", "allergies"}
YES_OR_NO = {field.name for part, _ in PARTS for field in attrs.fields(part) if field.validator is yes_or_no}
ATTRIBUTES = [(part, field.name, rest) for part, rest in PARTS for field in attrs.fields(part) if field.init]


@pytest.mark.parametrize("wrong", WRONG_TYPES, ids=lambda wrong: type(wrong).__name__)
@pytest.mark.parametrize(
    ("part", "name", "rest"),
    [*ATTRIBUTES, (LabResult, "unit", {"analyte": "mma", "value": 300})],
    ids=lambda given: given.__name__ if isinstance(given, type) else given if isinstance(given, str) else "",
)
def test_a_value_of_the_wrong_type_is_said_with_its_attribute_and_what_would_do(
    part: type[Any], name: str, rest: dict[str, Any], wrong: object
) -> None:
    if (wrong in (["a word"], {"a set"}) and name in LISTS) or (wrong is True and name in YES_OR_NO):
        assert part.from_dict({**rest, name: wrong}) == part(**{**rest, name: wrong})
        return
    with pytest.raises(PatientError):
        part(**{**rest, name: wrong})
    with pytest.raises(PatientError) as caught:
        part.from_dict({**rest, name: wrong})
    for finding in caught.value.findings:
        assert finding.path.startswith(name)
        assert ";" in finding.reason or finding.reason.endswith("is missing")


def test_a_patient_of_whom_all_is_known_has_no_list_of_what_is_not() -> None:
    conditions = dict.fromkeys(Conditions.names(), False)
    patient = Patient(
        age=46,
        sex="female",
        pregnancy="not-pregnant",
        purpose="treatment",
        cause="pernicious-anaemia",
        severity={"neurological": True, "anaemia": "none", "critically_ill": False},
        optic_disease="none",
        deficiency="confirmed",
        oral_suitable=False,
        b12_treatment="none",
        nitrous_oxide=False,
        medicines=[],
        allergies=[],
        conditions=conditions,
        suspicion={"symptoms": True, "risk_factor": False, "tested": True},
        follow_up={"response": "improved", "cause_addressed": False},
        weight="70 kg",
        labs=[{"analyte": "total-b12", "value": "90 pmol/L"}],
    )
    assert "NOT KNOWN" not in str(patient)
    assert "not known" in str(attrs.evolve(patient, sex=None)).lower()


def test_answers_are_put_in_by_their_paths() -> None:
    known = Patient(cause={"kind": "ileal-disease", "reversible": False}, severity={"anaemia": "none"}, labs=[])
    filled = known.with_answers({"severity.neurological": True, "age": "13 months", "cause.reversible": True})
    assert filled.to_dict() == known.to_dict() | {
        "age": "13 months",
        "cause": {"kind": "ileal-disease", "reversible": True},
        "severity": {"neurological": True, "anaemia": "none"},
    }
    assert (known.age, known.with_answers({})) == (None, known)
    several = known.with_answers({"cause[1].reversible": False, "cause": ["ileal-disease", "vegan"]})
    ileal = Cause("ileal-disease", reversible=False)
    assert several.cause == (ileal, Cause("dietary-vegan", reversible=False))
    decided = several.with_answers({"cause": "Dietary vegan"})
    assert decided.causes == (ileal, Cause("dietary-vegan", reversible=False, decides=True))
    assert decided.with_answers({"cause": "ileal-disease"}).causes[0].decides is True
    assert "dietary-vegan, which cannot resolve, and decides" in str(decided)
    assert several.with_answers({"cause": ["vegan"]}).cause == Cause("dietary-vegan", reversible=False)
    assert several.with_answers({"cause[0].reversible": True}).causes[0].reversible is True
    assert known.with_answers({"cause[0].reversible": None, "severity.anaemia": None}).to_dict()["cause"] == {
        "kind": "ileal-disease"
    }
    nested = known.with_answers({"severity": {"anaemia": "severe"}, "severity.critically_ill": False})
    assert nested.severity.to_dict() == {"anaemia": "severe", "critically_ill": False}
    assert known.with_answers({"severity": None, "severity.neurological": True}).severity.anaemia is None


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            {"purpse": "treatment", "age": "old"},
            ('purpse: there is no such attribute; did you mean "purpose"?', "age: "),
        ),
        ({3: 1, "sex[1]": "male", "labs.mma": 1}, ("3: there is no", "sex[1]: there is no", "labs.mma: there is no")),
        ({"cause.reversible": True}, ("no cause is known to which it belongs; answer the cause, too",)),
        (
            {"cause": ["vegan", "metformin"], "cause.reversible": True},
            ("write cause[0].reversible for vegan, cause[1].reversible for metformin",),
        ),
        ({"cause": "vegan", "cause[1].reversible": True}, ("cause[1].reversible: it does not say which",)),
        ({"cause": "vegan", "cause.reversible": "x"}, ("cause.reversible: 'x' is neither true nor false",)),
        ({"cause": {"reversible": True}, "cause.kind": "vegn"}, ("cause.kind: ",)),
        ({"cause": "vegn"}, ('cause: "vegn" is not one of its values',)),
        (
            {"cause": [{"kind": kind, "decides": True} for kind in ("vegan", "metformin")]},
            ("cause[1].decides: another cause decides already; one does",),
        ),
        ({"severity": 3, "severity.anaemia": "none"}, ("severity: 3 is no table",)),
        ({"severity.nur": True}, ("severity.nur: there is no such key",)),
        (["purpose"], ("['purpose'] is no table of answers",)),
    ],
)
def test_every_wrong_answer_is_said_at_once(answers: Any, said: tuple[str, ...]) -> None:
    with pytest.raises(PatientError) as caught:
        Patient().with_answers(answers)
    assert all(one in str(caught.value) for one in said)


def test_the_page_on_patients_lists_every_word_that_is_read_for_a_cause() -> None:
    page = (Path(__file__).parent.parent / "docs" / "patients.md").read_text("utf-8")
    words = {word: kind for word, kind in CLOSED_LISTS["cause"].items() if word and kind and word.isascii()}
    shown = dict(re.findall(r"^([\w-]+) -> ([\w-]+)$", page, re.MULTILINE))
    assert shown == {word: kind for word, kind in words.items() if word != kind}


@pytest.mark.parametrize(
    "again", ["vegan", "VEGAN_DIET", {"kind": "dietary-vegan"}, Cause("dietary-vegan"), ["dietary-vegan"]]
)
def test_a_cause_that_is_named_again_in_any_way_keeps_what_is_known_of_it(again: Any) -> None:
    known = Patient(cause=Cause("dietary-vegan", reversible=False))
    assert known.with_answers({"cause": again}).cause == known.cause
    two = known.with_answers({"cause": ["metformin", again] if not isinstance(again, list) else ["metformin", *again]})
    assert two.causes == (Cause("metformin"), Cause("dietary-vegan", reversible=False))


def test_what_is_known_of_one_cause_does_not_pass_to_another() -> None:
    known = Patient(cause=Cause("dietary-vegan", reversible=True))
    assert known.with_answers({"cause": "total-gastrectomy"}).cause == Cause("total-gastrectomy")
    assert known.with_answers({"cause.kind": "total-gastrectomy"}).cause == Cause("total-gastrectomy")
    assert known.with_answers({"cause.kind": "vegan"}).cause == known.cause
    assert known.with_answers({"cause": {"kind": "vegan", "reversible": False}}).cause == Cause(
        "dietary-vegan", reversible=False
    )
    with pytest.raises(PatientError, match="cause"):
        known.with_answers({"cause": {"kind": "vegan", "colour": 1}})
