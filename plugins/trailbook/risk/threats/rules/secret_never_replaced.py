"""Keys and passwords that stay the same for ever."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if facts.rotated == "never" and facts.secrets_in != "none":
            yield Hit((part.id,), f"The secrets that {part.name} uses are never replaced.")


RULE = Rule(
    id="secret-never-replaced",
    family="lifecycle",
    title="A secret is never replaced",
    looks_for="a component whose secrets are never replaced",
    why="Everyone who ever saw it can still use it: former makers, old exports, a vendor that was broken into.",
    remedy="Replace it now, and from then on by a schedule of the vault; rehearse revoking it before it is urgent.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04", "LCNC-SEC-08"),
        owasp_cd=("CD-SEC-05",),
        stride=("spoofing",),
        cwe=("CWE-262",),
        attack=("T1528", "T1550.001"),
    ),
)
