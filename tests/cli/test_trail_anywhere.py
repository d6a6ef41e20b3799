"""The trail of repositories that nobody set up for it: all their Markdown, and a word on what is not read."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.repositories import Repo

from trailbook.cli import main

PAGES = {
    "README.md": "# Ours\n\nWhat this is.\n",
    "src/rules.md": "# Rules\n\nLock the door.\n",
    "src/guides/start.md": "# Start\n\nBegin here.\n",
    "docs/guides/end.md": "# End\n\nStop here.\n",
    ".github/SECURITY.md": "# Security\n\nWrite to us.\n",
    "src/node_modules/theirs/README.md": "# Theirs\n",
    "docs/manual.rst": "Manual\n======\n",
    "notes.txt": "Notes\n",
}


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    repo = Repo(tmp_path / "theirs")
    repo.commit("Write it down", PAGES)
    repo.commit("Close the window, too", {"src/rules.md": "# Rules\n\nLock the door and the window.\n"})
    monkeypatch.chdir(repo.root)
    return repo


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def read(*arguments: str) -> list[str]:
    """The pages whose trails a command prints, in its order."""
    result = run("trail", *arguments)
    assert result.exit_code == 0, result.output
    return [line.split("  ")[0] for line in result.stdout.splitlines() if line and not line.startswith(" ")]


def test_all_markdown_is_read_at_once_but_what_is_hidden_or_the_work_of_others(repo: Repo) -> None:
    assert read() == ["README.md", "docs/guides/end.md", "src/guides/start.md", "src/rules.md"]
    assert "src/rules.md: 2 decisions" in run("audit", "gaps").output


def test_one_line_says_what_was_read_and_what_was_not(repo: Repo) -> None:
    assert run("trail").stderr == (
        "Read 4 Markdown files; not read: 1 hidden one, 1 in a folder with the work of others, 1 .rst, 1 .txt.\n"
    )
    assert run("trail").stderr == run("audit", "gaps").stderr
    assert run("trail", "README.md").stderr == ""


@pytest.mark.parametrize(
    "path", [".github/SECURITY.md", "src/node_modules/theirs/README.md", ".github", "src/node_modules"]
)
def test_what_is_named_is_read_wherever_it_is(repo: Repo, path: str) -> None:
    (page,) = read(path)
    assert page.startswith(path)


def test_a_folder_gives_its_pages_the_newest_decision_first(repo: Repo) -> None:
    assert read("src") == ["src/rules.md", "src/guides/start.md"]
    assert "'src' is a folder; 'trailbook trail' lists its pages" in run("why", "src").stderr


def test_a_section_of_no_page_is_an_error_in_one_line(repo: Repo) -> None:
    for command in ("why", "trail"):
        result = run(command, "#lock")
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_a_path_is_understood_from_any_folder_of_the_repository(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.root / "src/guides")
    for asked in ("start.md", "../guides/start.md", "src/guides/start.md"):
        assert run("trail", asked).stdout.startswith("src/guides/start.md  ../../src/guides/start.md\n")
    assert run("why", "../../README.md").stdout.startswith("../../README.md\n")


def test_the_end_of_a_path_will_do_if_no_other_path_has_it(repo: Repo) -> None:
    assert read("guides/start.md") == ["src/guides/start.md"]
    assert read("SECURITY.md") == [".github/SECURITY.md"]
    repo.commit("Begin elsewhere as well", {"docs/guides/start.md": "# Start\n\nOr here.\n"})
    result = run("trail", "guides/start.md")
    assert result.exit_code == 2
    assert "'guides/start.md' may be any of: docs/guides/start.md, src/guides/start.md" in result.stderr


def test_templates_that_markdown_is_made_of_are_counted_as_not_read(repo: Repo) -> None:
    repo.commit("Fill in names", {"src/policy.md.erb": "# Policy\n", "src/index.html.md.erb": "# Index\n"})
    assert "1 hidden one, 1 in a folder with the work of others, 2 .md.erb, 1 .rst" in run("trail").stderr


def test_a_policy_on_vendors_is_no_work_of_others(repo: Repo) -> None:
    repo.commit("Say whom we buy from", {"vendor/index.md": "# Vendors\n\nAsk first.\n", "vendor/list.PNG": b"\x89PNG"})
    assert "vendor/index.md" in read()
    assert "1 in a folder with the work of others" in run("trail").stderr
    repo.commit("Take their code, too", {"vendor/theirs/main.go": "package main\n", "src/x.md": "# X\n"})
    assert "vendor/index.md" not in read()
    assert "2 in a folder with the work of others" in run("trail").stderr


def test_a_file_with_a_number_sign_in_its_name_can_be_asked_for(repo: Repo) -> None:
    repo.commit("Name the rules of a language", {"docs/C#.md": "# C#\n\n## Names\n\nLong ones.\n"})
    assert read("docs/C#.md") == read("C#.md") == ["docs/C#.md"]
    assert run("why", "docs/C#.md").output.startswith("docs/C#.md\n\nFounded on")
    assert run("why", "docs/C#.md#names").output.startswith("docs/C#.md#names\n\nFounded on")


def test_a_page_that_was_moved_and_rewritten_names_the_page_to_ask_next(repo: Repo) -> None:
    lead = "This page says how makers of applications join the group."
    before, after = (
        "Ask the lead for a desk, a key and a badge. " * 9,
        "Fill in a form, and wait until somebody calls. " * 9,
    )
    repo.commit("Say how to join", {"src/join.md": f"# Join\n\n{lead}\n\n## How\n\n{before}\n"})
    repo.commit(
        "Move it to the office",
        {"src/join.md": None, "office/join us.md": f"# Join\n\n{lead}\n\n## Steps\n\n{after}\n"},
    )
    moved = run("why", "office/join us.md").output
    assert "\n\nMoved here on" in moved and "  Before that: trailbook why src/join.md\n" in moved
    assert "\n\nFounded on" in run("why", "src/join.md").output
    assert "Before that" not in run("why", "office/join us.md#steps").output


@pytest.mark.parametrize("before", ["RULES", "RULES.markdown", "old/rules.txt"])
def test_a_page_keeps_what_was_decided_while_its_name_had_another_ending(repo: Repo, before: str) -> None:
    page = "# Our rules\n\nMakers must ask the owner before they share an application with guests.\n"
    repo.commit("Make rules", {before: page})
    repo.commit("Ask twice", {before: page.replace("ask", "ask twice")})
    repo.commit("Use the usual ending", {before: None, "RULES.md": page.replace("ask", "ask twice")})
    rules_trail = run("trail", "RULES.md").stdout
    titles = [line.strip() for line in rules_trail.splitlines() if line.startswith("    ") and line[4].isupper()]
    assert [title for title in titles if ":" not in title] == ["Use the usual ending", "Ask twice", "Make rules"]
    assert f"file moved from {before} to RULES.md" in rules_trail
    repo.commit("Begin notes", {before: "Something else, which nobody reads as a page.\n"})
    assert before not in read() and "RULES.md" in read()


def test_a_file_that_is_no_markdown_is_said_to_be_none(repo: Repo) -> None:
    result = run("trail", "docs/manual.rst")
    assert result.exit_code == 2
    assert "'docs/manual.rst' is no Markdown (.rst), so nothing is known of its decisions" in result.stderr


def test_the_documentation_of_a_mkdocs_site_comes_first_and_the_rest_is_counted(repo: Repo) -> None:
    repo.commit("Publish the documentation", {"mkdocs.yml": "site_name: Theirs\n"})
    assert read() == ["docs/guides/end.md"]
    assert "Read 1 Markdown file; not read: 4 Markdown files outside the folders" in run("trail").stderr
    assert read("guides/end.md") == ["docs/guides/end.md"]
    assert read("src/rules.md") == ["src/rules.md"]


def test_a_folder_of_a_larger_repository_is_read_up_to_its_own_top(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit("Publish a part", {"src/mkdocs.yml": "site_name: Part\ndocs_dir: guides\n"})
    monkeypatch.chdir(repo.root / "src/guides")
    assert read() == ["guides/start.md"]
    assert read("../../README.md") == ["../README.md"]


def test_outside_a_repository_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("trail")
    assert result.exit_code == 2
    assert "no git repository is here" in result.stderr


def clone(repo: Repo, folder: Path, *options: str) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "--quiet", *options, repo.root.as_uri(), str(folder))


@pytest.mark.parametrize(
    ("options", "missing", "said"),
    [
        (("--filter=blob:none",), "1 revision that is missing in this clone", "this clone is partial"),
        (("--depth=1",), "", "this clone is shallow"),
    ],
)
def test_a_part_of_a_repository_is_shown_with_a_warning_and_no_audit_is_made_of_it(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], missing: str, said: str
) -> None:
    clone(repo, tmp_path / "part", *options)
    monkeypatch.chdir(tmp_path / "part")
    shown, audited = run("trail"), run("audit", "gaps")
    assert shown.exit_code == 0
    assert missing in shown.stderr
    assert f"Warning: what follows is not the whole trail: {said}" in shown.stderr
    assert audited.exit_code == 2
    assert said in audited.stderr


def test_what_a_partial_clone_lacks_is_not_made_up(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone(repo, tmp_path / "part", "--filter=blob:none")
    monkeypatch.chdir(tmp_path / "part")
    text = run("trail", "src/rules.md").stdout
    assert "contents changed, in a way that this clone does not show" in text
    assert text.count("record added") == 1


def test_a_commit_whose_parents_are_missing_decided_nothing_that_is_known(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit("Say more", {"README.md": "# Ours\n\nWhat this is, and why.\n"})
    clone(repo, tmp_path / "part", "--depth=2")
    monkeypatch.chdir(tmp_path / "part")
    assert read() == ["README.md"]


def test_one_missing_blob_does_not_end_the_command(repo: Repo) -> None:
    repo.commit("Move it", {"src/rules.md": None, "rules.md": "# Rules\n\nLock the door and the window. Twice.\n"})
    repo.commit("Say more", {"README.md": "# Ours\n\nWhat this is, and why.\n"})
    blob = repo.git("rev-parse", "HEAD~1:rules.md")
    (repo.root / f".git/objects/{blob[:2]}/{blob[2:]}").unlink()
    result, again = run("trail"), run("trail")
    assert result.exit_code == 0
    assert (again.stdout, again.stderr) == (result.stdout, result.stderr)
    assert "1 revision that is missing in this clone" in result.stderr
    assert "this repository lacks objects that its history names" in result.stderr
    assert "Close the window, too" in result.stdout
    assert "git fsck" in run("audit", "gaps").stderr
    assert run("audit", "gaps").exit_code == 2
    repo.git("hash-object", "-w", "--stdin", stdin=b"# Rules\n\nLock the door and the window. Twice.\n")
    assert "missing" not in run("trail").stderr
    assert run("audit", "gaps").exit_code == 0


KEY = "postgres://desk:" + "Xb7kQ2mPz9LrT4w@db.theirs.test/desk"


def changed_pages(*arguments: str) -> dict[str, list[str]]:
    """What ``diff`` says of each page that a range changes."""
    result = run("diff", "--format", "json", *arguments)
    assert result.exit_code == 0, result.output
    return {
        one["record"]: [change["says"] for change in one["changes"]] for one in json.loads(result.stdout)["records"]
    }


def test_a_diff_compares_the_pages_that_the_trail_reads(repo: Repo) -> None:
    others = {"src/node_modules/theirs/README.md": f"# Key\n\n{KEY}\n", ".github/SECURITY.md": "# Write\n"}
    repo.commit("Tidy", {**others, "src/deploy.yaml": "kind: Deployment\n", "src/wrong.yml": "{{ values }}\n"})
    assert changed_pages("HEAD~2..HEAD") == {
        "src/rules.md": ["summary: Lock the door. → Lock the door and the window."]
    }


@pytest.mark.parametrize("settings", ["mkdocs.yml", "notes.txt"])
def test_a_diff_shows_what_is_not_committed_whether_or_not_there_is_a_site(repo: Repo, settings: str) -> None:
    repo.commit(
        "Go on", {settings: "site_name: Theirs\ndocs_dir: pages\n", "docs/guides/end.md": "# End\n\nStop now.\n"}
    )
    repo.write({"README.md": "# Ours\n\nWhat this is for.\n", "src/node_modules/theirs/README.md": "# New\n"})
    assert list(changed_pages("HEAD")) == ["README.md"]
    assert list(changed_pages("HEAD~1")) == ["README.md", "docs/guides/end.md"]
