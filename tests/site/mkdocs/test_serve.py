from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from tests.building import Built, build, configure, write
from tests.quick_builds import quick_builds

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.site.mkdocs.serving import Serving, behind_first
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap


class Recorder:
    """Stands where MkDocs' development server would, and notes what it is asked to watch."""

    observer: Any = None
    builder: Callable[[], object]

    def __init__(self) -> None:
        self.watched: list[Path] = []

    def unwatch(self, path: str) -> None:
        raise KeyError(path)  # MkDocs has nothing watched yet

    def watch(self, path: str, func: Any = None, *, recursive: bool = True) -> None:
        self.watched.append(Path(path))


def watched(root: Path) -> list[Path]:
    config = load_config(config_file=str(root / "mkdocs.yml"))
    config.plugins.on_config(config)
    recorder = Recorder()
    config.plugins.on_serve(recorder, config=config, builder=lambda: None)  # type: ignore[arg-type]
    config.plugins.on_shutdown()
    return [path for path in recorder.watched if path.name != "build"]


def test_records_templates_and_assets_are_watched(starter: Path) -> None:
    found = watched(starter)
    assert {starter / name for name in ("content", "threat-models", "postmortems")} <= set(found)
    assert {path.name for path in found} >= {"templates", "assets"}
    assert all(path.is_dir() for path in found)


def test_a_folder_that_is_not_there_is_not_watched(tmp_path: Path) -> None:
    configure(write(tmp_path, {"docs/index.md": "# Home\n"}), "trailbook/records")
    assert {path.name for path in watched(tmp_path)} == {"docs", "templates", "assets"}


@pytest.mark.parametrize("plugin", ["trailbook/diagrams", "trailbook/playbooks"])
def test_a_plugin_alone_watches_the_records_that_it_reads(starter: Path, tmp_path: Path, plugin: str) -> None:
    root = copytree(starter, tmp_path / "kb")
    configure(root, plugin, docs_dir="content")
    assert {root / name for name in ("threat-models", "postmortems")} <= set(watched(root))


def test_an_edited_record_changes_its_page_and_nothing_stays_from_before(starter: Path, tmp_path: Path) -> None:
    root = copytree(starter, tmp_path / "kb")
    before = build(root, tmp_path / "site", strict=True)
    assert "The list is shared with everyone" in before.text("threat-models/leave-requests/index.html")
    model = root / "threat-models/leave-requests.yaml"
    model.write_text(model.read_text().replace("The list is shared with everyone", "Anyone can read the list"))
    (root / "content/training/sharing-basics.md").unlink()
    after = build(root, tmp_path / "site", strict=True)
    for page in ("threat-models/leave-requests", "threats", "playbooks/share-an-app"):
        text = after.text(f"{page}/index.html")
        assert "Anyone can read the list" in text
        assert "The list is shared with everyone" not in text
    assert not (after.site / "training").exists()


