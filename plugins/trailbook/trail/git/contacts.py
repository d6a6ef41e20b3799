"""Contacts in trailers: who is named there, as one or as a list, and what names nobody."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from trailbook.text.unseen import seen
from trailbook.trail.git.commits import Person

_CONTACT = re.compile(r"^(?P<name>[^<>]*)<(?P<mail>[^<>\s]+)>")
FORGE_MAIL = re.compile(r"^users\.noreply\.")
"""How the domains begin under which forges give an account an address: users.noreply.github.com and, on any server of
GitLab's, users.noreply.gitlab.com."""
_NUMBER = re.compile(r"^\d+-(?=.)")
"""What GitLab puts before an account: ``12-ada@users.noreply.gitlab.com``."""
_APART = r"\s@<>()\[\]{},;\"'/"
_ADDRESS = re.compile(rf"(?:\"[^\s\"]+\"|(?<![^{_APART}])[^{_APART}]+)@[^{_APART}]+")
_BRACKETS = str.maketrans(dict.fromkeys("<>()[]{},;\"'", " "))
_PLACEHOLDER = re.compile(
    r"\W*(?:(?:tb[acd]|todo|none|no[ -]?(?:body|one)|n/?a|unknown|pending|(?:a)?waiting|not|to be)\b.*"
    r"|(?:yes|no|ok|okay|lgtm|done|open|approved|agreed|reviewed|me|my ?self|self|i|you"
    r"|somebody|someone|all|every(?:body|one)|the (?:author|team)|n\. ?n\."
    r"|(?:(?:your|full|first|last|user)[ -]?)?name)\W*"
    r"|(?:pr|mr)?\W*\d*|https?://\S+)|[\W_]*|(?!@\w[\w./-]*$)\S*@\S*|.*\w@(?:\s.*)?",
    re.IGNORECASE | re.DOTALL,
)
"""What stands in the place of a name and is none: a field left as it was, who is meant by a pronoun, a request, a
piece of an address."""
_NAMING = re.compile(
    rf"<(?P<mail>[^<>\s@]+@[^<>\s]+)>|(?P<bare>{_ADDRESS.pattern})|(?<![\w.@/])@(?P<account>\w[\w.-]*)(?![\w/])"
)
"""What ends the naming of somebody in a list: an address, or the account of a forge."""
_SEPARATOR = re.compile(r"(?P<closing>[)\]>\"']*)\s*(?:[,;]\s*(?:(?:and|&)\s)?|\s(?:and|&|\+)\s)\s*")
_LINK = re.compile(r"\]\((?!mailto:)", re.IGNORECASE)


def contacts_in(text: str) -> tuple[str, ...]:
    """The contacts in the value of a trailer, each as it is written; none where nobody can tell whom it names.

    It names one person, or several as lists do: ``Ada <ada@example.org>, Bo <bo@example.org>``. A link is nobody, nor
    are two addresses, or two accounts, that nothing separates: either could be meant.
    """
    if _LINK.search(text):
        return ()
    parts = tuple(_parts(text))
    return parts if all(map(_is_of_one, parts)) else ()


def possible_contacts(text: str) -> tuple[str, ...]:
    """The contacts that the value of a trailer may mean: each of its addresses and accounts where it is not plain."""
    return contacts_in(text) or (text, *(one[0] for one in _NAMING.finditer(text)))


def _parts(text: str) -> Iterator[str]:
    begin = 0
    for one, other in pairwise(_NAMING.finditer(text)):
        if separator := _SEPARATOR.match(text, one.end(), other.start()):
            yield text[begin : separator.end("closing")].strip()
            begin = separator.end()
    yield text[begin:].strip()


def _is_of_one(part: str) -> bool:
    """Whether a contact has at most one address; without an address, at most one account."""
    found = list(_NAMING.finditer(part))
    mails = {folded_address(one["mail"] or one["bare"]) for one in found if not one["account"]}
    return len(mails) <= 1 and bool(mails or len(found) <= 1)


def read_contact(text: str) -> Person:
    """The person in a trailer's value: ``Name <mail>``, or a name or address alone, or both in another form.

    An address counts as one wherever it is in the text, with ``mailto:``, brackets or a name around it.
    """
    if match := _CONTACT.match(text):
        return Person(match["name"].strip(), match["mail"])
    alone = text.strip()
    if "@" not in alone or not (found := _ADDRESS.search(alone)):
        return Person(alone, "")
    rest = f"{alone[: found.start()].removesuffix('mailto:')} {alone[found.end() :]}"
    return Person(" ".join(rest.translate(_BRACKETS).split()), found[0].removeprefix("mailto:").rstrip(".,;:"))


def is_placeholder(person: Person) -> bool:
    """Whether nobody is named: a field of a form that was left as it was, or filled in without a name."""
    _, _, domain = person.email.partition("@")
    return bool(_PLACEHOLDER.fullmatch(seen(person.name))) and "." not in domain


def same_address(one: str, other: str) -> bool:
    """Whether two e-mail addresses are one, as far as ``same`` goes by them; two that are empty are not."""
    return bool(one and other) and folded_address(one) == folded_address(other)


@lru_cache(maxsize=4096)
def folded_address(address: str) -> str:
    """An address without its case, its ``+tag``, and the number that a forge puts before an account.

    Quotes, a dot at the end and characters that nobody sees, which no mail server tells apart, are left out, too.
    """
    local, at, domain = seen(unicodedata.normalize("NFKC", address)).casefold().strip(" .").rpartition("@")
    local = local.strip('"')
    before, _, after = local.partition("+")
    if FORGE_MAIL.match(domain):
        before = after or _NUMBER.sub("", before)
    return f"{before}{at}{domain}"
