"""The two states that a command compares: the earlier at a revision, the later one too or as it lies on the disk."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from trailbook.diff.changed_records import changed_records
from trailbook.diff.difference import Criteria, State, difference
from trailbook.diff.missing_sign_offs import Provenance, uncommitted_trails
from trailbook.diff.model import Difference, End, without_credentials
from trailbook.diff.new_problems import CheckedKnowledge
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.drift.snapshots import MAX_BYTES
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import load
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.text.files import SUFFIXES
from trailbook.text.unseen import printable
from trailbook.trail.decisions import Trail
from trailbook.trail.git.at_revision import files_at, knowledge_at, top_files_at
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.ranges import Range, commits_between, read_range, renamed
from trailbook.trail.git.repository import HistoryError, Repository
from trailbook.trail.sign_offs.required import SignOffs, sign_offs_of
from trailbook.trail.trails import read_trails
from trailbook.workspace.configuration import Configuration, read_configuration
from trailbook.workspace.mkdocs_yml import ConfigurationError, find_mkdocs
from trailbook.workspace.problems import every_problem
from trailbook.workspace.progress import progress


class RangeError(click.ClickException):
    """What is to be compared is not there, or not all of its history."""

    exit_code = 2


@dataclass(frozen=True)
class Side:
    """One of the two states, with the configuration that it had and the credentials in it."""

    configuration: Configuration
    state: State
    credentials: frozenset[str]

    @property
    def knowledge(self) -> KnowledgeBase:
        """The records and links of the state."""
        return self.state.checked.knowledge


@dataclass(frozen=True)
class Compared:
    """What was compared and what differs, without the credentials in it, and the commits between."""

    before: Side
    now: Side
    difference: Difference
    commits: tuple[Commit, ...]


def compare_states(
    configuration: Configuration, knowledge: KnowledgeBase, today: date | None, asked: str | None
) -> Compared:
    """What differs in a range of revisions, each state judged by the configuration that it had.

    A history that can't be read, or a revision that is not there, ends the command with its remedy.
    """
    try:
        repository = Repository(configuration.root)
        compared = read_range(configuration.root, asked)
        before = _at(configuration, End(compared.base_name, compared.base), today)
        if compared.is_work_tree:
            now = _side(configuration, knowledge, End(compared.head_name, None), today)
        else:
            now = _at(configuration, End(compared.head_name, compared.head), today)
        moved = renamed(configuration.root, compared)
        provenance, sign_offs = _provenance(repository, compared, now, today)
    except HistoryError as error:
        raise RangeError(printable(str(error))) from error
    by = Criteria(now.configuration.scheme, sign_offs, today)
    found = difference(before.state, now.state, moved, provenance, by)
    return Compared(before, now, without_credentials(found, before.credentials | now.credentials), provenance.commits)


def _at(configuration: Configuration, end: End, today: date | None) -> Side:
    """The state at a commit, read from a copy of its files, for the checks read the disk."""
    root, commit = configuration.root, end.commit or "HEAD"
    with TemporaryDirectory() as folder:
        copy = Path(folder).resolve()
        top_files_at(root, commit).write(copy)
        there = _configured(configuration, copy)
        files = files_at(root, commit, (*there.folders, SNAPSHOTS, OBSERVATIONS), ("",), MAX_BYTES)
        files.write(copy)
        found = load(copy, there.folders)
        unread = (problem for problem in files.problems if problem.path.endswith(SUFFIXES))
        return _side(there, replace(found, problems=(*found.problems, *unread)), end, today)


def _configured(configuration: Configuration, copy: Path) -> Configuration:
    """The configuration in a copy, or today's where the copy has none that can be used."""
    try:
        return read_configuration(copy) if find_mkdocs(copy) else replace(configuration, root=copy, problems=())
    except ConfigurationError:
        return replace(configuration, root=copy, problems=())


def _side(configuration: Configuration, knowledge: KnowledgeBase, end: End, today: date | None) -> Side:
    found = every_problem(configuration, knowledge, today)
    state = State(end, CheckedKnowledge(knowledge, found.problems), configuration.ruleset.rules)
    return Side(configuration, state, frozenset(found.credentials))


def _provenance(repository: Repository, compared: Range, now: Side, today: date | None) -> tuple[Provenance, SignOffs]:
    """How the later state came about, and who has to agree to that."""
    configuration = now.configuration
    between = commits_between(repository.root, compared)
    with progress("Comparing revisions") as step:
        trails = read_trails(repository, configuration.folders, compared.tip, step, only=between)
    commits = tuple(repository.history(compared.tip).commits.values())
    pending: tuple[Trail, ...] = ()
    if compared.is_work_tree:
        committed = knowledge_at(repository.root, compared.head, configuration.folders)
        pending = uncommitted_trails(changed_records(committed, now.knowledge, {}), today)
    sign_offs = sign_offs_of(configuration.sign_offs, configuration.roles, trails, commits)
    return Provenance(tuple(trails), pending, tuple(one for one in commits if one.id in between)), sign_offs
