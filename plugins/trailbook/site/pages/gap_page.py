"""The page of gaps, which lists what an auditor would miss in the trail, and those of the rules behind it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from typing import get_args

from trailbook.audit.ledgers.findings import ABOUT as LEDGER_ABOUT
from trailbook.audit.ledgers.findings import TITLES as LEDGER_TITLES
from trailbook.audit.ledgers.findings import LedgerFinding
from trailbook.records.kinds import KINDS
from trailbook.risk.reviews.sittings import Quarter
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import ACCOUNTS, EFFECTS, GAPS, SitePage
from trailbook.site.rendering.trail_site import Entry, TrailSite
from trailbook.site.rendering.trail_view import TrailView
from trailbook.site.rendering.translation import months_of_quarter
from trailbook.trail.changes.change import Change, ChangeKind, absent
from trailbook.trail.decisions import ApprovalSource, Decision, RationaleSource, Trail, newest_first
from trailbook.trail.effects.hints import HINTS
from trailbook.trail.effects.rule import Rule
from trailbook.trail.effects.rules import RULES
from trailbook.trail.effects.weak_periods import weak_periods
from trailbook.trail.gaps import (
    ADVICE,
    TITLES,
    Gap,
    GapKind,
    Share,
    gaps,
    shares_by_quarter,
    shares_by_record,
    trust_root_gaps,
)
from trailbook.trail.git.commits import Person
from trailbook.trail.git.people import AccountKind, AccountPattern, accounts, is_account
from trailbook.trail.proposals import agreements, is_agreed
from trailbook.trail.published_text import person

SHOWN = 100
"""How many gaps of a kind the page lists; the command line lists all of them."""
RECORDS = 200
"""For how many records the page shows the shares; the command line shows all of them."""

PEOPLE = 20
"""How many of those who decided are named."""

ABOUT: dict[GapKind, str] = {
    "no-rationale": "The commit has a title and no body, and no merge explains it.",
    "not-fetched": "The commit has a title and no body, and names a request that may give the reason. Nothing of "
    f"that is kept here. {ADVICE['not-fetched']}",
    "no-independent-approval": "Nobody but the author is named in a trailer, merged the change, signed it or "
    "agreed in a later commit.",
    "outdated-approval": "Somebody agreed with it, and what it means or how it is worded was changed afterwards. The "
    "mark at each of the items shows what changed.",
    "unsigned": "The commit carries no signature, or one of a key that nobody else had listed before. A forge's key is "
    "no person's.",
    "self-merged": "The author of the change made the merge that took in its branch, or merged their own request by "
    "what the forge said. Who put a commit on the main line without either, nothing on record says.",
    "several-authors": "Git writes one author, and no command of its makes a commit with two. The first counts as the "
    "author, the others as having written it, too.",
    "unproven-review": "The record says that it was reviewed on a day after its last commit.",
    "unapproved-acceptance": "A threat was set to accepted, and nobody else agreed to that change.",
    "loosened-threshold": "A threshold was relaxed, or amber may last longer, by a commit that gives no reason.",
    "agreed-by-nobody": "The newest change that says something else was made by an assistant or a robot alone, and no "
    "person agreed with it or wrote on.",
    "trust-root": "The file says whose word counts as whose: a change to it is no decision on a record, and bears on "
    "how all of them read.",
    "bulk-dates": "Dates of reviews moved in many records at once, which a review of each would not do.",
}


@dataclass(frozen=True)
class GapList:
    """The gaps of a kind, newest first. ``entries`` holds those that are shown, with what they link to."""

    kind: GapKind
    title: str
    about: str
    count: int
    entries: tuple[tuple[Gap, Entry], ...]


@dataclass(frozen=True)
class FindingList:
    """The findings of a kind in the ledgers, and whether any of them is a problem."""

    title: str
    about: str
    is_problem: bool
    findings: tuple[LedgerFinding, ...]


@dataclass(frozen=True)
class Span:
    """A period in which something was weaker: what changed, when it began, and when it was restored, if it was."""

    change: Change
    began: Entry
    restored: Entry | None


@dataclass(frozen=True)
class WhoseWord:
    """How many decisions rest on what: their reasons by where they were found, and the agreements that count."""

    reasons: Mapping[RationaleSource, int]
    approvals: Mapping[ApprovalSource, int]
    unagreed: int


def whose_word(trails: Sequence[Trail]) -> WhoseWord | None:
    """What the decisions of some trails rest on; None if there are none. Agreements of one kind count once each."""
    decisions = [decision for trail in trails for decision in trail.decisions]
    if not decisions:
        return None
    known = [{one.source for one in agreements(decision)} for decision in decisions]
    return WhoseWord(
        Counter(decision.rationale.source for decision in decisions),
        Counter(source for sources in known for source in sources),
        sum(not is_agreed(decision) for decision in decisions),
    )


@dataclass(frozen=True)
class Verdict:
    """How many decisions there are, and how many of them are reasoned, agreed with by somebody else, and signed."""

    decisions: int
    reasoned: int
    agreed: int
    signed: int


def verdict(trails: Sequence[Trail], found: Sequence[Gap]) -> Verdict | None:
    """What the gaps come to; None if there are no decisions."""
    shares = shares_by_quarter(trails)
    number = sum(share.decisions for share in shares)
    reasoned, agreed = sum(share.with_rationale for share in shares), sum(share.with_approval for share in shares)
    signed = number - sum(gap.kind == "unsigned" for gap in found)
    return Verdict(number, reasoned, agreed, signed) if number else None


def gap_page(site: TrailSite) -> SitePage:
    """The gaps of all trails by kind, and the shares of reasons and approvals by quarter and by record."""
    found = [*gaps(site.trails, site.sitemap.knowledge.records), *trust_root_gaps(site.trust_roots)]
    lists = [_listed(site, kind, [gap for gap in found if gap.kind == kind]) for kind in TITLES]
    values = {
        "lists": [listed for listed in lists if listed.count],
        "clear": [] if site.lack else [(listed.title, "", listed.kind) for listed in lists if not listed.count],
        "quarters": [replace(share, name=_months(share.name)) for share in shares_by_quarter(site.trails)],
        "records": _most_lacking(shares_by_record(site.trails)),
        "record_count": len(site.trails),
        "ledgers": site.ledgers,
        "whose_word": whose_word(site.trails),
        "verdict": verdict(site.trails, found),
        "shown": SHOWN,
        "found": list(ledger_findings(site)),
        "spans": sorted(spans(site), key=lambda span: newest_first(span.began.decision)),
    }
    return SitePage(GAPS, render("gaps.md.j2", view=TrailView(site, GAPS), **values))


def _months(quarter: str) -> str:
    """A quarter such as ``2026-Q4`` by its months."""
    year, number = quarter.split("-Q")
    return months_of_quarter(Quarter(int(year), int(number)))


def effects_page() -> SitePage:
    """The page of the rules by which a change is said to weaken or strengthen what is published, by name."""
    groups: dict[str, list[Rule]] = {}
    for rule in RULES:
        groups.setdefault(_looked_at(rule), []).append(rule)
    return SitePage(EFFECTS, render("effects.md.j2", groups=sorted(groups.items(), key=_largest_first), hints=HINTS))


def _looked_at(rule: Rule) -> str:
    """The records that a rule looks at, by the plural of their kind, or those of several kinds."""
    kinds = {model.__module__.rpartition(".")[2].replace("_", "-") for model, _ in rule.concerns}
    kind = kinds.pop() if len(kinds) == 1 else ""
    return KINDS[kind].plural if kind in KINDS else "Several kinds of records"


def _largest_first(group: tuple[str, list[Rule]]) -> tuple[int, str]:
    return -len(group[1]), group[0]


def accounts_page(site: TrailSite) -> SitePage:
    """Who decided, and the names and addresses that are no person's, by kind, each with the source of it."""
    kinds: dict[AccountKind, dict[str, list[AccountPattern]]] = {kind: {} for kind in get_args(AccountKind)}
    for account in accounts():
        kinds[account.kind].setdefault(account.name, []).append(account)
    decisions = [decision for trail in site.trails for decision in trail.decisions]
    wrote = {one for decision in decisions for one in (decision.author, *decision.co_authors)}
    values = {
        "kinds": kinds,
        "people": _names(one for one in wrote if not is_account(one)),
        "others": _names(one for one in wrote if is_account(one)),
        "helpers": sorted({one.name for decision in decisions for one in decision.assistants}),
        "count": len(accounts()),
        "shown": PEOPLE,
    }
    return SitePage(ACCOUNTS, render("accounts.md.j2", view=TrailView(site, ACCOUNTS), **values))


