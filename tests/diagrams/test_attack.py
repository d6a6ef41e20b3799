from typing import Any
from xml.etree.ElementTree import Element

import pytest
from tests.diagrams.conftest import Make
from tests.diagrams.reading import Read, classes, read, words

from trailbook.diagrams.drawing.picture import Picture
from trailbook.diagrams.models.attack_paths import draw_attack_paths
from trailbook.diagrams.models.attack_search import Attack
from trailbook.diagrams.models.model_map import ModelMap
from trailbook.records.kinds.threat_model import ThreatModel

RATING = {"likelihood": "possible", "impact": "major"}


@pytest.fixture
def threatened(make: Make) -> Make:
    """Makes a model with flows such as ``A>B``, entry points at components, and one threat, T1."""

    def make_threatened(flows: str, entries: str, affects: str, **values: Any) -> ThreatModel:
        ends = [flow.split(">") for flow in flows.split()]
        names = dict.fromkeys(end for pair in ends for end in pair) or dict.fromkeys(entries.split())
        people = values.pop("people", ())
        parts = [{"id": name, "type": "person" if name in people else "service"} for name in names]
        model = make(
            parts,
            [{"id": f"F{n}", "source": s, "target": t, "data": ["D9"]} for n, (s, t) in enumerate(ends, 1)],
            values.pop("boundaries", ()),
            values.pop("data", [{"id": "D9", "sensitivity": "internal"}]),
        )
        entry_points = [
            {"id": f"E{n}", "name": f"Door {n}", "component": at, "exposed_to": "The web", "authentication": "none"}
            for n, at in enumerate(entries.split(), 1)
        ]
        threat = {
            **{"id": "T1", "title": "Theft", "category": "data-leakage", "description": "d", "benefits": "b"},
            **{"harmed": "h", "affects": affects.split(), "inherent": RATING, "residual": RATING},
        }
        more = {"entry_points": entry_points, "threats": [threat], **values}
        return ThreatModel.model_validate({**model.model_dump(), **more}, strict=False)

    return make_threatened


def ways(model: ThreatModel) -> list[str]:
    """The paths as text: ``E1 A F1 B -F2 C``, with a minus before a flow taken against its direction."""
    attack = Attack(ModelMap(model), model.threats[0])
    return [
        " ".join(
            [path.entry.id, path.opened.id]
            + [f"{'' if s.onward else '-'}{s.transfer.flow.id} {s.end.id}" for s in path.steps]
        )
        for path in attack.paths
    ]


@pytest.mark.parametrize(
    ("flows", "entries", "affects", "expected"),
    [
        ("A>B B>C", "A", "C", ["E1 A F1 B F2 C"]),
        ("A>B", "A", "A", ["E1 A"]),
        ("A>B B>C A>C", "A", "C", ["E1 A F3 C"]),
        ("A>B C>B", "A", "C", ["E1 A F1 B -F2 C"]),
        ("C>A A>B B>C", "A", "C", ["E1 A F2 B F3 C"]),
        ("A>B", "A", "F1", ["E1 A"]),
        ("A>B B>C", "A", "F2", ["E1 A F1 B"]),
        ("A>B", "A B", "B", ["E2 B"]),
        ("A>B", "A B", "E1 B", ["E1 A F1 B"]),
        ("A>B A>C", "A", "B C", ["E1 A F1 B", "E1 A F2 C"]),
        ("A>B B>C", "A", "B C", ["E1 A F1 B F2 C"]),
        ("A>B C>D", "A", "D", []),
        ("A>B", "", "B", []),
        ("A>B B>B", "A", "B", ["E1 A F1 B"]),
        ("A>B", "A", "TM-LEAVE.B", ["E1 A F1 B"]),
        ("A>B", "NOWHERE", "B", []),
    ],
)
def test_the_easiest_way_is_found(
    threatened: Make, flows: str, entries: str, affects: str, expected: list[str]
) -> None:
    assert ways(threatened(flows, entries, affects)) == expected


def test_nobody_passes_through_a_person_but_may_end_at_one(threatened: Make) -> None:
    assert ways(threatened("A>P P>B", "A", "B", people="P")) == []
    assert ways(threatened("A>P P>B", "A", "P", people="P")) == ["E1 A F1 P"]
    assert ways(threatened("P>B", "P", "B", people="P")) == ["E1 P F1 B"]


