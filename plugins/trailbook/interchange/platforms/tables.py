"""The tables beside the readers: what is known of node types, connectors and operations, with sources."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from trailbook.text.yaml_text import shipped_values


@cache
def read_table(name: str) -> Mapping[str, Any]:
    """The table of a reader, by the path of its file below this folder, without its ending. It is read once."""
    text = files("trailbook.interchange.platforms").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    known: Mapping[str, Any] = shipped_values(text)
    return known
