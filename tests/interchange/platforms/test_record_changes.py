"""What exports say of the changes of records: those that start an automation, and those that it makes."""

import json
from typing import Any

import pytest
from tests.interchange.platforms.test_expected import record_of

from trailbook.interchange.importing import ImportResult
from trailbook.interchange.platforms.export import of_mapping
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.loading import assemble
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rules.automation_sets_itself_off import RULE

DATAVERSE = "shared_commondataserviceforapps"
SHAREPOINT = "shared_sharepointonline"


def power_flow(api: str, trigger: tuple[str, dict[str, Any]], *actions: str) -> dict[str, bytes]:
    """A flow of Power Automate whose trigger and steps are about one table."""
    table = {"entityName": "cases", "subscriptionRequest/entityname": "cases", "dataset": "site", "table": "Cases"}

    def step(operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        host = {"apiId": f"/providers/Microsoft.PowerApps/apis/{api}", "connectionName": api, "operationId": operation}
        return {"type": "OpenApiConnection", "inputs": {"host": host, "parameters": {**table, **parameters}}}

    definition = {
        "triggers": {"When": step(*trigger)},
        "actions": {f"Do_{number}": step(operation, {}) for number, operation in enumerate(actions)},
    }
    return {"Workflows/f.json": json.dumps({"properties": {"definition": definition}}).encode()}


def n8n_flow(trigger: dict[str, Any], *operations: str) -> dict[str, bytes]:
    """A workflow of n8n whose trigger and nodes are about one table of PostgreSQL."""
    credentials = {"postgres": {"id": "1", "name": "Desk"}}
    nodes = [
        {"name": "When", "type": "n8n-nodes-base.postgresTrigger", "parameters": {"tableName": "cases", **trigger}},
        *(
            {
                "name": f"Do {number}",
                "type": "n8n-nodes-base.postgres",
                "parameters": {"operation": operation, "table": "cases"},
            }
            for number, operation in enumerate(operations)
        ),
    ]
    whole = [{"id": node["name"], "typeVersion": 1, "credentials": credentials, **node} for node in nodes]
    return {"a.json": json.dumps({"name": "Desk", "nodes": whole, "connections": {}}).encode()}


def salesforce_flow(begins: str, *steps: str, when: str = "RecordAfterSave") -> dict[str, bytes]:
    """A flow of Salesforce that a case starts, with steps on that case."""
    start = f"<object>Case</object><recordTriggerType>{begins}</recordTriggerType>"
    elements = "".join(f"<{step}><inputReference>$Record</inputReference></{step}>" for step in steps)
    text = (
        f'<Flow xmlns="http://soap.sforce.com/2006/04/metadata">{elements}<label>Desk</label>'
        f"<start>{start}<triggerType>{when}</triggerType></start><status>Active</status></Flow>"
    )
    return {"flows/Desk.flow-meta.xml": text.encode()}


def dataverse(message: int) -> tuple[str, dict[str, Any]]:
    return "SubscribeWebhookTrigger", {"subscriptionRequest/message": message}


ANY = ["create", "update", "delete"]
EXPORTS: list[tuple[dict[str, bytes], list[str] | None, list[str] | None, bool]] = [
    (power_flow(DATAVERSE, dataverse(1), "UpdateRecord"), ["create"], ["update"], False),
    (power_flow(DATAVERSE, dataverse(3), "UpdateOnlyRecord"), ["update"], ["update"], True),
    (power_flow(DATAVERSE, dataverse(4), "UpdateRecord"), ["create", "update"], ["update"], True),
    (power_flow(DATAVERSE, dataverse(1), "UpdateRecord", "CreateRecord"), ["create"], ["create", "update"], True),
    (power_flow(DATAVERSE, dataverse(2), "CreateRecord"), ["delete"], ["create"], False),
    (power_flow(DATAVERSE, dataverse(1), "UpdateRecord", "PerformBoundAction"), ["create"], None, True),
    (power_flow(SHAREPOINT, ("GetOnNewItems", {}), "PatchItem"), ["create"], ["update"], False),
    (power_flow(SHAREPOINT, ("GetOnUpdatedItems", {}), "PatchItem"), ["create", "update"], ["update"], True),
    (power_flow(SHAREPOINT, ("GetOnChangedItems", {}), "PostItem"), ["update"], ["create"], False),
    (power_flow(SHAREPOINT, ("OnSomethingElse", {}), "PatchItem"), ANY, ["update"], True),
    (n8n_flow({}, "update"), ["create"], ["update"], False),
    (n8n_flow({"firesOn": "UPDATE"}, "update"), ["update"], ["update"], True),
    (n8n_flow({"firesOn": "UPDATE"}, "insert"), ["update"], ["create"], False),
    (n8n_flow({}, "upsert"), ["create"], ["create", "update"], True),
    (n8n_flow({}, "executeQuery"), ["create"], None, True),
    (n8n_flow({"triggerMode": "listenTrigger"}, "update"), ANY, ["update"], True),
    (salesforce_flow("Create", "recordUpdates"), ["create"], ["update"], False),
    (salesforce_flow("CreateAndUpdate", "recordUpdates"), ["create", "update"], ["update"], True),
    (salesforce_flow("Update", "recordDeletes"), ["update"], ["delete"], False),
    (salesforce_flow("CreateAndUpdate", "recordUpdates", when="RecordBeforeSave"), ["create", "update"], [], False),
]


@pytest.mark.parametrize(("files", "starts", "writes", "is_found"), EXPORTS)
def test_a_flow_sets_itself_off_only_by_changes_that_start_it(
    files: dict[str, bytes], starts: list[str] | None, writes: list[str] | None, is_found: bool
) -> None:
    record, result = record_of(of_mapping(files))
    (automation,) = (part["id"] for part in record["components"] if part["type"] == "automation")
    facts = {flow["target"] == automation: flow.get("facts", {}) for flow in record["flows"]}
    assert {"starts_on": facts[True].get("starts_on"), "writes": facts[False].get("writes")} == {
        "starts_on": starts,
        "writes": writes,
    }
    assert sets_itself_off(result) is is_found


def sets_itself_off(result: ImportResult) -> bool:
    knowledge = assemble({"threat-models/x.yaml": result.text.encode()})
    return any(list(RULE.find(ModelView(model, knowledge))) for model in knowledge.of_kind(ThreatModel))


def nodes(*described: tuple[str, dict[str, Any], str]) -> dict[str, bytes]:
    """A workflow of nodes, each with its type, its parameters and the type of its credential."""
    whole = [
        {"id": type, "name": type, "type": f"n8n-nodes-base.{type}", "parameters": parameters,
         "credentials": {credential: {"id": credential, "name": "Desk"}}}
        for type, parameters, credential in described
    ]  # fmt: skip
    return {"a.json": json.dumps({"name": "Desk", "nodes": whole, "connections": {}}).encode()}


def test_what_is_merely_looked_up_starts_nothing_where_another_service_does() -> None:
    asked = {"operation": "getAll", "databaseId": "d1"}
    changed = {"operation": "update", "databaseId": "d1"}
    both = ("notion", asked, "notionApi"), ("notionTool", changed, "notionApi")
    record, result = record_of(of_mapping(nodes(("asanaTrigger", {}, "asanaApi"), *both)))
    names = {part["id"]: part["name"] for part in record["components"]}
    starts = {names[flow["source"]]: flow["facts"].get("starts_on") for flow in record["flows"] if "facts" in flow}
    assert starts["Asana"] == ANY
    assert starts["d1 in Notion"] is None
    assert not sets_itself_off(result)


def test_a_sheet_is_one_store_whichever_credential_leads_to_it() -> None:
    sheet = {"documentId": "1abc", "event": "rowAdded"}
    trigger = ("googleSheetsTrigger", sheet, "googleSheetsTriggerOAuth2Api")
    action = ("googleSheets", {"documentId": "1abc", "operation": "append"}, "googleSheetsOAuth2Api")
    record, result = record_of(of_mapping(nodes(trigger, action)))
    assert [part["name"] for part in record["components"] if part["type"] == "data-store"] == ["1abc in Google Sheets"]
    assert sets_itself_off(result)


def test_two_tables_of_one_name_and_credential_are_told_apart_by_number() -> None:
    tables = (
        {"table": {"value": f"tbl{number}", "cachedResultName": "Plan"}, "operation": "search"} for number in (1, 2)
    )
    first, second = (("airtable", table, "airtableTokenApi") for table in tables)
    workflow = json.loads(nodes(first, second)["a.json"])
    workflow["nodes"][1]["id"] = "another"
    record, _ = record_of(of_mapping({"a.json": json.dumps(workflow).encode()}))
    names = [part["name"] for part in record["components"] if part["type"] == "data-store"]
    assert sorted(names) == ["Plan in Airtable", "Plan in Airtable, no. 2"]
