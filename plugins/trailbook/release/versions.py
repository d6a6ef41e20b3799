"""The versions that a repository can publish: tags that hold the page of their own release."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from trailbook.records.releases import VERSION, natural_key
from trailbook.release.make import RESERVED, by_ancestry, holds_release
from trailbook.release.reproduce import Moment
from trailbook.trail.git.command import Git
from trailbook.trail.git.tag_signatures import tagged_commits


@dataclass(frozen=True)
class Version:
    """A version by the name of its tag and of its folder, and the commit that it is built from."""

    name: str
    moment: Moment

    @property
    def day(self) -> str:
        """The day of its commit in UTC."""
        return self.moment.at.date().isoformat()


def versions_of(root: Path, prefix: str, patterns: Iterable[str] = ()) -> list[Version]:
    """The released versions, each after those that it descends from, and otherwise oldest first.

    A tag counts if its commit holds the page of the release with its name, or if it fits one of the ``patterns``:
    so that tags of a time before ``trailbook release`` can be published, too. ``prefix`` is the folder of the
    knowledge base in the repository.
    """
    git, patterns = Git(root), tuple(patterns)
    found = []
    for name, commit in tagged_commits(git).items():
        if not re.fullmatch(VERSION, name) or name.casefold() in RESERVED:
            continue
        if any(fnmatchcase(name, pattern) for pattern in patterns) or holds_release(git, commit.id, name, prefix):
            found.append(Version(name, Moment(commit.id, commit.committed)))
    places = by_ancestry(git, (version.moment.commit for version in found))
    return sorted(found, key=lambda version: (places[version.moment.commit], natural_key(version.name)))
