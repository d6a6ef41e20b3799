"""The word diff: what it shows, and that it stays fast on any text."""

import time
from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.trail.changes.word_diff import edits, word_diff

TEXTS = st.text(alphabet="ab c.\n", max_size=60) | st.text(max_size=40)


def test_words_that_changed_stand_between_those_that_did_not() -> None:
    assert word_diff("Share with everyone.", "Share with named groups.") == (
        ("same", "Share with "),
        ("removed", "everyone"),
        ("added", "named groups"),
        ("same", "."),
    )


def test_line_wraps_are_no_difference() -> None:
    assert word_diff("one two\nthree", "one\ntwo three") == (("same", "one\ntwo three"),)


def test_a_new_paragraph_is_a_difference() -> None:
    assert [kind for kind, _ in word_diff("one two", "one\n\ntwo")] == ["removed", "added", "same"]


@given(TEXTS, TEXTS)
def test_the_stretches_make_up_both_texts(before: str, after: str) -> None:
    stretches = word_diff(before, after)
    assert "".join(text for kind, text in stretches if kind != "removed") == after
    left = "".join(text for kind, text in stretches if kind != "added")
    assert "".join(left.split()) == "".join(before.split())


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(kind == "same" for kind, _ in word_diff(text, text))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 250_000, "b a c " * 160_000),
        (" ".join(str(n % 3_000) for n in range(180_000)), " ".join(str(n * 7 % 3_000) for n in range(180_000))),
        ("a" * 1_000_000, "b" * 1_000_000),
        ("字" * 300_000, "字典" * 150_000),
    ],
    ids=["no landmarks", "few words in another order", "one long word", "no spaces"],
)
def test_a_megabyte_takes_seconds_at_most(before: str, after: str) -> None:
    start = time.process_time()
    word_diff(before, after)
    assert time.process_time() - start < 10  # usually below one


def test_words_that_all_occur_often_are_still_told_apart() -> None:
    words = [str(n % 50 + n % 7 * 3) for n in range(2_000)]
    edited = [*words[:900], "new", *words[901:]]
    assert [(kind, text.strip()) for kind, text in word_diff(" ".join(words), " ".join(edited))][1:3] == [
        ("removed", words[900]),
        ("added", "new"),
    ]


def test_an_edit_has_what_is_around_it_in_its_sentence() -> None:
    (edit,) = edits("Be kind. Makers must ask first. Then build.", "Be kind. Makers may ask first. Then build.")
    assert (edit.removed, edit.added) == ("must ", "may ")
    assert (edit.left, edit.right) == ("Makers ", "ask first.")
    assert not edit.is_whole and edit.length == 1


def test_what_goes_and_what_comes_in_one_place_are_one_edit() -> None:
    assert [edit[:2] for edit in map(astuple, edits("a b c d e", "a x c d e f"))] == [("b ", "x "), ("", "f")]
