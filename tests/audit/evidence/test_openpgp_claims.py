"""What evidence says of OpenPGP signatures is proven by gpg, with keys that whoever checks it has and trusts."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.audit.evidence.base import evidence, run, said
from tests.repositories import Repo

from trailbook.audit.evidence.signature_claims import Keys
from trailbook.audit.evidence.verify import verify


@pytest.fixture
def openpgp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repo]:
    """A repository whose commit by Ada is signed by Bo's OpenPGP key, which is in the keyring."""
    if not shutil.which("gpg"):
        pytest.skip("gpg is not installed")
    home = Path(tempfile.mkdtemp(prefix="gnupg-"))  # the path of a socket has no room for more
    monkeypatch.setenv("GNUPGHOME", str(home))
    make = [
        "gpg",
        "--batch",
        "--quiet",
        "--passphrase",
        "",
        "--quick-gen-key",
        "Bo <bo@example.org>",
        "ed25519",
        "sign",
    ]
    subprocess.run(make, check=True, capture_output=True)
    repo = Repo(tmp_path / "kb")
    repo.git("config", "user.signingKey", "bo@example.org", GNUPGHOME=str(home))
    repo.write({"content/a.md": "# A\n\nOne.\n"})
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "-S", "-m", "Say one", GNUPGHOME=str(home))
    yield repo
    subprocess.run(["gpgconf", "--kill", "all"], check=False)
    shutil.rmtree(home, ignore_errors=True)


def test_openpgp_signatures_are_checked_by_gpg_where_that_is_asked_for(openpgp: Repo, tmp_path: Path) -> None:
    whole = evidence(openpgp, tmp_path / "whole.zip")
    assert any("gpg was not asked (--gpg)" in one for one in verify(whole).unproven)
    known = verify(whole, keys=Keys(gpg=True))
    assert (known.faults, known.unproven, known.agreed) == ((), (), 1)
    assert run(tmp_path, whole, "--gpg").exit_code == 0


def test_a_key_that_gpg_does_not_fully_trust_proves_nothing(openpgp: Repo, tmp_path: Path) -> None:
    whole = evidence(openpgp, tmp_path / "whole.zip")
    subprocess.run(
        ["gpg", "--batch", "--quiet", "--command-fd=0", "--edit-key", "bo@example.org", "trust"],
        input=b"2\nquit\n",
        check=True,
        capture_output=True,
    )
    found = verify(whole, keys=Keys(gpg=True))
    assert any("does not trust it fully" in one for one in found.unproven)
    assert found.agreed == 0


def test_whether_a_signature_by_an_unknown_key_fits_is_listed_where_nothing_shows_it(
    openpgp: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("GNUPGHOME", str(tmp_path))
        whole = evidence(openpgp, tmp_path / "whole.zip")
    result = run(tmp_path, whole)
    assert result.exit_code == 1
    doubt = "NOT proven of decision 1: that its signature, by an unknown key, fits what its commit says"
    assert f"{doubt} (gpg was not asked (--gpg))" in said(result)
    assert run(tmp_path, whole, "--gpg").exit_code == 0
