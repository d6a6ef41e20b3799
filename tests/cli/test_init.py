import json
import subprocess
from pathlib import Path
from shutil import rmtree

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from tests.building import broken_links, build
from tests.repositories import Repo

import trailbook
from trailbook.cli import main
from trailbook.records.kinds import KINDS, schemas
from trailbook.records.loading import load
from trailbook.records.references import record_of


def init(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["init", *options, str(folder)])


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def new_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("init") / "deep" / "kb"
    result = init(folder)
    assert result.exit_code == 0, result.output
    return folder


def test_a_new_knowledge_base_has_one_record_of_each_kind_and_no_problem(new_base: Path) -> None:
    knowledge = load(new_base)
    assert not knowledge.problems
    kinds = [record.kind for record in knowledge.records.values() if record.kind != "page"]
    assert sorted(kinds) == sorted(kind for kind, cls in KINDS.items() if cls.prefix)


def test_a_new_knowledge_base_passes_the_check(new_base: Path) -> None:
    result = CliRunner().invoke(main, ["check", "--root", str(new_base)])
    assert result.exit_code == 0
    assert "no problems" in result.output


def test_every_kind_of_record_is_linked_to_another(new_base: Path) -> None:
    links = load(new_base).links
    linked = {record_of(end) for link in links for end in (link.source, link.target)}
    assert linked >= {record.id for record in load(new_base).records.values() if record.kind != "page"}


def test_the_schemas_are_there_and_every_record_names_its_own(new_base: Path) -> None:
    assert {file.name: file.read_text() for file in (new_base / "schemas").iterdir()} == schemas()
    for file in (new_base / "schemas").iterdir():
        Draft202012Validator.check_schema(json.loads(file.read_text()))
    for document in load(new_base).documents.values():
        if document.record.kind != "page":
            named = document.text.partition("$schema=")[2].split()[0]
            schema = (new_base / document.path).parent / named
            assert schema.resolve() == new_base.resolve() / f"schemas/{document.record.kind}.schema.json"


def test_what_a_build_writes_is_ignored_by_git(new_base: Path) -> None:
    assert "/site/" in (new_base / ".gitignore").read_text().split()
    assert not (new_base / "gitignore").exists()


@pytest.mark.parametrize("name", ["notes.md", ".hidden", "content/x.md"])
def test_a_folder_with_anything_of_its_own_in_it_is_refused_and_left_as_it_was(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    before = contents(tmp_path)
    result = init(tmp_path)
    assert result.exit_code == 2
    assert "neither empty" in result.output
    assert "'trailbook init our-knowledge'" in result.output
    assert contents(tmp_path) == before


def test_without_a_folder_it_starts_here_beside_what_a_repository_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text("mine")
    refused = CliRunner().invoke(main, ["init"])
    assert (refused.exit_code, [*contents(tmp_path)]) == (2, ["app.py"])
    assert refused.output.startswith("this folder is neither empty (it has app.py) nor")
    subprocess.run(["git", "init", "-q"], check=True)
    started = CliRunner().invoke(main, ["init"])
    assert started.exit_code == 0, started.output
    assert "is in this folder." in started.output
    assert (tmp_path / "app.py").read_text() == "mine"
    assert (tmp_path / "mkdocs.yml").is_file()


def test_a_repository_with_files_in_the_places_of_records_is_left_as_it_was(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "content").mkdir()
    (tmp_path / "content/post.md").write_text("mine")
    before = contents(tmp_path)
    result = init(tmp_path)
    assert result.exit_code == 2
    assert f"{tmp_path} has content, which a knowledge base has for its own; name a new folder" in result.output
    assert contents(tmp_path) == before


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    assert init(tmp_path).exit_code == 0
    assert (tmp_path / "mkdocs.yml").is_file()


def test_a_fresh_git_repository_is_taken(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert init(tmp_path).exit_code == 0
    assert (tmp_path / ".git/HEAD").is_file()
    assert (tmp_path / "mkdocs.yml").is_file()


def test_a_repository_as_a_forge_makes_it_is_taken_and_its_files_are_kept(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for name in ("README.md", "LICENSE", ".gitignore"):
        (tmp_path / name).write_text("mine")
    tmp_path.chmod(0o700)
    result = init(tmp_path)
    assert result.exit_code == 0
    assert {(tmp_path / name).read_text() for name in ("README.md", "LICENSE", ".gitignore")} == {"mine"}
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    assert "README.md is as it was." in result.output
    assert "add the lines '/site/' and '/public/'" in result.output
    ignored = Path(trailbook.__path__[0], "cli/starter/gitignore").read_text().split()
    assert ignored == ["/site/", "/public/"]


@pytest.mark.parametrize("name", ["README.md", ".gitignore"])
def test_nothing_is_written_through_a_link_that_a_repository_brings(tmp_path: Path, name: str) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "kb")], check=True)
    (tmp_path / "kb" / name).symlink_to(tmp_path / "outside")
    result = init(tmp_path / "kb")
    assert (result.exit_code, (tmp_path / "outside").exists()) == (0, False)
    assert f"{name} is as it was" in result.output


