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
    """What can be ticked: the record, the part of its made playbook (empty for a written one), and the step ids.

    ``version`` changes whenever the wording of a step or their order does.
    """

    record: str
    part: str
    steps: tuple[str, ...]
    version: str


def checklist_of(playbook: Playbook) -> Checklist:
    """The checklist of a playbook that somebody wrote."""
    worded = [(step.id, step.title, step.text) for step in playbook.steps]
    return Checklist(playbook.id, "", tuple(step.id for step in playbook.steps), _version(worded))


def checklist_for(model: str, part: Part) -> Checklist:
    """The checklist of one part of the playbook that is made for an application."""
    worded = [(step.id, step.need.title, step.need.text) for step in part.steps]
    return Checklist(model, part.id, tuple(step.id for step in part.steps), _version(worded))


def _version(worded: Iterable[tuple[str, str, str]]) -> str:
    """Twelve hexadecimal digits of the SHA-256 of all words, runs of white space counted as one space."""
    texts = ("\x1f".join(" ".join(text.split()) for text in step) for step in worded)
    return sha256("\x1e".join(texts).encode(errors="surrogatepass")).hexdigest()[:12]


PARTS = tuple(f"{role}-{moment}" for role in ROLES for moment in MOMENTS)
"""What the parts of a made playbook can be called."""


def checklist_problems(
    knowledge: KnowledgeBase, rules: Iterable[Rule], scheme: Scheme, today: date | None = None
) -> tuple[Problem, ...]:
    """Ticks that do not fit the steps, as far as that can be told, and days after ``today``.

    Where the wording has changed since a list was filled in, its steps are those of an earlier revision, so they are
    not compared.
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
                found.append(_problem(document, ("filled_on",), "day-to-come", message, f"{today} or earlier"))
    return tuple(sorted(found))


def _current(
    filled: FilledChecklist, knowledge: KnowledgeBase, rules: tuple[Rule, ...], scheme: Scheme
) -> Checklist | None:
    """The checklist as it is worded today; None where there is none of that name."""
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
        yield _problem(document, ("part",), "unknown-part", message, "no part for a playbook that somebody wrote")
    if isinstance(record, ThreatModel) and filled.part not in PARTS:
        message = f"part is {filled.part!r}" if filled.part else "part is missing"
        place: Path = ("part",) if filled.part else ("follows",)
        expected = "a role and a moment, such as maker-before-publishing"
        yield _problem(document, place, "unknown-part", message, expected, nearest(filled.part, PARTS))


def _of_ticks(document: Document, filled: FilledChecklist, current: Checklist) -> Iterator[Problem]:
    ticked = [tick.id for tick in filled.ticks]
    for index, id in enumerate(ticked):
        if id not in current.steps:
            left = [step for step in current.steps if step not in ticked]
            message = f"{filled.follows} has no step {id!r}"
            yield _problem(document, ("ticks", index, "id"), "unknown-step", message, "", nearest(id, left))
    if missing := [step for step in current.steps if step not in ticked]:
        message = f"says nothing of {', '.join(missing)}"
        yield _problem(document, ("ticks",), "step-passed-over", message, "'state: not-done' for what was not done")


def _problem(document: Document, path: Path, rule: str, message: str, expected: str = "", nearest: str = "") -> Problem:
    place = document.positions.of(path)
    return Problem(document.path, place.line, place.column, rule, message, expected, nearest)
