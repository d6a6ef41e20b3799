"""Builds any commit so that every machine gets the same bytes, and finds what was in force on a day."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from trailbook.site.mkdocs.build import BuildError, BuildRequest
from trailbook.text.mkdocs_yml import NAMES
from trailbook.text.scratch import Scratch
from trailbook.text.write import write_whole
from trailbook.trail.git.checkout import checked_out
from trailbook.trail.git.command import HistoryError, open_work_tree

MARKER = ".trailbook-site"
"""A file in every site that is built into a folder of the user's choice. Only such a folder is ever replaced."""


@dataclass(frozen=True)
class Moment:
    """A commit that was in force: its id, its moment in UTC, and the day that was asked for, if any."""

    commit: str
    at: datetime
    day: date | None = None

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
    try:
        day = date.fromisoformat(asked) if len(asked) == len("2026-05-01") else None
    except ValueError:
        day = None
    only = ["--max-count=1"] if day is None else []
    log = work.git.text("log", "--first-parent", *only, "--format=%H %ct", work.commit_id("HEAD" if day else asked))
    for line in log.splitlines():
        commit, _, seconds = line.partition(" ")
        at = datetime.fromtimestamp(int(seconds), UTC)
        if day is None or at.date() <= day:
            return Moment(commit, at, day)
    raise HistoryError(f"nothing was committed by the end of {day}; the first commit is of {at.date()}")


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
    mkdocs.yml. Raises ``BuildError`` if the build fails, and ``HistoryError`` if the commit can't be read.
    """
    with checked_out(root, moment.commit) as clone, Scratch() as nothing:
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
