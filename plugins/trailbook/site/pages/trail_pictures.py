"""The picture on a threat model's trail of what changed since the last release, or else since its first commit."""

from collections.abc import Callable, Iterator
from functools import partial

from markupsafe import Markup

from trailbook.diagrams.models.difference import draw_difference
from trailbook.records.document import Document, read_document
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.references import source_of
from trailbook.site.rendering.picture_blocks import figure
from trailbook.site.rendering.trail_view import Changed, TrailSite, TrailView
from trailbook.text.files import MAX_BYTES
from trailbook.trail.decisions import Trail
from trailbook.trail.effects.classify import effects_between
from trailbook.trail.git.at_revision import Release
from trailbook.trail.git.repository import Repository


def pictures(site: TrailSite, repository: Repository, release: Release | None) -> Iterator[tuple[str, Changed]]:
    """The picture of each threat model that changed since the last release or its first commit, by record."""
    documents = site.sitemap.knowledge.documents
    own = (trail for trail in site.trails if not source_of(trail.record))  # of others there is no content here
    models = [trail for trail in own if isinstance(_record(documents.get(trail.record)), ThreatModel)]
    with repository.blob_reader(MAX_BYTES) as read:
        for trail in models:
            since, when, before = _before(trail, release, lambda at, path: read(f"{at}:{repository.prefix}{path}"))
            after = documents[trail.record]
            if before is None or before.text == after.text:
                continue
            view = TrailView(site, site.paths[trail.record])
            drawn = _drawn(before, after, partial(view.item_href, trail))
            if drawn is not None:
                yield trail.record, Changed(since, when, drawn)


def _before(
    trail: Trail, release: Release | None, read: Callable[[str, str], bytes | None]
) -> tuple[str, str, Document | None]:
    """What the picture compares with: the release or nothing, its day, and the record as it was then."""
    if release is not None:
        for path in dict.fromkeys(decision.path for decision in trail.decisions):
            if path in release.contents:
                return release.name, release.day.isoformat(), _read(trail, path, release.contents[path])
    first = trail.decisions[-1]
    return "", first.day.isoformat(), _read(trail, first.path, read(first.commit, first.path))


def _read(trail: Trail, path: str, content: bytes | None) -> Document | None:
    found = read_document(path, content)[0] if content is not None else None
    return found if isinstance(found, Document) and found.record.id == trail.record else None


def _record(document: Document | None) -> object:
    return document.record if document else None


def _drawn(before: Document, after: Document, link: Callable[[str], str]) -> Markup | None:
    old, new = before.record, after.record
    if not isinstance(old, ThreatModel) or not isinstance(new, ThreatModel):
        return None
    return figure(draw_difference(old, new, effects_between(before, after), link))
