"""Commits a release and tags the commit, or leaves nothing of it."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from trailbook.text.errors import TrailbookError
from trailbook.text.scratch import Scratch
from trailbook.trail.git.command import GitError
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.tags import LEDGER


class ReleaseError(TrailbookError):
    """The release was not made, and nothing of it is left. The message says why."""


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
    with Scratch() as scratch:
        index = git.using(GIT_INDEX_FILE=str(Path(scratch, "index")))
        index.text("read-tree", commit)
        for path, content in sorted(files.items()):
            blob = git.text("hash-object", "-w", "--stdin", "--no-filters", feed=content)
            index.text("update-index", "--add", "--cacheinfo", f"100644,{blob},{repository.prefix}{path}")
        return index.text("write-tree")
