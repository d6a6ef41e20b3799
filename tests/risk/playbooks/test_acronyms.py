"""Which acronyms a text uses without saying what they stand for."""

import pytest

from trailbook.risk.playbooks.readability import unexplained


def acronyms_in(*texts: str, body: str = "", known: tuple[str, ...] = ("AI",)) -> list[tuple[int, str]]:
    return [(place, acronym) for place, acronym, _ in unexplained(texts, body, known)]


@pytest.mark.parametrize(
    "text",
    [
        "Open the CRM.",
        "Open the CRMs.",
        "Open **CRM** now.",
        "Ask the CRM's owner.",
        "Open the CRM (S3).",
        "Open the CRM (2025) now.",
        "Open the CRM, the list of customers.",
    ],
)
def test_an_acronym_without_words_is_told(text: str) -> None:
    assert acronyms_in(text) == [(0, "CRM")]


@pytest.mark.parametrize(
    "text",
    [
        "Open the CRM (the list of customers).",
        "Open the CRMs (lists of customers).",
        "Open **CRM** (the list of customers).",
        "Open the list of customers (CRM).",
        "Open the lists of customers (CRMs).",
        "Open the `CRM` now.",
        "See POL-ACCESS.C1 and TM-A.T3.",
        "Ask the AI.",
        "Read the S3 or I or a B2.",
        "Write WHAT goes from HERE to THERE.",
        "Look into the CRM-list and X-CRM.",
        "Use OAuth, GitHub and iOS.",
        "Open https://example.org/CRM/ now.",
    ],
)
def test_what_is_explained_or_no_acronym_is_not_told(text: str) -> None:
    assert acronyms_in(text) == []


def test_only_the_first_use_is_told_and_an_explanation_afterwards_is_too_late() -> None:
    assert acronyms_in("Start.", "Open the CRM.", "The CRM (the list of customers) and the CRM.") == [(1, "CRM")]
    assert acronyms_in("The CRM (the list of customers).", "Open the CRM.") == []


def test_a_definition_anywhere_in_the_file_explains_and_so_does_the_list_of_known_ones() -> None:
    assert acronyms_in("Open the CRM.", body="# A\n\n*[CRM]: list of customers\n") == []
    assert acronyms_in("Open the CRM.", body="*[CRM]:\n") == [(0, "CRM")]
    assert acronyms_in("Open the CRM.", known=("CRM",)) == []
    assert acronyms_in("Ask the AI.", known=()) == [(0, "AI")]
