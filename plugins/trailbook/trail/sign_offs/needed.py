"""Sign-offs: whose agreement a decision needs by the rules, what git shows of it, and what is missing.

An agreement counts for a role if whoever gave it held the role on the day of the decision, by the ``roles.yaml`` that
the main line had before the commit came that shows the agreement, and is somebody else than the author. People are
known by e-mail addresses here, and by the accounts of forges that ``roles.yaml`` lists for reviews: a name alone is
anybody's. What a record claims of itself never counts. Agreement may
come later, in a commit that names the decision's with the trailer ``Decision:`` and whoever agrees with
``Approved-by:`` or its like.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from trailbook.records.kinds import PREFIXES
from trailbook.records.references import kind_prefix
from trailbook.records.vocabulary import Role
from trailbook.text.object_ids import NAMED
from trailbook.trail.approvals import APPROVING, named_in, writers
from trailbook.trail.decisions import ApprovalSource, Decision, Trail
from trailbook.trail.git.commits import Person
from trailbook.trail.git.contacts import is_placeholder
from trailbook.trail.git.people import STRANGERS, People, is_account
from trailbook.trail.git.repository import History, Repository
from trailbook.trail.reasons.messages import read_message
from trailbook.trail.sentences import nouns
from trailbook.trail.sign_offs.occasions import OCCASIONS, Occasion
from trailbook.trail.sign_offs.roles import NOBODY_EVER, HeldRoles, Holder, held_roles, roles_at
from trailbook.trail.sign_offs.rules import NOTHING_ASKED, SignOffRules

State = Literal["given", "missing", "nobody named"]


@dataclass(frozen=True)
class Agreement:
    """Somebody's agreement with a decision: who, how it is known, and the later commit that states it, if it is one.

    Of a review there is the ``account`` of the forge, such as ``github.com/ada``.
    """

    name: str
    email: str
    source: ApprovalSource
    later: str = ""
    account: str = ""

    def holder(self, holders: Iterable[Holder]) -> Holder | None:
        """Whichever of some holders of a role gave it; None if none of them did."""
        return next((holder for holder in holders if holder.is_known_as(self.email, self.account)), None)


@dataclass(frozen=True)
class Reason:
    """Why a sign-off is asked for: the occasion, and the items that make it one; none for the record itself."""

    occasion: Occasion
    items: tuple[str, ...]


@dataclass(frozen=True)
class Needed:
    """One role's sign-off that a decision needs. ``by_author`` says that its author holds the role."""

    role: Role
    reasons: tuple[Reason, ...]
    state: State
    given: tuple[Agreement, ...] = ()
    by_author: bool = False


@dataclass(frozen=True)
class SignOffs:
    """What is asked for, who held which role when, and later agreements by the commit of the decision."""

    rules: SignOffRules = NOTHING_ASKED
    held: HeldRoles = NOBODY_EVER
    later: Mapping[str, tuple[Agreement, ...]] = field(default_factory=dict)

    def needed(self, trail: Trail) -> dict[str, tuple[Needed, ...]]:
        """The sign-offs that each decision of a trail needs, by its commit; decisions that need none are left out."""
        if not self.rules.roles:
            return {}
        called = nouns(trail)
        kind = PREFIXES.get(kind_prefix(trail.record), "page").replace("-", " ")
        found = {}
        for decision in trail.decisions:
            if self.rules.since is None or decision.day >= self.rules.since:
                reasons = self._reasons(decision, called, kind)
                if needed := tuple(self._for_role(role, decision, reasons) for role in self._roles(reasons)):
                    found[decision.commit] = needed
        return found

    def _reasons(self, decision: Decision, called: Mapping[str, str], kind: str) -> list[Reason]:
        """The occasions that a decision is and the rules name, each with its items."""
        found: list[Reason] = []
        for occasion in (one for one in OCCASIONS if one.id in self.rules.roles):
            changes = [c for c in decision.changes if occasion.applies(c, called.get(c.item, "") if c.item else kind)]
            if changes:
                found.append(Reason(occasion, tuple(dict.fromkeys(c.item for c in changes if c.item))))
        return found

    def _roles(self, reasons: Iterable[Reason]) -> dict[Role, None]:
        """The roles that the occasions ask for, each once."""
        return dict.fromkeys(role for reason in reasons for role in self.rules.roles.get(reason.occasion.id, ()))

    def _for_role(self, role: Role, decision: Decision, reasons: Iterable[Reason]) -> Needed:
        day = decision.day
        agreed = (*_independent(decision), *self.later.get(decision.commit, ()))
        by = [(one, one.holder(self.held.before(one.later or decision.commit).holding(role, day))) for one in agreed]
        authors = (decision.author, *decision.co_authors)
        holders = self.held.before(decision.commit).holding(role, day)
        given = tuple(
            one
            for one, holder in by
            if holder and not any(STRANGERS.is_one_of(name, authors) for name in _names(one, holder))
        )
        return Needed(
            role,
            tuple(reason for reason in reasons if role in self.rules.roles.get(reason.occasion.id, ())),
            "given" if given else "missing" if holders else "nobody named",
            given,
            any(holder.is_known_as(decision.author.email) for holder in holders),
        )


