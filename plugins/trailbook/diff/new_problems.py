"""Which problems a change brings: those that were not there before, wherever they stand and whatever moved them.

Two problems are the same if they say the same of the same item of the same record. Lines do not count, as text
above a problem moves it; how often a problem occurs does.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from trailbook.diff.model import Asked, Difference
from trailbook.records.document import Document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.vocabulary import ROLE_TITLES
from trailbook.text.positions import Path
from trailbook.text.problem import Problem

_PLACE = re.compile(r"\bline \d+")


@dataclass(frozen=True)
class Newly:
    """What a change did to the problems: those that are new, and how many stayed and are no more.

    Notices count as problems, since one may be mended as well.
    """

    new: tuple[Problem, ...]
    older: int
    solved: int


@dataclass(frozen=True)
class Judged:
    """A knowledge base with all that is wrong with it."""

    knowledge: KnowledgeBase
    problems: tuple[Problem, ...]

    @cached_property
    def by_path(self) -> Mapping[str, Document]:
        """The documents by their files."""
        return {document.path: document for document in self.knowledge.documents.values()}


def newly(before: Judged, now: Judged, renamed: Mapping[str, str]) -> Newly:
    """The problems of ``now`` that ``before`` had not. ``renamed`` gives old paths by new ones."""
    known = Counter(_meaning(problem, before, {}) for problem in before.problems)
    new: list[Problem] = []
    for problem in now.problems:
        meaning = _meaning(problem, now, renamed)
        if known[meaning]:
            known[meaning] -= 1
        else:
            new.append(problem)
    return Newly(tuple(new), len(now.problems) - len(new), known.total())


def _meaning(problem: Problem, at: Judged, renamed: Mapping[str, str]) -> tuple[str, str, str, str]:
    """What a problem says, of what."""
    document = at.by_path.get(problem.path)
    named = document is not None and document.record.kind != "page"
    file = document.record.id if document and named else renamed.get(problem.path, problem.path)
    item = _item(document, problem) if document else ""
    return file, item, problem.rule, _PLACE.sub("line", problem.message)


def _item(document: Document, problem: Problem) -> str:
    """The id of the item or section in which a problem stands; empty for the record itself."""
    if problem.line >= document.body_line and document.sections:
        return ([""] + [section.id for section in document.sections if section.line <= problem.line])[-1]
    place = (problem.line, problem.column)
    named = (*document.positions.values.items(), *document.positions.keys.items())
    return next((id for path, at in named if at == place and (id := _id_of(document, path))), "")


def _id_of(document: Document, path: Path) -> str:
    """The id of the item that the way to a value leads through."""
    if len(path) < 2 or not isinstance(index := path[1], int):
        return ""
    entries = getattr(document.record, str(path[0]), ())
    return str(getattr(entries[index], "id", "")) if isinstance(entries, tuple) and index < len(entries) else ""


def notices(difference: Difference) -> tuple[Problem, ...]:
    """The notices in the order of the files. Links that a check reports by itself are not told again."""
    paths = {record.record: record.path for record in difference.records}
    found = [*_unexplained(difference, paths), *_sign_offs(difference, paths), *_links(difference)]
    return tuple(sorted(set(found)))


def _unexplained(difference: Difference, paths: dict[str, str]) -> Iterator[Problem]:
    for one in difference.unexplained:
        first, others = one.records[0], len(one.records) - 1
        more = f", of this and {others:,} more record{'' if others == 1 else 's'}" if others else ""
        message = f"commit {one.commit[:10]} gives no reason for its change{more}: {one.title!r}"
        expected = "why, below the title or in a trailer 'Rationale:'"
        yield _notice(paths.get(first, first), "missing-rationale", message, expected)


def _sign_offs(difference: Difference, paths: dict[str, str]) -> Iterator[Problem]:
    for one in difference.sign_offs:
        if one.state != "given":
            yield _notice(paths.get(one.record, one.record), "sign-off-needed", _needed(one))


def _needed(one: Asked) -> str:
    commit = f", in commit {one.commit[:10]}" if one.commit else ""
    nobody = ", for which roles.yaml names nobody" if one.state == "nobody named" else ""
    return f"a sign-off is needed from the role {ROLE_TITLES[one.role]}{nobody}: {'; '.join(one.because)}{commit}"


def _links(difference: Difference) -> Iterator[Problem]:
    reported = {(problem.path, problem.line, problem.column) for problem in difference.problems}
    for link in difference.links:
        if (link.path, link.line, link.column) not in reported:
            yield Problem(link.path, link.line, link.column, f"{link.kind}-link", link.says, level="notice")


def _notice(path: str, rule: str, message: str, expected: str = "") -> Problem:
    return Problem(path, 1, 1, rule, message, expected, level="notice")
