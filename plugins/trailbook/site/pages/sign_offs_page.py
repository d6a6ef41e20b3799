"""The page of sign-offs: which changes need whose agreement, who holds the roles, and what is missing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from trailbook.records.model import OwnedRecord, SignOff
from trailbook.records.vocabulary import ROLES, Role
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SIGN_OFFS, SitePage
from trailbook.site.rendering.trail_site import Entry, TrailSite
from trailbook.site.rendering.trail_view import TrailView
from trailbook.trail.sign_offs.needed import Needed
from trailbook.trail.sign_offs.occasions import OCCASIONS
from trailbook.trail.sign_offs.roles import Holder

SHOWN = 100
"""How many decisions each list shows; the command line lists all of them."""


@dataclass(frozen=True)
class RoleSigns:
    """A role with its present and past holders, and how many sign-offs it was asked for, gave and owes.

    What it was asked for while nobody was named for it, it neither gave nor owes.
    """

    role: Role
    holders: tuple[Holder, ...]
    asked: int
    given: int
    missing: int


@dataclass(frozen=True)
class Occasioned:
    """The decisions that lack sign-offs on the same occasions and by the same roles, newest first.

    Of each there are the sign-offs that it lacks, and then those that it has.
    """

    occasions: tuple[str, ...]
    roles: tuple[Role, ...]
    rows: tuple[tuple[Entry, tuple[Needed, ...]], ...]


def sign_offs_page(site: TrailSite) -> SitePage:
    """The rules, the roles, and the decisions with missing and given sign-offs, newest first."""
    entries = [(entry, needed) for entry in site.entries if (needed := _needed(site, entry))]
    parted = [(entry, _in(needed, given=True), _in(needed, given=False)) for entry, needed in entries]
    rules = site.sign_offs.rules
    missing = [(entry, (*lacking, *signs)) for entry, signs, lacking in parted if lacking]
    given = [(entry, signs) for entry, signs, lacking in parted if not lacking]
    roles = list(_roles(site))
    values = {
        "occasions": [(occasion, rules.roles[occasion.id]) for occasion in OCCASIONS if occasion.id in rules.roles],
        "since": rules.since,
        "roles": roles,
        "owing": sorted((role for role in roles if role.missing), key=lambda role: -role.missing),
        "unnamed_then": sum(role.asked - role.given - role.missing for role in roles),
        "asked": len(entries),
        "missing": missing,
        "pending": list(_pending(site)),
        "groups": _by_occasion(missing[:SHOWN]),
        "given": given,
        "shown": SHOWN,
    }
    return SitePage(SIGN_OFFS, render("sign-offs.md.j2", view=TrailView(site, SIGN_OFFS), **values))


def _pending(site: TrailSite) -> Iterator[tuple[OwnedRecord, list[SignOff]]]:
    """The records that await sign-offs of what they say now, in the order of their titles, each with those."""
    published = site.sitemap.paths
    records = [one for one in site.sitemap.knowledge.records.values() if isinstance(one, OwnedRecord)]
    for record in sorted(records, key=lambda one: one.title.casefold()):
        signs = [sign_off for sign_off in record.sign_offs if sign_off.state == "pending"]
        if signs and record.id in published:
            yield record, signs


def _by_occasion(rows: list[tuple[Entry, tuple[Needed, ...]]]) -> list[Occasioned]:
    """Decisions by what asks for their sign-offs, the greatest group first."""
    found: dict[tuple[tuple[str, ...], tuple[Role, ...]], list[tuple[Entry, tuple[Needed, ...]]]] = {}
    for entry, needed in rows:
        lacking = _in(needed, given=False)
        titles = dict.fromkeys(reason.occasion.title for sign_off in lacking for reason in sign_off.reasons)
        roles = {sign_off.role for sign_off in lacking}
        key = tuple(titles), tuple(role for role in ROLES if role in roles)
        found.setdefault(key, []).append((entry, needed))
    groups = (Occasioned(occasions, roles, tuple(some)) for (occasions, roles), some in found.items())
    return sorted(groups, key=lambda group: -len(group.rows))


def _needed(site: TrailSite, entry: Entry) -> tuple[Needed, ...]:
    return site.needed[entry.trail.record].get(entry.decision.commit, ())


def _in(needed: tuple[Needed, ...], *, given: bool) -> tuple[Needed, ...]:
    return tuple(sign_off for sign_off in needed if (sign_off.state == "given") is given)


def _roles(site: TrailSite) -> Iterator[RoleSigns]:
    asked = {role for roles in site.sign_offs.rules.roles.values() for role in roles}
    signs = [sign_off for by_commit in site.needed.values() for needed in by_commit.values() for sign_off in needed]
    for role in ROLES:
        if role in asked:
            own = [sign_off for sign_off in signs if sign_off.role == role]
            holders = tuple(holder for holder in site.sign_offs.held.now.holders if holder.role == role)
            states = Counter(sign_off.state for sign_off in own)
            yield RoleSigns(role, holders, len(own), states["given"], states["missing"])
