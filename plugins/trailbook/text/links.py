"""Symbolic links in a repository: which of them may be followed, decided in one place for whatever reads or publishes.

A link is one line in a change, and who reads that line does not see what it brings in: the environment of the process
that builds the site, a folder of the machine, git's own settings with a token of the runner in them. So a link is
followed to what the repository itself holds, and nowhere else.
"""

import errno
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from os.path import lexists, normpath, realpath, relpath
from pathlib import Path
from posixpath import dirname

from trailbook.text.problem import Problem

MOST_FOLLOWED = 10_000
"""How many files and folders are looked at behind links to folders. MkDocs would read them all, and each again."""


VENDORED = frozenset(
    (
        "bower_components",
        "Godeps",
        "node_modules",
        "Pods",
        "site-packages",
        "third-party",
        "third_party",
        "thirdparty",
        "vendor",
        "vendored",
        "venv",
    )
)
"""Folders that hold the work of others by the conventions of package managers."""

_NOWHERE = (errno.ENOENT, errno.ENOTDIR)


@dataclass(frozen=True)
class Territory:
    """What symbolic links may lead to: files that are below ``top`` and tracked.

    ``root`` is the folder that paths in problems are relative to, ``top`` the repository around it. ``tracked`` gives
    the paths that git tracks, relative to ``top``, on the first link that is met; a path that ends in a slash stands
    for all below it. Without ``tracked``, as outside a repository, every file counts that is in no hidden folder.
    """

    root: Path
    top: Path
    tracked: Callable[[], Collection[str]] | None = None

    @classmethod
    def of(cls, root: Path) -> "Territory":
        """The territory of a folder about which git is not asked."""
        return cls(root, root)

    def fault(self, file: Path) -> Problem | None:
        """Why a file or folder may not be read; None if no link leads to it, or one that may be followed."""
        path = self.path(file)
        try:
            real = realpath(file, strict=True)
        except OSError as error:
            if error.errno == errno.ELOOP:
                return circular(path)
            if not self._is_inside(realpath(file)):
                return outside(path)
            return no_file(path) if error.errno in _NOWHERE else unreadable(path, str(error.strerror))
        return None if real == self._without_links(file) else self._misled(path, real)

    def faults(self, folder: Path, *, whole: bool) -> Iterator[Problem]:
        """The problem of each link below a folder that may not be followed, in order of their paths.

        Links to folders are followed, as MkDocs does, unless they lead back to a folder that they are in. Hidden
        folders, and those with the work of others, are looked through if the folder is published as a ``whole``.
        """
        if (fault := self.fault(folder)) is not None:
            yield from (fault,) if lexists(folder) else ()
        else:
            yield from _Walk(self, whole).faults(folder, (realpath(folder),))

    def committed_link(self, folder: Path) -> str | None:
        """The link on the way to a folder that git tracks; None if there is none. Others are of this clone's owner."""
        place = Path(relpath(self._without_links(folder), self._real_top))
        ways = (way for way in (*reversed(place.parents), place) if (self._real_top / way).is_symlink())
        return next((way.as_posix() for way in ways if self.tracked and way.as_posix() in self._known), None)

    def path(self, file: Path) -> str:
        """A path relative to the root, with forward slashes."""
        return Path(relpath(normpath(file.absolute()), normpath(self.root.absolute()))).as_posix()

    def _without_links(self, file: Path) -> str:
        """Where a file is if no link below the root leads to it."""
        return normpath(self._real_root / self.path(file))

    @cached_property
    def _real_root(self) -> Path:
        return Path(realpath(self.root))

    @cached_property
    def _real_top(self) -> Path:
        return Path(realpath(self.top))

    def _is_inside(self, real: str) -> bool:
        return Path(real).is_relative_to(self._real_top)

    def _misled(self, path: str, real: str) -> Problem | None:
        """The problem of a link, by where it leads in the end; None if that is in the territory."""
        if not self._is_inside(real):
            return outside(path)
        place = Path(relpath(real, self._real_top)).as_posix()
        parts = place.casefold().split("/")
        if ".git" in parts or (self.tracked is None and place != "." and any(part.startswith(".") for part in parts)):
            return hidden(path)
        return None if self.tracked is None or place in self._known else untracked(path)

    @cached_property
    def _known(self) -> "_Known":
        return _Known(frozenset(self.tracked() if self.tracked else ()))


@dataclass
class _Walk:
    """A walk through folders that looks at links. ``behind`` counts what was seen behind links to folders."""

    territory: Territory
    whole: bool
    behind: int = 0

    def faults(self, folder: Path, around: tuple[str, ...]) -> Iterator[Problem]:
        """The problems of the links below a folder; ``around`` are the folders that it is seen in, without links."""
        for parent, inner, names in os.walk(folder):
            inner[:] = sorted(name for name in inner if self._is_walked(name))
            self.behind += (len(inner) + len(names) + 1) * (len(around) > 1)
            for path in (Path(parent, name) for name in sorted((*inner, *names))):
                if not path.is_symlink():
                    continue
                if (fault := self.territory.fault(path)) is not None:
                    yield fault
                elif path.is_dir():
                    yield from self._behind(path, around)

    def _is_walked(self, name: str) -> bool:
        return name != ".git" and (self.whole or not (name.startswith(".") or name in VENDORED))

    def _behind(self, link: Path, around: tuple[str, ...]) -> Iterator[Problem]:
        real, here = realpath(link), realpath(link.parent)
        path = self.territory.path(link)
        if any(Path(place).is_relative_to(real) for place in (*around, here)):
            yield circular(path)
        elif self.behind > MOST_FOLLOWED:
            yield unreadable(path, "too much is behind the links to folders", "the files themselves")
        else:
            yield from self.faults(link, (*around, here, real))


class _Known:
    """The paths that are tracked, and the folders that they are in."""

    def __init__(self, paths: Collection[str]) -> None:
        self._files = paths
        self._whole = tuple(path for path in paths if path.endswith("/"))
        self._folders = {"."}
        for path in paths:
            folder = dirname(path.rstrip("/"))
            while folder and folder not in self._folders:
                self._folders.add(folder)
                folder = dirname(folder)

    def __contains__(self, path: str) -> bool:
        below = f"{path}/".startswith(self._whole) if self._whole else False
        return path in self._files or path in self._folders or below


def outside(path: str) -> Problem:
    """The problem of a symbolic link that leads out of the repository."""
    return _link(path, "that leads out of the repository", "a file inside it")


def hidden(path: str) -> Problem:
    """The problem of a symbolic link into a hidden folder, such as git's own."""
    return _link(path, "to what is hidden in the repository", "a file that is committed and not hidden")


def untracked(path: str) -> Problem:
    """The problem of a symbolic link to a file that only this clone has."""
    return _link(path, "to what git does not track", "a file that is committed, or the file itself")


def _link(path: str, where: str, expected: str) -> Problem:
    return Problem(path, 1, 1, "link-outside", f"a symbolic link {where}", expected)


def circular(path: str) -> Problem:
    """The problem of a link that leads to itself in the end, or to a folder that it is in."""
    return unreadable(path, "a symbolic link that leads back to itself")


def no_file(path: str) -> Problem:
    """The problem of a path that is a folder or a device, or a link to nothing."""
    return unreadable(path, "not a regular file, or a link that leads nowhere")


def unreadable(path: str, why: str, expected: str = "") -> Problem:
    """The problem of a file that can't be read."""
    return Problem(path, 1, 1, "unreadable", f"can't be read: {why}", expected)
