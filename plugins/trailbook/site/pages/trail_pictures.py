"""The picture on a threat model's trail of what changed since the last release, or else since its first commit."""

from collections.abc import Callable, Iterator
from functools import partial

from markupsafe import Markup

from trailbook.diagrams.models.difference import draw_difference
from trailbook.records.document import Document
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.reading import read_document
from trailbook.records.references import source_of
from trailbook.site.rendering.asked_trails import beside
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.layout import digest_of
from trailbook.site.rendering.picture_blocks import figure
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import Changed, TrailSite
from trailbook.site.rendering.trail_view import TrailView
from trailbook.text.files import MAX_BYTES
from trailbook.trail.decisions import Trail
from trailbook.trail.effects.classify import effects_between
from trailbook.trail.git.at_revision import TaggedRelease
from trailbook.trail.git.repository import Repository


def pictures(
    site: TrailSite, repository: Repository, release: TaggedRelease | None, texts: Texts
) -> Iterator[tuple[str, Changed]]:
    """The picture of each threat model that changed since the last release or its first commit, by record.

    ``texts`` has those of the build before, if there are any.
    """
    own = (trail for trail in site.trails if not source_of(trail.record))  # of others there is no content here
    models = [trail for trail in own if site.sitemap.knowledge.noun(trail.record) == "threat model"]
    with repository.blob_reader(MAX_BYTES) as read:
        for trail in models:
            since, when, path, content = _before(
                trail, release, lambda at, path: read(f"{at}:{repository.prefix}{path}")
            )
            if content is not None:
                make = partial(_picture, site, trail, path, content)
                drawn = texts.text(f"picture {trail.record}", make, site.paths[trail.record], path, digest_of(content))
                if drawn:
                    yield trail.record, Changed(since, when, Markup(drawn))  # noqa: S704 - drawn by trailbook.diagrams


def _before(
    trail: Trail, release: TaggedRelease | None, read: Callable[[str, str], bytes | None]
) -> tuple[str, str, str, bytes | None]:
    """What the picture compares with: the release or nothing, its day, and the record's file and content then."""
    if release is not None:
        for path in dict.fromkeys(decision.path for decision in trail.decisions):
            if path in release.contents:
                return release.name, release.day.isoformat(), path, release.contents[path]
    first = trail.decisions[-1]
    return "", first.day.isoformat(), first.path, read(first.commit, first.path)


def _picture(known: TrailSite, trail: Trail, path: str, content: bytes, sitemap: Sitemap) -> str:
    """What changed between a former content of a threat model and now; empty if that can't be drawn."""
    before, after = read_document(path, content)[0], sitemap.knowledge.documents[trail.record]
    if not isinstance(before, Document) or before.record.id != trail.record or before.text == after.text:
        return ""
    old, new, site = before.record, after.record, beside(known, sitemap)
    if not isinstance(old, ThreatModel) or not isinstance(new, ThreatModel):
        return ""
    view = TrailView(site, site.paths[trail.record])
    drawn = draw_difference(old, new, effects_between(before, after), partial(view.item_href, trail))
    return str(figure(drawn) or "")
