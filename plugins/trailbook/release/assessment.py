"""The risk assessment of a release: the state of the knowledge base, and what changed since the previous release."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from trailbook.audit.source_track.assessment import RevisionLevel, source_level
from trailbook.diff.changed_records import after_reviews, changed_records, is_part_of
from trailbook.diff.model import ChangedRecord, DescribedChange
from trailbook.drift.model import CheckResult, Deviation, Drift
from trailbook.records.grants import Grant, grants
from trailbook.records.kinds.policy import Policy, PolicyException
from trailbook.records.kinds.threat_model import FindingState, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import full_reference
from trailbook.records.releases import FOLDER, Figures, ReleaseChange, ReleaseNote, releases
from trailbook.risk.overview.due import DUE_WORDS, Due, DueKind
from trailbook.risk.register.register import RegisterEntry, counted
from trailbook.risk.register.remediation import remediation, unattended
from trailbook.risk.reviews.reviews import ReviewState
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.findings import to_act_on
from trailbook.text.prose import count
from trailbook.trail.changes.derived import is_level
from trailbook.trail.decisions import Decision, Trail, newest_first
from trailbook.trail.gaps import Gap, gaps, is_reasoned
from trailbook.trail.git.at_revision import files_at
from trailbook.trail.proposals import is_agreed
from trailbook.trail.sign_offs.export import SignOffRow, sign_off_rows
from trailbook.workspace.workspace import Workspace

LISTED_APART: frozenset[DueKind] = frozenset({"review", "sign-off", "acceptance", "exception"})
"""What has a day and a list of its own in an assessment, with more than the day."""


@dataclass(frozen=True)
class PreviousRelease:
    """The previous release: its name, its day, which is that of its page if it has one, and its knowledge base."""

    name: str
    day: date
    knowledge: KnowledgeBase


@dataclass(frozen=True)
class AssessmentFacts:
    """What an assessment is made from.

    ``since`` are the commits since the previous release, or all commits if there is none. ``docs`` is the
    documentation folder, ``today`` the day that dates are compared with. ``not_assessed`` are the threat models in
    which nobody judged what can go wrong, each with the number of its open findings. ``due`` is everything with a day.
    ``asks_sign_offs`` says whether the configuration asks for sign-offs. ``source`` is the source level of the commit;
    None while nothing is committed.
    """

    knowledge: KnowledgeBase
    trails: Sequence[Trail]
    since: frozenset[str]
    scheme: Scheme
    docs: str
    today: date
    not_assessed: Sequence[tuple[ThreatModel, int]] = ()
    before: PreviousRelease | None = None
    drift: Drift | None = None
    reviews: Sequence[ReviewState] = ()
    due: Sequence[Due] = ()
    sign_offs: Sequence[SignOffRow] = ()
    asks_sign_offs: bool = False
    source: RevisionLevel | None = None


def assessment_facts(workspace: Workspace, last: str | None, today: date) -> AssessmentFacts:
    """What a release of what is checked out is assessed by.

    ``last`` is the tag of the release before; None for the newest tag in the history, if there is one. ``today`` is
    the day that dates are compared with, which is that of the workspace.
    """
    configuration, git, ledgers = workspace.configuration, workspace.repository().git, workspace.ledgers()
    before = _previous_release(workspace, last)
    commits = (commit.id for commit in workspace.commits())
    since = git.text("rev-list", f"refs/tags/{before.name}..HEAD").split() if before else commits
    findings = Counter(finding.model for finding in to_act_on(workspace.findings()))
    return AssessmentFacts(
        workspace.own_knowledge(),
        workspace.own_trails(),
        frozenset(since),
        configuration.scheme,
        configuration.docs,
        today,
        tuple((model, findings[model.id]) for model in workspace.not_assessed()),
        before,
        workspace.drift(),
        workspace.reviews(),
        [one for one in workspace.due() if workspace.knowledge().origin(one.reference) is None],
        sign_off_rows(workspace.own_trails(), workspace.sign_offs()),
        workspace.asks_for_sign_offs(),
        source_level(workspace.repository(), workspace.own_trails(), ledgers, workspace.address()) if ledgers else None,
    )


def _previous_release(workspace: Workspace, last: str | None) -> PreviousRelease | None:
    if last is None:
        tagged = workspace.last_release()
        if tagged is None:
            return None
        last = tagged.name
    there = files_at(workspace.root, f"refs/tags/{last}", workspace.configuration.folders)
    knowledge = there.knowledge()
    stated = (release.note.day for release in releases(knowledge) if release.note.version == last)
    return PreviousRelease(last, next(stated, there.day), knowledge)


@dataclass(frozen=True)
class JudgedChange:
    """A change that weakens or strengthens an item or record, and the decisions with a part in it, newest first."""

    reference: str
    title: str
    change: DescribedChange
    decisions: tuple[Decision, ...]

    @property
    def says(self) -> str:
        """What the change did, without the id and title of the item."""
        named = f"{self.change.noun} {self.change.item}"
        return self.change.says.removeprefix(f"{named}: ").replace(f"{named} “{self.title}”", self.change.noun, 1)

    @property
    def brought_by(self) -> Decision | None:
        """The newest decision that did it; of what came or went, the newest by which it came or went."""
        change = self.change
        whole = (
            found
            for found in self.decisions
            if any((one.item, one.field, one.kind) == (change.item, None, change.kind) for one in found.changes)
        )
        newest = next(iter(self.decisions), None)
        return next(whole, newest) if change.field is None else newest


@dataclass(frozen=True)
class DecidedChanges:
    """What one commit weakened and strengthened. ``decision`` is None for what no decision on record brought."""

    decision: Decision | None
    changes: tuple[JudgedChange, ...]

    @property
    def by_item(self) -> Iterator[tuple[Literal["weakens", "strengthens"], str, str, tuple[str, ...]]]:
        """Effect, reference, title and changes of each item, what weakens first, a level before what it rests on."""
        for effect in _JUDGED:
            found: dict[tuple[str, str], list[JudgedChange]] = {}
            for one in self.changes:
                if one.change.effect == effect:
                    found.setdefault((one.reference, one.title), []).append(one)
            for (reference, title), changes in found.items():
                levels_first = sorted(changes, key=lambda one: not is_level(one.change.field))
                yield effect, reference, title, tuple(one.says for one in levels_first)

    @property
    def others(self) -> tuple[Decision, ...]:
        """The other decisions with a part in these changes, one a commit, newest first."""
        own = self.decision.commit if self.decision else ""
        found = {one.commit: one for change in self.changes for one in change.decisions if one.commit != own}
        return tuple(sorted(found.values(), key=newest_first))


def named(decision: Decision) -> str:
    """The title of a decision without the number of its request, which a forge appends."""
    return decision.title.removesuffix(f"({decision.pull_request})").rstrip()


def changes_in(groups: Iterable[DecidedChanges], effect: str) -> int:
    """How many changes of an effect are in groups."""
    return sum(one.change.effect == effect for group in groups for one in group.changes)


_JUDGED: tuple[Literal["weakens", "strengthens"], ...] = ("weakens", "strengthens")


@dataclass(frozen=True)
class Granted:
    """An accepted risk or an approved exception, ended or not. ``control`` is the control that is excepted."""

    grant: Grant
    title: str
    control: str = ""


@dataclass(frozen=True)
class Assessment:
    """Everything on the page of a release."""

    version: str
    commit: str
    facts: AssessmentFacts
    judged: tuple[JudgedChange, ...]
    records: tuple[ChangedRecord, ...]
    above: tuple[RegisterEntry, ...]
    unattended: tuple[RegisterEntry, ...]
    accepted: tuple[Granted, ...]
    exceptions: tuple[Granted, ...]
    decisions: tuple[tuple[Trail, Decision], ...]
    gaps: tuple[Gap, ...]
    drift: tuple[tuple[CheckResult, Deviation], ...]
    overdue: tuple[ReviewState, ...]
    late: tuple[tuple[Due, str], ...]
    sign_offs: tuple[SignOffRow, ...]

    @property
    def weakening(self) -> tuple[DecidedChanges, ...]:
        """The commits that weakened something, newest first, each with all that it weakened and strengthened."""
        return tuple(one for one in self.decided if changes_in([one], "weakens"))

    @property
    def strengthening(self) -> tuple[DecidedChanges, ...]:
        """The commits that only strengthened something, newest first."""
        return tuple(one for one in self.decided if not changes_in([one], "weakens"))

    @cached_property
    def decided(self) -> tuple[DecidedChanges, ...]:
        """The commits that weakened or strengthened something, newest first; last what no commit brought."""
        found: dict[str, list[JudgedChange]] = {}
        decisions: dict[str, Decision] = {}
        for change in self.judged:
            brought = change.brought_by
            if brought:
                decisions.setdefault(brought.commit, brought)
            found.setdefault(brought.commit if brought else "", []).append(change)
        newest = sorted(decisions.values(), key=newest_first)
        groups = [DecidedChanges(one, tuple(found[one.commit])) for one in newest]
        return (*groups, *(DecidedChanges(None, tuple(changes)) for commit, changes in found.items() if not commit))

    @property
    def unnamed(self) -> int:
        """For how many of the sign-offs that are missing nobody was named; the others wait for somebody."""
        return sum(row.state == "nobody named" for row in self.sign_offs)

    @property
    def rules(self) -> tuple[tuple[str, str], ...]:
        """What weakened by the rules that judged the changes, and why that counts, each rule once."""
        weaker = (one.change for one in self.judged if one.change.effect == "weakens")
        return tuple(dict.fromkeys((change.judged, change.reason) for change in weaker if change.reason))

    @property
    def headline(self) -> str:
        """What changed since the release before, and what is open, in a few sentences."""
        figures, before = self.note.figures, self.facts.before
        weaker = count(figures.weaker, "change weakens", "changes weaken") if figures.weaker else "no change weakens"
        stronger = count(figures.stronger, "strengthens", "strengthen") if figures.stronger else "none strengthens"
        changed = f"Since {before.name}, {weaker} and {stronger}." if before else "This is the first release."
        above, accepted, excepted = figures.above_appetite, figures.accepted, figures.exceptions
        open_ = f"{count(above, 'threat is', 'threats are') if above else 'No threat is'} above our limit, not accepted"
        let_be = f"{count(accepted, 'risk is', 'risks are') if accepted else 'no risk is'} accepted"
        in_force = f"{count(excepted, 'exception is', 'exceptions are') if excepted else 'no exception is'} in force"
        return f"{changed} {open_}; {let_be}, {in_force}."

    @property
    def note(self) -> ReleaseNote:
        """The assessment as values for programs, which come before the text."""
        in_force = [granted for granted in self.exceptions if granted.grant.is_in_force(self.facts.today)]
        figures = Figures(
            weaker=sum(one.change.effect == "weakens" for one in self.judged),
            stronger=sum(one.change.effect == "strengthens" for one in self.judged),
            threats=len(_entries(self.facts)),
            not_assessed=len(self.facts.not_assessed),
            above_appetite=len(self.above),
            accepted=len(self.accepted),
            exceptions=len(in_force),
            drift=len(self.drift),
            overdue=len(self.overdue),
            late=len(self.late),
            sign_offs=len(self.sign_offs),
            decisions=len(self.decisions),
            no_reason=sum(not is_reasoned(decision) for _, decision in self.decisions),
            not_agreed=sum(not is_agreed(decision) for _, decision in self.decisions),
        )
        changes = (
            ReleaseChange(reference=one.reference, effect=effect, says=one.change.says)
            for effect in _JUDGED
            for one in self.judged
            if one.change.effect == effect
        )
        return ReleaseNote(
            version=self.version,
            day=self.facts.today,
            commit=self.commit,
            previous=self.facts.before.name if self.facts.before else None,
            figures=figures,
            changes=tuple(changes),
        )


def assess(version: str, commit: str, facts: AssessmentFacts) -> Assessment:
    """The assessment of a version, with the knowledge base at a commit."""
    decisions = tuple(_decisions(facts))
    changed = tuple(_changed(facts)) if facts.before else ()
    above = tuple(entry for entry in _entries(facts) if entry.is_above_appetite(facts.scheme))
    tasks = remediation(facts.knowledge, facts.scheme, [model.id for model in facts.knowledge.of_kind(ThreatModel)])
    return Assessment(
        version,
        commit,
        facts,
        tuple(_judged(changed, facts)),
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
        tuple(
            (one, DUE_WORDS[one.kind])
            for one in facts.due
            if one.is_overdue(facts.today) and one.kind not in LISTED_APART
        ),
        tuple(row for row in facts.sign_offs if row.state != "given"),
    )


def _counts(commit: str, record: str, facts: AssessmentFacts) -> bool:
    """Whether a decision belongs to this release, and is not about the page of an earlier one."""
    return commit in facts.since and not record.startswith(f"{facts.docs}/{FOLDER}/")


def _decisions(facts: AssessmentFacts) -> Iterator[tuple[Trail, Decision]]:
    for trail in facts.trails:
        yield from ((trail, found) for found in trail.decisions if _counts(found.commit, trail.record, facts))


def _changed(facts: AssessmentFacts) -> Iterator[ChangedRecord]:
    before = facts.before.knowledge if facts.before else facts.knowledge
    for changed, _ in changed_records(before, facts.knowledge, {}, facts.scheme.level):
        if not changed.path.startswith(f"{facts.docs}/{FOLDER}/"):
            yield changed


def _judged(records: Sequence[ChangedRecord], facts: AssessmentFacts) -> Iterator[JudgedChange]:
    """The changes that weaken or strengthen, by item in the order of the records."""
    trails: Mapping[str, Trail] = {trail.record: trail for trail in facts.trails}
    for record in records:
        trail = trails.get(record.record)
        decisions = [decision for decision in trail.decisions if decision.commit in facts.since] if trail else []
        items: dict[str, list[DescribedChange]] = {}
        for change in _listed_changes(after_reviews(record, decisions)):
            if change.effect in _JUDGED:
                reference = f"{record.record}.{change.item}" if change.item else record.record
                items.setdefault(reference, []).append(change)
        for reference, changes in items.items():
            there = facts.knowledge.resolve(reference)
            title = facts.knowledge.label(reference) if there else changes[0].title or record.title
            for change in changes:
                causes = (found for found in decisions if is_part_of(found, change))
                yield JudgedChange(reference, title, change, tuple(causes))


def _listed_changes(record: ChangedRecord) -> Sequence[DescribedChange]:
    """The changes that get a line each. A record that was added or removed gets a single line, without its items."""
    whole = [change for change in record.changes if change.item is None and change.field is None]
    return whole if record.change != "changed" and whole and whole[0].effect != "neutral" else record.changes


def _entries(facts: AssessmentFacts) -> list[RegisterEntry]:
    models = [model.id for model in facts.knowledge.of_kind(ThreatModel)]
    return counted(facts.knowledge, facts.scheme, models)


def _accepted(knowledge: KnowledgeBase) -> Iterator[Granted]:
    for model in knowledge.of_kind(ThreatModel):
        for grant in grants(model):
            rule = grant.item.rule if isinstance(grant.item, FindingState) else ""
            yield Granted(grant, f"finding of the rule {rule}" if rule else grant.item.label)


def _exceptions(knowledge: KnowledgeBase) -> Iterator[Granted]:
    for policy in knowledge.of_kind(Policy):
        for grant in grants(policy):
            if isinstance(grant.item, PolicyException):
                yield Granted(grant, grant.item.title, full_reference(policy.id, grant.item.control))
