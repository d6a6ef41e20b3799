"""Which files are pages, which are text, and what a page's first lines say in another form than front matter."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""The endings of what MkDocs 1.6 makes pages of (``mkdocs.utils.markdown_extensions``)."""
RECORDS = (*MARKDOWN, ".yaml", ".yml")
_BINARY = re.compile(
    r"\.(7z|avif|bmp|bz2|docx|eot|gif|gz|ico|jpe?g|mp[34]|od[pst]|og[gv]|otf|pdf|png|pptx|svgz"
    r"|tar|tgz|tiff?|ttf|wasm|wav|webm|webp|woff2?|xlsx|xz|zip)",
    re.IGNORECASE,
)
_META = re.compile(r" {0,3}[A-Za-z0-9_-]+:")
_MORE = re.compile(r" {4}|\t")


def is_markdown(path: str) -> bool:
    """Whether a file is Markdown by its name."""
    return path.casefold().endswith(MARKDOWN)


def is_record(path: str) -> bool:
    """Whether a file is Markdown or YAML by its name."""
    return path.casefold().endswith(RECORDS)


def is_text(path: str) -> bool:
    """Whether a file may be text by its name."""
    return _BINARY.fullmatch(PurePosixPath(path).suffix) is None


def meta_lines(text: str) -> str:
    """The lines at the top of a page that MkDocs reads as ``key: value`` without any ``---`` (MultiMarkdown)."""
    return "\n".join(_meta_lines(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")))


def _meta_lines(text: str) -> Iterator[str]:
    is_inside = False
    for line in text.splitlines():
        if not line.strip() or not (_META.match(line) or (is_inside and _MORE.match(line))):
            return
        is_inside = True
        yield line
