import pytest
from tests.properties import seconds

from trailbook.trail.git.commits import Person
from trailbook.trail.git.contacts import contacts_in, is_placeholder, possible_contacts, read_contact
from trailbook.trail.git.people import same

AFTER = ("Bo <bo@example.org>", "Cy <cy@example.org>")


@pytest.mark.parametrize(
    ("value", "contacts"),
    [
        ("Bo <bo@example.org>, Cy <cy@example.org>", AFTER),
        ("Bo <bo@example.org>; Cy <cy@example.org>", AFTER),
        ("Bo <bo@example.org> and Cy <cy@example.org>", AFTER),
        ("Bo <bo@example.org>, and Cy <cy@example.org>", AFTER),
        ("Bo <bo@example.org> & Cy <cy@example.org>", AFTER),
        ("bo@example.org, cy@example.org", ("bo@example.org", "cy@example.org")),
        ("@bo, @cy", ("@bo", "@cy")),
        ("@bo, Cy <cy@example.org>", ("@bo", "Cy <cy@example.org>")),
        ("Lee, Bo <bo@example.org>, Cy <cy@example.org>", ("Lee, Bo <bo@example.org>", "Cy <cy@example.org>")),
        ("Lee, Bo <bo@example.org>", ("Lee, Bo <bo@example.org>",)),
        ("@bo - Bo Lee <bo@example.org>", ("@bo - Bo Lee <bo@example.org>",)),
        ("Bo <bo@example.org> (@bo)", ("Bo <bo@example.org> (@bo)",)),
        ("bo@example.org <BO+kb@example.org>", ("bo@example.org <BO+kb@example.org>",)),
        ("Bo <bo@example.org@bos-laptop.lan>", ("Bo <bo@example.org@bos-laptop.lan>",)),
        ("Bo", ("Bo",)),
    ],
)
def test_a_value_names_one_person_or_several_as_lists_do(value: str, contacts: tuple[str, ...]) -> None:
    assert contacts_in(value) == contacts


@pytest.mark.parametrize(
    "value",
    [
        "eve@example.org bo@example.org",
        "Eve <eve@example.org> <bo@example.org>",
        "eve@example.org <bo@example.org>",
        "Bo <bo@example.org>, Eve <eve@example.org> <cy@example.org>",
        "@bo @cy",
        "[Bo](https://forge.example/bo)",
        "![](https://forge.example/bo.png)",
    ],
)
def test_a_value_that_may_mean_several_or_is_a_link_names_nobody(value: str) -> None:
    assert contacts_in(value) == ()


def test_what_is_not_plain_may_mean_each_of_its_addresses() -> None:
    people = [read_contact(one) for one in possible_contacts("Eve <eve@example.org> <bo@example.org>")]
    assert {one.email for one in people} == {"eve@example.org", "bo@example.org"}


@pytest.mark.parametrize("value", ["x@", "@", "@@x", "Bo x@", "@username", "a@@b"])
def test_a_piece_of_an_address_is_nobody(value: str) -> None:
    assert is_placeholder(read_contact(value))


@pytest.mark.parametrize("value", ["@x", "@bo-lee", "@bo_lee", "Bo @ Example", "Bo @home"])
def test_an_account_is_somebody(value: str) -> None:
    assert not is_placeholder(read_contact(value))


@pytest.mark.parametrize(
    "account", ["@eve", "@evesmith", "@esmith", "@smithe", "@eve-smith2", "@eves", "@smith", "esmith9"]
)
def test_an_account_made_of_somebodys_names_is_theirs(account: str) -> None:
    assert same(read_contact(account), Person("Eve Smith", "es@example.org"))


@pytest.mark.parametrize("account", ["@x", "@es", "@bosmith", "@bo", "@esmithson"])
def test_another_account_is_somebody_elses(account: str) -> None:
    assert not same(read_contact(account), Person("Eve Smith", "e.s@example.org"))


def test_a_long_value_is_read_in_time() -> None:
    for value in ("a" * 200_000 + "@", "@" * 200_000, "a@b," * 50_000, "<a@b " * 50_000, "x@ " * 60_000):
        assert seconds(contacts_in, value) < 5, value[:4]
        assert seconds(lambda text: is_placeholder(read_contact(text)), value) < 5, value[:4]
