"""A published snapshot shows every line but what may be a credential."""

from random import Random

import pytest
from tests.credentials.forms import FORMS, written

from trailbook.drift.snapshots import masked_lines, read_snapshot
from trailbook.drift.values import describe_found


def shown(text: str, path: str = "configurations/a.yaml") -> list[str]:
    snapshot, problems = read_snapshot(path, text.encode())
    assert snapshot is not None and not problems
    return masked_lines(snapshot)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"name": "a", "open": true}', ['{"name": "a", "open": true}']),
        ('{"client_secret": "s3\\"cret", "open": true}', ['{"client_secret": (hidden), "open": true}']),
        ('{"keys": ["a", "b"], "open": true}', ['{"keys": [(hidden), (hidden)], "open": true}']),
        ('{"token": 12345,\n "token_lifetime_days": 30}', ['{"token": (hidden),', ' "token_lifetime_days": 30}']),
        ('{"token": null, "password": true}', ['{"token": null, "password": true}']),
    ],
)
def test_json(text: str, expected: list[str]) -> None:
    assert shown(text, "configurations/a.json") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n\n# why\nb: [x, y]\n", ["a: 1", "", "# why", "b: [x, y]"]),
        ("password: s3cret # note\nopen: true\n", ["password: (hidden)", "open: true"]),
        ("password: 's3''cret' # note\n", ["password: (hidden) # note"]),
        ("api_key: |\n  s3\n\n  cret\nopen: true\n", ["api_key: (hidden)", "(hidden)", "", "(hidden)", "open: true"]),
        ("api_key: s3\n  cret\nlist:\n  - a\n", ["api_key: (hidden)", "(hidden)", "list:", "  - a"]),
        ('api_key: "s3\n  cret"\nopen: true\n', ["api_key: (hidden)", "(hidden)", "open: true"]),
        ("{token: s3cret, open: true}\n", ["{token: (hidden)"]),
    ],
)
def test_yaml(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


def test_what_has_the_form_of_a_credential_is_hidden_under_any_name_and_in_comments() -> None:
    url = written(dict(FORMS)["signed-url"], Random(1))
    token = written(dict(FORMS)["npm-token"], Random(1))
    assert shown(f"start: '{url}' # with {token}\nopen: true\n") == ["start: (hidden) # with (hidden)", "open: true"]


def test_a_deviating_value_of_such_a_form_is_not_shown() -> None:
    assert describe_found(written(dict(FORMS)["zapier-hook"], Random(1)), ("hosts", 0)) == "(hidden)"
    assert describe_found("https://hooks.example.org/open", ("hosts", 0)) == '"https://hooks.example.org/open"'
