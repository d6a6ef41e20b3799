"""Adds ids to the search index, so that a search for the id of an item finds the item.

The index of MkDocs knows sections by their titles, and table rows not at all. Here the entry of each item gets its
full reference before its title, and an item without a heading gets an entry of its own.
"""

import json
from typing import Any

from markupsafe import escape

from trailbook.records.references import record_of
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.text.unseen import one_line


def with_ids(text: str, sitemap: Sitemap) -> str:
    """The JSON of a search index with the full reference of every published item.

    Any other text is returned unchanged.
    """
    try:
        index = json.loads(text)
        entries: list[dict[str, Any]] = index["docs"]
        by_place = {entry["location"]: entry for entry in entries}
    except (ValueError, KeyError, TypeError):
        return text
    for reference, item in sitemap.knowledge.items.items():
        record = record_of(reference)
        page = sitemap.address(sitemap.paths[record]) if record in sitemap.paths else None
        if page is None or page not in by_place:
            continue
        entry = by_place.get(f"{page}#{item.id}")
        if entry is None:
            title = f"{reference} {escape(one_line(item.label))}"  # results show titles as HTML
            entries.append({"location": f"{page}#{item.id}", "title": title, "text": ""})
        elif not entry["title"].startswith(reference):
            entry["title"] = f"{reference} {entry['title']}"
    return json.dumps(index, ensure_ascii=False, separators=(",", ":"))
