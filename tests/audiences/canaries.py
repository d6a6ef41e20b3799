"""Records made by walking the models, so that a new field of a record is in the tests by itself."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from trailbook.records.kinds import KINDS
from trailbook.records.model import Item, LinksTo, Record, WordedItem

CANARY = re.compile(r"zq[a-z]{4}qz")
LETTERS = "abcdefghijklmnop"

FIXED: dict[tuple[str, str], Any] = {
    ("FilledChecklist", "version"): "0123456789ab",
    ("FilledChecklist", "commit"): "0123456789ab",
    ("Postmortem", "began"): "2025-01-02",
    ("Postmortem", "detected"): "2025-01-03",
    ("Postmortem", "resolved"): "2025-01-04",
    ("Event", "date"): "2025-01-02",
    ("Source", "published"): "2025-01-05",
    ("Threat", "state"): "accepted",
    ("Control", "frameworks"): {"ISO-27001": ["A.5.15"]},
    ("Threat", "frameworks"): {},
    ("Check", "where"): "sharing.links",
    ("Check", "when"): {},
    ("Check", "unless"): {},
    ("Rating", "factors"): None,
    ("Indicator", "computed"): None,
    ("Indicator", "retired"): None,
    ("Question", "spot"): None,
    ("FindingState", "threat"): None,
    ("FindingState", "state"): "accepted",
    ("Answer", "correct"): True,
    ("Thresholds", "red"): 3,
    ("PolicyException", "granted"): date(2026, 1, 1),
    ("PolicyException", "expires"): date(2027, 1, 1),
}
"""What a validator of a model, or a page of it, asks to be so and not otherwise."""
COMPARISON = "equals"
LEFT_OUT = {("Check", name) for name in ("one_of", "none_of", "at_most", "at_least", "matches", "present", "absent")}
LEFT_OUT |= {("Check", name) for name in ("contains", "subset_of", "unique", "within_days", "before", "after", "fits")}


class Canaries:
    """Words that stand nowhere else, each with the place that it was put in."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self._numbers = count()

    def new(self, place: str) -> str:
        number = next(self._numbers)
        word = "".join(LETTERS[number >> shift & 15] for shift in (12, 8, 4, 0))
        self.places[f"zq{word}qz"] = place
        return f"zq{word}qz"

    def forget_unused(self, number: int, text: str) -> None:
        """Leave out the words after the first ``number`` ones that did not come into a text."""
        for word in list(self.places)[number:]:
            if word not in text:
                del self.places[word]

    def text(self, place: str) -> str:
        return f"{self.new(place)} is told"


def plain(place: str) -> str:
    """What stands in a text that anybody may read."""
    return f"Nothing special about {place.rpartition('.')[2].replace('_', ' ')}"


Say = Callable[[str], str]


