"""Of the site of the build before only what is written again is left."""

import logging
from pathlib import Path

import pytest
from mkdocs import utils
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from tests.building import noting
from tests.quick_builds import quick_builds


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


def test_a_page_that_is_there_already_is_not_written_and_mkdocs_says_nothing_of_it(
    root: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "docs/more.md").write_text("# More\n", encoding="utf-8")
    caplog.set_level(logging.INFO)
    build(root)
    (root / "docs/more.md").write_text("# More\n\nWords.\n", encoding="utf-8")
    written: list[str] = []
    monkeypatch.setattr(utils, "write_file", noting(utils.write_file, lambda _, path: written.append(path)))
    build(root)
    assert [path for path in written if path.endswith("index.html")] == [str(root / "site/more/index.html")]
    assert "Home" in (root / "site/index.html").read_text(encoding="utf-8")
    assert "skipped" not in caplog.text


def test_a_build_that_keeps_pages_keeps_them(root: Path) -> None:
    build(root, dirty=True)
    assert (root / "site" / "gone" / "index.html").is_file()


def test_a_build_that_fails_leaves_nothing_of_it(root: Path) -> None:
    (root / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    (root / "mkdocs.yml").write_text("site_name: S\ntheme: mkdocs\nplugins: [trailbook/trail]\nhooks: [fails.py]\n")
    (root / "fails.py").write_text("def on_nav(nav, config, files):\n    raise ValueError('no')\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no"):
        build(root)
    assert [entry.name for entry in (root / "site").iterdir()] == [".kept"]


def test_many_builds_leave_what_the_last_wrote(root: Path) -> None:
    docs = root / "docs"
    for name in ("one", "two", "three"):
        (docs / "folder").mkdir(exist_ok=True)
        (docs / "folder" / f"{name}.md").write_text(f"# {name}\n", encoding="utf-8")
        (docs / f"{name}.txt").write_text(name, encoding="utf-8")
        build(root)
        assert (root / "site" / "folder" / name / "index.html").is_file()
        assert (root / "site" / f"{name}.txt").read_text() == name
        assert len([*(root / "site" / "folder").iterdir()]) == 1
        assert len([*(root / "site").glob("*.txt")]) == 1
        (docs / "folder" / f"{name}.md").unlink()
        (docs / f"{name}.txt").unlink()


def test_what_a_killed_build_put_aside_goes_with_the_next(root: Path) -> None:
    killed = root / "site" / ".trailbook-old-a1b2c3d4"
    (killed / "files").mkdir(parents=True)
    (killed / ".trailbook-lock").write_text("", encoding="utf-8")
    build(root)
    assert not killed.exists()
