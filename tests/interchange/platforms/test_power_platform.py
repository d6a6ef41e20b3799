"""What is special in exports of Power Platform and Logic Apps; ``expected`` has the answers for whole ones."""

import io
import json
import time
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from trailbook.interchange.platforms.export import of_mapping
from trailbook.interchange.platforms.reading import ReadApplication, read_application
from trailbook.records.loading import load

EXPORTS = Path(__file__).parent / "files" / "power-platform"
CASES = sorted(folder.name for folder in EXPORTS.iterdir())


def files_of(case: str) -> dict[str, bytes]:
    folder = EXPORTS / case
    names = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in names}


def read(files: dict[str, bytes], tmp_path: Path) -> ReadApplication:
    found, problems = read_application(of_mapping(files), load(tmp_path, ()))
    assert found is not None, problems
    return found


def answers(found: ReadApplication) -> dict[str, Any]:
    """An application in the form of an expected answer."""
    draft = found.application.draft
    named = {part.key: part.fields["name"] for part in draft.of("components")}

    def between(fields: dict[str, Any]) -> str:
        identity = f" as {fields['identity']}" if "identity" in fields else ""
        return f"{named[fields['source'].key]} -> {named[fields['target'].key]}{identity}"

    return {
        "title": draft.title,
        "components": {part.fields["name"]: part.fields["type"] for part in draft.of("components")},
        "facts": {
            part.fields["name"]: part.fields["facts"] for part in draft.of("components") if part.fields.get("facts")
        },
        "entry_points": {part.fields["name"]: part.fields.get("facts", {}) for part in draft.of("entry_points")},
        "flows": {between(part.fields): part.fields.get("facts", {}) for part in draft.of("flows")},
        "problems": sorted(f"{p.path}:{p.line} {p.rule}" for p in found.source.reading.problems),
        "unknown": sorted(found.application.unknown),
    }


