"""A maker asks whether a service may be connected."""

import pytest
from playwright.sync_api import expect
from tests.browser.reader import PHONE, Open


@pytest.mark.parametrize(
    ("service", "data", "answer", "words"),
    [
        ("slack", "confidential", "Yes, if", "Company chat"),
        ("Slack", "restricted", "No", "confidential data at most"),
        ("hubspot", "internal", "Yes, if", "CRM team decides"),
        ("Trello", "internal", "Ask first", "is not on the register"),
    ],
)
def test_a_product_by_its_name_has_an_answer(open_page: Open, service: str, data: str, answer: str, words: str) -> None:
    page = open_page("may-i/", screen=PHONE)
    page.get_by_label("Which data?").select_option(data)
    page.get_by_label("Which service?").fill(service)
    out = page.locator("[data-tb-finder] output")
    expect(out.locator("strong").first).to_have_text(answer)
    expect(out).to_contain_text(words)


def test_the_request_says_what_was_typed_and_no_markup_of_it_acts(open_page: Open) -> None:
    page = open_page("may-i/?service=%3Cimg src=x onerror=alert(1)%3E&data=public")
    page.get_by_label("To do what?").fill("Send invoices")
    request = page.locator("[data-tb-finder] pre")
    expect(request).to_contain_text("Service: <img src=x onerror=alert(1)>")
    expect(request).to_contain_text("To do: Send invoices")
    assert page.locator("[data-tb-finder] img").count() == 0
