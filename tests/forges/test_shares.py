"""How many decisions have a reason and an approval before and after a fetch, of a repository with 500 requests."""

from collections.abc import Iterator

import pytest
from tests.forges.mock_forges import PROJECT, Merged, MockForge, Said, moment, serving
from tests.kept_requests import WHO
from tests.repositories import Repo

from trailbook.forges.addresses import Place
from trailbook.forges.fetching import fetch
from trailbook.forges.github import GitHub
from trailbook.forges.http import Client
from trailbook.trail.gaps import is_reasoned
from trailbook.trail.git.command import open_work_tree
from trailbook.trail.git.repository import Repository
from trailbook.trail.proposals import is_agreed
from trailbook.trail.requests.branch import evidence_branch
from trailbook.trail.trails import read_trails

REQUESTS = 500
WHY = "Two vendors asked for row {} in March, and nobody had looked at it since."
HEAD, EARLIER = "f" * 40, "e" * 40


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
        7: (Said("bo", "APPROVED", moment(-1), EARLIER),),
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


@pytest.mark.slow
def test_most_decisions_of_squashed_requests_have_a_reason_and_an_approval_after_a_fetch(repo: Repo) -> None:
    git = open_work_tree(repo.root).git.using(**WHO)
    git.feed(history(), "fast-import", "--quiet", "--done")
    ids = repo.git("rev-list", "--reverse", "main").splitlines()
    before = shares(repo)
    forge = MockForge("github", [merged(number, id) for number, id in enumerate(ids, start=1)])
    with serving(forge):
        place = Place("github", forge.host, PROJECT, "http")
        _, outcome = fetch(GitHub(Client(place.interface), place), evidence_branch(git), Silent())
    after = shares(repo)
    assert outcome.new == REQUESTS
    print(f"\nreasons: {before[0]:.0%} before, {after[0]:.0%} after")
    print(f"approvals: {before[1]:.0%} before, {after[1]:.0%} after")
    print(f"{len(forge.asked)} requests to the forge")
    assert before == (0.2, 0.0)
    assert after == (0.9, 0.7)
