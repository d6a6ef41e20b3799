"""The characters that nobody sees and that hide, reorder or fake what is around them, decided in one place.

Records, commit messages and names come from many hands. What reaches a page, a picture, an export or a terminal goes
through one of these functions.
"""

import re

CONTROLS = r"\x00-\x1f\x7f-\x9f"
"""The control characters (Unicode category Cc), for a character class. Tab and line ends are among them."""

_UNSEEN = (
    r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, but for white space
    r"\u200b\u2060-\u2065\ufeff"  # zero width
    r"\u202a-\u202e\u2066-\u206f"  # change the direction of all text that follows (UAX 9), or are deprecated
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # halves of characters, and code points that are no characters
    r"\ufff9-\ufffb\U000e0000-\U000e007f"  # annotations and tags: text within the text
)
# Text is spelled with these, so they are not included: joiners (U+200C, U+200D: Persian, Indic scripts, emoji), the
# marks of direction that act only where they are (U+061C, U+200E, U+200F), soft hyphens and variation selectors.

UNSEEN = re.compile(f"[{_UNSEEN}]")

_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NOT_ON_A_TERMINAL = re.compile(rf"[{_UNSEEN}\r\x0b\x0c\x85\u2028\u2029\u061c\u200e\u200f]")


_INVISIBLE = re.compile(
    rf"[{_UNSEEN}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u3164\ufe00-\ufe0f\uffa0"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e0fff]"
)
"""The unseen, and whatever else leaves no mark by itself (Unicode, ``Default_Ignorable_Code_Point``)."""


def seen(text: str) -> str:
    """What a reader sees of a name or an address: for comparing, not for showing, as scripts need some of the rest."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def one_line(text: str) -> str:
    """The text on one line, without characters that nobody sees.

    A line of its own could begin a code fence, which generators look for even inside raw HTML.
    """
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(UNSEEN.sub("", text).split())


def with_line_ends(text: str) -> str:
    r"""The text with every line ended by ``\n``, however it ended before."""
    return _LINE_END.sub("\n", text)


def visible_lines(text: str) -> str:
    r"""The text in its lines, each ended by ``\n``, without characters that nobody sees."""
    return text if text.isprintable() else UNSEEN.sub("", with_line_ends(text))


def without_surrogates(text: str) -> str:
    """The text as UTF-8 can encode it: what stands for undecodable bytes, as in names of files, becomes U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def printable(text: str) -> str:
    """A message for one line of a terminal, with U+FFFD for whatever is not printable (``str.isprintable``).

    That is more than the unseen: in the name of a file or the value of a key, a no-break space should be noticed too.
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def printable_lines(text: str) -> str:
    """A text for a terminal, lines and spelling unchanged, with U+FFFD for whatever a terminal would act on.

    That includes all marks of direction, which each terminal treats in its own way.
    """
    return _NOT_ON_A_TERMINAL.sub("\N{REPLACEMENT CHARACTER}", text)
