"""Flesch Reading Ease, on texts whose sentences, words and syllables are counted by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.risk.playbooks.readability import Ease, ease, sentences, syllables

SYLLABLES = {
    1: "the cat used notes asked closed rules files queue due flows apps",
    2: "hybrid table tables people wanted changes boxes owner reviews create being language business something safely",
    3: "seemingly connector connection created organised services area idea usual radio reviewer permission",
    4: "identity application authority",
}


@pytest.mark.parametrize(
    ("word", "number"), [(word, number) for number, words in SYLLABLES.items() for word in words.split()]
)
def test_syllables_follow_from_the_spelling(word: str, number: int) -> None:
    assert syllables(word) == number


@pytest.mark.parametrize("word", ["GDPR", "CSV", "72", "T3", "é"])
def test_figures_and_abbreviations_count_as_one_syllable(word: str) -> None:
    assert syllables(word) == 1


def test_parts_of_a_compound_are_counted_apart() -> None:
    assert syllables("sign-off") == 2 and syllables("manager's") == 3


def test_the_score_is_that_of_the_published_formula() -> None:
    assert ease("The cat sat on the mat.") == Ease(1, 6, 6)
    assert round(Ease(1, 6, 6).score, 3) == 116.145
    assert round(Ease(1, 12, 23).score, 2) == 32.5


def test_a_text_without_words_is_easy() -> None:
    assert ease("").score == ease("***").score == 100


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("One line\nand the next.", ["One line and the next."]),
        ("A list:\n\n- one thing\n- another", ["A list", "one thing", "another"]),
        ('A [link](https://example.org/a.b "Title. More") here.', ["A link here."]),
        ("See POL-A.C1 now. Go.", ["See x now.", "Go."]),
        ("Run `a. b. c` once.", ["Run x once."]),
        ('He said "go." Then he went.', ['He said "go.', "Then he went."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(markdown: str, found: list[str]) -> None:
    assert sentences(markdown) == found


@given(st.text())
def test_any_text_has_a_score(text: str) -> None:
    reading = ease(text)
    assert reading.score <= 206.835
    assert reading.syllables >= reading.words >= reading.sentences or reading.words == 0
