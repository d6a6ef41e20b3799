"""What a retired record states is history: it counts nowhere as current."""

from datetime import date

import pytest
from tests.risk.overview.test_due import CONNECTOR, MODEL, POLICY, dues, threat

from trailbook.records.grants import grants
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.records.states import is_current, vetting_state
from trailbook.risk.overview.measures import connectors_past_certification, exceptions_in_force
from trailbook.risk.overview.past_risk import risk_at
from trailbook.risk.register.connector_answers import may_carry
from trailbook.risk.register.connector_uses import affected, all_connector_uses
from trailbook.risk.register.coverage import coverage
from trailbook.risk.register.protection import control_relations
from trailbook.risk.register.register import register
from trailbook.risk.register.remediation import remediation
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.threats.findings import findings
from trailbook.risk.threats.owner_questions import owner_questions

TODAY = date(2026, 6, 1)
ACCEPTED = ", state: accepted, acceptance: {by: Board, reason: R, until: 2027-05-30}"


def base(status: str = "active", vetting: str = "approved", connector: str = "active") -> KnowledgeBase:
    """A model with a threat, an accepted one and a mitigation; a policy with an exception; a connector in use."""
    model = MODEL.format(threats=threat("T1") + threat("T2", more=ACCEPTED), state="planned", review="")
    model = model.replace("owner: Us}]", "owner: Us, connector: CON-MAIL, facts: {starts_on: [schedule]}}]")
    policy = POLICY.format(state="approved").replace("expires: 2026-05-01", "expires: 2027-05-01")
    policy = policy.replace("level: must}", "level: must, covers: [TM-A.T1]}")
    entry = CONNECTOR.format(state=vetting, review="2027-01-01").replace("data_up_to: null", "data_up_to: internal")
    texts = {
        "threat-models/a.yaml": f"status: {status}\n{model}",
        "content/x.md": policy.replace("owner: Us", f"owner: Us\nstatus: {status}", 1),
        "content/mail.md": entry.replace("owner: Ops", f"owner: Ops\nstatus: {connector}", 1),
    }
    knowledge = assemble({path: text.encode() for path, text in texts.items()})
    assert not knowledge.problems, knowledge.problems
    return knowledge


def model_of(knowledge: KnowledgeBase) -> ThreatModel:
    found = knowledge.records["TM-A"]
    assert isinstance(found, ThreatModel)
    return found


def entry_of(knowledge: KnowledgeBase) -> Connector:
    found = knowledge.records["CON-MAIL"]
    assert isinstance(found, Connector)
    return found


def figures(knowledge: KnowledgeBase) -> dict[str, int]:
    """How much of the model and the policy counts, in each place that counts."""
    models, all_records = ["TM-A"], tuple(knowledge.records.values())
    covered = coverage(knowledge, knowledge.records)
    return {
        "register": len(register(knowledge, MATRIX, models)),
        "remediation": len(remediation(knowledge, MATRIX, models)),
        "risk": sum(risk_at(knowledge, MATRIX, TODAY).levels.values()),
        "places": len(risk_at(knowledge, MATRIX, TODAY).places),
        "uses": len(list(all_connector_uses(knowledge))),
        "affected": len(affected("CON-MAIL", knowledge).uses),
        "controls": len(covered.controls),
        "threats": len(covered.threats),
        "of a control": sum(map(len, vars(control_relations(knowledge, "POL-X.C1", knowledge.records)).values())),
        "exceptions": int(exceptions_in_force(all_records, TODAY)),
        "grants": sum(len(list(grants(record))) for record in all_records),
        "questions": min(len(owner_questions(model_of(knowledge), knowledge)), 1),
        "due": len([one for one in dues(knowledge) if one.kind != "certification"]),
    }


def test_what_is_current_counts_everywhere() -> None:
    counted = figures(base())
    assert [name for name, number in counted.items() if not number and name != "questions"] == []


def test_what_is_retired_counts_nowhere() -> None:
    retired = base("retired")
    assert not any(map(is_current, (retired.records["TM-A"], retired.records["POL-X"])))
    assert {name for name, number in figures(retired).items() if number} <= {"due"}
    assert [one for one in dues(retired) if one.reference.startswith(("TM-A", "POL-X"))] == []


def test_a_draft_is_current() -> None:
    assert is_current(base("draft").records["TM-A"])
    assert figures(base("draft"))["register"] == 2


def test_in_a_retired_model_only_what_is_left_of_the_application_is_found() -> None:
    knowledge = base("retired")
    found = {finding.rule.id for finding in findings(model_of(knowledge), knowledge)}
    assert found == {"retired-and-still-runs"}


@pytest.mark.parametrize(("vetting", "connector"), [("retired", "active"), ("approved", "retired")])
def test_a_connector_is_retired_by_its_status_or_by_its_vetting(vetting: str, connector: str) -> None:
    knowledge = base(vetting=vetting, connector=connector)
    entry = entry_of(knowledge)
    assert vetting_state(entry) == "retired"
    assert not is_current(entry)
    answer = may_carry(entry, "public", date(2026, 3, 1), has_conditions=False)
    assert (answer.kind, answer.because) == ("no", "It is retired.")
    assert connectors_past_certification((entry,), TODAY) == 0
    assert not [one for one in dues(knowledge) if one.kind == "certification"]
    assert "connector-blocked" in {finding.rule.id for finding in findings(model_of(knowledge), knowledge)}
