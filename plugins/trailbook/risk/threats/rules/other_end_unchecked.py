"""Encrypted connections to somebody who may be anybody."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        if facts.transport == "unchecked":
            yield Hit((flow.id,), f"{flow.name} does not check who is at the other end.")


RULE = Rule(
    id="other-end-unchecked",
    family="configuration",
    title="The other end of a connection is not checked",
    looks_for="a data flow over an encrypted connection that does not check the other end's certificate",
    why="The check was switched off to get a test running, and now anybody can sit in between.",
    remedy="Switch the check on, and give the service a certificate that passes it.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04",),
        owasp_cd=("CD-SEC-05",),
        stride=("spoofing", "information-disclosure"),
        cwe=("CWE-295",),
        attack=("T1557",),
    ),
)
