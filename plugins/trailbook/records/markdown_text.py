"""Markdown text to front matter, sections and anchored items, without rendering it.

Only what a record needs is understood: ATX headings, ``{#id}`` at the end of a heading or a list
item, and fences (whose content is never structure). The text itself is left as its author wrote it.
"""

import re
from dataclasses import dataclass

from markdown.extensions.toc import slugify

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
ANCHOR = re.compile(r"\s*\{:?\s*#([A-Za-z][\w-]*)[^}]*\}\s*$")
LIST_ITEM = re.compile(r"^(\s*)(?:[-*+]|\d+[.)])\s+(.*)$")


@dataclass(frozen=True)
class Section:
    """A heading or an anchored list item with the text below it.

    ``level`` is 1 to 6 for headings and 7 for list items; ``line`` counts from 1 in the file;
    ``explicit`` tells whether the author gave the id with ``{#id}``.
    """

    id: str
    title: str
    level: int
    text: str
    line: int
    explicit: bool


@dataclass(frozen=True)
class MarkdownParts:
    """A Markdown file taken apart. ``body_line`` is the line on which the body begins."""

    front_matter: str | None
    body: str
    body_line: int
    sections: tuple[Section, ...]

    @property
    def heading(self) -> Section | None:
        """The page's title: its first heading of level 1."""
        return next((s for s in self.sections if s.level == 1), None)

    @property
    def lead(self) -> str:
        """The first paragraph below the title."""
        text = self.heading.text if self.heading else self.body
        return " ".join(text.strip().split("\n\n", 1)[0].split()) if not text.lstrip().startswith("#") else ""


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """The YAML between the leading ``---`` lines (None without), the rest, and the rest's first line."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None, text, 1
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None, text, 1


def read_markdown(text: str) -> MarkdownParts:
    """Take a Markdown file apart. Every text is valid Markdown, so nothing is raised."""
    front_matter, body, body_line = split_front_matter(text)
    return MarkdownParts(front_matter, body, body_line, tuple(_sections(body.split("\n"), body_line)))


def _sections(lines: list[str], first_line: int) -> list[Section]:
    starts: list[tuple[int, int, str, str, bool]] = []
    taken: set[str] = set()
    fence = ""
    for index, line in enumerate(lines):
        if mark := FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        if fence or mark:
            continue
        if heading := HEADING.match(line):
            anchor = ANCHOR.search(heading[2])
            title = plain(ANCHOR.sub("", heading[2]))
            slug = anchor[1] if anchor else _free(slugify(title, "-"), taken)
            starts.append((index, len(heading[1]), slug, title, bool(anchor)))
            taken.add(slug)
        elif (item := LIST_ITEM.match(line)) and (id := _item_anchor(lines, index)):
            starts.append((index, 7, id, plain(ANCHOR.sub("", item[2])), True))
    return [
        Section(slug, title, level, _text_below(lines, starts, number), first_line + index, explicit)
        for number, (index, level, slug, title, explicit) in enumerate(starts)
    ]


def _item_anchor(lines: list[str], index: int) -> str:
    """The id at the end of a list item's first paragraph, or an empty string."""
    for number in range(index, len(lines)):
        line = lines[number]
        if number > index and (not line.strip() or LIST_ITEM.match(line) or HEADING.match(line)):
            return ""
        if found := ANCHOR.search(line):
            return found[1]
    return ""


def _text_below(lines: list[str], starts: list[tuple[int, int, str, str, bool]], number: int) -> str:
    """The lines from below one start to the next one of the same or a higher level."""
    index, level = starts[number][:2]
    end = next((other[0] for other in starts[number + 1 :] if other[1] <= level), len(lines))
    if level < 7:
        return "\n".join(lines[index + 1 : end]).strip()
    indent = len(lines[index]) - len(lines[index].lstrip())
    below: list[str] = []
    for line in lines[index + 1 : end]:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        below.append(ANCHOR.sub("", line).strip())
    return "\n".join(below).strip()


def _free(slug: str, taken: set[str]) -> str:
    """The slug, numbered as Python-Markdown's toc does when it stands twice."""
    candidate, count = slug or "section", 0
    while candidate in taken:
        count += 1
        candidate = f"{slug}_{count}"
    return candidate


def plain(text: str) -> str:
    """Inline Markdown as the text a reader sees: links by their label, no emphasis or code marks."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"(\*\*|__|\*|`)(.+?)\1", r"\2", text).strip()
