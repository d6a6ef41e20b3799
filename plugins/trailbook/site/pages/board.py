"""The figures of the dashboards, computed once for all of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from trailbook.diagrams.charts.risk_matrix import Placed
from trailbook.drift.model import SEVERITIES
from trailbook.records.kinds.playbook import Playbook
from trailbook.records.kinds.policy import Policy
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.kinds.training import TrainingModule
from trailbook.records.model import Record
from trailbook.records.references import record_of
from trailbook.records.states import is_current
from trailbook.risk.indicators.breaches import Breach
from trailbook.risk.lessons.lessons import Lessons
from trailbook.risk.lessons.movements import Movement, movements
from trailbook.risk.overview.applications import ApplicationRisk, applications
from trailbook.risk.overview.due import Due, due, with_signatures
from trailbook.risk.overview.past_risk import RiskAt, risk_at
from trailbook.risk.register.coverage import Coverage, coverage
from trailbook.risk.register.register import RegisterEntry, counted
from trailbook.risk.register.remediation import Task, pending, remediation, unattended
from trailbook.risk.reviews.reviews import ReviewState, breaches_of
from trailbook.risk.reviews.sittings import Quarter
from trailbook.risk.threats.rule import Rule
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.trail.changes.change import Change, Effect
from trailbook.trail.decisions import Trail, newest_first
from trailbook.trail.gaps import TITLES, Gap, GapKind, gaps


@dataclass(frozen=True)
class Common:
    """A rule with findings to act on: how many, and in which applications."""

    rule: Rule
    count: int
    models: tuple[ThreatModel, ...]


@dataclass(frozen=True)
class Ask:
    """A decision that leadership is asked for: what it is about, what it is, who answers for it, and by which day.

    About an ``application`` it says its risk as well, and when the first pending mitigation there is due.
    """

    reference: str
    title: str
    question: str
    owner: str
    day: date | None = None
    application: ApplicationRisk | None = None
    next_task: date | None = None


SOON = timedelta(days=60)
"""How long before its last day something permitted is to be decided anew."""


@dataclass(frozen=True)
class Board:
    """The state of a knowledge base. ``trails`` is None if no history is read, ``today`` if no day is known.

    ``past`` is the risk at the end of each month before today's, oldest first. ``signatures`` are the
    sign-offs that are missing, and the keys of signers that end.
    """

    sitemap: Sitemap
    trails: TrailSite | None
    lessons: Lessons
    reviews: Sequence[ReviewState]
    today: date | None
    past: Sequence[RiskAt] = ()
    signatures: Sequence[Due] = ()

    @property
    def models(self) -> list[ThreatModel]:
        """The published threat models that are current."""
        models = self.sitemap.published(ThreatModel)
        return [model for model in models if is_current(model)]

    @cached_property
    def due(self) -> list[Due]:
        """All that is due on some day, the earliest first."""
        site = self.sitemap
        found = due(site.knowledge, site.scheme, self.lessons, self.reviews, site.paths, site.observed)
        return with_signatures(found, self.signatures, site.paths)

    @cached_property
    def overdue(self) -> list[Due]:
        """What was due before today."""
        return [item for item in self.due if item.is_overdue(self.today)]

    @cached_property
    def upcoming(self) -> list[Due]:
        """What is due from today on."""
        return [item for item in self.due if not item.waits and not item.is_overdue(self.today)]

    @cached_property
    def waiting(self) -> list[Due]:
        """What waits for somebody and has no term: sign-offs of changes that are in force."""
        return [item for item in self.due if item.waits]

    @cached_property
    def applications(self) -> list[ApplicationRisk]:
        """The risk of each application, the greatest first."""
        site = self.sitemap
        return applications(self.models, site.scheme, site.findings, site.drift, self.overdue)

    @property
    def applications_by_day(self) -> list[ApplicationRisk]:
        """The applications by the day on which the first pending mitigation is due; those without such a day last."""
        days = {app.model.id: [one.due for one in pending(app.model) if one.due] for app in self.applications}
        return sorted(self.applications, key=lambda app: min(days[app.model.id], default=date.max))

    @property
    def findings_of_retired(self) -> int:
        """How many of these are on what is left of retired applications."""
        current = sum(len(application.findings) for application in self.applications)
        return len(self.sitemap.findings_to_act_on) - current

    @cached_property
    def entries(self) -> list[RegisterEntry]:
        """The threats of the register that count, the greatest first."""
        return counted(self.sitemap.knowledge, self.sitemap.scheme, [model.id for model in self.models])

    @property
    def above(self) -> list[RegisterEntry]:
        """The entries of the register that are above the appetite."""
        return [entry for entry in self.entries if entry.is_above_appetite(self.sitemap.scheme)]

    @cached_property
    def risk(self) -> RiskAt | None:
        """How much risk there is today; None if no day counts as today."""
        models = [model.id for model in self.models]
        return risk_at(self.sitemap.knowledge, self.sitemap.scheme, self.today, models) if self.today else None

    @cached_property
    def last_quarter(self) -> RiskAt | None:
        """How much there was at the end of the quarter before; None if that is not known."""
        if self.today is None:
            return None
        first = Quarter.of(self.today).first
        return next((one for one in reversed(self.past) if one.day < first), None)

    @cached_property
    def placed(self) -> list[Placed]:
        """Where each application is on the matrix, and where it was at the end of the quarter before."""
        now, before = (one.places if one else {} for one in (self.risk, self.last_quarter))
        return [
            Placed(app.model.application.name, now[app.model.id], before.get(app.model.id))
            for app in self.applications
            if app.model.id in now
        ]

    @property
    def against_rule(self) -> list[ApplicationRisk]:
        """The applications in use with a risk, accepted by nobody, with which by the scheme none may be in use."""
        scheme = self.sitemap.scheme
        return [
            app
            for app in self.applications
            if app.model.status == "active" and any(scheme.level(one.residual) in scheme.not_live for one in app.above)
        ]

    @cached_property
    def asks(self) -> list[Ask]:
        """The decisions asked of leadership: on what breaks its own rule, what ends soon, and what nobody works on."""
        soon = (
            Ask(one.reference, one.title, "Permit it longer, or end it", one.owner, one.day)
            for one in self.due
            if one.kind in ("acceptance", "exception") and self.today and one.day <= self.today + SOON
        )
        owners = {model.id: model.owner for model in self.models}
        open_ = (
            Ask(reference, one.title, "Fund a mitigation, or accept the risk", owners[record_of(reference)])
            for one in self.unattended
            for reference in one.references[:1]
        )
        return [*map(self._about, self.against_rule), *soon, *open_]

    def _about(self, app: ApplicationRisk) -> Ask:
        question = "Switch it off, lower its risk, or accept it until a set date"
        model, tasks = app.model, pending(app.model)
        day = tasks[0].due if tasks else None
        return Ask(model.id, model.application.name, question, model.owner, application=app, next_task=day)

    def asks_by_question(self, number: int) -> list[tuple[str, list[Ask]]]:
        """The first of these decisions, those of one kind together under what is asked."""
        found: dict[str, list[Ask]] = {}
        for ask in self.asks[:number]:
            found.setdefault(ask.question, []).append(ask)
        return list(found.items())

    def moved_this_quarter(self, number: int) -> list[Movement]:
        """The newest commits of this quarter with an effect, some of both kinds if there are, what weakens first."""
        if self.today is None:
            return []
        first = Quarter.of(self.today).first
        effects: tuple[Effect, Effect] = ("weakens", "strengthens")
        worse, better = ([one for one in self.moved(e, number) if first <= one.decision.day] for e in effects)
        shown = max(number // 2 + 1, number - len(better))
        return [*worse[:shown], *better][:number]

    @cached_property
    def tasks(self) -> list[Task]:
        """The pending mitigations, the most urgent first."""
        return remediation(self.sitemap.knowledge, self.sitemap.scheme, [model.id for model in self.models])

    @cached_property
    def unattended(self) -> list[RegisterEntry]:
        """The threats above the appetite that no pending mitigation addresses."""
        return unattended(self.entries, self.tasks, self.sitemap.scheme)

    def tasks_against(self, entry: RegisterEntry) -> list[Task]:
        """The pending mitigations of a threat."""
        return [task for task in self.tasks if not set(task.threats).isdisjoint(entry.references)]

    def training(self, role: str) -> list[Record]:
        """The published training modules for a role."""
        modules = filter(is_current, self.sitemap.published(TrainingModule))
        return [module for module in modules if role in getattr(module, "roles", ())]

    @property
    def coverage(self) -> Coverage:
        """Which controls address which threats and requirements."""
        return coverage(self.sitemap.knowledge, self.sitemap.paths)

    @property
    def deviations(self) -> list[tuple[str, int]]:
        """The number of settings that deviate without an exception, by severity, the worst first."""
        results = self.sitemap.drift.results if self.sitemap.drift else ()
        return [(s, sum(len(r.uncovered) for r in results if r.stated.severity == s)) for s in SEVERITIES]

    @property
    def deviations_elsewhere(self) -> int:
        """How many of these concern no published application, but the platform or something not modelled."""
        return sum(count for _, count in self.deviations) - sum(
            application.deviations or 0 for application in self.applications
        )

    @property
    def breaches(self) -> list[Breach] | None:
        """The reviews that published indicators ask for, red ones first; None if nothing is observed."""
        observed = self.sitemap.observed
        if observed is None or not any(series.last for series in observed.series.values()):
            return None
        return breaches_of(self.reviews)

    @property
    def threats(self) -> int:
        """The number of threats in all models; the same threat of two models counts twice."""
        return sum(len(model.threats) for model in self.models)

    @cached_property
    def _gaps(self) -> list[Gap]:
        return gaps(self.trails.trails, self.sitemap.knowledge.records) if self.trails else []

    @property
    def decisions(self) -> int:
        """The number of decisions in all trails."""
        return sum(len(trail.decisions) for trail in self.trails.trails) if self.trails else 0

    @property
    def incomplete(self) -> int:
        """The number of decisions with at least one gap."""
        return len({(gap.record, gap.commit) for gap in self._gaps})

    @property
    def gaps(self) -> list[tuple[GapKind, str, int]]:
        """The gaps by kind: the kind, its title, and the number. A decision may have several."""
        counts = Counter(gap.kind for gap in self._gaps)
        return [(kind, title, counts[kind]) for kind, title in TITLES.items() if counts[kind]]

    def moved(self, effect: Effect, number: int) -> list[Movement]:
        """The newest commits with an effect. What is known better moves nothing by itself, so it does not count."""
        if self.trails is None:
            return []
        return movements(self.trails.trails, effect, number, self._is_shown, _is_no_discovery)

    def rules_moved(self, role: str, number: int) -> list[Movement]:
        """The newest decisions that changed what the policies and playbooks for a role ask, whichever way.

        What a commit did to one record in several ways is one movement, what it forbids before what it allows. A
        permission that comes or goes neither weakens nor strengthens, and is a rule for whoever relied on it.
        """
        found: dict[tuple[str, str], Movement] = {}
        for trail in filter(lambda trail: self._binds(trail, role), self.trails.trails if self.trails else ()):
            for effect, is_relevant in _RULES:
                for one in movements([trail], effect, number, is_relevant=is_relevant):
                    other = found.get((one.decision.commit, trail.record))
                    changes = (*other.changes, *one.changes) if other else one.changes
                    found[one.decision.commit, trail.record] = replace(one, changes=changes)
        return sorted(found.values(), key=lambda one: newest_first(one.decision))[:number]

    def _binds(self, trail: Trail, role: str) -> bool:
        record = self.sitemap.knowledge.records.get(trail.record)
        return trail.record in self.sitemap.paths and isinstance(record, Policy | Playbook) and role in record.roles

    def _is_shown(self, trail: Trail) -> bool:
        return trail.record in self.sitemap.paths or (self.trails is not None and self.trails.is_closed(trail))

    @property
    def commonest(self) -> list[Common]:
        """The rules with findings to act on, the most frequent first."""
        found: dict[str, list[tuple[Rule, ThreatModel]]] = {}
        for application in self.applications:
            for finding in application.findings:
                found.setdefault(finding.rule.id, []).append((finding.rule, application.model))
        common = (Common(pairs[0][0], len(pairs), _once(model for _, model in pairs)) for pairs in found.values())
        return sorted(common, key=lambda rule: (-rule.count, rule.rule.id))


def _is_of_a_rule(change: Change) -> bool:
    """Whether a change concerns what somebody has to do, and not how the record is kept, checked or explained."""
    if (change.field or "").startswith(_SILENT):
        return False
    return change.item is not None or change.rule in ("record", "status", "bound-roles", "sign-off-asked")


_SILENT = ("learned_from", "implements", "checked_by", "frameworks")
"""The fields of a rule that ask nothing of whoever follows it."""


def is_permission(change: Change) -> bool:
    """Whether a control came or went that says what may be done."""
    stated = change.before if change.kind == "removed" else change.after
    whole = change.item is not None and change.field is None and change.kind in ("added", "removed")
    return whole and isinstance(stated, Mapping) and stated.get("level") == "may"


_RULES: tuple[tuple[Effect, Callable[[Change], bool]], ...] = (
    ("strengthens", _is_of_a_rule),
    ("weakens", _is_of_a_rule),
    ("neutral", is_permission),
)
"""What of a record changes a rule for whoever follows it, by its effect, in the order in which pages list it."""


_DISCOVERED = frozenset({"finding-state", "framework", "learned-from", "threat"})
"""The rules that judge, of what comes, what somebody found out and not what they did about it."""


def _is_no_discovery(change: Change) -> bool:
    """Whether a change is more than a fact stated for the first time, a threat or finding recognised, or a lesson."""
    is_found_out = change.kind == "added" and (change.rule in _DISCOVERED or change.field in ("facts", "teaches"))
    return not is_found_out


def _once(models: Iterable[ThreatModel]) -> tuple[ThreatModel, ...]:
    return tuple({model.id: model for model in models}.values())
