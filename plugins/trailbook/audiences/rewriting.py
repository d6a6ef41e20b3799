"""Rewrites a history without what is hidden, for ``git fast-import`` (git-fast-import(1), INPUT FORMAT).

Every commit stays, with its author, committer and dates, and with the files that an audience may see. Which messages
are kept is decided in ``withheld``.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from trailbook.audiences.file_classification import is_record
from trailbook.audiences.hidden_names import without_links, without_names
from trailbook.audiences.history import FullHistory, Ref
from trailbook.audiences.redaction import redact
from trailbook.audiences.visibility import RELEASES, FileVersion, Visibility
from trailbook.audiences.withheld import COMMON_BRANCHES, Quotes, is_version, withheld_commits
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.text.spellings import fold
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.git.command import scratch_git
from trailbook.trail.git.commits import Commit, FileChange, Person
from trailbook.trail.git.kept import CACHE, PEOPLE, SIGNATURES, lend, make
from trailbook.trail.git.mailmap import MAILMAP, CarriedPeople, carry_people
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.signatures import Signature, as_values
from trailbook.trail.reasons.messages import read_message
from trailbook.trail.trusted_keys import signatures_of

WITHHELD = "Withheld from this audience\n"
"""Replaces a message that may speak of what is hidden."""
NOBODY = "Withheld from this audience"
"""Replaces the name of whoever made a commit of which nothing can be seen."""
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
    _redactions: dict[FileVersion, tuple[bytes | None, str]] = field(default_factory=dict)

    @cached_property
    def withheld(self) -> frozenset[str]:
        """The ids of the commits whose messages are withheld."""
        return withheld_commits(self.history, self._touches, self._names, self.visibility.hidden)

    @cached_property
    def quotes(self) -> Quotes:
        """What a text may quote of the commits whose messages are withheld."""
        return Quotes(commit for commit in self.history.commits if commit.id in self.withheld)

    @cached_property
    def unnamed(self) -> frozenset[str]:
        """The ids of the commits whose people are withheld as well, since nothing of what they changed can be seen."""
        commits = (commit for commit in self.history.commits if commit.id in self.withheld)
        return frozenset(commit.id for commit in commits if not any(map(self._is_visible, commit.changes)))

    @property
    def branch(self) -> str:
        """The full name of the checked-out branch, empty if there is none, or its name may speak of what is hidden."""
        head = Ref(self.history.branch, self.history.head)
        return self.history.branch if self.history.branch and self._is_kept_ref(head) else ""

    def stream(self) -> Iterator[bytes]:
        """The input of ``git fast-import``. The mark of a commit is its position in the history, from 1."""
        marks = {commit.id: number for number, commit in enumerate(self.history.commits, start=1)}
        for commit in self.history.commits:
            message = withheld_message(commit.message) if commit.id in self.withheld else commit.message
            yield from _commit(commit, marks, message, is_named=commit.id not in self.unnamed)
            for change in commit.changes:
                yield from self._change(change)
            yield b"\n"
        if self.branch:
            yield _reset(self.branch, marks[self.history.head])
        for ref in filter(self._is_kept_ref, self.history.refs):
            yield (
                _tag(ref, marks[ref.commit], self._tagger(ref), self._tag_message(ref))
                if ref.tagger
                else _reset(ref.name, marks[ref.commit])
            )
        yield b"done\n"

    def _is_kept_ref(self, ref: Ref) -> bool:
        """Whether the copy has a branch or a tag: a version, or what is not called after anything hidden."""
        kind, _, name = ref.name.removeprefix("refs/").partition("/")
        if kind == "tags" and is_version(name):
            return True
        if without_names(name, self.visibility.hidden) != name:
            return False
        if kind == "tags":
            return f"{RELEASES}/{name}.md" in self._releases
        return fold(name) in COMMON_BRANCHES or ref.commit not in self.withheld

    @cached_property
    def _releases(self) -> frozenset[str]:
        """The last two parts of the paths of the pages that can be seen."""
        return frozenset("/".join(path.split("/")[-2:]) for path in self.visibility.hidden.open_paths)

    def _is_visible(self, change: FileChange) -> bool:
        """Whether the copy shows that a change was made."""
        return self._shown(change.old_path, change.before[0]) != self._shown(change.path, change.after)

    def _shown(self, path: str, blob: str | None) -> tuple[str, bytes] | None:
        version = self._version(path, blob)
        data = self.visible_version(version)[0] if version and _is_kept(version.path) else None
        return None if data is None else (path, data)

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

    def _version(self, path: str, blob: str | None) -> FileVersion | None:
        return FileVersion(self.places[path], blob) if blob and path in self.places else None

    def visible_version(self, version: FileVersion) -> tuple[bytes | None, str]:
        """A version as the audience may read it, None if not at all, and the text that is missing from it."""
        if version not in self._redactions:
            self._redactions[version] = self._redacted(version)
        return self._redactions[version]

    def _redacted(self, version: FileVersion) -> tuple[bytes | None, str]:
        if self.visibility.is_hidden(version):
            return None, version.content
        data = self.read(version.content)
        if data is None:
            return None, ""
        found = redact(version.path, data, self.visibility.hidden, self.visibility.removed(version))
        return found.data, found.removed_text if found.data is not None else version.content

    def _touches(self, commit: Commit) -> bool:
        """Whether a commit changed anything hidden, or a file whose history and whole content the copy lacks."""
        paths = {path for change in commit.changes for path in (change.old_path, change.path)}
        return any(not _is_kept(self.places.get(path, "")) and path not in self.whole for path in paths) or any(
            map(self._touches_hidden, commit.changes)
        )

    def _touches_hidden(self, change: FileChange) -> bool:
        """Whether a file is hidden on either side of a change, lost other text on each, or is a file on neither.

        A change may move a file or set its mode alone. What is a link or a submodule on both sides can't be judged.
        """
        pair = ((change.old_path, change.before[0]), (change.path, change.after))
        if not any(blob for _, blob in pair):
            return True
        sides = [self.visible_version(version) for place in pair if (version := self._version(*place))]
        is_hidden = any(data is None for data, _ in sides)
        return is_hidden or self._removed_text(*pair[0]) != self._removed_text(*pair[1])

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
        is_withheld = ref.commit in self.withheld or self._mentions_hidden(ref.message, set())
        return WITHHELD if is_withheld or self.quotes.are_in(ref.message) else ref.message

    def _tagger(self, ref: Ref) -> str:
        """Who made a tag and when, by name only if a commit that can be seen names them."""
        who, _, when = ref.tagger.rpartition("> ")
        return ref.tagger if who.rpartition("<")[2].casefold() in self._known_addresses else f"{NOBODY} <> {when}"

    @cached_property
    def _known_addresses(self) -> frozenset[str]:
        named = [commit for commit in self.history.commits if commit.id not in self.unnamed]
        return frozenset(who.email.casefold() for commit in named for who in (commit.author, commit.committer))


def _is_kept(place: str) -> bool:
    """Whether the history of the copy holds a file: a record, a page, a snapshot or a series of observations."""
    return is_record(place) or place.startswith((f"{SNAPSHOTS}/", f"{OBSERVATIONS}/"))


def withheld_message(message: str) -> str:
    """The replacement of a message. It mentions that a reason was given if one was, so that none seems missing."""
    read = read_message(message)
    return f"{WITHHELD}{REASON}" if read.prose or read.values("Rationale") else WITHHELD


def _commit(commit: Commit, marks: Mapping[str, int], message: str, *, is_named: bool) -> Iterator[bytes]:
    if not commit.parents:
        yield b"reset %b\n" % _WORK
    yield b"commit %b\nmark :%d\n" % (_WORK, marks[commit.id])
    for role, who, when in (
        (b"author", commit.author, commit.authored),
        (b"committer", commit.committer, commit.committed),
    ):
        person = _person(who, when) if is_named else _person(Person(NOBODY, ""), when.astimezone(UTC))
        yield b"%b %b\n" % (role, person)
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


def _tag(ref: Ref, mark: int, tagger: str, message: str) -> bytes:
    name = ref.name.removeprefix("refs/tags/").encode()
    return b"tag %b\nfrom :%d\ntagger %b\n%b" % (name, mark, tagger.encode(), _data(message.encode()))


def _carry_signatures(signatures: Mapping[str, Signature], commits: Mapping[str, str], folder: Path) -> None:
    """Write what git says of signatures into what is kept about a copy, whose commits can't be signed again.

    ``commits`` gives the id in the copy of each commit.
    """
    values = {commits[id]: as_values(signature) for id, signature in signatures.items() if id in commits}
    (folder / SIGNATURES).write_text(json.dumps(values), encoding="utf-8")


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
    named = {id: copy for id, copy in new.items() if id not in rewrite.unnamed}
    if rewrite.branch:
        git.output("symbolic-ref", "HEAD", rewrite.branch)
    else:
        git.output("update-ref", "--no-deref", "HEAD", new[history.head])
    git.output("update-ref", "-d", "refs/trailbook/work")
    git.output("read-tree", "HEAD")
    kept = to / ".git" / "trailbook"
    kept.mkdir()
    _carry_signatures(signatures_of(repository, named), named, kept)
    mailmap = redact(MAILMAP, repository.top_file(repository.commit_id(), MAILMAP), rewrite.visibility.hidden)
    raw = {named[one.id]: (one.raw_author, one.raw_committer) for one in history.commits if one.id in named}
    carry_people(CarriedPeople((mailmap.data or b"").decode("utf-8", "replace"), raw), kept / PEOPLE)
    if repository.kept:
        _share_cache(repository.kept, kept)
    lend(to / ".git", kept)


def _share_cache(ours: Path, theirs: Path) -> None:
    """Let the copy use the cache: its entries are named after contents, so none reveals what is hidden."""
    with suppress(OSError):  # no symbolic links here: the copy derives what it needs again
        make(ours)
        (theirs / CACHE).symlink_to((ours / CACHE).resolve())
