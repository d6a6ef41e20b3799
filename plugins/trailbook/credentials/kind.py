"""One kind of credential: how it is written, and where it is revoked."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of credential with a form of its own.

    One of the ``marks`` stands in every text that holds such a credential, so that most texts need not be matched
    at all. The group ``secret`` of the ``pattern``, or else the whole match, is what must not be shown.
    """

    id: str
    title: str
    """With its article, as in "this looks like a GitHub token"."""
    marks: tuple[str, ...]
    pattern: re.Pattern[str]
    revoke: str
    """Where its owner revokes it."""


def token(body: str) -> re.Pattern[str]:
    """A pattern of a token that is no part of a longer word."""
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{body})(?![A-Za-z0-9_])", re.ASCII)


def part(text: str) -> re.Pattern[str]:
    """A pattern of a text in which only a group is the credential."""
    return re.compile(text, re.ASCII)
