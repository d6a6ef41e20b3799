"""The formats that can be written: one module for each, with a ``write`` that returns an ``Export``."""

from collections.abc import Callable

from trailbook.interchange.writers import otm, threat_dragon
from trailbook.interchange.writers.export import Export
from trailbook.records.kinds.threat_model import ThreatModel

WRITERS: dict[str, Callable[[ThreatModel], Export]] = {"otm": otm.write, "threat-dragon": threat_dragon.write}
"""The writer of every format by its name on the command line."""
