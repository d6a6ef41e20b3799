"""The index that browsers load in parts, as Pagefind's program writes it."""

import gzip
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from mkdocs.exceptions import Abort
from tests.building import build, configure, start

from trailbook.site.files import pagefind_index
from trailbook.site.files.pagefind_index import FOLDER, WORDS, PagefindError, begin_index, write_words
from trailbook.site.kept_values import KeptValues
from trailbook.site.mkdocs import search_plugin
from trailbook.trail.cache import Cache

ENTRIES: tuple[dict[str, Any], ...] = (
    {"location": "", "title": "Home", "text": "<p>Welcome</p>"},
    {
        "location": "a%20b/",
        "title": "A &lt;b&gt;",
        "text": "Text &amp; more",
        "kind": "Policy",
        "also": ["SSO", "x &lt;"],
    },
    {"location": "a%20b/#C1", "title": "POL-A.C1 One", "text": "", "boost": 4},
    {"location": "page.html", "title": "Page", "text": "Words"},
)


def fragments(site: Path) -> dict[str, Any]:
    texts = (gzip.decompress(file.read_bytes()) for file in (site / FOLDER / "fragment").iterdir())
    found = [json.loads(text.removeprefix(b"pagefind_dcd")) for text in texts]
    return {fragment["url"]: fragment for fragment in found}


def test_each_page_is_one_result_with_its_sections(tmp_path: Path) -> None:
    assert b"WebAssembly" in begin_index(ENTRIES, "en", tmp_path, KeptValues(Cache(None)))()
    found = fragments(tmp_path)
    assert set(found) == {"/", "/a%20b/", "/page.html"}
    assert found["/a%20b/"]["meta"] == {"title": "A <b>", "kind": "Policy", "also": "SSO; x <"}
    assert [anchor["id"] for anchor in found["/a%20b/"]["anchors"]] == ["C1"]


def test_only_what_browsers_need_is_written_and_always_the_same(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for site in (one, two):
        begin_index(ENTRIES, "en", site, KeptValues(Cache(None)))()
    paths = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert not [path for path in paths if "ui" in path.name]
    assert {path: (one / path).read_bytes() for path in paths} == {path: (two / path).read_bytes() for path in paths}


def test_what_was_of_a_former_index_alone_is_gone(tmp_path: Path) -> None:
    former, clean = tmp_path / "former", tmp_path / "clean"
    for site, entries in ((former, ENTRIES), (former, ENTRIES[1:]), (clean, ENTRIES[1:])):
        begin_index(entries, "en", site, KeptValues(Cache(None)))()
    assert set(fragments(former)) == {"/a%20b/", "/page.html"}
    contents = [
        {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
        for site in (former, clean)
    ]
    assert contents[0] == contents[1]


def test_the_words_of_each_page_are_in_one_part_and_those_of_a_former_build_are_gone(tmp_path: Path) -> None:
    (tmp_path / WORDS).mkdir(parents=True)
    (tmp_path / WORDS / "old.json").write_text("{}")
    write_words(ENTRIES, tmp_path)
    listed = json.loads((tmp_path / f"{WORDS}.json").read_text(encoding="utf-8"))
    assert list(listed) == ["", "a%20b/", "page.html"]
    title, _, part = listed["a%20b/"]
    words = json.loads((tmp_path / WORDS / f"{part}.json").read_text(encoding="utf-8"))["a%20b/"]
    assert (title, words) == ("A &lt;b&gt;", ["<h2>A &lt;b&gt;</h2>Text &amp; more", "<h2>POL-A.C1 One</h2>"])
    assert {f"{one[2]}.json" for one in listed.values()} == {file.name for file in (tmp_path / WORDS).iterdir()}
    write_words([*ENTRIES[:2], {**ENTRIES[2], "text": "More"}, ENTRIES[3]], tmp_path)
    again = json.loads((tmp_path / f"{WORDS}.json").read_text(encoding="utf-8"))
    assert [again[page] == listed[page] for page in listed] == [True, False, True]


def test_without_the_package_the_remedy_is_named(tmp_path: Path) -> None:
    with patch.dict("sys.modules", pagefind_bin=None), pytest.raises(PagefindError, match=r"extra 'search'"):
        begin_index(ENTRIES, "en", tmp_path, KeptValues(Cache(None)))()


@pytest.mark.parametrize("program", ["true", "/nowhere/pagefind"])
def test_a_program_that_fails_is_an_error(tmp_path: Path, program: str) -> None:
    with (
        patch("pagefind_bin.get_executable", return_value=program),
        pytest.raises(PagefindError, match="write the ind"),
    ):
        begin_index(ENTRIES, "en", tmp_path, KeptValues(Cache(None)))()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return start(tmp_path / "base")


def searching(root: Path, search: str, *others: str, theme: str = "material", large: int = 1) -> Path:
    """The folder of the built site, in which every index of ``large`` characters is one."""
    configure(root, {"trailbook/records": {"search": search}}, *others, theme=theme, docs_dir="content")
    with patch.object(search_plugin, "LARGE", large):
        return build(root, root.parent / "site").site


@pytest.mark.slow
@pytest.mark.parametrize(
    ("search", "large", "is_parted"),
    [("auto", 1, True), ("auto", 10**9, False), ("pagefind", 10**9, True), ("material", 1, False)],
)
def test_the_size_of_the_index_or_the_option_decides(root: Path, search: str, large: int, is_parted: bool) -> None:
    site = searching(root, search, large=large)
    assert (site / FOLDER).is_dir() == is_parted
    assert bool(json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]) != is_parted
    (script,) = (site / "assets/javascripts/workers").glob("search.*.min.js")
    assert ("pagefind_version" in script.read_text(encoding="utf-8")) == is_parted


@pytest.mark.slow
def test_a_large_site_without_the_package_keeps_the_index_of_its_search_plugin(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with patch("trailbook.site.files.pagefind_index.find_spec", return_value=None), caplog.at_level("INFO"):
        site = searching(root, "auto")
    assert not (site / FOLDER).exists()
    assert "pip install '.[search]' in a clone" in caplog.text


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "others"), [("mkdocs", ()), ("material", ("offline",))])
def test_a_site_that_cannot_have_it_says_why(
    root: Path, theme: str, others: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Abort):
        searching(root, "pagefind", *others, theme=theme)
    assert "'search: pagefind' of trailbook/records" in caplog.text
    assert not (searching(root, "auto", *others, theme=theme) / FOLDER).exists()


def test_an_index_that_would_be_the_same_is_not_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pagefind_bin")
    values = KeptValues(Cache(tmp_path / "kept.sqlite"))
    script = begin_index(ENTRIES, "en", tmp_path / "site", values)()
    with monkeypatch.context() as without:
        without.setattr(pagefind_index, "_write", None)
        assert begin_index(ENTRIES, "en", tmp_path / "site", values)() == script
    next((tmp_path / "site" / FOLDER).glob("pagefind-entry.json")).write_text("altered", encoding="utf-8")
    assert begin_index(ENTRIES, "en", tmp_path / "site", values)() == script
    assert "altered" not in (tmp_path / "site" / FOLDER / "pagefind-entry.json").read_text(encoding="utf-8")
