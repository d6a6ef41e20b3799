"""The copy of a knowledge base that an audience may read, as a folder with a history of its own."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from trailbook.audiences.attachments import hidden_attachments, holds_names
from trailbook.audiences.audience import Audience, stated_folders, with_stated_folders
from trailbook.audiences.file_classification import is_record, is_text, stated_levels
from trailbook.audiences.hidden_names import without_names
from trailbook.audiences.history import FullHistory, read_history
from trailbook.audiences.redaction import Redacted, redact
from trailbook.audiences.rewriting import HistoryRewrite, write_history
from trailbook.audiences.visibility import FileVersion, Material, Visibility, determine_visibility, hide_releases
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.records.classification import WITHHELD
from trailbook.records.contacts import CONTACTS, read_contacts
from trailbook.records.vocabulary import Sensitivity
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.sources.state import copy_state
from trailbook.text.files import find_files
from trailbook.text.scratch import Scratch
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.git.command import NoHistoryError
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.signatures import ALLOWED_SIGNERS
from trailbook.trail.sign_offs.roles import ROLES

SETTINGS = "mkdocs.yml"
_TOP_FILES = (".mailmap", ALLOWED_SIGNERS, ".gitattributes")
"""The files that git and the trail read in the top folder of the repository."""


@dataclass(frozen=True)
class CopySource:
    """A knowledge base: its folder, its documentation folder and its record folders.

    ``settings`` is the text of its mkdocs.yml.
    """

    root: Path
    docs: str
    folders: tuple[str, ...]
    settings: str = ""

    def holds(self, path: str) -> bool:
        """Whether a file, by its path relative to the folder, is published or read for what is published."""
        pure = PurePosixPath(path)
        places = (self.docs, *self.folders, SNAPSHOTS, OBSERVATIONS)
        below = any(pure.parts[: len(top)] == top for top in (PurePosixPath(place).parts for place in places))
        return path == ROLES or (below and not any(part.startswith(".") for part in pure.parts))


class SourceFile(NamedTuple):
    """A file in the folder: its bytes and its real path, which differs from its own if it is a symbolic link."""

    data: bytes
    real: str


@dataclass(frozen=True)
class Copy:
    """A copy: its folder, and what is visible in it, by paths relative to the folder."""

    root: Path
    visibility: Visibility

    def nav(self, entries: list[Any], docs: str) -> list[Any]:
        """A ``nav`` without entries that lead to hidden pages."""
        return [kept for entry in entries if (kept := self._entry(entry, docs)) is not None]

    def _entry(self, entry: Any, docs: str) -> Any:
        if isinstance(entry, dict):
            named = {self._plain(str(title)): self._target(value, docs) for title, value in entry.items()}
            return {title: value for title, value in named.items() if value not in (None, [])} or None
        return self._target(entry, docs)

    def _target(self, value: Any, docs: str) -> Any:
        if isinstance(value, list):
            return self.nav(value, docs)
        if not isinstance(value, str):
            return value
        path = PurePosixPath(docs, value).as_posix()
        is_hidden = path in self.visibility.hidden.paths or self._plain(value) != value
        return None if is_hidden or value == WITHHELD else value

    def _plain(self, text: str) -> str:
        return without_names(text, self.visibility.hidden)


@contextmanager
def copy_for(audience: Audience, source: CopySource) -> Iterator[Copy]:
    """The copy of a knowledge base for an audience, which is deleted when the block ends.

    Raises ``HistoryError`` if a part of the history is missing, or git can't write the copy.
    """
    with Scratch() as scratch:
        yield write_copy(audience, source, Path(scratch).resolve())


def write_copy(audience: Audience, source: CopySource, to: Path) -> Copy:
    """Write the copy of a knowledge base for an audience into an empty folder.

    Raises ``HistoryError`` if a part of the history is missing, or git can't write the copy.
    """
    try:
        repository = Repository(source.root)
    except NoHistoryError:
        repository = None
    copy = _write(audience, source, to, repository)
    _write_contacts(audience, source, copy)
    if "sources" in source.settings:
        copy_state(source.root, copy.root, audience.level, stated_levels)
    return copy


def _write_contacts(audience: Audience, source: CopySource, copy: Copy) -> None:
    """How teams are reached, for those who may read it as it is now; nobody gets what it was before."""
    contacts, faults = read_contacts(source.root)
    if contacts.teams and not faults and audience.may_read(contacts.classification):
        data = (source.root / CONTACTS).read_bytes()
        (copy.root / CONTACTS).write_bytes(redact(CONTACTS, data, copy.visibility.hidden).data or b"")


def _write(audience: Audience, source: CopySource, to: Path, repository: Repository | None) -> Copy:
    files = dict(_source_files(source))
    if repository is None or not repository.has_commits():
        material = Material([_versions(files)], lambda version: _data(files, version.path))
        visibility = determine_visibility(audience, material)
        _write_files(_open_files(visibility, source, files), visibility, source, to)
        return Copy(to, visibility)
    root = to / repository.prefix
    root.mkdir(parents=True, exist_ok=True)
    with read_history(repository.top, repository.names()) as (history, read):
        places = _places(history, repository.prefix, source)
        stated = [stated_folders(state, repository.prefix, read) for state in history.states]
        material = _material(history, places, files, read)
        visibility = determine_visibility(with_stated_folders(audience, stated), material)
        open_files, rewrite = _rewrite(source, files, HistoryRewrite(history, read, visibility, places), repository)
        if hide_releases(visibility, material, rewrite.quotes.are_in):
            open_files, rewrite = _rewrite(source, files, HistoryRewrite(history, read, visibility, places), repository)
        write_history(rewrite, to, repository)
    _write_files(open_files, visibility, source, root)
    for name in _TOP_FILES:
        if (file := repository.top / name).is_file():
            (to / name).write_bytes(redact(name, file.read_bytes(), visibility.hidden).data or b"")
    return Copy(root, visibility)


def _rewrite(
    source: CopySource, files: Mapping[str, SourceFile], rewrite: HistoryRewrite, repository: Repository
) -> tuple[dict[str, bytes], HistoryRewrite]:
    """The files that the audience may see, and the history with those that are whole."""
    open_files = _open_files(rewrite.visibility, source, files)
    whole = (path for path, data in open_files.items() if data == files[path].data)
    return open_files, replace(rewrite, whole=frozenset(f"{repository.prefix}{path}" for path in whole))


def _source_files(source: CopySource) -> Iterator[tuple[str, SourceFile]]:
    """The files in the folder now, by path. A symbolic link counts if it leads to a file below the same place."""
    for place in dict.fromkeys((source.docs, *source.folders, SNAPSHOTS, OBSERVATIONS)):
        top = (source.root / place).resolve()
        for parent, inner, names in os.walk(source.root / place):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for name in sorted(names):
                file = Path(parent, name)
                path = file.relative_to(source.root).as_posix()
                if source.holds(path) and file.is_file() and (target := file.resolve()).is_relative_to(top):
                    real = PurePosixPath(place, target.relative_to(top).as_posix()).as_posix()
                    if source.holds(real):
                        yield path, SourceFile(file.read_bytes(), real)
    if (source.root / ROLES).is_file() and not (source.root / ROLES).is_symlink():
        yield ROLES, SourceFile((source.root / ROLES).read_bytes(), ROLES)


_NOW = "work tree"
"""Identifies the present content of a file in the folder, in place of a blob id."""


def _data(files: Mapping[str, SourceFile], path: str) -> bytes | None:
    return files[path].data if path in files else None


def _versions(files: Iterable[str]) -> list[FileVersion]:
    return [FileVersion(path, _NOW) for path in files]


def _places(history: FullHistory, prefix: str, source: CopySource) -> dict[str, str]:
    """The path in the knowledge base of each text file that any commit has, by its path in the repository."""
    paths = {path for commit in history.commits for change in commit.changes for path in (change.path, change.old_path)}
    paths |= {path for state in history.states for path in state}
    inside = ((path, path.removeprefix(prefix)) for path in paths if path.startswith(prefix))
    return {path: place for path, place in inside if is_text(place) and source.holds(place)}


def _material(
    history: FullHistory, places: Mapping[str, str], files: Mapping[str, SourceFile], read: Blobs
) -> Material:
    def version(path: str, blob: str | None) -> FileVersion | None:
        return FileVersion(places[path], blob) if blob and path in places else None

    changes = [change for commit in history.commits for change in commit.changes]
    pairs = [(version(c.old_path, c.before[0]), version(c.path, c.after)) for c in changes]
    states = [[v for path, blob in state.items() if (v := version(path, blob))] for state in history.states]
    return Material(
        [_versions(files), *states],
        lambda version: _data(files, version.path) if version.content == _NOW else read(version.content),
        list(dict.fromkeys(side for pair in pairs for side in pair if side)),
        [(old, new) for old, new in pairs if old and new],
    )


def _write_files(files: Mapping[str, bytes], visibility: Visibility, source: CopySource, root: Path) -> None:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    (root / SETTINGS).write_text(without_names(source.settings, visibility.hidden), encoding="utf-8")


def _open_files(visibility: Visibility, source: CopySource, files: Mapping[str, SourceFile]) -> dict[str, bytes]:
    """The files as the audience may see them, without those it may not see and the attachments of hidden pages."""
    closed: dict[str, bytes] = {}
    open_files: dict[str, bytes] = {}
    for path, (data, real) in files.items():
        version = FileVersion(real, _NOW)
        if visibility.is_hidden(version) or visibility.is_hidden(FileVersion(path, _NOW)):
            closed[path] = data
            continue
        removed = visibility.removed(version)
        found = redact(real, data, visibility.hidden, removed) if is_text(real) else Redacted(data)
        if found.data is not None and not is_record(real) and holds_names(found.data, visibility.hidden):
            found = Redacted(None)
        closed[path] = data if found.data is None else found.removed_text.encode()
        if found.data is not None:
            open_files[path] = found.data
    docs = PurePosixPath(source.docs).as_posix()
    settings = without_names(source.settings, visibility.hidden)
    left_out = hidden_attachments(docs, open_files, closed, visibility.hidden.paths, settings)
    return {path: data for path, data in open_files.items() if path not in left_out}


def empty_copy_message(level: Sensitivity, source: CopySource, copy: Path) -> str:
    """An error message with the remedy if nothing of a knowledge base is left in its copy; empty if something is."""
    if any(find_files(copy, source.folders)) or not any(find_files(source.root, source.folders)):
        return ""
    readers = "everybody" if level == "public" else "this audience"
    return f"nothing here is {level}; state 'classification: {level}' on what may be read by {readers}"
