"""Which merge brought a commit to the main line.

The main line is the chain of first parents from the newest commit. A commit of a branch came to it with
the oldest merge on that chain from which it can be reached. A merge of main *into* the branch is not on
the chain and explains nothing.

Whoever pulls before they push merges the main line into their own copy of it, which then goes on as the
main line. By such a merge nobody accepted anything, so the line goes on on both of its sides.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from trailbook.trail.git.commits import Commit
from trailbook.trail.git.main_branches import MAIN_NAMES

_PULL = re.compile(
    r"^Merge (remote-tracking )?branch '((origin|upstream)/)?(?P<name>[^']+)'( of \S+)?( into (?P<into>[^'\s]+))?$"
)
_BARE = re.compile(r"^(automated )?merged?( heads?)?\.?$", re.IGNORECASE)


def brought_by(commits: Mapping[str, Commit], head: str, line: Collection[str] | None = None) -> dict[str, str]:
    """For each commit that a merge brought to the main line, the id of that merge.

    The main line is ``line``, if that is given.
    """
    main = line_from(commits, [head]) if line is None else line
    known = set(main)
    merges: dict[str, str] = {}
    for merge in reversed(list(commits)):
        if merge not in main:
            continue
        pending = list(commits[merge].parents[1:])
        while pending:
            id = pending.pop()
            if id not in known and id in commits:
                known.add(id)
                merges[id] = merge
                pending += commits[id].parents
    return merges


def landings(commits: Mapping[str, Commit], head: str) -> dict[str, str]:
    """The merge that brought each commit to the chain of first parents, which no title of a merge can lengthen."""
    chain = dict[str, None]()
    current: str | None = head
    while current is not None and current in commits:
        chain[current] = None
        current = next(iter(commits[current].parents), None)
    return brought_by(commits, head, chain.keys())


def line_from(commits: Mapping[str, Commit], tips: Iterable[str]) -> set[str]:
    """The chain of first parents from each tip as far as the commits go, with both sides of each pull."""
    found: set[str] = set()
    pending = list(tips)
    while pending:
        current: str | None = pending.pop()
        while current is not None and current in commits and current not in found:
            found.add(current)
            commit = commits[current]
            if len(commit.parents) == 2 and _is_pull(commit.title):
                pending.append(commit.parents[1])
            current = next(iter(commit.parents), None)
    return found


def _is_pull(title: str) -> bool:
    """Whether a merge joined two copies of one branch, or the main branch into another; git writes these titles.

    Forges put the branch that was merged into in quotes, and theirs are merges of pull requests.
    """
    if found := _PULL.match(title):
        return found["name"] in MAIN_NAMES or found["name"] == found["into"]
    return bool(_BARE.match(title))
