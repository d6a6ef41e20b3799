from pathlib import Path

import pytest
import yaml
from tests.paths import REPOSITORY

from trailbook.trail.sign_offs.roles import NOBODY, read_roles, roles_schema
from trailbook.trail.sign_offs.rules import NOTHING_ASKED, read_sign_off_rules


def written(folder: Path, text: str) -> Path:
    (folder / "roles.yaml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_or_an_entry_nobody_holds_a_role(tmp_path: Path) -> None:
    assert read_roles(tmp_path) == (NOBODY, [])
    assert read_roles(written(tmp_path, "# nobody yet\n")) == (NOBODY, [])
    assert read_roles(written(tmp_path, "holders: []\n")) == (NOBODY, [])


def test_an_entry_names_a_person_a_role_and_days(tmp_path: Path) -> None:
    text = "holders:\n  - {role: reviewer, name: Ada, email: ada@example.org, since: 2026-01-01}\n"
    roles, problems = read_roles(written(tmp_path, text))
    assert problems == []
    assert [(one.role, one.name, one.email, str(one.since)) for one in roles.holders] == [
        ("reviewer", "Ada", "ada@example.org", "2026-01-01")
    ]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("holders:\n  - {role: reviwer, name: A, email: a@b}\n", 2, "did you mean 'reviewer'?"),
        ("holders:\n  - {role: reviewer, name: A, email: ada}\n", 2, "expected an e-mail address"),
        ("holders:\n  - {role: reviewer, name: A}\n", 2, "'holders[0].email' is missing"),
        ("holders:\n  - {role: reviewer, name: A, email: a@b, till: 2026-01-01}\n", 2, "unknown key 'till'"),
        ("holders:\n  - {role: reviewer, name: A, email: a@b, accounts: [ada]}\n", 2, "accounts[0]"),
        ("people: []\n", 1, "unknown key 'people'; expected one of: holders"),
        ("- a\n", 1, "expected keys with values: 'holders:'"),
        ("holders: [\n", 2, ""),
        ("", 1, "the file is empty"),
    ],
)
def test_a_fault_of_the_file_is_told_with_place_and_remedy_and_nobody_holds_a_role(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    roles, problems = read_roles(written(tmp_path, text))
    assert roles == NOBODY
    assert (problems[0].path, problems[0].line) == ("roles.yaml", line)
    assert said in str(problems[0])


def test_the_shipped_file_names_nobody_and_the_schema_is_committed() -> None:
    assert read_roles(REPOSITORY) == (NOBODY, [])
    assert (REPOSITORY / "schemas/roles.schema.json").read_text() == roles_schema()


def test_rules_name_roles_for_occasions() -> None:
    rules, problems = read_sign_off_rules({"exception": ["data-owner", "leadership"], "weakening": []})
    assert (dict(rules.roles), problems) == ({"exception": ("data-owner", "leadership")}, [])
    assert read_sign_off_rules(None) == (NOTHING_ASKED, [])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("exeption: [leadership]", "unknown key 'exeption'"),
        ("exeption: [leadership]", "did you mean 'exception'?"),
        ("exception: [leaders]", "did you mean 'leadership'?"),
        ("exception: leadership", "expected a list"),
        ("since: soon", "expected a day"),
    ],
)
def test_a_fault_of_the_rules_is_told_with_its_place_and_nothing_is_asked(options: str, said: str) -> None:
    text = f"plugins:\n  - trailbook/trail:\n      sign_offs:\n        {options}\n"
    rules, problems = read_sign_off_rules(yaml.safe_load(options), "mkdocs.yml", text)
    assert rules == NOTHING_ASKED
    assert problems[0].line == 4
    assert said in str(problems[0])


def test_rules_that_are_no_mapping_are_a_problem() -> None:
    rules, (problem,) = read_sign_off_rules(["exception"])
    assert rules == NOTHING_ASKED
    assert "occasions with roles" in str(problem)
