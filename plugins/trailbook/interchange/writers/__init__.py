"""One module a format that can be written. Each has a ``write`` that gives an ``Export``."""

from collections.abc import Callable

from trailbook.interchange.writers import otm, threat_dragon
from trailbook.interchange.writers.export import Export
from trailbook.records.kinds.threat_model import ThreatModel

WRITERS: dict[str, Callable[[ThreatModel], Export]] = {"otm": otm.write, "threat-dragon": threat_dragon.write}
"""Every format that can be written, by the name that the command line has for it."""
