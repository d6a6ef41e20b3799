"""Tags: the commits that they name, and what git says of their signatures.

A tag is signed as a commit is: SSH signatures are checked against the keys that the tagged commit lists, put there by
somebody else than the tagger, OpenPGP ones against the keyring of whoever runs this.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from trailbook.trail.git.command import Git
from trailbook.trail.git.commits import Person
from trailbook.trail.git.contacts import read_contact

TagSignature = Literal["good", "bad", "unknown key", "none"]

FORMAT = "%(refname)%00%(objecttype)%00%(contents:signature)%00%(contents)%00%(taggername) %(taggeremail)%00"
"""What git is asked for each tag (git-for-each-ref, FIELD NAMES)."""

LEDGER = "Ledger-SHA256"
"""The line of a release's tag that names the release's ledger by its hash."""
_NAMED = re.compile(rf"^{LEDGER}: ([0-9a-f]{{64}})$", re.MULTILINE)

_BAD = ("BADSIG", "incorrect signature")
"""What git prints of a signature that is of something else, as GnuPG and ssh-keygen say it."""


@dataclass(frozen=True)
class Tag:
    """A tag by its full name (``refs/tags/…``); one that only points at a commit can't be signed.

    ``ledger`` is the SHA-256 of the ledger that its message names, empty if it names none; ``is_annotated`` says
    whether it has a message.
    """

    ref: str
    is_signed: bool
    ledger: str = ""
    is_annotated: bool = False
    tagger: Person | None = None

    @property
    def name(self) -> str:
        """The name as people write it."""
        return self.ref.removeprefix("refs/tags/")


def read_tags(output: str) -> Iterator[Tag]:
    """The tags in git's output in ``FORMAT``."""
    fields = output.split("\0")
    for ref, kind, signature, message, tagger in zip(*(fields[place::5] for place in range(5)), strict=False):
        if kind != "tag":
            yield Tag(ref.strip(), is_signed=False)
            continue
        named = _NAMED.search(message.replace("\r\n", "\n"))
        is_signed = bool(signature.strip())
        yield Tag(ref.strip(), is_signed, named[1] if named else "", is_annotated=True, tagger=read_contact(tagger))


def state_of(status: int, output: Iterable[str]) -> TagSignature:
    """The state of a signed tag, from the exit status of ``git verify-tag`` and what it printed."""
    if status == 0:
        return "good"
    return "bad" if any(word in line for line in output for word in _BAD) else "unknown key"


class TaggedCommit(NamedTuple):
    """A commit by its full id, and the moment (UTC) at which it was made."""

    id: str
    committed: datetime


_FACTS = ("objecttype", "objectname", "committerdate:unix")
_COMMITS = "%00".join(f"%({field})" for field in ("refname:strip=2", *_FACTS, *(f"*{fact}" for fact in _FACTS)))
"""A tag's name, what it points at, and what a tag that it points at points at."""


def tagged_commits(git: Git) -> dict[str, TaggedCommit]:
    """The commit of each tag, by the tag's name; a tag of anything else is left out."""
    found: dict[str, TaggedCommit] = {}
    for line in git.text("for-each-ref", f"--format={_COMMITS}", "refs/tags").splitlines():
        name, *facts = line.split("\0")
        for kind, id, seconds in (facts[:3], facts[3:]):
            if kind == "commit":
                found[name] = TaggedCommit(id, datetime.fromtimestamp(int(seconds), UTC))
    return found
