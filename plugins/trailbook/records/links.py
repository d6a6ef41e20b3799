"""Links: typed relations between items and records, stated once and walked both ways."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from trailbook.records.kinds import PREFIXES
from trailbook.records.model import TARGET, Item, LinksTo, Record
from trailbook.records.references import kind_prefix, record_of
from trailbook.text.model_problems import models_in
from trailbook.text.positions import Path

RELATIONS: dict[str, str] = {
    "mitigates": "mitigated by",
    "implements": "implemented by",
    "covers": "covered by",
    "learned-from": "led to",
    "realises": "realised in",
    "failed-in": "saw fail",
    "changes": "changed by",
    "uses": "used by",
    "governed-by": "governs",
    "affects": "threatened by",
    "within": "encloses",
    "stored-in": "stores",
    "carries": "carried by",
    "flows-from": "sends",
    "flows-to": "receives",
    "opens": "opened by",
    "copies": "copied by",
    "judges": "judged by",
    "tracked-by": "tracks",
    "excepts": "excepted by",
    "checks": "checked by",
    "applies-to": "subject to",
    "measures": "measured by",
    "rehearses": "rehearsed by",
    "follows": "followed by",
    "tests": "tested by",
    "teaches": "taught by",
    "cites": "cited by",
    "same-as": "same as",
    "supersedes": "superseded by",
    "mentions": "mentioned by",
}
"""Every relation and how it reads from the other end."""


@dataclass(frozen=True)
class Link:
    """``source`` is related to ``target``; both are full references (``RECORD`` or ``RECORD.item``)."""

    source: str
    relation: str
    target: str


@dataclass(frozen=True)
class StatedReference:
    """A reference in a field of a record, before it is known whether its target exists."""

    holder: str
    reference: str
    rule: LinksTo
    path: Path

    @property
    def target(self) -> str:
        """The full reference."""
        return full_reference(record_of(self.holder), self.reference)

    @property
    def link(self) -> Link:
        """The link that the reference states."""
        source, target = (self.target, self.holder) if self.rule.reverse else (self.holder, self.target)
        return Link(source, self.rule.relation, target)


def full_reference(record: str, reference: str) -> str:
    """The full form of a reference in a record: if it has no kind's prefix, it names an item of the same record."""
    return reference if kind_prefix(reference) in PREFIXES else f"{record}.{reference}"


def sorted_links(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links in the order of source, relation and target, with numbers by value: M2 comes before M10."""
    return tuple(
        sorted(links, key=lambda link: (natural_order(link.source), link.relation, natural_order(link.target)))
    )


@lru_cache(100_000)
def natural_order(reference: str) -> tuple[tuple[str, int, str], ...]:
    """What sorts M2 before M10: the runs of letters and digits.

    Numbers sort by length first, so that none has to be converted.
    """
    return tuple((text, len(digits), digits) for text, digits in re.findall(r"(\D*)(\d*)", reference))


def stated_links(record: Record) -> Iterator[StatedReference]:
    """Every reference in the fields of a record, in the order of the fields."""
    yield from _walk(record, record.id, ())


def _walk(model: BaseModel, holder: str, path: Path) -> Iterator[StatedReference]:
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        rule = next((m for m in info.metadata if isinstance(m, LinksTo)), None)
        if rule is not None and value is not None:
            references = value if isinstance(value, tuple) else (value,)
            for index, reference in enumerate(references):
                where = (*path, name, index) if isinstance(value, tuple) else (*path, name)
                yield StatedReference(holder, reference, rule, where)
        elif isinstance(value, BaseModel):
            yield from _walk(value, holder, (*path, name))
        elif isinstance(value, tuple):
            for index, part in enumerate(value):
                if isinstance(part, BaseModel):
                    inner = f"{holder}.{part.id}" if isinstance(part, Item) else holder
                    yield from _walk(part, inner, (*path, name, index))


_TARGET = re.compile(TARGET)


def stated_in_values(
    model: type[BaseModel], values: Mapping[str, Any], holder: str, path: Path = ()
) -> Iterator[StatedReference]:
    """Every reference in the fields of a record of which some other values do not fit its model."""
    for name, info in model.model_fields.items():
        value = values.get(name)
        entries = value if isinstance(value, tuple) else (value,)
        rule = next((m for m in info.metadata if isinstance(m, LinksTo)), None)
        part = next(models_in(info.annotation), None)
        for index, entry in enumerate(entries):
            where = (*path, name, index) if entries is value else (*path, name)
            if rule is not None and isinstance(entry, str) and _TARGET.match(entry):
                yield StatedReference(holder, entry, rule, where)
            elif rule is None and part is not None and isinstance(entry, Mapping):
                inner = f"{holder}.{entry.get('id')}" if issubclass(part, Item) else holder
                yield from stated_in_values(part, entry, inner, where)
