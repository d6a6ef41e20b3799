"""What evidence says of signatures is a claim, until the commit carries one and whoever checks it has the key."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.audit.evidence.base import evidence, run, said
from tests.repositories import Repo, make_key

from trailbook.audit.evidence.archive import pack, unpack
from trailbook.audit.evidence.contents import GAPS, MANIFEST, README, manifest_of
from trailbook.audit.evidence.facts import Facts, facts_json
from trailbook.audit.evidence.readable import readable_files, readme
from trailbook.audit.evidence.signature_claims import Keys
from trailbook.audit.evidence.verify import verify
from trailbook.trail.export import read_trails, trails_json

Files = dict[str, bytes]
NAMES = ("ada", "bo", "eve")
VICTOR = {"name": "victor@example.org", "email": "victor@example.org", "source": "signature", "independent": True}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the keys of Ada, Bo and Eve."""
    folder = tmp_path_factory.mktemp("keys")
    for name in NAMES:
        make_key(folder / name, name)
    return folder


def listed(keys: Path, *entries: tuple[str, str]) -> str:
    """A list of keys: principals, and whose key it is."""
    return "".join(f"{principals} {(keys / f'{name}.pub').read_text()}" for principals, name in entries)


@pytest.fixture(scope="module")
def signed(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Evidence with a commit by nobody's key, one signed by its author, and one of hers that Bo signed."""
    folder = tmp_path_factory.mktemp("signed")
    repo = Repo(folder / "kb")
    both = (("ada@example.org", "ada"), ("bo@example.org", "bo"))
    repo.commit(
        "List the keys",
        {".allowed_signers": listed(keys, *both), "content/a.md": "# A\n"},
        GIT_AUTHOR_NAME="Cy",
        GIT_AUTHOR_EMAIL="cy@example.org",
    )
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "commit.gpgSign", "true")
    for name, text in (("ada", "One"), ("bo", "Two")):
        repo.git("config", "user.signingKey", str(keys / name))
        repo.commit(f"Say {text.lower()}", {"content/a.md": f"# A\n\n{text}.\n"})
    return evidence(repo, folder / "evidence.zip")


def forged(whole: bytes, change: Callable[[dict[str, Any]], object], **facts: Any) -> bytes:
    """Evidence with each decision changed and everything derived from it made anew, as a careful forger would."""
    files = unpack(whole)
    values = json.loads(files["trail.json"])
    for trail in values:
        for decision in trail["decisions"]:
            change(decision)
    trails = read_trails(json.dumps(values))
    stated = Facts.model_validate_json(files["evidence.json"]).model_copy(update=facts)
    gaps = [one for one in json.loads(files[GAPS]) if one["kind"] not in ("unsigned", "no-independent-approval")]
    files |= {"trail.json": trails_json(trails).encode(), "evidence.json": facts_json(stated)}
    files[GAPS] = json.dumps(gaps, indent=2, ensure_ascii=False).encode() + b"\n"
    files |= readable_files(stated, trails, files)
    files.pop(MANIFEST)
    files[README] = readme(stated, {name: data for name, data in files.items() if name != README})
    return pack({**files, MANIFEST: manifest_of(files)})


def by_victor(decision: dict[str, Any]) -> None:
    decision["signature"] = "good"
    decision["approvals"] = [VICTOR]


@pytest.mark.parametrize("is_copy", [False, True])
def test_invented_signatures_and_approvals_are_never_accepted(signed: bytes, tmp_path: Path, is_copy: bool) -> None:
    result = run(tmp_path, forged(signed, by_victor, is_copy=is_copy))
    assert result.exit_code == 1


def test_a_copy_proves_no_signature(signed: bytes) -> None:
    def of_a_copy(decision: dict[str, Any]) -> None:
        if decision["title"] == "List the keys":
            by_victor(decision)

    found = verify(forged(signed, of_a_copy, is_copy=True), keys=Keys(b"victor@example.org ssh-ed25519 AAAA"))
    assert any("that victor@example.org agreed by signing it" in one for one in found.unproven)
    assert any("its commit carries no signature" in one for one in found.unproven)
    assert not found.agreed


