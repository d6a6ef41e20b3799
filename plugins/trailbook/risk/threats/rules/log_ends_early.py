"""Logs that end before anybody asks."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule

YEAR = 365


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if facts.log_days is not None and facts.log_days < YEAR:
            short = YEAR - facts.log_days
            yield Hit(
                (part.id,), f"The log of {part.name} is kept for {facts.log_days} days, {short} short of a year.", short
            )


RULE = Rule(
    id="log-ends-early",
    family="logging",
    title="The log ends before anybody asks",
    looks_for="a component with confidential or restricted data whose log ends more days short of a year than a limit",
    why="Misuse is often found months later, and then the days on which it began are gone.",
    remedy="Forward the log to a store that keeps it for a year; shorten what it says rather than how long it lasts.",
    find=_find,
    data_from="confidential",
    at_most=0,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-10",),
        owasp_cd=("CD-SEC-10",),
        stride=("repudiation",),
        cwe=("CWE-778",),
    ),
)
