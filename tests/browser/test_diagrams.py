"""Data-flow diagrams: every part leads to its row, and every word can be read."""

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.reader import DESKTOP, PHONE, Open, Screen

MODELS = ("assistant", "donors", "expenses", "hub", "onboarding", "portal")

BACKGROUNDS = """async ([picture, boxes]) => {
  const image = new Image()
  image.src = "data:image/png;base64," + picture
  await image.decode()
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d", { willReadFrequently: true })
  canvas.drawImage(image, 0, 0)
  return boxes.map(([x, y, width, height]) => {
    const { data } = canvas.getImageData(x, y, Math.max(1, width), Math.max(1, height))
    const counts = new Map()
    for (let at = 0; at < data.length; at += 4) {
      const colour = [data[at], data[at + 1], data[at + 2]].join()
      counts.set(colour, (counts.get(colour) ?? 0) + 1)
    }
    return [...counts].sort((a, b) => b[1] - a[1])[0][0].split(",").map(Number)
  })
}"""
"""The colour that fills most of each box of a screenshot."""

TEXTS = """svg => [...svg.querySelectorAll("text")].map(text => {
  const [box, frame] = [text.getBoundingClientRect(), svg.getBoundingClientRect()]
  const [red, green, blue] = getComputedStyle(text).fill.match(/[\\d.]+/g).map(Number)
  const place = [box.x - frame.x, box.y - frame.y, box.width, box.height]
  return { words: text.textContent, fill: [red, green, blue], box: place }
})"""

HEIGHTS = """svg => {
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width
  return [...svg.querySelectorAll("text")].map(text => parseFloat(getComputedStyle(text).fontSize) * scale)
}"""
"""The size of each text on the screen."""

COVERED = """(svg, button) => {
  const { left, right, top, bottom } = button.getBoundingClientRect()
  const covers = box => box.left < right && box.right > left && box.top < bottom && box.bottom > top
  return [...svg.querySelectorAll("text, .tb-node__shape")]
    .filter(part => covers(part.getBoundingClientRect())).map(part => part.outerHTML.slice(0, 120))
}"""
"""The words and cards that lie under a button."""


def luminance(colour: list[float]) -> float:
    """The relative luminance of an sRGB colour (WCAG 2.2)."""
    parts = [value / 255 for value in colour]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: list[float], other: list[float]) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def picture(page: Page) -> Locator:
    return page.locator("svg.tb-diagram--data-flow")


def test_every_part_of_a_diagram_leads_to_its_row(open_page: Open) -> None:
    page = open_page("threat-models/expenses/")
    links = picture(page).locator("a")
    targets = links.evaluate_all("links => links.map(a => a.href.baseVal)")
    assert len(targets) == len(set(targets)) > 20
    within = picture(page).locator("text").evaluate_all("all => all.filter(e => !e.closest('a, .tb-legend')).length")
    page.goto(f"{page.url}design/")
    rows = page.evaluate(
        "targets => targets.map(target => document.getElementById(target.split('#')[1])?.tagName)", targets
    )
    assert set(rows) == {"TR", "DIV"}, dict(zip(targets, rows, strict=True))
    assert all(target.startswith("design/#") for target in targets)
    assert within == 0


def test_a_click_on_a_component_leads_to_its_row(open_page: Open) -> None:
    page = open_page("threat-models/expenses/")
    picture(page).locator("a.tb-node").first.click()
    page.wait_for_url("**/threat-models/expenses/design/#*")
    expect(page.locator("tr:target")).to_be_in_viewport()


