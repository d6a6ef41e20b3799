"""Trails as JSON for programs, and as text and Markdown for people.

The JSON is a contract: its schema is ``schemas/trail.schema.json``, made by ``trail_schema``.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from pydantic import TypeAdapter

from trailbook.text.output import ascii_json, schema_of
from trailbook.text.prose import beginning
from trailbook.text.terminal import filled
from trailbook.text.unseen import printable, printable_lines
from trailbook.trail.authorship import byline
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Approval, Decision, Hold, Match, Relation, RelationKind, Trail
from trailbook.trail.git.commits import utc_day
from trailbook.trail.proposals import MARK, unagreed
from trailbook.trail.sentences import effect_words, nouns, sentence


@cache
def _trails() -> TypeAdapter[list[Trail]]:
    """What trails are in JSON; a page that shows them in words has no need of it."""
    return TypeAdapter(list[Trail])


SOURCES: dict[str, str] = {
    "trailer": "stated in a Rationale trailer",
    "body": "from the commit message",
    "merge": "from the merge that brought it in",
    "request": "from the description of the request",
    "title": "title only",
    "none": "none given",
}
"""How each rung of the rationale ladder reads."""

APPROVED: dict[str, str] = {
    "trailer": "stated in a trailer",
    "robot-merge": "named by the robot that merged it",
    "merge": "merged it",
    "signature": "signed it",
    "shard": "signed it, as the shard of its repository says",
    "review": "reviewed it on the forge",
    "front-matter": "claimed in the record",
    "picked": "stated for the commit that it was picked from",
}
"""How each source of an approval reads."""

HOLDS: dict[Hold, str] = {
    "holds": "",
    "stale": ", of an earlier text",
    "late": ", after it was merged",
    "outside": ", from outside of the project",
    "dismissed": ", and it was dismissed",
}
"""How it reads that an approval does not hold."""


MATCHES: Mapping[Match, str] = {
    "landed": "",
    "commit": ", which lists this very commit",
    "rebased": ", known as one of its commits by their titles and times, in order",
}
"""How a commit is known as one of a request, in words that follow its name."""


def reason_source(decision: Decision, written: Callable[[date], str] = str) -> str:
    """Where a reason was found, in words; of a request which one, when it was fetched, and whether it was edited.

    How the commit is known as one of a request is said where it did not land with it. ``written`` words a day.
    """
    known = decision.request
    if decision.rationale.source != "request" or known is None:
        by = f"; request {known.name}{MATCHES[known.match]}" if known and known.match != "landed" else ""
        return f"{SOURCES[decision.rationale.source]}{by}"
    fetched = written(utc_day(known.fetched))
    found = f"from the description of {known.name}, as fetched on {fetched}{MATCHES[known.match]}"
    if known.edited is None:
        return found if known.tells_edits else f"{found}; whether it was edited after the merge is not known"
    when = f"on {written(utc_day(known.edited))}"
    return f"{found}; edited {f'since, {when}' if known.edited > known.fetched else f'after the merge, {when}'}"


def approval_source(approval: Approval) -> str:
    """How an approval is known, in words: of a review also by which account, when, and whether it holds."""
    by = f" as {approval.account}" if approval.account else ""
    on = f" on {utc_day(approval.at)}" if approval.at else ""
    return f"{APPROVED[approval.source]}{by}{on}{HOLDS[approval.hold]}"


def trail_schema() -> str:
    """The JSON Schema of the array that ``trails_json`` writes."""
    return schema_of(
        _trails(), "The trails that ``trailbook trail --format json`` prints, each with its decisions, newest first."
    )


Said = Mapping[str, Sequence[str]]
"""What other tools say of decisions, in words, by commit."""
NOTHING_SAID: Said = {}


def trails_json(trails: Sequence[Trail]) -> str:
    """An array of trails with their decisions, newest first, in ASCII only."""
    return ascii_json(_trails().dump_python(list(trails), mode="json"))


def read_trails(text: str | bytes) -> list[Trail]:
    """The trails in what ``trails_json`` wrote. Raises pydantic's ``ValidationError`` for anything else."""
    return _trails().validate_json(text)


