"""What is due, where applications stand, and what moved the risk."""

from collections.abc import Sequence
from datetime import date

import pytest
from tests.risk.lessons.lesson_records import base, decided, postmortem, reworded, trail

from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.risk.indicators.model import Observation, Observed, Series
from trailbook.risk.lessons.lessons import lessons
from trailbook.risk.lessons.movements import movements
from trailbook.risk.overview.applications import applications
from trailbook.risk.overview.due import Due, by_month, due, with_signatures
from trailbook.risk.reviews.plan import DEFAULT
from trailbook.risk.reviews.reviews import NOTHING, review_states
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.threats.findings import findings
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Trail

TODAY = date(2026, 6, 1)
MODEL = """\
id: TM-A
kind: threat-model
title: A
owner: Us
application: {{name: Shop, platform: P, purpose: P, users: U, impact: We stand still}}
components: [{{id: APP, name: App, type: screen, owner: Us}}]
review: {{cadence: yearly{review}}}
threats:
{threats}
mitigations:
  - {{id: M1, title: Scan, mitigates: [T1], state: {state}, owner: Ops, due: 2026-05-31}}
"""
THREAT = """\
  - {{id: {id}, title: Threat {id}, category: injection, description: D, benefits: B, harmed: H, affects: [APP],
     inherent: {{likelihood: likely, impact: major}}, residual: {{likelihood: {likelihood}, impact: major}}{more}}}
"""
ACCEPTED = ", state: accepted, acceptance: {by: Board, reason: R, until: 2026-05-30}"
CONNECTOR = """\
---
id: CON-MAIL
kind: connector
owner: Ops
service: Mail
tier: standard
group: business
authentication: A
data_up_to: null
vetting: {{state: {state}, next: 2026-04-01}}
logs: L
review: {{cadence: yearly, next: {review}}}
---

# Mail
"""
POLICY = """\
---
id: POL-X
kind: policy
owner: Us
roles: [maker]
review: {{cadence: yearly}}
controls: [{{id: C1, level: must}}]
exceptions:
  - {{id: E1, control: C1, approver: Board, reason: R, state: {state}, granted: 2025-05-01, expires: 2026-05-01}}
---

# X

## One {{#C1}}

## Leave {{#E1}}
"""


def threat(id: str, likelihood: str = "likely", more: str = "") -> str:
    return THREAT.format(id=id, likelihood=likelihood, more=more)


def model(*threats: str, state: str = "planned", review: str = "", more: str = "") -> KnowledgeBase:
    text = MODEL.format(threats="".join(threats or (threat("T1"),)), state=state, review=review) + more
    knowledge = assemble({"threat-models/a.yaml": text.encode()})
    assert not knowledge.problems, knowledge.problems
    return knowledge


def known(text: str) -> KnowledgeBase:
    knowledge = assemble({"content/a.md": text.encode()})
    assert not knowledge.problems, knowledge.problems
    return knowledge


def dues(knowledge: KnowledgeBase) -> list[Due]:
    published = set(knowledge.documents)
    states = review_states(knowledge.records.values(), DEFAULT, MATRIX, NOTHING, TODAY)
    return due(knowledge, MATRIX, lessons(knowledge, None, published, TODAY), states, published)


def due_items(knowledge: KnowledgeBase) -> list[tuple[str, str, str]]:
    return [(one.kind, one.reference, one.day.isoformat()) for one in dues(knowledge)]


def test_a_missing_sign_off_is_listed_for_who_may_read_its_record_and_a_key_for_all() -> None:
    key = Due("key", "allowed_signers", "Key of Ada", "Ada", date(2026, 5, 31))
    signatures = [key, *(Due("sign-off", id, id, "CISO", date(2026, 5, 1)) for id in ("TM-A", "TM-HIDDEN"))]
    listed = with_signatures(dues(model()), signatures, {"TM-A"})
    assert [one.reference for one in listed] == ["TM-A", "TM-A.M1", "allowed_signers"]


# -- what is due ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "number"), [("planned", 1), ("in-progress", 1), ("implemented", 0), ("withdrawn", 0)]
)
def test_a_mitigation_is_due_until_it_is_in_place_or_given_up(state: str, number: int) -> None:
    assert due_items(model(state=state)) == [("mitigation", "TM-A.M1", "2026-05-31")] * number


