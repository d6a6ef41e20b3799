"""A sample of decisions: drawn again alike, by rules that can be followed by hand."""

import csv
import hashlib
import io
import json
from datetime import date
from typing import Any

import jsonschema
import pytest
from tests.repositories import Repo
from tests.risk.lessons.lesson_records import POLICY

from trailbook.audit.decision_table import COLUMNS, LONGEST
from trailbook.audit.sample import (
    Asked,
    Sample,
    SampleSource,
    draw,
    sample_csv,
    sample_json,
    sample_markdown,
    sample_schema,
)
from trailbook.records.loading import load
from trailbook.text.files import MAX_BYTES
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails

FOLDERS = ("content",)


def source(repo: Repo) -> SampleSource:
    repository = Repository(repo.root)
    history = repository.history()
    trails = read_trails(repository, FOLDERS)
    return SampleSource("KB", history.head, repository.prefix, trails, load(repo.root), history.commits)


def drawn(repo: Repo, size: int | None = None, seed: str = "7", **asked: Any) -> Sample:
    with Repository(repo.root).blob_reader(MAX_BYTES) as read:
        return draw(source(repo), Asked.model_validate(asked), size, seed, read)


def commits(sample: Sample) -> list[str]:
    return [one.decision.commit for one in sample.decisions]


def rows(repo: Repo, sample: Sample) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sample_csv(sample, source(repo).trails))))


@pytest.fixture
def ten(repo: Repo) -> Repo:
    """A page with ten decisions."""
    for number in range(10):
        repo.commit(f"Say {number}", {"content/a.md": f"# A\n\nThe number is {number}.\n"})
    return repo


def test_the_same_seed_draws_the_same_and_another_seed_others(ten: Repo) -> None:
    assert drawn(ten, 4) == drawn(ten, 4)
    assert len({tuple(commits(drawn(ten, 4, seed))) for seed in "abcde"}) > 1


def test_the_draw_can_be_made_by_hand(ten: Repo) -> None:
    listed = ten.git("log", "--format=%H").splitlines()
    by_hand = sorted(listed, key=lambda one: hashlib.sha256(f"spring\n{one} content/a.md".encode()).hexdigest())
    assert commits(drawn(ten, 3, "spring")) == by_hand[:3]
    population = hashlib.sha256("".join(f"{id} content/a.md\n" for id in sorted(listed)).encode()).hexdigest()
    assert drawn(ten, 3, "spring").population_sha256 == population


def test_a_larger_sample_begins_with_the_smaller_one(ten: Repo) -> None:
    assert commits(drawn(ten, 6))[:4] == commits(drawn(ten, 4))


def test_a_population_that_grows_keeps_whom_nobody_newer_pushes_out(ten: Repo) -> None:
    before = commits(drawn(ten, 4))
    new = [ten.commit(f"Add {number}", {f"content/{number}.md": f"# {number}\n"}) for number in range(3)]
    after = commits(drawn(ten, 4))
    kept = [commit for commit in after if commit not in new]
    assert kept == before[: len(kept)]


def test_a_page_that_moves_later_is_drawn_as_before(ten: Repo) -> None:
    before = commits(drawn(ten, 10))
    moved = ten.commit("Move", {"content/a.md": None, "content/b.md": "# A\n\nThe number is 9.\n"})
    assert [commit for commit in commits(drawn(ten, 11)) if commit != moved] == before


def test_without_a_size_all_are_given(ten: Repo) -> None:
    sample = drawn(ten)
    assert (len(sample.decisions), sample.population, sample.size, sample.seed) == (10, 10, None, "")


def test_a_sample_larger_than_the_population_is_all_of_it(ten: Repo) -> None:
    assert len(drawn(ten, 99).decisions) == drawn(ten, 99).population == 10


