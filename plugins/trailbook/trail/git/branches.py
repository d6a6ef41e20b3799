"""By which merges a commit came to the main line, and which of them is agreement with it.

A merge takes in a branch: the chain of first parents from its other parent. Commits that a merge of that
branch brought there were taken in by that merge first. So each commit has a way: the merge of its own
branch, then the one of the branch that this was merged into, and so on to the main line.

Whoever merges a pull request agrees to it. Whoever merges a line that others merged into before, such as a
release, joins two lines, and agrees to no single commit of it. So of a commit's way only the first merge can
be agreement, and only if

- nobody but the commit's author merged anything into that branch. Pulls and back-merges, which bring nothing
  that the merge's first parent had not, are left out of account;
- its commits do not name several other pull requests, as those of a line of squashed ones do.

A fast-forward leaves no merge, so nothing shows who did it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import takewhile
from operator import or_

from trailbook.trail.git.commits import Commit
from trailbook.trail.git.mainline import line_from
from trailbook.trail.git.people import same
from trailbook.trail.git.pull_requests import forge_request


@dataclass(frozen=True)
class Branches:
    """Where the commits beside the main line were taken in.

    ``taken_in`` gives the merge that took in a commit's own branch, ``agreed`` the same for those to which
    that merge is agreement. ``imports`` are the merges that joined a history with no commit in common.
    """

    taken_in: Mapping[str, str]
    agreed: Mapping[str, str]
    imports: frozenset[str] = frozenset()

    def way(self, commit: str) -> Iterator[str]:
        """The merges by which a commit came to the main line, the first one first."""
        while (merge := self.taken_in.get(commit)) is not None:
            yield merge
            commit = merge

    def explaining(self, commit: str) -> Iterator[str]:
        """The merges on a commit's way that were about the commit, the first one first.

        From where its history was imported into another one, they are about the import.
        """
        return takewhile(lambda merge: merge not in self.imports, self.way(commit))


def read_branches(commits: Mapping[str, Commit], head: str) -> Branches:
    """The branches of a history that is given newest first, up to ``head``."""
    age = {id: number for number, id in enumerate(commits)}
    taken_in: dict[str, str] = {}
    agreed: dict[str, str] = {}
    pending: list[tuple[Mapping[str, Commit], set[str]]] = [(commits, line_from(commits, [head]))]
    while pending:
        around, line = pending.pop()
        known = set(line)
        for merge in sorted((id for id in line if len(commits[id].parents) > 1), key=age.__getitem__, reverse=True):
            came = _reached(around, commits[merge].parents[1:], known)
            known |= came
            inside = {id: commits[id] for id in sorted(came, key=age.__getitem__)}
            branch = line_from(inside, commits[merge].parents[1:])
            taken_in |= dict.fromkeys(branch, merge)
            agreed |= dict.fromkeys(_agreed(commits[merge], branch, inside), merge)
            if branch != came:
                pending.append((inside, branch))
    return Branches(taken_in, agreed, frozenset(_imports(commits)))


def _imports(commits: Mapping[str, Commit]) -> Iterator[str]:
    """The merges of two histories that have no commit in common, of a history that is given newest first.

    Commits whose parents are not given are taken to have them in common.
    """
    roots: dict[str, int] = {}
    if sum(not commit.parents for commit in commits.values()) < 2:
        return
    unknown, next_root = 1, 2
    for id in reversed(list(commits)):
        commit = commits[id]
        sides = [roots.get(parent, unknown) for parent in commit.parents]
        if len(sides) > 1 and not sides[0] & sides[1]:
            yield id
        if not sides:
            sides, next_root = [next_root], next_root << 1
        roots[id] = reduce(or_, sides)


def _reached(commits: Mapping[str, Commit], tips: Iterable[str], known: set[str]) -> set[str]:
    """What can be reached from the tips and is not known yet."""
    found: set[str] = set()
    pending = list(tips)
    while pending:
        id = pending.pop()
        if id in commits and id not in known and id not in found:
            found.add(id)
            pending += commits[id].parents
    return found


def _agreed(merge: Commit, branch: set[str], inside: Mapping[str, Commit]) -> Iterator[str]:
    """The commits of a branch that its merge is agreement with. ``inside`` is all that came with the merge."""
    squashed = {forge_request(inside[id]) for id in branch if len(inside[id].parents) < 2}
    if len(squashed - {None, forge_request(merge)}) > 1:
        return
    other = inside.keys() - branch
    joins = [inside[id].raw_author for id in branch if not other.isdisjoint(inside[id].parents)]
    yield from (id for id in branch if all(same(inside[id].raw_author, author) for author in joins))
