"""Charts of indicators: what is on them, on both sizes, whatever the figures and the words."""

import os
import re
import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.diagrams.reading import SVG

from trailbook.diagrams.charts.chart import EXAMPLE, MOST_DOTS, draw_chart
from trailbook.diagrams.charts.scales import thinned, time_scale, value_scale
from trailbook.diagrams.charts.sparkline import draw_sparkline
from trailbook.diagrams.drawing import fonts
from trailbook.diagrams.drawing.assets import picture_assets
from trailbook.records.kinds.indicator import Indicator
from trailbook.risk.indicators.model import Observation, Series

FIRST = date(2026, 1, 31)


def indicator(**values: Any) -> Indicator:
    stated = {
        "id": "IND-A",
        "kind": "indicator",
        "title": "Open apps",
        "owner": "Us",
        "unit": "apps",
        "worse": "higher",
    }
    stated |= {"frequency": "monthly", "measured_by": "Count them."}
    return Indicator.model_validate({**stated, "thresholds": {"amber": 2, "red": 5}, "measures": (), **values})


def series(*values: float, days: int = 30, note: str = "") -> Series:
    return Series(tuple(Observation(FIRST + timedelta(days * at), value, note) for at, value in enumerate(values)))


def drawn(*values: float, **stated: Any) -> list[ElementTree.Element]:
    drawn = draw_chart(indicator(**stated), series(*values))
    assert drawn
    return [ElementTree.fromstring(svg) for svg in (drawn.wide, drawn.narrow)]


