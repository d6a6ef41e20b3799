import pytest
from tests.repositories import CLAUDE, ROBOT, Repo

from trailbook.trail.authorship import byline
from trailbook.trail.decisions import Decision
from trailbook.trail.export import trails_markdown, trails_text
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails

COPILOT = {"GIT_AUTHOR_NAME": "Copilot", "GIT_AUTHOR_EMAIL": "5+Copilot@users.noreply.github.com"}


def decided(repo: Repo, message: str, **who: str) -> Decision:
    repo.commit(message, {"docs/a.md": "# A\n\nText."}, **who)
    (trail,) = read_trails(Repository(repo.root), ("docs",))
    return trail.decisions[0]


@pytest.mark.parametrize(
    ("message", "source"),
    [
        ("One\n\nCo-authored-by: Claude <noreply@anthropic.com>", "co-author"),
        ("One\n\nAssisted-by: Claude:claude-opus-4-6", "trailer"),
        ("One\n\nGenerated-by: Claude Code", "trailer"),
        ("One\n\nBecause we may.\n\n🤖 Generated with [Claude Code](https://claude.ai/code)", "message"),
    ],
)
def test_an_assistant_that_helped_is_named_with_where_the_commit_says_so(repo: Repo, message: str, source: str) -> None:
    found = decided(repo, message)
    assert [(one.name, one.source) for one in found.assistants] == [("Claude", source)]
    assert found.proposed_by == "person"
    assert byline(found) == "Ada, with the help of Claude"


def test_an_assistant_is_named_once_however_often_the_message_names_it(repo: Repo) -> None:
    trailers = "Made-with: Cursor\nCo-authored-by: Cursor <cursoragent@cursor.com>"
    found = decided(repo, f"One\n\nMade with [Cursor](https://cursor.com)\n\n{trailers}")
    assert [(one.name, one.source) for one in found.assistants] == [("Cursor", "co-author")]


def test_the_line_of_an_assistant_is_no_reason(repo: Repo) -> None:
    message = "One\n\n🤖 Generated with [Claude Code](https://claude.ai/code)\n\nMade-with: Cursor"
    assert decided(repo, message).rationale.source == "title"


def test_people_who_wrote_together_are_named_together(repo: Repo) -> None:
    found = decided(repo, "One\n\nCo-authored-by: Bo <bo@example.org>\nCo-authored-by: Ada <ada@example.org>")
    assert byline(found) == "Ada and Bo"


def test_a_name_with_several_addresses_is_written_once(repo: Repo) -> None:
    message = "Hide it\n\nCo-authored-by: Ada <ada@home.example>\nCo-authored-by: Bo <bo@x.example>\n"
    assert byline(decided(repo, message + "Co-authored-by: Bo <bo@y.example>")) == "Ada and Bo"


def test_many_co_authors_are_counted(repo: Repo) -> None:
    names = ("Bo", "Cy", "Di", "Ed", "Flo")
    found = decided(repo, "One\n\n" + "\n".join(f"Co-authored-by: {name} <{name}@example.org>" for name in names))
    assert byline(found) == "Ada, Bo, Cy, Di and 2 more"


def test_an_author_who_committed_with_aider_is_a_person(repo: Repo) -> None:
    found = decided(repo, "One", GIT_AUTHOR_NAME="Ada (aider)")
    assert (found.proposed_by, [one.name for one in found.assistants]) == ("person", ["aider"])


@pytest.mark.parametrize(
    ("who", "proposed_by", "written"),
    [(CLAUDE, "assistant", "Claude (an assistant)"), (ROBOT, "robot", "dependabot[bot] (a robot)")],
)
def test_what_a_machine_wrote_alone_is_proposed_by_it(
    repo: Repo, who: dict[str, str], proposed_by: str, written: str
) -> None:
    found = decided(repo, "One\n\nCo-authored-by: Copilot <5+Copilot@users.noreply.github.com>", **who)
    assert found.proposed_by == proposed_by
    assert byline(found).startswith(written)


def test_what_a_person_wrote_with_a_machine_as_author_is_proposed_by_a_person(repo: Repo) -> None:
    found = decided(repo, "One\n\nCo-authored-by: Bo <bo@example.org>", **COPILOT)
    assert found.proposed_by == "person"
    assert byline(found) == "Copilot (an assistant) and Bo"


def test_the_trail_says_who_helped(repo: Repo) -> None:
    decided(repo, "One\n\nAssisted-by: Cursor")
    trails = read_trails(Repository(repo.root), ("docs",))
    assert "Ada, with the help of Cursor\n" in trails_text(trails)
    assert "by Ada, with the help of Cursor\n" in trails_markdown(trails)
