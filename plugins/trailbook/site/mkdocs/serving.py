"""What is wrong with a file, on its own page while a site is served, and the last version of it that could be read."""

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import PurePosixPath

from trailbook.site.rendering.markup import markdown_text
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.text.problem import Problem
from trailbook.text.prose import count
from trailbook.text.unseen import one_line


class Serving:
    """What a development server has shown so far, from one build to the next."""

    def __init__(self) -> None:
        self._shown: dict[str, list[SitePage]] = {}

    def pages_of_unread(self, pages: Iterable[SitePage], sitemap: Sitemap) -> Iterator[SitePage]:
        """Of each record that can't be read and would have no page: the pages that it had, or one without a text.

        ``pages`` are those of this build, that of a record before those behind it, and so are those that come back. A
        Markdown file in the documentation folder has a page in any case, and gives way to the last pages of a record
        that had some behind its own.
        """
        shown: dict[str, list[SitePage]] = {}
        for page in pages:
            if page.source:
                shown.setdefault(page.source, []).append(page)
        self._shown |= shown
        for source in sorted(sitemap.knowledge.unread):
            place, known = PurePosixPath(source.removeprefix(f"{sitemap.docs}/")), self._shown.get(source, [])
            has_page = place.suffix == ".md" and place != PurePosixPath(source)
            if len(known) > 1 or (known and not has_page):
                yield from known
            elif not has_page:
                empty = f"# {markdown_text(place.stem)}\n\nThe site was not served yet when this could be read.\n"
                yield SitePage(str(place.with_suffix(".md")), empty, source)

    def with_problems(self, markdown: str, source: str | None, problems: Iterable[Problem]) -> str:
        """The Markdown of a page with what is wrong in its file before it, in the words of ``trailbook check``."""
        found = [problem for problem in problems if problem.path == source and problem.level == "error"]
        if not found:
            return markdown
        rows = (f"<li>Line {one.line}, column {one.column}: {escape(one_line(one.advice))}</li>" for one in found)
        head = (
            f"<p><strong>{count(len(found), 'problem')} in <code>{escape(one_line(source or ''))}</code></strong></p>"
        )
        return f'<div class="tb-notice" role="alert">{head}<ul>{"".join(rows)}</ul></div>\n\n{markdown}'


def behind_first(pages: Iterable[SitePage]) -> dict[str, str]:
    """The Markdown path of the first page of the same record, by that of each page behind it."""
    first: dict[str | None, str] = {}
    placed = [(page.path, first.setdefault(page.source, page.path)) for page in pages]
    return {path: before for path, before in placed if path != before}
