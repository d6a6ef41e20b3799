"""A clone of another repository that holds its whole history, but of the contents only those of some folders.

It is a partial clone without blobs (``git-clone(1)``, ``--filter``) with a sparse work tree. The blobs of the folders,
of every commit, are asked for at once: git would ask for each when it is needed. Who may read the repository is between
git and its host; nothing here asks for a password or knows one.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import rmtree

from trailbook.text.object_ids import SHORT
from trailbook.trail.git.command import Git, GitError, scratch_git

_OVER_NETWORK = "https:ssh"
"""The transports that say who answers, and that nobody on the way can change."""
_SPEED = ("http.lowSpeedLimit=1000", "http.lowSpeedTime=60")
"""A host that sends fewer bytes a second, for so many seconds, is given up."""


def update_clone(
    address: str, folder: Path, revision: str | None, folders_of: Callable[[Path], Sequence[str]], *, is_local: bool
) -> Path:
    """Bring the clone in ``folder`` to the newest commit of a branch, to a tag or to a commit; make it if need be.

    ``folders_of`` says which folders are wanted once the files of the top folder are there. Without a ``revision`` it
    is the main branch as the host names it. Raises ``GitError`` if the host can't be reached or has no such revision;
    the clone is then as it was, or not there.
    """
    git = _fetching(folder, is_local=is_local)
    if not (folder / ".git").is_dir():
        _begin(git, address, folder)
    git.output("remote", "set-url", "origin", "--", address)
    git.output("fetch", "--quiet", "--prune", "--prune-tags", "--tags", "--force", "--no-auto-maintenance", "origin")
    commit = _commit(git, revision)
    git.output("sparse-checkout", "set", "--cone", "--end-of-options")
    git.output("checkout", "--quiet", "--force", "--detach", commit)
    if wanted := [name for name in folders_of(folder) if name not in ("", ".") and not name.startswith(("-", "/"))]:
        _fetch_blobs(git, commit, wanted)
        git.output("sparse-checkout", "set", "--cone", "--end-of-options", *wanted)
    return folder


def remote_refs(address: str, folder: Path, names: Sequence[str], *, is_local: bool) -> str:
    """What a host says now of some refs, by name or pattern, one a line with the commit. Raises ``GitError``.

    ``folder`` is any that is there.
    """
    return _fetching(folder, is_local=is_local).text("ls-remote", "--quiet", "--", address, *names)


def _fetching(folder: Path, *, is_local: bool) -> Git:
    environment = {"GIT_ALLOW_PROTOCOL": "file" if is_local else _OVER_NETWORK, "GIT_NO_LAZY_FETCH": None}
    return scratch_git(folder).using("core.symlinks=true", "core.autocrlf=false", *_SPEED, **environment)


def _begin(git: Git, address: str, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    rmtree(folder, ignore_errors=True)
    cloning = Git(folder.parent, git.settings, git.environment)
    options = ("--quiet", "--filter=blob:none", "--no-checkout", "--template=", "--sparse")
    try:
        cloning.output("clone", *options, "--", address, str(folder))
    except GitError:
        rmtree(folder, ignore_errors=True)
        raise


def _commit(git: Git, revision: str | None) -> str:
    """The commit that the host gives now: what it has no more is not looked for among what was fetched before."""
    if revision is None:
        names = tuple(git.text("ls-remote", "--quiet", "origin", "HEAD").split()[:1])
    else:
        is_id = re.fullmatch(SHORT, revision)
        names = (f"refs/remotes/origin/{revision}", f"refs/tags/{revision}", *([revision] if is_id else ()))
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    for name in names:
        if found := git.ask(*asked, f"{name}^{{commit}}"):
            return found
    raise GitError("rev-parse", 1, f"there is no {revision or 'branch'} there".encode())


def _fetch_blobs(git: Git, commit: str, folders: Sequence[str]) -> None:
    """Ask for all blobs of some folders that are not here yet, whatever commit has them, in one request."""
    listing = ("rev-list", "--objects", "--no-object-names", "--missing=print", commit, "--", *folders)
    missing = [line[1:] for line in git.text(*listing).splitlines() if line.startswith("?")]
    if missing:
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none")
        negotiating = git.using("fetch.negotiationAlgorithm=noop")
        negotiating.output("fetch", *options, "--stdin", "origin", feed="\n".join(missing).encode())
