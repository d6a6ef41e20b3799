"""Why something is there: a line at each control, threat and step, and beside the page the rest of the answer."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.reader import DESKTOP, PHONE, SCHEMES, Open, Scheme, Screen

CONTROL = "policies/access/#C3"


def opened(page: Page, id: str = "C3") -> Page:
    mark = page.locator(f"[id='{id}'] ~ .tb-item details.tb-why > summary").first
    expect(mark.locator("..")).to_have_attribute("data-tb-ready", "")
    mark.scroll_into_view_if_needed()
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.tb-panel")).to_be_visible()
    return page


def test_the_line_says_who_decided_and_the_panel_why(open_page: Open) -> None:
    page = opened(open_page(CONTROL))
    panel = page.get_by_role("dialog", name="Permissions are set on the data, not only on the screen")
    expect(panel.locator(".tb-reason")).to_contain_text("Rationale trailer")
    first = panel.locator(".tb-why__title a")
    expect(first).not_to_contain_text("spreadsheet database")
    expect(panel.locator(".tb-why__steps li").last).to_contain_text("Founded")


@pytest.mark.parametrize("way", ["Escape", "cross", "back", "outside"])
def test_each_way_out_leads_back_to_where_the_reader_was(open_page: Open, way: str) -> None:
    page = open_page(CONTROL)
    before = page.url
    opened(page)
    if way == "Escape":
        page.keyboard.press("Escape")
    elif way == "cross":
        page.get_by_role("button", name="Close").click()
    elif way == "back":
        page.go_back()
    else:
        page.mouse.click(200, 450)
    expect(page.locator("dialog.tb-panel")).to_be_hidden()
    expect(page.locator(".tb-why > summary:focus")).to_be_attached()
    assert page.url == before


def test_a_step_asks_once_and_answers_both(open_page: Open) -> None:
    page = open_page("playbooks/data-exposure/#S1", screen=PHONE)
    assert page.locator(".tb-item--step ~ details.tb-behind:visible").count() == 0
    panel = opened(page, "S1").locator("dialog.tb-panel")
    expect(panel).to_contain_text("Because of")
    expect(panel).to_contain_text("action added")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=lambda screen: screen.name)
def test_the_panel_has_no_fault_of_accessibility(open_page: Open, screen: Screen, scheme: Scheme) -> None:
    page = opened(open_page(CONTROL, screen=screen, scheme=scheme))
    found = Axe().run(page, context="dialog")
    assert not found.response["violations"]
