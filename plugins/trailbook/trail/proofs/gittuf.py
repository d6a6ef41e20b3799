"""What gittuf keeps of approvals: envelopes in ``refs/gittuf/attestations`` (gittuf, ``docs/design-document.md``).

An approval is of a move: of a branch, from a commit to a tree. So it is about whatever commit has that tree and that
parent. Files are ``code-review-approvals/REF/FROM-TREE/SYSTEM/APP`` for what a forge said, as an app recorded it, and
``reference-authorizations/REF/FROM-TREE`` for whoever signed. Who may approve is said by gittuf's policy, which is not
read: ``gittuf verify-ref`` does.
"""

import re
from collections.abc import Iterator, Mapping

from trailbook.text.object_ids import WHOLE
from trailbook.text.prose import listed
from trailbook.trail.git.blobs import Blobs, files_of
from trailbook.trail.git.command import Git
from trailbook.trail.proofs.envelope import Keys, json_object, read_envelope
from trailbook.trail.proofs.proof import Proof, entries, words

REF = "refs/gittuf/attestations"
_FILE = re.compile(
    r"(?P<kind>code-review-approvals|reference-authorizations)/(?P<ref>refs/heads/.+)/"
    rf"(?P<move>{WHOLE}-{WHOLE})(?P<system>/.+)?"
)


def attestation_proofs(git: Git, moves: Mapping[str, str], read: Blobs, keys: Keys) -> Iterator[tuple[str, Proof]]:
    """What is said of commits, which ``moves`` gives by ``PARENT-TREE``; each proof with its commit."""
    for path, file in files_of(git, REF).items():
        if not (found := _FILE.fullmatch(path)) or found["move"] not in moves or not file.is_regular:
            continue
        envelope = read_envelope(json_object(read(file.blob) or b""))
        predicate = envelope.statement.get("predicate") if envelope else None
        if envelope is None or not isinstance(predicate, dict):
            continue
        commit, move = moves[found["move"]], found["move"]
        stated = [predicate.get(name) for name in ("fromRevisionID", "fromID")]
        trees = [predicate.get(name) for name in ("targetTreeID", "targetID", "toID")]
        if predicate.get("targetRef") != found["ref"] or not any(f"{a}-{b}" == move for a in stated for b in trees):
            continue
        seal, signer = envelope.seal(keys)
        branch = words(found["ref"].removeprefix("refs/heads/"))
        if found["kind"] == "reference-authorizations":
            says = f"the move of {branch} authorized by whoever signed"
            yield commit, Proof("gittuf", REF, commit, says, seal, signer)
        elif approvers := tuple(filter(None, map(words, entries(predicate.get("approvers"))))):
            says = f"approved by {listed(approvers)} for {branch}, as a forge said"
            yield commit, Proof("gittuf", REF, commit, says, seal, signer)
