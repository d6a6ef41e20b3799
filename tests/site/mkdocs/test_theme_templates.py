"""The templates of a theme are compiled once, and its files are found without those that MkDocs never takes."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import get_files
from mkdocs.structure.nav import get_navigation
from mkdocs.theme import Theme
from tests.building import configure

from trailbook.site.mkdocs.build_cache import build_cache
from trailbook.site.mkdocs.theme_templates import keep_templates


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    (tmp_path / "kb/docs").mkdir(parents=True)
    return tmp_path / "kb"


def begun(root: Path, theme: str = "material") -> MkDocsConfig:
    configure(root, theme=theme)
    config = load_config(config_file=str(root / "mkdocs.yml"))
    keep_templates(config)
    return config


def test_a_template_is_compiled_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = begun(root)
    expected = config.theme.get_env().get_template("404.html").blocks.keys()
    build_cache(config).values.close(complete=True)
    monkeypatch.setattr(Environment, "compile", None)
    assert begun(root).theme.get_env().get_template("404.html").blocks.keys() == expected


def test_hidden_files_alone_are_not_listed(root: Path) -> None:
    theme = begun(root).theme
    every = Theme.get_env(theme).list_templates()
    listed = theme.get_env().list_templates()
    assert listed == [name for name in every if not any(part.startswith(".") for part in name.split("/")[:-1])]
    assert len(listed) < len(every) / 10


def test_a_page_is_shorter_and_says_the_same(root: Path) -> None:
    (root / "docs/index.md").write_text("# Home\n")
    (root / "docs/other.md").write_text("# Other\n")
    config = begun(root)
    config.theme["features"] = ["navigation.tabs", "navigation.footer", "search.suggest", "toc.follow"]
    nav = get_navigation(files := get_files(config), config)
    nav.pages[0].content = "<h1>Home</h1> <p>Said.</p>"
    context = get_context(nav, files, config, nav.pages[0])
    whole, short = (
        env.get_template("main.html").render(context) for env in (Theme.get_env(config.theme), config.theme.get_env())
    )
    assert len(short) < len(whole)
    assert as_read(short) == as_read(whole)
    assert TAG.findall(short) == TAG.findall(whole)


TAG = re.compile(r"<[^>]*>")


def as_read(html: str) -> str:
    return " ".join(TAG.sub("", html).split())


def test_the_templates_of_others_are_left_to_them(root: Path) -> None:
    assert begun(root, "readthedocs").theme.get_env().bytecode_cache is None
