"""A picture of a record as a block of a page: the drawing, its caption and its text alternative."""

from collections import Counter
from collections.abc import Mapping

from markupsafe import Markup

from trailbook.diagrams.data_flow import data_flow
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.problem import nearest
from trailbook.site.blocks import BlockError, BlockMaker
from trailbook.site.sitemap import Sitemap

_FIGURE = Markup(
    '<figure class="tb-figure">\n<div class="tb-figure__canvas" data-search-exclude>{svg}</div>\n'
    "<figcaption>{caption}\n"
    "<details><summary>The picture in words</summary><ul>{words}</ul></details></figcaption>\n</figure>"
)


def picture_blocks(sitemap: Sitemap, path: str) -> Mapping[str, BlockMaker]:
    """The maker of ``data-flow MODEL`` blocks for the page at ``path``."""
    drawn: Counter[str] = Counter()

    def draw(id: str) -> str:
        model = sitemap.knowledge.records.get(id)
        if not isinstance(model, ThreatModel):
            close = nearest(id, (record.id for record in sitemap.knowledge.of_kind("threat-model")))
            raise BlockError(f"there is no threat model {id!r}" + (f"; did you mean {close!r}?" if close else ""))
        drawn[id] += 1
        prefix = id if drawn[id] == 1 else f"{id}-{drawn[id]}"
        picture = data_flow(model, lambda item: sitemap.href(f"{id}.{item}", path) or "", prefix=prefix)
        svg = Markup(picture.svg)  # noqa: S704 - drawn by trailbook.diagrams, which escapes every name
        words = Markup("").join(Markup("<li>{}</li>").format(line) for line in picture.description.splitlines())
        return _FIGURE.format(svg=svg, caption=picture.title, words=words)

    return {"data-flow": draw}
