"""How a reader suggests a change."""

import pytest
from playwright.sync_api import expect
from tests.browser.reader import DESKTOP, PHONE, Open, Scheme, Screen


@pytest.mark.parametrize(
    ("screen", "scheme"), [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]
)
@pytest.mark.parametrize(
    ("path", "words"), [("playbooks/new-connector/", "this playbook"), ("controls/POL-ACCESS.C1/", "this control")]
)
def test_the_link_is_seen_reached_by_keyboard_and_large_enough(
    open_page: Open, path: str, words: str, screen: Screen, scheme: Scheme
) -> None:
    page = open_page(path, screen=screen, scheme=scheme)
    link = page.get_by_role("link", name=f"Suggest a change to {words}")
    link.scroll_into_view_if_needed()
    expect(link).to_be_in_viewport()
    link.focus()
    expect(link).to_be_focused()
    box = link.bounding_box()
    assert box and box["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
