"""The policy of every page: nothing comes from another host, and nothing of the page is in its way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.conftest import VIOLATIONS
from tests.browser.reader import Faults

ADDED = {
    "img-src": "Object.assign(document.createElement('img'), { src: 'https://elsewhere.example/p.png' })",
    "script-src": "Object.assign(document.createElement('script'), { src: 'https://elsewhere.example/s.js' })",
    "style-src": "Object.assign(document.createElement('link'), "
    "{ rel: 'stylesheet', href: 'https://elsewhere.example/s.css' })",
    "frame-src": "Object.assign(document.createElement('iframe'), { src: 'https://elsewhere.example/' })",
    "media-src": "Object.assign(document.createElement('video'), { src: 'https://elsewhere.example/v.mp4' })",
    "object-src": "Object.assign(document.createElement('object'), { data: 'https://elsewhere.example/o' })",
}


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page of which violations are expected."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}policies/")
    page.evaluate(
        "() => { window.kept = []; document.addEventListener('securitypolicyviolation',"
        " event => window.kept.push(event.effectiveDirective)) }"
    )
    yield page
    context.close()


@pytest.mark.parametrize("directive", ADDED)
def test_nothing_is_loaded_from_another_host(page: Page, directive: str) -> None:
    page.evaluate(f"() => {{ document.body.append({ADDED[directive]}) }}")
    page.wait_for_function("() => window.kept.length")
    assert all(kept.startswith(directive) for kept in page.evaluate("window.kept"))


def test_a_script_that_came_with_a_record_does_not_run(page: Page) -> None:
    page.evaluate(
        "() => { const added = document.createElement('script'); added.textContent = 'window.ran = true';"
        " document.body.append(added) }"
    )
    assert page.evaluate("window.ran") is None


def test_pages_work_from_a_folder_on_disk(browser: Browser, site: Path) -> None:
    context = browser.new_context(reduced_motion="reduce")
    context.add_init_script(VIOLATIONS)
    page, faults = context.new_page(), Faults("")
    faults.watch(page)
    for path in ("policies/index.html", "threats/index.html"):
        page.goto(f"file://{site}/{path}")
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"IBM Plex Sans"')
        assert page.locator("html.js").count() == 1, "the script of the theme ran"
    context.close()
    assert not [said for said in faults.complaints if "policy" in said.lower()]
