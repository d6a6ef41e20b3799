import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.diagrams.conftest import Make
from tests.paths import REPOSITORY, STARTER

from trailbook.diagrams.drawing.picture import Link, in_page
from trailbook.diagrams.models.data_flow import draw_data_flow
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.loading import load

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    r"\N \G \L \E \T \l \r \\",
    "<b>bold</b>",
    "<<TABLE><TR><TD>x</TD></TR></TABLE>>",
    "a\nb\r\nc\td",
    "]]> --> <!-- &amp; &#0;",
    "\x00\x07\x1b[31m\ufffe\u202etxt",
    "\ud800",
    "\u202e\x07",
    "日本語 العربية 👩‍💻 é",
    "x" * 500,
    "many words " * 60,
    "'; } digraph evil { a -> b",
    "%s {0} ${x} {{ y }}",
]


def _elements(model: ThreatModel, link: Link = in_page, prefix: str | None = None) -> dict[str, ElementTree.Element]:
    svg = ElementTree.fromstring(draw_data_flow(model, link, prefix).svg)
    return {element.attrib["id"]: element for element in svg.iter() if "id" in element.attrib}


def _words(element: ElementTree.Element) -> str:
    return " ".join(text for part in element.iter(f"{SVG}text") for text in part.itertext())


def _box(element: ElementTree.Element) -> tuple[float, float, float, float]:
    rect = next(element.iter(f"{SVG}rect"))
    x, y, width, height = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def _within(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    return inner[0] > outer[0] and inner[1] > outer[1] and inner[2] < outer[2] and inner[3] < outer[3]


def test_every_component_boundary_and_flow_is_a_link_to_its_row(leave: ThreatModel) -> None:
    found = {id: e for id, e in _elements(leave).items() if e.tag == f"{SVG}a"}
    expected = {f"node-{c.id}": c.id for c in leave.components}
    expected |= {f"boundary-{b.id}": b.id for b in leave.boundaries} | {f"flow-{f.id}": f.id for f in leave.flows}
    assert {id: e.attrib["href"] for id, e in found.items()} == {
        f"TM-LEAVE-{id}": f"#{row}" for id, row in expected.items()
    }
    assert all(e[0].tag == f"{SVG}title" and e[0].text for e in found.values())


def test_the_caller_says_where_rows_are(leave: ThreatModel) -> None:
    form = _elements(leave, link=lambda row: f'../m/?a&b="{row}"')["TM-LEAVE-node-FORM"]
    assert form.attrib["href"] == '../m/?a&b="FORM"'


def test_a_prefix_keeps_two_pictures_of_one_model_apart(leave: ThreatModel) -> None:
    assert not _elements(leave).keys() & _elements(leave, prefix="second").keys()


def test_no_dom_id_is_used_twice(leave: ThreatModel) -> None:
    ids = re.findall(r' id="([^"]*)"', draw_data_flow(leave).svg)
    assert len(ids) == len(set(ids))


def test_what_labels_the_picture_is_in_it(leave: ThreatModel) -> None:
    elements = _elements(leave)
    root = elements["TM-LEAVE-data-flow"]
    assert root.attrib["role"] == "group"
    assert elements[root.attrib["aria-labelledby"]].text == "Data flows of Leave requests"
    assert elements[root.attrib["aria-describedby"]].tag == f"{SVG}desc"


def test_the_text_alternative_tells_every_flow_its_data_and_its_sensitivity(leave: ThreatModel) -> None:
    lines = draw_data_flow(leave).description.splitlines()
    assert "Outside every trust boundary: EMPLOYEE (EMPLOYEE, person)." in lines
    assert (
        "Inside Company tenant (B1, trust boundary): Leave form (FORM, form) and HR environment (B2, trust boundary)."
        in (lines)
    )
    assert (
        "F1, Request: from EMPLOYEE to Leave form, carries Dates (D2, internal) and "
        "Reasons (D1, restricted, personal). It crosses a trust boundary: enters Company tenant."
    ) in lines
    assert "F3, Store: from APPROVAL to LIST, the data it carries is not stated." in lines
    assert next(line for line in lines if line.startswith("F4")).endswith(
        "leaves HR environment and leaves Company tenant."
    )


def test_a_flow_has_the_highest_sensitivity_of_its_data_in_words_and_as_a_class(leave: ThreatModel) -> None:
    elements = _elements(leave)
    for id, sensitivity in (("F1", "restricted"), ("F2", "internal"), ("F3", "unstated")):
        flow = elements[f"TM-LEAVE-flow-{id}"]
        assert f"tb-flow--{sensitivity}" in flow.attrib["class"].split()
        assert sensitivity in _words(flow)


def test_only_a_flow_that_crosses_a_boundary_is_marked(leave: ThreatModel) -> None:
    elements = _elements(leave)
    rings = {id: len(list(elements[f"TM-LEAVE-flow-{id}"].iter(f"{SVG}circle"))) for id in ("F1", "F2", "F3")}
    crossing = {id: "tb-flow--crossing" in elements[f"TM-LEAVE-flow-{id}"].attrib["class"] for id in ("F1", "F2", "F3")}
    assert crossing == {"F1": True, "F2": True, "F3": False}
    assert rings == {"F1": 1, "F2": 1, "F3": 0}


def test_a_component_is_told_by_its_class_its_icon_and_its_type_in_words(make: Make, leave: ThreatModel) -> None:
    types = (
        "person",
        "screen",
        "form",
        "automation",
        "agent",
        "connector",
        "data-store",
        "service",
        "external-service",
    )
    elements = _elements(make([{"id": f"C{n}", "type": type} for n, type in enumerate(types)]))
    drawn = set()
    for n, type in enumerate(types):
        node = elements[f"TM-LEAVE-node-C{n}"]
        assert node.attrib["class"] == f"tb-node tb-node--{type}"
        assert type.replace("-", " ") in _words(node)
        icon = next(part for part in node.iter() if part.get("class") == "tb-node__icon")
        drawn.add(ElementTree.tostring(icon[0]) + ElementTree.tostring(icon[-1]))
    assert len(drawn) == len(types)


def test_a_boundary_encloses_what_is_in_it_and_nothing_else(leave: ThreatModel) -> None:
    elements = _elements(leave)
    tenant, environment = _box(elements["TM-LEAVE-boundary-B1"]), _box(elements["TM-LEAVE-boundary-B2"])
    approval, employee = _box(elements["TM-LEAVE-node-APPROVAL"]), _box(elements["TM-LEAVE-node-EMPLOYEE"])
    assert _within(environment, tenant)
    assert _within(approval, environment)
    assert not _within(employee, tenant)


def test_boundaries_of_one_name_stay_two(make: Make) -> None:
    model = make(
        [{"id": "A", "boundary": "B1"}, {"id": "B", "boundary": "B2"}],
        boundaries=[{"id": "B1", "name": "Same"}, {"id": "B2", "name": "Same"}],
    )
    elements = _elements(model)
    assert _box(elements["TM-LEAVE-boundary-B1"]) != _box(elements["TM-LEAVE-boundary-B2"])


def test_an_empty_boundary_is_shown(make: Make) -> None:
    model = make([{"id": "A"}], boundaries=[{"id": "B1", "name": "Nobody here"}])
    assert "Nobody here" in _words(_elements(model)["TM-LEAVE-boundary-B1"])


def test_boundaries_that_enclose_each_other_are_drawn_all_the_same(make: Make) -> None:
    circle = [{"id": "B1", "within": "B2"}, {"id": "B2", "within": "B3"}, {"id": "B3", "within": "B1"}]
    model = make([{"id": "A", "boundary": "B1"}], boundaries=[*circle, {"id": "B4", "within": "B4"}])
    assert {f"TM-LEAVE-boundary-B{n}" for n in (1, 2, 3, 4)} <= _elements(model).keys()


def test_flows_side_by_side_back_and_to_itself_are_all_drawn(make: Make) -> None:
    ends = [("A", "B"), ("A", "B"), ("B", "A"), ("A", "A"), ("A", "A"), ("B", "B")]
    flows = [{"id": f"F{n}", "source": source, "target": target} for n, (source, target) in enumerate(ends)]
    elements = _elements(make([{"id": "A"}, {"id": "B"}], flows))
    paths = [next(elements[f"TM-LEAVE-flow-F{n}"].iter(f"{SVG}path")).attrib["d"] for n in range(len(ends))]
    assert len(set(paths)) == len(ends)


def test_an_arrow_points_at_the_target_also_where_the_flow_leads_back(make: Make) -> None:
    flows = [{"id": "F1", "source": "A", "target": "B"}, {"id": "F2", "source": "B", "target": "A"}]
    elements = _elements(make([{"id": "A"}, {"id": "B"}], flows))
    for flow, target in (("F1", "B"), ("F2", "A")):
        arrow = next(p for p in elements[f"TM-LEAVE-flow-{flow}"] if p.get("class") == "tb-flow__arrow")
        tip = [float(number) for number in arrow.attrib["d"].split("L")[1].split()]
        left, top, right, bottom = _box(elements[f"TM-LEAVE-node-{target}"])
        assert left - 1 <= tip[0] <= right + 1
        assert top - 1 <= tip[1] <= bottom + 1


def test_a_component_of_another_record_stands_elsewhere(make: Make) -> None:
    model = make([{"id": "A"}], [{"id": "F1", "source": "TM-LEAVE.A", "target": "TM-PAY.API"}])
    elements = _elements(model)
    assert elements["TM-LEAVE-node-TM-PAY.API"].attrib["href"] == "#TM-PAY.API"
    assert "tb-node--elsewhere" in elements["TM-LEAVE-node-TM-PAY.API"].attrib["class"]
    assert "TM-LEAVE-node-TM-LEAVE.A" not in elements


def test_ids_that_mean_something_to_dot_are_ids_like_others(make: Make) -> None:
    ids = ["node", "edge", "graph", "digraph", "subgraph", "strict", "cluster_B1", "F1"]
    elements = _elements(
        make(
            [{"id": id, "boundary": "node"} for id in ids],
            [{"id": "F1", "source": "F1", "target": "edge"}],
            [{"id": "node"}, {"id": "graph"}],
        )
    )
    assert {f"TM-LEAVE-node-{id}" for id in ids} <= elements.keys()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_comes_out_as_text(make: Make, leave: ThreatModel, text: str) -> None:
    def model(name: str) -> ThreatModel:
        built = make(
            [{"id": "A"}],
            [{"id": "F1", "source": "A", "target": "A", "data": ["D1"]}],
            [{"id": "B1"}],
            [{"id": "D1", "sensitivity": "public"}],
        )
        return built.model_copy(
            update={
                "components": tuple(c.model_copy(update={"name": name, "owner": name}) for c in built.components),
                "flows": tuple(f.model_copy(update={"name": name, "identity": name}) for f in built.flows),
                "boundaries": tuple(b.model_copy(update={"name": name}) for b in built.boundaries),
                "data": tuple(d.model_copy(update={"name": name}) for d in built.data),
                "application": built.application.model_copy(update={"name": name}),
            }
        )

    harmless, hostile = (ElementTree.fromstring(draw_data_flow(model(name)).svg) for name in ("plain", text))
    known = {"text": 0, "tspan": 0}
    tags = [{e.tag for e in svg.iter()} - known.keys() for svg in (harmless, hostile)]
    assert tags[0] == tags[1]
    names = [{name for e in svg.iter() for name in e.attrib} for svg in (harmless, hostile)]
    assert names[0] == names[1]
    draw_data_flow(model(text), prefix=text).svg.encode("utf-8")


def test_a_name_is_whole_in_the_tooltip_and_cut_in_the_picture(make: Make) -> None:
    name = "Approval of leave " * 20
    node = _elements(make([{"id": "A", "name": name}]))["TM-LEAVE-node-A"]
    assert name.strip() in (node[0].text or "")
    assert "…" in _words(node)
    assert len(list(node.iter(f"{SVG}text"))) <= 5


def test_sixty_components_fit_into_one_picture(make: Make) -> None:
    types = ("screen", "form", "service", "data-store")
    components = [{"id": f"C{n}", "type": types[n % 4], "boundary": f"B{n % 5}"} for n in range(60)]
    flows = [{"id": f"F{n}", "source": f"C{n}", "target": f"C{(n * 7 + 3) % 60}"} for n in range(60)]
    elements = _elements(make(components, flows, [{"id": f"B{n}"} for n in range(5)]))
    assert len([id for id in elements if "-node-" in id]) == 60
    assert len([id for id in elements if "-flow-" in id]) == 60


def test_a_picture_has_no_background_no_script_and_no_path_of_the_machine(leave: ThreatModel) -> None:
    svg = draw_data_flow(leave).svg
    root = ElementTree.fromstring(svg)
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {
        *("svg", "title", "desc", "g", "a", "path", "rect", "circle", "ellipse", "text")
    }
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg\")|file:|url\(|@import|xlink|<!|<\?", svg)
    assert str(Path.home()) not in svg
    assert "/plugins/" not in svg
    assert not [e for e in root.iter() if e.get("fill") in ("white", "#fff", "#ffffff")]
    assert not [name for e in root.iter() for name in e.attrib if name.startswith("on")]


