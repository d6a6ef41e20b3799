"""Which commit a knowledge base was read at."""

from pathlib import Path

import git


def newest_commit(root: Path) -> str | None:
    """The full id of the newest commit of the repository around a folder; None where nothing is committed."""
    try:
        with git.Repo(root, search_parent_directories=True) as repository:
            return repository.head.commit.hexsha
    except (git.InvalidGitRepositoryError, git.NoSuchPathError, ValueError):
        return None
