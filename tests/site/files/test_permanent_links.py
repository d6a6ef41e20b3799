"""Permanent addresses: each id leads to where it is published now, wherever that is, and nothing else has one."""

from pathlib import Path
from urllib.parse import urljoin

import pytest
from tests.building import Html, broken_links, build, configure, parse, write
from tests.repositories import Repo

from trailbook.records.loading import assemble
from trailbook.site.files.permanent_links import PermanentLink, permanent_files, permanent_links
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View

MODEL = """\
id: TM-A
kind: threat-model
title: {title}
owner: Team
review: {{cadence: yearly}}
application: {{name: App, platform: P, purpose: Work, users: All, impact: Some}}
components:
  - {{id: LIST, name: A list, type: data-store, owner: Team}}
"""


def sitemap(path: str = "threat-models/a.yaml", *, title: str = "App", directory_urls: bool = True) -> Sitemap:
    files = {path: MODEL.format(title=title).encode(), "docs/notes.md": b"# Notes\n\n## Part {#P1}\n"}
    return Sitemap(assemble(files), "docs", directory_urls)


def files(found: Sitemap, site_url: str | None = None) -> dict[str, Html]:
    return {path: parse(data.decode()) for path, data in permanent_files(found, permanent_links(found), site_url)}


def refreshed(page: Html) -> str:
    (content,) = [e.attributes["content"] for e in page.all("meta") if e.attributes.get("http-equiv") == "refresh"]
    assert content.startswith("0; url=")
    return content.removeprefix("0; url=")


def test_every_record_with_an_id_and_every_item_has_an_address_and_a_plain_page_has_none() -> None:
    assert sorted(files(sitemap())) == ["id/TM-A.LIST/index.html", "id/TM-A/index.html"]
    assert sorted(files(sitemap(directory_urls=False))) == ["id/TM-A.LIST.html", "id/TM-A.html"]


@pytest.mark.parametrize(
    ("path", "directory_urls", "item", "record"),
    [
        ("threat-models/a.yaml", True, "threat-models/a/design/#LIST", "threat-models/a/"),
        ("docs/moved/far away.yaml", True, "moved/far%20away/design/#LIST", "moved/far%20away/"),
        ("threat-models/a.yaml", False, "threat-models/a/design.html#LIST", "threat-models/a.html"),
    ],
)
def test_the_address_stays_and_leads_to_where_the_file_is_now(
    path: str, directory_urls: bool, item: str, record: str
) -> None:
    found = files(sitemap(path, directory_urls=directory_urls))
    for reference, target in (("TM-A.LIST", item), ("TM-A", record)):
        own = f"id/{reference}/index.html" if directory_urls else f"id/{reference}.html"
        page = found[own]
        (link,) = page.all("a")
        assert refreshed(page) == link.attributes["href"]
        assert urljoin(f"https://example.org/{own}", refreshed(page)) == f"https://example.org/{target}"


def test_the_canonical_link_is_a_whole_address_where_the_site_has_one_and_relative_where_not() -> None:
    def canonical(site_url: str | None) -> str:
        page = files(sitemap(), site_url)["id/TM-A.LIST/index.html"]
        return next(e.attributes["href"] for e in page.all("link") if e.attributes["rel"] == "canonical")

    assert canonical(None) == "../../threat-models/a/design/#LIST"
    assert canonical("https://example.org/kb") == canonical("https://example.org/kb/")
    assert canonical("https://example.org/kb/") == "https://example.org/kb/threat-models/a/design/#LIST"


def test_an_address_runs_no_script_and_is_in_no_search_engine() -> None:
    page = files(sitemap())["id/TM-A/index.html"]
    assert not page.all("script")
    assert {"name": "robots", "content": "noindex"} in [e.attributes for e in page.all("meta")]


def test_a_title_is_text() -> None:
    hostile = "\"'</title></a><script>alert(1)</script> \u202e &amp; {reference}"
    page = files(sitemap(title=f"'{hostile.replace(chr(39), chr(39) * 2)}'"))["id/TM-A/index.html"]
    assert not page.all("script")
    shown = hostile.replace("\u202e ", "")
    assert page.all("a")[0].text == shown
    assert page.all("title")[0].text == f"TM-A: {shown}"


def test_the_address_of_something_without_an_item_leads_to_the_page_alone() -> None:
    found = list(permanent_files(sitemap(), [PermanentLink("TM-OLD", "Gone", "trail/closed/TM-OLD.md")], None))
    assert [path for path, _ in found] == ["id/TM-OLD/index.html"]
    assert refreshed(parse(found[0][1].decode())) == "../../trail/closed/TM-OLD/"


def test_a_page_offers_the_address_of_what_has_one_and_of_nothing_else() -> None:
    view = View(sitemap(), "threat-models/a.md")
    assert view.permanent("TM-A.LIST") == "../../id/TM-A.LIST/"
    assert view.permanent("TM-ELSEWHERE.T1") == ""
    alone = Sitemap(sitemap().knowledge, "docs", only_docs=True)
    assert View(alone, "notes.md").permanent("TM-A.LIST") == ""


def test_the_site_has_the_addresses_and_a_page_that_is_in_their_place_is_a_warning(tmp_path: Path) -> None:
    root = write(
        tmp_path / "kb",
        {
            "docs/index.md": "# Home\n",
            "docs/id/TM-A.md": "# Mine\n",
            "threat-models/a.yaml": MODEL.format(title="App"),
        },
    )
    configure(root, "trailbook/records")
    built = build(root, tmp_path / "site")
    assert "Mine" in built.text("id/TM-A/index.html")
    assert refreshed(built.page("id/TM-A.LIST/index.html")) == "../../threat-models/a/design/#LIST"
    assert [w for w in built.warnings if "id/TM-A/index.html" in w and "rename it" in w]
    assert not broken_links(built)


def test_an_excluded_record_has_no_address(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {"docs/index.md": "# Home\n", "threat-models/a.yaml": MODEL.format(title="App")})
    configure(root, "trailbook/records", exclude_docs="threat-models/a.md")
    assert not [path for path in build(root, tmp_path / "site").files() if path.startswith("id/")]


def test_what_is_gone_leads_to_its_trail_and_a_section_that_is_gone_nowhere(tmp_path: Path) -> None:
    model = MODEL.format(title="App")
    second = "  - {id: FORM, name: A form, type: form, owner: Team}\n"
    policy = "---\nid: POL-A\nkind: policy\nowner: Us\nroles: [maker]\nreview: {cadence: yearly}\ncontrols:\n"
    policy += "  - {id: C1, level: must}\n---\n# Rules\n\n## Scope\n\nAll.\n\n## Closed {#C1}\n\nText.\n"
    repo = Repo(tmp_path / "kb")
    configure(repo.root, "trailbook/records", "trailbook/trail")
    files = {"docs/index.md": "# Home\n", "threat-models/a.yaml": model + second}
    repo.commit("Begin", {**files, "docs/policies/a.md": policy})
    repo.commit("End it", {"docs/policies/a.md": None, "threat-models/a.yaml": model})
    built = build(repo.root, tmp_path / "site")
    leads = {path.split("/")[1]: refreshed(page) for path, page in built.pages.items() if path.startswith("id/")}
    assert leads == {
        "TM-A": "../../threat-models/a/",
        "TM-A.LIST": "../../threat-models/a/design/#LIST",
        "TM-A.FORM": "../../trail/threat-models/a/",
        "POL-A": "../../trail/closed/POL-A/",
        "POL-A.C1": "../../trail/closed/POL-A/",
    }
    assert not broken_links(built)
