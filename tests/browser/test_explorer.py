"""The explorer of links, as somebody uses it who asks what an incident led to."""

import re

from playwright.sync_api import Page, expect
from tests.browser.reader import DESKTOP, PHONE, Open, Screen

EXPLORER = "[data-tb-explore][data-tb-ready=shown]"


def explored(open_page: Open, query: str = "", screen: Screen = DESKTOP) -> Page:
    page = open_page(f"links/{query}", screen=screen)
    expect(page.locator(EXPLORER)).to_be_visible()
    return page


def test_nothing_is_shown_before_somebody_asks(open_page: Open) -> None:
    page = explored(open_page)
    expect(page.get_by_label("What is linked with")).to_have_value("")
    expect(page.locator(".tb-explore__centre")).to_have_count(0)


def test_a_name_leads_to_what_is_around_it_and_the_keyboard_leads_on_from_there_and_back(open_page: Open) -> None:
    page = explored(open_page)
    page.get_by_label("What is linked with").fill("permissions are set on the data")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"[?]of=POL-ACCESS[.]C3$"))
    centre = page.locator(".tb-explore__centre h2")
    expect(centre).to_be_focused()
    title = centre.inner_text()
    card = page.locator(".tb-explore__lane", has_text="Threats (").locator("li > a").first
    name = card.inner_text()
    card.focus()
    page.keyboard.press("Enter")
    expect(centre).to_have_text(name)
    expect(centre).to_be_focused()
    page.go_back()
    expect(centre).to_have_text(title)


def test_an_address_says_how_an_incident_led_to_a_step_with_the_relation_at_each(open_page: Open) -> None:
    page = explored(open_page, "?from=PM-DRIFT-2025&to=PB-DATA-EXPOSURE.S6", PHONE)
    steps = page.locator("[data-tb-chain] .tb-explore__chain > li")
    words = steps.locator(".tb-explore__words").all_inner_texts()
    assert len(words) == steps.count() - 1 >= 2
    assert all(words)
    expect(steps.first).to_contain_text("PM-DRIFT-2025")
    expect(steps.last).to_contain_text("PB-DATA-EXPOSURE.S6")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE.width
    page.get_by_label("What leads from").fill("nothing of this name")
    page.get_by_role("button", name="Find the path").click()
    expect(page.locator("[data-tb-chain]")).to_contain_text("Nothing with links is called “nothing of this name”.")
