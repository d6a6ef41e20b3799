"""``trailbook explain``: what a rule looks for, why, and what to do, or by what it says that a change weakens."""

from collections.abc import Iterator

import click

from trailbook.cli.command_group import unknown_name
from trailbook.cli.completed_ids import complete_rules
from trailbook.cli.output import echo
from trailbook.risk.threats.rule import Rule
from trailbook.risk.threats.tuning import BY_ID
from trailbook.text.terminal import filled
from trailbook.trail.effects.hints import BY_ID as EFFECTS
from trailbook.trail.effects.rule import Rule as EffectRule


@click.command()
@click.argument("rule", shell_complete=complete_rules)
def explain(rule: str) -> None:
    """Explain a RULE by its id, as findings and the trail name it.

    Always exits with 0, or with 2 if there is no such rule.
    """
    threat, effect = BY_ID.get(rule), EFFECTS.get(rule)
    if threat is None and effect is None:
        named = "; 'trailbook findings' and 'trailbook why' name rules"
        raise unknown_name("rule", rule, [*BY_ID, *EFFECTS], named)
    parts = [*(_threat(threat) if threat else ()), *(_effect(effect) if effect else ())]
    echo("\n".join(filled(part, after="  ") for part in parts) + "\n")


def _threat(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {rule.title} (a rule that finds threats, of the family {rule.family})"
    yield f"Looks for: {rule.looks_for}"
    yield f"Why: {rule.why}"
    yield f"What to do: {rule.remedy}"
    if maps := ", ".join(f"{name} {id}" for name, id in rule.maps.ids()):
        yield f"Maps to: {maps}"
    bounds = [
        f"data_from: {rule.data_from}" if rule.data_from else "",
        f"at_most: {rule.at_most}" if rule.at_most is not None else "",
    ]
    tuned = f"tune it ({', '.join(filter(None, bounds))})" if any(bounds) else ""
    yield f"Where it does not fit: {' or '.join(filter(None, [tuned, 'silence it']))} in 'rules' of trailbook/records"


def _effect(rule: EffectRule) -> Iterator[str]:
    about = "a hint from the wording" if rule.kind == "hint" else "a rule of what weakens and strengthens"
    yield f"{rule.id}: {rule.title} ({about})"
    yield f"Why: {rule.reason}"
