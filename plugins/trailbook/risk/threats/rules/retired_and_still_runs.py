"""Automations of a retired application that still start."""

from collections.abc import Iterator

from trailbook.records.states import is_current
from trailbook.records.vocabulary import words
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    if not is_current(view.model):
        for part, facts in view.components():
            if facts.starts_on:
                on = listed([f"a {words(trigger)}" for trigger in facts.starts_on])
                yield Hit((part.id,), f"The model is retired, and {part.name} is still started by {on}.")


RULE = Rule(
    id="retired-and-still-runs",
    family="lifecycle",
    title="A retired application still runs",
    looks_for="a component of a retired threat model that is stated to start on something",
    why="Nobody looks at it any more, and it goes on moving data with its old rights.",
    remedy="Switch it off, remove it after a while, and state an empty list under starts_on.",
    find=_find,
    of_retired=True,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-09",),
        owasp_cd=("CD-SEC-09",),
        stride=("information-disclosure", "tampering"),
    ),
)
