"""Parts that nobody, or one person alone, keeps alive."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if facts.kept_by in ("nobody", "one-person"):
            who = "nobody" if facts.kept_by == "nobody" else "one person alone"
            yield Hit((part.id,), f"{part.name} is kept by {who}.")


RULE = Rule(
    id="nobody-keeps-it",
    family="lifecycle",
    title="Nobody else could fix it tomorrow",
    looks_for="a component that one person alone keeps, or nobody",
    why="It goes on running with its rights, and the day it fails or is misused nobody knows how it works.",
    remedy="Name an owner and a deputy, and let both change it; switch off what has neither.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-09",),
        owasp_cd=("CD-SEC-09",),
        stride=("denial-of-service",),
    ),
)
