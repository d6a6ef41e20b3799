"""Folders in ``nav``: an entry that ends in ``/`` becomes all pages of that folder, its index first."""

from collections.abc import Iterable
from typing import Any


def expand_folders(nav: Any, paths: Iterable[str]) -> Any:
    """The ``nav`` of a mkdocs.yml with its folder entries replaced by the folders' pages, in order of path."""
    every = sorted(paths, key=lambda path: (path.rpartition("/")[2] not in ("index.md", "README.md"), path))
    return _expand(nav, every)


def _expand(entry: Any, paths: list[str]) -> Any:
    if isinstance(entry, list):
        return [part for inner in entry for part in _entries(inner, paths)]
    if isinstance(entry, dict):
        return {title: _expand(part, paths) for title, part in entry.items()}
    return _pages(entry, paths) if _is_folder(entry) else entry


def _entries(entry: Any, paths: list[str]) -> list[Any]:
    """What one entry of a list becomes: a folder without a title of its own becomes all its pages."""
    return _pages(entry, paths) if _is_folder(entry) else [_expand(entry, paths)]


def _is_folder(entry: Any) -> bool:
    return isinstance(entry, str) and entry.endswith("/") and "://" not in entry


def _pages(folder: str, paths: list[str]) -> list[str]:
    return [path for path in paths if path.startswith(folder)]
