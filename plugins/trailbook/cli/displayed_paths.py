"""Where a file of the knowledge base is, for whoever has to open it."""

from dataclasses import replace
from pathlib import Path

import click

from trailbook.records.knowledge_base import KnowledgeBase

_COPIED = f"{__name__}.copied"
"""Where the context of a command keeps the folder that the user named, if the command works on a copy of it."""


def work_on_copy(copy: Path, named: Path) -> None:
    """Let the command that runs show paths of a copy for an audience as those of the folder that the user named."""
    click.get_current_context().meta[_COPIED] = copy, named


def named_root(root: Path) -> Path:
    """The folder that the user named, if the one that a command works on is a copy of it; otherwise the same one."""
    context = click.get_current_context(silent=True)
    copy, named = context.meta.get(_COPIED, (root, root)) if context else (root, root)
    return named if root == copy else root


def is_copy(root: Path) -> bool:
    """Whether the folder that a command works on is a copy for an audience."""
    return named_root(root) != root


def from_here(root: Path) -> str:
    """What to put before a path of the knowledge base so that it can be opened from the current folder.

    It is the ``--root`` that was given, so that a path reads as the user writes it.
    """
    root = named_root(root)
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
