"""What a folder holds besides ordinary files: each is reported or skipped, and the rest is loaded."""

import os
from pathlib import Path

import pytest

from trailbook.records.loading import assemble, load


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in load(root).problems]


def test_a_link_out_of_the_tree_is_not_read(base: Path) -> None:
    secret = base.parent / "secret.md"
    secret.write_text("# Secret\n")
    (base / "content/a.md").symlink_to(secret)
    assert problems(base) == [
        "content/a.md:1:1: a symbolic link that leads out of the repository; expected a file inside it"
    ]
    assert "content/a.md" not in load(base).records


def test_a_link_within_the_tree_is_read(base: Path) -> None:
    (base / "content/a.md").symlink_to("page.md")
    assert problems(base) == []
    assert load(base).records["content/a.md"].title == "A page"


def test_a_link_to_a_folder_is_not_followed(base: Path) -> None:
    (base / "content/more").symlink_to(base / "postmortems")
    assert problems(base) == []


def test_a_record_folder_that_leads_out_of_the_tree_is_not_read(base: Path, tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    (tmp_path / "else/a.md").write_text("# A\n")
    (base / "more").symlink_to(tmp_path / "else")
    (problem,) = load(base, ["more"]).problems
    assert problem.rule == "link-outside"


def test_a_broken_link_and_a_loop_of_links_are_reported(base: Path) -> None:
    (base / "content/a.md").symlink_to("nowhere.md")
    (base / "content/b.md").symlink_to("c.md")
    (base / "content/c.md").symlink_to("b.md")
    assert [(p.path, p.rule) for p in load(base).problems] == [
        (f"content/{name}.md", "unreadable") for name in ("a", "b", "c")
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_reported_and_not_waited_for(base: Path) -> None:
    os.mkfifo(base / "content/a.md")
    assert problems(base) == ["content/a.md:1:1: can't be read: not a regular file, or a link that leads nowhere"]


def test_a_folder_called_like_a_file_is_a_folder(base: Path) -> None:
    (base / "content/a.md").mkdir()
    (base / "content/a.md/b.md").write_text("# B\n")
    assert problems(base) == []
    assert "content/a.md/b.md" in load(base).records


def test_hidden_files_and_other_files_are_passed_over(base: Path) -> None:
    for name in (".a.md", ".hidden/a.md", "a.txt", "a.md.bak"):
        (base / "content" / name).parent.mkdir(exist_ok=True)
        (base / "content" / name).write_bytes(b"\xff")
    assert problems(base) == []


def test_a_file_of_50_megabytes_is_not_read(base: Path) -> None:
    with (base / "content/a.md").open("wb") as file:
        file.truncate(50_000_000)
    assert problems(base) == ["content/a.md:1:1: the file has 50,000,000 bytes; expected at most 2,000,000"]


def test_a_file_of_the_greatest_size_is_read(base: Path) -> None:
    (base / "content/a.md").write_bytes(b"# A\n" + b"x" * 1_999_996)
    assert problems(base) == []


@pytest.mark.skipif(os.name == "nt", reason="names are always text here")
def test_a_name_that_is_not_text_is_reported_without_its_bytes(base: Path) -> None:
    Path(os.fsdecode(os.fsencode(base / "content") + b"/\xff\x1b[31m.md")).write_bytes(b"# A\n")
    assert problems(base) == [
        "content/\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}[31m.md:1:1: "
        "the name of the file holds characters that can't be printed; expected another name"
    ]


def test_folders_that_do_not_exist_hold_nothing(tmp_path: Path) -> None:
    knowledge = load(tmp_path)
    assert (dict(knowledge.records), knowledge.problems) == ({}, ())


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "{a: ", "[a, "])
def test_a_hundred_thousand_levels_are_refused(opening: str) -> None:
    text = "id: TM-A\nkind: " + ("\n" if opening in ("- ", "? ") else "") + opening * 100_000
    (problem,) = assemble({"a.yaml": text.encode()}).problems
    assert problem.rule == "too-large"


def test_numbers_too_long_to_convert_are_reported() -> None:
    problems = assemble({"a.yaml": b"kind: policy\nid: 1" + b"0" * 5000}).problems
    assert "bad-value" in {problem.rule for problem in problems}


def test_what_is_loaded_does_not_depend_on_the_order_of_the_files(base: Path) -> None:
    contents = {f.relative_to(base).as_posix(): f.read_bytes() for f in base.rglob("*") if f.is_file()}
    contents["content/z.md"] = b"# Z\n\nTM-A.T7, TM-B\n"
    forward, backward = assemble(contents), assemble(dict(reversed(contents.items())))
    assert (forward.links, forward.problems) == (backward.links, backward.problems)
    assert list(forward.records) == list(backward.records)
