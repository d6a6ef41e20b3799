"""The Jinja environment that lays pages out: its filters are words, levels and dates, never decisions."""

import json
import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from trailbook.records.frameworks import catalogue
from trailbook.records.kinds import KINDS
from trailbook.records.kinds.threat_model import Threat, ThreatModel
from trailbook.records.vocabulary import SENSITIVITIES, words
from trailbook.risk.reviews import next_review
from trailbook.risk.scoring import CUTS, level, score
from trailbook.site.markup import markdown_text


def register_path(kind: str) -> str:
    """The Markdown file of a kind's register."""
    return f"{KINDS[kind].folder}/index.md"


def by_risk(threats: tuple[Threat, ...]) -> list[Threat]:
    """Threats in the order of their residual, then their inherent score, highest first."""
    return sorted(threats, key=lambda threat: (-score(threat.residual), -score(threat.inherent)))


def residual_levels(model: ThreatModel) -> list[tuple[str, int]]:
    """How many threats of a model stand at each residual level, highest level first, empty levels left out."""
    levels = [level(threat.residual) for threat in model.threats]
    return [(name, levels.count(name)) for _, name in CUTS if name in levels]


def number(value: float) -> str:
    """A number without a needless fraction."""
    return f"{value:g}" if abs(value) < 1e6 else f"{value:,.0f}"


def framework_name(id: str) -> str:
    """How a framework's id reads on a page: ``NIST-CSF`` as "NIST CSF"."""
    return id.replace("-", " ")


def requirement(id: str, framework: str) -> str:
    """The short title of a framework's requirement."""
    return catalogue()[framework].requirements[id]


def as_json(value: Any) -> Markup:
    """A value for YAML front matter. JSON is YAML, so nothing in a title can end the line or the block."""
    return Markup(json.dumps(value, ensure_ascii=False))  # noqa: S704 - read by a YAML parser, not by a browser


FILTERS = {
    "by_risk": by_risk,
    "framework_name": framework_name,
    "json": as_json,
    "level": level,
    "md": markdown_text,
    "next_review": next_review,
    "number": number,
    "register_path": register_path,
    "requirement": requirement,
    "residual_levels": residual_levels,
    "score": score,
    "sensitivity_rank": SENSITIVITIES.index,
    "words": words,
}


@cache
def environment() -> Environment:
    """The environment of all page templates. Everything is escaped unless a filter says otherwise."""
    env = Environment(
        loader=PackageLoader("trailbook.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(FILTERS)
    return env


def render(template: str, **values: Any) -> str:
    """The Markdown that a template gives, without the blank lines that its logic leaves behind."""
    text = environment().get_template(template).render(**values)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
