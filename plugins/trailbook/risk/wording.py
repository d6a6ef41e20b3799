"""How the words of facts read in the reason of a hit."""

from collections.abc import Sequence

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


def listed(parts: Sequence[str]) -> str:
    """Some words as a list: "a", "a and b", "a, b and c"."""
    return " and ".join([*([", ".join(parts[:-1])] if parts[1:] else []), *parts[-1:]])


def audience(words: Sequence[str] | None, among: Sequence[str]) -> str:
    """Those of an audience that are among some, in words; empty if none is."""
    return listed([AUDIENCES[word] for word in words or () if word in among])
