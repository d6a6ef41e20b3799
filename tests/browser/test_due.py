"""The list of what is due, filtered by somebody who looks for theirs, and last days that are past."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.reader import DESKTOP, PHONE, Open


def test_an_owner_finds_theirs_and_the_address_keeps_it(open_page: Open) -> None:
    page = open_page("due/", screen=PHONE)
    rows = page.locator("[data-tb-facet]:visible")
    every = rows.count()
    page.get_by_label("Owner").select_option("Platform security")
    expect(page.locator("[data-tb-facets] output")).not_to_have_text(f"{every} of {every}")
    assert set(page.locator("[data-tb-facet]:visible td[data-tb-label=Owner]").all_inner_texts()) == {
        "Platform security"
    }
    assert page.url.endswith("?owner=Platform+security")
    calendar = page.get_by_role("link", name="Calendar (iCalendar)")
    expect(calendar).to_have_attribute("href", re.compile(r"/platform-security\.ics$"))
    page.get_by_label("Owner").select_option("all")
    assert rows.count() == every


def test_an_address_opens_the_filtered_list_and_months_lead_into_it(open_page: Open) -> None:
    page = open_page("due/?kind=certification", screen=DESKTOP)
    cells = page.locator(".tb-months strong").all_inner_texts()
    assert sum(map(int, cells)) == page.locator("[data-tb-facet]:visible").count()
    month = page.locator(".tb-months a").filter(has_not_text="0").first
    month.click()
    assert page.locator(f"[id='{page.url.partition('#')[2]}']").is_visible()


@pytest.mark.parametrize(("today", "past"), [("2027-03-31", 0), ("2027-04-01", 1)])
def test_the_day_of_the_reader_says_whether_an_exception_has_ended(open_page: Open, today: str, past: int) -> None:
    page = open_page("policies/lifecycle/", screen=DESKTOP)
    page.clock.set_fixed_time(f"{today}T23:30:00")
    page.reload()
    assert page.locator("time[data-tb-until='past'][datetime='2027-03-31']").count() == 1
    expect(page.locator("time[data-tb-until] + .tb-badge")).to_have_count(past)
    assert page.locator("time[data-tb-until] + .tb-badge").all_inner_texts() == ["past"] * past
