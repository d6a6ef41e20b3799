"""Fits Trailbook's pages into the site of somebody else: its navigation, its other plugins, what these evaluate."""

from collections.abc import Callable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from trailbook.site.mkdocs.files import is_generated_here
from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.site.mkdocs.search_plugin import searching
from trailbook.workspace.options import PLUGINS

NAME = "trailbook/neighbours"


def adapt_to_other_plugins(config: MkDocsConfig) -> None:
    """Let the other plugins of a build do their work beside those of Trailbook, each of which calls this once."""
    if NAME not in config.plugins:
        config.plugins[NAME] = Neighbours()
        _keep_inclusions_out(config)
    searching(config)
    _add_files_after_translations(config)


class Neighbours(BasePlugin[PluginConfig]):
    """Fits the pages that Trailbook adds into a site.

    - ``on_nav`` puts those about many records into one section where no ``nav`` says where they belong;
    - ``on_page_markdown`` keeps mkdocs-macros from evaluating what records say: their text is nobody's program.

    What mkdocs-include-markdown would read of them is kept from it as well.
    """

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Gather the pages that would all stand at the top, unless the configuration has a ``nav``."""
        if config.nav is None:
            own = [item for item in nav.items if isinstance(item, Page) and is_generated_here(item)]
            own = [page for page in own if not page.is_homepage]
            section = Section(
                "Registers and decisions" if "trailbook/records" in config.plugins else "Decisions", [*own]
            )
            for page in own:
                page.parent = section
            nav.items = [*(item for item in nav.items if item not in own), *([section] if own else ())]
        return nav

    @event_priority(100)
    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Mark the pages that Trailbook generated as those that have no macros."""
        if is_generated_here(page):
            page.meta["render_macros"] = False
        return markdown


def _keep_inclusions_out(config: MkDocsConfig) -> None:
    """Let mkdocs-include-markdown read no page that Trailbook generates: a record must not bring in any file it names.

    It has no option for pages that it is to leave alone.
    Source: https://github.com/mondeja/mkdocs-include-markdown-plugin, "Configuration"
    """
    including = config.plugins.get("include-markdown")
    handlers = config.plugins.events["page_markdown"]
    handlers[:] = [_for_written_pages(one) if including and _plugin_of(one) is including else one for one in handlers]


def _for_written_pages(handler: Callable[..., str | None]) -> Callable[..., str | None]:
    def handle(markdown: str, *, page: Page, **others: object) -> str | None:
        return markdown if is_generated_here(page) else handler(markdown, page=page, **others)

    return handle


def _add_files_after_translations(config: MkDocsConfig) -> None:
    """Add files after mkdocs-static-i18n has sorted those that somebody wrote by their language.

    It reads the language off the path on disk, which a generated file has not. Other plugins, as those of navigation,
    need the added files as early as Trailbook's priorities add them, so these are not lowered for all.
    """
    if (translating := config.plugins.get("i18n")) is None:
        return
    handlers = config.plugins.events["files"]
    plugins = [config.plugins[name] for name in PLUGINS if name in config.plugins]
    own = [handler for handler in handlers if _plugin_of(handler) in plugins]
    others = [handler for handler in handlers if handler not in own]
    place = next((n for n, handler in enumerate(others, 1) if _plugin_of(handler) is translating), len(others))
    handlers[:] = [*others[:place], *own, *others[place:]]


def _plugin_of(handler: Callable[..., object]) -> object:
    return getattr(handler, "__self__", None)
