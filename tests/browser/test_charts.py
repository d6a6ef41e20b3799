"""The chart of an indicator, in a new knowledge base, which has an example of one."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import serving
from tests.browser.reader import DESKTOP, PHONE, SCHEMES, Scheme, Screen
from tests.building import Built

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def start(chromium: str, starter_site: Built) -> Iterator[str]:
    """Where the site of a new knowledge base is served."""
    with serving(starter_site.site) as address:
        yield address


def read(browser: Browser, address: str, screen: Screen, scheme: Scheme) -> Page:
    context = browser.new_context(viewport=screen.size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=lambda screen: screen.name)
def test_a_chart_fits_the_screen_and_can_be_read_by_everybody(
    browser: Browser, start: str, screen: Screen, scheme: Scheme
) -> None:
    page = read(browser, f"{start}indicators/open-shares/", screen, scheme)
    shown = page.locator(".tb-chart:visible")
    expect(shown).to_have_count(1)
    assert ("tb-chart--narrow" in (shown.get_attribute("class") or "")) == (screen is PHONE)
    box = shown.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= screen.width
    size = shown.locator("text").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size * box["width"] / shown.evaluate("e => e.viewBox.baseVal.width") > 11
    expect(page.get_by_role("img", name="Apps shared with everyone")).to_be_visible()
    expect(page.get_by_role("region", name="Observations in figures")).to_be_visible()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert not found.response["violations"], found.generate_report()
    page.context.close()


@pytest.mark.slow
def test_a_chart_takes_its_colours_from_the_scheme_and_its_font_from_the_site(browser: Browser, start: str) -> None:
    colours = []
    for scheme in SCHEMES:
        page = read(browser, f"{start}indicators/open-shares/", DESKTOP, scheme)
        style = "e => [getComputedStyle(e).fill, getComputedStyle(e).stroke]"
        parts = (".tb-chart__zone.tb-chart--red", ".tb-chart__line", ".tb-chart__text", ".tb-chart__dot")
        colours.append([page.locator(f".tb-chart--wide {part}").first.evaluate(style) for part in parts])
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('600 12px \"IBM Plex Sans\"'))")
        page.context.close()
    assert all(light != dark for light, dark in zip(*colours, strict=True))


def test_on_paper_all_figures_stand_below_the_chart(browser: Browser, start: str) -> None:
    page = read(browser, f"{start}indicators/open-shares/", DESKTOP, "dark")
    page.emulate_media(media="print")
    box = page.locator(".tb-observations").bounding_box()
    table = page.locator(".tb-observations table").bounding_box()
    assert box and table and box["height"] >= table["height"]
    expect(page.locator(".tb-chart:visible")).to_have_count(1)
    page.context.close()


def test_the_register_has_a_small_line_that_screen_readers_pass_over(browser: Browser, start: str) -> None:
    page = read(browser, f"{start}indicators/", DESKTOP, "light")
    expect(page.locator("td .tb-sparkline")).to_be_visible()
    assert page.locator("td .tb-sparkline").get_attribute("aria-hidden") == "true"
    page.context.close()
