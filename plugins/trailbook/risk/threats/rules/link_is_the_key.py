"""Share links that open data for whoever has them."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for entry, facts in view.entries():
        if facts.sign_in == "link":
            yield Hit((entry.id,), f"{entry.name} opens {view.sensitivity(entry)} data to whoever has the link.")


RULE = Rule(
    id="link-is-the-key",
    family="sharing",
    title="A link alone opens data that is not public",
    looks_for="an entry point that opens data of more than public sensitivity to whoever has the link",
    why="Links are forwarded, logged and pasted into chats; nobody knows who has one, or take it back from them.",
    remedy="Ask people to sign in, or let the link lead to a view that holds public data only.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-04", "CD-SEC-07"),
        stride=("information-disclosure",),
        linddun=("data-disclosure",),
        cwe=("CWE-425",),
        attack=("T1213",),
    ),
)
