"""Keeps what a build made, so that the next one only makes what has changed.

What a page was made from is its key: so what is kept is never stale, and a build with it gives the bytes of one
without. It is among its user's caches (``trailbook.trail.git.kept``), one file for each configuration, as large as one
site.
"""

from __future__ import annotations

import gc
import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from jinja2 import Environment, TemplateNotFound
from markdown.extensions import Extension
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from trailbook.site.kept_values import ROOMS, KeptValues, versions
from trailbook.site.mkdocs.files import ORIGINS, is_generated_here, root_of
from trailbook.site.mkdocs.navigation_lists import NavigationLists
from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.site.mkdocs.theme_inputs import KNOWN_FUNCTIONS, ThemeInputs, theme_inputs
from trailbook.text.mkdocs_yml import PLUGINS
from trailbook.trail.cache import Cache, key
from trailbook.trail.git.command import NoHistoryError
from trailbook.trail.git.kept import kept_folder
from trailbook.trail.git.repository import Repository

_NAME = "trailbook/cache"
_COMMANDS = ("mkdocs.__main__", "properdocs.__main__")
_PACKAGES = ("markdown", "pymdown-extensions", "pygments", "mkdocs", "properdocs", "mkdocs-material")
_KNOWN = frozenset(
    {
        "abbr",
        "admonition",
        "attr_list",
        "codehilite",
        "def_list",
        "extra",
        "fenced_code",
        "footnotes",
        "legacy_attrs",
        "legacy_em",
        "md_in_html",
        "meta",
        "nl2br",
        "sane_lists",
        "smarty",
        "tables",
        "toc",
        "wikilinks",
    }
)
"""The extensions that Python-Markdown brings (https://python-markdown.github.io/extensions/)."""
_READING = ("pymdownx.snippets", "pymdownx.b64", "pymdownx.pathconverter")
"""Those of PyMdown Extensions that read other files than the page."""

_TEMPLATES = ("main.html", "404.html")
"""The template of all pages that do not name another, and that of the page for missing pages."""

if TYPE_CHECKING:
    from trailbook.site.rendering.kept_texts import KeptTexts
    from trailbook.site.rendering.sitemap import Sitemap

log = get_plugin_logger("trailbook")


def build_cache(config: MkDocsConfig) -> BuildCache:
    """What is kept of the builds of a configuration. Each plugin of Trailbook gets the same."""
    if not isinstance(known := config.plugins.get(_NAME), BuildCache):
        known = config.plugins[_NAME] = BuildCache(kept_file(config))
    return known


def configured(config: MkDocsConfig) -> str:
    """The options of Trailbook's plugins, as text."""
    return repr({name: dict(config.plugins[name].config) for name in PLUGINS if name in config.plugins})


def trail_file(config: MkDocsConfig) -> Path | None:
    """Where the background process keeps its pages; None where nothing is kept."""
    file = kept_file(config)
    return file.with_stem(f"{file.stem}-trail") if file else None


