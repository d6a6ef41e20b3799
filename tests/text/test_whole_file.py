import os
from pathlib import Path

import pytest

from trailbook.text.write import write_whole


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_file_is_written_byte_by_byte_as_it_is_given(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "ä\r\n\udcff")
    write_whole(tmp_path / "b.bin", b"\x00\r\n")
    assert (tmp_path / "a.txt").read_bytes() == b"\xc3\xa4\r\n\xff"
    assert (tmp_path / "b.bin").read_bytes() == b"\x00\r\n"
    assert names(tmp_path) == ["a.txt", "b.bin"]


def test_a_new_file_has_the_permissions_of_any_other_and_a_replaced_one_keeps_its_own(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_whole(tmp_path / "new", "")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode
    (tmp_path / "new").chmod(0o640)
    write_whole(tmp_path / "new", "again")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("target", ["precious", "nowhere", "link"])
def test_no_link_is_written_through_wherever_it_leads(tmp_path: Path, target: str) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(OSError, match="it is a symbolic link; remove it") as error:
        write_whole(tmp_path / "link", "theirs")
    assert error.value.filename == str(tmp_path / "link")
    assert names(tmp_path) == ["link", "precious"]
    assert (tmp_path / "precious").read_text() == "mine"


@pytest.mark.parametrize("target", ["../outside", "../nowhere", "linked"])
def test_no_folder_that_leads_out_of_the_repository_is_written_into(tmp_path: Path, target: str) -> None:
    (root := tmp_path / "kb").mkdir()
    (tmp_path / "outside").mkdir()
    (root / "linked").symlink_to(target)
    with pytest.raises(OSError, match="leads out of the repository"):
        write_whole(root / "linked" / "deeper" / "a", "theirs", within=root)
    assert names(tmp_path) == ["kb", "outside"]
    assert not names(tmp_path / "outside")


def test_folders_are_made_where_they_belong_and_a_link_to_the_whole_repository_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    (tmp_path / "here").symlink_to("kb")
    write_whole(tmp_path / "here" / "a" / "b", "text", within=tmp_path / "here")
    assert (tmp_path / "kb" / "a" / "b").read_text() == "text"


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(OSError, match="it exists and is not a regular file"):
            write_whole(tmp_path / name, "text")
    assert (tmp_path / "pipe").is_fifo()


def test_what_fails_leaves_the_earlier_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("before")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left") as error:
        write_whole(tmp_path / "a", "after")
    assert error.value.filename == str(tmp_path / "a")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("a", "before")]
