"""Folders that appear whole or not at all."""

from pathlib import Path

import pytest

from trailbook.text.write import FolderError, new_folder

MARKER = ".made"


def fill(to: Path, text: str) -> None:
    with new_folder(to, MARKER) as new:
        (new / MARKER).touch()
        (new / "page").write_text(text)


def content(folder: Path) -> dict[str, str]:
    return {file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*") if file.is_file()}


def test_a_folder_is_made_with_those_above_it_and_replaced_whole(tmp_path: Path) -> None:
    fill(tmp_path / "a/b", "one")
    (tmp_path / "a/b/stray").touch()
    fill(tmp_path / "a/b", "two")
    assert content(tmp_path / "a") == {"b/.made": "", "b/page": "two"}


def test_what_fails_leaves_the_earlier_folder_and_nothing_else(tmp_path: Path) -> None:
    fill(tmp_path / "out", "one")
    with pytest.raises(RuntimeError), new_folder(tmp_path / "out", MARKER) as new:
        (new / "page").write_text("half")
        raise RuntimeError
    assert content(tmp_path) == {"out/.made": "", "out/page": "one"}


def test_a_link_is_refused_and_what_it_leads_to_is_left(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FolderError, match="symbolic link"):
        fill(tmp_path / "out", "one")
    assert content(tmp_path / "elsewhere") == {}


@pytest.mark.parametrize("name", ["notes.md", ".git/config", f"below/{MARKER}"])
def test_a_folder_of_somebody_else_is_refused_before_anything_is_done(tmp_path: Path, name: str) -> None:
    (tmp_path / "out" / name).parent.mkdir(parents=True)
    (tmp_path / "out" / name).write_text("mine")
    with pytest.raises(FolderError, match="not empty"):
        fill(tmp_path / "out", "one")
    assert content(tmp_path) == {f"out/{name}": "mine"}


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(FolderError, match="is a file"):
        fill(tmp_path / "out", "one")


def test_a_machine_that_stopped_between_the_two_renames_has_the_earlier_folder_back_at_once(tmp_path: Path) -> None:
    fill(tmp_path / "out", "one")
    (tmp_path / "out").rename(tmp_path / ".out.earlier")
    with pytest.raises(RuntimeError), new_folder(tmp_path / "out", MARKER):
        assert content(tmp_path / "out")["page"] == "one"
        raise RuntimeError
    assert content(tmp_path) == {"out/.made": "", "out/page": "one"}


def test_an_earlier_folder_that_was_left_after_both_renames_is_removed(tmp_path: Path) -> None:
    fill(tmp_path / "out", "two")
    (tmp_path / ".out.earlier").mkdir()
    fill(tmp_path / "out", "three")
    assert content(tmp_path) == {"out/.made": "", "out/page": "three"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
