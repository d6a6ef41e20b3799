"""Web addresses that start something."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components("automation", "agent"):
        doors = [entry for entry, door in view.entries_of(part) if door.sign_in in ("none", "link")]
        if "web-request" in (facts.starts_on or ()) and doors:
            names = listed([door.name for door in doors])
            reason = f"{part.name} starts on a web request, and {names} asks nobody to sign in."
            yield Hit((part.id,), reason, stated_by=tuple(door.id for door in doors))


RULE = Rule(
    id="trigger-open-to-anybody",
    family="access",
    title="Whoever knows the address can start it",
    looks_for="an automation or agent that starts on a web request and has an entry point without sign-in",
    why="The address is a secret only until it is in a log; then a stranger runs the automation with its rights.",
    remedy="Let the trigger verify its caller: sign-in, a signature over the body, or a list of addresses.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-05", "CD-SEC-07"),
        stride=("spoofing", "elevation-of-privilege"),
        cwe=("CWE-306", "CWE-940"),
        attack=("T1190", "T1648"),
    ),
)
