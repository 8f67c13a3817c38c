"""What a guideline's table says for one combination of facts: the rules, the questions, the alternatives."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from b12regimen.errors import listed
from b12regimen.files.entries import Action
from b12regimen.guidelines.guideline import Note, Rule
from b12regimen.tables.parts import Value, show
from b12regimen.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from b12regimen.alerts.alerts import Alert
    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.regimens.regimen import Regimen
    from b12regimen.tables.boxes import Box
    from b12regimen.tables.parts import Answer, RuledOut
    from b12regimen.values.sources import Citation

RecommendedAction: TypeAlias = Action | Literal["ask"]


@attrs.frozen
class PossibleAnswer:
    """One answer to a question, and what stays possible with it.

    Attributes:
        value: The answer, in the guideline's word.
        means: What that word stands for, in the words that ``Patient`` takes.
        rules: The rules that stay possible.
    """

    value: Value
    means: tuple[Value, ...]
    rules: tuple[Rule, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {"value": self.value, "means": list(self.means), "rules": [rule.id for rule in self.rules]}

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<PossibleAnswer {show(self.value)}: {', '.join(rule.id for rule in self.rules)}>"

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What stays possible, each outcome once."""
        return tuple(dict.fromkeys(map(str, self.rules)))


@attrs.frozen
class Question:
    """A fact that is not known and changes the answer.

    Attributes:
        fact: The fact.
        path: What ``Patient.with_answers`` fills: an attribute, such as "severity.neurological", or that of one of
            several causes, such as "cause[0].reversible". A list of names, such as "medicines", is filled as a whole.
        text: How to ask for it.
        answers: Each possible answer.
    """

    fact: str
    path: str
    text: str
    answers: tuple[PossibleAnswer, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        answers = [answer.to_dict() for answer in self.answers]
        return {"fact": self.fact, "path": self.path, "text": self.text, "answers": answers}

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Question {self.path}: {self.text}>"


@attrs.frozen
class Alternative:
    """A known fact that, changed alone, would change the answer.

    Attributes:
        fact: The fact.
        answer: Its other value, and what the guideline would say.
    """

    fact: str
    answer: PossibleAnswer

    def __repr__(self) -> str:
        """Show it in a line."""
        return (
            f"<Alternative {self.fact} {show(self.answer.value)}: {', '.join(rule.id for rule in self.answer.rules)}>"
        )


class Verdict:
    """What a guideline's table says for one combination of facts; shared by every patient who has it."""

    def __init__(self, guideline: Guideline, region: Box) -> None:
        """Look the region up."""
        self._guideline = guideline
        self._region = region
        self._readers = {reader.fact.name: reader for reader in guideline.readers}
        self._answer = guideline.table.look_up(region)
        self.rules: tuple[Rule, ...] = tuple(guideline.rules[row] for row in self._answer.rows)
        self.is_open = len(self._answer.outcomes) > 1

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it pass between processes; it is looked up again there."""
        return Verdict, (self._guideline, self._region)

    @property
    def rule(self) -> Rule | None:
        """The rule that speaks for all that apply; ``None`` where the answer is open or the facts contradict."""
        return self.rules[0] if self.rules and not self.is_open else None

    @property
    def action(self) -> RecommendedAction:
        """What kind of answer it is; facts that contradict each other are out of every scope."""
        if self.is_open:
            return "ask"
        return self.rules[0].action if self.rules else "out-of-scope"

    @property
    def regimens(self) -> tuple[Regimen, ...]:
        """The regimens, in the source's order of preference."""
        return self.rule.regimens if self.rule else ()

    @cached_property
    def every_alert(self) -> tuple[Alert, ...]:
        """The alerts that bear on the rules, whoever the patient is."""
        return self._guideline.alerts_for(self.rules)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The facts that are missing, where the answer is open."""
        if not self.is_open:
            return ()
        return tuple(
            Question(
                found.fact,
                self._readers[found.fact].fact.path,
                self._readers[found.fact].fact.question,
                tuple(self._possible(found.fact, value, answer) for value, answer in found.answers),
            )
            for found in self._guideline.table.questions(self._region)
        )

    @cached_property
    def ruled_out(self) -> Mapping[str, RuledOut]:
        """The values that facts cannot have because of what else is known, by fact."""
        return {found.fact: found for found in self._guideline.table.ruled_out(self._region)}

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The single known facts that, changed, would change the answer."""
        return tuple(
            Alternative(found.fact, self._possible(found.fact, found.value, found.answer))
            for found in self._guideline.table.alternatives(self._region)
        )

    def _possible(self, fact: str, value: Value, answer: Answer) -> PossibleAnswer:
        rules = tuple(self._guideline.rules[row] for row in answer.rows)
        return PossibleAnswer(value, self._readers[fact].members(value), rules)

    @property
    def why(self) -> tuple[str, ...]:
        """Why the source does not cover or treat, or what is not stated."""
        if not self.rules:
            return tuple(found.reason for found in self._answer.exclusions)
        return () if self.is_open else tuple(dict.fromkeys(rule.why for rule in self.rules if rule.why))

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What belongs to the answer and is no dose."""
        if self.rule is None:
            return ()
        notes = list(dict.fromkeys(Note(text, rule.citations) for rule in self.rules for text in rule.notes))
        if self.rule.regimens or self.rule.advice:
            notes += self._guideline.notes
        notes += [Note(text, ()) for text in dict.fromkeys(map(self._whose, self.rules)) if text]
        overruled = self._guideline.table.overruled(self._region)
        if overruled:
            text = (
                f"as printed, this patient also comes under {listed(overruled, 'and')}; which goes first is this "
                "library's order, not the source's"
            )
            notes.append(Note(text, ()))
        if self._guideline.superseded_by:
            notes.append(Note(f"this text is superseded by {self._guideline.superseded_by}", ()))
        return tuple(notes)

    def _whose(self, rule: Rule) -> str:
        if rule.taken_from:
            return f"{self._guideline.publisher} takes this over from {rule.taken_from}"
        beside = self._guideline.lineage[:1]
        return f"this is {self._guideline.publisher}'s own, beside {beside[0]}" if beside else ""

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """Who says so, and how it was read; notes and alerts have their own."""
        return tuple(dict.fromkeys(citation for rule in self.rules for citation in rule.citations))

    @property
    def note_citations(self) -> tuple[Citation, ...]:
        """Who else the notes rest on."""
        cited = [citation for note in self.notes for citation in note.citations]
        return tuple(citation for citation in dict.fromkeys(cited) if citation not in self.citations)

    @property
    def printed(self) -> tuple[str, ...]:
        """The source's schedule restated; empty where the answer is open or the source prints none."""
        return tuple(dict.fromkeys(r.printed for r in self.rules if r.printed)) if self.rule else ()

    @cached_property
    def plain(self) -> dict[str, Any]:
        """Everything as plain values; not to be changed."""
        guideline, rule = self._guideline, self.rule
        mentioned = [
            *self.rules,
            *(rule for question in self.questions for answer in question.answers for rule in answer.rules),
            *(rule for found in self.alternatives for rule in found.answer.rules),
        ]
        return {
            "library": f"b12regimen {__version__}",
            "guideline": {
                "id": guideline.id,
                "title": guideline.title,
                "publisher": guideline.publisher,
                "jurisdiction": guideline.jurisdiction,
                "version": guideline.version,
                "scope": guideline.scope,
                "about": guideline.about,
                "drug": guideline.drug,
                "valid_from": None if guideline.valid_from is None else guideline.valid_from.isoformat(),
                "valid_to": None if guideline.valid_to is None else guideline.valid_to.isoformat(),
                "superseded_by": guideline.superseded_by,
                "extends": guideline.extends,
                "lineage": list(guideline.lineage),
                "fingerprint": guideline.fingerprint,
            },
            "action": self.action,
            "blocked": False,
            "regimens": [regimen.to_dict() for regimen in self.regimens],
            "advice": rule.advice if rule else None,
            "because": rule.because if rule else None,
            "why": list(self.why),
            "see": rule.see if rule else None,
            "printed": list(self.printed),
            "notes": [str(note) for note in self.notes],
            "note_citations": [citation.to_dict() for citation in self.note_citations],
            "rules": [rule.id for rule in self.rules],
            "outcomes": {rule.id: str(rule) for rule in mentioned},
            "questions": [],
            "alternatives": [
                {"fact": found.fact, "value": found.answer.value, "rules": [rule.id for rule in found.answer.rules]}
                for found in self.alternatives
            ],
            "citations": [citation.to_dict() for citation in self.citations],
        }


def verdict_on(guideline: Guideline, region: Box) -> Verdict:
    """Give what a guideline's table says for a region; the guideline keeps it."""
    kept: dict[Box, Verdict] = guideline._verdicts  # noqa: SLF001  (kept for this function)
    return kept.get(region) or kept.setdefault(region, Verdict(guideline, region))
