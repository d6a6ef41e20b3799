"""A repository on disk: its history, its blobs, its signatures and tags.

One ``git log`` reads all commits and one ``git cat-file`` all blobs.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from trailbook.text.files import MAX_BYTES
from trailbook.text.object_ids import WHOLE
from trailbook.text.scratch import Scratch
from trailbook.trail.git.blobs import Blobs, files_of, reading
from trailbook.trail.git.branches import Branches, read_branches
from trailbook.trail.git.command import Git, GitError, HistoryError, git_version, open_work_tree
from trailbook.trail.git.commits import Commit, utc_day
from trailbook.trail.git.kept import CACHE, PEOPLE, SIGNATURES, kept_folder
from trailbook.trail.git.log import EXACT, OPTIONS, nul_separated, read_log
from trailbook.trail.git.mailmap import MAILMAP, NO_NAMES, CarriedPeople, Mailmap, carried_people, read_mailmap
from trailbook.trail.git.mainline import brought_by
from trailbook.trail.git.openpgp import issuer_of
from trailbook.trail.git.people import People
from trailbook.trail.git.signatures import (
    FORMAT,
    SSH,
    KeyLists,
    Signature,
    carried,
    owners_of,
    read_signatures,
    signature_in,
)
from trailbook.trail.git.stored_commits import repeats_people, with_first_people
from trailbook.trail.git.tags import FORMAT as TAG_FORMAT
from trailbook.trail.git.tags import Tag, TagSignature, read_tags, state_of
from trailbook.trail.redaction import without_credentials

SHALLOW = (
    "this clone is shallow, so most of the trail is missing; run 'git fetch --unshallow', "
    "or set 'fetch-depth: 0' where a workflow checks out the repository"
)
PARTIAL = "this clone is partial, so old revisions would be fetched one by one; clone again without '--filter'"
DAMAGED = "this repository lacks objects that its history names; 'git fsck' lists them, and a fresh clone has them"


PROMISES = r"extensions\.partialclone|remote\..*\.promisor"
"""The settings of a partial clone (git-config(1), partial-clone(7))."""

UNREADABLE = "unable to read"
"""What git says of an object that is missing, when it has to read it."""

_NAMED = re.compile(rf"\b{WHOLE}\b")

_FAILURES = 50
"""How many commits with missing blobs are gone around one by one."""
_TOGETHER = 500
"""How many commits are asked for at once where any may name a missing blob: git reads all of them before the first."""


def read_commits(git: Git, *options: str, feed: bytes = b"", names: Mailmap = NO_NAMES) -> Iterator[Commit]:
    """The commits that ``git log`` lists with the fields of ``log.py``, with people as ``names`` has them.

    Raises ``HistoryError`` if git fails.
    """
    with git.running("log", *options) as pipes:
        pipes.sink.write(feed)
        pipes.sink.close()
        yield from read_log(pipes.source, names)


def _whole(commits: Iterator[Commit]) -> Iterator[Commit]:
    """The commits of a git that may end in the middle of one: the last is given when git has ended well."""
    last: list[Commit] = []
    for commit in commits:
        yield from last
        last = [commit]
    yield from last


def _one(git: Git, id: str, names: Mailmap) -> list[Commit]:
    try:
        return list(read_commits(git, *OPTIONS, "--no-walk=unsorted", id, names=names))
    except GitError:
        return list(read_commits(git, *OPTIONS, EXACT, "--no-walk=unsorted", id, names=names))


Verdict = tuple[str, str, str]
"""What git was asked about signatures, with which SSH keys, and what it said."""


@dataclass(frozen=True)
class History:
    """All commits that can be reached from one, newest first, by id."""

    head: str
    commits: Mapping[str, Commit]

    @cached_property
    def merges(self) -> Mapping[str, str]:
        """For each commit that a merge brought to the main line, that merge."""
        return brought_by(self.commits, self.head)

    @cached_property
    def branches(self) -> Branches:
        """By which merges each commit came to the main line, and which of them is agreement with it."""
        return read_branches(self.commits, self.head)

    def landed(self, commit: Commit) -> datetime:
        """When a commit reached the main line: the commit time of the merge that brought it, or else its own.

        A commit does not land before it was committed: where clocks differ, the later time counts.
        """
        merge = self.commits.get(self.merges.get(commit.id, ""))
        return max(commit.committed, merge.committed) if merge else commit.committed

    def landed_day(self, commit: Commit) -> date:
        """The day (UTC) on which a commit reached the main line."""
        return utc_day(self.landed(commit))

    @cached_property
    def people(self) -> People:
        """Who is who, by the names and addresses of its authors."""
        return People(name for commit in self.commits.values() for name in commit.authors)


class Repository:
    """A git repository on disk. ``prefix`` is the folder of the knowledge base inside it, ending in a slash."""

    def __init__(self, root: Path, *, partial: bool = False) -> None:
        """Open the repository that holds ``root``. With ``partial``, a part of one will do.

        Raises ``NoHistoryError`` if there is none, and ``HistoryError`` if only a part of it is there.
        """
        self.work_tree = open_work_tree(root)
        self.git = self.work_tree.git
        self.root, self.top, self.prefix = self.work_tree.root, self.work_tree.top, self.work_tree.prefix
        self._histories: dict[str, History] = {}
        self._names: dict[str, Mailmap] = {}
        self._ids: set[str] = set()
        self.is_promised = self.git.has_setting(PROMISES)
        self.lack = PARTIAL if self.is_promised else SHALLOW if self.is_shallow else ""
        self._partial = partial
        self.missing: set[str] = set()
        self.verdicts: list[Verdict] = []
        """What git said of signatures so far."""
        if self.lack and not partial:
            raise HistoryError(self.lack)

    def has_commits(self) -> bool:
        """Whether anything is committed."""
        return bool(self.git.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}"))

    @cached_property
    def is_shallow(self) -> bool:
        """Whether commits are missing that others name as their parents."""
        return self._shallow_file.is_file()

    def miss(self, ids: Iterable[str]) -> None:
        """Note that these objects are missing. Raises ``HistoryError`` unless a part of a repository will do."""
        if not self._partial:
            raise HistoryError(DAMAGED)
        self.missing.update(ids)
        self.lack = self.lack or DAMAGED

    def lacks_all(self, ids: Iterable[str]) -> bool:
        """Whether every one of these objects is missing, so that what was found without them still holds."""
        answers = self.git.text("cat-file", "--batch-check", feed="\n".join(ids).encode()).splitlines()
        return not self.is_promised and all(answer.endswith(" missing") for answer in answers)

    @cached_property
    def cut_off(self) -> frozenset[str]:
        """The commits of a shallow clone whose parents are missing, so that nobody knows what they changed."""
        return frozenset(self._shallow_file.read_text(encoding="ascii").split()) if self.is_shallow else frozenset()

    @property
    def _shallow_file(self) -> Path:
        """Where git lists those commits (gitrepository-layout(5))."""
        return self.work_tree.common_dir / "shallow"

    def commit_id(self, revision: str = "HEAD") -> str:
        """The full id of the commit that a revision names. Raises ``HistoryError`` if there is none.

        Git is asked once of each id, which names the same commit forever, and anew of every other name.
        """
        if revision in self._ids:
            return revision
        self._ids.add(id := self.work_tree.commit_id(revision))
        return id

    def history(self, revision: str = "HEAD") -> History:
        """All commits up to a revision, read once, their messages without credentials.

        Raises ``HistoryError`` for a revision that does not exist.
        """
        head = self.commit_id(revision)
        if head not in self._histories:
            commits = without_credentials(self.as_committed(head))
            if (carried := self._carried_people) is not None:
                commits = map(carried.restored, commits)
            self._histories[head] = History(head, {commit.id: commit for commit in commits})
        return self._histories[head]

    def as_committed(self, revision: str = "HEAD") -> Iterator[Commit]:
        """All commits up to a revision, newest first, their messages as they are. Raises ``HistoryError``.

        Where a blob is missing that git has to read, of that commit only those files are known to have moved that were
        moved unchanged.
        """
        head = self.commit_id(revision)
        names = NO_NAMES if self._carried_people else self.names(head)
        repeating = self._repeating_people(head)
        for commit in self._logged(head, names):
            raw = repeating.get(commit.id)
            yield with_first_people(commit, raw, names) if raw else commit

    def _repeating_people(self, head: str) -> dict[str, bytes]:
        """The commits whose headers name several authors or committers, of whom git-log(1) gives the last."""
        with self.git.running("rev-list", "--header", head) as pipes:
            found = [one[: one.index(b"\n")] for one in nul_separated(pipes.source) if repeats_people(one)]
        if not found:
            return {}
        with self.blob_reader(sys.maxsize) as read:
            return {id: raw for id, raw in read.each(one.decode("ascii") for one in found) if raw}

    def _logged(self, head: str, names: Mailmap) -> Iterator[Commit]:
        if self.is_promised:
            yield from read_commits(self.git, *OPTIONS, EXACT, head, names=names)
            return
        number = 0
        try:
            for commit in _whole(read_commits(self.git, *OPTIONS, head, names=names)):
                number += 1
                yield commit
        except GitError as error:
            if UNREADABLE not in error.stderr:
                raise
            self.miss(_NAMED.findall(error.stderr))
            ids = self.git.text("rev-list", "--topo-order", head).splitlines()
            yield from self._around_missing(ids[number:], names)

    def _around_missing(self, ids: Sequence[str], names: Mailmap) -> Iterator[Commit]:
        """The commits of these ids, some of which name a missing blob: if git fails, one of the next two does."""
        failures = 0
        while ids:
            exact = [EXACT] if failures > _FAILURES else []
            options = (*OPTIONS, *exact, "--no-walk=unsorted", "--stdin")
            feed, number = "\n".join(ids[:_TOGETHER]).encode(), 0
            try:
                for commit in _whole(read_commits(self.git, *options, feed=feed, names=names)):
                    number += 1
                    yield commit
                ids = ids[_TOGETHER:]
            except GitError as error:
                if UNREADABLE not in error.stderr:
                    raise
                self.miss(_NAMED.findall(error.stderr))
                for id in ids[number : number + 2]:
                    yield from _one(self.git, id, names)
                failures, ids = failures + 1, ids[number + 2 :]

    def files(self, revision: str = "HEAD") -> dict[str, str]:
        """The blobs of the regular files of a commit by path, from the top of the repository."""
        listed = files_of(self.git, self.commit_id(revision))
        return {path: file.blob for path, file in listed.items() if file.is_regular}

    @contextmanager
    def blob_reader(self, largest: int) -> Iterator[Blobs]:
        """What gives a blob by id: None for one that is missing or has more than ``largest`` bytes."""
        with reading(self.git, largest, promised=self.is_promised) as blobs:
            yield blobs

    def signatures(self, stated: Mapping[str, str], keys: Mapping[str, KeyLists]) -> dict[str, Signature]:
        """The state of each signed commit's signature: ``stated`` is what ``stated_signatures`` gave.

        ``keys`` are the SSH keys that count for each commit; for one that is left out there are none. Git starts a
        program for each signature. What it can't check for lack of an OpenPGP key is the same for all signatures of
        that key, so of these it is asked about one.
        """
        if (known := self.carried_signatures()) is not None:
            return {id: known[id] for id in stated if id in known}
        by_ssh = [id for id, signature in stated.items() if signature.startswith(SSH)]
        by_issuer: dict[str, list[str]] = {}
        for id in stated.keys() - by_ssh:
            by_issuer.setdefault(issuer_of(stated[id]) or id, []).append(id)
        found = self._checked(group[0] for group in by_issuer.values())
        more: list[str] = []
        for first, *others in by_issuer.values():
            if found[first].is_unchecked:
                found.update(dict.fromkeys(others, found[first]))
            else:
                more += others
        return {**found, **self._checked(more), **self._checked_by_ssh(by_ssh, stated, keys)}

    def carried_signatures(self) -> dict[str, Signature] | None:
        """The signatures that a copy carries, whose commits lost them; None if this is no copy."""
        return carried(self.kept / SIGNATURES) if self.kept else None

    def _checked_by_ssh(
        self, ids: Iterable[str], stated: Mapping[str, str], keys: Mapping[str, KeyLists]
    ) -> dict[str, Signature]:
        lists = {id: keys.get(id, KeyLists()) for id in ids}
        found: dict[str, Signature] = {}
        for text in dict.fromkeys(one.trusted for one in lists.values()):
            checked = self._checked([id for id, one in lists.items() if one.trusted == text], text)
            for id, signature in checked.items():
                known = replace(signature, signers=owners_of(stated[id], text) or signature.signers)
                found[id] = known if signature.state == "good" else signature
        unknown = [id for id, one in found.items() if one.state == "unknown key"]
        for text in dict.fromkeys(lists[id].own for id in unknown if lists[id].own):
            checked = self._checked([id for id in unknown if lists[id].own == text], text)
            found |= {id: Signature("own key") for id, one in checked.items() if one.state == "good"}
        return found

    def stated_signatures(self, ids: Iterable[str]) -> dict[str, str]:
        """The signatures in the commits that have one, unchecked, by commit; empty ones for those that a copy lost."""
        if (known := self.carried_signatures()) is not None:
            return {id: "" for id in ids if id in known}
        with self.blob_reader(sys.maxsize) as read:
            found = ((id, signature_in(commit)) for id, commit in read.each(ids) if commit)
            return {id: signature for id, signature in found if signature}

    def _checked(self, ids: Iterable[str], keys: str = "") -> dict[str, Signature]:
        if not (asked := "".join(f"{id}\n" for id in ids)):
            return {}
        return read_signatures(self._verdict(asked, keys).split("\n"))

    def _verdict(self, asked: str, keys: str) -> str:
        """What git says of the signatures of some commits, a line each, or of that of the tag of a reference."""
        with self._knowing(keys) as git:
            if asked.startswith("refs/"):
                answer = "\0".join(map(str, git.verdict("verify-tag", "--raw", asked)))
            else:
                command = ("log", "--no-walk=unsorted", "--stdin", f"--format={FORMAT}")
                answer = git.output(*command, feed=asked.encode()).decode("utf-8", "replace")
        self.verdicts.append((asked, keys, answer))
        return answer

    def confirms(self, verdicts: Iterable[Verdict]) -> bool:
        """Whether git says of signatures what it said before. Raises ``GitError``."""
        return all(self._verdict(asked, keys) == answer for asked, keys, answer in verdicts)

    @contextmanager
    def _knowing(self, keys: str) -> Iterator[Git]:
        """Git that knows the SSH keys of a list, and no others."""
        with Scratch() as folder:
            file = Path(folder, "keys")
            file.write_text(keys, encoding="utf-8")
            yield self.git.using(f"gpg.ssh.allowedSignersFile={file}")

    def tags(self) -> tuple[Tag, ...]:
        """All tags, by name."""
        return tuple(read_tags(self.git.ask("for-each-ref", f"--format={TAG_FORMAT}", "refs/tags")))

    def tag_signature(self, tag: Tag, keys: KeyLists) -> TagSignature:
        """The state of a tag's signature by the SSH keys that count. Git starts a program for each that is signed."""
        if not tag.is_signed:
            return "none"
        status, *messages = self._verdict(tag.ref, keys.trusted).split("\0")
        return state_of(int(status), messages)

    def state(self) -> str:
        """All that the history and its trails depend on, but the keys that signatures are checked with.

        Raises ``HistoryError``.
        """
        return repr((self.committed_state, sorted(self.edited())))

    @cached_property
    def committed_state(self) -> str:
        """The same without the files that differ from what is committed. Raises ``HistoryError``."""
        refs = self.git.text("for-each-ref", "--format=%(refname) %(objectname) %(*objectname)")
        checked_out, version = self.git.ask("symbolic-ref", "--quiet", "HEAD"), git_version()
        return repr((self.commit_id(), checked_out, refs, version, self.prefix, sorted(self.cut_off)))

    def edited(self) -> frozenset[str]:
        """The files below the knowledge base that are committed and differ from that, relative to it."""
        below = [f"--relative={self.prefix}"] if self.prefix else []
        output = self.git.output("diff", "--name-only", "--no-renames", "--no-ext-diff", *below, "-z", "HEAD")
        return frozenset(path.decode("utf-8", "replace") for path in output.split(b"\0") if path)

    @property
    def kept(self) -> Path | None:
        """The folder in which something is kept about this repository, outside of it; None if there is no place."""
        return kept_folder(self.work_tree.common_dir, self.top)

    @property
    def cache_file(self) -> Path | None:
        """Where what is derived from this repository's blobs is kept; None if there is no place for it."""
        return self.kept / CACHE if self.kept else None

    def names(self, revision: str = "HEAD") -> Mailmap:
        """Who is called what by the mailmap that a revision has, whatever lies in the work tree."""
        head = self.commit_id(revision)
        if head not in self._names:
            carried = self._carried_people
            content = carried.mailmap.encode() if carried else self.top_file(head, MAILMAP)
            self._names[head] = read_mailmap(content)
        return self._names[head]

    @cached_property
    def _carried_people(self) -> CarriedPeople | None:
        return carried_people(self.kept / PEOPLE) if self.kept else None

    def top_file(self, commit: str, name: str) -> bytes:
        """A regular file in the top folder of a commit; empty if there is none."""
        entry, _, _ = self.git.output("ls-tree", "-z", "--full-tree", commit, "--", name).partition(b"\t")
        mode, _, rest = entry.partition(b" ")
        id = rest.rpartition(b" ")[2].decode("ascii")
        if not mode.startswith(b"100"):
            return b""
        with self.blob_reader(MAX_BYTES) as read:
            return read(id) or b""
