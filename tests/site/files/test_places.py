"""What can be jumped to, where former addresses lead, and the page for addresses at which there is nothing."""

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.building import Built, build, configure
from tests.repositories import Repo

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.site.files.missing_page import missing_page
from trailbook.site.files.places_json import places_file
from trailbook.site.rendering.forge import NO_EDIT_LINKS
from trailbook.site.rendering.sitemap import Sitemap

POLICY = """---
id: POL-DOORS
kind: policy
title: Doors <b>
owner: Facilities
roles: [maker]
review: {{cadence: yearly}}
controls:
{controls}
---

# Doors <b>

Who may open which door.
{texts}"""


def policy(*ids: str) -> str:
    texts = "".join(f"\n## Rule {id} {{#{id}}}\n\nLock the door behind you, and tell the desk. {id}\n" for id in ids)
    return POLICY.format(controls="\n".join(f"  - {{id: {id}, level: must}}" for id in ids), texts=texts)


def test_records_are_listed_with_their_items_and_nothing_in_the_file_acts() -> None:
    sitemap = Sitemap(assemble({"docs/policies/doors.md": policy("C1").encode()}), "docs", edits=NO_EDIT_LINKS)
    text = places_file(sitemap, [("Home <i>", "./")], trails=True).decode()
    assert "<" not in text
    found = json.loads(text)
    assert found["records"] == [
        ["POL-DOORS", "Doors <b>", "policy", "policies/doors/", "trail/policies/doors/", [["C1", "Rule C1", "control"]]]
    ]
    assert found["pages"] == [["Home <i>", "./"]]
    assert found["permanent"] == "id/@/"
    assert found["new"] == [["policy", "policies/"]]


@pytest.mark.parametrize("name", ["http:/evil.example/a", "javascript:alert(1);/a", "C# 100%"])
def test_a_name_of_a_file_is_no_scheme_query_or_fragment_of_an_address(name: str) -> None:
    sitemap = Sitemap(assemble({f"docs/{name}.md": policy("C1").encode()}), "docs")
    ((_, _, _, url, trail, _),) = json.loads(places_file(sitemap, [], trails=True))["records"]
    assert unquote(url) == f"{name}/"
    assert not set(url + trail) & set(":#? ")


def test_an_item_leads_to_the_page_that_it_is_on(knowledge: KnowledgeBase) -> None:
    sitemap = Sitemap(knowledge, "content")
    found = {one[0]: one for one in json.loads(places_file(sitemap, [], trails=False))["records"]}
    items = {id: rest for id, _, *rest in found["TM-LEAVE"][5]}
    assert items["T1"] == ["threat", sitemap.address(sitemap.page_of("TM-LEAVE.T1") or "")]
    assert items["T1"][1] != found["TM-LEAVE"][3]


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("moved")
    repo = Repo(folder / "kb")
    configure(repo.root, "trailbook/records", "trailbook/trail")
    repo.commit("Write", {"docs/policies/old.md": policy("C1", "C2"), "docs/guide/a.md": "# A guide\n\nRead it.\n"})
    repo.git("mv", "docs/policies/old.md", "docs/policies/doors.md")
    repo.git("mv", "docs/guide", "docs/help")
    repo.commit("Rename")
    repo.commit("Drop a rule", {"docs/policies/doors.md": policy("C1")})
    return build(repo.root, folder / "site")


def test_former_addresses_lead_to_where_a_page_is_now_and_an_id_that_is_gone_to_its_trail(moved: Built) -> None:
    found = json.loads(moved.text("moved.json"))
    assert found["pages"] == {"policies/old": "policies/doors/", "guide/a": "help/a/"}
    assert found["gone"] == {"POL-DOORS.C2": "trail/policies/doors/"}


def test_the_list_has_the_pages_of_the_navigation_too(moved: Built) -> None:
    found = json.loads(moved.text("places.json"))
    assert ["A guide", "help/a/"] in found["pages"]
    assert "policies/doors/" not in [url for _, url in found["pages"]]


def test_the_page_for_unknown_addresses_searches_and_has_the_ways_in_without_a_script() -> None:
    sitemap = Sitemap(assemble({"docs/policies/doors.md": policy("C1").encode()}), "docs")
    html = missing_page("<h1>404 - Not found</h1>", sitemap, "/kb/", ["index.md", "policies/index.md"])
    assert '<form class="tb-ask" action="/kb/" method="get" role="search">' in html
    assert '<a href="/kb/policies/">Policies</a>' in html
    assert "roles/" not in html
    assert missing_page("<p>Another theme</p>", sitemap, "/", []) == "<p>Another theme</p>"


def test_the_site_has_it(own_site: Built) -> None:
    page = own_site.page("404.html")
    assert "There is no page at this address" in page.text
    assert [a.attributes["href"] for a in page.all("a", "tb-urgent")] == ["/go/index.html"]


@pytest.mark.parametrize("plugin", ["trailbook/records", "trailbook/trail"])
def test_former_names_of_files_are_not_told_to_an_audience(plugin: str, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "kb")
    plugins: dict[str, dict[str, str]] = {"trailbook/records": {}, "trailbook/trail": {}}
    plugins[plugin] = {"audience": "internal"}
    configure(repo.root, *({name: options} for name, options in plugins.items()))
    repo.commit("Write", {"docs/secret-plan.md": "# A guide\n\nRead it.\n"})
    repo.git("mv", "docs/secret-plan.md", "docs/plan.md")
    repo.commit("Rename")
    assert "moved.json" not in build(repo.root, tmp_path / "site").paths
