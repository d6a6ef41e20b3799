"""Why a step that nobody wrote reads as it does: the latest decision on what it follows from."""

from collections.abc import Sequence

import pytest
from tests.building import Built, parse
from tests.risk.lessons.lesson_records import base, decided, reworded, trail

from trailbook.site.marks.step_marks import StepMarks
from trailbook.site.marks.trail_marks import page_trails
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.trail.decisions import Trail

PAGE = "playbooks/for/a.md"
POLICY = trail("POL-A", decided(5, reworded("C1")), decided(1, reworded("C2")))
MODEL = trail("TM-A", decided(4, reworded("T1")), decided(3, reworded(None)), decided(2, reworded("APP")))


def marks(*trails: Trail) -> StepMarks:
    return StepMarks(TrailSite(Sitemap(base(), "content"), trails))


@pytest.mark.parametrize(
    ("because", "reference", "number"),
    [
        (("TM-A.APP",), "TM-A.APP", 2),
        (("TM-A.APP", "TM-A.T1"), "TM-A.T1", 4),
        (("TM-A.APP", "POL-A.C2"), "TM-A.APP", 2),
        (("POL-A.C2", "TM-A"), "TM-A", 4),
        (("TM-A", "TM-A.T1"), "TM-A", 4),
        (("CON-X", "TM-A.APP"), "TM-A.APP", 2),
    ],
)
def test_the_latest_decision_on_any_of_its_sources_is_behind_a_step(
    because: Sequence[str], reference: str, number: int
) -> None:
    found = marks(POLICY, MODEL).latest(because)
    assert found and (found.reference, found.decision.commit) == (reference, f"{number:040x}")


@pytest.mark.parametrize("because", [(), ("CON-X",), ("TM-A.T9",)])
def test_what_no_decision_is_about_gives_no_mark(because: Sequence[str]) -> None:
    assert marks(POLICY, MODEL).latest(because) is None


def test_each_step_has_its_mark_where_marks_are_asked_for() -> None:
    site = TrailSite(Sitemap(base(), "content"), (POLICY, MODEL))
    told = dict(page_trails(site, marks=True))[PAGE]
    assert told.line == "" and told.marks
    assert PAGE not in dict(page_trails(site, marks=False))


def test_the_mark_names_its_source_and_the_reason_and_text_of_commits_is_text() -> None:
    hostile = trail("TM-A", decided(4, reworded("T1"), reworded("APP"), title="<b>no</b> [x](javascript:y)"))
    site = TrailSite(Sitemap(base(), "content"), (hostile,))
    html = "".join(dict(page_trails(site, marks=True))[PAGE].marks.values())
    assert "Generated from the records; nobody edits it by hand." in html and "Reason: " in html
    assert "<b>" not in html and "&lt;b&gt;" in html
    assert not [a for a in parse(html).all("a") if "javascript" in str(a.attributes.get("href"))]


def test_a_built_page_has_a_mark_at_each_step_and_names_its_commit(own_site: Built) -> None:
    page = own_site.page("playbooks/for/expenses/index.html")
    steps = [element for element in page.all("li") if element.attributes.get("id")]
    assert steps
    for step in steps:
        assert len([mark for mark in page.inside(step) if "tb-why" in mark.classes]) == 1
    (made,) = [element for element in page.all("span") if "data-tb-commit" in element.attributes]
    assert len(str(made.attributes["data-tb-commit"])) == 40
