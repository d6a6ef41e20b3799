"""From the bytes of one file to the document in it, and everything that is wrong with it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, get_args

from pydantic import ValidationError

from trailbook.records.classification import (
    empty_classification,
    loose_items,
    page_classification,
    states_unreadably,
    stray_classification,
)
from trailbook.records.document import Document, Unread
from trailbook.records.kinds import KINDS
from trailbook.records.kinds.page import Page
from trailbook.records.model import RECORD_ID, Record, WordedItem
from trailbook.records.short_forms import in_full, meant_flow
from trailbook.records.vocabulary import Sensitivity
from trailbook.text.files import YAML, bad_name, decode
from trailbook.text.markdown_text import MarkdownParts, has_open_front_matter, read_markdown
from trailbook.text.model_problems import problems_of, shown
from trailbook.text.positions import Positions
from trailbook.text.problem import Problem, nearest
from trailbook.text.yaml_text import read_yaml


def read_document(path: str, data: bytes) -> tuple[Document | Unread | None, list[Problem]]:
    """The document in a file's bytes, and everything that is wrong with it.

    None if the file holds no record: YAML that is not a mapping, or has neither ``id`` nor ``kind``.
    """
    text, problems = decode(data, path)
    if problems:
        if problems[0].rule == "not-utf-8" and states_unreadably(data):
            problems = [replace(problems[0], message=f"{problems[0].message}, so the file counts as restricted")]
        return _salvaged(path, data.decode(errors="replace")), problems
    if "\0" in text and states_unreadably(data):
        message = "the file holds NUL characters, as in UTF-16, so it counts as restricted"
        wrong = Problem(path, 1, 1, "not-utf-8", message, "the file saved as UTF-8")
        return _salvaged(path, text.replace("\0", "")), [wrong]
    if problem := bad_name(path):
        return _salvaged(path, text), [problem]
    return _yaml_document(path, text) if path.endswith(YAML) else _markdown_document(path, text)


def may_hold_record(path: str, data: bytes) -> bool:
    """Whether a file can hold a record, judged by a glance at its bytes; only for YAML is the answer ever no.

    A record is a mapping with the key ``id`` or ``kind``. Written line by line, as YAML nearly always is, one of them
    begins a line. Anything written in another way may be one.
    """
    if not path.endswith(YAML):
        return True
    lines = b"\n" + data.replace(b"\r", b"\n")
    return bool(_RECORD_KEY.search(lines) or not _LINE_BY_LINE.match(lines, 1))


_RECORD_KEY = re.compile(rb"""\n(?:["']?(?:id|kind)["']?[ \t]*:|<<[ \t]*:)""")
_LINE_BY_LINE = re.compile(rb"(?:\xef\xbb\xbf)?(?:(?:[ \t]*#[^\n]*|---[ \t]*|[ \t]*)\n)*(?:[A-Za-z0-9_]|-[ \t])")
"""Lines that say nothing, and one that begins with a plain key or an entry of a list (YAML 1.2, section 8.2)."""


def _yaml_document(path: str, text: str) -> tuple[Document | Unread | None, list[Problem]]:
    values, positions, problems = read_yaml(text, path)
    if problems and values is None:
        return _salvaged(path, text), [replace(p, expected=p.expected or meant_flow(p, text)) for p in problems]
    if not isinstance(values, dict):
        wrong = Problem(path, 1, 1, "wrong-type", "the file holds no record", "lines such as 'id: TM-EXAMPLE'")
        return None, [*problems, wrong]
    if not {"id", "kind"} & set(values):
        return None, problems
    values, misread = in_full(values, positions, path, text)
    record, more = _record(path, values, positions, "yaml")
    if misread:
        record, problems = None, [*problems, *misread]
    document = Document(path, record, text, positions) if record else _unread(path, values, positions)
    return document, [*problems, *_without_repeats(problems, more)]


def _unread(path: str, values: Mapping[str, Any], positions: Positions, parts: MarkdownParts | None = None) -> Unread:
    id, model = str(values.get("id", "")), KINDS.get(str(values.get("kind")))
    parts = parts or read_markdown("")
    return Unread(path, id, parts.body, parts.body_line, model, values, positions, parts.sections)


def _markdown_document(path: str, text: str) -> tuple[Document | Unread | None, list[Problem]]:
    if toml := _TOML.match(text):
        return _toml_page(path, text, toml[1])
    if has_open_front_matter(text):
        message = "the front matter that begins here never ends"
        return _salvaged(path, text), [Problem(path, 1, 1, "open-front-matter", message, "a line '---' below it")]
    parts = read_markdown(text)
    values, positions, problems = _front_matter(parts.front_matter, path)
    if values is None and problems:
        return replace(_salvaged(path, text), body=parts.body, body_line=parts.body_line), problems
    values = {} if values is None else values
    if not isinstance(values, dict):
        wrong = Problem(path, 2, 1, "wrong-type", "the front matter holds no keys", "lines such as 'id: POL-EXAMPLE'")
        return Unread(path, "", parts.body, parts.body_line), [*problems, wrong]
    if "kind" not in values and not re.fullmatch(RECORD_ID, str(values.get("id", ""))):
        level, unclear = page_classification(values, path, positions)
        if level is None:
            level, unclear = stray_classification(path, parts.body, parts.body_line)
        return _page(path, text, parts, values, positions, level), [*problems, *_without_repeats(problems, unclear)]
    wording = _add_wording(values, parts, path, positions)
    record, more = _record(path, values, positions, "markdown")
    problems = [*problems, *wording, *_without_repeats(problems, more), *_open_fence(path, parts)]
    if record is None:
        return _unread(path, values, positions, parts), problems
    if record.classification is None:
        level, stray = stray_classification(path, parts.body, parts.body_line)
        record, problems = record.model_copy(update={"classification": level}), [*problems, *stray]
    document = Document(path, record, text, positions, parts.body, parts.body_line, parts.sections)
    return document, [*problems, *_missing_sections(document)]


_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?\n)??\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)


