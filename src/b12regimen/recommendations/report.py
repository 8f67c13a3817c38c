"""Says a recommendation to people, section by section, from its plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from b12regimen.errors import listed
from b12regimen.guidelines.report import shown_days
from b12regimen.recommendations.checklist import CONFIRM
from b12regimen.regimens.choices import choice_in_words
from b12regimen.tables.parts import show
from b12regimen.values.sources import written

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEMBERS_SHOWN: Final = 4

_HEADLINES: Final = {
    "inject": "injections",
    "oral": "oral replacement",
    "either": "oral replacement or injections: the source leaves it to the clinician",
    "test": "a test first",
    "follow-up": "what to do next with the treatment that is under way",
    "no-treatment": "no treatment on these facts",
    "not-stated": "no regimen is stated for this patient",
    "ask": "not yet: facts are missing that change the answer",
    "out-of-scope": "this source does not cover this patient",
}


def sections(answer: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Give the parts of an answer in reading order: a heading and its lines."""
    yield from _warnings(answer)
    yield from said(answer)
    if answer["alerts_not_checked"]:
        yield "alerts that could not be checked", answer["alerts_not_checked"]
    yield from missing(answer)
    yield from measured(answer)
    yield "a change needs a clinician", answer["needs_a_clinician"]
    confirm = [f"{CONFIRM[item]}: {known or 'not known'}" for item, known in answer["checklist"].items()]
    yield "a clinician confirms", confirm
    yield from _grounds(answer)
    yield "decision support", [answer["decision_support"]]


def _warnings(answer: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for alert in answer["alerts"]:
        advice = [f"what the source says to do: {alert['advice']}"] if alert["advice"] else []
        yield alert["severity"], [alert["text"], *advice, *map(written, alert["citations"])]
    yield from blocked(answer)


def blocked(answer: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Say that a contraindication stands, if one does."""
    if answer["blocked"]:
        yield "blocked", ["a contraindication stands: what the source prints is shown, and is not for ordering"]


def headline(answer: dict[str, Any]) -> str:
    """Say in a line what kind of answer it is."""
    if not answer["rules"]:
        return "none: facts contradict each other"
    blocked = ", blocked by a contraindication" if answer["blocked"] else ""
    return f"{_HEADLINES[answer['action']]}{blocked}"


def said(answer: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Say what the source gives, or why it gives nothing."""
    guideline = answer["guideline"]
    by = f"{guideline['publisher']}: {guideline['title']} ({guideline['id']}, {guideline['version']})"
    days = shown_days(guideline["valid_from"], guideline["valid_to"])
    yield "answer", [headline(answer), f"by {by}", *([days] if days else [])]
    if answer["why"]:
        because = {"not-printed": "the source prints none", "not-read": "that part was not read"}
        yield "why", [*answer["why"], *([because[answer["because"]]] if answer["because"] else [])]
    if answer["advice"]:
        yield "what the source says", [answer["advice"]]
    if answer["see"]:
        yield "the source refers to", [answer["see"]]
    for number, regimen in enumerate(answer["regimens"], 1):
        drug = regimen["drug"] or "drug: not stated by the source"
        phases = [f"repletion: {regimen['repletion']}", f"maintenance: {regimen['maintenance']}"]
        yield "regimen" if len(answer["regimens"]) == 1 else f"regimen {number}, by preference", [drug, *phases]
        if regimen["choices"]:
            yield "left open by the source", list(map(choice_in_words, regimen["choices"]))
    if answer["printed"]:
        yield "the source's schedule, restated", answer["printed"]
    if answer["notes"]:
        yield "notes", answer["notes"]


def missing(answer: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Say which answers are possible, and what is asked."""
    if answer["action"] == "ask":
        yield "possible answers", [f"{rule}: {answer['outcomes'][rule]}" for rule in answer["rules"]]
        yield (
            "questions, most decisive first",
            [
                line
                for question in answer["questions"]
                for line in (
                    f"{question['text']} ({question['path']})",
                    *(f"  {_value(a)} -> {listed(a['rules'])}" for a in question["answers"]),
                )
            ],
        )


def measured(answer: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Say what the laboratory results say, and by whose cut-offs."""
    labs = answer["labs"]
    if labs is None:
        return
    by = labs["thresholds"]
    findings = [finding["shown"] for finding in labs["findings"]]
    if by["id"] == "none":
        reason = (
            "no cut-offs were chosen: this guideline names none; pass thresholds, for instance the laboratory's own"
        )
        yield "laboratory results", [reason, *findings]
    else:
        whose = f"by the cut-offs of {by['publisher']}: {by['title']} ({by['id']}, {by['version']})"
        together = f"deficiency: {labs['deficiency'] or 'no finding'} ({labs['reason']})"
        superseded = [f"these cut-offs are superseded by {by['superseded_by']}"] if by["superseded_by"] else []
        yield "laboratory results", [together, whose, *superseded, *findings]
    if labs["disagreements"]:
        yield "the record and the laboratory disagree", labs["disagreements"]
    citations = [citation for finding in labs["findings"] for citation in finding["citations"]]
    if citations:
        yield "sources of the cut-offs", cited(citations)
    if labs["not_checked"]:
        yield "not known, and might spoil a result", labs["not_checked"]


def _grounds(answer: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield "sources", cited(answer["citations"]) or ["none"]
    if answer["note_citations"]:
        yield "sources of the notes", cited(answer["note_citations"])
    yield "rules", [listed(answer["rules"]) or "none"]
    facts = [_fact(fact) for fact in answer["facts"].values()]
    yield "facts looked at", [*facts, "the answer rests on nothing else that is known of the patient"]
    if answer["alternatives"]:
        changes = [
            f"{answer['facts'][found['fact']]['path']} {show(found['value'])} -> {_outcomes(found['rules'], answer)}"
            for found in answer["alternatives"]
        ]
        yield "what would change the answer", changes


def _value(answer: dict[str, Any]) -> str:
    shown = show(answer["value"])
    means = [show(value) for value in answer["means"]]
    if means == [shown]:
        return shown
    more = f" and {len(means) - _MEMBERS_SHOWN} more" if len(means) > _MEMBERS_SHOWN else ""
    return f"{shown} ({', '.join(means[:_MEMBERS_SHOWN])}{more})"


def _outcomes(rules: list[str], answer: dict[str, Any]) -> str:
    return " | ".join(f"{rule}: {answer['outcomes'][rule]}" for rule in rules)


def _fact(fact: dict[str, Any]) -> str:
    if fact["known"] is None:
        return f"{fact['path']}: {fact['origin']}"
    grouped = f", read as {fact['read_as']}" if fact["read_as"] != fact["known"] else ""
    return f"{fact['path']}: {fact['known']}{grouped} (from {fact['origin']})"


def cited(citations: list[dict[str, Any]]) -> list[str]:
    """Write each source once, with the sections that are cited."""
    sections: dict[str, list[str]] = {}
    for citation in citations:
        places = sections.setdefault(citation["source"], [])
        if citation["section"]:
            places.append(citation["section"])
    by_key = {citation["source"]: citation for citation in citations}
    return [_source(source, "; ".join(dict.fromkeys(sections[key]))) for key, source in by_key.items()]


def _source(source: dict[str, Any], sections: str) -> str:
    where = f", {sections}" if sections else ""
    note = f" ({source['note']})" if source["note"] else ""
    address = source["url"] or "no address known"
    return f"{source['source']}: {source['title']}{where} [{source['evidence']}] {address}{note}"
