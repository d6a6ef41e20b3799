"""The tags of a repository, by the commits that they name."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import git

_FORMAT = "%(refname:strip=2)%00%(objectname)%00%(*objectname)%00%(objecttype)%00%(*objecttype)"


def tags_of(root: Path) -> Mapping[str, tuple[datetime, tuple[str, ...]]]:
    """For each commit with tags, when it was made and what they are called, by name. None where there is no git."""
    found: dict[str, tuple[datetime, tuple[str, ...]]] = {}
    try:
        with git.Repo(root, search_parent_directories=True) as repo:
            for line in str(repo.git.execute(["git", "for-each-ref", f"--format={_FORMAT}", "refs/tags"])).splitlines():
                name, id, peeled, kind, peeled_kind = line.split("\0")
                if "commit" in (kind, peeled_kind):
                    commit = peeled or id
                    when, names = found.get(commit) or (repo.commit(commit).committed_datetime.astimezone(UTC), ())
                    found[commit] = when, (*names, name)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError):
        pass
    return found
