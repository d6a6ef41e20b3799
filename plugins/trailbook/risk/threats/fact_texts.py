"""How facts read in the reason of a hit."""

from collections.abc import Collection

from trailbook.text.prose import listed

AUDIENCES: dict[str, str] = {
    "named-people": "named people",
    "group": "a group",
    "organisation": "everyone in the organisation",
    "guests": "guests",
    "public": "the public",
}
ACCOUNTS: dict[str, str] = {
    "user": "each person's own account",
    "maker": "its maker's account",
    "shared": "a shared account",
    "service": "a service identity",
    "anonymous": "no account at all",
}


def audience(words: Collection[str]) -> str:
    """An audience in words, the narrowest first."""
    return listed([text for word, text in AUDIENCES.items() if word in words])
