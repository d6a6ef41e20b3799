"""A request that landed, by all that was fetched of it: why it was made, and whose agreement with it holds.

A description can be edited after a merge, so the first statement is nearest to what was agreed; a review can be
dismissed after it, so the last one says what holds.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit

from trailbook.trail.decisions import Hold
from trailbook.trail.requests.statement import Account, Request, RequestReview, Statement

_BRACKETS = re.compile("[<>]")
_NOT_LOCAL = re.compile(r"[@\s]")


@dataclass(frozen=True)
class LandedRequest:
    """The statements on one request, oldest first; there is at least one."""

    statements: tuple[Statement, ...]

    @property
    def first(self) -> Request:
        """What the forge said when it was asked first."""
        return self.statements[0].request

    @property
    def last(self) -> Request:
        """What it said when it was asked last."""
        return self.statements[-1].request

    @property
    def fetched(self) -> datetime:
        """When it was asked first."""
        return self.statements[0].predicate.fetched.at

    @property
    def edited_after_merge(self) -> datetime | None:
        """When the description was edited after the merge, by the forge, or when another one was fetched; or None.

        Without the word of the forge, an edit between the merge and the first fetch is not known.
        """
        stated = (one.edited for one in (self.first, self.last) if one.edited and one.edited > one.merged)
        if edited := next(stated, None):
            return edited
        changed = (one for one in self.statements if one.request.description != self.first.description)
        return next((one.predicate.fetched.at for one in changed), None)

    @property
    def writers(self) -> frozenset[str]:
        """The accounts that wrote it, in lower case: whoever opened it, and the authors of its commits."""
        accounts = (account for one in self.statements for account in (one.request.author, *one.request.writers))
        return frozenset(account.name.casefold() for account in accounts if account.name)

    def approvals(self) -> Iterator[tuple[RequestReview, Hold]]:
        """The last word of each account that approved it at some time, and whether that holds.

        A comment afterwards takes nothing back; asking for changes does, as on the forges. Of approvals before and
        after the merge, the one before counts.
        """
        for words in _by_account(self.last.reviews):
            said = [one for one in words if one.state != "commented"]
            approved = [one for one in said if one.state == "approved"]
            if said and said[-1].state == "approved":
                in_time = [one for one in said if not self._is_late(one)]
                word = in_time[-1] if in_time and in_time[-1].state == "approved" else said[-1]
                yield word, self._hold(word)
            elif approved or (said and said[-1].state == "dismissed"):
                yield (approved or said)[-1], "dismissed"

    def _hold(self, word: RequestReview) -> Hold:
        if word.outside and (word.account.name, word.at) not in self._inside:
            return "outside"
        if self._is_late(word):
            return "late"
        return "holds" if word.commit in (self.last.head, None) and not word.earlier else "stale"

    def _is_late(self, word: RequestReview) -> bool:
        return word.at is not None and word.at > self.last.merged

    @cached_property
    def _inside(self) -> frozenset[tuple[str, datetime | None]]:
        """The reviews of accounts that could write when it was asked at some time: people leave."""
        reviews = (review for one in self.statements for review in one.request.reviews)
        return frozenset((review.account.name, review.at) for review in reviews if not review.outside)


def _by_account(reviews: Sequence[RequestReview]) -> list[list[RequestReview]]:
    """The reviews of each account in their order. Those of deleted accounts can't be told apart."""
    found: dict[str, list[RequestReview]] = {}
    for review in reviews:
        found.setdefault(review.account.name.casefold(), []).append(review)
    return list(found.values())


def safe_address(request: Request) -> str:
    """The address of a request, if it leads to the forge that it is of; else empty."""
    try:
        is_there = urlsplit(request.address).netloc.casefold() == request.host
    except ValueError:
        return ""
    return request.address if is_there else ""


def contact_of(account: Account, host: str) -> str:
    """An account as a contact: ``ada <ada@users.noreply.github.com>``, the address that forges commit with.

    A name in which another address stands does not become that one.
    """
    name = _BRACKETS.sub("", account.name)
    return f"{name} <{_NOT_LOCAL.sub('', name)}@users.noreply.{host.partition(':')[0]}>"
