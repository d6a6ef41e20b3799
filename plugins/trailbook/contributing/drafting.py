"""Drafts of records: the text of a file for its author to complete, and the problems that it would have."""

import json
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from trailbook.contributing.questions import QUESTIONS
from trailbook.contributing.suggested_values import example_reference, propose_path
from trailbook.records.active_content import active_content_problems
from trailbook.records.document import Document, Unread
from trailbook.records.kinds import KINDS
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.linking import link_documents
from trailbook.records.reading import read_document
from trailbook.records.unfinished import open_places
from trailbook.text.problem import Problem

PLACEHOLDER = "TODO"
"""Marks the places in a draft that its author has to fill in."""


@dataclass(frozen=True)
class DraftedFile:
    """The file of a record that is not written yet: its path relative to the root, and its text."""

    path: str
    text: str


@dataclass(frozen=True)
class Draft(DraftedFile):
    """A record that is not written yet, with its problems.

    ``placeholders`` is the number of places left to fill in, as ``trailbook check`` counts them.
    """

    problems: tuple[Problem, ...]
    placeholders: int


def draft(
    kind: str, id: str, path: str, answers: Mapping[str, str | tuple[str, ...]], knowledge: KnowledgeBase, schema: str
) -> Draft:
    """The draft of a record with an id at a path, from the answers to the questions of its kind.

    ``schema`` is the path of the kind's JSON Schema relative to the root, empty if there is none.
    """
    text = _text(kind, id, path, answers, knowledge, schema)
    document, faults = read_document(path, text.encode())
    problems = _problems(path, document, faults, str(answers["title"]), knowledge)
    return Draft(path, text, tuple(problems), len(open_places(document)) if isinstance(document, Document) else 0)


def _text(
    kind: str, id: str, path: str, answers: Mapping[str, str | tuple[str, ...]], knowledge: KnowledgeBase, schema: str
) -> str:
    cls = KINDS[kind]
    template = _environment().get_template(f"{kind}.{'yaml' if cls.syntax == 'yaml' else 'md'}.j2")
    line = f"# yaml-language-server: $schema={posixpath.relpath(schema, posixpath.dirname(path))}\n" if schema else ""
    return template.render(
        {name.replace("-", "_"): value for name, value in answers.items()},
        id=id,
        schema=line,
        example=partial(example_reference, knowledge),
    )


def blank_draft(
    kind: str, root: Path, folders: Sequence[str], docs: str, knowledge: KnowledgeBase, today: date
) -> DraftedFile:
    """The file of a record of which nothing is known yet but its kind: its id, and what has to be said, are TODO."""
    ids = (f"{KINDS[kind].prefix}-{PLACEHOLDER}{f'-{number}' if number > 1 else ''}" for number in count(1))
    id = next(id for id in ids if id not in knowledge.documents)
    answers = {question.name: question.unanswered(today) for question in QUESTIONS[kind]}
    path = propose_path(kind, id, knowledge, folders, docs)
    return DraftedFile(path, _text(kind, id, path, answers, knowledge, schema_of(kind, root)))


def schema_of(kind: str, root: Path) -> str:
    """The path of a kind's JSON Schema relative to the root of a knowledge base; empty if there is none."""
    path = f"schemas/{kind}.schema.json"
    return path if (root / path).is_file() else ""


def _problems(
    path: str, document: Document | Unread | None, faults: list[Problem], title: str, knowledge: KnowledgeBase
) -> list[Problem]:
    """The problems that ``trailbook check`` would report for the file among the other records."""
    found = list(faults)
    if not isinstance(document, Document):
        return found or [Problem(path, 1, 1, "unreadable", "no readable record results from these answers")]
    if document.record.title != title:
        expected = "a title that is plain text, without marks of Markdown such as {#…} or a closing #"
        found.append(Problem(path, 1, 1, "bad-value", f"the title would read {document.record.title!r}", expected))
    found += active_content_problems(path, document.body, document.body_line)
    _, dangling = link_documents({**knowledge.documents, document.record.id: document}, [])
    return found + [fault for fault in dangling if fault.path == path]


def _environment() -> Environment:
    environment = Environment(  # noqa: S701 - YAML and Markdown in a file, not HTML; values are quoted as YAML
        loader=PackageLoader("trailbook.contributing", "drafts"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        comment_start_string="<#",  # "{#" begins the id of a heading
        comment_end_string="#>",
        undefined=StrictUndefined,
    )
    environment.filters["yaml"] = yaml_value
    return environment


_PLAIN = re.compile(r"[^\W\d_][\w .()/'’+-]*", re.UNICODE)


def yaml_value(value: str) -> str:
    """A line of text as a YAML value: plain if it reads back as itself, else quoted."""
    if _PLAIN.fullmatch(value) and yaml.safe_load(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)
