from pathlib import Path

import pytest
from tests.repositories import Repo, make_key

from trailbook.trail.git.repository import Repository
from trailbook.trail.trusted_keys import tag_signature


@pytest.fixture
def signing(repo: Repo, tmp_path: Path) -> Repo:
    """A repository with a commit, whose tags are signed with a key that ``.allowed_signers`` lists."""
    make_key(tmp_path / "ada", "ada")
    repo.commit("one", {".allowed_signers": f"noreply@forge.example {(tmp_path / 'ada.pub').read_text()}"})
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "user.signingKey", str(tmp_path / "ada"))
    return repo


def states(repo: Repo) -> dict[str, str]:
    repository = Repository(repo.root)
    return {tag.name: tag_signature(repository, tag, repository.history()) for tag in repository.tags()}


def test_tags_are_told_with_the_state_of_their_signatures(signing: Repo) -> None:
    signing.git("tag", "light")
    signing.git("tag", "-a", "-m", "No signature", "noted")
    signing.git("tag", "-s", "-m", "Signed\n\nwith a body", "signed")
    assert states(signing) == {"light": "none", "noted": "none", "signed": "good"}


def test_a_signature_taken_from_another_tag_is_bad(signing: Repo) -> None:
    signing.git("tag", "-s", "-m", "One", "one")
    forged = signing.git("cat-file", "tag", "one").replace("\n\nOne\n", "\n\nTwo\n")
    id = signing.git("hash-object", "-t", "tag", "-w", "--stdin", stdin=f"{forged}\n")
    signing.git("update-ref", "refs/tags/one", id)
    assert states(signing) == {"one": "bad"}


def test_a_key_that_nobody_listed_is_unknown(signing: Repo) -> None:
    signing.git("tag", "-s", "-m", "One", "one")
    signing.git("rm", "--quiet", ".allowed_signers")
    signing.commit("List none")
    signing.git("tag", "-f", "-s", "-m", "One", "one")
    assert states(signing) == {"one": "unknown key"}


def test_a_repository_without_tags_has_none(repo: Repo) -> None:
    repo.commit("one")
    assert Repository(repo.root).tags() == ()
