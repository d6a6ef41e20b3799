"""The page of the rules by which a change is said to weaken or strengthen what is published."""

from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.paths import EFFECTS
from trailbook.trail.effects.rules import RULES


def effects_page() -> SitePage:
    """Every rule with its title and its reason, by name."""
    return SitePage(EFFECTS, render("effects.md.j2", rules=RULES))
