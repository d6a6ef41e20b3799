"""Lists the pages of a section in the navigation of each page, at the cost of listing them once.

A theme lays out the entry of each page of a section anew for every page that lists it: a hundred pages beside each
other have ten thousand entries, which take longer than all else on them. The entries of a list differ in address and
title alone. So the theme lays out two that stand for all, and the others are filled in; the page is the same to the
byte.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from secrets import token_hex
from typing import Any, NamedTuple, cast

from mkdocs.structure import StructureItem
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import normalize_url

_FEWEST = 4
"""From so many entries on, two that stand for them take less time."""
_SHOWN = ("icon", "status", "subtitle")
"""What an entry shows besides its title, by the front matter of its page."""
_OF_OTHER_PLUGINS = ("pages", "encrypted", "typeset")
"""What plugins add to a page that makes its entry another."""
_MARK = f"tb-{token_hex(8)}"
"""What no text of an author has in it."""
_STANDS_FOR = re.compile(rf"{_MARK}(?:-(?P<address>\d+)/| & (?P<title>\d+);)")


class _Entry:
    """Stands for the pages of a list in the navigation."""

    children = None
    active = is_section = is_link = is_index = False
    is_page = True

    def __init__(self, number: int) -> None:
        self.url = f"{_MARK}-{number}/"
        self.title = f"{_MARK} & {number};"  # a theme that escapes titles shows that
        self.meta: dict[str, str] = {}


class _Run(NamedTuple):
    """Entries of a section from ``first`` to before ``end``, which two others stand for."""

    section: Section
    first: int
    end: int

    @property
    def pages(self) -> Sequence[Page]:
        """The pages that are listed."""
        return cast(Sequence[Page], self.section.children[self.first : self.end])


class NavigationLists:
    """The long lists of one navigation: in each, nothing but pages whose entries are alike follows up to the end."""

    def __init__(self, nav: Navigation) -> None:
        lists = ((section, [*section.children], _begin(section.children)) for section in _sections(nav.items))
        self._lists = [one for one in lists if len(one[1]) - one[2] >= _FEWEST]
        self._places = {
            id(page): (section, place)
            for section, children, first in self._lists
            for place, page in enumerate(children[first:], first)
        }
        self._near: tuple[str, str] | None = None
        self._addresses: dict[str, str] = {}

    def render(self, render: Callable[[Any], str], context: Mapping[str, Any]) -> str:
        """What a template renders in a context."""
        page: Page | None = context["page"]
        runs = [*self._runs(page)] if page is not None else []
        if page is None or not runs:
            return render(context)
        with _shortened(runs):
            html = render(context)
        whole = self._whole(html, runs, page)
        if whole is None:  # this theme lists pages in a way of its own
            self._lists.clear()
            return render(context)
        return whole

    def _runs(self, page: Page) -> Iterator[_Run]:
        """What is left out of the lists of a page, the later of one section first; the page itself is not."""
        own, place = self._places.get(id(page), (None, 0))
        for section, children, first in self._lists:
            if section.children != children:  # as long as a page of ready HTML is in it
                continue
            end = len(children)
            for run in ((place + 1, end), (first, place)) if section is own else ((first, end),):
                if run[1] - run[0] >= _FEWEST:
                    yield _Run(section, *run)

    def _whole(self, html: str, runs: Sequence[_Run], page: Page) -> str | None:
        """A page with all entries in its lists; None if they are not as Material shows them."""
        parts: list[str] = []
        passed, found = 0, [*_STANDS_FOR.finditer(html)]
        for place in range(0, len(found), 4):
            marks = found[place : place + 4]
            number = marks[0]["address"] or ""
            shown = [number, "", "", number, other := str(int(number or 0) + 1), "", "", other]
            if [said or "" for mark in marks for said in mark.group("address", "title")] != shown:
                return None
            root = normalize_url(marks[0][0], page).removesuffix(marks[0][0])
            start, begin = html.rfind("<li", passed, marks[0].start()), marks[0].start() - len(root)
            again = html.rfind("<li", marks[1].end(), marks[2].start())
            if min(start, again) < 0 or not html.startswith(root, begin):
                return None
            before, between, after = (
                html[start:begin],
                html[marks[0].end() : marks[1].start()],
                html[marks[1].end() : again],
            )
            address = self._addresses_from(page)
            entries = (f"{before}{address(one)}{between}{one.title}" for one in runs[int(number) // 2].pages)
            parts += html[passed:start], after.join(entries)
            passed = marks[3].end()
        return "".join((*parts, html[passed:]))

    def _addresses_from(self, page: Page) -> Callable[[Page], str]:
        """What leads from a page to another: the same from all pages beside it, but to what is below one of them."""
        near = page.url.rstrip("/").rpartition("/")[0], normalize_url(".", page)
        if near != self._near:
            self._near, self._addresses = near, {}
        known, own = self._addresses, page.url if page.url.endswith("/") else "\0"

        def address(other: Page) -> str:
            if other.url.startswith(own):
                return normalize_url(other.url, page)
            if other.url not in known:
                known[other.url] = normalize_url(other.url, page)
            return known[other.url]

        return address


@contextmanager
def _shortened(runs: Sequence[_Run]) -> Iterator[None]:
    """The navigation with two entries for each run."""
    whole = [(section, section.children) for section, _, _ in runs]
    for number, (section, first, end) in enumerate(runs):
        two = cast(list[StructureItem], [_Entry(2 * number), _Entry(2 * number + 1)])
        section.children = [*section.children[:first], *two, *section.children[end:]]
    try:
        yield
    finally:
        for section, children in reversed(whole):
            section.children = children


def _sections(items: Iterable[StructureItem]) -> Iterator[Section]:
    for item in items:
        if isinstance(item, Section):
            yield item
            yield from _sections(item.children)


def _begin(children: Sequence[StructureItem]) -> int:
    """From which entry on all are alike; never the first, to which the section may lead."""
    return 1 + max((place for place, one in enumerate(children) if not place or not _is_plain(one)), default=0)


def _is_plain(item: StructureItem) -> bool:
    """Whether the entry of an item is that of a page with nothing but its title."""
    if type(item) is not Page or item.is_index or any(hasattr(item, name) for name in _OF_OTHER_PLUGINS):
        return False
    return not any(item.meta.get(name) for name in _SHOWN)
