"""Texts of pages, kept from one build to the next, and made anew where what they were made from has changed."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from trailbook.site.kept_values import ROOMS, KeptValues, versions
from trailbook.site.rendering.asked import Answers, AskedSitemap, Question, same_for_all
from trailbook.site.rendering.asked_trails import answer, same_for_trails
from trailbook.site.rendering.page import HtmlPage, SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.trail.cache import key

PACKAGES = ("jinja2", "markupsafe", "pygraphviz", "diagrams", "pydantic")
"""The packages whose versions may change what a page says."""


class Texts:
    """Texts that are made from records, each time they are asked for."""

    def __init__(self, sitemap: Sitemap) -> None:
        self.sitemap = sitemap

    def text(self, what: str, make: Callable[[Sitemap], str], *inputs: str) -> str:
        """A text by the name of ``what`` it is, made from the records and some other inputs.

        ``make`` gets a sitemap, and must not know of records from elsewhere.
        """
        return make(self.sitemap)

    def pages(self, what: str, make: Callable[[Sitemap], Iterable[SitePage]], *inputs: str) -> Iterator[SitePage]:
        """Some pages by the name of ``what`` they are, as ``text``."""
        text = self.text(
            what, lambda sitemap: json.dumps([[*map(vars(page).get, _PAGE)] for page in make(sitemap)]), *inputs
        )
        return (SitePage(*values) for values in json.loads(text))

    def html_page(self, what: str, make: Callable[[Sitemap], HtmlPage], *inputs: str) -> HtmlPage:
        """A page of ready HTML by the name of ``what`` it is, as ``text``."""

        def text(sitemap: Sitemap) -> str:
            page = make(sitemap)
            return json.dumps([page.path, page.title, page.html])

        return HtmlPage(*json.loads(self.text(what, text, *inputs)))


_PAGE = ("path", "markdown", "source")


class NotedText(NamedTuple):
    """A text, with what it was made from."""

    what: str
    inputs: tuple[str, ...]
    text: str
    questions: list[Question]


class NotingTexts(Texts):
    """Texts that are made each time, and noted with what they were made from."""

    def __init__(self, sitemap: Sitemap) -> None:
        super().__init__(sitemap)
        self.noted: list[NotedText] = []

    def text(self, what: str, make: Callable[[Sitemap], str], *inputs: str) -> str:
        """The text."""
        asked = AskedSitemap(self.sitemap)
        text = make(asked)
        self.noted.append(NotedText(what, inputs, text, asked.questions))
        return text


class KeptTexts(Texts):
    """Texts that are made from records, or taken from what is kept of the build before if they would be the same."""

    def __init__(self, values: KeptValues, sitemap: Sitemap, options: str, trails: TrailSite | None = None) -> None:
        """``options`` is what was configured, as text; all else that is the same for all pages is in the sitemap.

        ``trails`` are needed for texts that show any.
        """
        super().__init__(sitemap)
        self._values = values
        self._answers = Answers(sitemap, partial(answer, trails) if trails else None)
        self._same = f"{options}\n{same_for_all(sitemap)}\n{versions(PACKAGES)}"
        self._same += f"\n{same_for_trails(trails)}" if trails else ""

    def text(self, what: str, make: Callable[[Sitemap], str], *inputs: str) -> str:
        """The text, made anew if an answer to what it asked of the records has changed."""
        if (kept := self._values.get(self._place(what, *inputs))) and self._answers.are(kept["asked"]):
            text: str = kept["text"]
            return text
        asked = AskedSitemap(self.sitemap)
        text = make(asked)
        self.put(NotedText(what, inputs, text, asked.questions))
        return text

    def has(self, what: str, *inputs: str) -> bool:
        """Whether a text is kept, be it the same or not."""
        return self._values.has(self._place(what, *inputs))

    def put(self, noted: NotedText) -> None:
        """Keep a text that was made of the same records."""
        answers = [[*question, self._answers.digest(question)] for question in noted.questions]
        self._values.put(self._place(noted.what, *noted.inputs), {"asked": answers, "text": noted.text})

    def _place(self, what: str, *inputs: str) -> bytes:
        return key("text", self._same, what, *inputs, rooms=ROOMS)
