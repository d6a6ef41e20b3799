"""Outside services that the connector register does not know."""

from collections.abc import Iterator

from trailbook.records.kinds.threat_model import Component
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def off_the_register(view: ModelView) -> Iterator[Component]:
    """The connectors and outside services that no entry of the register covers, whatever data they exchange."""
    return (part for part, _ in view.components("connector", "external-service") if not is_registered(view, part))


def is_chosen_at_run_time(part: Component) -> bool:
    """Whether a component is whatever an address leads to that is only known when the automation runs.

    It may be another service in each run, so no entry of the register can cover it.
    """
    return part.facts is not None and part.facts.chosen_at_run_time is True


def is_registered(view: ModelView, part: Component) -> bool:
    """Whether an entry of the register covers a component, or what it talks to if it is no connector itself."""
    through = [] if part.type == "connector" else _neighbours(view, part)
    return any(other.connector for other in (part, *through))


def _find(view: ModelView) -> Iterator[Hit]:
    for part in off_the_register(view):
        data = view.sensitivity(part)
        if is_chosen_at_run_time(part):
            reason = f"Only the run decides which service {part.name} is, and {data} data is exchanged with it."
        else:
            reason = f"No entry of the connector register covers {part.name}, which exchanges {data} data."
        yield Hit((part.id,), reason)


def _neighbours(view: ModelView, part: Component) -> list[Component]:
    ends = [view.source(flow) for flow, _ in view.incoming(part)]
    ends += [view.target(flow) for flow, _ in view.outgoing(part)]
    return [end for end in ends if end]


RULE = Rule(
    id="service-off-the-register",
    family="connectors",
    title="A service is in use that the register does not know",
    looks_for=(
        "a connector or outside service with data that is not public, when neither it nor what it talks to has a "
        "register entry"
    ),
    why="Nobody has decided whether it may have the data, and nobody will look when it is in the news.",
    remedy=(
        "Add it to the connector register and vet it, or reach it through a connector that is there. Where only the "
        "run decides which service it is, fix the host first."
    ),
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-07", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-06", "CD-SEC-09"),
        stride=("information-disclosure",),
        linddun=("non-compliance",),
        cwe=("CWE-1357",),
        attack=("T1199",),
    ),
)
