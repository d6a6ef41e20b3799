"""Whatever a file holds: nothing is raised, what is said can be printed, and what is written can be read."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.interchange.conftest import FILES
from tests.properties import examples

from trailbook.interchange.importing import import_model, read_source
from trailbook.interchange.readers import FORMATS
from trailbook.interchange.report import report_lines
from trailbook.interchange.writers import WRITERS
from trailbook.records.document import Document
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.loading import load
from trailbook.records.reading import read_document
from trailbook.text.xml_text import read_data_contract
from trailbook.text.yaml_text import read_yaml

SHIPPED = load(FILES.parents[2])


def documents() -> dict[str, Any]:
    """The files beside the tests, and an export of each format, as plain values."""
    found: dict[str, Any] = {}
    for file in sorted(FILES.iterdir()):
        text = file.read_text(encoding="utf-8")
        is_xml = text.startswith("<")
        values, _, _ = read_data_contract(text, file.name) if is_xml else read_yaml(text, file.name, merges=True)
        found[file.stem] = json.loads(json.dumps(values, default=str))
    model = SHIPPED.records["TM-EXPENSES"]
    assert isinstance(model, ThreatModel)
    return found | {name: json.loads(write(model).text) for name, write in WRITERS.items()}


DOCUMENTS = documents()
leaf = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
)
words = st.sampled_from(
    ["id", "name", "trailbook", "threats", "source", "till", "tm.Flow", "accepted", "a/back", "a#2", "TM-X"]
)
value = st.recursive(
    leaf | words, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=6
)


def places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each value of a document."""
    inner = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [path, *(found for key, part in inner for found in places(part, (*path, key)))]


PLACES = {name: [path for path in places(document) if path] for name, document in DOCUMENTS.items()}


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """One of the documents with some of its values replaced by any others."""
    name = draw(st.sampled_from(sorted(DOCUMENTS)))
    document = json.loads(json.dumps(DOCUMENTS[name]))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(PLACES[name]))
        target = document
        try:
            for part in way:
                target = target[part]
            target[last] = draw(value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier replacement took this place away
    return json.dumps(document).encode()


@examples(150)
@given(data=spoilt(), form=st.sampled_from([None, *FORMATS.values()]))
def test_a_spoilt_file_gives_problems_and_never_an_exception(data: bytes, form: Any) -> None:
    source, problems = read_source("a.json", data, form)
    assert (source is None) == bool(problems)
    if source is None:
        return
    imported = import_model(source, "threat-models/a.yaml")
    lines = [*report_lines(imported, source.form.title, "a.json", "a.yaml", "new"), *map(str, imported.problems)]
    assert all(line.isprintable() for line in (*lines, *map(str, imported.faults)))
    document, faults = read_document("threat-models/a.yaml", imported.text.encode())
    assert tuple(faults) == imported.faults
    if not faults:
        assert isinstance(document, Document) and isinstance(document.record, ThreatModel)
        assert import_model(read_again(data, form), "threat-models/a.yaml").text == imported.text
        for write in WRITERS.values():
            json.loads(write(document.record).text)


def read_again(data: bytes, form: Any) -> Any:
    return read_source("a.json", data, form)[0]


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_give_a_problem_or_a_model(data: bytes) -> None:
    for name in ("a.json", "a.yaml"):
        source, problems = read_source(name, data)
        assert (source is None) == bool(problems)
