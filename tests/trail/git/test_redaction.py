"""No credential that a commit holds, in a message or in a file, is told by a trail."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue
from tests.credentials.forms import FORMS, written
from tests.repositories import Repo

from trailbook.credentials.finding import find_credentials
from trailbook.trail.changes.change import Change
from trailbook.trail.git.repository import Repository
from trailbook.trail.redaction import changes_without_credentials, without_credentials
from trailbook.trail.trails import read_trails

SECRETS = [written(form, Random(1)) for _, form in FORMS]


def test_a_trail_tells_no_credential_of_a_message_or_of_an_earlier_revision(repo: Repo) -> None:
    credentials = [find_credentials(secret)[0].text for secret in SECRETS]
    message = "Use them\n\n" + "\n\n".join(SECRETS)
    repo.commit(message, {f"content/{n}.md": f"# A\n\nUse {s}\nand no other.\n" for n, s in enumerate(SECRETS)})
    repo.commit(f"Take out {SECRETS[0]}", {f"content/{n}.md": "# A\n\nNone.\n" for n in range(len(SECRETS))})
    for _ in range(2):  # the second time from the cache
        repository = Repository(repo.root)
        trails = read_trails(repository, ("content",))
        redacted = repr(trails) + repr(repository.history().commits)
        assert [one for one in credentials if one in redacted] == []
        assert [trail.record for trail in trails if "(hidden)" not in repr(trail.decisions[0].changes)] == []
        assert trails[0].decisions[0].title == "Take out (hidden)"


@pytest.mark.parametrize("place", [0, 20, 45])
def test_a_label_tells_no_credential_even_if_it_ends_inside_of_one(repo: Repo, place: int) -> None:
    lines = [f"{'x' * place} {secret}".replace("\n", " ") for secret in SECRETS]
    items = "# A\n\n## B\n\n" + "".join(f"- [ ] {line}\n" for line in lines[:20]) + "- z\n"
    repo.commit("begin", {"content/a.md": items})
    repo.commit("tick", {"content/a.md": items.replace("[ ]", "[x]", 4)})
    repo.commit(
        "move", {"content/a.md": items.replace("[ ]", "[x]", 4).replace("- z\n", "").replace("B\n\n", "B\n\n- z\n")}
    )
    redacted = repr(read_trails(Repository(repo.root), ("content",)))
    credentials = [found[0].text for line in lines[:20] if (found := find_credentials(items[items.index(line) - 6 :]))]
    assert credentials and [one for one in credentials if one[:16] in redacted] == []


def test_what_holds_no_credential_is_told_as_it_is(repo: Repo) -> None:
    repo.commit("Say it\n\nThe token: see the vault.", {"content/a.md": "# A\n\npassword: changeme\n"})
    repository = Repository(repo.root)
    ((trail,), (commit,)) = read_trails(repository, ("content",)), repository.history().commits.values()
    assert trail.decisions[0].rationale.text == "The token: see the vault."
    assert commit == next(repository.as_committed())
    assert "(hidden)" not in repr(trail)


def test_messages_stay_as_they_are_for_whoever_looks_for_credentials(repo: Repo) -> None:
    repo.commit(f"Use {SECRETS[0]}")
    assert [commit.title for commit in Repository(repo.root).as_committed()] == [f"Use {SECRETS[0]}"]


def test_a_message_after_many_others_is_hidden_alone(repo: Repo) -> None:
    repo.commit(SECRETS[0])
    (commit,) = Repository(repo.root).as_committed()
    others = [replace(commit, message=f"Say {number} password:") for number in range(300)]
    assert list(without_credentials([*others, commit])) == [*others, replace(commit, message="(hidden)")]


def change(field: str | None, value: JsonValue) -> Change:
    return Change(None, field, "changed", value, "none")


@pytest.mark.parametrize(
    ("field", "before", "redacted"),
    [
        ("facts.client_secret", "a8Kd0sLq92Mx71Bz5", "(hidden)"),
        ("facts.title", "a8Kd0sLq92Mx71Bz5", "a8Kd0sLq92Mx71Bz5"),
        (None, {"client_secret": "a8Kd0sLq92Mx71Bz5", "n": 1}, {"client_secret": "(hidden)", "n": 1}),
        ("tags", ["a", SECRETS[0]], ["a", "(hidden)"]),
        (None, {SECRETS[0]: None}, {"(hidden)": None}),
        ("likelihood", 3, 3),
    ],
)
def test_values_are_hidden_by_their_form_or_by_their_name(
    field: str | None, before: JsonValue, redacted: JsonValue
) -> None:
    assert changes_without_credentials((change(field, before),)) == (change(field, redacted),)


@given(st.sampled_from(SECRETS), st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3))
def test_no_text_around_a_credential_lets_it_through(secret: str, name: str, others: list[str]) -> None:
    (found, *_) = find_credentials(secret)
    redacted = changes_without_credentials((change(name, [*others]), change("text", f"Use\n{secret}\n")))
    assert found.text not in repr(redacted)
