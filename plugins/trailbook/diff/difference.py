"""Puts the difference between two states together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from trailbook.diff.applications import changed_applications
from trailbook.diff.changed_records import changed_records, with_background
from trailbook.diff.links import bad_links
from trailbook.diff.missing_sign_offs import Provenance, required_sign_offs, unexplained_commits
from trailbook.diff.model import Counts, Difference, End
from trailbook.diff.new_problems import CheckedKnowledge, new_problems
from trailbook.diff.risk import granted_terms, moved_findings, moved_threats
from trailbook.records.document import Document
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.rule import Rule
from trailbook.trail.sign_offs.needed import SignOffs


@dataclass(frozen=True)
class ComparedState:
    """A knowledge base with its problems, the threat rules of its configuration, and what the user calls it."""

    end: End
    checked: CheckedKnowledge
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Criteria:
    """What both states are judged by: the risk scheme, the required sign-offs, and the day that counts as today."""

    scheme: Scheme
    sign_offs: SignOffs
    today: date | None


def difference(
    before: ComparedState, now: ComparedState, renamed: Mapping[str, str], provenance: Provenance, criteria: Criteria
) -> Difference:
    """Everything that differs between two states. ``renamed`` gives the old paths of pages by the new ones."""
    unreadable = _unreadable(before.checked, now.checked)
    old, known = before.checked.knowledge, now.checked.knowledge
    new = replace(known, documents={**known.documents, **unreadable})
    decisions = {trail.record: trail.decisions for trail in provenance.trails}
    records = tuple(
        with_background(record, decisions.get(record.record, ()), old, new)
        for record, _ in changed_records(old, new, renamed, criteria.scheme.level)
    )
    problems = new_problems(before.checked, now.checked, renamed)
    changes = [change for record in records for change in record.changes]
    effects = [change.effect for change in changes]
    return Difference(
        base=before.end,
        head=now.end,
        counts=Counts(
            commits=len(provenance.commits),
            records=len(records),
            changes=len(changes),
            weakens=effects.count("weakens"),
            strengthens=effects.count("strengthens"),
        ),
        records=records,
        threats=moved_threats(old, new, criteria.scheme),
        findings=moved_findings((old, before.rules), (new, now.rules)),
        links=bad_links(old, new, problems.new, (record.path for record in records)),
        sign_offs=required_sign_offs(provenance, criteria.sign_offs),
        unexplained=unexplained_commits(provenance.trails),
        terms=granted_terms(old, new, criteria.today),
        problems=problems.new,
        older=problems.older,
        solved=0 if unreadable else problems.solved,
        unread=tuple(sorted(unreadable)),
        applications=changed_applications(records, old, new),
    )


def _unreadable(before: CheckedKnowledge, now: CheckedKnowledge) -> dict[str, Document]:
    """The records that can no longer be read, with their last content: a syntax error removes nothing."""
    faulty = {problem.path for problem in now.problems if problem.level == "error"} - now.by_path.keys()
    return {
        id: document
        for id, document in before.knowledge.documents.items()
        if document.path in faulty and id not in now.knowledge.documents
    }


def with_path_prefix(difference: Difference, prefix: str) -> Difference:
    """The difference with ``prefix`` put before the paths of its problems and links."""
    return replace(
        difference,
        problems=tuple(replace(problem, path=f"{prefix}{problem.path}") for problem in difference.problems),
        links=tuple(replace(link, path=f"{prefix}{link.path}") for link in difference.links),
    )
