from itertools import pairwise
from typing import Any

import pytest
from tests.diagrams.conftest import Make
from tests.diagrams.reading import classes, left, read, tooltip, words

from trailbook.diagrams.drawing.picture import Picture
from trailbook.diagrams.models import estate
from trailbook.diagrams.models.estate import Estate, draw_estate
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.threat_model import ThreatModel


def connector(id: str, **values: Any) -> Connector:
    filled = {
        **{"kind": "connector", "title": f"Service {id}", "owner": "IT", "service": "s", "tier": "standard"},
        **{"group": "business", "authentication": "a", "data_up_to": "internal", "logs": "l"},
        "vetting": {"state": "approved", "next": "2030-01-01"},
    }
    return Connector.model_validate({"id": id, **filled, **values}, strict=False)


def drawn(models: list[ThreatModel], *connectors: Connector) -> Picture:
    return draw_estate(Estate(tuple(models), connectors), lambda reference: f"/{reference}")


@pytest.fixture
def application(make: Make) -> Make:
    """Makes the model of an application that uses some connectors, one component each."""

    def make_application(id: str, *uses: str, owner: str = "People", sensitivity: str = "internal") -> ThreatModel:
        parts = [{"id": f"C{n}", "connector": use} for n, use in enumerate(uses)] or [{"id": "C0"}]
        flows = [{"id": f"F{n}", "source": f"C{n}", "target": f"C{n}", "data": ["D1"]} for n in range(len(uses))]
        data = [{"id": "D1", "sensitivity": sensitivity}]
        return make(parts, flows, data=data, name=id).model_copy(update={"id": id, "owner": owner})

    return make_application


def test_two_applications_that_use_one_connector_meet_there(application: Make) -> None:
    models = [application("TM-A", "CON-X"), application("TM-B", "CON-X", "CON-Y")]
    found = read(drawn(models, connector("CON-X"), connector("CON-Y")))
    assert set(found.cards) == {"TM-A", "TM-B", "CON-X", "CON-Y"}
    assert set(found.streams) == {("TM-A", "CON-X"), ("TM-B", "CON-X"), ("TM-B", "CON-Y")}
    assert words(found.cards["CON-X"]) == "Service CON-X approved, used by 2"
    assert found.cards["CON-X"].attrib["href"] == "/CON-X"


def test_uses_of_one_connector_by_several_components_are_one_line(application: Make) -> None:
    found = read(drawn([application("TM-A", "CON-X", "CON-X")], connector("CON-X")))
    assert list(found.streams) == [("TM-A", "CON-X")]
    assert tooltip(found.streams["TM-A", "CON-X"]) == ("TM-A uses CON-X in C0 and C1 for data up to internal.")


def test_a_line_has_the_highest_sensitivity_of_the_data_that_the_connector_carries(make: Make) -> None:
    data = [{"id": "D1", "sensitivity": "public"}, {"id": "D2", "sensitivity": "restricted"}]
    flows = [
        {"id": "F1", "source": "A", "target": "B", "data": ["D1"]},
        {"id": "F2", "source": "B", "target": "C", "data": ["D2"]},
    ]
    parts = [{"id": "A", "connector": "CON-X"}, {"id": "B"}, {"id": "C", "connector": "CON-Y"}]
    found = read(drawn([make(parts, flows, data=data)], connector("CON-X"), connector("CON-Y")))
    assert "tb-flow--public" in classes(found.streams["TM-LEAVE", "CON-X"])
    assert "tb-flow--restricted" in classes(found.streams["TM-LEAVE", "CON-Y"])


def test_a_card_counts_the_data_of_each_sensitivity_and_the_entries_without_sign_in(make: Make) -> None:
    levels = ("internal", "restricted", "restricted")
    model = make([{"id": "A"}], data=[{"id": f"D{n}", "sensitivity": level} for n, level in enumerate(levels)])
    entry = {"name": "e", "component": "A", "exposed_to": "all"}
    entries = [{"id": "E1", "authentication": "None", **entry}, {"id": "E2", "authentication": "Nonesuch", **entry}]
    open = ThreatModel.model_validate({**model.model_dump(), "entry_points": entries}, strict=False)
    assert words(read(drawn([model])).cards["TM-LEAVE"]) == "Leave requests TM-LEAVE restricted 2 internal 1"
    assert "TM-LEAVE, 1 entry without sign-in" in words(read(drawn([open])).cards["TM-LEAVE"])


def test_applications_stand_in_frames_by_owner(application: Make) -> None:
    found = read(drawn([application("TM-A", owner="<b>"), application("TM-B", owner="x\ny"), application("TM-C")]))
    assert set(found.frames) == {"<b>", "x y", "People"}


def test_a_connector_that_the_register_lacks_is_shown_and_said_to_be_missing(application: Make) -> None:
    found = read(drawn([application("TM-A", "CON-GONE")]))
    assert words(found.cards["CON-GONE"]) == "CON-GONE not in the register, used by 1"


def test_few_applications_stand_left_of_the_connectors_and_many_on_both_sides(application: Make) -> None:
    for number, sides in ((8, {True}), (20, {True, False})):
        models = [application(f"TM-A{n}", "CON-X", owner=f"Team {n % 5}") for n in range(number)]
        cards = read(drawn(models, connector("CON-X"))).cards
        assert {left(cards[model.id]) < left(cards["CON-X"]) for model in models} == sides


def test_a_hundred_and_fifty_cards_stand_apart_and_are_as_large_as_few(application: Make) -> None:
    models = [
        application(f"TM-A{n}", f"CON-N{n % 40}", f"CON-N{n * 7 % 40}", owner=f"Team {n % 9}") for n in range(110)
    ]
    cards = read(drawn(models, *(connector(f"CON-N{n}") for n in range(40)))).cards
    boxes = [next(e.iter("{http://www.w3.org/2000/svg}rect")).attrib for e in cards.values()]
    places = sorted((float(b["x"]), float(b["y"]), float(b["width"]), float(b["height"])) for b in boxes)
    assert len(places) == 150
    assert {width for _, _, width, _ in places} == {212}
    for (x, y, _, height), (other_x, other_y, _, _) in pairwise(places):
        assert other_x > x + 212 or other_y >= y + height or other_x == x
        assert other_x != x or other_y >= y + height


def test_the_words_tell_each_application_with_its_owner_data_and_connectors(application: Make) -> None:
    lines = drawn([application("TM-A", "CON-X")], connector("CON-X")).description.splitlines()
    assert lines == [
        "1 application and 1 connector, joined by 1 use.",
        "TM-A (TM-A), owned by People, holds D1 (D1, internal), and uses CON-X.",
    ]


def test_an_estate_of_nothing_is_a_picture_of_nothing() -> None:
    assert read(drawn([])).cards == {}


def test_of_very_many_applications_the_most_connected_are_drawn_and_the_picture_says_so(
    application: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estate, "MOST", 2)
    models = [application("TM-A"), application("TM-B", "CON-X", "CON-Y"), application("TM-C", "CON-X")]
    connectors = (connector("CON-X"), connector("CON-Y"), connector("CON-Z"))
    picture = draw_estate(Estate(tuple(models), connectors).drawn(), lambda reference: f"/{reference}")
    assert set(read(picture).cards) == {"TM-B", "TM-C", "CON-X", "CON-Y"}
    assert picture.title == "The estate: the 2 most connected applications"
    assert picture.description.splitlines()[1] == "Not drawn: 1 application with fewer connectors."
    few = Estate(tuple(models[:2]), connectors)
    assert few.drawn() is few
