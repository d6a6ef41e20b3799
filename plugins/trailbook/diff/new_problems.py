"""Which problems a change brings, and what else it lacks, as notices.

Two problems are the same if they say the same about the same item of the same record. Line numbers are ignored, since
text above a problem moves it; how often a problem occurs counts.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from trailbook.diff.model import Difference, RequiredSignOff
from trailbook.records.document import Document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.vocabulary import ROLE_TITLES
from trailbook.text.positions import Path
from trailbook.text.problem import Problem
from trailbook.text.prose import count

_PLACE = re.compile(r"\bline \d+")


@dataclass(frozen=True)
class ProblemChanges:
    """The new problems, and how many older ones remain and are solved. Notices count as problems."""

    new: tuple[Problem, ...]
    older: int
    solved: int


@dataclass(frozen=True)
class CheckedKnowledge:
    """A knowledge base with all its problems."""

    knowledge: KnowledgeBase
    problems: tuple[Problem, ...]

    @cached_property
    def by_path(self) -> Mapping[str, Document]:
        """The documents by the paths of their files."""
        return {document.path: document for document in self.knowledge.documents.values()}


def new_problems(before: CheckedKnowledge, now: CheckedKnowledge, renamed: Mapping[str, str]) -> ProblemChanges:
    """The problems of ``now`` that ``before`` lacks. ``renamed`` gives the old paths of pages by the new ones."""
    known = Counter(_meaning(problem, before, {}) for problem in before.problems)
    new: list[Problem] = []
    for problem in now.problems:
        meaning = _meaning(problem, now, renamed)
        if known[meaning]:
            known[meaning] -= 1
        else:
            new.append(problem)
    return ProblemChanges(tuple(new), len(now.problems) - len(new), known.total())


def _meaning(problem: Problem, where: CheckedKnowledge, renamed: Mapping[str, str]) -> tuple[str, str, str, str]:
    """What a problem says, and about what: the record or file, the item, the rule and the message."""
    document = where.by_path.get(problem.path)
    named = document is not None and document.record.kind != "page"
    file = document.record.id if document and named else renamed.get(problem.path, problem.path)
    item = _item(document, problem) if document else ""
    return file, item, problem.rule, _PLACE.sub("line", problem.message)


def _item(document: Document, problem: Problem) -> str:
    """The id of the item or section that has a problem; empty for the record itself."""
    if problem.line >= document.body_line and document.sections:
        return ([""] + [section.id for section in document.sections if section.line <= problem.line])[-1]
    place = (problem.line, problem.column)
    named = (*document.positions.values.items(), *document.positions.keys.items())
    return next((id for path, at in named if at == place and (id := _id_of(document, path))), "")


def _id_of(document: Document, path: Path) -> str:
    """The id of the item that holds the value at a path; empty if none does."""
    if len(path) < 2 or not isinstance(index := path[1], int):
        return ""
    entries = getattr(document.record, str(path[0]), ())
    return str(getattr(entries[index], "id", "")) if isinstance(entries, tuple) and index < len(entries) else ""


def notices(difference: Difference) -> tuple[Problem, ...]:
    """Missing reasons and sign-offs, and links that the change breaks, as notices in the order of the files.

    None of them fails a check: a reason or a sign-off can still be given when the branch is merged. Links that are
    reported as problems are not repeated.
    """
    paths = {record.record: record.path for record in difference.records}
    found = [*_unexplained(difference, paths), *_sign_offs(difference, paths), *_links(difference)]
    return tuple(sorted(set(found)))


def _unexplained(difference: Difference, paths: dict[str, str]) -> Iterator[Problem]:
    for commit in difference.unexplained:
        first, others = commit.records[0], len(commit.records) - 1
        more = f", of this and {count(others, 'more record')}" if others else ""
        message = f"commit {commit.commit[:10]} gives no reason for its change{more}: {commit.title!r}"
        expected = "why, below the title or in a trailer 'Rationale:'"
        yield _notice(paths.get(first, first), "missing-rationale", message, expected)


def _sign_offs(difference: Difference, paths: dict[str, str]) -> Iterator[Problem]:
    for required in difference.sign_offs:
        if required.state != "given":
            yield _notice(paths.get(required.record, required.record), "sign-off-needed", _needed(required))


def _needed(required: RequiredSignOff) -> str:
    commit = f", in commit {required.commit[:10]}" if required.commit else ""
    nobody = ", for which roles.yaml names nobody" if required.state == "nobody named" else ""
    role, because = ROLE_TITLES[required.role], "; ".join(required.because)
    return f"a sign-off is needed from the role {role}{nobody}: {because}{commit}"


def _links(difference: Difference) -> Iterator[Problem]:
    reported = {(problem.path, problem.line, problem.column) for problem in difference.problems}
    for link in difference.links:
        if (link.path, link.line, link.column) not in reported:
            yield Problem(link.path, link.line, link.column, f"{link.kind}-link", link.says, level="notice")


def _notice(path: str, rule: str, message: str, expected: str = "") -> Problem:
    return Problem(path, 1, 1, rule, message, expected, level="notice")
