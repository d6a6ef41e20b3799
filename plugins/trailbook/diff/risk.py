"""Threats and findings of the rules that a change opens, closes or rates in another way."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, NamedTuple

from trailbook.diff.model import MovedFinding, MovedThreat, Stand, Term, ThreatMove
from trailbook.records.grants import grants
from trailbook.records.kinds.threat_model import Threat
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.states import SETTLED
from trailbook.risk.register.rating_changes import rating_changes
from trailbook.risk.register.register import stated_threats
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.findings import Finding, all_findings
from trailbook.risk.threats.rule import Rule

_ORDER: tuple[ThreatMove, ...] = ("new", "reopened", "higher", "re-rated", "lower", "closed", "gone")


def moved_threats(before: KnowledgeBase, now: KnowledgeBase, scheme: Scheme) -> tuple[MovedThreat, ...]:
    """The threats that moved, what needs work first. One that is closed or reopened counts as that alone."""
    old = {reference: one.threat for reference, one in stated_threats(before).items()}
    new = {reference: one.threat for reference, one in stated_threats(now).items()}
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
    return MovedThreat(reference, title, move, _stand(was, scheme), _stand(now, scheme))


def _stand(threat: Threat | None, scheme: Scheme) -> Stand | None:
    return Stand(threat.state, scheme.level(threat.inherent), scheme.level(threat.residual)) if threat else None


def moved_findings(
    before: tuple[KnowledgeBase, Iterable[Rule]], now: tuple[KnowledgeBase, Iterable[Rule]]
) -> tuple[MovedFinding, ...]:
    """What the rules of each state find that is open in one of them alone; what opens comes first."""
    old, new = _by_id(*before), _by_id(*now)
    return tuple(sorted(_moved_findings(old, new), key=lambda one: (one.move == "closes", one.model, one.finding)))


def _moved_findings(old: dict[tuple[str, str], Finding], new: dict[tuple[str, str], Finding]) -> Iterator[MovedFinding]:
    for key in dict.fromkeys([*new, *old]):
        was, now = old.get(key), new.get(key)
        was_open, is_open = (finding is not None and finding.state not in SETTLED for finding in (was, now))
        told = now or was
        if told and was_open != is_open:
            move: Literal["opens", "closes"] = "opens" if is_open else "closes"
            rule, state = told.rule, now.state if now else None
            yield MovedFinding(told.model, told.id, rule.id, rule.title, told.reason, move, state)


def _by_id(knowledge: KnowledgeBase, rules: Iterable[Rule]) -> dict[tuple[str, str], Finding]:
    return {(finding.model, finding.id): finding for finding in all_findings(knowledge, rules)}


TermKind = Literal["exception", "accepted risk"]


_KINDS: dict[str, TermKind] = {"exception": "exception", "acceptance": "accepted risk"}


class _Granted(NamedTuple):
    kind: TermKind
    title: str
    by: str
    until: date


def terms(before: KnowledgeBase, now: KnowledgeBase, today: date | None) -> tuple[Term, ...]:
    """What is granted now and was not, or otherwise, the earliest end first. Without a day nothing has ended."""
    old, new = dict(_granted(before)), dict(_granted(now))
    found = (
        Term(
            one.kind,
            reference,
            one.title,
            one.by,
            one.until,
            was.until if (was := old.get(reference)) and was.until != one.until else None,
            today is not None and one.until < today,
        )
        for reference, one in new.items()
        if old.get(reference) != one
    )
    return tuple(sorted(found, key=lambda term: (term.until, term.reference)))


def _granted(knowledge: KnowledgeBase) -> Iterator[tuple[str, _Granted]]:
    for record in knowledge.records.values():
        for grant in grants(record):
            yield grant.reference, _Granted(_KINDS[grant.kind], grant.item.label, grant.by, grant.until)
