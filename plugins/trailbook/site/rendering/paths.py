"""Where the pages about all trails are."""

from collections.abc import Iterator

LOG, GAPS, EFFECTS, SIGN_OFFS = "decisions.md", "gaps.md", "effects.md", "sign-offs.md"
"""The Markdown paths of the pages about all trails."""


def trail_paths(*, log: bool, sign_offs: bool) -> Iterator[str]:
    """The Markdown paths of those that a site has: the log with what belongs to it, and the page of sign-offs."""
    yield from (LOG, GAPS, EFFECTS) if log else ()
    yield from (SIGN_OFFS,) if sign_offs else ()