def test_without_keys_signatures_are_claims_and_the_command_exits_with_1(signed: bytes, tmp_path: Path) -> None:
    result = run(tmp_path, signed)
    assert result.exit_code == 1
    assert "NOT proven of decisions 2-3: that its signature is 'good' (no list of SSH keys was given" in said(result)
    assert "NOT proven of decision 3: that bo@example.org agreed by signing it" in said(result)
    assert "as far as is proven, nobody but the author agreed with decision 3" in said(result)
    assert "agreed by somebody else, as far as proven here: 0 of 3" in result.output


def test_an_agreement_by_a_signature_closes_no_gap_of_evidence(signed: bytes) -> None:
    files = unpack(signed)
    gaps = [one for one in json.loads(files[GAPS]) if one["kind"] == "no-independent-approval"]
    assert [one["detail"] for one in gaps] == ["Say two", "Say one", "List the keys"]
    assert b"agreed by somebody else</dt><dd>0 " in files["index.html"]


def test_the_auditors_own_keys_prove_them(signed: bytes, keys: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text(listed(keys, ("ada@example.org", "ada"), ("BO@example.org", "bo")))
    result = run(tmp_path, signed, "--signers", str(own))
    assert result.exit_code == 0, result.output
    assert "agreed by somebody else, as far as proven here: 1 of 3" in result.output


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], "its key is not listed"),
        ([("bo@example.org", "eve")], "its key is not listed"),
        ([("*", "bo")], "for a pattern, which names nobody"),
        ([("*@example.org", "bo")], "for a pattern, which names nobody"),
        ([("!x@example.org,*@example.org", "bo")], "for a pattern, which names nobody"),
        ([("bo?example.org", "bo")], "for a pattern, which names nobody"),
        ([("cy@example.org", "bo")], "agreed by signing it: the key is that of cy@example.org"),
        ([("ada@example.org", "bo")], "agreed by signing it: the key is that of ada@example.org"),
        ([("bo@example.org,ada@example.org", "bo")], "agreed by signing it"),
        ([("bo@example.org", "bo"), ("ada@example.org", "bo")], "agreed by signing it"),
        ([('bo@example.org valid-before="20200101"', "bo")], "its key is not listed, or was not valid then"),
        ([('bo@example.org valid-after="20300101"', "bo")], "its key is not listed, or was not valid then"),
        ([('bo@example.org namespaces="file"', "bo")], "decision 3"),
    ],
)
def test_keys_that_do_not_show_that_bo_signed_prove_nothing(
    signed: bytes, keys: Path, entries: list[tuple[str, str]], expected: str
) -> None:
    own = listed(keys, ("ada@example.org", "ada"), *entries)
    found = verify(signed, keys=Keys(own.encode()))
    assert found.faults == ()
    assert found.agreed == 0
    assert any(expected in one for one in found.unproven), found.unproven
    assert any("that bo@example.org agreed" in one for one in found.unproven)


def test_nobody_else_can_be_made_the_signer(signed: bytes, keys: Path) -> None:
    def by_eve(decision: dict[str, Any]) -> None:
        for one in decision["approvals"]:
            one.update({"name": "eve@example.org", "email": "eve@example.org"})

    own = listed(keys, ("ada@example.org", "ada"), ("bo@example.org", "bo"), ("eve@example.org", "eve")).encode()
    found = verify(forged(signed, by_eve), keys=Keys(own))
    assert any("that eve@example.org agreed by signing it: the key is that of bo@" in one for one in found.unproven)
    named = verify(
        forged(signed, lambda one: [x.update({"name": "The CISO"}) for x in one["approvals"]]), keys=Keys(own)
    )
    assert named.unproven


@pytest.mark.parametrize("state", ["expired", "revoked", "forge", "bad"])
def test_no_other_state_is_proven_by_a_good_signature(signed: bytes, keys: Path, state: str) -> None:
    def stated(decision: dict[str, Any]) -> None:
        if decision["title"] == "Say one":
            decision["signature"] = state

    own = listed(keys, ("ada@example.org", "ada"), ("bo@example.org", "bo")).encode()
    found = verify(forged(signed, stated), keys=Keys(own))
    assert any(one.startswith("NOT proven of decision 2: that its signature is") for one in found.unproven)


