"""The viewer of pictures: zoom, pan, search, enlarge and download, by mouse and by keyboard, and none of it needed."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.reader import DESKTOP, PHONE, Open

WIDTH = "svg => svg.getBoundingClientRect().width"
SCROLL = "canvas => [Math.round(canvas.scrollLeft), Math.round(canvas.scrollTop)]"


@pytest.fixture
def page(open_page: Open) -> Page:
    return open_page("estate/")


@pytest.fixture
def svg(page: Page) -> Locator:
    return page.locator("svg.tb-diagram")


@pytest.fixture
def canvas(page: Page) -> Locator:
    return page.get_by_role("region", name="Applications by their owner")


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def width(svg: Locator) -> float:
    return float(svg.evaluate(WIDTH))


def test_buttons_zoom_in_and_out_and_fit_again(page: Page, svg: Locator) -> None:
    before = width(svg)
    tool(page, "Zoom in").click()
    assert width(svg) == pytest.approx(before * 1.25, rel=0.01)
    tool(page, "Zoom out").click()
    assert width(svg) == pytest.approx(before, rel=0.01)
    tool(page, "Zoom in").click()
    tool(page, "Fit the whole picture").click()
    assert width(svg) == pytest.approx(before, rel=0.01)


def test_keys_zoom_and_pan_where_the_picture_has_the_focus(page: Page, svg: Locator, canvas: Locator) -> None:
    before = width(svg)
    canvas.focus()
    for _ in range(4):
        page.keyboard.press("+")
    assert width(svg) == pytest.approx(before * 1.25**4, rel=0.01)
    start = canvas.evaluate(SCROLL)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert canvas.evaluate(SCROLL) == pytest.approx([start[0] + 60, start[1] + 60], abs=1)
    page.keyboard.press("-")
    assert width(svg) == pytest.approx(before * 1.25**3, rel=0.01)
    page.keyboard.press("0")
    assert width(svg) == pytest.approx(before, rel=0.01)


def test_the_wheel_zooms_with_control_only_and_else_scrolls_the_page(page: Page, svg: Locator, canvas: Locator) -> None:
    before = width(svg)
    canvas.hover()
    page.mouse.wheel(0, 100)
    page.wait_for_function("() => scrollY > 0")
    assert width(svg) == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_function(f"before => ({WIDTH})(document.querySelector('svg.tb-diagram')) > before", arg=before)


def test_dragging_pans_and_follows_no_link(page: Page, canvas: Locator) -> None:
    for _ in range(5):
        tool(page, "Zoom in").click()
    start = canvas.evaluate(SCROLL)
    box = canvas.bounding_box()
    assert box
    at = box["x"] + box["width"] / 2, box["y"] + 200
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] - 30, at[1] - 40, steps=4)
    page.mouse.move(at[0] - 60, at[1] - 80, steps=4)
    page.mouse.up()
    assert canvas.evaluate(SCROLL) == pytest.approx([start[0] + 60, start[1] + 80], abs=1)
    assert page.url.endswith("/estate/")


def test_a_click_on_a_card_leads_to_its_record(page: Page, svg: Locator) -> None:
    svg.locator("a.tb-node").first.click()
    expect(page).to_have_url(re.compile("/threat-models/.+/$"))


def test_a_card_that_is_pointed_at_stands_out_with_its_lines_and_their_ends(page: Page, svg: Locator) -> None:
    card = svg.locator('[data-tb-node="TM-EXPENSES"]')
    card.hover()
    expect(svg).to_have_class(re.compile("tb-dimmed"))
    lines = svg.locator('[data-tb-ends^="TM-EXPENSES "]')
    lit = svg.locator(".tb-lit")
    expect(lit).to_have_count(1 + 2 * lines.count())
    page.mouse.move(5, 5)
    expect(svg).not_to_have_class(re.compile("tb-dimmed"))


def test_a_line_without_an_address_stays_lit_once_it_is_clicked(page: Page, svg: Locator) -> None:
    svg.locator(".tb-flow").first.dispatch_event("click")
    expect(svg.locator(".tb-lit")).to_have_count(3)
    svg.dispatch_event("click")
    expect(svg.locator(".tb-lit")).to_have_count(0)


def test_a_search_steps_through_what_it_finds_and_brings_it_into_view(page: Page, svg: Locator) -> None:
    for _ in range(5):
        tool(page, "Zoom in").click()
    box = page.get_by_role("searchbox", name="Find in the picture")
    box.fill("mail")
    count = page.locator(".tb-find output")
    expect(count).to_have_text(re.compile(r"^1 of \d+$"))
    number = svg.locator(".tb-found").count()
    assert number > 1
    seen = []
    for step in range(1, number + 1):
        expect(count).to_have_text(f"{step} of {number}")
        current = svg.locator(".tb-current")
        expect(current).to_be_in_viewport()
        seen.append(current.get_attribute("id"))
        box.press("Enter")
    expect(count).to_have_text(f"1 of {number}")
    box.press("Shift+Enter")
    expect(count).to_have_text(f"{number} of {number}")
    assert len(set(seen)) == number


def test_a_search_that_finds_nothing_says_so_and_escape_lets_go(page: Page, svg: Locator) -> None:
    box = page.get_by_role("searchbox", name="Find in the picture")
    box.fill("nothing is called this")
    expect(page.locator(".tb-find output")).to_have_text("0 of 0")
    box.press("Escape")
    expect(box).to_have_value("")
    expect(page.locator(".tb-find output")).to_have_text("")
    expect(svg.locator(".tb-found, .tb-current, .tb-lit")).to_have_count(0)


def test_keys_that_are_typed_into_the_search_do_not_zoom(page: Page, svg: Locator) -> None:
    before = width(svg)
    page.get_by_role("searchbox", name="Find in the picture").press_sequentially("+-0")
    assert width(svg) == before


def test_an_enlarged_picture_zooms_by_the_wheel_and_closes_by_escape(page: Page, svg: Locator) -> None:
    before = width(svg)
    tool(page, "Enlarge").click()
    dialog = page.get_by_role("dialog", name="Enlarged picture")
    expect(dialog.locator("svg.tb-diagram")).to_be_visible()
    expect(page.get_by_role("region", name="Applications by their owner")).to_be_focused()
    large = width(svg)
    dialog.locator(".tb-figure__canvas").hover()
    page.mouse.wheel(0, -200)
    page.wait_for_function(f"large => ({WIDTH})(document.querySelector('svg.tb-diagram')) > large", arg=large)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(tool(page, "Enlarge")).to_be_focused()
    assert width(svg) == pytest.approx(before, rel=0.01)


def test_a_picture_can_be_taken_away_as_svg_that_stands_alone(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as download:
        tool(page, "Download as SVG").click()
    assert download.value.suggested_filename == "estate-estate.svg"
    download.value.save_as(tmp_path / "picture.svg")
    text = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    links = [e.attrib["href"] for e in root.iter("{http://www.w3.org/2000/svg}a") if "href" in e.attrib]
    assert links
    assert all(link.startswith("http://127.0.0.1") for link in links)
    assert len(re.findall(r'src:url\("data:[^"]{20000,}"\) format\("woff2"\)', text)) == 2
    assert "tb-dimmed" not in text


@pytest.mark.slow
def test_a_picture_can_be_taken_away_as_png_twice_as_large(page: Page, svg: Locator, tmp_path: Path) -> None:
    box = svg.evaluate("svg => [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height]")
    with page.expect_download() as download:
        tool(page, "Download as PNG").click()
    download.value.save_as(tmp_path / "picture.png")
    data = (tmp_path / "picture.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    size = [int.from_bytes(data[16:20]), int.from_bytes(data[20:24])]
    assert size == [2 * side for side in box]


def test_a_small_picture_has_no_search(open_page: Open) -> None:
    page = open_page("threat-models/hub/design/")
    figure = page.locator(".tb-figure").first
    expect(figure.get_by_role("button", name="Zoom in")).to_be_visible()
    expect(figure.get_by_role("searchbox")).to_have_count(0)


def test_attack_paths_are_told_in_words_below_each_threat_and_drawn_on_its_own_page(open_page: Open) -> None:
    page = open_page("threat-models/hub/threats/")
    paths = page.locator(".tb-fold", has_text="Attack paths")
    assert paths.count() > 5
    expect(paths.locator("svg")).to_have_count(0)
    paths.first.locator("summary").first.click()
    expect(paths.first.get_by_text("Through E").first).to_be_visible()
    paths.first.get_by_role("link", name="The picture of these paths").click()
    page.wait_for_url("**/threats/**#paths")
    figure = page.locator("#paths ~ .tb-figure").first
    expect(figure.locator("svg")).to_be_visible()
    expect(figure).to_be_in_viewport()
    expect(page.locator("h2#paths")).to_contain_text("Attack paths")


def test_on_a_phone_every_tool_is_large_enough_to_hit(open_page: Open) -> None:
    page = open_page("estate/", screen=PHONE)
    for button in page.locator(".tb-tools button:visible").all():
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24


def test_on_a_phone_a_picture_opens_on_cards_of_a_legible_size_and_can_be_fitted(open_page: Open) -> None:
    page = open_page("threat-models/hub/", screen=PHONE)
    svg = page.locator("svg.tb-diagram").first
    canvas = page.locator(".tb-figure__canvas").first
    held = """canvas => {
      const frame = canvas.getBoundingClientRect()
      const cards = [...canvas.querySelectorAll(".tb-node")].map(card => card.getBoundingClientRect())
      return cards.filter(card => card.left >= frame.left && card.right <= frame.right
        && card.top >= frame.top && card.bottom <= frame.bottom).length
    }"""
    page.wait_for_function("() => document.querySelector('.tb-figure__canvas').scrollLeft > 0")
    assert canvas.evaluate(held) >= 2
    assert canvas.evaluate("canvas => canvas.offsetHeight < innerHeight")
    natural = svg.evaluate("svg => svg.viewBox.baseVal.width")
    assert width(svg) == pytest.approx(natural, rel=0.01)
    tool(page, "Fit the whole picture").first.click()
    assert canvas.evaluate("e => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight")
    assert canvas.evaluate(held) == svg.locator(".tb-node").count()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP.size, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_javascript_pictures_are_there_and_their_links_lead_on(plain: Page, address: str) -> None:
    plain.goto(f"{address}estate/")
    expect(plain.locator("svg.tb-diagram")).to_be_visible()
    expect(plain.locator(".tb-tools")).to_have_count(0)
    plain.locator("svg.tb-diagram a.tb-node").first.click()
    plain.wait_for_url(re.compile("/threat-models/.+/$"))


def test_paper_has_the_whole_picture_and_no_tools(page: Page, svg: Locator, canvas: Locator) -> None:
    tool(page, "Zoom in").click()
    page.emulate_media(media="print")
    expect(page.locator(".tb-tools")).to_be_hidden()
    overflow = canvas.evaluate("e => [getComputedStyle(e).overflow, e.scrollHeight <= e.clientHeight + 1]")
    assert overflow == ["visible", True]
