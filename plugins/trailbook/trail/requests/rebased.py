"""The commits of a request that landed without a merge: rebased, or as they were.

A forge names the last of them alone. The others stand right before it, each after the other, and keep what a rebase
keeps: the title and the second in which the author wrote it. Only if that holds for every commit that the forge lists
is the request taken for all of them: a squash, and a rebase that dropped one, are told by their last commit alone.
"""

from collections.abc import Callable, Container, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from trailbook.credentials.masking import mask
from trailbook.text.unseen import one_line
from trailbook.trail.decisions import Match
from trailbook.trail.requests.statement import LONGEST_COMMIT_TITLE, MOST_COMMITS, Request, RequestCommit

_CUT = "…"
"""How GitHub ends a title that it gives in part."""


class Written(NamedTuple):
    """What of a commit is compared: its parents, the first line of its message, and when its author wrote it."""

    parents: tuple[str, ...]
    title: str
    authored: datetime


def written(parents: tuple[str, ...], message: str, authored: datetime) -> Written:
    """What is compared of a commit with a message."""
    return Written(parents, message.lstrip("\n").partition("\n")[0], authored)


Look = Callable[[str], Written | None]
"""Gives what is compared of a commit; None for one that is not in the history."""


def before(landed: str, landings: Container[str], look: Look) -> Iterator[str]:
    """The commits right before the one with which a request landed, newest first, as far as they may be of it.

    A merge ends them, and the commit with which another request landed.
    """
    found = look(landed)
    for _ in range(MOST_COMMITS - 1):
        if found is None or len(found.parents) != 1 or found.parents[0] in landings:
            return
        (id,) = found.parents
        if (found := look(id)) is not None and len(found.parents) < 2:
            yield id


def matched(request: Request, landings: Container[str], look: Look) -> Mapping[str, Match]:
    """How each commit of a request is known as one, by its id, but for the one with which it landed.

    Empty unless all of them are there.
    """
    stated = tuple(reversed(request.commits))
    ids = [request.landed, *islice(before(request.landed, landings, look), max(0, len(stated) - 1))]
    if len(stated) < 2 or len(ids) != len(stated):
        return {}
    found = {id: _match(one, id, look(id)) for id, one in zip(ids, stated, strict=True)}
    known = {id: how for id, how in found.items() if how}
    return {id: how for id, how in known.items() if id != request.landed} if len(known) == len(stated) else {}


def _match(stated: RequestCommit, id: str, here: Written | None) -> Match | None:
    if stated.id == id:
        return "commit"
    if here is None or here.authored.astimezone(UTC).replace(microsecond=0) != stated.authored:
        return None
    return "rebased" if _same_title(stated.title, one_line(mask(here.title))) else None


def _same_title(stated: str, here: str) -> bool:
    if stated.endswith(_CUT) and len(stated) > len(_CUT):
        return here.startswith(stated.removesuffix(_CUT))
    return bool(stated) and stated == here[:LONGEST_COMMIT_TITLE]
