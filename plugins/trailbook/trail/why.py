"""Why an item, a record or a page reads as it does, as text for a terminal and as JSON for programs.

The JSON is a contract: its schema is ``schemas/why.schema.json``, made by ``why_schema``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from shlex import quote

from pydantic import TypeAdapter

from trailbook.text.output import ascii_json, schema_of
from trailbook.text.unseen import printable_lines
from trailbook.trail.agreed_text import AgreedText, agreed_text
from trailbook.trail.authorship import byline
from trailbook.trail.changes.blame import DecisionStep, Why
from trailbook.trail.changes.change import EFFECTS, Change, is_mapping
from trailbook.trail.changes.page_moves import came_in
from trailbook.trail.decision_kinds import KIND_WORDS, DecisionKind
from trailbook.trail.decisions import Trail
from trailbook.trail.export import agreement, change_sentences, decision_details, filled_paragraph
from trailbook.trail.sentences import nouns

_MOST_CHANGES = 12
"""How many changes of one decision the answer to a question lists."""
_LONGEST_REASON = 600
"""How many characters of each reason the short answer to a question gives."""


def why_text(why: Why, trail: Trail, reference: str, title: str, *, everything: bool = False) -> str:
    """The answer to one question: why does this read as it does?

    It gives the decision that it began with and the last that changed what it means, and counts the others. With
    ``everything`` it gives them all, from the origin to now. ``trail`` is that of the reference.
    """
    names = nouns(trail)
    shown = list(reversed(why.steps)) if everything else [why.founded]
    if why.meaning is not why.founded and not everything:
        shown.append(why.meaning)
    lines = [f"{reference}: {title}" if title else reference, ""]
    for step in shown:
        decision = replace(step.decision, changes=tuple(sorted(step.changes, key=_weight)))
        day = f"{decision.day}, {byline(decision)}: {decision.title}"
        lines.append(filled_paragraph(f"{_begun(why, step)} on {day}", ""))
        longest = None if everything else _LONGEST_REASON
        lines += [*decision_details(decision, names, "  ", _MOST_CHANGES, longest), f"  Commit: {decision.commit}"]
        if origin := _origin(step):
            lines.append(f"  Before that: trailbook why {quote(origin)}")
        lines.append("")
    lines += _agreed_lines(why, names)
    if not everything and (rest := _rest(why)):
        lines += [filled_paragraph(rest, ""), ""]
    return printable_lines("\n".join(lines))


def _weight(change: Change) -> tuple[bool, int]:
    """What changes are sorted by where only some are shown: effects first, new anchors last."""
    return change.kind == "moved", EFFECTS.index(change.effect)


def kind_words(kind: DecisionKind, hint: bool) -> str:
    """How the kind of a decision reads; what hints alone tell is not said for certain."""
    return f"perhaps {KIND_WORDS[kind]}" if hint else KIND_WORDS[kind]


def _origin(step: DecisionStep) -> str:
    """The page from which a decision brought what is asked about; empty if it came from none."""
    whole = [change for change in step.changes if change.field is None]
    own = [change for change in whole if change.item is None] or whole
    place = own[0].before if own and came_in(own[0]) else None
    return str(place["page"]) if is_mapping(place) else ""


def _begun(why: Why, step: DecisionStep) -> str:
    if step.kind == "founded" and _origin(step):
        return "Moved here"
    if step is why.founded and step.kind not in ("founded", "restored"):
        return "First known"
    return kind_words(step.kind, step.hint).capitalize()


def _rest(why: Why) -> str:
    """The decisions that are not shown, by their kinds."""
    if not why.counts:
        return ""
    number = why.counts.total()
    kinds = ", ".join(f"{count} {kind_words(*kind)}" for kind, count in why.counts.most_common())
    changed = "" if why.meaning is not why.founded else "None of them changed what it means. "
    return f"And {number} more on it: {kinds}. {changed}--all shows {'them' if number > 1 else 'it'}."


def _agreed_lines(why: Why, names: Mapping[str, str]) -> list[str]:
    """Whether those who agreed saw what it says now, and what changed since if not; nothing if nobody ever agreed."""
    text = agreed_text(why.steps)
    if text is None:
        return []
    people = agreement(text.approvals)
    if text.agreed and text.holds:
        respelt = ", but for spelling" if text.respelt else ""
        return [filled_paragraph(f"Agreed as it reads now{respelt}, on {text.agreed.decision.day}: {people}", ""), ""]
    said = list(change_sentences(text.changes, names))
    more = [f"and {len(said) - _MOST_CHANGES} more"] if len(said) > _MOST_CHANGES else []
    shown = (filled_paragraph(f"- {one}", "  ") for one in (*said[:_MOST_CHANGES], *more))
    since = f"Changed since it was agreed on {text.agreed.decision.day}" if text.agreed else "Agreed in an earlier text"
    return [filled_paragraph(f"{since}: {people}", ""), *shown, ""]


@dataclass(frozen=True)
class StatedAgreement:
    """What somebody agreed with, as JSON: the last commit with an agreement, and the ``changes`` ``since``, by commits.

    ``agreed`` is None if all that there is are reviews of an earlier text. Without ``since`` they saw what it says now.
    """

    agreed: str | None
    since: tuple[str, ...]
    changes: tuple[Change, ...]


def _stated_agreement(text: AgreedText | None) -> StatedAgreement | None:
    if text is None:
        return None
    commit = text.agreed.decision.commit if text.agreed else None
    return StatedAgreement(commit, tuple(step.decision.commit for step in text.since), text.changes)


@dataclass(frozen=True)
class StatedWhy:
    """Why something reads as it does, as JSON: ``founded`` and ``meaning`` are commits among those of ``steps``.

    ``agreement`` is None if nobody ever agreed with anything about it.
    """

    reference: str
    title: str
    founded: str
    meaning: str
    agreement: StatedAgreement | None
    steps: tuple[DecisionStep, ...]


@cache
def _stated_why() -> TypeAdapter[StatedWhy]:
    """What ``why_json`` writes; what says it in words has no need of it."""
    return TypeAdapter(StatedWhy)


def why_schema() -> str:
    """The JSON Schema of what ``why_json`` writes."""
    return schema_of(_stated_why())


def why_json(why: Why, reference: str, title: str) -> str:
    """Why something reads as it does, with every decision on it and its kind, newest first, in ASCII only."""
    founded, meaning, agreed = why.founded.decision.commit, why.meaning.decision.commit, agreed_text(why.steps)
    stated = StatedWhy(reference, title, founded, meaning, _stated_agreement(agreed), why.steps)
    return ascii_json(_stated_why().dump_python(stated, mode="json"))
