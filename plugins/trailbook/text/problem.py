"""One thing that is wrong in one file, said so that its author can mend it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Literal

from trailbook.text.unseen import printable

_NEAR = 0.6
"""From this likeness on, one text may be another mistyped."""
_NUMBER = re.compile(r"\d+")
_REPEATED = re.compile(r"(\d)\1+")
_LONG = 4
"""Numbers of so many digits are years and the like, in which one digit is easily wrong."""
_SHORT = 6
"""In an id of fewer characters, another letter is another thing."""
_LIKE = 0.8


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, where, what was expected, and the nearest valid value.

    ``path`` is relative to the knowledge base's root with forward slashes; ``line`` and ``column``
    count from 1. ``rule`` is a stable name for the kind of problem (it is the rule id in SARIF). A notice
    is worth knowing and fails nothing.
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


def nearest(value: object, candidates: Iterable[str]) -> str:
    """The candidate that reads most like ``value``, or an empty string when none comes near.

    Where only a small number differs, as between T9 and T2, the number is what tells them apart, and none is near.
    """
    asked = str(value)[:200].casefold()
    by_folded = {c.casefold(): c for c in candidates}
    found = get_close_matches(asked, by_folded, n=5, cutoff=_NEAR)
    return next((by_folded[close] for close in found if not _is_another(asked, close)), "")


def _is_another(one: str, other: str) -> bool:
    """Whether two ids differ in their numbers alone, and by more than a slip of the finger.

    Items of one record are compared without its id, which would make all of them alike.
    """
    (record, _, item), (others, _, another) = one.partition("."), other.partition(".")
    if item and record == others:
        return SequenceMatcher(None, item, another).ratio() < _NEAR or _is_another(item, another)
    if _NUMBER.sub("#", one) != _NUMBER.sub("#", other):
        return len(one) < _SHORT and any(map(str.isdigit, one)) and SequenceMatcher(None, one, other).ratio() < _LIKE
    return not all(map(_is_slip, _NUMBER.findall(one), _NUMBER.findall(other)))


def _is_slip(one: str, other: str) -> bool:
    """Whether a number is another with a digit typed twice, a zero in front, or one digit of several wrong."""
    short, long = sorted((one, other), key=len)
    if len(long) >= _LONG or (len(short) > 1 and long.startswith(short)):
        return True
    return _once(short) == _once(long)


def _once(number: str) -> str:
    return _REPEATED.sub(r"\1", number).lstrip("0")
