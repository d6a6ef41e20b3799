"""What pages of releases say as values."""

from tests.publish.releases import page

from trailbook.records.loading import assemble
from trailbook.records.releases import FIGURES, STANDING, natural, release_problems, releases


def test_releases_are_told_oldest_first_and_those_of_one_day_by_their_numbers() -> None:
    days = {"1.10.0": "2026-02-01", "1.9.0": "2026-02-01", "2.0.0": "2026-03-01", "0.9.0": "2026-01-01"}
    knowledge = assemble({f"content/releases/{name}.md": page(name, day).encode() for name, day in days.items()})
    assert [one.note.version for one in releases(knowledge)] == ["0.9.0", "1.9.0", "1.10.0", "2.0.0"]
    assert not list(release_problems(knowledge))


def test_pages_that_only_mention_releases_are_none() -> None:
    texts = ["# No front matter\n\nrelease:\n", "---\nrelease: 1.0\n---\n# One\n", "---\ntitle: x\n---\n# release:\n"]
    knowledge = assemble({f"content/{number}.md": text.encode() for number, text in enumerate(texts)})
    assert releases(knowledge) == ()
    assert not list(release_problems(knowledge))


def test_every_fault_of_a_page_is_a_problem_with_its_line() -> None:
    text = page("1.0.0", "2026-02-01").replace("day: 2026-02-01", "day: soon").replace("threats: 0", "threats: -1")
    knowledge = assemble({"content/releases/1.0.0.md": text.encode()})
    assert releases(knowledge) == ()
    lines = text.split("\n")
    said = {lines[problem.line - 1].strip() for problem in release_problems(knowledge)}
    assert said == {"day: soon", "threats: -1"}


def test_numbers_in_versions_are_compared_as_numbers() -> None:
    assert natural("1.10") > natural("1.9") > natural("1.2")
    assert natural("v2") > natural("v1")


def test_what_stands_is_part_of_what_is_counted() -> None:
    assert set(STANDING) < set(FIGURES)
