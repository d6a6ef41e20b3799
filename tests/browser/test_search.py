"""Search, typed as a reader types."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import serving
from tests.browser.reader import DESKTOP, PHONE, SCHEMES, Open, Scheme, Screen, search_for

from trailbook.site.files.assets import script
from trailbook.site.files.pagefind_index import begin_index
from trailbook.site.files.search_index import SearchIndex
from trailbook.site.kept_values import KeptValues
from trailbook.site.mkdocs.search_plugin import INDEX
from trailbook.trail.cache import Cache

QUESTIONS = Path(__file__).with_name("questions.yaml")
FOUND = "links => links.map(({ href }) => new URL(href)).map(({ pathname, hash }) => pathname + hash)"
HEIGHTS = "articles => articles.map(article => article.clientHeight)"
THREE_LINES = 90
"""The pixels of a title and two lines below it, with what the theme leaves between."""


@pytest.fixture(scope="session")
def parted(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the same site is served below a path, with an index of which browsers load parts."""
    folder = tmp_path_factory.mktemp("parted")
    copy = shutil.copytree(site, folder / "below")
    index = SearchIndex.read((site / INDEX).read_text(encoding="utf-8"))
    assert index
    (worker,) = copy.glob("assets/javascripts/workers/search.*.min.js")
    worker.write_bytes(
        b";\n".join((script("search.js"), begin_index(index.entries, "en", copy, KeptValues(Cache(None)))()))
    )
    (copy / INDEX).write_text(SearchIndex({**index.config, "pagefind": True}, ()).to_json(), encoding="utf-8")
    with serving(folder) as address:
        yield f"{address}below/"


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(getattr(request, "param", "searchable"))
    return found


BOTH = pytest.mark.parametrize("address", ["searchable", pytest.param("parted", marks=pytest.mark.slow)], indirect=True)
"""With the search of Material, and with that of Pagefind."""


def place_list(places: str | list[str]) -> list[str]:
    return [places] if isinstance(places, str) else places


def results(page: Page) -> Locator:
    return page.locator(".md-search-result__item")


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=lambda screen: screen.name)
def test_the_id_of_a_record_finds_it_first(open_page: Open, screen: Screen) -> None:
    page = open_page("", screen=screen)
    search_for(page, "PM-DRIFT-2025")
    results(page).first.get_by_role("link").first.click()
    page.wait_for_url("**/postmortems/drift-2025/**")
    expect(page.locator("h1")).to_contain_text("chat widget")


@BOTH
@pytest.mark.parametrize(
    ("id", "place"),
    [
        ("TM-EXPENSES.T3", "/threat-models/expenses/.*#T3$"),
        ("POL-EXPOSURE.C1", "/policies/exposure/.*#C1$"),
        ("TM-EXPENSES.F1", "/threat-models/expenses/.*#F1$"),
    ],
)
def test_the_id_of_an_item_finds_it_first(open_page: Open, id: str, place: str) -> None:
    page = open_page("")
    search_for(page, id)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(place))


@pytest.mark.slow
def test_a_plain_word_finds_the_pages_about_it(open_page: Open) -> None:
    page = open_page("")
    search_for(page, "receipts")
    expect(results(page).filter(has_text="Expense approval").first).to_be_visible()


def test_enter_opens_the_first_result(open_page: Open) -> None:
    page = open_page("")
    search_for(page, "stolen tokens")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/playbooks/token-theft/"))


def test_arrows_walk_through_the_results(open_page: Open) -> None:
    page = open_page("")
    search_for(page, "stolen tokens")
    page.keyboard.press("ArrowDown")
    link = page.locator(".md-search-result__link:focus")
    expect(link).to_be_visible()
    target = link.get_attribute("href")
    assert target
    page.keyboard.press("Enter")
    page.wait_for_url(target)


@BOTH
@pytest.mark.parametrize("step", [20, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
def test_each_question_is_answered_first(open_page: Open, step: int) -> None:
    page = open_page("")
    unanswered = {}
    for question in yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))[::step]:
        search_for(page, question["ask"])
        found = results(page).first.locator(":scope > a").evaluate_all(FOUND)
        if not any(link.endswith(f"/{place}") for place in place_list(question["first"]) for link in found):
            unanswered[question["ask"]] = found
    assert unanswered == {}


@BOTH
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_result_says_its_kind_takes_three_lines_and_is_accessible(open_page: Open, scheme: Scheme) -> None:
    page = open_page("", scheme=scheme)
    search_for(page, "logging")
    expect(results(page).first.locator(".tb-found")).to_have_text("Policy")
    heights = page.locator(".md-search-result__item > a .md-search-result__article").evaluate_all(HEIGHTS)
    assert heights
    assert max(heights) <= THREE_LINES
    assert Axe().run(page, context=".md-search").response["violations"] == []


def test_escape_closes_the_search(open_page: Open) -> None:
    page = open_page("")
    search_for(page, "token")
    page.keyboard.press("Escape")
    expect(page.locator(".md-search-result__link").first).not_to_be_visible()


def test_the_words_of_neighbouring_cells_and_terms_are_words_of_their_own(site: Path) -> None:
    found = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    text = {section["location"]: section["text"] for section in found}
    assert " What failure means for the business " in text["threat-models/expenses/"]
