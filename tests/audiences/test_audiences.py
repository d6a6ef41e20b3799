"""What an audience may see: its level and what is below, in copies, sites, exports and commands."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.audiences.copies import copied, files, page
from tests.building import configure, start, write
from tests.quick_builds import quick_builds
from tests.repositories import Repo

from trailbook.audiences.audience import Audience
from trailbook.cli import main
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity


@pytest.mark.parametrize(
    ("level", "text", "seen"),
    [
        ("internal", "", True),
        ("public", "", False),
        ("internal", "classification: confidential\n", False),
        ("public", "classification: public\n", False),
        ("internal", "clasification: restricted\n", False),
    ],
)
def test_only_those_who_may_read_it_get_a_telephone_number(
    repo: Repo, tmp_path: Path, level: Sensitivity, text: str, seen: bool
) -> None:
    number = "+44 20 7946 0199"
    contacts = f"{text}teams: {{Us: {{phone: '{number}'}}}}\n"
    files = {"docs/index.md": "---\nclassification: public\n---\n# Home\n", "contacts.yaml": contacts}
    repo.commit("Begin", files)
    copy = copied(repo.root, tmp_path / "copy", level)
    objects = repo.git("-C", str(copy.root), "cat-file", "--batch-all-objects", "--batch")
    assert number not in objects
    assert any(number in file.read_text() for file in copy.root.glob("*.yaml")) is seen


@pytest.mark.parametrize("level", SENSITIVITIES)
def test_an_audience_sees_its_level_and_what_is_below(tmp_path: Path, level: Sensitivity) -> None:
    write(tmp_path / "kb", {f"docs/{word}.md": page(word) for word in SENSITIVITIES})
    copy = copied(tmp_path / "kb", tmp_path / "copy", level)
    assert files(copy) == {f"docs/{word}.md" for word in SENSITIVITIES[: SENSITIVITIES.index(level) + 1]}


def test_a_folder_says_how_strict_what_is_in_it_is_unless_that_says_so_itself(tmp_path: Path) -> None:
    write(tmp_path / "kb", {"docs/a/x.md": page(), "docs/a/b/y.md": page(), "docs/a/z.md": page("public")})
    folders: Mapping[str, Sensitivity] = {"docs/a": "restricted", "docs/a/b": "public"}
    copy = copied(tmp_path / "kb", tmp_path / "copy", "internal", **folders)
    assert files(copy) == {"docs/a/b/y.md", "docs/a/z.md"}


def test_readers_of_everything_need_no_copy() -> None:
    assert Audience("restricted").reads_everything
    assert not Audience("confidential").reads_everything


@pytest.mark.slow
def test_a_site_of_the_past_leaves_out_what_is_hidden_today(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    root.mkdir()
    configure(root, "trailbook/records", "trailbook/trail")
    repo = Repo(root)
    repo.commit("Write", {"docs/index.md": page(), "docs/canary.md": page("", "Canary.")})
    repo.commit("Restrict", {"docs/canary.md": page("restricted", "Canary.")})
    command = [
        "build",
        "--root",
        str(root),
        "--output",
        str(tmp_path / "site"),
        "--as-of",
        "HEAD^",
        "--audience",
        "internal",
    ]
    with quick_builds():
        result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    texts = {file: file.read_bytes() for file in (tmp_path / "site").rglob("*") if file.is_file()}
    assert not [file for file, text in texts.items() if b"anary" in text or "canary" in str(file.name)]
    assert "less strict" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_published_version_loses_what_was_hidden_since(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    root.mkdir()
    configure(root, "trailbook/trail")
    repo = Repo(root)
    repo.commit("Write", {"docs/index.md": page(), "docs/canary.md": page()})
    repo.git("tag", "1.0.0")
    command = ["publish", "--root", str(root), "--output", str(tmp_path / "public"), "--tags", "*"]
    for level, hidden in (("public", False), ("restricted", True)):
        repo.commit("Classify", {"docs/index.md": page("public"), "docs/canary.md": page(level)})
        with quick_builds():
            result = CliRunner().invoke(main, [*command, "--audience", "internal"])
        assert result.exit_code == 0, result.output
        assert "1.0.0: built" in result.output
        assert bool(list((tmp_path / "public").rglob("canary"))) is not hidden


def test_an_export_says_for_whom_it_is(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    root.mkdir()
    configure(root, "trailbook/records", copyright="Ours")
    write(root, {"docs/index.md": page(), "docs/canary.md": page("restricted")})
    command = ["export", "--root", str(root), "--output", str(tmp_path / "out"), "--audience", "internal"]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    assert "Ours · For readers of what is internal" in (tmp_path / "out" / "mkdocs.yml").read_text(encoding="utf-8")
    assert not list((tmp_path / "out").rglob("canary*"))


def test_an_export_follows_no_link_into_a_hidden_folder(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {"docs/index.md": page(), "docs/.own/x.txt": "x", "docs/open.txt": "x"})
    for name, target in {"a.txt": ".own/x.txt", "b.txt": "open.txt", "c.txt": "../mkdocs.yml"}.items():
        (root / "docs" / name).symlink_to(target)
    configure(root, "trailbook/records")
    result = CliRunner().invoke(main, ["export", "--root", str(root), "--output", str(tmp_path / "out")])
    assert "docs/a.txt:1:1: a symbolic link to what is hidden" in result.output
    assert {file.name for file in (tmp_path / "out/docs").glob("*.txt")} == {"b.txt", "open.txt"}


def test_a_site_whose_plugins_know_of_no_audience_is_not_built(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {"docs/index.md": page()})
    configure(root, "trailbook/diagrams")
    result = CliRunner().invoke(main, ["build", "--root", str(root), "--audience", "internal"])
    assert result.exit_code == 1
    assert "needs one of these plugins" in result.output


def test_a_model_is_converted_for_the_audience(tmp_path: Path) -> None:
    root = start(tmp_path / "kb")
    model, settings = root / "threat-models/leave-requests.yaml", root / "mkdocs.yml"
    text = model.read_text(encoding="utf-8")
    model.write_text(text.replace("  - id: T2\n", "  - id: T2\n    classification: restricted\n"), encoding="utf-8")
    runner, command = CliRunner(), ["convert", "TM-LEAVE", "--format", "otm", "--root", str(root)]
    title = "The flow stops when its maker leaves"
    assert title in runner.invoke(main, command).stdout
    assert title not in runner.invoke(main, [*command, "--audience", "internal"]).stdout
    shown = settings.read_text(encoding="utf-8").replace("brand: true", "brand: true\n      audience: internal")
    settings.write_text(shown, encoding="utf-8")
    result = runner.invoke(main, command)
    assert "TM-LEAVE" in result.stdout
    assert title not in result.stdout


def test_commands_follow_the_audience_of_the_configuration(tmp_path: Path) -> None:
    root = start(tmp_path / "kb")
    file = root / "mkdocs.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("brand: true", "brand: true\n      audience: public"), encoding="utf-8")
    runner = CliRunner()
    assert "TM-LEAVE" not in runner.invoke(main, ["register", "--root", str(root)]).output
    assert "TM-LEAVE" in runner.invoke(main, ["register", "--root", str(root), "--audience", "internal"]).output
    file.write_text(text.replace("brand: true", "brand: true\n      audience: pubic"), encoding="utf-8")
    result = runner.invoke(main, ["register", "--root", str(root)])
    assert result.exit_code == 2
    assert "did you mean 'public'?" in result.output