@pytest.fixture
def three(repo: Repo) -> Repo:
    """A policy that is weakened with no reason, a page of March that landed in July, and a page that is gone."""
    repo.commit("Begin\n\nBecause nobody knew.", {"content/a.md": POLICY, "content/gone.md": "# Gone\n"})
    repo.commit("Ask for less", {"content/a.md": POLICY.replace("must", "should", 1)}, GIT_AUTHOR_NAME="Bo")
    repo.branch("side")
    march, july = "2026-03-02T12:00:00Z", "2026-07-14T12:00:00Z"
    repo.commit("Tea", {"content/tea.md": "# Tea\n"}, GIT_AUTHOR_DATE=march, GIT_COMMITTER_DATE=march)
    repo.checkout("main")
    repo.merge("side", "Merge branch 'side'", GIT_AUTHOR_DATE=july, GIT_COMMITTER_DATE=july)
    repo.commit("Drop it", {"content/gone.md": None}, GIT_AUTHOR_DATE=july, GIT_COMMITTER_DATE=july)
    return repo


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"effect": "weakens"}, ["Ask for less"]),
        ({"since": date(2026, 7, 1), "kinds": ("page",)}, ["Tea"]),
        ({"since": date(2026, 3, 1), "until": date(2026, 3, 31)}, []),
        ({"kinds": ("closed",)}, ["Begin", "Drop it"]),
        ({"kinds": ("policy",), "missing": "reason"}, ["Ask for less"]),
        ({"person": "Bo"}, ["Ask for less"]),
        ({"records": ("POL-A.C1",)}, ["Ask for less", "Begin"]),
        ({"records": ("content/tea.md",), "missing": "approval"}, ["Tea"]),
    ],
)
def test_the_population_is_what_was_asked_for(three: Repo, asked: dict[str, Any], titles: list[str]) -> None:
    sample = drawn(three, **asked)
    assert sorted(one.decision.title for one in sample.decisions) == titles
    assert sample.population == len(titles)


def test_a_row_tells_both_days_who_why_and_how_it_was_drawn(three: Repo) -> None:
    sample = drawn(three, 1, kinds=("page",))
    (row,) = rows(three, sample)
    assert (row["in force since"], row["written"], row["title"]) == ("2026-07-14", "2026-03-02", "Tea")
    assert row["commit"] == sample.decisions[0].decision.commit
    assert row["path"] == "content/tea.md"
    assert row["drawn from"].startswith("1 of 1 (kinds page); seed 7; commit ")
    assert list(row) == ["number", *COLUMNS, "drawn from"]


def test_the_json_follows_its_schema_and_holds_the_diff(three: Repo) -> None:
    values = json.loads(sample_json(drawn(three, 9)))
    jsonschema.validate(values, json.loads(sample_schema()))
    diffs = {one["decision"]["title"]: one["diff"] for one in values["decisions"]}
    assert diffs["Tea"] == "--- /dev/null\n+++ b/content/tea.md\n@@ -0,0 +1 @@\n+# Tea\n"
    assert diffs["Drop it"].startswith("--- a/content/gone.md\n+++ /dev/null\n")


def test_a_working_paper_says_how_it_was_drawn_and_shows_the_diff(three: Repo) -> None:
    text = sample_markdown(drawn(three, 1, kinds=("page",)), source(three).trails)
    assert "seed 7" in text
    assert "- Written 2026-03-02, in force since 2026-07-14" in text
    assert "```diff\n--- /dev/null\n+++ b/content/tea.md\n" in text


def test_hostile_text_acts_in_no_format(repo: Repo) -> None:
    text = '=HYPERLINK("http://x")\n\n<img src=x> [a](javascript:1)\n\x1b[2J'
    repo.commit(text, {"content/a.md": "# A\n\n````\n<script>\n````\n\x1b[2J\n"}, GIT_AUTHOR_NAME="=cmd|' /C calc'!A0")
    sample = drawn(repo, 1)
    (row,) = rows(repo, sample)
    assert row["title"].startswith("'=")
    assert row["author"].startswith("'=")
    assert "\x1b" not in sample_csv(sample, source(repo).trails) + sample_json(sample)
    paper = sample_markdown(sample, source(repo).trails)
    head, _, rest = paper.partition("`````diff\n")
    assert "\x1b" not in paper
    assert "<" not in head
    assert rest.endswith("`````\n")


def test_a_credential_in_a_diff_is_hidden(repo: Repo) -> None:
    key = "AKIA" + "IOSFODNN7" + "ABCDEFG"
    repo.commit("Say", {"content/a.md": f"# A\n\nkey {key}\n"})
    assert key not in sample_json(drawn(repo, 1))


def test_a_cell_holds_no_more_than_a_spreadsheet_takes(repo: Repo) -> None:
    repo.commit("Say\n\n" + "because of words " * 4_000, {"content/a.md": "# A\n"})
    (row,) = rows(repo, drawn(repo))
    assert len(row["reason"]) <= LONGEST + 2 < 32_767
