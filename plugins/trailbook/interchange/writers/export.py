"""A threat model in another format, and what the tools for that format will not show."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from trailbook.interchange.completion import SECTIONS
from trailbook.interchange.extension import KEY
from trailbook.records.kinds.threat_model import Flow, ThreatModel
from trailbook.records.model import Item


@dataclass(frozen=True)
class ModelExport:
    """The text of the file, and a sentence for each thing that other tools do not show."""

    text: str
    unseen: tuple[str, ...]


@dataclass
class ExportBuilder:
    """Builds an export: extends the format's elements by what they have no field for, and counts it."""

    model: ThreatModel
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def ids(self, section: str) -> list[str]:
        """The ids of the items of a section."""
        return [item.id for item in getattr(self.model, section)]

    def local(self, references: Iterable[str], section: str) -> list[str]:
        """The ids of the references to items of this model's section; other references are left out."""
        ids = set(self.ids(section))
        plain = (reference.removeprefix(f"{self.model.id}.") for reference in references)
        return [id for id in plain if id in ids]

    def extension(
        self, section: str, item: Item, native: Collection[str], always: Collection[str] = ()
    ) -> dict[str, Any]:
        """The fields of an item that the format has no field for, under Trailbook's key; empty if there are none.

        ``always`` are fields that are kept even if the format's own field seems to say the same.
        """
        values = item.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
        kept = {name: value for name, value in values.items() if name in always or name not in (*native, "id")}
        self.counts.update(f"{section}.{name}" for name in kept if name not in always)
        return {KEY: kept} if kept else {}

    def model_extension(self, sections: Iterable[str], items: dict[str, list[Any]] | None = None) -> dict[str, Any]:
        """The extension of the model: its own fields, and the sections that the format does not have."""
        values = self.model.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
        native = (*SECTIONS, "kind", "title", "summary", "owner")
        own = {name: value for name, value in values.items() if name not in native}
        own["status"] = self.model.status
        found = {section: values[section] for section in sections if values.get(section)}
        for section, entries in found.items():
            self.counts[f"{section} (all)"] += len(entries)
        return {KEY: {**own, **found, **(items or {})}}

    def leads_elsewhere(self, flow: Flow) -> bool:
        """Whether a flow leads to a component of another model, which no other format can express."""
        return len(self.local((flow.source, flow.target), "components")) < 2

    def finish(self, document: dict[str, Any]) -> ModelExport:
        """The export of a document."""
        unseen = [
            f"{name}, {count:,} times: kept under the key {KEY!r}, which other tools do not show"
            if count > 1
            else f"{name}: kept under the key {KEY!r}, which other tools do not show"
            for name, count in self.counts.items()
        ]
        return ModelExport(json.dumps(document, indent=2, ensure_ascii=False) + "\n", (*self.notes, *unseen))


def plain_items(items: Iterable[Item]) -> list[Any]:
    """Items as values of JSON, without fields that have their default or no value."""
    return [item.model_dump(mode="json", exclude_defaults=True, exclude_none=True) for item in items]
