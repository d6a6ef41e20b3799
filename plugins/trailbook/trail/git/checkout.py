"""A knowledge base as it was at a commit, checked out where a generator can build it, history included."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from trailbook.trail.git.main_branches import BRANCHES, TODAY
from trailbook.trail.git.repository import HistoryError, Repository


@contextmanager
def checked_out(root: Path, commit: str) -> Iterator[Path]:
    """The folder of the knowledge base in a clone that stands at a commit, until the block ends.

    The clone borrows the objects of the repository and leaves it untouched; nothing of its configuration, of its
    hooks and of what is not committed comes along. Raises ``HistoryError`` where a part of the history is missing,
    or git can't check out the commit.
    """
    repository = Repository(root)
    with TemporaryDirectory(prefix="trailbook-") as scratch:
        clone = Path(scratch, "clone")
        common = repository.cache_file.parents[1]
        plain = ("-c", "core.autocrlf=false", "-c", "core.symlinks=true", "-c", "advice.detachedHead=false")
        _git(Path(scratch), *plain, "clone", "--quiet", "--shared", "--no-checkout", "--template=", common, clone)
        _git(clone, *plain, "checkout", "--quiet", "--detach", commit)
        _note_today(repository.top, clone)
        _share_cache(repository.cache_file.parent, clone / ".git" / "trailbook")
        below = clone / repository.prefix
        if not below.is_dir():
            raise HistoryError(f"commit {commit[:10]} has no folder {repository.prefix!r}")
        yield below


def _note_today(top: Path, clone: Path) -> None:
    """Note where the repository and all its branches stand: a clone has neither a detached HEAD nor remote ones."""
    told = _git(top, "for-each-ref", "--format=%(objecttype) %(objectname) %(refname)", *BRANCHES).splitlines()
    named = [line.split(" ", 2) for line in ("commit " + _git(top, "rev-parse", "HEAD").strip() + " HEAD", *told)]
    orders = (f"create {TODAY}/{name.removeprefix('refs/')} {id}\n" for kind, id, name in named if kind == "commit")
    _git(clone, "update-ref", "--stdin", feed="".join(orders))


def _git(folder: Path, *command: str | Path, feed: str = "") -> str:
    done = subprocess.run(  # noqa: S603 - git with arguments of this module
        ["git", *map(str, command)],  # noqa: S607 - the git that the user runs
        cwd=folder,
        input=feed,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    if done.returncode:
        raise HistoryError(f"git could not check out the commit: {done.stderr.strip()[-300:]}")
    return done.stdout


def _share_cache(ours: Path, theirs: Path) -> None:
    """Let the clone use what was derived before; its entries are named after contents, so they fit any clone."""
    try:
        ours.mkdir(exist_ok=True)
        theirs.symlink_to(ours, target_is_directory=True)
    except OSError:
        return  # no links here: what is needed is derived again
