"""What all tools put on record about some commits, and the refs of theirs that a clone lacks.

None of these refs is in an ordinary clone: ``git fetch origin 'REF:REF'`` brings one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from trailbook.text.files import MAX_BYTES
from trailbook.trail.decisions import Trail
from trailbook.trail.git.blobs import Blobs, trees_of
from trailbook.trail.git.commits import Person
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.signatures import KeyLists
from trailbook.trail.proofs import gittuf, review_notes, source_provenance
from trailbook.trail.proofs.envelope import Keys
from trailbook.trail.proofs.proof import Proof, notes
from trailbook.trail.trusted_keys import TrustedKeys

NoteReader = Callable[[str, bytes, Keys], Iterator[Proof]]
"""What gives the proofs in a note, given the commit that it is about and the keys that count."""

NOTES: Mapping[str, NoteReader] = {
    source_provenance.REF: source_provenance.note_proofs,
    review_notes.GERRIT: review_notes.gerrit_proofs,
    review_notes.APPRAISE: review_notes.appraise_proofs,
}
"""Who keeps what they say as notes, by the ref."""


@dataclass(frozen=True)
class Proofs:
    """The proofs by the commits that they are about; ``absent`` are the refs that the clone lacks."""

    by_commit: Mapping[str, tuple[Proof, ...]]
    absent: tuple[str, ...] = ()

    def of(self, commit: str) -> tuple[Proof, ...]:
        """What is said of a commit."""
        return self.by_commit.get(commit, ())


def read_proofs(repository: Repository, commits: AbstractSet[str], head: str) -> Proofs:
    """The proofs about some commits, their signatures checked with the keys that the commit ``head`` lists."""
    git = repository.git
    refs = (*NOTES, gittuf.REF)
    here = set(git.text("for-each-ref", "--format=%(refname)", *refs).splitlines())
    absent = tuple(ref for ref in refs if ref not in here)
    if not here.intersection(refs):
        return Proofs({}, absent)
    found: dict[str, list[Proof]] = {}
    with repository.blob_reader(MAX_BYTES) as read:
        keys = _keys(repository, read, head)
        for ref in here.intersection(NOTES):
            known = notes(git, ref)
            for commit in known.keys() & commits:
                found.setdefault(commit, []).extend(NOTES[ref](commit, read(known[commit]) or b"", keys))
        if gittuf.REF in here:
            moves = _moves(repository, commits, head)
            for commit, proof in gittuf.attestation_proofs(git, moves, read, keys):
                found.setdefault(commit, []).append(proof)
    return Proofs({commit: tuple(sorted(of, key=_order)) for commit, of in found.items()}, absent)


def _order(proof: Proof) -> tuple[str, str]:
    return proof.tool, proof.says


def said_of(repository: Repository, trails: Sequence[Trail], head: str) -> dict[str, tuple[str, ...]]:
    """What is said in words of the decisions of some trails, by commit: of it, and of the merges that took it in."""
    ways = {
        one.commit: (one.commit, *(step.commit for step in one.taken_in)) for trail in trails for one in trail.decisions
    }
    proofs = read_proofs(repository, {id for way in ways.values() for id in way}, head)
    if not proofs.by_commit:
        return {}
    return {
        commit: tuple(dict.fromkeys(proof.sentence for id in way for proof in proofs.of(id)))
        for commit, way in ways.items()
    }


def fetching(ref: str) -> str:
    """The command that brings a ref."""
    return f"git fetch origin '{ref}:{ref}'"


def _moves(repository: Repository, commits: AbstractSet[str], head: str) -> dict[str, str]:
    """The commits by each of their parents and their tree, as ``PARENT-TREE``."""
    history = repository.history(head).commits
    trees = trees_of(repository.git, [id for id in commits if id in history])
    return {f"{parent}-{tree}": id for id, tree in trees.items() for parent in history[id].parents}


def _keys(repository: Repository, read: Blobs, head: str) -> Keys:
    trusted = TrustedKeys(repository.history(head), read, repository.names(head).contact)

    def at(maker: Person | None) -> KeyLists:
        return trusted.at(head, maker)

    return at
