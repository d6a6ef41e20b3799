"""The last release: the newest tag in the history, and the records as they were there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trailbook.text.files import SUFFIXES
from trailbook.trail.git.at_revision import files_at
from trailbook.trail.git.command import NoHistoryError, open_work_tree


@dataclass(frozen=True)
class Release:
    """A tag with the day of its commit in UTC and the files of the record folders at it, as bytes by path."""

    name: str
    day: date
    contents: Mapping[str, bytes]


def last_release(root: Path, folders: Iterable[str], suffixes: tuple[str, ...] = SUFFIXES) -> Release | None:
    """The release before what is checked out; None if no tag can be reached, or there is no repository.

    A commit that bears a tag itself is compared with the tag before it. Only files that end in one of the suffixes
    are read, and none of more bytes than a record may have.
    """
    try:
        git = open_work_tree(root).git
    except NoHistoryError:
        return None
    start = "HEAD^" if git.ask("describe", "--tags", "--exact-match", "HEAD") else "HEAD"
    if not (name := git.ask("describe", "--tags", "--abbrev=0", start)):
        return None
    there = files_at(root, f"refs/tags/{name}", folders, suffixes)
    return Release(name, there.day, there.contents)