@pytest.mark.parametrize("case", CASES)
def test_an_archive_gives_the_same_as_its_folder(case: str, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files_of(case).items():
            archive.writestr(name, data)
    in_archive = answers(read({"../export.zip": packed.getvalue()}, tmp_path))
    in_archive["problems"] = [problem.removeprefix("../export.zip/") for problem in in_archive["problems"]]
    assert in_archive == answers(read(files_of(case), tmp_path))


@pytest.mark.parametrize("place", ["Reception/src/", "Reception/", "exports/Reception.zip/src/", "../Reception/"])
def test_several_apps_without_their_solution_are_called_by_the_folder_they_are_in(place: str, tmp_path: Path) -> None:
    app = "<CanvasApp><Name>{0}</Name><DisplayName>{0} desk</DisplayName></CanvasApp>"
    files = {f"{place}CanvasApps/{name}.meta.xml": app.format(name).encode() for name in ("front", "back")}
    assert read(files, tmp_path).application.draft.title == "Reception"
    alone = dict([files.popitem()])
    assert read(alone, tmp_path).application.draft.title == "back desk"


def test_a_name_that_leads_out_of_an_archive_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files_of(CASES[0]).items():
            archive.writestr(name, data)
        archive.writestr("..\\..\\workflow.json", b"{}")
    problems = read({"export.zip": packed.getvalue()}, tmp_path).source.reading.problems
    assert [problem.path for problem in problems if problem.rule == "outside"] == ["export.zip/../../workflow.json"]


@pytest.mark.parametrize("case", CASES)
def test_a_broken_file_is_one_problem_and_the_rest_is_read(case: str, tmp_path: Path) -> None:
    for name in (name for name in files_of(case) if name.endswith((".json", ".xml"))):
        files = files_of(case) | {"other/solution.xml": b"<ImportExportXml/>"}
        files[name] = files[name][: len(files[name]) // 2]
        problems = read(files, tmp_path).source.reading.problems
        broken = [p.rule for p in problems if p.path == name and p.rule.startswith("broken")]
        assert broken == ["broken-json" if name.endswith("json") else "broken-xml"]


def test_a_legacy_package_says_what_its_connections_are_called(tmp_path: Path) -> None:
    flow = {
        "name": "0f2d7a6c-52a4-4c39-8f5e-6f1f5c1b7d10",
        "properties": {
            "displayName": "Collect votes",
            "flowFailureAlertSubscribed": True,
            "definition": {
                "triggers": {
                    "When_answered": {
                        "type": "OpenApiConnectionWebhook",
                        "inputs": {
                            "host": {"connectionName": "shared_microsoftforms", "operationId": "CreateFormWebhook"}
                        },
                    }
                },
                "actions": {},
            },
            "connectionReferences": {
                "shared_microsoftforms": {
                    "connectionName": "shared-microsoftform-1",
                    "source": "Embedded",
                    "id": "/providers/Microsoft.PowerApps/apis/shared_microsoftforms",
                }
            },
        },
    }
    manifest = {
        "details": {"displayName": "Votes"},
        "resources": {"r1": {"type": "Microsoft.PowerApps/apis/connections", "details": {"displayName": "Polls"}}},
    }
    folder = "Microsoft.Flow/flows/9d7e"
    files = {
        "pack/manifest.json": manifest,
        f"pack/{folder}/definition.json": flow,
        f"pack/{folder}/connectionsMap.json": {"shared_microsoftforms": "r1"},
    }
    found = answers(read({name: json.dumps(value).encode() for name, value in files.items()}, tmp_path))
    assert found["title"] == "Votes"
    assert found["facts"]["Collect votes"]["alerts"] is True
    assert found["flows"] == {
        "Microsoft Forms -> Collect votes as Polls": {"runs_as": "maker", "connection_shared": True}
    }
    assert found["entry_points"] == {"Form of Collect votes": {}}


@pytest.mark.parametrize(
    ("setting", "sign_in"), [(None, "link"), ("All", "link"), ("Tenant", "single-sign-on"), ("Later", None)]
)
def test_an_address_asks_for_what_its_setting_says(setting: str | None, sign_in: str | None, tmp_path: Path) -> None:
    inputs = {"triggerAuthenticationType": setting} if setting else {}
    trigger = {"manual": {"type": "Request", "kind": "Http", "inputs": inputs}}
    (facts,) = answers(read(flow_file(trigger, {}), tmp_path))["entry_points"].values()
    assert facts.get("sign_in") == sign_in


def flow_file(triggers: dict[str, Any], actions: dict[str, Any], encoding: str = "utf-8") -> dict[str, bytes]:
    definition = {"triggers": triggers, "actions": actions}
    text = json.dumps({"properties": {"connectionReferences": {}, "definition": definition}})
    return {"Workflows/f.json": text.encode(encoding)}


def test_a_flow_in_utf_16_is_read(tmp_path: Path) -> None:
    trigger = {"every_day": {"type": "Recurrence"}}
    found = answers(read(flow_file(trigger, {}, "utf-16"), tmp_path))
    assert found["facts"]["f"]["starts_on"] == ["schedule"]


@pytest.mark.slow
def test_ten_thousand_actions_are_read_in_linear_time(tmp_path: Path) -> None:
    def seconds(count: int) -> float:
        actions = {
            f"Ask_{number}": {"type": "Http", "inputs": {"method": "GET", "uri": f"https://host{number % 7}.example/a"}}
            for number in range(count)
        }
        files = flow_file({}, {"Scope": {"type": "Scope", "actions": actions}})
        start = time.process_time()
        assert len(answers(read(files, tmp_path))["components"]) == 8
        return time.process_time() - start

    assert seconds(10_000) < 8 * max(seconds(2_500), 0.1)


@pytest.mark.parametrize("wrong", [None, 1, "text", [], [1], {}, {"a": 1}, {"a": {"type": {}}}])
def test_whatever_stands_where_steps_should_be_is_no_crash(wrong: Any, tmp_path: Path) -> None:
    for triggers, actions in ((wrong, {}), ({}, wrong), ({}, {"If": {"type": "If", "actions": wrong, "else": wrong}})):
        assert answers(read(flow_file(triggers, actions), tmp_path))["components"]


def test_a_workflow_of_a_template_may_have_no_name(tmp_path: Path) -> None:
    resource = {"type": "Microsoft.Logic/workflows", "properties": {"definition": {"triggers": {}, "actions": {}}}}
    found = read({"template.json": json.dumps({"resources": [resource]}).encode()}, tmp_path)
    assert [part.section for part in found.application.draft.parts] == ["components"]


def test_the_data_sources_of_an_unpacked_app_are_read_once_with_what_they_let_it_do(tmp_path: Path) -> None:
    sharepoint = "/providers/microsoft.powerapps/apis/shared_sharepointonline"
    list_id, site = "b537d5e4-0f1c-4d52-9c3b-0a6d5b8f2e11", "https://x.sharepoint.com/sites/Desk"
    connection = {
        "connectionRef": {"displayName": "SharePoint", "id": sharepoint},
        "datasets": {site: {"dataSources": {"Passes": {"tableName": list_id}}}},
        "dataSources": ["Passes"],
    }
    sources = {
        "Passes": {"Type": "ConnectedDataSourceInfo", "Name": "Passes", "ApiId": sharepoint, "DatasetName": site},
        "Rooms": {"Type": "NativeCDSDataSourceInfo", "Name": "Rooms", "LogicalName": "vp_room", "IsWritable": False},
        "Guess": {"Type": "ServiceInfo", "Name": "Guess", "DataBoundServiceOperationGroupNameKey": "AIBuilder\\1"},
        "Staff": {"Type": "StaticDataSourceInfo", "Name": "Staff", "IsSampleData": False, "Data": "[1, 'Kim']"},
        "Sample": {"Type": "StaticDataSourceInfo", "Name": "Sample", "IsSampleData": True, "Data": "[1]"},
        "rows": {"Type": "CollectionDataSourceInfo", "Name": "rows"},
    }
    files = {f"desk/DataSources/{name}.json": json.dumps([source]).encode() for name, source in sources.items()}
    files["desk/Connections/Connections.json"] = json.dumps({"1": connection}).encode()
    read_app = read(files, tmp_path)
    found = answers(read_app)
    who = "People the app is shared with"
    passes, rooms = "Passes in sites/Desk (Microsoft SharePoint)", "vp_room (Microsoft Dataverse)"
    assert set(found["components"]) == {"desk", who, passes, rooms, "AI Builder"}
    assert sorted(found["flows"]) == sorted(
        [
            f"{who} -> desk", f"desk -> {who}", f"desk -> {passes}", f"{passes} -> desk", f"{rooms} -> desk",
            "desk -> AI Builder", "AI Builder -> desk",
        ]
    )  # fmt: skip
    assert [(problem.rule, problem.level) for problem in read_app.source.reading.problems] == [
        ("data-in-app", "notice")
    ]
    assert "Kim" not in str(read_app.source.reading.problems)


def test_an_older_flow_names_its_operations_where_the_editor_notes_them(tmp_path: Path) -> None:
    host = {"connection": {"name": "@parameters('$connections')['shared_office365']['connectionId']"}}
    trigger = {
        "type": "ApiConnectionNotification",
        "metadata": {"flowSystemMetadata": {"swaggerOperationId": "OnFlaggedEmailV3"}},
        "inputs": {"host": host, "fetch": {"pathTemplate": {"template": "/v3/Mail/OnFlaggedEmail"}, "method": "get"}},
    }
    found = read(flow_file({"When_flagged": trigger}, {}), tmp_path)
    assert [part.fields["name"] for part in found.application.draft.of("entry_points")] == ["Incoming mail of f"]
    assert answers(found)["facts"]["f"]["starts_on"] == ["message"]
    del trigger["metadata"]
    found = read(flow_file({"When_flagged": trigger}, {}), tmp_path)
    assert answers(found)["facts"]["f"]["starts_on"] == ["message"]


def test_a_template_of_the_gallery_is_a_workflow_of_logic_apps(tmp_path: Path) -> None:
    template = {
        "type": "Microsoft.Logic/galleries/templates",
        "name": "7878ca26-5642-4681-86dc-f7b6976dc050",
        "properties": {
            "displayName": "${Resources.NAME}",
            "connectionReferences": {"ascalert": {"api": {"id": "/managedApis/ascalert"}}},
            "definition": {
                "triggers": {"Alert": {"type": "ApiConnectionWebhook", "inputs": {"host": {"connection": {
                    "name": "@parameters('$connections')['ascalert']['connectionId']"}}}}},
                "actions": {},
            },
        },
    }  # fmt: skip
    found = read({"alerts.json": json.dumps(template).encode()}, tmp_path)
    assert found.platforms == ("Azure Logic Apps",)
    assert set(answers(found)["components"]) == {"alerts", "Microsoft Defender for Cloud"}


def test_a_packed_app_has_its_name_and_its_data_sources(tmp_path: Path) -> None:
    rows = {"Type": "StaticDataSourceInfo", "Name": "Staff", "IsSampleData": False, "Data": "[1]"}
    room = {"Type": "NativeCDSDataSourceInfo", "Name": "Rooms", "LogicalName": "vp_room", "IsWritable": True}
    with BytesIO() as file:
        with ZipFile(file, "w") as archive:
            archive.writestr("Properties.json", json.dumps({"Name": "Front+desk.msapp"}))
            archive.writestr("References\\DataSources.json", json.dumps({"DataSources": [rows, room, 3]}))
        found = read({"desk.msapp": file.getvalue()}, tmp_path)
    assert {"Front desk", "vp_room (Microsoft Dataverse)"} < set(answers(found)["components"])
    assert [problem.rule for problem in found.source.reading.problems] == ["data-in-app"]


def test_a_workflow_of_logic_apps_is_one_in_whichever_folder(tmp_path: Path) -> None:
    definition = {"triggers": {"In": {"type": "Request", "kind": "Http"}}, "actions": {}}
    workflow = json.dumps({"definition": definition, "kind": "Stateful"}).encode()
    found = read({"app/Workflows/Orders.json": workflow}, tmp_path)
    assert found.platforms == ("Azure Logic Apps",)
    (entry,) = found.application.draft.of("entry_points")
    assert (entry.fields["name"], entry.fields["facts"]["sign_in"]) == ("Address of Orders", "link")


def test_a_type_of_step_is_known_in_any_case(tmp_path: Path) -> None:
    step = {"type": "http", "inputs": {"method": "POST", "uri": "https://orders.example/new"}}
    steps = {"Each": {"type": "foreach", "foreach": "@triggerBody()", "actions": {"Send": step}}}
    definition = {"triggers": {"In": {"type": "request", "kind": "Http"}}, "actions": steps}
    found = answers(read({"orders/workflow.json": json.dumps({"definition": definition}).encode()}, tmp_path))
    assert found["unknown"] == []
    assert "orders -> orders.example" in found["flows"]
    assert found["entry_points"]["Address of orders"]["sign_in"] == "link"


TOPIC = """\
kind: AdaptiveDialog
beginDialog:
  kind: OnRecognizedIntent
  actions:
    - kind: InvokeConnectorAction
      input:
        binding:
          $filter: =Topic.Asked
          entityName: hd_cases
      connectionReference: hd_Desk.shared_commondataserviceforapps.1a2b
      connectionProperties:
        mode: Invoker
      dynamicOutputSchema:
        properties:
          @odata.nextLink:
            displayName: Next link
          owner@OData.type: String
      operationId: ListRecordsWithOrganization
"""


def test_a_topic_with_names_of_odata_is_read_with_the_table_that_it_asks(tmp_path: Path) -> None:
    found = answers(
        read({"desk/settings.mcs.yml": b"displayName: Desk", "desk/topics/Cases.mcs.yml": TOPIC.encode()}, tmp_path)
    )
    assert found["problems"] == []
    (flow,) = (flow for flow in found["flows"] if flow.startswith("hd_cases (Microsoft Dataverse) -> Desk"))
    assert found["flows"][flow] == {"runs_as": "user"}


def test_a_reference_whose_name_says_nothing_is_to_the_connector_that_the_editor_lists(tmp_path: Path) -> None:
    listed = {"connectionReferenceLogicalName": "hd_mail", "connectorId": "/providers/x/apis/shared_office365"}
    action = {"kind": "InvokeConnectorTaskAction", "connectionReference": "hd_mail", "operationId": "SendEmailV2"}
    files = {
        "settings": {"displayName": "Desk"},
        "connectionreferences": {"connectionReferences": [listed]},
        "actions/Send": {"kind": "TaskDialog", "action": action},
    }
    found = answers(read({f"desk/{name}.mcs.yml": json.dumps(file).encode() for name, file in files.items()}, tmp_path))
    assert "Desk -> Microsoft Outlook as hd_mail" in found["flows"]


def test_a_prompt_as_a_tool_is_a_model_under_the_account_of_whoever_talks_to_the_agent(tmp_path: Path) -> None:
    action = {"kind": "InvokeAIPluginTaskAction", "primaryConnectionReference": {"kind": "InvokerConnectionReference"}}
    tool = json.dumps({"kind": "TaskDialog", "action": action}).encode()
    found = answers(read({"desk/settings.mcs.yml": b"displayName: Desk", "desk/actions/Grade.mcs.yml": tool}, tmp_path))
    assert found["unknown"] == []
    assert found["flows"]["Desk -> AI Builder"] == {"read_as": "prompt", "runs_as": "user"}
    assert found["flows"]["AI Builder -> Desk"] == {"runs_as": "user"}


def test_a_table_is_one_part_whichever_name_and_connector_lead_to_it(tmp_path: Path) -> None:
    """Apps name a table, flows its set of rows; of the two connectors, the older one adds the environment."""

    def step(api: str, **parameters: str) -> dict[str, Any]:
        host = {"apiId": f"/providers/Microsoft.PowerApps/apis/{api}", "connectionName": api, "operationId": "GetItems"}
        return {"type": "OpenApiConnection", "inputs": {"host": host, "parameters": parameters}}

    actions = {
        "New": step("shared_commondataserviceforapps", entityName="vp_cases"),
        "Old": step("shared_commondataservice", dataset="default.cds", table="vp_cases"),
        "Other": step("shared_commondataserviceforapps", entityName="vp_rooms"),
    }
    definition = {"triggers": {"Daily": {"type": "Recurrence"}}, "actions": actions}
    flow = {"properties": {"connectionReferences": {}, "definition": definition}}
    source = {"Type": "NativeCDSDataSourceInfo", "Name": "Rooms", "LogicalName": "vp_room", "EntitySetName": "vp_rooms"}
    entity = '<entity Name="vp_Case"><EntitySetName>vp_cases</EntitySetName></entity>'
    found = read(
        {
            "src/Workflows/Daily.json": json.dumps(flow).encode(),
            "src/Entities/vp_Case/Entity.xml": f"<Entity><EntityInfo>{entity}</EntityInfo></Entity>".encode(),
            "src/CanvasApps/src/desk/DataSources/Rooms.json": json.dumps([source]).encode(),
        },
        tmp_path,
    )
    stores = {name for name, type in answers(found)["components"].items() if type == "data-store"}
    assert stores == {"vp_case (Microsoft Dataverse)", "vp_room (Microsoft Dataverse)"}


def test_what_the_manifest_lists_and_nothing_reads_is_said(tmp_path: Path) -> None:
    listed = (
        ("1", "vp_room"),
        ("1", "vp_case"),
        ("80", "vp_Desk"),
        ("91", "Checks, Version=1.0.0.0"),
        ("9", "vp_state"),
    )
    parts = "".join(f'<RootComponent type="{type}" schemaName="{name}"/>' for type, name in listed)
    solution = f"<ImportExportXml><SolutionManifest><UniqueName>vp</UniqueName><RootComponents>{parts}</RootComponents>"
    source = {"Type": "NativeCDSDataSourceInfo", "Name": "Rooms", "LogicalName": "vp_room", "EntitySetName": "vp_rooms"}
    found = read(
        {
            "solution.xml": f"{solution}</SolutionManifest></ImportExportXml>".encode(),
            "src/CanvasApps/src/desk/DataSources/Rooms.json": json.dumps([source]).encode(),
        },
        tmp_path,
    )
    omitted = [omission.what for omission in found.source.reading.omissions]
    assert omitted == ["1 table (vp_case)", "1 model-driven app (vp_Desk)", "1 plug-in assembly (Checks)"]


def test_a_flow_in_the_folder_of_an_editor_has_the_name_that_its_metadata_say(tmp_path: Path) -> None:
    definition = {"triggers": {"manual": {"type": "Request", "kind": "Skills"}}, "actions": {}}
    flow = json.dumps({"properties": {"connectionReferences": {}, "definition": definition}}).encode()
    guids = [f"7b0a51c2-3d0e-4c55-9f35-2a7f1d1c9a0{number}" for number in range(2)]
    files = {f"desk/workflows/Ask{number}-{guid}/workflow.json": flow for number, guid in enumerate(guids)}
    files[f"desk/workflows/Ask0-{guids[0]}/metadata.yml"] = b"name: Ask the desk\nstateCode: 0\n"
    found = read({**files, "desk/settings.mcs.yml": b"displayName: Desk"}, tmp_path)
    flows = [part.fields for part in found.application.draft.of("components") if part.fields["type"] == "automation"]
    assert [(flow["name"], flow.get("description", "")) for flow in flows] == [
        ("Ask the desk", "Turned off in the export."),
        ("Ask1", ""),
    ]


def test_a_step_that_waits_for_an_answer_sends_and_brings(tmp_path: Path) -> None:
    host = {"apiId": "/providers/Microsoft.PowerApps/apis/shared_teams", "connectionName": "shared_teams"}
    inputs = {"host": {**host, "operationId": "SubscribeUserFlowContinuation"}}
    card = {"type": "OpenApiConnectionWebhook", "inputs": inputs}
    found = answers(read(flow_file({"Daily": {"type": "Recurrence"}}, {"Ask": card}), tmp_path))
    ends = {flow.partition(" as ")[0] for flow in found["flows"]}
    assert ends == {"f -> Microsoft Teams", "Microsoft Teams -> f"}


@pytest.mark.parametrize("operation", ["aibuilderpredict_gptpro", "aibuilderpredict_customprompt", "PredictV2"])
def test_a_step_of_ai_builder_asks_a_model_and_changes_no_table(operation: str, tmp_path: Path) -> None:
    api = "shared_commondataserviceforapps"
    host = {"apiId": f"/providers/Microsoft.PowerApps/apis/{api}", "connectionName": api, "operationId": operation}
    step = {"type": "OpenApiConnection", "inputs": {"host": host}}
    found = answers(read(flow_file({"Daily": {"type": "Recurrence"}}, {"Ask": step}), tmp_path))
    assert found["flows"] == {
        "f -> AI Builder": {"read_as": "prompt"},
        "AI Builder -> f": {},
    }


def test_a_macro_runs_in_the_browser_and_reaches_no_service(tmp_path: Path) -> None:
    definition = {"triggers": {"Start_macro": {"type": "Start"}}, "actions": {"Clone": {"type": "Clone_Input_Record"}}}
    macro = {"subcategory": "CDSClientAutomation", "properties": {"definition": definition}}
    found = answers(read({"Workflows/Clone.json": json.dumps(macro).encode()}, tmp_path))
    assert found["components"] == {"Clone": "automation"}
    assert found["facts"] == {"Clone": {"starts_on": ["person"]}}
    assert found["unknown"] == []


def test_what_an_agent_says_is_no_broken_file_of_it(tmp_path: Path) -> None:
    said = "<botcomponent schemaname='new_bot.Play.dialog.en_US.lg'><componenttype>7</componenttype></botcomponent>"
    files = {
        "bots/new_bot/bot.xml": b"<bot schemaname='new_bot'><name>Desk</name></bot>",
        "botcomponents/new_bot.Play.dialog.en_US.lg/botcomponent.xml": said.encode(),
        "botcomponents/new_bot.Play.dialog.en_US.lg/data": b"[import](common.lg)\n\n# Hello()\n- Hello\n",
    }
    found = read(files, tmp_path)
    assert found.source.reading.problems == []
    assert "Desk" in answers(found)["components"]
