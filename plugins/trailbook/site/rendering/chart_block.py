"""The block ``chart ID``: an indicator's observations as a chart, with where they go in words."""

from collections.abc import Callable

from markupsafe import Markup

from trailbook.diagrams.charts.chart import chart
from trailbook.records.kinds.indicator import Indicator
from trailbook.site.rendering.blocks import BlockError, BlockMaker
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.text.problem import nearest

_FIGURE = Markup(
    '<figure class="tb-series">\n<div data-search-exclude>{wide}{narrow}</div>\n'
    "<figcaption>{words}</figcaption>\n</figure>"
)
_NOTHING = Markup('<p class="tb-muted">{title}: nothing is observed yet.</p>')


def chart_block(sitemap: Sitemap, prefix: Callable[[str], str]) -> BlockMaker:
    """The maker of the block; ``prefix`` makes the ids of each chart of a page differ."""

    def make(id: str) -> str:
        indicator = sitemap.knowledge.records.get(id)
        if not isinstance(indicator, Indicator):
            known = [record.id for record in sitemap.knowledge.of_kind("indicator")]
            close = nearest(id, known)
            raise BlockError(f"there is no indicator {id!r}" + (f"; did you mean {close!r}?" if close else ""))
        if sitemap.observed is None:
            raise BlockError("observations are read by trailbook/records, which is not among the plugins")
        drawn = chart(indicator, sitemap.observed.of(id), prefix(id))
        if drawn is None:
            return _NOTHING.format(title=indicator.title)
        svgs = (Markup(svg) for svg in (drawn.wide, drawn.narrow))  # noqa: S704 - drawn by trailbook.diagrams
        return _FIGURE.format(wide=next(svgs), narrow=next(svgs), words=" ".join(drawn.words))

    return make
