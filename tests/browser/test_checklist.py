"""A playbook as a checklist: what the browser remembers, forgets, and gives to commit."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.reader import PHONE, Open
from tests.paths import REPOSITORY

from trailbook.records.kinds.checklist import FilledChecklist
from trailbook.records.kinds.playbook import Playbook
from trailbook.records.loading import assemble, load
from trailbook.risk.playbooks.checklists import checklist_problems
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.threats.rules import RULES

PLAYBOOK = "playbooks/leaver/"
APPLICATION = "playbooks/for/expenses/"
HOSTILE = 'Ann "<b>"\n---\n: #\u2028 ok'


@pytest.fixture
def page(open_page: Open) -> Page:
    return open_page(PLAYBOOK, may=("clipboard-read", "clipboard-write"))


def box(page: Page, title: str) -> Locator:
    return page.get_by_role("checkbox", name=f"Step done: {title}")


def count(page: Page) -> Locator:
    return page.locator(".tb-progress output").first


def fill_in(page: Page, who: str = "Ann", day: str = "2026-11-20") -> None:
    page.locator(".tb-record summary").first.click()
    page.get_by_label("Filled in by").first.fill(who)
    page.get_by_label("On", exact=True).first.fill(day)


def copied(page: Page) -> str:
    page.get_by_role("button", name="Copy", exact=True).first.click()
    expect(page.locator(".tb-record [role=status]").first).to_contain_text("Commit it as checklists/cl-")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def check(text: str) -> FilledChecklist:
    """The record in an exported text, which has no problem in this knowledge base."""
    files = {d.path: d.text.encode() for d in load(REPOSITORY).documents.values()}
    knowledge = assemble({**files, "content/checklists/new.md": text.encode()})
    assert [p for p in knowledge.problems if p.path.startswith("content/checklists")] == []
    assert checklist_problems(knowledge, RULES, MATRIX) == ()
    (record,) = [r for r in knowledge.of_kind(FilledChecklist) if knowledge.documents[r.id].path.endswith("new.md")]
    assert isinstance(record, FilledChecklist)
    return record


def test_ticks_and_notes_are_remembered(page: Page) -> None:
    expect(count(page)).to_have_text("0 of 7 done")
    box(page, "Move the ownership").check()
    page.get_by_role("button", name="Note: Move the ownership").click()
    page.keyboard.type("Ben takes it")
    expect(count(page)).to_have_text("1 of 7 done")
    page.reload()
    expect(box(page, "Move the ownership")).to_be_checked()
    expect(page.get_by_role("textbox", name="Note: Move the ownership")).to_have_value("Ben takes it")
    expect(count(page)).to_have_text("1 of 7 done")


def test_a_step_is_done_when_its_actions_are_and_its_actions_when_it_is(open_page: Open) -> None:
    page = open_page("playbooks/token-theft/")
    actions = page.locator("[data-tb-actions='S1']").get_by_role("checkbox")
    for action in actions.all()[1:]:
        action.check()
    expect(box(page, "Minute 0 to 5")).not_to_be_checked()
    page.reload()
    actions.first.check()
    expect(box(page, "Minute 0 to 5")).to_be_checked()
    expect(count(page)).to_have_text("1 of 9 done")
    box(page, "Minute 0 to 5").uncheck()
    expect(actions.last).not_to_be_checked()
    box(page, "Minute 5 to 10").check()
    expect(page.locator("[data-tb-actions='S2']").get_by_role("checkbox").last).to_be_checked()


def test_a_list_is_ticked_with_the_keyboard_alone(page: Page) -> None:
    box(page, "Move the ownership").focus()
    page.keyboard.press("Space")
    expect(count(page)).to_have_text("1 of 7 done")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Note: Move the ownership")).to_be_focused()


def test_a_reset_forgets_and_can_be_undone(page: Page) -> None:
    reset = page.get_by_role("button", name="Reset").first
    expect(reset).to_be_hidden()
    box(page, "Move the ownership").check()
    reset.click()
    expect(count(page)).to_have_text("0 of 7 done")
    page.get_by_role("button", name="Undo").click()
    expect(box(page, "Move the ownership")).to_be_checked()
    reset.click()
    page.reload()
    expect(box(page, "Move the ownership")).not_to_be_checked()
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('trailbook:checklist'))") == []


def test_ticks_of_an_earlier_wording_are_not_taken_over(page: Page) -> None:
    box(page, "Move the ownership").check()
    page.evaluate(
        """() => { const name = Object.keys(localStorage).find(name => name.startsWith("trailbook:checklist"))
        localStorage.setItem(name.replace(/[^:]*$/, "000000000000"), localStorage.getItem(name))
        localStorage.removeItem(name) }"""
    )
    page.reload()
    expect(count(page)).to_have_text("0 of 7 done")
    expect(page.locator(".tb-progress [role=status]").first).to_contain_text("The steps have changed")


@pytest.mark.slow
def test_what_the_browser_holds_under_the_name_may_be_anything(page: Page) -> None:
    box(page, "Move the ownership").check()
    page.evaluate(
        """() => Object.keys(localStorage).filter(name => name.startsWith("trailbook:checklist"))
        .forEach(name => localStorage.setItem(name, "[{"))"""
    )
    page.reload()
    expect(count(page)).to_have_text("0 of 7 done")


def test_an_export_is_a_record_that_passes_the_check(page: Page) -> None:
    box(page, "Move the ownership").check()
    page.get_by_role("button", name="Note: Close every way in").click()
    page.keyboard.type(HOSTILE.replace("\n", " "))
    fill_in(page, HOSTILE.replace("\n", " "))
    record = check(copied(page))
    assert (record.id, record.follows) == ("CL-20261120-PB-LEAVER", "PB-LEAVER")
    assert record.filled_by == HOSTILE.replace("\n", " ") and str(record.filled_on) == "2026-11-20"
    playbook = load(REPOSITORY).records["PB-LEAVER"]
    assert isinstance(playbook, Playbook)
    assert [tick.id for tick in record.ticks] == [step.id for step in playbook.steps]
    assert {tick.id for tick in record.ticks if tick.state == "done"} == {"S3"}
    assert {tick.id: tick.note for tick in record.ticks if tick.note} == {"S6": HOSTILE.replace("\n", " ")}
    assert record.commit and len(record.commit) == 40


def test_an_export_asks_who_and_when_first(page: Page) -> None:
    page.locator(".tb-record summary").first.click()
    page.get_by_role("button", name="Copy", exact=True).first.click()
    expect(page.get_by_label("Filled in by").first).to_be_focused()
    expect(page.locator(".tb-record [role=status]").first).to_be_empty()


def test_an_export_can_be_downloaded(page: Page) -> None:
    fill_in(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").first.click()
    assert download.value.suggested_filename == "cl-20261120-pb-leaver.md"
    assert check(Path(download.value.path()).read_text(encoding="utf-8")).filled_by == "Ann"


@pytest.mark.slow
def test_each_part_of_a_made_playbook_is_a_list_of_its_own(open_page: Open) -> None:
    page = open_page(f"{APPLICATION}#maker", may=("clipboard-read", "clipboard-write"))
    first, second = (page.locator(".tb-checklist").nth(number) for number in (0, 1))
    page.locator("ol.tb-todo").first.get_by_role("checkbox").first.check()
    expect(first.locator("output")).to_contain_text("1 of")
    expect(second.locator("output")).to_contain_text("0 of")
    fill_in(page)
    record = check(copied(page))
    assert (record.follows, record.part) == ("TM-EXPENSES", "maker-before-publishing")
    assert [tick.state for tick in record.ticks].count("done") == 1
    assert record.commit and record.commit[:10] in page.locator("[data-tb-commit]").inner_text()


def test_without_a_script_there_is_a_plain_list_and_boxes_on_paper(open_page: Open) -> None:
    page = open_page(PLAYBOOK)
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(page.url)
    expect(plain.locator(".tb-checklist").first).to_be_hidden()
    expect(plain.locator(".tb-step").first).to_be_hidden()
    plain.emulate_media(media="print")
    expect(plain.locator(".tb-step").first).to_be_visible()
    context.close()


def test_ticks_stand_on_paper_and_controls_do_not(page: Page) -> None:
    box(page, "Move the ownership").check()
    page.emulate_media(media="print")
    expect(box(page, "Move the ownership")).to_be_visible()
    expect(page.locator(".tb-checklist").first).to_be_hidden()
    expect(page.get_by_role("button", name="Note: Move the ownership")).to_be_hidden()


def test_a_phone_leads_to_the_first_step_before_anything_is_scrolled(open_page: Open) -> None:
    link = open_page(PLAYBOOK, screen=PHONE).locator(".tb-start").get_by_role("link", name="Go to the 7 steps")
    expect(link).to_be_in_viewport()
    link.click()
    expect(link.page.locator("#S1")).to_be_in_viewport()


def test_a_phone_shows_the_list_within_its_width(open_page: Open) -> None:
    page = open_page(f"{APPLICATION}#maker", screen=PHONE)
    page.locator(".tb-record summary").first.click()
    page.locator("ol.tb-todo").first.get_by_role("button").first.click()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_reader_sees_the_steps_of_their_own_role_and_keeps_it(open_page: Open) -> None:
    page = open_page(APPLICATION)
    steps = page.locator(".tb-todo__title:visible")
    expect(steps).to_have_count(0)
    page.goto(f"{page.url}#maker")
    own = page.locator("[data-tb-role=maker]")
    expect(own).to_have_attribute("open", "")
    assert steps.count() == own.locator(".tb-todo__title").count() > 0
    other = page.locator("[data-tb-role=reviewer]")
    other.locator("summary").first.click()
    expect(own).not_to_have_attribute("open", "")
    page.goto(page.url.partition("#")[0] + "?again")
    assert steps.count() == other.locator(".tb-todo__title").count() > 0


def test_a_step_is_found_by_its_address_among_those_of_all_roles(open_page: Open) -> None:
    page = open_page(APPLICATION)
    step = page.locator("[data-tb-role=reviewer] .tb-todo > li").last
    page.goto(f"{page.url}#{step.get_attribute('id')}")
    expect(step).to_be_in_viewport()


def test_print_has_the_steps_of_the_reader_alone_and_all_if_nobody_is_chosen(open_page: Open) -> None:
    page = open_page(APPLICATION)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")  # as the theme prints
    page.emulate_media(media="print")
    steps = page.locator(".tb-todo__title:visible")
    everybody = steps.count()
    page.emulate_media(media="screen")
    page.goto(f"{page.url}#maker")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.emulate_media(media="print")
    assert 0 < steps.count() < everybody


def test_a_step_with_actions_has_its_text_on_request_and_in_print(open_page: Open) -> None:
    page = open_page("playbooks/data-exposure/", screen=PHONE)
    text = page.locator("#S1 ~ details.tb-in-full p").first
    expect(text).to_be_hidden()
    page.get_by_text("In full", exact=True).first.click()
    expect(text).to_be_visible()
