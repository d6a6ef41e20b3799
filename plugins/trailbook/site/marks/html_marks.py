"""Inserts what the trail adds into the HTML of a page: a line below its title, and a mark at each item.

Working on HTML treats pages of records and plain pages alike, and keeps the text of commits away from the Markdown
parser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

from markupsafe import Markup

_PLACES = re.compile(
    r"<h(?P<level>[2-6])\b[^>]*? ?\bid=\"(?P<heading>[^\"]+)\"[^>]*>.*?</h(?P=level)>"
    r"(?:\s*<div class=\"tb-item[^\"]*\">\s*<p class=\"tb-item__line\">.*?</p>)?"
    r"|<tr id=\"(?P<row>[^\"]+)\"[^>]*>.*?</td>.*?(?=<div class=\"tb-muted\">|</td>)"
    r"|<div id=\"(?P<entry>[^\"]+)\"><dt>.*?(?=</dd>)"
    r"|<li id=\"(?P<source>[^\"]+)\">.*?(?=</li>)"
    r"|<span[^>]* id=\"(?P<point>[^\"]+)\"[^>]*></span>.*?(?:(?=</li>|<[ou]l>)|</p>)",
    re.DOTALL,
)
_PLACE = Markup('<span class="tb-mark" data-tb-mark="{}"></span>')
MARK = re.compile(str(_PLACE).replace("{}", '([^"]+)'))
"""Finds what ``place_of_mark`` gives, with the id as it is escaped there."""
RECENT_CHANGES = "tb-recent-changes"
"""The mark that is no item's: what changed lately, on a page with the block of that name."""
DECISIONS = "tb-decisions"
"""The mark with the last decisions on a record, on the page of its history."""
UNSIGNED = "tb-unsigned"
"""The mark that nobody signed off a record, on a page with a place for it; on May I? with the record's id added."""
NEXT_REVIEW = "tb-next-review"
"""The mark with the day of a record's next review, in a head that states none."""
_HEADS = (re.compile(r"<div class=\"tb-facts\">.*?\n</div>", re.DOTALL), re.compile(r"\A\s*<h1\b.*?</h1>", re.DOTALL))


def place_of_mark(id: str) -> Markup:
    """Where a page wants the mark of an item, away from the heading. Where there is no trail, nothing is seen there."""
    return _PLACE.format(id)


def with_line(html: str, line: str, *, at_end: bool = False) -> str:
    """The page with the line below its facts or its title; at its end if the title is inside another element."""
    if not line:
        return html
    found = None if at_end else next((found for head in _HEADS if (found := head.search(html))), None)
    if found:
        return f"{html[: found.end()]}\n{line}\n{html[found.end() :]}"
    return f"{line}\n{html}" if "<h1" not in html and not at_end else f"{html}\n{line}"


def with_marks(html: str, marks: Mapping[str, str]) -> str:
    """The page with the mark of each id where the page wants it, else at the heading, row or entry with this id."""
    placed = {unescape(id) for id in MARK.findall(html)}

    def mark(place: re.Match[str]) -> str:
        id = next((unescape(id) for id in place.group("heading", "row", "entry", "source", "point") if id), "")
        return f"{place[0]}\n{marks[id]}\n" if id in marks and id not in placed else place[0]

    return MARK.sub(lambda place: marks.get(unescape(place[1]), ""), _PLACES.sub(mark, html))


@dataclass(frozen=True)
class PageTrail:
    """What the trail adds to one page: the line below its head, and a mark for each item or section by id."""

    line: str
    marks: Mapping[str, str] = field(default_factory=dict)
