"""The page of the rules that propose threats: what each looks for, what it maps to, and what it finds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trailbook.risk.threats.catalogues import FRAMEWORKS, Catalogue, catalogues
from trailbook.risk.threats.findings import Finding, to_act_on
from trailbook.risk.threats.rule import Rule
from trailbook.risk.threats.rules import RULES
from trailbook.risk.threats.tuning import Tuning
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View

THREAT_RULES = "threat-rules.md"
"""The Markdown path of the page."""

FAMILIES: Mapping[str, str] = {
    "identity": "Identity: under whose name it runs",
    "sharing": "Sharing: who is let in",
    "access": "Access: how they get in, and what else opens",
    "injection": "Injection: data that is taken for more",
    "agents": "Agents: models that act",
    "data": "Data and secrets: what is kept and moved",
    "connectors": "Connectors: what it is joined to",
    "environments": "Environments: where it is built and run",
    "configuration": "Configuration: how it is set up",
    "logging": "Logging: what can be seen afterwards",
    "lifecycle": "Lifecycle: who keeps it alive",
}
"""Every family of rules with its heading, in the order of the page."""


SHOWN = 4
"""Up to this number of models are named where a rule fires in more."""


@dataclass(frozen=True)
class Mapped:
    """An id of a public catalogue that a rule maps to, with its title and address."""

    list: Catalogue
    id: str
    title: str
    address: str


@dataclass(frozen=True)
class Fires:
    """What a rule finds in a model."""

    model: str
    findings: tuple[Finding, ...]

    @property
    def open(self) -> int:
        """The number of findings to act on."""
        return len(to_act_on(self.findings))

    @property
    def elements(self) -> tuple[str, ...]:
        """The ids of the elements that its findings are about, each once."""
        return tuple(dict.fromkeys(id for finding in self.findings for id in finding.elements))


@dataclass(frozen=True)
class Published:
    """A rule as the page shows it, with what the configuration says of it."""

    rule: Rule
    mapped: tuple[Mapped, ...]
    fires: tuple[Fires, ...]
    tuning: Tuning | None

    @property
    def open(self) -> tuple[Fires, ...]:
        """The models in which there are findings to act on."""
        return tuple(fires for fires in self.fires if fires.open)


@dataclass(frozen=True)
class Covered:
    """A risk of an OWASP top ten, with the rules that look for it."""

    id: str
    title: str
    rules: tuple[Rule, ...]


def rules_page(sitemap: Sitemap) -> SitePage:
    """All rules by family, including silenced ones, and both OWASP top tens with the rules for each risk."""
    applied = {rule.id: rule for rule in sitemap.ruleset.rules}
    published = [_published(applied.get(rule.id, rule), sitemap) for rule in RULES]
    families = [
        (id, FAMILIES[id], [rule for rule in published if rule.rule.family == id])
        for id in FAMILIES
        if any(rule.family == id for rule in RULES)
    ]
    tens = [(catalogues()[name], id, _covered(name)) for name, id in FRAMEWORKS.items()]
    view = View(sitemap, THREAT_RULES)
    count = len(sitemap.findings_to_act_on)
    return SitePage(
        THREAT_RULES, render("threat-rules.md.j2", view=view, families=families, tens=tens, found=count, shown=SHOWN)
    )


def _published(rule: Rule, sitemap: Sitemap) -> Published:
    mapped = [
        Mapped(found, id, found.entries[id], found.address(id))
        for name, id in rule.maps.ids()
        for found in [catalogues()[name]]
    ]
    fires = [Fires(model, tuple(_of(rule, found))) for model, found in sitemap.findings.items() if _of(rule, found)]
    return Published(rule, tuple(mapped), tuple(fires), sitemap.ruleset.tuned.get(rule.id))


def _of(rule: Rule, findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.rule.id == rule.id]


def _covered(name: str) -> list[Covered]:
    entries = catalogues()[name].entries.items()
    return [Covered(id, title, tuple(r for r in RULES if id in getattr(r.maps, name))) for id, title in entries]
