"""Lays out what a page has too much of on pages beside it, so that none is more than a phone can take.

A page keeps the first rows of each table and list, as many as fit. The others are on its parts: pages at addresses of
the same depth, so that what is linked in them stays right. Links lead from part to part, and a script adds the next
rows to the page that its reader is on.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import PurePosixPath
from posixpath import basename, dirname
from urllib.parse import quote

from trailbook.site.rendering.page import HtmlPage, url_of

MOST = 4_500
"""The most elements of what the theme is filled with, as far as its rows can be moved."""

MOST_OF_A_RECORD = 5_000
"""The most in the page of a record, which is rather read as a whole than a list is."""

CHARACTERS = 150
"""So many characters weigh as much as one element: compressed to a sixth, a page has at most 110 KB."""

PARTED = "tb-parted"
"""The class of a heading whose sections, each with a heading of the next level, are rows."""

TAGGED = "tb-tagged"
"""The class of a list that another plugin made."""

_LISTS = frozenset((TAGGED, "tb-refs", "tb-rows", "tb-checks", "tb-log", "tb-trail", "tb-steps"))
_TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>table|tbody|tr|ul|ol|li|summary|h[1-6])(?P<rest>(?:\s(?:[^<>"]|"[^"]*")*)?)>"""
)
_CLASS = re.compile(r'\sclass="([^"]*)"')
_REGION = re.compile(r'<div class="tb-scroll"[^<>]*\saria-label="([^"]*)"[^<>]*>\s*\Z')
_MARKUP = re.compile(r'<a class="headerlink".*?</a>|<[^<>]*>')
_AFTER_TABLE = re.compile(r"</tbody>\s*</table>(?:\s*</div>)?")


@dataclass
class _Box:
    """A table, a list or a heading's sections: its rows, where they are, and how many of them the page keeps."""

    name: str
    opening: tuple[int, int]
    """Where its opening tag is; empty for sections, which have none."""
    before: str = ""
    """What precedes its opening tag in a part: the table that the rows are in, with its head."""
    rows: list[tuple[int, int]] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    end: int = 0
    """Where its last row ends, or the page if nothing closes it."""
    kept: int = 0


@dataclass(frozen=True)
class _Run:
    """Rows of a box that follow each other on one part: from the index ``first`` up to ``last``, which is the next."""

    box: int
    first: int
    last: int


def in_parts(page: HtmlPage, *, directory_urls: bool, most: int = MOST) -> list[HtmlPage]:
    """A page with as much as it may have, and its parts; the page alone if it has no more than that."""
    weight, url = _weight(page.html), url_of(page.path, directory_urls)
    if page.is_part or weight <= most or url in ("", "index.html"):  # no address has the depth of the home page's
        return [page]
    boxes = [box for box in _boxes(page.html) if len(box.rows) > 1]
    _share(boxes, most - weight + sum(sum(box.weights) for box in boxes))
    parts = [*_packed(boxes, most)]
    if not parts:
        return [page]
    paths = [page.path, *(_path(page.path, number, directory_urls) for number in range(2, len(parts) + 2))]
    laid_out = _Parts(page, boxes, parts, [_address(path, directory_urls) for path in paths])
    others = (
        HtmlPage(path, laid_out.title(part), laid_out.part(part), is_part=True, place=page.place)
        for part, path in enumerate(paths[1:], 1)
    )
    return [HtmlPage(page.path, page.title, laid_out.first(), place=page.place), *others]