def test_a_state_of_ones_own_invention_is_a_fault(signed: bytes) -> None:
    faults = verify(forged(signed, lambda one: one.update({"signature": "good, by the CISO"}))).faults
    assert any("the signature is not that of commit" in one for one in faults)


def test_what_was_not_derived_counts_for_nothing(signed: bytes, keys: Path) -> None:
    own = listed(keys, ("ada@example.org", "ada"), ("bo@example.org", "bo")).encode()
    assert verify(signed, keys=Keys(own)).agreed == 1
    left = ("decision 3: who agreed can't be derived from commit",)
    assert verify(forged(signed, lambda one: None, underived=left), keys=Keys(own)).agreed in (0, None)
    assert verify(forged(signed, lambda one: None, maker="0" * 64), keys=Keys(own)).agreed is None


def test_a_signature_can_not_be_denied(signed: bytes) -> None:
    def unsigned(decision: dict[str, Any]) -> None:
        decision.update({"signature": "none", "approvals": []})

    for is_copy in (False, True):
        faults = verify(forged(signed, unsigned, is_copy=is_copy)).faults
        assert any("the signature is not that of commit" in one for one in faults)


def test_a_signature_of_something_else_is_a_fault_with_keys(keys: Path, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "kb")
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "user.signingKey", str(keys / "bo"))
    repo.git("config", "commit.gpgSign", "true")
    repo.commit("Say one", {"content/a.md": "# A\n\nOne.\n", ".allowed_signers": listed(keys, ("bo@x.org", "bo"))})
    raw = repo.git("cat-file", "commit", "HEAD").replace("Say one", "Say all")
    id = repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=f"{raw}\n")
    repo.git("reset", "--quiet", "--hard", id)
    whole = evidence(repo, tmp_path / "x.zip")
    own = Keys(listed(keys, ("bo@example.org", "bo")).encode())
    assert verify(whole, keys=own).faults == ()
    found = verify(forged(whole, lambda one: one.update({"signature": "unknown key"})), keys=own)
    assert any("is bad: it does not fit what the commit says" in one for one in found.faults)


def by_an_unknown_key(decision: dict[str, Any]) -> None:
    decision.update({"signature": "unknown key", "approvals": []})


def test_a_signature_of_something_else_is_a_fault_without_any_keys(keys: Path, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "kb")
    repo.commit("Say one", {"content/a.md": "# A\n"})
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "user.signingKey", str(keys / "bo"))
    repo.git("commit", "--quiet", "--amend", "--no-edit", "--gpg-sign")
    whole = evidence(repo, tmp_path / "x.zip")
    assert (verify(whole).faults, verify(whole).unproven) == ((), ())
    raw = repo.git("cat-file", "commit", "HEAD").replace("Say one", "Say all")
    id = repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=f"{raw}\n")
    repo.git("reset", "--quiet", "--hard", id)
    spoilt = forged(evidence(repo, tmp_path / "x.zip"), by_an_unknown_key)
    assert any("is bad: it does not fit what the commit says" in one for one in verify(spoilt).faults)


def test_a_copy_does_not_show_whether_a_signature_fits(signed: bytes) -> None:
    def first_by_an_unknown_key(decision: dict[str, Any]) -> None:
        if decision["title"] == "List the keys":
            by_an_unknown_key(decision)

    found = verify(forged(signed, first_by_an_unknown_key, is_copy=True)).unproven
    assert any("fits what its commit says (its commit carries no signature)" in one for one in found)


def test_signatures_of_a_sha_256_repository_are_checked(keys: Path, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "kb", "--object-format=sha256")
    own = listed(keys, ("bo@example.org", "bo"))
    repo.commit("List the key", {".allowed_signers": own}, GIT_AUTHOR_NAME="Cy", GIT_AUTHOR_EMAIL="cy@example.org")
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "user.signingKey", str(keys / "bo"))
    repo.git("config", "commit.gpgSign", "true")
    repo.commit("Say one", {"content/a.md": "# A\n\nOne.\n"})
    found = verify(evidence(repo, tmp_path / "x.zip"), keys=Keys(own.encode()))
    assert (found.faults, found.unproven, found.agreed) == ((), (), 1)
