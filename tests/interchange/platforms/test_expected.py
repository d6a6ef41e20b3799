"""What a reader finds in an export, against answers that were written by hand.

Each file in ``expected`` names files of ``files``, what is in them, and what must not come out of them.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from trailbook.interchange.importing import ImportResult, import_model
from trailbook.interchange.platforms.export import Export, of_mapping
from trailbook.interchange.platforms.reading import read_application
from trailbook.records.loading import assemble

HERE = Path(__file__).parent
EXPECTED = sorted((HERE / "expected").glob("*.yaml"))
SECRET = "Xb7" + "kQ2mPz9LrT4wVn8sDf"
"""What stands where the files say @SECRET@: a credential in the repository would be found by others too."""


def export_of(*names: str) -> Export:
    """Files of the folder, and those in folders of it, as an export."""
    places = (HERE / "files" / name for name in names)
    files = (file for place in places for file in (sorted(place.rglob("*")) if place.is_dir() else [place]))
    return of_mapping(
        {
            file.relative_to(HERE / "files").as_posix(): file.read_bytes().replace(b"@SECRET@", SECRET.encode())
            for file in files
            if file.is_file()
        }
    )


def record_of(export: Export) -> tuple[dict[str, Any], ImportResult]:
    """The record of an export, as its YAML says it, and the import."""
    read, problems = read_application(export, assemble({}), "TM-X")
    assert read is not None, [str(problem) for problem in problems]
    result = import_model(read.source, "threat-models/x.yaml")
    assert not result.faults, [str(fault) for fault in result.faults]
    return yaml.safe_load(result.text), result


def _sorted(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


@pytest.mark.parametrize("file", EXPECTED, ids=[file.stem for file in EXPECTED])
def test_a_reader_gives_the_answers_that_were_written_by_hand(file: Path) -> None:
    expected = yaml.safe_load(file.read_text(encoding="utf-8"))
    record, result = record_of(export_of(*expected["files"]))
    names = {part["id"]: part["name"] for part in record["components"]}
    parts: dict[str, list[str]] = {}
    for part in record["components"]:
        parts.setdefault(part["type"], []).append(part["name"])
    flows = [
        f"{names[flow['source']]} -> {names[flow['target']]}"
        + (f" as {flow['identity']}" if flow.get("identity") else "")
        for flow in record.get("flows", ())
    ]
    entries = {entry["name"]: entry.get("facts", {}).get("sign_in") for entry in record.get("entry_points", ())}
    assert {type: sorted(found) for type, found in parts.items()} == {
        type: sorted(found) for type, found in expected["components"].items()
    }
    assert sorted(flows) == sorted(expected["flows"])
    assert entries == expected["entry_points"]
    facts = {part["name"]: part.get("facts", {}) for part in record["components"]}
    facts |= {flow: part.get("facts", {}) for flow, part in zip(flows, record.get("flows", ()), strict=True)}
    for name, stated in expected["facts"].items():
        assert {fact: _sorted(facts[name].get(fact)) for fact in stated} == {f: _sorted(v) for f, v in stated.items()}
    for name, unstated in expected.get("unstated", {}).items():
        assert not set(unstated) & set(facts[name]), name
    assert sorted(problem.rule for problem in result.problems) == sorted(expected["problems"])
    said = [omission.what for omission in result.omissions]
    assert said == expected.get("said", []), said
    shown = result.text + result.memory + "".join(str(problem) for problem in result.problems)
    for secret in (SECRET, *expected["never"]):
        assert secret not in shown
