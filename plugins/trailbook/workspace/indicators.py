"""What a command tells of indicators: their observations, with what the history lets be counted."""

from datetime import date

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.indicators.model import Observed
from trailbook.risk.overview.measures import FROM_HISTORY, History, computed_indicators
from trailbook.risk.overview.observe import observe_with_month_ends
from trailbook.risk.reviews.reviews import Evidence, evidence_of
from trailbook.workspace.configuration import Configuration
from trailbook.workspace.history import read_history


def observed_by(
    configuration: Configuration, knowledge: KnowledgeBase, today: date | None, evidence: Evidence | None = None
) -> Observed:
    """Every series of a knowledge base. The history is read where something is counted from it, unless it is given."""
    if evidence is None and computed_indicators(knowledge, FROM_HISTORY):
        evidence = evidence_of(*read_history(configuration))
    plan, scheme = configuration.review_plan, configuration.scheme
    history = History(evidence, plan, scheme) if evidence else None
    return observe_with_month_ends(configuration.root, configuration.folders, knowledge, today, history)