@pytest.mark.slow
def test_two_sites_in_one_process_do_not_mix(starter: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", {"docs/index.md": "# Home\n"})
    configure(other, "trailbook/records", "trailbook/diagrams", "trailbook/playbooks")
    build(starter, tmp_path / "first", strict=True)
    assert not build(other, tmp_path / "second", strict=True).page("index.html").all(cls="tb-counts")
    assert not (tmp_path / "second/policies").exists()


def served(config: MkDocsConfig, site: Path) -> Built:
    """A build of the development server, which keeps its plugins from one to the next."""
    with quick_builds():
        mkdocs_build(config)
    return Built(site, [])


def test_an_edited_page_is_shown_before_the_site_is_built(starter: Path, tmp_path: Path) -> None:
    root, site = copytree(starter, tmp_path / "kb"), tmp_path / "site"
    model, policy = root / "threat-models/leave-requests.yaml", root / "content/policies/sharing.md"
    config = load_config(config_file=str(root / "mkdocs.yml"), site_dir=str(site))
    config.plugins.on_startup(command="serve", dirty=False)
    first = served(config, site).files()
    recorder, built = Recorder(), list[int]()
    config.plugins.on_serve(recorder, config=config, builder=lambda: built.append(1))  # type: ignore[arg-type]
    try:
        model.write_text(model.read_text().replace("The list is shared with everyone", "Anyone can read the list"))
        with quick_builds():
            recorder.builder()
        after = Built(site, [])
        assert "Anyone can read the list" in after.text("threat-models/leave-requests/threats/index.html")
        changed = {path for path, content in after.files().items() if content != first.get(path)}
        assert {tuple(path.split("/")[:2]) for path in changed} == {("threat-models", "leave-requests")}
        model.write_text(model.read_text().replace("Anyone can read the list", "Nobody can read it"))
        with quick_builds():
            recorder.builder()
        assert "Nobody can read it" in Built(site, []).text("threat-models/leave-requests/threats/index.html")
        assert built == []
        recorder.builder()  # as the server does a moment later
        assert built == [1]
        policy.write_text(policy.read_text().replace("level: must", "level: shall", 1))
        recorder.builder()  # what is wrong with a file is said by a build
        assert built == [1, 1]
        policy.unlink()
        recorder.builder()
        assert built == [1, 1, 1]
    finally:
        config.plugins.on_shutdown()


@pytest.mark.slow
def test_a_page_says_what_is_wrong_with_its_file_and_shows_its_last_version(starter: Path, tmp_path: Path) -> None:
    root, site = copytree(starter, tmp_path / "kb"), tmp_path / "site"
    model, policy = root / "threat-models/leave-requests.yaml", root / "content/policies/sharing.md"
    config = load_config(config_file=str(root / "mkdocs.yml"), site_dir=str(site))
    config.plugins.on_startup(command="serve", dirty=False)
    good = served(config, site).page("threat-models/leave-requests/index.html")
    assert not good.all("div", "tb-notice")
    right = model.read_text()
    model.write_text("\n  <b>: [\n" + right)
    policy.write_text(policy.read_text().replace("level: must", "level: shall", 1))
    pages = served(config, site)
    for path, source in (("threat-models/leave-requests", model), ("policies/sharing", policy)):
        (notice,) = pages.page(f"{path}/index.html").all("div", "tb-notice")
        assert f"in {source.relative_to(root).as_posix()}" in notice.text
        assert "Line " in notice.text
    shown = pages.page("threat-models/leave-requests/index.html")
    assert "The list is shared with everyone" in shown.text
    assert not shown.all("b")
    for chapter in ("threats", "actions", "design", "history"):
        behind = pages.page(f"threat-models/leave-requests/{chapter}/index.html")
        assert len(behind.all("div", "tb-notice")) == 1
        assert chapter != "threats" or "The list is shared with everyone" in behind.text
    model.write_text(right)
    assert not served(config, site).page("threat-models/leave-requests/index.html").all("div", "tb-notice")


def test_a_model_in_markdown_that_cannot_be_read_keeps_all_its_pages() -> None:
    serving, source = Serving(), "content/models/a.md"
    own, chapter = SitePage("models/a.md", "# A", source), SitePage("models/a/threats.md", "# Threats", source)
    policy = SitePage("policies/b.md", "# B", "content/policies/b.md")
    good = Sitemap(KnowledgeBase({}, (), ()), "content")
    assert [*serving.pages_of_unread([own, chapter, policy], good)] == []
    unread = frozenset({source, "content/policies/b.md", "content/policies/new.md"})
    broken = Sitemap(KnowledgeBase({}, (), (), unread), "content")
    assert [*serving.pages_of_unread([], broken)] == [own, chapter]


def test_what_comes_back_for_a_record_is_behind_its_first_page() -> None:
    placed = (("a.md", "a.yaml"), ("a/threats.md", "a.yaml"), ("b.md", "b.yaml"))
    assert behind_first(SitePage(path, "", source) for path, source in placed) == {"a/threats.md": "a.md"}


@pytest.mark.slow
def test_a_build_shows_no_problem_on_its_pages(starter: Path, tmp_path: Path) -> None:
    root = copytree(starter, tmp_path / "kb")
    (root / "threat-models/leave-requests.yaml").write_text("id: [\n")
    pages = build(root, tmp_path / "site").pages
    assert "threat-models/leave-requests/index.html" not in pages
    assert not any(
        "role" in e.attributes and e.attributes["role"] == "alert" for p in pages.values() for e in p.elements
    )
