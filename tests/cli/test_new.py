import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.cli.new import new
from trailbook.contributing.drafting import blank_draft
from trailbook.contributing.questions import NOT_DRAFTED, QUESTIONS
from trailbook.records.kinds import KINDS
from trailbook.records.loading import load

ANSWERS = {
    "title": "Guest access to the: portal",
    "owner": "Platform security",
    "tier": "custom",
    "data": "none",
    "decide-by": "2027-03-31",
    "roles": "maker, data-owner",
    "unit": "apps",
    "worse": "higher",
    "use": "build",
    "organisation": "Example: organisation",
    "severity": "low",
    "began": "2026-10",
    "platform": "Forms & flows",
}
PATHS = {
    "connector": "content/connectors/guest-access-portal.md",
    "exercise": "content/exercises/guest-access-portal.md",
    "indicator": "content/indicators/guest-access-portal.md",
    "playbook": "content/playbooks/guest-access-portal.md",
    "policy": "content/policies/guest-access-portal.md",
    "postmortem": "postmortems/guest-access-portal-2026.md",
    "threat-model": "threat-models/guest-access-portal.yaml",
    "training": "content/training/guest-access-portal.md",
}
POLICY = ("policy", "--title", "Guest access", "--owner", "Platform security")


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["new", *arguments, "--root", str(root)])


def options(kind: str, **others: str) -> list[str]:
    """Every answer to the questions of a kind, as options."""
    answers = {**ANSWERS, **others}
    return [part for question in QUESTIONS[kind] for part in (f"--{question.name}", answers[question.name])]


def files(root: Path) -> dict[str, bytes]:
    found = (file for file in root.rglob("*") if file.is_file() and ".git" not in file.parts)
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in found}


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert CliRunner().invoke(main, ["init", str(tmp_path / "kb")]).exit_code == 0
    return tmp_path / "kb"


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_a_draft_of_each_kind_stands_in_its_place_and_passes_the_check(kb: Path, kind: str) -> None:
    before = files(kb)
    result = run(kb, kind, *options(kind))
    assert result.exit_code == 0, result.output
    added = {path: text for path, text in files(kb).items() if before.get(path) != text}
    assert list(added) == [PATHS[kind]]
    record = next(one for one in load(kb).of_kind(KINDS[kind]) if one.title == ANSWERS["title"])
    assert getattr(record, "status") == "draft"  # noqa: B009
    checked = CliRunner().invoke(main, ["check", "--root", str(kb)])
    lines = [line for line in checked.output.splitlines() if "is not assessed" not in line]
    summary, counted = lines[:2]
    notices = "2 notices" if kind == "threat-model" else "1 notice"
    assert (checked.exit_code, counted.split(";")[0]) == (0, f"no problems, {notices}")
    assert PATHS[kind] in summary and " notice: places of this draft that still say TODO" in summary
    assert f"{kb}/{PATHS[kind]} is a draft of {record.id}." in result.output
    assert "trailbook check" in result.output


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_a_draft_of_which_only_the_kind_is_known_is_valid_and_says_todo_in_its_id_as_well(kb: Path, kind: str) -> None:
    knowledge, today = load(kb), date(2026, 10, 31)
    drafted = blank_draft(kind, kb, ("content", "postmortems", "threat-models"), "content", knowledge, today)
    (kb / drafted.path).parent.mkdir(exist_ok=True)
    (kb / drafted.path).write_text(drafted.text)
    (record,) = (one for one in load(kb).of_kind(KINDS[kind]) if one.id.endswith("-TODO"))
    prefix = KINDS[kind].prefix
    assert record.id == f"{prefix}-TODO"
    second = blank_draft(kind, kb, ("content", "postmortems", "threat-models"), "content", load(kb), today)
    assert f"id: {prefix}-TODO-2\n" in second.text
    checked = CliRunner().invoke(main, ["check", "--root", str(kb)])
    assert checked.exit_code == 0, checked.output
    assert f"{drafted.path}:{2 + (kind != 'threat-model')}:{len(prefix) + 6}: notice: places of this" in checked.output


@pytest.mark.parametrize("kind", sorted({*QUESTIONS} - {"indicator"}))  # which has nothing in comments
def test_what_a_draft_only_comments_is_right_too_once_it_is_uncommented(kb: Path, kind: str) -> None:
    run(kb, kind, *options(kind))
    file = kb / PATHS[kind]
    text = re.sub(r"(?m)^( *)# ((?:- )?[a-z_]+:| +[-a-z])", r"\1\2", file.read_text())
    assert text != file.read_text()
    file.write_text(text)
    result = CliRunner().invoke(main, ["check", "--root", str(kb)])
    waiting = re.compile("still say TODO|is not assessed: no threat is judged")  # until its author has answered
    said = [line for line in result.output.splitlines() if PATHS[kind] in line and not waiting.search(line)]
    assert [line for line in said if "the text has no heading" not in line and "undeclared" not in line] == []


