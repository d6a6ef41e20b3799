"""Stores that more people can reach than the screens in front of them."""

from collections.abc import Iterator
from typing import get_args

from trailbook.records.kinds.threat_model import Component
from trailbook.records.vocabulary import Audience
from trailbook.risk.threats.fact_texts import audience
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components("data-store"):
        fronts = [front for front in _connected(view, part) if view.audience(front)]
        widest = max((_reach(view.audience(front)) for front in fronts), default=None)
        if widest is not None and _reach(set(facts.shared_with or ())) > widest:
            names = listed([front.name for front in fronts])
            yield Hit(
                (part.id,), f"{part.name} is open to {audience(facts.shared_with or ())}, more widely than {names}."
            )


def _connected(view: ModelView, store: Component) -> list[Component]:
    ends = [view.target(flow) for flow, _ in view.outgoing(store)]
    ends += [view.source(flow) for flow, _ in view.incoming(store)]
    return [part for part, _ in view.components("screen", "form") if part in ends]


def _reach(words: set[Audience]) -> int:
    """The rank of the widest of an audience; -1 for nobody."""
    return max((get_args(Audience).index(word) for word in words), default=-1)


RULE = Rule(
    id="way-around-the-screen",
    family="access",
    title="A store is open to people whom its screen keeps out",
    looks_for="a data store shared more widely than every screen and form that is connected to it",
    why="The rules of the screen bind only those who use it; the store has a door of its own.",
    remedy="Share the store with the application's identity, and people with the screen.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-03", "CD-SEC-07"),
        stride=("information-disclosure", "elevation-of-privilege"),
        cwe=("CWE-424",),
        attack=("T1213",),
    ),
)
