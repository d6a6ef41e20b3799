"""Folders in ``nav``: an entry that ends in ``/`` becomes all pages of that folder, its index first."""

from collections.abc import Iterable
from typing import Any


def expand_folders(nav: Any, paths: Iterable[str]) -> Any:
    """The ``nav`` of a mkdocs.yml with its folder entries replaced by the folders' pages, in order of path.

    A section is left out when it holds nothing but folders that have no pages.
    """
    return _expand(nav, sorted(paths, key=_index_first))


def _index_first(path: str) -> tuple[str, bool, str]:
    folder, _, name = path.rpartition("/")
    return folder, name not in ("index.md", "README.md"), name


def _expand(entry: Any, paths: list[str]) -> Any:
    if isinstance(entry, list):
        return [part for inner in entry for part in _entries(inner, paths)]
    if isinstance(entry, dict):
        expanded = {title: (part, _expand(part, paths)) for title, part in entry.items()}
        return {title: new for title, (old, new) in expanded.items() if new or not old}
    return _pages(entry, paths) if _is_folder(entry) else entry


def _entries(entry: Any, paths: list[str]) -> list[Any]:
    """What one entry of a list becomes: a folder without a title of its own becomes all its pages."""
    if _is_folder(entry):
        return _pages(entry, paths)
    expanded = _expand(entry, paths)
    return [expanded] if expanded or not entry else []


def _is_folder(entry: Any) -> bool:
    return isinstance(entry, str) and entry.endswith("/") and "://" not in entry


def _pages(folder: str, paths: list[str]) -> list[str]:
    return [path for path in paths if path.startswith(folder)]
