"""The formats that can be read, and which of them a file is in."""

from collections.abc import Mapping
from typing import Any

from trailbook.interchange.reader import Format
from trailbook.interchange.readers import cyclonedx, otm, pytm, threagile, threat_dragon, threat_model_library

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT
    for module in (threagile, otm, threat_dragon, pytm, cyclonedx, threat_model_library)
}
"""Every format by the name that the command line has for it."""


def detect(values: Mapping[str, Any]) -> Format | None:
    """The format whose marks a file bears; None where it bears none."""
    return next((form for form in FORMATS.values() if form.claims(values)), None)
