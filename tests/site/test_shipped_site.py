"""What holds for every page of the site that this repository publishes."""

import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from mkdocs.config import load_config
from tests.building import Built, broken_links, build_own
from tests.paths import REPOSITORY

pytestmark = pytest.mark.slow

LOADING = {"img", "script", "iframe", "source", "video", "audio", "embed", "object", "image", "use", "input", "track"}
LOADING_RELATIONS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "modulepreload", "manifest"}
ELSEWHERE = re.compile(r"\s*(?:[a-z]+:)?//", re.IGNORECASE)


def test_every_link_leads_to_a_page_and_an_anchor_that_exist(own_site: Built) -> None:
    assert not broken_links(own_site)


def test_links_within_the_site_are_relative(own_site: Built) -> None:
    pages = {path: page for path, page in own_site.pages.items() if path != "404.html"}
    found = {
        (path, e.attributes["href"])
        for path, page in pages.items()
        for e in page.all("a")
        if e.attributes.get("href", "").startswith("/")
    }
    assert not found


def test_every_page_but_a_few_says_where_it_is(own_site: Built) -> None:
    lost = {
        path
        for path, page in own_site.pages.items()
        if any("md-sidebar--primary" in e.attributes.get("class", "") for e in page.elements)
        and not any("md-tabs__item--active" in e.attributes.get("class", "") for e in page.elements)
    }
    assert lost == {"404.html"}


def test_every_id_is_unique_in_its_page(own_site: Built) -> None:
    for path, page in own_site.pages.items():
        repeated = [id for id, count in Counter(page.ids).items() if count > 1]
        assert not repeated, path


def test_labels_and_descriptions_point_at_ids_of_their_page(own_site: Built) -> None:
    names = ("aria-labelledby", "aria-describedby", "for")
    for path, page in own_site.pages.items():
        wanted = {id for e in page.elements for name in names for id in e.attributes.get(name, "").split()}
        ours = {id for id in wanted if not id.startswith("__")}
        assert ours <= set(page.ids), path


def test_no_page_loads_anything_from_another_host(own_site: Built) -> None:
    for path, page in own_site.pages.items():
        for e in page.elements:
            loads = e.tag in LOADING or (
                e.tag == "link" and LOADING_RELATIONS & set(e.attributes.get("rel", "").split())
            )
            addresses = [e.attributes.get(name, "") for name in ("src", "srcset", "poster", "data", "action")]
            addresses += [e.attributes.get("href", ""), e.attributes.get("xlink:href", "")] if loads else []
            assert not [address for address in addresses if ELSEWHERE.match(address)], (path, e.tag)
            assert not re.search(r"url\(\s*['\"]?(?:[a-z]+:)?//", e.attributes.get("style", "")), path
        styles = "".join(e.text for e in page.all("style"))
        assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", styles), path


def test_no_style_sheet_loads_anything_from_another_host(own_site: Built) -> None:
    for file in own_site.site.rglob("*.css"):
        assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", file.read_text(encoding="utf-8")), file


def test_every_file_that_a_style_sheet_names_is_served(own_site: Built) -> None:
    for file in (own_site.site / "assets/trailbook").glob("*.css"):
        for name in re.findall(r"url\(\s*['\"]?([^'\")]+)", file.read_text(encoding="utf-8")):
            if not name.startswith("data:"):
                assert (file.parent / name).is_file(), f"{file.name}: {name}"


def test_no_page_holds_a_block_that_was_not_filled_or_markdown_that_was_not_read(own_site: Built) -> None:
    for path, page in own_site.pages.items():
        unfilled = [e.text for e in page.all("code") if "language-trailbook" in e.classes]
        assert not unfilled, path
        if path.startswith("trail/"):
            continue  # what a text said is shown as it was written
        prose = "".join(e.text for e in page.all() if e.tag in ("p", "li", "dd", "td", "h1", "h2", "h3"))
        shown = "".join(e.text for e in page.all("code"))
        for leftover in ("{ #", "{ .tb-", "{#", "]("):
            assert prose.count(leftover) <= shown.count(leftover) * 9, (path, leftover)


def test_no_path_of_the_machine_is_in_any_file(own_site: Built) -> None:
    machine = {str(REPOSITORY), str(own_site.site), str(Path.home()), sys.prefix, sys.base_prefix}
    secrets = [path.encode() for path in machine if len(path) > 5]
    for path, data in own_site.files().items():
        assert not [secret for secret in secrets if secret in data], path


def test_a_second_build_gives_the_same_bytes(own_site: Built, tmp_path: Path) -> None:
    """In another process, with another hash seed and time zone, in another folder."""
    build_own(tmp_path / "again", PYTHONHASHSEED="7", TZ="Pacific/Auckland", LC_ALL="C")
    first, second = own_site.files(), Built(tmp_path / "again", []).files()
    assert sorted(first) == sorted(second)
    differ = [path for path in first if first[path] != second[path]]
    assert not differ


@pytest.mark.parametrize("path", ["threat-models/expenses/index.html", "policies/connectors/index.html"])
def test_edit_links_lead_to_source_files_that_exist(own_site: Built, path: str) -> None:
    config = load_config(config_file=str(REPOSITORY / "mkdocs.yml"))
    base = f"{config.repo_url}/edit/main/"
    (link,) = {e.attributes["href"] for e in own_site.page(path).all("a") if e.attributes.get("rel") == "edit"}
    assert link.startswith(base)
    assert (REPOSITORY / link.removeprefix(base)).is_file()
