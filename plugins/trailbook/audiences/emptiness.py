"""Telling a copy that holds nothing at all: no reader is served by it, and an empty site looks like a success."""

from pathlib import Path

from trailbook.audiences.copying import Source
from trailbook.records.vocabulary import Sensitivity
from trailbook.text.files import find_files


def emptiness(level: Sensitivity, source: Source, copy: Path) -> str:
    """What to say of a copy in which nothing of a knowledge base is left, and the remedy; empty where something is."""
    if any(find_files(copy, source.folders)) or not any(find_files(source.root, source.folders)):
        return ""
    readers = "everybody" if level == "public" else "this audience"
    return f"nothing here is {level}; state 'classification: {level}' on what may be read by {readers}"
