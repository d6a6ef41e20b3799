"""The blocks that are pictures of records or charts of indicators, with caption and text alternative."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from markupsafe import Markup

from trailbook.diagrams.charts.chart import draw_chart
from trailbook.diagrams.drawing.picture import Link, Picture
from trailbook.diagrams.models.attack_paths import draw_attack_paths
from trailbook.diagrams.models.context import draw_context
from trailbook.diagrams.models.data_flow import draw_data_flow
from trailbook.diagrams.models.estate import Estate, draw_estate
from trailbook.diagrams.models.record_links import draw_all_links, draw_links_around
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.indicator import Indicator
from trailbook.records.kinds.threat_model import Threat, ThreatModel
from trailbook.records.references import Reference
from trailbook.records.states import is_current
from trailbook.risk.register.connector_uses import connector_uses, exceeding_uses
from trailbook.site.rendering.blocks import BlockError, BlockMaker
from trailbook.site.rendering.sentences import in_language, svg_in_language, words_in_language
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.translation import translated
from trailbook.site.rendering.view import FEW
from trailbook.text.problem import did_you_mean

DRAWN = 4
"""Up to this number of threats that are the same have their attack paths drawn on one page."""

COLUMN = 820
"""From this width on, in pixels, a picture reaches out of the column of the text where the window has room."""

_FIGURE = Markup(
    '<figure class="tb-figure" data-tb-cards="{cards}" data-tb-title="{caption}"{wide}>\n'
    '<div class="tb-figure__canvas" data-search-exclude>{svg}</div>\n'
    "<figcaption>{caption}{words}</figcaption>\n</figure>"
)
_WIDE = Markup(' data-tb-wide style="--tb-diagram-width:{}px"')
_WORDS = Markup("\n<details><summary>{summary}</summary><ul>{words}</ul></details>")
_FOLDED = Markup('<details class="tb-behind tb-folded"><summary>{summary}</summary>\n{content}\n</details>')
_WORDS_AND_FIGURE = Markup("<ul data-search-exclude>{words}</ul>\n{figure}")


def picture_blocks(sitemap: Sitemap, path: str) -> Mapping[str, BlockMaker]:
    """The functions that fill these blocks in the page at ``path``, by the names of the blocks."""
    pictures = _Pictures(sitemap, path)
    return {
        "data-flow": pictures.data_flow,
        "attack-paths": pictures.attack_paths,
        "links": pictures.links,
        "estate": pictures.estate,
        "chart": chart_block(sitemap, pictures.prefix),
    }


def estate_of(sitemap: Sitemap) -> Estate:
    """The applications and connectors that have pages and are current; a retired connector only where one is used."""
    models = tuple(one for one in sitemap.published(ThreatModel) if is_current(one))
    connectors = tuple(sitemap.published(Connector))
    uses = [use for model in models for use in connector_uses(model)]
    used = {use.service for use in uses}
    exceeding = exceeding_uses(uses, chain.from_iterable(sitemap.findings.values()))
    return Estate(models, tuple(one for one in connectors if is_current(one) or one.id in used), exceeding)


class _Pictures:
    """The pictures of a page. It counts them, because no two may share a DOM id."""

    def __init__(self, sitemap: Sitemap, path: str) -> None:
        self._sitemap = sitemap
        self._path = path
        self._drawn: Counter[str] = Counter()

    def data_flow(self, arguments: str) -> str:
        """``data-flow ID``: the components of a model; with ``0`` the model among its neighbours; with ``0 1`` both."""
        id, *levels = arguments.split() or [""]
        model = self._model(id)
        if wrong := [level for level in levels if level not in ("0", "1")]:
            raise BlockError(f"there is no level {wrong[0]!r}; expected 0 (as a whole) or 1 (its parts)")
        far = figure(draw_context(model, self._item(id), self.prefix(f"{id}-context"))) if "0" in levels else Markup("")
        near = figure(draw_data_flow(model, self._item(id), self.prefix(id))) if levels != ["0"] else Markup("")
        if not (near and far):
            return near + far
        if len(model.components) <= FEW:
            return near + "\n" + _folded("From further away: the application among its neighbours", far)
        return far + "\n" + _folded("From nearer: its components and trust boundaries", near)

    def attack_paths(self, reference: str) -> str:
        """``attack-paths ID.THREAT``: how an attacker could reach what the threat affects, folded."""
        picture = self.paths_to(reference)
        if picture is None:
            return ""
        summary, *words = picture.description.splitlines()
        content = _WORDS_AND_FIGURE.format(words=_listed(words), figure=figure(picture, is_described=True))
        return _folded(translated("Attack paths: {0}").replace("{0}", in_language(summary)), content)

    def paths_to(self, reference: str) -> Picture | None:
        """The picture of a threat's attack paths; None if there are none. Raises ``BlockError`` for no threat."""
        id, item = Reference.parse(reference)
        model = self._model(id)
        threat = next((threat for threat in model.threats if threat.id == item), None)
        if not isinstance(threat, Threat):
            raise BlockError(_unknown("threat", item, (threat.id for threat in model.threats)))
        return draw_attack_paths(model, threat, self._item(id), self.prefix(f"{reference}-paths"))

    def links(self, id: str) -> str:
        """``links ID``: the links of a record, folded; ``links``: those of all records."""
        knowledge = self._sitemap.knowledge
        if not id:
            picture = draw_all_links(knowledge, self._any, self.prefix("links"))
            return figure(picture) if picture else ""
        if id not in knowledge.records:
            raise BlockError(_unknown("record", id, knowledge.records))
        picture = draw_links_around(self._sitemap.link_graph, id, self._any, self.prefix(f"{id}-links"))
        return _folded(translated("Map of links"), figure(picture)) if picture else ""

    def estate(self, _: str) -> str:
        """``estate``: all applications with the connectors that they share."""
        return figure(draw_estate(estate_of(self._sitemap).drawn(), self._any, self.prefix("estate")))

    def _model(self, id: str) -> ThreatModel:
        model = self._sitemap.knowledge.records.get(id)
        if not isinstance(model, ThreatModel):
            models = self._sitemap.knowledge.of_kind(ThreatModel)
            raise BlockError(_unknown("threat model", id, (record.id for record in models)))
        return model

    def prefix(self, id: str) -> str:
        """The prefix of a picture's DOM ids: the id of what it shows, with a number from the second picture on."""
        self._drawn[id] += 1
        return id if self._drawn[id] == 1 else f"{id}-{self._drawn[id]}"

    def _any(self, reference: str) -> str:
        return self._sitemap.href(reference, self._path) or ""

    def _item(self, id: str) -> Link:
        return lambda item: self._any(f"{id}.{item}")


