"""What the trail of one plain page depends on: the commits that changed its file, wherever it was before or after.

These have all that they changed compared, since something may have moved between two pages. What no other commit can
have a say in is then the same as in the whole history. Records are followed by id through all files, so where one of
them is concerned, only the whole history will do.
"""

from collections.abc import Iterable, Iterator

from trailbook.text.files import SUFFIXES, YAML
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.repository import History
from trailbook.trail.lineages import Lineages
from trailbook.trail.revisions import Pair, Revisions


def commits_of_page(history: History, path: str, *, is_whole: bool) -> frozenset[str] | None:
    """The commits on which the trail of the page at a path of the repository depends; None if that may be any.

    A merge that joins two histories may bring in a page of the other under a new path, whatever that was there.
    """
    paths = _followed(history.commits.values(), path)
    found = [commit for commit in history.commits.values() if _touches(commit, paths)]
    lineages = Lineages(history.commits, history.head, is_whole=is_whole)
    joining = ((commit, set(_new_in(commit))) for commit in filter(lineages.is_joined_by, history.commits.values()))
    ids, blobs = frozenset(commit.id for commit in found), _blobs(found, paths)
    return None if any(new and (commit.id in ids or new & blobs) for commit, new in joining) else ids


def _followed(commits: Iterable[Commit], path: str) -> set[str]:
    """The paths that a file had at any time, if it was at one at any time."""
    moved: dict[str, set[str]] = {}
    for commit in commits:
        for change in commit.changes:
            if change.path != change.old_path and change.path.endswith(SUFFIXES):
                moved.setdefault(change.path, set()).add(change.old_path)
                moved.setdefault(change.old_path, set()).add(change.path)
    found, waiting = {path}, [path]
    while waiting:
        new = moved.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _touches(commit: Commit, paths: set[str]) -> bool:
    return any(change.path in paths or change.old_path in paths for change in commit.changes)


def _new_in(commit: Commit) -> Iterator[str]:
    """The blobs of the files that came in a commit, as far as git knows."""
    return (change.after for change in commit.changes if change.after and not any(change.before))


def _blobs(commits: Iterable[Commit], paths: set[str]) -> set[str | None]:
    """All that the files at some paths held after a commit."""
    return {change.after for commit in commits for change in commit.changes if change.path in paths}


def are_of_pages(pairs: Iterable[Pair], revisions: Revisions) -> bool:
    """Whether all that pairs of revisions hold are plain pages, or YAML that is no record."""
    sides = dict.fromkeys(side for pair in pairs for side in pair if side)
    known = ((side, revisions.identity(side)) for side in sides)
    return all(identity.kind == "page" if identity else revision.path.endswith(YAML) for revision, identity in known)