def test_the_keyboard_reaches_every_part_of_a_diagram_and_shows_where_it_is(open_page: Open) -> None:
    page = open_page("threat-models/expenses/")
    links = picture(page).locator("a")
    links.first.focus()
    for link in links.all():
        expect(link).to_be_focused()
        page.keyboard.press("Tab")
    node = picture(page).locator("a.tb-node").first
    shape = node.locator(".tb-node__shape")
    before = shape.evaluate("e => getComputedStyle(e).strokeWidth")
    node.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert shape.evaluate("e => getComputedStyle(e).strokeWidth") != before


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(color_scheme="light", reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module", params=MODELS)
def model_page(request: pytest.FixtureRequest, window: Page, address: str) -> Page:
    """The page of a threat model, opened once for the rules that only look."""
    window.set_viewport_size(DESKTOP.size)
    window.goto(f"{address}threat-models/{request.param}/")
    window.evaluate("() => document.fonts.ready.then(() => null)")
    return window


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_every_word_of_a_diagram_stands_out_from_what_is_behind_it(model_page: Page, scheme: str) -> None:
    model_page.evaluate("scheme => { document.body.dataset.mdColorScheme = scheme }", scheme)
    texts = picture(model_page).evaluate(TEXTS)
    bare = "svg.tb-diagram text, .tb-tools, .md-header, .md-tabs, .md-top { visibility: hidden }"
    image = base64.b64encode(picture(model_page).screenshot(style=bare)).decode()
    backgrounds = model_page.evaluate(BACKGROUNDS, [image, [text["box"] for text in texts]])
    faint = {
        text["words"]: round(ratio, 2)
        for text, background in zip(texts, backgrounds, strict=True)
        if (ratio := contrast(text["fill"], background)) < 4.5
    }
    assert texts
    assert faint == {}


def test_a_diagram_that_is_wider_than_the_text_reaches_out_of_its_column(model_page: Page) -> None:
    canvas = model_page.locator(".tb-figure__canvas", has=picture(model_page))
    assert canvas.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    assert model_page.evaluate("document.documentElement.scrollWidth") <= DESKTOP.width


def test_no_word_of_a_diagram_covers_another_or_is_cut_off(model_page: Page) -> None:
    texts = picture(model_page).evaluate(TEXTS)
    frame = picture(model_page).bounding_box()
    assert frame
    for number, text in enumerate(texts):
        x, y, width, height = text["box"]
        assert min(x, y) >= 0, text
        assert x + width <= frame["width"] + 1, text
        assert y + height <= frame["height"] + 1, text
        for other in texts[number + 1 :]:
            left, top, across, down = other["box"]
            beside = x + width <= left + 1 or left + across <= x + 1
            # A line's box is taller than its letters, so lines of one label touch.
            apart = y + height * 0.7 <= top or top + down * 0.7 <= y
            assert beside or apart, (text, other)


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=lambda screen: screen.name)
def test_the_button_that_enlarges_a_diagram_covers_nothing(model_page: Page, screen: Screen) -> None:
    model_page.set_viewport_size(screen.size)
    button = model_page.get_by_role("button", name="Enlarge").element_handle()
    assert picture(model_page).evaluate(COVERED, button) == []


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=lambda screen: screen.name)
def test_a_diagram_is_scrolled_in_its_box_and_its_words_stay_legible(open_page: Open, screen: Screen) -> None:
    page = open_page("threat-models/assistant/", screen=screen)
    box = page.locator(".tb-figure__canvas").first.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= screen.width
    canvas = page.locator(".tb-figure__canvas").first
    assert canvas.evaluate("e => getComputedStyle(e).overflowX") == "auto"
    shown, drawn = canvas.locator("svg.tb-diagram").evaluate("e => [e.clientWidth, e.viewBox.baseVal.width]")
    assert shown > 0.99 * drawn or min(canvas.locator("svg.tb-diagram").evaluate(HEIGHTS)) > 10.99
    if screen is PHONE:
        assert canvas.evaluate("e => e.scrollWidth > e.clientWidth"), "the picture is squeezed into the screen"


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=lambda screen: screen.name)
@pytest.mark.parametrize("path", ["threat-models/assistant/", "threats/TM-PORTAL.T5/", "policies/access/", "estate/"])
def test_no_word_of_a_picture_is_smaller_than_eleven_pixels(open_page: Open, path: str, screen: Screen) -> None:
    page = open_page(path, screen=screen)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    heights = [min(svg.evaluate(HEIGHTS)) for svg in page.locator(".tb-figure__canvas svg.tb-diagram").all()]
    assert heights
    assert min(heights) > 10.99


def test_an_enlarged_diagram_closes_by_the_keyboard_and_gives_the_focus_back(open_page: Open) -> None:
    page = open_page("threat-models/expenses/")
    enlarge = page.get_by_role("button", name="Enlarge")
    enlarge.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Enlarged picture")
    expect(dialog.locator("svg.tb-diagram")).to_be_visible()
    assert min(dialog.locator("svg.tb-diagram").evaluate(HEIGHTS)) >= 10
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(".tb-figure svg.tb-diagram--data-flow")).to_be_visible()
    expect(enlarge).to_be_focused()


@pytest.mark.slow
def test_a_link_in_an_enlarged_diagram_leads_to_its_row(open_page: Open) -> None:
    page = open_page("threat-models/expenses/")
    page.get_by_role("button", name="Enlarge").click()
    page.get_by_role("dialog", name="Enlarged picture").locator("a.tb-node").first.click()
    expect(page.get_by_role("dialog", name="Enlarged picture")).to_have_count(0)
    expect(page.locator("tr:target")).to_be_in_viewport()
