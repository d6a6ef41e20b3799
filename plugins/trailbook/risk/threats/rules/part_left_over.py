"""Components that nothing uses."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    if not view.model.flows:
        return
    for part, _ in view.components():
        used = (*view.incoming(part), *view.outgoing(part), *view.entries_of(part), *view.kept_in(part))
        if part.type != "person" and not used:
            yield Hit((part.id,), f"No data comes to {part.name} or goes from it, and it keeps none.")


RULE = Rule(
    id="part-left-over",
    family="lifecycle",
    title="A part is left over",
    looks_for=(
        "a component other than a person, in a model with data flows, that has no flow, no entry point and no data"
    ),
    why="Either it is left over and still has its rights, or the model does not say what it is for.",
    remedy="Remove what is not needed, in the application first and then here; or add the flows that were forgotten.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-09",),
        owasp_cd=("CD-SEC-09",),
        stride=("elevation-of-privilege",),
    ),
)