def _names(one: Agreement, holder: Holder) -> tuple[Person, Person]:
    """Who agreed, by the agreement and by the address of whoever has the account that gave it."""
    return Person(one.name, one.email), Person("", holder.email)


NO_SIGN_OFFS = SignOffs()
"""Where nothing is asked for."""


def _independent(decision: Decision) -> Iterable[Agreement]:
    for approval in decision.approvals:
        if approval.counts:
            yield Agreement(approval.name, approval.email, approval.source, account=approval.account)


_STATED = re.compile(r"^decision[ \t]*:", re.IGNORECASE | re.MULTILINE)


def later_agreements(
    history: History, decided: Iterable[str], known_as: Callable[[str], str] = str
) -> dict[str, tuple[Agreement, ...]]:
    """The agreements that commits state with an earlier one, which they name by id, by the id of that one.

    ``decided`` are the commits of decisions. A shortened id that several of them begin with names none. Whoever wrote
    the earlier one, by any of their names (``known_as`` gives contacts as the mailmap has them), does not agree.
    """
    ids = sorted(set(decided))
    found: dict[str, list[Agreement]] = {}
    for commit in history.commits.values():
        if _STATED.search(commit.message):
            message = read_message(commit.message)
            stated = [one.value for one in message.trailers if one.name in APPROVING and not one.copied]
            people = [names for value in stated for names in named_in(value, known_as)]
            people = [names for names in people if not any(is_account(one) or is_placeholder(one) for one in names)]
            for id in _decisions(message.values("Decision"), ids):
                authors = writers(history.commits[id], known_as) if id in history.commits else []
                others = (names[0] for names in people if not _any_of(history.people, names, authors))
                if id != commit.id:
                    agreed = (Agreement(one.name or one.email, one.email, "trailer", commit.id) for one in others)
                    found.setdefault(id, []).extend(agreed)
    return {id: tuple(agreed) for id, agreed in found.items() if agreed}


def _any_of(people: People, names: Iterable[Person], authors: Collection[Person]) -> bool:
    return any(people.is_one_of(name, authors) for name in names)


def _decisions(values: Iterable[str], ids: Sequence[str]) -> list[str]:
    """The commits that the values of ``Decision`` trailers name."""
    named = dict.fromkeys(match[0] for value in values for match in NAMED.finditer(value.lower()))
    known = ([id for id in ids if id.startswith(short)] for short in named)
    return [fits[0] for fits in known if len(fits) == 1]


def sign_offs_of(
    rules: SignOffRules, repository: Repository, trails: Sequence[Trail], history: History, base: str = ""
) -> SignOffs:
    """The sign-offs of a history: its trails, and all its commits, with contacts as its mailmap has them.

    With ``base``, none of its decisions has come to the main line yet, which is at that commit.
    """
    decided = [decision.commit for trail in trails for decision in trail.decisions]
    later = later_agreements(history, decided, repository.names(history.head).contact) if rules.roles else {}
    if base:
        return SignOffs(rules, roles_at(repository, base), later)
    agreeing = (one.later for agreed in later.values() for one in agreed)
    return SignOffs(rules, held_roles(repository, history, dict.fromkeys((*decided, *agreeing))), later)
