"""The formats that can be read: one module for each, with a ``FORMAT``."""

from collections.abc import Mapping
from typing import Any

from trailbook.interchange.draft import Format
from trailbook.interchange.readers import (
    cyclonedx,
    otm,
    pytm,
    threagile,
    threat_dragon,
    threat_model_library,
    threat_modeling_tool,
)

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT
    for module in (threagile, otm, threat_dragon, threat_modeling_tool, pytm, cyclonedx, threat_model_library)
}
"""Every format by its name on the command line."""


def detect(values: Mapping[str, Any]) -> Format | None:
    """The format of a file, by its keys; None if it is in none of them."""
    return next((form for form in FORMATS.values() if form.recognises(values)), None)