def test_a_draft_passes_where_hard_steps_fail_the_check_and_other_acronyms_are_known(kb: Path) -> None:
    file = kb / "mkdocs.yml"
    strict = "- trailbook/playbooks: {plain_language: {known: [API], fails: true}}"
    file.write_text(file.read_text().replace("- trailbook/playbooks", strict))
    run(kb, "playbook", *options("playbook"))
    assert (kb / PATHS["playbook"]).is_file()
    checked = CliRunner().invoke(main, ["check", "--root", str(kb)])
    assert [line for line in checked.output.splitlines() if PATHS["playbook"] in line and "TODO" not in line] == []


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_a_draft_that_is_made_active_as_it_is_fails_the_check_at_each_open_place(kb: Path, kind: str) -> None:
    run(kb, kind, *options(kind))
    file = kb / PATHS[kind]
    file.write_text(file.read_text().replace("status: draft", "status: active"))
    found = [problem for problem in load(kb).problems if problem.rule == "unfinished"]
    lines = file.read_text().splitlines()
    assert found and {problem.level for problem in found} == {"error"}
    assert all(lines[problem.line - 1][problem.column - 1 :].startswith("TODO: ") for problem in found)
    assert len(found) == sum("TODO: " in line for line in lines if not re.match(r"\s*# ", line))


def test_the_title_and_the_owner_of_a_draft_are_as_given(kb: Path) -> None:
    run(kb, "policy", "--title", "Ça: “quoted” & 5 > 3", "--owner", "Team: # 1")
    policy: Any = load(kb).records["POL-CA-QUOTED-5"]
    assert (policy.title, policy.owner) == ("Ça: “quoted” & 5 > 3", "Team: # 1")


@pytest.mark.parametrize("kind", QUESTIONS)
def test_the_check_counts_as_many_open_places(kb: Path, kind: str) -> None:
    drafted = run(kb, kind, *options(kind))
    checked = CliRunner().invoke(main, ["check", "--root", str(kb)])
    counted = re.findall(r"still say TODO, this one included: (\d+)", checked.output)
    assert re.findall(r"replace each TODO \((\d+) places?\)", drafted.output) == counted != []