def words(svg: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{SVG}text")]


def marks(svg: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [e for e in svg.iter(f"{SVG}path") if e.get("class") == f"tb-chart__dot tb-chart--{name}"]


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw_chart(indicator(), series()) is None
    assert draw_sparkline(indicator(), series()) == draw_sparkline(indicator(), series(5)) == ""


def test_each_observation_has_a_mark_whose_shape_tells_how_it_stands() -> None:
    for svg in drawn(1, 2, 3, 5):
        counts = {name: len(marks(svg, name)) for name in ("green", "amber", "red")}
        assert counts == {"green": 1, "amber": 2, "red": 1}
        assert len({mark.get("d") for name in counts for mark in marks(svg, name)}) == 3
        assert [title.text for title in svg.iter(f"{SVG}title")][-1] == "1 May 2026: 5, red"


def test_thresholds_are_named_and_dashed_each_in_its_own_way() -> None:
    for svg in drawn(1):
        assert {"amber ≥ 2", "red ≥ 5"} <= set(words(svg))
        dashes = [e.get("stroke-dasharray") for e in svg.iter(f"{SVG}path") if e.get("stroke-dasharray")]
        assert len(dashes) == len(set(dashes)) == 2
    for svg in drawn(95, worse="lower", thresholds={"amber": 90, "red": 80}):
        assert {"amber ≤ 90", "red ≤ 80"} <= set(words(svg))


def test_thresholds_that_are_one_are_named_red() -> None:
    for svg in drawn(0, thresholds={"amber": 1, "red": 1}):
        assert [word for word in words(svg) if "≥" in word] == ["red ≥ 1"]
        assert [e.get("class") for e in svg.iter(f"{SVG}rect")] == ["tb-chart__zone tb-chart--red"]


def test_names_of_near_thresholds_do_not_touch() -> None:
    for svg in drawn(0, 1000, thresholds={"amber": 99, "red": 100}):
        heights = [float(e.get("y", "")) for e in svg.iter(f"{SVG}text") if "≥" in (e.text or "")]
        assert abs(heights[0] - heights[1]) >= 15


def test_the_ground_of_red_is_seen_even_if_nothing_is_red() -> None:
    for stated in ({}, {"worse": "lower", "thresholds": {"amber": 90, "red": 80}}):
        for svg in drawn(85, 86, **stated):
            zones = {e.get("class", "").rpartition("--")[2]: e for e in svg.iter(f"{SVG}rect")}
            assert float(zones["red"].get("height", "")) > 5


def test_made_up_figures_are_called_so_on_the_chart_itself() -> None:
    assert all(EXAMPLE in words(svg) for svg in drawn(1, example=True))
    assert not any(EXAMPLE in words(svg) for svg in drawn(1))


def test_a_retired_indicator_keeps_its_line_and_says_when_it_ended() -> None:
    for svg in drawn(1, 2, status="retired", retired={"on": date(2026, 6, 1), "because": "Gone."}):
        assert "retired 1 Jun 2026" in words(svg)
        assert len(marks(svg, "green")) == 1


def test_a_chart_is_one_picture_with_a_name_and_a_description() -> None:
    for svg in drawn(1, 2):
        texts = {e.get("id"): e.text for e in svg if e.get("id")}
        assert svg.get("role") == "img"
        assert texts[svg.get("aria-labelledby")] == "Open apps"
        assert (texts[svg.get("aria-describedby")] or "").startswith("2 observations from 31 Jan 2026 to 2 Mar 2026; ")
    ids = [e.get("id") for svg in drawn(1, 2) for e in svg.iter() if e.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("values", [(0,), (1, 2, 3), (-5, 5), (0.1, 0.25), tuple(range(200)), (999_999_999.5, 3)])
def test_every_word_is_inside_the_picture_and_no_two_on_one_line_overlap(values: tuple[float, ...]) -> None:
    for svg in drawn(*values):
        spans: dict[str, list[tuple[float, float]]] = {}
        for e in svg.iter(f"{SVG}text"):
            wide = fonts.width(e.text or "", float(e.get("font-size", 12)), bold=e.get("font-weight") == "600")
            at = float(e.get("x", "")) - {"end": wide, "middle": wide / 2}.get(e.get("text-anchor", ""), 0)
            assert at >= 0 and at + wide <= float(svg.get("width", ""))
            if "tb-chart--value" not in e.get("class", ""):
                spans.setdefault(e.get("y", ""), []).append((at, at + wide))
        for line in spans.values():
            line.sort()
            assert all(one[1] <= other[0] for one, other in pairwise(line))


@pytest.mark.parametrize(
    "text", ["<script>x</script>", '"><a b="', "\u202e\x07", "]]><!--&#0;", "x" * 900, "{{ y }} %s", "=1+1"]
)
def test_hostile_text_changes_no_element(text: str) -> None:
    def elements(value: str) -> list[str]:
        drawn = draw_chart(indicator(title=value, unit=value), series(1, 2, 9, note=value), value)
        assert drawn
        return [e.tag for svg in (drawn.wide, drawn.narrow) for e in ElementTree.fromstring(svg).iter()]

    assert elements(text) == elements("plain")
    assert set(elements(text)) <= {f"{SVG}{tag}" for tag in ("svg", "title", "desc", "g", "path", "rect", "text")}
    drawn = draw_chart(indicator(title=text), series(1))
    assert drawn and not re.search(r"https?://(?!www\.w3\.org/2000/svg\")|url\(|<!|<\?|<script", drawn.wide)


def test_every_class_is_in_the_style_sheet() -> None:
    sheet = picture_assets()["pictures.css"].decode()
    retired = {"on": date(2027, 1, 1), "because": "Gone."}
    svgs = [*drawn(1, 2, 5, status="retired", retired=retired)]
    used = {name for svg in svgs for e in svg.iter() for name in (e.get("class") or "").split()}
    plain = {"tb-chart--ink", "tb-chart--grid", "tb-chart--tick"}
    assert not {name for name in used - plain if f".{name}" not in sheet}


def test_many_observations_are_one_line_and_one_mark() -> None:
    drawn = draw_chart(indicator(), series(*(at % 7 for at in range(20_000)), days=1))
    assert drawn
    assert drawn.wide.count("tb-chart__dot") == 1
    assert len(drawn.wide) < 40_000
    few = draw_chart(indicator(), series(*[1] * MOST_DOTS))
    assert few and few.wide.count("tb-chart__dot") == MOST_DOTS


def test_a_sparkline_ends_in_the_mark_of_the_last_and_is_hidden_from_screen_readers() -> None:
    svg = ElementTree.fromstring(draw_sparkline(indicator(), series(1, 2, 5)))
    assert svg.get("aria-hidden") == "true"
    assert [len(marks(svg, name)) for name in ("green", "amber", "red")] == [0, 0, 1]


SCRIPT = """
from datetime import date
from trailbook.diagrams.charts.chart import draw_chart
from trailbook.diagrams.charts.sparkline import draw_sparkline
from trailbook.records.kinds.indicator import Indicator
from trailbook.risk.indicators.model import Observation, Series
indicator = Indicator.model_validate({"id": "IND-A", "kind": "indicator", "title": "Open apps", "owner": "Us",
    "unit": "apps", "worse": "higher", "frequency": "monthly", "measured_by": "Count them.",
    "thresholds": {"amber": 2, "red": 5}, "measures": ()})
series = Series(tuple(Observation(date(2026, month, 1), month / 7) for month in range(1, 13)))
drawn = draw_chart(indicator, series)
print(drawn.wide + drawn.narrow + draw_sparkline(indicator, series))
"""


def test_another_process_draws_the_same_bytes() -> None:
    def run(seed: str, locale: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONUTF8": "1"}
        return subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, check=True).stdout

    assert run("1", "C") == run("7", "C.UTF-8")


# scales


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ((0, 9, 5), "0 2 4 6 8 10"),
        ((0, 1), "0 1"),
        ((0.1, 0.4), "0 0.1 0.2 0.3 0.4"),
        ((95, 90, 80), "80 85 90 95"),
        ((0,), "0 1"),
        ((7,), "0 2 4 6 8"),
        ((-3, 4), "-4 -2 0 2 4"),
        ((-3,), "-3 -2 -1 0"),
        ((12_345, 3), "0 5,000 10,000 15,000"),
    ],
)
def test_ticks_of_values_are_round(values: tuple[float, ...], ticks: str) -> None:
    assert " ".join(tick.label for tick in value_scale(values, 0, 100).ticks) == ticks


@pytest.mark.parametrize(
    ("first", "last", "most", "ticks"),
    [
        (date(2026, 1, 31), date(2026, 1, 31), 7, "31 Jan 2026"),
        (date(2026, 1, 3), date(2026, 1, 25), 7, "3 Jan 2026 25 Jan 2026"),
        (date(2026, 1, 3), date(2026, 1, 9), 7, "3 Jan 2026 9 Jan 2026"),
        (date(2026, 1, 3), date(2026, 2, 25), 7, "3 Jan 2026 25 Feb 2026"),
        (date(2026, 1, 31), date(2026, 6, 30), 7, "Feb 2026 Mar 2026 Apr 2026 May 2026 Jun 2026"),
        (date(2026, 1, 31), date(2026, 6, 30), 3, "Mar 2026 May 2026"),
        (date(2024, 1, 1), date(2026, 12, 31), 7, "Jan 2024 Jul 2024 Jan 2025 Jul 2025 Jan 2026 Jul 2026"),
        (date(2016, 5, 1), date(2026, 12, 31), 7, "2018 2020 2022 2024 2026"),
        (date(1, 1, 1), date(9999, 12, 31), 7, "2000 4000 6000 8000"),
    ],
)
def test_ticks_of_days_are_the_beginnings_of_months_or_years(first: date, last: date, most: int, ticks: str) -> None:
    assert " ".join(tick.label for tick in time_scale(first, last, 0, 100, most).ticks) == ticks


DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
"""Days between which a chart runs. To look for ticks from the year 1 to the year 9999 takes a hundred times as long."""


@given(DAYS, DAYS, st.integers(2, 8))
@example(date.min, date.max, 8)
def test_any_span_of_days_has_ticks_inside_it(one: date, other: date, most: int) -> None:
    scale = time_scale(min(one, other), max(one, other), 10, 110, most)
    assert 1 <= len(scale.ticks) <= most
    assert all(10 <= scale.at(tick.at) <= 110 for tick in scale.ticks)


@pytest.mark.parametrize(("values", "is_above"), [((1, 5), True), ((5, 0), True), ((5, 1), False)])
def test_the_last_figure_is_where_the_line_does_not_come_from(values: tuple[float, ...], is_above: bool) -> None:
    for svg in drawn(*values):
        (figure,) = (e for e in svg.iter(f"{SVG}text") if "tb-chart--value" in e.get("class", ""))
        point = [e for e in svg.iter(f"{SVG}g") if e.get("transform", "").startswith("translate")][-1]
        at = float(re.findall(r"[\d.]+", point.get("transform", ""))[1])
        assert (float(figure.get("y", "")) < at) is is_above


@given(st.lists(st.floats(-1e15, 1e15), min_size=1, max_size=9))
@example([5e-324])
@example([-5e-324, 5e-324])
def test_any_values_are_on_their_scale(values: list[float]) -> None:
    scale = value_scale(values, 0, 100)
    assert all(-1e-6 <= scale.at(value) <= 100 + 1e-6 for value in values)
    assert 2 <= len(scale.ticks) <= 9


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 99)), min_size=1, max_size=200).map(sorted))
def test_thinning_keeps_the_ends_and_the_extremes(points: list[tuple[float, float]]) -> None:
    kept = thinned(points)
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert min(y for _, y in kept) == min(y for _, y in points)
    assert max(y for _, y in kept) == max(y for _, y in points)
    assert len(kept) <= 4 * 21
