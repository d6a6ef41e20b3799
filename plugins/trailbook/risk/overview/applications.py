"""Where each application stands: its threats by level, what the rules find, and what deviates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trailbook.drift.model import Drift
from trailbook.records.kinds.threat_model import Threat, ThreatModel
from trailbook.records.references import record_of
from trailbook.records.states import UNSETTLED
from trailbook.risk.overview.due import Due
from trailbook.risk.register.register import is_above_appetite
from trailbook.risk.scoring.scheme import Level, Scheme
from trailbook.risk.threats.findings import Finding


@dataclass(frozen=True)
class ApplicationRisk:
    """One application: its threats by residual risk, highest first, and how many stand at each level.

    Threats that were found to be none don't count. ``above`` are those above what may stay as it is and that nobody
    accepted, ``findings`` those on which somebody has to act, ``deviations`` how many settings deviate with no
    exception; None where nothing was compared.
    """

    model: ThreatModel
    threats: tuple[Threat, ...]
    levels: Mapping[Level, int]
    above: tuple[Threat, ...]
    findings: tuple[Finding, ...]
    deviations: int | None
    due: tuple[Due, ...]

    @property
    def highest(self) -> Level | None:
        """The level of its greatest residual risk; None where no threat counts."""
        return next((level for level, count in self.levels.items() if count), None)


def applications(
    models: Iterable[ThreatModel],
    scheme: Scheme,
    findings: Mapping[str, tuple[Finding, ...]],
    drift: Drift | None,
    due: Iterable[Due],
) -> list[ApplicationRisk]:
    """The applications, that with the greatest residual risk first, then that with more of it."""
    due = tuple(due)
    found = [_application(model, scheme, findings.get(model.id, ()), drift, due) for model in models]
    return sorted(found, key=lambda one: ([-count for count in one.levels.values()], one.model.id))


def _application(
    model: ThreatModel, scheme: Scheme, findings: Iterable[Finding], drift: Drift | None, due: Iterable[Due]
) -> ApplicationRisk:
    counted = [threat for threat in model.threats if threat.state != "false-positive"]
    threats = sorted(counted, key=lambda t: (-scheme.order(t.residual), -scheme.order(t.inherent)))
    at = [scheme.level(threat.residual) for threat in threats]
    results = drift.of_application(model.id) if drift else ()
    return ApplicationRisk(
        model,
        tuple(threats),
        {level: at.count(level) for level in scheme.levels},
        above=tuple(threat for threat in threats if is_above_appetite(threat, scheme)),
        findings=tuple(finding for finding in findings if finding.state in UNSETTLED),
        deviations=sum(len(result.uncovered) for result in results) if results else None,
        due=tuple(one for one in due if record_of(one.reference) == model.id),
    )
