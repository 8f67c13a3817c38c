"""The shape of a guideline file: its keys and their types. What they mean together is for the readers of its parts."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal, get_args

import attrs

from b12regimen.regimens.dosing import Drug
from b12regimen.values.sources import Evidence

About = Literal["testing", "treatment", "follow-up"]
Action = Literal["inject", "oral", "either", "test", "follow-up", "no-treatment", "not-stated", "out-of-scope"]
Because = Literal["not-printed", "not-read"]
AlertSeverity = Literal["contraindication", "warning", "caution", "information"]
ALERT_SEVERITIES: Final[tuple[AlertSeverity, ...]] = get_args(AlertSeverity)
StrOrBool = str | bool
When = dict[str, StrOrBool | list[StrOrBool]]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Cited:
    """What stands on a source.

    Attributes:
        source: The key of the source, or several.
        section: Where in it; ``None`` where it has no sections.
    """

    source: str | list[str]
    section: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NoHead:
    """The head of a file of facts: nothing stands before its entries."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SourceEntry:
    """A document that was read.

    Attributes:
        key: Its name in the file.
        title: Its title.
        url: Its address; ``None`` where it has none that is known.
        evidence: How it was read: in the publisher's own text, or in another's that restates it.
        note: What to know about it; ``None`` for nothing.
    """

    key: str
    title: str
    url: str | None = None
    evidence: Evidence
    note: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AgeEdgeEntry(Cited):
    """An age at which one band ends and the next begins.

    Attributes:
        at: The first age of the band above.
        below: The band below.
        above: The band above.
    """

    at: str
    below: str
    above: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReversibilityEntry(Cited):
    """What a source states about whether causes can resolve.

    Attributes:
        cause: The kinds of cause.
        reversible: Whether they can.
    """

    cause: list[str]
    reversible: bool


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ImpossibleEntry:
    """Facts that contradict each other.

    Attributes:
        when: The combination.
        why: Why it cannot be.
    """

    when: When
    why: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PhasesEntry:
    """One regimen, by its phases.

    Attributes:
        repletion: The first phase, in the notation.
        maintenance: The phase after it.
    """

    repletion: str
    maintenance: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RuleEntry(Cited):
    """A rule: for which facts, what the source says.

    Attributes:
        id: Its name.
        when: Facts and their values, or several such tables, one of which must match; a fact that is not named may
            have any value.
        printed_when: The same as the source's own row has it, where ``when`` leaves part of it to another rule.
        action: What kind of answer it is.
        repletion: The first phase of its regimen; ``None`` where ``regimens`` or nothing is given.
        maintenance: The phase after it.
        regimens: Several regimens, in the source's order of preference.
        advice: What the source says instead of, or beside, a regimen.
        advice_drug: The drugs that the advice names, but for that of the file; their alerts hold too.
        because: Why nothing is stated: the source prints none, or that part was not read.
        why: Why the source does not cover or treat, or what is not stated.
        see: The guideline that the source refers to.
        printed: The source's schedule restated, for comparing.
        notes: What belongs to the regimen and is no dose.
    """

    id: str
    when: When | list[When]
    printed_when: When | list[When] | None = None
    action: Action
    repletion: str | None = None
    maintenance: str | None = None
    regimens: list[PhasesEntry] = attrs.Factory(list)
    advice: str | None = None
    advice_drug: Drug | list[Drug] | None = None
    because: Because | None = None
    why: str | None = None
    see: str | None = None
    printed: str | None = None
    notes: list[str] = attrs.Factory(list)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AlertEntry(Cited):
    """What to be careful about.

    Attributes:
        id: Its name.
        severity: How severe it is.
        when: Facts and their values, all of which raise it; or a list of such tables, one of which is enough.
        age_from: The first age at which it is raised, for instance "16 years"; ``None`` for no such limit.
        age_below: The first age at which it no longer is; ``None`` for no such limit.
        text: What can go wrong.
        advice: What the source says to do; ``None`` where it says nothing.
    """

    id: str
    severity: AlertSeverity
    when: When | list[When]
    age_from: str | None = None
    age_below: str | None = None
    text: str
    advice: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NoteEntry(Cited):
    """What holds for every rule of the file and is no dose.

    Attributes:
        text: What the source says.
    """

    text: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HeadEntry:
    """What identifies the file, and what it looks at.

    Attributes:
        id: Its name.
        title: Its title.
        publisher: Who prints the regimens.
        jurisdiction: The country in two letters of ISO 3166-1, or "international"; it decides which alerts hold.
        version: The source's own date or edition.
        drug: The drug, or "not-stated".
        routes: The routes that the source covers.
        scope: Whom it covers, in a sentence.
        about: What it answers: whom to test and how, how to treat, or what to do next with a treatment.
        superseded_by: What replaces it; ``None`` if it is current.
        valid_from: The first day on which the text is known to stand; ``None`` if it is undated.
        valid_to: The last day on which it is known to stand; ``None`` for no end.
        earlier: The edition before it, an id or a file; ``None`` where none was read.
        extends: The guideline whose entries it takes over, an id or a file; ``None`` for none.
        drop: Rules and alerts that it does not take over.
        thresholds: The cut-offs by which laboratory results are read, an id or a file; ``None`` for none.
        facts: The facts that it looks at and their values or groups, in the order in which they are asked for.
        groups: Values of a fact taken together under one name.
        cause_order: Which group of causes goes first where several causes stand together; empty: the answer asks.
        prefer: Rules that overlap, the first going before those after it.
    """

    id: str
    title: str
    publisher: str
    jurisdiction: str
    version: str
    drug: str
    routes: list[str]
    scope: str
    about: About = "treatment"
    superseded_by: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    earlier: str | None = None
    extends: str | None = None
    drop: list[str] = attrs.Factory(list)
    thresholds: str | None = None
    facts: dict[str, list[StrOrBool]]
    groups: dict[str, dict[str, list[str]]] = attrs.Factory(dict)
    cause_order: list[str] = attrs.Factory(list)
    prefer: list[str] = attrs.Factory(list)


ENTRY_KINDS: Final[dict[str, type[Any]]] = {
    "source": SourceEntry,
    "age_edge": AgeEdgeEntry,
    "reversibility": ReversibilityEntry,
    "impossible": ImpossibleEntry,
    "rule": RuleEntry,
    "alert": AlertEntry,
    "note": NoteEntry,
}
