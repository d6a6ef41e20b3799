"""An export under ``configurations/`` moves on, and ``trailbook check`` says that its model has not."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.cli.test_import_again import HTTP, MKDOCS, OPEN, SLACK, WEBHOOK, export
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.text.problem import Problem
from trailbook.workspace.configuration import read_configuration
from trailbook.workspace.problems import collect_problems
from trailbook.workspace.workspace import Workspace

PLACE = "configurations/orders/flow.json"


def run(root: Path, *arguments: str) -> str:
    return CliRunner().invoke(main, [*arguments, "--root", str(root)]).output


def notices(root: Path) -> list[Problem]:
    found = collect_problems(Workspace(read_configuration(root)))
    return [problem for problem in found if problem.rule == "application-moved-on"]


@pytest.fixture(params=[PLACE, "configurations/orders"])
def repo(tmp_path: Path, request: pytest.FixtureRequest) -> Repo:
    repo = Repo(tmp_path)
    (tmp_path / PLACE).parent.mkdir(parents=True)
    (tmp_path / "threat-models").mkdir()
    export(tmp_path / PLACE, WEBHOOK, SLACK)
    repo.commit("Start", {"mkdocs.yml": MKDOCS, "docs/index.md": "# Ours\n"})
    run(tmp_path, "import", "--id", "TM-ORDERS", str(tmp_path / request.param))
    repo.commit("Model the orders")
    return repo


def test_an_application_that_looks_like_its_model_is_no_news(repo: Repo) -> None:
    assert notices(repo.root) == []
    text = json.loads((repo.root / PLACE).read_text(encoding="utf-8"))
    repo.commit("Lay it out anew", {PLACE: json.dumps(text, indent=8)})
    assert notices(repo.root) == []


def test_what_moved_on_is_said_with_the_commit_since_which_it_has(repo: Repo) -> None:
    export(repo.root / PLACE, WEBHOOK, OPEN, SLACK)
    (notice,) = notices(repo.root)
    assert "no longer looks like TM-ORDERS: new open webhook POST /returns" in notice.message
    assert "it is not committed yet" in notice.expected
    assert (notice.path, notice.level) == ("threat-models/orders.yaml", "notice")
    first = repo.commit("Take returns")
    export(repo.root / PLACE, WEBHOOK, OPEN, SLACK, HTTP)
    repo.commit("Send them on")
    (notice,) = notices(repo.root)
    assert f"since commit {first[:10]}" in notice.expected
    assert "more difference" in notice.message
    assert "key=x" not in str(notice)
    assert "0 problems" in run(repo.root, "check") or "no problems" in run(repo.root, "check")
    assert "application-moved-on" not in json.dumps(
        json.loads(run(repo.root, "diff", "HEAD", "--format", "json"))["problems"]
    )
    run(repo.root, "import", "--id", "TM-ORDERS", str(repo.root / PLACE))
    assert notices(repo.root) == []


def test_an_answer_is_no_difference(repo: Repo) -> None:
    run(repo.root, "answer", "TM-ORDERS", "owner", "Sales")
    run(repo.root, "answer", "TM-ORDERS", "environment", "production")
    run(repo.root, "answer", "TM-ORDERS", "sensitivity", "internal")
    assert notices(repo.root) == []


def test_a_memory_can_not_lead_out_of_the_folder(repo: Repo) -> None:
    memory = repo.root / "threat-models/.imported/TM-ORDERS.json"
    stored = json.loads(memory.read_text(encoding="utf-8"))
    export(repo.root / "elsewhere.json", WEBHOOK, OPEN, SLACK)
    for place in ("elsewhere.json", "configurations/../elsewhere.json", "/etc", "configurations"):
        memory.write_text(json.dumps({**stored, "exports": [place]}), encoding="utf-8")
        assert notices(repo.root) == []
    memory.write_text("{", encoding="utf-8")
    assert notices(repo.root) == []


def test_an_export_from_elsewhere_is_not_watched(repo: Repo) -> None:
    export(repo.root / "export.json", WEBHOOK, SLACK)
    run(repo.root, "import", "--id", "TM-ORDERS", str(repo.root / "export.json"))
    export(repo.root / PLACE, WEBHOOK, OPEN, SLACK)
    assert notices(repo.root) == []
