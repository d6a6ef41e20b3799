"""What holds in every build, whichever plugins of Trailbook a site has, and whatever its pages hold or are called."""

import logging

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from trailbook.site.mkdocs.files import report_problems, written_at
from trailbook.site.mkdocs.link_guard import guard_links
from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.text.limits import NO_TEXT, slow_text
from trailbook.text.unseen import printable

_TEXTS = "trailbook/texts"
_ENTRY = "\n  - "
"""How MkDocs begins each entry of a list in a message."""

log = get_plugin_logger(_TEXTS)


def guard(config: MkDocsConfig) -> None:
    """Keep a build inside the repository, its log to one line a message, and its time to what pages take to read.

    Each plugin of Trailbook calls this; once is enough.
    """
    guard_links(config)
    if _TEXTS not in config.plugins:
        config.plugins[_TEXTS] = TextGuard()
    for handler in logging.getLogger("mkdocs").handlers:
        handler.addFilter(_one_line)


class TextGuard(BasePlugin[PluginConfig]):
    """Leaves out the text of an author's page that Markdown takes too long to render (``text.limits``)."""

    @event_priority(100)
    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Replace the text by a sentence, and say where it costs too much, unless ``trailbook/records`` does."""
        if (path := written_at(page, config)) is None:
            return markdown
        source = page.file.content_string
        line = source.count("\n", 0, max(source.find(markdown), 0)) + 1
        problems = list(slow_text(path, markdown, line))
        if "trailbook/records" not in config.plugins:
            report_problems(problems, log)
        return NO_TEXT if problems else markdown


def _one_line(record: logging.LogRecord) -> bool:
    """Leave no line in a message but those of MkDocs' own lists: the name of a file must not begin one."""
    record.msg, record.args = _ENTRY.join(map(printable, record.getMessage().split(_ENTRY))), ()
    return True
