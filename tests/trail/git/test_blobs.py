import pytest
from tests.repositories import Repo

from trailbook.trail.git.repository import Repository


@pytest.fixture
def ids(repo: Repo) -> list[str]:
    """The ids of a thousand small files, in the order of their numbers."""
    repo.commit("Begin", {f"docs/{n}.md": f"{n}\n" for n in range(1000)})
    return [repo.git("rev-parse", f"HEAD:docs/{n}.md") for n in (0, 1, 999)]


def test_many_ids_are_answered_in_order_whatever_is_among_them(repo: Repo, ids: list[str]) -> None:
    asked = [ids[0], "0" * 40, ids[1], "HEAD:docs/no such file.md", "HEAD:docs/two\nlines", "", ids[2]] * 200
    with Repository(repo.root).blob_reader(100) as read:
        found = list(read.each(asked))
    assert [id for id, _ in found] == asked
    assert [content for _, content in found] == [b"0\n", None, b"1\n", None, None, None, b"999\n"] * 200


def test_what_is_too_large_is_passed_over_whole(repo: Repo) -> None:
    repo.commit("Begin", {"a.md": "x" * 500, "b.md": "y"})
    with Repository(repo.root).blob_reader(100) as read:
        assert [content for _, content in read.each(["HEAD:a.md", "HEAD:b.md"])] == [None, b"y"]