def _toml_page(path: str, text: str, front_matter: str | None) -> tuple[Document, list[Problem]]:
    """A page with front matter in TOML, kept for the history alone; what can't be read is text like any other."""
    try:
        values = tomllib.loads(front_matter or "")
    except (tomllib.TOMLDecodeError, RecursionError):
        level, problems = stray_classification(path, text)
        return _page(path, text, read_markdown(text), {}, Positions(), level), problems
    lines = (front_matter or "").count("\n") + 2
    body = text.split("\n", lines)[lines] if text.count("\n") >= lines else ""
    level, problems = page_classification(values, path, Positions())
    if level is None:
        level, problems = stray_classification(path, body, lines + 1)
    return _page(path, text, read_markdown("\n" * lines + body), values, Positions(), level), problems


def page_as_text(path: str, text: str) -> Document | None:
    """A page whose front matter can't be read, with that as text; None for what may be a record or is no page.

    Only a history takes pages in this way, because it has to go on. What can't be read may also say who may read it.
    """
    if PurePosixPath(path).suffix != ".md" or bad_name(path) or _salvaged(path, text).id:
        return None
    parts = MarkdownParts(None, text, 1, ()) if has_open_front_matter(text) else read_markdown(text)
    if re.search(r"^[ \t]*[\"']?kind[\"']?[ \t]*:", parts.front_matter or text.partition("\n\n")[0], re.MULTILINE):
        return None
    if parts.front_matter is None:
        parts = read_markdown(f"\n{text}")
    values = {} if parts.front_matter is None else {FRONT_MATTER: parts.front_matter}
    return _page(path, text, parts, values, Positions(), None)


FRONT_MATTER = "front_matter"
"""The name of the field for front matter that can't be taken apart."""


def _page(
    path: str,
    text: str,
    parts: MarkdownParts,
    values: Mapping[str, Any],
    positions: Positions,
    level: Sensitivity | None,
) -> Document:
    title = str(values.get("title") or "").strip() or (parts.heading.title if parts.heading else "")
    name = title or PurePosixPath(path).stem.strip() or path
    page = Page(id=path, title=name, summary=parts.lead, classification=level)
    return Document(path, page, text, positions, parts.body, parts.body_line, parts.sections, values)


def _front_matter(text: str | None, path: str) -> tuple[Any, Positions, list[Problem]]:
    return read_yaml(text or "{}", path, first_line=2) if text is not None else ({}, Positions(), [])


def _without_repeats(read: list[Problem], problems: list[Problem]) -> list[Problem]:
    """The problems without those that only repeat that a value could not be read."""
    unread = {(p.line, p.column) for p in read if p.rule in ("bad-value", "unknown-tag")}
    return [p for p in problems if (p.line, p.column) not in unread or p.rule == "missing-key"]


def _salvaged(path: str, text: str) -> Unread:
    """What is known of a file that can't be parsed: the id that one of its lines states."""
    stated = re.search(rf"^id:[ \t]*[\"']?({RECORD_ID})[\"']?[ \t\r]*(?:#|$)", text, re.MULTILINE)
    return Unread(path, stated[1] if stated else "")


def _open_fence(path: str, parts: MarkdownParts) -> list[Problem]:
    if parts.open_fence is None:
        return []
    message = "the code block that begins here never ends"
    return [Problem(path, parts.open_fence, 1, "open-code", message, "a line of the same ``` or ~~~ below it")]


