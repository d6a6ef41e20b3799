"""Classification: who may read a record or an item, from ``public`` to ``restricted``."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from trailbook.records.model import Item, Record
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.text.markdown_text import stray_keys
from trailbook.text.model_problems import shown
from trailbook.text.positions import Positions
from trailbook.text.problem import Problem, nearest
from trailbook.text.spellings import fold, words

DEFAULT: Sensitivity = "internal"
"""The classification of records that do not state one."""

KEY = "classification"

WITHHELD = "restricted"
"""Replaces a reference that the readers of a build must not see."""


def is_above(level: str, audience: str) -> bool:
    """Whether a classification is stricter than an audience may read. An unknown word counts as the strictest."""
    return level not in SENSITIVITIES or SENSITIVITIES.index(level) > SENSITIVITIES.index(audience)


def page_classification(
    values: Mapping[str, Any], path: str, positions: Positions
) -> tuple[Sensitivity | None, list[Problem]]:
    """The classification in the front matter of a plain page, if it states one, and what is wrong with it.

    A value that can't be understood counts as ``restricted``: whoever wrote it wanted fewer readers, not all.
    """
    key = next((key for key, value in values.items() if is_classification(str(key), value)), None)
    if key is None:
        return None, []
    value = values[key]
    if key == KEY and value in SENSITIVITIES:
        return value, []
    is_key = key != KEY
    place = positions.of((key,), key=is_key)
    message = f"the key {key!r} is not read" if is_key else f"classification is {shown(value)}"
    expected = f"the key {KEY!r}" if is_key else f"one of: {', '.join(SENSITIVITIES)}"
    guess = "" if is_key or value is None else nearest(value, SENSITIVITIES)
    message = f"{message}, so the page counts as restricted"
    return "restricted", [Problem(path, *place, "unknown-word", message, expected, guess)]


def is_classification(key: str, value: object = None) -> bool:
    """Whether a key is meant to be ``classification``, however it is spelled.

    A key that is only similar, such as ``clasification``, is if its value is one of the words of classifications.
    """
    letters = "".join(words(key))
    if letters == KEY:
        return True
    said = "".join(words(value)) if isinstance(value, str) else ""
    return said in SENSITIVITIES and (letters == "classified" or bool(get_close_matches(letters, (KEY,), 1, 0.85)))


_STRAY = re.compile(r"[\W_]*(?P<key>[^:=]{1,80}?)[\W_]*[:=](?P<value>.*)")


def stray_classification(path: str, text: str, first_line: int = 1) -> tuple[Sensitivity | None, list[Problem]]:
    """The classification of a page that states one where nothing reads it, and the problem.

    The page counts as ``restricted``: whoever wrote the line wanted it to be read. ``text`` is the page below its front
    matter, and begins on ``first_line``.
    """
    if not (KEY in text.casefold() if text.isascii() else any(KEY in fold(line) for line in text.split("\n"))):
        return None, []
    for number, line in stray_keys(text):
        found = _STRAY.match(line)
        if found and is_classification(found["key"], found["value"]):
            column = line.find(found["key"]) + 1
            message = f"the line {shown(line.strip())} is not read, so the page counts as restricted"
            expected = "front matter that begins with '---' on the first line of the file"
            return "restricted", [
                Problem(path, first_line + number - 1, column, "unread-classification", message, expected)
            ]
    return None, []


def states_unreadably(data: bytes) -> bool:
    """Whether the bytes of a text that is not UTF-8 seem to state a classification."""
    plain = data.replace(b"\0", b"").decode("latin-1")
    return KEY in fold(plain) or any(KEY in fold(data.decode(name, "replace")) for name in ("utf-16-le", "utf-16-be"))


def empty_classification(values: Mapping[str, Any], path: str, positions: Positions) -> list[Problem]:
    """A problem if the key is there without a value, since it is unclear what the author meant."""
    if KEY not in values or values[KEY] is not None:
        return []
    expected = f"one of: {', '.join(SENSITIVITIES)}, or no key {KEY!r}"
    return [Problem(path, *positions.of((KEY,)), "unknown-word", f"{KEY} is {shown(None)}", expected)]


def loose_items(record: Record, path: str, positions: Positions) -> list[Problem]:
    """A problem for each item that is classified less strictly than its record."""
    whole = record.classification or DEFAULT
    problems: list[Problem] = []
    for name, index, item in _listed(record):
        if item.classification and is_above(whole, item.classification):
            place = positions.of((name, index, "classification"))
            message = f"{item.id!r} is {item.classification} and its record {whole}, so no more readers see it"
            wanted = f"a classification as strict as {whole}, none, or 'classification: {item.classification}' above"
            problems.append(Problem(path, *place, "loose-classification", message, wanted))
    return problems


def _listed(record: Record) -> Iterator[tuple[str, int, Item]]:
    for name in type(record).model_fields:
        value = getattr(record, name)
        for index, part in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(part, Item):
                yield name, index, part
