"""Which symbolic links of a repository may be followed: those to what git tracks."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from posixpath import dirname, join, normpath

from trailbook.text.links import Territory
from trailbook.text.scratch import Scratch
from trailbook.trail.git.blobs import LINK, TreeFile, files_of, reading
from trailbook.trail.git.command import Git, HistoryError, NoHistoryError, WorkTree, open_work_tree

_LONGEST = 4096
"""How many bytes the target of a link may have (PATH_MAX of Linux)."""


def territory_of(root: Path) -> Territory:
    """What links in the folder of a knowledge base may lead to. Git is asked for its files on the first link.

    What is staged is tracked, and so is all that is below a submodule. Where git refuses to read the repository,
    nothing is.
    """
    try:
        git = open_work_tree(root).git
    except NoHistoryError:
        return Territory.of(root)
    except HistoryError:
        return Territory(root, root, frozenset)
    return Territory(root, git.folder, partial(_tracked, git))


def _tracked(git: Git) -> frozenset[str]:
    try:
        listed = git.output("ls-files", "-z", "--stage").decode("utf-8", "surrogateescape").split("\0")
    except HistoryError:
        return frozenset()
    entries = (entry.partition("\t") for entry in listed if entry)
    return frozenset(f"{path}/" if facts.startswith("160000") else path for facts, _, path in entries)


@contextmanager
def territory_at(root: Path, revision: str) -> Iterator[Territory]:
    """What links led to at a revision of the repository around ``root``, for as long as the block runs.

    Its folders hold the links of the commit between empty files, and nothing at all if the commit has no link. Whether
    a link leads to a file that git does not track depends on the clone, so it is judged by the files of this one.
    Raises ``HistoryError`` for a revision that is not there.
    """
    work = open_work_tree(root)
    files = files_of(work.git, work.commit_id(revision))
    with Scratch() as folder:
        top = Path(folder).resolve()
        if any(file.mode == LINK for file in files.values()):
            _write_outline(work, files, top)
        yield Territory(top / work.prefix, top, partial(frozenset, files))


def _write_outline(work: WorkTree, files: Mapping[str, TreeFile], top: Path) -> None:
    """Write the links of a commit, the files as empty ones, and those that only this clone has and a link leads to."""
    with reading(work.git, _LONGEST) as read:
        links = {path: os.fsdecode(read(file.blob) or b"") for path, file in files.items() if file.mode == LINK}
    targets = {normpath(join(dirname(path), target)) for path, target in links.items()}
    untracked = {path for path in targets if not path.startswith(("/", "..")) and (work.git.folder / path).is_file()}
    for path in sorted({*files, *untracked} - links.keys()):
        if (file := _place(top, path)) is not None and not file.is_dir():
            file.touch()
    for path, target in links.items():
        if target and (file := _place(top, path)) is not None and not file.exists():
            file.symlink_to(target)


def _place(top: Path, path: str) -> Path | None:
    """A file below a folder, in folders that are there; None if its name, or a link on its way, leads out of it."""
    file = top / path
    if ".." in file.parts or not file.parent.resolve().is_relative_to(top):
        return None
    file.parent.mkdir(parents=True, exist_ok=True)
    return file
