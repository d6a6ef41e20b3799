"""Adds to the pages of a built site a banner that names the version, and directions for search engines.

Pages are marked after they were built, so that what they say of the latest version can change while they do not.
Marking a page again replaces its mark.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path

STYLE = "assets/trailbook/version.css"
"""The style sheet of the banner in a marked site."""

_BEGIN, _END = "<!--trailbook:mark-->", "<!--/trailbook:mark-->"
_MARK = re.compile(f"{_BEGIN}.*?{_END}", re.DOTALL)
_CANONICAL = re.compile(r"<link\b[^>]*\brel=(?:\"canonical\"|'canonical'|canonical\b)[^>]*>")
_REDIRECT = re.compile(r"<meta\b[^>]*\bhttp-equiv=[\"']?refresh", re.IGNORECASE)
_TOP = re.compile(r"(?=<div data-md-component=\"announce\"|<header class=\"md-header\b)")
_BODY = re.compile(r"<body\b[^>]*>")
_SWAPPED = 'data-md-component="outdated"'
"""Instant navigation in Material for MkDocs takes the first element with this attribute from the next page."""
_HEAD_END = re.compile(r"(?=</head>)")


@dataclass(frozen=True)
class Mark:
    """The mark of a page: a banner in HTML, whether search engines ignore the page, and its canonical address."""

    banner: str = ""
    hidden: bool = False
    canonical: str | None = None


def marked_page(html: str, path: str, mark: Mark) -> str:
    """A page with its mark, in place of an earlier one. ``path`` is its file, relative to the site.

    A page that only redirects to another gets no banner, as nobody reads it.
    """
    html = _MARK.sub("", html)
    banner = "" if _REDIRECT.search(html) else mark.banner
    head = '<meta name="robots" content="noindex">' if mark.hidden else ""
    if banner:
        head += f'<link rel="stylesheet" href="{escape("../" * path.count("/") + STYLE)}">'
    if head:
        html = _HEAD_END.sub(lambda _: f"{_BEGIN}{head}{_END}", html, count=1)
    if banner:
        aside = f'{_BEGIN}<aside class="tb-version" aria-label="Version" {_SWAPPED}>{banner}</aside>{_END}'
        if _TOP.search(html):
            html = _TOP.sub(lambda _: aside, html, count=1)
        else:
            html = _BODY.sub(lambda body: body[0] + aside, html, count=1)
    if mark.canonical is not None:
        link = f'<link rel="canonical" href="{escape(mark.canonical)}">'
        html = _CANONICAL.sub(lambda _: link, html, count=1)
    return html


def pages_of(site: Path) -> Iterator[str]:
    """The pages of a built site as paths relative to it, in order."""
    for file in sorted(site.rglob("*.html")):
        yield file.relative_to(site).as_posix()


def mark_pages(site: Path, mark: Callable[[str], Mark]) -> None:
    """Mark every page of a built site. ``mark`` returns the mark of a page, by its path."""
    for path in pages_of(site):
        before = (site / path).read_bytes()
        after = marked_page(before.decode(), path, mark(path)).encode()
        if after != before:
            (site / path).write_bytes(after)
    (site / STYLE).parent.mkdir(parents=True, exist_ok=True)
    (site / STYLE).write_bytes(files("trailbook.site").joinpath("assets", "version.css").read_bytes())
