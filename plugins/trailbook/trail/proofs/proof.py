"""One thing that a tool says of a commit, and what its signature turned out to be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from trailbook.text.unseen import one_line
from trailbook.trail.git.blobs import TreeFile, files_of
from trailbook.trail.git.command import Git

Seal = Literal["good", "own key", "bad", "unknown key", "sigstore", "unchecked", "none"]
"""What a signature is: by a key that ``.allowed_signers`` lists, put there by somebody else or by the signer alone; of
something else; by a key that is not listed, and so not checked; in a Sigstore bundle, or of another kind, neither of
which is checked here; or absent."""

SEALS: Mapping[Seal, str] = {
    "good": "signed by {signer}",
    "own key": "signed by {signer}, with a key that they listed themselves",
    "bad": "its signature is of something else",
    "unknown key": "signature not checked, since .allowed_signers does not list its key",
    "sigstore": "with a Sigstore signature that was found and not verified",
    "unchecked": "signature not checked here",
    "none": "not signed",
}
"""Each in words."""


@dataclass(frozen=True)
class Proof:
    """What a ``tool`` says of a commit, in ``ref``: in words, and where it says so with levels and controls.

    ``says`` begins in lower case and has no full stop. A summary (``levels``) has a ``result``, which is empty for
    everything else.
    """

    tool: str
    ref: str
    commit: str
    says: str
    seal: Seal = "none"
    signer: str = ""
    levels: tuple[str, ...] = ()
    result: str = ""
    controls: Mapping[str, str] = field(default_factory=dict)
    is_provenance: bool = False

    @property
    def sentence(self) -> str:
        """The proof in words, with what its signature is: ``gittuf: approved by ada, signature not checked here``."""
        return f"{self.tool}: {self.says}, {SEALS[self.seal].format(signer=self.signer)}"


_LONGEST = 200


def words(value: object) -> str:
    """A text that somebody else wrote as it may be told: on one line, and not for ever; empty for anything else."""
    return one_line(value)[:_LONGEST] if isinstance(value, str) else ""


def entries(value: object) -> list[Any]:
    """A list in somebody else's JSON; empty for anything else."""
    return value if isinstance(value, list) else []


def notes(git: Git, ref: str) -> dict[str, str]:
    """The blobs of the notes in a ref by the commits that they are about.

    A note's path is the id of its commit, with slashes where there are many (git-notes(1)).
    """
    listed: dict[str, TreeFile] = files_of(git, ref)
    return {path.replace("/", ""): file.blob for path, file in listed.items() if file.is_regular}
