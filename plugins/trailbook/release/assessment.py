"""The risk assessment of a release: what the knowledge base says, and what changed since the release before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trailbook.diff.changed_records import changed_records
from trailbook.diff.model import ChangedRecord, DescribedChange
from trailbook.drift.model import CheckResult, Deviation, Drift
from trailbook.records.grants import Grant, grants
from trailbook.records.kinds.policy import PolicyException
from trailbook.records.kinds.threat_model import FindingState
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import full_reference
from trailbook.records.releases import FOLDER, Figures, ReleaseChange, ReleaseNote
from trailbook.risk.register.register import Entry, register
from trailbook.risk.register.remediation import remediation, unattended
from trailbook.risk.reviews.reviews import ReviewState
from trailbook.risk.scoring.scheme import Scheme
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.gaps import Gap, gaps, is_agreed, is_reasoned
from trailbook.trail.sign_offs.export import SignOffRow


@dataclass(frozen=True)
class Before:
    """The release before: its name, its day and the knowledge base at it."""

    name: str
    day: date
    knowledge: KnowledgeBase


@dataclass(frozen=True)
class Facts:
    """What an assessment is made of. ``since`` are the commits since the release before; all, where there is none.

    ``docs`` is the documentation folder, ``today`` the day that dates are compared with, ``asks_sign_offs`` whether
    the configuration asks for any.
    """

    knowledge: KnowledgeBase
    trails: Sequence[Trail]
    since: frozenset[str]
    scheme: Scheme
    docs: str
    today: date
    before: Before | None = None
    drift: Drift | None = None
    reviews: Sequence[ReviewState] = ()
    sign_offs: Sequence[SignOffRow] = ()
    asks_sign_offs: bool = False


@dataclass(frozen=True)
class Judged:
    """What weakens or strengthens in one item or record, and the decisions that brought it, newest first."""

    reference: str
    title: str
    changes: tuple[DescribedChange, ...]
    decisions: tuple[Decision, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the changes count, by the rules that judged them."""
        return tuple(dict.fromkeys(change.reason for change in self.changes if change.reason))


@dataclass(frozen=True)
class Granted:
    """An accepted risk or an approved exception, ended or not. ``control`` is the control that is excepted."""

    grant: Grant
    title: str
    control: str = ""


@dataclass(frozen=True)
class Assessment:
    """Everything that the page of a release tells."""

    version: str
    commit: str
    facts: Facts
    weaker: tuple[Judged, ...]
    stronger: tuple[Judged, ...]
    records: tuple[ChangedRecord, ...]
    above: tuple[Entry, ...]
    unattended: tuple[Entry, ...]
    accepted: tuple[Granted, ...]
    exceptions: tuple[Granted, ...]
    decisions: tuple[tuple[Trail, Decision], ...]
    gaps: tuple[Gap, ...]
    drift: tuple[tuple[CheckResult, Deviation], ...]
    overdue: tuple[ReviewState, ...]
    sign_offs: tuple[SignOffRow, ...]

    @property
    def _by_effect(self) -> tuple[tuple[Literal["weakens", "strengthens"], tuple[Judged, ...]], ...]:
        return ("weakens", self.weaker), ("strengthens", self.stronger)

    @property
    def note(self) -> ReleaseNote:
        """The assessment as the values that stand before its text."""
        in_force = [one for one in self.exceptions if one.grant.is_in_force(self.facts.today)]
        figures = Figures(
            weaker=sum(len(one.changes) for one in self.weaker),
            stronger=sum(len(one.changes) for one in self.stronger),
            threats=len(_entries(self.facts)),
            above_appetite=len(self.above),
            accepted=len(self.accepted),
            exceptions=len(in_force),
            drift=len(self.drift),
            overdue=len(self.overdue),
            sign_offs=len(self.sign_offs),
            decisions=len(self.decisions),
            no_reason=sum(not is_reasoned(decision) for _, decision in self.decisions),
            not_agreed=sum(not is_agreed(decision) for _, decision in self.decisions),
        )
        changes = (
            ReleaseChange(reference=one.reference, effect=effect, says=change.says)
            for effect, some in self._by_effect
            for one in some
            for change in one.changes
        )
        return ReleaseNote(
            version=self.version,
            day=self.facts.today,
            commit=self.commit,
            previous=self.facts.before.name if self.facts.before else None,
            figures=figures,
            changes=tuple(changes),
        )


