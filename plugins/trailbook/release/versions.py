"""The versions that a repository can publish: tags that hold the page of their own release."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from trailbook.records.releases import VERSION, natural_key
from trailbook.release.make import RESERVED, Git, by_ancestry, holds_release
from trailbook.release.reproduce import Moment

_FORMAT = "%(refname:strip=2)%00%(objectname)%00%(*objectname)%00%(objecttype)%00%(*objecttype)"


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
    for line in git("for-each-ref", f"--format={_FORMAT}", "refs/tags").splitlines():
        name, id, peeled, kind, peeled_kind = line.split("\0")
        if "commit" not in (kind, peeled_kind) or not re.fullmatch(VERSION, name) or name.casefold() in RESERVED:
            continue
        commit = peeled or id
        if any(fnmatchcase(name, pattern) for pattern in patterns) or holds_release(git, commit, name, prefix):
            seconds = int(git("log", "-1", "--format=%ct", commit))
            found.append(Version(name, Moment(commit, datetime.fromtimestamp(seconds, UTC))))
    places = by_ancestry(git, (version.moment.commit for version in found))
    return sorted(found, key=lambda version: (places[version.moment.commit], natural_key(version.name)))
