"""How to suggest a change, at the foot of each page that has a source file."""

from urllib.parse import urlsplit

from trailbook.records.document import Document
from trailbook.records.model import OwnedRecord
from trailbook.records.references import Reference
from trailbook.records.unfinished import UNSTATED
from trailbook.site.rendering.environment import environment
from trailbook.site.rendering.forge import EditLinks
from trailbook.site.rendering.sitemap import Sitemap

_KINDS = {"training": "training module", "template": "configuration template", "checklist": "filled-in checklist"}
"""What to call a page of a kind whose name is not a noun for a page."""


def edit_suggestion(sitemap: Sitemap, path: str, source: str) -> str:
    """The HTML for the page at ``path`` with the source file ``source``, relative to the knowledge base.

    Empty for a plain page if no forge is configured: it has no owner whom one could ask instead.
    """
    document = next((document for document in sitemap.knowledge.documents.values() if document.path == source), None)
    kind = document.record.kind if document else "page"
    if kind == "page" and sitemap.edits and sitemap.edits.address(source) is None:
        return ""
    if document and sitemap.paths.get(document.record.id) != path:
        return _html(sitemap.edits, "what this page is made from", source, document)
    what = f"this {_KINDS.get(kind, kind.replace('-', ' '))}"
    return _html(sitemap.edits, what, source, document, is_named=kind != "page")


def item_suggestion(sitemap: Sitemap, reference: str) -> str:
    """The HTML for the page of an item, by full reference; on a known forge it links to the line of the item."""
    record, id = Reference.parse(reference)
    document = sitemap.knowledge.documents[record]
    section = document.section(id)
    line = section.line if section else document.place_of_item(id).line
    noun = sitemap.knowledge.items[reference].noun
    return _html(sitemap.edits, f"this {noun}", document.path, document, line)


def _html(
    edits: EditLinks | None, what: str, source: str, document: Document | None, line: int = 0, *, is_named: bool = False
) -> str:
    """The HTML. ``is_named`` is True if the page already names its file."""
    if edits is None:
        return ""
    shown = edits.line(source, line) if line else None
    href = shown or edits.address(source)
    owner = document.record.owner if document and isinstance(document.record, OwnedRecord) else ""
    owner = "" if owner == UNSTATED else owner
    values = {"what": what, "source": source, "is_named": is_named, "owner": owner, "line": line if shown else 0}
    parts = urlsplit(href or "")
    link = href if parts.scheme in ("http", "https") else None
    return environment().get_template("edit-suggestion.html.j2").render(**values, href=link, host=parts.hostname)
