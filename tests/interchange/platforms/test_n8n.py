"""Workflows of n8n, imported once and again."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from tests.interchange.platforms.test_expected import export_of, record_of

from trailbook.interchange.importing import ImportResult, Memory, import_model
from trailbook.interchange.platforms.export import of_mapping
from trailbook.interchange.platforms.reading import read_application
from trailbook.records.document import Document
from trailbook.records.loading import assemble
from trailbook.records.reading import read_document

ORDERS = json.loads(export_of("n8n/orders.json").files["n8n/orders.json"])
PATH = "threat-models/x.yaml"

Change = Callable[[dict[str, Any]], None]


def changed(change: Change) -> dict[str, Any]:
    """The workflow of the orders with a change."""
    workflow: dict[str, Any] = json.loads(json.dumps(ORDERS))
    change(workflow)
    return workflow


def of(workflow: object) -> dict[str, Any]:
    """The record of a workflow."""
    return record_of(of_mapping({"a.json": json.dumps(workflow).encode()}))[0]


def again(first: ImportResult, workflow: dict[str, Any]) -> ImportResult:
    """What importing a later export into the record of an earlier one gives."""
    read, _ = read_application(of_mapping({"b.json": json.dumps(workflow).encode()}), assemble({}), "TM-X")
    existing, faults = read_document(PATH, first.text.encode())
    assert read is not None and isinstance(existing, Document) and not faults
    return import_model(read.source, PATH, existing, Memory.of(first.memory))


@pytest.fixture(scope="module")
def first() -> ImportResult:
    return record_of(export_of("n8n/orders.json"))[1]


def move_and_rename(workflow: dict[str, Any]) -> None:
    for number, node in enumerate(workflow["nodes"]):
        node["position"] = [number * 100, 7]
        node["notes"] = "moved"
    renamed = json.dumps(workflow["connections"]).replace('"Shape"', '"Fields"')
    workflow["connections"] = json.loads(renamed)
    for node in workflow["nodes"]:
        node["name"] = {"Shape": "Fields", "Tell sales": "Sales"}.get(node["name"], node["name"])
    workflow["nodes"].reverse()
    workflow["versionId"] = "another"


def give_new_ids(workflow: dict[str, Any]) -> None:
    """What happens when a workflow is taken to another instance."""
    workflow["id"] = "elsewhere"
    for number, node in enumerate(workflow["nodes"]):
        node["id"] = f"new-{number}"
        for credential in node.get("credentials", {}).values():
            credential["id"] = f"moved-{credential['id']}"


@pytest.mark.parametrize("change", [lambda _: None, move_and_rename, give_new_ids])
def test_what_is_no_change_of_meaning_changes_no_line(first: ImportResult, change: Change) -> None:
    result = again(first, changed(change))
    assert result.text == first.text
    assert not result.notes


def test_another_credential_is_one_line(first: ImportResult) -> None:
    def change(workflow: dict[str, Any]) -> None:
        for node in workflow["nodes"]:
            if "mySql" in node.get("credentials", {}):
                node["credentials"]["mySql"] = {"id": "z1", "name": "New stock"}

    was, now = first.text.splitlines(), again(first, changed(change)).text.splitlines()
    assert [line for line in now if line not in was] == ["    identity: New stock"]
    assert [line for line in was if line not in now] == ["    identity: Stock"]


def test_a_new_service_is_a_part_a_flow_and_nothing_else(first: ImportResult) -> None:
    def change(workflow: dict[str, Any]) -> None:
        supabase = {"supabaseApi": {"id": "s1", "name": "Copies"}}
        node = {"id": "s", "name": "Copy", "type": "n8n-nodes-base.supabase", "parameters": {"tableId": "copies"}}
        workflow["nodes"].insert(0, node | {"credentials": supabase})

    was, now = yaml.safe_load(first.text), yaml.safe_load(again(first, changed(change)).text)
    assert now["components"][:-1] == was["components"]
    assert now["components"][-1]["name"] == "copies in Supabase"
    assert now["flows"][:-1] == was["flows"]
    assert now["flows"][-1]["identity"] == "Copies"
    assert now["entry_points"] == was["entry_points"]


def test_an_opened_webhook_shows_as_what_it_is(first: ImportResult) -> None:
    def change(workflow: dict[str, Any]) -> None:
        next(node for node in workflow["nodes"] if node["name"] == "Partner webhook")["parameters"].pop(
            "authentication"
        )

    entries = yaml.safe_load(again(first, changed(change)).text)["entry_points"]
    assert [entry["facts"] for entry in entries if entry["name"] == "Webhook GET"] == [
        {"sign_in": "none", "reached_by": ["public"]}
    ]


def test_workflows_of_one_import_meet_where_they_use_the_same() -> None:
    record, _ = record_of(export_of("n8n/orders.json", "n8n/all.json"))
    names = [part["name"] for part in record["components"]]
    assert names.count("Billing") == 1 and names.count("PostgreSQL") == 1
    shared = {flow["identity"] for flow in record["flows"] if flow.get("facts", {}).get("connection_shared")}
    assert shared == {"Shop database", "Orders mailbox"}


def test_a_called_workflow_of_the_import_is_the_part_that_it_is() -> None:
    bill = {"id": "wfBill", "name": "Bills", "nodes": [], "connections": {}}
    record, _ = record_of(of_mapping({"a.json": json.dumps([bill, ORDERS]).encode()}))
    parts = {part["id"]: part["name"] for part in record["components"]}
    assert "Bills" in parts.values() and "Billing" not in parts.values()
    assert "Bills" in [parts[flow["target"]] for flow in record["flows"]]


def test_credentials_that_were_exported_in_plain_text_are_reported_and_not_copied() -> None:
    credential = {"id": "c1", "name": "Orders mailbox", "type": "smtp", "data": {"password": "hunter2-hunter2"}}
    sealed = credential | {"name": "Sealed", "data": "U2FsdGVkX1"}
    files = {"w.json": json.dumps(ORDERS), "c.json": json.dumps([credential, sealed])}
    _, result = record_of(of_mapping({name: text.encode() for name, text in files.items()}))
    found = [str(problem) for problem in result.problems if problem.path == "c.json"]
    assert len(found) == 1 and "Orders mailbox" in found[0]
    assert "hunter2" not in result.text + result.memory + found[0]


def test_a_tool_whose_address_the_model_gives_is_an_address_that_is_read() -> None:
    kind = "@n8n/n8n-nodes-langchain"
    nodes = [
        {"id": "a", "name": "a", "type": f"{kind}.agent", "parameters": {}},
        {"id": "t", "name": "t", "type": f"{kind}.toolHttpRequest", "parameters": {"url": "{url}"}},
    ]
    connections = {"t": {"ai_tool": [[{"node": "a"}]]}}
    record = of({"name": "Fetch", "nodes": nodes, "connections": connections})
    facts = [flow["facts"] for flow in record["flows"] if "facts" in flow]
    assert facts == [{"signs_in_with": "none", "read_as": "address", "checked": False}]


def test_an_address_that_a_setting_of_the_instance_gives_is_no_address_of_a_caller() -> None:
    urls = {"a": "={{ $env.API_BASE }}/orders/{{ $json.id }}", "b": "={{$vars.CRM}}", "c": "={{ $json.url }}"}
    kind = "n8n-nodes-base.httpRequest"
    nodes = [{"id": id, "name": id, "type": kind, "parameters": {"url": url}} for id, url in urls.items()]
    record = of({"name": "Fetch", "nodes": nodes, "connections": {}})
    names = {part["id"]: part["name"] for part in record["components"]}
    assert [
        (names[flow["source"]], names[flow["target"]], flow["facts"].get("read_as")) for flow in record["flows"]
    ] == [
        ("The address in API_BASE", "Fetch", None),
        ("The address in CRM", "Fetch", None),
        ("Fetch", "An address that is given at run time", "address"),
    ]


def test_a_model_on_a_machine_of_your_own_is_not_said_to_ask_for_a_key() -> None:
    ask = {
        "id": "n1",
        "name": "Ask",
        "type": "@n8n/n8n-nodes-langchain.lmChatOllama",
        "typeVersion": 1,
        "parameters": {},
    }
    ask["credentials"] = {"ollamaApi": {"id": "c1", "name": "Local"}}
    record = of({"name": "Ask", "nodes": [ask], "connections": {}})
    assert [(flow["identity"], flow.get("facts")) for flow in record["flows"]] == [("Local", None)]


def test_a_queue_is_an_entry_point_of_whoever_may_write_to_it() -> None:
    node = {"id": "1", "name": "Sensors", "type": "n8n-nodes-base.amqpTrigger", "parameters": {"sink": "hall"}}
    record = of({"id": "w", "name": "Hall", "nodes": [node], "connections": {}})
    assert [entry["name"] for entry in record["entry_points"]] == ["Messages from AMQP"]
    assert record["components"][0]["facts"]["starts_on"] == ["message"]


def test_an_old_export_without_ids_is_read() -> None:
    def change(workflow: dict[str, Any]) -> None:
        del workflow["id"], workflow["settings"]
        for node in workflow["nodes"]:
            del node["id"]
            node["credentials"] = {type: value["name"] for type, value in node.get("credentials", {}).items()}

    assert len(of(changed(change))["components"]) == len(of(ORDERS)["components"])


@pytest.mark.parametrize(
    "spoiled",
    [
        {"nodes": [1, None, [], {"type": 3}, {"type": "", "name": None}]},
        {"nodes": [{"type": "n8n-nodes-base.webhook", "parameters": [], "credentials": [1]}], "connections": {"a": 1}},
        {
            "nodes": [{"type": "n8n-nodes-base.slack", "name": "s", "credentials": {"x": None}}],
            "connections": {"s": {"main": [[3], 2, [{"node": []}]]}},
        },
        {
            "nodes": [{"type": "n8n-nodes-base.postgres", "parameters": {"table": {"value": {}}, "options": 4}}],
            "owner": 3,
            "settings": 1,
            "meta": [],
        },
    ],
)
def test_what_n8n_would_never_write_is_read_without_harm(spoiled: dict[str, Any]) -> None:
    export = of_mapping(
        {"a.json": json.dumps({"name": "x", "x": {"parameters": 1}, "connections": {}, **spoiled}).encode()}
    )
    record, _ = record_of(export)
    assert record["components"]


def test_names_that_would_be_markup_or_controls_stay_text() -> None:
    def change(workflow: dict[str, Any]) -> None:
        workflow["name"] = "a\u202eb\n# <script>"

    assert of(changed(change))["title"] == "a\N{REPLACEMENT CHARACTER}b # <script>"


@pytest.mark.slow
def test_ten_thousand_nodes_in_a_ring_are_read_in_seconds() -> None:
    kinds = ("agent", "toolCode", "lmChatOpenAi", "agentTool")
    nodes = [
        {"id": str(n), "name": str(n), "type": f"@n8n/n8n-nodes-langchain.{kinds[n % 4]}", "parameters": {}}
        for n in range(10_000)
    ]
    connections = {
        str(n): {kind: [[{"node": str((n + 1) % 10_000)}]] for kind in ("main", "ai_tool")} for n in range(10_000)
    }
    data = json.dumps({"name": "Ring", "nodes": nodes, "connections": connections}).encode()
    started = time.process_time()
    read, _ = read_application(of_mapping({"a.json": data}), assemble({}))
    assert read is not None
    assert time.process_time() - started < 20
