"""Flows of Node-RED that the editor would never write, and those that are parts of others."""

import json
from typing import Any

import pytest
from tests.interchange.platforms.test_expected import record_of

from trailbook.interchange.platforms.export import of_mapping


def of(*nodes: dict[str, Any]) -> dict[str, Any]:
    """The record of a file with some nodes."""
    return record_of(of_mapping({"site/flows.json": json.dumps([*nodes]).encode()}))[0]


def test_a_subflow_is_drawn_in_every_tab_that_uses_it_and_ends_if_it_uses_itself() -> None:
    tabs = [{"id": name, "type": "tab", "label": name} for name in ("one", "two")]
    uses: list[dict[str, Any]] = [
        {"id": f"u{tab['id']}", "type": "subflow:s", "z": tab["id"], "wires": []} for tab in tabs
    ]
    inner: list[dict[str, Any]] = [
        {"id": "s", "type": "subflow"},
        {"id": "own", "type": "subflow:s", "z": "s", "wires": []},
        {"id": "mail", "type": "e-mail", "z": "s", "server": "mail.example", "wires": []},
    ]
    record = of(*tabs, *uses, *inner)
    names = {part["id"]: part["name"] for part in record["components"]}
    assert sorted(names[flow["source"]] for flow in record["flows"]) == ["one", "two"]


def test_a_copy_of_some_nodes_is_named_after_its_folder() -> None:
    record = of({"id": "a", "type": "http in", "url": "/a", "method": "get", "z": "gone", "wires": []})
    assert record["title"] == "site"
    assert [entry["name"] for entry in record["entry_points"]] == ["HTTP GET /a"]


@pytest.mark.parametrize(
    "node",
    [
        {"type": 3, "wires": 1},
        {"type": "link out", "z": [], "links": {"a": 1}, "wires": []},
        {"type": "mysql", "mydb": {"x": 1}, "wires": None},
        {"type": "http request", "url": 5, "tls": "a", "wires": []},
        {"type": "subflow:gone", "wires": []},
    ],
)
def test_values_of_the_wrong_form_are_read_without_harm(node: dict[str, Any]) -> None:
    assert of(node, {"id": "a", "type": "debug", "wires": []})["components"]
