"""Checklists: the steps of a playbook that somebody ticks, and what is wrong with filled-in ones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from trailbook.records.document import Document
from trailbook.records.kinds.checklist import FilledChecklist
from trailbook.records.kinds.playbook import Playbook
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.vocabulary import ROLES
from trailbook.risk.playbooks.generated_steps import Part, generated_parts
from trailbook.risk.playbooks.rule import MOMENTS
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.findings import findings
from trailbook.risk.threats.rule import Rule
from trailbook.text.positions import Path
from trailbook.text.problem import Problem, nearest


@dataclass(frozen=True)
class Checklist:
    """Steps to tick: their record, the part of a generated playbook (empty for a written one), and their ids.

    ``version`` changes whenever the wording or the order of the steps does.
    """

    record: str
    part: str
    steps: tuple[str, ...]
    version: str


def checklist_of(playbook: Playbook) -> Checklist:
    """The checklist of a playbook that somebody wrote."""
    worded = [(step.id, step.title, step.text, *step.actions) for step in playbook.steps]
    return Checklist(playbook.id, "", tuple(step.id for step in playbook.steps), _version(worded))


def checklist_for(model: str, part: Part) -> Checklist:
    """The checklist of one part of the playbook that is generated for an application."""
    worded = [(step.id, step.need.title, step.need.text) for step in part.steps]
    return Checklist(model, part.id, tuple(step.id for step in part.steps), _version(worded))


def _version(worded: Iterable[tuple[str, ...]]) -> str:
    """The first twelve hexadecimal digits of the SHA-256 of the steps' words, with white space normalised."""
    texts = ("\x1f".join(" ".join(text.split()) for text in step) for step in worded)
    return sha256("\x1e".join(texts).encode(errors="surrogatepass")).hexdigest()[:12]


PARTS = tuple(f"{role}-{moment}" for role in ROLES for moment in MOMENTS)
"""The possible names of the parts of a generated playbook."""


def checklist_problems(
    knowledge: KnowledgeBase, rules: Iterable[Rule], scheme: Scheme, today: date | None = None
) -> tuple[Problem, ...]:
    """The problems of filled-in checklists: unknown parts, ticks that do not fit the steps, and days after ``today``.

    If the wording has changed since a list was filled in, its ticks belong to an earlier revision and are not compared.
    """
    rules = tuple(rules)
    found: list[Problem] = []
    for document in knowledge.documents.values():
        filled = document.record
        if isinstance(filled, FilledChecklist):
            current = _current(filled, knowledge, rules, scheme)
            found += _of_part(document, filled, knowledge)
            found += _of_ticks(document, filled, current) if current and current.version == filled.version else ()
            if today and filled.filled_on > today:
                message = f"filled_on is {filled.filled_on}, which has not come"
                found.append(document.problem(("filled_on",), "day-to-come", message, f"{today} or earlier"))
    return tuple(sorted(found))


def _current(
    filled: FilledChecklist, knowledge: KnowledgeBase, rules: tuple[Rule, ...], scheme: Scheme
) -> Checklist | None:
    """The checklist with today's wording; None if there is none of that name."""
    record = knowledge.records.get(filled.follows)
    if isinstance(record, Playbook):
        return checklist_of(record)
    if not isinstance(record, ThreatModel):
        return None
    parts = generated_parts(record, knowledge, findings(record, knowledge, rules), scheme, knowledge.records.keys())
    return next((checklist_for(record.id, part) for part in parts if part.id == filled.part), None)


def _of_part(document: Document, filled: FilledChecklist, knowledge: KnowledgeBase) -> Iterator[Problem]:
    record = knowledge.records.get(filled.follows)
    if isinstance(record, Playbook) and filled.part:
        message = f"part is {filled.part!r}, and {record.id} has no parts"
        yield document.problem(("part",), "unknown-part", message, "no part for a playbook that somebody wrote")
    if isinstance(record, ThreatModel) and filled.part not in PARTS:
        message = f"part is {filled.part!r}" if filled.part else "part is missing"
        place: Path = ("part",) if filled.part else ("follows",)
        expected = "a role and a moment, such as maker-before-publishing"
        yield document.problem(place, "unknown-part", message, expected, nearest(filled.part, PARTS))


def _of_ticks(document: Document, filled: FilledChecklist, current: Checklist) -> Iterator[Problem]:
    ticked = [tick.id for tick in filled.ticks]
    for index, id in enumerate(ticked):
        if id not in current.steps:
            left = [step for step in current.steps if step not in ticked]
            message = f"{filled.follows} has no step {id!r}"
            yield document.problem(("ticks", index, "id"), "unknown-step", message, "", nearest(id, left))
    if missing := [step for step in current.steps if step not in ticked]:
        message = f"says nothing of {', '.join(missing)}"
        yield document.problem(("ticks",), "step-passed-over", message, "'state: not-done' for what was not done")