def test_without_a_terminal_everything_that_is_missing_is_named_at_once_and_nothing_is_written(kb: Path) -> None:
    before = files(kb)
    result = run(kb, "connector", "--data", "secret", "--id", "con-x")
    assert result.exit_code == 2
    assert "--title is missing: a title in one line" in result.output
    assert "--owner is missing: the role or team that answers for it" in result.output
    assert "--tier is missing: one of: standard, premium, custom, community" in result.output
    assert "--data 'secret': expected one of: public, internal, confidential, restricted, none" in result.output
    assert "--id 'con-x': expected CON- and capital letters" in result.output
    assert files(kb) == before


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("roles", "maker,reviwer", "did you mean 'reviewer'?"),
        ("roles", ",", "expected one or more of: maker"),
        ("began", "2026-02-30", "there is no such day"),
        ("began", "yesterday", "expected 2026, 2026-10 or 2026-10-31"),
        ("title", "two\nlines", "expected a title in one line"),
        ("title", "bell\x07", "expected a title in one line"),
        ("title", "x" * 201, "expected a title in one line"),
        ("title", "Heading {#id}", "plain text"),
        ("severity", "hihg", "did you mean 'high'?"),
    ],
)
def test_an_answer_that_can_t_be_used_is_refused_with_what_is_expected(
    kb: Path, option: str, value: str, said: str
) -> None:
    before = files(kb)
    kind = "postmortem" if option in ("began", "severity") else "policy"
    result = run(kb, kind, *options(kind, **{option: value}))
    assert result.exit_code == 2
    assert said in result.output
    assert "\x07" not in result.output
    assert files(kb) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("polcy",), "no kind of record is called 'polcy'; did you mean 'policy'?"),
        (("checklist",), "from the page of the playbook"),
        (("template",), "snapshots"),
    ],
)
def test_a_kind_that_is_not_drafted_is_answered_with_what_to_do(
    kb: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = run(kb, *arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_an_id_in_use_is_refused_and_another_one_is_proposed(kb: Path) -> None:
    assert run(kb, *POLICY).exit_code == 0
    refused = run(kb, *POLICY, "--id", "POL-GUEST-ACCESS")
    assert refused.exit_code == 2
    assert "content/policies/guest-access.md has this id already" in refused.output
    assert run(kb, *POLICY).exit_code == 0
    assert (kb / "content/policies/guest-access-2.md").is_file()


def test_an_id_that_a_removed_record_had_is_never_given_again(tmp_path: Path) -> None:
    CliRunner().invoke(main, ["init", str(tmp_path / "kb")])
    repo = Repo(tmp_path / "kb")
    run(repo.root, *POLICY)
    repo.commit("Draft it")
    repo.commit("Drop it", {"content/policies/guest-access.md": None})
    refused = run(repo.root, *POLICY, "--id", "POL-GUEST-ACCESS")
    assert refused.exit_code == 2
    assert "an id is never used again" in refused.output
    assert "POL-GUEST-ACCESS-2" in run(repo.root, *POLICY).output


def test_a_file_in_the_way_is_left_as_it_is(kb: Path) -> None:
    file = kb / "content/policies/guest-access.md"
    file.write_text("# A page of mine\n")
    result = run(kb, *POLICY)
    assert result.exit_code == 2
    assert "exists already" in result.output
    assert file.read_text() == "# A page of mine\n"


def test_a_link_that_leads_out_of_the_repository_is_not_followed(kb: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    for file in (kb / "content/policies").iterdir():
        file.unlink()
    (kb / "content/policies").rmdir()
    (kb / "content/policies").symlink_to(tmp_path / "outside")
    assert run(kb, *POLICY).exit_code == 2
    assert list((tmp_path / "outside").iterdir()) == []


def test_the_day_proposes_when_a_vetting_is_to_be_decided(kb: Path) -> None:
    arguments = [part for part in options("connector") if part not in ("--decide-by", "2027-03-31")]
    assert run(kb, "connector", *arguments, "--today", "2026-11-30").exit_code == 0
    assert "next: 2027-02-28" in (kb / PATHS["connector"]).read_text()


def test_an_owner_that_no_record_names_is_taken_and_the_nearest_is_said(kb: Path) -> None:
    result = run(kb, "policy", "--title", "Guests", "--owner", "Platfrm security")
    assert result.exit_code == 0
    assert "note: no other record is owned by 'Platfrm security'; did you mean 'Platform security'?" in result.output


def test_an_owner_that_roles_yaml_knows_is_no_stranger(kb: Path) -> None:
    (kb / "roles.yaml").write_text("handles: {Treasury: ['@ours/treasury']}\n")
    result = run(kb, "policy", "--title", "Guests", "--owner", "Treasury")
    assert "No other record" not in result.output


def test_the_schema_is_named_only_where_it_is_there(kb: Path) -> None:
    run(kb, *POLICY, "--id", "POL-ONE")
    (kb / "schemas/policy.schema.json").unlink()
    run(kb, *POLICY, "--id", "POL-TWO")
    assert "$schema=../../schemas/policy.schema.json" in (kb / "content/policies/one.md").read_text()
    assert "$schema" not in (kb / "content/policies/two.md").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_on_a_terminal_what_is_missing_is_asked_for_until_it_can_be_used(kb: Path) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-c", "from trailbook.cli import main; main()", "new", "playbook", "--root", str(kb)]
    os.write(ours, b"\nHand over an app\n\nPlatform security\nbuilt\nbuild\nmaker,reviewer\nPB-HANDOVER\n")
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=False)
    os.close(ours)
    assert done.returncode == 0, done.stderr
    assert "Owners so far: Platform security" in done.stderr
    assert "did you mean 'build'?" in done.stderr
    assert "  it is needed: lists, links and the search show it; expected a title in one line\n" in done.stderr
    assert "  it is needed: somebody has to review it and answer questions" in done.stderr
    assert "[PB-HAND-APP]" in done.stderr
    playbook: Any = load(kb).records["PB-HANDOVER"]
    assert (playbook.use, playbook.roles) == ("build", ("maker", "reviewer"))


def test_every_question_is_an_option_of_its_kind() -> None:
    for kind, questions in QUESTIONS.items():
        named = {option for parameter in new.commands[kind].params for option in parameter.opts}
        assert {f"--{question.name}" for question in questions} | {"--id", "--yes", "--root"} <= named


def test_every_kind_is_drafted_or_said_to_come_from_elsewhere() -> None:
    assert {*QUESTIONS, *NOT_DRAFTED} == {kind for kind, cls in KINDS.items() if cls.prefix}
