"""A reader without a mouse."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.reader import DESKTOP, PHONE, Open, Screen

FOCUSED = """() => {
  const element = document.activeElement
  const shown = element.matches("input.md-option") ? element.nextElementSibling : element
  const { left, right, top, bottom } = shown.getBoundingClientRect()
  return {
    name: element.outerHTML.slice(0, 150),
    inside: right > Math.max(left, 0) && left < innerWidth && bottom > Math.max(top, 0) && top < innerHeight,
    marked: getComputedStyle(shown).outlineStyle !== "none" || element.matches("input") || !!element.closest("svg"),
    place: element.closest("header, nav, main, footer")?.tagName,
  }
}"""
"""What has the focus: whether it is on the screen, and marked. Fields have a caret, pictures a line of their own."""


def walk(page: Page, steps: int) -> list[dict[str, object]]:
    """What has the focus at each press of the tab key, once what it brings into view has arrived."""
    found = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        found.append(page.evaluate(FOCUSED))
    return found


def test_the_first_stop_leads_past_the_navigation(open_page: Open) -> None:
    page = open_page("policies/exposure/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


@pytest.mark.slow
@pytest.mark.parametrize(("screen", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desktop"])
def test_the_focus_is_always_in_sight(open_page: Open, screen: Screen, scheme: str) -> None:
    page = open_page("threat-models/expenses/", screen=screen, scheme=scheme)
    stops = walk(page, 70)
    assert [stop["name"] for stop in stops if not stop["inside"]] == []
    assert [stop["name"] for stop in stops if not stop["marked"]] == []


def test_the_focus_goes_through_the_header_the_navigation_and_the_text_in_order(open_page: Open) -> None:
    page = open_page("policies/exposure/")
    order = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
            .every(element => element.tabIndex <= 0)"""
    )
    assert order, "a positive tabindex overrides the order of the page"
    places = [stop["place"] for stop in walk(page, 80)]
    assert places.index("NAV") < places.index("MAIN")


def test_an_explanation_opens_and_closes_by_the_keyboard(open_page: Open) -> None:
    page = open_page("policies/exposure/")
    details = page.locator("details.tb-connections").first
    details.locator("> summary").focus()
    page.keyboard.press("Enter")
    expect(details).to_have_attribute("open", "")
    expect(details.locator("dl, ul").first).to_be_visible()
    page.keyboard.press("Space")
    expect(details).not_to_have_attribute("open", "")


def test_a_copied_id_is_the_full_reference(open_page: Open) -> None:
    page = open_page("threat-models/expenses/threats/", may=("clipboard-read", "clipboard-write"))
    copy = page.get_by_role("button", name="Copy TM-EXPENSES.T3", exact=True)
    copy.focus()
    page.keyboard.press("Enter")
    expect(copy).to_contain_class("tb-done")
    assert page.evaluate("navigator.clipboard.readText()") == "TM-EXPENSES.T3"


def test_a_wide_table_is_scrolled_by_the_keyboard(open_page: Open) -> None:
    page = open_page("policies/", screen=Screen("tablet", 740, 1000))
    region = page.get_by_role("region", name="Policies", exact=True)
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    assert region.evaluate("region => region === document.activeElement")
