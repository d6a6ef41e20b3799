"""Register entries that grant a permission without limits."""

import re
from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule

WHOLE = re.compile(r"\*|full([ _-]?(access|control))?|admin(istrator)?|owner|root|\S+(\.All|[.:/]\*)", re.IGNORECASE)
"""Permissions that name no limit: a star, a role over everything, or a scope for all of a kind."""


def _find(view: ModelView) -> Iterator[Hit]:
    for part, _ in view.components():
        entry = view.connector(part)
        for permission in entry.permissions if entry else ():
            if WHOLE.fullmatch(permission.strip()):
                yield Hit((part.id,), f"{part.name} uses {part.connector}, whose register entry grants '{permission}'.")


RULE = Rule(
    id="permission-for-everything",
    family="connectors",
    title="A connector is granted everything",
    looks_for=(
        "a component whose register entry has a permission without limits: a star, an administrator, or all of a kind"
    ),
    why="The entry should be the least that works; with this, a token taken from one app opens what no app needs.",
    remedy="Replace it by the tables, folders or actions that are used, and have the connected app consented to anew.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02", "LCNC-SEC-07"),
        owasp_cd=("CD-SEC-03", "CD-SEC-06"),
        stride=("elevation-of-privilege",),
        cwe=("CWE-250", "CWE-272"),
        attack=("T1550.001", "T1671"),
    ),
)
