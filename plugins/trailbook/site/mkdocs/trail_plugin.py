"""``trailbook/trail``: shows on every page who decided what, when, why and on whose approval."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import Files, InclusionLevel

from trailbook.site.background.messages import TrailAnswer, TrailRequest
from trailbook.site.background.process import TrailProcess, TrailProcessError, Work
from trailbook.site.marks.html_marks import RECENT_CHANGES, PageTrail, with_line, with_marks
from trailbook.site.mkdocs.build_cache import build_cache, configured, trail_file
from trailbook.site.mkdocs.build_guards import begin_build
from trailbook.site.mkdocs.files import (
    ORIGINS,
    add_assets,
    add_pages,
    docs_of,
    is_for_audience,
    lack_of,
    moved_pages,
    need_attributes,
    report_problems,
    root_of,
    watch_folders,
)
from trailbook.site.mkdocs.option_types import PluginConfig, mkdocs_config, options_of
from trailbook.site.mkdocs.search_plugin import searching
from trailbook.site.mkdocs.theme_frame import ThemeFrame
from trailbook.site.mkdocs.unchanged import all_known
from trailbook.site.rendering.navigation import titles_in
from trailbook.site.rendering.page import SearchedPage, SitePage, trail_paths
from trailbook.workspace.options import TrailOptions

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from trailbook.risk.indicators.model import Observed
    from trailbook.trail.git.repository import Verdict
    from trailbook.workspace.workspace import Workspace

log = get_plugin_logger("trailbook/trail")


@contextmanager
def _reporting(done: str) -> Iterator[None]:
    """End the build with the error of the background process, if it ended early."""
    try:
        yield
    except TrailProcessError as error:
        raise PluginError(f"the trail could not be {done}: {error}") from None


class _HowFar:
    """Says how much of the history is compared: on a terminal in one line, elsewhere at every ten per cent."""

    said = 0

    def __call__(self, compared: int | None) -> None:
        """Say how many per cent it is; None ends the line."""
        if log.getEffectiveLevel() > logging.INFO:
            return
        if sys.stderr.isatty():
            words = "" if compared is None else f"INFO    -  trailbook/trail: {compared} % of the history compared"
            print(f"\r{words}\x1b[K", end="", file=sys.stderr, flush=True)
        elif compared is not None and compared // 10 > self.said:
            self.said = compared // 10
            log.info("%s %% of the history compared", compared)


class TrailPlugin(BasePlugin[PluginConfig]):
    """Shows the decisions behind each page, with or without records.

    A process of its own (``background``) reads the history, so that the build hardly has to wait; there is none if what
    it would give is kept.

    - ``on_startup`` notes whether pages of the build before are kept, and whether the site is served: then the process
      stays for the next build;
    - ``on_config`` starts this process if the history is another, before other plugins read anything;
    - ``on_files`` sends it the request, and adds the pages about all trails, still empty;
    - ``on_nav`` has MkDocs read all others first;
    - ``on_page_read_source`` fills these pages, which waits for the history, and reads others for search meanwhile;
    - ``on_env`` sends the layout of the theme, with which the process writes the pages of trails;
    - ``on_page_context`` adds the last decision and the marks to a page, after search plugins have read it;
    - ``on_post_build`` waits until everything is written;
    - ``on_serve`` watches for commits, and the records unless ``trailbook/records`` does.
    """

    config_class = mkdocs_config(TrailOptions)
    work: Work | None = None
    workspace: Workspace | None = None
    pages: frozenset[str]
    counted: frozenset[str]
    nav: Navigation
    anew: bool = False
    serving: bool = False
    verdicts: tuple[Verdict, ...] | None = ()
    """What git said of signatures; None if that is not to be kept."""

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Note whether pages of the build before are kept, and whether there will be more builds."""
        self.anew, self.serving = not dirty, command == "serve"

    def on_shutdown(self) -> None:
        """Stop the background process of a server."""
        self._end()

    @event_priority(100)  # the process starts while other plugins read what they need
    def _start(self, config: MkDocsConfig) -> MkDocsConfig:
        """Start the background process if it will be needed, and turn on the Markdown extension that pages need."""
        if is_for_audience(config):
            from trailbook.site.mkdocs.audience import confine  # noqa: PLC0415 - few builds are for an audience

            confine(config)
        has_policy = bool(self.config["content_security_policy"])
        begin_build(config, anew=self.anew, has_policy=has_policy, is_served=self.serving)
        self.work = self._begun(config)
        need_attributes(config)
        return config

    @event_priority(-100)  # once the records are read
    def _hand(self, config: MkDocsConfig) -> MkDocsConfig:
        """Let the process begin with what other repositories handed on."""
        if "trailbook/records" in config.plugins and self.work is not None:
            from trailbook.site.mkdocs.workspace import workspace_of  # noqa: PLC0415 - slow to import, and not needed for plain pages

            self.work.hand(workspace_of(config).sources())
        return config

    on_config = CombinedEvent(_start, _hand)

    def _begun(self, config: MkDocsConfig) -> Work:
        process, report = self.work.idle if self.work else None, _HowFar()
        if process is None:
            self._end()
        else:
            process.report = report
        if "trailbook/records" not in config.plugins:
            return process or TrailProcess(report)
        from trailbook.site.background.kept_work import KeptWork  # noqa: PLC0415 - slow to import, and not needed for plain pages

        return KeptWork(root_of(config), Path(config.site_dir), build_cache(config).values, report, process)

    def _read(self, config: MkDocsConfig) -> None:
        """Take the workspace of ``trailbook/records``, or create one if it is needed; plain pages need none."""
        self.workspace = None
        if "trailbook/records" in config.plugins or self.config["sign_offs"] is not None:
            from trailbook.site.mkdocs.workspace import workspace_of  # noqa: PLC0415 - slow to import, and not needed for plain pages

            self.workspace = workspace_of(config)
            if "trailbook/records" not in config.plugins:
                report_problems(self.workspace.configuration.problems, log)

    @event_priority(60)  # while pages are added
    def _ask_early(self, files: Files, config: MkDocsConfig) -> Files:
        """Start the work on the history, unless another plugin may still give pages addresses of their own."""
        self._read(config)
        if all_known(config.plugins.events["files"]):
            self._ask(files, config)
        return files

    @event_priority(-60)  # a blog gives its posts their addresses at -50
    def _add_pages(self, files: Files, config: MkDocsConfig) -> Files:
        """Start the work on the history now at last, and add the pages about all trails, still empty."""
        if not all_known(config.plugins.events["files"]):
            self._ask(files, config)
        add_assets(files, config)
        self.pages = frozenset(add_pages(files, config, [SitePage(path, "") for path in self._paths(config)]))
        for path in self.pages if config.nav is not None else ():
            if page := files.get_file_from_path(path):
                page.inclusion = InclusionLevel.NOT_IN_NAV  # pages that the configuration names are shown all the same
        self.counted = frozenset(self._counted(files, config))
        return files

    on_files = CombinedEvent(_ask_early, _add_pages)

    def _ask(self, files: Files, config: MkDocsConfig) -> None:
        assert self.work is not None  # noqa: S101 - on_config started it
        self.work.ask(self._request(files, config))

    def _counted(self, files: Files, config: MkDocsConfig) -> Iterator[str]:
        """The pages of indicators that are counted from the history, rendered without it so far."""
        if (sitemap := getattr(config.plugins.get("trailbook/records"), "sitemap", None)) is not None:
            from trailbook.site.pages.counted_indicators import counted_paths  # noqa: PLC0415 - not needed for plain pages

            pages = ((path, files.get_file_from_path(path)) for path in counted_paths(sitemap))
            yield from (path for path, file in pages if file and file.generated_by == "trailbook/records")

    def _paths(self, config: MkDocsConfig) -> Iterable[str]:
        """The pages whose text comes from the background process."""
        options = options_of(self.config, TrailOptions)
        if (sitemap := getattr(config.plugins.get("trailbook/records"), "sitemap", None)) is None or not self.workspace:
            return trail_paths(log=options.log, sign_offs=bool(self.workspace and self.workspace.asks_for_sign_offs()))
        from trailbook.site import catalogue  # noqa: PLC0415 - slow to import, and not needed for plain pages

        site = catalogue.Site(self.workspace, sitemap)
        return catalogue.awaited_paths(site, ("trailbook/trail", "trailbook/records"))

    def _request(self, files: Files, config: MkDocsConfig) -> TrailRequest:
        return TrailRequest(
            root=root_of(config),
            docs=docs_of(config),
            options=options_of(self.config, TrailOptions),
            workspace=self.workspace,
            sitemap=getattr(config.plugins.get("trailbook/records"), "sitemap", None),
            lack=self._lack(config),
            excluded=config.exclude_docs,
            directory_urls=config.use_directory_urls,
            moved=moved_pages(files, config),
            titles=titles_in(config.nav),
            repo_url=config.repo_url,
            name=config.site_name,
            address=config.site_url,
            configured=configured(config),
            diagrams={"trailbook/records", "trailbook/diagrams"} <= config.plugins.keys(),
            kept=trail_file(config),
        )

    def _lack(self, config: MkDocsConfig) -> str:
        """What is missing of the history; the workspace, if there is one, has found that out."""
        return self.workspace.lack if self.workspace else lack_of(config)

    @property
    def _answer(self) -> TrailAnswer:
        """The answer of the background process. Raises ``PluginError`` with the remedy if the history is incomplete."""
        assert self.work is not None  # noqa: S101 - on_config started it
        with _reporting("read"):
            answer = self.work.answer
        if answer.error:
            raise PluginError(answer.error)
        return answer

    def _on_page(self, path: str) -> PageTrail | None:
        assert self.work is not None  # noqa: S101 - on_config started it
        with _reporting("read"):
            return self.work.on_page(path)

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation for the pages that are written at the end; have what waits for the history read last."""
        self.nav = nav
        self._rendered = (file.page for file in files.documentation_pages() if file.page and file.page.content)
        for path in sorted(self.pages | self.counted):
            if file := files.get_file_from_path(path):
                files.remove(file)
                files.append(file)
        return nav

    def on_page_read_source(self, page: Page, config: MkDocsConfig) -> str | None:
        """The text of the pages about all trails, and of indicators counted from them."""
        path = page.file.src_uri
        if path in self.counted and self.observed is not None:
            from trailbook.site.pages.counted_indicators import counted_page  # noqa: PLC0415 - not needed for plain pages

            diagrams = "trailbook/diagrams" in config.plugins
            sitemap = config.plugins["trailbook/records"].sitemap  # type: ignore[attr-defined]
            return counted_page(sitemap, self.observed, path, diagrams=diagrams).markdown
        if path not in self.pages:
            return None
        self._read_ahead(config)
        return self._answer.pages[path]

    def _read_ahead(self, config: MkDocsConfig) -> None:
        """Read for search what is rendered already, as long as the history is not there."""
        assert self.work is not None  # noqa: S101 - on_config started it
        for page in self._rendered:
            if self.work.is_answered:
                break
            searching(config).read_ahead(page, config)

    @property
    def observed(self) -> Observed | None:
        """The series of all indicators if any is counted from the history, else None; waits for it."""
        return self._answer.observed

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Start writing the trails, in the layout of the theme."""
        if self._answer.notice:
            log.info("%s", self._answer.notice)
        if self.work is not None:
            self.work.begin(ThemeFrame(config, env, self.nav, files).layout(self._answer.frames))
        return env

    @event_priority(-100)
    def on_page_context(
        self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Add the last decision on the page's record, and a mark to each of its items or sections.

        A page that hides ``why``, as Material's pages hide ``toc``, has no marks of sections, and the line at its end.
        """
        if (trail := self._on_page(page.file.src_uri)) is not None:
            hidden = page.meta.get("hide")
            hides = isinstance(hidden, list) and "why" in hidden
            marks = {id: mark for id, mark in trail.marks.items() if id == RECENT_CHANGES or not hides}
            page.content = with_line(with_marks(page.content or "", marks), trail.line, at_end=hides)
        return context

    @property
    def searched(self) -> tuple[SearchedPage, ...]:
        """What searches find of the pages that are written at the end, which no other plugin reads; waits for it."""
        assert self.work is not None  # noqa: S101 - on_config started it
        with _reporting("read"):
            return self.work.searched

    @event_priority(-50)  # when an index is made of the pages that there are
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Wait until the trails are written."""
        assert self.work is not None  # noqa: S101 - on_config started it
        with _reporting("written"):
            written = self.work.finish()
        self.verdicts = written.verdicts
        if not self.serving:
            self._end()
        for path in written.taken:
            log.warning("%s: a page of the documentation has the place of a generated one; rename it", path)

    def on_build_error(self, error: Exception) -> None:
        """Stop the background process of a failed build."""
        self._end()

    def _end(self) -> None:
        if self.work is not None:
            self.work.close()
            self.work = None

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
        """Rebuild after a commit, and when a record changes."""
        commits = ORIGINS.get(root_of(config), root_of(config)) / ".git" / "logs"
        if commits.is_dir():
            server.watch(str(commits))
        if "trailbook/records" not in config.plugins:
            watch_folders(server, config, [docs_of(config)])
        return server
