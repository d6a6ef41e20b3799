"""The JSON Schemas agree with what loading accepts, and the committed ones are those of the models."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from tests.paths import REPOSITORY, STARTER

from trailbook.records.kinds import KINDS, schemas
from trailbook.records.loading import FOLDERS, load
from trailbook.text.markdown_text import split_front_matter

TREES = {
    "base": Path(__file__).parent / "base",
    "starter": STARTER,
    "shipped": REPOSITORY,
}
WRITTEN = [kind for kind, model in sorted(KINDS.items()) if model.prefix]


def schema_of(kind: str) -> Any:
    return json.loads((REPOSITORY / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8"))


def as_json(value: Any) -> Any:
    """A value as an editor hands it to a schema: dates are text."""
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def records(tree: str) -> Iterator[tuple[str, Any]]:
    knowledge = load(TREES[tree], FOLDERS)
    for document in knowledge.documents.values():
        if document.record.kind != "page":
            text = document.text if document.path.endswith(".yaml") else split_front_matter(document.text)[0]
            yield document.path, as_json(yaml.safe_load(text or ""))


@pytest.mark.parametrize("tree", TREES)
def test_every_record_that_loads_fits_its_schema(tree: str) -> None:
    validators = {kind: Draft202012Validator(schema_of(kind)) for kind in WRITTEN}
    found = [
        f"{path}: {error.json_path}: {error.message}"
        for path, values in records(tree)
        for error in validators[values["kind"]].iter_errors(values)
    ]
    assert found == []


def test_the_starter_has_a_record_of_every_kind() -> None:
    assert {values["kind"] for _, values in records("starter")} == set(WRITTEN)


def test_the_committed_schemas_are_up_to_date() -> None:
    committed = {name: (REPOSITORY / "schemas" / name).read_text(encoding="utf-8") for name in schemas()}
    assert committed == schemas()


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_schema_is_valid_and_refuses_an_unknown_key(kind: str) -> None:
    schema = schema_of(kind)
    Draft202012Validator.check_schema(schema)
    values = next(values for _, values in records("starter") if values["kind"] == kind)
    errors = Draft202012Validator(schema).iter_errors({**values, "ownr": "x"})
    assert [error.validator for error in errors] == ["additionalProperties"]


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_schema_refuses_the_id_of_another_kind(kind: str) -> None:
    values = next(values for _, values in records("starter") if values["kind"] == kind)
    errors = Draft202012Validator(schema_of(kind)).iter_errors({**values, "id": "XX-A"})
    assert [error.json_path for error in errors] == ["$.id"]
