"""One kind of credential: how it is written, and where it is revoked."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of credential with a form of its own.

    Every text with such a credential contains one of the ``marks``, so most texts need not be matched at all. What
    must not be shown is the group ``secret`` of the ``pattern``, or the whole match if there is no such group.
    """

    id: str
    title: str
    """With its article, as in "this looks like a GitHub token"."""
    marks: tuple[str, ...]
    pattern: re.Pattern[str]
    revoke: str
    """Where its owner revokes it."""


def token(body: str) -> re.Pattern[str]:
    """A pattern for a token that is not part of a longer word."""
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{body})(?![A-Za-z0-9_])", re.ASCII)


def part(text: str) -> re.Pattern[str]:
    """A pattern that says itself where it ends, or of which only a group is the credential."""
    return re.compile(text, re.ASCII)
