from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from tests.repositories import Repo
from tests.trail.sign_offs.connectors import connector, connector_text

from trailbook.cli import main
from trailbook.contributing.codeowners import code_owners, with_owners
from trailbook.records.loading import load

BEGIN = (
    "# Made by 'trailbook codeowners' from the owners of records. Edit the records or roles.yaml, not these lines.\n"
)
END = "# The end of what 'trailbook codeowners' made.\n"
SALES = "handles:\n  Sales: ['@ours/sales', ann@example.org]\n"


@pytest.fixture
def kb(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "repo")
    repo.write(
        {
            "mkdocs.yml": "site_name: KB\ndocs_dir: content\n",
            "roles.yaml": SALES,
            **connector(),
            "content/page.md": "# A page\n",
        }
    )
    return repo


def run(root: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["codeowners", *options, "--root", str(root)])


def test_each_record_is_owned_by_the_handles_of_its_owner(kb: Repo) -> None:
    result = run(kb.root)
    assert (result.exit_code, result.output) == (0, "CODEOWNERS: 1 file with an owner\n")
    text = (kb.root / "CODEOWNERS").read_text()
    assert text == f"{BEGIN}/content/connectors/crm.md @ours/sales ann@example.org\n{END}"


def test_an_owner_without_a_handle_is_named_and_none_is_made_up(kb: Repo) -> None:
    kb.write({"roles.yaml": "handles:\n  Sale: ['@ours/sales']\n"})
    result = run(kb.root)
    assert result.exit_code == 0
    assert "'Sales' owns 1 file and has no handle in roles.yaml" in result.output
    assert "roles.yaml has handles of 'Sale', who owns no record; did you mean 'Sales'?" in result.output
    assert (kb.root / "CODEOWNERS").read_text() == BEGIN + END


def test_without_any_handle_nothing_is_written_and_what_to_write_is_said(kb: Repo) -> None:
    (kb.root / "roles.yaml").unlink()
    result = run(kb.root)
    assert result.exit_code == 1
    said = result.output.partition("as in:\n\n")[2]
    assert yaml.safe_load(said) == {"handles": {"Sales": ["@your-organisation/a-team"]}}
    assert not (kb.root / "CODEOWNERS").exists()
    assert run(kb.root, "--check").exit_code == 0
    kb.write({"roles.yaml": said})
    assert run(kb.root).output == "CODEOWNERS: 1 file with an owner\n"


def test_the_file_is_renewed_where_it_is_and_lines_of_people_stay(kb: Repo) -> None:
    mine = f"* @ours/all\n\n{BEGIN}/old.md @ours/gone\n{END}\n/roles.yaml @ours/heads\n"
    kb.write({".github/CODEOWNERS": mine})
    assert run(kb.root).output == ".github/CODEOWNERS: 1 file with an owner\n"
    text = (kb.root / ".github/CODEOWNERS").read_text()
    section = f"{BEGIN}/content/connectors/crm.md @ours/sales ann@example.org\n{END}"
    assert text == f"* @ours/all\n\n{section}\n/roles.yaml @ours/heads\n"


def test_the_check_tells_a_file_that_is_out_of_date_and_writes_nothing(kb: Repo) -> None:
    result = run(kb.root, "--check")
    assert (result.exit_code, result.output) == (1, "CODEOWNERS: out of date; run 'trailbook codeowners'\n")
    assert not (kb.root / "CODEOWNERS").exists()
    run(kb.root)
    assert run(kb.root, "--check").exit_code == 0


def test_paths_begin_at_the_top_of_the_repository_wherever_the_records_are(kb: Repo, tmp_path: Path) -> None:
    outer = Repo(tmp_path / "outer")
    (tmp_path / "repo").rename(outer.root / "kb")
    assert not run(outer.root / "kb", "--output", ".gitlab/CODEOWNERS").exit_code
    assert (outer.root / "kb/.gitlab/CODEOWNERS").is_file()  # the moved repository is one of its own
    (outer.root / "kb/.git").rename(tmp_path / "gone")
    run(outer.root / "kb", "--output", ".gitlab/CODEOWNERS")
    assert "\n/kb/content/connectors/crm.md @ours/sales" in (outer.root / ".gitlab/CODEOWNERS").read_text()


def test_what_is_observed_belongs_to_the_owner_of_the_indicator(kb: Repo) -> None:
    indicator = """---
{id: IND-X, kind: indicator, owner: Sales, unit: apps, worse: higher, thresholds: {amber: 1, red: 2},
 frequency: monthly, measured_by: counting, measures: []}
---
# X
"""
    kb.write({"content/indicators/x.md": indicator, "observations/IND-X.csv": "date,value\n"})
    run(kb.root)
    assert "/observations/IND-X.csv @ours/sales" in (kb.root / "CODEOWNERS").read_text()


def test_characters_that_mean_something_in_patterns_match_themselves_only(kb: Repo) -> None:
    kb.write({"content/connectors/a b*[c]! #d#.md": connector_text().replace("CON-CRM", "CON-B")})
    run(kb.root)
    assert "/content/connectors/a\\ b??c??\\ ?d?.md @ours/sales" in (kb.root / "CODEOWNERS").read_text()


@pytest.mark.parametrize("handle", ["ours/sales", "@", "@a b", "@a\n* @evil", "@a#b", "@../x", "Ann <ann@example.org>"])
def test_what_is_no_handle_is_a_problem_of_the_check(kb: Repo, handle: str) -> None:
    kb.write({"roles.yaml": f"handles:\n  Sales: [{handle!r}]\n"})
    result = CliRunner().invoke(main, ["check", "--root", str(kb.root)])
    assert result.exit_code == 1
    assert "roles.yaml:2:" in result.output


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_nothing_is_written_while_roles_yaml_is_at_fault(kb: Repo, options: tuple[str, ...]) -> None:
    run(kb.root)
    before = (kb.root / "CODEOWNERS").read_text()
    kb.write({"roles.yaml": "handles:\n  Sales: ['@a b']\n"})
    result = run(kb.root, *options)
    assert result.exit_code == 1
    assert result.output.startswith("roles.yaml:2:")
    assert (kb.root / "CODEOWNERS").read_text() == before


def test_a_file_that_can_t_be_read_is_named(kb: Repo) -> None:
    kb.write({"content/connectors/c.md": "---\nid: ["})
    result = run(kb.root)
    assert result.exit_code == 0
    assert "content/connectors/c.md is left out: it can't be read; run 'trailbook check'" in result.output
    assert (kb.root / "CODEOWNERS").read_text().count("@ours/sales") == 1


def test_a_path_that_no_line_can_name_is_named(kb: Repo) -> None:
    found = code_owners(load(kb.root), {"Sales": ["@a"]}, "k\tb/", {})
    assert found.lines == ()
    assert "k\tb/content/connectors/crm.md of 'Sales' is left out: rename it" in found.notices[0]


def test_made_lines_replace_themselves() -> None:
    once = with_owners("* @a\n", ["/x @b"])
    assert with_owners(once, ["/x @b"]) == once
    assert with_owners(once, []) == f"* @a\n\n{BEGIN}{END}"
