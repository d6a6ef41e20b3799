"""Which templates apply to which snapshots, and what is wrong with the templates."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from trailbook.drift.json_schema import schema_fault
from trailbook.drift.model import CheckedSnapshot
from trailbook.drift.snapshots import FOLDER, Snapshot
from trailbook.records.document import Document
from trailbook.records.kinds.template import Check, Snapshots, Template
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.states import is_current
from trailbook.text.patterns import wildcard
from trailbook.text.problem import Problem, nearest


@dataclass(frozen=True)
class Pair:
    """A snapshot and a template that applies to it, by one entry of its ``applies_to``."""

    template: Template
    entry: Snapshots
    snapshot: Snapshot


@dataclass(frozen=True)
class Matched:
    """The snapshots with the templates that apply to each, the checks that can't be made, and the problems."""

    snapshots: tuple[Snapshot, ...]
    pairs: tuple[Pair, ...]
    unusable: frozenset[str]
    problems: tuple[Problem, ...]

    def checks(self) -> Iterator[tuple[Pair, str, Check]]:
        """Each check with a snapshot that it applies to, and its full reference."""
        for pair in self.pairs:
            for check in pair.template.checks:
                reference = f"{pair.template.id}.{check.id}"
                if reference not in self.unusable:
                    yield pair, reference, check

    def checked(self) -> Iterator[CheckedSnapshot]:
        """Every snapshot with what the templates say about it."""
        for snapshot in self.snapshots:
            pairs = [pair for pair in self.pairs if pair.snapshot is snapshot]
            applications = dict.fromkeys(pair.entry.application for pair in pairs if pair.entry.application)
            templates = dict.fromkeys(pair.template.id for pair in pairs)
            of = next((pair.entry.of for pair in pairs), "")
            yield CheckedSnapshot(snapshot.path, of, tuple(applications), tuple(templates))


def match(knowledge: KnowledgeBase, snapshots: Sequence[Snapshot], unread: Iterable[str]) -> Matched:
    """Match templates with snapshots. ``unread`` are the paths of snapshots that can't be read.

    If several entries of a template match a snapshot, the first of them counts.
    """
    templates = [one for one in knowledge.of_kind(Template) if is_current(one)]
    pairs = tuple(
        Pair(template, entry, snapshot)
        for template in templates
        for snapshot in snapshots
        if (entry := next((entry for entry in template.applies_to if applies_to(entry, snapshot.path)), None))
    )
    paths = sorted({*(snapshot.path for snapshot in snapshots), *unread})
    unusable: set[str] = set()
    problems: list[Problem] = []
    for template in templates:
        document = knowledge.documents[template.id]
        problems += _unmatched(template, document, paths)
        for check, problem in _bad_schemas(template, document):
            unusable.add(check)
            problems.append(problem)
    return Matched(tuple(snapshots), pairs, frozenset(unusable), tuple(problems))


def checks_for(knowledge: KnowledgeBase, path: str) -> Iterator[str]:
    """The full references of the checks that apply to the snapshot at a path, whether or not it can be read."""
    for template in knowledge.of_kind(Template):
        if is_current(template) and any(applies_to(entry, path) for entry in template.applies_to):
            yield from (f"{template.id}.{check.id}" for check in template.checks)


def _unmatched(template: Template, document: Document, paths: Sequence[str]) -> Iterator[Problem]:
    for index, entry in enumerate(template.applies_to):
        if not any(applies_to(entry, path) for path in paths):
            place = document.positions.of(("applies_to", index, "snapshot"))
            message = f"no snapshot below {FOLDER}/ is called {entry.snapshot!r}"
            near = nearest(entry.snapshot, (path.removeprefix(f"{FOLDER}/") for path in paths))
            yield Problem(document.path, place.line, place.column, "no-snapshot", message, nearest=near)


def _bad_schemas(template: Template, document: Document) -> Iterator[tuple[str, Problem]]:
    for index, check in enumerate(template.checks):
        if check.fits is not None and (fault := schema_fault(check.fits)):
            place = document.positions.of(("checks", index, "fits"))
            message = f"the JSON Schema can't be used: {fault}"
            yield f"{template.id}.{check.id}", Problem(document.path, place.line, place.column, "bad-schema", message)


def applies_to(entry: Snapshots, path: str) -> bool:
    """Whether an entry of a template matches the snapshot at a path. ``*`` never matches across folders."""
    wanted, parts = PurePosixPath(entry.snapshot).parts, PurePosixPath(path).parts[1:]
    return len(wanted) == len(parts) and all(wildcard(a)(b) for a, b in zip(wanted, parts, strict=True))
