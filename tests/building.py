"""Real knowledge bases, real MkDocs builds, and what a browser would find in their pages."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml
from click.testing import CliRunner
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from tests.paths import REPOSITORY
from tests.quick_builds import quick_builds
from tests.repositories import Repo

from trailbook.cli import main

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
os.environ.setdefault("SOURCE_DATE_EPOCH", "1767225600")

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Built:
    """A built site and the warnings that building it gave."""

    site: Path
    warnings: list[str]

    def text(self, path: str) -> str:
        return (self.site / path).read_text(encoding="utf-8")

    def page(self, path: str) -> "Html":
        return parse(self.text(path))

    @cached_property
    def pages(self) -> dict[str, "Html"]:
        files = sorted(self.site.rglob("*.html"))
        return {file.relative_to(self.site).as_posix(): parse(file.read_text(encoding="utf-8")) for file in files}

    @property
    def paths(self) -> list[str]:
        return sorted(file.relative_to(self.site).as_posix() for file in self.site.rglob("*") if file.is_file())

    def files(self) -> dict[str, bytes]:
        return contents(self.site)


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of all files in a folder, by their path in it."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def build(root: Path, site: Path, **options: Any) -> Built:
    """Build the site of a mkdocs.yml with options that override it. Raises ``Abort`` when strict and warned."""
    with quick_builds():
        return build_anew(root, site, **options)


def build_anew(root: Path, site: Path, **options: Any) -> Built:
    """The same build, with everything started as a user's build starts it."""
    with warnings() as found:
        config = load_config(config_file=str(root / "mkdocs.yml"), site_dir=str(site), **options)
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
        config.plugins.on_shutdown()
    return Built(site, found)


def build_own(site: Path, **environment: str) -> None:
    """Build the site of this repository as ``make site`` does: strictly, in another process, with its own settings."""
    stated = ("TRAILBOOK_", "SOURCE_DATE_EPOCH")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(stated)}
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", site],
        cwd=REPOSITORY,
        env={**inherited, "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr


@contextmanager
def warnings() -> Iterator[list[str]]:
    """The warnings and errors that MkDocs and its plugins log meanwhile."""
    found: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: found.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        yield found
    finally:
        logger.removeHandler(handler)


def noting(call: Callable[..., Any], note: Callable[..., object]) -> Callable[..., Any]:
    """A stand-in for a call that does the same, but first hands its arguments to ``note``."""

    def noted(*given: Any, **named: Any) -> Any:
        note(*given, **named)
        return call(*given, **named)

    return noted


def start_repo(folder: Path) -> Repo:
    """A new knowledge base made by ``trailbook init``, with its first commit."""
    result = CliRunner().invoke(main, ["init", str(folder)])
    assert result.exit_code == 0, result.output
    repo = Repo(folder)
    repo.commit("Start the knowledge base")
    return repo


def start(folder: Path) -> Path:
    """The folder of a new knowledge base."""
    return start_repo(folder).root


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def configure(root: Path, *plugins: str | dict[str, Any], theme: str = "mkdocs", **options: Any) -> None:
    """A mkdocs.yml that someone else could have written."""
    values = {"site_name": "Ours", "theme": {"name": theme}, "plugins": ["search", *plugins], **options}
    if theme == "material":
        values["theme"] = {"name": theme, "font": False}
    (root / "mkdocs.yml").write_text(yaml.safe_dump(values), encoding="utf-8")


@dataclass
class Element:
    """An element of a page with the text in it: a stretch of the page's pieces."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None"
    pieces: list[str]
    begin: int
    end: int | None = None

    @property
    def text(self) -> str:
        return "".join(self.pieces[self.begin : self.end])

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()


@dataclass
class Html:
    """A page as a flat list of its elements."""

    elements: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.shown)

    def all(self, tag: str = "", cls: str = "") -> list[Element]:
        return [e for e in self.elements if (not tag or e.tag == tag) and (not cls or cls in e.classes)]

    @property
    def ids(self) -> list[str]:
        return [e.attributes["id"] for e in self.elements if "id" in e.attributes]

    def inside(self, outer: Element) -> list[Element]:
        return [e for e in self.elements if _within(e, outer)]


def _within(element: Element, outer: Element) -> bool:
    parent = element.parent
    while parent is not None and parent is not outer:
        parent = parent.parent
    return parent is outer


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Html()
        self.open: list[Element] = []

    def updatepos(self, i: int, j: int) -> int:
        return j  # nobody asks for lines and columns, and to count them takes a fifth of the time

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        pieces = self.page.pieces
        element = Element(tag, attributes, self.open[-1] if self.open else None, pieces, len(pieces))
        self.page.elements.append(element)
        if tag in VOID:
            element.end = element.begin
        else:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index].tag == tag:
                for element in self.open[index:]:
                    element.end = len(self.page.pieces)
                del self.open[index:]
                return

    def handle_data(self, data: str) -> None:
        self.page.pieces.append(data)
        if not (self.open and self.open[-1].tag in ("script", "style")):
            self.page.shown.append(data)


def parse(html: str) -> Html:
    parser = _Parser()
    parser.feed(str(html))
    parser.close()
    return parser.page


def broken_links(built: Built) -> list[str]:
    """Every address in the site's pages that leads to no file, or to no anchor in its file, with its page."""
    pages = built.pages
    files = set(built.paths)
    found = []
    for path, page in pages.items():
        for element in page.elements:
            for name in ("href", "src", "xlink:href"):
                address = element.attributes.get(name)
                if address and (fault := _fault(address, path, pages, files)):
                    found.append(f"{path}: <{element.tag} {name}={address!r}>: {fault}")
    return found


def _fault(address: str, path: str, pages: dict[str, Html], files: set[str]) -> str:
    parts = urlsplit(address)
    if parts.scheme in ("http", "https", "mailto", "tel", "data", "javascript") or parts.netloc:
        return ""
    folder = "" if parts.path.startswith("/") else dirname(path)
    target = path
    if parts.path:
        target = normpath(join(folder, unquote(parts.path).lstrip("/")))
        if parts.path.endswith(("/", ".", "..")):
            target = normpath(join(target, "index.html"))
    if target not in files:
        return f"no file {target}"
    anchor = unquote(parts.fragment)
    if anchor and not anchor.startswith("__") and target in pages and anchor not in pages[target].ids:
        return f"no anchor {anchor} in {target}"
    return ""
