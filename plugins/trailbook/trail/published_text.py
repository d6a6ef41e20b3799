"""Texts and names from commits as they may be published."""

from functools import lru_cache

from trailbook.text.unseen import one_line
from trailbook.trail.addresses import without_addresses

LONGEST = 12_000
"""How many characters of one text from a commit are shown. The rest stays in git."""


_KEPT = 8_192
"""How many moments and names are remembered as they are written: a site writes each of them many times."""


_ROOM = 400
"""How many characters more are looked at, so that an address is not cut in two: none has more (RFC 5321, 4.5.3.1)."""


def published(text: str, longest: int = LONGEST, emails: bool = False) -> str:
    """A text from a commit as it may be published: without e-mail addresses unless they may be, not without end."""
    shown = text[: longest + _ROOM]
    if not emails:
        shown = without_addresses(shown)
    return shown if len(text) <= longest else f"{shown[:longest].rstrip()} …"


@lru_cache(_KEPT)
def person(name: str) -> str:
    """A name as it may be published. Some are set to an e-mail address; the part before the ``@`` is shown."""
    return one_line(published(name, 80)).removesuffix("@…") or "somebody without a name"
