"""The red way into the playbooks for when something is wrong, in the header of every page."""

import re

from markupsafe import Markup

from trailbook.site.rendering.translation import translated

_BEFORE = (
    re.compile(r'(?=<form class="md-header__option" data-md-component="palette")'),
    re.compile(r'(?=<label class="md-header__button md-icon" for="__search")'),
    re.compile(r"(?=</nav>\s*</header>)"),
)
"""What it comes before in the header of Material: the first that there is."""
_HEADER = re.compile(r'<header class="md-header.*?</header>', re.DOTALL)
_LINK = Markup(
    '<a class="tb-alarm" href="{href}" title="{words}"><span class="tb-alarm__mark" aria-hidden="true">!</span> '
    '<span class="tb-alarm__words">{words}</span></a>'
)


def with_way_in(html: str, href: str) -> str:
    """A complete page with the link in its header; unchanged with the header of another theme."""
    header = _HEADER.search(html)
    place = next((found for form in _BEFORE if header and (found := form.search(header[0]))), None)
    if header is None or place is None:
        return html
    at = header.start() + place.start()
    return f"{html[:at]}{_LINK.format(href=href, words=translated('Something is wrong'))}{html[at:]}"
