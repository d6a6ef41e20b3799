"""What a fetch is worth to a repository with 500 squashed requests: reasons and approvals before and after it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from tests.forges.mock_forges import PROJECT, Merged, MockForge, Said, moment, serving
from tests.kept_requests import WHO
from tests.repositories import Repo

from trailbook.forges.addresses import FetchedForge, ForgeProject
from trailbook.forges.fetching import fetch
from trailbook.forges.gitea import Gitea
from trailbook.forges.github import GitHub
from trailbook.forges.gitlab import GitLab
from trailbook.forges.http import Client
from trailbook.trail.gaps import is_reasoned
from trailbook.trail.git.command import open_work_tree
from trailbook.trail.git.repository import Repository
from trailbook.trail.proposals import is_agreed
from trailbook.trail.requests.branch import evidence_branch
from trailbook.trail.trails import read_trails

pytestmark = pytest.mark.slow

REQUESTS = 500
WHY = "Two vendors asked for row {} in March, and nobody had looked at it since."
HEAD, EARLIER = "f" * 40, "e" * 40
FORGES: dict[str, type[GitHub | GitLab | Gitea]] = {"github": GitHub, "gitlab": GitLab, "gitea": Gitea}
OFFLINE = """import sys

def refuse(event, arguments):
    if event == "socket.getaddrinfo" or (event == "socket.connect" and isinstance(arguments[1], tuple)):
        raise OSError(f"no network: {event} {arguments[1:]}")

sys.addaudithook(refuse)
"""
"""What keeps Python from the network, as ``sitecustomize``; sockets of this machine's own processes are files."""
SETTINGS = """site_name: Rows
docs_dir: docs
theme: mkdocs
plugins: [trailbook/trail]
"""


def history() -> Iterator[bytes]:
    """Squashed requests of one page each, of which every fifth has its reason in the message."""
    for number in range(1, REQUESTS + 1):
        message = f"Change row {number} (#{number})" + (f"\n\n{WHY.format(number)}" if number % 5 == 0 else "")
        page = f"# Row {number}\n\nAt most {number} rows.\n"
        yield (
            f"commit refs/heads/main\nauthor ada <ada@example.org> {1767225600 + number * 3600} +0000\n"
            f"committer GitHub <noreply@github.com> {1767225600 + number * 3600} +0000\n"
            f"data {len(message)}\n{message}\nM 100644 inline docs/{number}.md\ndata {len(page)}\n{page}\n"
        ).encode()
    yield b"done\n"


def merged(number: int, landed: str) -> Merged:
    """A request: of ten, seven were approved as they landed, one before more was pushed, one by its author.

    One of ten has no description.
    """
    said = {
        **dict.fromkeys(range(7), (Said("bo", "APPROVED", moment(-1), HEAD),)),
        7: (Said("bo", "APPROVED", moment(-2), EARLIER),),
        8: (Said("ada", "APPROVED", moment(-1), HEAD),),
    }
    body = WHY.format(number) if number % 10 != 1 else ""
    return Merged(number, landed, moment(number), body=body, reviews=said.get(number % 10, ()))


class Silent:
    def at(self, done: int, total: int | None) -> None:
        pass

    def waits(self, seconds: float, why: str) -> None:
        pass


def shares(repo: Repo) -> tuple[float, float]:
    found = [one for trail in read_trails(Repository(repo.root), ["docs"]) for one in trail.decisions]
    assert len(found) == REQUESTS
    return sum(map(is_reasoned, found)) / REQUESTS, sum(map(is_agreed, found)) / REQUESTS


@pytest.mark.parametrize("kind", FORGES)
def test_most_decisions_of_squashed_requests_have_a_reason_and_an_approval_after_a_fetch_that_keeps_breaking(
    repo: Repo, kind: FetchedForge
) -> None:
    git = open_work_tree(repo.root).git.using(**WHO)
    git.feed(history(), "fast-import", "--quiet", "--done")
    ids = repo.git("rev-list", "--reverse", "main").splitlines()
    before = shares(repo)
    broken = []

    def fails(number: int) -> Literal["closed"] | None:
        if number % 10:
            return None
        broken.append(number)
        return "closed"

    forge = MockForge(kind, [merged(number, id) for number, id in enumerate(ids, start=1)], fails)
    with serving(forge):
        place = ForgeProject(kind, forge.host, PROJECT, "http")
        client = Client(place.interface, {}, Silent(), lambda _: None)
        _, outcome = fetch(FORGES[kind](client, place, 5), evidence_branch(git), Silent())
    after = shares(repo)
    print(f"\n{kind}: {len(forge.asked)} requests to the forge, of which {len(broken)} broke off")
    print(f"reasons: {before[0]:.0%} before, {after[0]:.0%} after")
    print(f"approvals: {before[1]:.0%} before, {after[1]:.0%} after")
    assert len(broken) >= 10
    assert (outcome.new, outcome.left_out) == (REQUESTS, [])
    assert before == (0.2, 0.0)
    assert after == (0.9, 0.7)
    if kind == "github":
        _is_built_without_a_network(repo)


def _is_built_without_a_network(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "main")
    repo.write({"mkdocs.yml": SETTINGS, "without/sitecustomize.py": OFFLINE})
    environment = {
        **os.environ,
        "PYTHONPATH": str(repo.root / "without"),
        "GIT_ALLOW_PROTOCOL": "none",
        "NO_MKDOCS_2_WARNING": "1",
    }
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    subprocess.run(command, cwd=repo.root, env=environment, check=True)
    page = (repo.root / "site/7/index.html").read_text()
    assert WHY.format(7) in page
    assert "from the description of" in page
    assert "An earlier text was reviewed by" in page
    assert "bo" in Path(repo.root / "site/6/index.html").read_text()
