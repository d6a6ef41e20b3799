"""Sites with plugins of others: none of them breaks a link, crashes, or runs what a record says.

``tests/compatibility`` builds with the plugins themselves; here others do what these do to a build.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from tests.building import Built, Element, broken_links, build, configure, warnings, write
from tests.quick_builds import quick_builds

from trailbook.site.mkdocs.option_types import PluginConfig


class Translating(BasePlugin[PluginConfig]):
    """Reads each file's path on disk late, as mkdocs-static-i18n, and publishes one at another address."""

    @event_priority(-100)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        for file in files:
            assert file.generated_by in (None, "material/tags") and Path(str(file.abs_src_path)).is_file()
            if file.src_uri == "index.de.md":
                file.dest_uri = "de/index.html"
        return files


class Offline(BasePlugin[PluginConfig]):
    """Wants addresses of files, as Material's offline plugin."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        config.use_directory_urls = False
        return config


class Collecting(BasePlugin[PluginConfig]):
    """Puts a folder elsewhere in the place of that of the documentation, as mkdocs-monorepo-plugin."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        elsewhere = Path(config.site_dir).parent / "collected"
        config.docs_dir = shutil.copytree(config.docs_dir, elsewhere).as_posix()
        return config


class Evaluating(BasePlugin[PluginConfig]):
    """Counts the pages that it would evaluate, as mkdocs-macros-plugin: all but those that say no."""

    def on_startup(self, **_: object) -> None:
        self.evaluated: list[str] = []

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        if page.meta.get("render_macros") is not False:
            self.evaluated.append(page.file.src_uri)
        return markdown


class Including(BasePlugin[PluginConfig]):
    """Reads every page that it is given, as mkdocs-include-markdown-plugin: no page can say no."""

    def on_startup(self, **_: object) -> None:
        self.read: list[str] = []

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        self.read.append(page.file.src_uri)
        return markdown


def built(base: Path, to: Path, name: str, plugin: BasePlugin[PluginConfig], *, first: bool) -> Built:
    root = shutil.copytree(base, to / "kb")
    (root / "content/index.de.md").write_text("# Anfang\n")
    with warnings() as found, quick_builds():
        config = load_config(config_file=str(root / "mkdocs.yml"), site_dir=str(to / "site"))
        place_in(config, name, plugin, first=first)
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
    return Built(to / "site", found)


def place_in(config: MkDocsConfig, name: str, plugin: BasePlugin[PluginConfig], *, first: bool) -> None:
    """Add a plugin as if it were listed first or last."""
    config.plugins[name] = plugin
    for handlers in config.plugins.events.values() if first else ():
        handlers.sort(key=lambda handler: (priority(handler), getattr(handler, "__self__", None) is not plugin))


def priority(handler: Callable[..., object]) -> float:
    return -getattr(handler, "mkdocs_priority", 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "plugin", "first"),
    [("i18n", Translating, False), ("offline", Offline, False), ("monorepo", Collecting, True)],
    ids=["i18n", "offline", "monorepo"],
)
def test_every_link_leads_somewhere(
    starter: Path, tmp_path: Path, name: str, plugin: type[BasePlugin[PluginConfig]], first: bool
) -> None:
    """In the order in which it was once otherwise; ``tests/compatibility`` tries both."""
    site = built(starter, tmp_path, name, plugin(), first=first)
    assert broken_links(site) == []
    assert site.warnings == []
    assert any("Leave requests" in page.text for page in site.pages.values())


@pytest.mark.slow
def test_no_text_of_a_record_is_evaluated(starter: Path, tmp_path: Path) -> None:
    plugin = Evaluating()
    built(starter, tmp_path, "macros", plugin, first=True)
    assert sorted(plugin.evaluated) == ["index.de.md", "index.md", "tags.md"]


@pytest.mark.slow
@pytest.mark.parametrize("first", [True, False])
def test_no_record_includes_a_file(starter: Path, tmp_path: Path, first: bool) -> None:
    plugin = Including()
    built(starter, tmp_path, "include-markdown", plugin, first=first)
    assert sorted(plugin.read) == ["index.de.md", "index.md", "tags.md"]


@pytest.mark.parametrize(
    ("plugins", "sections"),
    [
        (["trailbook/records", "trailbook/trail"], ["Guides", "Policies", "Registers and decisions"]),
        (["trailbook/trail"], ["Guides", "Decisions"]),
    ],
)
def test_a_site_without_nav_gets_one_section_of_pages_about_many_records(
    starter: Path, tmp_path: Path, plugins: list[str], sections: list[str]
) -> None:
    root = shutil.copytree(starter, tmp_path / "kb")
    write(root, {"content/guides/a.md": "# A\n", "content/b.md": "# B\n"})
    configure(root, *plugins, docs_dir="content", theme="material")
    page = build(root, tmp_path / "site").page("guides/a/index.html")
    top = [e.text.strip() for e in page.all("li", "md-nav__item") if sum(1 for _ in above(e)) == 1]
    assert [entry for entry in top if entry.split("\n")[0].strip() in sections]
    assert not any(entry.startswith(("Estate", "Coverage", "Gaps in the trail")) for entry in top)
    assert "../../decisions/" in {e.attributes.get("href") for e in page.all("a")}


def above(element: Element) -> Iterator[Element]:
    """The lists that an element of a page is in."""
    outer = element.parent
    while outer is not None:
        if outer.tag == "ul" and "md-nav__list" in outer.classes:
            yield outer
        outer = outer.parent
