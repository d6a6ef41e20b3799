"""How a change moves risk: threats, findings of the threat rules, exceptions and accepted risks."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, NamedTuple

from trailbook.diff.model import GrantedTerm, MovedFinding, MovedThreat, ThreatMove, ThreatStatus
from trailbook.records.grants import grants
from trailbook.records.kinds.threat_model import Threat
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.states import SETTLED
from trailbook.risk.register.rating_changes import rating_changes
from trailbook.risk.register.register import stated_threats
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.findings import Finding, all_findings
from trailbook.risk.threats.rule import Rule
from trailbook.text.days import has_passed

_ORDER: tuple[ThreatMove, ...] = ("new", "reopened", "higher", "re-rated", "lower", "closed", "gone")


def moved_threats(before: KnowledgeBase, now: KnowledgeBase, scheme: Scheme) -> tuple[MovedThreat, ...]:
    """The threats that moved, those that need work first.

    A threat that is closed or reopened is listed as that, even if its rating changes too.
    """
    old = {reference: found.threat for reference, found in stated_threats(before).items()}
    new = {reference: found.threat for reference, found in stated_threats(now).items()}
    moves: dict[str, ThreatMove] = {shift.reference: shift.kind for shift in rating_changes(before, now, scheme)}
    for reference in old.keys() & new.keys():
        was, is_now = old[reference].state in SETTLED, new[reference].state in SETTLED
        if was != is_now:
            moves[reference] = "closed" if is_now else "reopened"
    found = (
        _moved(reference, move, old.get(reference), new.get(reference), scheme) for reference, move in moves.items()
    )
    return tuple(sorted(found, key=lambda threat: (_ORDER.index(threat.move), threat.reference)))


def _moved(reference: str, move: ThreatMove, was: Threat | None, now: Threat | None, scheme: Scheme) -> MovedThreat:
    title = next(threat.title for threat in (now, was) if threat)
    return MovedThreat(reference, title, move, _status(was, scheme), _status(now, scheme))


def _status(threat: Threat | None, scheme: Scheme) -> ThreatStatus | None:
    if threat is None:
        return None
    return ThreatStatus(threat.state, scheme.level(threat.inherent), scheme.level(threat.residual))


def moved_findings(
    before: tuple[KnowledgeBase, Iterable[Rule]], now: tuple[KnowledgeBase, Iterable[Rule]]
) -> tuple[MovedFinding, ...]:
    """The findings that are open in only one of two states, each with its own rules; those that open come first."""
    old, new = _by_id(*before), _by_id(*now)
    found = _moved_findings(old, new)
    return tuple(sorted(found, key=lambda finding: (finding.move == "closes", finding.model, finding.finding)))


def _moved_findings(old: dict[tuple[str, str], Finding], new: dict[tuple[str, str], Finding]) -> Iterator[MovedFinding]:
    for key in dict.fromkeys([*new, *old]):
        was, now = old.get(key), new.get(key)
        was_open, is_open = (finding is not None and not finding.is_settled for finding in (was, now))
        latest = now or was
        if latest and was_open != is_open:
            move: Literal["opens", "closes"] = "opens" if is_open else "closes"
            rule, state = latest.rule, now.state if now else None
            yield MovedFinding(latest.model, latest.id, rule.id, rule.title, latest.reason, move, state)


def _by_id(knowledge: KnowledgeBase, rules: Iterable[Rule]) -> dict[tuple[str, str], Finding]:
    return {(finding.model, finding.id): finding for finding in all_findings(knowledge, rules)}


TermKind = Literal["exception", "accepted risk"]
_KINDS: dict[str, TermKind] = {"exception": "exception", "acceptance": "accepted risk"}


class _Granted(NamedTuple):
    kind: TermKind
    title: str
    by: str
    until: date


def granted_terms(before: KnowledgeBase, now: KnowledgeBase, today: date | None) -> tuple[GrantedTerm, ...]:
    """The exceptions and acceptances that are new or altered, the earliest end first.

    Without ``today``, none counts as ended.
    """
    old, new = dict(_granted(before)), dict(_granted(now))
    found = (
        GrantedTerm(
            grant.kind,
            reference,
            grant.title,
            grant.by,
            grant.until,
            was.until if (was := old.get(reference)) and was.until != grant.until else None,
            has_passed(grant.until, today),
        )
        for reference, grant in new.items()
        if old.get(reference) != grant
    )
    return tuple(sorted(found, key=lambda term: (term.until, term.reference)))


def _granted(knowledge: KnowledgeBase) -> Iterator[tuple[str, _Granted]]:
    for record in knowledge.records.values():
        for grant in grants(record):
            yield grant.reference, _Granted(_KINDS[grant.kind], grant.item.label, grant.by, grant.until)
