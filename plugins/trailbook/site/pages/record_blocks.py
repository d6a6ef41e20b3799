"""The blocks that ``trailbook/records`` fills in any page.

``register KIND`` gives a table of the records of a kind, ``overview`` a row that counts what the knowledge base holds
and leads to the registers, ``recent-changes`` what changed lately, for which the trail fills the place that is left
here. ``affected CONNECTOR`` gives what a stolen token of a connector opens, ``affected`` alone a table of all
connectors in use, for whoever does not know yet which one it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trailbook.records.kinds import KINDS
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.policy import Policy
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.origins import origin_of_path
from trailbook.risk.register.connector_uses import affected, all_affected
from trailbook.risk.register.register import counted
from trailbook.site.marks.html_marks import RECENT_CHANGES, place_of_mark
from trailbook.site.pages.record_pages import register_table
from trailbook.site.pages.registers import REGISTERS
from trailbook.site.rendering.blocks import BlockError, BlockMaker
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.sitemap import Sitemap, register_path
from trailbook.site.rendering.view import View
from trailbook.text.problem import did_you_mean, nearest


@dataclass(frozen=True)
class Tile:
    """A number, what it counts, and the page that lists what was counted."""

    title: str
    path: str
    count: int


def overview(sitemap: Sitemap, path: str) -> str:
    """The row as HTML for the page at ``path``."""
    tiles = [
        Tile(KINDS[kind].plural, register_path(kind), len(records))
        for kind in REGISTERS
        if (records := sitemap.published(KINDS[kind]))
    ]
    if models := [record.id for record in sitemap.published(ThreatModel)]:
        tiles.append(Tile("Threats", "threats.md", len(counted(sitemap.knowledge, sitemap.scheme, models))))
    if controls := sum(len(policy.controls) for policy in sitemap.published(Policy)):
        tiles.append(Tile("Controls", "controls.md", controls))
    return render("overview.md.j2", view=View(sitemap, path), tiles=tiles)


def record_blocks(sitemap: Sitemap, path: str) -> Mapping[str, BlockMaker]:
    """The functions that fill these blocks in the page at ``path``."""

    def register(kind: str) -> str:
        if kind not in REGISTERS:
            close = nearest(kind, REGISTERS)
            hint = f"did you mean {close!r}?" if close else f"expected one of: {', '.join(REGISTERS)}"
            raise BlockError(f"no kind of record is called {kind!r}; {hint}")
        return register_table(sitemap, kind, path)

    return {
        "register": register,
        "recent-changes": lambda _: f'<div class="tb-recent">{place_of_mark(RECENT_CHANGES)}</div>',
        "overview": lambda _: overview(sitemap, path),
        "affected": lambda connector: affected_block(sitemap, path, connector),
    }


def affected_block(sitemap: Sitemap, path: str, connector: str) -> str:
    """What a stolen token of a connector opens, or for each connector in use what most of it is.

    On a page of another repository that is what its own applications use, as it is at home. Raises ``BlockError`` for a
    connector that is not there.
    """
    knowledge = sitemap.knowledge
    view = View(sitemap, path)
    if connector:
        if not isinstance(knowledge.records.get(connector), Connector):
            hint = did_you_mean(connector, [record.id for record in knowledge.of_kind(Connector)])
            raise BlockError(f"there is no connector {connector!r}{hint}")
        return render("_affected.j2", view=view, found=affected(connector, knowledge))
    origin = origin_of_path(path, knowledge.origins)
    return render("_all_affected.j2", view=view, all=all_affected(knowledge, origin.name if origin else ""))
