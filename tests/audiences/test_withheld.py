"""Which messages, people and names of a history an audience does not read."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.properties import seconds
from tests.repositories import Repo

from trailbook.audiences.audience import Audience
from trailbook.audiences.copying import CopySource, write_copy
from trailbook.audiences.withheld import Quotes, branches_in, is_version
from trailbook.text.spellings import words
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.repository import Repository

FOLDERS = ("docs",)
WITHHELD = "Withheld from this audience"
SHUT = "---\nclassification: restricted\n---\n# Plan\n\n" + "A line of the plan that is long enough.\n" * 6
OPEN = "# Page\n\n" + "A line of a page that anybody may read.\n" * 6
TITLE = "Move payroll to the cellar at night"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An open page and one that is restricted."""
    repo = Repo(tmp_path / "repo")
    repo.commit("Start", {"docs/a.md": OPEN, "docs/vault/plan.md": SHUT})
    return repo


@pytest.fixture
def copy(repo: Repo, tmp_path: Path) -> Callable[[], Repository]:
    """Writes the copy for internal readers and gives its repository."""

    def write() -> Repository:
        to = tmp_path / "copy"
        to.mkdir()
        return Repository(write_copy(Audience("internal"), CopySource(repo.root, "docs", FOLDERS), to).root)

    return write


def titles(repository: Repository) -> list[str]:
    return [commit.title for commit in repository.history().commits.values()]


def everything(repository: Repository) -> str:
    """All that the objects, branches and tags of a repository say."""
    git = Repo(repository.top)
    objects = git.git("cat-file", "--batch-all-objects", "--batch")
    return "\n".join([objects, git.git("for-each-ref"), (repository.top / ".git/HEAD").read_text(encoding="utf-8")])


def commit_of(message: str, id: str = "a" * 40) -> Commit:
    now, who = datetime(2026, 1, 1, tzinfo=UTC), Person("Ada", "ada@example.org")
    return Commit(id, (), who, now, who, now, message, ())


def rename(repo: Repo) -> None:
    repo.git("mv", "docs/vault/plan.md", "docs/vault/other.md")


def change_mode(repo: Repo) -> None:
    repo.git("update-index", "--chmod=+x", "docs/vault/plan.md")
    (repo.root / "docs/vault/plan.md").chmod(0o755)


def make_a_link(repo: Repo) -> None:
    (repo.root / "docs/vault/plan.md").unlink()
    (repo.root / "docs/vault/plan.md").symlink_to("../a.md")


def delete(repo: Repo) -> None:
    repo.git("rm", "--quiet", "docs/vault/plan.md")


def copy_it(repo: Repo) -> None:
    repo.write({"docs/vault/again.md": SHUT})


def swap(repo: Repo) -> None:
    repo.git("mv", "docs/a.md", "docs/vault/b.md")
    repo.git("mv", "docs/vault/plan.md", "docs/a.md")


def link_to_it(repo: Repo) -> None:
    (repo.root / "docs/link.md").symlink_to("vault/plan.md")


def add_a_submodule(repo: Repo) -> None:
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},docs/module.md")


TOUCHES = [rename, change_mode, make_a_link, delete, copy_it, swap, link_to_it, add_a_submodule]


@pytest.mark.parametrize("touch", TOUCHES)
@pytest.mark.parametrize("is_gone", [False, True])
def test_a_commit_that_touches_a_hidden_page_in_any_way_is_withheld(
    repo: Repo, copy: Callable[[], Repository], touch: Callable[[Repo], None], is_gone: bool
) -> None:
    touch(repo)
    if touch is add_a_submodule:
        repo.git("commit", "--quiet", "-m", f"SECRET: {TITLE}", **repo._when())
        repo.git("rm", "--quiet", "--cached", "docs/module.md")
        repo.commit("SECRET end")
    else:
        repo.commit(f"SECRET: {TITLE}")
    if is_gone and touch not in (swap, delete):
        repo.commit("SECRET end", {str(f.relative_to(repo.root)): None for f in (repo.root / "docs/vault").glob("*")})
    repo.commit("Go on", {"docs/c.md": OPEN})
    said = copy()
    assert "Go on" in titles(said)
    assert "SECRET" not in everything(said)


def test_a_move_of_an_open_record_is_not_withheld(repo: Repo, copy: Callable[[], Repository]) -> None:
    repo.git("mv", "docs/a.md", "docs/b.md")
    repo.commit("Rename the page")
    repo.git("update-index", "--chmod=+x", "docs/b.md")
    (repo.root / "docs/b.md").chmod(0o755)
    repo.commit("Set its mode")
    assert titles(copy())[:2] == ["Set its mode", "Rename the page"]


def test_a_merge_that_drops_what_came_in_is_withheld(repo: Repo, copy: Callable[[], Repository]) -> None:
    repo.branch("topic")
    repo.commit("SECRET one", {"docs/vault/plan.md": SHUT + "More.\n"})
    repo.checkout("main")
    repo.commit("Go on", {"docs/a.md": OPEN + "More.\n"})
    repo.git("merge", "--quiet", "--strategy=ours", "-m", "SECRET merge", "topic", **repo._when())
    said = copy()
    assert titles(said).count(WITHHELD) == 3
    assert "SECRET" not in everything(said)


