"""A maker asks whether a service may be connected."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.reader import PHONE, Open

FIFTY = (
    "Airtable", "Asana", "Azure OpenAI", "BambooHR", "BigQuery", "Box", "Calendly", "ChatGPT", "Claude", "ClickUp",
    "Confluence", "Copilot", "Dataverse", "Discord", "DocuSign", "Dropbox", "Dynamics 365", "Excel", "Gmail",
    "Google Calendar", "Google Drive", "Google Forms", "Google Sheets", "HubSpot", "Intercom", "Jira", "Mailchimp",
    "Make", "Microsoft Forms", "Microsoft Teams", "monday.com", "MySQL", "n8n", "Notion", "OneDrive", "OpenAI",
    "Outlook", "PayPal", "Personio", "Pipedrive", "PostgreSQL", "Power Apps", "Power Automate", "QuickBooks",
    "Salesforce", "SendGrid", "ServiceNow", "SharePoint", "Shopify", "Slack", "SQL Server", "Stripe", "Supabase",
    "Trello", "Twilio", "Typeform", "WhatsApp", "WordPress", "Workday", "Xero", "Zapier", "Zendesk", "Zoom",
)  # fmt: skip
"""Services that makers name most, and a few more."""


def ask(page: Page, service: str, data: str, account: str = "") -> Locator:
    page.get_by_label("Which data?").select_option(data)
    page.get_by_label("Whose account?").select_option(account)
    page.get_by_label("Which service?").fill(service)
    return page.locator("[data-tb-finder] output")


@pytest.mark.parametrize(
    ("service", "data", "account", "answer", "words"),
    [
        ("slack", "confidential", "", "Yes, if", "Company chat"),
        ("Slack", "restricted", "", "No", "confidential data at most"),
        ("Slack", "confidential", "private", "No", "Private accounts"),
        ("hubspot", "internal", "", "Yes, if", "CRM team decides"),
        ("Dropbox", "confidential", "", "Ask first", "It depends on whose account it is."),
        ("Dropbox", "restricted", "", "No", "A private account: No."),
        ("Dropbox", "confidential", "company", "Yes, if", "Company file storage"),
        ("Dropbox", "public", "private", "No", "Private accounts"),
        ("private gmail", "confidential", "", "No", "Private accounts"),
        ("my own Gmail account", "public", "company", "No", "Private accounts"),
        ("Discord", "confidential", "", "No", "Private accounts"),
        ("Discord", "internal", "company", "Ask first", "has no account of Discord"),
        ("Trello", "internal", "", "Ask first", "Nobody has decided"),
        ("Dataverse", "confidential", "", "Yes, if", "Company platform tables"),
        ("Basecamp", "internal", "", "Ask first", "is not on the register"),
    ],
)
def test_a_product_by_its_name_has_an_answer(
    open_page: Open, service: str, data: str, account: str, answer: str, words: str
) -> None:
    out = ask(open_page("may-i/", screen=PHONE), service, data, account)
    expect(out.locator("> strong")).to_have_text(answer)
    expect(out).to_contain_text(words)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("dropbx", "Dropbox"), ("salseforce", "Salesforce"), ("air", "Airtable"), ("whatsap", "WhatsApp")],
)
def test_a_slip_of_the_keys_leads_to_what_was_meant(open_page: Open, typed: str, meant: str) -> None:
    page = open_page("may-i/")
    out = ask(page, typed, "internal")
    expect(out.locator("> strong")).to_have_text("Ask first")
    expect(out.locator("> :first-child")).to_contain_text("Did you mean this?")
    out.get_by_role("button", name=meant, exact=True).click()
    expect(page.get_by_label("Which service?")).to_have_value(meant)
    expect(out).not_to_contain_text("is not on the register")


def test_the_answer_lists_all_conditions_in_place_of_the_table(open_page: Open) -> None:
    page = open_page("may-i/")
    out = ask(page, "Slack", "confidential")
    expect(out.get_by_role("listitem")).to_have_count(5)
    expect(out.get_by_text("Still outstanding:")).to_be_visible()
    expect(page.locator("[data-tb-services]")).to_be_hidden()
    page.get_by_label("Which service?").fill("")
    expect(page.locator("[data-tb-services]")).to_be_visible()


def test_of_a_service_without_a_private_account_only_that_of_the_company_has_a_yes(open_page: Open) -> None:
    page = open_page("may-i/")
    page.evaluate("document.querySelector('[data-account=private]').dataset.account = 'none'")
    out = ask(page, "company mail", "public")
    expect(out.locator("> strong")).to_have_text(re.compile("^Yes"))
    expect(out).to_contain_text("This is the answer for the company's account.")
    ask(page, "company mail", "public", "company")
    expect(out).not_to_contain_text("This is the answer for the company's account.")
    ask(page, "company mail", "public", "private")
    expect(out.locator("> strong")).to_have_text("Ask first")
    expect(out).to_contain_text("Only the company's account of company mail is on the register: a private one is not")
    expect(out).not_to_contain_text("has no account")


def test_an_unconditional_yes_for_an_unstated_account_says_for_which_it_is(open_page: Open) -> None:
    page = open_page("may-i/")
    page.evaluate("""for (const row of document.querySelectorAll('[data-account=company]'))
        row.dataset.answers = row.dataset.answers.replaceAll('yes-if', 'yes')""")
    out = ask(page, "Slack", "internal")
    expect(out.locator("> strong")).to_have_text("Yes, with the company's account")
    ask(page, "Slack", "internal", "company")
    expect(out.locator("> strong")).to_have_text("Yes")


def test_a_request_follows_whom_to_send_it_to_and_how_to_reach_them(open_page: Open) -> None:
    page = open_page("may-i/")
    out = ask(page, "Basecamp", "internal")
    expect(out.locator("pre")).to_be_visible()
    expect(out.locator("p:has(+ pre)")).to_have_text("The request, to copy:")


def test_a_request_says_how_long_a_decision_takes(open_page: Open) -> None:
    page = open_page("may-i/")
    expect(ask(page, "Basecamp", "internal")).to_contain_text("How long it takes: ten working days")


def test_no_other_word_leads_to_a_service(open_page: Open) -> None:
    out = ask(open_page("may-i/"), "quantum ledger", "internal")
    expect(out).to_contain_text("quantum ledger is not on the register")
    expect(out).not_to_contain_text("Did you mean")


def test_the_services_that_makers_name_most_are_found(open_page: Open) -> None:
    page = open_page("may-i/")
    for service in FIFTY:
        expect(ask(page, service, "internal"), service).not_to_contain_text("not on the register")


def test_the_table_says_which_row_is_about_a_private_account(open_page: Open) -> None:
    rows = open_page("may-i/").locator("[data-tb-services] tbody tr")
    private = rows.filter(has_text="Private accounts")
    expect(rows.filter(has_text="a private account")).to_have_count(1)
    expect(private).to_contain_text("a private account")
    expect(private.locator(".tb-may--no")).to_have_count(4)
    expect(rows.filter(has_text="Dropbox")).to_have_count(2)


def test_the_request_says_what_was_typed_and_no_markup_of_it_acts(open_page: Open) -> None:
    page = open_page("may-i/?service=%3Cimg src=x onerror=alert(1)%3E&data=public")
    page.get_by_label("To do what?").fill("Send invoices")
    request = page.locator("[data-tb-finder] pre")
    expect(request).to_contain_text("Service: <img src=x onerror=alert(1)>")
    expect(request).to_contain_text("To do: Send invoices")
    assert page.locator("[data-tb-finder] img").count() == 0
