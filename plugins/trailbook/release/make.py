"""Making a release: what stands in its way, and the commit and tag that it becomes."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from trailbook.records.releases import FOLDER, natural_key
from trailbook.release.semver import is_lower
from trailbook.text.errors import TrailbookError
from trailbook.trail.git.command import Git, GitError
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.tag_signatures import LEDGER, tagged_commits

RESERVED = frozenset({"latest", "next"})
"""Versions that the published site needs for itself."""


class ReleaseError(TrailbookError):
    """The release was not made, and nothing of it is left. The message says why."""


def in_history(git: Git, tag: str) -> bool:
    """Whether a tag's commit is part of the history of HEAD."""
    return git.says("merge-base", "--is-ancestor", f"refs/tags/{tag}", "HEAD")


def obstacles(git: Git, version: str, last: str | None) -> Iterator[str]:
    """Why a release can't be made in this repository, each with its remedy.

    ``last`` is the tag of the last release, whatever branch it is on.
    """
    if git.text("status", "--porcelain", "--", "."):
        yield "the work tree has changes that are not committed; commit them, or put them aside with 'git stash -u'"
    if not git.says("symbolic-ref", "--quiet", "HEAD"):
        yield "no branch is checked out, so the release would be on none; run 'git switch main'"
    same = [tag for tag in git.text("tag", "--list").splitlines() if tag.casefold() == version.casefold()]
    if same:
        yield f"the tag {same[0]} is there already; name another version"
    if last is not None and is_lower(version, last):
        yield f"{version} is lower than {last}, the last release; name a higher version"
    if last is not None and not in_history(git, last):
        yield f"release {last} is not part of the history of HEAD; release from the main branch, which has it"
    elif last is not None and git.text("rev-parse", f"refs/tags/{last}^{{commit}}") == git.text("rev-parse", "HEAD"):
        yield f"nothing was committed since release {last}"


def by_ancestry(git: Git, commits: Iterable[str]) -> dict[str, int]:
    """A place for each commit and its ancestors: none stands before an ancestor of its own, whatever clocks said.

    Commits of which neither descends from the other are in the order of their dates.
    """
    listed = "".join(f"{commit}\n" for commit in commits)
    if not listed:
        return {}
    found = git.text("rev-list", "--date-order", "--reverse", "--stdin", feed=listed.encode()).split()
    return {commit: place for place, commit in enumerate(found)}


def newest_release(git: Git, prefix: str) -> str | None:
    """The newest tag whose commit holds the page of its own release; None where there is none.

    The newest is what descends from the others. ``prefix`` is the folder of the knowledge base in the repository.
    """
    commits = {tag: commit.id for tag, commit in tagged_commits(git).items()}
    places = by_ancestry(git, commits.values())
    newest = sorted(commits, key=lambda tag: (places[commits[tag]], natural_key(tag)), reverse=True)
    return next((tag for tag in newest if holds_release(git, f"refs/tags/{tag}", tag, prefix)), None)


def holds_release(git: Git, revision: str, version: str, prefix: str) -> bool:
    """Whether a revision holds the page of a version's release, whatever its documentation folder is called."""
    if not git.says("cat-file", "-e", f"{revision}^{{commit}}"):
        return False
    below = ["--", prefix] if prefix else []
    listed = git.text("ls-tree", "-r", "-z", "--full-tree", "--name-only", f"{revision}^{{commit}}", *below).split("\0")
    return any(path.endswith(f"/{FOLDER}/{version}.md") for path in listed)


def make_release(
    repository: Repository, version: str, message: str, files: Mapping[str, bytes], ledger: bytes = b""
) -> str:
    """Commit the files, given by path in the knowledge base, tag the commit, and give its id.

    The message of the tag names the ``ledger`` by its SHA-256, so that a signature of the tag covers the ledger.

    The commit and the tag are made before the branch moves, and the tag is taken back if it can't: so there is the
    whole release or nothing of it. Both are signed where git is configured to (``commit.gpgSign``, ``tag.gpgSign``).
    Hooks for commits are not run, since none of them may change what was assessed. Raises ``ReleaseError``.
    """
    git = repository.git
    head = git.text("rev-parse", "HEAD")
    sign = ["-S"] if git.text("config", "--type=bool", "--default=false", "--get", "commit.gpgSign") == "true" else []
    with TemporaryDirectory(prefix="trailbook-") as scratch:
        index = git.using(GIT_INDEX_FILE=str(Path(scratch, "index")))
        index.text("read-tree", head)
        for path, content in sorted(files.items()):
            blob = git.text("hash-object", "-w", "--stdin", "--no-filters", feed=content)
            index.text("update-index", "--add", "--cacheinfo", f"100644,{blob},{repository.prefix}{path}")
        tree = index.text("write-tree")
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
