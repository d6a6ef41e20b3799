"""Permanent addresses: they lead on at once, and are a page that can be read where a browser does not follow."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from tests.browser.reader import Open
from tests.browser.test_every_page import STANDARDS, START_AXE


def test_the_address_of_an_id_leads_to_it(open_page: Open) -> None:
    page = open_page("id/POL-EXPOSURE.C1/")
    page.wait_for_url("**/policies/exposure/#C1")
    expect(page.locator("#C1")).to_be_in_viewport()


def test_going_back_does_not_lead_forward_again(open_page: Open, address: str) -> None:
    page = open_page("guides/reading/")
    page.evaluate("location.href = '../../id/POL-EXPOSURE.C1/'")
    page.wait_for_url("**/policies/exposure/#C1")
    page.go_back()
    expect(page).to_have_url(f"{address}guides/reading/")


def test_the_page_of_an_address_has_a_link_and_no_fault_that_axe_finds(browser: Browser, address: str) -> None:
    page = browser.new_page()
    html = page.request.get(f"{address}id/POL-EXPOSURE.C1/").text()
    page.set_content(html.replace('http-equiv="refresh"', 'name="stays"'))
    expect(page.get_by_role("link")).to_have_attribute("href", "../../policies/exposure/#C1")
    page.evaluate(Axe().axe_script)
    page.evaluate(START_AXE, STANDARDS)
    assert page.evaluate("faults") == []
    page.close()


def test_the_permanent_address_is_copied_whole(open_page: Open, address: str) -> None:
    page = open_page("threat-models/expenses/threats/", may=("clipboard-read", "clipboard-write"))
    page.get_by_role("button", name="Copy permanent address of TM-EXPENSES.T3", exact=True).click()
    assert page.evaluate("navigator.clipboard.readText()") == f"{address}id/TM-EXPENSES.T3/"
