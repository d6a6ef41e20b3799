"""Text of records and commits as it may stand on a line of a page."""

import re

UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Control characters, halves of characters, and what reorders the text around it."""


def one_line(text: str) -> str:
    """A text value on one line, without characters that nobody sees.

    A line of its own could begin a code fence, which generators look for even inside raw HTML.
    """
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(UNSEEN.sub("", text).split())
