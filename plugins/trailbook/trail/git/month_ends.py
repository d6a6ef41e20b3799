"""The records as they stood at the end of each past month."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import git

from trailbook.text.files import MAX_BYTES, SUFFIXES

MOST = 24
"""How many months are looked at, up to the last that is over."""


def month_ends(root: Path, folders: Iterable[str], today: date) -> Iterator[tuple[date, Mapping[str, bytes]]]:
    """The last day of each month before that of ``today``, oldest first, with the files of the folders by path.

    Counted from the first commit on the main line (each commit's first parent), at most ``MOST`` months back. In a
    month without commits the files are those of the month before. Nothing where there is no repository or no commit.
    """
    try:
        repo = git.Repo(root, search_parent_directories=True)
        log = repo.git.log("--first-parent", "--format=%H %ct", "HEAD")
    except (git.InvalidGitRepositoryError, git.NoSuchPathError, git.GitCommandError):
        return
    inside = Path(root).resolve().relative_to(Path(repo.working_tree_dir or repo.git_dir).resolve()).as_posix()
    last = _last_commits(log.splitlines())
    this = today.year * 12 + today.month - 1
    files: dict[str, bytes] = {}
    known: dict[bytes, bytes | None] = {}
    begin = max(min(last, default=this), this - MOST)
    earlier = [month for month in last if month < begin]
    for month in [*([max(earlier)] if earlier else []), *range(begin, this)]:
        if commit := last.get(month):
            files = _files(repo, commit, "" if inside == "." else f"{inside}/", folders, known)
        if month >= begin:
            year, index = month // 12, month % 12 + 1
            yield date(year, index, monthrange(year, index)[1]), files


def _last_commits(log: Iterable[str]) -> dict[int, str]:
    """The newest commit of each month, the month counted from the year 0."""
    found: dict[int, str] = {}
    for line in log:
        commit, _, seconds = line.partition(" ")
        day = datetime.fromtimestamp(int(seconds), UTC)
        found.setdefault(day.year * 12 + day.month - 1, commit)
    return found


def _files(
    repo: git.Repo, commit: str, prefix: str, folders: Iterable[str], known: dict[bytes, bytes | None]
) -> dict[str, bytes]:
    """The records of a commit. ``known`` remembers the contents of blobs by their ids."""
    found: dict[str, bytes] = {}
    places = [f"{prefix}{folder}/" for folder in sorted(set(folders))]
    if not places:
        return found
    for entry in repo.git.ls_tree("-r", "-z", "--full-tree", commit, "--", *places).split("\0"):
        about, _, path = entry.partition("\t")
        if path.endswith(SUFFIXES) and about.startswith("100"):
            id = bytes.fromhex(about.split()[2])
            if id not in known:
                blob = git.Blob(repo, id)
                known[id] = blob.data_stream.read() if blob.size <= MAX_BYTES else None
            if (data := known[id]) is not None:
                found[path.removeprefix(prefix)] = data
    return found
