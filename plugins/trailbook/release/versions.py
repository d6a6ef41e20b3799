"""The versions of a repository: which tags are releases, which of two is higher, which is the newest."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from trailbook.audit.ledgers.files import releasing_commits, version_of
from trailbook.records.releases import FOLDER, VERSION, natural_key
from trailbook.release.reproduce import Moment
from trailbook.trail.git.command import Git
from trailbook.trail.git.commits import utc_day
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.tags import tagged_commits

RESERVED = frozenset({"latest", "next"})
"""Names that the published site needs for itself, so no version can have them."""

Precedence = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]

_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*))?", re.IGNORECASE)


@dataclass(frozen=True)
class Version:
    """A version, named after its tag and its folder, and the commit that it is built from."""

    name: str
    moment: Moment

    @property
    def day(self) -> str:
        """The day of its commit in UTC."""
        return utc_day(self.moment.at).isoformat()


def versions_of(root: Path, prefix: str, patterns: Iterable[str] = ()) -> list[Version]:
    """The released versions, each after those that it descends from, and otherwise oldest first.

    A tag counts if its commit holds the page of its release, or if its name fits one of the ``patterns``, with which
    tags older than ``trailbook release`` can be published too. ``prefix`` is the folder of the knowledge base in the
    repository.
    """
    git, patterns = Git(root), tuple(patterns)
    found = []
    for name, commit in tagged_commits(git).items():
        if not re.fullmatch(VERSION, name) or name.casefold() in RESERVED:
            continue
        if any(fnmatchcase(name, pattern) for pattern in patterns) or _holds_release(git, commit.id, name, prefix):
            found.append(Version(name, Moment(commit.id, commit.committed)))
    places = _ancestry_order(git, (version.moment.commit for version in found))
    return sorted(found, key=lambda version: (places[version.moment.commit], natural_key(version.name)))


def altered_releases(repository: Repository, versions: Iterable[Version], skipped: Collection[str] = ()) -> list[str]:
    """Releases that would be built from another commit than they were made of, or that lost their tag, in sentences.

    A release is the commit that first added its ledger, in the history of HEAD and in those of all versions. Of
    versions without a ledger nothing says what they were.
    """
    here = _released(repository, "HEAD")
    found: list[str] = []
    tagged = {version.name: version.moment.commit for version in versions}
    stated = [here, *(_released(repository, commit) for commit in tagged.values())]
    for name, commit in tagged.items():
        known = {released.get(name) for released in stated} - {None, commit}
        found += [
            f"tag {name} names commit {commit[:10]}, and {other} was released as {name}" for other in _short(known)
        ]
    gone = [name for name in reversed(here) if name not in tagged and name not in skipped]
    return [*found, *(f"{name} was released as {here[name][:10]}, and its tag is gone" for name in gone)]


def released_names(repository: Repository) -> Collection[str]:
    """The versions that were released in the history of HEAD, newest first, whether or not their tags are there."""
    return _released(repository, "HEAD").keys() if repository.has_commits() else ()


def _short(ids: Iterable[str | None]) -> list[str]:
    return sorted(id[:10] for id in ids if id)


def _released(repository: Repository, revision: str) -> dict[str, str]:
    """The commit of each release in the history of a revision, by its version, newest first."""
    commits = repository.history(revision).commits
    return {version_of(path): commit for path, commit in releasing_commits(commits, repository.prefix).items()}


def newest_release(git: Git, prefix: str) -> str | None:
    """The newest tag whose commit holds the page of its release; None if there is none.

    The newest is the one that descends from the others. ``prefix`` is the folder of the knowledge base in the
    repository.
    """
    commits = {tag: commit.id for tag, commit in tagged_commits(git).items()}
    places = _ancestry_order(git, commits.values())
    newest = sorted(commits, key=lambda tag: (places[commits[tag]], natural_key(tag)), reverse=True)
    return next((tag for tag in newest if _holds_release(git, f"refs/tags/{tag}", tag, prefix)), None)


def in_history(git: Git, tag: str) -> bool:
    """Whether the commit of a tag is part of the history of HEAD."""
    return git.says("merge-base", "--is-ancestor", f"refs/tags/{tag}", "HEAD")


def _holds_release(git: Git, revision: str, version: str, prefix: str) -> bool:
    """Whether a revision holds the page of a version's release, whatever its documentation folder is called."""
    if not git.says("cat-file", "-e", f"{revision}^{{commit}}"):
        return False
    below = ["--", prefix] if prefix else []
    listed = git.text("ls-tree", "-r", "-z", "--full-tree", "--name-only", f"{revision}^{{commit}}", *below).split("\0")
    return any(path.endswith(f"/{FOLDER}/{version}.md") for path in listed)


def _ancestry_order(git: Git, commits: Iterable[str]) -> dict[str, int]:
    """The places of commits and their ancestors in an order in which none comes before its own ancestors.

    Commits that do not descend from each other are in the order of their dates.
    """
    listed = "".join(f"{commit}\n" for commit in commits)
    if not listed:
        return {}
    found = git.text("rev-list", "--date-order", "--reverse", "--stdin", feed=listed.encode()).split()
    return {commit: place for place, commit in enumerate(found)}


def is_lower(version: str, than: str) -> bool:
    """Whether a version is lower than another; False if they can't be compared."""
    one, other = precedence(version), precedence(than)
    return one is not None and other is not None and one < other


def precedence(version: str) -> Precedence | None:
    """A key that orders versions as Semantic Versioning 2.0.0, section 11; None for a text of another form.

    There may be any number of numbers, so ``2026.11`` can be compared too; 1.0 is equal to 1.0.0.
    """
    match = _VERSION.fullmatch(version)
    if match is None:
        return None
    numbers = [int(part) for part in match[1].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    before = match[2].split(".") if match[2] else []
    parts = ((False, int(part), "") if part.isdecimal() else (True, 0, part) for part in before)
    return tuple(numbers), not before, tuple(parts)
