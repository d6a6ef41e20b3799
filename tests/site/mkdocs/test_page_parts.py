"""Parts of a page are written with the theme of the site, and search and anchors know of all that a page has."""

import json
import re
from pathlib import Path
from shutil import copytree

import pytest
from tests.building import Built, build, start, write

from trailbook.site.mkdocs import page_parts


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return start(tmp_path_factory.mktemp("parts") / "kb")


def rows(built: Built, page: str) -> list[str]:
    return re.findall(r'<tr><td><a class="tb-ref"[^>]*>([^<]+)</a>', built.text(page))


def in_search(built: Built) -> dict[str, str]:
    docs = json.loads(built.text("search/search_index.json"))["docs"]
    return {doc["location"]: doc["text"] for doc in docs}


@pytest.mark.parametrize("directory_urls", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_part_is_a_page_of_the_site(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, directory_urls: bool
) -> None:
    whole = build(root, tmp_path / "whole", use_directory_urls=directory_urls)
    monkeypatch.setattr(page_parts, "MOST", 40)
    cut = build(root, tmp_path / "cut", use_directory_urls=directory_urls, strict=True)
    page, part = (f"reviews{middle}{'/index.html' if directory_urls else '.html'}" for middle in ("", "-part-{}"))
    parts = [part.format(number) for number in range(2, 50) if part.format(number) in cut.paths]
    assert not {part.format(2)} & set(whole.paths)
    assert parts
    assert [row for path in (page, *parts) for row in rows(cut, path)] == rows(whole, page)
    for path in parts:
        assert {e.attributes["href"] for e in cut.page(path).all("link") if e.attributes["rel"] == "stylesheet"} == {
            e.attributes["href"] for e in cut.page(page).all("link") if e.attributes["rel"] == "stylesheet"
        }
    assert in_search(cut) == in_search(whole)
    monkeypatch.undo()
    again = build(root, tmp_path / "cut", use_directory_urls=directory_urls)
    assert again.files() == whole.files()


@pytest.mark.slow
def test_lists_of_the_pages_with_a_tag_go_on_in_parts_as_well(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb = copytree(root, tmp_path / "kb")
    write(kb, {"content/tags.md": "# Tags\n\n<!-- material/tags -->\n"})
    write(kb, {f"content/{n}.md": f"---\ntags: [one]\n---\n\n# Page {n}\n" for n in range(30)})
    monkeypatch.setattr(page_parts, "MOST", 60)
    built = build(kb, tmp_path / "site")
    parts = [path for path in built.paths if path.startswith("tags-part-")]
    found = [link for path in ("tags/index.html", *parts) for link in re.findall(r"Page \d+", built.text(path))]
    assert sorted(found) == sorted(f"Page {n}" for n in range(30))
    assert parts


def test_a_record_has_its_tags_behind_what_it_says(root: Path, tmp_path: Path) -> None:
    kb = copytree(root, tmp_path / "kb")
    write(kb, {"content/tags.md": "# Tags\n\n<!-- material/tags -->\n"})
    path = "content/policies/sharing.md"
    text = (kb / path).read_text(encoding="utf-8").replace("kind: policy", "kind: policy\ntags: [the <web>]", 1)
    write(kb, {path: text})
    html = build(kb, tmp_path / "site").text("policies/sharing/index.html")
    (tags,) = re.findall(r'<nav class="md-tags">(.*?)</nav>', html)
    assert "the &lt;web&gt;" in tags and "<web>" not in tags
    assert html.index('id="about-this"') < html.index("md-tags") < html.index('class="tb-source"')
