"""The files above the versions in a published folder: the index, the page for missing pages, and robots.txt.

The pages are plain HTML with their own style: at any address, the theme of a version may be out of reach.
"""

from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit

from trailbook.site.rendering.bare_page import bare_page

_STYLE = """\
<style>
html { background: Canvas; color: CanvasText; }
body { max-width: 40rem; margin: 4rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; }
</style>"""


def front_page(target: str, versions: Iterable[str]) -> bytes:
    """The index of the folder. It leads on to a version, and lists all for readers whose browser does not follow."""
    items = "\n".join(f'<li><a href="{escape(name)}/">{escape(name)}</a></li>' for name in versions)
    head = f'<meta http-equiv="refresh" content="0; url={escape(target)}/">\n{_STYLE}'
    link = f'<p>Go to <a href="{escape(target)}/">{escape(target)}</a>.</p>'
    body = f"{link}\n<h2>All versions</h2>\n<ul>\n{items}\n</ul>"
    return bare_page("Versions", "Versions", body, head)


def not_found_page(address: str | None, target: str) -> bytes:
    """The page that a host shows for an unknown address. That may be at any depth, so its link is absolute."""
    place = urlsplit(address).path if address else "/"
    body = (
        "<p>There is no page at this address. It may have been renamed, or be in another version.</p>\n"
        f'<p><a href="{escape(place)}{escape(target)}/">Go to {escape(target)}</a></p>'
    )
    return bare_page("Not found", "Not found", body, _STYLE)


def robots(address: str | None, latest: str | None) -> bytes:
    """``robots.txt``, which allows every page: only who reads an old page finds that it must not be indexed."""
    lines = ["User-agent: *", "Allow: /"]
    if address and latest:
        lines.append(f"Sitemap: {address}{latest}/sitemap.xml")
    return ("\n".join(lines) + "\n").encode()
