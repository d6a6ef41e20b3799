"""Writes over the site of the build before, and deletes afterwards what was not written again.

MkDocs deletes the former site before it begins. Where the file system is slow to delete, that takes longer than the
rest of a build: it is milliseconds for every page. So it is to write over a file, and pages that would be the same are
left as they are.
"""

import logging
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import clean_directory

from trailbook.site.mkdocs.files import is_for_audience
from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.site.rendering.layout import is_there
from trailbook.text.scratch import Scratch

_LOG = logging.getLogger("mkdocs.commands.build")
_NAME = "trailbook/former-site"
_PREFIX = ".trailbook-old-"
"""MkDocs leaves alone what begins with a full stop."""


def write_over_former_site(config: MkDocsConfig) -> None:
    """Let a build write over the site before it, which must not be one that keeps pages, as with ``--dirty``.

    One for an audience begins with an empty folder, so that whatever becomes of it holds nothing that was for others.
    Each plugin of Trailbook calls this; once is enough.
    """
    if _NAME not in config.plugins and not is_for_audience(config) and sys.platform != "win32":
        config.plugins[_NAME] = FormerSite()


class FormerSite(BasePlugin[PluginConfig]):
    """Keeps the former site until its pages are written again.

    - ``on_pre_build`` puts it aside, so that MkDocs does not delete it;
    - ``on_files`` puts it back;
    - ``on_post_page``, after all other plugins, takes a page from MkDocs that is there already;
    - ``on_post_build`` deletes what this build did not write, which the time of the last change of each file says;
    - ``on_build_error`` deletes all of it, as MkDocs would have.
    """

    _aside: Scratch | None = None
    _began: int | None = None
    """When writing began, in nanoseconds by the clock of the file system; None if there is no former site."""

    def __init__(self) -> None:
        super().__init__()
        self._silent = _Silent()

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Put the former site aside; where that can't be done, MkDocs deletes it."""
        self._site = Path(config.site_dir)
        with suppress(OSError):
            if self._site.is_dir():  # even if it is empty: what a killed build has put aside is deleted then
                self._aside = Scratch(_PREFIX, beside=self._site)
                for entry in _visible(self._site):
                    entry.rename(Path(self._aside.name, entry.name))

    @event_priority(100)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put it back, and note the time."""
        if self._aside is not None:
            entries = [entry.rename(self._site / entry.name) for entry in Path(self._aside.name).iterdir()]
            self._began = self._time_after(max((entry.lstat().st_ctime_ns for entry in entries), default=0))
            self._end_aside()
            self._silent.pages.clear()
            _LOG.addFilter(self._silent)
        return files

    @event_priority(-1000)
    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Leave a page alone that the former site has: MkDocs writes nothing where a page is empty."""
        content = output.encode("utf-8", "xmlcharrefreplace")  # as MkDocs encodes it
        if self._began is None or not output.strip() or not is_there(Path(page.file.abs_dest_path), content):
            return output
        self._silent.pages.add(page.file.src_uri)
        return ""

    def _time_after(self, moved: int) -> int:
        """A time of the file system's clock, which ticks coarsely, after that of the last move."""
        assert self._aside is not None  # noqa: S101 - the caller has put something aside
        clock = Path(self._aside.name, "clock")
        clock.touch()
        while (now := clock.stat().st_ctime_ns) <= moved:
            time.sleep(0.001)
            clock.touch()
        return now

    @event_priority(-1000)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Delete what this build did not write."""
        began, self._began = self._began, None
        _LOG.removeFilter(self._silent)
        if began is not None:
            for entry in _visible(self._site):
                _delete_older(entry, began)

    def on_build_error(self, error: Exception) -> None:
        """Delete everything."""
        self._end_aside()
        _LOG.removeFilter(self._silent)
        if self._began is not None:
            clean_directory(str(self._site))

    def _end_aside(self) -> None:
        if self._aside is not None:
            self._aside.cleanup()
            self._aside = None


class _Silent(logging.Filter):
    """Keeps MkDocs from saying of each page that was left alone that it is empty."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        path = record.getMessage().removeprefix("Page skipped: '").removesuffix("'. Generated empty output.")
        return path not in self.pages


def _visible(folder: Path) -> list[Path]:
    return [entry for entry in folder.iterdir() if not entry.name.startswith(".")]


def _delete_older(place: Path, began: int) -> bool:
    """Delete a file that was last changed before a time, or all such files in a folder; say whether nothing is left."""
    found = place.lstat()
    if stat.S_ISDIR(found.st_mode):
        is_empty = True
        for entry in list(place.iterdir()):
            is_empty &= _delete_older(entry, began)
        if is_empty:
            place.rmdir()
        return is_empty
    if found.st_ctime_ns >= began:
        return False
    place.unlink()
    return True
