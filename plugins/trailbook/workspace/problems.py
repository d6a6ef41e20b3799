"""Every problem of a knowledge base, whichever check finds it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from trailbook.cli.credentials import scan_credentials
from trailbook.credentials.masking import without
from trailbook.drift.comparing import drift_problems
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.releases import release_problems
from trailbook.risk.indicators.reading import observe
from trailbook.risk.playbooks.checklist_problems import checklist_problems
from trailbook.risk.playbooks.plain_language import hard_steps
from trailbook.risk.threats.finding_problems import finding_problems
from trailbook.text.problem import Problem
from trailbook.workspace.configuration import Configuration


@dataclass(frozen=True)
class Found:
    """The problems in order, and the credentials that were found, so that they can be hidden elsewhere."""

    problems: tuple[Problem, ...]
    credentials: Collection[str]


def every_problem(
    configuration: Configuration, knowledge: KnowledgeBase, today: date | None, *, history: bool = False
) -> Found:
    """What is wrong with records, configuration, states, wording, observations and snapshots, and what credentials are.

    ``history`` asks for credentials in all that was ever committed, too.
    """
    observed = observe(configuration.root, knowledge, today)
    states = (*finding_problems(knowledge, configuration.ruleset, today), *release_problems(knowledge))
    states += hard_steps(knowledge, configuration.plain)
    states += checklist_problems(knowledge, configuration.ruleset.rules, configuration.scheme, today)
    states += drift_problems(configuration.root, knowledge, today)
    credentials = scan_credentials(configuration, today, history=history)
    others = without((*knowledge.problems, *configuration.problems, *states, *observed.problems), credentials.found)
    return Found(tuple(sorted({*others, *credentials.problems})), credentials.found)
