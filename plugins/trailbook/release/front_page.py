"""The files above the versions of a published folder: the way in, the page for what is not there, and robots.txt.

They are plain HTML with a style of their own, for no version's theme can be counted on from every address.
"""

from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
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


def front_page(leads_to: str, versions: Iterable[str]) -> bytes:
    """The index of the folder: it leads on to a version, and lists all of them for whoever is not led."""
    items = "\n".join(f'<li><a href="{escape(name)}/">{escape(name)}</a></li>' for name in versions)
    head = f'<meta http-equiv="refresh" content="0; url={escape(leads_to)}/">\n'
    way = f'<p>Go to <a href="{escape(leads_to)}/">{escape(leads_to)}</a>.</p>'
    body = f"{way}\n<h2>All versions</h2>\n<ul>\n{items}\n</ul>"
    return _PAGE.format(head=head, title="Versions", body=body).encode()


def not_found_page(address: str | None, leads_to: str) -> bytes:
    """What a host shows for an address that is not there. It is shown at any depth, so its link is absolute."""
    place = urlsplit(address).path if address else "/"
    body = (
        "<p>There is no page at this address. It may have been renamed, or be in another version.</p>\n"
        f'<p><a href="{escape(place)}{escape(leads_to)}/">Go to {escape(leads_to)}</a></p>'
    )
    return _PAGE.format(head="", title="Not found", body=body).encode()


def robots(address: str | None, latest: str | None) -> bytes:
    """``robots.txt``: every page may be read, since only so it is seen that old ones are not to be listed."""
    lines = ["User-agent: *", "Allow: /"]
    if address and latest:
        lines.append(f"Sitemap: {address}{latest}/sitemap.xml")
    return ("\n".join(lines) + "\n").encode()
