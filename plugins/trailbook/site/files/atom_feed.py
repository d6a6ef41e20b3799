"""The feeds (Atom, RFC 4287): of the decisions, and of what changed in each week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as Xml

from trailbook.site.rendering.decision_html import moment
from trailbook.site.rendering.page import CHANGES, LOG
from trailbook.site.rendering.sentences import in_language, worded
from trailbook.site.rendering.trail_site import Entry, TrailSite
from trailbook.site.rendering.trail_view import CHANGE_WORDS, TrailView, changes_counted
from trailbook.site.rendering.translation import translated
from trailbook.text.prose import in_prose
from trailbook.text.unseen import one_line
from trailbook.trail.changelog import ChangedWeek
from trailbook.trail.decisions import lasting_id
from trailbook.trail.export import reason_source
from trailbook.trail.published_text import person, published
from trailbook.trail.sentences import sentence

FEED, CHANGES_FEED = "decisions.xml", "changes.xml"
_ABOUT = {FEED: (LOG, "decisions"), CHANGES_FEED: (CHANGES, "what changed")}
"""The page that shows the same as a feed, and what both are about."""
LATEST = 50
"""How many decisions the feed of decisions holds."""
WEEKS = 26
"""How many weeks the feed of changes holds."""
_LONGEST = 2_000
_CHANGES = 20
_LINES = 60


@dataclass(frozen=True)
class FeedEntry:
    """An entry: ``id`` is a name that lasts, ``href`` an address below the site's; the author may have none."""

    id: str
    title: str
    updated: datetime
    href: str
    content: str
    author: str = ""
    email: str = ""


def feed(site: TrailSite, name: str, address: str | None) -> bytes:
    """The last decisions as a feed. ``name`` is the name of the site; without its ``address`` entries have no links."""
    return _atom(site, FEED, name, address, (_of(site, e) for e in site.entries[:LATEST]))


def changes_feed(site: TrailSite, name: str, address: str | None) -> bytes:
    """The last weeks as a feed, each with what it changed. ``name`` and ``address`` as for ``feed``."""
    weeks = (_of_week(site, week) for week in site.changelog[:WEEKS])
    return _atom(site, CHANGES_FEED, name, address, weeks)


def _atom(site: TrailSite, path: str, name: str, address: str | None, entries: Iterable[FeedEntry]) -> bytes:
    """The feed at a path, with its entries."""
    page, about = _ABOUT[path]
    root = Xml.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    known = site.entries
    kept = "feed" if path == FEED else f"feed {path}"
    _add(root, "title", f"{name}: {about}")
    _add(root, "id", _id(f"{kept} {known[-1].decision.commit}" if known else kept))
    _add(root, "updated", moment(known[0].decision.landed) if known else "1970-01-01T00:00:00Z")
    _add(_add(root, "author", ""), "name", name)
    base = f"{address.rstrip('/')}/" if address else ""
    if base:
        Xml.SubElement(root, "link", rel="self", type="application/atom+xml", href=f"{base}{path}")
        Xml.SubElement(root, "link", rel="alternate", type="text/html", href=base + _below(site, page))
    for entry in entries:
        _add_entry(root, entry, base)
    Xml.indent(root)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _add_entry(root: Xml.Element, entry: FeedEntry, base: str) -> None:
    element = Xml.SubElement(root, "entry")
    _add(element, "title", entry.title)
    _add(element, "id", _id(entry.id))
    _add(element, "updated", moment(entry.updated))
    if entry.author:
        author = _add(element, "author", "")
        _add(author, "name", entry.author)
        if entry.email:
            _add(author, "email", entry.email)
    if base:
        Xml.SubElement(element, "link", rel="alternate", type="text/html", href=base + entry.href)
    _add(element, "content", entry.content, type="text")


def _of(site: TrailSite, entry: Entry) -> FeedEntry:
    trail, decision = entry.trail, entry.decision
    title = one_line(published(decision.title, 300, site.emails)) or "No title"
    return FeedEntry(
        id=lasting_id(trail, decision),
        title=f"{site.title(trail)}: {title}",
        updated=decision.landed,
        href=TrailView(site, "index.md").href(entry).removeprefix("./"),
        content=_content(site, entry),
        author=person(decision.author.name),
        email=decision.author.email if site.emails else "",
    )


def _of_week(site: TrailSite, week: ChangedWeek) -> FeedEntry:
    """What a week changed as plain text, a line for each commit. It is of the week's newest commit."""
    view = TrailView(site, "index.md")
    lines = [f"{changes_counted(week)}."]
    for line in week.lines[:_LINES]:
        kinds = ", ".join(f"{'perhaps ' if hint else ''}{CHANGE_WORDS[kind]}" for kind, hint in line.kinds)
        reason = view.opening(line.first.decision)
        lines.append(f"{kinds.capitalize()}: {view.touched(line.first)} ({site.title(line.first.trail)}). {reason}")
    if len(week.lines) > _LINES:
        lines.append(translated("and {0} more").replace("{0}", str(len(week.lines) - _LINES)))
    return FeedEntry(
        id=f"week {week.first} {site.entries[-1].decision.commit}",
        title=in_language(f"Week of {in_prose(week.first)}: {changes_counted(week)}"),
        updated=week.updated,
        href=f"{_below(site, CHANGES)}#w-{week.first}",
        content="\n".join(map(one_line, lines)),
    )


def _content(site: TrailSite, entry: Entry) -> str:
    """The reason and its source, then what changed, as plain text."""
    trail, decision = entry.trail, entry.decision
    reason, called, view = decision.rationale, site.nouns(trail), TrailView(site, "index.md")
    is_stated = reason.source not in ("title", "none")
    lines = [one_line(published(reason.text, _LONGEST, site.emails))] if is_stated else []
    lines.append(translated("Reason: {0}").replace("{0}", in_language(reason_source(decision, in_prose))) + ".")
    for change in decision.changes[:_CHANGES]:
        noun = called.get(change.item or "") or view.noun(trail, change)
        lines.append(worded(sentence, change, noun))
    if len(decision.changes) > _CHANGES:
        lines.append(translated("and {0} more changes").replace("{0}", str(len(decision.changes) - _CHANGES)))
    return "\n".join(one_line(published(line, emails=site.emails)) for line in lines)


def _add(parent: Xml.Element, tag: str, text: str, **attributes: str) -> Xml.Element:
    element = Xml.SubElement(parent, tag, attributes)
    element.text = one_line(text) if "\n" not in text else text
    return element


def _below(site: TrailSite, path: str) -> str:
    return TrailView(site, "index.md").page_href(path).removeprefix("./")


def _id(name: str) -> str:
    """A stable id (URN, RFC 9562) for a name, which does not change when the site moves."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'trailbook {name}')}"
