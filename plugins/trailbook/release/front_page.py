"""The files above the versions in a published folder: the index, the page for missing pages, and robots.txt.

The pages are plain HTML with their own style: at any address, the theme of a version may be out of reach.
"""

from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit

from trailbook.site.rendering.security_policy import NOTHING

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
{head}<link rel="icon" href="data:,">
<title>{title}</title>
<style>
html {{ background: Canvas; color: CanvasText; }}
body {{ max-width: 40rem; margin: 4rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def front_page(target: str, versions: Iterable[str]) -> bytes:
    """The index of the folder. It leads on to a version, and lists all for readers whose browser does not follow."""
    items = "\n".join(f'<li><a href="{escape(name)}/">{escape(name)}</a></li>' for name in versions)
    head = f'<meta http-equiv="refresh" content="0; url={escape(target)}/">\n'
    link = f'<p>Go to <a href="{escape(target)}/">{escape(target)}</a>.</p>'
    body = f"{link}\n<h2>All versions</h2>\n<ul>\n{items}\n</ul>"
    return _PAGE.format(policy=NOTHING, head=head, title="Versions", body=body).encode()


def not_found_page(address: str | None, target: str) -> bytes:
    """The page that a host shows for an unknown address. That may be at any depth, so its link is absolute."""
    place = urlsplit(address).path if address else "/"
    body = (
        "<p>There is no page at this address. It may have been renamed, or be in another version.</p>\n"
        f'<p><a href="{escape(place)}{escape(target)}/">Go to {escape(target)}</a></p>'
    )
    return _PAGE.format(policy=NOTHING, head="", title="Not found", body=body).encode()


def robots(address: str | None, latest: str | None) -> bytes:
    """``robots.txt``, which allows every page: only who reads an old page finds that it must not be indexed."""
    lines = ["User-agent: *", "Allow: /"]
    if address and latest:
        lines.append(f"Sitemap: {address}{latest}/sitemap.xml")
    return ("\n".join(lines) + "\n").encode()
