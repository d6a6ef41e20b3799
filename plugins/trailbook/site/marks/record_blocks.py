"""The blocks that ``trailbook/records`` fills: ``register KIND`` and ``overview``."""

from collections.abc import Mapping

from trailbook.site.pages.overview import overview
from trailbook.site.pages.register_pages import register_table
from trailbook.site.pages.registers import REGISTERS
from trailbook.site.rendering.blocks import BlockError, BlockMaker
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.text.problem import nearest


def record_blocks(sitemap: Sitemap, path: str) -> Mapping[str, BlockMaker]:
    """The makers of these blocks for the page at ``path``."""

    def register(kind: str) -> str:
        if kind not in REGISTERS:
            close = nearest(kind, REGISTERS)
            hint = f"did you mean {close!r}?" if close else f"expected one of: {', '.join(REGISTERS)}"
            raise BlockError(f"no kind of record is called {kind!r}; {hint}")
        return register_table(sitemap, kind, path)

    return {"register": register, "overview": lambda _: overview(sitemap, path)}
