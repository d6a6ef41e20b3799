"""A workspace works each thing out once, and the same for commands, plugins and scripts."""

import pickle
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from tests.building import build, configure, start
from tests.repositories import Repo

import trailbook
from trailbook.cli import main
from trailbook.records.kinds.policy import Policy
from trailbook.site.mkdocs.workspace import read_workspace
from trailbook.workspace import history, records

RELEASE = "---\nrelease:\n  version: 5\n---\n\n# Release 5\n"
ROLES = "roles: {data-owner: [nobody]}\n"
BROKEN = "---\nkind: policy\n---\n"
READS_HARD = {"trailbook/playbooks": {"plain_language": {"level": "easy"}}}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return start(tmp_path_factory.mktemp("workspace") / "kb")


@pytest.fixture
def root(started: Path, tmp_path: Path) -> Path:
    """A knowledge base with one record of each kind, in one commit."""
    return Path(shutil.copytree(started, tmp_path / "kb"))


@pytest.mark.parametrize("question", ["knowledge", "trails", "problems", "findings", "reviews", "drift", "observed"])
def test_what_is_asked_twice_is_worked_out_once(root: Path, question: str) -> None:
    workspace = trailbook.open(root)
    ask = getattr(workspace, question)
    assert ask() is ask()


def test_nothing_is_read_before_it_is_asked_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "load", None)
    for name in ("read_covered_trails", "Repository", "now_at"):
        monkeypatch.setattr(history, name, None)
    assert trailbook.open(root).configuration.root == root


def test_a_workspace_passes_to_another_process_with_what_it_knows(root: Path) -> None:
    workspace = trailbook.open(root)
    trails, records = workspace.trails(), workspace.knowledge().records
    there = pickle.loads(pickle.dumps(workspace))
    assert there.trails() == trails and there.knowledge().records == records
    assert there.repository().top == workspace.repository().top


def test_without_a_commit_there_is_no_history_and_everything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Ours\n")
    workspace = trailbook.open(tmp_path)
    assert (workspace.trails(), workspace.commits(), workspace.ledgers(), workspace.today()) == ((), (), None, None)
    assert list(workspace.knowledge().records) == ["docs/index.md"]
    with pytest.raises(trailbook.HistoryError, match="git init"):
        workspace.trail("docs/index.md")


def test_a_trail_is_found_by_record_path_and_item_and_the_nearest_is_named(root: Path) -> None:
    workspace = trailbook.open(root)
    trail = workspace.trails()[0]
    assert workspace.trail(trail.record) == workspace.trail(trail.path) == trail
    item = next(change.item for change in trail.decisions[-1].changes if change.item)
    about = workspace.trail(f"{trail.record}.{item}")
    assert about.decisions and {change.item for decision in about.decisions for change in decision.changes} == {item}
    with pytest.raises(trailbook.UnknownReferenceError, match=f"did you mean '{trail.record}'"):
        workspace.trail(trail.record[:-1] + "X")


def test_why_gives_the_last_change_of_meaning_and_the_beginning(root: Path) -> None:
    repository = Repo(root)
    policy = next((root / "content/policies").iterdir())
    repository.commit("Say it better", {f"content/policies/{policy.name}": policy.read_text() + "\nAsk first.\n"})
    workspace = trailbook.open(root)
    record = next(workspace.knowledge().of_kind(Policy))
    why = workspace.why(record.id)
    assert [step.decision.title for step in (why.meaning, why.founded)] == ["Say it better", "Start the knowledge base"]
    control = workspace.why(f"{record.id}.{next(iter(record.items())).id}")
    assert control.meaning is control.founded
    assert control.founded.decision.title == "Start the knowledge base"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/releases/5.md", RELEASE),
        ("roles.yaml", ROLES),
        ("content/policies/broken.md", "---\nkind: policy\n---\n"),
    ],
)
def test_the_strict_build_reports_what_the_check_reports(root: Path, tmp_path: Path, path: str, text: str) -> None:
    configure(root, "trailbook/records", READS_HARD, docs_dir="content")
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)
    checked = [problem for problem in trailbook.open(root).problems() if problem.level == "error"]
    assert checked and any(problem.path == path for problem in checked)
    reported = [warning.partition(": ")[2] for warning in build(root, tmp_path / "site").warnings]
    assert [str(problem) for problem in checked if str(problem) not in reported] == []
    with pytest.raises(Abort):
        build(root, tmp_path / "strict", strict=True)
    assert CliRunner().invoke(main, ["check", "--root", str(root)]).exit_code == 1


def test_an_option_means_the_same_to_the_build_and_to_commands(root: Path) -> None:
    options = {"risk": {"appetite": "medium"}, "reviews": {"theme_size": 3}, "folders": ["content"]}
    configure(root, {"trailbook/records": options}, {"trailbook/trail": {"emails": True}}, docs_dir="content")
    built = read_workspace(load_config(str(root / "mkdocs.yml"))).configuration
    stated = trailbook.open(root).configuration
    for name in ("folders", "docs", "name", "records", "playbooks", "trail", "scheme", "ruleset", "review_plan"):
        assert getattr(built, name) == getattr(stated, name), name
    assert yaml.safe_load((root / "mkdocs.yml").read_text())["plugins"]


@pytest.mark.parametrize(("critical_from", "levels"), [(16, ("critical", "medium")), (20, ("high", "medium"))])
def test_a_trail_says_levels_by_the_scheme_of_its_knowledge_base(
    root: Path, critical_from: int, levels: tuple[str, str]
) -> None:
    model = root / "threat-models/leave-requests.yaml"
    rated = "residual: {likelihood: %s, impact: major}"
    repository = Repo(root)
    worse = model.read_text().replace(rated % "unlikely", rated % "likely", 1)
    repository.commit("Rate it higher", {"threat-models/leave-requests.yaml": worse})
    repository.commit(
        "Rate it lower", {"threat-models/leave-requests.yaml": worse.replace(rated % "likely", rated % "unlikely")}
    )
    cuts = {"medium": 5, "high": 10, "critical": critical_from}
    configure(root, {"trailbook/records": {"risk": {"cuts": cuts}}}, docs_dir="content")
    newest, before = trailbook.open(root).trail("threat-models/leave-requests.yaml").decisions[:2]
    assert [(one.before, one.after) for one in newest.changes if one.field == "residual.level"] == [levels]
    assert [(one.before, one.after) for one in before.changes if one.field == "residual.level"] == [levels[::-1]]