_DRAW = """
import sys
from trailbook.diagrams.drawing.picture import Link, in_page
from trailbook.diagrams.models.data_flow import draw_data_flow
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.loading import load
from pathlib import Path
for record in load(Path(sys.argv[1])).of_kind(ThreatModel):
    sys.stdout.write(draw_data_flow(record).svg)
"""


@pytest.mark.slow
def test_another_process_with_other_fonts_draws_the_same_and_leaves_nothing_behind(tmp_path: Path) -> None:
    models = (record for record in load(STARTER).records.values() if isinstance(record, ThreatModel))
    here = "".join(draw_data_flow(model).svg for model in models)
    fonts, home, work = tmp_path / "fonts.conf", tmp_path / "home", tmp_path / "work"
    fonts.write_text('<?xml version="1.0"?><fontconfig></fontconfig>')
    home.mkdir()
    work.mkdir()
    for seed, configuration in (("1", str(fonts)), ("2", "/nonexistent")):
        there = subprocess.run(
            [sys.executable, "-c", _DRAW, str(STARTER)],
            env={
                "HOME": str(home),
                "PATH": "",
                "PYTHONHASHSEED": seed,
                "FONTCONFIG_FILE": configuration,
                "LC_ALL": "C",
            },
            cwd=work,
            capture_output=True,
            check=True,
        )
        assert there.stdout.decode() == here
        assert there.stderr == b""
    assert list(home.iterdir()) == []
    assert list(work.iterdir()) == []


