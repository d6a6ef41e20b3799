"""Something that many people use and that acts with its maker's rights."""

from collections.abc import Iterator

from trailbook.risk.threats.fact_texts import audience
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    for part, _ in view.components("screen", "form", "automation", "agent", "connector"):
        reached = view.audience(part) - {"named-people", "group"}
        borrowed = [flow.name for flow, facts in view.outgoing(part) if facts.runs_as == "maker"]
        if reached and borrowed:
            who = audience(reached)
            yield Hit((part.id,), f"{part.name} can be reached by {who} and acts as its maker in {listed(borrowed)}.")


RULE = Rule(
    id="makers-rights-for-others",
    family="identity",
    title="People act with the rights of whoever built it",
    looks_for="something to use that the organisation, guests or the public can reach and that acts as its maker",
    why="A visitor's click reads and writes what the maker may, and the log names the maker.",
    remedy="Let it act with the rights of the person who uses it, or as a service identity that can do that one thing.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-01",),
        owasp_cd=("CD-SEC-02",),
        stride=("elevation-of-privilege", "repudiation"),
        linddun=("data-disclosure",),
        cwe=("CWE-441",),
        attack=("T1078.004",),
    ),
)
