"""The page that a host shows for an address at which there is nothing: a search, and the ways in.

With scripts it says where what is asked for has gone to, or what has a name like it; see ``find.js``.
"""

import re
from collections.abc import Collection

from trailbook.site.files.incident_mode import FOLDER, responses
from trailbook.site.rendering.environment import environment
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.translation import translated

WAYS = (
    ("index.md", "Home"),
    ("roles/index.md", "Find your role"),
    ("may-i.md", "May I?"),
    ("playbooks/index.md", "All playbooks"),
    ("policies/index.md", "Policies"),
    ("threat-models/index.md", "Threat models"),
    ("decisions.md", "Decisions"),
    ("tags.md", "Tags"),
)
"""The pages that a lost reader is led to, each with its title."""
_HEAD = re.compile(r"<h1>404 - Not found</h1>")


def missing_page(html: str, sitemap: Sitemap, base: str, paths: Collection[str]) -> str:
    """The theme's page with a text that helps; unchanged where it is not that of Material.

    ``base`` is the address of the site's first page, as absolute as the theme's links are, ``paths`` the Markdown paths
    of the pages in the navigation.
    """
    root = f"{base.rstrip('/')}/"
    ways = [(translated(title), root + sitemap.address(path)) for path, title in WAYS if path in paths]
    urgent = f"{root}{FOLDER}/index.html" if responses(sitemap) and not sitemap.only_docs else ""
    text = environment().get_template("missing.html.j2").render(root=root, ways=ways, urgent=urgent)
    return _HEAD.sub(lambda _: text, html, count=1)
