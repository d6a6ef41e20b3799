"""What moved where entries are in another order.

As few entries as explain the new order are taken to have moved. An entry that went up is now *before* another, one
that went down is now *after* another; entries that moved together are one move, named by the first of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from trailbook.trail.changes.similarity import longest_increasing
from trailbook.trail.decisions import JsonValue


@dataclass(frozen=True)
class Move:
    """One entry that moved, by its index among the new ones, and its place before and after as JSON."""

    there: int
    before: JsonValue
    after: JsonValue


def moves(pairs: Sequence[tuple[int, int]], label: Callable[[int], str]) -> list[Move]:
    """The moves among entries that go on, given as the index among the new ones and that among the old ones.

    ``label`` gives what the entry with a new index is called.
    """
    places = sorted(pairs)
    if all(here < following for (_, here), (_, following) in pairwise(places)):
        return []
    steady = dict(longest_increasing(places))
    new_of = {here: there for there, here in steady.items()}
    moved = {place for place in places if place[0] not in steady}
    return [
        _move(there, here, sorted(steady), sorted(new_of), new_of, label)
        for there, here in sorted(moved)
        if (there - 1, here - 1) not in moved
    ]


def _move(
    there: int, here: int, now: list[int], then: list[int], new_of: dict[int, int], label: Callable[[int], str]
) -> Move:
    """The move of one entry among those that stayed, whose indexes are given among the new and among the old ones."""
    above = [place for place in then if place < here]
    below = [place for place in then if place > here]
    following = next((place for place in now if place > there), None)
    if above and following is not None and following <= new_of[above[-1]]:
        return Move(there, {"after": label(new_of[above[-1]])}, {"before": label(following)})
    preceding = next(place for place in reversed(now) if place < there)
    return Move(there, {"before": label(new_of[below[0]])} if below else None, {"after": label(preceding)})
