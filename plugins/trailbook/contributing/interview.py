"""The parts of a threat model from an interview: what is asked about each, and how the answers are written down.

Only what the model can state is asked. What nobody knows is left out, and one finding lists it later.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel

from trailbook.contributing.drafting import yaml_value
from trailbook.contributing.questions import Question
from trailbook.records.kinds import PREFIXES
from trailbook.records.kinds.facts import ComponentFacts, EntryFacts, FlowFacts
from trailbook.records.vocabulary import OUTSIDE

PARTS: Mapping[str, str] = {
    "person": "Who uses it or sends it something, such as employees, customers",
    "form": "Forms that they fill in",
    "screen": "Screens and pages that they work with",
    "automation": "What runs by itself: flows, scheduled jobs",
    "agent": "Agents and assistants that a language model steers",
    "data-store": "Where data is kept: lists, tables, files",
    "service": "Services of your organisation that it uses, such as mail or chat",
    "external-service": "Services of others that it sends to or reads from",
}
"""What is asked for the components of each type, in the order in which data mostly moves."""

ABOUT: Mapping[str, str] = {
    "summary": "What the application does and what is at stake, in a sentence",
    "purpose": "What the business uses it for",
    "users": "Who uses it, and about how many",
    "impact": "What it means for the business when it fails or leaks",
}
"""What is asked about the application as a whole, by the field that it answers."""

_FACTS: Mapping[str, tuple[str, ...]] = {
    "screen": ("shared_with", "edited_by"),
    "automation": ("starts_on", "secrets_in", "kept_by"),
    "agent": ("tools", "reads_untrusted", "confirmed", "memory"),
    "data-store": ("shared_with", "permissions", "backup", "logging"),
}
"""The facts that are asked of each type of component: those on which most rules rest."""
_ACTING = ("form", "screen", "automation", "agent")


@dataclass(frozen=True)
class Part:
    """A component, or data: its id and name. ``sort`` is the type of a component, or how sensitive data is."""

    id: str
    name: str
    sort: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Data(Part):
    """Data that is kept or moved."""

    personal: bool = False
    stored_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """Data that moves, by the ids of everything."""

    source: str
    target: str
    data: tuple[str, ...]
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """Where somebody can reach the application from outside."""

    component: Part
    exposed_to: str
    authentication: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Parts:
    """Everything that was answered; ``about`` has the fields of the application for which there was an answer."""

    about: Mapping[str, str]
    components: tuple[Part, ...]
    data: tuple[Data, ...]
    flows: tuple[Move, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Preset:
    """What a platform does with components of a type unless somebody changes it, and who says so."""

    platform: str
    type: str
    facts: Mapping[str, str]
    because: str
    source: str


def presets(platform: str) -> list[Preset]:
    """The presets of a platform by what somebody calls it; none if it is not known."""
    text = files("trailbook.contributing").joinpath("platforms.yaml").read_text(encoding="utf-8")
    known = (Preset(**values) for values in yaml.safe_load(text))
    return [preset for preset in known if preset.platform.casefold() in platform.casefold()]


def component_facts(type: str, proposed: Iterable[str] = ()) -> Iterator[Question]:
    """What is asked about a component of a type, with the facts for which a platform has a preset."""
    return (_question(ComponentFacts, name) for name in dict.fromkeys((*_FACTS.get(type, ()), *proposed)))


def flow_facts(source: str) -> Iterator[Question]:
    """What is asked about a flow from a component of a type."""
    return iter((_question(FlowFacts, "runs_as"),) if source in _ACTING else ())


def entry_facts() -> Iterator[Question]:
    """What is asked about an entry point."""
    return (_question(EntryFacts, name) for name in ("reached_by", "sign_in"))


def _question(facts: type[BaseModel], name: str) -> Question:
    info = facts.model_fields[name]
    prompt = str(info.description).partition(";")[0].rstrip(".")
    if words := tuple(_words(info.annotation)):
        return Question(name, prompt, "", words, multiple=_is_list(info.annotation))
    return Question(name, prompt, "", pattern=r"[0-9]{1,5}", description="a number")


def _words(annotation: Any) -> Iterator[str]:
    """The words that a fact may be, yes and no for one that is true or false."""
    if annotation is bool:
        yield from ("yes", "no")
    for part in get_args(annotation):
        if get_origin(annotation) is Literal:
            yield str(part)
        else:
            yield from _words(part)


def _is_list(annotation: Any) -> bool:
    if get_origin(annotation) in (Union, UnionType):
        return any(map(_is_list, get_args(annotation)))
    return get_origin(annotation) is tuple


def fact_value(question: Question, stated: str) -> str:
    """An answer in words as the YAML of the fact: a list in brackets, or ``true`` and ``false`` for yes and no."""
    if question.multiple:
        return f"[{', '.join(dict.fromkeys(stated.replace(',', ' ').split()))}]"
    return {"yes": "true", "no": "false"}.get(stated, stated) if question.choices == ("yes", "no") else stated


def free_id(name: str, taken: Collection[str], letter: str) -> str:
    """An id that is built of a name's words and is not taken; of the letter if it has no Latin ones."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    word = "_".join(re.findall(r"[A-Za-z0-9]+", plain)[:3]).upper()[:32].strip("_")
    word = word if word[:1].isalpha() and word not in PREFIXES else f"{letter}_{word}" if word else letter
    found, number = word, 1
    while found in taken or re.fullmatch(r"[BEF]\d+", found):  # as boundaries, entry points and flows are numbered
        number += 1
        found = f"{word}_{number}"
    return found


