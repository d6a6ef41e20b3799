"""The charts of the board page."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from trailbook.diagrams.charts.risk_matrix import Placed, draw_matrix
from trailbook.diagrams.charts.stacked_bars import MOST, draw_bars
from trailbook.risk.overview.past_risk import RiskAt
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.scoring.owasp import OWASP
from trailbook.risk.scoring.scheme import Scheme

NS = "{http://www.w3.org/2000/svg}"


def month(number: int, **levels: int) -> RiskAt:
    counts = {level: levels.get(level, 0) for level in MATRIX.levels}
    return RiskAt(date(2025 + number // 12, number % 12 + 1, 28), counts, {})


def test_each_part_is_as_high_as_its_number_and_stands_on_the_one_before() -> None:
    chart = draw_bars([month(0, critical=10, high=20), month(1, high=15)], "Risk", "x")
    assert chart
    parts = list(ElementTree.fromstring(chart.svg).iter(f"{NS}rect"))
    tops = [(float(e.attrib["y"]), float(e.attrib["height"])) for e in parts]
    (first, below), (second, above), (_, other) = tops
    assert above == pytest.approx(2 * below, abs=0.2)
    assert second + above == pytest.approx(first, abs=0.2)
    assert other == pytest.approx(1.5 * below, abs=0.2)
    assert chart.words == ("28 Jan 2025: 10 critical and 20 high.", "28 Feb 2025: 15 high.")


def test_a_year_and_a_month_are_shown_at_most_and_nothing_of_nothing() -> None:
    chart = draw_bars([month(number, low=1) for number in range(30)], "Risk", "x")
    assert chart
    assert len(chart.words) == MOST
    assert draw_bars([], "Risk", "x") is None
    assert draw_bars([month(0)], "Risk", "x")


@pytest.mark.parametrize("scheme", [MATRIX, OWASP], ids=lambda scheme: scheme.name)
def test_every_application_has_a_dot_of_its_own_inside_of_its_field(scheme: Scheme) -> None:
    worst = (scheme.likelihoods[-1], scheme.impacts[-1])
    placed = [Placed(f"App <{number}>", worst, (scheme.likelihoods[0], worst[1])) for number in range(7)]
    svg = draw_matrix(scheme, placed, "Matrix", "m")
    root = ElementTree.fromstring(svg)
    dots = [e.attrib["transform"] for e in root.iter(f"{NS}g")]
    assert len(set(dots)) == 7
    cells = list(root.iter(f"{NS}rect"))
    left, right = (min(float(c.attrib["x"]) for c in cells), max(float(c.attrib["x"]) for c in cells))
    width = float(cells[0].attrib["width"])
    for dot in dots:
        x = float(re.findall(r"[\d.]+", dot)[0])
        assert right < x < right + width
    assert left < right
    assert svg.count("tb-chart__tail") == 7
    assert "App &lt;0&gt;" in svg


def test_words_say_where_an_application_was() -> None:
    assert Placed("Shop", ("almost-certain", "minor")).words == "Shop: almost certain, minor"
    assert Placed("Shop", ("rare", "minor"), ("likely", "major")).words == "Shop: rare, minor (was likely, major)"
