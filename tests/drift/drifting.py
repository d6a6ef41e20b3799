"""Small checks, templates and knowledge bases for the tests of drift."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from trailbook.drift.detection import compare_snapshots
from trailbook.drift.model import Drift
from trailbook.drift.origins import SnapshotHistory
from trailbook.records.kinds.template import Check
from trailbook.records.loading import load

TODAY = date(2026, 6, 15)

POLICY = """---
id: POL-A
kind: policy
owner: Us
roles: [maker]
review: {cadence: yearly}
controls:
  - {id: C1, level: must, checked_by: [CT-A.K1]}
  - {id: C2, level: must}
exceptions: EXCEPTIONS
---
# Rules

## Controls

### Closed by default {#C1}

### Something else {#C2}

## Exceptions

### One {#X1}

### Two {#X2}
"""

MODEL = """id: TM-NAME
kind: threat-model
title: Title of NAME
owner: Us
review: {cadence: yearly}
application: {name: NAME, platform: P, purpose: P, users: U, impact: I}
components:
  - {id: APP, name: App, type: screen, owner: Us}
"""


def a_check(**values: Any) -> Check:
    return Check(**{"id": "K1", "title": "It is so", "severity": "high", "remedy": "Mend it.", "where": "a", **values})


def a_template(snapshot: str = "app.json", application: str | None = "TM-A", **check: Any) -> str:
    """A template with one check."""
    stated = {"id": "K1", "title": "It is so", "severity": "high", "remedy": "Mend it.", **check}
    applies = {"snapshot": snapshot, "of": "An app", **({"application": application} if application else {})}
    values = {"id": "CT-A", "kind": "template", "title": "T", "owner": "Us", "applies_to": [applies]}
    return yaml.safe_dump({**values, "checks": [stated]}, sort_keys=False)


def an_exception(id: str, **values: Any) -> dict[str, Any]:
    stated = {"id": id, "control": "C1", "approver": "Somebody", "reason": "Because."}
    return {**stated, "state": "approved", "granted": date(2026, 1, 1), "expires": date(2026, 12, 31), **values}


def base(template: str, *exceptions: dict[str, Any]) -> dict[str, str]:
    """The files of a knowledge base with a policy, two models and a template, with no problem of their own."""
    unused = [an_exception(id, state="refused", control="C2") for id in ("X1", "X2")[len(exceptions) :]]
    listed = yaml.safe_dump([*exceptions, *unused], default_flow_style=True, width=10_000).strip()
    return {
        "content/policies/a.md": POLICY.replace("EXCEPTIONS", listed),
        "threat-models/a.yaml": MODEL.replace("NAME", "A"),
        "threat-models/b.yaml": MODEL.replace("NAME", "B"),
        "configurations/templates/a.yaml": template,
    }


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def drift(root: Path, files: dict[str, str], today: date = TODAY, past: SnapshotHistory | None = None) -> Drift:
    """Write files, load the records, which must have no problem, and compare the snapshots."""
    knowledge = load(write(root, files))
    assert knowledge.problems == ()
    return compare_snapshots(root, knowledge, today, past or SnapshotHistory())
