"""Each format: a file of it, the record that it gives, and all that is said of it.

A new case is a file in ``files/`` and its two expected files in ``expected/``: ``NAME.yaml`` and ``NAME.txt``.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.interchange.conftest import FILES, imported

from trailbook.interchange.importing import ImportResult, read_source
from trailbook.interchange.report import report_lines
from trailbook.records.document import Document
from trailbook.records.reading import read_document
from trailbook.text.yaml_text import read_yaml

EXPECTED = Path(__file__).parent / "expected"
CASES = sorted(file.name for file in FILES.iterdir())

OfFile = Callable[[str], ImportResult]


def printed(result: ImportResult, name: str) -> str:
    """The report and the problems of an import, as the command prints them."""
    report = report_lines(result, "the format", name, "model.yaml", "new")
    return "".join(f"{line}\n" for line in (*report, *map(str, result.problems)))


@pytest.mark.parametrize("name", CASES)
def test_a_file_gives_exactly_this_record(name: str, of_file: OfFile) -> None:
    assert of_file(name).text == (EXPECTED / f"{Path(name).stem}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_what_is_not_carried_over_dangles_or_is_filled_in_is_reported(name: str, of_file: OfFile) -> None:
    assert printed(of_file(name), name) == (EXPECTED / f"{Path(name).stem}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_every_record_is_valid(name: str, of_file: OfFile) -> None:
    result = of_file(name)
    document, problems = read_document("threat-models/model.yaml", result.text.encode())
    assert isinstance(document, Document)
    assert (problems, result.faults) == ([], ())
    assert document.record.id == result.identity


@pytest.mark.parametrize("name", CASES)
def test_the_format_is_recognised_by_what_the_file_holds(name: str) -> None:
    source, _ = read_source(name, (FILES / name).read_bytes())
    assert source is not None
    assert Path(name).stem.startswith(source.form.name)


def test_yaml_and_json_of_one_model_give_the_same_record(of_file: OfFile) -> None:
    values, _, _ = read_yaml((FILES / "otm.yaml").read_text(encoding="utf-8"), "otm.yaml")
    assert imported("otm.json", json.dumps(values).encode()).text == of_file("otm.yaml").text
