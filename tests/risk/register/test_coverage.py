import json

import jsonschema
import pytest
from tests.paths import REPOSITORY

from trailbook.records.frameworks import known_frameworks
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble, load
from trailbook.risk.register.coverage import Coverage, coverage, coverage_json, coverage_schema

MODEL = b"""\
id: TM-A
kind: threat-model
title: A
owner: Us
application: {name: A, platform: P, purpose: P, users: U, impact: I}
components: [{id: APP, name: App, type: screen, owner: Us}]
review: {cadence: yearly}
threats:
  - {id: T1, title: Covered, category: injection, description: D, benefits: B, harmed: H, affects: [APP],
     inherent: {likelihood: likely, impact: major}, residual: {likelihood: rare, impact: major},
     frameworks: {OWASP-CD: [CD-SEC-08]}}
  - {id: T2, title: By a mitigation, category: injection, description: D, benefits: B, harmed: H, affects: [APP],
     inherent: {likelihood: likely, impact: major}, residual: {likelihood: rare, impact: major}}
  - {id: T3, title: Bare, category: injection, description: D, benefits: B, harmed: H, affects: [APP],
     inherent: {likelihood: likely, impact: major}, residual: {likelihood: rare, impact: major}}
mitigations:
  - {id: M1, title: Scanner, mitigates: [T2], implements: [POL-A.C2], state: implemented, owner: Us}
  - {id: M2, title: Planned, mitigates: [T2], implements: [POL-A.C2], state: planned, owner: Us}
"""
POLICY = b"""\
---
id: POL-A
kind: policy
owner: Us
roles: [maker]
review: {cadence: yearly}
controls:
  - {id: C1, level: must, covers: [TM-A.T1], frameworks: {ISO-27001: [A.5.15]}}
  - {id: C2, level: must}
  - {id: C3, level: may}
---

# A

## One {#C1}

Text.

## Two {#C2}

Text.

## Three {#C3}

Text.
"""
INDICATOR = b"""\
---
id: IND-A
kind: indicator
owner: Us
unit: apps
worse: higher
thresholds: {amber: 1, red: 2}
frequency: monthly
measured_by: Counting
measures: [POL-A.C1]
---

# A
"""
TRAINING = b"""\
---
id: TR-A
kind: training
owner: Us
roles: [maker]
minutes: 5
objectives: [O]
teaches: [POL-A.C2]
questions:
  - {id: Q1, answers: [{text: A, correct: true, why: W}, {text: B, why: W}], teaches: [POL-A.C2]}
---

# A

## Question {#Q1}

Text.
"""


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    found = assemble(
        {
            "threat-models/a.yaml": MODEL,
            "content/policy.md": POLICY,
            "content/indicator.md": INDICATOR,
            "content/training.md": TRAINING,
        }
    )
    assert not found.problems
    return found


@pytest.fixture(scope="module")
def found(knowledge: KnowledgeBase) -> Coverage:
    return coverage(knowledge, knowledge.records)


def test_a_control_covers_what_its_policy_says_and_what_its_mitigations_bear_on(found: Coverage) -> None:
    assert [control.threats for control in found.controls] == [("TM-A.T1",), ("TM-A.T2",), ()]


def test_a_mitigation_in_place_is_told_from_one_that_is_planned(found: Coverage) -> None:
    assert found.controls[1].mitigations == ("TM-A.M1", "TM-A.M2")
    assert found.controls[1].in_place == ("TM-A.M1",)


def test_an_indicator_is_evidence_and_training_is_none(found: Coverage) -> None:
    assert [control.evidence for control in found.controls] == [("IND-A",), (), ()]


def test_what_is_uncovered_is_listed(found: Coverage) -> None:
    assert found.uncovered.controls_without_threat == ("POL-A.C3",)
    assert found.uncovered.controls_without_mitigation == ("POL-A.C1", "POL-A.C3")
    assert found.uncovered.controls_without_evidence == ("POL-A.C2", "POL-A.C3")
    assert found.uncovered.threats_without_control == ("TM-A.T3",)
    assert found.uncovered.threats_without_mitigation == ("TM-A.T1", "TM-A.T3")


def test_every_requirement_of_every_framework_is_told_with_what_answers_it(found: Coverage) -> None:
    rows = {(row.framework, row.id): row for row in found.requirements}
    assert list(rows) == [(f.id, id) for f in known_frameworks().values() for id in f.requirements]
    assert rows["ISO-27001", "A.5.15"].controls == ("POL-A.C1",)
    assert rows["OWASP-CD", "CD-SEC-08"].threats == ("TM-A.T1",)
    assert "OWASP-CD:CD-SEC-08" in found.uncovered.requirements_without_control
    assert "ISO-27001:A.5.15" not in found.uncovered.requirements_without_control


def test_a_record_that_is_not_published_covers_nothing_and_is_named_nowhere(knowledge: KnowledgeBase) -> None:
    seen = coverage(knowledge, knowledge.records.keys() - {"TM-A", "IND-A"})
    assert seen.uncovered.controls_without_threat == ("POL-A.C1", "POL-A.C2", "POL-A.C3")
    assert "TM-A" not in coverage_json(seen)
    assert "IND-A" not in coverage_json(seen)


def test_the_json_follows_the_committed_schema(found: Coverage) -> None:
    assert (REPOSITORY / "schemas/coverage.schema.json").read_text(encoding="utf-8") == coverage_schema()
    shipped = load(REPOSITORY)
    for each in (found, coverage(shipped, shipped.records)):
        jsonschema.validate(json.loads(coverage_json(each)), json.loads(coverage_schema()))


def test_the_crosswalk_is_about_every_risk_and_names_none_that_does_not_exist() -> None:
    for framework in known_frameworks().values():
        if walk := framework.crosswalk:
            other = known_frameworks()[walk.to]
            assert list(walk.matches) == list(framework.requirements)
            assert {id for match in walk.matches.values() for id in match.to} <= other.requirements.keys()
            assert walk.basis


def test_a_risk_that_kept_its_place_in_the_crosswalk_kept_its_title_and_number() -> None:
    framework = known_frameworks()["OWASP-LCNC"]
    assert framework.crosswalk
    for id, match in framework.crosswalk.matches.items():
        (to, *more) = match.to
        kept = framework.requirements[id] == known_frameworks()["OWASP-CD"].requirements[to] and not more
        assert match.kind == ("merged" if not kept else "same" if id[-2:] == to[-2:] else "renumbered")
