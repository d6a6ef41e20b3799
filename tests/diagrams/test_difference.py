from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from tests.diagrams.conftest import Make
from tests.diagrams.reading import classes, read, words

from trailbook.diagrams.models.difference import draw_difference
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.trail.changes.change import FactEffect

THREAT = {
    **{"id": "T1", "title": "Theft", "category": "data-leakage", "description": "d", "benefits": "b", "harmed": "h"},
    **{"affects": ["A"], "inherent": {"likelihood": "possible", "impact": "major"}},
    "residual": {"likelihood": "possible", "impact": "major"},
}
MITIGATION = {"id": "M1", "title": "Guard", "mitigates": ["T1"], "state": "implemented", "owner": "o"}


@pytest.fixture
def revised(make: Make) -> Make:
    """Makes a revision: its components and flows, and other lists as they stand in a file."""

    def make_model(components: list[Any], flows: Sequence[dict[str, Any]] = (), **values: Any) -> ThreatModel:
        boundaries, data = values.pop("boundaries", ()), values.pop("data", ())
        model = make([{"id": id} if isinstance(id, str) else id for id in components], flows, boundaries, data)
        return ThreatModel.model_validate({**model.model_dump(), **values}, strict=False)

    return make_model


def marks(before: ThreatModel, after: ThreatModel, **effects: FactEffect) -> dict[str, str]:
    """The mark of each card by its id, and of each flow by its ends."""
    found = read(draw_difference(before, after, effects))
    parts = {**found.cards, **{">".join(ends): e for ends, e in found.streams.items()}, **found.frames}
    return {name: mark for name, part in parts.items() if (mark := _mark(part))}


def _mark(part: Element) -> str:
    return " ".join(sorted(c.removeprefix("tb-is-") for c in classes(part) if c.startswith("tb-is-")))


def flow(id: str, source: str, target: str, **values: str) -> dict[str, str]:
    return {"id": id, "source": source, "target": target, **values}


def test_the_same_revision_twice_has_no_marks(leave: ThreatModel) -> None:
    assert marks(leave, leave) == {}
    assert draw_difference(leave, leave, {}).description == "Nothing that a picture shows has changed."


def test_what_came_what_went_and_what_changed_are_told_apart(revised: Make) -> None:
    before = revised(["A", "B"], [flow("F1", "A", "B")])
    after = revised([{"id": "A", "owner": "Other"}, "C"], [flow("F2", "A", "C")])
    found = {"A": "changed", "B": "removed", "C": "added", "A>B": "removed", "A>C": "added"}
    assert marks(before, after) == found


def test_an_effect_on_risk_is_told_instead_of_a_mere_change(revised: Make) -> None:
    before = revised(["A", "B"], [flow("F1", "A", "B", identity="x")])
    after = revised(["A", {"id": "B", "owner": "Other"}], [flow("F1", "A", "B", identity="y")])
    assert marks(before, after, F1="weakens", B="strengthens") == {"B": "strengthened", "A>B": "weakened"}
    assert marks(before, after, F1="neutral") == {"B": "changed", "A>B": "changed"}


def test_what_came_is_added_whatever_its_effect(revised: Make) -> None:
    assert marks(revised(["A"]), revised(["A", "B"]), B="weakens") == {"B": "added"}


def test_an_effect_of_what_did_not_change_is_no_mark(revised: Make) -> None:
    assert marks(revised(["A"]), revised(["A"]), A="weakens") == {}


def test_threats_mitigations_data_and_entry_points_stand_beside_the_flows_if_they_differ(revised: Make) -> None:
    data = {"id": "D1", "sensitivity": "restricted"}
    entry = {"id": "E1", "name": "Door", "component": "A", "exposed_to": "all", "authentication": "none"}
    before = revised(["A"], threats=[THREAT], mitigations=[MITIGATION], data=[data])
    after = revised(
        ["A"],
        threats=[{**THREAT, "title": "Robbery"}],
        mitigations=[{**MITIGATION, "state": "withdrawn"}],
        data=[{**data, "sensitivity": "internal"}],
        entry_points=[entry],
    )
    assert marks(before, after, M1="weakens", D1="weakens") == {
        "threat.T1": "changed",
        "mitigation.M1": "weakened",
        "data-asset.D1": "weakened",
        "entry-point.E1": "added",
    }
    assert set(read(draw_difference(before, after, {})).frames) == {"Threats", "Mitigations", "Data", "Entry points"}
    assert set(read(draw_difference(before, before, {})).frames) == set()


def test_a_mark_says_what_it_means_by_sign_and_word(revised: Make) -> None:
    found = read(draw_difference(revised(["A", "B"]), revised(["B", "C"]), {}))
    assert words(found.cards["A"]).endswith("− removed")
    assert words(found.cards["C"]).endswith("+ added")


def test_a_removed_part_is_dashed(revised: Make) -> None:
    found = read(draw_difference(revised(["A", "B"], [flow("F1", "A", "B")]), revised(["B"]), {}))
    shape = next(part for part in found.cards["A"] if part.get("class") == "tb-node__shape")
    line = next(part for part in found.streams["A", "B"] if part.get("class") == "tb-flow__line")
    assert shape.attrib["stroke-dasharray"]
    assert line.attrib["stroke-dasharray"]


def test_a_boundary_that_changed_says_so_before_its_name(revised: Make) -> None:
    part = {"id": "A", "boundary": "B1"}
    before = revised([part], boundaries=[{"id": "B1", "name": "Core"}])
    after = revised([part], boundaries=[{"id": "B1", "name": "Core", "description": "new"}])
    assert marks(before, after, B1="weakens") == {"↓ weakened: Core": "weakened"}


def test_the_words_count_the_marks_and_tell_each(revised: Make) -> None:
    lines = draw_difference(revised(["A"]), revised(["B"]), {}).description.splitlines()
    assert lines == [
        "1 added and 1 removed.",
        "Added: B (B, service); owner: People",
        "Removed: A (A, service); owner: People",
    ]


def test_many_changes_beside_the_flows_stack_up_instead_of_widening_the_picture(revised: Make) -> None:
    threats = [{**THREAT, "id": f"T{n}"} for n in range(12)]
    picture = draw_difference(revised(["A"]), revised(["A"], threats=threats), {})
    boxes = [next(e.iter("{http://www.w3.org/2000/svg}rect")).attrib for e in read(picture).cards.values()]
    assert len({box["x"] for box in boxes}) <= 4