def test_a_merge_into_a_branch_that_drops_the_other_side_is_withheld(
    repo: Repo, copy: Callable[[], Repository]
) -> None:
    repo.branch("topic")
    repo.commit("Reword", {"docs/a.md": OPEN + "More.\n"})
    repo.checkout("main")
    repo.commit("SECRET one", {"docs/vault/plan.md": SHUT + "More.\n"})
    repo.checkout("topic")
    repo.git("merge", "--quiet", "--strategy=ours", "-m", "Take SECRET away", "main", **repo._when())
    repo.checkout("main")
    repo.git("merge", "--quiet", "--no-ff", "-m", "End", "topic", **repo._when())
    assert "SECRET" not in everything(copy())


@pytest.mark.parametrize("title", ["Merge branch 'main' into buy-secret", "Merge branches 'buy-secret' and 'main'"])
def test_a_merge_that_names_a_branch_with_what_is_hidden_is_withheld(
    repo: Repo, copy: Callable[[], Repository], title: str
) -> None:
    repo.branch("buy-secret")
    repo.commit("SECRET one", {"docs/vault/plan.md": SHUT + "More.\n"})
    repo.checkout("main")
    repo.commit("Go on", {"docs/a.md": OPEN + "More.\n"})
    repo.checkout("buy-secret")
    repo.merge("main", title)
    repo.checkout("main")
    repo.git("merge", "--quiet", "--ff-only", "buy-secret")
    assert "secret" not in everything(copy()).casefold()


def test_a_merge_into_an_open_branch_keeps_its_message(repo: Repo, copy: Callable[[], Repository]) -> None:
    repo.branch("topic")
    repo.commit("Reword", {"docs/a.md": OPEN + "More.\n"})
    repo.checkout("main")
    repo.commit("Go on", {"docs/b.md": OPEN})
    repo.checkout("topic")
    repo.merge("main", "Merge branch 'main' into topic")
    assert titles(copy())[0] == "Merge branch 'main' into topic"


def test_a_merge_that_changes_what_is_hidden_itself_is_withheld(repo: Repo, copy: Callable[[], Repository]) -> None:
    repo.branch("topic")
    repo.commit("Reword", {"docs/a.md": OPEN + "More.\n"})
    repo.checkout("main")
    repo.commit("Add", {"docs/b.md": OPEN})
    repo.merge("topic", "SECRET merge", {"docs/vault/plan.md": SHUT + "Slipped in.\n"})
    said = copy()
    assert titles(said) == [WITHHELD, "Reword", "Add", WITHHELD] or titles(said) == [
        WITHHELD,
        "Add",
        "Reword",
        WITHHELD,
    ]


@pytest.mark.parametrize(
    "message",
    [
        f'Revert "{TITLE}"',
        f'Reapply "{TITLE}"',
        f'Revert "Revert "{TITLE}""',
        f"Squash\n\n* {TITLE}\n* Mend the page",
        f"Backport {TITLE.upper()}",
        f"See \u201c{TITLE}\u201d",
        f"See \u00ab{TITLE.replace(' ', '  ')}\u00bb",
        "See move payroll\nto the cellar\nat night",
        'Revert "Move payroll to the cel\u2026"',
        "Follow Move payroll to the\u2026",
        "Follow payroll to the c...",
        'Revert "Move payroll to the',
        "As `payroll to the cellar` said",
        "M\u00f3ve p\u0430yroll to the cell\u200bar at night",
        "Move-payroll_to_the-cellar_at_night",
        f"[main] {TITLE} (#12)",
        "Release notes\n\n1. move payroll to the cellar at night (#12)",
    ],
)
def test_a_message_that_quotes_a_withheld_title_is_withheld(
    repo: Repo, copy: Callable[[], Repository], message: str
) -> None:
    repo.commit(f"{TITLE} (#12)", {"docs/vault/plan.md": SHUT + "More.\n"})
    repo.commit(message, {"docs/a.md": OPEN + "More.\n"})
    repo.commit("Go on", {"docs/c.md": OPEN})
    assert titles(copy())[:2] == ["Go on", WITHHELD]


def test_a_message_that_quotes_one_that_quotes_is_withheld(repo: Repo, copy: Callable[[], Repository]) -> None:
    repo.commit(TITLE, {"docs/vault/plan.md": SHUT + "More.\n"})
    repo.commit(f"Because of {TITLE}, tidy the shelves twice", {"docs/a.md": OPEN + "More.\n"})
    repo.commit("After tidy the shelves twice, rest\n\nBecause of all that, tidy the\u2026", {"docs/b.md": OPEN})
    repo.commit('Revert "tidy the shelves twice"', {"docs/c.md": OPEN})
    assert titles(copy()) == [WITHHELD] * 5


