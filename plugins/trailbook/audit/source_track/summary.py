"""The level of a revision as a verification summary attestation, in a DSSE envelope.

The fields are those of "Verification Summary Attestation (VSA)" and of "Source verification summary attestation" in
SLSA 1.2 (https://slsa.dev/spec/v1.2/verification_summary, https://slsa.dev/spec/v1.2/source-requirements). When it was
verified is left out, which may be: the same commit gives the same bytes.
"""

import json

from trailbook import __version__
from trailbook.audit.source_track.assessment import RevisionLevel
from trailbook.audit.source_track.requirements import SPECIFICATION, VERSION
from trailbook.text.errors import InputError
from trailbook.trail.git.command import Git
from trailbook.trail.git.ssh import sign
from trailbook.trail.proofs.envelope import IN_TOTO, encoded, envelope_json
from trailbook.trail.proofs.source_provenance import SUMMARY
from trailbook.trail.requests.statement import TYPE

VERIFIER = "urn:trailbook:audit:source-level"
"""What names Trailbook as the verifier. It leads nowhere; whom to trust is said by whose key signed."""


class NoAddressError(InputError):
    """A summary has to name the repository, and no address of it is known."""


def summary(found: RevisionLevel, address: str, refs: tuple[str, ...] = ()) -> bytes:
    """The statement about a revision to which ``refs`` point as well. Raises ``NoAddressError``.

    A branch of the remote is named as it is called there. A revision below level 1 has failed.
    """
    if not address:
        raise NoAddressError(
            "a summary names the repository by its address: say it with 'repo_url' in mkdocs.yml, or with "
            "'git remote add origin ADDRESS'"
        )
    pages = address.removeprefix("git+")
    there = (one.replace("refs/remotes/origin/", "refs/heads/", 1) for one in (found.ref, *refs) if one != "HEAD")
    subject = {
        "uri": f"{pages}/commit/{found.commit}",
        "digest": {"gitCommit": found.commit},
        "annotations": {"sourceRefs": list(dict.fromkeys(there))},
    }
    predicate = {
        "verifier": {"id": VERIFIER, "version": {"trailbook": __version__}},
        "resourceUri": address,
        "policy": {"uri": SPECIFICATION},
        "verificationResult": "PASSED" if found.proven else "FAILED",
        "verifiedLevels": [f"SLSA_SOURCE_LEVEL_{found.proven}"],
        "slsaVersion": VERSION,
    }
    value = {"_type": TYPE, "subject": [subject], "predicateType": SUMMARY, "predicate": predicate}
    return json.dumps(value).encode("ascii")


def enveloped(statement: bytes, git: Git | None) -> tuple[str, bool]:
    """A statement in its envelope, on one line, and whether it is signed.

    It is by the SSH key with which the user of ``git`` signs commits, if that is given and there is one. Raises
    ``SigningError``.
    """
    signature = sign(git, encoded(IN_TOTO, statement)) if git else None
    return envelope_json(IN_TOTO, statement, signature), signature is not None
