"""The notation: one reading, one spelling, and everything with two readings refused."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from b12regimen import (
    AfterDoses,
    AfterTotal,
    ClinicalConditions,
    Dose,
    Duration,
    ForLife,
    NotationError,
    Once,
    OnDays,
    OnWeekdays,
    Phase,
    Quantity,
    QuantityError,
    Range,
    Regimen,
    RegimenError,
    Repeat,
    Step,
    UntilConditions,
    parse_phase,
)
from b12regimen.regimens.dosing import check_unit, parse_dose_text, write_dose_text
from b12regimen.regimens.notation import parse_dose, parse_drug, parse_end, parse_route, parse_step, parse_timing
from b12regimen.testing import doses, regimens, steps, timings

MG = Dose(Range(Quantity(1, "mg"), Quantity(1, "mg")))
WEEKLY = Repeat(Range(1, 1), Range(1, 1), "week")


@given(regimens())
def test_what_is_printed_is_read_back(regimen: Regimen) -> None:
    text = str(regimen)
    assert Regimen.parse(text) == regimen
    assert str(Regimen.parse(text)) == text


@given(steps())
def test_parts_are_read_back_alone(step: Step) -> None:
    assert parse_step(str(step)) == step
    assert parse_dose(str(step.dose)) == step.dose
    assert [parse_route(route) for route in step.routes] == list(step.routes)
    assert [parse_timing(str(timing)) for timing in step.timings] == list(step.timings)
    if step.end is not None:
        assert parse_end(str(step.end)) == step.end


@given(steps())
def test_a_day_of_the_week_in_the_singular_is_each_one_only_where_an_end_tells_it(step: Step) -> None:
    is_told = [one.end is not None for one in step.options if any(isinstance(of, OnWeekdays) for of in one.timings)]
    singular = re.sub(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days", r"\1day", str(step))
    if all(is_told):
        assert parse_step(singular) == step
    else:
        with pytest.raises(NotationError, match="may be one day or each of that name"):
            parse_step(singular)


@given(doses(), timings())
def test_different_things_print_differently(dose: Dose, timing: Any) -> None:
    assert str(dose) != str(timing)
    assert (parse_dose(str(dose)) == MG) is (dose == MG)


SPELLINGS = [
    ("1 mg IM every other day for 2 weeks", "1 mg IM on alternate days for 2 weeks"),
    ("1 mg IM every second day for 2 weeks", "1 mg IM on alternate days for 2 weeks"),
    ("1 mg IM alternate days for 2 weeks", "1 mg IM on alternate days for 2 weeks"),
    ("1 mg IM every 2 days", "1 mg IM on alternate days"),
    ("1 mg IM fortnightly", "1 mg IM every 2 weeks"),
    ("1 mg IM every 1 week", "1 mg IM weekly"),
    ("1 mg IM every week", "1 mg IM weekly"),
    ("1 mg IM once weekly", "1 mg IM weekly"),
    ("1 mg IM once every 3 months", "1 mg IM every 3 months"),
    ("1 mg IM once a month", "1 mg IM monthly"),
    ("1 mg IM once daily", "1 mg IM daily"),
    ("1 mg IM once or twice weekly", "1 mg IM 1-2 times a week"),
    ("1 mg IM once or twice a month", "1 mg IM 1-2 times a month"),
    ("1 mg IM twice weekly", "1 mg IM twice a week"),
    ("1 mg IM 2 times a week", "1 mg IM twice a week"),
    ("1 mg IM three times a week for two weeks", "1 mg IM 3 times a week for 2 weeks"),
    ("1 mg IM 3 times weekly", "1 mg IM 3 times a week"),
    ("1 mg IM 2 or 3 times a week", "1 mg IM 2-3 times a week"),
    ("1 mg IM every 2 or 3 months", "1 mg IM every 2-3 months"),
    ("1 mg IM every 2 to 3 months", "1 mg IM every 2-3 months"),
    ("1 mg IM every 2\N{EN DASH}3 months", "1 mg IM every 2-3 months"),
    ("1 mg IM daily for 6 or 7 days", "1 mg IM daily for 6-7 days"),
    ("1 mg IM daily indefinitely", "1 mg IM daily for life"),
    ("1 mg IM monthly lifelong", "1 mg IM monthly for life"),
    ("1 mg IM on alternate days while improving", "1 mg IM on alternate days until no further improvement"),
    (
        "1 mg IM on alternate days as long as improvement is occurring",
        "1 mg IM on alternate days until no further improvement",
    ),
    ("1000 micrograms IM daily", "1 mg IM daily"),
    ("1000 mcg IM daily", "1 mg IM daily"),
    ("0.25 mg IM daily", "250 mcg IM daily"),
    ("0.125 mg IM daily", "125 mcg IM daily"),
    ("1125 mcg IM daily", "1125 mcg IM daily"),
    ("0.250125 mg IM daily", "0.250125 mg IM daily"),
    ("0.250125 mg-1125 mcg IM daily", "0.250125 mg-1125 mcg IM daily"),
    ("250 mcg-1 mg IM daily", "250-1000 mcg IM daily"),
    ("1-2 milligrams intramuscularly or subcutaneously daily", "1-2 mg IM or SC daily"),
    ("1 mg im OR deep subcutaneous Daily", "1 mg IM or deep SC daily"),
    ("1 mg IM daily for 1 doses", "1 mg IM daily for 1 dose"),
    ("1 mg IM on Monday and Friday for 1 week", "1 mg IM on Mondays and Fridays for 1 week"),
    ("  1 mg  IM   daily ", "1 mg IM daily"),
]


@pytest.mark.parametrize(("said", "printed"), SPELLINGS)
def test_accepted_spellings(said: str, printed: str) -> None:
    assert str(parse_phase(said)) == printed


NOT_MERGED = [
    ("every 4 weeks", "monthly"),
    ("every 4 weeks", "every 28 days"),
    ("every 12 weeks", "every 3 months"),
    ("twice a year", "every 6 months"),
    ("3-4 times a year", "every 3-4 months"),
    ("3 times a week for 2 weeks", "on alternate days for 2 weeks"),
    ("twice a week", "every 3-4 days"),
    ("daily for 7 days", "daily for 7 doses"),
    ("every 2 weeks", "twice a month"),
    ("daily until clinical improvement", "daily until no further improvement"),
    ("daily until blood count improved", "daily until blood count normal"),
    ("monthly", "monthly for life"),
    ("daily until clear effect or for at least 6 months", "daily until clear effect or for up to 6 months"),
]


@pytest.mark.parametrize(("one", "other"), NOT_MERGED)
def test_facts_that_differ_are_not_merged(one: str, other: str) -> None:
    assert parse_phase(f"1 mg IM {one}") != parse_phase(f"1 mg IM {other}")


REFUSED = [
    ("1 mg IM biweekly", 8, "twice a week to some and every 2 weeks to others"),
    ("1 mg IM bi-monthly", 8, "twice a month to some"),
    ("1 mg IM 2-monthly", 8, 'write "every 2 months" or "2 times a month"'),
    ("1 mg IM three-monthly", 8, "an interval to some"),
    ("1 mg IM qod", 8, "easily misread; write it out"),
    ("1 mg IM q.d.", 8, "easily misread"),
    ("1 mg IM prn", 8, "not how often"),
    ("1 mg IM daily x10", 14, '"for 10 doses", "for 10 days"'),
    ("1 mg IM 3\N{MULTIPLICATION SIGN}/week", 8, "may count doses, days or times"),
    ("1000 IM every 2 months", 0, "has no unit; write the unit that is meant"),
    ("1 mgs IM every 2 months", 2, '"mgs" is no unit; did you mean mg?'),
    ("5-10 mcgs IM every 2 months", 5, '"mcgs" is no unit; did you mean mcg?'),
    ("1 i.m. every 2 months", 2, '"i.m." is read without points; write IM'),
    ("1 mg I.M every 2 months", 5, '"I.M" is read without points; write IM'),
    ("1 mg deep s. c. every 2 months", 10, '"s. c." is read without points; write SC'),
    ("1 g IM every 2 months", 2, '"g" is not read in a dose; write mg, for 1 g is 1000 mg'),
    ("1 mL IM every 2 months", 2, '"mL" is a volume, and a dose is a mass'),
    ("1,000 mcg IM daily", 0, "group thousands or be a decimal point"),
    ("1.000 mg IM daily", 0, "two readings, 1000 and 1 point 000"),
    ("1 mg IM daily for 1 day, then 1.500 mcg IM daily", 30, "two readings, 1500 and 1 point 500"),
    ("1 000 mcg IM daily", 0, "may separate two numbers"),
    (".5 mg IM daily", 0, "write a zero before it: 0.5"),
    ("1.0 mg IM daily", 0, "leave out the trailing zero"),
    ("1. mg IM daily", 0, "leave out the trailing zero or point"),
    ("1 \N{MICRO SIGN}g IM daily", 2, "write mcg"),
    ("1 ug IM daily", 2, "write mcg"),
    ("1 MG IM daily", 2, "case matters in units; write mg"),
    ("1000 IU IM daily", 5, "measured by mass"),
    ("1 mg IV daily", 5, "no regimen here is given intravenously"),
    ("1 mg nasally weekly", 5, "it is no injection"),
    ("1 mg every 2 months", 5, "the route is missing: expected IM, SC, deep SC or orally"),
    ("1 mg", 4, "the route is missing"),
    ("1 mg IM quarterly", 8, 'write "every 3 months"'),
    ("1 mg IM daily or annually", 17, 'write "yearly"'),
    ("1 mg IM whenever", 8, 'expected how often, for instance "daily" or "every 3 months"; found "whenever"'),
    ("1 mg IM", 0, "a step says how often, or over what time"),
    ("1 mg IM for 2 weeks", 0, "a step says how often"),
    ("1 mg IM for 6 doses", 0, "a step says how often"),
    ("1 mg IM daily for 2 weeks, then weekly", 32, "a step starts with its dose"),
    ("1 mg IM daily for 2 weeks then 1 mg IM weekly", 26, 'follows ", then", with a comma'),
    ("1 mg IM monthly or 300 mcg IM weekly", 16, 'write ", or" with a comma'),
    ("1 mg IM monthly for life or 300 mcg IM weekly", 25, 'write ", or" with a comma'),
    ("1 mg IM daily for 6 or 8 doses", 23, 'two values and no range; write "6-8"'),
    ("1 mg IM daily, then 1 mg IM weekly", 0, "has no end, so no step can follow it"),
    ("1 mg IM daily for life, then 1 mg IM weekly", 0, "has no end, so no step can follow it"),
    ("1 mg IM daily while the cause persists, then 1 mg IM weekly", 0, "has no end"),
    ("1 mg IM at least 3 times a week", 8, "sets no limit"),
    ("1 mg IM daily until clear effect or for 6 months", 14, "could be a floor or a cap"),
    ("1 mg IM daily until clear effect or for 2-6 months", 14, "could be a floor or a cap"),
    ("1 mg IM daily until diet improved and clear effect or symptoms resolved", 51, "two readings"),
    ("1 mg IM daily until better", 20, "expected a condition that a clinician judges"),
    ("1 mg IM daily until clear effect and clear effect", 20, "each once"),
    ("if clear effect 1 mg IM daily", 16, "a gate ends with a comma"),
    ("1 mg IM or IM daily", 0, "given twice"),
    ("1 mg IM daily or daily", 0, "given twice"),
    ("1 mg IM daily, or 1 mg IM daily", 0, "given twice"),
    ("1 mg IM or orally daily", 0, "two steps"),
    ("1 mg IM once for 2 weeks", 0, "stands alone"),
    ("1 mg IM once or daily", 0, "stands alone"),
    ("1 mg IM once or as required", 0, "stands alone"),
    ("1 mg IM for 6 doses over 2 weeks or as required", 33, "does not continue"),
    ("1 mg IM every 3-2 months", 14, "runs backwards; write 2-3"),
    ("1 mg IM every 0 months", 16, "a duration must be from 1 to 10000; 0 is not"),
    ("0 mg IM daily", 0, "a dose must be more than zero"),
    ("2-1 mg IM daily", 0, "runs backwards"),
    ("1.123456789012345 mg IM daily", 0, "has at most 15 digits"),
    ("1.1234567890123456 mg IM daily", 2, "no published number is that long"),
    ("1 mg IM daily for " + "9" * 5000 + " weeks", 18, "no published number is that long"),
    ("05 mg IM daily", 0, "starts with a zero that nothing needs, and may have lost its point"),
    ("00.5 mg IM daily", 0, "starts with a zero"),
    ("1 mg IM daily for 010 doses", 18, "starts with a zero"),
    ("1\u09ea mg IM daily", 1, "is not part of the notation"),
    ("1 mg IM daily for 99999 doses", 14, "must be from 1 to 10000"),
    ("1- mg IM daily", 3, "needs its upper bound"),
    ("1 mg IM to a total of lots", 22, "a total is a mass"),
    ("1 mg IM 3 weeks", 8, 'does not say how often; write for instance "every 3 weeks"'),
    ("1 mg IM 3 apples", 10, "expected day, days, week"),
    ("1 mg IM every few months", 14, "expected a whole number"),
    ("1 mg IM on alternating days", 11, "expected a day of the week"),
    (
        "1 mg IM on Monday",
        11,
        '"Monday" may be one day or each of that name; write "Mondays" if each is meant, else "once"',
    ),
    ("1 mg IM on Mondays and Friday or as required", 23, "of that name"),
    ("1 mg IM on Friday and Monday", 8, "from Monday on: Monday and Friday"),
    ("1 mg IM on Monday and Monday", 8, "from Monday on"),
    ("1 mg IM on days 3 and 7", 8, "from day 1 and rising"),
    ("1 mg IM daily typically until clear effect", 24, "expected how the step ends"),
    ("1 mg IM daily or nonsense", 17, "expected how often"),
    ("1 mg IM daily nonsense", 14, "does not continue the regimen"),
    ("1 mg IM daily \N{DEGREE SIGN}", 14, "is not part of the notation"),
    ("", 0, "a step starts with its dose"),
    ("weekly", 0, "a step starts with its dose"),
]


@pytest.mark.parametrize(("text", "position", "reason"), REFUSED)
def test_refused_with_the_place_and_what_would_do(text: str, position: int, reason: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse_phase(text)
    assert reason in caught.value.reason
    assert caught.value.position == position
    assert caught.value.text == text
    assert "^" in str(caught.value)


REFUSED_REGIMENS = [
    ("B12; repletion: none; maintenance: 1 mg IM monthly", "names no drug"),
    ("vitamin B12; repletion: none; maintenance: 1 mg IM monthly", "names no drug"),
    ("cobalamin; repletion: none; maintenance: 1 mg IM monthly", "names no drug"),
    ("hydroxycobalamin; repletion: none; maintenance: none", 'did you mean "hydroxocobalamin"'),
    ("hydroxocobalamin", 'expected "; repletion: ..."'),
    ("hydroxocobalamin: 1 mg IM monthly", "the phases are missing"),
    ("hydroxocobalamin 1 mg every 2 months", "the phases are missing"),
    ("hydroxocobalamin; repletion: none", 'expected "; maintenance: ..."'),
    ("hydroxocobalamin; repletion: none; upkeep: none", 'expected "; maintenance: ..."'),
    ("hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly; and more", "does not continue"),
    ("hydroxocobalamin; repletion: none maintenance: none", '"maintenance" does not continue the regimen'),
    ("", "is no drug of this library"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED_REGIMENS)
def test_refused_regimens(text: str, reason: str) -> None:
    with pytest.raises(NotationError, match=reason):
        Regimen.parse(text)


NO_INJECTION = [
    "hydroxocobalamin; repletion: none; maintenance: none",
    "hydroxocobalamin; repletion: not stated; maintenance: oral",
    "hydroxocobalamin; repletion: none; maintenance: 1 mg orally daily",
]


@pytest.mark.parametrize("text", NO_INJECTION)
def test_a_regimen_gives_an_injection(text: str) -> None:
    with pytest.raises(RegimenError, match="gives at least one injection"):
        Regimen.parse(text)


@pytest.mark.parametrize("repletion", ["oral", "1 mg orally daily for 1 week", "1 mg IM daily, or 1 mg orally daily"])
def test_repletion_is_not_oral(repletion: str) -> None:
    with pytest.raises(RegimenError, match="oral replacement is advice"):
        Regimen.parse(f"hydroxocobalamin; repletion: {repletion}; maintenance: 1 mg IM monthly")


def test_drugs() -> None:
    assert parse_drug("methylcobalamin") == "mecobalamin"
    assert parse_drug("Cyanocobalamin-tannin") == "cyanocobalamin-tannin"
    assert parse_drug("drug not stated") is None


CONSTRUCTORS: list[tuple[Callable[[], Any], str]] = [
    (lambda: Step(dose=MG, routes=(), timings=(WEEKLY,)), "a step names its route"),
    (lambda: Step(dose=MG, routes=("IV",), timings=(WEEKLY,)), '"IV" is no route of a step'),  # type: ignore[arg-type]
    (lambda: Step(dose=MG, routes=("IM",), end=AfterDoses(Range(1, 1)), as_required=True), "needs a timing before it"),
    (
        lambda: Step(
            dose=MG, routes=("IM",), timings=(WEEKLY,), instead=(parse_step("if clear effect, 2 mg IM once"),)
        ),
        "no gate",
    ),
    (
        lambda: Step(
            dose=MG, routes=("IM",), timings=(WEEKLY,), instead=(parse_step("1 mg SC once, or 2 mg IM once"),)
        ),
        "no further",
    ),
    (Phase, "a phase has steps, or is one of"),
    (lambda: Phase((Step(dose=MG, routes=("IM",), timings=(WEEKLY,)),), "none"), "a phase has steps, or is one of"),
    (lambda: Phase(kind="later"), "kind"),  # type: ignore[arg-type]
    (lambda: Repeat(Range(3, 3), Range(2, 2), "week"), "two readings"),
    (lambda: Repeat(Range(2, None), Range(1, 1), "week"), "sets no limit"),
    (lambda: Repeat(Range(1, 1), Range(1, 1), "decade"), "unit"),  # type: ignore[arg-type]
    (lambda: Repeat(Range(0, 1), Range(1, 1), "week"), "^a frequency must be from 1 to 10000"),
    (lambda: Repeat(Range(1, 1), Range(0, 1), "week"), "^a period must be from 1 to 10000"),
    (lambda: Dose(Range.exactly(Quantity(5, "mL"))), "^a dose is a mass in mcg or mg; 5 mL is none$"),
    (lambda: Dose(Range(None, Quantity(0, "mg"))), "^a dose must be more than zero; 0 mg is not$"),
    (lambda: OnWeekdays(()), "^name at least one day of the week$"),
    (lambda: OnDays((1,)), "number at least two days"),
    (lambda: OnDays((1, 3, 3)), "number at least two days"),
    (lambda: OnDays((1, 7, 3, 9)), "number at least two days"),
    (lambda: ClinicalConditions(()), "at least one condition"),
    (lambda: ClinicalConditions(("clear effect",), "or"), "joined by nothing"),
    (lambda: ClinicalConditions(("better",)), "is no finding of a clinician"),  # type: ignore[arg-type]
    (
        lambda: UntilConditions(ClinicalConditions(("clear effect",)), Duration(Range(6, 6), "month")),
        "a floor or a cap",
    ),
    (lambda: AfterDoses(Range(0, 1)), "a number of doses must be from 1 to 10000"),
    (lambda: AfterTotal(Range.exactly(Quantity(0, "mg"))), "a total must be more than zero"),
    (lambda: Regimen("vitamin B12", Phase(kind="none"), Phase(kind="none")), "drug"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("make", "reason"), CONSTRUCTORS)
def test_constructors_forbid_what_no_text_can_say(make: Callable[[], Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        make()


POINT = "the point may be a decimal point ({}) or group thousands ({})"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5", '"5" has no unit; write which is meant, mcg or mg'),
        ("1.500 mcg", f'"1.500 mcg" is not read: {POINT.format("1.5", "1500")}; write 1.5 or 1500, whichever is meant'),
        ("1.000 mg", f'"1.000 mg" is not read: {POINT.format("1", "1000")}; write 1 or 1000, whichever is meant'),
        (
            "1.234 mg",
            (
                f'"1.234 mg" is not read: {POINT.format("1.234", "1234")}; write 1234 if that is meant, and 1.234 in '
                "another unit, for 1 mg is 1000 mcg"
            ),
        ),
    ],
)
def test_a_dose_that_may_be_misread_a_thousandfold_is_refused_whole(text: str, said: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_dose_text(text)
    assert str(caught.value) == said


def test_where_one_unit_would_do_a_number_without_one_names_it() -> None:
    with pytest.raises(QuantityError, match=r'^"70" has no unit; write 70 kg$'):
        check_unit(" 70 ", "kg")


@pytest.mark.parametrize(
    ("dose", "text"),
    [
        (Quantity(1, "mg"), "1 mg"),
        (Quantity("1.234", "mg"), "1234 mcg"),
        (Quantity("1.234", "mcg"), "0.001234 mg"),
        (Quantity(1, "g"), "1000000 mcg"),
    ],
)
def test_a_dose_is_written_so_that_it_is_read_back(dose: Quantity, text: str) -> None:
    assert write_dose_text(dose) == text
    assert parse_dose_text(text) == dose


def test_a_dose_may_have_fifteen_digits() -> None:
    assert str(parse_step("1.12345678901234 mg IM daily").dose) == "1.12345678901234 mg"


def test_the_parts_of_a_step() -> None:
    step = parse_step("if clear effect, 1 mg IM monthly for life, or 300 mcg IM weekly for life")
    assert str(step.gate) == "clear effect"
    assert step.dose == MG
    assert isinstance(step.end, ForLife)
    assert [str(option) for option in step.options] == ["1 mg IM monthly for life", "300 mcg IM weekly for life"]
    assert parse_step("1 mg IM once").timings == (Once(),)
    assert parse_step("1 mg IM at least 3 days apart").timings == (Repeat(Range(1, 1), Range(3, None), "day"),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 mg IM daily" + " " * 10_000, "a regimen has at most 10000 characters"),
        (None, "a regimen is written as text"),
    ],
)
def test_only_texts_of_sane_length_are_read(text: Any, reason: str) -> None:
    with pytest.raises(NotationError, match=reason):
        Regimen.parse(text)


def test_an_error_passes_between_processes() -> None:
    with pytest.raises(NotationError) as caught:
        parse_phase("1 mg IM biweekly")
    again = copy.deepcopy(caught.value)
    assert (str(again), again.position) == (str(caught.value), caught.value.position)


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("1 mgs IM monthly", 2, '"mgs" is no unit; did you mean mg?'),
        ("1000mcgIM monthly", 4, '"mcgIM" is no unit; write mcg, and a space behind it'),
        ("one thousand mcg IM monthly", 4, '"thousand" is not read; write the number in digits, such as 1000 mcg'),
        ("1 mg IM on days 1-7", 17, 'days are listed one by one, for instance "on days 1, 3 and 5"'),
    ],
)
def test_a_slip_is_said_where_it_is(text: str, position: int, said: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse_phase(text)
    assert (caught.value.position, caught.value.reason) == (position, said)
