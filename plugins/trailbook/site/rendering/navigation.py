"""Folders in ``nav``: an entry that ends in ``/`` becomes all pages of that folder, its index first.

A folder inside another that has an entry of its own is left to that entry.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


def expand_folders(nav: Any, paths: Iterable[str]) -> Any:
    """The ``nav`` of a mkdocs.yml with its folder entries replaced by the folders' pages, in order of path.

    A section is left out when it holds nothing but folders that have no pages.
    """
    return _expand(nav, _Folders(sorted(paths, key=_index_first), tuple(_folders(nav))))


@dataclass(frozen=True)
class _Folders:
    """The pages of a site, and the folders that have an entry in its ``nav``."""

    paths: list[str]
    named: tuple[str, ...]

    def pages(self, folder: str) -> list[str]:
        """The pages of a folder that no entry for a folder inside it takes."""
        inner = tuple(name for name in self.named if name != folder and name.startswith(folder))
        return [path for path in self.paths if path.startswith(folder) and not path.startswith(inner)]


def _folders(entry: Any) -> Iterator[str]:
    """The folders that an entry and those below it name."""
    if isinstance(entry, list | dict):
        for part in entry.values() if isinstance(entry, dict) else entry:
            yield from _folders(part)
    elif _is_folder(entry):
        yield entry


def _index_first(path: str) -> tuple[str, bool, str]:
    folder, _, name = path.rpartition("/")
    return folder, name not in ("index.md", "README.md"), name


def _expand(entry: Any, folders: _Folders) -> Any:
    if isinstance(entry, list):
        return [part for inner in entry for part in _entries(inner, folders)]
    if isinstance(entry, dict):
        expanded = {title: (part, _expand(part, folders)) for title, part in entry.items()}
        return {title: new for title, (old, new) in expanded.items() if new or not old}
    return folders.pages(entry) if _is_folder(entry) else entry


def _entries(entry: Any, folders: _Folders) -> list[Any]:
    """What one entry of a list becomes: a folder without a title of its own becomes all its pages."""
    if _is_folder(entry):
        return folders.pages(entry)
    expanded = _expand(entry, folders)
    return [expanded] if expanded or not entry else []


def _is_folder(entry: Any) -> bool:
    return isinstance(entry, str) and entry.endswith("/") and "://" not in entry
