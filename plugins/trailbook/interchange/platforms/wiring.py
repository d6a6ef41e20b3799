"""Which agent uses what, in flows whose tools, models and memories are nodes that point to their user."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping

MOST_USERS = 50
"""The most agents for which one node is drawn, so that a flow of nothing but agents is read in linear time."""


def work_for(agents: Iterable[str], used: Mapping[str, Collection[str]], ends: Collection[str]) -> dict[str, list[str]]:
    """The agents on whose behalf each node works, in order.

    ``used`` are the nodes that a node uses. From each agent the way goes down to what it uses, and what that uses,
    and not past one of ``ends``: an agent that is used by another has tools of its own.
    """
    found: dict[str, list[str]] = {}
    for agent in agents:
        seen = {agent}
        waiting = deque(used.get(agent, ()))
        while waiting:
            name = waiting.popleft()
            if name in seen or len(found.get(name, ())) == MOST_USERS:
                continue
            seen.add(name)
            found.setdefault(name, []).append(agent)
            if name not in ends:
                waiting.extend(used.get(name, ()))
    return found
