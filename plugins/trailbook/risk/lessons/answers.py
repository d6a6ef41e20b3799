"""Which commits answer an incident or an exercise, and what they changed for it.

A commit *answers* a lesson if one of these holds; the first that does is the reason given:

- ``named``: an ``Incident:`` or ``Fixes:`` trailer names the record and it changed more than words, or the trailer
  names one of the record's action items (``trail.reasons.rationale``);
- ``action``: it set an action item to done, and changed what this item names in ``changes``;
- ``learned``: it stated in what it changed that this was ``learned_from`` the record.

Only changes of the records in ``TEACHING`` count, and a lesson's own record never does.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from trailbook.records.kinds.exercise import Exercise
from trailbook.records.kinds.postmortem import Postmortem
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import full_reference
from trailbook.records.references import record_of
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.derived import is_derived
from trailbook.trail.decision_kinds import DecisionKind, decision_kind
from trailbook.trail.decisions import Decision, Trail, newest_first

TEACHING = ("policy", "playbook", "training", "exercise", "threat-model", "connector", "indicator", "template")
"""The kinds of record that a lesson can change."""

_WORDS_ALONE: frozenset[DecisionKind] = frozenset({"reworded", "corrected"})
"""The kinds of decisions from which nobody learns anything that was not said before."""

LessonSource = Postmortem | Exercise
Because = Literal["named", "action", "learned"]
_Done = Mapping[str, list[tuple[str, tuple[str, ...]]]]
"""By commit: the lessons one of whose action items it set to done, each with what the item names in ``changes``."""


@dataclass(frozen=True)
class LessonAnswer:
    """What one commit changed in one item, or in a record as a whole, and how it is known to answer a lesson."""

    reference: str
    trail: Trail = field(repr=False)
    decision: Decision
    because: Because

    @property
    def is_new(self) -> bool:
        """Whether the commit began the record."""
        return any(_is_whole(change) and change.item is None for change in self.decision.changes)


@dataclass(frozen=True)
class AnsweringCommit:
    """One commit among a lesson's answers: the items that it changed, and the records that it began."""

    answers: tuple[LessonAnswer, ...]

    @property
    def first(self) -> LessonAnswer:
        """The answer that represents the commit."""
        return self.answers[0]

    @property
    def references(self) -> tuple[str, ...]:
        """What the commit changed."""
        return tuple(dict.fromkeys(a.trail.record if a.is_new else a.reference for a in self.answers))


def by_commit(answers: Iterable[LessonAnswer]) -> list[AnsweringCommit]:
    """The answers as commits, in their order."""
    found: dict[str, list[LessonAnswer]] = {}
    for answer in answers:
        found.setdefault(answer.decision.commit, []).append(answer)
    return [AnsweringCommit(tuple(group)) for group in found.values()]


def covers(reference: str, other: str) -> bool:
    """Whether a reference names another item, or the record that the other is in."""
    return reference in (other, record_of(other))


def kind_of(knowledge: KnowledgeBase, reference: str) -> str:
    """The kind of the record that a reference names or is in; empty if there is no such record."""
    document = knowledge.documents.get(reference) or knowledge.documents.get(record_of(reference))
    return document.record.kind if document else ""


def lesson_answers(
    knowledge: KnowledgeBase, sources: Iterable[LessonSource], trails: Iterable[Trail], published: Collection[str]
) -> dict[str, tuple[LessonAnswer, ...]]:
    """The answers to each incident and exercise by its id, newest first; only changes of published records count."""
    sources, trails = list(sources), list(trails)
    done = _done(sources, trails)
    found: dict[str, list[LessonAnswer]] = {source.id: [] for source in sources}
    for trail in trails:
        if trail.record in published and kind_of(knowledge, trail.record) in TEACHING:
            for decision in trail.decisions:
                for id, answer in _in_decision(knowledge, found.keys() - {trail.record}, trail, decision, done):
                    found[id].append(answer)
    return {id: tuple(sorted(answers, key=_newest)) for id, answers in found.items()}


def _newest(answer: LessonAnswer) -> tuple[tuple[float, float, str], str]:
    return newest_first(answer.decision), answer.reference


def _done(sources: Iterable[LessonSource], trails: Iterable[Trail]) -> _Done:
    by_id = {trail.record: trail for trail in trails}
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for source in sources:
        names = {
            action.id: tuple(full_reference(source.id, ref) for ref in action.changes) for action in source.actions
        }
        for decision in by_id[source.id].decisions if source.id in by_id else ():
            for change in decision.changes:
                if change.item in names and change.field == "state" and change.after == "done":
                    found.setdefault(decision.commit, []).append((source.id, names[change.item]))
    return found


def _in_decision(
    knowledge: KnowledgeBase, ids: Collection[str], trail: Trail, decision: Decision, done: _Done
) -> Iterator[tuple[str, LessonAnswer]]:
    """The answers of one decision, each with the id of what it answers, which is one of ``ids``."""
    named = {record_of(reference) for reference in decision.answers}.intersection(ids)
    closing = [(id, names) for id, names in done.get(decision.commit, ()) if id in ids]
    if not (named or closing or any(map(_learned_from, decision.changes))):
        return
    by_action = {record_of(reference) for reference in decision.answers if record_of(reference) != reference}
    for reference, changes in _changed(knowledge, trail, decision).items():
        is_worded = decision_kind(changes, changes[0].item) in _WORDS_ALONE
        because: dict[str, Because] = dict.fromkeys(sorted(named & by_action if is_worded else named), "named")
        for id, names in closing:
            if any(covers(name, reference) for name in names):
                because.setdefault(id, "action")
        for id in (id for change in changes for id in _learned_from(change) if id in ids):
            because.setdefault(id, "learned")
        yield from ((id, LessonAnswer(reference, trail, decision, why)) for id, why in because.items())


def _changed(knowledge: KnowledgeBase, trail: Trail, decision: Decision) -> dict[str, list[Change]]:
    """What a decision changed: items that still exist, else the record as a whole. Moves do not count."""
    found: dict[str, list[Change]] = {}
    for change in decision.changes:
        if change.kind != "moved" and not is_derived(change):
            item = f"{trail.record}.{change.item}"
            found.setdefault(item if item in knowledge.items else trail.record, []).append(change)
    if len(found) > 1 and not any(_is_whole(change) for change in found.get(trail.record, ())):
        found.pop(trail.record, None)
    return found


def _is_whole(change: Change) -> bool:
    return change.field is None and change.kind == "added"


def _learned_from(change: Change) -> list[str]:
    """The records from which a change newly states that something was learned."""
    if change.kind != "added":
        return []
    stated = [change.after] if change.field == "learned_from" else []
    if change.field is None and isinstance(change.after, dict):
        listed = change.after.get("learned_from")
        stated = listed if isinstance(listed, list) else []
    return [reference for reference in stated if isinstance(reference, str)]
