"""With Material's instant navigation no page is loaded anew, and everything on the next one works all the same."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import serving
from tests.browser.reader import DESKTOP, PATIENCE
from tests.building import build

Go = Callable[[str], Page]
CLICK = """path => {
  const link = Object.assign(document.createElement("a"), { href: path, textContent: "Go on" })
  document.querySelector("article").append(link)
  link.click()
}"""


@pytest.fixture(scope="module")
def instant(chromium: str, starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a new knowledge base is served whose navigation is instant."""
    root = copytree(starter, tmp_path_factory.mktemp("instant") / "kb")
    site = root.parent / "site"
    site.mkdir()
    with serving(site) as address:
        settings = (root / "mkdocs.yml").read_text()
        with_feature = settings.replace("features: [", "features: [navigation.instant, ")
        assert with_feature != settings
        (root / "mkdocs.yml").write_text(f"site_url: {address}\n{with_feature}")
        build(root, site, strict=True)
        yield address


@pytest.fixture
def go(browser: Browser, instant: str) -> Iterator[Go]:
    """Follows links from page to page, in a window in which none is ever loaded anew and nothing goes wrong."""
    context = browser.new_context(viewport=DESKTOP.size, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(instant)
    page.wait_for_function("() => typeof document$ !== 'undefined'")
    page.evaluate("window.tbStays = true")

    def follow(path: str) -> Page:
        page.wait_for_load_state("networkidle")
        page.evaluate(CLICK, f"{instant}{path}")
        expect(page).to_have_url(f"{instant}{path}")
        expect(page.locator(f"link[rel=canonical][href='{instant}{path}']")).to_have_count(1)
        assert page.evaluate("window.tbStays")
        return page

    yield follow
    assert errors == []
    context.close()


def test_a_checklist_is_ticked_and_remembered(go: Go) -> None:
    page = go("playbooks/share-an-app/")
    page.locator(".tb-tick input").first.check()
    made = go("playbooks/for/leave/")
    expect(made.locator(".tb-checklist progress")).to_have_count(made.locator(".tb-checklist").count())
    expect(go("playbooks/share-an-app/").locator(".tb-checklist output").first).to_contain_text("1 of")


def test_a_question_is_answered(go: Go) -> None:
    page = go("training/sharing-basics/")
    page.locator(".tb-quiz input").first.check()
    page.locator(".tb-quiz button").first.click()
    expect(page.locator(".tb-quiz details.tb-answer").first).to_be_visible()


def test_the_log_is_filtered(go: Go) -> None:
    page = go("decisions/")
    page.locator("[data-tb-decisions] [name=words]").fill("nothing of that kind")
    expect(page.locator("[data-tb-decisions] output")).to_have_text(re.compile(r"^0 of \d+$"))


def test_the_table_holds_the_rows_that_are_filtered(go: Go) -> None:
    page = go("decisions/")
    everything = rows_saved(page)
    page.get_by_text("More filters").click()
    kind = page.locator("[data-tb-decisions] [name=kind] option").nth(1).inner_text()
    page.locator("[data-tb-decisions] [name=kind]").select_option(kind)
    count = page.locator("[data-tb-decisions] output")
    expect(count).to_have_text(re.compile(rf"^\d+ of {len(everything) - 1}$"))
    found = rows_saved(page)
    assert len(found) - 1 == int(count.inner_text().split()[0]) < len(everything) - 1
    assert found[0] == everything[0]
    assert set(found) < set(everything)


def rows_saved(page: Page) -> list[str]:
    """The lines of the table that the link to it saves."""
    with page.expect_download() as saving:
        page.locator("[data-tb-table]").click()
    return Path(saving.value.path()).read_text(encoding="utf-8").split("\n")[:-1]


@pytest.mark.slow
def test_a_page_after_one_with_a_picture_works(go: Go) -> None:
    page = go("threat-models/leave-requests/")
    expect(page.locator(".tb-figure button").first).to_be_visible()
    page = go("threats/")
    head = page.locator("[data-tb-sort] th button").first
    head.click()
    expect(page.locator("[data-tb-sort] th[aria-sort]").first).to_have_attribute("aria-sort", "ascending")
    expect(go("indicators/open-shares/").locator(".tb-series svg").first).to_be_visible()
