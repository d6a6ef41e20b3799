"""Signatures of commits, as git reports them.

SSH signatures are checked against the file ``.allowed_signers`` in the repository's top folder (the format
is that of ``ssh-keygen``, section ALLOWED SIGNERS), as it was before the commit (``trail.trusted_keys``), OpenPGP ones
against the keyring of whoever runs this.
A forge signs what it merges with a key of its own: that says the forge made the commit, not that a person did.
"""

import binascii
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from trailbook.trail.git.commits import Person
from trailbook.trail.git.contacts import read_contact
from trailbook.trail.git.objects import object_format, tree_of
from trailbook.trail.git.people import is_account

State = Literal["good", "bad", "unknown key", "own key", "expired", "revoked", "forge", "none"]

ALLOWED_SIGNERS = ".allowed_signers"

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
    "N": "unknown key",  # asked only of commits that carry a signature
}
_FORGE_KEYS = frozenset({"4AEE18F83AFDEB23", "B5690EEEBB952194"})
"""Keys with which github.com signs what is merged or edited on its pages."""


@dataclass(frozen=True)
class Signature:
    """The state of a commit's signature, and whose it is where the key is known: a key may be listed for several.

    A key is the author's "own key" if nobody else put it into the list.
    """

    state: State
    signers: tuple[Person, ...] = ()
    is_unchecked: bool = False
    """Whether git could not check it, because the key is not there."""


NONE = Signature("none")


def read_signatures(lines: Iterable[str]) -> dict[str, Signature]:
    """The signatures in git's output, one commit a line in ``FORMAT``, by commit."""
    return {id: _signature(code, signer, key) for id, code, signer, key in (line.split("\0") for line in lines if line)}


def _signature(code: str, signer: str, key: str) -> Signature:
    state = _STATES.get(code, "unknown key")
    who = read_contact(signer) if "<" in signer else Person("", signer) if "@" in signer else Person(signer, "")
    if code in ("G", "U") and (key[-16:].upper() in _FORGE_KEYS or (signer and is_account(who))):
        return Signature("forge")  # a packet may name any key: only what was checked with it is that key's
    return Signature(state, (who,) if state == "good" and signer else (), code == "E")


def signature_in(commit: bytes) -> str:
    """The signature in a commit as git stores it; empty for one without."""
    tree = tree_of(commit)
    return signed_parts(commit, object_format(tree))[1].decode("utf-8", "replace").rstrip("\n") if tree else ""


_TYPES = {"sha1": b"gpgsig ", "sha256": b"gpgsig-sha256 "}


def signed_parts(commit: bytes, form: str) -> tuple[bytes, bytes]:
    """What a commit's signature covers, and the signature; both empty unless there is one, in one header.

    ``form`` is the hash of the repository: each has a header of its own, and no signature covers any of them
    (commit.c of git, ``parse_buffer_signed_by_header``).
    """
    head, blank, message = commit.partition(b"\n\n")
    covered: list[bytes] = []
    signature: list[bytes] = []
    header, found = b"", 0
    for line in head.split(b"\n"):
        if not line.startswith(b" "):
            header = line.partition(b" ")[0] + b" "
            found += header == _TYPES[form]
            first = line[len(header) :]
        else:
            first = line[1:]
        if header == _TYPES[form]:
            signature.append(first)
        elif not header.startswith(b"gpgsig"):
            covered.append(line)
    if found != 1:
        return b"", b""
    return b"\n".join(covered) + blank + message, b"\n".join(signature) + b"\n"


@dataclass(frozen=True)
class KeyLists:
    """The lines of a list of keys that count for one commit, and those that only its own author put there."""

    trusted: str = ""
    own: str = ""


SSH = "-----BEGIN SSH SIGNATURE-----"


@dataclass(frozen=True)
class SignerLine:
    """A line of a list of keys (ssh-keygen(1), ALLOWED SIGNERS): whose the key is, and the key in base64."""

    text: str
    principals: tuple[str, ...]
    key: str
    last_day: date | None = None
    """The last day on which the key counts, by its ``valid-before``; None if it goes on."""


_SIGNER_LINE = re.compile(
    r"\s*(?:\"(?P<quoted>[^\"]*)\"|(?P<plain>[^\s\"]+))\s+"
    r"(?:(?P<options>(?:[^\s\"]|\"(?:[^\"\\]|\\.)*\")+)\s+)?(?:sk-)?(?:ssh|ecdsa)-[\w@.-]+\s+(?P<key>[A-Za-z0-9+/=]+)"
)


def signer_lines(text: str) -> list[SignerLine]:
    """The lines of a list of keys; those that can't be read are left out."""
    found = ((line, _SIGNER_LINE.match(line)) for line in text.split("\n") if not line.lstrip().startswith("#"))
    return [
        SignerLine(
            line.strip(),
            tuple(filter(None, (m["quoted"] or m["plain"] or "").split(","))),
            m["key"],
            _last_day(m["options"] or ""),
        )
        for line, m in found
        if m
    ]


_UNTIL = re.compile(r"(?:^|,)valid-before=\"?(?P<day>\d{8})(?P<time>\d{4}(?:\d{2})?)?Z?\"?(?=,|$)", re.IGNORECASE)


def _last_day(options: str) -> date | None:
    """The day before the one that ``valid-before`` names, or that day if it names a time within it (ssh-keygen(1))."""
    if not (found := _UNTIL.search(options)):
        return None
    try:
        day = datetime.strptime(found["day"], "%Y%m%d").date()
    except ValueError:
        return None
    return day if (found["time"] or "").strip("0") else day - timedelta(days=1)


def owners_of(signature: str, keys: str) -> tuple[Person, ...]:
    """All people for whom a list has the key of an SSH signature; ssh-keygen names the first alone."""
    key = key_in(signature.encode())
    names = (name for line in signer_lines(keys) if key and line.key == key for name in line.principals)
    return tuple(dict.fromkeys(map(person_of, names)))


def key_in(signature: bytes) -> str:
    """The public key in an SSH signature, in base64 as lists have it (PROTOCOL.sshsig of OpenSSH); empty if none."""
    body = b"".join(line for line in signature.split(b"\n") if not line.startswith(b"-----"))
    try:
        data = binascii.a2b_base64(body)
    except ValueError:
        return ""
    length = int.from_bytes(data[10:14], "big")
    return binascii.b2a_base64(data[14 : 14 + length], newline=False).decode() if data[:6] == b"SSHSIG" else ""


_PATTERN = re.compile(r"[*?!]")


def is_pattern(principal: str) -> bool:
    """Whether a principal of a list of keys is a pattern (ssh_config(5), PATTERNS), which names nobody."""
    return bool(_PATTERN.search(principal))


def person_of(principal: str) -> Person:
    """The person whom a principal or the owner of a key names."""
    return read_contact(principal)


def as_values(signature: Signature) -> dict[str, Any]:
    """A signature as plain values."""
    return asdict(signature)


def carried(file: Path) -> dict[str, Signature] | None:
    """The signatures of a copy whose commits were written anew, and so lost them; None if it is no such copy.

    The file is one that this run wrote (``kept.py``).
    """
    if not file.is_file():
        return None
    values = json.loads(file.read_text(encoding="utf-8"))
    return {id: Signature(v["state"], tuple(Person(**one) for one in v["signers"])) for id, v in values.items()}