def trails_text(trails: Sequence[Trail], said: Said = NOTHING_SAID) -> str:
    """Trails for a terminal: no character of a commit reaches it that could move the cursor or hide text."""
    return "\n".join(_text_of(trail, said) for trail in trails)


def _text_of(trail: Trail, said: Said) -> str:
    names = nouns(trail)
    lines = ["  ".join(dict.fromkeys((trail.record, trail.path))), *_marked(trail, "  "), ""]
    for decision in trail.decisions:
        lines += [f"  {decision.day}  {decision.commit[:10]}  {byline(decision)}"]
        lines += [filled_paragraph(decision.title, "    "), *decision_details(decision, names, "    ")]
        lines += [*(filled_paragraph(one, "    ") for one in said.get(decision.commit, ())), ""]
    return printable_lines("\n".join(lines))


def _marked(trail: Trail, margin: str) -> list[str]:
    """That nobody agreed with what a machine proposed, if so."""
    proposed = unagreed(trail.decisions)
    if proposed is None:
        return []
    return [
        filled_paragraph(f"{MARK.capitalize()}: {byline(proposed)}, {proposed.day}, {proposed.commit[:10]}", margin)
    ]


def trails_markdown(trails: Sequence[Trail], said: Said = NOTHING_SAID) -> str:
    """Trails as Markdown. What comes from commits is escaped."""
    return "\n".join(line for trail in trails for line in _markdown_of(trail, said)) + "\n"


def _markdown_of(trail: Trail, said: Said) -> Iterator[str]:
    names = nouns(trail)
    yield f"## {markdown_text(trail.record)}\n"
    yield from (f"{markdown_text(line)}\n" for line in _marked(trail, ""))
    for decision in trail.decisions:
        yield f"### {decision.day} {markdown_text(decision.title)}\n"
        yield from decision_markdown(decision, names)
        yield from (f"{markdown_text(line)}\n" for line in said.get(decision.commit, ()))


def decision_markdown(decision: Decision, names: Mapping[str, str]) -> Iterator[str]:
    """Who decided, when, what and why, in parts of Markdown. ``names`` are the nouns of the trail's items."""
    yield f"`{decision.commit[:10]}` by {markdown_text(byline(decision))}\n"
    yield from (f"{markdown_text(line)}\n" for line in _days(decision))
    yield from (f"- {markdown_text(text)}" for text in _sentences(decision, names))
    first, *others = map(markdown_text, _reason(decision))
    yield f"\nWhy: {first}\n"
    yield from (f"{text}\n" for text in others)
    yield f"Agreed: {markdown_text(agreement(decision.approvals))}\n"
    yield from (f"{markdown_text(line)}\n" for line in (*_later(decision), *_way(decision), *_related(decision)))


FORMATS: dict[str, Callable[[Sequence[Trail], Said], str]] = {
    "text": trails_text,
    "json": lambda trails, _said: trails_json(trails),
    "markdown": trails_markdown,
}


def decision_details(
    decision: Decision, names: Mapping[str, str], margin: str, most: int | None = None, longest: int | None = None
) -> list[str]:
    """What changed in a decision, why, and on whose word, in lines that fit a terminal.

    ``most`` changes at most are shown, and a reason of more than ``longest`` characters is cut.
    """
    changes = [filled_paragraph(f"- {text}", margin) for text in islice(_sentences(decision, names), most)]
    if most is not None and (rest := len(decision.changes) - most) > 0:
        changes.append(f"{margin}- and {rest} more change{'s' if rest > 1 else ''}")
    is_title = decision.rationale.text == decision.title
    first, *others = [SOURCES["title"]] if is_title else _reason(decision, longest)
    why = [filled_paragraph(f"Why: {first}", margin), *(filled(text, f"{margin}  ") for text in others)]
    agreed = f"Agreed: {agreement(decision.approvals)}"
    lines = (agreed, *_later(decision), *_way(decision), *_related(decision))
    return [
        *changes,
        *(filled_paragraph(line, margin) for line in _days(decision)),
        *why,
        *(filled_paragraph(line, margin) for line in lines),
    ]


