"""Evidence with what forges said of requests: the same reasons and reviews are derived, and nothing else passes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.audit.evidence.base import evidence, history, run, said
from tests.kept_requests import keep, request, review
from tests.repositories import Repo

from trailbook.audit.evidence.archive import pack, unpack
from trailbook.audit.evidence.contents import MANIFEST, manifest_of
from trailbook.audit.evidence.verify import verify
from trailbook.trail.requests.statement import Account

WHY = "Two vendors asked for all rows in March."


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Repo, str]:
    """A history of which two commits have a request, one fetched twice; and the commit before the last."""
    repo = history(tmp_path_factory.mktemp("kept") / "kb")
    before, last = repo.git("rev-list", "--max-count=2", "--reverse", "HEAD").split()
    by = Account(name="x")
    keep(repo, request(before, number=11, description="Nobody drank it.", author=by, reviews=(review("cy"),)))
    keep(repo, request(last, description=WHY, author=by, reviews=(review("bo"),)))
    keep(repo, request(last, description="Another word.", author=by, reviews=(review("bo", "dismissed"), review("cy"))))
    return repo, before


@pytest.fixture(scope="module")
def whole(kept: tuple[Repo, str], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return evidence(kept[0], tmp_path_factory.mktemp("whole") / "x.zip")


def newest(data: bytes) -> dict[str, Any]:
    decisions = [one for trail in json.loads(unpack(data)["trail.json"]) for one in trail["decisions"]]
    found: dict[str, Any] = next(one for one in decisions if one["title"] == "Be strict")
    return found


def test_reasons_and_reviews_are_derived_from_the_statements(
    whole: bytes, kept: tuple[Repo, str], tmp_path: Path
) -> None:
    decision = newest(whole)
    assert (decision["rationale"]["text"], decision["rationale"]["source"]) == (WHY, "request")
    assert [(one["account"], one["hold"]) for one in decision["approvals"]] == [
        ("github.com/bo", "dismissed"),
        ("github.com/cy", "holds"),
    ]
    head = kept[0].git("rev-parse", "trailbook-evidence")
    facts = json.loads(unpack(whole)["evidence.json"])
    assert (facts["format"], facts["statements"], facts["underived"]) == ("trailbook-evidence/3", head, [])
    result = run(tmp_path, whole)
    assert result.exit_code == 1, "only a digest proves that the branch is the repository's own"
    assert f"commit {head} of the branch trailbook-evidence" in said(result)
    assert run(tmp_path, whole, "--digest", verify(whole).digest).exit_code == 0


def test_of_a_period_only_what_is_about_its_commits_comes_along(kept: tuple[Repo, str], tmp_path: Path) -> None:
    repo, before = kept
    data = evidence(repo, tmp_path / "x.zip", "--since", before)
    assert verify(data).faults == ()
    assert b"Nobody drank it." not in data
    assert newest(data)["rationale"]["source"] == "request"


def test_without_the_branch_evidence_is_as_it_was(tmp_path: Path) -> None:
    facts = json.loads(unpack(evidence(history(tmp_path / "kb"), tmp_path / "x.zip"))["evidence.json"])
    assert facts["format"] == "trailbook-evidence/2"
    assert "statements" not in facts


Files = dict[str, bytes]


def statement_of(files: Files, text: str) -> str:
    return next(name for name, data in files.items() if name.startswith("objects/blob/") and text.encode() in data)


def drop(files: Files, _: str) -> Files:
    gone = statement_of(files, WHY)
    return {name: data for name, data in files.items() if name != gone}


def edit(files: Files, _: str) -> Files:
    name = statement_of(files, WHY)
    return {**files, name: files[name].replace(b"Two vendors", b"Ten vendors")}


def swap(files: Files, _: str) -> Files:
    one, other = statement_of(files, WHY), statement_of(files, "Nobody drank it.")
    return {**files, one: files[other], other: files[one]}


def leave_out(files: Files, _: str) -> Files:
    facts = json.loads(files["evidence.json"])
    del facts["statements"]
    return {**files, "evidence.json": json.dumps(facts, indent=2).encode() + b"\n"}


def reword(files: Files, _: str) -> Files:
    return {**files, "trail.json": files["trail.json"].replace(WHY.encode(), b"The board wanted it.")}


def agree(files: Files, _: str) -> Files:
    return {**files, "trail.json": files["trail.json"].replace(b'"hold": "dismissed"', b'"hold": "holds"')}


@pytest.mark.parametrize(
    ("forge", "fault"),
    [
        (drop, "is missing, and a check needs it"),
        (edit, "is not the object of this id"),
        (swap, "is not the object of this id"),
        (leave_out, "is not an ancestor of the end"),
        (reword, "the rationale can't be derived"),
        (agree, "who agreed can't be derived"),
    ],
)
def test_what_was_altered_is_found_though_the_manifest_was_made_anew(
    whole: bytes, forge: Callable[[Files, str], Files], fault: str
) -> None:
    files = forge({name: data for name, data in unpack(whole).items() if name != MANIFEST}, "")
    found = verify(pack({**files, MANIFEST: manifest_of(files)}))
    assert any(fault in one for one in found.faults), found.faults


def test_a_statement_about_another_commit_gives_no_reason_and_is_told(kept: tuple[Repo, str], tmp_path: Path) -> None:
    repo = kept[0].copy(tmp_path / "kb")
    other, last = repo.git("rev-list", "--max-count=2", "--reverse", "HEAD").split()
    repo.git("branch", "--delete", "--force", "trailbook-evidence")
    keep(repo, request(other, description=WHY, reviews=(review("bo"),)))
    path = f"requests/github.com/org/kb/12/0001-{other}.json"
    text = repo.git("show", f"trailbook-evidence:{path}")
    repo.checkout("trailbook-evidence")
    repo.commit("Move it", {path: None, path.replace(other, last): f"{text}\n"})
    repo.checkout("main")
    data = evidence(repo, tmp_path / "x.zip")
    assert newest(data)["rationale"]["source"] == "title"
    assert newest(data)["request"] is None
    found = verify(data)
    assert found.faults == ()
    assert any("it is of another request than its name says" in one for one in found.unproven)
