"""A problem: one thing that is wrong in one file, in words that help its author to fix it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Literal

from trailbook.text.unseen import printable

_NEAR = 0.6
"""Texts that are at least this similar may be the same one, mistyped."""
_NUMBER = re.compile(r"\d+")
_REPEATED = re.compile(r"(\d)\1+")
_LONG = 4
"""Numbers of at least this many digits are years and the like, in which one digit is easily wrong."""
_SHORT = 6
"""In an id of fewer characters, a different letter means a different thing."""
_LIKE = 0.8


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, where, what was expected, and the nearest valid value.

    ``path`` is relative to the knowledge base's root, with forward slashes; ``line`` and ``column`` count from 1.
    ``rule`` is a stable name for the kind of problem (the rule id in SARIF). A notice is for information only: it does
    not make a check fail.
    """

    path: str
    line: int
    column: int
    rule: str
    message: str
    expected: str = ""
    nearest: str = ""
    level: Literal["error", "notice"] = "error"

    def __str__(self) -> str:
        mark = "" if self.level == "error" else f"{self.level}: "
        return f"{printable(self.path)}:{self.line}:{self.column}: {mark}{self.advice}"

    @property
    def advice(self) -> str:
        """The problem without its place, in one line of printable characters."""
        parts = [self.message]
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.nearest:
            parts.append(f"did you mean {self.nearest!r}?")
        return printable("; ".join(parts))


_MEANT = {
    "api": "service",
    "app": "screen",
    "assistant": "agent",
    "bot": "automation agent",
    "bucket": "data-store",
    "chatbot": "agent",
    "copilot": "agent",
    "cron": "schedule",
    "customer": "person",
    "database": "data-store",
    "db": "data-store",
    "desc": "description",
    "email": "message external-service",
    "event": "record-change message",
    "file": "data-store",
    "flow": "automation",
    "from": "source",
    "http": "web-request",
    "inbox": "external-service message",
    "integration": "connector",
    "llm": "agent",
    "mail": "message external-service",
    "mailbox": "external-service",
    "manual": "person",
    "model": "agent",
    "name": "title",
    "page": "screen",
    "portal": "screen",
    "queue": "service message",
    "saas": "external-service",
    "scenario": "automation",
    "sender": "source",
    "sheet": "data-store",
    "spreadsheet": "data-store",
    "table": "data-store",
    "third-party": "external-service",
    "timer": "schedule",
    "title": "name",
    "to": "target",
    "user": "person",
    "webhook": "web-request service",
    "workflow": "automation",
    "zap": "automation",
}
"""Words of the trade, in the singular and with hyphens, and the words of records that may be meant by them."""


def nearest(value: object, candidates: Iterable[str]) -> str:
    """The candidate most similar to ``value``, or an empty string if none is near.

    Ids that differ only in a small number, such as T9 and T2, are not near: the number is what distinguishes them.
    """
    wanted = str(value)[:200].casefold()
    by_folded = {c.casefold(): c for c in candidates}
    found = get_close_matches(wanted, by_folded, n=5, cutoff=_NEAR)
    close = next((by_folded[one] for one in found if not _is_different(wanted, one)), "")
    word = re.sub(r"[\s_]+", "-", wanted.strip())
    meant = _MEANT.get(word) or _MEANT.get(word.removesuffix("s"), "")
    return close or next((by_folded[one] for one in meant.split() if one in by_folded), "")


def suggestion(close: str) -> str:
    """The end of a message with what ``nearest`` found, ``; did you mean 'POL-SHARING'?``; empty if that is nothing."""
    return f"; did you mean {close!r}?" if close else ""


def did_you_mean(value: object, candidates: Iterable[str]) -> str:
    """The end of a message about a name that is not there, as ``suggestion`` gives it, for the nearest candidate."""
    return suggestion(nearest(value, candidates))


def _is_different(id: str, other: str) -> bool:
    """Whether two similar ids differ by more than a typing slip, so that they mean different things.

    Items of one record are compared without its id, which would make all of them similar.
    """
    (record, _, item), (other_record, _, other_item) = id.partition("."), other.partition(".")
    if item and record == other_record:
        return SequenceMatcher(None, item, other_item).ratio() < _NEAR or _is_different(item, other_item)
    if _NUMBER.sub("#", id) != _NUMBER.sub("#", other):
        return len(id) < _SHORT and any(map(str.isdigit, id)) and SequenceMatcher(None, id, other).ratio() < _LIKE
    return not all(map(_is_slip, _NUMBER.findall(id), _NUMBER.findall(other)))


def _is_slip(number: str, other: str) -> bool:
    """Whether two numbers differ by a digit typed twice, a leading zero, or, if they are long, one wrong digit."""
    short, long = sorted((number, other), key=len)
    if len(long) >= _LONG or (len(short) > 1 and long.startswith(short)):
        return True
    return _collapsed(short) == _collapsed(long)


def _collapsed(number: str) -> str:
    return _REPEATED.sub(r"\1", number).lstrip("0")
