"""Who is who: contacts in trailers, accounts that are no person, and whether two names are one person."""

import re

from trailbook.trail.commits import Person

_CONTACT = re.compile(r"^(?P<name>[^<>]*?)\s*<(?P<mail>[^<>\s]+)>")
_ACCOUNT = re.compile(
    r"(^|[^a-z])(bot|no-?reply@(github|gitlab|bitbucket)\b|dependabot|renovate|github-actions|gitlab-ci)|\[bot\]",
    re.IGNORECASE,
)


def read_contact(text: str) -> Person:
    """The person in a trailer's value: ``Name <mail>``, or a bare name."""
    if match := _CONTACT.match(text):
        return Person(match["name"].strip(), match["mail"])
    return Person(text.strip(), "")


def is_account(person: Person) -> bool:
    """Whether this is a bot or a forge's own account. Such an account approves nothing."""
    return bool(_ACCOUNT.search(person.name) or _ACCOUNT.search(person.email))


def same(one: Person, other: Person) -> bool:
    """Whether two are the same person as far as git can tell: one mail address, or one name where a mail is missing."""
    if one.email and other.email and one.email.casefold() == other.email.casefold():
        return True
    return bool(one.name) and one.name.casefold() == other.name.casefold()
