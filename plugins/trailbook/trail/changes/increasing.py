"""The longest part of a sequence that kept its order: what stands between has moved."""

from bisect import bisect_left
from collections.abc import Sequence


def longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A longest run of pairs in which the second number rises, given pairs in which the first does."""
    ends: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for index, (_, number) in enumerate(pairs):
        place = bisect_left(ends, number)
        previous.append(last[place - 1] if place else -1)
        ends[place : place + 1] = [number]
        last[place : place + 1] = [index]
    found: list[tuple[int, int]] = []
    current = last[-1] if last else -1
    while current >= 0:
        found.append(pairs[current])
        current = previous[current]
    return found[::-1]
