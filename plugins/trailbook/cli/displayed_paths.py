"""Where a file of the knowledge base is, for whoever has to open it."""

from dataclasses import replace
from pathlib import Path

from trailbook.records.knowledge_base import KnowledgeBase

COPIES: dict[Path, Path] = {}
"""Of the copies that commands work on for an audience: the folders that the user named."""


def from_here(root: Path) -> str:
    """What to put before a path of the knowledge base so that it can be opened from the current folder.

    It is the ``--root`` that was given, so that a path reads as the user writes it.
    """
    root = COPIES.get(root, root)
    return "" if root == Path() else f"{root.as_posix().rstrip('/')}/"


def from_top(root: Path) -> str:
    """What to put before a path so that it is relative to the top of the git repository, as forges want it.

    Outside a repository it is the same as ``from_here``.
    """
    inside = root.resolve()
    top = top_of(root)
    return from_here(root) if not (top / ".git").exists() else from_here(inside.relative_to(top))


def top_of(root: Path) -> Path:
    """The top folder of the git repository around a folder; outside a repository the folder itself."""
    inside = root.resolve()
    return next((folder for folder in (inside, *inside.parents) if (folder / ".git").exists()), inside)


def placed(knowledge: KnowledgeBase, before: str) -> KnowledgeBase:
    """The knowledge base with the paths of its problems as they are to be shown."""
    problems = tuple(replace(problem, path=f"{before}{problem.path}") for problem in knowledge.problems)
    return replace(knowledge, problems=problems)
