"""The kinds of findings of a ledger audit, with the texts about each."""

from dataclasses import dataclass
from typing import Literal

from trailbook.trail.requests.branch import BRING

FindingKind = Literal[
    "no-ledger",
    "unreadable",
    "altered",
    "edited",
    "dropped",
    "replaced",
    "chain-broken",
    "not-here",
    "tag-moved",
    "tag-gone",
    "tag-light",
    "tag-signature",
    "head-gone",
    "evidence-gone",
    "stated-rewrite",
    "vanished",
    "re-made",
    "slipped-in",
    "back-dated",
    "merged-later",
    "written-earlier",
    "not-recorded",
    "described-differently",
]
Level = Literal["problem", "notice"]

TITLES: dict[FindingKind, str] = {
    "no-ledger": "No ledger to hold the history against",
    "unreadable": "A ledger that can't be read",
    "altered": "A ledger that was altered",
    "edited": "A ledger that a later commit edited",
    "dropped": "A ledger that was dropped",
    "replaced": "A ledger of which there are two",
    "chain-broken": "The chain of ledgers is broken",
    "not-here": "A release that is not in this history",
    "tag-moved": "A release whose tag names another commit",
    "tag-gone": "A release whose tag is gone",
    "tag-light": "A release whose tag says nothing",
    "tag-signature": "A tag whose signature is bad",
    "head-gone": "The history was rewritten",
    "evidence-gone": "What forges said of requests was removed or replaced",
    "stated-rewrite": "A release states that the history was rewritten",
    "vanished": "Decisions that vanished",
    "re-made": "Decisions that were made again",
    "slipped-in": "Decisions that were slipped in before a release",
    "back-dated": "Decisions that were dated back",
    "merged-later": "Decisions of a branch older than the release, merged after it",
    "written-earlier": "Decisions written before a release and committed after it",
    "not-recorded": "Decisions that the ledger does not list",
    "described-differently": "Decisions that are described differently",
}
"""The titles of the kinds, in the order in which they are reported."""

ABOUT: dict[FindingKind, str] = {
    "no-ledger": "Nothing was written down yet, so nothing can show whether the history was changed.",
    "unreadable": "The file is there and holds no ledger, so it vouches for nothing.",
    "altered": "What the file says does not agree with its own hashes, or with the commits that it names.",
    "edited": "A ledger is written once. This one was changed after its release.",
    "dropped": "It was committed and is gone, so it vouches for nothing any more.",
    "replaced": "Two files are said to be the ledger of one release, and at most one of them is.",
    "chain-broken": "A ledger names the one before it by a hash, and that is not the hash of the file that is here.",
    "not-here": "A tag holds a ledger that this history does not have: the history was replaced, or the release was "
    "made on a branch that was never merged.",
    "tag-moved": "A release is the commit that added its ledger. Whoever asks for it by its tag gets other contents.",
    "tag-gone": "Who asks for that version finds none, or takes another for the newest. 'git fetch --tags' brings it "
    "back if only this clone lacks it.",
    "tag-light": "'trailbook release' makes tags with a message, which names the ledger. Somebody made this one again.",
    "tag-signature": "Whoever signed the tag signed something else.",
    "head-gone": "The commit that was the newest at the release is no ancestor of the newest one now.",
    "evidence-gone": "The branch that keeps it only grows, and lacks the commit that was its newest at the release. "
    f"'{BRING}' brings it if only this clone lacks it.",
    "stated-rewrite": "Whoever made it gave the reason, and nothing here shows whether it is true. What it explains is "
    "a notice; where a ledger shows it that somebody kept in another place, it is a problem.",
    "vanished": "The ledger lists them, and no commit of this history makes them.",
    "re-made": "The ledger lists them under commits that are gone; another commit leaves the same content, or has the "
    "same title, author and date.",
    "slipped-in": "They come before decisions of the ledger that were made again, and the ledger does not list them.",
    "back-dated": "They say that they are older than a release that does not have them, and they can't be.",
    "merged-later": "They were begun before the release and came in by a merge after it. That is how branches work. "
    "It is also how a decision would look that somebody dated back and merged.",
    "written-earlier": "The author's date is before the release, the committer's after it, as when a change waits for "
    "its review. The trail shows both days.",
    "not-recorded": "Their commits were there at the release. Trailbook sees decisions in them now and did not then, "
    "because its rules or the record folders changed since, or somebody left them out.",
    "described-differently": "Their commits are the same. What Trailbook says of them changed with its version, or "
    "because a later merge explains or approves them, or a mailmap names people otherwise. Else "
    "somebody edited the ledger.",
}
"""What each kind means."""


@dataclass(frozen=True)
class LedgerFinding:
    """One finding of an audit. A notice is worth knowing and fails nothing.

    ``release`` is the version whose ledger shows it. ``records`` and ``commit`` name a decision; ``author``, ``title``
    and ``day`` (in UTC, on which it reached the main line) describe it. ``now`` is the commit that has taken its place.
    """

    kind: FindingKind
    level: Level
    release: str
    detail: str
    records: tuple[str, ...] = ()
    commit: str = ""
    day: str = ""
    author: str = ""
    title: str = ""
    now: str = ""
