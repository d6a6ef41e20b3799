"""Which two states are compared: ``BASE``, ``BASE..HEAD`` or ``BASE...HEAD``, and what a branch is compared with.

A name alone stands for what the branch brings: from where it left ``BASE`` to the work tree, whatever ``BASE`` got
since. Two dots compare the two as they are, and three dots begin where they parted, as in git-diff(1).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trailbook.text.files import SUFFIXES
from trailbook.text.object_ids import WHOLE
from trailbook.trail.git.command import Git, HistoryError, WorkTree, open_work_tree

MAIN = ("origin/HEAD", "origin/main", "origin/master", "main", "master", "trunk")
"""What a main branch is called; the first that is there is compared with."""

WORK_TREE = "the work tree"

_FILES = tuple(f"*{suffix}" for suffix in SUFFIXES)
_TRIED_OUT = re.compile(rf"Merge {WHOLE} into {WHOLE}$")
"""The title of the commit that GitHub makes to try out a pull request: nobody merged anything by it."""


@dataclass(frozen=True)
class Range:
    """Two states of a repository: the commit ``base``, and ``head``, or the work tree on top of it.

    The names are those that the user knows. ``tip`` is the newest commit of the branch, whose history shows
    how it came about.
    """

    base: str
    head: str
    tip: str
    base_name: str
    head_name: str

    @property
    def is_work_tree(self) -> bool:
        """Whether the later state is what lies on the disk."""
        return self.head_name == WORK_TREE


def read_range(root: Path, asked: str | None = None) -> Range:
    """The range that somebody asks for; without one, from the main branch to the work tree.

    Raises ``HistoryError`` if a revision is not there, and ``NoHistoryError`` if nothing is committed.
    """
    work = open_work_tree(root)
    first, dots, last = _parts(asked or _main(work))
    head = work.commit_id(last or "HEAD")
    base = work.commit_id(first or "HEAD")
    name = last or ("HEAD" if dots else WORK_TREE)
    start = base if dots == ".." else _parted(work.git, base, head, first)
    return Range(start, head, _tip(work.git, head), first or "HEAD", name)


def main_branch(root: Path) -> str:
    """What the repository around a folder calls its main branch: as the remote says, or else by a usual name.

    Where none of these is there it is the branch that is checked out, and ``main`` outside a repository.
    """
    try:
        git = open_work_tree(root).git
    except HistoryError:
        return "main"
    if said := git.ask("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"):
        return said.partition("/")[2]
    usual = (name for name in MAIN if "/" not in name)
    there = (name for name in usual if git.ask("rev-parse", "--verify", "--quiet", f"refs/heads/{name}"))
    return next(there, "") or git.ask("symbolic-ref", "--quiet", "--short", "HEAD") or "main"


def unlanded_base(root: Path, compared: Range) -> str:
    """Where the later state left the main branch, if that does not have it yet; empty if it has.

    What a branch brings itself, such as keys and roles, says nothing of the branch. Where there is no main branch, or
    none of the same history, it is the earlier commit.
    """
    git = open_work_tree(root).git
    main = next((name for name in MAIN if git.ask("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")), "")
    parted = git.ask("merge-base", main, compared.tip) if main else ""
    return "" if parted == compared.tip else parted or compared.base


def renamed(root: Path, compared: Range) -> Mapping[str, str]:
    """What git sees renamed between the two states: old paths by the new ones, relative to the knowledge base."""
    later = [] if compared.is_work_tree else [compared.head]
    work = open_work_tree(root)
    options = ("--name-status", "-z", "--find-renames", "--diff-filter=R", "--no-ext-diff", compared.base, *later)
    found = work.git.output("diff", *options, "--", *_FILES).split(b"\0")
    paths = [path.decode("utf-8", "surrogateescape").removeprefix(work.prefix) for path in found]
    return {new: old for old, new in zip(paths[1::3], paths[2::3], strict=False)}


def _parts(asked: str) -> tuple[str, str, str]:
    for dots in ("...", ".."):
        if dots in asked:
            return asked.partition(dots)
    return asked, "", ""


def _main(work: WorkTree) -> str:
    """The main branch by its name."""
    for name in MAIN:
        try:
            work.commit_id(name)
        except HistoryError:
            continue
        return name
    work.commit_id()
    raise HistoryError(f"no main branch is here (looked for {', '.join(MAIN)}); name what to compare with")


def _parted(git: Git, base: str, head: str, name: str) -> str:
    """The newest commit that two lines have in common."""
    if commit := git.ask("merge-base", base, head):
        return commit
    message = f"{name!r} has no commit in common with what is compared; 'BASE..HEAD' compares the two as they are"
    raise HistoryError(message)


def _tip(git: Git, head: str) -> str:
    """The commit itself, or the branch's own where a forge merged it with the main branch to try it out."""
    parents, title = git.text("log", "--max-count=1", "--format=%P%x00%B", head).split("\0")
    return parents.split()[1] if len(parents.split()) == 2 and _TRIED_OUT.match(title.strip()) else head


def commits_between(root: Path, compared: Range) -> frozenset[str]:
    """The full ids of the commits that the later state has and the earlier one has not."""
    return frozenset(open_work_tree(root).git.text("rev-list", compared.tip, f"^{compared.base}").split())
