import json
import os
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from click.testing import CliRunner, Result
from tests.cli.commands import command_named
from tests.paths import REPOSITORY

from trailbook.cli import main

GITHUB = [
    ".github/dependabot.yml",
    ".github/workflows/comment.yml",
    ".github/workflows/evidence.yml",
    ".github/workflows/knowledge-base.yml",
    ".github/workflows/publish.yml",
    ".github/workflows/remind.yml",
]
WRITING = {("comment.yml", "comment"): {"actions": "read", "pull-requests": "write"}}
WRITING |= {("package.yml", "attest"): {"id-token": "write", "attestations": "write"}}
WRITING |= {("evidence.yml", "keep"): {"contents": "write"}}
WRITING |= {("remind.yml", "remind"): {"contents": "read", "issues": "write"}}
WRITING |= {("publish.yml", "deploy"): {"pages": "write", "id-token": "write"}}
"""The jobs that have more than the right to read the files, and what they have."""


def run(folder: Path, forge: str) -> Result:
    return CliRunner().invoke(main, ["pipelines", forge, "--root", str(folder)])


def files(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pipelines")
    for forge in ("github", "gitlab"):
        assert run(folder, forge).exit_code == 0
    return folder


@pytest.fixture(params=["shipped", "own"])
def folder(request: pytest.FixtureRequest, written: Path) -> Path:
    """Where the workflows are: those that a knowledge base gets, and those of this repository."""
    return written if request.param == "shipped" else REPOSITORY


def workflows(folder: Path) -> dict[str, dict[Any, Any]]:
    found = sorted((folder / ".github/workflows").iterdir())
    return {file.name: yaml.safe_load(file.read_text(encoding="utf-8")) for file in found}


def jobs(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    return {(name, id): job for name, flow in workflows(folder).items() for id, job in flow["jobs"].items()}


def lint(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name(program)), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_files_of_each_forge_stand_where_it_looks_for_them(tmp_path: Path) -> None:
    result = run(tmp_path, "github")
    assert result.exit_code == 0
    assert files(tmp_path) == [*GITHUB, "requirements.txt"]
    assert "choose 'GitHub Actions' as the source of Pages" in result.output
    assert run(tmp_path, "gitlab").exit_code == 0
    assert files(tmp_path) == [*GITHUB, ".gitlab-ci.yml", "requirements.txt"]


HASH = "0123456789abcdef" * 4
GIT = {"url": "https://git.example/trailbook", "vcs_info": {"vcs": "git", "commit_id": "c" * 40}}
WHEEL = {"url": "https://x.example/trailbook-1-py3-none-any.whl", "archive_info": {"hashes": {"sha256": HASH}}}


@pytest.mark.parametrize(
    ("installed", "required"),
    [
        (GIT, f"trailbook[site] @ git+https://git.example/trailbook@{'c' * 40}"),
        (WHEEL, f"trailbook[site] @ https://x.example/trailbook-1-py3-none-any.whl#sha256={HASH}"),
        ({"url": "file:///home/me/trailbook", "dir_info": {"editable": True}}, ""),
        ({"url": "https://x.example/trailbook.whl", "archive_info": {}}, ""),
        ({}, ""),
    ],
)
def test_no_workflow_installs_a_bare_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: dict[str, object], required: str
) -> None:
    where = SimpleNamespace(read_text=lambda name: json.dumps(installed))
    monkeypatch.setattr("trailbook.cli.pipelines.distribution", lambda name: where)
    result = run(tmp_path, "github")
    assert result.exit_code == 0
    text = (tmp_path / "requirements.txt").read_text()
    assert text == (f"{required}\n" if required else "-r ./say-in-requirements.txt-where-trailbook-comes-from\n")
    assert ("Until then the workflows stop there" in result.output) is (not required)
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "-r", str(tmp_path / "requirements.txt")]
    if not installed:
        stopped = subprocess.run(pip, capture_output=True, text=True, check=False)
        assert stopped.returncode and "say-in-requirements.txt-where-trailbook-comes-from" in stopped.stderr


