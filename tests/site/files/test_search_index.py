import json

from trailbook.records.loading import assemble
from trailbook.site.files.search_index import with_ids
from trailbook.site.rendering.sitemap import Sitemap

MODEL = b"""\
id: TM-A
kind: threat-model
title: App
owner: Team
review: {cadence: yearly}
application: {name: App, platform: P, purpose: Work, users: All, impact: Some}
components:
  - {id: LIST, name: A "list" <b>, type: data-store, owner: Team}
"""


def indexed(*entries: dict[str, str], directory_urls: bool = True) -> list[dict[str, str]]:
    sitemap = Sitemap(assemble({"threat-models/a.yaml": MODEL}), "docs", directory_urls)
    found: list[dict[str, str]] = json.loads(with_ids(json.dumps({"config": {}, "docs": list(entries)}), sitemap))[
        "docs"
    ]
    return found


def entry(location: str, title: str) -> dict[str, str]:
    return {"location": location, "title": title, "text": ""}


def test_the_entry_of_an_item_begins_with_its_full_reference_once() -> None:
    page, item = entry("threat-models/a/", "App"), entry("threat-models/a/#LIST", "A list")
    once = indexed(page, item)
    assert [found["title"] for found in once] == ["App", "TM-A.LIST A list"]
    assert indexed(*once) == once


def test_an_item_without_a_heading_gets_an_entry_of_its_own() -> None:
    found = indexed(entry("threat-models/a.html", "App"), directory_urls=False)
    assert found[1] == entry("threat-models/a.html#LIST", "TM-A.LIST A &#34;list&#34; &lt;b&gt;")


def test_a_page_that_is_not_in_the_index_stays_out_of_it() -> None:
    assert indexed(entry("other/", "Other")) == [entry("other/", "Other")]


def test_a_file_that_is_no_index_is_left_alone() -> None:
    sitemap = Sitemap(assemble({}), "docs")
    assert [with_ids(text, sitemap) for text in ("[]", "{", '{"docs": 3}')] == ["[]", "{", '{"docs": 3}']
