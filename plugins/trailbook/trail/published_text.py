"""Texts and names from commits as they may be published."""

import re
from functools import lru_cache

from trailbook.text.prose import beginning
from trailbook.text.unseen import one_line

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
    return shown if len(text) <= longest else f"{beginning(shown, longest)} …"


_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def opening_sentences(text: str, emails: bool = False) -> list[str]:
    """The sentences of a text's first paragraph as they may be published, each on one line; one at least."""
    return _SENTENCE_END.split(one_line(published(text.strip().split("\n\n", 1)[0], emails=emails)))


@lru_cache(_KEPT)
def person(name: str) -> str:
    """A name as it may be published. Some are set to an e-mail address; the part before the ``@`` is shown."""
    return one_line(published(name, 80)).removesuffix("@…") or "somebody without a name"


_LOCAL = r"[\w.+'&=~*-]"


_ADDRESS = re.compile(
    r"(?<=<)((?:(?!%40)[^<>@\s])++)(?:@|%40)[^<>@\s]++(?=>)"
    rf"|(?<!{_LOCAL})({_LOCAL}++)(?:@|%40)(?:[\w-]++(?:\.[\w-]++)++(?<=[^\W\d_]{{2}})|localhost\b|\[[\da-fA-F.:]+\])"
)
"""A local part and a domain with a dot, as people write it; between angle brackets any domain (RFC 5322, 3.4)."""


def without_addresses(text: str) -> str:
    """The text with each e-mail address cut down to the part before the ``@``."""
    before = ""
    while text != before and ("@" in text or "%40" in text):  # what is next to one address may be another
        before, text = text, _ADDRESS.sub(lambda match: f"{match[1] or match[2]}@…", text)
    return text
