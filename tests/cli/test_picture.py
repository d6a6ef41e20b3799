"""``trailbook picture``: pictures as files, now and as they were, and nothing written where something is wrong."""

from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result
from tests.paths import STARTER
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.diagrams.drawing import fonts
from trailbook.diagrams.drawing import png as pixels

MODEL = "threat-models/leave-requests.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A knowledge base with two revisions of its threat model: a flow was renamed."""
    root = copytree(STARTER, tmp_path / "kb")
    repo = Repo(root)
    repo.commit("Start the knowledge base")
    text = (root / MODEL).read_text(encoding="utf-8")
    (root / MODEL).write_text(text.replace("id: F1\n    name: ", "id: F1\n    name: Newly ", 1), encoding="utf-8")
    assert (root / MODEL).read_text(encoding="utf-8") != text
    repo.commit("Rename a flow")
    return root


def picture(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["picture", "--root", str(root), *arguments])


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["TM-LEAVE"], "data-flow"),
        (["TM-LEAVE", "--level", "0"], "context"),
        (["TM-LEAVE.T1"], "attack-paths"),
        (["TM-LEAVE", "--rev", "HEAD~1"], "data-flow"),
        (["TM-LEAVE", "--compare", "HEAD~1"], "difference"),
        (["estate"], "estate"),
        (["POL-SHARING"], "links"),
    ],
)
def test_what_is_asked_for_is_drawn_into_the_file(root: Path, tmp_path: Path, arguments: list[str], kind: str) -> None:
    result = picture(root, *arguments, "--output", str(tmp_path / "p.svg"))
    assert result.exit_code == 0, result.output
    svg = (tmp_path / "p.svg").read_text(encoding="utf-8")
    assert f"tb-diagram--{kind}" in svg
    assert "href=" not in svg


def test_an_indicator_is_drawn_as_the_chart_of_its_observations(root: Path, tmp_path: Path) -> None:
    assert picture(root, "IND-OPEN-SHARES", "--output", str(tmp_path / "p.svg")).exit_code == 0
    assert "red ≥ 5" in (tmp_path / "p.svg").read_text(encoding="utf-8")


def test_of_an_indicator_that_nobody_observes_there_is_no_chart(root: Path, tmp_path: Path) -> None:
    (root / "observations/IND-OPEN-SHARES.csv").unlink()
    result = picture(root, "IND-OPEN-SHARES", "--output", str(tmp_path / "p.svg"))
    assert (result.exit_code, (tmp_path / "p.svg").exists()) == (2, False)
    assert "nothing is observed of IND-OPEN-SHARES yet" in result.output


def test_an_indicator_that_is_counted_from_the_history_is_drawn(root: Path, tmp_path: Path) -> None:
    record = root / "content/indicators/open-shares.md"
    (root / "observations/IND-OPEN-SHARES.csv").unlink()
    text = record.read_text(encoding="utf-8").replace("example: true", "computed: changes-with-a-reason")
    record.write_text(text, encoding="utf-8")
    assert picture(root, "IND-OPEN-SHARES", "--output", str(tmp_path / "p.svg")).exit_code == 0


def test_an_earlier_revision_is_drawn_as_it_was(root: Path, tmp_path: Path) -> None:
    for revision, there in (("HEAD", True), ("HEAD~1", False)):
        picture(root, "TM-LEAVE", "--rev", revision, "--output", str(tmp_path / "p.svg"))
        assert ("Newly" in (tmp_path / "p.svg").read_text(encoding="utf-8")) == there


def test_what_changed_since_is_marked(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "p.svg"
    picture(root, "TM-LEAVE", "--compare", "HEAD~1", "--output", str(file))
    assert "~ changed" in file.read_text(encoding="utf-8")
    picture(root, "TM-LEAVE", "--compare", "HEAD", "--output", str(file))
    assert "tb-mark" not in file.read_text(encoding="utf-8")


def test_an_edit_that_is_not_committed_is_compared_as_well(root: Path, tmp_path: Path) -> None:
    text = (root / MODEL).read_text(encoding="utf-8")
    (root / MODEL).write_text(text.replace("Newly ", "Lately ", 1), encoding="utf-8")
    picture(root, "TM-LEAVE", "--compare", "HEAD", "--output", str(tmp_path / "p.svg"))
    assert "~ changed" in (tmp_path / "p.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["TM-LEAF"], "there is no record 'TM-LEAF'; did you mean 'TM-LEAVE'?"),
        (["TM-LEAVE.T99"], "TM-LEAVE has no threat 'T99'"),
        (["TM-LEAVE", "--rev", "nowhere"], "there is no revision 'nowhere'"),
        (["TM-OTHER", "--compare", "HEAD"], "there is no record 'TM-OTHER' at revision 'HEAD'"),
        (["POL-SHARING", "--rev", "HEAD"], "POL-SHARING is no threat model; only of these earlier revisions are drawn"),
    ],
)
def test_what_can_not_be_drawn_is_said_and_nothing_is_written(
    root: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    result = picture(root, *arguments, "--output", str(tmp_path / "p.svg"))
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "p.svg").exists()


def test_a_file_of_another_form_is_refused(root: Path, tmp_path: Path) -> None:
    result = picture(root, "TM-LEAVE", "--output", str(tmp_path / "p.gif"))
    assert result.exit_code == 2
    assert "has to end in .svg or .png" in result.output


def test_a_folder_that_is_not_there_is_said(root: Path, tmp_path: Path) -> None:
    result = picture(root, "TM-LEAVE", "--output", str(tmp_path / "none/p.svg"))
    assert result.exit_code == 2
    assert "can't be written" in result.output


def test_png_without_its_renderer_says_how_to_get_it(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pixels, "find_spec", lambda name: None)
    result = picture(root, "TM-LEAVE", "--output", str(tmp_path / "p.png"))
    assert result.exit_code == 2
    assert "pip install '.[png]' in a clone" in result.output
    assert not (tmp_path / "p.png").exists()


def test_png_is_drawn_twice_as_large_with_the_shipped_fonts_and_the_same_each_time(root: Path, tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    written = []
    for name in ("one.png", "two.png"):
        assert picture(root, "TM-LEAVE", "--output", str(tmp_path / name)).exit_code == 0
        written.append((tmp_path / name).read_bytes())
    picture(root, "TM-LEAVE", "--output", str(tmp_path / "p.svg"))
    width = int((tmp_path / "p.svg").read_text(encoding="utf-8").split(' width="')[1].split('"')[0])
    assert written[0] == written[1]
    assert int.from_bytes(written[0][16:20]) == 2 * width


@pytest.mark.parametrize("name", [fonts.REGULAR, fonts.SEMIBOLD])
def test_an_unpacked_font_is_a_table_directory_with_every_table_in_place(name: str) -> None:
    data = fonts.unpacked(name)
    count = int.from_bytes(data[4:6])
    assert data[:4] in (b"\0\1\0\0", b"OTTO")
    entries = [data[12 + 16 * n : 28 + 16 * n] for n in range(count)]
    assert [entry[:4] for entry in entries] == sorted(entry[:4] for entry in entries)
    for entry in entries:
        start, length = int.from_bytes(entry[8:12]), int.from_bytes(entry[12:])
        assert start % 4 == 0
        assert start + length <= len(data)
