"""Who is who: names that are no person's, and whether two names are one person.

Which names are an assistant's, a robot's or a team's is said by ``accounts.yaml`` beside this file and by nothing else.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import permutations, product
from typing import Literal

from trailbook.text.spellings import fold
from trailbook.text.unseen import seen
from trailbook.text.yaml_text import shipped_values
from trailbook.trail.git.commits import Person
from trailbook.trail.git.contacts import FORGE_MAIL, folded_address, read_contact, same_address

AccountKind = Literal["assistant", "robot", "team"]


@dataclass(frozen=True)
class AccountPattern:
    """An entry of ``accounts.yaml``: a pattern for names and addresses, and whose they are.

    ``name`` is what readers know an assistant by; empty for others. ``source`` is a public address.
    """

    kind: AccountKind
    contact: str
    source: str
    name: str = ""


@cache
def accounts() -> tuple[AccountPattern, ...]:
    """All entries of ``accounts.yaml``, in its order."""
    text = files(__package__).joinpath("accounts.yaml").read_text(encoding="utf-8")
    return tuple(AccountPattern(**entry) for entry in shipped_values(text))


@lru_cache(maxsize=4096)
def account_of(person: Person) -> AccountPattern | None:
    """The account that a name and an address are; None for a person, as far as the list knows.

    Where an assistant's account is one of a robot's form as well, such as ``cursor[bot]``, it is the assistant's.
    """
    contact = f"{''.join(f'{word} ' for word in _contact_words(person.name))}<{folded_address(person.email)}>"
    return next((account for form, account in _forms() if form.match(contact)), None)


def is_account(person: Person) -> bool:
    """Whether this is an assistant, a robot or a team: nobody in particular, so it approves nothing."""
    return account_of(person) is not None


@cache
def _forms() -> tuple[tuple[re.Pattern[str], AccountPattern], ...]:
    order: tuple[AccountKind, ...] = ("assistant", "robot", "team")
    known = sorted(accounts(), key=lambda account: order.index(account.kind))
    return tuple((_form(account.contact), account) for account in known)


def _form(contact: str) -> re.Pattern[str]:
    """What matches a contact of the list. A ``*`` of its own in a name is any words, or none."""
    name, _, address = contact.removesuffix(">").rpartition(" <")
    words = (r"(?:\S+ )*" if word == "*" else f"{_starred(_folded(word))} " for word in name.split())
    return re.compile(f"{''.join(words)}<{_starred(address)}>$")


def _starred(text: str) -> str:
    return re.escape(text).replace(r"\*", r"\S*")


def _contact_words(name: str) -> tuple[str, ...]:
    """The words of a name; the team that ``@organisation/team`` names is one word."""
    if name.startswith("@"):
        return tuple(_folded(name).split()) if "/" in name else _words(name[1:])
    return _words(name)


_MODEL = re.compile(r"^(?P<tool>[^\s:<>][^:<>]*):\S*\d")
"""An assistant and its model, as the kernel writes them: ``Claude:claude-opus-4-6``."""
_MADE_WITH = re.compile(
    r"^\W*(?:generated|made|created|written|authored|built) (?:with|by|using) "
    r"(?:\[(?P<linked>[^\]]+)\]\(\S*\)|(?P<plain>[\w. -]+?))\W*$",
    re.IGNORECASE,
)
"""The line that assistants write at the foot of a message, with a link or without one."""


def assistant_called(value: str) -> str:
    """The assistant that the value of a trailer for tools names; empty if it names none.

    It may be a contact, a name with or without its model, or any name with a model in the kernel's form.
    """
    with_model = _MODEL.match(value)
    contact = read_contact(with_model["tool"] if with_model else value)
    account = account_of(contact)
    if account is not None:
        return account.name
    if contact.email:
        return ""
    words = _words(contact.name)
    for account in accounts():
        called = _words(account.name)
        if called and words[: len(called)] == called and (words == called or re.search(r"\d", contact.name)):
            return account.name
    return contact.name if with_model else ""


def assistant_in_line(line: str) -> str:
    """The assistant that a line of a message says that a change was made with, and nothing else; empty if none."""
    if len(line) > _LONGEST_LINE or not (found := _MADE_WITH.match(line)):
        return ""
    return assistant_called(found["linked"] or found["plain"])


_LONGEST_LINE = 200


@lru_cache(maxsize=4096)
def same(one: Person, other: Person) -> bool:
    """Whether two are the same person as far as git shows: one mail address, one name, or one account of a forge.

    In doubt they are: whose word it is that counts as somebody else's must be plain. So a single name without an
    address is anybody's who has it among theirs. A letter of another script that looks the same is the same. Else
    another spelling in another script is another name: how it is read out is not guessed.
    """
    if same_address(one.email, other.email):
        return True
    if any(_is_part_of(*pair) or _goes_by_account_of(*pair) for pair in ((one, other), (other, one))):
        return True
    return any(_one_name(name, another) for name in _names(one) for another in _names(other))


def _is_part_of(one: Person, other: Person) -> bool:
    """Whether somebody named by one word alone may be another one.

    It is one of their names, begins their address, or is an account as people make them of their names: ``@asmith9``.
    """
    if one.email:
        return False
    if " " not in one.name and any(_account_words(one.name) in _accounts(name) for name in _names(other)):
        return True
    others = {*_words(other.name), *_looks(other.name), *_words(_account(other.email))}
    return any(len(name) == 1 and name[0] in others for name in (_words(one.name), _looks(one.name)))


def _goes_by_account_of(one: Person, other: Person) -> bool:
    """Whether somebody known by an account on a forge alone may be another one, whose name it is made of.

    ``hari1`` of a Hari, ``harichintala-acme`` and ``hchintala`` of a Hari Chintala, whose name may be in the address
    alone. Whoever has a full name besides the account is known by that.
    """
    account, _, domain = folded_address(one.email).rpartition("@")
    called = _words(one.name)
    if not FORGE_MAIL.match(domain) or (len(called) > 1 and "".join(called) != "".join(_words(account))):
        return False
    name, in_address = _words(other.name), _words(_account(other.email))
    return any(_may_name(_account_words(account), words) for words in (name, in_address if len(in_address) > 1 else ()))


def _may_name(account: str, name: tuple[str, ...]) -> bool:
    """Whether an account is made of a name, with something behind it or the end of the name left out."""
    if len(name) < 2:
        return bool(name) and len(name[0]) >= _FEWEST_LETTERS and account.startswith(name[0])
    first, last = name[0], name[-1]
    begins = ("".join(name), f"{first[0]}{last}" if len(last) >= _FEWEST_LETTERS else "")
    if any(len(begin) >= _FEWEST_LETTERS and account.startswith(begin) for begin in begins) or account in _accounts(
        name
    ):
        return True
    return any(
        len(whole) >= _FEWEST_LETTERS and account.startswith(whole) and cut.startswith(account[len(whole) :])
        for whole, cut in ((first, last), (last, first))
    )


_FEWEST_LETTERS = 4
"""How many letters of a name an account must have to be made of it: fewer begin many another."""


def _account_words(name: str) -> str:
    return "".join(_words(name)).rstrip("0123456789")


@lru_cache(maxsize=4096)
def _accounts(name: tuple[str, ...]) -> frozenset[str]:
    """The accounts that people make of their names, of two or three in any order, some shortened to initials."""
    some = (few for number in (2, 3) for few in permutations(name[:_NAMES], number))
    spelt = (parts for few in some for parts in product(*((word, word[0]) for word in few)))
    return frozenset("".join(parts) for parts in spelt if any(len(part) > 1 for part in parts))


_NAMES = 5
"""How many words of a name are looked at: few people have more."""


class People:
    """Who is who in a history: the names that its authors used with one address are names of one person.

    An address that more than a few names go with is shared, and says nothing.
    """

    def __init__(self, authors: Iterable[Person] = ()) -> None:
        """The people of a history, from the authors of its commits."""
        by_address: dict[str, set[Person]] = {}
        for author in dict.fromkeys(authors):
            if author.email and not is_account(author):
                by_address.setdefault(folded_address(author.email), set()).add(author)
        self._by_address = {mail: known for mail, known in by_address.items() if 1 < len(known) <= _SHARED_FROM}

    def same(self, one: Person, other: Person) -> bool:
        """Whether two are the same person, by themselves or by another name that one of them used."""
        if same(one, other):
            return True
        known, others = (
            self._by_address.get(folded_address(one.email)),
            self._by_address.get(folded_address(other.email)),
        )
        if known is None and others is None:
            return False
        return _share_a_name(_all_names({one, *(known or ())}), _all_names({other, *(others or ())}))

    def is_one_of(self, person: Person, others: Iterable[Person]) -> bool:
        """Whether somebody is among others."""
        return any(self.same(person, other) for other in others)


_SHARED_FROM = 6
"""How many spellings of a name may go with one address before it counts as shared."""
STRANGERS = People()
"""No history: people are known by what is written alone."""


def _all_names(people: Iterable[Person]) -> set[tuple[str, ...]]:
    return {name for person in people for name in _names(person)}


def _share_a_name(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> bool:
    """Whether two share a name. A first name, which many have, says nothing where both have a full name."""
    full, other_full = ({name for name in names if len(name) > 1} for names in (one, other))
    if full and other_full:
        one, other = full, other_full
    return any(_one_name(name, another) for name in one for another in other)


@lru_cache(maxsize=4096)
def _names(person: Person) -> tuple[tuple[str, ...], ...]:
    """What somebody is called, in words: their name, as it is written and as it looks, and their account on a forge."""
    account, _, domain = folded_address(person.email).rpartition("@")
    handle = _words(account) if FORGE_MAIL.match(domain) else ()
    return tuple(filter(None, dict.fromkeys((_words(person.name), _looks(person.name), handle))))


def _account(address: str) -> str:
    """What stands before the ``@`` of an address."""
    return folded_address(address).rpartition("@")[0]


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    """The words of a name in any script, without case and accents. A history has few names, and many times each."""
    return tuple(re.findall(r"[^\W_]+", _folded(name)))


@lru_cache(maxsize=4096)
def _looks(name: str) -> tuple[str, ...]:
    """The words of a name, with Latin letters for those of other scripts that look like them."""
    return tuple(re.findall(r"[^\W_]+", fold(seen(name))))


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKD", seen(text).casefold())
    return "".join(c for c in folded if not unicodedata.combining(c))


def _one_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names are written alike, or one is the other with a name left out or shortened to its initial."""
    if "".join(one) == "".join(other):
        return True
    fewer, more = sorted((set(one), set(other)), key=len)
    return len(fewer) >= 2 and _fit(fewer, more)


def _fit(fewer: set[str], more: set[str]) -> bool:
    """Whether each word of a name is in another, or the initial of a word in it, and one is more than an initial."""
    whole = {word for word in fewer & more if len(word) > 1}
    left = more - whole
    return bool(whole) and all(
        any(word == other or word == other[0] or other == word[0] for other in left) for word in fewer - whole
    )
