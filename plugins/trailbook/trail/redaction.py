"""What commits say and change, with every credential masked: many people read a trail.

``check --history`` reads the commits as they are, and reports where each credential came in.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from trailbook.credentials.finding import find_credentials, may_hold_credentials
from trailbook.credentials.masking import MASK, mask, masker
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import JsonValue
from trailbook.trail.git.commits import Commit

_TOGETHER = 256
"""How many messages are searched at once, which takes a fourth of the time of one by one."""
_LONG = 1_000
_REMEMBERED = 64
"""Of how many texts of at least ``_LONG`` characters the answer is remembered: a history has the same ones again."""
_BETWEEN = "\n\0\n"
"""No credential reaches from one text into the next."""
_LABEL = re.compile(r"\[.*\]")
"""The part of a field that names a block by its words."""


def without_credentials(commits: Iterable[Commit]) -> Iterator[Commit]:
    """The commits in their order, each credential in their messages hidden."""
    rest = iter(commits)
    while some := list(islice(rest, _TOGETHER)):
        if find_credentials(_BETWEEN.join(commit.message for commit in some)):
            yield from (replace(commit, message=mask(commit.message)) for commit in some)
        else:
            yield from some


def changes_without_credentials(changes: tuple[Change, ...], *texts: str) -> tuple[Change, ...]:
    """The changes, each credential in their values hidden: by its form, or by the name of the field that holds it.

    ``texts`` are those of the files. What is found there is hidden as well: a value may lack the end of the line by
    which a credential under a name is known.
    """
    values = [text for change in changes for value in (change.before, change.after) for text in _texts(change, value)]
    values += [change.heading for change in changes if change.heading]
    values += [change.field for change in changes if change.field and "[" in change.field]
    if any(map(_has_cut_label, changes)):
        values += texts
    long = dict.fromkeys(text for text in values if len(text) >= _LONG)
    short = _BETWEEN.join(text for text in values if len(text) < _LONG)
    if not may_hold_credentials(short) and not any(_may_hold(text) for text in long):
        return changes
    known = sorted(set().union(*(_found_in(text) for text in texts)), key=len, reverse=True)
    fields = _BETWEEN.join(change.field for change in changes if change.field)
    if not (known or find_credentials(short) or find_credentials(fields) or any(_found_in(text) for text in long)):
        return changes
    return tuple(_hidden(change, known) for change in changes)


def _has_cut_label(change: Change) -> bool:
    """Whether a change names a part by its first words, which may end inside of a credential."""
    return "…" in (change.field or "") or (change.kind == "moved" and "…" in repr((change.before, change.after)))


@lru_cache(maxsize=_REMEMBERED)
def _may_hold(text: str) -> bool:
    return may_hold_credentials(text)


@lru_cache(maxsize=_REMEMBERED)
def _found_in(text: str) -> frozenset[str]:
    return frozenset(found.text for found in find_credentials(text))


def _hidden(change: Change, known: Sequence[str]) -> Change:
    name = _name(change)
    return replace(
        change,
        field=None if change.field is None else masker(known)(mask(change.field)),
        before=_without(name, change.before, known),
        after=_without(name, change.after, known),
        heading=masker(known)(mask(change.heading)),
    )


def _name(change: Change) -> str:
    field = change.field or ""
    return (_LABEL.sub("", field) if "[" in field else field).rpartition(".")[2]


def _texts(change: Change, value: JsonValue) -> Iterator[str]:
    """The texts of a value as they are searched, each with the name of its field."""
    return (f"{name}: {text}" for name, text in _named(_name(change), value))


def _named(name: str, value: JsonValue) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, list):
        for part in value:
            yield from _named(name, part)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield "", key
            yield from _named(key, part)


def _without(name: str, value: JsonValue, known: Sequence[str]) -> JsonValue:
    if isinstance(value, str):
        for credential in known:
            value = value.replace(credential, MASK)
        value = masker(known)(value)  # a label may be cut off inside of one
        before = f"{name}: "
        text = mask(f"{before}{value}")
        return text.removeprefix(before) if text.startswith(before) else mask(value)
    if isinstance(value, list):
        return [_without(name, part, known) for part in value]
    if isinstance(value, dict):
        return {mask(key): _without(key, part, known) for key, part in value.items()}
    return value