def test_an_accepted_risk_is_due_when_the_acceptance_ends() -> None:
    found = due_items(model(threat("T1"), threat("T2", more=ACCEPTED)))
    assert found == [("acceptance", "TM-A.T2", "2026-05-30"), ("mitigation", "TM-A.M1", "2026-05-31")]


def test_an_accepted_finding_is_due_when_the_acceptance_ends() -> None:
    accepted = ", state: accepted, acceptance: {by: Board, reason: R, until: 2026-05-30}"
    findings = f"""\
findings:
  - {{id: FS1, rule: logging-missing, elements: [APP]{accepted}}}
  - {{id: FS2, rule: sharing-too-wide, elements: [APP], threat: T1}}
"""
    (found, _) = dues(model(threat("T1"), more=findings))
    assert (found.kind, found.reference, found.owner) == ("acceptance", "TM-A.FS1", "Board")
    assert found.title == "logging-missing on APP"
    assert (found.day, found.is_overdue(TODAY)) == (date(2026, 5, 30), True)


def test_a_review_is_due_when_the_record_says_so() -> None:
    assert due_items(model(state="verified", review=", next: 2026-05-02")) == [("review", "TM-A", "2026-05-02")]


@pytest.mark.parametrize(("state", "number"), [("open", 1), ("in-progress", 1), ("done", 0), ("dropped", 0)])
def test_an_action_is_due_until_it_is_done_or_dropped(state: str, number: int) -> None:
    knowledge = base(postmortem("OLD", actions=(f"id: A1, owner: Us, due: 2026-05-03, state: {state}",)))
    assert due_items(knowledge) == [("action", "PM-OLD.A1", "2026-05-03")] * number


@pytest.mark.parametrize(("state", "kinds"), [("approved", ["exception"]), ("requested", []), ("ended", [])])
def test_an_exception_is_due_while_it_is_in_force(state: str, kinds: list[str]) -> None:
    assert [kind for kind, _, _ in due_items(known(POLICY.format(state=state)))] == kinds


@pytest.mark.parametrize(
    ("state", "review", "kinds"),
    [
        ("approved", "2026-04-01", ["certification"]),
        ("restricted", "2026-04-02", ["certification", "review"]),
        ("in-review", "2026-04-02", ["certification", "review"]),
        ("proposed", "2026-04-02", ["review"]),
        ("blocked", "2026-04-02", ["review"]),
    ],
)
def test_a_connector_in_use_or_in_review_is_due_for_certification_once_a_day(
    state: str, review: str, kinds: list[str]
) -> None:
    assert [kind for kind, _, _ in due_items(known(CONNECTOR.format(state=state, review=review)))] == kinds


@pytest.mark.parametrize(
    ("today", "late"), [(date(2026, 6, 1), True), (date(2026, 5, 31), False), (date(2026, 5, 30), False), (None, False)]
)
def test_a_thing_is_overdue_from_the_day_after(today: date | None, late: bool) -> None:
    (one,) = dues(model())
    assert one.is_overdue(today) is late


def test_what_is_not_published_is_not_due() -> None:
    knowledge = model(threat("T1", more=ACCEPTED), review=", next: 2026-05-02")
    states = review_states(knowledge.records.values(), DEFAULT, MATRIX, NOTHING, TODAY)
    assert due(knowledge, MATRIX, lessons(knowledge, None, (), TODAY), states, ()) == []


INDICATOR = """\
---
id: IND-A
kind: indicator
owner: Ops
measured_by: S
measures: [POL-X.C1]
frequency: monthly
unit: apps
worse: higher
thresholds: {amber: 1, red: 2}
review: {cadence: yearly}
---

# A
"""


def test_an_indicator_that_somebody_observes_is_due_one_frequency_after_the_last_time() -> None:
    knowledge = assemble({"content/a.md": POLICY.format(state="ended").encode(), "content/i.md": INDICATOR.encode()})
    assert not knowledge.problems
    published = set(knowledge.documents)
    observed = Observed({"IND-A": Series((Observation(date(2026, 1, 31), 1.0),))})
    found = due(knowledge, MATRIX, lessons(knowledge, None, published, TODAY), (), published, observed)
    assert [(one.kind, one.reference, one.day) for one in found] == [("observation", "IND-A", date(2026, 2, 28))]
    assert due(knowledge, MATRIX, lessons(knowledge, None, published, TODAY), (), published, Observed({})) == []


