"""A small knowledge base in a real repository: a threat model, a policy, and two pages."""

from tests.repositories import Repo

MODEL = """id: TM-APP
kind: threat-model
title: Example app
summary: An app.
owner: Ada
review: {cadence: yearly}
application: {name: Example, platform: Any, purpose: Work, users: Ten, impact: Work stops.}
boundaries:
  - {id: B1, name: Tenant}
components:
  - {id: FORM, name: Form, type: screen, owner: Ada, boundary: B1}
  - {id: STORE, name: Store, type: data-store, owner: Ada, boundary: B1}
data:
  - {id: D1, name: Claims, sensitivity: confidential, stored_in: [STORE]}
flows:
  - {id: F1, name: Save, source: FORM, target: STORE, data: [D1]}
entry_points:
  - {id: E1, name: Front door, component: FORM, exposed_to: staff, authentication: single sign-on}
threats:
  - id: T1
    title: Guests read claims
    category: data-leakage
    description: A share is open.
    benefits: Guests
    harmed: Staff
    affects: [STORE]
    inherent: {likelihood: likely, impact: major}
    residual: {likelihood: likely, impact: major}
    state: open
mitigations:
  - {id: M1, title: Close the share, mitigates: [T1], state: planned, owner: Ada}
"""

POLICY = """---
id: POL-SHARE
kind: policy
owner: Ada
roles: [maker]
review: {cadence: yearly}
controls:
  - {id: C1, level: must, covers: [TM-APP.T1]}
  - {id: C2, level: must}
---

# Sharing

How data is shared.

## Guests have an end date {#C1}

A guest leaves.

## Shares are listed {#C2}

A list is kept.
"""

FILES = {
    "threat-models/app.yaml": MODEL,
    "content/policies/share.md": POLICY,
    "content/about.md": "# About\n\nRead [the rules](rules.md#first) and POL-SHARE.C2.\n",
    "content/rules.md": "# Rules\n\n## First\n\nBe kind.\n\n## Second\n\nBe quick.\n",
    "mkdocs.yml": "site_name: KB\ndocs_dir: content\n",
}


def begin(repo: Repo) -> str:
    """Commit the knowledge base, and begin a branch on top of it."""
    commit = repo.commit("Begin\n\nBecause we must.", FILES)
    repo.branch("work")
    return commit


def edited(text: str, *edits: tuple[str, str]) -> str:
    """A text with parts replaced, each of which is there."""
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text
