"""The board page on paper."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.building import start_repo
from tests.risk.overview.test_due import model, threat
from tests.site.pages.test_dashboards import board_of

from trailbook.cli import main
from trailbook.site.files import board_report
from trailbook.site.files.board_report import Setting, report_values
from trailbook.site.rendering.translation import speak


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    repo = start_repo(tmp_path_factory.mktemp("kb"))
    model = repo.root / "threat-models" / "leave-requests.yaml"
    model.write_text(model.read_text().replace("likelihood: likely", "likelihood: possible", 1))
    repo.hour = 24 * 100
    repo.commit("Rate it <lower> #let x = $1$")
    return repo.root


def written(root: Path, to: Path, *options: str) -> bytes:
    result = CliRunner().invoke(main, ["report", "--root", str(root), "--output", str(to), *options])
    assert result.exit_code == 0, result.output
    return to.read_bytes()


def test_the_same_commit_gives_the_same_tagged_sheet(
    started: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    first = written(started, tmp_path / "a.pdf")
    assert first.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in first
    assert written(started, tmp_path / "b.pdf") == first
    over = written(started, tmp_path / "c.pdf", "--quarter", "2026-Q1")
    assert over != first
    assert written(started, tmp_path / "d.pdf", "--quarter", "2026-Q1") == over


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--quarter", "2026-4", "--output", "x.pdf"), "write one such as 2026-Q4"),
        (("--quarter", "2099-Q1", "--output", "x.pdf"), "2099-Q1 has not begun"),
        (("--quarter", "2019-Q1", "--output", "x.pdf"), "nothing was committed by the end of 2019-03-31"),
        (("--output", "x.txt"), "the file has to end in .pdf"),
        (("--output", "no such folder/x.pdf"), "x.pdf can't be written: No such file or directory"),
    ],
)
def test_what_cannot_be_reported_is_said(started: Path, options: tuple[str, ...], message: str) -> None:
    result = CliRunner().invoke(main, ["report", "--root", str(started), *options])
    assert result.exit_code == 2
    assert message in result.output


def test_without_the_setter_the_message_says_how_to_get_it(
    started: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_report, "find_spec", lambda name: None)
    result = CliRunner().invoke(main, ["report", "--root", str(started), "--output", str(tmp_path / "x.pdf")])
    assert result.exit_code == 2
    assert "pip install '.[pdf]' in a clone" in result.output


def test_the_figures_are_those_of_the_page() -> None:
    board = board_of(model(threat("T1"), threat("T2", "rare")), date(2026, 6, 1))
    values = report_values(board, Setting("Our base", "2026-Q2"))
    assert board.risk
    assert {level: number for level, _, number in values["levels"]} == board.risk.levels
    assert [title for title, _ in values["asks"]] == [ask.title for ask in board.asks]
    assert values["risks"][0][2] == board.entries[0].title


def test_a_risk_within_the_limit_lacks_no_plan() -> None:
    values = report_values(board_of(model(threat("T1"), threat("T2", "rare")), date(2026, 6, 1)), Setting("A", "B"))
    assert values["risks"][-1][-1] == "within our limit"
    assert values["applications"][0][-1] == "1 above our limit"


def test_the_sheet_speaks_the_language_of_its_site() -> None:
    speak("de")
    try:
        values = report_values(board_of(model(threat("T1")), date(2026, 6, 1)), Setting("A", "B"))
    finally:
        speak("en")
    assert values["titles"]["risks"] == "Größte Risiken"
    assert values["levels"][0][:2] == ["critical", "kritisch"]
    assert values["matrix"]["words"] == "Shop: wahrscheinlich, groß."
