"""Light, dark and paper."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.reader import SCHEMES, Open

NAMES = {"light": "default", "dark": "slate"}


def ground(page: Page) -> int:
    """How bright the page's ground is, 0 to 255."""
    red, green, blue = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")[:3]
    return int((red + green + blue) / 3)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_page_comes_in_the_scheme_that_the_reader_prefers(open_page: Open, scheme: str) -> None:
    page = open_page("policies/exposure/", scheme=scheme)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", NAMES[scheme])
    assert (ground(page) > 200) == (scheme == "light")


def test_the_toggle_changes_the_scheme_and_the_choice_is_kept(open_page: Open) -> None:
    page = open_page("policies/exposure/")
    page.get_by_title("Switch to dark").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert ground(page) < 60
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.get_by_title("Switch to light").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")


def test_type_has_its_size_in_a_site_without_a_palette(open_page: Open) -> None:
    page = open_page("policies/exposure/")
    sizes = (
        "() => [...document.querySelectorAll('dt, th, .tb-badge, .tb-muted')].map(e => getComputedStyle(e).fontSize)"
    )
    before = page.evaluate(sizes)
    assert before
    page.evaluate(
        "for (const at of ['scheme', 'primary', 'accent']) document.body.removeAttribute(`data-md-color-${at}`)"
    )
    assert page.evaluate(sizes) == before


def test_the_toggle_works_by_the_keyboard(open_page: Open) -> None:
    page = open_page("policies/exposure/")
    page.get_by_label("Switch to dark").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


@pytest.mark.parametrize(
    ("path", "scheme"), [("threats/", "light"), ("threat-models/expenses/", "dark"), ("playbooks/token-theft/", "dark")]
)
def test_paper_has_no_controls_and_dark_letters(open_page: Open, path: str, scheme: str) -> None:
    page = open_page(path, scheme=scheme)
    page.emulate_media(media="print")
    controls = "input:not([type=checkbox]):visible, :not(th) > button:visible"  # a box can be ticked on paper too
    expect(page.locator(".md-content").locator(controls)).to_have_count(0)
    arrows = page.locator("th button").evaluate_all("all => all.map(e => getComputedStyle(e, '::after').display)")
    assert set(arrows) <= {"none"}
    expect(page.locator(".md-header:visible, .md-tabs:visible, .md-sidebar:visible")).to_have_count(0)
    assert ground(page) > 240, "ink is spent on the ground"
    assert page.pdf(format="A4").startswith(b"%PDF")
