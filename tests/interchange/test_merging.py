"""Importing again: ids stay, the work of people stays, and the file changes only where the source did."""

import json
from difflib import unified_diff
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.interchange.conftest import FILES
from tests.properties import examples

from trailbook.interchange.importing import ImportResult, Memory, import_model, read_source
from trailbook.records.document import Document
from trailbook.records.reading import read_document

PATH = "threat-models/model.yaml"


def first(name: str, data: bytes) -> ImportResult:
    source, _ = read_source(name, data)
    assert source is not None
    return import_model(source, PATH)


def again(name: str, data: bytes, text: str, memory: str | None) -> ImportResult:
    """Import on top of a record as it stands; without a memory, of an import that nothing is known of."""
    document, problems = read_document(PATH, text.encode())
    assert isinstance(document, Document), problems
    source, _ = read_source(name, data)
    assert source is not None
    return import_model(source, PATH, document, Memory.of(memory) if memory else None)


def changed_lines(before: str, after: str) -> list[str]:
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[0] in "+-" and not line.startswith(("+++", "---"))]


@pytest.mark.parametrize("name", sorted(file.name for file in FILES.iterdir()))
@pytest.mark.parametrize("remembered", [True, False])
def test_the_same_file_again_changes_nothing(name: str, remembered: bool) -> None:
    data = (FILES / name).read_bytes()
    before = first(name, data)
    after = again(name, data, before.text, before.memory if remembered else None)
    assert (after.text, after.memory) == (before.text, before.memory)
    assert after.notes == ()


def pigeons(change: Any = None) -> bytes:
    document = json.loads((FILES / "threat-dragon-2.json").read_text(encoding="utf-8"))
    cells = document["detail"]["diagrams"][0]["cells"]
    if change:
        change(cells)
    return json.dumps(document).encode()


def store(cells: list[Any]) -> Any:
    return next(cell for cell in cells if cell["shape"] == "store")


def test_a_change_in_the_source_is_all_that_changes() -> None:
    before = first("a.json", pigeons())

    def change(cells: list[Any]) -> None:
        store(cells)["data"]["name"] = "Nest cupboard"
        store(cells)["data"]["threats"][1]["status"] = "Mitigated"

    after = again("a.json", pigeons(change), before.text, before.memory)
    assert changed_lines(before.text, after.text) == [
        "-    name: Nest box",
        "+    name: Nest cupboard",
        "-    name: Sender to Nest box",
        "+    name: Sender to Nest cupboard",
        "-    name: Nest box to Sender",
        "+    name: Nest cupboard to Sender",
        "-    state: in-discussion",
        "+    state: mitigated",
        "-    state: proposed",
        "+    state: implemented",
    ]


def test_what_people_wrote_stays_with_their_comments_and_line_breaks() -> None:
    before = first("a.json", pigeons())
    text = before.text.replace("owner: Loft keeper", "owner: Post office  # asked on Monday", 1)
    text = text.replace("state: open", "state: in-progress", 1)
    text = text.replace(
        "    description: Holds notes overnight.",
        "    # from the survey\n    description: >-\n      Holds\n      notes.",
    )
    text += "\nassumptions:\n  - {id: A1, text: Hawks sleep at night}\n"

    def change(cells: list[Any]) -> None:
        cells[0]["data"]["name"] = "Manor"

    after = again("a.json", pigeons(change), text, before.memory)
    assert changed_lines(text, after.text) == ["-    name: Estate", "+    name: Manor"]
    assert after.notes == ()


def test_what_both_sides_changed_stays_and_is_reported() -> None:
    before = first("a.json", pigeons())
    text = before.text.replace("name: Nest box\n", "name: Drawer\n", 1)

    def change(cells: list[Any]) -> None:
        store(cells)["data"]["name"] = "Nest cupboard"

    after = again("a.json", pigeons(change), text, before.memory)
    assert "name: Drawer" in after.text
    assert "components.NEST-BOX.name changed here and in the source; kept as it is here" in after.notes


