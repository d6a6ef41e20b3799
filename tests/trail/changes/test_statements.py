"""A text as statements, and which of them are the same, reworded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.trail.changes.statements import aligned, is_said_in, statements


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ask first. Then build.\nWrapped here.", ("Ask first.", "Then build.", "Wrapped here.")),
        ("- Ask **first**\n- Then [build](https://example.org)\n", ("Ask first", "Then build")),
        ("See e.g. the list. Then go.", ("See e.g. the list.", "Then go.")),
        ("Use at least 2.5 units of it. Fine.", ("Use at least 2.5 units of it.", "Fine.")),
        ("## A heading\n\nText.\n\n```\nCode. More.\n```\n", ("Text.",)),
        ("先に聞く。それから作る。", ("先に聞く。", "それから作る。")),
        ("> Quoted. Twice.\n", ("Quoted.", "Twice.")),
    ],
)
def test_a_text_is_taken_apart_into_sentences_and_items(text: str, found: tuple[str, ...]) -> None:
    assert statements(text) == found


def test_a_reworded_statement_is_paired_with_its_predecessor_and_a_moved_one_with_nothing() -> None:
    old = ("Makers must ask an owner first.", "Guests are welcome here.", "Nobody counts the apps.")
    new = ("Guests are welcome here.", "Makers may ask an owner first.", "Cats sleep all day.")
    found = aligned(old, new, lambda statement: True)
    assert (found.reworded, found.removed, found.added) == (((0, 1),), (2,), (2,))


def test_only_what_matters_is_compared() -> None:
    found = aligned(("Ask one person.", "Go home."), ("Ask two persons.", "Come back."), lambda text: "Ask" in text)
    assert (found.removed, found.added) == ((), ())
    assert aligned(("a b c",), ("x y z",), lambda text: False).removed == ()


def test_a_statement_is_said_in_another_that_has_its_words_or_nearly_its_letters() -> None:
    assert is_said_in("Owners must name a deputy.", ("We hold that owners must name a deputy in time.",))
    assert is_said_in("The coach must become dispensable.", ("The coaches must become dispensables.",))
    assert not is_said_in("Owners must name a deputy.", ("Owners are listed in a table.",))


@given(st.lists(st.text()), st.lists(st.text()))
def test_every_statement_is_in_one_place_at_most(old: list[str], new: list[str]) -> None:
    found = aligned(old, new, lambda statement: True)
    here = [index for index, _ in found.reworded] + list(found.removed)
    there = [index for _, index in found.reworded] + list(found.added)
    assert len(here) == len(set(here)) and len(there) == len(set(there))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert all(statement.strip() for statement in statements(text))
