"""From the bytes of another tool's file to the text of a Trailbook threat model, and a report about it."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from trailbook.interchange.completion import SECTIONS, complete_draft
from trailbook.interchange.draft import Format, ModelDraft
from trailbook.interchange.ids import Key, slug
from trailbook.interchange.merging import merge_import
from trailbook.interchange.readers import FORMATS, detect
from trailbook.interchange.record_yaml import revise_record, write_record
from trailbook.interchange.source import Node, Omission, Reading, report_unused
from trailbook.records.document import Document
from trailbook.records.reading import read_document
from trailbook.records.short_forms import in_full
from trailbook.text.files import MAX_BYTES, decode, too_large
from trailbook.text.json_text import read_json_with_places
from trailbook.text.output import json_value
from trailbook.text.positions import Positions
from trailbook.text.problem import Problem
from trailbook.text.xml_text import read_data_contract
from trailbook.text.yaml_text import read_yaml

MEMORY = ".imported"
"""The folder beside the records in which an import keeps what it has to know the next time."""

LARGEST_XML = 30_000_000
"""The largest model in XML that is read, in bytes: such a file holds the whole template of its tool."""

RECORD = r"TM(-[A-Z0-9]+)+"
"""The pattern of a threat model's id."""


@dataclass(frozen=True)
class SourceModel:
    """A file that could be read: the draft of a model, and what was found while reading it."""

    form: Format
    draft: ModelDraft
    reading: Reading
    identity: str
    is_named: bool
    """Whether the file or the caller names the record; if not, its id is derived from the title."""
    places: tuple[str, ...] = ()
    """The files and folders of the knowledge base that were read, if all of it is committed there to be watched."""
    stated: Mapping[tuple[str, str, str], tuple[str, int, int]] = field(default_factory=dict)
    """The file, line and column that state each part and fact: by section, key, and the fact's name or an empty one."""

    @property
    def origin(self) -> str:
        """Name and format of the file, which distinguish it from another with the same title."""
        return f"{_file_name(self.reading.path)} ({self.form.name})"


def memory_path(record: str, identity: str) -> str:
    """The path of the memory of the record in a file, relative to the same folder as the path of the record."""
    return (PurePosixPath(record).parent / MEMORY / f"{identity}.json").as_posix()


