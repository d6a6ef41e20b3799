"""Puts the way into the playbooks for when something is wrong into the pages of a build."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import get_relative_url

from trailbook.site.rendering.way_in import with_way_in

DOOR = "go/index.html"
"""The page that lists these playbooks; its whole name, for a site that is read from a disk."""


def with_door(html: str, config: MkDocsConfig, url: str) -> str:
    """A complete page at an address with the way in; unchanged if no playbook responds."""
    plugin = config.plugins.get("trailbook/records")
    return with_way_in(html, get_relative_url(DOOR, url)) if getattr(plugin, "responds", False) else html
