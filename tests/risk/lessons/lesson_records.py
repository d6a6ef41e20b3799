"""Incidents and exercises with decisions on what they changed, made without a repository."""

from datetime import UTC, datetime, timedelta

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Decision, Rationale, Trail
from trailbook.trail.git.commits import Person

ADA = Person("Ada", "ada@example.org")
POSTMORTEM = """\
---
id: PM-{name}
kind: postmortem
owner: Us
organisations: [Us]
severity: high
began: "{began}"
detected: "{began}"
timeline: [{{date: "{began}", event: It began}}]
causes: [{{id: CA1, category: injection}}]
{fields}
---

# {title}

## Impact
## Causes

### Cause {{#CA1}}

## Detection
## Response
## Lessons learned
## Action items

{items}
"""
POLICY = """\
---
id: POL-A
kind: policy
owner: Us
roles: [maker]
review: {cadence: yearly}
controls:
  - {id: C1, level: must, learned_from: [PM-OLD]}
  - {id: C2, level: must}
---

# Rules

## One {#C1}

Text.

## Two {#C2}

Text.
"""
MODEL = """\
id: TM-A
kind: threat-model
title: A
owner: Us
application: {name: Shop, platform: P, purpose: P, users: U, impact: We stand still}
components: [{id: APP, name: App, type: screen, owner: Us}]
review: {cadence: yearly}
threats:
  - {id: T1, title: Malware, category: injection, description: D, benefits: B, harmed: H, affects: [APP],
     inherent: {likelihood: likely, impact: major}, residual: {likelihood: rare, impact: major}}
"""
PLAYBOOK = """\
---
id: PB-A
kind: playbook
owner: Us
use: respond
roles: [maker]
trigger: It broke
steps: [{id: S1}, {id: S2}]
---

# Respond

## Stop {#S1}

## Look {#S2}
"""


def postmortem(name: str, began: str = "2024", fields: str = "", actions: tuple[str, ...] = (), title: str = "") -> str:
    """An incident; ``actions`` are the entries of its action items in YAML."""
    ids = [action.partition("id: ")[2].partition(",")[0] for action in actions]
    listed = "actions:\n" + "".join(f"  - {{{action}}}\n" for action in actions) if actions else ""
    items = "\n".join(f"- Tidy up {{#{id}}}" for id in ids)
    return POSTMORTEM.format(
        name=name, began=began, fields=f"{listed}{fields}", items=items, title=title or f"Incident {name.title()}"
    )


def base(*postmortems: str, **others: str) -> KnowledgeBase:
    """A knowledge base with a policy, a threat model, a playbook and these incidents. The policy names PM-OLD."""
    files = {"content/a.md": POLICY, "threat-models/a.yaml": MODEL, "content/pb.md": PLAYBOOK}
    files |= {f"postmortems/{number}.md": text for number, text in enumerate(postmortems)}
    files |= {f"content/{name}.md": text for name, text in others.items()}
    knowledge = assemble({path: text.encode() for path, text in files.items()})
    faults = [problem for problem in knowledge.problems if problem.rule not in ("dangling-reference", "active-content")]
    assert not faults, faults
    return knowledge


def reworded(item: str | None, field: str | None = "text") -> Change:
    return Change(item, field, "changed", "before", "after")


def decided(number: int, *changes: Change, answers: tuple[str, ...] = (), title: str = "") -> Decision:
    """A decision; two with one number are of the same commit, and a higher number is later."""
    when = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    why = Rationale(title or f"Change {number}", "title", f"{number:040x}")
    return Decision(
        why.commit,
        "a.md",
        when,
        when,
        ADA,
        why.text,
        why,
        (),
        "none",
        None,
        changes or (reworded("C1"),),
        answers=answers,
    )


def trail(record: str, *decisions: Decision) -> Trail:
    return Trail(record, "a.md", decisions)