def _file_name(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name


@dataclass(frozen=True)
class ImportResult:
    """The text of the record and of its memory, and what to report about the import.

    ``stand_ins`` counts the fields that were filled because Trailbook requires them; ``notes`` says how the earlier
    import, later edits and this import were merged.
    """

    identity: str
    text: str
    memory: str
    counts: dict[str, int]
    omissions: tuple[Omission, ...]
    stand_ins: Counter[str]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
    faults: tuple[Problem, ...]
    """Problems of the resulting record; if there are any, it should not be written."""


@dataclass(frozen=True)
class Memory:
    """An earlier import: its origin, its values, and the id that each part of the source was given."""

    origin: str
    values: Mapping[str, Any]
    ids: Mapping[Key, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    """The files and folders of the knowledge base that were read, if these are watched."""
    lines: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Where each item was stated, as ``file:line:column``, and facts that were stated elsewhere: by id and fact."""

    @classmethod
    def of(cls, text: str) -> "Memory":
        """The memory stored in a file's text. Raises ``ValueError`` if the text is not a stored memory."""
        stored = json.loads(text)
        try:
            ids = {(section, key): str(id) for section, keys in stored["ids"].items() for key, id in keys.items()}
            places = tuple(str(place) for place in stored.get("exports", ()))
            lines = {
                id: {fact: at for fact, at in by.items() if isinstance(at, str)}
                for id, by in stored.get("lines", {}).items()
            }
            return cls(f"{stored['file']} ({stored['format']})", dict(stored["model"]), ids, places, lines)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError("it is not what an import writes") from error


def read_source(
    path: str, data: bytes, form: Format | None = None, identity: str = ""
) -> tuple[SourceModel | None, list[Problem]]:
    """Read a file of another tool. None, with problems, if it can't be read at all.

    ``path`` is its name in messages, ``form`` its format if the caller knows it, ``identity`` the id for the record.
    """
    values, positions, problems = _values(path, data)
    if problems:
        return None, problems
    if isinstance(values, Sequence) and not isinstance(values, str):
        return None, [Problem(path, 1, 1, "wrong-type", "the file holds no keys with values", "a threat model")]
    if not isinstance(values, Mapping):
        return None, [_unknown(path)]
    found = form or detect(values)
    if found is None:
        return None, [_unknown(path)]
    if not found.recognises(values):
        message = f"the file does not look like {found.title}"
        return None, [Problem(path, 1, 1, "unknown-format", message, "another --format, or none")]
    reading = Reading(path, positions)
    root = Node(values, (), reading)
    draft = found.read(root)
    report_unused(root, found.reasons)
    stem = PurePosixPath(_file_name(path)).stem
    draft.title = draft.title or stem or "Imported model"
    if not re.fullmatch(RECORD, draft.id):
        draft.id = ""
    words = slug(draft.title) or slug(stem) or "IMPORTED"
    named = identity or draft.id
    return SourceModel(found, draft, reading, named or f"TM-{words}", bool(named)), []


def _unknown(path: str) -> Problem:
    from trailbook.interchange.platforms.reading import platforms  # noqa: PLC0415 - they know this module

    if path.casefold().endswith(".py"):
        written = f"what 'python {_file_name(path)} --json model.json' writes, if it is a model of pytm"
        return Problem(path, 1, 1, "unknown-format", "a program is not run to import what it describes", written)
    models = ", ".join(other.title for other in FORMATS.values())
    exports = ", ".join(dict.fromkeys(platform.title for platform in platforms()))
    expected = (
        f"a threat model of {models}; or an application exported from {exports}; of any other, "
        "'trailbook new threat-model --interview' asks the parts"
    )
    return Problem(path, 1, 1, "unknown-format", "the file is in no format that can be imported", expected)


def _values(path: str, data: bytes) -> tuple[Any, Positions, list[Problem]]:
    is_xml = data[:8].lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<")
    most = LARGEST_XML if is_xml else MAX_BYTES
    if len(data) > most:
        return None, Positions(), [too_large(path, len(data), most)]
    text, problems = decode(data, path)
    if problems:
        return None, Positions(), problems
    if is_xml:
        return read_data_contract(text, path)
    looks_like_json = text.lstrip()[:1] in ("{", "[")
    if looks_like_json and not path.endswith((".yaml", ".yml")):
        return read_json_with_places(text, path)
    values, positions, problems = read_yaml(text, path, merges=True)
    if problems and not path.endswith((".yaml", ".yml", ".json")):
        return None, positions, [_unknown(path)]  # a page or a table that happens not to be YAML
    return values, positions, problems


def import_model(
    source: SourceModel, path: str, existing: Document | None = None, memory: Memory | None = None
) -> ImportResult:
    """The record for a source, to be written to ``path``.

    ``existing`` is the current record, ``memory`` the import before. Elements that were imported before keep their
    ids, and what people have changed since is kept.
    """
    ours = _plain(existing) if existing else None
    taken = _ids(ours) if ours and memory else set()
    known = memory.ids if memory else {}
    names = _names(memory.values) if memory else {}
    completed = complete_draft(source.draft, source.reading, source.identity, known, taken - set(known.values()), names)
    values = completed.values
    notes: list[str] = []
    if ours is None or existing is None:
        text = write_record(values)
    else:
        merged, notes = merge_import(memory.values if memory else None, ours, values)
        text = revise_record(existing.text, merged)
    _, faults = read_document(path, text.encode())
    reading = source.reading
    return ImportResult(
        source.identity,
        text,
        _memory_text(source, completed.ids, values),
        {section: len(values.get(section, ())) for section in SECTIONS},
        tuple(sorted(set(reading.omissions))),
        completed.stand_ins,
        tuple(notes),
        tuple(sorted(set(reading.problems))),
        tuple(faults),
    )


def _plain(document: Document) -> dict[str, Any]:
    """The values of a record in its file, with short forms written out."""
    return in_full(read_yaml(document.text, document.path)[0])[0]


def _ids(values: Mapping[str, Any]) -> set[str]:
    return {item["id"] for section in SECTIONS for item in values.get(section) or ()}


def _names(values: Mapping[str, Any]) -> dict[str, str]:
    """The names of items by their ids."""
    return {item["id"]: str(item.get("name", "")) for section in SECTIONS for item in values.get(section) or ()}


def _memory_text(source: SourceModel, ids: Mapping[Key, str], values: Mapping[str, Any]) -> str:
    """What the next import needs to know: the ids, and the values as imported."""
    by_section: dict[str, dict[str, str]] = {}
    for (section, key), id in sorted(ids.items()):
        by_section.setdefault(section, {})[key] = id
    lines: dict[str, dict[str, str]] = {}
    for (section, key, fact), (path, line, column) in source.stated.items():
        if (section, key) in ids:
            own = lines.setdefault(ids[section, key], {})
            if (at := f"{path}:{line}:{column}") != own.get(""):
                own[fact] = at
    stored = {
        "format": source.form.name,
        "file": _file_name(source.reading.path),
        **({"exports": list(source.places)} if source.places else {}),
        "ids": by_section,
        "model": json_value(values),
        **({"lines": {id: dict(sorted(by.items())) for id, by in sorted(lines.items())}} if lines else {}),
    }
    return json.dumps(stored, indent=1, ensure_ascii=False) + "\n"
