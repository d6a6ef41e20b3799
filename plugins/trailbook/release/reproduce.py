"""Builds any commit so that every machine gets the same bytes, and finds what was in force on a day."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from trailbook.audit.ledgers.files import ledgers_by_revision
from trailbook.site.mkdocs.build import BuildError, BuildRequest
from trailbook.text.days import read_day
from trailbook.text.mkdocs_yml import NAMES
from trailbook.text.scratch import Scratch
from trailbook.text.write import write_whole
from trailbook.trail.git.checkout import checked_out
from trailbook.trail.git.command import Git, HistoryError, open_work_tree
from trailbook.trail.git.repository import Repository
from trailbook.trail.requests.branch import BRANCH, BRING, evidence_branch

MARKER = ".trailbook-site"
"""A file in every site that is built into a folder of the user's choice. Only such a folder is ever replaced."""


@dataclass(frozen=True)
class Moment:
    """A commit that was in force: its id, its moment in UTC, and the day that was asked for, if any.

    ``evidence`` is the commit of the branch with what forges said that goes with it, empty for none; None if that
    follows from the commit.
    """

    commit: str
    at: datetime
    day: date | None = None
    evidence: str | None = None

    @property
    def words(self) -> str:
        """How pages state it: ``As of 2026-05-01, commit 0123456789 of 2026-04-28``."""
        committed = f"commit {self.commit[:10]} of {self.at.date()}"
        return f"As of {self.day}, {committed}" if self.day else f"As of {committed}"


def moment_of(root: Path, asked: str) -> Moment:
    """The commit that was in force on a day, or that a revision names.

    A day such as ``2026-05-01`` means the newest commit of the main line (each commit's first parent, from what is
    checked out) at the end of that day in UTC. Raises ``HistoryError`` if there is none.
    """
    work = open_work_tree(root)
    day = read_day(asked)
    only = ["--max-count=1"] if day is None else []
    log = work.git.text("log", "--first-parent", *only, "--format=%H %ct", work.commit_id("HEAD" if day else asked))
    for line in log.splitlines():
        commit, _, seconds = line.partition(" ")
        at = datetime.fromtimestamp(int(seconds), UTC)
        if day is None or at.date() <= day:
            return Moment(commit, at, day)
    raise HistoryError(f"nothing was committed by the end of {day}; the first commit is of {at.date()}")


def evidence_at(root: Path, moments: Iterable[Moment]) -> dict[str, str]:
    """The commit of the branch with what forges said that a build of each commit takes; empty if there was none.

    A release takes the one that its ledger names. Any other commit takes the newest that was committed by its own time,
    or that of the last release, if that is newer. So the branch can grow, and the bytes of a commit stay. Raises
    ``HistoryError`` if this clone lacks the commit that a ledger names.
    """
    repository = Repository(root)
    git, head = repository.git, evidence_branch(repository.git).head
    at = {moment.commit: moment.at for moment in moments}
    found: dict[str, str] = {}
    for commit, files in ledgers_by_revision(repository, at):
        ledger = next((file.ledger for file in reversed(files) if file.ledger), None)
        named = (ledger.evidence if ledger else None) or ""
        if named and not git.says("cat-file", "-e", f"{named}^{{commit}}"):
            raise HistoryError(
                f"a release names commit {named[:10]} of the branch {BRANCH}, which this clone lacks; "
                f"'{BRING}' brings it"
            )
        is_release = ledger is not None and ledger.head in git.text("rev-parse", f"{commit}^@").split()
        found[commit] = named if is_release else _newest_evidence(git, head, named, at[commit])
    return found


def _newest_evidence(git: Git, head: str, named: str, at: datetime) -> str:
    """The newest commit up to ``head`` by a moment, or the one that is ``named``, if that is newer."""
    before = f"--before={int(at.timestamp())}"
    then = git.text("rev-list", "--first-parent", "--max-count=1", before, head).strip() if head else ""
    return named if named and not (then and git.says("merge-base", "--is-ancestor", named, then)) else then


def build_commit(
    root: Path,
    moment: Moment,
    site: Path,
    overrides: Mapping[str, Any],
    *,
    settings: bytes | None = None,
    strict: bool = False,
) -> None:
    """Build a commit of the knowledge base in ``root`` into an empty folder, with the trail up to that commit.

    Nothing of the machine affects the result: neither its clock, time zone, language and git configuration, nor its
    OpenPGP keys. Signatures are checked against the keys in the repository. ``settings`` replaces the commit's own
    mkdocs.yml. Raises ``BuildError`` if the build fails, and ``HistoryError`` if the commit can't be read, or what
    forges said by then.
    """
    said = evidence_at(root, [moment])[moment.commit] if moment.evidence is None else moment.evidence
    with checked_out(root, moment.commit, said) as clone, Scratch() as nothing:
        if settings is not None:
            _write_settings(clone, settings)
        request = BuildRequest(clone, site, overrides, strict)
        done = subprocess.run(
            [sys.executable, "-m", "trailbook.site.mkdocs.build"],
            input=request.to_json(),
            text=True,
            cwd=clone,
            env={**os.environ, **_reproducible_environment(moment, nothing)},
            check=False,
        )
    if done.returncode:
        raise BuildError(f"commit {moment.commit[:10]} can't be built")


def _write_settings(clone: Path, settings: bytes) -> None:
    try:
        write_whole(clone / NAMES[0], settings, within=clone)
    except OSError as error:
        raise BuildError(f"{NAMES[0]} of the commit can't be replaced: {error.strerror}") from error


def _reproducible_environment(moment: Moment, nothing: str) -> dict[str, str]:
    """The environment in which a build depends on its commit only. ``nothing`` is an empty folder."""
    return {
        "SOURCE_DATE_EPOCH": str(int(moment.at.timestamp())),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GNUPGHOME": nothing,
    }
