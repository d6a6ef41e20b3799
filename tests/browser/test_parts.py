"""Rows that a page has on other pages: its reader gets them one part after the other, or all that are asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import serving
from tests.browser.reader import PATIENCE

from trailbook.site.files.assets import FOLDER, assets
from trailbook.site.rendering.page import HtmlPage
from trailbook.site.rendering.parts import in_parts

ROWS = 100
FRAME = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<link rel="stylesheet" href="../{folder}/trailbook.css"></head>'
    '<body><main class="md-typeset">{content}</main><script src="../{folder}/trailbook.js"></script></body></html>'
)


def _row(number: int) -> str:
    link = f'<a class="tb-ref" href="#R{number}">R{number}</a>'
    return f'<tr id="R{number}"><td>{link}</td> <td data-tb-value="{ROWS - number}">row {number}</td></tr>'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = "\n".join(map(_row, range(1, ROWS + 1)))
    html = (
        '<h1>Register</h1><div class="tb-scroll" role="region" aria-label="Rows" tabindex="0" data-tb-filter="Rows">'
        '<table class="tb-table" data-tb-sort>'
        '<thead><tr><th scope="col">Id</th> <th scope="col">Title</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    root = tmp_path_factory.mktemp("parts")
    pages = in_parts(HtmlPage("register.md", "Register", html), directory_urls=True, most=120)
    assert len(pages) == 4
    contents = assets()
    for page in pages:
        text = FRAME.format(title=page.title, folder=FOLDER, content=page.html)
        contents[page.path.replace(".md", "/index.html")] = text.encode()
    for path, content in contents.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield address


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{served}register/")
    yield page
    page.close()


def shown(page: Page) -> list[str]:
    return [text.split()[0] for text in page.locator("tbody tr:visible").all_inner_texts()]


def test_the_next_rows_are_added_and_have_the_focus(page: Page) -> None:
    before = len(shown(page))
    page.get_by_role("link", name="The next").press("Enter")
    expect(page.locator(f"#R{before + 1} a")).to_be_focused()
    assert shown(page) == [f"R{number}" for number in range(1, len(shown(page)) + 1)]
    while (rest := page.locator(".tb-rest a")).count():
        number = len(shown(page))
        rest.click()
        expect(page.locator("tbody tr")).not_to_have_count(number)
    assert len(shown(page)) == ROWS


def test_a_filter_finds_rows_of_all_parts(page: Page) -> None:
    expect(page.locator(".tb-filter output")).to_contain_text(f"of {ROWS}")
    page.get_by_role("searchbox").fill("row 99")
    expect(page.locator(".tb-filter output")).to_have_text(f"1 of {ROWS}")
    assert shown(page) == ["R99"]


def test_a_table_is_sorted_with_all_its_rows(page: Page) -> None:
    page.get_by_role("button", name="Title").click()
    expect(page.locator("tbody tr").first).to_have_attribute("id", f"R{ROWS}")
    assert shown(page) == [f"R{number}" for number in range(ROWS, 0, -1)]


def test_an_address_with_an_anchor_shows_its_row(page: Page, served: str) -> None:
    page.goto(f"{served}register/#R97")
    expect(page.locator("#R97")).to_be_in_viewport()
    page.goto("about:blank")
    page.goto(f"{served}register/")
    page.evaluate("location.hash = '#R60'")
    expect(page.locator("#R60")).to_be_in_viewport()


def test_without_a_script_links_lead_to_every_row_and_back(browser: Browser, served: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{served}register/")
    found = shown(page)
    while page.locator(".tb-rest a").count():
        page.locator(".tb-rest a").click()
        found += shown(page)
    assert found == [f"R{number}" for number in range(1, ROWS + 1)]
    page.get_by_role("link", name="Register", exact=True).click()
    assert page.url == f"{served}register/"
    page.context.close()


def test_where_pages_cannot_be_fetched_the_link_leads_to_the_part(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "register/index.html").as_uri())
    page.locator(".tb-rest a").evaluate("link => link.href = link.href.replace('/#', '/index.html#')")
    page.locator(".tb-rest a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Register, part 2 of 4")
    page.close()


def test_a_print_says_what_it_lacks_and_where_that_is(page: Page) -> None:
    page.emulate_media(media="print")
    expect(page.locator(".tb-rest")).to_be_visible()
    expect(page.locator(".tb-rest")).to_contain_text("of 100 up to here. The next")
    expect(page.locator(".tb-rest")).to_contain_text("(part 2 of 4)")


@pytest.mark.parametrize("place", ["register/", "register-part-2/"])
def test_a_page_and_its_parts_are_accessible(browser: Browser, served: str, place: str) -> None:
    page = browser.new_page()
    page.goto(served + place)
    page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run()")
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
    page.close()
