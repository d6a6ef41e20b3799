"""Records, histories and plans for the tests of reviews."""

from datetime import date, datetime

from trailbook.records.loading import assemble
from trailbook.records.model import OwnedRecord
from trailbook.risk.reviews.commits import ReviewCommit
from trailbook.risk.reviews.plan import ReviewPlan
from trailbook.risk.reviews.reviews import ReviewEvidence
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Decision, Rationale, Trail
from trailbook.trail.git.commits import Person

CONNECTOR = """---
id: CON-CRM
kind: connector
owner: Sales
{review}
service: CRM
tier: {tier}
group: business
authentication: key
data_up_to: internal
vetting: {{state: approved, next: 2027-01-01}}
logs: here
---
# CRM
"""
MODEL = """id: TM-APP
kind: threat-model
title: App
owner: Sales
review: {{cadence: {cadence}}}
application: {{name: A, platform: P, purpose: Q, users: U, impact: I}}
components: [{{id: FORM, name: Form, type: form, owner: Sales}}]
threats:
  - id: T1
    title: It leaks
    category: data-leakage
    description: D
    benefits: B
    harmed: H
    affects: [FORM]
    inherent: {{likelihood: almost-certain, impact: severe}}
    residual: {{likelihood: {likelihood}, impact: {impact}}}
    {state}
"""


def connector(tier: str = "premium", review: str = "") -> OwnedRecord:
    text = CONNECTOR.format(tier=tier, review=review)
    record = assemble({"content/connectors/crm.md": text.encode()}).records["CON-CRM"]
    assert isinstance(record, OwnedRecord)
    return record


def model(likelihood: str, impact: str, cadence: str = "yearly", state: str = "state: open") -> OwnedRecord:
    text = MODEL.format(likelihood=likelihood, impact=impact, cadence=cadence, state=state)
    record = assemble({"threat-models/app.yaml": text.encode()}).records["TM-APP"]
    assert isinstance(record, OwnedRecord)
    return record


PLAN = ReviewPlan.model_validate(
    {"risk": {"critical": "monthly", "high": "quarterly"}, "tier": {"premium": "quarterly"}}
)

TODAY = date(2026, 6, 15)
ADA = Person("Ada", "ada@example.org")
POLICY = """---
id: POL-ACCESS
kind: policy
owner: Security
status: {status}
roles: [maker]
review: {{cadence: {cadence}{dates}}}
controls: [{{id: C1, level: must}}]
---
# Access

## Do it {{#C1}}

Do.
"""


def policy(dates: str = "", cadence: str = "yearly", status: str = "active") -> OwnedRecord:
    text = POLICY.format(dates=f", {dates}" if dates else "", cadence=cadence, status=status)
    record = assemble({"content/policies/access.md": text.encode()}).records["POL-ACCESS"]
    assert isinstance(record, OwnedRecord)
    return record


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


def decision(day: str, *changes: Change) -> Decision:
    return Decision("c" * 40, "p", at(day), at(day), ADA, "t", Rationale("", "none", ""), (), "none", None, changes)


CREATED = Change(None, None, "added", None, {"title": "x"})


def evidence(*reviewed: str, began: str = "2026-01-01", rewritten: str = "") -> ReviewEvidence:
    decisions = [decision(began, CREATED)]
    if rewritten:
        decisions.insert(0, decision(rewritten, Change(None, "review.next", "changed", "a", "b")))
    commits = tuple(ReviewCommit("d" * 40, at(day), at(day), ADA, "periodic", 1) for day in reviewed)
    trails = {id: Trail(id, "p", tuple(decisions)) for id in ("POL-ACCESS", "TM-APP")}
    return ReviewEvidence(trails, dict.fromkeys(trails, commits) if commits else {})