@pytest.mark.parametrize(
    ("title", "message", "is_withheld"),
    [
        ("Fire Bob", 'Revert "Fire Bob"', True),
        ("Fire Bob", "Squash\n\n* Fire Bob\n* More", True),
        ("Fire Bob", "fire  bob (#3)", True),
        ("Fire Bob", "Do not fire Bob\u2019s colleagues", False),
        ("Update", "Update the page", False),
        ("Update", "Mend\n\n- update\n", True),
        ("feat(pay): Cut the wages now", "Cut the wages now", True),
        (
            "\u7d66\u4e0e\u306e\u8a08\u753b\u3092\u6539\u3081\u308b",
            "\u898b\u3088\u7d66\u4e0e\u306e\u8a08\u753b\u3092\u6539\u3081\u308b\u4e8b",
            True,
        ),
        ("Merge branch 'cut-wages'", "Close cut-wages now", True),
        ("Merge branch 'wages'", "Talk of wages", False),
        ("Merge branch 'wages'", "Delete `wages`", True),
        ("Merge pull request #12 from org/cut-wages\n\nLower what we pay all", "Lower what we pay", False),
        ("Merge pull request #12 from org/cut-wages\n\nLower what we pay all", "See lower what we pay all", True),
        ("Merge pull request #12 from org/cut-wages", "Delete origin/cut-wages.", True),
        ("Merge remote-tracking branch 'origin/cut-wages' into main", "See refs/heads/cut-wages", True),
        ("Merge branch 'main' into cut", "Use the main entrance", False),
        ("X", "This reverts commit aaaaaaaaaaaa.", True),
        ("X", "(cherry picked from commit " + "a" * 40 + ")", True),
        ("X", "This reverts commit aaaaaaab", False),
    ],
)
def test_what_counts_as_a_quotation(title: str, message: str, is_withheld: bool) -> None:
    assert Quotes([commit_of(title)]).are_in(message) is is_withheld


@pytest.mark.slow
def test_a_hostile_message_is_judged_in_time() -> None:
    quotes = Quotes([commit_of(TITLE)])
    for part in ('"a" ', "a/", "a\u2026", "'", '"', "...", "a ", "`", "Merge branch 'x"):
        assert seconds(quotes.are_in, part * 50_000) < 10, part


@pytest.mark.parametrize(
    "message", ["Mend docs/vault/plan.md", "Mend plan.md:3", "Mend the vault/plan page", "Mend 'plan'"]
)
def test_a_message_that_names_a_hidden_file_is_withheld(
    repo: Repo, copy: Callable[[], Repository], message: str
) -> None:
    repo.commit(message, {"docs/a.md": OPEN + "More.\n"})
    repo.commit("Plan the next page", {"docs/c.md": OPEN})
    assert titles(copy()) == ["Plan the next page", WITHHELD, WITHHELD]


def test_whoever_only_touched_what_is_hidden_is_not_named(repo: Repo, copy: Callable[[], Repository]) -> None:
    eve = {"GIT_AUTHOR_NAME": "Eve", "GIT_AUTHOR_EMAIL": "eve@secret.example"}
    kim = {"GIT_COMMITTER_NAME": "Kim", "GIT_COMMITTER_EMAIL": "kim@secret.example"}
    repo.commit("Reword", {"docs/vault/plan.md": SHUT + "More.\n"}, **eve, **kim)
    repo.git("tag", "-a", "1.0.0", "-m", "One", **{**repo._when(), **kim})
    repo.commit("Go on", {"docs/a.md": OPEN + "More.\n"})
    said = copy()
    assert "secret.example" not in everything(said)
    authors = {commit.title: commit.author.name for commit in said.history().commits.values()}
    assert authors["Go on"] == "Ada"
    assert [tag.name for tag in said.tags()] == ["1.0.0"]


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("1.0.0", True),
        ("v1.2", True),
        ("v1.0.0-rc.1", True),
        ("release/2026-01-31", True),
        ("2026-q1", True),
        ("1.0.0-merger", False),
        ("before-the-merger", False),
        ("v", False),
        ("acme-1.0", False),
        ("1.0.0+acme", False),
    ],
)
def test_which_names_of_tags_are_those_of_versions(name: str, is_one: bool) -> None:
    assert is_version(name) is is_one


def test_only_versions_and_what_has_a_page_are_tags_of_the_copy(repo: Repo, copy: Callable[[], Repository]) -> None:
    repo.commit("Release", {"docs/releases/spring.md": OPEN})
    for name in ("spring", "summer", "2.0", "acme-merger"):
        repo.git("tag", name)
    assert [tag.name for tag in copy().tags()] == ["2.0", "spring"]


def test_a_branch_with_what_is_hidden_is_not_there(repo: Repo, copy: Callable[[], Repository]) -> None:
    repo.branch("acme-secret")
    repo.commit("Reword", {"docs/vault/plan.md": SHUT + "More.\n"})
    assert "acme-secret" not in everything(copy())


def test_words_are_compared_without_accents_widths_and_looks() -> None:
    assert words("Caf\u00e9 \uff30\uff2f\uff2c \u0420OL-a_b") == ("cafe", "pol", "pol", "a", "b")
    assert list(branches_in("Merge branch 'dev' into x")) == []
