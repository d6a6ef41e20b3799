"""Two states of a knowledge base compared: the earlier at a revision, the later one too or as the files are now."""

import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from trailbook.diff.changed_records import changed_records
from trailbook.diff.difference import ComparedState, Criteria, difference
from trailbook.diff.missing_sign_offs import Provenance, uncommitted_trails
from trailbook.diff.model import Difference, End, without_credentials
from trailbook.diff.new_problems import CheckedKnowledge
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.drift.snapshots import MAX_BYTES
from trailbook.interchange.importing import MEMORY
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble, load
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.text.files import SUFFIXES, find_files, read_file
from trailbook.text.scratch import Scratch
from trailbook.trail.changes.derived import trails_with_levels
from trailbook.trail.decisions import Trail
from trailbook.trail.git.at_revision import files_at, top_files_at
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.ranges import Range, commits_between, read_range, renamed, unlanded_base
from trailbook.trail.revisions import Scope
from trailbook.trail.sign_offs.needed import SignOffs, sign_offs_of
from trailbook.trail.trails import read_part
from trailbook.workspace.configuration import Configuration, ConfigurationError, find_mkdocs, read_configuration
from trailbook.workspace.workspace import Workspace

ALL = (".",)
"""The folders where nobody named any."""
_ID, _KIND = (re.compile(rb"^%b:" % word, re.MULTILINE) for word in (b"id", b"kind"))


@dataclass(frozen=True)
class Side:
    """One of the two states: its knowledge base with the configuration that it had, and the credentials in it."""

    workspace: Workspace
    state: ComparedState
    credentials: frozenset[str]


@dataclass(frozen=True)
class Compared:
    """What was compared and what differs, without the credentials in it, and the commits between."""

    before: Side
    now: Side
    difference: Difference
    commits: tuple[Commit, ...]


def compare_states(workspace: Workspace, asked: str | None) -> Compared:
    """What differs in a range of revisions, each state judged by the configuration that it had.

    ``asked`` is ``BASE``, ``BASE..HEAD`` or ``BASE...HEAD``; None for what the branch changed since it left the main
    branch. Raises ``HistoryError`` if the history can't be read, or a revision is not there.
    """
    compared = read_range(workspace.root, asked)
    scope = workspace.scope()
    if workspace.configuration.everywhere:
        workspace = _with_pages(workspace, scope)
    before = _at(workspace, End(compared.base_name, compared.base), scope)
    if compared.is_work_tree:
        now = _side(workspace, End(compared.head_name, None), scope)
    else:
        now = _at(workspace, End(compared.head_name, compared.head), scope)
    moved = renamed(workspace.root, compared)
    provenance, sign_offs = _provenance(workspace, compared, now, scope)
    by = Criteria(now.workspace.configuration.scheme, sign_offs, workspace.today())
    found = difference(before.state, now.state, moved, provenance, by)
    return Compared(before, now, without_credentials(found, before.credentials | now.credentials), provenance.commits)


def _with_pages(workspace: Workspace, scope: Scope) -> Workspace:
    """The workspace with all pages of its scope, which without folders of records are read for nothing else."""
    root, territory = workspace.root, workspace.territory()
    files = {file.relative_to(root).as_posix(): file for file in find_files(root, ALL)}
    passed_over = (
        path
        for path, file in files.items()
        if not scope.holds(path) or not _may_be_record(path, read_file(file, root, territory=territory)[0])
    )
    return workspace.with_knowledge(load(root, ALL, territory, dict.fromkeys(passed_over)))


def _may_be_record(path: str, data: bytes) -> bool:
    """Whether a file may be a record: every page, and YAML with an id and a kind. A repository has much other YAML."""
    return path.endswith(".md") or bool(_ID.search(data) and _KIND.search(data))


def _at(workspace: Workspace, end: End, scope: Scope) -> Side:
    """The state at a commit, read from a copy of its files, for the checks read the disk."""
    commit = end.commit or "HEAD"
    with Scratch() as folder:
        copy = Path(folder).resolve()
        top_files_at(workspace.root, commit).write(copy)
        there = Workspace(_configuration_in(copy, workspace.configuration), workspace.today())
        there.take_sources(workspace.sources())
        beside = {PurePosixPath(document.path).parent for document in workspace.own_knowledge().documents.values()}
        memories = sorted((folder / MEMORY).as_posix() for folder in beside)
        wanted = (*there.configuration.folders, SNAPSHOTS, OBSERVATIONS, *memories)
        files = files_at(workspace.root, commit, wanted, ("",), MAX_BYTES)
        files.write(copy)
        if there.configuration.everywhere:
            there = _with_pages(there, scope)
        unread = (problem for problem in files.problems if _is_reported(problem.path))
        found = replace(there.own_knowledge(), problems=(*there.own_knowledge().problems, *unread))
        judged = there.with_knowledge(found)
        judged.take_git(workspace, commit)
        return _side(judged, end, scope)


def _is_reported(path: str) -> bool:
    """Whether a check of the files on the disk reports that this one can't be read."""
    return path.endswith(SUFFIXES) or path.startswith((f"{SNAPSHOTS}/", f"{OBSERVATIONS}/"))


def _configuration_in(copy: Path, today: Configuration) -> Configuration:
    """The configuration in a copy, or today's if the copy has none that can be used."""
    try:
        if not find_mkdocs(copy):
            return replace(today, root=copy, problems=())
        found = read_configuration(copy)
        return replace(found, folders=ALL, everywhere=True) if today.everywhere else found
    except ConfigurationError:
        return replace(today, root=copy, problems=())


def _side(workspace: Workspace, end: End, scope: Scope) -> Side:
    problems = workspace.problems()
    if workspace.configuration.everywhere:
        problems = tuple(problem for problem in problems if scope.holds(problem.path))
    checked = CheckedKnowledge(workspace.own_knowledge(), problems)
    state = ComparedState(end, checked, workspace.configuration.ruleset.rules)
    return Side(workspace, state, frozenset(workspace.credentials().credentials))


def _provenance(workspace: Workspace, compared: Range, now: Side, scope: Scope) -> tuple[Provenance, SignOffs]:
    """How the later state came about, and who has to agree to that."""
    configuration, repository = now.workspace.configuration, workspace.repository()
    between, base = commits_between(workspace.root, compared), unlanded_base(workspace.root, compared)
    with workspace.progress() as progress:
        if not configuration.everywhere:
            scope = Scope(repository.prefix, configuration.folders)
        found = read_part(repository, scope, compared.tip, between, base, progress)
    level_of = now.workspace.configuration.scheme.level
    trails = trails_with_levels(found, level_of)
    history = repository.history(compared.tip)
    pending: tuple[Trail, ...] = ()
    if compared.is_work_tree:
        both = _committed(workspace, compared.head, scope), now.workspace.own_knowledge()
        pending = uncommitted_trails(changed_records(*both, {}, level_of), workspace.today())
    sign_offs = sign_offs_of(configuration.sign_offs, repository, trails, history, base)
    commits = tuple(one for one in history.commits.values() if one.id in between)
    return Provenance(trails, pending, commits), sign_offs


def _committed(workspace: Workspace, commit: str, scope: Scope) -> KnowledgeBase:
    """The records at a commit, of which everything else is known."""
    if not workspace.configuration.everywhere:
        return workspace.at(commit)
    contents = files_at(workspace.root, commit, ALL).contents
    return assemble({path: data for path, data in contents.items() if scope.holds(path) and _may_be_record(path, data)})
