"""``trailbook schema``: writes what is missing or old, and only tells with ``--check``."""

from pathlib import Path

from click.testing import CliRunner, Result

from trailbook.audit.evidence.facts import evidence_schema
from trailbook.audit.ledgers.audit import audit_schema
from trailbook.audit.ledgers.ledger import ledger_schema
from trailbook.audit.sample import sample_schema
from trailbook.audit.source_track.assessment import source_level_schema
from trailbook.cli import main
from trailbook.cli.scan_report import scan_schema
from trailbook.diff.model import diff_schema
from trailbook.records.contacts import contacts_schema
from trailbook.records.kinds import schemas
from trailbook.risk.overview.due_export import due_schema
from trailbook.risk.register.coverage import coverage_schema
from trailbook.risk.register.export import register_schema
from trailbook.risk.reviews.export import reviews_schema
from trailbook.site.files.knowledge_json import knowledge_base_schema
from trailbook.trail.export import trail_schema
from trailbook.trail.requests.statement import statement_schema
from trailbook.trail.sign_offs.export import sign_offs_schema
from trailbook.trail.sign_offs.roles import roles_schema
from trailbook.trail.why import why_schema


def schema(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["schema", "--output", str(folder), *arguments])


def test_one_schema_a_kind_and_one_of_the_trail_are_written(tmp_path: Path) -> None:
    assert schema(tmp_path / "new/folder").exit_code == 0
    written = {f.name: f.read_text(encoding="utf-8") for f in (tmp_path / "new/folder").iterdir()}
    other_schemas = {
        "contacts.schema.json": contacts_schema(),
        "coverage.schema.json": coverage_schema(),
        "diff.schema.json": diff_schema(),
        "due.schema.json": due_schema(),
        "evidence.schema.json": evidence_schema(),
        "knowledge-base.schema.json": knowledge_base_schema(),
        "ledger-audit.schema.json": audit_schema(),
        "ledger.schema.json": ledger_schema(),
        "register.schema.json": register_schema(),
        "request-statement.schema.json": statement_schema(),
        "reviews.schema.json": reviews_schema(),
        "roles.schema.json": roles_schema(),
        "sample.schema.json": sample_schema(),
        "sign-offs.schema.json": sign_offs_schema(),
        "source-level.schema.json": source_level_schema(),
        "scan.schema.json": scan_schema(),
    }
    assert written == {
        **schemas(),
        **other_schemas,
        "trail.schema.json": trail_schema(),
        "why.schema.json": why_schema(),
    }


def test_writing_again_writes_nothing(tmp_path: Path) -> None:
    schema(tmp_path)
    assert "(0 written)" in schema(tmp_path).output


def test_check_names_what_is_out_of_date_and_writes_nothing(tmp_path: Path) -> None:
    schema(tmp_path)
    (tmp_path / "policy.schema.json").write_bytes(b"\xff")
    (tmp_path / "training.schema.json").unlink()
    result = schema(tmp_path, "--check")
    assert result.exit_code == 1
    assert [line.split(": ", 1)[0] for line in result.output.splitlines()] == [
        str(tmp_path / "policy.schema.json"),
        str(tmp_path / "training.schema.json"),
    ]
    assert (tmp_path / "policy.schema.json").read_bytes() == b"\xff"


def test_check_of_current_schemas_says_nothing(tmp_path: Path) -> None:
    schema(tmp_path)
    result = schema(tmp_path, "--check")
    assert (result.exit_code, result.output) == (0, "")


def test_check_names_a_schema_that_no_kind_has_and_leaves_it_there(tmp_path: Path) -> None:
    schema(tmp_path)
    (tmp_path / "gone.schema.json").write_text("{}")
    (tmp_path / "README.md").write_text("Mine.")
    result = schema(tmp_path, "--check")
    assert result.exit_code == 1
    assert result.output == f"{tmp_path / 'gone.schema.json'}: no kind of record has this schema; delete it\n"
    assert schema(tmp_path).exit_code == 0
    assert (tmp_path / "gone.schema.json").is_file()


def test_a_folder_that_can_not_be_written_exits_with_2(tmp_path: Path) -> None:
    (tmp_path / "policy.schema.json").mkdir()
    result = schema(tmp_path)
    assert result.exit_code == 2
    assert "policy.schema.json can't be written" in result.output


def test_a_file_in_place_of_the_folder_exits_with_2(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert schema(tmp_path / "file").exit_code == 2


def test_the_schemas_of_a_new_knowledge_base_are_up_to_date(tmp_path: Path) -> None:
    CliRunner().invoke(main, ["init", str(tmp_path / "kb")])
    assert schema(tmp_path / "kb" / "schemas", "--check").exit_code == 0
    (tmp_path / "kb/schemas/policy.schema.json").unlink()
    result = schema(tmp_path / "kb" / "schemas", "--check")
    assert result.exit_code == 1
    assert "policy.schema.json: missing; run 'trailbook schema'" in result.output
