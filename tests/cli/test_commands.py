"""The list of commands: what ``--help`` tells is there, and is short enough to be told."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import click
import pytest
from click.testing import CliRunner
from tests.cli.commands import command_named
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.cli.audit import audit
from trailbook.cli.command_group import Sectioned

GROUPS = {"trailbook": main, "audit": audit}
LISTED = [
    (group, name, does)
    for group, found in GROUPS.items()
    if isinstance(found, Sectioned)
    for commands in found.sections.values()
    for name, (_, does) in commands.items()
]


@pytest.mark.parametrize(("group", "name", "does"), LISTED, ids=[f"{group}-{name}" for group, name, _ in LISTED])
def test_a_command_of_the_list_is_there_under_its_name(group: str, name: str, does: str) -> None:
    command = GROUPS[group].get_command(click.Context(GROUPS[group]), name)
    assert command is not None
    assert command.name == name
    assert command.help


@pytest.mark.parametrize(("group", "name", "does"), LISTED, ids=[f"{group}-{name}" for group, name, _ in LISTED])
def test_a_day_is_called_so_wherever_one_is_asked_for(group: str, name: str, does: str) -> None:
    command = GROUPS[group].get_command(click.Context(GROUPS[group]), name)
    assert command is not None
    days = [one for one in command.params if isinstance(one.type, click.DateTime)]
    assert [one.name for one in days if one.metavar != "DAY"] == []


@pytest.mark.parametrize(("group", "name", "does"), LISTED, ids=[f"{group}-{name}" for group, name, _ in LISTED])
def test_the_help_of_a_command_ends_with_examples_that_it_takes(group: str, name: str, does: str) -> None:
    words = [name] if group == "trailbook" else [group, name]
    examples = CliRunner().invoke(main, [*words, "--help"], terminal_width=80).output.split("For example:\n")[1]
    for line in examples.strip().splitlines():
        program, *rest = shlex.split(line.partition(" > ")[0])
        assert (program, rest[: len(words)]) == ("trailbook", words)
        assert len(line) < 80
        command: click.Command = main
        while isinstance(command, click.Group):
            below = command.get_command(click.Context(command), rest.pop(0))
            assert below is not None, line
            command = below
        given, left, _ = command.make_parser(click.Context(command)).parse_args(rest)
        assert not left, line
        for parameter in command.params:
            if parameter.name in given and isinstance(parameter.type, (click.Choice, click.DateTime)):
                parameter.type_cast_value(click.Context(command), given[parameter.name])


def test_what_only_one_command_has_comes_before_what_all_have() -> None:
    help_text = CliRunner().invoke(main, ["due", "--help"], terminal_width=80).output
    assert (
        help_text.index("--owner")
        < help_text.index("--audience")
        < help_text.index("--root")
        < help_text.index("--help")
    )


def test_help_tells_every_command_on_one_line() -> None:
    for group, found in GROUPS.items():
        help_text = CliRunner().invoke(found, ["--help"], terminal_width=80).output
        for listed, name, does in LISTED:
            assert listed != group or f"{name} " in help_text
            assert listed != group or does in help_text


def test_the_help_ends_with_where_to_begin() -> None:
    help_text = " ".join(CliRunner().invoke(main, ["--help"], terminal_width=80).output.split())
    assert help_text.endswith("'trailbook COMMAND --help' shows examples.")


def test_a_misspelt_command_is_answered_with_the_nearest() -> None:
    result = CliRunner().invoke(main, ["chek"])
    assert result.exit_code == 2
    assert "No such command 'chek'. Did you mean 'check'?" in result.output


def test_a_word_like_no_command_is_answered_without_one() -> None:
    assert "Did you mean" not in CliRunner().invoke(main, ["zzz"]).output


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["check", "--since", ""], "--since is empty"),
        (["check-message", "--range="], "--range is empty"),
        (["audit", "sample", "--record", ""], "--record is empty"),
        (["why", ""], "an argument is empty"),
    ],
)
def test_what_a_variable_that_is_not_set_leaves_empty_is_refused(words: list[str], named: str) -> None:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert f"{named}; is a variable not set?" in result.stderr
    assert not result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["findings", "tm-leave"], "there is no threat model 'tm-leave'; did you mean 'TM-LEAVE'?"),
        (["convert", "nothing", "--format", "otm"], "there is no threat model 'nothing'; there are: TM-LEAVE"),
        (["affected", "con-mial"], "there is no connector 'con-mial'; did you mean 'CON-MAIL'?"),
        (["export", "--output", "{root}"], "is not empty and was not made by this command; name another folder"),
    ],
)
def test_what_is_not_there_is_said_on_one_line(starter: Path, words: list[str], said: str) -> None:
    result = CliRunner().invoke(main, [*(word.format(root=starter) for word in words), "--root", str(starter)])
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ") and said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["build", "--as-of", "2026-01-01", "--output", "{out}"], "no git repository is here"),
        (["publish", "--output", "{out}"], "no git repository is here"),
        (["publish", "--next", "--output", "{out}"], "no git repository is here"),
        (["report", "--quarter", "2020-Q1", "--output", "{out}.pdf"], "no git repository is here"),
        (["release", "1.0.0"], "no git repository is here"),
        (["shard", "--output", "{out}"], "nothing is committed yet"),
        (["diff", "main"], "no git repository is here"),
        (["trail"], "no git repository is here"),
        (["audit", "ledger"], "no git repository is here"),
        (["evidence", "forget", "ann"], "no git repository is here"),
    ],
    ids=lambda value: "-".join(value[:2]) if isinstance(value, list) else "",
)
def test_every_command_ends_with_2_where_there_is_no_history(
    starter: Path, tmp_path: Path, words: list[str], said: str
) -> None:
    root = copytree(starter, tmp_path / "kb", ignore=ignore_patterns(".git"))
    result = CliRunner().invoke(main, [*(word.format(out=tmp_path / "out") for word in words), "--root", str(root)])
    assert said in result.stderr
    assert result.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["kb"]


@pytest.mark.parametrize(
    "words",
    [
        ["build", "--as-of", "HEAD", "--output", "{out}"],
        ["publish", "--next", "--output", "{out}"],
        ["report", "--output", "{out}.pdf"],
        ["trail"],
    ],
    ids=lambda words: words[0],
)
def test_every_command_ends_with_2_where_the_repository_is_broken(
    starter: Path, tmp_path: Path, words: list[str]
) -> None:
    repo = Repo(copytree(starter, tmp_path / "kb"))
    (repo.root / ".git" / "config").write_text("[core\n")
    result = CliRunner().invoke(
        main, [*(word.format(out=tmp_path / "out") for word in words), "--root", str(repo.root)]
    )
    assert "git could not read this repository" in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--since", "yesterday"], "'yesterday' is no day; write one as 2026-06-30"),
        (["--until", "2026-02-30"], "'2026-02-30' is no day"),
        (["--since", "2026-03-01", "--until", "2026-02-01"], "--since 2026-03-01 is after --until 2026-02-01"),
    ],
)
def test_days_that_are_none_and_periods_that_end_before_they_begin_are_refused(
    repo: Repo, options: list[str], said: str
) -> None:
    result = CliRunner().invoke(main, ["trail", *options, "--root", str(repo.root)])
    assert result.exit_code == 2
    assert said in result.stderr


def test_naming_a_version_reads_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trailbook.cli.command_group.import_module", None)
    assert CliRunner().invoke(main, ["--version"]).exit_code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_output_that_can_not_be_written_is_an_error_in_one_line_and_no_verdict(starter: Path) -> None:
    program = f"import trailbook.cli; trailbook.cli.main(['check', '--root', {str(starter)!r}])"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", program], check=False, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "Error: the output: No space left on device"
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_what_an_encoding_lacks_is_written_as_its_number(encoding: str, repo: Repo) -> None:
    repo.commit("Say it \u2192 \u540d", {"content/a.md": "# A\n\nA text.\n"})
    command = [sys.executable, "-c", "import trailbook.cli; trailbook.cli.main()", "trail", "--root", str(repo.root)]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    said = "Say it \u2192 \u540d" if encoding == "utf-8" else "Say it \\u2192 \\u540d"
    assert said in done.stdout.decode(encoding)


def test_commands_are_found_by_name() -> None:
    assert command_named("check").name == "check"
