"""Which files are scanned, what is reported, and how a false alarm is allowed."""

from datetime import date
from pathlib import Path
from random import Random

import pytest
from tests.credentials.forms import FORMS, written

from trailbook.credentials.allowed import NOTHING_ALLOWED, read_credential_options
from trailbook.credentials.masking import mask_in_problems
from trailbook.credentials.scanning import Scan, scan_files
from trailbook.text.problem import Problem

TODAY = date(2027, 3, 1)
TOKEN = written(dict(FORMS)["gitlab-token"], Random(1))
FOLDERS = ("content", "threat-models", "configurations", "observations")


def scan(root: Path, options: object = None, today: date | None = TODAY) -> Scan:
    return scan_files(root, FOLDERS, read_credential_options(options)[0], today)


def write(root: Path, path: str, text: str | bytes) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


PLACES = [
    "content/a.md",
    "content/attached/export.json",
    "threat-models/a.yaml",
    "configurations/tenant/settings.json",
    "observations/IND-A.csv",
    "mkdocs.yml",
    "roles.yaml",
    "contacts.yaml",
]


@pytest.mark.parametrize("path", PLACES)
def test_a_credential_is_found_in_every_place_of_a_knowledge_base(tmp_path: Path, path: str) -> None:
    write(tmp_path, path, f"a\nb: {TOKEN}\n")
    (problem,) = scan(tmp_path).problems
    assert (problem.path, problem.line, problem.column, problem.rule) == (path, 2, 4, "credential")


@pytest.mark.parametrize("path", ["elsewhere/a.md", "content/.hidden/a.md", ".env"])
def test_other_files_are_left_alone(tmp_path: Path, path: str) -> None:
    write(tmp_path, path, TOKEN)
    assert scan(tmp_path) == Scan()


def test_files_that_are_no_text_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "content/picture.png", b"\x89PNG\0" + TOKEN.encode())
    assert scan(tmp_path) == Scan()


def test_the_problem_says_what_it_is_and_what_to_do_first_and_shows_nothing_of_it(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", TOKEN)
    (problem,) = scan(tmp_path).problems
    assert problem.advice == (
        "this looks like a token of GitLab (26 characters) [gitlab-token]: revoke it first, since the history keeps it "
        "(where: the access tokens of its user, project or group), then take it out of the file"
    )


def allowed(**changed: object) -> dict[str, object]:
    entry = {"kind": "gitlab-token", "path": "content/*", "reason": "Made up.", "until": date(2027, 3, 1), **changed}
    return {"allowed": [entry]}


def test_a_false_alarm_is_allowed_with_a_reason_until_a_day(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", TOKEN)
    found = scan(tmp_path, allowed())
    assert found.problems == () and found.credentials == {TOKEN}


@pytest.mark.parametrize("changed", [{"kind": "npm-token"}, {"path": "content/b.md"}, {"path": "content"}])
def test_what_is_allowed_elsewhere_or_of_another_kind_is_not_allowed(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    write(tmp_path, "content/a.md", TOKEN)
    assert len(scan(tmp_path, allowed(**changed)).problems) == 1


def test_after_its_last_day_it_is_a_problem_again_that_says_so(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", TOKEN)
    (problem,) = scan(tmp_path, allowed(), date(2027, 3, 2)).problems
    assert "; it was allowed until 2027-03-01" in problem.message


def test_without_a_day_nothing_has_ended(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", TOKEN)
    assert scan(tmp_path, allowed(), None).problems == ()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("all", "credentials is 'all'"),
        ({"allowed": [{"kind": "a", "path": "b", "reason": "c"}]}, "'allowed[0].until' is missing"),
        ({"allowed": [{"kind": "a", "path": "b", "until": date(2027, 1, 1)}]}, "'allowed[0].reason' is missing"),
        (allowed(kind="gitlab-tokn"), "did you mean 'gitlab-token'?"),
        ({"allow": []}, "unknown key 'allow'"),
    ],
)
def test_a_faulty_option_allows_nothing_and_is_reported(options: object, message: str) -> None:
    found, problems = read_credential_options(options)
    assert found == NOTHING_ALLOWED
    assert any(message in str(problem) for problem in problems)


def test_a_faulty_option_is_reported_at_its_line() -> None:
    text = (
        "plugins:\n  - trailbook/records:\n      credentials:\n        allowed:\n"
        "          - {kind: x, path: a, reason: b, until: 2027-01-01}\n"
    )
    options = {"allowed": [{"kind": "x", "path": "a", "reason": "b", "until": date(2027, 1, 1)}]}
    (problem,) = read_credential_options(options, "mkdocs.yml", text)[1]
    assert (problem.line, problem.column) == (5, 20)


@pytest.mark.parametrize("quoted", [TOKEN, repr(TOKEN), TOKEN[:20] + "…"])
def test_no_other_problem_shows_a_credential(quoted: str) -> None:
    (problem,) = mask_in_problems([Problem("a", 1, 1, "b", f"state is {quoted} here", quoted, quoted)], [TOKEN])
    assert TOKEN[:12] not in str(problem) and "(hidden)" in problem.message
