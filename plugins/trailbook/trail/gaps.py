"""What an auditor would miss in a trail: changes without a reason or an agreement, claims that git contradicts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as date_type
from datetime import datetime
from typing import Literal

from trailbook.records.model import OwnedRecord, Record
from trailbook.text.prose import count, in_prose, listed
from trailbook.trail.agreed_text import AgreedText, agreed_text, earlier_reviews
from trailbook.trail.authorship import byline
from trailbook.trail.changes.blame import headings, is_gone, steps_of_items
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.effects.rules.indicator_threshold import RULE as INDICATOR_THRESHOLD
from trailbook.trail.git.commits import utc_day
from trailbook.trail.git.people import same
from trailbook.trail.proposals import is_agreed, unagreed
from trailbook.trail.requests.branch import BRING
from trailbook.trail.sentences import predicate
from trailbook.trail.sign_offs.occasions import accepts_risk

GapKind = Literal[
    "no-rationale",
    "not-fetched",
    "no-independent-approval",
    "outdated-approval",
    "unsigned",
    "self-merged",
    "several-authors",
    "unproven-review",
    "unapproved-acceptance",
    "loosened-threshold",
    "bulk-dates",
    "agreed-by-nobody",
    "trust-root",
]

TITLES: dict[GapKind, str] = {
    "no-rationale": "No reason beyond a title",
    "not-fetched": "No reason beyond a title, and a request is named that was not fetched",
    "no-independent-approval": "No second approver on record",
    "outdated-approval": "What was agreed was changed since, and nobody agreed with that",
    "unsigned": "Not signed by a known key",
    "self-merged": "Merged by its own author",
    "several-authors": "The commit names its author more than once",
    "unproven-review": "A review is claimed that no commit goes with",
    "unapproved-acceptance": "A risk was accepted and nobody is on record who agreed",
    "loosened-threshold": "An indicator asks for action later than before, and no reason is on record",
    "bulk-dates": "One commit moved the review dates of many records",
    "agreed-by-nobody": "Proposed by a machine, agreed by nobody",
    "trust-root": "Keys, names or roles were changed",
}

ADVICE: dict[GapKind, str] = {
    "not-fetched": "'trailbook evidence fetch' keeps what the forge says of them. Where that is done already, this "
    f"clone lacks the branch, and '{BRING}' brings it. To have later reasons in git itself, "
    "let squash merges take the description: on GitHub under Settings, General, Allow squash merging: 'Pull request "
    "title and description'; on GitLab under Settings, Merge requests, Squash commit message template: %{title}, an "
    "empty line, %{description}.",
}
"""What to do about the gaps of a kind, where that is not plain."""

_NAMED = 8
"""How many items a gap about several names."""
BULK = 5
"""How many records' review dates one commit may move before it is listed."""


@dataclass(frozen=True)
class Gap:
    """One thing that is missing or contradicted, in one decision on one record."""

    kind: GapKind
    record: str
    commit: str
    authored: datetime
    landed: datetime
    detail: str

    @property
    def day(self) -> date_type:
        """The day (UTC) since which the decision is in force on the main line."""
        return utc_day(self.landed)

    @property
    def authored_day(self) -> date_type:
        """The day (UTC) on which the decision was written."""
        return utc_day(self.authored)


@dataclass(frozen=True)
class Share:
    """How many decisions of a record or a period there are, and how many have a reason and an agreement."""

    name: str
    decisions: int
    with_rationale: int
    with_approval: int


def gaps(trails: Sequence[Trail], records: Mapping[str, Record]) -> list[Gap]:
    """Every gap of the trails, newest first. ``records`` are the records as they are now."""
    found = [gap for trail in trails for decision in trail.decisions for gap in _in_decision(trail, decision)]
    found += _unproven_reviews(trails, records)
    found += _bulk_dates(trails)
    found += _agreed_by_nobody(trails)
    found += outdated_approvals(trails)
    return newest_gaps_first(found)


def newest_gaps_first(found: Iterable[Gap]) -> list[Gap]:
    """Gaps in the order in which they are listed: the newest first, then by record and kind."""
    return sorted(found, key=lambda gap: (-gap.landed.timestamp(), -gap.authored.timestamp(), gap.record, gap.kind))


def trust_root_gaps(trails: Iterable[Trail]) -> list[Gap]:
    """Every change to the files that say whose a key, a name and a role are, newest first, given their trails."""
    return newest_gaps_first(
        _gap("trust-root", trail, decision, _trust_root_detail(decision))
        for trail in trails
        for decision in trail.decisions
    )


def _trust_root_detail(decision: Decision) -> str:
    kinds = Counter(change.kind for change in decision.changes)
    lines = f"{count(kinds['added'], 'line')} added, {kinds['removed']:,} removed"
    agreed = "" if is_agreed(decision) else "; nobody else agreed"
    return f"{byline(decision)}: {decision.title} ({lines}{agreed})"


def is_reasoned(decision: Decision) -> bool:
    """Whether a reason is on record that is more than a title."""
    return decision.rationale.source not in ("title", "none")


def is_unfetched(decision: Decision) -> bool:
    """Whether no reason is on record, and a request is named that may hold one and was not fetched."""
    return not is_reasoned(decision) and decision.request is None and decision.pull_request is not None


def _gap(kind: GapKind, trail: Trail, decision: Decision, detail: str) -> Gap:
    return Gap(kind, trail.record, decision.commit, decision.authored, decision.landed, detail)


