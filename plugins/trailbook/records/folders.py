"""Whether the folders of a configuration can be searched for records."""

from collections.abc import Iterable
from pathlib import PurePath
from posixpath import normpath

from trailbook.text.problem import printable


def is_outside(folder: str) -> bool:
    """Whether a folder, written relative to a knowledge base, lies outside it."""
    path = PurePath(folder)
    return path.is_absolute() or normpath(path.as_posix()).split("/")[0] == ".."


def fault_of(folders: Iterable[str], docs: str, file: str = "mkdocs.yml") -> str:
    """What is wrong with the folders and how to mend it, in one line; empty where nothing is.

    ``docs`` is the documentation folder, which is among the folders where the configuration names none.
    """
    for folder in folders:
        if is_outside(folder) and folder == docs:
            return (
                f"{file}: docs_dir is {_quoted(folder)}, and records are only read below the folder of {file}; "
                f"move {file} up until docs_dir is below it, or list the folders with records in 'folders' of "
                "trailbook/records"
            )
        if is_outside(folder):
            return (
                f"{file}: 'folders' of trailbook/records has {_quoted(folder)}, which is not below the folder of {file}"
            )
    return ""


def _quoted(folder: str) -> str:
    return repr(printable(folder))
