from pathlib import Path

import pytest
from pydantic import JsonValue
from tests.repositories import Repo, make_key

from trailbook.trail.approvals import claimed_approvals
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.export import trails_text
from trailbook.trail.git.commits import Person
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.signatures import read_signatures
from trailbook.trail.proposals import is_agreed
from trailbook.trail.trails import read_trails

ADA = Person("Ada", "ada@example.org")


def decision(repo: Repo) -> Decision:
    (trail,) = read_trails(Repository(repo.root), ("docs",))
    return trail.decisions[0]


@pytest.fixture
def keys(repo: Repo, tmp_path: Path) -> Path:
    for name in ("ada", "bo"):
        make_key(tmp_path / name, name)
    allowed = [f"{name}@example.org {(tmp_path / f'{name}.pub').read_text()}" for name in ("ada", "bo")]
    cy = {"GIT_AUTHOR_NAME": "Cy", "GIT_AUTHOR_EMAIL": "cy@example.org"}
    repo.commit("List the keys", {".allowed_signers": "".join(allowed)}, **cy)
    repo.git("config", "gpg.format", "ssh")
    return tmp_path


def sign(repo: Repo, key: Path) -> None:
    repo.git("config", "user.signingKey", str(key))
    repo.git("config", "commit.gpgSign", "true")


def test_an_unsigned_commit_is_told_as_such(repo: Repo) -> None:
    repo.commit("one", {"docs/a.md": "# A"})
    assert decision(repo).signature == "none"


def test_the_authors_own_good_signature_is_no_approval(repo: Repo, keys: Path) -> None:
    sign(repo, keys / "ada")
    repo.commit("one", {"docs/a.md": "# A"})
    found = decision(repo)
    assert (found.signature, found.approvals) == ("good", ())


def test_who_is_named_below_approved_by_agreed_as_in_a_trailer(repo: Repo) -> None:
    repo.commit("one\n\nKeys leaked.\n\nApproved by: Bo Li\nReviewed By: Ada", {"docs/a.md": "# A"})
    assert [(a.name, a.source, a.independent) for a in decision(repo).approvals] == [
        ("Bo Li", "trailer", True),
        ("Ada", "trailer", False),
    ]


def test_a_signature_of_somebody_else_with_a_known_key_is_an_approval(repo: Repo, keys: Path) -> None:
    sign(repo, keys / "bo")
    repo.commit("one", {"docs/a.md": "# A"})
    found = decision(repo)
    assert found.signature == "good"
    assert [(a.email, a.source, a.independent) for a in found.approvals] == [("bo@example.org", "signature", True)]


def test_a_key_that_nobody_listed_is_unknown(repo: Repo, keys: Path) -> None:
    sign(repo, keys / "bo")
    repo.git("rm", "--quiet", ".allowed_signers")
    repo.git("commit", "--quiet", "--no-gpg-sign", "-m", "List none")
    repo.commit("one", {"docs/a.md": "# A"})
    found = decision(repo)
    assert (found.signature, found.approvals) == ("unknown key", ())


@pytest.mark.parametrize(
    ("code", "signer", "key", "state"),
    [
        ("G", "GitHub <noreply@github.com>", "AAAA", "forge"),
        ("U", "GitHub <noreply@github.com>", "B5690EEEBB952194", "forge"),
        ("E", "", "B5690EEEBB952194", "unknown key"),
        ("B", "GitHub <noreply@github.com>", "B5690EEEBB952194", "bad"),
        ("N", "", "", "unknown key"),
    ],
)
def test_a_forges_key_is_no_persons_and_a_packet_that_only_names_it_is_nobodys(
    code: str, signer: str, key: str, state: str
) -> None:
    (found,) = read_signatures([f"c\0{code}\0{signer}\0{key}"]).values()
    assert (found.state, found.signers) == (state, ())


def test_a_sign_off_that_a_record_claims_is_told_as_a_claim() -> None:
    changes = (
        Change(None, "sign_offs[reviewer].state", "changed", "pending", "given"),
        Change(None, "sign_offs[reviewer].by", "changed", None, "Bo"),
    )
    (claim,) = claimed_approvals(changes, ADA)
    assert (claim.name, claim.source, claim.independent) == ("Bo", "front-matter", True)


def test_a_claim_in_the_authors_own_name_is_not_independent() -> None:
    entry: JsonValue = {"role": "reviewer", "scope": "all", "state": "given", "by": "Ada"}
    (claim,) = claimed_approvals([Change(None, "sign_offs", "added", None, entry)], ADA)
    assert not claim.independent


