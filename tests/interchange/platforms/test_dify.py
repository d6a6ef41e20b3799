"""Apps of Dify in forms that its editor does not write today, and in packages."""

from io import BytesIO
from zipfile import ZipFile

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


def _package(app: str) -> bytes:
    """A package as Dify exports it since 1.18: the app, and an index of its files."""
    with BytesIO() as file:
        with ZipFile(file, "w") as archive:
            archive.writestr("manifest.yaml", "format: dify.roster-agent\nformat_version: 1\n")
            archive.writestr("app.yaml", app)
        return file.getvalue()


def test_a_package_is_read_as_the_app_in_it() -> None:
    app = "app: {name: Shop, mode: workflow}\nworkflow: {graph: {nodes: [{id: 1, data: {type: code}}]}}\n"
    record, _ = record_of(of_mapping({"shop.ifpkg": _package(app)}))
    assert [part["name"] for part in record["components"]] == ["Shop"]


def test_an_agent_in_a_package_has_its_model_tools_commands_and_knowledge() -> None:
    soul = """
    model: {plugin_id: langgenius/openai, model_provider: langgenius/openai/openai, model: gpt-4o, credential_ref: null}
    tools:
      dify_tools:
        - {provider_id: langgenius/tavily/tavily, tool_name: search, provider_type: builtin}
        - {provider_id: someone/else/thing, tool_name: do, enabled: false}
      cli_tools: [{name: git}]
    knowledge: {datasets: [{id: 6f8a1e2c}]}
    env: {variables: [{name: API_TOKEN, value_type: string, value: open-sesame}]}
"""
    app = f"app: {{name: Clerk, mode: agent}}\npackage:\n  metadata: {{name: Clerk}}\n  soul:{soul}"
    record, result = record_of(of_mapping({"clerk.ifpkg": _package(app)}))
    found = {part["name"]: part for part in record["components"]}
    assert found["Clerk"]["type"] == "agent" and {"OpenAI", "Tavily"} < set(found) and len(found) == 4
    assert found["Clerk"]["facts"]["tools"] == ["read-records", "fetch-addresses", "run-code"]
    assert found["Clerk"]["facts"]["secrets_in"] == "plain"
    assert [problem.rule for problem in result.problems] == ["credential"]
    assert "6f8a1e2c" not in result.text and "open-sesame" not in result.text


def test_servers_in_the_text_of_a_parameter_are_parts() -> None:
    servers = '{"maps": {"url": "http://maps.example:8005/mcp?key=77"}, "local": {"command": "npx"}}'
    agent = f"{{type: agent, agent_parameters: {{mcp_servers_config: {{type: constant, value: '{servers}'}}}}}}"
    app = f"app: {{name: Way, mode: workflow}}\nworkflow: {{graph: {{nodes: [{{id: 1, data: {agent}}}]}}}}\n"
    record, result = record_of(of_mapping({"way.yml": app.encode()}))
    (server,) = [part for part in record["components"] if part["type"] == "external-service"]
    (flow,) = [flow for flow in record["flows"] if flow["target"] == server["id"]]
    assert (server["name"], flow["facts"]["transport"]) == ("maps.example:8005", "plain")
    assert "key=77" not in result.text
