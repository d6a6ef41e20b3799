from posixpath import dirname
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.structure.files import File
from tests.paths import REPOSITORY

from trailbook.records.loading import assemble, load
from trailbook.site.rendering.page import url_of
from trailbook.site.rendering.sitemap import Sitemap

EMPTY = assemble({})


@pytest.mark.parametrize(
    ("path", "folders", "files"),
    [
        ("index.md", "", "index.html"),
        ("README.md", "", "index.html"),
        ("about.md", "about/", "about.html"),
        ("policies/index.md", "policies/", "policies/index.html"),
        ("policies/README.md", "policies/", "policies/index.html"),
        ("policies/sharing.md", "policies/sharing/", "policies/sharing.html"),
        ("a/b/c.md", "a/b/c/", "a/b/c.html"),
        ("notes/v1.2.md", "notes/v1.2/", "notes/v1.2.html"),
    ],
)
def test_the_address_of_a_page_is_the_one_that_mkdocs_gives_it(path: str, folders: str, files: str) -> None:
    assert url_of(path) == folders
    assert url_of(path, directory_urls=False) == files
    for directory_urls, address in ((True, folders), (False, files)):
        built = File(path, "docs", "site", directory_urls)
        assert (built.url if built.url != "./" else "") == address


@pytest.mark.parametrize(
    ("page", "target", "folders", "files"),
    [
        ("index.md", "index.md", "./", "index.html"),
        ("index.md", "a/b.md", "a/b/", "a/b.html"),
        ("a/b.md", "index.md", "../../", "../index.html"),
        ("a/b.md", "a/b.md", "./", "b.html"),
        ("a/b.md", "a/c.md", "../c/", "c.html"),
        ("a/index.md", "a/b.md", "b/", "b.html"),
        ("a/b.md", "a/README.md", "../", "index.html"),
        ("a/b.md", "threats.md", "../../threats/", "../threats.html"),
    ],
)
def test_addresses_are_relative_to_the_page_that_holds_them(page: str, target: str, folders: str, files: str) -> None:
    assert Sitemap(EMPTY, "content").between(page, target) == folders
    assert Sitemap(EMPTY, "content", directory_urls=False).between(page, target) == files


names = st.text(st.characters(codec="utf-8", exclude_characters="/\\", exclude_categories=["C", "Z"]), min_size=1)
parts = st.one_of(st.sampled_from(["index", "README", "a", "b", "a b", "50%", "q?", "c#", "x:y"]), names)
paths = st.lists(parts.filter(lambda part: part.strip(".")), min_size=1, max_size=4).map(lambda p: "/".join(p) + ".md")


@given(paths, paths, st.booleans())
def test_an_address_resolved_from_its_page_is_the_target(page: str, target: str, directory_urls: bool) -> None:
    site = "https://example.org/deep/"
    here = File(page, "docs", "site", directory_urls).url
    resolved = urljoin(site + (here if here != "./" else ""), Sitemap(EMPTY, "c", directory_urls).between(page, target))
    assert unquote(resolved.removeprefix(site)) == url_of(target, directory_urls)


def test_a_record_outside_the_documentation_folder_has_a_page_at_its_own_path() -> None:
    sitemap = Sitemap(assemble({"threat-models/a.yaml": MODEL, "docs/b.md": b"# B\n"}), "docs")
    assert sitemap.paths == {"TM-A": "threat-models/a.md", "docs/b.md": "b.md"}


def test_without_the_records_plugin_only_markdown_in_the_documentation_folder_has_a_page() -> None:
    files = {"threat-models/a.yaml": MODEL, "docs/c.yaml": MODEL.replace(b"TM-A", b"TM-C"), "docs/b.md": b"# B\n"}
    assert Sitemap(assemble(files), "docs", only_docs=True).paths == {"docs/b.md": "b.md"}


