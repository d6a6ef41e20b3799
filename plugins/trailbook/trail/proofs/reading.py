"""What all tools put on record about some commits, and the refs of theirs that a clone lacks.

None of these refs is in an ordinary clone: ``git fetch origin 'REF:REF'`` brings one.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from trailbook.text.files import MAX_BYTES
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.git.commits import Person
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.signatures import KeyLists
from trailbook.trail.proofs import source_provenance
from trailbook.trail.proofs.envelope import Keys
from trailbook.trail.proofs.proof import Proof, notes
from trailbook.trail.trusted_keys import TrustedKeys

NoteReader = Callable[[str, bytes, Keys], Iterator[Proof]]
"""What gives the proofs in a note, given the commit that it is about and the keys that count."""

NOTES: Mapping[str, NoteReader] = {source_provenance.REF: source_provenance.note_proofs}
"""Who keeps what they say as notes, by the ref."""


@dataclass(frozen=True)
class Proofs:
    """The proofs by the commits that they are about; ``absent`` are the refs that the clone lacks."""

    by_commit: Mapping[str, tuple[Proof, ...]]
    absent: tuple[str, ...] = ()

    def of(self, commit: str) -> tuple[Proof, ...]:
        """What is said of a commit."""
        return self.by_commit.get(commit, ())


def read_proofs(repository: Repository, commits: Collection[str], head: str) -> Proofs:
    """The proofs about some commits, their signatures checked with the keys that the commit ``head`` lists."""
    found: dict[str, list[Proof]] = {}
    absent: list[str] = []
    with repository.blob_reader(MAX_BYTES) as read:
        keys = _keys(repository, read, head)
        for ref, reader in NOTES.items():
            known = notes(repository.git, ref)
            if not known:
                absent.append(ref)
            for commit in commits:
                if note := known.get(commit):
                    found.setdefault(commit, []).extend(reader(commit, read(note) or b"", keys))
    return Proofs({commit: tuple(proofs) for commit, proofs in found.items()}, tuple(absent))


def fetching(ref: str) -> str:
    """The command that brings a ref."""
    return f"git fetch origin '{ref}:{ref}'"


def _keys(repository: Repository, read: Blobs, head: str) -> Keys:
    trusted = TrustedKeys(repository.history(head), read, repository.names(head).contact)

    def at(maker: Person | None) -> KeyLists:
        return trusted.at(head, maker)

    return at
