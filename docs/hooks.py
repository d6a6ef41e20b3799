"""What MkDocs runs for the documentation: the reference pages from the code, and the look of Trailbook's own sites."""

import re
from pathlib import Path

import reference
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from trailbook.site.mkdocs.files import add_assets, add_files

REPOSITORY = Path(__file__).parents[1]
SHARED = ("CONTRIBUTING.md", "CHANGELOG.md")
"""Files of the repository that are pages as well."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages and schemas of the reference, and the typeface and colours."""
    add_assets(files, config, brand=True)
    add_files(files, config, {path: text.encode() for path, text in _made_pages().items()})
    return files


def on_page_markdown(markdown: str, config: MkDocsConfig, **_: object) -> str:
    """Let addresses that begin with ``example:`` lead to the example knowledge base."""
    return markdown.replace("](example:", f"]({config.extra['example']}")


def _made_pages() -> dict[str, str]:
    pages = {**reference.pages(), **reference.schemas()}
    for name in SHARED:
        text = (REPOSITORY / name).read_text(encoding="utf-8").replace("](docs/pages/", "](")
        pages[name.lower()] = re.sub(r"\]\(content/([^)]*)\.md(#[^)]*)?\)", r"](example:\1/\2)", text)
    return pages