def _record(
    path: str, values: dict[str, Any], positions: Positions, syntax: str
) -> tuple[Record | None, list[Problem]]:
    model, problems = _model(path, values, positions, syntax)
    if model is None:
        return None, problems
    misnamed = any(problem.rule == "bad-id" for problem in problems)
    problems += [*_duplicate_items(values, path, positions), *empty_classification(values, path, positions)]
    try:
        record = model.model_validate(values)
        problems += loose_items(record, path, positions)
        return (None if misnamed else record), problems
    except ValidationError as error:
        return None, [*problems, *problems_of(error, model, path, positions)]


def _model(
    path: str, values: dict[str, Any], positions: Positions, syntax: str
) -> tuple[type[Record] | None, list[Problem]]:
    """The model of the kind that a record names, and what is wrong with its kind, syntax or id."""
    kinds = sorted(kind for kind, cls in KINDS.items() if cls.prefix)
    kind = values.get("kind")
    if kind not in kinds:
        place = positions.of(("kind",))
        message = "'kind' is missing" if kind is None else f"kind is {shown(kind)}"
        expected, guess = "one of: " + ", ".join(kinds), nearest(kind, kinds)
        return None, [Problem(path, place.line, place.column, "unknown-kind", message, expected, guess)]
    model = KINDS[str(kind)]
    problems = []
    if model.syntax != syntax:
        wanted, ending = {"yaml": ("YAML", ".yaml"), "markdown": ("Markdown", ".md")}[model.syntax]
        message = f"a {str(kind).replace('-', ' ')} is written in {wanted}"
        problems.append(Problem(path, 1, 1, "wrong-syntax", message, f"a file that ends in {ending}"))
    identity = values.get("id")
    if isinstance(identity, str) and not re.fullmatch(rf"{model.prefix}(-[A-Z0-9]+)+", identity):
        place = positions.of(("id",))
        form = f"{model.prefix}- and capital letters, digits and '-', such as {model.prefix}-EXAMPLE"
        problems.append(Problem(path, place.line, place.column, "bad-id", f"id is {identity!r}", form))
    return model, problems


def _duplicate_items(values: dict[str, Any], path: str, positions: Positions) -> list[Problem]:
    """A problem for each id that is given twice: all items of a record share one namespace."""
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for name, entries in values.items():
        for index, entry in enumerate(entries if isinstance(entries, tuple) else ()):
            if not isinstance(entry, dict) or not isinstance(id := entry.get("id"), str):
                continue
            place = positions.of((name, index, "id"))
            if id in seen:
                message = f"the id {id!r} is given twice (first on line {seen[id]})"
                problems.append(Problem(path, place.line, place.column, "duplicate-id", message, "an id of its own"))
            seen.setdefault(id, place.line)
    return problems


def _add_wording(values: dict[str, Any], parts: MarkdownParts, path: str, positions: Positions) -> list[Problem]:
    """Add the title, summary and wording of items from the text to the values, and report what does not match."""
    if parts.heading:
        values.setdefault("title", parts.heading.title)
    values.setdefault("summary", parts.lead)
    model = KINDS.get(str(values.get("kind")))
    if model is None:
        return []
    problems: list[Problem] = []
    anchored = {section.id: section for section in parts.sections if section.explicit}
    declared: set[str] = set()
    for name in _worded_fields(model):
        entries = values.get(name)
        for index, entry in enumerate(entries if isinstance(entries, tuple) else ()):
            if not isinstance(entry, dict) or not isinstance(id := entry.get("id"), str):
                continue
            declared.add(id)
            if section := anchored.get(id):
                entry.setdefault("title", section.title)
                entry.setdefault("text", section.text)
            else:
                place = positions.of((name, index, "id"))
                entry.setdefault("title", id)
                message = f"{id!r} is declared here, but the text has no heading or list item with {{#{id}}}"
                close = nearest(id, (a for a in anchored if a not in declared))
                problems.append(Problem(path, place.line, place.column, "unworded-item", message, nearest=close))
    for section in anchored.values():
        if re.fullmatch(r"[A-Z]+\d+", section.id) and section.id not in declared:
            message = f"the text has {section.id!r}, but the front matter declares no such item"
            close = nearest(section.id, declared)
            problems.append(Problem(path, section.line, 1, "undeclared-item", message, nearest=close))
    return problems


def _worded_fields(model: type[Record]) -> list[str]:
    return [
        name
        for name, info in model.model_fields.items()
        if any(isinstance(arg, type) and issubclass(arg, WordedItem) for arg in get_args(info.annotation))
    ]


def _missing_sections(document: Document) -> list[Problem]:
    titles = {section.title.casefold() for section in document.sections}
    wanted = type(document.record).sections
    return [
        Problem(document.path, document.body_line, 1, "missing-section", f"the section '## {title}' is missing")
        for title in wanted
        if title.casefold() not in titles
    ]
