"""What pages of releases say as values."""

from tests.release.releases import page

from trailbook.records.loading import assemble
from trailbook.records.releases import FIGURES, STATE_FIGURES, natural_key, release_problems, releases


def test_releases_are_listed_oldest_first_and_those_of_one_day_by_their_numbers() -> None:
    days = {"1.10.0": "2026-02-01", "1.9.0": "2026-02-01", "2.0.0": "2026-03-01", "0.9.0": "2026-01-01"}
    knowledge = assemble({f"content/releases/{name}.md": page(name, day).encode() for name, day in days.items()})
    assert [one.note.version for one in releases(knowledge)] == ["0.9.0", "1.9.0", "1.10.0", "2.0.0"]
    assert not list(release_problems(knowledge))


def test_a_release_comes_after_the_one_that_it_follows_whatever_its_number() -> None:
    pages = [page("1.0.0", "2026-02-01"), page("0.9.0", "2026-02-01", "1.0.0"), page("0.8.0", "2026-01-01", "0.9.0")]
    knowledge = assemble({f"content/releases/{n}.md": text.encode() for n, text in enumerate(pages)})
    assert [one.note.version for one in releases(knowledge)] == ["1.0.0", "0.9.0", "0.8.0"]


def test_releases_that_name_each_other_are_all_listed_once() -> None:
    pages = [page("1.0.0", "2026-02-01", "2.0.0"), page("2.0.0", "2026-02-02", "1.0.0")]
    knowledge = assemble({f"content/releases/{n}.md": text.encode() for n, text in enumerate(pages)})
    assert sorted(one.note.version for one in releases(knowledge)) == ["1.0.0", "2.0.0"]


def test_pages_that_only_mention_releases_are_none() -> None:
    texts = ["# No front matter\n\nrelease:\n", "---\nrelease: 1.0\n---\n# One\n", "---\ntitle: x\n---\n# release:\n"]
    knowledge = assemble({f"content/{number}.md": text.encode() for number, text in enumerate(texts)})
    assert releases(knowledge) == ()
    assert not list(release_problems(knowledge))


def test_the_page_of_a_release_may_name_what_is_gone_and_any_other_page_may_not() -> None:
    front = "id: POL-X\nkind: policy\nowner: A\nroles: [maker]\nreview: {cadence: yearly}\n"
    policy = f"---\n{front}controls: [{{id: C1, level: must}}]\n---\n# X\n\nOf x.\n\n### Do it {{#C1}}\n\nNow.\n"
    said = "\n- POL-X and POL-X.C2\n"
    texts = {
        "content/x.md": policy,
        "content/releases/1.0.0.md": page("1.0.0", "2026-02-01") + said,
        "content/a.md": f"# A\n{said}",
    }
    knowledge = assemble({path: text.encode() for path, text in texts.items()})
    dangling = [problem for problem in knowledge.problems if problem.rule == "dangling-reference"]
    assert [(problem.path, problem.message) for problem in dangling] == [("content/a.md", "POL-X has no item 'C2'")]
    assert "POL-X" in {link.target for link in knowledge.links_from("content/releases/1.0.0.md")}


def test_every_fault_of_a_page_is_a_problem_with_its_line() -> None:
    text = page("1.0.0", "2026-02-01").replace("day: 2026-02-01", "day: soon").replace("threats: 0", "threats: -1")
    knowledge = assemble({"content/releases/1.0.0.md": text.encode()})
    assert releases(knowledge) == ()
    lines = text.split("\n")
    said = {lines[problem.line - 1].strip() for problem in release_problems(knowledge)}
    assert said == {"day: soon", "threats: -1"}


def test_numbers_in_versions_are_compared_as_numbers() -> None:
    assert natural_key("1.10") > natural_key("1.9") > natural_key("1.2")
    assert natural_key("v2") > natural_key("v1")


def test_the_figures_of_a_state_are_part_of_all_figures() -> None:
    assert set(STATE_FIGURES) < set(FIGURES)
