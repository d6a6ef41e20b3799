"""Flows of Flowise in forms that its editor does not write."""

import json
from typing import Any

import pytest
from tests.interchange.platforms.test_expected import record_of

from trailbook.interchange.platforms.export import of_mapping


def data(**fields: Any) -> dict[str, Any]:
    return {"id": "a", "data": {"inputAnchors": [], **fields}}


@pytest.mark.parametrize(
    "nodes",
    [
        [1, {"data": 2}, data(name=["x"]), data(name="agentAgentflow", inputs=3)],
        [data(name="agentAgentflow", inputs={"agentTools": [{"agentSelectedTool": 3}, 4], "agentModel": {}})],
        [data(name="httpAgentflow", inputs={"url": 4}), data(name="chatOpenAI", credential={"a": 1})],
    ],
)
def test_values_of_the_wrong_form_are_read_without_harm(nodes: list[Any]) -> None:
    edges = [{"source": "a", "target": "a"}, 7]
    export = of_mapping({"Desk Chatflow.json": json.dumps({"nodes": nodes, "edges": edges, "x": data()}).encode()})
    record, _ = record_of(export)
    assert record["title"] == "Desk"


def test_a_broken_flow_among_others_leaves_the_others() -> None:
    flows = [
        {"id": "1", "name": "Broken", "flowData": "{"},
        {"id": "2", "name": "Whole", "flowData": '{"nodes": [], "edges": []}'},
    ]
    record, result = record_of(of_mapping({"ExportData.json": json.dumps({"ChatFlow": flows}).encode()}))
    assert [part["name"] for part in record["components"]] == ["Whole"]
    assert [problem.rule for problem in result.problems] == ["broken-json"]
