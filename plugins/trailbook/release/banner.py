"""Marks the pages of a built site: with a banner that says what one reads, and for search engines.

A page is marked after it was built, so that what it says of the latest version can change while the page does not.
Marking a page again replaces the mark that it has.
"""

import re
from dataclasses import dataclass
from html import escape
from importlib.resources import files

STYLE = "assets/trailbook/version.css"
"""Where a marked site has the style of the banner."""

_BEGIN, _END = "<!--trailbook:mark-->", "<!--/trailbook:mark-->"
_MARK = re.compile(f"{_BEGIN}.*?{_END}", re.DOTALL)
_CANONICAL = re.compile(r"<link\b[^>]*\brel=(?:\"canonical\"|'canonical'|canonical\b)[^>]*>")
_LEADS_ON = re.compile(r"<meta\b[^>]*\bhttp-equiv=[\"']?refresh", re.IGNORECASE)
_TOP = re.compile(r"(?=<div data-md-component=\"announce\"|<header class=\"md-header\b)")
_BODY = re.compile(r"<body\b[^>]*>")
_SWAPPED = 'data-md-component="outdated"'
"""Names the first thing of this name as what Material for MkDocs takes from the next page where it loads none anew."""
_HEAD_END = re.compile(r"(?=</head>)")


@dataclass(frozen=True)
class Mark:
    """What a page is marked with. ``banner`` is HTML; ``canonical`` the address that search engines are told."""

    banner: str = ""
    hidden: bool = False
    canonical: str | None = None


def marked_page(html: str, path: str, mark: Mark) -> str:
    """A page of a site with its mark in place of an earlier one; ``path`` is its file below the site's folder.

    A page that only leads on to another gets no banner, for nobody reads it.
    """
    html = _MARK.sub("", html)
    banner = "" if _LEADS_ON.search(html) else mark.banner
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


def style() -> bytes:
    """The style of the banner."""
    return files("trailbook.site").joinpath("assets", "version.css").read_bytes()
