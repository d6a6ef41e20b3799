"""Personal data that is kept in many places."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for asset, _ in view.data():
        if asset.personal:
            places = len(asset.stored_in)
            yield Hit((asset.id,), f"{asset.name} is kept in {places} places.", places)


RULE = Rule(
    id="kept-in-many-places",
    family="data",
    title="Personal data is scattered",
    looks_for="confidential or restricted personal data that is kept in more places than a limit",
    why="Each place has permissions of its own and the weakest counts; a correction or deletion misses one of them.",
    remedy="Keep one place of record and look people up there; end the copies that no work depends on.",
    find=_find,
    data_from="confidential",
    at_most=3,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-04", "CD-SEC-09"),
        stride=("information-disclosure",),
        linddun=("data-disclosure", "linking"),
    ),
)
