import csv
import io
import json
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest
from tests.audit.evidence.base import bundle, evidence, history
from tests.audit.evidence.base import run as verify
from tests.paths import REPOSITORY
from tests.repositories import Repo, make_key
from tests.risk.lessons.lesson_records import MODEL

from trailbook.audit.evidence.archive import unpack
from trailbook.audit.evidence.facts import TRAIL, Facts, evidence_schema
from trailbook.trail.export import trail_schema


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """Read only: a test changes its own copy."""
    return history(tmp_path_factory.mktemp("base") / "kb")


@pytest.fixture
def repo(base: Repo, tmp_path: Path) -> Repo:
    return base.copy(tmp_path / "kb")


def files_of(repo: Repo, *arguments: str) -> dict[str, bytes]:
    return unpack(evidence(repo, repo.root.parent / "evidence.zip", *arguments))


def facts_of(files: dict[str, bytes]) -> Facts:
    return Facts.model_validate_json(files["evidence.json"])


def rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode())))


def test_everything_is_there_from_the_first_commit_to_the_last(repo: Repo) -> None:
    files = files_of(repo)
    facts = facts_of(files)
    assert facts.start is None
    assert facts.end.commit == repo.git("rev-parse", "HEAD")
    assert [(one.number, one.record) for one in facts.decisions] == [
        (1, "PM-OLD"),
        (2, "POL-A"),
        (3, "TM-A"),
        (4, "content/tea.md"),
        (5, "TM-A"),
        (6, "content/tea.md"),
        (7, "POL-A"),
    ]
    assert {one.record: one.state for one in facts.records} == dict.fromkeys(
        ["PM-OLD", "POL-A", "TM-A", "content/tea.md"], "added"
    )
    assert files["records/end/content/tea.md"] == b"# Tea\n\nGreen or black.\n"
    assert "+  - {id: M1, title: Filter it" in files[facts.decisions[4].diff].decode()


def test_ratings_are_in_it_and_levels_which_follow_from_a_scheme_are_not(repo: Repo, tmp_path: Path) -> None:
    worse = MODEL.replace("residual: {likelihood: rare", "residual: {likelihood: likely")
    assert worse != MODEL
    repo.commit("Rate it higher\n\nIt came back.", {"threat-models/a.yaml": worse})
    assert verify(tmp_path, evidence(repo, tmp_path / "rated.zip")).exit_code == 0
    text = files_of(repo)[TRAIL].decode()
    assert "residual.likelihood" in text and "residual.level" not in text


def test_the_same_repository_and_options_give_the_same_bytes(repo: Repo, tmp_path: Path) -> None:
    one = evidence(repo, tmp_path / "one.zip")
    repo.git("clone", "--quiet", ".", str(tmp_path / "clone"))
    assert bundle(Repo(tmp_path / "clone"), tmp_path / "two.zip").exit_code == 0
    assert (tmp_path / "two.zip").read_bytes() == one


def test_a_period_begins_and_ends_with_what_was_in_force(repo: Repo) -> None:
    files = files_of(repo, "--since", "HEAD~3", "--until", "HEAD~1")
    facts = facts_of(files)
    assert facts.start is not None
    assert (facts.start.commit, facts.end.commit) == (
        repo.git("rev-parse", "HEAD~3"),
        repo.git("rev-parse", "HEAD~1"),
    )
    assert [one.record for one in facts.decisions] == ["TM-A", "content/tea.md"]
    assert {one.record: one.state for one in facts.records} == {
        "PM-OLD": "unchanged",
        "POL-A": "unchanged",
        "TM-A": "changed",
        "content/tea.md": "changed",
    }
    assert files["records/start/content/tea.md"] == b"# Tea\n\nGreen.\n"
    assert files["shallow"].decode().split() == [facts.start.commit]


def test_days_count_from_their_beginning_to_their_end(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "kb")
    for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
        at = f"{day}T12:00:00Z"
        repo.commit(day, {"content/a.md": f"# {day}\n"}, GIT_COMMITTER_DATE=at, GIT_AUTHOR_DATE=at)
    facts = facts_of(files_of(repo, "--since", "2026-03-02", "--until", "2026-03-02"))
    assert facts.start is not None
    assert (facts.start.title, facts.end.title) == ("2026-03-01", "2026-03-02")
    assert [one.commit for one in facts.decisions] == [repo.git("rev-parse", "HEAD~1")]


