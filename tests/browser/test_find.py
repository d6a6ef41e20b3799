"""A reader who names what they want by its id, or who comes from an address at which there is nothing any more."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from tests.browser.reader import DESKTOP, PHONE, Open
from tests.building import Built


def test_an_id_and_the_enter_key_open_its_place(open_page: Open) -> None:
    page = open_page("policies/access/")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Jump to").fill("pol-data.c2")
    expect(page.get_by_role("option").first).to_contain_text("POL-DATA.C2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/policies/data-movement/#C2")


def test_a_verb_before_it_tells_why_and_escape_gives_the_page_back(open_page: Open) -> None:
    page = open_page("policies/access/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Jump to")
    box.fill("wh")
    page.keyboard.press("Enter")
    expect(box).to_have_value("why ")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Jump to an id or a page")).to_be_hidden()
    page.keyboard.press("Control+k")
    box.fill("why POL-ACCESS.C3")
    page.keyboard.press("Enter")
    page.wait_for_url("**/controls/POL-ACCESS.C3/#history")


def test_a_word_that_every_object_knows_is_no_verb(open_page: Open) -> None:
    page = open_page("policies/access/")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Jump to").fill("constructor")
    expect(page.get_by_text("Nothing has such a name.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_it_can_be_used_by_everybody(open_page: Open, screen: object, scheme: str) -> None:
    page = open_page("playbooks/", screen=screen, scheme=scheme)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Jump to").fill("respond")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert found.response["violations"] == []


@pytest.mark.parametrize(
    ("path", "said", "target"),
    [
        ("old/POL-ACCESS.C3/", "POL-ACCESS.C3 is", "policies/access/#C3"),
        ("v0.9/policies/acces/", "Perhaps you mean", None),
        ("constructor/policies-access-100%/", "Perhaps you mean", None),
    ],
)
def test_an_address_at_which_there_is_nothing_leads_on(
    browser: Browser, address: str, own_site: Built, path: str, said: str, target: str | None
) -> None:
    page = browser.new_page()
    page.route(f"{address}{path}", lambda route: route.fulfill(status=404, body=own_site.text("404.html")))
    page.goto(f"{address}{path}")
    help = page.locator("[data-tb-missing]")
    expect(help).to_contain_text(said)
    if target:
        expect(help.get_by_role("link").first).to_have_attribute("href", f"{address}{target}")
    page.get_by_label("What are you looking for?").fill("exposed data")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".md-search__input")).to_have_value("exposed data")
    page.close()
