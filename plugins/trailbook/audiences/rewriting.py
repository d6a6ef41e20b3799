"""Writing a history again without what is hidden, for ``git fast-import`` (git-fast-import(1), INPUT FORMAT).

Every commit stays, with its author, committer and dates, and with the files that an audience may see. Its message
stays where neither the commit nor what it brought together touched anything hidden or left out, and where it names
nothing hidden.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from trailbook.audiences.documents import redacted
from trailbook.audiences.forms import is_record
from trailbook.audiences.judgement import Judgement, Version
from trailbook.audiences.names import names_hidden, without_links, without_names
from trailbook.audiences.past import Past, Ref
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.git.commits import Commit, FileChange, Person
from trailbook.trail.git.mainline import brought_by
from trailbook.trail.messages import read_message

WITHHELD = "Withheld from this audience\n"
"""What stands in place of a message that may speak of what is hidden."""
REASON = "\nThe reason that was given is withheld from this audience: it may speak of what is not shown here.\n"
_WORK = b"refs/trailbook/work"


@dataclass
class Rewriting:
    """One history, and what an audience may see of it.

    ``places`` gives the place of files in the knowledge base, ``whole`` the files that the copy holds as they are.
    """

    past: Past
    read: Blobs
    judgement: Judgement
    places: Mapping[str, str]
    whole: frozenset[str] = frozenset()
    _told: dict[Version, tuple[bytes | None, str]] = field(default_factory=dict)

    def stream(self) -> Iterator[bytes]:
        """What ``git fast-import`` is given. The mark of a commit is its place in the history, from 1."""
        marks = {commit.id: number for number, commit in enumerate(self.past.commits, start=1)}
        withheld = self._withheld()
        for commit in self.past.commits:
            message = withheld_message(commit.message) if commit.id in withheld else commit.message
            yield from _commit(commit, marks, message)
            for change in commit.changes:
                yield from self._change(change)
            yield b"\n"
        if self.past.branch:
            yield _reset(self.past.branch, marks[self.past.head])
        for ref in self.past.refs:
            if names_hidden(ref.name, self.judgement.hidden):
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
        data = self.told(version)[0] if version else None
        if data is None:
            yield b"D " + _quoted(change.path) + b"\n"
        else:
            yield b"M 100644 inline " + _quoted(change.path) + b"\n" + _data(data)

    def _version(self, path: str, blob: str | None) -> Version | None:
        return Version(self.places[path], blob) if blob and path in self.places else None

    def told(self, version: Version) -> tuple[bytes | None, str]:
        """A version as the audience may read it (None for nothing of it), and what is not told of it."""
        if version not in self._told:
            self._told[version] = self._redacted(version)
        return self._told[version]

    def _redacted(self, version: Version) -> tuple[bytes | None, str]:
        if self.judgement.is_hidden(version):
            return None, version.content
        data = self.read(version.content)
        if data is None:
            return None, ""
        found = redacted(version.path, data, self.judgement.hidden, self.judgement.removed(version))
        return found.data, found.taken if found.data is not None else version.content

    def _withheld(self) -> frozenset[str]:
        """The commits whose messages may speak of what is hidden, and the merges that brought them."""
        newest_first = {commit.id: commit for commit in reversed(self.past.commits)}
        found = {commit.id for commit in self.past.commits if self._touches(commit) or self._names(commit)}
        merges = brought_by(newest_first, self.past.head)
        return frozenset(found | {merges[id] for id in found if id in merges})

    def _touches(self, commit: Commit) -> bool:
        """Whether a commit changed anything hidden, or a file of which the copy has neither versions nor the whole."""
        paths = {path for change in commit.changes for path in (change.old_path, change.path)}
        return any(not _is_kept(self.places.get(path, "")) and path not in self.whole for path in paths) or any(
            self._untold(c.old_path, c.before[0]) != self._untold(c.path, c.after) for c in commit.changes
        )

    def _untold(self, path: str, blob: str | None) -> str:
        version = self._version(path, blob)
        return self.told(version)[1] if version else ""

    def _names(self, commit: Commit) -> bool:
        lost: set[str] = set()
        for change in commit.changes:
            for version in (self._version(change.old_path, change.before[0]), self._version(change.path, change.after)):
                lost |= self.judgement.removed(version) if version else set()
        return self._is_telling(commit.message, lost)

    def _is_telling(self, text: str, lost: set[str]) -> bool:
        hidden = self.judgement.hidden
        return without_names(without_links(text, hidden), hidden, lost) != text

    def _tag_message(self, ref: Ref) -> str:
        return WITHHELD if self._is_telling(ref.message, set()) else ref.message


def _is_kept(place: str) -> bool:
    """Whether the history of the copy holds a file: a record, a page, or a series of what was observed."""
    return is_record(place) or place.startswith((f"{SNAPSHOTS}/", f"{OBSERVATIONS}/"))


def withheld_message(message: str) -> str:
    """What stands in place of a message; it says that a reason was given where one was, so that none seems missing."""
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
