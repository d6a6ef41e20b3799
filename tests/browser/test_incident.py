"""Somebody follows a playbook while something is going wrong, on a phone."""

import re

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.reader import PHONE, Open
from tests.building import Built

ACTIVATED = """async () => {
  for (let tries = 0; tries < 200; tries++) {
    if ((await navigator.serviceWorker.getRegistration("/go/"))?.active?.state === "activated") return true
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return false
}"""
"""Waits until the pages are kept."""


def test_the_first_action_is_on_the_first_screen_and_two_taps_from_any_page(open_page: Open) -> None:
    page = open_page("policies/access/", screen=PHONE)
    page.get_by_role("link", name="Something is wrong").click()
    page.get_by_role("link", name="Respond to exposed data").click()
    box = page.get_by_role("checkbox").first.bounding_box()
    assert box
    assert box["y"] + box["height"] < PHONE.height


def test_what_was_ticked_is_written_down_with_its_time_and_kept(open_page: Open) -> None:
    page = open_page("go/token-theft/", screen=PHONE)
    first = page.get_by_role("checkbox").first
    first.check()
    page.get_by_role("link", name="Notes").click()
    page.get_by_label("Add a note").fill("Rang the vendor <b>")
    page.get_by_role("button", name="Add", exact=True).click()
    written = page.get_by_label("What was done when").and_(page.locator("textarea"))
    said = re.compile(r"PB-TOKEN-THEFT\)\n[\d-]+ \d\d:\d\d  begun\n[\d-]+ \d\d:\d\d  \S[^\n]+\n.*Rang the vendor <b>$")
    expect(written).to_have_value(said)
    page.reload()
    expect(written).to_have_value(said)
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_role("checkbox").first).to_be_checked()


def test_without_its_script_it_is_one_page(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE.size, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}go/token-theft/")
    assert page.locator("main > section:visible").count() == page.locator("main > section").count()
    expect(page.locator(".pager")).to_be_hidden()
    context.close()


@pytest.mark.slow
def test_it_works_without_a_network_after_one_visit(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE.size)
    page = context.new_page()
    page.goto(f"{address}policies/access/")
    assert page.evaluate(ACTIVATED)
    context.set_offline(True)
    page.goto(f"{address}go/agent-incident/")
    expect(page.get_by_role("checkbox").first).to_be_visible()
    page.locator("#on").click()
    expect(page.locator("main > section:visible")).to_have_attribute("id", "S2")
    context.close()


def test_it_works_from_a_folder_on_a_disk(browser: Browser, own_site: Built) -> None:
    page = browser.new_page(viewport=PHONE.size)
    page.goto((own_site.site / "go/index.html").as_uri())
    page.get_by_role("link", name="Respond to stolen tokens").click()
    first = page.get_by_role("checkbox").first
    first.check()
    expect(page.locator("#log")).to_have_value(re.compile("begun\n"))
    loaded = "document.fonts.ready.then(() => [...document.fonts].every(font => font.status === 'loaded'))"
    assert page.evaluate(loaded)
    page.close()
