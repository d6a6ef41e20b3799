"""Commits and tags a release, and says what prevents it."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from trailbook.release.versions import in_history, is_lower
from trailbook.text.errors import TrailbookError
from trailbook.trail.git.command import Git, GitError
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.tags import LEDGER


class ReleaseError(TrailbookError):
    """The release was not made, and nothing of it is left. The message says why."""


def obstacles(git: Git, version: str, last: str | None) -> Iterator[str]:
    """Why a release can't be made in this repository, each reason with its remedy.

    ``last`` is the tag of the last release, on whatever branch.
    """
    if git.text("status", "--porcelain", "--", "."):
        yield "the work tree has changes that are not committed; commit them, or put them aside with 'git stash -u'"
    if not git.says("symbolic-ref", "--quiet", "HEAD"):
        yield "no branch is checked out, so the release would be on none; run 'git switch main'"
    same = [tag for tag in git.text("tag", "--list").splitlines() if tag.casefold() == version.casefold()]
    if same:
        yield f"the tag {same[0]} already exists; name another version"
    if last is not None and is_lower(version, last):
        yield f"{version} is lower than {last}, the last release; name a higher version"
    if last is not None and not in_history(git, last):
        yield f"release {last} is not part of the history of HEAD; release from the main branch, which has it"
    elif last is not None and git.text("rev-parse", f"refs/tags/{last}^{{commit}}") == git.text("rev-parse", "HEAD"):
        yield f"nothing was committed since release {last}"


def make_release(
    repository: Repository, version: str, message: str, files: Mapping[str, bytes], ledger: bytes = b""
) -> str:
    """Commit files, given by their path in the knowledge base, and tag the commit. Returns the id of the commit.

    The message of the tag names the ``ledger`` by its SHA-256, so that a signature of the tag covers the ledger.

    The commit and the tag are made before the branch moves, and the tag is deleted if it can't move: so either the
    whole release is made or nothing of it. Both are signed if git is configured to (``commit.gpgSign``,
    ``tag.gpgSign``). Hooks for commits are not run, since they could change what was assessed. Raises
    ``ReleaseError`` if the branch or the work tree can't move, and ``GitError`` if git fails before.
    """
    git = repository.git
    head = git.text("rev-parse", "HEAD")
    sign = ["-S"] if git.text("config", "--type=bool", "--default=false", "--get", "commit.gpgSign") == "true" else []
    tree = _tree_with(repository, head, files)
    commit = git.text("commit-tree", *sign, "-p", head, tree, feed=message.encode())
    named = [f"--message={LEDGER}: {hashlib.sha256(ledger).hexdigest()}"] if ledger else []
    git.text("tag", "--annotate", f"--message=Release {version}", *named, version, commit)
    try:
        git.text("update-ref", "-m", f"release: {version}", "HEAD", commit, head)
    except GitError as error:
        git.text("tag", "--delete", version)
        raise ReleaseError(f"the branch could not move to the release; {error}") from error
    try:
        git.text("read-tree", "-m", "-u", head, commit)
    except GitError as error:
        git.text("update-ref", "HEAD", head, commit)
        git.text("tag", "--delete", version)
        raise ReleaseError(f"the work tree could not move to the release; {error}") from error
    return commit


def _tree_with(repository: Repository, commit: str, files: Mapping[str, bytes]) -> str:
    """The id of a commit's tree with more files, made without touching the index of the user."""
    git = repository.git
    with TemporaryDirectory(prefix="trailbook-") as scratch:
        index = git.using(GIT_INDEX_FILE=str(Path(scratch, "index")))
        index.text("read-tree", commit)
        for path, content in sorted(files.items()):
            blob = git.text("hash-object", "-w", "--stdin", "--no-filters", feed=content)
            index.text("update-index", "--add", "--cacheinfo", f"100644,{blob},{repository.prefix}{path}")
        return index.text("write-tree")
