import subprocess
from pathlib import Path

import pytest
from tests.repositories import Repo

from trailbook.trail.approvals import claimed_approvals
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Decision
from trailbook.trail.git.commits import Person
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.signatures import read_signatures
from trailbook.trail.trails import read_trails

ADA = Person("Ada", "ada@example.org")


def decision(repo: Repo) -> Decision:
    (trail,) = read_trails(Repository(repo.root), ("docs",))
    return trail.decisions[0]


@pytest.fixture
def keys(repo: Repo, tmp_path: Path) -> Path:
    for name in ("ada", "bo"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(tmp_path / name)]
        subprocess.run(command, check=True)
    allowed = [f"{name}@example.org {(tmp_path / f'{name}.pub').read_text()}" for name in ("ada", "bo")]
    (repo.root / ".allowed_signers").write_text("".join(allowed))
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


def test_a_signature_of_somebody_else_with_a_known_key_is_an_approval(repo: Repo, keys: Path) -> None:
    sign(repo, keys / "bo")
    repo.commit("one", {"docs/a.md": "# A"})
    found = decision(repo)
    assert found.signature == "good"
    assert [(a.email, a.source, a.independent) for a in found.approvals] == [("bo@example.org", "signature", True)]


def test_a_key_that_nobody_listed_is_unknown(repo: Repo, keys: Path) -> None:
    sign(repo, keys / "bo")
    (repo.root / ".allowed_signers").write_text("")
    repo.commit("one", {"docs/a.md": "# A"})
    found = decision(repo)
    assert (found.signature, found.approvals) == ("unknown key", ())


def test_a_forges_key_is_no_persons() -> None:
    line = "c\0E\0\0B5690EEEBB952194"
    named = "d\0G\0GitHub <noreply@github.com>\0AAAA"
    assert {id: s.state for id, s in read_signatures([line, named]).items()} == {"c": "forge", "d": "forge"}


def test_a_sign_off_that_a_record_claims_is_told_as_a_claim() -> None:
    changes = (
        Change(None, "sign_offs[reviewer].state", "changed", "pending", "given"),
        Change(None, "sign_offs[reviewer].by", "changed", None, "Bo"),
    )
    (claim,) = claimed_approvals(changes, ADA)
    assert (claim.name, claim.source, claim.independent) == ("Bo", "front-matter", True)


def test_a_claim_in_the_authors_own_name_is_not_independent() -> None:
    entry = {"role": "reviewer", "scope": "all", "state": "given", "by": "Ada"}
    (claim,) = claimed_approvals([Change(None, "sign_offs", "added", None, entry)], ADA)
    assert not claim.independent


def test_an_approved_exception_and_an_accepted_risk_name_who_is_said_to_have_agreed() -> None:
    exception = {"id": "X1", "state": "approved", "approver": "Data owner", "reason": "r"}
    accepted = {"by": "Leadership", "reason": "r", "until": "2027-01-01"}
    changes = [Change("X1", None, "added", None, exception), Change("T1", "acceptance", "added", None, accepted)]
    assert [claim.name for claim in claimed_approvals(changes, ADA)] == ["Data owner", "Leadership"]


def test_a_pending_sign_off_claims_nothing() -> None:
    entry = {"role": "reviewer", "scope": "all", "state": "pending", "by": None}
    assert claimed_approvals([Change(None, "sign_offs", "added", None, entry)], ADA) == ()
