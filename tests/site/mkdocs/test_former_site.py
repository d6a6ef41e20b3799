"""The site of the build before goes, and nothing that is being deleted is left in the new one."""

from pathlib import Path

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from tests.quick_builds import quick_builds

from trailbook.site.mkdocs.former_site import FormerSite


@pytest.fixture
def root(tmp_path: Path) -> Path:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("# Home\n", encoding="utf-8")
    site = "site_name: S\ntheme: mkdocs\nplugins: [trailbook/trail]\n"
    (tmp_path / "mkdocs.yml").write_text(site, encoding="utf-8")
    former = tmp_path / "site"
    (former / "gone").mkdir(parents=True)
    (former / "gone" / "index.html").write_text("former", encoding="utf-8")
    (former / ".kept").write_text("hidden", encoding="utf-8")
    return tmp_path


def build(root: Path, *, dirty: bool = False) -> MkDocsConfig:
    with quick_builds():
        config = load_config(config_file=str(root / "mkdocs.yml"))
        config.plugins.on_startup(command="build", dirty=dirty)
        mkdocs_build(config, dirty=dirty)
    return config


def test_the_former_site_is_deleted_and_hidden_files_are_left_as_mkdocs_leaves_them(root: Path) -> None:
    build(root)
    site = root / "site"
    assert not (site / "gone").exists()
    assert [entry.name for entry in site.iterdir() if entry.name.startswith(".")] == [".kept"]
    assert (site / "index.html").is_file()


def test_a_build_that_keeps_pages_keeps_them(root: Path) -> None:
    build(root, dirty=True)
    assert (root / "site" / "gone" / "index.html").is_file()


def test_a_build_that_fails_leaves_nothing_aside(root: Path) -> None:
    plugin = FormerSite()
    config = load_config(config_file=str(root / "mkdocs.yml"))
    plugin.on_pre_build(config)
    assert not (root / "site" / "gone").exists()
    plugin.on_build_error(RuntimeError())
    assert [entry.name for entry in (root / "site").iterdir()] == [".kept"]


def test_what_a_killed_build_put_aside_goes_with_the_next(root: Path) -> None:
    killed = root / "site" / ".trailbook-old-a1b2c3d4"
    (killed / "files").mkdir(parents=True)
    (killed / ".trailbook-lock").write_text("", encoding="utf-8")
    build(root)
    assert not killed.exists()
