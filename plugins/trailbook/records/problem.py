"""One thing that is wrong in one file, said so that its author can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal


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


def printable(text: str) -> str:
    """The text with what a terminal would act on, or can't show, replaced."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def nearest(value: object, candidates: Iterable[str]) -> str:
    """The candidate that reads most like ``value``, or an empty string when none comes near."""
    by_folded = {c.casefold(): c for c in candidates}
    found = get_close_matches(str(value)[:200].casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""
