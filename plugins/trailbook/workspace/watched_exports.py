"""Exports that are committed beside the settings, and applications that no longer look like their models.

An import of files below ``configurations/`` remembers their paths. When somebody commits a newer export there, it is
read as an import would read it, and what would change in the model is said: the application has moved on, and its model
has not.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from trailbook.diff.applications import application_news
from trailbook.drift.snapshots import FOLDER
from trailbook.interchange.importing import Memory, import_model, memory_path
from trailbook.interchange.platforms.export import LARGEST_FILE, Export, of_mapping, read_export
from trailbook.interchange.platforms.reading import read_application
from trailbook.records.document import Document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.reading import read_document
from trailbook.text.files import MAX_BYTES, read_file
from trailbook.text.problem import Problem
from trailbook.text.prose import count
from trailbook.trail.git.command import HistoryError
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.repository import History, Repository

_SHOWN = 3
"""How many differences are said; the others are counted."""
_MOST_COMMITS = 50
"""How many earlier versions of an export are read to find the one with which it parted from its model."""


@dataclass(frozen=True)
class Moved:
    """An application that no longer looks like its model: what is new in it, and since when.

    ``since`` is None if its export is not committed, or the history does not say.
    """

    model: str
    places: tuple[str, ...]
    news: tuple[str, ...]
    since: Commit | Literal["uncommitted"] | None = None


def watched_places(files: Iterable[Path], root: Path) -> tuple[str, ...]:
    """The paths of files and folders in the knowledge base, if all of them are where exports are watched."""
    inside = root.resolve()
    found = [file.resolve() for file in files]
    if not found or not all(file.is_relative_to(inside / FOLDER) for file in found):
        return ()
    return tuple(file.relative_to(inside).as_posix() for file in found)


def moved_applications(root: Path, knowledge: KnowledgeBase) -> tuple[Moved, ...]:
    """The applications whose watched exports no longer look like their models. The history is read for these alone."""
    found = (_moved(root, knowledge, document) for document in knowledge.documents.values())
    return tuple(moved for moved in found if moved)


def watched_export_problems(root: Path, knowledge: KnowledgeBase) -> tuple[Problem, ...]:
    """A notice for each application that no longer looks like its model, at the beginning of the model's file."""
    found = moved_applications(root, knowledge)
    return tuple(_notice(moved, knowledge.documents[moved.model].path) for moved in found)


def _notice(moved: Moved, path: str) -> Problem:
    more = len(moved.news) - _SHOWN
    listed = "; ".join([*moved.news[:_SHOWN], *([count(more, "more difference")] if more > 0 else [])])
    message = f"{', '.join(moved.places)} no longer looks like {moved.model}: {listed}"
    option = f"--into {moved.model}" if len(moved.places) > 1 else f"--id {moved.model}"
    expected = f"what 'trailbook import {option} {' '.join(moved.places)}' brings, reviewed"
    if isinstance(moved.since, Commit):
        expected += f"; it has been so since commit {moved.since.id[:10]} of {moved.since.committed_day}"
    elif moved.since == "uncommitted":
        expected += "; it is not committed yet"
    return Problem(path, 1, 1, "application-moved-on", message, expected, level="notice")


def _moved(root: Path, knowledge: KnowledgeBase, document: Document) -> Moved | None:
    memory = memory_of(root, document)
    if memory is None or not memory.places or not all(_is_watched(place) for place in memory.places):
        return None
    judge = _Judge(knowledge, document, memory)
    news = judge.news(_now(root, memory.places))
    if not news:
        return None
    return Moved(document.record.id, memory.places, news, _since(root, memory.places, judge.news))


def memory_of(root: Path, document: Document) -> Memory | None:
    """What the import of a threat model remembers; None if none did, or it can't be read."""
    if document.record.kind != "threat-model":
        return None
    file = root / memory_path(document.path, document.record.id)
    if not file.is_file():
        return None
    data, problems = read_file(file, root, MAX_BYTES)
    try:
        return None if problems else Memory.of(data.decode("utf-8"))
    except ValueError:
        return None  # the next import says what is wrong with it


def _is_watched(place: str) -> bool:
    """Whether a path, which anybody may have written into the memory, is really below the folder of exports."""
    parts = PurePosixPath(place).parts
    return parts[:1] == (FOLDER,) and ".." not in parts and len(parts) > 1


def _now(root: Path, places: tuple[str, ...]) -> Export:
    """The files as they are, called as they are in the knowledge base. Links are not followed."""
    inside = root.resolve()
    real = [root / place for place in places if (root / place).resolve() == inside / place]
    before = f"{root.as_posix()}/" if root != Path() else ""
    return Export({name.removeprefix(before): data for name, data in read_export(real).files.items()})


@dataclass(frozen=True)
class _Judge:
    """Says what an export brings to a model as it is today."""

    knowledge: KnowledgeBase
    document: Document
    memory: Memory

    def news(self, export: Export) -> tuple[str, ...]:
        """What is new in the application, in words; nothing of an export that can't be read."""
        record = self.document.record
        read, _ = read_application(export, self.knowledge, record.id, record.title) if export.files else (None, [])
        if read is None:
            return ()
        imported = import_model(read.source, self.document.path, self.document, self.memory)
        later, faults = read_document(self.document.path, imported.text.encode())
        if faults or not isinstance(later, Document):
            return ()
        after = replace(self.knowledge, documents={**self.knowledge.documents, record.id: later})
        return tuple(novelty.says for novelty in application_news(record.id, self.knowledge, after))


def _since(
    root: Path, places: tuple[str, ...], news: Callable[[Export], tuple[str, ...]]
) -> Commit | Literal["uncommitted"] | None:
    """The commit with which an export parted from today's model: the last before which it still looked like it."""
    try:
        repository = Repository(root)
        history = repository.history()
        touching = _touching(repository, history, places)
        if not touching or not news(_then(repository, touching[0].id, places)):
            return "uncommitted"
        found = touching[0]
        for commit in touching[1:_MOST_COMMITS]:
            if not news(_then(repository, commit.id, places)):
                break
            found = commit
    except HistoryError:
        return None
    return found


def _touching(repository: Repository, history: History, places: tuple[str, ...]) -> list[Commit]:
    """The commits that changed an export, newest first."""
    wanted = tuple(f"{repository.prefix}{place}" for place in places)
    return [
        commit
        for commit in history.commits.values()
        if any(_is_below(path, wanted) for change in commit.changes for path in (change.path, change.old_path))
    ]


def _is_below(path: str, places: Iterable[str]) -> bool:
    return any(path == place or path.startswith(f"{place}/") for place in places)


def _then(repository: Repository, commit: str, places: tuple[str, ...]) -> Export:
    """An export as it was at a commit, called as today."""
    prefix = repository.prefix
    inside: Mapping[str, str] = {
        path.removeprefix(prefix): blob
        for path, blob in repository.files(commit).items()
        if path.startswith(prefix) and _is_below(path.removeprefix(prefix), places)
    }
    with repository.blob_reader(LARGEST_FILE) as read:
        files = {path: data for path, blob in inside.items() if (data := read(blob)) is not None}
    return of_mapping(files)
