"""A bar that a whole fills, in parts: what is done and what is not, at a glance.

There is no text in it, so that it can be of any width; the figures are beside it, and in its label.
"""

from collections.abc import Sequence
from typing import NamedTuple

from trailbook.diagrams.charts.marks import LEVELS
from trailbook.diagrams.drawing.colours import OUTLINE
from trailbook.diagrams.drawing.svg import element
from trailbook.text.prose import listed

_HEIGHT, _WIDTH, _APART = 8.0, 400.0, 1.0


class Part(NamedTuple):
    """A part of a whole: how many, what they are, and the tone: a level of risk, or ``good``, ``rest`` for neither."""

    number: int
    name: str
    tone: str


_COLOURS: dict[str, str] = {level: colours.bar for level, colours in LEVELS.items()}
_COLOURS |= {"good": "#3f8f6b", "rest": OUTLINE}


def draw_share(parts: Sequence[Part]) -> str:
    """The bar; empty if there is nothing. Parts of nothing are left out."""
    shown = [part for part in parts if part.number]
    whole = sum(part.number for part in shown)
    if not whole:
        return ""
    room, left, drawn = _WIDTH - _APART * (len(shown) - 1), 0.0, []
    for part in shown:
        width = room * part.number / whole
        drawn.append(
            element(
                "rect",
                class_=f"tb-bar__part tb-bar--{part.tone}",
                x=left,
                y=0.0,
                width=width,
                height=_HEIGHT,
                fill=_COLOURS.get(part.tone, OUTLINE),
            )
        )
        left += width + _APART
    return element(
        "svg",
        *drawn,
        xmlns="http://www.w3.org/2000/svg",
        class_="tb-bar",
        viewBox=f"0 0 {int(_WIDTH)} {int(_HEIGHT)}",
        preserveAspectRatio="none",
        role="img",
        aria_label=listed([f"{part.number} {part.name}" for part in shown]),
    )