def _in_decision(trail: Trail, decision: Decision) -> Iterator[Gap]:
    def gap(kind: GapKind, detail: str) -> Gap:
        return _gap(kind, trail, decision, detail)

    if not is_reasoned(decision):
        yield gap("not-fetched" if is_unfetched(decision) else "no-rationale", decision.title or "no message at all")
        if loosened := [change for change in decision.changes if _is_loosening(change)]:
            yield gap("loosened-threshold", ", ".join(predicate(change) for change in loosened))
    agreed = is_agreed(decision)
    if not agreed:
        yield gap("no-independent-approval", decision.title)
    if not decision.is_signed:
        yield gap("unsigned", f"signature: {decision.signature}")
    known = decision.request
    if decision.taken_in and ((first := decision.taken_in[0]).own or same(first.by, decision.author)):
        yield gap("self-merged", f"merged by {first.by.name}")
    elif known and known.merged_by and known.merged_by == known.author:
        yield gap("self-merged", f"{known.name} merged by {known.merged_by}, whose request it was")
    if decision.also_by:
        author, *others = (one.name or one.email for one in (decision.author, *decision.also_by))
        yield gap("several-authors", f"by {author}, as the first says; also {listed(others)}")
    accepted = dict.fromkeys(change.item for change in decision.changes if accepts_risk(change))
    if accepted and not agreed:
        yield gap("unapproved-acceptance", ", ".join(f"{trail.record}.{item}" for item in accepted))


def _agreed_by_nobody(trails: Iterable[Trail]) -> Iterator[Gap]:
    """Records whose newest meaningful change an assistant or a robot made alone, and nobody agreed with since."""
    for trail in trails:
        if decision := unagreed(trail.decisions):
            yield _gap("agreed-by-nobody", trail, decision, f"by {byline(decision)}")


def outdated_approvals(trails: Iterable[Trail]) -> Iterator[Gap]:
    """The items and sections that changed since somebody agreed with them, by the decision that changed them last."""
    for trail in trails:
        if not any(map(_is_seen, trail.decisions)) or is_gone(trail):
            continue
        found: dict[tuple[str, str], list[tuple[str, AgreedText]]] = {}
        for item, steps in steps_of_items(trail).items():
            if (text := agreed_text(steps)) and not text.holds:
                agreed = text.agreed.decision.commit if text.agreed else ""
                found.setdefault((text.since[0].decision.commit, agreed), []).append((item, text))
        called = headings(trail) if found else {}
        for items in found.values():
            names, text = [called.get(item, item) for item, _ in items], items[0][1]
            shown = [*names[:_NAMED], *([f"{len(names) - _NAMED} more"] if len(names) > _NAMED else [])]
            detail = f"{listed(shown)}: {outdated_words(text)}"
            yield _gap("outdated-approval", trail, text.since[0].decision, detail)


def outdated_words(text: AgreedText) -> str:
    """Who agreed with an earlier text, and when, in words."""
    people = listed(list(dict.fromkeys(one.name for one in text.approvals)))
    if text.agreed is None:
        return f"{people} reviewed an earlier text"
    return f"changed since {people} agreed on {in_prose(text.agreed.decision.day)}"


def _is_seen(decision: Decision) -> bool:
    return is_agreed(decision) or any(earlier_reviews(decision))


def _is_loosening(change: Change) -> bool:
    return change.rule == INDICATOR_THRESHOLD.id and change.effect == "weakens"


def _unproven_reviews(trails: Sequence[Trail], records: Mapping[str, Record]) -> Iterator[Gap]:
    """Records whose last claimed review is later than any commit on them."""
    for trail in trails:
        record = records.get(trail.record)
        claimed = record.review.last if isinstance(record, OwnedRecord) and record.review else None
        newest = trail.decisions[0]
        if claimed and claimed > newest.day:
            detail = f"a review on {in_prose(claimed)} is claimed; the last commit is of {in_prose(newest.day)}"
            yield _gap("unproven-review", trail, newest, detail)


def _bulk_dates(trails: Sequence[Trail]) -> Iterator[Gap]:
    moved = [
        (trail, decision)
        for trail in trails
        for decision in trail.decisions
        if any(change.field in ("review.last", "review.next") for change in decision.changes)
        and not any(
            change.kind == "added" and change.item is None and change.field is None for change in decision.changes
        )
    ]
    counts = Counter(decision.commit for _, decision in moved)
    for trail, decision in moved:
        if counts[decision.commit] >= BULK:
            detail = f"{counts[decision.commit]} records at once"
            yield _gap("bulk-dates", trail, decision, detail)


def shares_by_record(trails: Iterable[Trail]) -> list[Share]:
    """The shares of each record, in the order of the trails."""
    return [_share(trail.record, trail.decisions) for trail in trails]


def shares_by_quarter(trails: Iterable[Trail]) -> list[Share]:
    """The shares of each quarter of a year in UTC, such as ``2026-Q4``, newest first."""
    quarters: dict[str, list[Decision]] = {}
    for trail in trails:
        for decision in trail.decisions:
            day = decision.day
            quarters.setdefault(f"{day.year}-Q{(day.month + 2) // 3}", []).append(decision)
    return [_share(name, decisions) for name, decisions in sorted(quarters.items(), reverse=True)]


def _share(name: str, decisions: Sequence[Decision]) -> Share:
    return Share(name, len(decisions), sum(map(is_reasoned, decisions)), sum(map(is_agreed, decisions)))
