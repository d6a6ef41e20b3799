"""What plain pages and SVG pictures load from another host: reported, for what a record may not do is checked apart."""

import re
from collections.abc import Iterator
from typing import Literal

from trailbook.records.document import Document
from trailbook.records.foreign_pictures import foreign_pictures, names_elsewhere
from trailbook.text.code import code_in, masked
from trailbook.text.positions import Lines
from trailbook.text.problem import Problem

_ELSEWHERE = r"[\"']?\s*+(?:https?:)?//"
_LOADING_TAG = re.compile(
    rf"<(?:audio|embed|iframe|img|input|link|object|script|source|track|video)\b[^<>]*?"
    rf"\s(?:data|href|poster|src|srcset)\s*=\s*{_ELSEWHERE}[^<>\s]*+",
    re.IGNORECASE,
)
_LOADING_STYLE = re.compile(rf"(?:url\(\s*|@import\s+){_ELSEWHERE}[^\s)]*+", re.IGNORECASE)
_LOADING_SVG = re.compile(
    rf"<(?!a[\s>])[\w:-]+\b[^<>]*?\s(?:xlink:)?(?:href|src)\s*=\s*{_ELSEWHERE}[^<>\s]*+|<!ENTITY\b[^>]*+|<\?xml-stylesheet\b[^>]*+",
    re.IGNORECASE,
)


def of_a_plain_page(document: Document) -> Iterator[Problem]:
    """A notice for each thing that a plain page loads from another host, which the policy of the site prevents."""
    text = masked(document.body, code_in(document.body))
    pictures = foreign_pictures(text, by_reference=names_elsewhere(text))
    places = [start for start, _ in pictures]
    places += [found.start() for pattern in (_LOADING_TAG, _LOADING_STYLE) for found in pattern.finditer(text)]
    lines = Lines(document.body, document.body_line)
    for place in sorted(places):
        yield _problem(document.path, lines, document.body, place, "notice")


def of_a_picture(path: str, svg: str) -> Iterator[Problem]:
    """A problem for each thing that an SVG file loads from another host once somebody opens it by itself."""
    lines = Lines(svg)
    found = (match.start() for pattern in (_LOADING_SVG, _LOADING_STYLE) for match in pattern.finditer(svg))
    for place in sorted(found):
        yield _problem(path, lines, svg, place, "error")


def _problem(path: str, lines: Lines, text: str, place: int, level: Literal["error", "notice"]) -> Problem:
    shown = text[place : place + 60].split("\n", 1)[0]
    message = f"this is loaded from another host: {shown!r}"
    return Problem(path, *lines.place(place), "foreign-host", message, "a file in the repository", level=level)
