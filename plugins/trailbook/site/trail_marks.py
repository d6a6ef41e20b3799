"""Puts the trail into a page that is laid out already: a line below its head, and a mark at each item.

It works on the page's HTML, whoever made it, so that records' pages and plain pages are served alike and no
text of a commit meets a Markdown reader.
"""

import re
from collections.abc import Callable, Mapping
from html import unescape

from trailbook.site.environment import environment
from trailbook.site.trail_view import TrailView, whys
from trailbook.trail.decisions import Trail

RECENT = 5
"""How many decisions the line below a page's head opens."""

_UNCOMMITTED = '<p class="tb-why tb-last--none">Not committed yet: no decision on record</p>'
_PLACES = re.compile(
    r"<h(?P<level>[2-6])\b[^>]*? ?\bid=\"(?P<heading>[^\"]+)\"[^>]*>.*?</h(?P=level)>"
    r"(?:\s*<div class=\"tb-item[^\"]*\">\s*<p class=\"tb-item__line\">.*?</p>)?"
    r"|<tr id=\"(?P<row>[^\"]+)\"[^>]*>.*?</td>.*?(?=</td>)"
    r"|<div id=\"(?P<entry>[^\"]+)\"><dt>.*?(?=</dd>)"
    r"|<li id=\"(?P<source>[^\"]+)\">.*?(?=</li>)"
    r"|<span[^>]* id=\"(?P<point>[^\"]+)\"[^>]*></span>.*?(?:(?=</li>|<[ou]l>)|</p>)",
    re.DOTALL,
)
_HEADS = (re.compile(r"<div class=\"tb-facts\">.*?\n</div>", re.DOTALL), re.compile(r"\A\s*<h1\b.*?</h1>", re.DOTALL))


def with_line(html: str, line: str) -> str:
    """The page with the line below its facts or its title; at its end where the title stands inside something else."""
    found = next((found for head in _HEADS if (found := head.search(html))), None)
    if found:
        return f"{html[: found.end()]}\n{line}\n{html[found.end() :]}"
    return f"{line}\n{html}" if "<h1" not in html else f"{html}\n{line}"


def with_marks(html: str, marks: Mapping[str, str]) -> str:
    """The page with a mark at each heading, row or entry that has the id of one."""

    def mark(place: re.Match[str]) -> str:
        id = next((unescape(id) for id in place.group("heading", "row", "entry", "source", "point") if id), "")
        return f"{place[0]}\n{marks[id]}\n" if id in marks else place[0]

    return _PLACES.sub(mark, html)


def last_decided(view: TrailView, trail: Trail | None) -> str:
    """The line that tells the last decision on a page's record and opens the ones before."""
    if trail is None:
        return '<p class="tb-last tb-last--none">Not committed yet: no decision on record</p>'
    return str(_macro("last_decided")(view, trail, RECENT))


def item_marks(view: TrailView, trail: Trail) -> dict[str, str]:
    """For each item of a record, or each section of a plain page, the mark that tells why it is there.

    An item that no decision names is in the file but not in its history.
    """
    document = view.site.sitemap.knowledge.documents[trail.record]
    items = [item.id for item in document.record.items()] or [s.id for s in document.sections if s.level > 1]
    known = whys(trail)
    why = _macro("why")
    return {id: str(why(view, trail, known[id])) if id in known else _UNCOMMITTED for id in items}


def _macro(name: str) -> Callable[..., object]:
    macro: Callable[..., object] = getattr(environment().get_template("_trail.j2").module, name)
    return macro
