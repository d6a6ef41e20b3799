"""Signed statements in DSSE envelopes (https://github.com/secure-systems-lab/dsse, version 1.0.2).

What is signed is not the payload but its "pre-authentication encoding", which names the type and the lengths. Only
signatures by SSH keys are made and checked here: ``sig`` is then the armoured text that ssh-keygen prints, as gittuf
writes it.
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trailbook.trail.git.commits import Person
from trailbook.trail.git.signatures import SSH, KeyLists, key_in, signer_lines
from trailbook.trail.git.ssh import check_ssh, fingerprint
from trailbook.trail.proofs.proof import Seal

IN_TOTO = "application/vnd.in-toto+json"
"""The payload type of an in-toto Statement (https://github.com/in-toto/attestation/blob/main/spec/v1/envelope.md)."""

Keys = Callable[[Person | None], KeyLists]
"""The keys that count for what somebody signed; None for whoever it may be."""


@dataclass(frozen=True)
class Envelope:
    """A payload with its type, and the signatures over both."""

    kind: str
    payload: bytes
    signatures: tuple[bytes, ...] = ()
    is_sigstore: bool = False
    """Whether it is in a Sigstore bundle, whose signature only its certificate and a log's entry can prove."""

    @property
    def signed(self) -> bytes:
        """The bytes that are signed (protocol.md of DSSE, ``PAE``)."""
        return encoded(self.kind, self.payload)

    @property
    def statement(self) -> dict[str, Any]:
        """The payload as a JSON object; empty if it is none."""
        return json_object(self.payload)

    def seal(self, keys: Keys) -> tuple[Seal, str]:
        """What the first signature is that can be checked, and whose; one that is of something else comes first."""
        ours = [one for one in self.signatures if one.startswith(SSH.encode())]
        found = [_seal(self.signed, one, keys) for one in ours]
        order: tuple[Seal, ...] = ("bad", "good", "own key", "unknown key", "unchecked")
        if found:
            return min(found, key=lambda one: order.index(one[0]))
        unproven: Seal = "sigstore" if self.is_sigstore else "unchecked"
        return (unproven if self.signatures else "none"), ""


def encoded(kind: str, payload: bytes) -> bytes:
    """What is signed of a payload of some type."""
    name = kind.encode()
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def read_envelope(value: dict[str, Any]) -> Envelope | None:
    """The envelope that a JSON object is, or that a Sigstore bundle holds; None if it is neither."""
    inner = value.get("dsseEnvelope")
    value = inner if isinstance(inner, dict) else value
    payload, kind, signatures = (value.get(name) for name in ("payload", "payloadType", "signatures"))
    if not isinstance(payload, str) or not isinstance(kind, str) or not isinstance(signatures, list):
        return None
    texts = [one.get("sig") for one in signatures if isinstance(one, dict)]
    try:
        decoded = tuple(_decoded(text) for text in texts if isinstance(text, str))
        return Envelope(kind, _decoded(payload), decoded, isinstance(inner, dict))
    except ValueError:
        return None


def envelope_json(kind: str, payload: bytes, signature: bytes | None) -> str:
    """An envelope on one line of JSON in ASCII, as notes hold several."""
    keys = [{"keyid": fingerprint(signature), "sig": base64.b64encode(signature).decode()}] if signature else []
    value = {"payloadType": kind, "payload": base64.b64encode(payload).decode(), "signatures": keys}
    return json.dumps(value) + "\n"


def json_object(data: bytes) -> dict[str, Any]:
    """The JSON object in some bytes; empty if they hold something else."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _decoded(text: str) -> bytes:
    """Base64 in either alphabet (DSSE allows both). Raises ``ValueError``."""
    try:
        return base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def _seal(signed: bytes, signature: bytes, keys: Keys) -> tuple[Seal, str]:
    listed = keys(None)
    if key_in(signature) not in {line.key for line in signer_lines(listed.trusted)}:
        return "unknown key", ""
    checked = check_ssh(signed, signature, listed.trusted.encode(), what="statement")
    if checked.state == "bad":
        return "bad", ""
    if not checked.signers:
        return ("unknown key" if checked.fits else "unchecked"), ""
    for one in checked.signers:
        again = check_ssh(signed, signature, keys(one).trusted.encode(), what="statement")
        if again.state == "good":
            return "good", one.name or one.email
    return "own key", checked.signers[0].name or checked.signers[0].email
