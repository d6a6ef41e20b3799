"""Puts a Content-Security-Policy into every page of a site, whichever plugin or template writes it."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.pages import Page

from trailbook.site.mkdocs.files import is_generated_here
from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.site.rendering.security_policy import with_policy

NAME = "trailbook/policy"


def has_policy(config: MkDocsConfig) -> bool:
    """Whether the pages of a site have a policy."""
    return NAME in config.plugins


def give_policy(config: MkDocsConfig) -> None:
    """Give every page of a build a policy. Each plugin whose option asks for one calls this; once is enough."""
    if not has_policy(config):
        config.plugins[NAME] = ContentPolicy()


class ContentPolicy(BasePlugin[PluginConfig]):
    """Adds the policy after all other plugins.

    - ``on_post_page`` to the pages that MkDocs renders;
    - ``on_post_template`` to the page for missing pages, and other templates.
    """

    @event_priority(-100)
    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Add the policy, which allows scripts in the text of plain pages only."""
        is_record = is_generated_here(page) or page.file.src_uri in _unread(config)
        return with_policy(output, page.content or "" if is_record else None)

    @event_priority(-100)
    def on_post_template(self, output_content: str, template_name: str, config: MkDocsConfig) -> str:
        """Add the policy if the template gives a page."""
        return with_policy(output_content) if template_name.endswith(".html") else output_content


def _unread(config: MkDocsConfig) -> frozenset[str]:
    sitemap = getattr(config.plugins.get("trailbook/records"), "sitemap", None)
    return sitemap.unread if sitemap else frozenset()
