"""Which SSH keys count for a commit: those that the main line listed before it came, put there by somebody else.

The list is ``.allowed_signers`` in the top folder. What lies in the work tree, or came with the commit or with its own
branch, counts for nothing: whoever signs could have written that. Nor does a line that only the commit's own author or
committer put there. Git can't show whether they are who they say they are; ``audit verify --signers`` asks for a list
of the auditor's own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from trailbook.text.files import MAX_BYTES
from trailbook.trail.approvals import writers
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.git.command import HistoryError
from trailbook.trail.git.commits import Commit, FileChange, Person
from trailbook.trail.git.mainline import landings
from trailbook.trail.git.people import is_account
from trailbook.trail.git.repository import History, Repository
from trailbook.trail.git.signatures import ALLOWED_SIGNERS, KeyLists, Signature, is_pattern, signer_lines
from trailbook.trail.git.tags import Tag, TagSignature

_NO_REPLY = re.compile(r"(?:no|not|do-?not)[-_.]?reply\b", re.IGNORECASE)
"""How the addresses begin under which forges commit what people merge on their pages."""


@dataclass(frozen=True)
class TrustedKeys:
    """The keys of a history. ``read`` gives blobs, ``known_as`` contacts as the mailmap has them.

    ``main`` is where a history that has not come to the main line yet left it: what was listed since came with it.
    """

    history: History
    read: Blobs
    known_as: Callable[[str], str] = str
    main: str = ""

    def before(self, commit: str) -> KeyLists:
        """The keys that count for a commit of the history; none if it is not in it."""
        found = self.history.commits.get(commit)
        if found is None or not self._introductions:
            return KeyLists()
        if self.main and commit not in self._landed:
            return self._lists(self.main, self._makers(found))
        landing = self.history.commits[self._landings.get(commit, commit)]
        return self._lists(next(iter(landing.parents), ""), self._makers(found))

    def at(self, commit: str, maker: Person | None) -> KeyLists:
        """The keys that count for what somebody made of a commit of the history, such as a tag."""
        return self._lists(commit, [maker] if maker else [])

    def _lists(self, base: str, makers: Iterable[Person]) -> KeyLists:
        if base not in self.history.commits or not self._introductions:
            return KeyLists()
        makers = tuple(makers)
        trusted: list[str] = []
        own: list[str] = []
        for text in self._lines_at(base):
            if (putters := self._putters(text, base)) is not None:
                is_own = any(self.history.people.is_one_of(putter, makers) for putter in putters)
                (own if is_own else trusted).append(text)
        return KeyLists("".join(f"{line}\n" for line in trusted), "".join(f"{line}\n" for line in own))

    def _lines_at(self, commit: str) -> list[str]:
        if commit not in self._known:
            self._known[commit] = list(_named_lines(self.read(f"{commit}:{ALLOWED_SIGNERS}")))
        return self._known[commit]

    @cached_property
    def _known(self) -> dict[str, list[str]]:
        return {}

    def _putters(self, line: str, base: str) -> list[Person] | None:
        """Who last put a line there, as far as a commit can tell; None if nobody knows."""
        ids = [id for id in self._introductions.get(line, ()) if self._reached(base, id)]
        newest = [id for id in ids if not any(other != id and self._reached(other, id) for other in ids)]
        return [who for id in newest for who in self._makers(self.history.commits[id])] if newest else None

    def _makers(self, commit: Commit) -> list[Person]:
        """Whoever wrote or committed a commit, by each of their names, without forges."""
        committers = (commit.committer, commit.raw_committer)
        people = (one for one in committers if not is_account(one) and not _NO_REPLY.match(one.email))
        return list(dict.fromkeys((*writers(commit, self.known_as), *people)))

    @cached_property
    def _introductions(self) -> Mapping[str, tuple[str, ...]]:
        """The commits that brought each line, which none of their parents had."""
        found: dict[str, list[str]] = {}
        for commit in self.history.commits.values():
            for change in commit.changes:
                if change.path == ALLOWED_SIGNERS and change.after:
                    for line in dict.fromkeys(self._brought(change)):
                        found.setdefault(line, []).append(commit.id)
        return {line: tuple(ids) for line, ids in found.items()}

    def _brought(self, change: FileChange) -> Iterator[str]:
        old = change.before if change.old_path == change.path else ()
        before = {line for blob in old if blob for line in _named_lines(self.read(blob))}
        yield from (line for line in _named_lines(self.read(change.after or "")) if line not in before)

    @cached_property
    def _bits(self) -> Mapping[str, int]:
        ids = dict.fromkeys(id for some in self._introductions.values() for id in some)
        return {id: 1 << number for number, id in enumerate(ids)}

    @cached_property
    def _ancestry(self) -> Mapping[str, int]:
        """Of each commit, which of those that brought a line it descends from or is, as bits."""
        found: dict[str, int] = {}
        for id in reversed(list(self.history.commits)):
            own = self._bits.get(id, 0)
            for parent in self.history.commits[id].parents:
                own |= found.get(parent, 0)
            found[id] = own
        return found

    def _reached(self, commit: str, id: str) -> bool:
        return bool(self._ancestry[commit] & self._bits[id])

    @cached_property
    def _landings(self) -> Mapping[str, str]:
        return landings(self.history.commits, self.main or self.history.head)

    @cached_property
    def _landed(self) -> frozenset[str]:
        """The commits that the main line had where the history left it."""
        found: set[str] = set()
        pending = [self.main]
        while pending:
            id = pending.pop()
            if id not in found and id in self.history.commits:
                found.add(id)
                pending += self.history.commits[id].parents
        return frozenset(found)


def tag_signature(repository: Repository, tag: Tag, history: History) -> TagSignature:
    """The state of a tag's signature, by the keys that its commit lists, put there by others than the tagger."""
    if not tag.is_signed:
        return "none"
    with repository.blob_reader(MAX_BYTES) as read:
        try:
            keys = TrustedKeys(history, read).at(repository.commit_id(tag.ref), tag.tagger)
        except HistoryError:
            keys = KeyLists()
    return repository.tag_signature(tag, keys)


def signatures_of(repository: Repository, ids: Iterable[str]) -> dict[str, Signature]:
    """The states of the signatures of some commits. For one that HEAD does not have, no SSH key counts."""
    if not (stated := repository.stated_signatures(ids)):
        return {}
    with repository.blob_reader(MAX_BYTES) as read:
        keys = TrustedKeys(repository.history(), read, repository.names().contact)
        return repository.signatures(stated, {id: keys.before(id) for id in stated})


def _named_lines(content: bytes | None) -> Iterator[str]:
    """The lines of a list of keys that say whose a key is: a pattern names nobody."""
    for line in signer_lines((content or b"").decode("utf-8", "replace")):
        if line.principals and not any(map(is_pattern, line.principals)):
            yield line.text
