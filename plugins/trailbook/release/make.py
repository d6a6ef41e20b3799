"""Making a release: what stands in its way, and the commit and tag that it becomes."""

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from trailbook.records.releases import FOLDER, natural_key
from trailbook.release.semver import is_lower
from trailbook.text.errors import TrailbookError
from trailbook.text.unseen import printable
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.tag_signatures import LEDGER

RESERVED = frozenset({"latest", "next"})
"""Versions that the published site needs for itself."""


class ReleaseError(TrailbookError):
    """The release was not made, and nothing of it is left. The message says why."""


@dataclass(frozen=True)
class Git:
    """Git in the folder of a knowledge base."""

    root: Path

    def __call__(self, *command: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> str:
        """The output of a command. Raises ``ReleaseError`` with what git says where it fails."""
        done = self._run(command, stdin, environment or {})
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip() or f"it ended with {done.returncode}"
            raise ReleaseError(f"git {command[0]}: {printable(said[-500:])}")
        return done.stdout.decode("utf-8", "replace").strip()

    def says(self, *command: str) -> bool:
        """Whether git answers a question with yes."""
        return self._run(command, b"", {}).returncode == 0

    def has_in_history(self, tag: str) -> bool:
        """Whether a tag's commit is part of the history of HEAD."""
        return self.says("merge-base", "--is-ancestor", f"refs/tags/{tag}", "HEAD")

    def _run(
        self, command: tuple[str, ...], stdin: bytes, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 - git with arguments of this module
            ["git", *command],  # noqa: S607 - the git that the user runs
            cwd=self.root,
            input=stdin,
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", **environment},
        )


def obstacles(git: Git, version: str, last: str | None) -> Iterator[str]:
    """Why a release can't be made in this repository, each with its remedy.

    ``last`` is the tag of the last release, whatever branch it is on.
    """
    if git("status", "--porcelain", "--", "."):
        yield "the work tree has changes that are not committed; commit them, or put them aside with 'git stash -u'"
    if not git.says("symbolic-ref", "--quiet", "HEAD"):
        yield "no branch is checked out, so the release would be on none; run 'git switch main'"
    same = [tag for tag in git("tag", "--list").splitlines() if tag.casefold() == version.casefold()]
    if same:
        yield f"the tag {same[0]} is there already; name another version"
    if last is not None and is_lower(version, last):
        yield f"{version} is lower than {last}, the last release; name a higher version"
    if last is not None and not git.has_in_history(last):
        yield f"release {last} is not part of the history of HEAD; release from the main branch, which has it"
    elif last is not None and git("rev-parse", f"refs/tags/{last}^{{commit}}") == git("rev-parse", "HEAD"):
        yield f"nothing was committed since release {last}"


def by_ancestry(git: Git, commits: Iterable[str]) -> dict[str, int]:
    """A place for each commit and its ancestors: none stands before an ancestor of its own, whatever clocks said.

    Commits of which neither descends from the other are in the order of their dates.
    """
    listed = "".join(f"{commit}\n" for commit in commits)
    if not listed:
        return {}
    found = git("rev-list", "--date-order", "--reverse", "--stdin", stdin=listed.encode()).split()
    return {commit: place for place, commit in enumerate(found)}


def newest_release(git: Git, prefix: str) -> str | None:
    """The newest tag whose commit holds the page of its own release; None where there is none.

    The newest is what descends from the others. ``prefix`` is the folder of the knowledge base in the repository.
    """
    form = "%(refname:strip=2)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)"
    lines = (line.split("\0") for line in git("for-each-ref", f"--format={form}", "refs/tags").splitlines())
    commits = {tag: peeled or id for tag, kind, id, peeled_kind, peeled in lines if "commit" in (kind, peeled_kind)}
    places = by_ancestry(git, commits.values())
    newest = sorted(commits, key=lambda tag: (places[commits[tag]], natural_key(tag)), reverse=True)
    return next((tag for tag in newest if holds_release(git, f"refs/tags/{tag}", tag, prefix)), None)


def holds_release(git: Git, revision: str, version: str, prefix: str) -> bool:
    """Whether a revision holds the page of a version's release, whatever its documentation folder is called."""
    if not git.says("cat-file", "-e", f"{revision}^{{commit}}"):
        return False
    below = ["--", prefix] if prefix else []
    listed = git("ls-tree", "-r", "-z", "--full-tree", "--name-only", f"{revision}^{{commit}}", *below).split("\0")
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
    git = Git(repository.root)
    head = git("rev-parse", "HEAD")
    sign = ["-S"] if git("config", "--type=bool", "--default=false", "--get", "commit.gpgSign") == "true" else []
    with TemporaryDirectory(prefix="trailbook-") as scratch:
        index = {"GIT_INDEX_FILE": str(Path(scratch, "index"))}
        git("read-tree", head, environment=index)
        for path, content in sorted(files.items()):
            blob = git("hash-object", "-w", "--stdin", "--no-filters", stdin=content)
            git("update-index", "--add", "--cacheinfo", f"100644,{blob},{repository.prefix}{path}", environment=index)
        tree = git("write-tree", environment=index)
    commit = git("commit-tree", *sign, "-p", head, tree, stdin=message.encode())
    named = [f"--message={LEDGER}: {hashlib.sha256(ledger).hexdigest()}"] if ledger else []
    git("tag", "--annotate", f"--message=Release {version}", *named, version, commit)
    try:
        git("update-ref", "-m", f"release: {version}", "HEAD", commit, head)
    except ReleaseError as error:
        git("tag", "--delete", version)
        raise ReleaseError(f"the branch could not move to the release; {error}") from error
    try:
        git("read-tree", "-m", "-u", head, commit)
    except ReleaseError as error:
        git("update-ref", "HEAD", head, commit)
        git("tag", "--delete", version)
        raise ReleaseError(f"the work tree could not move to the release; {error}") from error
    return commit
