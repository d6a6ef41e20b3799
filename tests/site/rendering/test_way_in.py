"""The way into the playbooks for when something is wrong."""

import re

import pytest
from tests.building import Built

from trailbook.site.rendering.way_in import with_way_in

HEADER = '<header class="md-header"><nav><b></b>{}</nav></header><main></main>'
LINK = '<a class="tb-alarm" href="../go/index.html" title="Something is wrong">'


@pytest.mark.parametrize(
    "part",
    [
        '<form class="md-header__option" data-md-component="palette"></form>'
        '<label class="md-header__button md-icon" for="__search">',
        '<label class="md-header__button md-icon" for="__search"></label>',
        "",
    ],
)
def test_it_comes_before_what_the_header_of_the_theme_has_at_its_end(part: str) -> None:
    assert f"<b></b>{LINK}" in with_way_in(HEADER.format(part), "../go/index.html")


def test_a_page_of_another_theme_stays_as_it_is_and_an_address_can_do_nothing() -> None:
    assert with_way_in("<header></header>", "x") == "<header></header>"
    assert "<b>x" not in with_way_in(HEADER.format(""), '"><b>x')


def test_every_page_has_it_at_its_depth(own_site: Built) -> None:
    texts = {path: own_site.text(path) for path in own_site.paths if path.endswith(".html")}
    pages = {path: text for path, text in texts.items() if '<header class="md-header' in text}
    assert {"index.html", "policies/access/index.html", "trail/policies/access/index.html", "404.html"} <= pages.keys()
    for path, text in pages.items():
        expected = "/go/index.html" if path == "404.html" else f"{'../' * path.count('/')}go/index.html"
        assert re.findall(r'<a class="tb-alarm" href="([^"]*)"', text) == [expected], path


def test_a_knowledge_base_without_such_playbooks_has_none(starter_site: Built) -> None:
    shown = any(path.startswith("go/") for path in starter_site.paths)
    assert bool(starter_site.page("policies/index.html").all("a", "tb-alarm")) == shown
