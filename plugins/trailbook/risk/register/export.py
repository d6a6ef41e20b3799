"""The register as JSON and as CSV."""

from trailbook.risk.register.rows import RegisterExport, Row
from trailbook.text.output import ascii_json, csv_text, schema_of

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


def register_schema() -> str:
    """The JSON Schema of what ``as_json`` writes."""
    return schema_of(RegisterExport)


def as_json(export: RegisterExport) -> str:
    """The register as JSON in ASCII alone, so that nothing in it can act on a terminal."""
    return ascii_json(export.model_dump(mode="json"))


def as_csv(export: RegisterExport) -> str:
    """The register as CSV, a line for each threat."""
    return csv_text(COLUMNS, map(_cells, export.threats))


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
