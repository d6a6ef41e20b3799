"""The copy of a knowledge base that an audience may read, as a folder with a history of its own."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from trailbook.audiences.attachments import left_out
from trailbook.audiences.audience import Audience, folders_in, with_defaults
from trailbook.audiences.file_classification import is_text
from trailbook.audiences.hidden_names import without_names
from trailbook.audiences.history import Past, read_past
from trailbook.audiences.redaction import Redacted, redacted
from trailbook.audiences.rewriting import Rewriting, write_history
from trailbook.audiences.visibility import Judgement, Material, Version, judge
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.records.classification import WITHHELD
from trailbook.records.vocabulary import Sensitivity
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.text.files import find_files
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.git.repository import NoHistoryError, Repository
from trailbook.trail.git.signatures import ALLOWED_SIGNERS
from trailbook.trail.sign_offs.roles import ROLES

SETTINGS = "mkdocs.yml"
_BESIDE = (".mailmap", ALLOWED_SIGNERS, ".gitattributes")
"""What git and the trail read in the top folder of the repository."""


@dataclass(frozen=True)
class Source:
    """A knowledge base: its folder, its documentation folder and its record folders.

    ``settings`` is the text of its mkdocs.yml.
    """

    root: Path
    docs: str
    folders: tuple[str, ...]
    settings: str = ""

    def holds(self, path: str) -> bool:
        """Whether a file, relative to the folder, can be published or read for what is."""
        pure = PurePosixPath(path)
        places = (self.docs, *self.folders, SNAPSHOTS, OBSERVATIONS)
        below = any(pure.parts[: len(top)] == top for top in (PurePosixPath(place).parts for place in places))
        return path == ROLES or (below and not any(part.startswith(".") for part in pure.parts))


class Lying(NamedTuple):
    """A file in the folder: its bytes, and the path of what it is, which differs from its own for a link."""

    data: bytes
    real: str


@dataclass(frozen=True)
class Copy:
    """A copy: its folder, and what tells which files are left out of it, relative to the folder."""

    root: Path
    judgement: Judgement

    def nav(self, entries: list[Any], docs: str) -> list[Any]:
        """A ``nav`` without what leads to hidden pages."""
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
        gone = path in self.judgement.hidden.paths or self._plain(value) != value
        return None if gone or value == WITHHELD else value

    def _plain(self, text: str) -> str:
        return without_names(text, self.judgement.hidden)


@contextmanager
def copy_for(audience: Audience, source: Source) -> Iterator[Copy]:
    """The copy of a knowledge base for an audience, until the block ends.

    Raises ``HistoryError`` where a part of the history is missing, or git can't write the copy.
    """
    with TemporaryDirectory(prefix="trailbook-") as scratch:
        yield write_copy(audience, source, Path(scratch).resolve())


def write_copy(audience: Audience, source: Source, to: Path) -> Copy:
    """Write the copy of a knowledge base for an audience into an empty folder. Raises ``HistoryError``."""
    try:
        repository = Repository(source.root)
    except NoHistoryError:
        return _write(audience, source, to, None)
    return _write(audience, source, to, repository)


def _write(audience: Audience, source: Source, to: Path, repository: Repository | None) -> Copy:
    lying = dict(_lying(source))
    if repository is None or not repository.has_commits():
        judgement = judge(audience, Material([_versions(lying)], lambda version: _data(lying, version.path)))
        _write_files(_open_files(judgement, source, lying), judgement, source, to)
        return Copy(to, judgement)
    root = to / repository.prefix
    root.mkdir(parents=True, exist_ok=True)
    with read_past(repository.top) as (past, read):
        places = _places(past, repository.prefix, source)
        audience = with_defaults(audience, [folders_in(state, repository.prefix, read) for state in past.states])
        judgement = judge(audience, _material(past, places, lying, read))
        files = _open_files(judgement, source, lying)
        whole = frozenset(f"{repository.prefix}{path}" for path, data in files.items() if data == lying[path].data)
        write_history(Rewriting(past, read, judgement, places, whole), to, repository)
    _write_files(files, judgement, source, root)
    for name in _BESIDE:
        if (file := repository.top / name).is_file():
            (to / name).write_bytes(redacted(name, file.read_bytes(), judgement.hidden).data or b"")
    return Copy(root, judgement)


def _lying(source: Source) -> Iterator[tuple[str, Lying]]:
    """The files that lie in the folder now, by path. A link counts that leads to a file of the same place."""
    for place in dict.fromkeys((source.docs, *source.folders, SNAPSHOTS, OBSERVATIONS)):
        top = (source.root / place).resolve()
        for parent, inner, names in os.walk(source.root / place):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for name in sorted(names):
                file = Path(parent, name)
                path = file.relative_to(source.root).as_posix()
                if source.holds(path) and file.is_file() and (end := file.resolve()).is_relative_to(top):
                    real = PurePosixPath(place, end.relative_to(top).as_posix()).as_posix()
                    if source.holds(real):
                        yield path, Lying(file.read_bytes(), real)
    if (source.root / ROLES).is_file() and not (source.root / ROLES).is_symlink():
        yield ROLES, Lying((source.root / ROLES).read_bytes(), ROLES)


_NOW = "as it lies there"


def _data(lying: Mapping[str, Lying], path: str) -> bytes | None:
    return lying[path].data if path in lying else None


def _versions(lying: Iterable[str]) -> list[Version]:
    return [Version(path, _NOW) for path in lying]


def _places(past: Past, prefix: str, source: Source) -> dict[str, str]:
    """The path in the knowledge base of each file that any commit has there, by its path in the repository."""
    paths = {path for commit in past.commits for change in commit.changes for path in (change.path, change.old_path)}
    paths |= {path for state in past.states for path in state}
    inside = ((path, path.removeprefix(prefix)) for path in paths if path.startswith(prefix))
    return {path: place for path, place in inside if is_text(place) and source.holds(place)}


def _material(past: Past, places: Mapping[str, str], lying: Mapping[str, Lying], read: Blobs) -> Material:
    def version(path: str, blob: str | None) -> Version | None:
        return Version(places[path], blob) if blob and path in places else None

    changes = [change for commit in past.commits for change in commit.changes]
    pairs = [(version(c.old_path, c.before[0]), version(c.path, c.after)) for c in changes]
    states = [[v for path, blob in state.items() if (v := version(path, blob))] for state in past.states]
    return Material(
        [_versions(lying), *states],
        lambda one: _data(lying, one.path) if one.content == _NOW else read(one.content),
        list(dict.fromkeys(one for pair in pairs for one in pair if one)),
        [(old, new) for old, new in pairs if old and new],
    )


def _write_files(files: Mapping[str, bytes], judgement: Judgement, source: Source, root: Path) -> None:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    (root / SETTINGS).write_text(without_names(source.settings, judgement.hidden), encoding="utf-8")


def _open_files(judgement: Judgement, source: Source, lying: Mapping[str, Lying]) -> dict[str, bytes]:
    """The files that the audience may see, as it may see them, without the attachments of hidden pages."""
    closed: dict[str, bytes] = {}
    told: dict[str, bytes] = {}
    for path, (data, real) in lying.items():
        version = Version(real, _NOW)
        if judgement.is_hidden(version) or judgement.is_hidden(Version(path, _NOW)):
            closed[path] = data
            continue
        found = Redacted(data)
        if is_text(real):
            found = redacted(real, data, judgement.hidden, judgement.removed(version))
        closed[path] = data if found.data is None else found.taken.encode()
        if found.data is not None:
            told[path] = found.data
    docs = PurePosixPath(source.docs).as_posix()
    gone = left_out(docs, told, closed, judgement.hidden.paths, without_names(source.settings, judgement.hidden))
    return {path: data for path, data in told.items() if path not in gone}


def emptiness(level: Sensitivity, source: Source, copy: Path) -> str:
    """What to say of a copy in which nothing of a knowledge base is left, and the remedy; empty where something is."""
    if any(find_files(copy, source.folders)) or not any(find_files(source.root, source.folders)):
        return ""
    readers = "everybody" if level == "public" else "this audience"
    return f"nothing here is {level}; state 'classification: {level}' on what may be read by {readers}"
