"""Whether the index of evidence has only elements that its template writes, whatever code made it."""

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

INDEX = "index.html"
_ELEMENTS = frozenset(
    {
        *("html", "head", "meta", "title", "style", "body", "div", "header", "p", "h1", "h2", "h3", "nav", "ul", "li"),
        *("a", "main", "dl", "dt", "dd", "small", "code", "br", "time", "table", "thead", "tbody", "tr", "th", "td"),
        *("span", "article", "details", "summary", "pre", "footer"),
    }
)
_ATTRIBUTES = frozenset(
    {
        *("lang", "charset", "http-equiv", "content", "name", "class", "aria-label", "href", "id", "role"),
        *("tabindex", "scope", "datetime", "open"),
    }
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag not in _ELEMENTS:
            self.found.append(f"an element {tag!r}")
        for name, value in attrs:
            if name not in _ATTRIBUTES or (name == "href" and not _stays(value or "")):
                self.found.append(f"an attribute {name!r} that leads out of it or acts")
            if name == "http-equiv" and (value or "").lower() != "content-security-policy":
                self.found.append(f"an attribute {name!r} that leads out of it or acts")


def _stays(target: str) -> bool:
    """Whether a link leads to a place of the page or a file beside it."""
    return target.startswith(("#", "objects/", "records/", "diffs/")) or target == "README.md"


def page_faults(page: bytes) -> Iterator[str]:
    """Elements and attributes that no index of evidence has."""
    reader = _Reader()
    reader.feed(page.decode("utf-8", "replace"))
    reader.close()
    yield from (f"{INDEX} has {one}" for one in dict.fromkeys(reader.found))
