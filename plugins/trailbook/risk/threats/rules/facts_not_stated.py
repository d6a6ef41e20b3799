"""What a model leaves unsaid, in one finding, so that every other rule may take silence for silence."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed

ASKED: dict[str, tuple[str, ...]] = {
    "data-store": ("shared_with", "permissions", "logging"),
    "screen": ("shared_with",),
    "form": ("shared_with",),
    "automation": ("edited_by", "starts_on", "secrets_in", "logging"),
    "agent": ("shared_with", "tools", "reads_untrusted", "confirmed", "logging"),
    "data flow": ("runs_as",),
    "entry point": ("reached_by", "sign_in"),
}
"""The facts that a model should state, by the type of a component or by what else an element is."""
QUESTIONS = {
    "shared_with": "who may use or read {}",
    "permissions": "whether access to {} is given to the whole or to parts of it",
    "logging": "where the use of {} is logged",
    "edited_by": "who may change {}",
    "starts_on": "what starts {}",
    "secrets_in": "where the secrets that belong to {} are kept",
    "tools": "what {} may do without being asked",
    "reads_untrusted": "whether text that outsiders wrote reaches {}",
    "confirmed": "whether a person confirms what is done by {}",
    "runs_as": "under whose account data moves in {}",
    "reached_by": "who can reach {}",
    "sign_in": "how people prove who they are at {}",
}
"""The facts as questions to somebody who did not write the model."""
SHOWN = 4
"""How many elements are named for each fact; the others are counted."""


def _find(view: ModelView) -> Iterator[Hit]:
    missing: dict[str, list[str]] = {}
    for element, facts in (*view.components(), *view.flows(), *view.entries()):
        for name in ASKED.get(getattr(element, "type", element.noun), ()):
            if getattr(facts, name) is None:
                missing.setdefault(name, []).append(f"“{getattr(element, 'name', element.id)}”")
    if missing:
        unsaid = "; ".join(QUESTIONS[name].format(_named(names)) for name, names in missing.items())
        yield Hit((), f"In words that the rules read, the model does not say {unsaid}.")


def _named(names: list[str]) -> str:
    more = len(names) - SHOWN
    return listed([*names[:SHOWN], *([f"{more} more"] if more > 0 else [])])


RULE = Rule(
    id="facts-not-stated",
    family="configuration",
    title="The model does not state what the rules need to know",
    looks_for="a component, flow or entry point without the facts that most rules read",
    why="A rule stays silent where nothing is stated, and silence looks like safety.",
    remedy="Find it out and write it into the threat model, under `facts` of the part. Where there is nothing of the "
    "kind, write that, with a word such as none or never.",
    find=_find,
    maps=Maps(owasp_lcnc=("LCNC-SEC-09",), owasp_cd=("CD-SEC-09",)),
)
