"""References: from a statement to what it rests on, and back."""

import re

from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.reader import Open


def in_view(page: Page, id: str) -> Locator:
    """The element with an id, once it stands in view and nothing covers it."""
    target = page.locator(f'[id="{id}"]')
    expect(target).to_be_in_viewport()
    below_header = (
        "e => e.getBoundingClientRect().top >= document.querySelector('.md-header').getBoundingClientRect().bottom"
    )
    assert target.evaluate(below_header), "the header covers it"
    return target


def test_a_reference_leads_to_its_item(open_page: Open) -> None:
    page = open_page("threat-models/portal/threats/")
    page.locator("h2#T1 ~ .tb-item").first.get_by_text("Where it is, and what is done about it").click()
    page.locator("a.tb-to:visible", has_text="POL-EXPOSURE.C1").first.click()
    page.wait_for_url("**/policies/exposure/#C1")
    expect(in_view(page, "C1")).to_contain_text("No table, list or article is readable by anonymous users")


def test_a_figure_leads_where_its_title_does(open_page: Open, address: str) -> None:
    page = open_page("dashboards/security/")
    page.locator(".tb-board dd strong").first.click(force=True)  # the link of the title lies above it
    expect(page).to_have_url(f"{address}risk/")


def test_the_figures_of_an_application_lead_to_what_they_count(open_page: Open) -> None:
    page = open_page("dashboards/leadership/")
    portal = page.locator(".tb-cards > li", has_text="Customer portal")
    portal.get_by_role("link", name="setting against policy").click()
    page.wait_for_url("**/drift/#TM-PORTAL")
    expect(page.locator("[id='TM-PORTAL']")).to_be_in_viewport()


def test_a_reference_to_a_row_of_a_table_leads_to_the_row(open_page: Open) -> None:
    page = open_page("controls/")
    counted = page.locator("details.tb-counted", has_text="TM-EXPENSES.M13").first
    counted.locator("summary").click()
    counted.get_by_role("link", name="TM-EXPENSES.M13").click()
    page.wait_for_url("**/threat-models/expenses/actions/#M13")
    expect(in_view(page, "M13")).to_contain_text("formula")


def test_a_reference_tells_on_hover_what_it_leads_to(open_page: Open) -> None:
    page = open_page("threat-models/portal/threats/")
    titles = page.locator("a:is(.tb-ref, .tb-named)").evaluate_all("links => links.map(a => a.title)")
    assert titles
    assert all(titles)
    named = page.locator("a.tb-named", has_text="Portal lists that anyone could read (2021)").first
    assert named.get_attribute("title") == "PM-PORTALS-2021"


def test_a_link_is_walked_back_over_what_points_to_this(open_page: Open) -> None:
    page = open_page("policies/exposure/#C1")
    page.get_by_text("Referenced by").click()
    connections = page.locator("details.tb-connections").first
    connections.locator("details.tb-more > summary").evaluate_all("all => all.forEach(summary => summary.click())")
    connections.locator("a", has_text=re.compile(r"TM-PORTAL\.M1$")).first.click()
    page.wait_for_url("**/threat-models/portal/actions/#M1")
    expect(in_view(page, "M1")).to_contain_text("The guest profile reads released articles")


def test_a_former_address_of_an_item_leads_on_to_where_it_is_now(open_page: Open) -> None:
    page = open_page("threat-models/portal/#M1")
    page.wait_for_url("**/threat-models/portal/actions/#M1")
    expect(in_view(page, "M1")).to_contain_text("The guest profile reads released articles")


def test_without_scripts_a_former_address_shows_the_link_to_where_the_item_is(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}threat-models/portal/#components")
    moved = page.locator("[id='components']")
    expect(moved).to_be_in_viewport()
    moved.click()
    page.wait_for_url("**/threat-models/portal/design/#components")
    page.close()


def test_going_back_returns_to_the_place_in_the_text(open_page: Open) -> None:
    page = open_page("threat-models/portal/threats/")
    link = page.locator("a.tb-named:visible", has_text="Portal lists that anyone could read (2021)").first
    link.click()
    page.wait_for_url("**/postmortems/portals-2021/")
    page.go_back()
    expect(link).to_be_in_viewport()