def kept_file(config: MkDocsConfig) -> Path | None:
    """Where it is kept; None for a copy that this run made, and where there is no place."""
    root = root_of(config)
    if root in ORIGINS:
        return None
    try:
        folder = Repository(root, partial=True).kept
    except NoHistoryError:
        folder = kept_folder(root, root)
    name = sha256(str(config.config_file_path).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return folder / f"site-{name}.sqlite" if folder else None


def is_command() -> bool:
    """Whether ``mkdocs build`` is running, which ends with its build."""
    context = click.get_current_context(silent=True)
    command = context.command if context else None
    if command is None or command.name != "build":
        return False
    module = command.callback.__module__
    spec = getattr(sys.modules.get(module), "__spec__", None)  # of 'python -m mkdocs', which is called __main__
    return (spec.name if spec else module) in _COMMANDS


_BETWEEN = 10_000
"""After how many new objects garbage is collected in a program that ends with its build."""


class Stateful(Extension):
    """A Markdown extension that treats pages in different ways."""

    anchors: frozenset[str] = frozenset()
    """The anchors of the page that was rendered last which MkDocs does not see."""

    def state(self) -> str:
        """All that the next page depends on besides its text."""
        raise NotImplementedError


class BuildCache(BasePlugin[PluginConfig]):
    """Keeps the HTML that Markdown and the theme gave, by all that goes into it.

    - ``on_page_markdown``, after all other plugins, takes it from what is kept, or has it kept;
    - ``on_env`` does so with the pages as the theme lays them out;
    - ``on_page_content``, after all other plugins, forgets the Markdown of a page of Trailbook's, and ``on_post_page``
      its HTML;
    - ``on_post_build`` deletes what this build had no use for.

    ``values`` is for all else that is kept.
    """

    def __init__(self, file: Path | None) -> None:
        super().__init__()
        self.values = KeptValues(Cache(file))
        self._same: str | None = None
        self._texts: KeptTexts | None = None

    def hold(self) -> None:
        """Look for no garbage among what there is so far, which is kept until the end; it takes a tenth of a build.

        Where the program ends with its build, it is looked for less often: that takes half of the rest.
        """
        gc.freeze()
        if is_command():
            gc.set_threshold(_BETWEEN)

    @event_priority(-1000)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Hold the files and what their pages are made of."""
        self.hold()
        return files

    def texts(self, sitemap: Sitemap, config: MkDocsConfig) -> KeptTexts:
        """The texts that are made from records; the same for all that ask with the same sitemap."""
        from trailbook.site.rendering.environment import keep_templates  # noqa: PLC0415
        from trailbook.site.rendering.kept_texts import KeptTexts  # noqa: PLC0415 - slow to import, and not needed for plain pages

        if self._texts is None or self._texts.sitemap is not sitemap:
            self._texts = KeptTexts(self.values, sitemap, configured(config))
            keep_templates(self.values)
        return self._texts

    @event_priority(-1000)
    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Let the page be rendered from what is kept, if that is the same."""
        if self._same is None:
            self._same = _settings(config)
        extensions: Iterable[Any] = config.markdown_extensions
        own = [extension for extension in extensions if isinstance(extension, Stateful)]
        places: list[bytes] = []
        level = log.getEffectiveLevel()
        if self._same and level >= logging.INFO:  # it knows of links to anchors
            inputs = (self._same, markdown, page.file.src_uri, page.file.url, *(one.state() for one in own))
            places = [key("html", str(heard), *inputs, rooms=ROOMS) for heard in sorted({logging.INFO, level})]
        page.render = partial(self._render, page, places, own, page.render)  # type: ignore[method-assign]
        if is_generated_here(page):
            page.file.content_string = ""  # it has been read
        return markdown

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation, which each page shows."""
        self._nav = nav
        return nav

    @event_priority(1000)  # before other plugins lay out pages
    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Let pages be laid out from what is kept, if that is the same."""
        inputs = theme_inputs(config, self._nav)  # as it is before a frame puts a page into it
        lists = NavigationLists(self._nav)
        for name in _TEMPLATES:
            with suppress(TemplateNotFound):
                template = env.get_template(name)
                template.render = partial(self._lay_out, inputs, lists, template.render)  # type: ignore[method-assign]
        return env

    def _lay_out(
        self,
        inputs: ThemeInputs | None,
        lists: NavigationLists,
        render: Callable[[Any], str],
        context: dict[str, Any],
    ) -> str:
        if inputs is None or (own := inputs.of(context)) is None:
            return render(context)
        place = key("page", inputs.same, own, versions(_PACKAGES), rooms=ROOMS)
        if (kept := self.values.get_bytes(place)) is not None:
            return kept.decode("utf-8", "surrogatepass")
        html = lists.render(render, context)
        self.values.put_bytes(place, html.encode("utf-8", "surrogatepass"))
        return html

    def _render(
        self,
        page: Page,
        places: Sequence[bytes],
        own: Iterable[Stateful],
        render: Callable[[MkDocsConfig, Any], None],
        config: MkDocsConfig,
        files: Files,
    ) -> None:
        """Fill or render a page. The last of the ``places`` is of those that say nothing at the level of this build."""
        for place in places:
            if (kept := self.values.get(place)) and _leads(kept["files"], files):
                _fill(page, kept, files)
                return
        asked = _AskedFiles(files)
        with _Heard() as heard:
            render(config, asked)
        page.present_anchor_ids = (page.present_anchor_ids or set()).union(*(extension.anchors for extension in own))
        if places and asked.is_known and not heard.messages:
            self.values.put(places[-1], {**_filled(page), "files": asked.urls})

    @event_priority(-2000)
    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Hold no Markdown of a page of Trailbook's once it is rendered: MkDocs renders all before it writes any.

        With their pictures, those of a thousand records are a hundred megabytes.
        """
        if is_generated_here(page):
            page.markdown = ""
        return html

    @event_priority(-2000)
    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Hold nothing of a page of Trailbook's once it is laid out."""
        if is_generated_here(page):
            page.content = ""
        return output

    @event_priority(-1000)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Delete what this build had no use for."""
        self.values.close(complete=True)
        gc.freeze() if is_command() else gc.unfreeze()  # at the end of the program nobody needs the memory

    def on_build_error(self, error: Exception) -> None:
        """Keep what was made so far."""
        self.values.close(complete=False)
        gc.unfreeze()


class _AskedFiles:
    """The files of a site, with a note of which a page asked for."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.urls: dict[str, str | None] = {}
        self.is_known = True
        """Whether nothing was asked that ``urls`` does not answer."""

    def get_file_from_path(self, path: str) -> File | None:
        file = self._files.get_file_from_path(path)
        self.urls[path] = _address(file)
        return file

    def __getattr__(self, name: str) -> Any:
        self.is_known = False
        return getattr(self._files, name)


def _address(file: File | None) -> str | None:
    return f"{file.url} {file.inclusion.name}" if file else None


def _leads(urls: dict[str, str | None], files: Files) -> bool:
    """Whether links lead where they led."""
    return all(_address(files.get_file_from_path(path)) == url for path, url in urls.items())


class _Heard(logging.Handler):
    """Hears what is said while a page is rendered: a page that something is said about is rendered anew each time."""

    def __init__(self) -> None:
        super().__init__()
        self.messages = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.messages += 1

    def __enter__(self) -> _Heard:
        for name in ("mkdocs", "MARKDOWN"):
            logging.getLogger(name).addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        for name in ("mkdocs", "MARKDOWN"):
            logging.getLogger(name).removeHandler(self)


def _settings(config: MkDocsConfig) -> str:
    """What all pages are rendered with; empty if that is not known, which is said."""
    if (name := next(_unknown(config), None)) is not None:
        log.info("each build renders all pages anew, since it is not known what '%s' reads", name)
        return ""
    extensions: Iterable[Any] = config.markdown_extensions
    names = [extension for extension in extensions if isinstance(extension, str)]
    try:
        configured = json.dumps([names, config.mdx_configs], default=_name, sort_keys=True)
    except TypeError as error:
        log.info("each build renders all pages anew: %s", error)
        return ""
    links = {name: str(value) for name, value in config.validation.links.items()}
    return f"{configured}\n{links}\n{config.use_directory_urls}\n{versions(_PACKAGES)}"


def has_known_extensions(config: MkDocsConfig) -> bool:
    """Whether all Markdown extensions read nothing but the page."""
    return not [*_unknown(config)]


def _unknown(config: MkDocsConfig) -> Iterator[str]:
    """The Markdown extensions that may read anything."""
    extensions: Iterable[Any] = config.markdown_extensions
    names = (extension if isinstance(extension, str) else type(extension).__module__ for extension in extensions)
    return (name for name in names if not _is_known(name))


def _is_known(extension: str) -> bool:
    name = extension.removeprefix("markdown.extensions.").partition(":")[0]
    own = extension.startswith(("trailbook.", "pymdownx.")) and extension not in _READING
    return own or name in _KNOWN


def _name(value: object) -> str:
    """The name of a function that a configuration states, if it is known to read nothing but what it is given."""
    if callable(value) and hasattr(value, "__qualname__"):
        name = f"{value.__module__}.{value.__qualname__}"
        if name.startswith(KNOWN_FUNCTIONS):
            return name
        raise TypeError(f"it is not known what '{name}' reads")
    raise TypeError(f"the configuration of a Markdown extension holds {type(value).__name__}")


def _filled(page: Page) -> dict[str, Any]:
    """What rendering gave to a page."""
    links = page.links_to_anchors or {}
    return {
        "content": page.content,
        "toc": [*map(_entry, page.toc)],
        "title": page._title_from_render,
        "anchors": sorted(page.present_anchor_ids or ()),
        "links": {file.src_uri: anchors for file, anchors in links.items()},
    }


def _fill(page: Page, kept: dict[str, Any], files: Files) -> None:
    """Give a page what rendering it gave before."""
    page.content = kept["content"]
    page.toc = TableOfContents([*_links(kept["toc"])])
    for first in page.toc.items[:1]:
        first.active = True  # type: ignore[attr-defined]  # as MkDocs marks it
    page._title_from_render = kept["title"]  # the title has no other setter
    page.present_anchor_ids = set(kept["anchors"])
    found = ((files.get_file_from_path(path), anchors) for path, anchors in kept["links"].items())
    page.links_to_anchors = {file: anchors for file, anchors in found if file}


def _entry(link: AnchorLink) -> list[Any]:
    return [link.title, link.id, link.level, [*map(_entry, link.children)]]


def _links(entries: Iterable[list[Any]]) -> Iterator[AnchorLink]:
    for title, id, level, children in entries:
        link = AnchorLink(title, id, level)
        link.children = [*_links(children)]
        yield link
