"""The difference between two states, put together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from trailbook.diff.changed_records import changed_records
from trailbook.diff.links import bad_links
from trailbook.diff.missing_sign_offs import Came, asked, unexplained
from trailbook.diff.model import Counts, Difference, End
from trailbook.diff.new_problems import Judged, newly
from trailbook.diff.risk import moved_findings, moved_threats, terms
from trailbook.records.document import Document
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.rule import Rule
from trailbook.trail.sign_offs.required import SignOffs


@dataclass(frozen=True)
class State:
    """A knowledge base with its problems and the threat rules of its configuration, and what the user calls it."""

    end: End
    judged: Judged
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Yardstick:
    """What both states are judged by: how risk is scored, who has to agree, and the day that counts as today."""

    scheme: Scheme
    sign_offs: SignOffs
    today: date | None


def difference(
    before: State,
    now: State,
    renamed: Mapping[str, str],
    came: Came,
    by: Yardstick,
) -> Difference:
    """All that differs between two states."""
    spoilt = _spoilt(before.judged, now.judged)
    old, known = before.judged.knowledge, now.judged.knowledge
    new = replace(known, documents={**known.documents, **spoilt})
    records = tuple(told for told, _ in changed_records(old, new, renamed))
    problems = newly(before.judged, now.judged, renamed)
    changes = [change for record in records for change in record.changes]
    effects = [change.effect for change in changes]
    return Difference(
        base=before.end,
        head=now.end,
        counts=Counts(
            len(came.commits), len(records), len(changes), effects.count("weakens"), effects.count("strengthens")
        ),
        records=records,
        threats=moved_threats(old, new, by.scheme),
        findings=moved_findings((old, before.rules), (new, now.rules)),
        links=bad_links(old, new, problems.new, (record.path for record in records)),
        sign_offs=asked(came, by.sign_offs),
        unexplained=unexplained(came.trails),
        terms=terms(old, new, by.today),
        problems=problems.new,
        older=problems.older,
        solved=0 if spoilt else problems.solved,
        unread=tuple(sorted(spoilt)),
    )


def _spoilt(before: Judged, now: Judged) -> dict[str, Document]:
    """The last content of each record that can't be read any more: it stands in, since a slip removes nothing."""
    faulty = {problem.path for problem in now.problems if problem.level == "error"} - now.by_path.keys()
    there = now.knowledge.documents
    return {id: one for id, one in before.knowledge.documents.items() if one.path in faulty and id not in there}


def placed(difference: Difference, before: str) -> Difference:
    """The difference with ``before`` put before the paths of its problems and links."""
    return replace(
        difference,
        problems=tuple(replace(problem, path=f"{before}{problem.path}") for problem in difference.problems),
        links=tuple(replace(link, path=f"{before}{link.path}") for link in difference.links),
    )
