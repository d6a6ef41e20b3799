"""Puts a Content-Security-Policy into every page of a site, whichever plugin or template writes it."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.pages import Page

from trailbook.site.mkdocs.files import is_generated_here
from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.site.rendering.security_policy import with_policy

NAME = "trailbook/policy"


def with_policy_of(config: MkDocsConfig, html: str) -> str:
    """A complete page that MkDocs does not know, with the policy that the pages of a build have, if they have one."""
    policy = config.plugins.get(NAME)
    return with_policy(html, is_served=policy.is_served) if isinstance(policy, ContentPolicy) else html


def add_content_policy(config: MkDocsConfig, *, is_served: bool) -> None:
    """Give every page of a build a policy. Each plugin whose option asks for one calls this; once is enough."""
    if NAME not in config.plugins:
        config.plugins[NAME] = ContentPolicy(is_served=is_served)


class ContentPolicy(BasePlugin[PluginConfig]):
    """Adds the policy after all other plugins.

    - ``on_post_page`` to the pages that MkDocs renders;
    - ``on_post_template`` to the page for missing pages, and other templates.
    """

    def __init__(self, *, is_served: bool) -> None:
        super().__init__()
        self.is_served = is_served

    @event_priority(-100)
    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Add the policy, which allows scripts in the text of plain pages only."""
        is_record = is_generated_here(page) or page.file.src_uri in _unread(config)
        return with_policy(output, page.content or "" if is_record else None, is_served=self.is_served)

    @event_priority(-100)
    def on_post_template(self, output_content: str, template_name: str, config: MkDocsConfig) -> str:
        """Add the policy if the template gives a page."""
        is_page = template_name.endswith(".html")
        return with_policy(output_content, is_served=self.is_served) if is_page else output_content


def _unread(config: MkDocsConfig) -> frozenset[str]:
    sitemap = getattr(config.plugins.get("trailbook/records"), "sitemap", None)
    return sitemap.unread if sitemap else frozenset()
