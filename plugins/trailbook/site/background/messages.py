"""What a build asks of the background process, and what it gets back: plain values that can be pickled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathspec import PathSpec

    from trailbook.risk.indicators.model import Observed
    from trailbook.site.rendering.page import FrameKind
    from trailbook.site.rendering.sitemap import Sitemap
    from trailbook.trail.git.repository import Verdict
    from trailbook.workspace.options import TrailOptions
    from trailbook.workspace.workspace import Workspace


@dataclass(frozen=True)
class TrailRequest:
    """The site whose trails are shown.

    ``root`` is the folder of the knowledge base, ``docs`` its documentation folder, ``options`` those of
    ``trailbook/trail``. ``workspace`` and ``sitemap`` are those of ``trailbook/records``; without that plugin they
    are None, ``lack`` says what is missing of the history, if anything is, and ``excluded`` matches the pages that
    are left out. ``moved`` are the addresses of pages that have one of their own, ``titles`` the titles that the
    navigation gives to pages, both by Markdown path. ``configured`` are the options of all plugins as text.
    ``diagrams`` says whether pictures are drawn. What was made with the same options is in the file ``kept``, if there
    is one. ``history`` is the state of the history (``Repository.committed_state``), if that is known.
    """

    root: Path
    docs: str
    options: TrailOptions
    workspace: Workspace | None = None
    sitemap: Sitemap | None = None
    lack: str = ""
    excluded: PathSpec[Any] | None = None
    directory_urls: bool = True
    moved: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    repo_url: str | None = None
    name: str = ""
    address: str | None = None
    diagrams: bool = False
    kept: Path | None = None
    configured: str = ""
    history: str = ""


@dataclass(frozen=True)
class Written:
    """What was written at the end, and the paths that were already ``taken``.

    ``files`` are the digests of what was written, by path in the site. ``verdicts`` is what git said of signatures; it
    is None if all this is not to be kept.
    """

    taken: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] | None = None

    def and_also(self, others: Iterable[Written]) -> Written:
        """This with what else was written, places in their order; the verdicts are those of this."""
        parts = (self, *others)
        taken = sorted(path for part in parts for path in part.taken)
        return replace(self, taken=tuple(taken), files={k: v for part in parts for k, v in part.files.items()})


@dataclass(frozen=True)
class TrailAnswer:
    """What the pages that MkDocs renders need of the trail.

    ``pages`` holds the Markdown of the pages that needed the history, by path. ``frames`` are the kinds of
    frames of the pages that are written at the end. ``notice`` says why there is no trail yet, ``error`` why it
    can't be read. ``observed`` holds the series of all indicators if any is counted from the history, else None.
    """

    pages: Mapping[str, str] = field(default_factory=dict)
    frames: frozenset[FrameKind] = frozenset()
    notice: str = ""
    error: str = ""
    observed: Observed | None = None
