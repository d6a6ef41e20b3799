import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.trail.messages import read_message


def test_a_trailer_is_found_wherever_it_stands() -> None:
    message = read_message("Squash\n\n* first\n\nRationale: because of a token\n\n* second\n\nmore prose here.\n")
    assert message.values("Rationale") == ("because of a token",)
    assert "more prose here." in message.prose


def test_a_trailer_is_known_by_name_in_any_case_and_goes_on_when_indented() -> None:
    message = read_message("t\n\nrationale : one\n  two\nREFS: POL-A.C1\n")
    assert [(t.name, t.value) for t in message.trailers] == [("Rationale", "one two"), ("Refs", "POL-A.C1")]


@pytest.mark.parametrize("line", ["docs: a thing", "https://example.org", "Note: not one", "x = {a: b}"])
def test_what_only_looks_like_a_trailer_is_prose(line: str) -> None:
    message = read_message(f"t\n\n{line}\n")
    assert message.trailers == ()
    assert message.prose == line


def test_a_trailer_in_a_code_block_is_code() -> None:
    assert read_message("t\n\n```\nRationale: example\n```\n").trailers == ()


@pytest.mark.parametrize(
    "body",
    [
        "* Add a thing\n* Fix a typo",
        "Merge branch 'main' into topic",
        "<!-- Describe your change -->",
        "Co-authored-by: Bo <bo@example.org>",
        "See merge request group/project!7",
        "(cherry picked from commit 0123456789abcdef)",
        "---",
    ],
)
def test_boilerplate_is_no_prose(body: str) -> None:
    assert read_message(f"t\n\n{body}\n").prose == ""


def test_a_list_of_sentences_is_prose() -> None:
    assert read_message("t\n\n* The old limit let a stolen token read everything.\n").prose


@given(st.text())
def test_any_text_is_a_message(text: str) -> None:
    message = read_message(text)
    assert "\n" not in message.title
    assert all("\n" not in trailer.value for trailer in message.trailers)
