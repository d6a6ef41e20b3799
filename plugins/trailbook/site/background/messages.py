"""What a build asks of the process beside it, and what it gets: plain values that pass between the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathspec import PathSpec

    from trailbook.risk.indicators.model import Observed
    from trailbook.site.rendering.sitemap import Sitemap
    from trailbook.workspace.options import TrailOptions
    from trailbook.workspace.workspace import Workspace


@dataclass(frozen=True)
class TrailRequest:
    """The site whose trails are shown.

    ``root`` is the folder of the knowledge base, ``docs`` its documentation folder, ``options`` those of
    ``trailbook/trail``. ``workspace`` and ``sitemap`` are what ``trailbook/records`` knows already; without that plugin
    they are None, and ``excluded`` names the pages that are left out.
    """

    root: Path
    docs: str
    options: TrailOptions
    workspace: Workspace | None = None
    sitemap: Sitemap | None = None
    excluded: PathSpec[Any] | None = None
    directory_urls: bool = True
    repo_url: str | None = None
    name: str = ""
    address: str | None = None


@dataclass(frozen=True)
class TrailAnswer:
    """What the generator's pages need of the trail.

    ``pages`` holds the Markdown of the pages that awaited the history by path, ``depths`` the numbers of slashes in the
    addresses of the pages that are written at the end. ``notice`` says why there is no trail yet, ``error`` why it
    can't be read. ``observed`` is what indicators showed, with what is counted from the history; None if nothing is.
    """

    pages: Mapping[str, str] = field(default_factory=dict)
    depths: frozenset[int] = frozenset()
    notice: str = ""
    error: str = ""
    observed: Observed | None = None
