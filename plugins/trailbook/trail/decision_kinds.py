"""What kind of decision one was: whether it founded, strengthened or weakened something, or only worded it anew.

One commit may do several things to an item. What a rule of facts says goes first, then what hints say; below
that whatever changed more than words. So a spelling fix is never taken for the decision behind a rule.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Literal, get_args

from pydantic import BaseModel

from trailbook.records.kinds import KINDS
from trailbook.records.model import LinksTo
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.derived import is_derived
from trailbook.trail.changes.page_moves import came_in, went_away
from trailbook.trail.changes.word_diff import count_words, edits

DecisionKind = Literal[
    "founded", "restored", "removed", "weakened", "strengthened", "mixed", "changed", "evidence", "linked", "moved",
    "reworded", "corrected",
]  # fmt: skip
"""
- ``founded``  it began, or came from another file; ``restored``: it began again after it had ended; ``removed``: it
  ended, or went to another file
- ``weakened``, ``strengthened``  a rule says that it weakens or strengthens, or a hint that it may; ``mixed``: both
- ``changed``  a value, an entry or a paragraph is another, or most words are, and no rule ranks that
- ``evidence``  reviews, sign-offs and proof alone
- ``linked``  references or addresses of links alone
- ``moved``  its place or name in the file, or what files a page among others, alone
- ``reworded``  some of its words; ``corrected``: spelling or punctuation alone
"""

MEANING: frozenset[DecisionKind] = frozenset(
    {"founded", "restored", "removed", "weakened", "strengthened", "mixed", "changed"}
)
"""The kinds that change what something means."""
KIND_WORDS: dict[DecisionKind, str] = {kind: kind for kind in get_args(DecisionKind)} | {
    "evidence": "evidence added or changed",
    "linked": "links changed",
    "mixed": "strengthened and weakened",
}
"""How each kind reads."""

_EVIDENCE = frozenset(
    {"approved_by", "checked_by", "evidence", "last_reviewed", "review", "review_date", "reviewed", "sign_offs"}
)
"""Fields that say who looked at something and what proves it, of records and of plain pages' front matter."""
_FILING = frozenset(
    {"aliases", "categories", "category", "keywords", "layout", "nav_order", "permalink", "redirect_from", "slug",
     "sidebar_label", "sidebar_position", "tags", "topics", "weight"}
)  # fmt: skip
"""Fields of front matter by which sites of others file a page: where it is, and beside what."""
_TEXTS = frozenset({"title", "text", "text.paragraphs", "text.items", "text.headings"})
_PLACE = re.compile(r"text\.(?:items|paragraphs|rows|code|headings)\[.*\]\.depth$")
_SPELT = 0.7
"""From this share of equal letters on, a word that took another's place is the same word, spelt otherwise."""
_FEWEST_WORDS = 4
_REMEMBERED = 16_384
"""Of how many pairs of texts the answer is kept: a page, the log and the changelog each ask again."""


def decision_kind(changes: Sequence[Change], item: str | None = None, *, ended_before: bool = False) -> DecisionKind:
    """The kind of a decision by its changes of one item or section, or of a whole record if ``item`` is None.

    ``ended_before`` says that the item had been removed before. Changes that follow from others do not count.
    """
    own = [change for change in changes if not is_derived(change)]
    for change in own:
        if change.item != item or change.field is not None:
            continue
        if change.kind == "removed" or went_away(change):
            return "removed"
        if change.kind == "added" or came_in(change):
            return "restored" if ended_before else "founded"
    effects = {change.effect for change in own}
    if "weakens" in effects:
        return "mixed" if "strengthens" in effects else "weakened"
    if own and all(_head(change) in _EVIDENCE for change in own):
        return "evidence"
    if "strengthens" in effects:
        return "strengthened"
    if "may-weaken" in effects:
        return "mixed" if "may-strengthen" in effects else "weakened"
    return "strengthened" if "may-strengthen" in effects else _without_effect(own)


def is_hinted(changes: Sequence[Change]) -> bool:
    """Whether nothing but hints say that some changes weaken or strengthen."""
    return not any(change.fact != "neutral" for change in changes) and any(c.effect != "neutral" for c in changes)


def says_something_else(change: Change) -> bool:
    """Whether a change bears on what something says: it is no move, no link, no evidence, and follows from no other."""
    is_aside = is_derived(change) or _is_link(change) or _is_move(change) or _head(change) in _EVIDENCE
    return change.field is None or not is_aside


def _without_effect(changes: Sequence[Change]) -> DecisionKind:
    if all(_is_link(change) for change in changes):
        return "linked" if changes else "moved"
    left = [change for change in changes if not _is_link(change) and not _is_move(change)]
    if not left:
        return "moved"
    texts = [(change, *wording) for change in left if (wording := _rewording(change))]
    if len(texts) < len(left):
        return "changed"
    if all(_is_respelt(before, after) for _, before, after in texts):
        return "corrected"
    is_rewritten = any(change.field != "title" and _has_other_words(*wording) for change, *wording in texts)
    return "changed" if is_rewritten else "reworded"


def _head(change: Change) -> str:
    return re.split(r"[.\[]", change.field or "", maxsplit=1)[0]


def _is_link(change: Change) -> bool:
    if change.field is not None and change.field.startswith("text.links"):
        return True
    return change.field is not None and change.field.rpartition(".")[2] in _linking_fields()


def _is_move(change: Change) -> bool:
    return change.kind == "moved" or _head(change) in _FILING or bool(_PLACE.match(change.field or ""))


def _rewording(change: Change) -> tuple[str, str] | None:
    """The wording before and after; None if a change is no change of wording. What a short cell says is a value."""
    before, after = change.before, change.after
    if change.kind != "changed" or not isinstance(before, str) or not isinstance(after, str):
        return None
    is_wording = change.field in _TEXTS or min(count_words(before), count_words(after)) >= _FEWEST_WORDS
    return (before, after) if is_wording else None


@lru_cache(_REMEMBERED)
def _has_other_words(before: str, after: str) -> bool:
    """Whether half of the words are others, or more."""
    return 2 * sum(edit.length for edit in edits(before, after)) >= max(count_words(before), count_words(after))


@lru_cache(_REMEMBERED)
def _is_respelt(before: str, after: str) -> bool:
    """Whether every word that differs is the same word, spelt otherwise. A number never is."""
    return all(
        not edit.length or (edit.removed and edit.added and _same_word(edit.removed.strip(), edit.added.strip()))
        for edit in edits(before, after)
    )


def _same_word(one: str, other: str) -> bool:
    if any(character.isdigit() for character in one + other) or len(one.split()) != len(other.split()):
        return False
    pairs = zip(one.casefold().split(), other.casefold().split(), strict=True)
    return all(SequenceMatcher(None, a, b, autojunk=False).ratio() >= _SPELT for a, b in pairs)


@cache
def _linking_fields() -> frozenset[str]:
    """The names of the fields that hold references to other records and items."""
    return frozenset(name for kind in KINDS.values() for name in _links_in(kind))


def _links_in(model: type[BaseModel]) -> Iterator[str]:
    for name, info in model.model_fields.items():
        if any(isinstance(mark, LinksTo) for mark in info.metadata):
            yield name
        for part in (info.annotation, *get_args(info.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _links_in(part)
