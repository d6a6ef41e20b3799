"""The bytes of a file of another tool to the text of a Trailbook threat model, and all that is to be said of it."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from trailbook.interchange.completing import SECTIONS, complete, json_ready
from trailbook.interchange.draft import Draft
from trailbook.interchange.formats import FORMATS, detect
from trailbook.interchange.merging import merge
from trailbook.interchange.naming import Key, slug
from trailbook.interchange.reader import Format
from trailbook.interchange.rendering import render, revise
from trailbook.interchange.source import Left, Node, Reading, rest
from trailbook.records.document import Document, read_document
from trailbook.text.files import MAX_BYTES, decode
from trailbook.text.json_text import read_json_with_places
from trailbook.text.positions import Positions
from trailbook.text.problem import Problem
from trailbook.text.yaml_text import read_yaml

RECORD = r"TM(-[A-Z0-9]+)+"
"""The form of a threat model's id."""


@dataclass(frozen=True)
class Source:
    """A file that could be read: the draft of a model, and what came up while reading it."""

    form: Format
    draft: Draft
    reading: Reading
    identity: str
    told: bool
    """Whether the file itself or the caller said which record it is, rather than the title alone."""

    @property
    def origin(self) -> str:
        """What the file is, for telling it from another with the same title."""
        return f"{_name(self.reading.path)} ({self.form.name})"


def _name(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name


@dataclass(frozen=True)
class Imported:
    """What an import gives: the text of the record and of its memory, and everything that has to be told.

    ``stand_ins`` counts the fields that were filled because Trailbook asks for them, ``notes`` tells how an
    earlier import and what people wrote since were brought together.
    """

    identity: str
    text: str
    memory: str
    counts: dict[str, int]
    left: tuple[Left, ...]
    stand_ins: Counter[str]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
    faults: tuple[Problem, ...]
    """What would be wrong with the record itself; it should not be written then."""


@dataclass(frozen=True)
class Memory:
    """What an earlier import gave: its values, the id that each part of the source got, and what the file was."""

    origin: str
    values: Mapping[str, Any]
    ids: Mapping[Key, str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> "Memory":
        """The memory in a file's text. Raises ``ValueError`` when the file is none."""
        stored = json.loads(text)
        try:
            ids = {(section, key): str(id) for section, keys in stored["ids"].items() for key, id in keys.items()}
            return cls(f"{stored['file']} ({stored['format']})", dict(stored["model"]), ids)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError("it is not what an import writes") from error


def read_source(
    path: str, data: bytes, form: Format | None = None, identity: str = ""
) -> tuple[Source | None, list[Problem]]:
    """A file of another tool, read; None with the problems that keep it from being read at all.

    ``path`` is its name in messages, ``form`` its format where the caller knows it, ``identity`` the id that
    the record is to have.
    """
    values, positions, problems = _values(path, data)
    if problems:
        return None, problems
    if not isinstance(values, Mapping):
        return None, [Problem(path, 1, 1, "wrong-type", "the file holds no keys with values", "a threat model")]
    found = form or detect(values)
    if found is None:
        expected = "one of: " + ", ".join(other.title for other in FORMATS.values())
        return None, [Problem(path, 1, 1, "unknown-format", "the file is in no format that can be imported", expected)]
    if not found.claims(values):
        message = f"the file does not look like {found.title}"
        return None, [Problem(path, 1, 1, "unknown-format", message, "another --format, or none")]
    reading = Reading(path, positions)
    root = Node(values, (), reading)
    draft = found.read(root)
    rest(root, found.reasons)
    stem = PurePosixPath(_name(path)).stem
    draft.title = draft.title or stem or "Imported model"
    if not re.fullmatch(RECORD, draft.id):
        draft.id = ""
    words = slug(draft.title) or slug(stem) or "IMPORTED"
    told = identity or draft.id
    return Source(found, draft, reading, told or f"TM-{words}", bool(told)), []


def _values(path: str, data: bytes) -> tuple[Any, Positions, list[Problem]]:
    if len(data) > MAX_BYTES:
        problem = Problem(path, 1, 1, "too-large", f"the file has {len(data):,} bytes", f"at most {MAX_BYTES:,}")
        return None, Positions(), [problem]
    text, problems = decode(data, path)
    if problems:
        return None, Positions(), problems
    looks_like_json = text.lstrip()[:1] in ("{", "[")
    if looks_like_json and not path.endswith((".yaml", ".yml")):
        return read_json_with_places(text, path)
    return read_yaml(text, path, merges=True)


def import_model(source: Source, path: str, existing: Document | None = None, memory: Memory | None = None) -> Imported:
    """The record that a source gives, to be written to ``path``.

    ``existing`` is the record as it stands now, ``memory`` what the import before gave. Elements that were
    imported before keep their ids, and what people changed since stays.
    """
    ours = _plain(existing) if existing else None
    taken = _ids(ours) if ours and memory else set()
    known = memory.ids if memory else {}
    completed = complete(source.draft, source.reading, source.identity, known, taken - set(known.values()))
    values = completed.values
    notes: list[str] = []
    if ours is None or existing is None:
        text = render(values)
    else:
        merged, notes = merge(memory.values if memory else None, ours, values)
        text = revise(existing.text, merged)
    _, faults = read_document(path, text.encode())
    reading = source.reading
    return Imported(
        source.identity,
        text,
        _remembered(source, completed.ids, values),
        {section: len(values.get(section, ())) for section in SECTIONS},
        tuple(sorted(set(reading.left))),
        completed.stand_ins,
        tuple(notes),
        tuple(sorted(set(reading.problems))),
        tuple(faults),
    )


def _plain(document: Document) -> dict[str, Any]:
    """The values of a record as its file has them."""
    values, _, _ = read_yaml(document.text, document.path)
    return dict(values)


def _ids(values: Mapping[str, Any]) -> set[str]:
    return {item["id"] for section in SECTIONS for item in values.get(section) or ()}


def _remembered(source: Source, ids: Mapping[Key, str], values: Mapping[str, Any]) -> str:
    """What the next import has to know: the ids, and the values as they were imported."""
    by_section: dict[str, dict[str, str]] = {}
    for (section, key), id in sorted(ids.items()):
        by_section.setdefault(section, {})[key] = id
    stored = {
        "format": source.form.name,
        "file": _name(source.reading.path),
        "ids": by_section,
        "model": json_ready(values),
    }
    return json.dumps(stored, indent=1, ensure_ascii=False) + "\n"
