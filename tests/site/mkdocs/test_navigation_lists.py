"""A page whose long lists of pages are filled in is the page that the theme would lay out, to the byte."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.structure.files import Files, get_files
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from tests.building import configure

from trailbook.site.mkdocs.navigation_lists import _MARK, NavigationLists
from trailbook.site.mkdocs.theme_templates import keep_templates

Laid = tuple[Navigation, Environment, Callable[[Page], dict[str, Any]]]
FEATURES: tuple[list[str], ...] = (
    [],
    ["navigation.prune"],
    ["navigation.tabs", "navigation.indexes", "navigation.prune", "navigation.path"],
    ["navigation.sections", "navigation.expand", "toc.integrate", "navigation.footer"],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages with sections of seven pages, pages below one of them, and one with an icon of its own."""
    root = tmp_path_factory.mktemp("kb")
    pages = {"index.md": "# Home & more", "beside.md": "# <b>Beside</b>"}
    for section in ("risk", "risk/deeper", "rules"):
        pages |= {f"{section}/page-{number}.md": f"# Page {number} of {section}" for number in range(7)}
    pages |= {"rules/index.md": "# Rules", "rules/page-0/index.md": "# Index", "rules/zz.md": "# Rock & roll"}
    pages |= {f"rules/page-3/{name}.md": f"# Below {name}" for name in "abcdef"}
    pages["risk/page-4.md"] = "---\nicon: material/alert\nstatus: new\n---\n# With an icon"
    for path, text in pages.items():
        (file := root / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def laid_out(folder: Path, features: list[str], *, directory_urls: bool, theme: str = "material") -> Laid:
    configure(folder, theme=theme)
    config = load_config(config_file=str(folder / "mkdocs.yml"), use_directory_urls=directory_urls)
    keep_templates(config)
    config.theme["features"] = features
    files: Files = get_files(config)
    nav = get_navigation(files, config)
    for page in nav.pages:
        page.read_source(config)
        page.render(config, files)
    return nav, config.theme.get_env(), lambda page: dict(get_context(nav, files, config, page))


def shown(laid: Laid, render: Callable[[Callable[[Any], str], Mapping[str, Any]], str]) -> Iterator[tuple[str, str]]:
    """Each page by its path, as something renders it."""
    nav, env, context = laid
    for page in nav.pages:
        page.active = True
        yield page.file.src_uri, render(env.get_template("main.html").render, context(page))
        page.active = False


def by_theme(render: Callable[[Any], str], context: Mapping[str, Any]) -> str:
    return render(context)


@pytest.mark.parametrize("directory_urls", [True, False])
@pytest.mark.parametrize("features", FEATURES)
def test_pages_are_the_same(folder: Path, features: list[str], directory_urls: bool) -> None:
    laid = laid_out(folder, features, directory_urls=directory_urls)
    lists = NavigationLists(laid[0])
    rendered: list[str] = []

    def filled_in(render: Callable[[Any], str], context: Mapping[str, Any]) -> str:
        def outline(given: Any) -> str:
            rendered.append(render(given))
            return rendered[-1]

        return lists.render(outline, context)

    assert dict(shown(laid, filled_in)) == dict(shown(laid, by_theme))
    assert any(f"{_MARK}-0/" in html for html in rendered)  # it was not the theme that listed them
    assert len(rendered) == len(laid[0].pages)


def test_the_navigation_stays_as_it_is(folder: Path) -> None:
    laid = laid_out(folder, [], directory_urls=True)
    before = str(laid[0])
    for _ in shown(laid, NavigationLists(laid[0]).render):
        assert str(laid[0]) == before


def test_a_theme_that_lists_otherwise_lists_itself(folder: Path) -> None:
    laid = laid_out(folder, [], directory_urls=True, theme="mkdocs")
    assert dict(shown(laid, NavigationLists(laid[0]).render)) == dict(shown(laid, by_theme))
