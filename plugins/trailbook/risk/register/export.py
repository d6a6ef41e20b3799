"""The register as JSON and as CSV."""

import json

from trailbook.risk.register.rows import RegisterExport, Row

COLUMNS = (
    "id",
    "title",
    "application",
    "owner",
    "category",
    "state",
    "inherent likelihood",
    "inherent impact",
    "inherent level",
    "residual likelihood",
    "residual impact",
    "residual level",
    "what that means",
    "same as",
    "mitigations pending",
    "next due",
    "mitigations in place",
    "incidents",
    "frameworks",
    "path",
    "line",
)

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What begins a formula, in half and in full width. Tabs and line ends begin none once they are spaces."""


def register_schema() -> str:
    """The JSON Schema of what ``as_json`` writes."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **RegisterExport.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def as_json(export: RegisterExport) -> str:
    """The register as JSON in ASCII alone, so that nothing in it can act on a terminal."""
    return json.dumps(export.model_dump(mode="json"), indent=2) + "\n"


def as_csv(export: RegisterExport) -> str:
    """The register as CSV after RFC 4180: a header, every field in quotes, lines that end in CR LF.

    No field can run as a formula in a spreadsheet: one that begins like a formula gets a quote before it, and
    control characters become spaces (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    lines = [COLUMNS, *(_cells(row) for row in export.threats)]
    return "".join(",".join(f'"{cell}"' for cell in map(csv_cell, line)) + "\r\n" for line in lines)


def csv_cell(text: str) -> str:
    """A text as the inside of a quoted field."""
    one_line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    safe = f"'{one_line}" if one_line.startswith(_FORMULA) else one_line
    return safe.replace('"', '""')


def _cells(row: Row) -> tuple[str, ...]:
    due = [mitigation.due for mitigation in row.pending if mitigation.due]
    return (
        row.id,
        row.title,
        row.application,
        row.owner,
        row.category,
        row.state,
        row.inherent.likelihood,
        row.inherent.impact,
        row.inherent.level,
        row.residual.likelihood,
        row.residual.impact,
        row.residual.level,
        row.residual.meaning,
        " ".join(row.same_as),
        " ".join(mitigation.id for mitigation in row.pending),
        min(due).isoformat() if due else "",
        " ".join(row.in_place),
        " ".join(row.incidents),
        " ".join(f"{framework}:{id}" for framework, ids in row.frameworks.items() for id in ids),
        row.path,
        str(row.line),
    )
