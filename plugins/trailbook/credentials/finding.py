"""Finds credentials in a text. Pure: no network, no clock, nothing is tried out."""

from collections.abc import Iterator
from dataclasses import dataclass

from trailbook.credentials.keyed import has_name, keyed_values
from trailbook.credentials.kinds import KINDS
from trailbook.credentials.placeholders import is_placeholder

KEYED = "named-value"
"""The kind of what has no form of its own and stands under the name of a credential."""


@dataclass(frozen=True, order=True)
class Found:
    """A credential, where it begins in the text (in characters), and how it may be told. ``text`` is never shown."""

    start: int
    text: str
    kind: str
    title: str
    revoke: str

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    @property
    def told(self) -> str:
        """What it looks like, without it: its kind and its length."""
        length = len(self.text)
        return f"{self.title} ({length:,} character{'' if length == 1 else 's'})"


def find(text: str) -> list[Found]:
    """The credentials in a text, in order. What two kinds find in one place is told once, as the more special one."""
    kept: list[Found] = []
    for found in (*_formed(text), *_keyed(text)):
        if not any(one.start < found.end and found.start < one.end for one in kept):
            kept.append(found)
    return sorted(kept)


def may_hold(text: str) -> bool:
    """Whether a text may hold a credential; where not, ``find`` finds none. Takes a part of the time of that."""
    return has_name(text) or next(_formed(text), None) is not None


SHORT = ("url-password", "private-key")
"""The kinds that may stand in words of fewer than ``LONG`` characters."""
LONG = 16
"""How many characters without a space every other kind has at least: most texts have no such word."""

_MARKS = tuple((mark, kind) for kind in KINDS for mark in kind.marks)
_MARKS_OF_SHORT = tuple((mark, kind) for mark, kind in _MARKS if kind.id in SHORT)


def _formed(text: str) -> Iterator[Found]:
    marks = _MARKS if max(map(len, text.split()), default=0) >= LONG else _MARKS_OF_SHORT
    marked = {kind.id: kind for mark, kind in marks if mark in text}
    for kind in marked.values():
        group = "secret" if "secret" in kind.pattern.groupindex else 0
        for match in kind.pattern.finditer(text):
            if not is_placeholder(match[group]):
                yield Found(match.start(group), match[group], kind.id, kind.title, kind.revoke)


def _keyed(text: str) -> Iterator[Found]:
    for name, start, end in keyed_values(text):
        revoke = "the service that it lets into"
        yield Found(start, text[start:end], KEYED, f"a credential under the name {name!r}", revoke)
