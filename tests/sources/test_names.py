"""Under which name a shard counts, where a folder gives many, and who may sign for it."""

import os
from pathlib import Path
from typing import Any

import pytest
from tests.repositories import Repo, make_key
from tests.sources.organisation import HUB, Organisation, run, shard, spoilt

from trailbook.sources.state import read_state


def folder_of_shards(organisation: Organisation, *more: str) -> Path:
    """A folder with the shards of all, which the hub reads as ``all``, beside ``more`` sources."""
    folder = organisation.folder / "shards"
    folder.mkdir()
    for name in ("payments", "identity"):
        organisation.file(name).rename(folder / f"{name}.json")
    lines = "\n        ".join(("        all: {from: ../shards, unit: Everything}", *more))
    organisation.hub.commit("Read a folder", {"mkdocs.yml": HUB.replace("{sources}", lines)})
    return folder


def outcomes(found: dict[str, dict[str, object]]) -> dict[str, object]:
    return {name: one["outcome"] for name, one in found.items()}


@pytest.mark.parametrize("bad", ["Bad Name.json", os.fsdecode(b"\xff.json")])
def test_a_folder_names_each_repository_by_its_file(organisation: Organisation, bad: str) -> None:
    folder = folder_of_shards(organisation)
    (folder / bad).write_text("{}")
    found = organisation.fetch(code=1)
    assert outcomes(found) == {"all": "unreadable", "identity": "current", "payments": "current"}
    assert "a source is called" in str(found["all"]["message"])
    (folder / bad).unlink()
    assert outcomes(organisation.fetch()) == {"identity": "current", "payments": "current"}
    (folder / "payments.json").unlink()
    assert organisation.fetch(code=1)["payments"]["message"] == "../shards has no shard of it any more"


def test_a_folder_does_not_take_the_name_of_another_source(organisation: Organisation) -> None:
    folder = folder_of_shards(organisation, "payments: ../own.json")
    shard(organisation.payments, organisation.folder / "own.json")
    (folder / "payments.json").write_bytes((folder / "identity.json").read_bytes())
    for _ in range(2):
        found = organisation.fetch(code=1)
        assert outcomes(found) == {"all": "unreadable", "identity": "current", "payments": "current"}
        assert found["all"]["message"] == "it has a shard called payments, as mkdocs.yml calls another source"
        assert found["payments"]["commit"] == organisation.payments.git("rev-parse", "HEAD")


def test_a_name_that_two_folders_give_is_taken_from_neither(organisation: Organisation) -> None:
    folder = folder_of_shards(organisation, "more: ../more")
    (organisation.folder / "more").mkdir()
    (organisation.folder / "more" / "payments.json").write_bytes((folder / "payments.json").read_bytes())
    found = organisation.fetch(code=1)
    assert outcomes(found) == {"identity": "current", "payments": "unreadable"}
    assert found["payments"]["message"] == "all and more give it; leave it in one of them"
    (folder / "payments.json").unlink()
    assert organisation.fetch()["payments"]["from"] == "../more", "it moved from one to the other"


def test_a_shard_counts_under_one_name(organisation: Organisation) -> None:
    folder = folder_of_shards(organisation)
    data = (folder / "payments.json").read_bytes()
    (folder / "another.json").write_bytes(data)
    found = organisation.fetch(code=1)
    assert outcomes(found) == {"another": "forged", "identity": "current", "payments": "forged"}
    assert found["payments"]["message"] == "it is the shard of another"
    (folder / "another.json").unlink()
    organisation.fetch()
    (folder / "another.json").write_bytes(data)
    found = organisation.fetch(code=1)
    assert outcomes(found) == {"another": "forged", "identity": "current", "payments": "current"}
    assert found["another"]["message"] == "it is the shard of payments"
    assert "payments" in read_state(organisation.hub.root).shards
    assert "another" not in read_state(organisation.hub.root).shards


