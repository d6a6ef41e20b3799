import json
from typing import Any

from trailbook.records.loading import assemble
from trailbook.site.files.search_index import SearchIndex, with_records
from trailbook.site.files.search_pages import searched_pages
from trailbook.site.rendering.page import SearchedPage
from trailbook.site.rendering.sitemap import Sitemap

MODEL = b"""\
id: TM-A
kind: threat-model
title: App
also: ["my <app>", the team's]
tags: [sharing]
owner: Team
review: {cadence: yearly}
application: {name: App, platform: P, purpose: Work, users: All, impact: Some}
components:
  - {id: LIST, name: A "list" <b>, type: data-store, owner: Team, description: What the app's team keeps}
"""
FIELDS = {"title": {"boost": 1e3}, "text": {"boost": 1e0}, "tags": {"boost": 1e6}}
Entry = dict[str, Any]


GENERATED = {"roles/maker.md": "roles/maker/", "threat-models/a/design.md": "threat-models/a/design/"}


def indexed(*entries: Entry, directory_urls: bool = True, **config: Any) -> list[Entry]:
    return list(read(*entries, directory_urls=directory_urls, **config).entries)


def read(
    *entries: Entry, directory_urls: bool = True, pages: tuple[SearchedPage, ...] = (), **config: Any
) -> SearchIndex:
    sitemap = Sitemap(assemble({"threat-models/a.yaml": MODEL}), "docs", directory_urls)
    index = SearchIndex.read(json.dumps({"config": {"fields": FIELDS} | config, "docs": list(entries)}))
    assert index
    found = with_records(index, sitemap, (*searched_pages(sitemap, GENERATED), *pages))
    again = SearchIndex.read(found.to_json())
    assert again
    return again


def entry(location: str, title: str, text: str = "", **more: Any) -> Entry:
    return {"location": location, "title": title, "text": text, **more}


def test_the_entry_of_an_item_begins_with_its_full_reference_once() -> None:
    page, item = entry("threat-models/a/design/", "App"), entry("threat-models/a/design/#LIST", "A list")
    once = indexed(page, item)
    assert [found["title"] for found in once] == ["App", "TM-A.LIST A list"]
    assert [found["title"] for found in indexed(*once)] == ["App", "TM-A.LIST A list"]


def test_quotes_in_titles_are_as_readers_type_them_and_markup_stays_escaped() -> None:
    page = entry("threat-models/a/design/", "The leaver&#39;s &lt;b&gt; &quot;App&quot;")
    titles = {one["location"]: one["title"] for one in indexed(page)}
    assert titles["threat-models/a/design/"] == 'The leaver\'s &lt;b&gt; "App"'
    assert titles["threat-models/a/design/#LIST"] == 'TM-A.LIST A "list" &lt;b&gt;'


def test_quotes_in_texts_are_so_too() -> None:
    page = entry("guide/", "Guide", "<p>A guest&#39;s access, &quot;read&quot; &lt;b&gt;</p>")
    assert indexed(page)[0]["text"] == '<p>A guest\'s access, "read" &lt;b&gt;</p>'


def test_an_item_without_a_heading_gets_an_entry_of_its_own_with_its_text() -> None:
    found = indexed(entry("threat-models/a/design.html", "App"), directory_urls=False)[1]
    assert found["title"] == 'TM-A.LIST A "list" &lt;b&gt;'
    assert (found["location"], found["text"]) == ("threat-models/a/design.html#LIST", "What the app's team keeps")


def test_a_page_is_found_by_its_id_its_tags_and_what_readers_call_it() -> None:
    (page,) = indexed(entry("threat-models/a/", "App", tags=["sharing"]))
    assert page["also"] == ["TM-A", "my &lt;app&gt;", "the team's", "sharing"]
    assert "tags" not in page
    assert page["kind"] == "Threat model"


def test_a_search_that_looks_into_no_further_fields_finds_these_words_in_the_text() -> None:
    sitemap = Sitemap(assemble({"threat-models/a.yaml": MODEL}), "docs")
    index = SearchIndex({"lang": ["en"]}, (entry("threat-models/a/", "App", "Text."),))
    (page,) = with_records(index, sitemap, searched_pages(sitemap, {})).entries
    assert page["text"] == "Text. TM-A, my &lt;app&gt;, the team's, sharing"


def test_a_generated_heading_above_nothing_is_left_out() -> None:
    places = ("threat-models/a/design/", "threat-models/a/design/#flows", "guide/#empty")
    assert [found["location"] for found in indexed(*(entry(place, "Title") for place in places))] == [
        *("threat-models/a/design/", "guide/#empty", "threat-models/a/design/#LIST")
    ]


def test_pages_that_no_search_plugin_reads_are_in_the_index_if_their_records_are() -> None:
    trails = tuple(SearchedPage(f"trail/{name}/", "Trail", f"Trail of {name}", about=f"{name}/") for name in "xy")
    found = read(entry("x/", "X"), pages=trails).entries
    assert [page["location"] for page in found] == ["x/", "trail/x/"]


def test_a_page_that_is_not_in_the_index_stays_out_of_it() -> None:
    assert indexed(entry("other/", "Other")) == [entry("other/", "Other")]


def test_a_page_about_many_records_says_what_it_is() -> None:
    assert indexed(entry("roles/maker/", "Maker"))[0]["kind"] == "Role"


def test_weights_that_a_site_states_are_kept() -> None:
    config = read(fields={**FIELDS, "title": {"boost": 7}}).config
    assert config["fields"]["title"] == {"boost": 7}
    assert config["fields"]["tags"]["boost"] < 10


def test_a_file_that_is_no_index_is_none() -> None:
    assert [SearchIndex.read(text) for text in ("[]", "{", '{"docs": 3}')] == [None] * 3