def _days(decision: Decision) -> list[str]:
    """On which day it was written, unless that is the day on which it reached the main line."""
    if decision.authored_day == decision.day:
        return []
    return [f"Written {decision.authored_day}, in force since {decision.day}"]


def _sentences(decision: Decision, names: Mapping[str, str]) -> Iterator[str]:
    yield from change_sentences(decision.changes, names)


def change_sentences(changes: Iterable[Change], names: Mapping[str, str]) -> Iterator[str]:
    """What each change did, in words, with its effect; ``names`` has the nouns of items by their ids."""
    for change in changes:
        said, effect = sentence(change, names.get(change.item or "", "")), effect_words(change)
        yield f"{said} ({effect})" if effect else said


def _reason(decision: Decision, longest: int | None = None) -> list[str]:
    """The paragraphs of the reason, each on one line, the first with where it was found."""
    text = decision.rationale.text
    if not text:
        return [SOURCES["none"]]
    if longest is not None and len(text) > longest:
        text = f"{beginning(text, longest)} …"
    first, *others = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    return [f"{first} [{reason_source(decision)}]", *others]


def filled_paragraph(text: str, margin: str) -> str:
    """A paragraph that fits a terminal, its further lines two columns behind the first."""
    return filled(text, margin, f"{margin}  ")


def agreement(approvals: Sequence[Approval]) -> str:
    """Who agreed, and how that is known, in one line."""
    if not approvals:
        return "nobody on record"
    return "; ".join(
        f"{approval.name} ({approval_source(approval)}{'' if approval.independent else ', not independent'})"
        for approval in approvals
    )


def _later(decision: Decision) -> list[str]:
    """Who agreed with a machine's proposal in a commit of their own."""
    return [f"Agreed later: {agreement(decision.agreed_later)}"] if decision.agreed_later else []


RELATED: dict[RelationKind, str] = {
    "undoes": "Undoes commit {0}",
    "undone-by": "Undone by commit {0}",
    "applies-again": "Applies commit {0} again",
    "applied-again-by": "Applied again by commit {0}",
    "picked-from": "Picked from commit {0}",
    "picked-as": "Picked as commit {0}",
    "restores": "Brings back what was there before commit {0}",
    "restored-by": "What was there before came back with commit {0}",
}
"""How each relation to another commit reads."""


def relation_text(relation: Relation, written: Callable[[date], str] = str) -> str:
    """A relation in words, without its items: ``Undoes commit 0123456789 (2026-03-02)``. ``written`` words a day."""
    known = written(relation.day) if relation.day else "which this history does not hold"
    return RELATED[relation.kind].format(f"{relation.commit[:10]} ({known})")


def _related(decision: Decision) -> Iterator[str]:
    for relation in decision.related:
        yield f"{relation_text(relation)}{f': {items}' if (items := ', '.join(relation.items)) else ''}"


def _way(decision: Decision) -> list[str]:
    """Who merged at which step, unless the line on agreement says it already."""
    agreed = {approval.email for approval in decision.approvals if approval.source == "merge"}
    if len(decision.taken_in) < 2 and agreed.issuperset(step.by.email for step in decision.taken_in):
        return []
    steps = (f"{step.by.name} ({step.commit[:10]})" for step in decision.taken_in)
    return [f"Merged: {', then '.join(steps)}"]


def markdown_text(text: Any) -> str:
    """The text on one line with every character that Markdown or HTML could take as markup as an entity."""
    line = printable(" ".join(str(text).split()))
    return re.sub(r"[!\"#$&*<>\[\\\]^_`{|}~@:-]", lambda match: f"&#{ord(match[0])};", line)
