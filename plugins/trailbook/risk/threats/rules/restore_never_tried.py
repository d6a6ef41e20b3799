"""Backups that nobody tried to restore."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if facts.backup == "untested":
            yield Hit((part.id,), f"{part.name} is backed up, and restoring it was never tried.")


RULE = Rule(
    id="restore-never-tried",
    family="lifecycle",
    title="Nobody has tried to restore it",
    looks_for="a component with data that is not public, whose backup was never restored",
    why="Copies miss attachments, links between tables and permissions; that shows on the day they are needed.",
    remedy="Restore a copy into an empty place, compare it with the original, and do so again twice a year.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-09",),
        stride=("denial-of-service",),
    ),
)
