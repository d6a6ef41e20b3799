"""What a valid OSCAL document is: the published JSON Schema, and the rules of its models that a schema can't say."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.protocols import Validator

SCHEMAS = Path(__file__).parent / "schemas"
NAMES = {
    "component-definition": "oscal_component_schema.json",
    "assessment-results": "oscal_assessment-results_schema.json",
}


@cache
def validator(root: str) -> Validator:
    """The schema of a document. Python's ``re`` knows no ``\\p{L}``, so that is written as what it means."""
    text = (SCHEMAS / NAMES[root]).read_text(encoding="utf-8")
    return Draft7Validator(json.loads(text.replace(r"\\p{L}", r"[^\\W\\d_]").replace(r"\\p{N}", r"\\d")))


def faults(document: dict[str, Any]) -> list[str]:
    """What is wrong with a document."""
    (root,) = document
    found = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator(root).iter_errors(document)]
    return [*found, *_identity(document[root])]


def _identity(document: dict[str, Any]) -> Iterator[str]:
    """Ids are there once, and what refers to one finds it (the indexes of the metaschema)."""
    ids = Counter(value for key, value in pairs(document) if key == "uuid")
    yield from (f"uuid {id} is there {times} times" for id, times in ids.items() if times > 1)
    for key, value in pairs(document):
        if key.endswith("-uuid") and value not in ids:
            yield f"{key} {value} leads nowhere"
        if key == "href" and value.startswith("#") and value[1:] not in ids:
            yield f"href {value} leads nowhere"
        if key == "source" and value.startswith("#") and value[1:] not in ids:
            yield f"source {value} leads nowhere"
        if key == "party-uuids":
            yield from (f"party {one} is not there" for one in value if one not in ids)
    roles = {role["id"] for role in document["metadata"]["roles"]}
    yield from (
        f"role {value} is not there" for key, value in pairs(document) if key == "role-id" and value not in roles
    )


def pairs(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key with its value, however deep."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield key, part
            yield from pairs(part)
    elif isinstance(value, list):
        for part in value:
            yield from pairs(part)
