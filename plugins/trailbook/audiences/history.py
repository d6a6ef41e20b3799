"""Reads every commit of a repository, with its changes against the first parent, and every branch and tag."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import git

from trailbook.text.files import MAX_BYTES
from trailbook.trail.git.blobs import Blobs, reading
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.log import FIELDS
from trailbook.trail.git.main_branches import commits_of_today
from trailbook.trail.git.repository import ENVIRONMENT, logged

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
def read_history(top: Path) -> Iterator[tuple[FullHistory, Blobs]]:
    """The history of the repository at ``top``, and a reader of its blobs.

    Raises ``HistoryError`` if a part of it is missing.
    """
    with git.Repo(top) as repo:
        repo.git.update_environment(**ENVIRONMENT)
        with reading(repo, MAX_BYTES) as read:
            yield _read(repo), read


def _read(repo: git.Repo) -> FullHistory:
    head = repo.head.commit.hexsha
    tips = commits_of_today(repo)
    return FullHistory(
        tuple(logged(repo, *_LOG, "--reverse", *tips, "--branches", "--tags")),
        head,
        "" if repo.head.is_detached else repo.head.reference.path,
        tuple(_refs(repo)),
        tuple(_files(repo, tip) for tip in tips),
    )


def _refs(repo: git.Repo) -> Iterator[Ref]:
    fields = repo.git.for_each_ref(f"--format={_REFS}", "refs/heads", "refs/tags", strip_newline_in_stdout=False)
    parts = fields.split("\0")
    for name, kind, who, mail, when, said in zip(*(parts[place::6] for place in range(6)), strict=False):
        ref = name.strip()
        try:
            commit = repo.git.rev_parse("--verify", "--quiet", f"{ref}^{{commit}}")
        except git.GitCommandError:
            continue  # a tag that does not lead to a commit
        if kind == "tag":
            yield Ref(ref, commit, said.partition("-----BEGIN ")[0], f"{who} {mail or '<>'} {when}".strip())
        else:
            yield Ref(ref, commit)


def _files(repo: git.Repo, commit: str) -> dict[str, str]:
    """The blobs of the regular files of a commit, by path."""
    listed = repo.git.execute(
        ["git", "ls-tree", "-r", "-z", "--full-tree", commit], stdout_as_string=False, strip_newline_in_stdout=False
    )
    found: dict[str, str] = {}
    for line in listed.split(b"\0"):
        facts, _, path = line.partition(b"\t")
        if facts.startswith(b"100"):
            found[path.decode("utf-8", "surrogateescape")] = facts.split()[2].decode()
    return found
