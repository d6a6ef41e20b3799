"""Which two states are compared: ``BASE``, ``BASE..HEAD`` or ``BASE...HEAD``, and what a branch is compared with.

A name alone stands for what the branch brings: from where it left ``BASE`` to the work tree, whatever ``BASE`` got
since. Two dots compare the two as they are, and three dots begin where they parted, as in git-diff(1).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import git

from trailbook.text.files import SUFFIXES
from trailbook.trail.git.at_revision import commit_of, opened
from trailbook.trail.git.repository import HistoryError

MAIN = ("origin/HEAD", "origin/main", "origin/master", "main", "master", "trunk")
"""What a main branch is called; the first that is there is compared with."""

WORK_TREE = "the work tree"

_FILES = tuple(f"*{suffix}" for suffix in SUFFIXES)
_TRIED_OUT = re.compile(r"Merge [0-9a-f]{40,64} into [0-9a-f]{40,64}$")
"""The title of the commit that GitHub makes to try out a pull request: nobody merged anything by it."""


@dataclass(frozen=True)
class Range:
    """Two states of a repository: the commit ``base``, and ``head``, or the work tree on top of it.

    The names are those that the user knows. ``tip`` is the newest commit of the branch, whose history tells
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

    Raises ``HistoryError`` where a revision is not there, and ``NoHistoryError`` where nothing is committed.
    """
    with opened(root) as repo:
        first, dots, last = _parts(asked or _main(repo))
        head = commit_of(repo, last or "HEAD")
        base = commit_of(repo, first or "HEAD")
        name = last or ("HEAD" if dots else WORK_TREE)
        start = base if dots == ".." else _parted(repo, base, head, first)
        return Range(start, head, _tip(repo, head), first or "HEAD", name)


def renamed(root: Path, compared: Range) -> Mapping[str, str]:
    """What git sees renamed between the two states: old paths by the new ones, relative to the knowledge base."""
    later = [] if compared.is_work_tree else [compared.head]
    with opened(root) as repo:
        found = repo.git.execute(
            [
                "git",
                "diff",
                "--name-status",
                "-z",
                "--find-renames",
                "--diff-filter=R",
                compared.base,
                *later,
                "--",
                *_FILES,
            ],
            stdout_as_string=False,
            strip_newline_in_stdout=False,
        ).split(b"\0")
        top = Path(repo.working_tree_dir or repo.git_dir).resolve()
    inside = root.resolve().relative_to(top).as_posix()
    prefix = "" if inside == "." else f"{inside}/"
    paths = [path.decode("utf-8", "surrogateescape").removeprefix(prefix) for path in found]
    return {new: old for old, new in zip(paths[1::3], paths[2::3], strict=False)}


def _parts(asked: str) -> tuple[str, str, str]:
    for dots in ("...", ".."):
        if dots in asked:
            return asked.partition(dots)
    return asked, "", ""


def _main(repo: git.Repo) -> str:
    """The main branch by its name."""
    for name in MAIN:
        try:
            commit_of(repo, name)
        except HistoryError:
            continue
        return name
    commit_of(repo, "HEAD")
    raise HistoryError(f"no main branch is here (looked for {', '.join(MAIN)}); name what to compare with")


def _parted(repo: git.Repo, base: str, head: str, name: str) -> str:
    """The newest commit that two lines have in common."""
    try:
        return str(repo.git.merge_base(base, head)).strip()
    except git.GitCommandError as error:
        message = f"{name!r} has no commit in common with what is compared; 'BASE..HEAD' compares the two as they are"
        raise HistoryError(message) from error


def _tip(repo: git.Repo, head: str) -> str:
    """The commit itself, or the branch's own where a forge merged it with the main branch to try it out."""
    commit = repo.commit(head)
    title = str(commit.message).strip()
    return commit.parents[1].hexsha if len(commit.parents) == 2 and _TRIED_OUT.match(title) else head


def commits_between(root: Path, compared: Range) -> frozenset[str]:
    """The full ids of the commits that the later state has and the earlier one has not."""
    with opened(root) as repo:
        return frozenset(str(repo.git.rev_list(compared.tip, f"^{compared.base}")).split())