def write_parts(parts: Parts) -> str:
    """The sections of the model's file, from ``boundaries`` to ``entry_points``."""
    flows = [_flow(number, flow) for number, flow in enumerate(parts.flows, start=1)]
    entries = [_entry(number, entry) for number, entry in enumerate(parts.entries, start=1)]
    sections = {
        "boundaries": ["  - {id: B1, name: Company tenant}"],
        "components": [_component(part) for part in parts.components],
        "data": [_data(data) for data in parts.data],
        "flows": flows,
        "entry_points": entries,
    }
    return "\n\n".join("\n".join((f"{name}:", *lines)) for name, lines in sections.items() if lines) + "\n"


def _component(part: Part) -> str:
    inside = {} if part.sort in OUTSIDE else {"boundary": "B1"}
    fields = {"id": part.id, "name": yaml_value(part.name), "type": part.sort, **inside}
    if not part.facts:
        return f"  - {_mapping(fields)}"
    return "\n    ".join((f"  - id: {part.id}", *_lines(fields, "id"), f"facts: {_mapping(part.facts)}"))


def _data(data: Data) -> str:
    fields = {"id": data.id, "name": yaml_value(data.name), "sensitivity": data.sort}
    personal = {"personal": "true"} if data.personal else {}
    kept = {"stored_in": f"[{', '.join(data.stored_in)}]"} if data.stored_in else {}
    return f"  - {_mapping({**fields, **personal, **kept})}"


def _flow(number: int, flow: Move) -> str:
    data = ", ".join(flow.data)
    if not flow.facts:
        return f"  F{number}: {flow.source} -> {flow.target}" + (f" ({data})" if data else "")
    fields = {"source": flow.source, "target": flow.target, "data": f"[{data}]", "facts": _mapping(flow.facts)}
    return f"  F{number}: {_mapping(fields)}"


def _entry(number: int, entry: Entry) -> str:
    fields = {
        "name": yaml_value(entry.component.name),
        "component": entry.component.id,
        "exposed_to": yaml_value(entry.exposed_to),
        "authentication": yaml_value(entry.authentication),
    }
    facts = [f"facts: {_mapping(entry.facts)}"] if entry.facts else []
    return "\n    ".join((f"  - id: E{number}", *_lines(fields), *facts))


def _mapping(fields: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{name}: {value}' for name, value in fields.items())}}}"


def _lines(fields: Mapping[str, str], *without: str) -> Iterable[str]:
    return [f"{name}: {value}" for name, value in fields.items() if name not in without]
