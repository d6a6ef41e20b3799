import base64
import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.repositories import Repo, make_key

from trailbook.cli import main


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "kb")
    repo.commit("Ask for two\x1b[2J factors\u202e", {"docs/a.md": "# A\n\nOne.\n"})
    repo.git("remote", "add", "origin", "git@forge.example:org/kb.git")
    return repo


def run(repo: Repo, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["audit", "source-level", *arguments, "--root", str(repo.root)])


def test_each_requirement_is_told_with_what_shows_it(repo: Repo) -> None:
    result = run(repo)
    assert result.exit_code == 0, result.output
    assert "Repositories are uniquely identifiable (#repository-ids): met" in result.output
    assert "Two-party review (#two-party-review): not provable from here" in result.output
    assert "Level 0 is proven; level 4 is not ruled out: 11 requirements can't be proved" in result.output
    assert not {"\x1b", "\u202e"} & set(result.output)


def test_json_names_the_published_text(repo: Repo) -> None:
    found = json.loads(run(repo, "--format", "json").stdout)
    assert found["repository"] == "git+https://forge.example/org/kb"
    address = found["revisions"][0]["requirements"][-1]["address"]
    assert address == "https://slsa.dev/spec/v1.2/source-requirements#two-party-review"


def test_a_branch_or_a_tag_may_be_named(repo: Repo) -> None:
    repo.git("tag", "1.0.0")
    repo.git("branch", "line")
    for name, ref in (("line", "refs/heads/line"), ("1.0.0", "refs/tags/1.0.0")):
        assert json.loads(run(repo, "--branch", name, "--format", "json").stdout)["revisions"][0]["ref"] == ref
    refused = run(repo, "--branch", "--output=x")
    assert (refused.exit_code, "no branch or tag" in refused.output) == (2, True)


def test_a_summary_has_the_published_fields_and_says_that_nobody_signed_it(repo: Repo, tmp_path: Path) -> None:
    result = run(repo, "--format", "vsa", "--output", str(tmp_path / "vsa.json"))
    assert "The summary is not signed: --sign was not given." in result.stderr
    envelope = json.loads((tmp_path / "vsa.json").read_text())
    assert (envelope["payloadType"], envelope["signatures"]) == ("application/vnd.in-toto+json", [])
    statement = json.loads(base64.b64decode(envelope["payload"]))
    commit = repo.git("rev-parse", "HEAD")
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://slsa.dev/verification_summary/v1"
    assert statement["subject"] == [
        {
            "uri": f"https://forge.example/org/kb/commit/{commit}",
            "digest": {"gitCommit": commit},
            "annotations": {"sourceRefs": ["refs/heads/main"]},
        }
    ]
    predicate = statement["predicate"]
    assert (predicate["verificationResult"], predicate["verifiedLevels"]) == ("PASSED", ["SLSA_SOURCE_LEVEL_1"])
    assert predicate["resourceUri"] == "git+https://forge.example/org/kb"


def test_a_signed_summary_verifies_with_ssh_keygen(repo: Repo, tmp_path: Path) -> None:
    key = tmp_path / "ada"
    make_key(key)
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "user.signingKey", str(key))
    envelope = json.loads(run(repo, "--format", "vsa", "--sign").stdout)
    payload = base64.b64decode(envelope["payload"])
    kind = envelope["payloadType"].encode()
    signed = b" ".join([b"DSSEv1", b"%d" % len(kind), kind, b"%d" % len(payload), payload])
    (tmp_path / "sig").write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
    (tmp_path / "signers").write_text(f"ada@example.org {key.with_suffix('.pub').read_text()}")
    command = ["ssh-keygen", "-Y", "verify", "-n", "git", "-I", "ada@example.org"]
    files = ["-f", str(tmp_path / "signers"), "-s", str(tmp_path / "sig")]
    said = subprocess.run([*command, *files], input=signed, check=True, capture_output=True).stdout
    assert said.startswith(b'Good "git" signature for ada@example.org')


def test_a_summary_names_a_branch_of_the_remote_as_it_is_called_there(repo: Repo) -> None:
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repo.git("checkout", "--quiet", "--detach")
    repo.git("branch", "--delete", "--force", "main")
    statement = json.loads(base64.b64decode(json.loads(run(repo, "--format", "vsa").stdout)["payload"]))
    assert statement["subject"][0]["annotations"] == {"sourceRefs": ["refs/heads/main"]}


def test_a_summary_without_an_address_is_misuse(repo: Repo) -> None:
    repo.git("remote", "remove", "origin")
    result = run(repo, "--format", "vsa")
    assert (result.exit_code, "repo_url" in result.output) == (2, True)
    assert run(repo, "--sign").exit_code == 2