def test_an_approved_exception_and_an_accepted_risk_name_who_is_said_to_have_agreed() -> None:
    exception: JsonValue = {"id": "X1", "state": "approved", "approver": "Data owner", "reason": "r"}
    accepted: JsonValue = {"by": "Leadership", "reason": "r", "until": "2027-01-01"}
    changes = [Change("X1", None, "added", None, exception), Change("T1", "acceptance", "added", None, accepted)]
    assert [claim.name for claim in claimed_approvals(changes, ADA)] == ["Data owner", "Leadership"]


def test_a_pending_sign_off_claims_nothing() -> None:
    entry: JsonValue = {"role": "reviewer", "scope": "all", "state": "pending", "by": None}
    assert claimed_approvals([Change(None, "sign_offs", "added", None, entry)], ADA) == ()


def agreed(repo: Repo) -> list[tuple[str, str, bool]]:
    return [(one.name, one.source, one.independent) for one in decision(repo).approvals]


@pytest.mark.parametrize(
    "who",
    [
        "Claude <noreply@anthropic.com>",
        "Copilot <5+Copilot@users.noreply.github.com>",
        "coderabbitai[bot] <6+coderabbitai[bot]@users.noreply.github.com>",
        "renovate[bot] <7+renovate[bot]@users.noreply.github.com>",
        "Security Team",
        "@example/security",
    ],
)
def test_assistants_robots_and_teams_approve_nothing(repo: Repo, who: str) -> None:
    repo.commit(f"one\n\nReviewed-by: {who}\nAcked-by: Bo <bo@example.org>", {"docs/a.md": "# A"})
    assert agreed(repo) == [("Bo", "trailer", True)]


def merged_by(repo: Repo, message: str, name: str, email: str) -> None:
    repo.commit("begin", {"b.md": "b"})
    repo.branch("topic")
    author = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "3+adasmith@users.noreply.github.com"}
    repo.commit("one", {"docs/a.md": "# A"}, **author)
    repo.checkout("main")
    repo.merge("topic", message, GIT_AUTHOR_NAME=name, GIT_AUTHOR_EMAIL=email)


def test_ones_own_merge_under_the_account_of_a_forge_is_no_agreement(repo: Repo) -> None:
    merged_by(repo, "Merge pull request #1 from adasmith/topic", "A. Smith", "AdaSmith@users.noreply.github.com")
    assert agreed(repo) == []


def test_ones_own_merge_under_a_second_name_is_no_agreement(repo: Repo) -> None:
    repo.commit("zero", {"c.md": "c"}, GIT_AUTHOR_NAME="The Countess", GIT_AUTHOR_EMAIL="ada@old.example")
    repo.commit("zero", {"d.md": "d"}, GIT_AUTHOR_NAME="Ada Smith", GIT_AUTHOR_EMAIL="ada@old.example")
    repo.branch("topic")
    repo.commit("one", {"docs/a.md": "# A"}, GIT_AUTHOR_NAME="Ada Smith", GIT_AUTHOR_EMAIL="ada@new.example")
    repo.checkout("main")
    repo.merge("topic", "Merge it", GIT_AUTHOR_NAME="The Countess", GIT_AUTHOR_EMAIL="ada@old.example")
    assert agreed(repo) == []


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Merge Robot", "merge-robot@example.org"),
        ("github-merge-queue[bot]", "8+github-merge-queue[bot]@users.noreply.github.com"),
        ("mergify[bot]", "9+mergify[bot]@users.noreply.github.com"),
    ],
)
def test_a_robots_merge_is_nobodys_agreement(repo: Repo, name: str, email: str) -> None:
    merged_by(repo, "Merge pull request #1 from adasmith/topic", name, email)
    assert agreed(repo) == []


@pytest.mark.parametrize(
    ("message", "approvals"),
    [
        ("Auto merge of #1 - adasmith:topic, r=bo", [("bo", "robot-merge", True)]),
        ("Auto merge of #1 - adasmith:topic, r=bo,cy", [("bo", "robot-merge", True), ("cy", "robot-merge", True)]),
        ("Auto merge of #1 - adasmith:topic, r=adasmith", [("adasmith", "robot-merge", False)]),
        ("Auto merge of #1 - adasmith:topic, r=<try>", []),
        ("Merge #1\n\n1: Say more r=bo a=adasmith\n\nBecause.", [("bo", "robot-merge", True)]),
        ("Merge #1 #2\n\n1: Say more r=bo a=adasmith\n\n2: And this r=cy a=di", []),
        ("Merge #1\n\nReviewed-by: Bo <bo@example.org>", [("Bo", "trailer", True)]),
    ],
)
def test_whom_a_robots_merge_names_as_approver_approved_by_its_word(
    repo: Repo, message: str, approvals: list[tuple[str, str, bool]]
) -> None:
    merged_by(repo, message, "bors", "bors@example.org")
    assert agreed(repo) == approvals


