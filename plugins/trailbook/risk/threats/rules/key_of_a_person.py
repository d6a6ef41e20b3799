"""Access keys and passwords that belong to a person and drive a program."""

from collections.abc import Iterator

from trailbook.risk.threats.fact_texts import ACCOUNTS
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        if facts.runs_as in ("maker", "shared") and facts.signs_in_with in ("key", "password"):
            yield Hit(
                (flow.id,), f"{flow.name} runs as {ACCOUNTS[facts.runs_as]} and signs in with a {facts.signs_in_with}."
            )


RULE = Rule(
    id="key-of-a-person",
    family="identity",
    title="A person's own key drives a program",
    looks_for="a data flow that runs as its maker or a shared account and signs in with a key or password",
    why="The key opens all that the person may open, works for whoever copies it, and survives the person's leaving.",
    remedy="Replace it with a key of a service identity, limited to what the flow needs, and revoke the person's.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-01", "LCNC-SEC-04"),
        owasp_cd=("CD-SEC-02", "CD-SEC-05"),
        stride=("spoofing", "elevation-of-privilege"),
        attack=("T1552", "T1528"),
    ),
)
