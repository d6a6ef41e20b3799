"""The page of the rules by which a change is said to weaken or strengthen what is published."""

from trailbook.site.environment import render
from trailbook.site.page import SitePage
from trailbook.trail.effects import RULES

EFFECTS = "effects.md"
"""The Markdown path of the page."""


def effects_page() -> SitePage:
    """Every rule with its title and its reason, by name."""
    return SitePage(EFFECTS, render("effects.md.j2", rules=RULES))
