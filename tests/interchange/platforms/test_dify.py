"""Apps of Dify in forms that its editor does not write today."""

import pytest
from tests.interchange.platforms.test_expected import record_of

from trailbook.interchange.platforms.export import of_mapping
from trailbook.interchange.platforms.reading import recognised


def test_the_first_versions_of_the_dsl_state_no_kind() -> None:
    record, _ = record_of(of_mapping({"a.yml": b"app: {name: Old, mode: chat}\nmodel_config: {}\n"}))
    assert record["title"] == "Old"


@pytest.mark.parametrize("text", ["app: {mode: chat}\n", "kind: app\napp: {mode: other}\nworkflow: {}\n", "app: 1\n"])
def test_other_yaml_is_not_taken_for_an_app(text: str) -> None:
    assert not recognised(of_mapping({"a.yml": text.encode()}))


@pytest.mark.parametrize(
    "workflow",
    [
        "{graph: {nodes: [1, {data: 2}, {data: {type: [a]}}, {data: {type: llm, model: x}}]}}",
        "{graph: {nodes: [{data: {type: tool}}, {data: {type: http-request, url: 3, authorization: 1}}]}}",
        "{environment_variables: [{name: 1, value: {a: b}}, 3], features: 7, graph: 1}",
        "{graph: {nodes: [{data: {type: agent, agent_parameters: {tools: {value: [1]}, mcp_server: {value: 1}}}}]}}",
    ],
)
def test_values_of_the_wrong_form_are_read_without_harm(workflow: str) -> None:
    data = f"app: {{name: x, mode: workflow}}\ndependencies: [1, {{value: 3}}]\nworkflow: {workflow}\n"
    assert record_of(of_mapping({"a.yml": data.encode()}))[0]["components"]
