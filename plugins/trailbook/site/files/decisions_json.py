"""The log of decisions as data: JSON, so that a browser can filter thousands of them without a server, and a table."""

import json
from functools import partial
from typing import Any

from trailbook.audit.decision_table import COLUMNS, LONGEST, decision_cells
from trailbook.site.rendering.asked_trails import beside
from trailbook.site.rendering.decision_html import anchor, effects
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.page import LOG
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.site.rendering.trail_view import TrailView
from trailbook.text.output import csv_text
from trailbook.trail.decisions import newest_first
from trailbook.trail.gaps import is_unfetched
from trailbook.trail.proposals import is_agreed
from trailbook.trail.published_text import person, published

DECISIONS, TABLE = "decisions.json", "decisions.csv"


def log_data(site: TrailSite) -> str:
    """The entries of the log, newest first, as JSON: each a list of the values that ``fields`` names.

    ``record`` and ``person`` are indexes into the lists ``records`` and ``people``; ``reason`` is where it was found;
    ``unfetched`` and ``approved`` are 0 or 1.
    """
    view = TrailView(site, LOG)
    records = {trail.record: place for place, trail in enumerate(site.trails)}
    people: dict[str, int] = {}
    entries = [
        [
            entry.decision.day.isoformat(),
            records[entry.trail.record],
            people.setdefault(person(entry.decision.author.name), len(people)),
            view.plain(entry.decision.title, 160),
            anchor(entry.decision),
            effects(entry.decision),
            entry.decision.rationale.source,
            int(is_unfetched(entry.decision)),
            int(is_agreed(entry.decision)),
        ]
        for entry in site.entries
    ]
    data: dict[str, Any] = {
        "fields": ["day", "record", "person", "title", "anchor", "effects", "reason", "unfetched", "approved"],
        "records": [[site.title(trail), site.kind(trail), view.trail_href(trail)] for trail in site.trails],
        "people": list(people),
        "entries": entries,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def log_table(site: TrailSite, texts: Texts) -> str:
    """The entries of the log as CSV: after its head, a line for each, in the order of ``log_data``.

    The lines of each trail are among the ``texts``: what was decided elsewhere leaves them as they are.
    """
    lines = {
        trail.record: iter(json.loads(texts.text(f"rows of {trail.record}", partial(_rows, site, trail.record))))
        for trail in site.trails
    }
    return csv_text(COLUMNS, ()) + "".join(next(lines[entry.trail.record]) for entry in site.entries)


def _rows(site: TrailSite, record: str, sitemap: Sitemap) -> str:
    """A list of lines as JSON, of the decisions of a trail in the order of the log."""
    asked = beside(site, sitemap)
    trail = asked.by_record[record]
    names = asked.nouns(trail)

    def show(text: str) -> str:
        return published(text, LONGEST, site.emails)

    decisions = sorted(trail.decisions, key=newest_first)
    return json.dumps([csv_text(decision_cells(trail, one, names, show), ()) for one in decisions])