def test_a_reference_to_a_record_without_a_page_has_no_address() -> None:
    sitemap = Sitemap(assemble({"threat-models/a.yaml": MODEL}), "docs", only_docs=True)
    assert sitemap.href("TM-A.T1", "index.md") is None
    assert sitemap.markdown_link("TM-A.T1", "index.md") is None


def test_a_markdown_link_names_the_targets_file_and_anchor() -> None:
    sitemap = Sitemap(assemble({"threat-models/a.yaml": MODEL}), "docs")
    assert sitemap.markdown_link("TM-A.A", "policies/x.md") == "../threat-models/a/design.md#A"
    assert sitemap.markdown_link("TM-A", "index.md") == "threat-models/a.md"


def test_each_item_of_a_threat_model_is_on_a_page_behind_its_overview() -> None:
    sitemap = Sitemap(load(REPOSITORY), "content")
    places = {"B1": "design", "T1": "threats", "M1": "actions", "A1": "design"}
    assert {item: sitemap.page_of(f"TM-PORTAL.{item}") for item in places} == {
        item: f"threat-models/portal/{name}.md" for item, name in places.items()
    }
    assert sitemap.page_of("TM-PORTAL") == "threat-models/portal.md"
    assert sitemap.href("TM-PORTAL.M1", "threat-models/portal.md") == "actions/#M1"
    assert sitemap.page_of("POL-ACCESS.C1") == "policies/access.md"


def test_a_page_behind_another_can_not_be_that_of_a_record() -> None:
    files = {"threat-models/a.yaml": MODEL, "threat-models/a/design.yaml": MODEL.replace(b"TM-A", b"TM-B")}
    (clash,) = Sitemap(assemble(files), "docs").clashes()
    assert clash.startswith("threat-models/a.yaml:1:1: its page would be that of threat-models/a/design.yaml")


def test_two_records_whose_pages_are_all_the_same_are_told_of_once() -> None:
    files = {"threat-models/a.yaml": MODEL, "threat-models/a.yml": MODEL.replace(b"TM-A", b"TM-B")}
    (clash,) = Sitemap(assemble(files), "docs").clashes()
    assert clash.startswith("threat-models/a.yml:1:1: its page would be that of threat-models/a.yaml")


def test_a_file_name_cannot_end_the_link_that_leads_to_it() -> None:
    sitemap = Sitemap(assemble({"docs/a b](x) #1.md": b"# B\n"}), "docs")
    link = sitemap.markdown_link("docs/a b](x) #1.md", "index.md")
    assert link == "a%20b%5D%28x%29%20%231.md"
    assert dirname(link) == ""


def test_the_place_of_a_text_is_its_line_in_the_file_behind_the_page() -> None:
    sitemap = Sitemap(assemble({"docs/b.md": b"---\ntags: [x]\n---\n# B\n\nhere\n"}), "docs")
    assert sitemap.place("b.md", "here") == "docs/b.md:6"
    assert sitemap.place("b.md", "nowhere") == "docs/b.md:1"
    assert sitemap.place("threats.md", "x") == "threats.md:1"


MODEL = b"""\
id: TM-A
kind: threat-model
title: A
owner: Us
application: {name: A, platform: P, purpose: P, users: U, impact: I}
components: [{id: A, name: A, type: screen, owner: Us}]
review: {cadence: yearly}
"""


@pytest.mark.parametrize(
    ("path", "text", "title"),
    [
        ("content/severity_levels.md", "Text.\n", "Severity levels"),
        ("content/on-call/index.md", "Text.\n", "On call"),
        ("content/API_keys.md", "Text.\n", "API keys"),
        ("content/index.md", "Text.\n", "Home"),
        ("content/a.md", "# Said\n", "Said"),
        ("content/named.md", "# Said\n", "Named"),
    ],
)
def test_a_plain_page_has_the_title_that_its_site_shows(path: str, text: str, title: str) -> None:
    sitemap = Sitemap(assemble({path: text.encode()}), "content", only_docs=True, titles={"named.md": "Named"})
    assert sitemap.title(sitemap.knowledge.documents[path]) == title
