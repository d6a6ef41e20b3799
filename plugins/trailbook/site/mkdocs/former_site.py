"""Deletes the site of the build before while this build is at work.

MkDocs does it before it begins, which takes longer than the rest of a short build where the file system is slow to
delete: it is milliseconds for every page.
"""

from contextlib import suppress
from pathlib import Path
from threading import Thread

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority

from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.text.scratch import Scratch

_NAME = "trailbook/former-site"
_PREFIX = ".trailbook-old-"
"""MkDocs leaves alone what begins with a full stop, and so do servers."""


def delete_meanwhile(config: MkDocsConfig) -> None:
    """Let the build delete the site before it so. It must not be one that keeps pages, as with ``--dirty``.

    Each plugin of Trailbook calls this; once is enough.
    """
    if _NAME not in config.plugins:
        config.plugins[_NAME] = FormerSite()


class FormerSite(BasePlugin[PluginConfig]):
    """Puts the former site aside, and deletes it in a thread.

    - ``on_pre_build`` puts it aside;
    - ``on_post_build`` and ``on_build_error`` wait until it is deleted.
    """

    _thread: Thread | None = None

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Put the former site aside; where that can't be done, MkDocs deletes it."""
        site = Path(config.site_dir)
        with suppress(OSError):
            entries = [entry for entry in site.iterdir() if not entry.name.startswith(".")]
            if not entries:
                return
            aside = Scratch(_PREFIX, beside=site)
            self._thread = Thread(target=aside.cleanup)
            try:
                for entry in entries:
                    entry.rename(Path(aside.name, entry.name))
            finally:
                self._thread.start()

    @event_priority(-100)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Wait until it is deleted."""
        self._wait()

    def on_build_error(self, error: Exception) -> None:
        """Wait until it is deleted."""
        self._wait()

    def _wait(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None
