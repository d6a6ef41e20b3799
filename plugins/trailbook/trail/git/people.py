"""Who is who: contacts in trailers, accounts that are no person, and whether two names are one person."""

import re
import unicodedata
from functools import lru_cache

from trailbook.trail.git.commits import Person

_CONTACT = re.compile(r"^(?P<name>[^<>]*?)\s*<(?P<mail>[^<>\s]+)>")
_ACCOUNT = re.compile(
    r"(^|[^a-z])((ro)?bot($|[^a-z])|no-?reply@(github|gitlab|bitbucket)\b|github-actions|gitlab-ci"
    r"|(dependa|renovate|rust|triage|im[ag]|merge|ci|github|gitlab)bot\b|renovate\b|mergify\b|bors\b)"
    r"|^(jenkins|zuul|travis ci|circleci|prow)$",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"^(tbd|todo|none|nobody|n/?a|unknown|[\W_]*)$", re.IGNORECASE)
_FORGE_MAIL = "users.noreply.github.com"


def read_contact(text: str) -> Person:
    """The person in a trailer's value: ``Name <mail>``, or a bare name."""
    if match := _CONTACT.match(text):
        return Person(match["name"].strip(), match["mail"])
    return Person(text.strip(), "")


def is_account(person: Person) -> bool:
    """Whether this is a bot or a forge's own account. Such an account approves nothing."""
    return bool(_ACCOUNT.search(person.name) or _ACCOUNT.search(person.email))


def is_placeholder(person: Person) -> bool:
    """Whether nobody is named: a field of a form that was left as it was."""
    return bool(_PLACEHOLDER.match(person.name)) and "@" not in person.email


def same(one: Person, other: Person) -> bool:
    """Whether two are the same person as far as git shows: one mail address, or one name.

    In doubt they are: whose word it is that counts as somebody else's must be plain.
    """
    if same_address(one.email, other.email):
        return True
    return _one_name(_words(one.name), _words(other.name))


def same_address(one: str, other: str) -> bool:
    """Whether two e-mail addresses are one, as far as ``same`` goes by them; two that are empty are not."""
    return bool(one and other) and _mail(one) == _mail(other)


def _mail(address: str) -> str:
    """An address without its case, its ``+tag``, and the number that a forge puts before an account."""
    local, _, domain = address.casefold().rpartition("@")
    before, _, after = local.partition("+")
    return f"{after or before if domain == _FORGE_MAIL else before}@{domain}"


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    """The words of a name in any script, without case and accents. A history has few names, and many times each."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return tuple(re.findall(r"\w+", plain))


def _one_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names are written alike, or one is the other with a middle name or an initial left out."""
    if not one or not other:
        return False
    if "".join(one) == "".join(other):
        return True
    fewer, more = sorted((set(one), set(other)), key=len)
    return len(fewer) >= 2 and fewer <= more
