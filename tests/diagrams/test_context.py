from tests.diagrams.conftest import Make
from tests.diagrams.reading import classes, read, tooltip, words

from trailbook.diagrams.models.context import draw_context
from trailbook.records.kinds.threat_model import ThreatModel


def test_the_application_is_one_card_among_people_connectors_and_services_outside(make: Make) -> None:
    types = (
        "person",
        "connector",
        "external-service",
        "screen",
        "form",
        "automation",
        "agent",
        "data-store",
        "service",
    )
    found = read(draw_context(make([{"id": type.upper(), "type": type} for type in types])))
    assert set(found.cards) == {"application", "PERSON", "CONNECTOR", "EXTERNAL-SERVICE"}
    assert words(found.cards["application"]) == "Leave requests 6 components, no flows inside"


def test_flows_of_one_direction_are_one_line_with_their_number_and_highest_sensitivity(make: Make) -> None:
    data = [{"id": "D1", "sensitivity": "restricted"}, {"id": "D2", "sensitivity": "public"}]
    ends = [("P", "A", "D2"), ("P", "B", "D1"), ("A", "P", "D2"), ("A", "B", "D1")]
    flows = [{"id": f"F{n}", "source": s, "target": t, "data": [d]} for n, (s, t, d) in enumerate(ends, 1)]
    found = read(draw_context(make([{"id": "P", "type": "person"}, {"id": "A"}, {"id": "B"}], flows, data=data)))
    assert {ends: words(e) for ends, e in found.streams.items()} == {
        ("P", "application"): "2 flows restricted",
        ("application", "P"): "F3 · F3 public",
    }
    assert "carrying D2 (D2, public) and D1 (D1, restricted): F1, F1 and F2, F2." in tooltip(
        found.streams["P", "application"]
    )
    assert found.streams["P", "application"].attrib["href"] == "#flows"
    assert found.streams["application", "P"].attrib["href"] == "#F3"


def test_flows_within_the_application_are_only_counted(leave: ThreatModel) -> None:
    found = read(draw_context(leave))
    assert "3 components, 2 flows inside" in words(found.cards["application"])
    assert set(found.streams) == {("EMPLOYEE", "application"), ("application", "EMPLOYEE")}


def test_flows_between_neighbours_are_shown(make: Make) -> None:
    flows = [{"id": "F1", "source": "P", "target": "S"}, {"id": "F2", "source": "P", "target": "P"}]
    found = read(draw_context(make([{"id": "P", "type": "person"}, {"id": "S", "type": "external-service"}], flows)))
    assert set(found.streams) == {("P", "S"), ("P", "P")}


def test_a_component_of_another_record_is_a_neighbour(make: Make) -> None:
    found = read(draw_context(make([{"id": "A"}], [{"id": "F1", "source": "A", "target": "TM-PAY.API"}])))
    assert "tb-node--elsewhere" in classes(found.cards["TM-PAY.API"])
    assert ("application", "TM-PAY.API") in found.streams


def test_a_component_called_application_is_not_taken_for_the_whole(make: Make) -> None:
    found = read(draw_context(make([{"id": "application", "type": "person"}, {"id": "A"}])))
    assert set(found.cards) == {"application", "application-"}


def test_flows_of_no_stated_data_rank_below_stated_ones(make: Make) -> None:
    flows = [{"id": "F1", "source": "P", "target": "A"}, {"id": "F2", "source": "P", "target": "A", "data": ["D1"]}]
    data = [{"id": "D1", "sensitivity": "public"}]
    found = read(draw_context(make([{"id": "P", "type": "person"}, {"id": "A"}], flows, data=data)))
    assert words(found.streams["P", "application"]) == "2 flows public"
