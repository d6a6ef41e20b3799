"""How to suggest a change: at the foot of each page that has a source file, at each item, and in each register."""

from urllib.parse import urlsplit

from markupsafe import Markup

from trailbook.contributing.drafting import DraftedFile
from trailbook.records.document import Document
from trailbook.records.model import OwnedRecord
from trailbook.records.origins import origin_of_path
from trailbook.records.references import Reference
from trailbook.records.unfinished import UNSTATED
from trailbook.site.rendering.environment import environment
from trailbook.site.rendering.forge import forge_of
from trailbook.site.rendering.sentences import in_language
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.translation import translated

KIND_NAMES = {"training": "training module", "template": "configuration template", "checklist": "filled-in checklist"}
"""What to call a page of a kind whose name is not a noun for a page."""


def edit_suggestion(sitemap: Sitemap, path: str, source: str) -> str:
    """The HTML for the page at ``path`` with the source file ``source``, relative to the knowledge base.

    Empty for a plain page if no forge is configured: it has no owner whom one could ask instead.
    """
    document = sitemap.knowledge.by_path.get(source)
    kind = document.record.kind if document else "page"
    if kind == "page" and sitemap.edits and sitemap.edits.address(source) is None:
        return ""
    if document and sitemap.paths.get(document.record.id) != path:
        return _html(sitemap, "what this page is made from", source, document)
    what = f"this {KIND_NAMES.get(kind, kind.replace('-', ' '))}"
    return _html(sitemap, what, source, document, is_named=kind != "page")


def address_elsewhere(sitemap: Sitemap, source: str, line: int = 0) -> str | None:
    """Where another repository shows a file that it handed on, as it was then; None for a file of this one."""
    origin = origin_of_path(source, sitemap.knowledge.origins)
    return forge_of(origin.address).file(origin.path_at_home(source), origin.commit, line) if origin else None


def item_suggestion(sitemap: Sitemap, reference: str) -> str:
    """The HTML for the page of an item, by full reference; on a known forge it links to the line of the item."""
    record, id = Reference.parse(reference)
    document = sitemap.knowledge.documents[record]
    line = _line(document, id)
    noun = sitemap.knowledge.items[reference].noun
    return _html(sitemap, f"this {noun}", document.path, document, line)


def line_suggestion(sitemap: Sitemap, record: str, id: str) -> str:
    """A quiet link to the line of an item or section in its file, or to the file; empty if no forge is configured."""
    document, edits = sitemap.knowledge.documents[record], sitemap.edits
    is_own = origin_of_path(document.path, sitemap.knowledge.origins) is None
    if edits is None or (is_own and not edits.is_configured):
        return ""
    line = _line(document, id)
    if is_own:
        address = edits.line(document.path, line) or edits.address(document.path)
    else:
        address = address_elsewhere(sitemap, document.path, line)
    if urlsplit(address or "").scheme not in ("http", "https"):
        return ""
    named = in_language("this section") if document.record.kind == "page" else id
    link = Markup('<p class="tb-muted"><a href="{}" rel="edit noopener noreferrer">{}</a></p>')
    return str(link.format(address, translated("Suggest a change to {0}").replace("{0}", named)))


def _line(document: Document, id: str) -> int:
    section = document.section(id)
    return section.line if section else document.place_of_item(id).line


def new_record(sitemap: Sitemap, kind: str, drafted: DraftedFile) -> str:
    """The HTML for a register: a link to the forge's editor with a draft of one more record, or else the command.

    Empty if pages do not say how to suggest a change.
    """
    if sitemap.edits is None:
        return ""
    href = sitemap.edits.new(drafted.path, drafted.text)
    values = {"what": translated(KIND_NAMES.get(kind, kind.replace("-", " "))), "kind": kind, "path": drafted.path}
    host = urlsplit(href or "").hostname
    return environment().get_template("new-record.html.j2").render(**values, href=href, host=host)


def _html(
    sitemap: Sitemap, what: str, source: str, document: Document | None, line: int = 0, *, is_named: bool = False
) -> str:
    """The HTML. ``is_named`` is True if the page already names its file."""
    if (edits := sitemap.edits) is None:
        return ""
    origin = origin_of_path(source, sitemap.knowledge.origins)
    if origin is not None:
        shown = href = address_elsewhere(sitemap, source, line)
    else:
        shown = edits.line(source, line) if line else None
        href = shown or edits.address(source)
    owner = document.record.owner if document and isinstance(document.record, OwnedRecord) else ""
    owner = "" if owner == UNSTATED else owner
    values = {
        "what": in_language(what),
        "source": source,
        "is_named": is_named,
        "owner": owner,
        "line": line if shown else 0,
    }
    values |= {"origin": origin, "at_home": origin.path_at_home(source) if origin else source}
    parts = urlsplit(href or "")
    link = href if parts.scheme in ("http", "https") else None
    return environment().get_template("edit-suggestion.html.j2").render(**values, href=link, host=parts.hostname)
