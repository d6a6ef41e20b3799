"""Every problem of a knowledge base, whichever check finds it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import click

from trailbook.credentials.masking import mask_in_problems
from trailbook.credentials.scanning import Scan, scan_files
from trailbook.drift.detection import drift_problems
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.releases import release_problems
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.risk.overview.observe import observe
from trailbook.risk.playbooks.checklists import checklist_problems
from trailbook.risk.playbooks.plain_language import hard_steps
from trailbook.risk.threats.finding_problems import finding_problems
from trailbook.text.problem import Problem
from trailbook.trail.credential_history import scan_history
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.repository import HistoryError, NoHistoryError, Repository
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
    scan = scan_credentials(configuration, today, history=history)
    others = mask_in_problems(
        (*knowledge.problems, *configuration.problems, *states, *observed.problems), scan.credentials
    )
    return Found(tuple(sorted({*others, *scan.problems})), scan.credentials)


def scan_commits(
    configuration: Configuration, commits: Sequence[Commit], today: date | None, present: Collection[str]
) -> tuple[Problem, ...]:
    """The credentials that some commits brought in, given newest first up to their tip.

    ``present`` are those that stand in the files today.
    """
    if not commits:
        return ()
    repository, asked = Repository(configuration.root), {commit.id for commit in commits}
    brought = [commit for commit in repository.as_committed(commits[0].id) if commit.id in asked]
    folders, options = (*configuration.folders, SNAPSHOTS, OBSERVATIONS), configuration.credentials
    return scan_history(repository, brought, folders, options, today, present=present)


def scan_credentials(configuration: Configuration, today: date | None, *, history: bool = False) -> Scan:
    """The credentials in the knowledge base. A history that can't be read ends the command with its remedy."""
    folders, options = (*configuration.folders, SNAPSHOTS, OBSERVATIONS), configuration.credentials
    files = scan_files(configuration.root, folders, options, today)
    if not history:
        return files
    try:
        repository = Repository(configuration.root)
        past = scan_history(repository, repository.as_committed(), folders, options, today, present=files.credentials)
    except NoHistoryError:
        return files
    except HistoryError as error:
        raise click.ClickException(str(error)) from error
    return Scan((*files.problems, *past), files.credentials)
