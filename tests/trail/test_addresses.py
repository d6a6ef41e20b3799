import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.trail.published_text import without_addresses


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ada <ada@a.example> said", "Ada <ada@…> said"),
        ("ada+tag@a.b.example, bob_1@c.example.", "ada+tag@…, bob_1@…."),
        ("<ada@a.example.>", "<ada@…>"),
        ("<ada%40a.example.>", "<ada@…>"),
        ("ada@a.example.@b.example", "ada@….@…"),
        ("o'neil@a.example", "o'neil@…"),
        ("<root@localhost> and <x@host> and root@localhost", "<root@…> and <x@…> and root@…"),
        ("ivan@bücher.example and judy@пример.рф", "ivan@… and judy@…"),
        ("rupert@[192.0.2.7]", "rupert@…"),
        ("[write](mailto:ada@a.example)", "[write](mailto:ada@…)"),
        ("mailto:ada%40a.example", "mailto:ada@…"),
        ("ada/bob@a.example", "ada/bob@…"),
        ("a" * 200 + "@a.example", "a" * 200 + "@…"),
        ("Merge of git@git.example:a/b", "Merge of git@…:a/b"),
    ],
)
def test_of_an_address_what_stands_before_the_at_sign_is_left(text: str, shown: str) -> None:
    assert without_addresses(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "uses: actions/checkout@v4",
        "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
        "https://social.example/@ada",
        "@ada, look",
        "2 @ 3.50",
        "a decorator @cached.property",
        "name@1.2.3",
    ],
)
def test_what_only_holds_an_at_sign_is_left_alone(text: str) -> None:
    assert without_addresses(text) == text


@given(st.lists(st.sampled_from(["a", ".", "@", "<", ">", "b.cd", "%40", " ", "'"])).map("".join))
def test_what_is_left_holds_no_address_any_more(text: str) -> None:
    assert without_addresses(without_addresses(text)) == without_addresses(text)


def test_a_long_text_of_what_could_be_one_takes_no_time() -> None:
    assert without_addresses("a.-" * 200_000 + "@") == "a.-" * 200_000 + "@"
    assert without_addresses("a@b.cd." * 50_000).count("@") == 50_000
