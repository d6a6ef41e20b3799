import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from tests.paths import REPOSITORY
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.trail.export import trail_schema

HOSTILE = (
    "Lower \x1b[31mthe\x07 limit\n\n<script>alert(1)</script> \u202e `x` [a](javascript:b)\n\n"
    "Rationale: be\x1b[2Jcause\n"
)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "kb")
    runner = CliRunner()
    runner.invoke(main, ["init", str(repo.root)])
    repo.commit("Start\n\nWe begin here.")
    policy = repo.root / "content/policies/sharing.md"
    repo.commit(HOSTILE, {"content/policies/sharing.md": policy.read_text().replace("level: must", "level: should")})
    return repo


def run(repo: Repo, *arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments, "--root", str(repo.root)])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("command", [("trail",), ("why", "POL-SHARING.C1")])
def test_json_holds_nothing_that_a_terminal_acts_on(repo: Repo, command: tuple[str, ...]) -> None:
    repo.commit("A \u009b31mred\u202e title\n\nRationale: \u009b2J", {"content/policies/sharing.md": weakened(repo)})
    printed = run(repo, *command, "--format", "json")
    assert "\\u009b" in printed
    assert printed.replace("\n", "").isascii() and printed.replace("\n", "").isprintable()


def weakened(repo: Repo) -> str:
    """The policy with its first control weakened again."""
    return (repo.root / "content/policies/sharing.md").read_text().replace("level: should", "level: may", 1)


def test_the_json_follows_its_committed_schema(repo: Repo) -> None:
    trails = json.loads(run(repo, "trail", "--format", "json"))
    jsonschema.validate(trails, json.loads(trail_schema()))
    committed = REPOSITORY / "schemas/trail.schema.json"
    assert committed.read_text() == trail_schema()


def test_the_json_tells_what_changed_why_and_on_whose_word(repo: Repo) -> None:
    (trail,) = json.loads(run(repo, "trail", "POL-SHARING", "--format", "json"))
    newest, first = trail["decisions"]
    assert newest["rationale"]["source"] == "trailer"
    assert first["rationale"] == {"text": "We begin here.", "source": "body", "commit": first["commit"]}
    (change,) = newest["changes"]
    assert (change["item"], change["field"], change["before"], change["after"]) == ("C1", "level", "must", "should")
    assert change["effect"] == "weakens"


def test_no_control_character_of_a_commit_reaches_the_terminal(repo: Repo) -> None:
    for arguments in (["trail"], ["why", "POL-SHARING.C1"], ["trail", "--format", "markdown"]):
        assert not {"\x1b", "\x07", "\u202e"} & set(run(repo, *arguments))


def test_markdown_shows_text_of_commits_as_text(repo: Repo) -> None:
    assert not {"<", "`x`", "](javascript"} & set(run(repo, "trail", "POL-SHARING", "--format", "markdown").split("\n"))
    assert "<script>" not in run(repo, "trail", "--format", "markdown")


def test_why_tells_from_the_origin_to_now(repo: Repo) -> None:
    text = run(repo, "why", "POL-SHARING.C1")
    assert text.startswith("POL-SHARING.C1: Share with named groups")
    assert text.index("We begin here.") < text.index("must → should (weakens)")


def test_a_path_names_its_record_and_an_item_only_its_own_decisions(repo: Repo) -> None:
    assert "POL-SHARING" in run(repo, "trail", "content/policies/sharing.md")
    assert "Lower" not in run(repo, "trail", "POL-SHARING.C2")


def test_a_period_leaves_the_rest_out(repo: Repo) -> None:
    assert json.loads(run(repo, "trail", "--format", "json", "--since", "2027-01-01")) == []
    assert json.loads(run(repo, "trail", "--format", "json", "--until", "2026-01-01"))


def test_a_name_that_history_does_not_know_is_misuse_and_gets_a_hint(repo: Repo) -> None:
    result = CliRunner().invoke(main, ["trail", "POL-SHARNG", "--root", str(repo.root)])
    assert result.exit_code == 2
    assert "did you mean 'POL-SHARING'?" in result.output


