"""What a change does to an application, in a maker's words, from two revisions of its threat model."""

import pytest
import yaml

from trailbook.diff.applications import application_news
from trailbook.records.document import Document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.reading import read_document

BEFORE = """\
id: TM-A
kind: threat-model
title: Orders
owner: Sales
review: {cadence: yearly}
application: {name: Orders, platform: P, purpose: Work, users: All, impact: Some}
components:
  - {id: FLOW, name: Flow, type: automation, facts: {starts_on: [schedule], secrets_in: connection}}
  - {id: BOT, name: Bot, type: agent, facts: {tools: [read-records], confirmed: true}}
  - {id: CRM, name: CRM, type: external-service, connector: CON-CRM}
  - {id: OLD, name: Old list, type: data-store}
flows:
  - {id: F1, name: To the CRM, source: FLOW, target: CRM, identity: Kim}
  - {id: F2, name: To the list, source: FLOW, target: OLD}
entry_points:
  - {id: E1, name: Webhook /orders, component: FLOW, exposed_to: All, authentication: a key, facts: {sign_in: key}}
"""
CONNECTOR = """\
---
id: {id}
kind: connector
owner: O
service: S
tier: standard
group: business
authentication: A
data_up_to: internal
vetting: {{state: {state}, next: 2027-01-01}}
logs: L
---
# {id}
"""


def knowledge(model: str) -> KnowledgeBase:
    files = {
        "a.yaml": model,
        "crm.md": CONNECTOR.format(id="CON-CRM", state="approved"),
        "sms.md": CONNECTOR.format(id="CON-SMS", state="proposed"),
    }
    documents = {}
    for path, text in files.items():
        document, problems = read_document(path, text.encode())
        assert isinstance(document, Document), problems
        documents[document.record.id] = document
    return KnowledgeBase(documents, (), ())


def news(*edits: tuple[str, str]) -> list[str]:
    after = BEFORE
    for old, new in edits:
        assert old in after
        after = after.replace(old, new)
    found = application_news("TM-A", knowledge(BEFORE), knowledge(after))
    return [f"{'! ' if novelty.asks else ''}{novelty.says}" for novelty in found]


PART = "components:\n", "components:\n  - {{id: NEW, name: {}, type: external-service{}}}\n"
FLOWS = "flows:\n", "flows:\n  - {id: F9, source: FLOW, target: NEW, identity: Token}\n"


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            [("entry_points:\n", "entry_points:\n  - {id: E2, name: Webhook POST /open, component: FLOW, "
              "exposed_to: All, authentication: None}\n")],
            ["! new open webhook POST /open"],
        ),
        (
            [("entry_points:\n", "entry_points:\n  - {id: E2, name: Desk, component: FLOW, exposed_to: Staff, "
              "authentication: single sign-on}\n")],
            ["new entry point Desk, which asks for single sign-on"],
        ),
        ([("sign_in: key", "sign_in: none")], ["! Webhook /orders is open now: it asks for no sign-in"]),
        (
            [(PART[0], PART[1].format("api.example.com", "")), FLOWS],
            ["! connector without vetting: api.example.com, which the register does not know",
             "new service api.example.com: sends to it as Token"],
        ),
        (
            [(PART[0], PART[1].format("An address", ", facts: {chosen_at_run_time: true}")), FLOWS],
            ["! service that only the run decides on: An address",
             "new service An address: sends to it as Token"],
        ),
        (
            [(PART[0], PART[1].format("SMS", ", connector: CON-SMS")), FLOWS],
            ["! connector without vetting: CON-SMS, which is proposed", "new service SMS: sends to it as Token"],
        ),
        (
            [("flows:\n", "flows:\n  - {id: F9, source: CRM, target: FLOW}\n")],
            ["now reads from CRM"],
        ),
        ([("identity: Kim", "identity: Robot")], ["To the CRM: now as Robot, before as Kim"]),
        ([("[schedule]", "[schedule, web-request]")], ["! Flow can now be started over the web"]),
        ([("secrets_in: connection", "secrets_in: plain")], ["! Flow now holds a secret in plain text"]),
        (
            [("[read-records], confirmed: true", "[read-records, run-code], confirmed: false")],
            ["! Bot can now run code by itself", "! nobody confirms any more what Bot does"],
        ),
        (
            [("  - {id: OLD, name: Old list, type: data-store}\n", ""),
             ("  - {id: F2, name: To the list, source: FLOW, target: OLD}\n", "")],
            ["no longer has Old list"],
        ),
        ([("name: CRM,", "name: Customers,")], []),
        ([("title: Orders", "title: All orders")], []),
    ],
)  # fmt: skip
def test_a_change_is_said_as_its_maker_would(edits: list[tuple[str, str]], expected: list[str]) -> None:
    assert news(*edits) == expected


def test_of_a_new_application_only_what_asks_for_attention_is_said() -> None:
    text = BEFORE.replace("sign_in: key", "sign_in: none")
    found = application_news("TM-A", KnowledgeBase({}, (), ()), knowledge(text))
    assert [novelty.says for novelty in found] == [
        "new open webhook /orders", "Bot can now read records by itself",
    ]  # fmt: skip
    assert all(novelty.asks for novelty in found)


def test_a_connector_that_two_parts_use_is_said_once() -> None:
    part = "  - {{id: {0}, name: {0}, type: connector, connector: CON-SMS}}\n"
    said = news(("components:\n", f"components:\n{part.format('ONE')}{part.format('TWO')}"))
    assert [line for line in said if "vetting" in line] == ["! connector without vetting: CON-SMS, which is proposed"]


def test_names_cannot_break_the_line() -> None:
    values = yaml.safe_load(BEFORE)
    values["components"].append({"id": "NEW", "name": "a\nb\x1b", "type": "external-service"})
    found = application_news("TM-A", knowledge(BEFORE), knowledge(yaml.safe_dump(values)))
    assert all("\n" not in novelty.says and "\x1b" not in novelty.says for novelty in found)
