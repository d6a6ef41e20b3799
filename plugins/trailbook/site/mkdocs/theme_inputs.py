"""All that Material for MkDocs lays out a page from, as text: with the same text it gives the same page.

Its templates read the page, the navigation, the configuration, and what plugins put into the context (found by reading
those of Material 9.5 to 9.8). Templates of a site's own, and what other plugins add for them, may read anything.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from types import FunctionType
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

_ELSEWHERE = ("nav", "pages", "config", "page", "build_date_utc")
"""What of a context is asked for elsewhere here, or not read by the theme."""
_OF_A_PAGE = ("title", "content", "meta", "url", "canonical_url", "edit_url", "is_homepage", "abs_url")
_OF_THE_SITE = (
    "copyright", "extra", "repo_name", "repo_url", "site_author", "site_description", "site_name", "site_url"
)  # fmt: skip
_IN_NAVIGATION = ("icon", "status", "subtitle", "hide")
WITHOUT_TEXT = " at 0x"
"""How Python shows an object that it has nothing to say of."""
_KNOWN_MAKERS = ("material.", "mkdocs.", "trailbook.")
KNOWN_FUNCTIONS = (*_KNOWN_MAKERS, "markdown.", "pygments.", "pymdownx.")
"""The modules of functions that read nothing but what they are given."""


def theme_inputs(config: MkDocsConfig, nav: Navigation) -> "ThemeInputs | None":
    """What the pages of a build are laid out from; None if that is not known."""
    events = config.plugins.events
    makers = {type(getattr(method, "__self__", None)).__module__ for name in _CHANGING for method in events[name]}
    if (
        config.theme.name != "material"
        or config.theme.custom_dir
        or any(not one.startswith(_KNOWN_MAKERS) for one in makers)
    ):
        return None
    same = "\n".join((_configured(config), *_outline(nav)))
    return ThemeInputs(same) if WITHOUT_TEXT not in same else None


_CHANGING = ("env", "page_context")
"""The events in which a plugin can change what templates read."""


class ThemeInputs:
    """The inputs of one build. ``same`` are those of all its pages."""

    def __init__(self, same: str) -> None:
        self.same = same

    def of(self, context: Mapping[str, Any]) -> str | None:
        """Those of a page alone, given the context of its template; None if they are not known."""
        page: Page | None = context["page"]
        others = sorted((name, value) for name, value in context.items() if name not in _ELSEWHERE)
        if page is None:
            return repr(others) if WITHOUT_TEXT not in repr(others) else None
        if hasattr(page, "config") or hasattr(page, "authors"):  # of the blog
            return None
        near = [one and (one.title, one.url) for one in (page.previous_page, page.next_page)]
        above = [_led(one) for one in page.ancestors]
        shown = repr((page.title, page.meta, [*map(_entry, page.toc)], near, above, page.file.src_uri, others))
        own = [str(getattr(page, name)) for name in _OF_A_PAGE]
        return "\0".join((shown, *own)) if WITHOUT_TEXT not in shown else None


def _led(section: Any) -> tuple[str, list[str]]:
    """A section above a page: its title, and what it leads to."""
    return section.title, [getattr(first, "url", "") for first in section.children[:1]]


def _entry(link: Any) -> tuple[str, str, int, list[Any]]:
    return link.title, link.id, link.level, [*map(_entry, link.children)]


def _outline(items: Iterable[Any], depth: int = 0) -> Iterator[str]:
    """A line for each entry of the navigation."""
    for item in items:
        meta = getattr(item, "meta", None) or {}
        shown = [meta.get(name) for name in _IN_NAVIGATION]
        yield repr((depth, type(item).__name__, item.title, getattr(item, "url", ""), shown))
        yield from _outline(item.children or (), depth + 1)


def _configured(config: MkDocsConfig) -> str:
    stated = [(name, config[name]) for name in _OF_THE_SITE]
    theme = [(name, config.theme[name]) for name in sorted(config.theme)]
    plugins = [(name, plain_value(getattr(plugin, "config", {}))) for name, plugin in config.plugins.items()]
    return repr((stated, theme, plugins, config.mdx_configs.get("toc"), config.extra_css, config.extra_javascript))


def plain_value(value: object) -> object:
    """A value of a configuration with its functions by their names; one that may read anything is ``WITHOUT_TEXT``."""
    if isinstance(value, Mapping):
        return [(name, plain_value(inner)) for name, inner in value.items()]
    if isinstance(value, list | tuple):
        return [*map(plain_value, value)]
    if isinstance(value, partial):
        return plain_value(value.func), plain_value(value.args), plain_value(value.keywords)
    if not isinstance(value, FunctionType):
        return value
    name = f"{value.__module__}.{value.__qualname__}"
    return name if name.startswith(KNOWN_FUNCTIONS) else f"{name}{WITHOUT_TEXT}"