@pytest.mark.parametrize(
    ("today", "period"),
    [
        (date(2026, 6, 1), "overdue"),
        (date(2026, 5, 31), "this month"),
        (date(2026, 5, 1), "this month"),
        (date(2026, 4, 30), "next month"),
        (date(2026, 3, 31), "later"),
        (date(2025, 5, 31), "later"),
        (None, "later"),
    ],
)
def test_each_thing_is_in_one_part_of_the_list(today: date | None, period: str) -> None:
    (one,) = dues(model())
    assert one.period(today) == period
    assert one.applications == ("TM-A",)


def test_twelve_months_count_what_is_to_come() -> None:
    (one,) = dues(model())
    counts = dict(by_month([one, one], date(2026, 3, 31)))
    assert [count for count in counts.values() if count] == [2]
    assert list(counts)[:3] == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]
    assert counts[date(2026, 5, 1)] == 2
    assert len(counts) == 12
    assert not any(dict(by_month([one], date(2026, 6, 1))).values())


# -- where applications stand --------------------------------------------------------------------


def test_an_application_counts_threats_by_what_is_left_and_those_that_nobody_accepted() -> None:
    knowledge = model(
        threat("T1", "rare"),
        threat("T2", more=ACCEPTED),
        threat("T3", "almost-certain"),
        threat("T4", more=", state: false-positive, reason: None"),
    )
    models = [record for record in knowledge.records.values() if isinstance(record, ThreatModel)]
    found = {model.id: findings(model, knowledge) for model in models}
    (one,) = applications(models, MATRIX, found, None, dues(knowledge))
    assert [threat.id for threat in one.threats] == ["T3", "T2", "T1"]
    assert one.highest == MATRIX.level(one.threats[0].residual)
    assert sum(one.levels.values()) == 3
    assert [threat.id for threat in one.above] == ["T3"] + (["T1"] if MATRIX.exceeds(one.threats[2].residual) else [])
    assert [(due.kind, due.reference) for due in one.due] == [("acceptance", "TM-A.T2"), ("mitigation", "TM-A.M1")]
    assert one.deviations is None
    assert len(one.findings) == sum(finding.state == "open" for finding in found["TM-A"])


# -- what moved ----------------------------------------------------------------------------------

WEAKER = Change("C1", "level", "changed", "must", "should", "weakens", "obligation")
STRONGER = Change("C1", "level", "changed", "should", "must", "strengthens", "obligation")
BEGAN = Change(None, None, "added", None, {}, "strengthens", "record")
ENDED = Change(None, None, "removed", {}, None, "weakens", "record")


@pytest.mark.parametrize(
    ("changes", "weaker", "stronger"),
    [
        ((WEAKER,), 1, 0),
        ((WEAKER, STRONGER), 1, 1),
        ((reworded("C1"),), 0, 0),
        ((BEGAN, STRONGER), 0, 0),
        ((ENDED,), 1, 0),
        ((Change("T1", "residual.level", "changed", "low", "high", "weakens"),), 0, 0),
    ],
)
def test_what_changes_the_risk_of_what_is_there_moves_it(changes: Sequence[Change], weaker: int, stronger: int) -> None:
    trails = [trail("POL-A", decided(1, *changes))]
    assert len(movements(trails, "weakens", 5)) == weaker
    assert len(movements(trails, "strengthens", 5)) == stronger


def test_a_commit_is_one_movement_whatever_it_touches_and_the_newest_come_first() -> None:
    trails: list[Trail] = [
        trail("POL-B", decided(3, WEAKER), decided(2, WEAKER)),
        trail("POL-A", decided(3, WEAKER, reworded("C1")), decided(1, WEAKER)),
    ]
    found = movements(trails, "weakens", 2)
    assert [(one.trail.record, one.decision.title, one.records) for one in found] == [
        ("POL-A", "Change 3", ("POL-A", "POL-B")),
        ("POL-B", "Change 2", ("POL-B",)),
    ]
    assert found[0].changes == (WEAKER,)


def test_what_is_not_shown_moves_nothing() -> None:
    trails = [trail("POL-A", decided(1, WEAKER)), trail("POL-B", decided(2, WEAKER))]
    assert [one.records for one in movements(trails, "weakens", 5, lambda one: one.record == "POL-A")] == [("POL-A",)]
