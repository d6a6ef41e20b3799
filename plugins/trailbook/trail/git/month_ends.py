"""The records as they were at the end of each past month."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from trailbook.text.files import MAX_BYTES, SUFFIXES
from trailbook.trail.git.blobs import files_of, reading
from trailbook.trail.git.command import GitError, NoHistoryError, WorkTree, open_work_tree

MOST = 24
"""How many months are looked at, up to the last that is over."""


def month_ends(root: Path, folders: Iterable[str], today: date) -> Iterator[tuple[date, Mapping[str, bytes]]]:
    """The last day of each month before that of ``today``, oldest first, with the files of the folders by path.

    Counted from the first commit on the main line (each commit's first parent), at most ``MOST`` months back. In a
    month without commits the files are those of the month before. Nothing where there is no repository or no commit.
    """
    try:
        work = open_work_tree(root)
        log = work.git.text("log", "--first-parent", "--format=%H %ct", "HEAD")
    except (NoHistoryError, GitError):
        return
    last = _last_commits(log.splitlines())
    this = today.year * 12 + today.month - 1
    begin = max(min(last, default=this), this - MOST)
    earlier = [month for month in last if month < begin]
    months = [*([max(earlier)] if earlier else []), *range(begin, this)]
    listed = {month: _listed(work, last[month], folders) for month in months if month in last}
    with reading(work.git, MAX_BYTES) as read:
        contents = dict(read.each(dict.fromkeys(id for files in listed.values() for id in files.values())))
    files: dict[str, bytes] = {}
    for month in months:
        if month in listed:
            found = ((path, contents[id]) for path, id in listed[month].items())
            files = {path: data for path, data in found if data is not None}
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


def _listed(work: WorkTree, commit: str, folders: Iterable[str]) -> dict[str, str]:
    """The records of a commit: their blobs by path."""
    places = [f"{work.prefix}{folder}/" for folder in sorted(set(folders))]
    if not places:
        return {}
    return {
        path.removeprefix(work.prefix): file.blob
        for path, file in files_of(work.git, commit, *places).items()
        if path.endswith(SUFFIXES) and file.is_regular
    }
