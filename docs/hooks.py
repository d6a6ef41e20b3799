"""What MkDocs runs for the documentation: the reference pages from the code, and the look of Trailbook's own sites."""

import re
from pathlib import Path

import reference
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from trailbook.site.files.assets import assets

REPOSITORY = Path(__file__).parents[1]
SHARED = ("CONTRIBUTING.md", "CHANGELOG.md")
"""Files of the repository that are pages as well."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give every page the typeface and colours."""
    config.extra_css += [path for path in assets(brand=True) if path.endswith("brand.css")]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages and schemas of the reference, and what the look needs."""
    look = {path: content for path, content in assets(brand=True).items() if path.endswith(("brand.css", ".woff2"))}
    for path, content in {**reference.pages(), **reference.schemas(), **_shared_pages(), **look}.items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, config: MkDocsConfig, **_: object) -> str:
    """Let addresses that begin with ``example:`` lead to the example knowledge base."""
    return markdown.replace("](example:", f"]({config.extra['example']}")


def _shared_pages() -> dict[str, str]:
    pages = {}
    for name in SHARED:
        text = (REPOSITORY / name).read_text(encoding="utf-8").replace("](docs/pages/", "](")
        pages[name.lower()] = re.sub(r"\]\(content/([^)]*)\.md(#[^)]*)?\)", r"](example:\1/\2)", text)
    return pages
