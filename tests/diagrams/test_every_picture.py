"""What holds for every picture: hostile text stays text, and the same records give the same bytes."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.diagrams.drawing import pictures
from tests.diagrams.reading import SVG
from tests.paths import STARTER

from trailbook.diagrams.drawing.assets import picture_assets
from trailbook.diagrams.models.attack_paths import draw_attack_paths
from trailbook.diagrams.models.context import draw_context
from trailbook.diagrams.models.difference import draw_difference
from trailbook.diagrams.models.estate import Estate, draw_estate
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.loading import load
from trailbook.records.model import Item

DRAWING = Path(__file__).with_name("drawing.py")


@pytest.fixture(scope="module")
def drawn() -> list[str]:
    return [picture.svg for picture in pictures(STARTER)]


def test_another_process_draws_the_same_bytes(drawn: list[str]) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "5", "LC_ALL": "C", "PYTHONUTF8": "1"}
    there = subprocess.run([sys.executable, DRAWING, STARTER], env=environment, capture_output=True, check=True)
    assert there.stdout.decode() == "|".join(drawn)


def test_drawing_again_gives_the_same_bytes(drawn: list[str]) -> None:
    assert [picture.svg for picture in pictures(STARTER)] == drawn


def test_pictures_are_of_shapes_text_and_links_alone(drawn: list[str]) -> None:
    for svg in drawn:
        root = ElementTree.fromstring(svg)
        assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {
            *("svg", "title", "desc", "g", "a", "path", "rect", "circle", "ellipse", "text")
        }
        assert not [name for e in root.iter() for name in e.attrib if name.startswith("on")]
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg\")|url\(|<!|<\?", svg)


def test_every_id_of_a_picture_is_there_once(drawn: list[str]) -> None:
    for svg in drawn:
        ids = re.findall(r' id="([^"]*)"', svg)
        assert len(ids) == len(set(ids))


def test_every_class_of_a_picture_that_has_a_colour_is_in_the_style_sheet(drawn: list[str]) -> None:
    sheet = picture_assets()["pictures.css"].decode()
    used = {name for svg in drawn for names in re.findall(r' class="([^"]*)"', svg) for name in names.split()}
    coloured = {name for name in used if name.startswith(("tb-flow--", "tb-is-", "tb-mark--"))} - {"tb-flow--crossing"}
    assert not {name for name in coloured if f".{name}" not in sheet}


@pytest.mark.parametrize(
    "text", ["<script>x</script>", '"><a b="', "\u202e\x07", "]]><!--&#0;", "x" * 900, "{{ y }} %s"]
)
def test_a_hostile_name_changes_no_element_of_any_picture(text: str) -> None:
    (model,) = load(STARTER).of_kind(ThreatModel)
    assert isinstance(model, ThreatModel)

    def renamed(to: str) -> ThreatModel:
        def items(values: Iterable[Item], *names: str) -> tuple[Item, ...]:
            return tuple(value.model_copy(update=dict.fromkeys(names, to)) for value in values)

        return model.model_copy(
            update={
                "owner": to,
                "application": model.application.model_copy(update={"name": to}),
                "components": items(model.components, "name", "owner", "technology"),
                "flows": items(model.flows, "name", "identity"),
                "boundaries": items(model.boundaries, "name"),
                "data": items(model.data, "name"),
                "entry_points": items(model.entry_points, "name", "exposed_to", "authentication"),
                "threats": items(model.threats, "title"),
                "mitigations": items(model.mitigations, "title"),
            }
        )

    def elements(to: str) -> list[set[tuple[str, ...]]]:
        new = renamed(to)
        paths = (draw_attack_paths(new, threat) for threat in new.threats)
        shown = [
            draw_context(new),
            *filter(None, paths),
            draw_difference(model, new, {}),
            draw_estate(Estate((new,), ()), str),
        ]
        parsed = [ElementTree.fromstring(picture.svg) for picture in shown]
        return [{(e.tag, *sorted(set(e.attrib) - {"href"})) for e in svg.iter()} for svg in parsed]

    assert elements(text) == elements("plain")
