"""How decisions relate to others: what undoes which, what was applied again, what was picked from another branch.

Git and forges say so in messages: git-revert(1), git-cherry-pick(1) with ``-x``, and the pages of GitHub and GitLab on
which a request is reverted. Where no message says it, the contents may: a wording that comes back to what it was before
an earlier decision. Every relation is there both ways, on each of the two decisions.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from trailbook.text.object_ids import SHORT
from trailbook.trail.changes.change import Change, is_of_text
from trailbook.trail.decisions import Decision, JsonValue, Relation, RelationKind
from trailbook.trail.git.commits import Commit, utc_day
from trailbook.trail.git.pull_requests import forge_request
from trailbook.trail.git.repository import History
from trailbook.trail.reasons.filler import is_empty_title
from trailbook.trail.reasons.messages import PICKED

OTHER_WAY: Mapping[RelationKind, RelationKind] = {
    "undoes": "undone-by",
    "applies-again": "applied-again-by",
    "picked-from": "picked-as",
    "restores": "restored-by",
}
"""Each relation of a later decision to an earlier one, and what that one's is to the later."""

_MENTIONS = re.compile(r"revert|reapply|cherry picked", re.IGNORECASE)
"""What every message has that states a relation; most have it not, and are not looked through."""
_UNDOES = re.compile(rf"^[ \t]*This reverts commits? ({SHORT})\b", re.MULTILINE)
_UNDOES_REQUEST = re.compile(
    r"^[ \t]*(?:Reverts [\w./-]*(?P<hash>#\d+)\b|This reverts merge request [\w./-]*(?P<mark>!\d+)\b)", re.MULTILINE
)
_UNDOES_TITLE = re.compile(r'^(?:Revert|Reapply) "(?P<title>.+)"(?: \([#!]\d+\))?$')
_NUMBER = re.compile(r" \([#!]\d+\)$")


def stated_relations(history: History) -> dict[str, tuple[Relation, ...]]:
    """The relations that the messages of a history state, by commit, both ways.

    What undoes a merge undoes each commit that came with it. A commit that was picked from one which the history
    doesn't hold names it without a day.
    """
    commits = history.commits
    lookup = _Lookup(history)
    found: dict[str, dict[Relation, None]] = {}

    def relate(kind: RelationKind, later: str, earlier: str) -> None:
        known = commits.get(earlier)
        day = utc_day(history.landed(known)) if known else None
        found.setdefault(later, {})[Relation(kind, earlier, day)] = None
        back = Relation(OTHER_WAY[kind], later, utc_day(history.landed(commits[later])))
        for id in (earlier, *lookup.came_with.get(earlier, ())):
            found.setdefault(id, {})[back] = None

    undone = {commit.id: [id for id in lookup.undone_by(commit) if id != commit.id] for commit in lookup.mentioning}
    for commit in reversed(lookup.mentioning):
        for id in undone[commit.id]:
            relate("undoes", commit.id, id)
            for again in undone.get(id, ()):
                relate("applies-again", commit.id, again)
        if picked := PICKED.findall(commit.message):
            relate("picked-from", commit.id, lookup.commit(picked[-1]) or picked[-1])
    return {id: tuple(relations) for id, relations in found.items()}


@dataclass(frozen=True)
class _Lookup:
    """What the messages of a history name, found in it."""

    history: History

    @cached_property
    def mentioning(self) -> list[Commit]:
        """The commits that may state a relation, newest first."""
        return [commit for commit in self.history.commits.values() if _MENTIONS.search(commit.message)]

    def undone_by(self, commit: Commit) -> list[str]:
        """The commits that a commit says it undoes, each once: by id, by request, or else by title."""
        ids = map(self.commit, _UNDOES.findall(commit.message))
        requests = (match["hash"] or match["mark"] for match in _UNDOES_REQUEST.finditer(commit.message))
        named = [*ids, *(self._requests.get(request) for request in requests)]
        if not any(named) and (titled := _UNDOES_TITLE.match(commit.title)):
            named = [self._titled(titled["title"], commit)]
        return list(dict.fromkeys(id for id in named if id))

    def commit(self, short: str) -> str | None:
        """The commit that a shortened id names; None if there is none, or several."""
        place = bisect_left(self._ids, short)
        fits = [id for id in self._ids[place : place + 2] if id.startswith(short)]
        return fits[0] if len(fits) == 1 else None

    @cached_property
    def _ids(self) -> list[str]:
        return sorted(self.history.commits)

    @cached_property
    def _requests(self) -> dict[str, str]:
        """The oldest commit that names each request: a squash, or a merge."""
        named = ((forge_request(commit), commit.id) for commit in self.history.commits.values())
        return {request: id for request, id in named if request}

    def _titled(self, title: str, later: Commit) -> str | None:
        """The newest commit before another one that has a title, with or without the number of a request."""
        if is_empty_title(title):
            return None
        return next((id for id in self._titles.get(title, ()) if self._age[id] > self._age[later.id]), None)

    @cached_property
    def _titles(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for commit in self.history.commits.values():
            for title in dict.fromkeys((commit.title, _NUMBER.sub("", commit.title))):
                found.setdefault(title, []).append(commit.id)
        return found

    @cached_property
    def _age(self) -> dict[str, int]:
        return {id: age for age, id in enumerate(self.history.commits)}

    @cached_property
    def came_with(self) -> dict[str, list[str]]:
        """The commits that each merge took in."""
        found: dict[str, list[str]] = {}
        branches = self.history.branches
        for id in branches.taken_in:
            for merge in branches.way(id):
                found.setdefault(merge, []).append(id)
        return found


_Found = dict[int, dict[tuple[RelationKind, int], dict[str, None]]]
"""The items concerned by each relation that contents show, by place of the decision, kind, and place of the other."""


def with_restored(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions of a trail, oldest first, with relations to those before which a wording or value was as now.

    A text counts by its words alone, whatever white space is around them. What a message states already is left out.
    """
    left: dict[tuple[str | None, str | None, str], int] = {}
    found: _Found = {}
    for place, decision in enumerate(decisions):
        worded = [change for change in decision.changes if change.kind != "moved"]
        for change in worded:
            back = left.get((change.item, change.field, _wording(change, change.after)))
            if back is not None and all(relation.commit != decision.commit for relation in decisions[back].related):
                _note(found, place, back, change.item)
        for change in worded:
            if before := _wording(change, change.before):
                left[change.item, change.field, before] = place
    return [
        replace(decision, related=(*decision.related, *_relations(decisions, found[place])))
        if place in found
        else decision
        for place, decision in enumerate(decisions)
    ]


_FEW = 3
"""Of a text, fewer words than this may come back by chance."""


def _wording(change: Change, value: JsonValue) -> str:
    """A value of a change as it is compared; empty for one that is absent or says too little, such as yes or no."""
    if value is None or isinstance(value, bool):
        return ""
    words = (value if isinstance(value, str) else repr(value)).split()
    return "" if is_of_text(change) and len(words) < _FEW else " ".join(words)


def _note(found: _Found, later: int, earlier: int, item: str | None) -> None:
    named = dict.fromkeys([item] if item is not None else [])
    found.setdefault(later, {}).setdefault(("restores", earlier), {}).update(named)
    found.setdefault(earlier, {}).setdefault(("restored-by", later), {}).update(named)


def _relations(
    decisions: Sequence[Decision], found: Mapping[tuple[RelationKind, int], Iterable[str]]
) -> Iterator[Relation]:
    for (kind, place), items in found.items():
        yield Relation(kind, decisions[place].commit, decisions[place].day, tuple(items))
