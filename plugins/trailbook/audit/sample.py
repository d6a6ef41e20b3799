"""A sample of decisions for an auditor's working papers, which anybody draws again from the same history.

Each decision of the population gets a number that nobody chose: the SHA-256 of the seed, a line end, and the id of the
decision (its commit, a space, and its record; of a plain page, which has no id, the path in that commit). The sample is
the decisions with the smallest numbers, in their order. So every decision is as likely as any other to be drawn; a
larger sample begins with the smaller one, which gives replacements; and of a population that grew, only those leave the
sample that newer decisions with smaller numbers push out.

The JSON is a contract; its schema is ``schemas/sample.schema.json``.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from trailbook import __version__
from trailbook.audit.decision_table import COLUMNS, decision_cells
from trailbook.audit.evidence.diffs import unified
from trailbook.credentials.masking import mask
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.lessons.answers import kind_of
from trailbook.text.output import ascii_json, csv_text, schema_of
from trailbook.text.unseen import printable_lines, without_surrogates
from trailbook.trail.changes.change import Effect
from trailbook.trail.decisions import Decision, Trail, lasting_id, newest_first
from trailbook.trail.export import decision_markdown, markdown_text
from trailbook.trail.gaps import is_reasoned
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.git.commits import Commit
from trailbook.trail.proposals import is_agreed
from trailbook.trail.sentences import nouns, sentence

CLOSED = "closed"
"""The word for the kind of a removed record."""

Missing = Literal["reason", "approval"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Asked(_Part):
    """What a decision has to be to belong to the population. Everything that is not empty has to hold."""

    since: date | None = Field(default=None, description="In force since this day (UTC) or later.")
    until: date | None = Field(default=None, description="In force since this day (UTC) or earlier.")
    kinds: tuple[str, ...] = Field(default=(), description="Its record is of one of these kinds, or 'closed'.")
    records: tuple[str, ...] = Field(default=(), description="It changed one of these records or items.")
    person: str = Field(default="", description="Its author.")
    effect: Effect | None = Field(default=None, description="One of its changes has this effect; 'neutral': none has.")
    missing: Missing | None = Field(default=None, description="It has no reason beyond a title, or nobody else agreed.")

    def admits(self, trail: Trail, decision: Decision, kind: str) -> bool:
        """Whether a decision of a trail, whose record is of a kind, belongs to the population."""
        effects = {change.effect for change in decision.changes} - {"neutral"}
        changed = {trail.record, trail.path, *(f"{trail.record}.{change.item}" for change in decision.changes)}
        return (
            (self.since is None or decision.day >= self.since)
            and (self.until is None or decision.day <= self.until)
            and (not self.kinds or kind in self.kinds)
            and (not self.records or not changed.isdisjoint(self.records))
            and (not self.person or decision.author.name == self.person)
            and (self.effect is None or (self.effect in effects if self.effect != "neutral" else not effects))
            and (self.missing != "reason" or not is_reasoned(decision))
            and (self.missing != "approval" or not is_agreed(decision))
        )


class Drawn(_Part):
    """One decision of the sample."""

    number: int = Field(description="The order in which it was drawn, from 1; if all were listed, the newest is first.")
    record: str
    kind: str = Field(description="The kind of its record; 'closed' if that is gone.")
    decision: Decision
    has_reason: bool = Field(description="Whether a reason is on record that is more than a title.")
    is_agreed: bool = Field(description="Whether somebody else than the author agreed, as far as git shows.")
    changes_in_words: tuple[str, ...]
    diff: str = Field(description="The file against the commit's first parent; credentials in it are hidden.")


class Sample(_Part):
    """The decisions drawn, and all that is needed to draw them again."""

    format: Literal["trailbook-sample/1"]
    made_by: str = Field(description="The version of Trailbook.")
    name: str = Field(description="The name of the knowledge base.")
    commit: str = Field(description="The commit up to which the history was read.")
    asked: Asked
    population: int = Field(description="How many decisions there are to draw from.")
    population_sha256: str = Field(description="SHA-256 of the ids of these decisions, sorted, each with a line end.")
    size: int | None = Field(description="How many were to be drawn; null for all.")
    seed: str
    method: str
    decisions: tuple[Drawn, ...]

    @property
    def drawn_from(self) -> str:
        """How the sample was drawn, in one line that a row of a table can carry."""
        asked = self.asked.model_dump(mode="json", exclude_defaults=True)
        limits = "; ".join(f"{name} {_listed(value)}" for name, value in asked.items()) or "all decisions"
        seed = f"; seed {self.seed}" if self.size is not None else ""
        return (
            f"{len(self.decisions):,} of {self.population:,} ({limits}){seed}; commit {self.commit}; "
            f"population {self.population_sha256}"
        )


METHOD = (
    "Each decision has the id 'COMMIT RECORD' (of a plain page the path in that commit). The sample is the decisions "
    "whose SHA-256 of the seed, a line end and the id, in UTF-8, are the smallest, in that order."
)


@dataclass(frozen=True)
class SampleSource:
    """What a sample is drawn from: the trails of a knowledge base, and its commits up to the newest, ``head``.

    ``prefix`` is the folder of the knowledge base in the repository.
    """

    name: str
    head: str
    prefix: str
    trails: Sequence[Trail]
    knowledge: KnowledgeBase
    commits: Mapping[str, Commit]

    def kind(self, trail: Trail) -> str:
        """The kind of a trail's record; ``closed`` if that is gone."""
        return kind_of(self.knowledge, trail.record) or CLOSED


