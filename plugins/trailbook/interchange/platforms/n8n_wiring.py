"""How the nodes of an n8n workflow are connected: which agent uses what, and how far text from outside comes."""

from collections import deque
from collections.abc import Iterable, Mapping

from trailbook.interchange.platforms.n8n_nodes import WorkflowNode, table
from trailbook.interchange.platforms.wiring import work_for
from trailbook.interchange.source import Node


class Wiring:
    """The connections of a workflow. Tools, models and memories point to the node that uses them."""

    def __init__(self, nodes: Iterable[WorkflowNode], connections: Node) -> None:
        self._nodes = {node.name: node for node in nodes}
        self._next: dict[str, list[str]] = {}
        self._users: dict[str, list[str]] = {}
        self._used: dict[str, list[tuple[str, str]]] = {}
        self.tools: set[str] = set()
        """The nodes that are tools of an agent."""
        self._connect(connections)
        self.agents = {name for name, node in self._nodes.items() if node.type in table()["agents"]}
        """The nodes that are agents."""
        used = {name: [other for _, other in others] for name, others in self._used.items()}
        self._ends = work_for((name for name in self._nodes if name in self.agents), used, self.agents)
        for tool in [*self.tools]:  # what a question to a store asks is the store
            self.tools.update(name for kind, name in self._used.get(tool, ()) if kind == "ai_vectorStore")
        self.untrusted = self._reached(name for name, node in self._nodes.items() if _lets_in(node))
        """The nodes that text from outside comes to."""

    def ends(self, name: str) -> list[str]:
        """The agents on whose behalf a node works, in order; none if it works for the workflow itself."""
        return self._ends.get(name, [])

    def tools_of(self, agent: str) -> list[WorkflowNode]:
        """The tools that are connected to an agent."""
        return [self._nodes[name] for kind, name in self._used.get(agent, ()) if kind == "ai_tool"]

    def has(self, name: str, kind: str) -> bool:
        """Whether a node uses something of a kind, such as a memory."""
        return any(used == kind for used, _ in self._used.get(name, ()))

    def goes_on(self, name: str) -> bool:
        """Whether anything follows a node in the workflow."""
        return bool(self._next.get(name))

    def _connect(self, connections: Node) -> None:
        for source, kinds in connections.entries():
            if source not in self._nodes:
                continue
            for kind, outputs in kinds.entries() if isinstance(kinds.value, Mapping) else ():
                for output in outputs.each() if isinstance(outputs.value, tuple) else ():
                    for end in output.each() if isinstance(output.value, tuple) else ():
                        target = end["node"].value
                        if isinstance(target, str) and target in self._nodes:
                            self._add(source, kind, target)

    def _add(self, source: str, kind: str, target: str) -> None:
        if not kind.startswith("ai_"):
            self._next.setdefault(source, []).append(target)
            return
        self._users.setdefault(source, []).append(target)
        self._used.setdefault(target, []).append((kind, source))
        if kind == "ai_tool":
            self.tools.add(source)

    def _reached(self, starts: Iterable[str]) -> set[str]:
        reached = set(starts)
        waiting = deque(reached)
        while waiting:
            for name in self._next.get(waiting.popleft(), ()):
                if name not in reached:
                    reached.add(name)
                    waiting.append(name)
        return reached


def _lets_in(node: WorkflowNode) -> bool:
    """Whether a node brings in what outsiders wrote: what is open to anybody, messages, and pages of any host."""
    known = table()["entries"].get(node.type)
    if known:
        is_shut = "only_if" in known and node.parameters[known["only_if"]].value is not True
        return not is_shut and (node.text("authentication") or known["silent"]) == "none"
    is_page = node.type == "httpRequest" and node.reads and node.address is not None and not node.address.host
    return is_page or (node.service in table()["messages"] and node.reads)
