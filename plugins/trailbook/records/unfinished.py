"""Places that a draft leaves open: ``TODO: …``, as ``trailbook new`` writes them, and the stand-ins of an import.

A draft of which only the kind is known has an id such as ``POL-TODO``.
"""

import re
from collections.abc import Iterator

from trailbook.records.document import Document
from trailbook.records.model import Item
from trailbook.text.code import code_in, masked
from trailbook.text.positions import Lines, Place
from trailbook.text.problem import Problem

UNSTATED = "Not stated in the imported model"
"""The stand-in for a text that Trailbook requires and the source of an import does not have."""

_IN_PROSE = re.compile(r"^[ \t>]*(?:#{1,6}[ \t]+|(?:[-*+]|\d+[.)])[ \t]+)?(TODO):[ \t]", re.MULTILINE)
_IN_VALUES = re.compile(r"""^(?![ \t]*#)(?:[ \t]*|(?:.*[ \t\[{])?["'])(TODO):[ \t]""", re.MULTILINE)
"""A value, or a line of a longer one, that begins with TODO. Comments do not count."""
_ID = re.compile(r"^id: [A-Z]+-(TODO)(?:-\d+)?[ \t]*$", re.MULTILINE)
"""The id of a draft that has none of its own yet."""


def unfinished(document: Document) -> Iterator[Problem]:
    """A notice that counts the open places of a draft, or an error for each one of any other record.

    Records without a status are never drafts, so there is nothing to report.
    """
    status = getattr(document.record, "status", None)
    if status is None or "TODO" not in document.text:
        return
    places = open_places(document)
    if status == "draft" and places:
        message = f"places of this draft that still say TODO, this one included: {len(places)}"
        yield Problem(document.path, *places[0], "unfinished", message, level="notice")
        return
    for place in places:
        message, expected = f"a record that is {status} says TODO here", "what has to be said, or 'status: draft'"
        yield Problem(document.path, *place, "unfinished", message, expected)


def is_unfinished(item: Item) -> bool:
    """Whether a text of an item is left to its author: it begins with ``TODO:``."""
    return any(isinstance(value, str) and value.startswith("TODO:") for _, value in item)


def is_left_open(text: str) -> bool:
    """Whether a text says nothing yet: it is the stand-in of an import, or begins with ``TODO:``."""
    return text == UNSTATED or text.startswith("TODO:")


def open_places(document: Document) -> list[Place]:
    """Where a document says TODO: in its id, its values, and its prose but not in code. Comments do not count."""
    return [*_in_values(document), *_in_prose(document)]


def _in_values(document: Document) -> Iterator[Place]:
    """The open places of the front matter, or of a whole record in YAML."""
    above = document.text.splitlines(keepends=True)[: document.body_line - 1 if document.body else None]
    text = "".join(above)
    lines = Lines(text)
    found = (match.start(1) for form in (_ID, _IN_VALUES) for match in form.finditer(text))
    return (lines.place(start) for start in sorted(found))


def _in_prose(document: Document) -> Iterator[Place]:
    """The open places of the Markdown, except in code."""
    lines = Lines(document.body, document.body_line)
    text = masked(document.body, [code for code in code_in(document.body) if code.certain])
    return (lines.place(match.start(1)) for match in _IN_PROSE.finditer(text))
