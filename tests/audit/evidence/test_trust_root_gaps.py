"""Evidence lists who changed keys, names and roles, and misses no such change that was left out of it."""

import json
from pathlib import Path

import pytest
from tests.audit.evidence.base import evidence, history
from tests.audit.evidence.forging import Files, forged, read, write
from tests.repositories import EVE, Repo

from trailbook.audit.evidence.archive import unpack
from trailbook.audit.evidence.verify import verify

KEYS = ".allowed_signers"
NAMES = ".mailmap"
ROLES = "roles.yaml"


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A history in which Eve lists a key before the period, and in it a name, another key and roles."""
    repo = history(tmp_path_factory.mktemp("roots") / "kb")
    repo.commit("List Ann", {KEYS: "ann@example.org ssh-ed25519 AAAA\n"}, **EVE)
    repo.git("tag", "before")
    repo.branch("side")
    repo.commit("Name me\n\nReviewed-by: Bo <bo@example.org>", {NAMES: "Intern <i@x.org> <eve@example.org>\n"}, **EVE)
    repo.checkout("main")
    repo.commit("List me", {KEYS: "ann@example.org ssh-ed25519 BBBB\n"}, **EVE)
    repo.commit("Name the boss", {"roles.yaml": "holders: []\n"}, **EVE)
    repo.merge("side", "Merge branch 'side'", {"content/tea.md": "# Tea\n\nAny.\n"})
    return repo


@pytest.fixture(scope="module", params=["all", "since", "control"])
def whole(request: pytest.FixtureRequest, repo: Repo, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Evidence of all, of a period, and about one control."""
    options = {"all": (), "since": ("--since", "before"), "control": ("--since", "before", "--control", "POL-A.C1")}
    output = tmp_path_factory.mktemp("roots") / "x.zip"
    return evidence(repo, output, *options[request.param])


def roots(files: Files) -> list[tuple[str, str]]:
    return [(one["record"], one["detail"]) for one in read(files, "gaps.json") if one["kind"] == "trust-root"]


def test_it_lists_them_and_proves_them(whole: bytes) -> None:
    assert roots(unpack(whole))[:3] == [
        (NAMES, "Eve: Name me (1 line added, 0 removed)"),
        (ROLES, "Eve: Name the boss (1 line added, 0 removed; nobody else agreed)"),
        (KEYS, "Eve: List me (1 line added, 1 removed; nobody else agreed)"),
    ]
    assert verify(whole).faults == ()


def test_a_period_has_its_own_alone(repo: Repo, tmp_path: Path) -> None:
    counts = [len(roots(unpack(evidence(repo, tmp_path / "x.zip", *since)))) for since in ((), ("--since", "before"))]
    assert counts == [4, 3]


@pytest.mark.parametrize("record", [KEYS, NAMES, ROLES])
def test_one_that_was_left_out_is_missed(whole: bytes, record: str) -> None:
    def forge(files: Files) -> None:
        write(files, "gaps.json", [one for one in read(files, "gaps.json") if one["record"] != record])

    assert "can't be derived" in forged(whole, forge)


@pytest.mark.parametrize(
    ("old", "new"), [("Eve: Name me", "Ada: Name me"), ("; nobody else agreed)", ")"), ("1 line", "0 lines")]
)
def test_one_that_was_altered_is_found(whole: bytes, old: str, new: str) -> None:
    def forge(files: Files) -> None:
        gaps = read(files, "gaps.json")
        assert any(one["kind"] == "trust-root" and old in one["detail"] for one in gaps)
        altered = [{**one, "detail": one["detail"].replace(old, new)} for one in gaps]
        files["gaps.json"] = (json.dumps(altered, indent=2, ensure_ascii=False) + "\n").encode()

    assert "can't be derived" in forged(whole, forge)
