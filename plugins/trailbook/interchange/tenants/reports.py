"""Which reports are known, and from a file to the snapshots that come of it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from trailbook.drift.snapshots import FOLDER, MAX_BYTES
from trailbook.interchange.platforms.export import Export
from trailbook.interchange.source import Node, Omission, report_unused
from trailbook.interchange.tenants.values import hidden
from trailbook.text.problem import Problem

Snapshots = dict[str, dict[str, Any]]
"""The settings of snapshots, by the name of the file for each."""


@dataclass(frozen=True)
class TenantReport:
    """A kind of report about a tenant or an instance.

    ``words`` are all in every file of the kind. ``read`` gives the snapshots; what it did not ask for is listed, with
    the ``reasons`` by a key on the path to it. ``folder`` is where the snapshots go unless somebody says.
    """

    name: str
    title: str
    folder: str
    words: tuple[bytes, ...]
    recognises: Callable[[Node], bool]
    read: Callable[[Node], Snapshots]
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadReport:
    """A report that was read: its snapshots as text by the name of each file, and what is to be said of it."""

    form: TenantReport
    source: str
    snapshots: Mapping[str, str]
    problems: tuple[Problem, ...]
    omissions: tuple[Omission, ...]


def tenant_reports() -> tuple[TenantReport, ...]:
    """All reports that can be read."""
    from trailbook.interchange.tenants import data_policies, n8n_audit, scubagear, tenant_settings  # noqa: PLC0415 - they know this module

    return scubagear.REPORT, data_policies.REPORT, tenant_settings.REPORT, n8n_audit.REPORT


def read_reports(export: Export) -> Iterator[ReadReport]:
    """The reports among the files of an export. One that can't be read comes with its problems and no snapshot."""
    for name in sorted(export.files):
        for form in tenant_reports():
            if export.holds(name, *form.words):
                _without_log(export, name)
                root = export.node(name)
                if root is None:
                    yield ReadReport(form, name, {}, tuple(_of(export, name)), ())
                    break
                if form.recognises(root):
                    yield _read(form, export, name, root)
                    break


def _read(form: TenantReport, export: Export, name: str, root: Node) -> ReadReport:
    snapshots = form.read(root)
    if snapshots:
        report_unused(root, form.reasons, "no template asks about it")
    reading = root.reading
    texts = {file: snapshot_text(form, settings) for file, settings in snapshots.items()}
    large = [file for file, text in texts.items() if len(text.encode()) > MAX_BYTES]
    for file in large:
        message = f"gives a snapshot of {len(texts.pop(file).encode()):,} bytes"
        reading.report(root.place, "too-large", message, f"at most {MAX_BYTES:,}: a part of the tenant")
    problems = sorted({*_of(export, name), *reading.problems})
    return ReadReport(form, name, texts, tuple(problems), tuple(sorted(set(reading.omissions))))


def _of(export: Export, name: str) -> Iterator[Problem]:
    return (problem for problem in export.problems if problem.path == name)


def _without_log(export: Export, name: str) -> None:
    """Empty the lines in front of a JSON document: what is sent to a file may have log lines before it."""
    lines = export.files[name].split(b"\n")
    first = next((at for at, line in enumerate(lines) if line.rstrip() in (b"{", b"[")), 0)
    if lines[0].lstrip(b"\xef\xbb\xbf \t")[:1] not in (b"{", b"[") and b"\0" not in export.files[name]:
        export.files[name] = b"\n" * first + b"\n".join(lines[first:])


# -- the text of a snapshot ------------------------------------------------------------------------

_WIDEST = 140


def snapshot_text(form: TenantReport, settings: Mapping[str, Any]) -> str:
    """Settings as JSON for people and for git: an entry that is short is one line, so a change is one line."""
    about = f"Written by 'trailbook import' from {form.title}. The next one goes the same way; edit nothing here."
    return _text(hidden({"about": about, **settings}), "") + "\n"


def _text(value: Any, indent: str) -> str:
    inner = f"{indent}  "
    line = json.dumps(value, ensure_ascii=False)
    parts = [*value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    is_flat = not any(isinstance(part, (dict, list)) for part in parts)
    if not parts or (is_flat and indent and len(indent) + len(line) <= _WIDEST):
        return line
    if isinstance(value, dict):
        rows = [f"{inner}{json.dumps(key, ensure_ascii=False)}: {_text(part, inner)}" for key, part in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _text(part, inner) for part in value) + f"\n{indent}]"


def snapshot_path(folder: str, file: str) -> str:
    """The path of a snapshot in a folder below that of all snapshots."""
    return f"{FOLDER}/{folder}/{file}"


def template_of(stem: str) -> str:
    """The template that comes with Trailbook for the snapshots of this name, without its ending."""
    return files("trailbook.interchange.tenants").joinpath(f"{stem}.yaml").read_text(encoding="utf-8")