def test_data_is_where_it_is_stored_or_else_where_it_moves(threatened: Make) -> None:
    stored = [{"id": "D9", "sensitivity": "internal", "stored_in": ["C"]}]
    assert ways(threatened("A>B B>C", "A", "D9", data=stored)) == ["E1 A F1 B F2 C"]
    assert ways(threatened("A>B", "A", "D9")) == ["E1 A"]


def test_three_ways_are_told_and_the_others_counted(threatened: Make) -> None:
    model = threatened("A>B A>C A>D A>E A>G", "A", "B C D E G")
    attack = Attack(ModelMap(model), model.threats[0])
    assert len(attack.paths) == 3
    assert attack.more == 2
    assert "2 longer ways to further elements not shown." in drawn(model).description


def test_what_no_flow_leads_to_is_said(threatened: Make) -> None:
    model = threatened("A>B C>D", "A", "B D")
    lines = drawn(model).description.splitlines()
    assert "From these entry points no declared flow leads to D." in lines


def test_a_threat_that_nothing_leads_to_has_no_picture(threatened: Make) -> None:
    model = threatened("A>B C>D", "A", "D")
    assert draw_attack_paths(model, model.threats[0]) is None


def test_the_boundaries_on_the_way_are_told_in_the_direction_of_the_path(threatened: Make) -> None:
    boundaries = [{"id": "B1", "name": "Edge"}, {"id": "B2", "name": "Core"}]
    parts = {"A": {"boundary": "B1"}, "C": {"boundary": "B2"}}
    model = threatened("C>A", "A", "C", boundaries=boundaries)
    model = model.model_copy(
        update={"components": tuple(c.model_copy(update=parts.get(c.id, {})) for c in model.components)}
    )
    lines = drawn(model).description.splitlines()
    assert (
        "Through E1, Door 1 (reached by: The web; authentication: none), which opens A (A, service); then against the "
        "direction of F1, F1, to C (C, service), which leaves Edge and enters Core. Affected on this way: C." in lines
    )


def test_mitigations_stand_against_the_threat_those_in_place_apart(threatened: Make) -> None:
    states = ("implemented", "planned", "verified")
    mitigations = [
        {"id": f"M{n}", "title": f"Guard {n}", "mitigates": ["T1"], "state": state, "owner": "o"}
        for n, state in enumerate(states, 1)
    ]
    other = {"id": "M9", "title": "Other", "mitigates": ["TM-OTHER.T1"], "state": "planned", "owner": "o"}
    model = threatened("A>B", "A", "B", mitigations=[*mitigations, other])
    picture = drawn(model)
    found = read(picture)
    lines = {part: line.attrib.get("stroke-dasharray") for part, line in _lines(found).items()}
    assert lines[("mitigation.M1", "threat.T1")] is None
    assert lines[("mitigation.M2", "threat.T1")] is not None
    assert lines[("mitigation.M3", "threat.T1")] is None
    assert "mitigation.M9" not in found.cards
    assert picture.description.splitlines()[-2:] == [
        "In place against it: M1, Guard 1 (implemented) and M3, Guard 3 (verified).",
        "Not in place: M2, Guard 2 (planned).",
    ]


def drawn(model: ThreatModel) -> Picture:
    """The attack paths of a model's first threat, which has some."""
    picture = draw_attack_paths(model, model.threats[0])
    assert picture is not None
    return picture


def _lines(found: Read) -> dict[tuple[str, str], Element]:
    return {ends: next(p for p in e if p.get("class") == "tb-flow__line") for ends, e in found.streams.items()}


def test_the_picture_shows_the_way_in_the_affected_parts_and_the_threat(threatened: Make) -> None:
    model = threatened("A>B B>C X>A", "A", "C F2")
    found = read(draw_attack_paths(model, model.threats[0], lambda item: f"#{item}"))
    assert set(found.cards) == {"entry.E1", "A", "B", "C", "threat.T1"}
    assert set(found.streams) == {("entry.E1", "A"), ("A", "B"), ("B", "C"), ("C", "threat.T1")}
    assert {id for id, card in found.cards.items() if "tb-is-affected" in classes(card)} == {"C"}
    assert "! affected" in words(found.cards["C"])
    assert "! affected" in words(found.streams["B", "C"])
    assert found.cards["entry.E1"].attrib["href"] == "#E1"


def test_a_flow_taken_against_its_direction_is_dashed(threatened: Make) -> None:
    model = threatened("A>B C>B", "A", "C")
    lines = _lines(read(drawn(model)))
    assert lines["A", "B"].attrib.get("stroke-dasharray") is None
    assert lines["B", "C"].attrib.get("stroke-dasharray") is not None
