"""Text that other programs read: JSON, its JSON Schema, and CSV. Nothing in it acts on a terminal or a spreadsheet."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, TypeAdapter

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The version of JSON Schema that all our schemas are in."""

FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet takes for the beginning of a formula, in half and in full width."""

_ACTS_IN_HTML = re.compile("[<>&]")


def ascii_json(value: object) -> str:
    """A value as indented JSON in ASCII alone, so that no name or text can act on a terminal that it is printed to."""
    return json.dumps(value, indent=2) + "\n"


def inert_json(value: object) -> str:
    """A value as compact JSON in ASCII, with the special characters of HTML escaped, so that it is inert anywhere."""
    text = json.dumps(value, separators=(",", ":"))
    return _ACTS_IN_HTML.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def schema_text(schema: Mapping[str, Any]) -> str:
    """A JSON Schema as a file of its own, which names its dialect."""
    return json.dumps({"$schema": DIALECT, **schema}, indent=2, ensure_ascii=False) + "\n"


def schema_of(written: type[BaseModel] | TypeAdapter[Any], description: str = "") -> str:
    """The JSON Schema of what is written when a model or type is turned into JSON.

    A model is described by its docstring; for a type there is ``description``.
    """
    if isinstance(written, TypeAdapter):
        return schema_text({"description": description, **written.json_schema(mode="serialization")})
    return schema_text(written.model_json_schema(mode="serialization"))


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV after RFC 4180 (2005): a header, every field in quotes, lines that end in CR LF.

    No field can run as a formula in a spreadsheet (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([inert_cell(cell) for cell in row] for row in (columns, *rows))
    return text.getvalue()


def inert_cell(text: str) -> str:
    """A text as a field on one line: what begins like a formula gets a quote before it.

    Characters that can't be printed become spaces first: a tab or a line end may hide the beginning of a formula.
    """
    seen = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    line = " ".join(seen.split())
    return f"'{line}" if line.startswith(FORMULA) else line


def json_value(value: Any) -> Any:
    """The value as JSON has it: days as text, tuples as lists."""
    if isinstance(value, dict):
        return {key: json_value(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_value(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
