"""What lists of an administrator add to an application, and what of them is left alone."""

import json
from pathlib import Path
from typing import Any

from tests.interchange.platforms.test_power_platform import files_of

from trailbook.interchange.importing import import_model
from trailbook.interchange.platforms.export import of_mapping
from trailbook.interchange.platforms.reading import read_application
from trailbook.records.loading import assemble

POLICY = {
    "value": [
        {
            "displayName": "Everyone",
            "defaultConnectorsClassification": "General",
            "environmentType": "AllEnvironments",
            "connectorGroups": [
                {
                    "classification": "Confidential",
                    "connectors": [
                        {"id": "/providers/Microsoft.PowerApps/apis/shared_sql", "name": "SQL Server"},
                        {"id": "/providers/Microsoft.PowerApps/apis/shared_office365", "name": "Office 365 Outlook"},
                    ],
                },
                {"classification": "General", "connectors": []},
                {
                    "classification": "Blocked",
                    "connectors": [{"id": "/providers/x/apis/shared_teams", "name": "Teams"}],
                },
            ],
        },
        {
            "displayName": "No mail",
            "connectorGroups": [
                {"classification": "Blocked", "connectors": [{"id": "/providers/x/apis/shared_office365"}]}
            ],
        },
    ]
}
FLOWS = [
    {"FlowName": "5a5a", "DisplayName": "Issue a pass", "EnvironmentName": "e1"},
    {"FlowName": "9999", "DisplayName": "A flow of others", "EnvironmentName": "e1"},
]
ROLES = [
    {"FlowName": "5a5a", "RoleType": "Owner", "PrincipalType": "User", "PrincipalObjectId": "u1"},
    {"FlowName": "5a5a", "RoleType": "CanView", "PrincipalType": "Group", "PrincipalObjectId": "g1"},
    {"FlowName": "9999", "RoleType": "Owner", "PrincipalType": "User", "PrincipalObjectId": "u2"},
]
APP = [
    {"AppName": "ap1", "DisplayName": "Front desk"},
    {"AppName": "ap1", "RoleType": "Owner", "PrincipalType": "User"},
    {"AppName": "ap1", "RoleType": "CanEdit", "PrincipalType": "Group", "PrincipalDisplayName": "Reception team"},
    {"AppName": "ap1", "RoleType": "CanView", "PrincipalType": "Tenant"},
]


def read(**lists: Any) -> tuple[dict[str, dict[str, Any]], list[str], dict[str, Any]]:
    """The components by name, the problems, and the boundaries of the visitor passes with some lists."""
    beside = of_mapping({f"{name}.json": json.dumps(value).encode() for name, value in lists.items()})
    found, _ = read_application(of_mapping(files_of("visitor-passes")), assemble({}), "TM-X", lists=beside)
    assert found is not None
    result = import_model(found.source, "threat-models/x.yaml")
    assert result.faults == ()
    draft = found.application.draft
    parts = {part.fields["name"]: part.fields for part in draft.of("components")}
    boundaries = {part.fields["name"]: part.fields["facts"] for part in draft.of("boundaries")}
    return parts, [p.rule for p in result.problems if p.path in beside.files], boundaries


def test_a_data_policy_puts_connectors_in_groups_and_what_is_built_in_an_environment() -> None:
    parts, problems, boundaries = read(policy=POLICY)
    groups = {name: fields.get("facts", {}).get("dlp_group") for name, fields in parts.items()}
    assert groups["[dbo].[Guests] (Microsoft SQL Server)"] == "business"
    assert groups["Microsoft Teams"] == "blocked"
    assert groups["Microsoft Outlook (vp_mail)"] == "blocked"
    assert groups["vp_PassList in sites/Reception (Microsoft SharePoint)"] == "non-business"
    assert groups["directory.hotel.example"] is None
    assert boundaries == {"Environment of Power Platform": {"dlp_policy": True}}
    assert [name for name, fields in parts.items() if "boundary" in fields] == [
        "Issue a pass",
        "Tell the reception",
        "Front desk",
        "Judge the reason in Issue a pass",
    ]
    assert problems == []


def test_roles_say_in_whose_hands_a_part_is_and_who_may_use_it() -> None:
    parts, problems, _ = read(a_flows=FLOWS, b_roles=ROLES, c_app=APP)
    facts = {name: fields.get("facts", {}) for name, fields in parts.items()}
    assert facts["Issue a pass"]["kept_by"] == "one-person"
    assert facts["Issue a pass"]["shared_with"] == ["group"]
    assert facts["Issue a pass"]["edited_by"] == []
    assert facts["Front desk"]["kept_by"] == "team"
    assert facts["Front desk"]["edited_by"] == ["group"]
    assert facts["Front desk"]["shared_with"] == ["organisation"]
    assert parts["Front desk"]["owner"] == "Reception team"
    assert "owner" not in parts["Issue a pass"]
    assert "kept_by" not in facts["Tell the reception"]
    assert problems == []


def test_the_lists_of_the_other_command_line_are_read_too() -> None:
    flow = "7b0a51c2-3d0e-4c55-9f35-2a7f1d1c9a01"
    role = {
        "id": f"/providers/Microsoft.ProcessSimple/environments/e/flows/{flow}/permissions/p",
        "properties": {"roleName": "Owner", "principal": {"id": "u1", "type": "User"}},
    }
    parts, _, _ = read(roles=[role])
    assert parts["Issue a pass"]["facts"]["kept_by"] == "one-person"


def test_a_list_that_says_nothing_of_the_application_is_a_problem() -> None:
    for nothing in ([], {}, [{"FlowName": "1", "RoleType": "Owner"}], {"value": 3}):
        assert read(roles=nothing)[1] == ["says-nothing"]


def test_no_principal_of_a_list_is_written() -> None:
    beside = of_mapping({"roles.json": json.dumps([*FLOWS, *ROLES]).encode()})
    found, _ = read_application(of_mapping(files_of("visitor-passes")), assemble({}), "TM-X", lists=beside)
    assert found is not None
    assert "PrincipalObjectId" not in import_model(found.source, "threat-models/x.yaml").text


def test_the_lists_are_read_in_any_order(tmp_path: Path) -> None:
    assert read(a_roles=ROLES, b_flows=FLOWS)[0] == read(a_flows=FLOWS, b_roles=ROLES)[0]
