"""Rewrites a history without what is hidden, for ``git fast-import`` (git-fast-import(1), INPUT FORMAT).

Every commit stays, with its author, committer and dates, and with the files that an audience may see. Its message is
kept if neither the commit nor the commits it merged touched anything that is hidden or left out, and if it names
nothing hidden.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from trailbook.audiences.file_classification import is_record
from trailbook.audiences.hidden_names import names_hidden, without_links, without_names
from trailbook.audiences.history import FullHistory, Ref
from trailbook.audiences.redaction import redact
from trailbook.audiences.visibility import Version, Visibility
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.git.command import scratch_git
from trailbook.trail.git.commits import Commit, FileChange, Person
from trailbook.trail.git.mainline import brought_by
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.signatures import CARRIED, Signature, as_values
from trailbook.trail.reasons.messages import read_message

WITHHELD = "Withheld from this audience\n"
"""Replaces a message that may speak of what is hidden."""
REASON = "\nThe reason that was given is withheld from this audience: it may speak of what is not shown here.\n"
_WORK = b"refs/trailbook/work"


@dataclass
class HistoryRewrite:
    """One history, and what an audience may see of it.

    ``places`` maps paths in the repository to paths in the knowledge base; ``whole`` are the files that the copy
    holds unchanged.
    """

    history: FullHistory
    read: Blobs
    visibility: Visibility
    places: Mapping[str, str]
    whole: frozenset[str] = frozenset()
    _redactions: dict[Version, tuple[bytes | None, str]] = field(default_factory=dict)

    def stream(self) -> Iterator[bytes]:
        """The input of ``git fast-import``. The mark of a commit is its position in the history, from 1."""
        marks = {commit.id: number for number, commit in enumerate(self.history.commits, start=1)}
        withheld = self._withheld()
        for commit in self.history.commits:
            message = withheld_message(commit.message) if commit.id in withheld else commit.message
            yield from _commit(commit, marks, message)
            for change in commit.changes:
                yield from self._change(change)
            yield b"\n"
        if self.history.branch:
            yield _reset(self.history.branch, marks[self.history.head])
        for ref in self.history.refs:
            if names_hidden(ref.name, self.visibility.hidden):
                continue
            yield (
                _tag(ref, marks[ref.commit], self._tag_message(ref))
                if ref.tagger
                else _reset(ref.name, marks[ref.commit])
            )
        yield b"done\n"

    def _change(self, change: FileChange) -> Iterator[bytes]:
        if (
            change.old_path != change.path
            and change.before[0] is not None
            and _is_kept(self.places.get(change.old_path, ""))
        ):
            yield b"D " + _quoted(change.old_path) + b"\n"
        if not _is_kept(self.places.get(change.path, "")):
            return
        version = self._version(change.path, change.after)
        data = self.visible_version(version)[0] if version else None
        if data is None:
            yield b"D " + _quoted(change.path) + b"\n"
        else:
            yield b"M 100644 inline " + _quoted(change.path) + b"\n" + _data(data)

    def _version(self, path: str, blob: str | None) -> Version | None:
        return Version(self.places[path], blob) if blob and path in self.places else None

    def visible_version(self, version: Version) -> tuple[bytes | None, str]:
        """A version as the audience may read it, None if not at all, and the text that is missing from it."""
        if version not in self._redactions:
            self._redactions[version] = self._redacted(version)
        return self._redactions[version]

    def _redacted(self, version: Version) -> tuple[bytes | None, str]:
        if self.visibility.is_hidden(version):
            return None, version.content
        data = self.read(version.content)
        if data is None:
            return None, ""
        found = redact(version.path, data, self.visibility.hidden, self.visibility.removed(version))
        return found.data, found.removed_text if found.data is not None else version.content

    def _withheld(self) -> frozenset[str]:
        """The commits whose messages may speak of what is hidden, and the merges that brought them in."""
        newest_first = {commit.id: commit for commit in reversed(self.history.commits)}
        found = {commit.id for commit in self.history.commits if self._touches(commit) or self._names(commit)}
        merges = brought_by(newest_first, self.history.head)
        return frozenset(found | {merges[id] for id in found if id in merges})

    def _touches(self, commit: Commit) -> bool:
        """Whether a commit changed anything hidden, or a file whose history and whole content the copy lacks."""
        paths = {path for change in commit.changes for path in (change.old_path, change.path)}
        return any(not _is_kept(self.places.get(path, "")) and path not in self.whole for path in paths) or any(
            self._removed_text(c.old_path, c.before[0]) != self._removed_text(c.path, c.after) for c in commit.changes
        )

    def _removed_text(self, path: str, blob: str | None) -> str:
        version = self._version(path, blob)
        return self.visible_version(version)[1] if version else ""

    def _names(self, commit: Commit) -> bool:
        lost: set[str] = set()
        for change in commit.changes:
            for version in (self._version(change.old_path, change.before[0]), self._version(change.path, change.after)):
                lost |= self.visibility.removed(version) if version else set()
        return self._mentions_hidden(commit.message, lost)

    def _mentions_hidden(self, text: str, lost: set[str]) -> bool:
        hidden = self.visibility.hidden
        return without_names(without_links(text, hidden), hidden, lost) != text

    def _tag_message(self, ref: Ref) -> str:
        return WITHHELD if self._mentions_hidden(ref.message, set()) else ref.message


def _is_kept(place: str) -> bool:
    """Whether the history of the copy holds a file: a record, a page, a snapshot or a series of observations."""
    return is_record(place) or place.startswith((f"{SNAPSHOTS}/", f"{OBSERVATIONS}/"))


def withheld_message(message: str) -> str:
    """The replacement of a message. It mentions that a reason was given if one was, so that none seems missing."""
    read = read_message(message)
    return f"{WITHHELD}{REASON}" if read.prose or read.values("Rationale") else WITHHELD


def _commit(commit: Commit, marks: Mapping[str, int], message: str) -> Iterator[bytes]:
    if not commit.parents:
        yield b"reset %b\n" % _WORK
    yield b"commit %b\nmark :%d\n" % (_WORK, marks[commit.id])
    yield b"author %b\n" % _person(commit.author, commit.authored)
    yield b"committer %b\n" % _person(commit.committer, commit.committed)
    yield _data(message.encode("utf-8", "replace"))
    for number, parent in enumerate(commit.parents):
        yield (b"merge :%d\n" if number else b"from :%d\n") % marks[parent]


def _person(person: Person, when: datetime) -> bytes:
    name, mail = (" ".join(text.translate(_UNNAMED).split()) for text in (person.name, person.email))
    stamp = f"{int(when.timestamp())} {when:%z}"
    return f"{name} <{mail}> {stamp}".lstrip().encode("utf-8", "replace")


_UNNAMED = {ord(mark): None for mark in "<>\n\0"}


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def _quoted(path: str) -> bytes:
    raw = path.encode("utf-8", "surrogateescape")
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'


def _reset(ref: str, mark: int) -> bytes:
    return b"reset %b\nfrom :%d\n\n" % (ref.encode(), mark)


def _tag(ref: Ref, mark: int, message: str) -> bytes:
    name = ref.name.removeprefix("refs/tags/").encode()
    return b"tag %b\nfrom :%d\ntagger %b\n%b" % (name, mark, ref.tagger.encode(), _data(message.encode()))


def _carry_signatures(signatures: Mapping[str, Signature], commits: Mapping[str, str], folder: Path) -> None:
    """Write what git says of signatures into the git folder of a copy, whose commits can't be signed again.

    ``commits`` gives the id in the copy of each commit.
    """
    values = {commits[id]: as_values(signature) for id, signature in signatures.items() if id in commits}
    file = folder / CARRIED
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(values), encoding="utf-8")


def write_history(rewrite: HistoryRewrite, to: Path, repository: Repository) -> None:
    """Write the history into a new repository in the folder ``to``. Raises ``HistoryError`` if git fails."""
    history = rewrite.history
    git = scratch_git(to).using(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    git.output("init", "--quiet", "--template=", "--initial-branch=main")
    marks = to / ".git" / "marks"
    options = ("--quiet", "--force", "--date-format=raw", f"--export-marks={marks}")
    git.feed(rewrite.stream(), "fast-import", *options)
    ids = dict(line.split() for line in marks.read_text(encoding="ascii").splitlines())
    new = {commit.id: ids[f":{number}"] for number, commit in enumerate(history.commits, start=1)}
    if history.branch:
        git.output("symbolic-ref", "HEAD", history.branch)
    else:
        git.output("update-ref", "--no-deref", "HEAD", new[history.head])
    git.output("update-ref", "-d", "refs/trailbook/work")
    git.output("read-tree", "HEAD")
    _carry_signatures(repository.signatures(new), new, to / ".git")
    _share_cache(repository.cache_file, to / ".git" / "trailbook")


def _share_cache(ours: Path, folder: Path) -> None:
    """Let the copy use the cache: its entries are named after contents, so none reveals what is hidden."""
    try:
        ours.parent.mkdir(exist_ok=True)
        folder.mkdir(exist_ok=True)
        (folder / ours.name).symlink_to(ours.resolve())
    except OSError:
        return  # no symbolic links here: the copy derives what it needs again
