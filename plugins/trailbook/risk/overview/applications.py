"""The risk of each application: its threats by level, findings to act on, deviating settings, and what is overdue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trailbook.drift.model import Drift
from trailbook.records.kinds.threat_model import Threat, ThreatModel
from trailbook.records.references import record_of
from trailbook.records.states import counts
from trailbook.risk.overview.due import Due
from trailbook.risk.register.register import accepted_above_appetite, is_above_appetite
from trailbook.risk.scoring.scheme import Level, Scheme
from trailbook.risk.threats.findings import Finding, is_assessed, to_act_on


@dataclass(frozen=True)
class ApplicationRisk:
    """One application: its threats by residual risk, highest first, and how many are at each level.

    False positives do not count. ``is_assessed`` says whether anybody judged what can go wrong. ``above`` are the
    threats above the appetite (``is_above_appetite``), ``accepted`` those that are accepted above it, ``findings``
    those to act on, and ``deviations`` the number of settings that deviate without an exception; None if no settings
    were compared.
    """

    model: ThreatModel
    is_assessed: bool
    threats: tuple[Threat, ...]
    levels: Mapping[Level, int]
    above: tuple[Threat, ...]
    accepted: tuple[Threat, ...]
    findings: tuple[Finding, ...]
    deviations: int | None
    due: tuple[Due, ...]

    @property
    def highest(self) -> Level | None:
        """The level of its greatest residual risk; None if no threat counts."""
        return next((level for level, count in self.levels.items() if count), None)


def applications(
    models: Iterable[ThreatModel],
    scheme: Scheme,
    findings: Mapping[str, tuple[Finding, ...]],
    drift: Drift | None,
    due: Iterable[Due],
) -> list[ApplicationRisk]:
    """The applications: those that nobody assessed, then by the number of threats at the highest level, and so on."""
    due = tuple(due)
    found = [_application(model, scheme, findings.get(model.id, ()), drift, due) for model in models]
    return sorted(found, key=lambda app: (app.is_assessed, [-count for count in app.levels.values()], app.model.id))


def _application(
    model: ThreatModel, scheme: Scheme, findings: tuple[Finding, ...], drift: Drift | None, due: Iterable[Due]
) -> ApplicationRisk:
    counted = [threat for threat in model.threats if counts(threat)]
    threats = sorted(counted, key=lambda t: (-scheme.order(t.residual), -scheme.order(t.inherent)))
    at = [scheme.level(threat.residual) for threat in threats]
    results = drift.of_application(model.id) if drift else ()
    return ApplicationRisk(
        model,
        is_assessed(model, findings),
        tuple(threats),
        {level: at.count(level) for level in scheme.levels},
        above=tuple(threat for threat in threats if is_above_appetite(threat, scheme)),
        accepted=accepted_above_appetite(threats, scheme),
        findings=to_act_on(findings),
        deviations=sum(len(result.uncovered) for result in results) if results else None,
        due=tuple(item for item in due if record_of(item.reference) == model.id),
    )
