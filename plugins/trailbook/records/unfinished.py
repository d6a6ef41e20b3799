"""Places that a draft leaves to its author, and that are still open: ``TODO: …`` as ``trailbook new`` writes it."""

import re
from collections.abc import Iterator

from trailbook.records.document import Document
from trailbook.text.code import code_in, masked
from trailbook.text.positions import Lines, Place
from trailbook.text.problem import Problem

_IN_PROSE = re.compile(r"^[ \t>]*(?:#{1,6}[ \t]+|(?:[-*+]|\d+[.)])[ \t]+)?(TODO):[ \t]", re.MULTILINE)
_IN_VALUES = re.compile(r"""^(?!\s*#)(?:\s*|.*[\s\[{]["'])(TODO):[ \t]""", re.MULTILINE)
"""A value, or a line of a longer one, that begins so. A comment is for whoever edits the file, and no value."""


def unfinished(document: Document) -> Iterator[Problem]:
    """An error for each open place of a record that is no draft; of a draft, one notice that counts them.

    Kinds that have no status are never drafts and are made by no draft, so nothing is said of them.
    """
    status = getattr(document.record, "status", None)
    if status is None or "TODO:" not in document.text:
        return
    places = [*_in_values(document), *_in_prose(document)]
    if status == "draft" and places:
        message = f"places of this draft that still say TODO, this one included: {len(places)}"
        yield Problem(document.path, *places[0], "unfinished", message, level="notice")
        return
    for place in places:
        message, expected = f"a record that is {status} says TODO here", "what has to be said, or 'status: draft'"
        yield Problem(document.path, *place, "unfinished", message, expected)


def _in_values(document: Document) -> Iterator[Place]:
    """Open places of the front matter, or of a record that is YAML as a whole."""
    above = document.text.splitlines(keepends=True)[: document.body_line - 1 if document.body else None]
    text = "".join(above)
    lines = Lines(text)
    return (lines.place(match.start(1)) for match in _IN_VALUES.finditer(text))


def _in_prose(document: Document) -> Iterator[Place]:
    """Open places of the Markdown, those that are shown as code left out."""
    lines = Lines(document.body, document.body_line)
    text = masked(document.body, [code for code in code_in(document.body) if code.certain])
    return (lines.place(match.start(1)) for match in _IN_PROSE.finditer(text))
