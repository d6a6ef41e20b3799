"""A page without the theme: small, with nothing to load, and not to be found by searches."""

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
{head}
<link rel="icon" href="data:,">
<title>{title}</title>
</head>
<body>
<main>
<h1>{heading}</h1>
{body}
</main>
</body>
</html>
"""


def bare_page(title: str, heading: str, body: str, head: str) -> bytes:
    """The bytes of such a page. All parts are HTML, and ``head`` is what else its head holds."""
    html = _PAGE.format(policy=NOTHING, title=title, heading=heading, body=body, head=head)
    return html.encode("utf-8", "xmlcharrefreplace")