class Maker:
    """Makes the values of one record of a kind. ``say`` words a field by its place, ``name`` gives ids of items."""

    def __init__(self, kind: str, id: str, say: Say, name: Say) -> None:
        self.model = KINDS[kind]
        self.id = id
        self.say = say
        self.name = name
        self.names: dict[str, str] = {}

    def record(self) -> dict[str, Any]:
        return {**self.values(self.model, self.kind), "id": self.id, "kind": self.kind}

    @property
    def kind(self) -> str:
        return str(get_args(self.model.model_fields["kind"].annotation)[0])

    def values(self, model: type[BaseModel], place: str) -> dict[str, Any]:
        """Every field of a model, but its classification."""
        found: dict[str, Any] = {}
        for name, info in model.model_fields.items():
            if name in ("id", "kind", "classification") or (model.__name__, name) in LEFT_OUT:
                continue
            value = self.field(model, name, info, f"{place}.{name}")
            if value is not None:
                found[name] = value
        if issubclass(model, Item):
            return {"id": self.item_id(model), **found}
        return found

    def item_id(self, model: type[Item]) -> str:
        if model.noun not in self.names:
            self.names[model.noun] = self.name(f"{self.kind}.{model.noun}.id")
        return self.names[model.noun]

    def field(self, model: type[BaseModel], name: str, info: FieldInfo, place: str) -> Any:
        if (model.__name__, name) in FIXED:
            return FIXED[model.__name__, name]
        rule = next((m for m in info.metadata if isinstance(m, LinksTo)), None)
        if rule is not None:
            target = next((self.item_of(noun) for noun in rule.targets if self.item_of(noun)), "")
            if get_origin(info.annotation) is tuple:
                return [target] if target else []
            return target or (f"{KINDS[rule.targets[0]].prefix}-NOWHERE" if info.is_required() else None)
        if "https?" in str(info.metadata):
            return f"https://example.org/{self.say(place).split()[0]}"
        if model.__name__ == "Check" and name == COMPARISON:
            return self.say(place)
        return self.value(info.annotation, place)

    def item_of(self, noun: str) -> str:
        models = (cls for cls in items_of(self.model) if cls.noun == noun)
        return next((self.item_id(model) for model in models), "")

    def value(self, annotation: Any, place: str) -> Any:
        origin, inner = get_origin(annotation), [a for a in get_args(annotation) if a is not type(None)]
        if origin is Literal:
            return inner[0]
        if origin is tuple:
            number = 2 if "answers" in place else 1
            return [self.value(inner[0], place) for _ in range(number)]
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self.values(annotation, place)
        if annotation in (str, int, float, bool, date):
            known: dict[Any, Callable[[], Any]]
            known = {str: lambda: self.say(place), int: lambda: 7, float: lambda: 2, bool: lambda: False}
            return known.get(annotation, lambda: date(2026, 1, 5))()
        if origin is dict or not inner:
            return None
        return self.value(inner[0], place)

    def file(self, values: dict[str, Any], classification: str | None = None) -> str:
        """The record's file: YAML, or Markdown that words the items below their front matter."""
        head = {**values, **({"classification": classification} if classification else {})}
        if self.model.syntax == "yaml":
            return str(yaml.safe_dump(head, sort_keys=False, allow_unicode=True))
        body = f"# {head.pop('title')}\n\n{head.pop('summary')}\n"
        body += "".join(f"\n## {title}\n\n{self.say(f'{self.kind}.{title}')}\n" for title in self.model.sections)
        for name in [name for name, value in head.items() if isinstance(value, list) and _is_worded(self.model, name)]:
            for item in head[name]:
                body += f"\n### {item['title']} {{#{item['id']}}}\n\n{item['text']}\n"
            head[name] = [{k: v for k, v in item.items() if k not in ("title", "text")} for item in head[name]]
        return f"---\n{yaml.safe_dump(head, sort_keys=False, allow_unicode=True)}---\n\n{body}"


def items_of(model: type[Record]) -> Iterator[type[Item]]:
    """The classes of the items that a kind has."""
    for info in model.model_fields.values():
        yield from (part for part in _parts(info.annotation) if isinstance(part, type) and issubclass(part, Item))


def _is_worded(model: type[Record], name: str) -> bool:
    parts = _parts(model.model_fields[name].annotation)
    return any(isinstance(part, type) and issubclass(part, WordedItem) for part in parts)


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def with_hidden_items(kind: str, id: str, canaries: Canaries) -> str:
    """The file of an open record, each list of which has a restricted item as well, to which the open ones refer."""
    number, numbers = len(canaries.places), count(1)
    open_maker = Maker(kind, id, plain, lambda place: f"O{next(numbers)}")
    closed_maker = Maker(kind, id, canaries.text, canaries.new)
    values, hidden = open_maker.record(), closed_maker.record()
    for name, value in hidden.items():
        if isinstance(value, list) and value and isinstance(value[0], dict) and "id" in value[0]:
            for item in values[name]:
                _refer(item, value[0], open_maker.model)
            values[name] = [*values[name], *({**item, "classification": "restricted"} for item in value)]
    text = open_maker.file(values)
    canaries.forget_unused(number, text)
    return text


def _refer(item: dict[str, Any], hidden: dict[str, Any], model: type[Record]) -> None:
    """Let an open item name what a hidden one names, wherever several can be named."""
    fields = {name for cls in items_of(model) for name, info in cls.model_fields.items() if _is_list_of_links(info)}
    for name in fields & set(item):
        item[name] = [*item[name], *(one for one in hidden[name] if one not in item[name])]


def _is_list_of_links(info: FieldInfo) -> bool:
    return get_origin(info.annotation) is tuple and any(isinstance(m, LinksTo) for m in info.metadata)
