"""How much risk there was: the register at the end of each past month, scored by today's scheme.

Scoring the past by the scheme of its time would mix two movements; what is compared here is the ratings alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.records.states import counts, is_current
from trailbook.risk.register.register import counted
from trailbook.risk.scoring.scheme import Level, Scheme
from trailbook.trail.git.month_ends import month_ends

_MODEL = re.compile(rb"^kind: *[\"']?threat-model\b", re.MULTILINE)


@dataclass(frozen=True)
class RiskAt:
    """The risk on a day: how many threats that count are at each residual level, highest level first.

    ``places`` has the likelihood and impact of the greatest residual risk of each application, by its threat model.
    """

    day: date
    levels: Mapping[Level, int]
    places: Mapping[str, tuple[str, str]]


def risk_at(knowledge: KnowledgeBase, scheme: Scheme, day: date, published: Iterable[str] | None = None) -> RiskAt:
    """The risk that the threat models state, of all of them or of those that are published."""
    models = [one for one in knowledge.of_kind(ThreatModel) if is_current(one)]
    if published is not None:
        known = frozenset(published)
        models = [model for model in models if model.id in known]
    entries = counted(knowledge, scheme, [model.id for model in models])
    levels = Counter(scheme.level(entry.residual) for entry in entries)
    places: dict[str, tuple[str, str]] = {}
    for model in models:
        ratings = (threat.residual for threat in model.threats if counts(threat))
        if (highest := scheme.highest(ratings)) is not None:
            places[model.id] = scheme.place(highest)
    return RiskAt(day, {level: levels[level] for level in scheme.levels}, places)


def risk_at_month_ends(root: Path, folders: Iterable[str], scheme: Scheme, today: date) -> Iterator[RiskAt]:
    """The risk at the end of each month before that of ``today``, oldest first, from the first that had a model."""
    known: dict[frozenset[tuple[str, bytes]], KnowledgeBase] = {}
    begun = False
    for day, files in month_ends(root, folders, today):
        models = {path: data for path, data in files.items() if _MODEL.search(data)}
        if begun := begun or bool(models):
            state = frozenset(models.items())
            if state not in known:
                known[state] = assemble(models)
            yield risk_at(known[state], scheme, day)
