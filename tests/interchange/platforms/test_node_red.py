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


def test_sockets_are_what_their_mode_makes_them() -> None:
    """One type of node listens, answers, or connects: https://nodered.org/docs/user-guide/nodes"""
    tab = {"id": "t", "type": "tab", "label": "Plant"}
    stream = {"id": "w", "type": "websocket-client", "path": "wss://ticks.example/stream"}
    page = {"id": "l", "type": "websocket-listener", "path": "/live"}
    nodes: list[dict[str, Any]] = [
        {"type": "tcp out", "beserver": "reply", "host": ""},
        {"type": "tcp out", "beserver": "client", "host": "printer.example"},
        {"type": "tcp request", "server": "plc.example", "port": "9100"},
        {"type": "udp out", "addr": "10.1.2.3", "port": "514"},
        {"type": "tcp in", "server": "client", "host": "sensor.example"},
        {"type": "tcp in", "server": "server", "port": "7777"},
        {"type": "websocket in", "server": "", "client": "w"},
        {"type": "websocket out", "server": "", "client": "w"},
        {"type": "websocket in", "server": "l", "client": ""},
        {"type": "websocket out", "server": "l", "client": ""},
        {"type": "serial out"},
    ]
    record = of(tab, stream, page, *({"id": f"n{n}", "z": "t", "wires": [], **node} for n, node in enumerate(nodes)))
    names = {part["id"]: part["name"] for part in record["components"]}
    assert sorted((names[flow["source"]], names[flow["target"]]) for flow in record["flows"]) == [
        ("Plant", "10.1.2.3"),
        ("Plant", "Serial port"),
        ("Plant", "plc.example"),
        ("Plant", "printer.example"),
        ("Plant", "ticks.example"),
        ("sensor.example", "Plant"),
        ("ticks.example", "Plant"),
    ]
    assert not any("read_as" in flow.get("facts", {}) for flow in record["flows"])
    assert [entry["name"] for entry in record["entry_points"]] == ["TCP port 7777", "WebSocket /live"]
