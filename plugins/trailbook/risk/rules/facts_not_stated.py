"""What a model leaves unsaid, in one finding, so that every other rule may take silence for silence."""

from collections.abc import Iterator

from trailbook.risk.modelled import Modelled
from trailbook.risk.rule import Hit, Maps, Rule
from trailbook.risk.wording import listed

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
SHOWN = 4
"""How many elements are named for each fact; the others are counted."""


def _find(modelled: Modelled) -> Iterator[Hit]:
    missing: dict[str, list[str]] = {}
    for element, facts in (*modelled.components(), *modelled.flows(), *modelled.entries()):
        for name in ASKED.get(getattr(element, "type", element.noun), ()):
            if getattr(facts, name) is None:
                missing.setdefault(name, []).append(element.id)
    if missing:
        yield Hit((), "Not stated: " + "; ".join(f"{name} of {_named(ids)}" for name, ids in missing.items()) + ".")


def _named(ids: list[str]) -> str:
    more = len(ids) - SHOWN
    return listed([*ids[:SHOWN], *([f"{more} more"] if more > 0 else [])])


RULE = Rule(
    id="facts-not-stated",
    family="configuration",
    title="The model does not state what the rules need to know",
    looks_for="a component, flow or entry point without the facts that most rules read",
    why="A rule stays silent where nothing is stated, and silence looks like safety.",
    remedy="State these facts under `facts` of each element, with a word such as none or never where there is none.",
    find=_find,
    maps=Maps(owasp_lcnc=("LCNC-SEC-09",), owasp_cd=("CD-SEC-09",)),
)