@pytest.mark.parametrize("command", ["why", "trail"])
def test_a_file_that_is_asked_for_is_read_wherever_it_is(repo: Repo, command: str) -> None:
    repo.commit("Say what this is", {"README.md": "# Ours\n"})
    assert "Say what this is" in run(repo, command, "README.md")
    gone = CliRunner().invoke(main, [command, "more/README.md", "--root", str(repo.root)])
    assert gone.exit_code == 2
    assert "there is no record, item or path 'more/README.md'" in gone.stderr


@pytest.mark.parametrize("path", ["docs/big.md", "docs/link.md", "docs/notes.txt"])
def test_a_file_that_is_there_and_not_read_is_not_called_missing(repo: Repo, path: str) -> None:
    repo.write({"docs/big.md": "word " * 400_001, "docs/notes.txt": "Call Bo."})
    (repo.root / "docs/link.md").symlink_to("big.md")
    repo.git("add", "docs")
    repo.git("commit", "--quiet", "--message", "Add what nobody reads")
    result = CliRunner().invoke(main, ["why", path, "--root", str(repo.root)])
    assert result.exit_code == 2
    assert f"{path!r} has no trail here: only records and Markdown of up to 2,000,000 bytes" in result.stderr


def test_a_page_of_a_shallow_clone_is_not_called_missing(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Say what this is", {"README.md": "# Ours\n"})
    repo.commit("Say more", {"README.md": "# Ours, and yours\n"})
    clone = tmp_path / "shallow"
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.root}", str(clone))
    result = CliRunner().invoke(main, ["why", "README.md", "--root", str(clone)])
    assert result.exit_code == 2
    assert "'README.md' has no trail here: this clone is shallow" in result.stderr
    assert "git fetch --unshallow" in result.stderr


def test_no_history_is_one_clear_line(tmp_path: Path) -> None:
    CliRunner().invoke(main, ["init", str(tmp_path / "kb")])
    result = CliRunner().invoke(main, ["trail", "--root", str(tmp_path / "kb")])
    assert result.exit_code == 2
    assert result.output.startswith("Error: ")
    assert "git init" in result.output


def test_gaps_are_listed_and_counted(repo: Repo) -> None:
    text = run(repo, "audit", "gaps")
    assert "No second approver on record" in text
    found = json.loads(run(repo, "audit", "gaps", "--format", "json"))
    assert {"gaps", "by_quarter", "by_record"} == set(found)
    assert found["by_quarter"][0]["name"] == "2026-Q1"


def test_gaps_of_a_period_are_those_of_its_decisions(repo: Repo) -> None:
    whole = run(repo, "audit", "gaps", "--since", "2026-01-01", "--until", "2026-01-01")
    assert whole == run(repo, "audit", "gaps")
    for period in (["--since", "2026-01-02"], ["--until", "2025-12-31"]):
        found = json.loads(run(repo, "audit", "gaps", *period, "--format", "json"))
        assert found == {"gaps": [], "by_quarter": [], "by_record": []}


def test_the_numbers_of_gaps_come_before_their_list_which_may_be_limited(repo: Repo) -> None:
    text, short = run(repo, "audit", "gaps"), run(repo, "audit", "gaps", "--limit", "0")
    gaps = json.loads(run(repo, "audit", "gaps", "--format", "json", "--limit", "0"))["gaps"]
    assert text.startswith(f"{len(gaps)} gaps\n") and short.startswith(f"{len(gaps)} gaps\n")
    number = sum(gap["kind"] == "no-independent-approval" for gap in gaps)
    assert number > 1
    listed = text.partition(f"\nNo second approver on record ({number})\n")[2]
    assert listed.partition("\n\n")[0].count("2026-01-01") == number
    assert f"\nNo second approver on record ({number})\n  and {number} more\n" in short


def test_one_of_anything_is_counted_as_one(repo: Repo) -> None:
    text = run(repo, "audit", "gaps")
    assert "1 decision, 1 with a reason" in text
    assert ": 1 decisions" not in text


