"""Reads every commit of a repository, with its changes against the first parent, and every branch and tag."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trailbook.text.files import MAX_BYTES
from trailbook.trail.git.blobs import Blobs, commits_named, files_of, reading
from trailbook.trail.git.command import Git, open_work_tree
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.log import FIELDS
from trailbook.trail.git.mailmap import NO_NAMES, Mailmap
from trailbook.trail.git.main_branches import EVIDENCE, commits_of_today, is_evidence
from trailbook.trail.git.repository import read_commits

_LOG = (
    "-z",
    "--raw",
    "--root",
    "--no-abbrev",
    "--find-renames",
    "--diff-merges=first-parent",
    "--topo-order",
    "--encoding=UTF-8",
    f"--format=tformat:{'%x00'.join(FIELDS)}%x00",
)
_REFERENCES = ("--reverse", f"--exclude={EVIDENCE}", "--branches", "--tags")
"""All commits but those that keep what forges said, in words that nobody classified."""
_REFS = "%(refname)%00%(objecttype)%00%(taggername)%00%(taggeremail)%00%(taggerdate:raw)%00%(contents)%00"


@dataclass(frozen=True)
class Ref:
    """A branch or a tag: its full name and commit, and for an annotated tag its message and tagger with the date."""

    name: str
    commit: str
    message: str = ""
    tagger: str = ""


@dataclass(frozen=True)
class FullHistory:
    """A whole history. ``commits`` have parents before children; ``head`` is the checked-out commit.

    ``branch`` is the full name of the checked-out branch, empty if there is none. ``states`` holds the files at
    ``head`` and at each other commit that determines what is classified today, as blobs by path.
    """

    commits: tuple[Commit, ...]
    head: str
    branch: str
    refs: tuple[Ref, ...]
    states: tuple[Mapping[str, str], ...]


@contextmanager
def read_history(top: Path, names: Mailmap = NO_NAMES) -> Iterator[tuple[FullHistory, Blobs]]:
    """The history of the repository at ``top``, with people as ``names`` has them, and a reader of its blobs.

    Raises ``HistoryError`` if a part of it is missing.
    """
    git = open_work_tree(top).git
    with reading(git, MAX_BYTES) as read:
        yield _read(git, names), read


def _read(git: Git, names: Mailmap) -> FullHistory:
    tips = commits_of_today(git)
    states = ({path: file.blob for path, file in files_of(git, tip).items() if file.is_regular} for tip in tips)
    return FullHistory(
        tuple(read_commits(git, *_LOG, *_REFERENCES, *tips, names=names)),
        tips[0],
        git.ask("symbolic-ref", "--quiet", "HEAD"),
        tuple(_refs(git)),
        tuple(states),
    )


def _refs(git: Git) -> Iterator[Ref]:
    listed = git.output("for-each-ref", f"--format={_REFS}", "refs/heads", "refs/tags")
    parts = listed.decode("utf-8", "surrogateescape").split("\0")
    names = [name.strip() for name in parts[:-1:6]]
    commits = commits_named(git, names)
    for ref, kind, who, mail, when, message in zip(names, *(parts[place::6] for place in range(1, 6)), strict=False):
        if (commit := commits.get(ref)) is None or is_evidence(ref):
            continue
        if kind == "tag":
            yield Ref(ref, commit, message.partition("-----BEGIN ")[0], f"{who} {mail or '<>'} {when}".strip())
        else:
            yield Ref(ref, commit)