def draw(source: SampleSource, asked: Asked, size: int | None, seed: str, read: Blobs) -> Sample:
    """The sample of a size; without one the whole population, newest first. ``read`` gives the blobs of the diffs."""
    population = {
        lasting_id(trail, decision): (trail, decision)
        for trail in source.trails
        for decision in trail.decisions
        if asked.admits(trail, decision, source.kind(trail))
    }
    ids = sorted(population)
    if size is None:
        chosen = sorted(population.values(), key=lambda found: (newest_first(found[1]), found[0].record))
    else:
        chosen = [population[id] for id in sorted(ids, key=lambda one: _sha256(f"{seed}\n{one}"))[:size]]
    named = {trail.record: nouns(trail) for trail, _ in chosen}
    return Sample(
        format="trailbook-sample/1",
        made_by=__version__,
        name=source.name,
        commit=source.head,
        asked=asked,
        population=len(population),
        population_sha256=_sha256("".join(f"{id}\n" for id in ids)),
        size=size,
        seed=seed if size is not None else "",
        method=METHOD if size is not None else "Every decision of the population.",
        decisions=tuple(
            Drawn(
                number=number,
                record=trail.record,
                kind=source.kind(trail),
                decision=decision,
                has_reason=is_reasoned(decision),
                is_agreed=is_agreed(decision),
                changes_in_words=tuple(
                    sentence(change, named[trail.record].get(change.item or "", "")) for change in decision.changes
                ),
                diff=_diff(source, decision, read),
            )
            for number, (trail, decision) in enumerate(chosen, start=1)
        ),
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _diff(source: SampleSource, decision: Decision, read: Blobs) -> str:
    """What the commit changed in the file of the record; empty if it only moved it."""
    path = f"{source.prefix}{decision.path}"
    changes = source.commits[decision.commit].changes
    found = next((change for change in changes if change.path == path), None)
    if found is None:
        return ""
    before, after = (read(blob) if blob else None for blob in (found.before[0], found.after))
    return mask(unified(before, after, without_surrogates(found.old_path), without_surrogates(path)))


def sample_csv(sample: Sample, trails: Sequence[Trail]) -> str:
    """The sample as CSV: a row for each decision, which says how it was drawn, so that no row loses that."""
    named = {trail.record: trail for trail in trails}
    nouns_of = {drawn.record: nouns(named[drawn.record]) for drawn in sample.decisions}
    return csv_text(
        ("number", *COLUMNS, "drawn from"),
        (
            [
                str(drawn.number),
                *decision_cells(named[drawn.record], drawn.decision, nouns_of[drawn.record]),
                sample.drawn_from,
            ]
            for drawn in sample.decisions
        ),
    )


def sample_json(sample: Sample) -> str:
    """The sample as JSON in ASCII alone, so that nothing in it can act on a terminal."""
    return ascii_json(sample.model_dump(mode="json"))


def sample_markdown(sample: Sample, trails: Sequence[Trail]) -> str:
    """The sample as a working paper in Markdown. What comes from commits is escaped."""
    return printable_lines("\n".join(_paper(sample, {trail.record: trail for trail in trails})))


def _paper(sample: Sample, trails: Mapping[str, Trail]) -> Iterator[str]:
    yield f"# Decisions of {markdown_text(sample.name)}\n"
    yield f"- Drawn: {markdown_text(sample.drawn_from)}"
    yield f"- How: {markdown_text(sample.method)}"
    yield f"- By Trailbook {markdown_text(sample.made_by)}\n"
    for drawn in sample.decisions:
        decision = drawn.decision
        yield f"## {drawn.number}. {markdown_text(drawn.record)}: {markdown_text(decision.title or 'No title')}\n"
        yield "\n".join(decision_markdown(decision, nouns(trails[drawn.record])))
        yield f"- Commit: `{decision.commit}`"
        yield f"- Written {decision.authored_day}, in force since {decision.day}"
        yield f"- File: {markdown_text(decision.path)}"
        yield f"- Signature: {decision.signature}"
        yield f"- Pull request: {markdown_text(decision.pull_request or 'none known')}"
        yield f"- A reason beyond a title: {'yes' if drawn.has_reason else 'no'}"
        yield f"- Agreed by somebody else: {'yes' if drawn.is_agreed else 'no'}\n"
        if drawn.diff:
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", drawn.diff)), default=0))
            yield f"{fence}diff\n{drawn.diff.rstrip()}\n{fence}\n"


def sample_schema() -> str:
    """The JSON Schema of what ``sample_json`` returns."""
    return schema_of(Sample)


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
