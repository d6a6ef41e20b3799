import pytest

from trailbook.trail.git.commits import Person
from trailbook.trail.git.people import is_account, is_placeholder, read_contact, same


@pytest.mark.parametrize(
    "account",
    [
        "Merge Robot <merge-robot@example.org>",
        "k8s-ci-robot <1+ci-robot@users.noreply.github.com>",
        "dependabot[bot] <support@forge.example>",
        "Renovate Bot <renovate@example.org>",
        "triagebot <t@example.org>",
        "Jenkins <ci@example.org>",
        "GitHub <noreply@github.com>",
    ],
)
def test_an_account_is_no_person(account: str) -> None:
    assert is_account(read_contact(account))


@pytest.mark.parametrize(
    "person", ["Botond Bottom", "Ann Talbot", "Robotham Leigh", "Al Abbott <abbot@example.org>", "Jo Jenkins"]
)
def test_a_name_like_a_bots_is_a_person(person: str) -> None:
    assert not is_account(read_contact(person))


@pytest.mark.parametrize("value", ["<tbd>", "TBD", "N/A", "none", "-", "@"])
def test_a_form_that_was_not_filled_in_names_nobody(value: str) -> None:
    assert is_placeholder(read_contact(value))


@pytest.mark.parametrize("value", ["<bo@example.org>", "Bo", "王"])
def test_a_name_or_an_address_names_somebody(value: str) -> None:
    assert not is_placeholder(read_contact(value))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Person("Ada", "ADA@example.org"), Person("A. L.", "ada@example.org")),
        (Person("Ada", "ada+git@example.org"), Person("", "ada@example.org")),
        (Person("x", "12+ada@users.noreply.github.com"), Person("y", "ada@users.noreply.github.com")),
        (Person("José García", "j@a.example"), Person("Jose Garcia", "j@b.example")),
        (Person("Jo T Smith", "j@a.example"), Person("Jo Smith", "j@b.example")),
        (Person("josmith", ""), Person("Jo Smith", "j@b.example")),
        (Person("王 小明", "a@a.example"), Person("王小明", "b@b.example")),
    ],
)
def test_one_address_or_one_name_is_one_person(one: Person, other: Person) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Person("Ada", "a@example.org"), Person("Ada Smith", "b@example.org")),
        (Person("王", "a@example.org"), Person("李", "b@example.org")),
        (Person("", "a@example.org"), Person("", "b@example.org")),
        (Person("x", "1+a@users.noreply.github.com"), Person("y", "1+b@users.noreply.github.com")),
    ],
)
def test_other_names_and_addresses_are_other_people(one: Person, other: Person) -> None:
    assert not same(one, other)