def signed_shards(organisation: Organisation, *names: str) -> None:
    """Let repositories sign with one key, which counts for all that the hub reads."""
    key = organisation.folder / "key"
    if not key.exists():
        make_key(key, "bo")
        (organisation.hub.root / "keys").write_text(f"all@example.org {key.with_suffix('.pub').read_text()}")
        settings = organisation.hub.root / "mkdocs.yml"
        text = (
            settings.read_text().replace("unit: Retail", "signers: keys").replace("cadence: monthly", "signers: keys")
        )
        settings.write_text(text)
    for name in names:
        repo: Repo = getattr(organisation, name)
        repo.git("config", "gpg.format", "ssh")
        repo.git("config", "user.signingKey", str(key))
        shard(repo, organisation.file(name), "--as", name)


def test_who_may_sign_for_two_repositories_does_not_hand_on_one_as_the_other(organisation: Organisation) -> None:
    signed_shards(organisation, "payments", "identity")
    older = organisation.file("payments").read_bytes()
    organisation.payments.commit("Look at it again")
    signed_shards(organisation, "payments")
    organisation.file("identity").write_bytes(older)
    found = organisation.fetch(code=1)
    assert outcomes(found) == {"identity": "forged", "payments": "current"}
    assert found["identity"]["message"] == "it says that it is the shard of payments"
    signed_shards(organisation, "identity")
    assert outcomes(organisation.fetch()) == {"identity": "current", "payments": "current"}


def test_a_shard_that_has_to_be_signed_says_what_it_is_called(organisation: Organisation) -> None:
    signed_shards(organisation, "payments", "identity")
    shard(organisation.payments, organisation.file("payments"))
    found = organisation.fetch(code=1)
    assert outcomes(found) == {"identity": "current", "payments": "forged"}
    assert "make it with 'trailbook shard --as payments'" in str(found["payments"]["message"])


def test_a_shard_under_another_name_than_it_states_is_refused_unsigned_too(organisation: Organisation) -> None:
    shard(organisation.payments, organisation.file("payments"), "--as", "identity")
    assert outcomes(organisation.fetch(code=1)) == {"identity": "current", "payments": "forged"}
    result = run("shard", "--root", organisation.payments.root, "--output", organisation.file("x"), "--as", "Bad Name")
    assert (result.exit_code, "--as: a source is called 'Bad Name'" in result.output) == (2, True)


def test_a_signature_that_only_the_shard_tells_of_reads_so(organisation: Organisation) -> None:
    def sign(statement: dict[str, Any]) -> None:
        agreed = {"name": "Ada", "email": "ada@example.org", "source": "signature", "independent": True}
        for trail in statement["predicate"]["trails"]:
            trail["decisions"][0].update(signature="good", approvals=[agreed])

    organisation.file("payments").write_bytes(spoilt(organisation.file("payments").read_bytes(), sign))
    organisation.fetch()
    said = run("why", "payments/TM-HUB.T1", "--root", organisation.hub.root).output
    assert "Ada (signed it, as the shard of its repository says)" in " ".join(said.split())
    newest = organisation.workspace.trail("payments/TM-HUB").decisions[0]
    assert newest.signature == "good, as its shard says"
    assert ("payments/TM-HUB", newest.commit, "unsigned") not in _gaps(organisation)
    assert ("identity/TM-DOOR", organisation.identity.git("rev-parse", "HEAD"), "unsigned") in _gaps(organisation)


def _gaps(organisation: Organisation) -> set[tuple[str, str, str]]:
    return {(gap.record, gap.commit, gap.kind) for gap in organisation.workspace.gaps()}


def test_only_regular_files_are_read(organisation: Organisation) -> None:
    folder = folder_of_shards(organisation)
    os.mkfifo(folder / "waits.json")
    (folder / "endless.json").symlink_to("/dev/zero")
    found = outcomes(organisation.fetch(code=1))
    assert (found["waits"], found["endless"], found["payments"]) == ("missing", "missing", "current")