def test_a_site_that_is_there_is_left_as_it_is_with_what_to_add(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: Ours\n")
    (tmp_path / "docs").mkdir()
    before = contents(tmp_path)
    result = init(tmp_path)
    assert result.exit_code == 2
    assert "  - trailbook/records  " in result.output
    assert contents(tmp_path) == before


def test_in_this_folder_and_inside_a_repository_nothing_needless_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here = init(Path()).output
    assert "is in this folder." in here
    assert "cd " not in here
    assert "git init && git add ." in here
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    inside = init(Path("kb")).output
    assert "cd kb\n  git add . && git commit" in inside


def test_with_properdocs_the_requirements_name_it(tmp_path: Path) -> None:
    result = init(tmp_path / "kb", "--generator", "properdocs")
    assert "pip install 'properdocs>=" in result.output
    written = (tmp_path / "kb/requirements.txt").read_text().splitlines()
    assert written[1].startswith("properdocs>=")
    init(tmp_path / "other")
    assert contents(tmp_path / "kb").keys() - contents(tmp_path / "other").keys() == {"requirements.txt"}


def test_a_second_start_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    assert init(tmp_path).exit_code == 0
    before = contents(tmp_path)
    assert init(tmp_path).exit_code == 2
    assert contents(tmp_path) == before


def test_a_file_in_the_way_is_misuse_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "kb"):
        result = init(folder)
        assert result.exit_code == 2
        assert isinstance(result.exception, SystemExit)
        assert "file" in result.output


def test_what_to_do_next_is_said(tmp_path: Path) -> None:
    output = init(tmp_path / "kb").output
    assert "trailbook serve" in output
    assert "trailbook check" in output
    assert "docs/ in the sources of Trailbook" in output


def test_an_empty_knowledge_base_is_the_configuration_alone(tmp_path: Path) -> None:
    result = init(tmp_path / "kb", "--empty")
    assert result.exit_code == 0
    assert "trailbook new policy" in result.output
    written = contents(tmp_path / "kb")
    init(tmp_path / "full")
    whole = contents(tmp_path / "full")
    named = {path for path in written if not path.startswith("schemas/")}
    assert named == {"README.md", "content/index.md", "content/tags.md", ".gitignore", "mkdocs.yml"}
    assert written | {"README.md": b""} == {path: whole[path] for path in written} | {"README.md": b""}
    assert b"examples" in whole["README.md"]
    assert b"examples" not in written["README.md"]


def _delete_examples(folder: Path) -> None:
    """Start with the examples, and delete them all by hand."""
    init(folder)
    for path in (*folder.iterdir(), *(folder / "content").iterdir()):
        if path.is_dir() and path.name not in ("content", "schemas"):
            rmtree(path)


@pytest.mark.parametrize("emptied", [False, True])
def test_no_record_is_no_problem_and_no_warning(tmp_path: Path, emptied: bool) -> None:
    root = tmp_path / "kb"
    if emptied:
        _delete_examples(root)
    else:
        init(root, "--empty")
    checked = CliRunner().invoke(main, ["check", "--root", str(root)])
    assert checked.exit_code == 0, checked.output
    built = build(root, tmp_path / "site", strict=True)
    assert built.warnings == []
    assert list(broken_links(built)) == []
    assert "<a" not in built.text("index.html").partition("Where things stand")[0].rpartition("<li>")[2]


def test_the_first_record_brings_its_pages_into_the_navigation(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    init(root, "--empty")
    drafted = ["new", "policy", "--root", str(root), "--yes", "--title", "Sharing", "--owner", "Platform team"]
    assert CliRunner().invoke(main, drafted).exit_code == 0
    built = build(root, tmp_path / "site", strict=True)
    assert built.warnings == []
    assert 'href="policies/"' in built.text("index.html")
    assert "dashboards/leadership" not in built.text("index.html")


def test_an_export_without_records_names_no_page_that_is_not_there(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    init(root, "--empty")
    Repo(root).commit("Start the knowledge base")
    assert CliRunner().invoke(main, ["export", "--root", str(root), "--output", str(tmp_path / "out")]).exit_code == 0
    for file in ("mkdocs.yml", "docs/index.md"):
        assert "leadership" not in (tmp_path / "out" / file).read_text()


WORKFLOW = """{"name": "Orders", "nodes": [
 {"id": "a1", "name": "In", "type": "n8n-nodes-base.webhook", "parameters": {"path": "orders", "httpMethod": "POST"}},
 {"id": "b2", "name": "Tell", "type": "n8n-nodes-base.slack", "parameters": {},
  "credentials": {"slackApi": {"id": "7", "name": "Shop bot"}}}],
 "connections": {"In": {"main": [[{"node": "Tell", "type": "main", "index": 0}]]}},
 "pinData": {"In": [{"json": {"customer": "pinned"}}]}}"""


def test_an_application_begins_with_what_its_platform_exports(tmp_path: Path) -> None:
    export = tmp_path / "orders.json"
    export.write_text(WORKFLOW, encoding="utf-8")
    result = CliRunner().invoke(main, ["init", str(tmp_path / "kb"), "--from", str(export)])
    assert result.exit_code == 0, result.output  # data that is pinned is worth a notice
    assert "trailbook questions" in result.output
    model = (tmp_path / "kb/threat-models/orders.yaml").read_text(encoding="utf-8")
    assert "sign_in: none" in model
    assert "pinned" not in model
    assert not (tmp_path / "kb/postmortems").exists()
    checked = CliRunner().invoke(main, ["check", "--root", str(tmp_path / "kb")])
    assert checked.exit_code == 0, checked.output


def test_an_export_that_no_platform_makes_is_a_problem(tmp_path: Path) -> None:
    export = tmp_path / "other.json"
    export.write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(main, ["init", str(tmp_path / "kb"), "--from", str(export)])
    assert result.exit_code == 1
    assert "format" in result.output
