"""Somebody takes a training module: with the keyboard, without scripts, on paper, and comes back the next day."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.reader import DESKTOP, PHONE, Open, Screen

CHOICE, LINES = "TR-SHARING.Q1", "TR-SHARING.Q6"


def quiz(page: Page, id: str) -> Locator:
    return page.locator(f'[data-tb-quiz="{id}"]')


def right(page: Page, id: str) -> list[str]:
    return (quiz(page, id).get_attribute("data-tb-right") or "").split()


def answer(page: Page, id: str, values: list[str]) -> Locator:
    asked = quiz(page, id)
    for value in values:
        asked.locator(f'input[value="{value}"]').check()
    asked.get_by_role("button", name="Check").click()
    return asked


def test_an_answer_is_given_and_checked_by_the_keyboard(open_page: Open) -> None:
    page = open_page("training/sharing/")
    asked = quiz(page, CHOICE)
    asked.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(asked.get_by_role("button", name="Check")).to_be_focused()
    expect(asked.locator("details.tb-answer")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(asked.get_by_role("status")).to_have_text("Right.")
    expect(asked.get_by_text("It is a copy, and therefore small and with an end.")).to_be_visible()
    expect(asked.locator("[data-tb-mark]")).to_have_count(1)


def test_a_wrong_answer_is_told_so_in_words_and_the_right_one_is_marked(open_page: Open) -> None:
    page = open_page("training/sharing/")
    asked = answer(page, CHOICE, ["B"])
    expect(asked.get_by_role("status")).to_have_text("Not quite.")
    expect(asked.locator('[data-tb-value="B"] .tb-mark')).to_have_text("not this one")
    expect(asked.locator('[data-tb-value="A"] .tb-mark')).to_have_text("missed")


def test_nothing_is_judged_before_something_is_chosen(open_page: Open) -> None:
    page = open_page("training/sharing/")
    asked = answer(page, CHOICE, [])
    expect(asked.get_by_role("status")).to_have_text("Choose an answer first.")
    expect(asked.locator("details.tb-answer")).to_be_hidden()


def test_the_deviating_lines_are_right_and_all_of_them_are_asked_for(open_page: Open) -> None:
    page = open_page("training/sharing/")
    lines = right(page, LINES)
    assert len(lines) > 1
    asked = answer(page, LINES, lines[:1])
    expect(asked.get_by_role("status")).to_have_text(f"Not quite: 1 of {len(lines)} lines found.")
    asked = answer(page, LINES, lines[1:])
    expect(asked.get_by_role("status")).to_have_text("Right.")
    assert {mark.text_content() for mark in asked.locator(".tb-mark").all()} == {"deviates"}


def test_a_line_is_called_by_its_number_and_text(open_page: Open) -> None:
    page = open_page("training/sharing/")
    box = quiz(page, LINES).get_by_role("checkbox", name='Line 6 {"name": "Volunteer phone list"')
    expect(box).to_have_count(1)


def test_a_line_that_is_as_it_should_be_is_told(open_page: Open) -> None:
    page = open_page("training/sharing/")
    lines = right(page, LINES)
    asked = answer(page, LINES, [*lines, "1"])
    told = f"Not quite: {len(lines)} of {len(lines)} lines found, 1 line marked that is as it should be."
    expect(asked.get_by_role("status")).to_have_text(told)


def test_progress_stays_in_the_browser_until_the_reader_starts_again(open_page: Open) -> None:
    page = open_page("training/sharing/")
    told = page.locator("[data-tb-progress] output")
    expect(told).to_have_text("0 of 6 questions answered, 0 right")
    answer(page, CHOICE, ["A"])
    answer(page, "TR-SHARING.Q2", ["A"])
    expect(told).to_have_text("2 of 6 questions answered, 1 right")
    page.reload()
    expect(told).to_have_text("2 of 6 questions answered, 1 right")
    expect(quiz(page, CHOICE).locator('input[value="A"]')).to_be_checked()
    expect(quiz(page, CHOICE).get_by_role("status")).to_have_text("Right.")
    page.get_by_role("button", name="Start again").click()
    expect(told).to_have_text("0 of 6 questions answered, 0 right")
    expect(quiz(page, CHOICE).get_by_role("radio", checked=True)).to_have_count(0)
    expect(quiz(page, CHOICE).locator("details.tb-answer")).to_be_hidden()


@pytest.mark.slow
@pytest.mark.parametrize(
    "kept", ["no JSON", "7", '{"TR-SHARING.Q1": {"chosen": ["Z"]}}', '{"TR-SHARING.Q1": {"chosen": 1}}']
)
def test_what_a_browser_kept_and_no_question_knows_is_passed_over(open_page: Open, kept: str) -> None:
    page = open_page("training/sharing/")
    page.evaluate("kept => localStorage.setItem('trailbook-training', kept)", kept)
    page.reload()
    expect(page.locator("[data-tb-progress] output")).to_have_text("0 of 6 questions answered, 0 right")
    expect(answer(page, CHOICE, ["A"]).get_by_role("status")).to_have_text("Right.")


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def without_scripts(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    screen: Screen = request.param
    context = browser.new_context(viewport=screen.size, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}training/sharing/")
    yield page
    context.close()


def test_without_scripts_answers_are_marked_and_unfolded(without_scripts: Page) -> None:
    for id in (CHOICE, LINES):
        asked = quiz(without_scripts, id)
        asked.locator("input").first.check()
        assert asked.get_by_role("button").count() == 0
        details = asked.locator("details.tb-answer")
        details.locator("summary").first.click()
        assert details.get_attribute("open") is not None
    assert quiz(without_scripts, LINES).get_by_text("What to do:").first.is_visible()


def test_on_paper_the_answers_are_on_a_page_of_their_own(open_page: Open) -> None:
    page = open_page("training/sharing/")
    key = page.locator(".tb-key")
    expect(key).to_be_hidden()
    answer(page, CHOICE, ["A"])
    page.emulate_media(media="print")
    expect(key).to_be_visible()
    assert key.evaluate("element => getComputedStyle(element).breakBefore") == "page"
    expect(page.locator(".tb-quiz details.tb-answer:visible, .tb-check:visible, .tb-mark:visible")).to_have_count(0)
    expect(page.locator(".tb-choices input:visible")).not_to_have_count(0)


def test_the_answered_page_is_not_wider_than_a_phone(open_page: Open) -> None:
    page = open_page("training/sharing/", screen=PHONE)
    answer(page, LINES, ["1"])
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
