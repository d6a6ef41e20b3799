"""Values that stand under the name of a credential: ``client_secret: …``, ``"password": "…"``, ``pwd=…``.

They have no form of their own. So a value counts only if it reads like one that a machine or a careful person made:
a word, an id, a path or a sentence under such a name is told nothing of.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator

from trailbook.credentials.placeholders import is_placeholder

_NAME = (
    r"(?P<name>(?:password|passwd|passphrase|passcode|pwd|secret|token"
    r"|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|master[_-]?key|shared[_-]?key)[\w.-]{0,24})"
    r"[\"']?\s{0,3}[:=]"
)
_PARTS = ("pass", "pwd", "secret", "token", "key")
"""One of these is in every name, and a text is searched for them faster than by an expression."""
_NAMING = re.compile(_NAME, re.ASCII)
_NAMED = re.compile(
    rf"{_NAME}\s{{0,3}}"
    r"(?:\"(?P<double>[^\"\n]{6,400})\"|'(?P<single>[^'\n]{6,400})'"
    r"|(?P<bare>[^\s\"',;<>`(\[]{6,400})(?=\s*(?:[,;}\]#&`]|$)))",
    re.MULTILINE | re.ASCII,
)
"""Is matched with small letters, which takes a third of the time that ignoring the case would."""
_BEFORE = re.compile(r"[\w.-]*\Z", re.ASCII)
_LONGEST_BEFORE = 40
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_CHOSEN = ("password", "passwd", "passphrase", "passcode", "pwd")
"""Names of what people make up, which is shorter than what a machine makes."""
_ABOUT = re.compile(
    "age|algorithm|count|created|days|digest|duration|endpoint|env|expires|expiry|file|fingerprint|format|"
    "hash|header|hint|hours|id|ids|issuer|kind|label|length|level|lifetime|limit|location|manager|max|"
    "method|min|minutes|mode|name|names|path|policy|ref|reference|required|rotation|scope|secrets|status|"
    "store|thumbprint|tokens|type|uri|url|usage|variable|vault|version"
)
"""Last words of names that say something about a credential and hold none."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NOT_MADE = re.compile(
    r"[A-Za-z]+|[\d.,:-]+|[\w-]{0,8}://.*|\.{0,2}/.*|[A-Z][A-Z0-9-]*(?:\.[A-Za-z][\w-]*)?|sha\d{1,3}[:-].*"
)
"""A word, a number or day, an address, a path, a reference, a digest."""
_SHORTEST_MADE = 16
_SHORTEST_CHOSEN = 8
_BITS_A_CHARACTER = 3.0


def keyed_values(text: str) -> Iterator[tuple[str, int, int]]:
    """The names under which credentials stand, each with where the value begins and ends in the text."""
    small = _small(text)
    for match in _NAMED.finditer(small) if _may_name(small) else ():
        start, end = match.span(str(match.lastgroup))
        before = _BEFORE.search(text[max(0, match.start() - _LONGEST_BEFORE) : match.start()])
        name = f"{before[0] if before else ''}{text[slice(*match.span('name'))]}"
        if _is_credential(name, text[start:end]):
            yield name, start, end


def has_name(text: str) -> bool:
    """Whether something stands under the name of a credential, whatever it is."""
    small = _small(text)
    return _may_name(small) and bool(_NAMING.search(small))


def _may_name(small: str) -> bool:
    return any(part in small for part in _PARTS)


def _small(text: str) -> str:
    """The text in small letters, with every character at its place: some have two small ones."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if c.isascii() else c for c in text)


def _is_credential(name: str, value: str) -> bool:
    words = [word.casefold() for word in _WORDS.findall(name)]
    if (
        (words and _ABOUT.fullmatch(words[-1]))
        or is_placeholder(value)
        or _UUID.fullmatch(value)
        or _NOT_MADE.fullmatch(value)
    ):
        return False
    if any(part in name.casefold() for part in _CHOSEN):
        return len(value) >= _SHORTEST_CHOSEN and " " not in value and _classes(value) >= 3
    return len(value) >= _SHORTEST_MADE and not re.search(r"\s", value) and _is_random(value)


def _classes(value: str) -> int:
    """How many of these a text holds: small letters, capitals, digits, others."""
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return sum(any(test(c) for c in value) for test in tests)


def _is_random(value: str) -> bool:
    """Whether a text has letters and digits, few words, and as much information as made ones (Shannon, 1948)."""
    if not any(c.isdigit() for c in value) or not any(c.isalpha() for c in value):
        return False
    in_words = sum(len(word) for word in re.findall(r"[A-Z]?[a-z]{4,}", value))
    counts = Counter(value)
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return bits >= _BITS_A_CHARACTER and in_words * 2 < len(value)
