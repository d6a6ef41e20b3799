"""A knowledge base as it was at a commit, checked out where a generator can build it, history included."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from trailbook.text.scratch import Scratch
from trailbook.trail.git.command import Git, HistoryError, scratch_git
from trailbook.trail.git.kept import lend
from trailbook.trail.git.main_branches import BRANCHES, EVIDENCE, TODAY
from trailbook.trail.git.repository import Repository


@contextmanager
def checked_out(root: Path, commit: str, evidence: str = "") -> Iterator[Path]:
    """The folder of the knowledge base in a clone that is at a commit, until the block ends.

    The clone borrows the objects of the repository and leaves it untouched; nothing of its configuration, of its
    hooks and of what is not committed comes along. The branch with what forges said is at the commit ``evidence``
    there, and missing without one. Raises ``HistoryError`` if a part of the history is missing, or git can't check out
    the commit.
    """
    repository = Repository(root)
    with Scratch() as scratch:
        clone = Path(scratch, "clone")
        common = str(repository.work_tree.common_dir)
        git = scratch_git(Path(scratch)).using("core.autocrlf=false", "core.symlinks=true", "advice.detachedHead=false")
        cloning = git.using(GIT_ALLOW_PROTOCOL="file")
        cloning.output("clone", "--quiet", "--shared", "--no-checkout", "--template=", common, str(clone))
        git = replace(git, folder=clone)
        git.output("checkout", "--quiet", "--detach", commit)
        _note_today(repository.git, git)
        _place_evidence(git, evidence)
        if repository.kept:
            lend(clone / ".git", repository.kept)
        below = clone / repository.prefix
        if not below.is_dir():
            raise HistoryError(f"commit {commit[:10]} has no folder {repository.prefix!r}")
        yield below


def _note_today(git: Git, clone: Git) -> None:
    """Record where the repository's HEAD and branches are: a clone has neither a detached HEAD nor remote branches."""
    listed = git.text("for-each-ref", "--format=%(objecttype) %(objectname) %(refname)", *BRANCHES).splitlines()
    named = [line.split(" ", 2) for line in (f"commit {git.text('rev-parse', 'HEAD')} HEAD", *listed)]
    orders = (f"create {TODAY}/{name.removeprefix('refs/')} {id}\n" for kind, id, name in named if kind == "commit")
    clone.output("update-ref", "--stdin", feed="".join(orders).encode())


def _place_evidence(clone: Git, evidence: str) -> None:
    """Let a clone have what forges said as it was at a commit of that branch, however it went on since."""
    refs = clone.text("for-each-ref", "--format=%(refname)", f"refs/heads/{EVIDENCE}", f"refs/remotes/*/{EVIDENCE}")
    orders = [*(f"delete {ref}\n" for ref in refs.splitlines()), f"create refs/heads/{EVIDENCE} {evidence}\n"]
    clone.output("update-ref", "--stdin", feed="".join(orders if evidence else orders[:-1]).encode())
