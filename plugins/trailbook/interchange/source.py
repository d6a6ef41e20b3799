"""A file of another tool as its reader walks it: what the reader asks for is carried over, the rest is listed.

Readers can't drop anything silently: every value that a reader never asked for becomes an omission.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Any

from trailbook.text.positions import Path, Place, Positions
from trailbook.text.problem import Problem, nearest
from trailbook.text.unseen import UNSEEN, with_line_ends

NO_FIELD = "a Trailbook threat model has no field for it"


@dataclass(frozen=True, order=True)
class Omission:
    """Something in the source that is not carried over: where it is, what it is, and why."""

    path: str
    line: int
    column: int
    what: str
    why: str


@dataclass
class Reading:
    """What is found while one file is read. ``path`` is the file's name in messages."""

    path: str
    positions: Positions
    problems: list[Problem] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    used: set[Path] = field(default_factory=set)
    named: set[Path] = field(default_factory=set)
    """Paths of mappings whose keys are names that people chose."""

    def report(self, place: Place, rule: str, message: str, expected: str = "", close: str = "") -> None:
        """Add a problem of the source."""
        self.problems.append(Problem(self.path, place.line, place.column, rule, message, expected, close))

    def note(self, place: Place, rule: str, message: str, expected: str = "") -> None:
        """Add something to know about the source that is no problem."""
        self.problems.append(Problem(self.path, place.line, place.column, rule, message, expected, level="notice"))

    def omit(self, place: Place, what: str, why: str) -> None:
        """Note that something of the source is not brought over, with its place and the reason."""
        self.omissions.append(Omission(self.path, place.line, place.column, what, why))

    def pattern(self, path: Path) -> str:
        """A path without the indexes and names that distinguish one element from another."""
        parts = []
        for index, part in enumerate(path):
            if isinstance(part, int):
                parts.append("[]")
            else:
                parts.append(".*" if path[:index] in self.named else f".{clean(part)}")
        return "".join(parts).lstrip(".")


def clean(text: str) -> str:
    """A text that is safe in a record: without unseen characters and surrounding white space."""
    return UNSEEN.sub("\N{REPLACEMENT CHARACTER}", with_line_ends(text)).strip()


@dataclass(frozen=True)
class Node:
    """A value of the source and its path. A missing value is a node too, with the value None."""

    value: Any
    path: Path
    reading: Reading

    def __getitem__(self, key: str) -> "Node":
        inner = self.value.get(key) if isinstance(self.value, Mapping) else None
        return Node(inner, (*self.path, key), self.reading)

    @property
    def place(self) -> Place:
        """The place of the value, or of the nearest thing around it."""
        return self.reading.positions.of(self.path)

    @property
    def there(self) -> bool:
        """Whether the source has a value here that is not empty."""
        return self.value not in (None, "", (), {})

    def use(self) -> "Node":
        """The node, with everything in it counted as carried over."""
        self.reading.used.add(self.path)
        return self

    def omit(self, why: str) -> None:
        """List everything in the node as omitted, for a reason."""
        if self.there and self.path not in self.reading.used:
            self.use()
            self.reading.omit(self.place, self.reading.pattern(self.path), why)

    def text(self) -> str:
        """The value as clean text; empty if there is none. A list or mapping is reported."""
        self.use()
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if isinstance(self.value, (str, int, float, date)):
            return clean(str(self.value))
        self.wrong("text")
        return ""

    def name(self) -> str:
        """The value as text on one line."""
        return " ".join(self.text().split())

    def number(self) -> float | None:
        """The value as a number; None if there is none."""
        self.use()
        if self.value is None:
            return None
        if isinstance(self.value, (int, float)) and not isinstance(self.value, bool) and isfinite(self.value):
            return float(self.value)
        self.wrong("a number")
        return None

    def flag(self) -> bool:
        """Whether the value is true."""
        self.use()
        if self.value not in (None, True, False):
            self.wrong("true or false")
        return self.value is True

    def each(self) -> Iterator["Node"]:
        """The entries of a list, without empty ones."""
        if isinstance(self.value, tuple):
            for index, value in enumerate(self.value):
                if value is not None:
                    yield Node(value, (*self.path, index), self.reading)
        elif self.there:
            self.wrong("a list")

    def mappings(self) -> Iterator["Node"]:
        """The entries of a list that should all be mappings."""
        for node in self.each():
            if isinstance(node.value, Mapping):
                yield node
            else:
                node.wrong("keys with values")

    def entries(self) -> Iterator[tuple[str, "Node"]]:
        """The entries of a mapping whose keys are names."""
        if isinstance(self.value, Mapping):
            self.reading.named.add(self.path)
            for key, value in self.value.items():
                yield key, Node(value, (*self.path, key), self.reading)
        elif self.there:
            self.wrong("keys with values")

    def wrong(self, expected: str) -> None:
        """Report that the value has the wrong form."""
        self.use()
        kind = {dict: "a set of keys", tuple: "a list", bool: "true or false"}.get(
            type(self.value), repr(self.value)[:60]
        )
        self.reading.report(self.place, "wrong-type", f"{self.reading.pattern(self.path)} is {kind}", expected)

    def word(self, table: Mapping[str, Any], default: Any = None, *, closed: bool = True) -> Any:
        """What a table says of the value, whatever its case; the default where it does not know the word.

        An unknown word is a problem if the format has a closed list, and is omitted otherwise.
        """
        word = self.name()
        if not word:
            return default
        if (key := fold_word(word)) in table:
            return table[key]
        if not closed:
            self.reading.omit(
                self.place, f"{self.reading.pattern(self.path)}: {word[:60]}", "Trailbook has no such word"
            )
            return default
        message = f"{self.reading.pattern(self.path)} is {word[:60]!r}, which this format does not know"
        self.reading.report(self.place, "unknown-word", message, "one of: " + ", ".join(table), nearest(word, table))
        return default


def fold_word(word: str) -> str:
    """A word in the spelling that the tables use: lower case, joined by hyphens."""
    return re.sub(r"[\s_-]+", "-", word.strip()).casefold()


def report_unused(root: Node, reasons: Mapping[str, str], otherwise: str = NO_FIELD) -> None:
    """Add an omission for every value of the source that was not used.

    ``reasons`` says why, by a key on the path to a value; everything below such a key is listed once. ``otherwise`` is
    why the rest is not.
    """
    listed: set[Path] = set()
    for path in _unused(root.value, (), root.reading.used):
        known = next((n for n, part in enumerate(path, start=1) if isinstance(part, str) and part in reasons), None)
        shown = path[:known]
        if shown not in listed:
            listed.add(shown)
            why = reasons[str(shown[-1])] if known else otherwise
            root.reading.omit(Node(None, shown, root.reading).place, root.reading.pattern(shown), why)


def _unused(value: Any, path: Path, used: set[Path]) -> Iterator[Path]:
    """The paths to the values that were not used."""
    if path in used or value in (None, "", (), {}):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _unused(inner, (*path, key), used)
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _unused(inner, (*path, index), used)
    else:
        yield path


_LONGEST_TITLE = 100


def first_sentence(text: str) -> str:
    """The first sentence of a text, cut between words if it is long."""
    first = text.partition("\n")[0].strip()
    sentence = first.partition(". ")[0]
    if len(sentence) <= _LONGEST_TITLE:
        return sentence
    return sentence[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def with_remarks(text: str, remarks: Iterable[str]) -> str:
    """The text with a last paragraph of the remarks that are not empty."""
    last = "; ".join(remark for remark in remarks if remark)
    return "\n\n".join(part for part in (text, last[:1].upper() + last[1:]) if part)