def test_a_persons_merge_that_reads_like_a_robots_names_no_approver(repo: Repo) -> None:
    merged_by(repo, "Auto merge of #1 - adasmith:topic, r=bo", "Ada Smith", "ada@example.org")
    assert agreed(repo) == []


@pytest.mark.parametrize(
    "value",
    [
        *(
            "pending",
            "Not yet",
            "nobody yet",
            "no one",
            "None required",
            "to be done",
            "yes",
            "LGTM",
            "myself",
            "me",
            "I",
        ),
        *("#12", "PR #12", "https://forge.example/pulls/1", "Full Name", "TBC", "waiting for Bo"),
    ],
)
def test_an_approver_who_is_nobody_approves_nothing(repo: Repo, value: str) -> None:
    repo.commit(f"Say more\n\nApproved-by: {value}", {"docs/a.md": "# A\n\nMore.\n"})
    assert agreed(repo) == []


def test_a_co_author_who_signs_the_commit_is_not_independent(repo: Repo, keys: Path) -> None:
    sign(repo, keys / "bo")
    repo.commit("one\n\nCo-authored-by: Bo <bo@example.org>", {"docs/a.md": "# A"})
    assert agreed(repo) == []


PICKED = """Ask twice

Guests leaked keys.

Reviewed-by: Bo <bo@example.org>
(cherry picked from commit 0123456789012345678901234567890123456789)
"""


def test_an_approval_that_a_pick_copied_is_of_the_other_commit(repo: Repo) -> None:
    repo.commit(PICKED, {"docs/a.md": "# A"})
    found = decision(repo)
    assert [(one.name, one.source, one.counts) for one in found.approvals] == [("Bo", "picked", False)]
    assert not is_agreed(found)
    assert "Bo (stated for the commit that it was picked from)" in trails_text([Trail("a", "a.md", (found,))])


def test_an_approval_below_the_line_of_a_pick_is_of_the_pick(repo: Repo) -> None:
    repo.commit(f"{PICKED}Reviewed-by: Bo <bo@example.org>\nAcked-by: Cy <cy@example.org>\n", {"docs/a.md": "# A"})
    assert [(one.name, one.source) for one in decision(repo).approvals] == [("Bo", "trailer"), ("Cy", "trailer")]


def test_whoever_merged_a_pick_agreed_to_it(repo: Repo) -> None:
    repo.commit("Begin", {"docs/b.md": "# B"})
    repo.branch("topic")
    repo.commit(PICKED, {"docs/a.md": "# A"})
    repo.checkout("main")
    repo.merge("topic", "Merge pull request #1 from ada/topic", GIT_AUTHOR_NAME="Bo", GIT_AUTHOR_EMAIL="bo@example.org")
    (trail, _) = read_trails(Repository(repo.root), ("docs",))
    assert [(one.name, one.source) for one in trail.decisions[0].approvals] == [("Bo", "merge")]


@pytest.mark.parametrize(
    ("value", "approvals"),
    [
        ("[Eve](https://forge.example/eve)", []),
        ("x@", []),
        ("bo@example.org cy@example.org", []),
        ("Bo <bo@example.org> <ada@example.org>", []),
        ("@bo", [("@bo", "trailer", True)]),
        ("@ada", [("@ada", "trailer", False)]),
        ("Bo <bo@example.org>, Cy <cy@example.org>", [("Bo", "trailer", True), ("Cy", "trailer", True)]),
        ("Ada <ada@example.org> and Cy <cy@example.org>", [("Ada", "trailer", False), ("Cy", "trailer", True)]),
    ],
)
def test_an_approval_names_people_plainly(repo: Repo, value: str, approvals: list[tuple[str, str, bool]]) -> None:
    author = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org"}
    repo.commit(f"Say more\n\nApproved-by: {value}", {"docs/a.md": "# A\n\nMore.\n"}, **author)
    assert agreed(repo) == approvals


def test_whoever_may_be_a_co_author_is_not_independent(repo: Repo) -> None:
    message = "Say more\n\nCo-authored-by: Di <di@example.org> <bo@example.org>\nApproved-by: Bo <bo@example.org>"
    repo.commit(message, {"docs/a.md": "# A\n\nMore.\n"})
    assert agreed(repo) == [("Bo", "trailer", False)]


def test_an_approval_that_a_revert_quotes_is_not_of_the_revert(repo: Repo) -> None:
    message = 'Revert "Ask twice"\n\nThis reverts commit 0123456.\n\nAsk twice\n\nReviewed-by: Bo <bo@example.org>\n'
    repo.commit(message, {"docs/a.md": "# A"})
    assert agreed(repo) == []
