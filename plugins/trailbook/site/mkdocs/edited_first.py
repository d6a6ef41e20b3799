"""Shows the pages of an edited file before the rest of the site is built anew, while it is served.

A build looks at every page, and at the history, for an edit may bear on any of them. Whoever edits a record looks at
its own page, which does not need all that: so this page is laid out first, in the site as the last build left it. A
moment later, once a browser has loaded it, the site is built as ever, and is what it would be without this.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file
from watchdog.observers.polling import PollingObserver

from trailbook.text.files import find_files
from trailbook.text.scratch import Scratch

INTERVAL = 0.1
"""After how many seconds a server looks again whether a file has changed; MkDocs takes 0.5."""
_LOADED = 1.0
"""After how many seconds a browser has loaded a page with its styles and scripts; requests wait during a build."""

_log = logging.getLogger("mkdocs.plugins.trailbook")


@dataclass(frozen=True)
class LaidOut:
    """What a build laid out its pages with."""

    config: MkDocsConfig
    nav: Navigation
    files: Files
    env: Environment

    def again(self, texts: Mapping[str, str | None]) -> None:
        """Write some pages anew. ``texts`` has their Markdown by path; None for what is in the file of that path.

        Raises ``KeyError`` if the build had no such page.
        """
        for path, text in texts.items():
            file = self.files.get_file_from_path(path)
            if file is None or file.page is None:
                raise KeyError(path)
            if text is not None:
                file.content_string = text
            self._write(file.page)

    def _write(self, page: Page) -> None:
        """Write a page in the steps of a build."""
        config, files, plugins = self.config, self.files, self.config.plugins
        page = plugins.on_pre_page(page, config=config, files=files)
        page.read_source(config)
        page.markdown = plugins.on_page_markdown(page.markdown or "", page=page, config=config, files=files)
        page.render(config, files)
        page.content = plugins.on_page_content(page.content or "", page=page, config=config, files=files)
        page.active = True
        try:
            context = get_context(self.nav, files.documentation_pages(), config, page)
            template = self.env.get_template(page.meta.get("template", "main.html"))
            context = plugins.on_page_context(context, page=page, config=config, nav=self.nav)
            html = plugins.on_post_page(template.render(context), page=page, config=config)
            write_file(html.encode("utf-8", "xmlcharrefreplace"), page.file.abs_dest_path)
        finally:
            page.active = False


class BuildLater:
    """Asks a server for a build in a moment, by a change to a file that it watches."""

    def __init__(self, server: LiveReloadServer) -> None:
        self._folder = Scratch()
        self._file = Path(self._folder.name, "build")
        self._file.touch()
        self._number = 0
        self._timer: Timer | None = None
        server.watch(str(self._file))

    def begin(self) -> None:
        """Ask for it."""
        self._timer = Timer(_LOADED, self._ask)
        self._timer.daemon = True
        self._timer.start()

    def _ask(self) -> None:
        self._number += 1
        self._file.write_text(f"{self._number}\n", encoding="ascii")

    def cancel(self) -> None:
        """Ask for none after all, unless that is done."""
        if self._timer:
            self._timer.cancel()

    def close(self) -> None:
        """Ask for nothing any more."""
        self.cancel()
        self._folder.cleanup()


class EditedFirst:
    """Builds for a server: after an edit of one file its pages, and once no more follows for a moment, the site.

    What builds the site comes from MkDocs, what shows a file from the plugin.
    """

    def __init__(
        self,
        build: Callable[[], object],
        root: Path,
        folders: Iterable[str],
        show: Callable[[str], bool],
        later: BuildLater,
    ) -> None:
        """``show`` writes the pages of a file, by its path below ``root``, if they can be shown without a build."""
        self._build, self._root, self._folders = build, root, tuple(folders)
        self._show, self._later = show, later
        self._seen = dict(self._files())

    def __call__(self) -> None:
        """Show the file that alone was edited since the last call, or build the site."""
        before, now = self._seen, dict(self._files())
        self._seen = now
        edited = [path for path in {**before, **now} if before.get(path) != now.get(path)]
        self._later.cancel()
        if len(edited) == 1 and edited[0] in before and edited[0] in now and self._shows(edited[0]):
            self._later.begin()
        else:
            self._build()

    def _shows(self, path: str) -> bool:
        try:
            return self._show(path)
        except Exception as error:  # whatever a plugin of others expects of a build: there is one anyway
            _log.debug("%s is shown once the site is built: %s", path, error)
            return False

    def _files(self) -> Iterator[tuple[str, tuple[int, int]]]:
        for file in find_files(self._root, self._folders):
            try:
                found = file.stat()
            except OSError:
                continue
            yield file.relative_to(self._root).as_posix(), (found.st_mtime_ns, found.st_size)


def watch_closely(server: LiveReloadServer, config: MkDocsConfig) -> None:
    """Let a server notice an edit sooner. It must watch nothing yet but what MkDocs itself has it watch."""
    watched = []
    for path in (config.docs_dir, config.config_file_path, *config.theme.dirs):
        if path:
            with suppress(KeyError):  # the folders of a theme are watched if somebody asks for it
                server.unwatch(path)
                watched.append(path)
    server.observer = PollingObserver(timeout=INTERVAL)
    for path in watched:
        server.watch(path)
