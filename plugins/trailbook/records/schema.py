"""JSON Schemas of the kinds, so that editors complete and check records while they are written."""

from typing import Any

from trailbook.records.kinds import KINDS
from trailbook.text.output import schema_text


def schemas() -> dict[str, str]:
    """One JSON Schema a kind as text, by file name. For Markdown kinds it describes the front matter."""
    return {f"{kind}.schema.json": schema_text(_schema(kind)) for kind, cls in sorted(KINDS.items()) if cls.prefix}


def _schema(kind: str) -> dict[str, Any]:
    model = KINDS[kind]
    schema = model.model_json_schema()
    schema["properties"]["id"] = {
        "type": "string",
        "pattern": rf"^{model.prefix}(-[A-Z0-9]+)+$",
        "description": "The stable id of the record. It never changes, wherever the file moves.",
    }
    if model.syntax == "markdown":
        schema["required"] = [name for name in schema["required"] if name != "title"]
    return schema
