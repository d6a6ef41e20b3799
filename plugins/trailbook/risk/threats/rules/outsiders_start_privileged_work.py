"""Work with wide rights that people outside can set off."""

from collections.abc import Iterator

from trailbook.risk.threats.fact_texts import audience
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components("automation", "agent"):
        outside = {"guests", "public"} & view.audience(part)
        started = {"message", "web-request"} & set(facts.starts_on or ())
        wide = [flow.name for flow, done in view.outgoing(part) if done.rights in ("wider", "administrative")]
        if outside and started and wide:
            yield Hit(
                (part.id,), f"{part.name} is started by {audience(outside)} and has wide rights in {listed(wide)}."
            )


RULE = Rule(
    id="outsiders-start-privileged-work",
    family="access",
    title="People outside start work with wide rights",
    looks_for="an automation or agent that messages or web requests of outsiders start and that acts with wide rights",
    why="A stranger's message becomes an action of an account that may do almost anything.",
    remedy="Split it: what takes the message has no rights, and what has rights takes only checked values.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-01", "LCNC-SEC-02", "LCNC-SEC-06"),
        owasp_cd=("CD-SEC-02", "CD-SEC-03", "CD-SEC-08"),
        stride=("elevation-of-privilege",),
        cwe=("CWE-441",),
        attack=("T1648", "T1566"),
    ),
)
