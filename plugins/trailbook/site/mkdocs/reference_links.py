"""Renders the links of references in time linear in their number.

Python-Markdown copies the text of a paragraph for every link in it, so 100,000 references in one page took two minutes.
The links that Trailbook wrote are set aside before it reads the page, and put in once the tree of the page is there:
before the table of contents is made, and before MkDocs turns names of files into addresses. It works out the address of
each target once; the other links to it are no links while it does.
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from mkdocs.config.defaults import MkDocsConfig

from trailbook.site.mkdocs.build_cache import Stateful

_BEGIN, _END = "\ufdd0", "\ufdd1"  # no characters by definition (Unicode, section 23.7), so no text has them
_LINK = re.compile(r'\[([^\[\]\n]++)\]\(([^\s()"]++) "([^"\n]*+)"\)\{ \.(tb-\w++) data-tb-id=([\w./-]++) \}')
_MARK = re.compile(f"{_BEGIN}([0-9]+){_END}")
_MANY = 500
"""From how many links on it is worth setting them aside."""

_AFTER_INLINE, _LAST = 15, 0
_BEFORE_ADDRESSES, _AFTER_ADDRESSES = 0.5, -1
"""Around the tree processor of MkDocs that turns names of files into addresses, which has priority 0."""
_REPEATED = "tb-repeated"
"""The tag of links that are none for a while."""


class Link(NamedTuple):
    """A link that was set aside: text, target, title, class and id, and the whole as it was written."""

    text: str
    target: str
    title: str
    way: str
    id: str
    written: str


class ReferenceLinks(Stateful):
    """The links of the page that is rendered."""

    def __init__(self) -> None:
        super().__init__()
        self._links: list[Link] = []
        self.repeated: list[tuple[Element, Element]] = []
        """The links to what another one before leads to, each with that one."""

    def set_aside(self, markdown: str) -> str:
        """The Markdown of the page that is rendered next, with a mark in place of each link of a reference.

        A page of few links is left as it is.
        """
        self._links = []
        if markdown.count(" data-tb-id=") < _MANY:
            return markdown

        def mark(match: re.Match[str]) -> str:
            self._links.append(Link(match[1], match[2], match[3], match[4], match[5], match[0]))
            return f"{_BEGIN}{len(self._links) - 1}{_END}"

        return _LINK.sub(mark, markdown.replace(_BEGIN, "").replace(_END, ""))

    def state(self) -> str:
        """The links that were set aside."""
        return repr(self._links)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register what puts the links in."""
        md.treeprocessors.register(_Links(self), "trailbook-references", _AFTER_INLINE)
        md.treeprocessors.register(_Hide(self), "trailbook-references-hide", _BEFORE_ADDRESSES)
        md.treeprocessors.register(_Show(self), "trailbook-references-show", _AFTER_ADDRESSES)
        md.postprocessors.register(_Code(self), "trailbook-references", _LAST)

    @property
    def has_links(self) -> bool:
        """Whether links of the page were set aside."""
        return bool(self._links)

    def at(self, number: str) -> Link:
        """The link of a mark."""
        return self._links[int(number)]


class _Links(Treeprocessor):
    """Puts the links into the tree."""

    def __init__(self, extension: ReferenceLinks) -> None:
        super().__init__()
        self._extension = extension

    def run(self, root: Element) -> None:
        for element in list(root.iter()):
            if element.tag in ("code", "pre"):
                continue
            children: list[Element] = []
            if element.text and _BEGIN in element.text:
                element.text, added = self._split(element.text)
                children += added
            for child in element:
                children.append(child)
                if child.tail and _BEGIN in child.tail:
                    child.tail, added = self._split(child.tail)
                    children += added
            if len(children) > len(element):
                element[:] = children

    def _split(self, text: str) -> tuple[str, list[Element]]:
        """The text before the first mark, and the links, each with the text behind it."""
        before, *parts = _MARK.split(text)
        return before, list(self._links(parts))

    def _links(self, parts: list[str]) -> Iterator[Element]:
        for number, tail in zip(parts[::2], parts[1::2], strict=True):
            link = self._extension.at(number)
            named = {"class": link.way, "href": link.target, "title": link.title, "data-tb-id": link.id}
            element = Element("a", named)
            element.text, element.tail = link.text, tail
            yield element


class _Hide(Treeprocessor):
    """Makes links to what another link leads to no links, so that MkDocs doesn't work out the same address again."""

    def __init__(self, extension: ReferenceLinks) -> None:
        super().__init__()
        self._extension = extension

    def run(self, root: Element) -> None:
        first: dict[str, Element] = {}
        repeated = self._extension.repeated = []
        if not self._extension.has_links:
            return
        for element in root.iter("a"):
            target = element.get("href")
            if target and element.get("data-tb-id") and first.setdefault(target, element) is not element:
                repeated.append((element, first[target]))
        for element, _ in repeated:
            element.tag = _REPEATED


class _Show(Treeprocessor):
    """Makes them links again, to the address that the first one has now."""

    def __init__(self, extension: ReferenceLinks) -> None:
        super().__init__()
        self._extension = extension

    def run(self, root: Element) -> None:
        for element, first in self._extension.repeated:
            element.tag = "a"
            element.set("href", first.get("href", ""))
        self._extension.repeated = []


class _Code(Postprocessor):
    """Restores what was written where no Markdown is read, such as in code."""

    def __init__(self, extension: ReferenceLinks) -> None:
        super().__init__()
        self._extension = extension

    def run(self, text: str) -> str:
        return (
            _MARK.sub(lambda mark: escape(self._extension.at(mark[1]).written, quote=False), text)
            if _BEGIN in text
            else text
        )


def reference_links(config: MkDocsConfig) -> ReferenceLinks:
    """The extension, added to those of a site."""
    extension = ReferenceLinks()
    extensions: list[Any] = config.markdown_extensions
    extensions.append(extension)
    return extension
