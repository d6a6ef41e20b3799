"""What a command takes from mkdocs.yml, and how a file that can't be used is told."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from trailbook.cli import main
from trailbook.workspace.configuration import read_configuration


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/good.md").write_text("# Good\n")
    return tmp_path


def check(root: Path) -> Result:
    return CliRunner().invoke(main, ["check", "--root", str(root)])


def configured(root: Path, mkdocs: str | bytes) -> Result:
    (root / "mkdocs.yml").write_bytes(mkdocs if isinstance(mkdocs, bytes) else mkdocs.encode())
    return check(root)


@pytest.mark.parametrize(
    "mkdocs",
    [
        "docs_dir: content\nplugins:\n  - search\n  - trailbook/records:\n      folders: [elsewhere]\n",
        "plugins:\n  trailbook/records: {folders: [elsewhere]}\n",
        "site_name: !ENV [NAME, x]\nplugins: [!ENV PLUGIN, trailbook/records: {folders: [elsewhere, !ENV MORE]}]\n"
        "markdown_extensions:\n  - toc: {slugify: !!python/object/apply:os.system {args: [exit 1]}}\n",
    ],
)
def test_the_folders_of_mkdocs_yml_are_checked_and_no_others(root: Path, mkdocs: str) -> None:
    (root / "elsewhere").mkdir()
    (root / "elsewhere/a.md").write_text("")
    (root / "content/b.md").write_text("")
    assert configured(root, mkdocs).output.splitlines()[0].startswith(f"{root}/elsewhere/a.md:1:1: the file is empty")
    assert "content/b.md" not in check(root).output


@pytest.mark.parametrize("mkdocs", ["docs_dir: content\n", "docs_dir: content\nplugins: [trailbook/records]\n"])
def test_a_mkdocs_yml_that_names_no_folders_means_the_usual_ones(root: Path, mkdocs: str) -> None:
    (root / "postmortems").mkdir()
    (root / "postmortems/a.md").write_text("")
    assert "postmortems/a.md:1:1:" in configured(root, mkdocs).output


@pytest.mark.parametrize(
    ("mkdocs", "said"),
    [
        ("site_name: [\n", "mkdocs.yml can't be read: "),
        (b"site_name: \xff\n", "mkdocs.yml can't be read: "),
        ("day: 2026-02-30\n", "mkdocs.yml can't be read: "),
        ("a: " + "[" * 1500, "mkdocs.yml can't be read: "),
        ("a: \x1b[31m\n", "mkdocs.yml can't be read: "),
        ("plugins: [{trailbook/records: {folders: content}}]", "must be a list"),
        ("plugins: [{trailbook/records: {folders: [1]}}]", "must be a list"),
        ("plugins: [{trailbook/records: {folders: [../x]}}]", "'../x', which is not below the folder of mkdocs.yml"),
        ("plugins: [{trailbook/records: {folders: [/etc]}}]", "'/etc', which is not below the folder of mkdocs.yml"),
        (
            "docs_dir: ../docs\n",
            "docs_dir is '../docs', and records are only read below the folder of mkdocs.yml; move",
        ),
        ("docs_dir: content/../../docs\n", "docs_dir is 'content/../../docs', and"),
        ("INHERIT: base.yml\n", "INHERIT names 'base.yml', and there is no such file"),
        ("INHERIT: content\n", "INHERIT names 'content', and there is no such file"),
        ("INHERIT: [base.yml]\n", "INHERIT must be the path of a file"),
        ("INHERIT: !ENV BASE\n", "INHERIT must be the path of a file"),
        ("INHERIT: mkdocs.yml\n", "mkdocs.yml inherits from itself"),
        ("INHERIT: ../\x1b[2J.yml\n", "mkdocs.yml can't be read"),
        ('INHERIT: "../\\e[2J.yml"\n', "there is no such file"),
    ],
)
def test_a_mkdocs_yml_that_can_not_be_used_is_told_in_one_line(root: Path, mkdocs: str | bytes, said: str) -> None:
    result = configured(root, mkdocs)
    assert result.exit_code == 2
    (line,) = result.output.splitlines()
    assert said in line and line.isprintable()


def test_an_empty_mkdocs_yml_is_no_reason_to_fail(root: Path) -> None:
    (root / "docs").mkdir()
    assert configured(root, "").exit_code == 0


def written(root: Path, **files: str) -> Path:
    """The folder with a YAML file for each name; two underscores stand for a slash."""
    for name, text in files.items():
        file = root / f"{name.replace('__', '/')}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def test_what_is_inherited_is_merged_as_mkdocs_does_it(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        base="site_name: Base\ndocs_dir: handbook\nnav: [a.md]\nplugins:\n  trailbook/records: {brand: true}\n",
        site__middle="INHERIT: ../base.yml\nnav: [b.md, c.md]\n",
        site__mkdocs="INHERIT: middle.yml\nsite_name: Own\nplugins:\n  trailbook/records: {folders: [kb]}\n",
    )
    found = read_configuration(root / "site")
    assert (found.name, found.docs, found.nav, found.folders) == ("Own", "handbook", ["b.md", "c.md"], ("kb",))


def test_a_list_of_plugins_replaces_what_was_inherited(tmp_path: Path) -> None:
    base = "plugins:\n  - trailbook/records: {folders: [kb]}\n"
    root = written(tmp_path, base=base, mkdocs="INHERIT: base.yml\nplugins: [search]\n")
    assert read_configuration(root).folders[0] == "docs"


def test_a_file_may_be_inherited_on_two_ways(tmp_path: Path) -> None:
    written(tmp_path, base="docs_dir: a\n", mkdocs="INHERIT: base.yml\n", sub__mkdocs="INHERIT: ../mkdocs.yml\n")
    assert read_configuration(tmp_path / "sub").docs == "a"


@pytest.mark.parametrize("last", ["mkdocs.yml", "./other.yml", "../{}/other.yml"])
def test_a_circle_of_inheritance_is_refused(tmp_path: Path, last: str) -> None:
    (tmp_path / "content").mkdir()
    written(tmp_path, mkdocs="INHERIT: other.yml\n", other=f"INHERIT: {last.format(tmp_path.name)}\n")
    result = check(tmp_path)
    assert result.exit_code == 2
    assert "inherits from itself" in result.output


def test_a_fault_in_what_is_inherited_names_that_file(root: Path) -> None:
    written(root, mkdocs="INHERIT: base.yml\n", base="a: [\n")
    assert "Error: base.yml can't be read: " in check(root).output


def test_the_other_name_of_a_configuration_is_known(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yaml").write_text("docs_dir: handbook\n")
    assert read_configuration(tmp_path).docs == "handbook"


@pytest.mark.parametrize("written", ["./content", "content/", "content/../content", "{}/content"])
def test_a_documentation_folder_below_is_known_however_it_is_written(root: Path, written: str) -> None:
    (root / "mkdocs.yml").write_text(f"docs_dir: {written.format(root.as_posix())}\n")
    assert check(root).exit_code == 0, check(root).output


def test_plain_markdown_in_docs_needs_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    assert read_configuration(tmp_path).folders == ("docs",)
    (tmp_path / "postmortems").mkdir()
    assert "docs" not in read_configuration(tmp_path).folders
