"""``trailbook check --since``: what a change brings fails it, and what was wrong before does not."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.diff.changed_models import FILES, POLICY, edited
from tests.repositories import Repo

from trailbook.cli import main

OLD = "# Old\n\nSee POL-GONE.C1.\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "kb")
    repo.commit("Begin\n\nBecause we must.", {**FILES, "content/old.md": OLD})
    repo.branch("work")
    return repo


def run(repo: Repo, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--root", str(repo.root), *arguments])


def rules(repo: Repo, since: str = "main") -> list[tuple[str, str]]:
    found = json.loads(run(repo, "--since", since, "--format", "json").stdout)
    return [(problem["rule"], problem["level"]) for problem in found]


def test_what_was_wrong_before_is_counted_and_does_not_fail(repo: Repo) -> None:
    assert run(repo).exit_code == 1
    result = run(repo, "--since", "main")
    assert result.exit_code == 0
    assert result.output.startswith("no problems; ")
    assert result.output.endswith("; 1 older problem left out\n")


def test_lines_that_moved_bring_no_problem(repo: Repo) -> None:
    repo.write({"content/old.md": OLD.replace("See", "More text.\n\nSee")})
    assert rules(repo) == []


def test_a_file_that_moved_brings_none_either(repo: Repo) -> None:
    repo.git("mv", "content/old.md", "content/older.md")
    assert rules(repo) == []


def test_the_same_problem_once_more_is_a_new_one(repo: Repo) -> None:
    repo.write({"content/old.md": OLD + "\nSee POL-GONE.C1.\n"})
    assert rules(repo) == [("dangling-reference", "error")]


def test_the_same_problem_of_another_item_is_a_new_one(repo: Repo) -> None:
    repo.commit("Spoil\n\nFor a test.", {"content/policies/share.md": edited(POLICY, ("TM-APP.T1", "TM-APP.T9"))})
    moved = edited(
        POLICY, ("must, covers: [TM-APP.T1]", "must"), ("C2, level: must", "C2, level: must, covers: [TM-APP.T9]")
    )
    repo.write({"content/policies/share.md": moved})
    assert rules(repo, "HEAD") == [("dangling-reference", "error")]


def test_what_the_change_breaks_elsewhere_is_listed(repo: Repo) -> None:
    repo.write({"content/policies/share.md": POLICY.replace("POL-SHARE", "POL-OTHER")})
    result = run(repo, "--since", "main")
    assert result.exit_code == 1
    assert "content/about.md:3:38: there is no record 'POL-SHARE'" in result.output


def test_a_configuration_that_the_change_spoils_is_listed(repo: Repo) -> None:
    repo.write({"mkdocs.yml": FILES["mkdocs.yml"] + "plugins:\n  - trailbook/records:\n      rules: {nonsense: {}}\n"})
    assert rules(repo) == [("unknown-rule", "error")]


@pytest.mark.parametrize(
    "target",
    ["/etc/hostname", "../../elsewhere.png", "nowhere.png", "../.git/config", "../local.png", "logo.png"],
    ids=["outside", "beside", "nothing", "git", "untracked", "itself"],
)
def test_a_link_that_was_misleading_before_is_no_news(repo: Repo, target: str) -> None:
    repo.write({".gitignore": "local.png\n", "local.png": "x"})
    (repo.root / "content/logo.png").symlink_to(target)
    repo.commit("Add a logo\n\nFor the pages.")
    repo.write({"content/about.md": "# About\n\nNew text.\n"})
    assert rules(repo, "HEAD") == []


def test_a_link_that_the_change_misleads_is_listed(repo: Repo) -> None:
    repo.write({"content/picture.png": "x"})
    (repo.root / "content/logo.png").symlink_to("picture.png")
    repo.commit("Add a logo\n\nFor the pages.")
    repo.write({"content/picture.png": None})
    assert rules(repo, "HEAD") == [("unreadable", "error")]


def test_links_are_compared_in_a_folder_of_the_repository(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "all")
    repo.write({f"kb/{path}": text for path, text in FILES.items()})
    repo.write({"pictures/logo.png": "x", "secrets.txt": "x"})
    for name, target in (("logo.png", "../../pictures/logo.png"), ("out.png", "../../../secrets.txt")):
        (repo.root / "kb/content" / name).symlink_to(target)
    repo.commit("Begin\n\nBecause we must.")
    (repo.root / "kb/content/more.png").symlink_to("../../../secrets.txt")
    result = CliRunner().invoke(main, ["check", "--root", str(repo.root / "kb"), "--since", "HEAD", "--format", "json"])
    assert [Path(problem["path"]).name for problem in json.loads(result.stdout)] == ["more.png"]


def test_evidence_that_was_not_fetched_before_either_is_no_news(repo: Repo) -> None:
    repo.commit("Release\n\nIt is time.", {"ledger/v1.json": f'{{\n  "evidence": "{"a" * 40}"\n}}\n'})
    assert "which was not fetched" in run(repo).output
    repo.write({"content/about.md": "# About\n\nNew text.\n"})
    assert rules(repo, "HEAD") == []
    assert rules(repo, "HEAD^") == [("evidence-not-fetched", "notice")]


def test_observations_that_were_too_large_before_are_no_news(repo: Repo) -> None:
    repo.commit("Count\n\nTo learn.", {"observations/shares.csv": " " * 20_000_001})
    repo.write({"content/about.md": "# About\n\nNew text.\n"})
    assert rules(repo, "HEAD") == []


def test_reasons_and_sign_offs_that_are_missing_are_notices(repo: Repo) -> None:
    asked = "plugins:\n  - trailbook/trail:\n      sign_offs:\n        weakening: [leadership]\n"
    repo.commit("Ask\n\nTo learn.", {"mkdocs.yml": FILES["mkdocs.yml"] + asked})
    commit = repo.commit("Loosen", {"content/policies/share.md": edited(POLICY, ("C1, level: must", "C1, level: may"))})
    result = run(repo, "--since", "main")
    assert result.exit_code == 0
    assert f"notice: commit {commit[:10]} gives no reason for its change: 'Loosen'; expected why" in result.output
    assert "notice: a sign-off is needed from the role Leadership, for which roles.yaml names nobody" in result.output


def test_credentials_that_came_and_went_since_are_found_on_request(repo: Repo) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    repo.commit("Add\n\nIt helps.", {"content/more.md": f"# More\n\nUse {secret}.\n"})
    repo.commit("Remove\n\nIt was one.", {"content/more.md": "# More\n"})
    assert run(repo, "--since", "main").exit_code == 0
    assert run(repo, "--since", "main", "--history").exit_code == 1
    assert run(repo, "--since", "HEAD", "--history").exit_code == 0


@pytest.mark.parametrize("form", ["github", "json", "sarif"])
def test_the_count_stays_out_of_what_programs_read(repo: Repo, form: str) -> None:
    result = run(repo, "--since", "main", "--format", form)
    assert "older" not in result.stdout
    assert "1 older problem left out" in result.stderr


def test_two_revisions_are_misuse(repo: Repo) -> None:
    assert run(repo, "--since", "main..HEAD").exit_code == 2


def test_a_base_that_is_not_there_is_told_with_its_remedy(repo: Repo) -> None:
    result = run(repo, "--since", "nowhere")
    assert result.exit_code == 2
    assert "fetch-depth: 0" in result.output