def test_requirements_that_are_there_stay(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("mine\n")
    result = run(tmp_path, "gitlab")
    assert "requirements.txt was there already; it has to name trailbook" in result.output
    assert (tmp_path / "requirements.txt").read_text() == "mine\n"


def test_a_knowledge_base_in_a_folder_has_its_workflows_at_the_top(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "security" / "our: kb"
    folder.mkdir(parents=True)
    for forge in ("github", "gitlab"):
        assert run(folder, forge).exit_code == 0
    assert files(tmp_path) == [*GITHUB, ".gitlab-ci.yml", "security/our: kb/requirements.txt"]
    for name in ("knowledge-base.yml", "publish.yml"):
        flow = workflows(tmp_path)[name]
        assert flow["env"] == {"FOLDER": "security/our: kb"}
        assert flow[True]["push"]["paths"] == ["security/our: kb/**", ".github/workflows/**"]
    assert yaml.safe_load((tmp_path / ".gitlab-ci.yml").read_text())["variables"]["FOLDER"] == "security/our: kb"
    assert (
        lint(
            "check-jsonschema",
            "--builtin-schema",
            "vendor.github-workflows",
            *(tmp_path / ".github/workflows").iterdir(),
        ).returncode
        == 0
    )


def test_workflows_run_on_the_main_branch_by_the_name_that_it_has(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", "--initial-branch", "master", tmp_path], check=True)
    assert run(tmp_path, "github").exit_code == 0
    for name in ("knowledge-base.yml", "publish.yml"):
        assert workflows(tmp_path)[name][True]["push"]["branches"] == ["master"]


@pytest.mark.parametrize("path", GITHUB)
def test_nothing_is_overwritten_and_then_nothing_is_written(tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text("mine\n")
    result = run(tmp_path, "github")
    assert result.exit_code == 2
    assert f"{path}: there already" in result.output
    assert files(tmp_path) == [path]


def test_security_lint_finds_nothing(folder: Path) -> None:
    done = lint("zizmor", "--offline", "--persona", "auditor", "--no-progress", folder / ".github")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("vendor.github-workflows", ".github/workflows/*.yml"),
        ("vendor.dependabot", ".github/dependabot.yml"),
        ("vendor.gitlab-ci", ".gitlab-ci.yml"),
    ],
)
def test_each_file_fits_the_published_schema(folder: Path, schema: str, pattern: str) -> None:
    found = sorted(folder.glob(pattern))
    assert found
    done = lint("check-jsonschema", "--builtin-schema", schema, *found)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_action_is_pinned_to_a_commit_with_its_version_beside_it(folder: Path) -> None:
    used = [
        line.strip()
        for file in sorted((folder / ".github/workflows").iterdir())
        for line in file.open()
        if "uses:" in line
    ]
    assert used
    assert all(re.fullmatch(r"(- )?uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line) for line in used)


def test_this_repository_and_a_new_one_use_the_same_actions(written: Path) -> None:
    def used(folder: Path) -> set[str]:
        flows = "".join(file.read_text() for file in (folder / ".github/workflows").iterdir())
        return set(re.findall(r"uses: (.*)", flows))

    assert {action for action in used(REPOSITORY) if not action.startswith("actions/attest@")} == used(written)


def test_no_job_has_more_rights_than_it_needs_or_runs_without_end(folder: Path) -> None:
    assert all(flow["permissions"] == {} and "concurrency" in flow for flow in workflows(folder).values())
    for key, job in jobs(folder).items():
        asks = {"pull-requests": "read"} if key == ("evidence.yml", "fetch") else {}
        assert job["permissions"] == WRITING.get(key, {"contents": "read", **asks})
        assert isinstance(job["timeout-minutes"], int)


def test_what_reminds_runs_what_the_main_branch_says_alone(written: Path) -> None:
    assert workflows(written)["remind.yml"][True].keys() == {"schedule", "workflow_dispatch"}


def test_what_may_write_runs_nothing_of_the_repository(folder: Path) -> None:
    for key in (WRITING.keys() & jobs(folder).keys()) - {("remind.yml", "remind")}:
        steps = jobs(folder)[key]["steps"]
        assert isinstance(steps, list)
        assert not any("actions/checkout" in step.get("uses", "") for step in steps)
        run = [step["run"] for step in steps if "run" in step]
        if key == ("evidence.yml", "keep"):
            assert {line.split()[0] for line in run.pop().splitlines()} == {
                "branch=refs/heads/trailbook-evidence",
                "git",
                "gh",
            }
        assert all(re.fullmatch(r"python3 - \S+ \S+ <<'SCRIPT'\n(?:(?!SCRIPT\n).*\n)+SCRIPT\n", text) for text in run)


def test_no_value_of_an_event_is_pasted_into_a_script(folder: Path) -> None:
    for job in jobs(folder).values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "") + step.get("with", {}).get("script", "")


def test_the_whole_history_is_checked_out_and_no_token_is_left_behind(folder: Path) -> None:
    steps = [step for job in jobs(folder).values() for step in job["steps"]]
    checkouts = [step["with"] for step in steps if "actions/checkout" in step.get("uses", "")]
    assert checkouts
    assert all(options == {"fetch-depth": 0, "persist-credentials": False} for options in checkouts)
    assert yaml.safe_load((folder / ".gitlab-ci.yml").read_text())["variables"]["GIT_DEPTH"] == 0


def test_whoever_checks_or_builds_has_the_branch_of_evidence(folder: Path) -> None:
    for file in (folder / ".gitlab-ci.yml", REPOSITORY / ".gitlab-ci.yml"):
        lines = yaml.safe_load(file.read_text())[".trailbook"]["before_script"]
        (brings,) = (line for line in lines if "fetch" in line)
        assert brings.startswith('git fetch --quiet origin "+$branch:refs/remotes/origin/trailbook-evidence"')


def test_no_secret_is_named_where_code_of_a_change_runs(folder: Path) -> None:
    assert "secrets." not in "".join(file.read_text() for file in (folder / ".github/workflows").iterdir())
    pipeline = yaml.safe_load((folder / ".gitlab-ci.yml").read_text())
    named = [name for name, job in pipeline.items() if "TOKEN" in json.dumps(job)]
    scheduled = [name for name in named if '"schedule\\" &&' in json.dumps(pipeline[name]["rules"])]
    assert named == ["comment", *scheduled]
    assert folder == REPOSITORY or pipeline["keep"]["variables"] == {"GIT_STRATEGY": "none"}
    assert pipeline["comment"]["variables"] == {"GIT_STRATEGY": "none"}


@pytest.mark.parametrize("name", ["knowledge-base.yml", "publish.yml", "remind.yml"])
def test_the_commands_that_workflows_run_are_there_with_their_options(folder: Path, name: str) -> None:
    workflow = folder / ".github/workflows" / name
    text = (workflow.read_text() if workflow.exists() else "") + (folder / ".gitlab-ci.yml").read_text()
    for command, options in re.findall(r"(?m)(?:run: |  |- |\|\| |/)trailbook ([a-z-]+)([^|>\n]*)", text):
        parameters = {option for one in command_named(command).params for option in one.opts}
        assert set(re.findall(r"(--[a-z]+)", options)) <= parameters, (command, options)


def test_the_comment_of_this_repository_is_that_of_a_new_one(written: Path) -> None:
    path = ".github/workflows/comment.yml"
    assert (REPOSITORY / path).read_text() == (written / path).read_text()


MARK = "<!-- trailbook-diff -->"
WORDS = "**In the words of the change**, as its own run put them:"


class _Notes(BaseHTTPRequestHandler):
    """The notes of a merge request as GitLab's API serves them, a hundred to a page."""

    notes: ClassVar[dict[int, str]] = {}

    def do_GET(self) -> None:
        page = int(parse_qs(urlsplit(self.path).query)["page"][0])
        some = sorted(self.notes.items())[100 * (page - 1) : 100 * page]
        more = str(page + 1) if len(self.notes) > 100 * page else ""
        self._answer([{"id": id, "body": body} for id, body in some], more)

    def do_POST(self) -> None:
        self.notes[len(self.notes) + 1] = self._body()
        self._answer({})

    def do_PUT(self) -> None:
        self.notes[int(self.path.rpartition("/")[2])] = self._body()
        self._answer({})

    def _body(self) -> str:
        assert self.path.startswith("/projects/7/merge_requests/3/notes")
        assert self.headers["PRIVATE-TOKEN"] == "a token"
        return str(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"])

    def _answer(self, value: object, more: str = "") -> None:
        self.send_response(200)
        self.send_header("X-Next-Page", more)
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_a_comment_is_written_only_where_the_fork_is_still_there(written: Path) -> None:
    workflow = yaml.safe_load((written / ".github/workflows/comment.yml").read_text())
    script = workflow["jobs"]["comment"]["steps"][2]["with"]["script"]
    assert script.index("if (!fs.existsSync(file)) return") < script.index("readFileSync")
    assert script.index("if (!run.head_repository) return") < script.index("run.head_repository.owner")


def test_gitlab_has_one_comment_that_is_renewed_and_acts_on_nothing(written: Path, tmp_path: Path) -> None:
    (script,) = yaml.safe_load((written / ".gitlab-ci.yml").read_text())["comment"]["script"]
    _Notes.notes = dict.fromkeys(range(1, 103), "a remark")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Notes) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        ids = {"CI_PROJECT_ID": "7", "CI_MERGE_REQUEST_IID": "3", "TRAILBOOK_COMMENT_TOKEN": "a token"}
        environment = {**os.environ, **ids, "FOLDER": ".", "CI_API_V4_URL": f"http://127.0.0.1:{server.server_port}"}
        environment["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), environment["PATH"]))
        (tmp_path / "comment.md").write_text("/close by another job", encoding="utf-8")
        for text in ("first", "/close\n  /merge\nby @all", None):
            (tmp_path / "change.md").unlink(missing_ok=True)
            if text:
                (tmp_path / "change.md").write_text(f"{MARK}\n{text}\n", encoding="utf-8")
            else:
                (tmp_path / "change.md").symlink_to("/proc/self/environ")
            subprocess.run(["bash", "-ec", script], cwd=tmp_path, env=environment, check=True)
        server.shutdown()
    assert len(_Notes.notes) == 103
    assert _Notes.notes[103] == f"{MARK}\n{WORDS}\n\n> /close\n> /merge\n> by &#64;\u2060all\n>\n"
