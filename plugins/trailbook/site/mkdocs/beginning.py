"""What every build begins with that writes pages, whichever of the plugins that do so a site has."""

from mkdocs.config.defaults import MkDocsConfig

from trailbook.site.mkdocs.build_guards import guard
from trailbook.site.mkdocs.content_policy import add_content_policy
from trailbook.site.mkdocs.former_site import write_over_former_site
from trailbook.site.mkdocs.neighbours import adapt_to_other_plugins
from trailbook.site.mkdocs.page_parts import split_long_pages
from trailbook.site.mkdocs.unchanged import end_if_unchanged


def begin_build(config: MkDocsConfig, *, anew: bool, has_policy: bool, is_served: bool) -> None:
    """End the build if nothing has changed, else set up what takes care of every page in it.

    ``anew`` says that no page of the build before is kept, ``has_policy`` that pages get a Content-Security-Policy.
    Each plugin that writes pages calls this; once is enough. Raises ``UnchangedSite``.
    """
    if anew:
        end_if_unchanged(config)
    guard(config)
    adapt_to_other_plugins(config)
    if anew:
        write_over_former_site(config)
    if has_policy:
        add_content_policy(config, is_served=is_served)
    split_long_pages(config)
