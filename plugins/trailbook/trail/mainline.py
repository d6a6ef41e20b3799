"""Which merge brought a commit to the main line.

The main line is the chain of first parents from the newest commit. A commit of a branch came to it with
the oldest merge on that chain from which it can be reached. A merge of main *into* the branch is not on
the chain and explains nothing.
"""

from collections.abc import Mapping

from trailbook.trail.commits import Commit


def brought_by(commits: Mapping[str, Commit], head: str) -> dict[str, str]:
    """For each commit that a merge brought to the main line, the id of that merge."""
    chain: list[str] = []
    current: str | None = head
    while current is not None and current in commits:
        chain.append(current)
        current = next(iter(commits[current].parents), None)
    merges: dict[str, str] = {}
    known = set(chain)
    for merge in reversed(chain):
        pending = list(commits[merge].parents[1:])
        while pending:
            id = pending.pop()
            if id not in known and id in commits:
                known.add(id)
                merges[id] = merge
                pending += commits[id].parents
    return merges
