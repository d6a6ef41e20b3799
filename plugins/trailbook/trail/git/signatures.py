"""Signatures of commits, as git reports them.

SSH signatures are checked against the file ``.allowed_signers`` in the repository's top folder (the format
is that of ``ssh-keygen``, section ALLOWED SIGNERS), OpenPGP ones against the keyring of whoever runs this.
A forge signs what it merges with a key of its own: that says the forge made the commit, not that a person did.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal

from trailbook.trail.git.commits import Person
from trailbook.trail.git.people import is_account, read_contact

State = Literal["good", "bad", "unknown key", "expired", "revoked", "forge", "none"]

ALLOWED_SIGNERS = ".allowed_signers"

CARRIED = "trailbook/signatures.json"
"""Where a copy of a repository whose commits were written anew, and so lost their signatures, says what they were:
in its git folder, which nobody commits to."""
FORMAT = "%H%x00%G?%x00%GS%x00%GK"
"""What git is asked for each commit; ``%G?`` is explained in git-log(1)."""

_STATES: dict[str, State] = {
    "G": "good",
    "B": "bad",
    "U": "unknown key",
    "E": "unknown key",
    "X": "expired",
    "Y": "expired",
    "R": "revoked",
    "N": "none",
}
_FORGE_KEYS = frozenset({"4AEE18F83AFDEB23", "B5690EEEBB952194"})
"""Keys with which github.com signs what is merged or edited on its pages."""


@dataclass(frozen=True)
class Signature:
    """The state of a commit's signature, and whose it is where the key is known."""

    state: State
    signer: Person | None = None
    is_unchecked: bool = False
    """Whether git could not check it, because the key is not there."""


_HEADERS = ("gpgsig ", "gpgsig-sha256 ")

NONE = Signature("none")


def read_signatures(lines: Iterable[str]) -> dict[str, Signature]:
    """The signatures in git's output, one commit a line in ``FORMAT``, by commit."""
    return {id: _signature(code, signer, key) for id, code, signer, key in (line.split("\0") for line in lines if line)}


def _signature(code: str, signer: str, key: str) -> Signature:
    state = _STATES.get(code, "none")
    who = read_contact(signer) if "<" in signer else Person("", signer) if "@" in signer else Person(signer, "")
    if state in ("good", "unknown key") and (key[-16:].upper() in _FORGE_KEYS or (signer and is_account(who))):
        return Signature("forge", is_unchecked=code == "E")
    return Signature(state, who if state == "good" and signer else None, code == "E")


def signature_in(commit: bytes) -> str:
    """The signature in a commit as git stores it; empty for one without."""
    head, _, _ = commit.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    first = next((place for place, line in enumerate(lines) if line.startswith(_HEADERS)), None)
    if first is None:
        return ""
    more = takewhile(lambda line: line.startswith(" "), lines[first + 1 :])
    return "\n".join([lines[first].partition(" ")[2], *(line[1:] for line in more)])


def as_values(signature: Signature) -> dict[str, Any]:
    """A signature as plain values."""
    return asdict(signature)


def carried(file: Path) -> dict[str, Signature] | None:
    """The signatures that a copy of a repository carries, by commit; None if it is no such copy."""
    if not file.is_file():
        return None
    values = json.loads(file.read_text(encoding="utf-8"))
    return {id: Signature(v["state"], Person(**v["signer"]) if v["signer"] else None) for id, v in values.items()}
