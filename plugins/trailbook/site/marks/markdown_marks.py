"""Inserts what the trail adds into the Markdown of a page, for generators that run no Python.

It is inserted as separate blocks of HTML, which every generator passes through unchanged.
"""

import re

from trailbook.site.marks.html_marks import MARK, PageTrail
from trailbook.text.markdown_text import Section, read_markdown

_FACTS = re.compile(r"^<div class=\"tb-facts\">.*?^</div>$", re.DOTALL | re.MULTILINE)


def with_markdown_marks(markdown: str, trail: PageTrail) -> str:
    """The page with the last decision below its facts or its title, and the mark of each id in its place.

    That is where the page wants it, or else below the heading.
    """
    placed = set(MARK.findall(markdown))
    markdown = MARK.sub(lambda place: _lines(trail.marks.get(place[1], "")), markdown)
    parts = read_markdown(markdown)
    lines = markdown.split("\n")
    additions = {
        _last(section): trail.marks[section.anchor]
        for section in parts.sections
        if section.anchor in trail.marks and section.anchor not in placed
    }
    title = _last(parts.heading) if parts.heading else parts.body_line - 2
    facts = _FACTS.search(markdown)
    if trail.line:
        additions[markdown.count("\n", 0, facts.end()) if facts else title] = trail.line
    first = [_block(additions[-1])] if additions.get(-1) else []
    return "\n".join(
        [*first, *(f"{line}\n{_block(additions[n])}" if n in additions else line for n, line in enumerate(lines))]
    )


def _last(section: Section) -> int:
    """The index of the last line of a heading."""
    return section.line + section.height - 2


def _block(html: str) -> str:
    """HTML as a block of its own: blank lines around it and none inside."""
    return f"\n{_lines(html)}\n"


def _lines(html: str) -> str:
    """HTML without blank lines, which would end a block."""
    return "\n".join(line for line in html.split("\n") if line.strip())