def assess(version: str, commit: str, facts: Facts) -> Assessment:
    """The assessment of the knowledge base at a commit."""
    decisions = tuple(_decisions(facts))
    changed = tuple(_changed(facts)) if facts.before else ()
    above = tuple(entry for entry in _entries(facts) if entry.is_above_appetite(facts.scheme))
    tasks = remediation(facts.knowledge, facts.scheme, [model.id for model in facts.knowledge.of_kind("threat-model")])
    return Assessment(
        version,
        commit,
        facts,
        tuple(_judged(changed, facts, "weakens")),
        tuple(_judged(changed, facts, "strengthens")),
        changed,
        above,
        tuple(unattended(above, tasks, facts.scheme)),
        tuple(_accepted(facts.knowledge)),
        tuple(_exceptions(facts.knowledge)),
        decisions,
        tuple(gap for gap in gaps(facts.trails, facts.knowledge.records) if _counts(gap.commit, gap.record, facts)),
        tuple(
            (result, found) for result in (facts.drift.deviating if facts.drift else ()) for found in result.uncovered
        ),
        tuple(state for state in facts.reviews if state.is_overdue(facts.today)),
        tuple(row for row in facts.sign_offs if row.state != "given"),
    )


def _counts(commit: str, record: str, facts: Facts) -> bool:
    """Whether a decision is of this release, and not about the page of an earlier one."""
    return commit in facts.since and not record.startswith(f"{facts.docs}/{FOLDER}/")


def _decisions(facts: Facts) -> Iterator[tuple[Trail, Decision]]:
    for trail in facts.trails:
        yield from ((trail, one) for one in trail.decisions if _counts(one.commit, trail.record, facts))


def _changed(facts: Facts) -> Iterator[ChangedRecord]:
    before = facts.before.knowledge if facts.before else facts.knowledge
    for told, _ in changed_records(before, facts.knowledge, {}):
        if not told.path.startswith(f"{facts.docs}/{FOLDER}/"):
            yield told


def _judged(records: Sequence[ChangedRecord], facts: Facts, effect: str) -> Iterator[Judged]:
    trails: Mapping[str, Trail] = {trail.record: trail for trail in facts.trails}
    for told in records:
        trail = trails.get(told.record)
        made = [one for one in trail.decisions if one.commit in facts.since] if trail else []
        judged: dict[str, list[DescribedChange]] = {}
        for change in _telling(told):
            if change.effect == effect:
                reference = f"{told.record}.{change.item}" if change.item else told.record
                judged.setdefault(reference, []).append(change)
        for reference, changes in judged.items():
            title = facts.knowledge.label(reference) if facts.knowledge.resolve(reference) else told.title
            brought = (one for one in made if any(_brought(one, change) for change in changes))
            yield Judged(reference, title, tuple(changes), tuple(brought))


def _telling(told: ChangedRecord) -> Sequence[DescribedChange]:
    """The changes worth a line: a record that came or went is one, whatever items it has."""
    whole = [change for change in told.changes if change.item is None and change.field is None]
    return whole if told.change != "changed" and whole and whole[0].effect != "neutral" else told.changes


def _brought(decision: Decision, change: DescribedChange) -> bool:
    """Whether a decision had a part in a change: it touched the same field, or the whole of the item."""
    field = _head(change.field)
    return any(
        one.item == change.item and (field is None or one.field is None or _head(one.field) == field)
        for one in decision.changes
    )


def _head(field: str | None) -> str | None:
    return field.partition(".")[0].partition("[")[0] if field else None


def _entries(facts: Facts) -> list[Entry]:
    models = [model.id for model in facts.knowledge.of_kind("threat-model")]
    found = register(facts.knowledge, facts.scheme, models)
    return [entry for entry in found if entry.counts]


def _accepted(knowledge: KnowledgeBase) -> Iterator[Granted]:
    for model in knowledge.of_kind("threat-model"):
        for grant in grants(model):
            rule = grant.item.rule if isinstance(grant.item, FindingState) else ""
            yield Granted(grant, f"finding of the rule {rule}" if rule else grant.item.label)


def _exceptions(knowledge: KnowledgeBase) -> Iterator[Granted]:
    for policy in knowledge.of_kind("policy"):
        for grant in grants(policy):
            if isinstance(grant.item, PolicyException):
                yield Granted(grant, grant.item.title, full_reference(policy.id, grant.item.control))
