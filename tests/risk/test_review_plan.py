import pytest
import yaml

from trailbook.records.loading import assemble
from trailbook.records.model import OwnedRecord
from trailbook.risk.matrix import MATRIX
from trailbook.risk.review_plan import DEFAULT, ReviewPlan, read_review_plan

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


@pytest.mark.parametrize(
    ("record", "cadence", "because"),
    [
        (connector("premium"), "quarterly", "its tier is premium"),
        (connector("standard"), None, ""),
        (connector("premium", "review: {cadence: yearly}"), "quarterly", "its tier is premium"),
        (connector("premium", "review: {cadence: monthly}"), "monthly", ""),
        (connector("premium", "review: {cadence: quarterly}"), "quarterly", ""),
        (model("almost-certain", "severe"), "monthly", "its highest residual risk is critical"),
        (model("possible", "major"), "quarterly", "its highest residual risk is high"),
        (model("rare", "minor"), "yearly", ""),
        (model("almost-certain", "severe", state="state: false-positive\n    reason: none"), "yearly", ""),
    ],
)
def test_the_shortest_of_what_the_record_and_its_risk_ask_for_counts(
    record: OwnedRecord, cadence: str | None, because: str
) -> None:
    assert PLAN.cadence(record, MATRIX) == (cadence, because)


def test_without_configuration_each_record_goes_by_its_own_cadence() -> None:
    assert read_review_plan(None) == (DEFAULT, [])
    assert DEFAULT.cadence(model("almost-certain", "severe"), MATRIX) == ("yearly", "")


@pytest.mark.parametrize(
    ("options", "line", "said"),
    [
        ("risk: {hgh: monthly}", 4, "unknown key 'hgh' in risk; expected one of: critical, high, medium, low, note"),
        ("risk: {high: montly}", 4, "risk.high is 'montly'; expected one of: monthly, quarterly, half-yearly, yearly"),
        ("tier: {golden: yearly}", 4, "unknown key 'golden' in tier"),
        ("theme_size: 0", 4, "theme_size is 0; expected at least 1"),
        ("theme_size: many", 4, "theme_size is 'many'; expected a whole number"),
        ("risks: {high: monthly}", 4, "unknown key 'risks'; expected one of: risk, tier, theme_size"),
    ],
)
def test_a_fault_of_the_option_is_told_with_its_place_and_remedy(options: str, line: int, said: str) -> None:
    text = f"plugins:\n  - trailbook/records:\n      reviews:\n        {options}\n"
    plan, problems = read_review_plan(yaml.safe_load(options), "mkdocs.yml", text)
    assert plan == DEFAULT
    assert [problem.line for problem in problems] == [line]
    assert said in str(problems[0])


def test_an_option_that_is_no_mapping_is_a_problem_and_no_traceback() -> None:
    plan, (problem,) = read_review_plan(["monthly"], "mkdocs.yml", "")
    assert plan == DEFAULT
    assert "reviews is" in str(problem)
