"""Which streams lead forward and which lead back, so that a picture runs one way as far as it can."""

from collections.abc import Iterable, Mapping

from trailbook.diagrams.drawing.scene import Stream


def backward(streams: Iterable[Stream]) -> frozenset[str]:
    """The ids of streams that close a circle: without them, or turned round, every stream leads forward.

    A depth-first search (Tarjan, 1972) from the cards that nothing leads to, then from the rest,
    both in the order of the streams: one back to a card on the current path is a backward one.
    """
    leaving: dict[str, list[tuple[str, str]]] = {}
    reached: set[str] = set()
    for stream in streams:
        leaving.setdefault(stream.source, []).append((stream.id, stream.target))
        if stream.source != stream.target:
            reached.add(stream.target)
    starts = [*(id for id in leaving if id not in reached), *leaving]
    return frozenset(_closing(starts, leaving))


def _closing(starts: Iterable[str], leaving: Mapping[str, list[tuple[str, str]]]) -> Iterable[str]:
    seen: set[str] = set()
    for start in starts:
        if start in seen:
            continue
        seen.add(start)
        path = {start: iter(leaving[start])}
        while path:
            here, onward = next(reversed(path.items()))
            flow, target = next(onward, ("", ""))
            if not flow:
                del path[here]
            elif target in path:
                yield flow
            elif target not in seen:
                seen.add(target)
                path[target] = iter(leaving.get(target, ()))