def test_drawing_in_many_threads_gives_what_one_thread_gives(leave: ThreatModel) -> None:
    with ThreadPoolExecutor(8) as pool:
        pictures = set(pool.map(lambda _: draw_data_flow(leave).svg, range(40)))
    assert pictures == {draw_data_flow(leave).svg}


def test_drawing_leaves_the_diagram_of_a_caller_alone(leave: ThreatModel) -> None:
    diagrams = pytest.importorskip("diagrams")
    own = diagrams.Diagram("mine", show=False)
    diagrams.setdiagram(own)
    try:
        draw_data_flow(leave)
        assert diagrams.getdiagram() is own
    finally:
        diagrams.setdiagram(None)


def test_a_boundary_is_named_at_its_bottom_where_a_flow_comes_in_at_its_top() -> None:
    svg = ElementTree.parse(REPOSITORY / "docs/pages/images/room-booking.svg").getroot()
    boundary = next(element for element in svg.iter() if element.attrib.get("id", "").endswith("boundary-B1"))
    flow = next(element for element in svg.iter() if element.attrib.get("id", "").endswith("flow-F1"))
    left, top, right, bottom = _box(boundary)
    name = next(boundary.iter(f"{SVG}text"))
    crossed = [float(x) for path in flow.iter(f"{SVG}path") for x in re.findall(r"[ML](-?[\d.]+)", path.attrib["d"])]
    assert any(left < x < right for x in crossed)
    assert bottom - 14 < float(name.attrib["y"]) < bottom
    assert top < bottom - 100
