"""What a build asks of the trail, and what it gets: plain values, for the work may be done by another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathspec import PathSpec

    from trailbook.risk.indicators.model import Observed
    from trailbook.site.rendering.forge import ForgeName
    from trailbook.site.rendering.sitemap import Sitemap
    from trailbook.trail.sign_offs.roles import Roles
    from trailbook.trail.sign_offs.rules import SignOffRules


@dataclass(frozen=True)
class TrailRequest:
    """The site that the trail is told on.

    ``root`` is the folder of the knowledge base, ``docs`` its documentation folder; ``folders`` are those with
    records, None for the usual ones. ``sitemap`` is that of ``trailbook/records``; None in a site that does not
    use it, where ``excluded`` tells which pages are left out. ``marks``, ``log``, ``emails`` and ``sign_offs``
    are the plugin's options, ``roles`` is who holds which role.
    """

    root: Path
    docs: str
    folders: tuple[str, ...] | None = None
    sitemap: Sitemap | None = None
    excluded: PathSpec[Any] | None = None
    directory_urls: bool = True
    repo_url: str | None = None
    forge: ForgeName | None = None
    name: str = ""
    address: str | None = None
    marks: bool = True
    log: bool = True
    emails: bool = False
    sign_offs: SignOffRules | None = None
    roles: Roles | None = None


@dataclass(frozen=True)
class TrailAnswer:
    """What the generator's pages need of the trail.

    ``pages`` holds the Markdown of the pages about all trails by path, ``depths`` the numbers of slashes in the
    addresses of the pages that are written at the end. ``notice`` says why there is no trail yet, ``error`` why it
    can't be read. ``observed`` is what indicators showed, with what the history lets be counted; None where nothing
    is counted from it.
    """

    pages: Mapping[str, str] = field(default_factory=dict)
    depths: frozenset[int] = frozenset()
    notice: str = ""
    error: str = ""
    observed: Observed | None = None