def _names(people: Iterable[Person]) -> list[str]:
    return sorted({person(one.name or one.email) for one in people}, key=str.casefold)


def _most_lacking(shares: list[Share]) -> list[Share]:
    """The shares of the records that the page shows: those with the most decisions that lack something."""
    if len(shares) <= RECORDS:
        return shares
    return nlargest(RECORDS, shares, key=lambda share: 2 * share.decisions - share.with_rationale - share.with_approval)


def ledger_findings(site: TrailSite) -> Iterator[FindingList]:
    """What the ledgers show, by kind; the page itself says if there are no ledgers."""
    findings = site.ledgers.findings if site.ledgers else ()
    for kind, title in LEDGER_TITLES.items():
        some = tuple(finding for finding in findings if finding.kind == kind)
        if some and kind != "no-ledger":
            yield FindingList(title, LEDGER_ABOUT[kind], any(finding.level == "problem" for finding in some), some)


def spans(site: TrailSite) -> Iterator[Span]:
    """The periods in which something was weaker, for records that still exist."""
    for trail in site.trails:
        if site.is_closed(trail):
            continue
        entries = {decision.commit: Entry(trail, decision) for decision in trail.decisions}
        oldest_first = [(d.commit, change) for d in reversed(trail.decisions) for change in d.changes]
        for weak in weak_periods(oldest_first):
            kind: ChangeKind = "added" if absent(weak.before) else "removed" if absent(weak.during) else "changed"
            change = Change(weak.item, weak.field, kind, weak.before, weak.during)
            restored = entries[weak.restored_by] if weak.restored_by else None
            yield Span(change, entries[weak.weakened_by], restored)


def _listed(site: TrailSite, kind: GapKind, found: list[Gap]) -> GapList:
    shown = tuple((gap, _entry(site, gap)) for gap in found[:SHOWN])
    return GapList(kind, TITLES[kind], ABOUT[kind], len(found), shown)


def _entry(site: TrailSite, gap: Gap) -> Entry:
    roots = {trail.record: trail for trail in site.trust_roots} if gap.kind == "trust-root" else {}
    trail = roots.get(gap.record) or site.by_record[gap.record]
    decision: Decision = next(decision for decision in trail.decisions if decision.commit == gap.commit)
    return Entry(trail, decision)
