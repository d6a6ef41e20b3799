"""Finds credentials in a text: by their form, or by the name in front of them, as in ``client_secret: …``.

Pure: there is no network, no clock, and nothing is tried out.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from trailbook.credentials.kinds import KINDS
from trailbook.text.prose import count
from trailbook.text.spellings import name_words

NAMED_VALUE = "named-value"
"""The kind of a credential that has no form of its own and is known by its name."""


@dataclass(frozen=True, order=True)
class Credential:
    """A credential and the offset in the text, in characters, at which it begins. ``text`` must never be shown."""

    start: int
    text: str
    kind: str
    title: str
    revoke: str

    @property
    def end(self) -> int:
        """The offset just after it."""
        return self.start + len(self.text)

    @property
    def description(self) -> str:
        """Its kind and its length, which reveal nothing of it."""
        length = len(self.text)
        return f"{self.title} ({count(length, 'character')})"


def find_credentials(text: str) -> list[Credential]:
    """The credentials in a text, in order. Where two kinds overlap, only the more specific one is returned."""
    kept: list[Credential] = []
    for found in (*_by_form(text), *_by_name(text)):
        if not any(other.start < found.end and found.start < other.end for other in kept):
            kept.append(found)
    return sorted(kept)


def may_hold_credentials(text: str) -> bool:
    """Whether a text may hold a credential: a much faster test that is never false if there is one."""
    lowered = _lowered(text)
    return (_may_name(lowered) and bool(_NAMING.search(lowered))) or next(_by_form(text), None) is not None


# -- by form -----------------------------------------------------------------------------------

SHORT = ("url-password", "private-key")
"""The kinds that may occur in words of fewer than ``LONG`` characters."""
SPACED = ("okta-token", "authorization-header")
"""The kinds that are known by more than one word."""
LONG = 16
"""The least number of characters without a space in every kind that is not short: most texts have no such word.

A kind that is neither short nor spaced is within one such word.
"""

_MARKS = tuple((mark, kind, kind.id not in (*SHORT, *SPACED)) for kind in KINDS for mark in kind.marks)
"""Each mark with its kind, and whether that is to be found in one long word."""
_MARKS_OF_SHORT = tuple((mark, kind, in_word) for mark, kind, in_word in _MARKS if kind.id in SHORT)


def _by_form(text: str) -> Iterator[Credential]:
    words = "\n".join(word for word in set(text.split()) if len(word) >= LONG)
    marks = _MARKS if words else _MARKS_OF_SHORT
    marked = {
        kind.id: kind
        for mark, kind, in_word in marks
        if mark in (words if in_word else text) and (not in_word or kind.pattern.search(words))
    }
    for kind in marked.values():
        group = "secret" if "secret" in kind.pattern.groupindex else 0
        for match in kind.pattern.finditer(text):
            if not is_placeholder(match[group]):
                yield Credential(match.start(group), match[group], kind.id, kind.title, kind.revoke)


# -- by name -----------------------------------------------------------------------------------

_NAME = (
    r"(?P<name>(?:password|passwd|passphrase|passcode|pwd|secret|token"
    r"|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|master[_-]?key|shared[_-]?key)[\w.-]{0,24})"
    r"[\"']?\s{0,3}[:=]"
)
_PARTS = ("pass", "pwd", "secret", "token", "key")
"""Every name holds one of these, and searching for them is faster than matching an expression."""
_NAMING = re.compile(_NAME, re.ASCII)
_NAMED = re.compile(
    rf"{_NAME}\s{{0,3}}"
    r"(?:\"(?P<double>[^\"\n]{6,400})\"|'(?P<single>[^'\n]{6,400})'"
    r"|(?P<bare>[^\s\"',;<>`(\[]{6,400})(?=\s*(?:[,;}\]#&`]|$)))",
    re.MULTILINE | re.ASCII,
)
"""Matched against lower-case text, which takes a third of the time of ignoring the case."""
_BEFORE = re.compile(r"[\w.-]*\Z", re.ASCII)
_LONGEST_BEFORE = 40
_CHOSEN = ("password", "passwd", "passphrase", "passcode", "pwd")
"""Names of what people choose, which is shorter than what a machine generates."""
_ABOUT = re.compile(
    "age|algorithm|count|created|days|digest|duration|endpoint|env|expires|expiry|file|fingerprint|format|"
    "hash|header|hint|hours|id|ids|issuer|kind|label|length|level|lifetime|limit|location|manager|max|"
    "method|min|minutes|mode|name|names|path|policy|ref|reference|required|rotation|scope|secrets|status|"
    "store|thumbprint|tokens|type|uri|url|usage|variable|vault|version"
)
"""Last words of names whose values describe a credential instead of being one."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ORDINARY = re.compile(
    r"[A-Za-z]+|[\d.,:-]+|[\w-]{0,8}://.*|\.{0,2}/.*|[A-Z][A-Z0-9-]*(?:\.[A-Za-z][\w-]*)?|sha\d{1,3}[:-].*"
)
"""A word, a number or day, an address, a path, a reference, a digest."""
_SHORTEST_GENERATED = 16
_SHORTEST_CHOSEN = 8
_BITS_PER_CHARACTER = 3.0


