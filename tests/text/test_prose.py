"""Counts, lists and articles read as English."""

import pytest

from trailbook.text.prose import count, listed, with_article


@pytest.mark.parametrize(
    ("number", "noun", "plural", "text"),
    [
        (0, "problem", "", "0 problems"),
        (1, "problem", "", "1 problem"),
        (1200, "problem", "", "1,200 problems"),
        (1, "entry", "entries", "1 entry"),
        (2, "entry", "entries", "2 entries"),
    ],
)
def test_a_noun_agrees_with_its_number(number: int, noun: str, plural: str, text: str) -> None:
    assert count(number, noun, plural) == text


@pytest.mark.parametrize(
    "parts, text", [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_has_one_and(parts: list[str], text: str) -> None:
    assert listed(parts) == text


def test_a_noun_has_the_article_that_it_sounds_with() -> None:
    assert (with_article("threat-model"), with_article("indicator")) == ("a threat model", "an indicator")