def attack_figures(sitemap: Sitemap, path: str, references: Sequence[str]) -> str:
    """The attack paths of threats that are the same, for the page at ``path``: the first open, the others folded."""
    pictures = _Pictures(sitemap, path)
    drawn = [(reference, pictures.paths_to(reference)) for reference in references[:DRAWN]]
    found = [(reference, picture) for reference, picture in drawn if picture]
    folded = (_folded(f"{picture.title} in {reference}", figure(picture)) for reference, picture in found[1:])
    return "\n".join((*(figure(picture) for _, picture in found[:1]), *folded))


def figure(picture: Picture, *, is_described: bool = False) -> Markup:
    """A picture with its caption and, its text alternative, unless the page describes it already."""
    svg = Markup(svg_in_language(picture.svg))  # noqa: S704 - drawn by trailbook.diagrams, which escapes every name
    spelt_out = translated("Read the diagram as text"), _listed(picture.description.splitlines())
    words = Markup("") if is_described else _WORDS.format(summary=spelt_out[0], words=spelt_out[1])
    wide = _WIDE.format(picture.width) if picture.width > COLUMN else Markup("")
    return _FIGURE.format(svg=svg, caption=in_language(picture.title), words=words, cards=picture.cards, wide=wide)


def _listed(lines: Iterable[str]) -> Markup:
    return Markup("").join(Markup("<li>{}</li>").format(words_in_language(line)) for line in lines)


def _folded(summary: str, content: str) -> Markup:
    return _FOLDED.format(summary=in_language(summary), content=content)


def _unknown(noun: str, id: str, known: Iterable[str]) -> str:
    return f"there is no {noun} {id!r}" + did_you_mean(id, known)


_CHART = Markup(
    '<figure class="tb-series">\n<div data-search-exclude>{wide}{narrow}</div>\n'
    "<figcaption>{words}</figcaption>\n</figure>"
)


_NO_CHART = Markup('<p class="tb-muted">{title}: {nothing}.</p>')


def chart_block(sitemap: Sitemap, prefix: Callable[[str], str]) -> BlockMaker:
    """The function that fills ``chart ID``: the observations of an indicator as a chart, with the trend in words.

    ``prefix`` makes the DOM ids of each chart of a page unique.
    """

    def make(id: str) -> str:
        indicator = sitemap.knowledge.records.get(id)
        if not isinstance(indicator, Indicator):
            known = [record.id for record in sitemap.knowledge.of_kind(Indicator)]
            raise BlockError(_unknown("indicator", id, known))
        if sitemap.observed is None:
            raise BlockError("observations are read by trailbook/records, which is not among the plugins")
        drawn = draw_chart(indicator, sitemap.observed.of(id), prefix(id))
        if drawn is None:
            return _NO_CHART.format(title=indicator.title, nothing=translated("nothing is observed yet"))
        svgs = (Markup(svg_in_language(svg)) for svg in (drawn.wide, drawn.narrow))  # noqa: S704 - drawn by trailbook.diagrams
        return _CHART.format(wide=next(svgs), narrow=next(svgs), words=" ".join(map(words_in_language, drawn.words)))

    return make