def _by_name(text: str) -> Iterator[Credential]:
    """The values after the names of credentials. Since they have no form, ordinary words, ids and paths are skipped."""
    lowered = _lowered(text)
    for match in _NAMED.finditer(lowered) if _may_name(lowered) else ():
        start, end = match.span(str(match.lastgroup))
        before = _BEFORE.search(text[max(0, match.start() - _LONGEST_BEFORE) : match.start()])
        name = f"{before[0] if before else ''}{text[slice(*match.span('name'))]}"
        if _is_credential(name, text[start:end]):
            title = f"a credential under the name {name!r}"
            yield Credential(start, text[start:end], NAMED_VALUE, title, "the service that it gives access to")


def _may_name(lowered: str) -> bool:
    return any(part in lowered for part in _PARTS)


def _lowered(text: str) -> str:
    """The text in lower case, every character at its old offset: some characters have two lower-case ones."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if c.isascii() else c for c in text)


def _is_credential(name: str, value: str) -> bool:
    words = name_words(name)
    if (
        (words and _ABOUT.fullmatch(words[-1]))
        or is_placeholder(value)
        or _UUID.fullmatch(value)
        or _ORDINARY.fullmatch(value)
    ):
        return False
    if any(part in name.casefold() for part in _CHOSEN):
        return len(value) >= _SHORTEST_CHOSEN and " " not in value and _character_classes(value) >= 3
    return len(value) >= _SHORTEST_GENERATED and not re.search(r"\s", value) and _is_random(value)


def _character_classes(value: str) -> int:
    """How many of these a text has: lower-case letters, capitals, digits, others."""
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return sum(any(test(c) for c in value) for test in tests)


def _is_random(value: str) -> bool:
    """Whether a text has letters and digits, few words, and the entropy of generated ones (Shannon, 1948)."""
    if not any(c.isdigit() for c in value) or not any(c.isalpha() for c in value):
        return False
    in_words = sum(len(word) for word in re.findall(r"[A-Z]?[a-z]{4,}", value))
    counts = Counter(value)
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return bits >= _BITS_PER_CHARACTER and in_words * 2 < len(value)


# -- placeholders ------------------------------------------------------------------------------

_EXAMPLE = re.compile(
    r"example|placeholder|change[-_]?(?:me|this)|redacted|dummy|(?:hidden|removed|secret|masked)\)?$"
    r"|^(?=.{1,24}$)[a-z_-]{0,20}(?:pass|passwd|password|pwd)[a-z_-]{0,20}$|^(?:your|my|the|insert|fake|test|some)[-_ ]"
    r"|not-?_?a-?_?real|(.)\1{7}|\.\.\.|…|\*\*\*",
    re.IGNORECASE,
)
_KEPT_ELSEWHERE = (*"$%{<[@!&#(", "vault:", "env:", "op://", "arn:", "ref:", "secretref:")
_FEW_CHARACTERS = 6
"""A long text of fewer different characters than these is filler, such as ``xxxxxxxx``."""


def is_placeholder(text: str) -> bool:
    """Whether a text in the form of a credential is an example, or names where the credential is kept."""
    if text.casefold().startswith(_KEPT_ELSEWHERE) or "${" in text or "{{" in text:
        return True
    return bool(_EXAMPLE.search(text)) or (len(text) >= LONG and len(set(text)) < _FEW_CHARACTERS)