def test_what_is_gone_from_the_source_goes_unless_somebody_changed_or_needs_it() -> None:
    before = first("a.json", pigeons())
    text = before.text.replace("title: A hawk", "title: Two hawks")

    def change(cells: list[Any]) -> None:
        store(cells)["data"]["threats"] = []
        del cells[4]

    after = again("a.json", pigeons(change), text, before.memory)
    assert "title: Two hawks" in after.text
    assert "title: A note is swapped" not in after.text
    assert set(after.notes) == {
        "threats.T3 is gone from the source; kept, since it was changed here",
        "flows.F1 is gone from the source; kept, since something still names it",
        "flows.F1-back is gone from the source; kept, since something still names it",
        "threats.T1 is gone from the source; removed",
        "threats.T2 is gone from the source; removed",
        "mitigations.M1 is gone from the source; removed",
        "mitigations.M2 is gone from the source; removed",
    }
    assert not after.faults


def test_what_people_removed_does_not_come_back() -> None:
    before = first("a.json", pigeons())
    start = before.text.index("  - id: M2")
    after = again("a.json", pigeons(), before.text[:start], before.memory)
    assert after.text == before.text[:start]
    assert after.notes == ("mitigations.M2 was removed here and is still in the source; left out",)


def test_a_new_part_gets_an_id_that_nothing_has() -> None:
    before = first("a.json", pigeons())
    text = before.text.replace(
        "mitigations:\n", "mitigations:\n  - {id: T4, title: Mine, mitigates: [], state: planned, owner: Me}\n"
    )

    def change(cells: list[Any]) -> None:
        new = {**store(cells)["data"]["threats"][0], "id": "b0000000-0000-4000-8000-000000000009", "number": 9}
        store(cells)["data"]["threats"].insert(0, new)

    after = again("a.json", pigeons(change), text, before.memory)
    assert "  - id: T5\n    title: Notes tell who writes to whom" in after.text
    assert [line for line in changed_lines(text, after.text) if line.startswith("-")] == []


def test_without_a_memory_what_the_source_states_wins_and_all_else_stays() -> None:
    before = first("a.json", pigeons())
    text = before.text.replace("state: open", "state: in-progress", 1).replace(
        "    benefits: Not stated in the imported model", "    benefits: A rival", 1
    )
    after = again("a.json", pigeons(), text, None)
    assert after.text == text.replace("state: in-progress", "state: open", 1)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"ids": [], "model": {}}', "no json"])
def test_a_memory_that_no_import_wrote_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Memory.of(text)


keys = st.sampled_from([f"a000000{n}-0000-4000-8000-000000000000" for n in range(8)] + ["till", "safe", "T1"])
models = st.lists(keys, unique=True, max_size=8).flatmap(
    lambda ids: st.fixed_dictionaries(
        {
            "ids": st.just(ids),
            "names": st.lists(st.sampled_from(["Till", "Safe", "tïll", "箱"]), min_size=8, max_size=8),
        }
    )
)


def shop(model: dict[str, Any]) -> bytes:
    zone = {"id": "z", "name": "Zone", "risk": {"trustRating": 1}}
    parts = [
        {"id": id, "name": name, "type": "service", "parent": {"trustZone": "z"}}
        for id, name in zip(model["ids"], model["names"], strict=False)
    ]
    document = {
        "otmVersion": "0.2.0",
        "project": {"name": "Shop", "id": "s"},
        "trustZones": [zone],
        "components": parts,
    }
    return json.dumps(document).encode()


def ids_of(imported: ImportResult) -> dict[str, str]:
    return dict(json.loads(imported.memory)["ids"].get("components", {}))


@examples(60)
@given(st.lists(models, min_size=2, max_size=4))
def test_an_id_once_given_stays_whatever_comes_and_goes_around_it(history: list[dict[str, Any]]) -> None:
    imported = first("shop.json", shop(history[0]))
    for model in history[1:]:
        known = ids_of(imported)
        imported = again("shop.json", shop(model), imported.text, imported.memory)
        assert not imported.faults
        found = ids_of(imported)
        assert all(found[key] == id for key, id in known.items() if key in found)
        assert len(set(found.values())) == len(found)
        settled = again("shop.json", shop(model), imported.text, imported.memory)
        assert (settled.text, settled.memory) == (imported.text, imported.memory)
