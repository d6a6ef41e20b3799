"""What the owner of an application answers, written into its threat model: each answer at its place, the rest as it is.

Answers about data need data to be about. Where a model has none, the answer adds a data asset, kept where it is asked
about and carried by the flows that carry nothing else; where it has no boundary, one for the environment.
"""

from typing import Any

from trailbook.contributing.drafting import yaml_value
from trailbook.contributing.interview import fact_value, free_id
from trailbook.contributing.questions import Question
from trailbook.records.document import Document
from trailbook.records.kinds.threat_model import Boundary, Component, DataAsset, Flow, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import Item
from trailbook.records.unfinished import is_left_open
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.owner_questions import (
    ONLY_ITS_OWNER,
    OwnerQuestion,
    element_of,
    flows_of,
    flows_without_data,
    inside_parts,
    sharing_fact,
)
from trailbook.text.positions import Path
from trailbook.text.yaml_edits import YamlEditError, add_entries, put_value
from trailbook.text.yaml_text import read_yaml

_FACTS = {"boundaries": Boundary, "components": Component, "data": DataAsset, "flows": Flow}
"""The models of the items that answers are written into, by the sections of the record."""


def as_question(question: OwnerQuestion) -> Question:
    """The question as it is asked at a terminal. Without an answer it stays open, so none is needed."""
    return Question(question.id, question.text, "", question.choices, question.multiple)


def with_owner_answer(document: Document, question: OwnerQuestion, stated: str, knowledge: KnowledgeBase) -> str:
    """The text of a threat model's file with an answer, which fits the question.

    Raises ``YamlEditError`` if the layout of the file is too unusual to be kept.
    """
    model = document.record
    assert isinstance(model, ThreatModel)  # noqa: S101 - only these are asked about
    edit = _Edit(document.text, model, ModelView(model, knowledge))
    match question.subject:
        case "owner":
            edit.owners(stated)
        case "purpose" | "users" | "impact":
            edit.put(("application", question.subject), yaml_value(stated))
        case "environment":
            edit.environment(stated)
        case "sensitivity":
            edit.new_data(question, stated)
        case "personal-data":
            edit.field(_asked(model, question), "personal", _word(question, stated))
        case "sharing":
            part = _asked(model, question)
            edit.fact(part, sharing_fact(part) if isinstance(part, Component) else "", _word(question, stated))
        case "retention":
            edit.fact(_asked(model, question), "retention", _word(question, stated))
    return edit.text


def _asked(model: ThreatModel, question: OwnerQuestion) -> Item:
    found = element_of(model, question)
    if found is None:
        raise YamlEditError(f"there is no {question.element} any more")
    return found


def _word(question: OwnerQuestion, stated: str) -> str:
    """An answer as YAML; nobody but the owner is an empty list."""
    return "[]" if stated == ONLY_ITS_OWNER else fact_value(as_question(question), stated)


class _Edit:
    """The text of one file, and what is changed in it step by step."""

    def __init__(self, text: str, model: ThreatModel, view: ModelView) -> None:
        self.text = text
        self._model = model
        self._view = view

    def put(self, path: Path, value: str, order: tuple[str, ...] = ()) -> None:
        self.text = put_value(self.text, path, value, order)

    def owners(self, stated: str) -> None:
        """Write the owner, also where parts have none: they are the owner's until somebody says otherwise."""
        self.put(("owner",), yaml_value(stated))
        for section in ("components", "mitigations"):
            for item in getattr(self._model, section):
                path = (*self._path(section, item.id), "owner")
                if is_left_open(item.owner) and self._at(path) is not None:
                    self.put(path, yaml_value(stated))

    def field(self, item: Item, name: str, value: str) -> None:
        """Write a field of an item. A flow in short form becomes one with fields."""
        section = next(section for section, cls in _FACTS.items() if isinstance(item, cls))
        path = self._path(section, item.id)
        if isinstance(self._at(path), str) and isinstance(item, Flow):
            self.put(path, f"{{source: {item.source}, target: {item.target}}}")
        self.put((*path, name), value, tuple(type(item).model_fields))

    def fact(self, item: Item, name: str, value: str) -> None:
        """Write a fact below ``facts`` of an item, which is begun if it has none; ``value`` is YAML."""
        section = next(section for section, cls in _FACTS.items() if isinstance(item, cls))
        facts = (*self._path(section, item.id), "facts")
        if self._at(facts):
            self.put((*facts, name), value)
        else:
            self.field(item, "facts", f"{{{name}: {value}}}")

    def environment(self, stated: str) -> None:
        """Write the environment of the outermost boundary that most parts are in, or of a new one around them all."""
        parts = inside_parts(self._view)
        around = [[boundary for boundary, _ in self._view.around(part)] for part in parts]
        if outermost := [boundaries[-1] for boundaries in around if boundaries]:
            self.fact(max(outermost, key=outermost.count), "environment", stated)
            return
        id = self._free("Environment", "B")
        entry = f"id: {id}\nname: {yaml_value(f'{stated.capitalize()} environment')}\nfacts: {{environment: {stated}}}"
        self._add("boundaries", entry)
        for part in parts:
            self.field(part, "boundary", id)

    def new_data(self, question: OwnerQuestion, stated: str) -> None:
        """Add the data asset that an answer is about, and let the flows carry it that carry nothing."""
        store = element_of(self._model, question)
        name = store.label if store else f"What {self._model.application.name} sends and receives"
        id = self._free(f"{name} data" if store else "Messages", "D")
        kept = [f"stored_in: [{store.id}]"] if store else []
        self._add("data", "\n".join((f"id: {id}", f"name: {yaml_value(name)}", f"sensitivity: {stated}", *kept)))
        flows = flows_of(self._view, store) if isinstance(store, Component) else flows_without_data(self._view)
        for flow in flows:
            self.field(flow, "data", f"[{id}]")

    def _add(self, section: str, entry: str) -> None:
        self.text = add_entries(self.text, {section: [entry]}, tuple(type(self._model).model_fields))

    def _free(self, name: str, letter: str) -> str:
        return free_id(name, {item.id for item in self._model.items()}, letter)

    def _path(self, section: str, id: str) -> Path:
        """Where an item is in the file: in a list, or for flows also in a mapping by their ids."""
        items = self._at((section,))
        if isinstance(items, dict):
            return (section, id)
        return (section, next(i for i, item in enumerate(items or ()) if item.get("id") == id))

    def _at(self, path: Path) -> Any:
        """The value at a path of the file; None if there is none."""
        found: Any = read_yaml(self.text, "")[0]
        for step in path:
            if isinstance(found, dict):
                found = found.get(step)
            else:
                found = found[step] if isinstance(found, tuple) and isinstance(step, int) else None
        return found
