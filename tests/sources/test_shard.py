from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.repositories import Repo, make_key
from tests.sources.organisation import POLICY_OPEN, repository, run, shard, spoilt

from trailbook.sources.shard import PREDICATE, ShardError, digest_of, read_shard, shard_envelope
from trailbook.trail.git.signatures import KeyLists


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return repository(tmp_path / "payments")


def test_a_shard_holds_the_records_their_links_and_their_decisions(repo: Repo, tmp_path: Path) -> None:
    found = read_shard(shard(repo, tmp_path / "out" / "payments.json")).shard
    assert list(found.files) == ["content/policies/access.md", "threat-models/tm-hub.yaml"]
    assert ("TM-HUB.M1", "implements", "POL-ACCESS.C1") in found.links
    assert [(trail.record, [d.title for d in trail.decisions]) for trail in found.trails] == [
        ("POL-ACCESS", ["Model Payments"]),
        ("TM-HUB", ["Rate Payments higher", "Model Payments"]),
    ]
    assert found.commit == repo.git("rev-parse", "HEAD")
    assert found.address == "https://github.com/example-org/payments"
    assert (found.name, found.audience, found.problems) == ("Payments", "restricted", 0)


def test_the_same_commit_gives_the_same_bytes_whatever_lies_in_the_folder(repo: Repo, tmp_path: Path) -> None:
    first = shard(repo, tmp_path / "first.json")
    repo.write({"content/policies/access.md": "---\nid: POL-OTHER\nkind: policy\n---\n# Not committed\n"})
    assert shard(repo, tmp_path / "second.json") == first


def test_a_shard_for_an_audience_holds_no_more_than_that(tmp_path: Path) -> None:
    repo = repository(tmp_path / "secret", more="classification: restricted\n")
    repo.commit("Say more", {"content/policies/open.md": POLICY_OPEN})
    data = shard(repo, tmp_path / "internal.json", "--audience", "internal")
    found = read_shard(data)
    assert "content/policies/open.md" in found.shard.files
    assert b"POL-ACCESS" not in shard_envelope(data).payload
    assert b"Everybody signs in" not in shard_envelope(data).payload
    assert repo.git("rev-parse", "HEAD~1").encode() not in shard_envelope(data).payload
    assert (found.shard.audience, found.shard.address) == ("internal", "")


def test_a_shard_is_signed_with_the_key_of_commits(repo: Repo, tmp_path: Path) -> None:
    key = tmp_path / "key"
    make_key(key, "bo")
    unsigned = shard_envelope(shard(repo, tmp_path / "a.json"))
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "user.signingKey", str(key))
    signed = shard_envelope(shard(repo, tmp_path / "b.json"))
    listed = f"payments@example.org {key.with_suffix('.pub').read_text()}"
    assert signed.seal(lambda _: KeyLists(listed, ""))[0] == "good"
    assert (digest_of(unsigned), unsigned.signatures) == (digest_of(signed), ())


def test_nothing_is_written_where_there_is_no_commit(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "new")
    repo.write({"mkdocs.yml": "site_name: New\n", "docs/index.md": "# New\n"})
    result = run("shard", "--root", repo.root, "--output", tmp_path / "x.json")
    assert (result.exit_code, (tmp_path / "x.json").exists()) == (2, False)
    assert "nothing is committed yet" in result.output


LONG_AGO, FAR = "2020-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"


def _decision(statement: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = statement["predicate"]["trails"][0]["decisions"][0]
    return found


def _approval(at: str) -> dict[str, Any]:
    return {"name": "Ada", "email": "", "source": "review", "independent": True, "at": at}


def _request(fetched: str, edited: str | None) -> dict[str, Any]:
    texts = dict.fromkeys(("address", "name", "title", "author", "merged_by"), "")
    reason = {"text": "", "source": "none", "commit": ""}
    return {**texts, "fetched": fetched, "edited": edited, "tells_edits": True, "committed": reason}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.update(predicateType=f"{PREDICATE}2"), "it has schema 2, of a later Trailbook"),
        (lambda s: s.update(predicateType="urn:other"), "a statement of another kind: 'urn:other'"),
        (lambda s: s["predicate"].pop("trails"), "it can't be read: trails"),
        (lambda s: s["predicate"]["files"].update({"../x.md": "x"}), "a file has the path '../x.md'"),
        (lambda s: s["predicate"]["trails"][0].update(path="../../x.yaml"), "a file has the path '../../x.yaml'"),
        (lambda s: s["predicate"]["trails"][0]["decisions"][0].update(path="/x"), "a file has the path '/x'"),
        (lambda s: s["predicate"].update(landed="2026-01-01T00:00:00"), "a time in it has no zone"),
        (lambda s: s["predicate"].update(landed=FAR), "a time in it is of the year 9999"),
        (lambda s: s["predicate"].update(landed="0001-01-01T00:00:00+14:00"), "a time in it is of the year 1"),
        (lambda s: _decision(s).update(authored="1969-06-30T00:00:00-12:00"), "a time in it is of the year 1969"),
        (lambda s: _decision(s).update(approvals=[_approval(FAR)]), "a time in it is of the year 9999"),
        (lambda s: _decision(s).update(agreed_later=[_approval(FAR)]), "a time in it is of the year 9999"),
        (lambda s: _decision(s).update(request=_request(FAR, None)), "a time in it is of the year 9999"),
        (lambda s: _decision(s).update(request=_request(LONG_AGO, FAR)), "a time in it is of the year 9999"),
        (
            lambda s: _decision(s).update(approvals=[_approval("2026-01-01T00:00:00")]),
            "a time in it has no zone",
        ),
        (lambda s: s["predicate"]["files"].update({f"{'é' * 100}.md": "x"}), "a file has the path 'é"),
        (lambda s: s["predicate"]["files"].update({f"{'x/' * 500}x.md": "x"}), "a file has the path 'x/"),
        (lambda s: s["predicate"]["trails"][0].update(path=f"{'x' * 198}.md"), "a file has the path 'x"),
        (lambda s: s["predicate"]["files"].update({"x.md": "x", "x.md/y/z.md": "x"}), "'x.md/y/z.md' leads through"),
        (lambda s: s["predicate"]["files"].update({"x.yaml": "x", "x.md/y.md": "x"}), "'x.md/y.md' leads through"),
        (lambda s: s["predicate"].update(prefix="../other/"), "a folder has the path '../other'"),
        (lambda s: s["predicate"]["files"].update({"x.html": "x"}), "'x.html' is no record"),
        (lambda s: s["predicate"]["links"].append(["A", "owns", "B"]), "a link has the relation 'owns'"),
        (lambda s: s["predicate"].update(address="javascript:alert(1)"), "it can't be read: address"),
    ],
)
def test_a_shard_that_nothing_here_wrote_is_refused(
    repo: Repo, tmp_path: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    with pytest.raises(ShardError, match="^.*" + message.replace(".", r"\.").replace("(", r"\(").replace(")", r"\)")):
        read_shard(spoilt(shard(repo, tmp_path / "a.json"), change))


def test_what_is_no_shard_says_so() -> None:
    for data in (b"", b"[]", b"{}", b"\xff", b'{"payload": "e30=", "payloadType": "x", "signatures": []}'):
        with pytest.raises(ShardError, match="it is no shard"):
            read_shard(data)