def _weight(html: str) -> int:
    """The number of elements of some HTML, or more if they hold much text."""
    return max(html.count("<") - html.count("</"), len(html) // CHARACTERS)


def _path(path: str, number: int, directory_urls: bool) -> str:
    """The Markdown path of a part, whose address has the depth of its page's."""
    place = PurePosixPath(path).with_suffix("")
    if place.name in ("index", "README") and directory_urls:
        place = place.parent
    return f"{place}-part-{number}.md"


def _address(path: str, directory_urls: bool) -> str:
    """The address of a page, relative to those beside it."""
    url = url_of(path, directory_urls)
    return f"../{quote(basename(dirname(url)))}/" if directory_urls else quote(basename(url))


# -- what a page has ---------------------------------------------------------------------------


def _boxes(html: str) -> Iterator[_Box]:
    """The tables and lists of a page, those within a row of another aside, and the sections that are rows."""
    tags = [*_TAG.finditer(html)]
    name, table, passed = "", 0, 0
    for index, tag in enumerate(tags):
        if tag.start() < passed or tag["close"]:
            continue
        kind = tag["name"]
        if kind == "table":
            table = tag.start()
        elif kind[0] == "h" or kind == "summary":
            name = _text(html, tags, index)
            if PARTED in _classes(tag):
                yield (box := _sections(html, tags, index, name))
                passed = box.end
        elif kind == "tbody":
            region = _REGION.search(html, max(table - 600, 0), table)
            box = _Box(region[1] if region else name, tag.span(), html[table : tag.start()])
            yield _filled(box, html, tags, index, "tr")
            passed = box.end
        elif kind in ("ul", "ol") and _LISTS & _classes(tag):
            yield (box := _filled(_Box(name, tag.span()), html, tags, index, "li"))
            passed = box.end


def _classes(tag: re.Match[str]) -> frozenset[str]:
    found = _CLASS.search(tag["rest"])
    return frozenset(found[1].split() if found else ())


def _text(html: str, tags: Sequence[re.Match[str]], index: int) -> str:
    """The text of a heading or a summary, still escaped."""
    end = tags[index + 1].start() if index + 1 < len(tags) else len(html)
    return " ".join(_MARKUP.sub("", html[tags[index].end() : end]).split())


def _filled(box: _Box, html: str, tags: Sequence[re.Match[str]], index: int, row: str) -> _Box:
    """The box that a tag opens, with its rows; without any if they are not as they should be."""
    depth = began = 0
    for number in range(index + 1, len(tags)):
        tag = tags[number]
        if depth == 0 and tag["close"]:
            return box
        if depth == 0:
            began = tag.start()
        depth += -1 if tag["close"] else 1
        if depth == 0 and tag["name"] == row:
            _add(box, html, began, tag.end())
    box.end = len(html)
    box.rows.clear()
    return box


def _sections(html: str, tags: Sequence[re.Match[str]], index: int, name: str) -> _Box:
    level = int(tags[index]["name"][1])
    heads = [tag for tag in tags[index + 1 :] if tag["name"][0] == "h" and not tag["close"]]
    after = next((tag.start() for tag in heads if int(tag["name"][1]) <= level), len(html))
    starts = [tag.start() for tag in heads if tag["name"] == f"h{level + 1}" and tag.start() < after]
    first = starts[0] if starts else after
    box = _Box(name, (first, first))
    for start, end in zip(starts, [*starts[1:], after], strict=False):
        _add(box, html, start, end)
    return box


def _add(box: _Box, html: str, start: int, end: int) -> None:
    box.rows.append((start, end))
    box.weights.append(_weight(html[start:end]))
    box.end = end


# -- who gets what -----------------------------------------------------------------------------


def _share(boxes: Sequence[_Box], room: int) -> None:
    """Let each box keep its first rows: all of them in small ones, and in the others as many as there is room for."""
    left = len(boxes)
    for box in sorted(boxes, key=lambda box: sum(box.weights)):
        share = max(room, 0) // left
        used = 0
        for weight in box.weights:
            if box.kept and used + weight > share:
                break
            used += weight
            box.kept += 1
        room -= used
        left -= 1


def _packed(boxes: Sequence[_Box], most: int) -> Iterator[list[_Run]]:
    """The rows that are not kept, in the order of the page, as runs for one part after the other."""
    part: list[_Run] = []
    used = 0
    for number, box in enumerate(boxes):
        first = box.kept
        for index in range(box.kept, len(box.rows)):
            if used and used + box.weights[index] > most:
                yield [*part, *([_Run(number, first, index)] if index > first else ())]
                part, used, first = [], 0, index
            used += box.weights[index]
        if first < len(box.rows):
            part.append(_Run(number, first, len(box.rows)))
    if part:
        yield part


# -- how it looks ------------------------------------------------------------------------------


class _Parts:
    """A page and its parts as HTML. A part is known by its number, which is 0 for the page."""

    def __init__(
        self, page: HtmlPage, boxes: Sequence[_Box], parts: Sequence[Sequence[_Run]], addresses: Sequence[str]
    ) -> None:
        self._page = page
        self._boxes = boxes
        self._addresses = addresses
        self._runs = [[_Run(number, 0, box.kept) for number, box in enumerate(boxes)], *parts]
        self._next = {(run.box, run.first): part for part, runs in enumerate(self._runs) for run in runs if part}

    def title(self, part: int) -> str:
        """The title of a part."""
        return f"{self._page.title}, part {part + 1} of {len(self._runs)}"

    def first(self) -> str:
        """The page with the rows that it keeps."""
        html, passed, found = self._page.html, 0, []
        for run in self._runs[0]:
            box = self._boxes[run.box]
            if box.kept == len(box.rows):
                continue
            start, content = box.opening
            found += [html[passed:start], self._opened(run), html[content : box.rows[box.kept - 1][1]]]
            if box.before and (after := _AFTER_TABLE.search(html, box.end)):
                found += [html[box.end : after.end()]]
                passed = after.end()
            elif start == content:
                found += ["</div>"]
                passed = box.end
            else:
                passed = html.index(">", box.end) + 1
                found += [html[box.end : passed]]
            found += [self._rest(run)]
        return "".join((*found, html[passed:]))

    def part(self, part: int) -> str:
        """A part: its rows under the names of what they belong to."""
        title, main = escape(self._page.title), self._addresses[0]
        html = [
            f'<p class="tb-muted tb-crumbs"><a href="{main}">{title}</a> › part {part + 1} of {len(self._runs)}</p>\n',
            f"<h1>{escape(self.title(part))}</h1>\n",
            *(self._shown(run) for run in self._runs[part]),
            f'<nav class="tb-parts" aria-label="Parts of this page">{self._ways(part)}</nav>\n',
        ]
        return "".join(html)

    def _shown(self, run: _Run) -> str:
        box = self._boxes[run.box]
        number = run.box + 1
        rows = "\n".join(self._page.html[start:end].strip() for start, end in box.rows[run.first : run.last])
        rows = rows.replace('href="#', f'href="{self._addresses[0]}#')
        content = f"{self._opened(run)}\n{rows}\n{self._closed(box)}"
        if box.before:
            table = box.before.replace(" data-tb-sort", "")  # a part of a table has no order of its own
            content = (
                f'<div class="tb-scroll" role="region" aria-label="{box.name}" tabindex="0">\n{table}{content}</div>'
            )
        span = f"{run.first + 1}" if run.last - run.first == 1 else f"{run.first + 1} to {run.last}"
        head = f'<h2 id="tb-rows-{number}">{box.name}</h2>\n<p class="tb-muted">{span} of {len(box.rows)}</p>\n'
        return f"{head}{content}{self._rest(run)}\n"

    def _opened(self, run: _Run) -> str:
        """The opening tag of a box, by which the script finds it in each part."""
        box = self._boxes[run.box]
        tag = self._page.html[slice(*box.opening)] or "<div>"
        counted = f' start="{len(box.rows) - run.first}"' if tag.startswith("<ol") and " reversed" in tag else ""
        return f'{tag[:-1]} data-tb-rows="{run.box + 1}"{counted}>'

    def _closed(self, box: _Box) -> str:
        tag = self._page.html[slice(*box.opening)][1:3]
        return {"tb": "</tbody></table>", "ul": "</ul>", "ol": "</ol>"}.get(tag, "</div>")

    def _rest(self, run: _Run) -> str:
        """How far the rows go, and where the next ones are; nothing if they are the last."""
        total = len(self._boxes[run.box].rows)
        if run.last == total:
            return ""
        number, part = run.box + 1, self._next[run.box, run.last]
        following = next(other for other in self._runs[part] if other.box == run.box)
        count = following.last - following.first
        return (
            f'\n<p class="tb-rest" data-tb-rest="{number}" data-tb-total="{total}">{run.last} of {total} up to here. '
            f'<a href="{self._addresses[part]}#tb-rows-{number}">The next {count if count > 1 else "one"}</a> '
            f'<span class="tb-muted">(part {part + 1} of {len(self._runs)})</span></p>'
        )

    def _ways(self, part: int) -> str:
        to = [("prev", part - 1), ("next", part + 1)]
        known = [(rel, other) for rel, other in to if other < len(self._runs)]
        return " ".join(f'<a rel="{rel}" href="{self._addresses[n]}">Part {n + 1}</a>' for rel, n in known)
