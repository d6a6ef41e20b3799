"""The lines of exports from which threat models were imported, as far as the models still say what was read there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trailbook.interchange.completion import SECTIONS
from trailbook.interchange.importing import Memory
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import Record
from trailbook.risk.threats.stated_lines import Lines
from trailbook.text.output import json_value
from trailbook.workspace.watched_exports import memory_of


def imported_lines(root: Path, knowledge: KnowledgeBase) -> dict[str, Lines]:
    """The lines that state what each imported model says, by its id. A fact that people changed since has none."""
    found: dict[str, Lines] = {}
    for document in knowledge.documents.values():
        memory = memory_of(root, document)
        if memory is not None and memory.lines:
            found[document.record.id] = _as_imported(document.record, memory)
    return found


def _as_imported(record: Record, memory: Memory) -> Lines:
    imported = {
        item.get("id"): _facts(item.get("facts"))
        for section in SECTIONS
        for item in memory.values.get(section) or ()
        if isinstance(item, Mapping)
    }
    lines = {}
    for item in record.items():
        facts = getattr(item, "facts", None)
        now, then = _facts(json_value(facts.model_dump()) if facts else None), imported.get(item.id, {})
        known = memory.lines.get(item.id, {})
        lines[item.id] = {name: at for name, at in known.items() if not name or now.get(name) == then.get(name)}
    return lines


def _facts(facts: object) -> Mapping[str, Any]:
    return facts if isinstance(facts, Mapping) else {}
