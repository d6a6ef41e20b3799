"""Text in lines that fit a terminal."""

from textwrap import fill

WIDTH = 80
"""How many characters a line has at most, unless a single word has more."""


def filled(text: str, first: str = "", after: str | None = None) -> str:
    """A text in lines of at most ``WIDTH``, of which the first begins with ``first`` and each other with ``after``.

    Without ``after`` the others are indented as far as the first. Words are never broken: they may be names, commits
    and addresses that somebody copies or looks for.
    """
    margin = " " * len(first) if after is None else after
    return fill(
        text, WIDTH, initial_indent=first, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False
    )
