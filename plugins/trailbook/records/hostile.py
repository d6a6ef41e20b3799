"""Active content in the Markdown of a record: found here, disarmed where the page is made.

Records are written by many hands and published to many readers, so their Markdown may hold
formatting and links but no HTML that acts: only the tags below, and none of their attributes.
"""

import re
from collections.abc import Iterator

from trailbook.records.positions import place_in
from trailbook.records.problem import Problem
from trailbook.records.references import Token, replace_tokens, tokens

PLAIN_TAGS = frozenset(
    ("abbr", "b", "br", "del", "em", "i", "ins", "kbd", "mark", "s", "small", "strong", "sub", "sup", "u", "wbr")
)
"""HTML tags that only format. They are allowed without attributes."""

_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)\s*(.*?)/?>$", re.DOTALL)
_SCHEME = re.compile(r"[(<:]\s*<?\s*([A-Za-z][A-Za-z0-9+.\-\s&#;]*):", re.ASCII)
_SAFE_SCHEMES = ("http", "https", "mailto")


def is_active(token: Token) -> bool:
    """Whether a token of a record's Markdown does more than format: a script, a style, a handler."""
    if token.kind == "html":
        tag = _TAG.match(token.text)
        return tag is None or tag[1].lower() not in PLAIN_TAGS or bool(tag[2].strip())
    if token.kind == "attributes":
        return not re.fullmatch(r"\{:?\s*(?:[#.][\w-]+\s*)+\}", token.text)
    if token.kind in ("link", "definition", "autolink"):
        target = token.text[token.text.rfind("](") + 1 :] if token.kind == "link" else token.text
        if token.kind == "definition":
            target = ":" + token.text.partition("]:")[2] + " "
        scheme = _SCHEME.match(target)
        return bool(scheme and scheme[1].lower() not in _SAFE_SCHEMES)
    return False


def disarm(markdown: str) -> str:
    """The Markdown with its active content turned into visible text."""

    def escape(token: Token) -> str:
        if not is_active(token):
            return token.text
        return token.text.replace("&", "&amp;").replace("<", "&lt;").replace("[", "&#91;").replace("{", "&#123;")

    return replace_tokens(markdown, escape)


def active_content(path: str, body: str, body_line: int) -> Iterator[Problem]:
    """A problem for each piece of active content in the Markdown of a record."""
    for token in tokens(body):
        if is_active(token):
            place = place_in(body, token.start, body_line)
            shown = token.text if len(token.text) < 40 else token.text[:39] + "…"
            message = f"active content in a record: {shown!r}"
            expected = "Markdown without HTML that acts"
            yield Problem(path, place.line, place.column, "active-content", message, expected)
