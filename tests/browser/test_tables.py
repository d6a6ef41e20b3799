"""Tables that a reader sorts and filters."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.reader import PHONE, Open, Screen

LEVELS = ["low", "medium", "high", "critical"]


def column(table: Locator, name: str) -> list[str]:
    """The texts of a column of the rows that are shown."""
    head = table.locator("thead th").all_inner_texts()
    index = next(number for number, text in enumerate(head, 1) if text.startswith(name))
    return table.locator(f"tbody tr:visible > td:nth-child({index})").all_inner_texts()


@pytest.fixture
def page(open_page: Open) -> Page:
    return open_page("threats/")


@pytest.fixture
def table(page: Page) -> Locator:
    return page.locator("table[data-tb-sort]")


def test_a_click_on_a_heading_sorts_and_a_second_turns_the_order(page: Page, table: Locator) -> None:
    residual = table.get_by_role("columnheader", name="Risk")
    before = column(table, "Threat")
    residual.get_by_role("button").click()
    expect(residual).to_have_attribute("aria-sort", "ascending")
    rising = [LEVELS.index(text.split()[-1]) for text in column(table, "Risk")]
    assert rising == sorted(rising)
    residual.get_by_role("button").click()
    expect(residual).to_have_attribute("aria-sort", "descending")
    falling = [LEVELS.index(text.split()[-1]) for text in column(table, "Risk")]
    assert falling == sorted(falling, reverse=True)
    assert sorted(column(table, "Threat")) == sorted(before)


def test_a_table_is_sorted_by_the_keyboard(page: Page, table: Locator) -> None:
    day = table.get_by_role("columnheader", name="Next date")
    day.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(day).to_have_attribute("aria-sort", "ascending")
    days = table.locator("tbody tr:visible td.tb-date time").evaluate_all("all => all.map(time => time.dateTime)")
    assert days == sorted(days)
    page.keyboard.press("Space")
    expect(day).to_have_attribute("aria-sort", "descending")


def test_only_one_column_claims_to_be_sorted(page: Page, table: Locator) -> None:
    for name in ("Risk", "Next date"):
        table.get_by_role("columnheader", name=name).get_by_role("button").click()
    expect(table.locator("th[aria-sort]")).to_have_text(["Next date"])


def test_numbers_are_sorted_as_numbers(open_page: Open) -> None:
    page = open_page("policies/")
    table = page.locator("table[data-tb-sort]")
    table.get_by_role("columnheader", name="Controls").get_by_role("button").click()
    numbers = [int(text) for text in column(table, "Controls")]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("register", "name", "scale"),
    [
        ("connectors/", "Data up to", ["none", "public", "internal", "confidential", "restricted"]),
        ("postmortems/", "Severity", LEVELS),
    ],
)
def test_words_of_a_scale_are_sorted_by_what_they_mean(
    open_page: Open, register: str, name: str, scale: list[str]
) -> None:
    table = open_page(register).locator("table[data-tb-sort]")
    table.get_by_role("columnheader", name=name).get_by_role("button").click()
    found = [scale.index(word) for word in column(table, name)]
    assert found == sorted(found)
    assert len(set(found)) > 1


def test_a_filter_shows_the_rows_that_hold_all_words_and_says_how_many(page: Page, table: Locator) -> None:
    total = len(column(table, "Threat"))
    page.get_by_role("searchbox", name="Find").press_sequentially("Expense high", delay=5)
    shown = table.locator("tbody tr:visible")
    expect(page.locator(".tb-filter output")).to_have_text(f"{shown.count()} of {total}")
    assert 0 < shown.count() < total
    for row in shown.all():
        expect(row).to_contain_text("TM-EXPENSES")
        expect(row).to_contain_text("high")


def test_a_filter_that_nothing_fits_says_so_and_lets_go_when_emptied(page: Page, table: Locator) -> None:
    total = len(column(table, "Threat"))
    filter = page.get_by_role("searchbox", name="Find")
    filter.fill("nothing holds this")
    expect(page.locator(".tb-filter output")).to_have_text(f"0 of {total}")
    filter.fill("")
    expect(table.locator("tbody tr:visible")).to_have_count(total)


def test_controls_are_found_by_words_and_by_how_strict_they_are(open_page: Open) -> None:
    page = open_page("controls/")
    rows, form = page.locator("[data-tb-facet]:visible"), page.locator("form[data-tb-facets]")
    form.get_by_role("radio", name="should").check()
    expect(rows).to_have_count(page.locator("[data-tb-facet][data-level=should]").count())
    form.get_by_role("searchbox", name="Find").fill("connector certified")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Every connector is certified again each year")


def test_a_box_shows_at_which_side_there_is_more(open_page: Open) -> None:
    page = open_page("policies/", screen=Screen("tablet", 740, 1000))
    box = page.get_by_role("region", name="Policies", exact=True)
    expect(box).to_have_attribute("data-tb-more", "right")
    box.evaluate("box => box.scrollTo(40, 0)")
    expect(box).to_have_attribute("data-tb-more", "left right")
    box.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
    expect(box).to_have_attribute("data-tb-more", "left")


@pytest.mark.parametrize("path", ["threats/", "coverage/", "connectors/", "frameworks/", "risk/"])
def test_the_tables_of_a_register_fit_a_desktop(open_page: Open, path: str) -> None:
    page = open_page(path)
    page.locator("details").evaluate_all("all => all.forEach(fold => { fold.open = fold.matches('.tb-fold') })")
    boxes = page.locator(".tb-scroll")
    expect(boxes.last).to_have_attribute("data-tb-more", "")
    assert {box.get_attribute("data-tb-more") for box in boxes.all()} == {""}


@pytest.mark.parametrize(
    ("path", "word", "choice"),
    [
        ("frameworks/", "LCNC-SEC-05", "nothing yet"),
        ("threat-rules/", "agent", "to act on"),
        ("coverage/", "sharing", "no evidence"),
        ("threats/", "agent", "critical"),
        ("connectors/", "mail", "approved"),
    ],
)
def test_a_choice_says_how_many_rows_it_leaves_and_the_address_keeps_it(
    open_page: Open, path: str, word: str, choice: str
) -> None:
    page = open_page(path)
    rows, form = page.locator("[data-tb-facet]"), page.locator("form[data-tb-facets]")
    shown = page.locator("[data-tb-facet]:not([hidden])")
    total = rows.count()
    label = form.locator("label").filter(has_text=choice)
    number = int(label.locator(".tb-count").inner_text())
    label.click()
    expect(shown).to_have_count(number)
    assert 0 < number < total
    for fold in page.locator("details.tb-fold:has([data-tb-facet])").all():
        assert fold.is_visible() == (fold.locator("[data-tb-facet]:not([hidden])").count() > 0)
    form.locator("label").filter(has_text="all").first.click()
    form.get_by_role("searchbox", name="Find").fill(word)
    expect(form.locator("output")).to_have_text(re.compile(f"^[0-9]+ of {total}$"))
    found = shown.count()
    assert 0 < found < total
    page.reload()
    expect(shown).to_have_count(found)
    form.get_by_role("searchbox", name="Find").fill("")
    expect(shown).to_have_count(total)


def test_a_phone_has_a_list_of_what_a_long_page_holds(open_page: Open) -> None:
    way = open_page("policies/access/", screen=PHONE).locator(".tb-jump a")
    assert way.count() == 8
    way.last.click()
    expect(way.page.get_by_role("heading", name="Nobody approves their own request")).to_be_in_viewport()
    expect(open_page("policies/access/").locator(".tb-jump")).to_be_hidden()


def test_on_a_phone_each_choice_of_a_filter_has_room_for_its_words(open_page: Open) -> None:
    chips = open_page("threats/", screen=PHONE).locator(".tb-chips label")
    assert chips.count() > 5
    assert chips.evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length") == 0