def test_every_line_fits_a_terminal_of_80_characters(repo: Repo) -> None:
    repo.commit("A title that is long " * 9, {"content/policies/sharing.md": None})
    for arguments in (["trail", "POL-SHARING"], ["why", "POL-SHARING.C1"], ["audit", "gaps"]):
        assert max(map(len, run(repo, *arguments).splitlines()[1:])) <= 80


def test_a_path_opens_from_here_and_may_be_asked_for_as_it_is_shown(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.root.parent)
    for asked in ("kb/content/policies/sharing.md", "./kb/content/policies/sharing.md", "content/policies/sharing.md"):
        result = CliRunner().invoke(main, ["trail", asked, "--root", "kb"])
        assert result.output.startswith("POL-SHARING  kb/content/policies/sharing.md\n"), result.output
    as_data = CliRunner().invoke(main, ["trail", "POL-SHARING", "--root", "kb", "--format", "json"])
    assert json.loads(as_data.stdout)[0]["path"] == "content/policies/sharing.md"


PAGE = """# Sharing

## Whom to ask

Makers {} ask an owner before they share an app.

## Guests

Guests are {}.
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    repo = Repo(tmp_path_factory.mktemp("plain") / "kb")
    repo.commit("Begin\n\nWe have guests now.", {"docs/sharing.md": PAGE.format("must", "welcom")})
    repo.commit("Loosen it\n\nNobody ever asked.", {"docs/sharing.md": PAGE.format("may", "welcom")})
    repo.commit("Fix a typo", {"docs/sharing.md": PAGE.format("may", "welcome")})
    for name in ("gladly", "surely", "always"):
        repo.commit(f"Say {name}", {"docs/sharing.md": PAGE.format("may", f"{name} welcome here today")})
    return repo


@pytest.mark.parametrize(
    "reference", ["docs/sharing.md#whom-to-ask", "docs/sharing.md#Whom to ask", "sharing.md#whom to  ASK"]
)
def test_a_section_of_a_page_is_answered_by_its_anchor_or_its_heading(page: Repo, reference: str) -> None:
    text = run(page, "why", reference)
    assert text.index("Founded on") < text.index("Perhaps weakened on")
    assert "We have guests now." in text and "Nobody ever asked." in text
    assert "“must” → “may” in “Makers must ask" in text
    assert "Fix a typo" not in text


def test_the_answer_counts_the_decisions_that_it_leaves_out(page: Repo) -> None:
    text = run(page, "why", "docs/sharing.md#guests")
    assert "Fix a typo" not in text
    assert "1 corrected" in text and "--all shows them." in " ".join(text.split())
    everything = run(page, "why", "docs/sharing.md#guests", "--all")
    assert "Corrected on" in everything and "--all" not in everything
    assert everything.index("Begin") < everything.index("Fix a typo") < everything.index("Say always")


def test_a_whole_page_is_answered_as_well(page: Repo) -> None:
    text = run(page, "why", "docs/sharing.md")
    assert text.startswith("docs/sharing.md\n\nFounded on")
    assert text.count("Commit: ") == 2


def test_the_json_of_an_answer_has_every_decision_with_its_kind(page: Repo) -> None:
    found = json.loads(run(page, "why", "docs/sharing.md#guests", "--format", "json"))
    assert [step["kind"] for step in found["steps"]][-2:] == ["corrected", "founded"]
    commits = [step["decision"]["commit"] for step in found["steps"]]
    assert found["founded"] == commits[-1] and found["meaning"] in commits
    assert not any(step["hint"] for step in found["steps"])


def test_a_section_that_is_not_there_is_misuse_and_gets_a_hint(page: Repo) -> None:
    result = CliRunner().invoke(main, ["why", "docs/sharing.md#guest", "--root", str(page.root)])
    assert result.exit_code == 2
    assert "docs/sharing.md has no section 'guest'; did you mean 'Guests'?" in result.output
