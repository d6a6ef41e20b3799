"""What readers come for, done in the demo: a board member's one picture, an auditor's why, a reviewer's list."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from examples.demo import __main__ as demo
from examples.demo import history
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import serving
from tests.browser.reader import Screen

import trailbook
from trailbook.risk.overview.due import DUE_WORDS

pytestmark = pytest.mark.slow

DESK = Screen("desk", 1400, 1000)
"""The window of somebody at a desk."""
READ = 20 * 238 / 60
"""How many words of English an adult reads silently in 20 s (Brysbaert 2019, doi:10.1016/j.jml.2019.104047)."""


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The repository of the demo, at its own day."""
    root = tmp_path_factory.mktemp("demo") / "records"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        history.make(root)
        yield root


@pytest.fixture(scope="module")
def address(chromium: str, records: Path) -> Iterator[str]:
    """Where the site of the demo is served."""
    site = records.parent / "site"
    demo.build(records, site)
    with serving(site) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK.size, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_a_board_member_sees_where_risk_goes_and_what_to_decide_on_one_screen_within_20_seconds(
    page: Page, address: str
) -> None:
    page.goto(address)
    page.get_by_role("navigation", name="Tabs").get_by_role("link", name="Risk").click()
    board = page.locator(".tb-boardroom")
    box = board.bounding_box()
    assert box
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= DESK.height
    for part in ("Greatest risks", "Changed this quarter"):
        expect(board.get_by_role("heading", name=part)).to_be_visible()
    sizes = board.locator("svg text").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a)"
    )
    assert min(sizes) >= 11
    expect(board.locator("svg")).to_have_count(2)
    decisions = board.locator("section").filter(has_text="To decide")
    answers = (board.locator(".tb-boardroom__sentence"), board.locator(".tb-boardroom__key"), decisions)
    words = [word for one in answers for word in one.inner_text().split()]
    assert 20 < len(words) <= READ
    page.locator("[data-tb-weeks] a").last.click()
    expect(page).to_have_url(re.compile(r"/decisions/\?from=2026-10-26&to=2026-11-01$"))


def test_the_days_of_decisions_are_asked_for_as_the_site_writes_them(page: Page, address: str) -> None:
    page.goto(f"{address}decisions/")
    page.get_by_text("More filters").click()
    first, last = page.locator("input[name=from]"), page.locator("input[name=to]")
    expect(first).to_have_attribute("placeholder", "YYYY-MM-DD")
    first.fill("2026-07-08")
    last.fill("2026-07")
    expect(page).to_have_url(re.compile(r"\?from=2026-07-08&to=2026-07$"))
    days = page.locator("ol.tb-log > li > time").evaluate_all("all => all.map(one => one.dateTime.slice(0, 10))")
    assert days and min(days) >= "2026-07-08" and max(days) <= "2026-07-31"
    last.fill("July")  # which is no day
    expect(page).to_have_url(re.compile(r"\?from=2026-07-08$"))


def test_an_auditor_is_at_the_decision_that_founded_a_control_after_two_clicks(page: Page, address: str) -> None:
    page.goto(f"{address}policies/public-pages/#C2")
    mark = page.locator("details.tb-why").filter(has_text="voluntary while the scanner").first
    expect(mark).to_contain_text("by Platform security reviewer after “Open meter readings (invented)”")
    mark.locator("summary").first.click()
    page.get_by_role("dialog").get_by_role("listitem").last.get_by_role("link").click()
    decision = page.locator("li:target")
    expect(decision).to_be_in_viewport()
    expect(decision.get_by_role("heading")).to_have_text("Say what strangers may see of us (#5)")
    expect(decision.locator(".tb-evidence")).to_contain_text("Reason:")
    expect(decision.get_by_text("control C2")).not_to_have_count(0)


def test_a_reviewer_has_all_that_is_due_on_one_page_that_is_a_click_away(
    page: Page, address: str, records: Path
) -> None:
    page.goto(f"{address}roles/platform-admin/")
    page.get_by_role("main").get_by_role("link", name="What is due").click()
    expect(page).to_have_url(f"{address}due/")
    due = trailbook.open(records).due()
    rows = page.locator("[data-tb-facet]")
    expect(rows).to_have_count(len(due))
    today = trailbook.open(records).today()
    overdue, waiting, later = (
        [one.kind for one in due if (one.is_overdue(today), one.waits) == state]
        for state in ((True, False), (False, True), (False, False))
    )
    assert rows.evaluate_all("rows => rows.map(row => row.dataset.kind)") == [*overdue, *waiting, *later]
    assert {"review", "mitigation", "exception", "acceptance", "certification", "observation", "sign-off"} <= {
        one.kind for one in due
    }
    page.get_by_role("combobox", name="Owner").select_option("Reviewer")
    expect(page.locator("[data-tb-facet]:visible")).to_have_count(sum(one.owner == "Reviewer" for one in due))
    page.get_by_role("combobox", name="Owner").select_option("")
    page.get_by_role("combobox", name="What").select_option(label=DUE_WORDS["sign-off"])
    expect(page.locator("[data-tb-facet]:visible")).to_have_count(sum(one.kind == "sign-off" for one in due))
