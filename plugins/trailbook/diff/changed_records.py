"""Which records differ between two knowledge bases, with each change described in a sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from trailbook.diff.model import ChangedRecord, Decided, DescribedChange, is_rewording
from trailbook.records.document import Document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.compare import compare
from trailbook.trail.changes.derived import LevelOf, with_levels
from trailbook.trail.decisions import Decision
from trailbook.trail.effects.classify import classify
from trailbook.trail.effects.hints import BY_ID, with_hints
from trailbook.trail.effects.rules.review_date import RULE as POSTPONED
from trailbook.trail.gaps import is_reasoned
from trailbook.trail.sentences import sentence


def changed_records(
    before: KnowledgeBase, now: KnowledgeBase, renamed: Mapping[str, str], level_of: LevelOf
) -> Iterator[tuple[ChangedRecord, tuple[Change, ...]]]:
    """Each record that differs, with its changes as values, in the order of the ids; removed records come last.

    Records are matched by their ids, and plain pages by ``renamed``, which gives the old paths by the new ones.
    ``level_of`` gives the level of a rating.
    """
    old, new = before.documents, now.documents
    followed = {id: renamed.get(id, id) if id not in old else id for id in sorted(new)}
    pairs = [(old.get(followed[id]), new[id]) for id in followed]
    removed = [(old[id], None) for id in sorted(old.keys() - set(followed.values()))]
    for was, document in [*pairs, *removed]:
        if changes := _changes(was, document, level_of):
            yield _described(was, document, changes, before, now), changes


def with_background(
    record: ChangedRecord, decisions: Sequence[Decision], before: KnowledgeBase, now: KnowledgeBase
) -> ChangedRecord:
    """The record ``after_reviews``, and what weakens or rewords it with what it was there for and who decided it."""

    def known(change: DescribedChange) -> DescribedChange:
        if change.effect not in ("weakens", "may-weaken") and not is_rewording(change):
            return change
        part = (_decided(decision) for decision in decisions if decision.commit and is_part_of(decision, change))
        reference = f"{record.record}.{change.item}" if change.item else record.record
        return replace(change, behind=_behind(reference, (now, before)), decided=tuple(part))

    record = after_reviews(record, decisions)
    return replace(record, changes=tuple(map(known, record.changes)))


def after_reviews(record: ChangedRecord, decisions: Sequence[Decision]) -> ChangedRecord:
    """The record, with a later day of its next review neutral if the newest of the decisions that moved it says so.

    Two states alone do not show that a commit states a review (``commit_decisions.after_review``).
    """

    def known(change: DescribedChange) -> DescribedChange:
        if (change.rule, change.effect) != (POSTPONED.id, "weakens"):
            return change
        same = (one for found in decisions for one in found.changes if (one.item, one.field) == (None, change.field))
        newest = next(same, None)
        is_held = newest is not None and newest.effect == "neutral"
        return replace(change, effect="neutral", rule="", judged="", reason="") if is_held else change

    return replace(record, changes=tuple(map(known, record.changes)))


def is_part_of(decision: Decision, change: DescribedChange) -> bool:
    """Whether a decision had a part in a change: it changed the same field, or the item as a whole."""
    field = _top_field(change.field)
    return any(
        one.item == change.item and (field is None or one.field is None or _top_field(one.field) == field)
        for one in decision.changes
    )


def _top_field(field: str | None) -> str | None:
    return field.partition(".")[0].partition("[")[0] if field else None


def _decided(decision: Decision) -> Decided:
    reason = decision.rationale.text if is_reasoned(decision) else ""
    agreed = dict.fromkeys(approval.name for approval in decision.approvals if approval.counts)
    return Decided(decision.commit, decision.title, decision.author.name, reason, tuple(agreed))


def _behind(reference: str, states: Iterable[KnowledgeBase]) -> tuple[str, ...]:
    """The threats that something answers and the incidents that it was learned from, in either state."""
    found: dict[str, None] = {}
    for knowledge in states:
        ends = (*(link.target for link in knowledge.links_from(reference)), *knowledge.sources([reference], "realises"))
        for end in ends:
            item, entry = knowledge.items.get(end), knowledge.records.get(end)
            if (item and item.noun == "threat") or (entry and entry.kind == "postmortem"):
                found[end] = None
    return tuple(found)


def _changes(was: Document | None, now: Document | None, level_of: LevelOf) -> tuple[Change, ...]:
    changes = with_levels(compare(was, now), level_of)
    judged = classify(changes, was.record if was else None, now.record if now else None)
    found = with_hints(judged, was, now)
    if was is None or now is None or was.path == now.path:
        return found
    return (Change(None, "path", "moved", was.path, now.path), *found)


def _described(
    was: Document | None,
    now: Document | None,
    changes: tuple[Change, ...],
    before: KnowledgeBase,
    after: KnowledgeBase,
) -> ChangedRecord:
    document = now or was
    assert document is not None  # noqa: S101 - one of the two is there
    record = document.record

    def noun(item: str | None) -> str:
        if item is None:
            return record.kind.replace("-", " ")
        reference = f"{record.id}.{item}"
        return (after if reference in after.items else before).noun(reference)

    def title(item: str | None) -> str:
        if item is None:
            return record.title
        found = (knowledge.items.get(f"{record.id}.{item}") for knowledge in (after, before))
        return next((entry.label for entry in found if entry), "") or heading(item)

    def heading(item: str) -> str:
        found = (version.section(item) for version in (now, was) if version)
        return next((section.title for section in found if section), "")

    return ChangedRecord(
        record=record.id,
        kind=record.kind,
        title=record.title,
        path=document.path,
        was=was.path if was and now and was.path != now.path else None,
        change="added" if was is None else "removed" if now is None else "changed",
        changes=tuple(_described_change(change, noun(change.item), title(change.item)) for change in changes),
    )


def _described_change(change: Change, noun: str, title: str) -> DescribedChange:
    rule = BY_ID.get(change.rule)
    return DescribedChange(
        item=change.item,
        noun=noun,
        title=title,
        field=change.field,
        kind=change.kind,
        before=change.before,
        after=change.after,
        effect=change.effect,
        rule=change.rule,
        judged=rule.says(change) if rule else "",
        reason=rule.reason if rule else "",
        evidence=change.evidence,
        says=sentence(change, noun),
    )
