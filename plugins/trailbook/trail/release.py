"""The last release: the newest tag in the history, and the records as they were there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import git

from trailbook.records.files import MAX_BYTES, SUFFIXES


@dataclass(frozen=True)
class Release:
    """A tag with the day of its commit in UTC and the files of the record folders at it, as bytes by path."""

    name: str
    day: date
    contents: Mapping[str, bytes]


def last_release(root: Path, folders: Iterable[str], suffixes: tuple[str, ...] = SUFFIXES) -> Release | None:
    """The release before what is checked out; None where no tag can be reached, or there is no repository.

    A commit that bears a tag itself is compared with the tag before it. Only files that end in one of the suffixes
    are read, and none of more bytes than a record may have.
    """
    if (repo := _open(root)) is None:
        return None
    start = "HEAD^" if _ask(repo, "describe", "--tags", "--exact-match", "HEAD") else "HEAD"
    if not (name := _ask(repo, "describe", "--tags", "--abbrev=0", start)):
        return None
    commit = repo.commit(f"refs/tags/{name}")
    inside = Path(root).resolve().relative_to(Path(repo.working_tree_dir or repo.git_dir).resolve()).as_posix()
    prefix = "" if inside == "." else f"{inside}/"
    contents = {}
    for folder in sorted(set(folders)):
        for path in _files(repo, commit.hexsha, f"{prefix}{folder}"):
            if path.endswith(suffixes) and (data := _blob(commit, path)) is not None:
                contents[path.removeprefix(prefix)] = data
    return Release(name, _day(commit), contents)


def _open(root: Path) -> git.Repo | None:
    try:
        return git.Repo(root, search_parent_directories=True)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError):
        return None


def _ask(repo: git.Repo, *command: str) -> str:
    try:
        return str(repo.git.execute(["git", *command])).strip()
    except git.GitCommandError:
        return ""


def _files(repo: git.Repo, commit: str, folder: str) -> list[str]:
    listed = _ask(repo, "ls-tree", "-r", "-z", "--full-tree", "--name-only", commit, "--", f"{folder}/")
    return [path for path in listed.split("\0") if path]


def _blob(commit: git.Commit, path: str) -> bytes | None:
    blob = commit.tree / path
    return blob.data_stream.read() if blob.type == "blob" and blob.size <= MAX_BYTES else None


def _day(commit: git.Commit) -> date:
    return datetime.fromtimestamp(commit.committed_date, UTC).date()
