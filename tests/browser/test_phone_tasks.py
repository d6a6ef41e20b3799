"""What makers, responders and contributors come for, on a phone: taps counted, and what they do and read timed."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.reader import PHONE, Open

READ = 60 / 238
"""Seconds for a word of English that an adult reads silently (Brysbaert 2019, doi:10.1016/j.jml.2019.104047)."""
KEY = 0.28
"""Seconds for a key that an average typist presses (Card, Moran and Newell 1980, doi:10.1145/358886.358895)."""
TAP = 1.1 + 1.35
"""Seconds to make up one's mind and to point at something (the same)."""


@dataclass
class Hand:
    """Somebody with a phone: what they tapped, typed and read."""

    page: Page
    taps: int = 0
    keys: int = 0
    words: int = 0

    def tap(self, place: Locator) -> None:
        """Tap something that is on the screen, or a part of it that can be scrolled to."""
        place.click()
        self.taps += 1

    def type(self, place: Locator, text: str) -> None:
        """Tap a field and type."""
        self.tap(place)
        place.press_sequentially(text)
        self.keys += len(text)

    def read(self, place: Locator) -> str:
        """Read what something says."""
        said = place.inner_text()
        self.words += len(said.split())
        return said

    @property
    def seconds(self) -> float:
        """How long all of it takes."""
        return self.taps * TAP + self.keys * KEY + self.words * READ


def test_what_filters_the_log_is_one_field_until_more_is_asked_for(open_page: Open) -> None:
    page = open_page("decisions/", screen=PHONE)
    form = page.locator("[data-tb-decisions]")
    expect(form.locator(":is(input, select):visible")).to_have_count(1)
    form.get_by_text("More filters").click()
    form.get_by_label("Effect").select_option("weakens")
    expect(form.locator("output")).to_have_text(re.compile(r"^\d+ of \d+$"))
    for row in page.locator("ol.tb-log > li:visible").all()[:5]:
        assert "weakens" in row.inner_text()


def test_a_maker_has_a_firm_answer_to_may_i_after_three_taps(open_page: Open) -> None:
    hand = Hand(open_page("", screen=PHONE))
    hand.tap(hand.page.get_by_role("main").get_by_role("link", name="May I connect this?"))
    hand.type(hand.page.get_by_label("Which service?"), "HubSpot")
    hand.page.get_by_label("Which data?").select_option("internal")
    hand.taps += 1
    answer = hand.page.locator("[data-tb-finder] output")
    said = hand.read(answer)
    assert said.startswith("Yes, if")
    assert "CRM team decides" in said
    assert hand.taps <= 3
    assert hand.seconds < 60


def test_a_responder_sees_the_first_action_after_two_taps_whom_to_call_and_who_may_switch_off(open_page: Open) -> None:
    hand = Hand(open_page("threat-models/portal/", screen=PHONE))
    hand.tap(hand.page.get_by_role("link", name="Something is wrong"))
    door = hand.page.get_by_role("link", name="Respond to exposed data")
    hand.tap(door)
    first = hand.page.locator(".actions li").first
    box = first.bounding_box()
    assert box
    assert box["y"] + box["height"] <= PHONE.height
    hand.read(hand.page.locator(".avoid"))
    assert hand.read(first).startswith("Say")
    assert hand.taps == 2
    assert hand.seconds < 30
    header = hand.page.locator("header")
    call = header.get_by_role("link", name="Call Incident response +44 20 7946 0100")
    expect(call).to_be_in_viewport()
    expect(call).to_have_attribute("href", "tel:+442079460100")
    hand.tap(header.get_by_role("link", name="Switch it off?"))
    authority = hand.page.locator("#authority")
    expect(authority).to_be_in_viewport()
    assert hand.read(authority).startswith("Who may switch it off\n")
    assert hand.taps == 3


def test_each_step_of_an_incident_is_a_screen_with_three_to_six_boxes(open_page: Open) -> None:
    page = open_page("go/token-theft/", screen=PHONE)
    steps = page.locator("section.step")
    counts = [step.locator(".actions input").count() for step in steps.all()]
    assert len(counts) == 9
    assert all(3 <= number <= 6 for number in counts)
    for number in range(2, 10):
        page.locator("#on").click()
        (shown,) = page.locator("main > section:visible").all()
        expect(shown.get_by_role("heading")).to_contain_text(f"Step {number} of 9")
        expect(shown.get_by_role("heading")).to_be_focused()
        expect(shown.get_by_role("checkbox").first).to_be_in_viewport()
        expect(page.locator("header a.button")).to_be_in_viewport()


def test_a_step_that_another_names_is_one_tap_away_and_the_way_back_another(open_page: Open) -> None:
    page = open_page("go/data-exposure/#S3", screen=PHONE)
    page.get_by_role("link", name="step 2").click()
    expect(page.locator("main > section:visible")).to_have_attribute("id", "S2")
    page.locator("header").get_by_role("link", name="Whom to call").click()
    expect(page.locator("main > section:visible")).to_have_attribute("id", "call")
    page.get_by_role("link", name="Back to step 2").click()
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.locator(".avoid")).to_be_in_viewport()
    expect(page.get_by_role("checkbox").first).to_be_in_viewport()


def test_the_number_to_call_is_beside_the_way_into_a_playbook(open_page: Open) -> None:
    page = open_page("playbooks/data-exposure/", screen=PHONE)
    call = page.get_by_role("link", name="Call Incident response +44 20 7946 0100")
    expect(call).to_be_in_viewport()
    expect(call).to_have_attribute("href", "tel:+442079460100")


def test_a_contributor_is_at_the_source_of_a_control_after_one_tap_and_begins_a_model_from_its_register(
    open_page: Open,
) -> None:
    page = open_page("controls/POL-ACCESS.C3/", screen=PHONE)
    own = page.get_by_role("link", name="Suggest a change to this control")
    expect(own).to_have_attribute("href", re.compile(r"^https://git\.example\.org/.*/content/policies/access\.md"))
    page.goto(page.url.replace("controls/POL-ACCESS.C3/", "threat-models/"))
    expect(page.locator("#new")).to_contain_text("New threat model")


@pytest.mark.parametrize("path", ["", "may-i/", "go/", "go/data-exposure/", "playbooks/data-exposure/"])
def test_nothing_has_to_be_scrolled_sideways_at_four_times_the_size(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 256})  # 1280 by 1024 at 400 % (WCAG 2.2, 1.4.10)
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()


def test_an_incident_is_followed_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("go/data-exposure/", screen=PHONE)
    first = page.get_by_role("checkbox").first
    for _ in range(8):
        page.keyboard.press("Tab")
        if first.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    expect(page.locator("#log")).to_have_value(re.compile("begun\\n.*Say"))
