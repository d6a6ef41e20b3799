"""The formats that can be written: one module for each, with a ``write`` that returns a ``ModelExport``."""

from collections.abc import Callable

from trailbook.interchange.writers import otm, threat_dragon
from trailbook.interchange.writers.export import ModelExport
from trailbook.records.kinds.threat_model import ThreatModel

WRITERS: dict[str, Callable[[ThreatModel], ModelExport]] = {"otm": otm.write, "threat-dragon": threat_dragon.write}
"""The writer of every format by its name on the command line."""
