"""Who wrote a change: people, and the assistants and robots that helped them or wrote it alone.

Assistants are known by ``trail.git.people``. They are named as authors and co-authors, in the trailers below, and in
the line that some write at the foot of a message ("Generated with [Claude Code](…)").
"""

import re
from collections.abc import Callable, Iterable, Iterator

from trailbook.text.prose import listed
from trailbook.trail.approvals import WRITING, contacts
from trailbook.trail.decisions import Assistant, AssistantSource, Decision, Proposer
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.contacts import is_placeholder
from trailbook.trail.git.people import account_of, assistant_called, assistant_in_line, is_account, same
from trailbook.trail.reasons.messages import read_message

HELPING = ("Assisted-by", "Generated-by", "Made-with")
"""The trailers that name tools: the first by the kernel's guide for coding assistants
(https://docs.kernel.org/process/coding-assistants.html), the second by that and by Apache's and OpenStack's projects
(https://docs.openstack.org/nova/latest/contributor/commit-messages.html), the third as Cursor writes it."""
_MENTION = re.compile(r"(^|-)(by|with)\b|\b(with|by|using) ", re.IGNORECASE | re.MULTILINE)
"""What a message has that may name an assistant: most have none, and need not be parsed."""
_PERSON_WITH = re.compile(r"^(?P<person>.*\S)\s+\((?P<tool>[^()]+)\)$")
"""How aider names an author whose words it wrote: ``Ada (aider)`` (https://aider.chat/docs/git.html)."""


def co_authors(commit: Commit, known_as: Callable[[str], str] = str) -> tuple[Person, ...]:
    """The people whom the message, or a further header, names as co-authors, without assistants, robots and teams."""
    found = (*commit.also_by, *contacts(commit, WRITING, known_as))
    return tuple(dict.fromkeys(one for one in found if not is_account(one) and not is_placeholder(one)))


def assistants(commit: Commit) -> tuple[Assistant, ...]:
    """The assistants that wrote a commit or helped to, each once by the strongest source of it."""
    found: dict[str, Assistant] = {}
    for name, source in _named(commit):
        if name:
            found.setdefault(name, Assistant(name, source))
    return tuple(found.values())


def proposer(commit: Commit, people: Iterable[Person]) -> Proposer:
    """Whether a person proposed a change, or an assistant or robot alone. ``people`` are its co-authors."""
    account = account_of(commit.author)
    if account is None or account.kind == "team" or any(True for _ in people):
        return "person"
    return account.kind


def _called(person: Person) -> str:
    return person.name or person.email


def byline(decision: Decision, named: Callable[[Person], str] = _called) -> str:
    """Who wrote a decision, in words: ``Ada and Bo, with the help of Claude``. ``named`` writes each person.

    A name that several addresses go by is written once.
    """
    account = account_of(decision.author)
    kind = {"assistant": " (an assistant)", "robot": " (a robot)"}.get(account.kind, "") if account else ""
    author = named(decision.author)
    named_once = dict.fromkeys(named(one) for one in decision.co_authors if not same(one, decision.author))
    others = [one for one in named_once if one != author]
    names = [f"{author}{kind}", *others[:_SHOWN]]
    if len(others) > _SHOWN:
        names.append(f"{len(others) - _SHOWN} more")
    written = listed(names)
    helping = [one.name for one in decision.assistants if one.source != "author" or account is None]
    return f"{written}, with the help of {listed(helping)}" if helping else written


_SHOWN = 3
"""How many co-authors are named."""


def _named(commit: Commit) -> Iterator[tuple[str, AssistantSource]]:
    yield _assistant(commit.author), "author"
    if found := _PERSON_WITH.match(commit.author.name):
        yield assistant_called(found["tool"]), "author"
    if not _MENTION.search(commit.message):
        return
    for person in contacts(commit, WRITING):
        yield _assistant(person), "co-author"
    message = read_message(commit.message)
    for name in HELPING:
        for value in message.values(name):
            yield assistant_called(value), "trailer"
    for line in commit.message.splitlines():
        yield assistant_in_line(line), "message"


def _assistant(person: Person) -> str:
    account = account_of(person)
    return account.name if account and account.kind == "assistant" else ""
