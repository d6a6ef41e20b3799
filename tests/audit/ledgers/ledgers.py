"""Releases with ledgers, for the tests of those that read them."""

from tests.repositories import Repo

from trailbook.audit.ledgers.files import next_ledger
from trailbook.trail.decisions import Trail
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails


def trails_of(repo: Repo) -> list[Trail]:
    return read_trails(Repository(repo.root), ["docs"])


def release(repo: Repo, version: str, rewritten: str = "", *, tag: bool = True) -> bytes:
    """Commit the ledger of a release, tag it unless asked not to, and give the ledger's bytes."""
    path, data = next_ledger(Repository(repo.root), trails_of(repo), version, rewritten)
    repo.commit(f"Release {version}", {path: data})
    if tag:
        repo.git("tag", "--annotate", f"--message=Release {version}", version, GIT_COMMITTER_DATE="1767300000 +0000")
    return data
