"""The decisions as an Atom feed (RFC 4287)."""

from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as Xml

from trailbook.site.rendering.decision_html import moment
from trailbook.site.rendering.page import LOG
from trailbook.site.rendering.trail_view import Entry, TrailSite, TrailView
from trailbook.text.unseen import one_line
from trailbook.trail.decisions import lasting_id
from trailbook.trail.export import reason_source
from trailbook.trail.published_text import person, published
from trailbook.trail.sentences import nouns, predicate, subject

FEED = "decisions.xml"
LATEST = 50
"""How many decisions the feed holds."""
_LONGEST = 2_000
_CHANGES = 20


def feed(site: TrailSite, name: str, address: str | None) -> bytes:
    """The last decisions as a feed. ``name`` is the name of the site; without its ``address`` entries have no links."""
    entries = site.entries
    root = Xml.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _add(root, "title", f"{name}: decisions")
    _add(root, "id", _id(f"feed {entries[-1].decision.commit}" if entries else "feed"))
    _add(root, "updated", moment(entries[0].decision.landed) if entries else "1970-01-01T00:00:00Z")
    _add(_add(root, "author", ""), "name", name)
    if address:
        base = f"{address.rstrip('/')}/"
        Xml.SubElement(root, "link", rel="self", type="application/atom+xml", href=f"{base}{FEED}")
        Xml.SubElement(root, "link", rel="alternate", type="text/html", href=base + _below(site, LOG))
    for entry in entries[:LATEST]:
        _add_entry(root, site, entry, address)
    Xml.indent(root)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _add_entry(root: Xml.Element, site: TrailSite, entry: Entry, address: str | None) -> None:
    trail, decision = entry.trail, entry.decision
    element = Xml.SubElement(root, "entry")
    title = one_line(published(decision.title, 300, site.emails)) or "No title"
    _add(element, "title", f"{site.title(trail)}: {title}")
    _add(element, "id", _id(lasting_id(trail, decision)))
    _add(element, "updated", moment(decision.landed))
    author = _add(element, "author", "")
    _add(author, "name", person(decision.author.name))
    if site.emails:
        _add(author, "email", decision.author.email)
    if address:
        href = f"{address.rstrip('/')}/{TrailView(site, 'index.md').href(entry).removeprefix('./')}"
        Xml.SubElement(element, "link", rel="alternate", type="text/html", href=href)
    _add(element, "content", _content(site, entry), type="text")


def _content(site: TrailSite, entry: Entry) -> str:
    """The reason and its source, then what changed, as plain text."""
    trail, decision = entry.trail, entry.decision
    reason, called, view = decision.rationale, nouns(trail), TrailView(site, "index.md")
    is_stated = reason.source not in ("title", "none")
    lines = [one_line(published(reason.text, _LONGEST, site.emails))] if is_stated else []
    lines.append(f"Reason: {reason_source(decision)}.")
    for change in decision.changes[:_CHANGES]:
        noun = called.get(change.item or "") or view.noun(trail, change)
        lines.append(f"{subject(change, noun)}{predicate(change)}")
    if len(decision.changes) > _CHANGES:
        lines.append(f"and {len(decision.changes) - _CHANGES} more changes")
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