def test_decisions_of_a_merged_branch_are_between_even_if_they_are_older(repo: Repo) -> None:
    repo.branch("side", "HEAD~3")
    commit = repo.commit("Write about coffee", {"content/coffee.md": "# Coffee\n"})
    repo.checkout("main")
    repo.merge("side", "Merge branch 'side'")
    facts = facts_of(files_of(repo, "--since", "HEAD~1"))
    assert [one.commit for one in facts.decisions] == [commit]


def test_a_branch_of_march_that_is_merged_in_july_is_evidence_of_the_third_quarter(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "kb")

    def at(day: str) -> dict[str, str]:
        return {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}

    repo.commit("Begin", {"content/a.md": "# A\n"}, **at("2026-01-10"))
    repo.branch("side")
    repo.commit("Decide", {"content/a.md": "# A\n\nB.\n"}, **at("2026-03-02"))
    repo.checkout("main")
    repo.commit("Go on", {"content/c.md": "# C\n"}, **at("2026-05-05"))
    repo.merge("side", "Merge branch 'side'", **at("2026-07-14"))

    def days(files: dict[str, bytes]) -> list[tuple[str, str]]:
        return [(row["in force since"], row["written"]) for row in rows(files, "decisions.csv")]

    third = files_of(repo, "--since", "2026-07-01", "--until", "2026-09-30")
    assert days(third) == [("2026-07-14", "2026-03-02")]
    assert "in force since <time" in third["index.html"].decode()
    first = files_of(repo, "--until", "2026-03-31")
    assert days(first) == [("2026-01-10", "2026-01-10")]
    assert "in force since <time" not in first["index.html"].decode()


def test_a_control_limits_decisions_and_records_to_what_concerns_it(repo: Repo) -> None:
    facts = facts_of(files_of(repo, "--control", "POL-A.C1"))
    assert facts.concerning == ("PM-OLD", "POL-A.C1", "TM-A.M1", "TM-A.T1")
    assert [(one.record, one.number) for one in facts.decisions] == [
        ("PM-OLD", 1),
        ("POL-A", 2),
        ("TM-A", 3),
        ("TM-A", 4),
    ]
    assert {one.record for one in facts.records} == {"PM-OLD", "POL-A", "TM-A"}


def test_only_the_control_itself_counts_of_its_policy(repo: Repo) -> None:
    facts = facts_of(files_of(repo, "--control", "POL-A.C2", "--since", "HEAD~2"))
    assert [one.record for one in facts.decisions] == ["POL-A"]
    assert facts_of(files_of(repo, "--control", "POL-A.C1", "--since", "HEAD~2")).decisions == ()


def test_the_coverage_is_limited_as_well(repo: Repo) -> None:
    assert [row["control"] for row in rows(files_of(repo, "--control", "POL-A.C1"), "coverage.csv")] == ["POL-A.C1"]
    assert [row["control"] for row in rows(files_of(repo), "coverage.csv")] == ["POL-A.C1", "POL-A.C2"]


def test_tables_tell_who_why_and_on_whose_word(repo: Repo) -> None:
    row = rows(files_of(repo), "decisions.csv")[4]
    assert (row["record"], row["title"], row["reason"], row["agreed by somebody else"]) == (
        "TM-A",
        "Filter it",
        "Because it came back.",
        "yes",
    )
    assert row["approvals"] == "Bo (stated in a trailer)"
    assert "mitigation M1" in row["changes"]


def test_gaps_are_those_of_the_decisions_that_are_shown(repo: Repo) -> None:
    found = rows(files_of(repo, "--since", "HEAD~1"), "gaps.csv")
    assert {row["commit"] for row in found} == {repo.git("rev-parse", "HEAD")}
    assert {"no-rationale", "no-independent-approval", "unsigned"} <= {row["gap"] for row in found}


def test_a_knowledge_base_in_a_folder_has_its_own_paths(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "all")
    repo.commit("Begin", {"kb/content/a.md": "# A\n", "other/b.md": "# B\n"})
    facts = facts_of(unpack(evidence(repo, tmp_path / "evidence.zip", folder="kb")))
    assert (facts.folder, [one.path_at_end for one in facts.records]) == ("kb/", ["content/a.md"])


