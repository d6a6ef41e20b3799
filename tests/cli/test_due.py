import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from tests.building import start
from tests.risk.reviews.test_icalendar import parsed

from trailbook.cli import main
from trailbook.risk.overview.due_export import due_schema

DAY = ("--today", "2099-01-01")


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return start(tmp_path_factory.mktemp("kb"))


def run(root: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["due", *arguments, "--root", str(root)])
    assert result.exit_code == 0, result.output
    return result.output


def rows(root: Path, *arguments: str) -> list[dict[str, str]]:
    found = json.loads(run(root, "--format", "json", *arguments))
    jsonschema.validate(found, json.loads(due_schema()))
    due: list[dict[str, str]] = found["due"]
    return due


def test_the_earliest_comes_first_and_the_last_line_counts(started: Path) -> None:
    days = [row["day"] for row in rows(started, *DAY)]
    assert days == sorted(days)
    assert run(started, *DAY).splitlines()[-1] == f"{len(days)} entries, {len(days)} overdue, as of 2099-01-01"


def test_what_is_not_asked_for_is_left_out(started: Path) -> None:
    every = rows(started, *DAY)
    owner = every[0]["owner"]
    assert rows(started, *DAY, "--owner", owner.upper()) == [row for row in every if row["owner"] == owner]
    assert rows(started, *DAY, "--until", every[0]["day"])[0] == every[0]
    assert rows(started, "--today", "2026-01-01", "--overdue") == []
    about = rows(started, *DAY, "--application", "TM-LEAVE")
    assert about == [row for row in every if "TM-LEAVE" in row["applications"]] != every


def test_an_owner_or_application_that_is_misspelt_is_not_answered_as_if_nothing_were_due(started: Path) -> None:
    owner = rows(started, *DAY)[0]["owner"]
    wrong = [
        (["--owner", f"{owner}s"], f"no owner '{owner}s'; did you mean '{owner}'?"),
        (["--application", "tm-leave"], "did you mean 'TM-LEAVE'?"),
    ]
    for options, said in wrong:
        result = CliRunner().invoke(main, ["due", *options, "--root", str(started)])
        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr


@pytest.mark.parametrize("command", ["due", "reviews"])
def test_what_is_late_goes_by_the_clock_though_nothing_was_committed_since(
    started: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stated = json.loads(CliRunner().invoke(main, [command, "--format", "json", "--root", str(started)]).output)
    assert stated["today"] == "2026-01-01"  # SOURCE_DATE_EPOCH of all tests
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    found = json.loads(CliRunner().invoke(main, [command, "--format", "json", "--root", str(started)]).output)
    assert found["today"] == str(datetime.now(UTC).date())


def test_the_calendar_has_a_day_for_each(started: Path) -> None:
    arguments = ["due", *DAY, "--format", "ics", "--root", str(started)]
    events = parsed(CliRunner().invoke(main, arguments).stdout_bytes)
    assert sum(name == "UID" for name, *_ in events) == len(rows(started, *DAY))
