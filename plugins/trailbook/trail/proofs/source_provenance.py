"""SLSA source provenance and verification summaries as ``slsa-framework/source-tool`` keeps them: notes on commits.

A note in ``refs/notes/commits`` holds one JSON object a line, each a Sigstore bundle or a bare DSSE envelope with an
in-toto Statement. Of the provenance there are drafts with other names of fields (``activity_type``, ``activityType``).
Sigstore's signatures need its certificates and its log, so they are not checked here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from trailbook.text.prose import listed
from trailbook.trail.proofs.envelope import Envelope, Keys, json_object, read_envelope
from trailbook.trail.proofs.proof import Proof, entries, words

REF = "refs/notes/commits"
SUMMARY = "https://slsa.dev/verification_summary/v1"
"""The predicate of a verification summary (SLSA 1.2, "Verification Summary Attestation")."""
_PROVENANCE = ("source-provenance/", "tag-provenance/")
"""How the predicates of source-tool go on after the address of its repository, before their version."""


def note_proofs(commit: str, note: bytes, keys: Keys) -> Iterator[Proof]:
    """What the lines of a note say of its commit. What is about another commit, or no statement, is passed over."""
    for line in note.splitlines():
        envelope = read_envelope(json_object(line))
        if envelope and commit in _subjects(envelope.statement):
            yield from _proofs(commit, envelope, keys)


def _proofs(commit: str, envelope: Envelope, keys: Keys) -> Iterator[Proof]:
    statement = envelope.statement
    kind, predicate = statement.get("predicateType"), statement.get("predicate")
    if not isinstance(kind, str) or not isinstance(predicate, dict):
        return
    if kind == SUMMARY:
        levels = tuple(words(one) for one in entries(predicate.get("verifiedLevels")))
        result, verifier = words(predicate.get("verificationResult")), predicate.get("verifier")
        by = words(verifier.get("id")) if isinstance(verifier, dict) else ""
        says = f"{result or 'no result'} with {listed(levels) or 'no level'}, by {by or 'nobody'}"
        seal, signer = envelope.seal(keys)
        yield Proof("SLSA verification summary", REF, commit, says, seal, signer, levels=levels, result=result)
    elif any(part in kind for part in _PROVENANCE):
        stated = [one for one in entries(predicate.get("controls")) if isinstance(one, dict)]
        controls = {words(one.get("name")): words(one.get("since")) for one in stated}
        known = {name.replace("_", "").lower(): value for name, value in predicate.items()}
        what, who = words(known.get("activitytype")), words(known.get("actor"))
        listing = listed([f"{name} since {since[:10]}" for name, since in controls.items()])
        says = f"{what or 'change'} by {who or 'nobody'}, controls: {listing or 'none'}"
        seal, signer = envelope.seal(keys)
        yield Proof("SLSA source provenance", REF, commit, says, seal, signer, controls=controls, is_provenance=True)


def _subjects(statement: Mapping[str, Any]) -> Iterator[str]:
    for one in entries(statement.get("subject")):
        digest = one.get("digest") if isinstance(one, dict) else None
        yield from (str(value) for name, value in _items(digest) if name in ("gitCommit", "sha1"))


def _items(value: object) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []
