"""Answers that are worked out beforehand, by several processes, are those that the walk finds alone."""

from threading import Thread

import pytest
from tests.building import noting
from tests.repositories import Repo

from trailbook.trail import parallel
from trailbook.trail.cache import Cache
from trailbook.trail.decisions import Trail
from trailbook.trail.git.repository import Repository
from trailbook.trail.parallel import Portions
from trailbook.trail.revisions import Pair, Revision, Revisions, Scope
from trailbook.trail.trails import read_trails


@pytest.fixture
def repo(repo: Repo) -> Repo:
    """Six pages with a few decisions each, one of them renamed and one gone."""
    pages = {f"docs/page-{n}.md": f"# Page {n}\n\n## Rule\n\nDo {n} things.\n" for n in range(6)}
    repo.commit("Begin", pages)
    for turn in range(3):
        repo.commit(f"Revise {turn}", {path: text + f"\nTurn {turn}.\n" for path, text in pages.items()})
    repo.commit("Rename", {"docs/page-0.md": None, "docs/first.md": pages["docs/page-0.md"] + "\nTurn 2.\n"})
    repo.commit("Drop", {"docs/page-1.md": None})
    return repo


def trails(repo: Repo) -> list[Trail]:
    return read_trails(Repository(repo.root), ("docs",))


def forget(repo: Repo) -> None:
    cache = Repository(repo.root).cache_file
    assert cache
    cache.unlink()


def test_several_processes_find_what_one_finds(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = trails(repo)
    forget(repo)
    monkeypatch.setattr(parallel, "_WORTHWHILE", 5)
    monkeypatch.setattr(parallel, "processors", lambda: 3)
    steps: list[tuple[int, int]] = []
    together = read_trails(Repository(repo.root), ("docs",), progress=lambda *step: steps.append(step))
    assert together == alone
    assert steps
    assert all(0 < done <= number for done, number in steps)


def test_another_process_takes_portions_until_none_is_left(repo: Repo) -> None:
    repository = Repository(repo.root)
    commits = list(repository.history().commits.values())
    pairs = parallel.revision_pairs(commits, Scope("", ("docs",)))
    portions = Portions(pairs, 1)
    process = parallel._start(repo.root)
    assert process
    parallel._feed(process, portions)
    assert (portions.left, portions.take()) == (0, [])
    with repository.blob_reader(1000) as read, Cache(repository.cache_file) as cache:
        assert Revisions(read, cache).unanswered(pairs) == []


def test_a_process_that_dies_costs_nothing_but_time(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = trails(repo)
    forget(repo)
    monkeypatch.setattr(parallel, "_WORTHWHILE", 5)
    monkeypatch.setattr(parallel, "processors", lambda: 3)
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert trails(repo) == alone
    forget(repo)
    monkeypatch.setattr("sys.executable", "/no/such/program")
    assert trails(repo) == alone


def test_what_is_known_is_asked_of_nobody(repo: Repo) -> None:
    first = trails(repo)
    steps: list[tuple[int, int]] = []
    assert read_trails(Repository(repo.root), ("docs",), progress=lambda *step: steps.append(step)) == first
    assert not steps


def test_threads_that_take_portions_at_once_take_each_pair_once_and_know_how_many_are_left() -> None:
    pairs = [(None, Revision(f"{n % 97}.md", f"{n:040x}")) for n in range(20_000)]
    portions, taken = Portions(pairs, 3), list[Pair]()

    def take() -> None:
        while portion := portions.take():
            assert 0 <= portions.left <= len(pairs) - len(portion)
            taken.extend(portion)

    threads = [Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert portions.left == 0
    assert sorted(taken, key=str) == sorted(pairs, key=str)


def test_only_long_work_uses_processors_that_are_busy(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr(parallel, "_start", noting(parallel._start, started.append))
    monkeypatch.setattr(parallel, "_WORTHWHILE", 5)
    monkeypatch.setattr(parallel, "processors", lambda: 2)
    alone = read_trails(Repository(repo.root), ("docs",), busy=1)
    assert not started
    forget(repo)
    monkeypatch.setattr(parallel, "_LONG", 10)
    assert read_trails(Repository(repo.root), ("docs",), busy=1) == alone
    assert len(started) == 1