def test_the_json_follows_committed_schemas(repo: Repo) -> None:
    files = files_of(repo)
    jsonschema.validate(json.loads(files["evidence.json"]), json.loads(evidence_schema()))
    jsonschema.validate(json.loads(files["trail.json"]), json.loads(trail_schema()))
    assert (REPOSITORY / "schemas/evidence.schema.json").read_text() == evidence_schema()


COMMANDS = re.compile(r"```sh\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("arguments", [(), ("--since", "HEAD~3"), ("--control", "POL-A.C1", "--since", "HEAD~4")])
@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_the_commands_of_the_readme_check_it_by_hand(tmp_path: Path, form: str, arguments: tuple[str, ...]) -> None:
    repo = history(tmp_path / "kb", f"--object-format={form}")
    folder = unpacked(files_of(repo, *arguments), tmp_path / "un packed")
    scripts = COMMANDS.findall((folder / "README.md").read_text())
    results = [run(script, folder) for script in scripts]
    assert [result.returncode for result in results] == [0] * 4, results
    assert "Be strict" in results[2].stdout
    assert results[3].stdout.startswith("tree ")


def test_the_commands_of_the_readme_find_an_altered_commit(repo: Repo, tmp_path: Path) -> None:
    folder = unpacked(files_of(repo), tmp_path / "unpacked")
    commit = folder / "objects/commit" / repo.git("rev-parse", "HEAD~1")
    commit.write_bytes(commit.read_bytes().replace(b"more", b"less"))
    check, objects, *_ = COMMANDS.findall((folder / "README.md").read_text())
    assert run(check, folder).returncode == 1
    assert commit.name in run(objects, folder).stdout


def test_a_signature_can_be_checked_by_hand(repo: Repo, tmp_path: Path) -> None:
    key = tmp_path / "ada"
    make_key(key)
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(key)), ("commit.gpgSign", "true")):
        repo.git("config", name, value)
    listed = {".allowed_signers": f"ada@example.org {key.with_suffix('.pub').read_text()}"}
    repo.commit("List her key", listed, GIT_AUTHOR_NAME="Cy", GIT_AUTHOR_EMAIL="cy@example.org")
    commit = repo.commit("Write a last word", {"content/tea.md": "# Tea\n"})
    folder = unpacked(files_of(repo), tmp_path / "unpacked")
    for script in COMMANDS.findall((folder / "README.md").read_text())[:2]:
        assert run(script, folder).returncode == 0
    (command,) = re.findall(
        r"^    (git -C proof -c .* verify-commit) COMMIT$", (folder / "README.md").read_text(), re.M
    )
    assert run(f"{command} {commit}", folder).returncode == 0
    assert json.loads((folder / "trail.json").read_text())[-1]["decisions"][0]["signature"] == "good"


def unpacked(files: dict[str, bytes], folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=False)


HOSTILE = "=cmd()|<script>alert(1)</script> \x1b[2J{{ 1 }} [a](javascript:1)"


def test_hostile_text_acts_in_no_file(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "kb")
    repo.write({"mkdocs.yml": "site_name: '<script>n</script>'\ndocs_dir: content\n"})
    repo.commit(
        f"{HOSTILE}\n\nRationale: {HOSTILE}\n\nApproved-by: {HOSTILE} <x@example.org>",
        {"content/a<b>.md": f"# {HOSTILE}\n\n{HOSTILE}\n"},
        GIT_AUTHOR_NAME="@Ada <script>",
    )
    files = files_of(repo)
    page = files["index.html"].decode()
    assert "<script" not in page
    assert "\x1b" not in page
    assert "{{ 1 }}" in page
    for name in ("decisions.csv", "records.csv", "gaps.csv", "coverage.csv"):
        cells = [cell for row in csv.reader(io.StringIO(files[name].decode())) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "content/a%3Cb%3E.md" in " ".join(files)


def test_the_page_asks_nothing_of_any_host_and_runs_nothing(repo: Repo) -> None:
    page = files_of(repo)["index.html"].decode()
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=\"(?:https?:|//|javascript:)|<script|\bon\w+=|@import|url\(", page)
    assert "Rules &amp; &lt;b&gt;records&lt;/b&gt;" in page


def test_links_of_the_page_lead_to_files_of_the_archive(repo: Repo) -> None:
    files = files_of(repo, "--since", "HEAD~3")
    page = files["index.html"].decode()
    anchors = set(re.findall(r'id="([^"]+)"', page))
    for target in re.findall(r'href="([^"]+)"', page):
        assert target[1:] in anchors if target.startswith("#") else target in files, target
