"""A page of the site before any generator sees it: a path and plain Markdown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SitePage:
    """``path`` is relative to the documentation folder; ``source`` to the knowledge base's root.

    ``source`` is the file that somebody edits to change the page; None for a page made from many.
    """

    path: str
    markdown: str
    source: str | None = None
