"""Free text that goes to an outside service."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, _ in view.flows():
        source, target = view.source(flow), view.target(flow)
        free = [asset.name for asset in view.assets(flow) if asset.facts and asset.facts.free_text]
        if free and source and source.type != "person" and target and target.type == "external-service":
            yield Hit(
                (flow.id,), f"{flow.name} takes {listed(free)}, in which people write anything, to {target.name}."
            )


RULE = Rule(
    id="free-text-sent-out",
    family="data",
    title="Free text goes to an outside service",
    looks_for=(
        "a data flow from inside to an outside service with data that is not public and into which people can write "
        "anything"
    ),
    why="Nobody knows what is in it: passwords, health and names of others leave without anybody having decided so.",
    remedy="Send the fields that are needed; mask what looks like a secret or a person before free text leaves.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-08"),
        owasp_cd=("CD-SEC-04",),
        stride=("information-disclosure",),
        linddun=("data-disclosure", "unawareness"),
        cwe=("CWE-201", "CWE-359"),
    ),
)
