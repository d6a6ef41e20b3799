"""A key proves who signed only if somebody else listed it on the main line before."""

import os
from pathlib import Path

import pytest
from tests.repositories import Files, Repo, make_key

from trailbook.trail.decisions import Decision
from trailbook.trail.git.ranges import commits_between, read_range, unlanded_base
from trailbook.trail.git.repository import Repository
from trailbook.trail.revisions import Scope
from trailbook.trail.trails import read_part, read_trails
from trailbook.trail.trusted_keys import tag_signature

NAMES = ("ann", "bo", "eve")


def who(name: str) -> dict[str, str]:
    return {"GIT_AUTHOR_NAME": name.title(), "GIT_AUTHOR_EMAIL": f"{name}@example.org"}


ANN, BO, EVE = map(who, NAMES)
ZED = who("zed")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name in NAMES:
        make_key(folder / name, name)
    return folder


class Signing:
    """A repository whose commits may be signed, and whose list has Bo's key, put there by Ann."""

    def __init__(self, repo: Repo, keys: Path) -> None:
        self.repo, self.keys, self.number = repo, keys, 0
        repo.git("config", "gpg.format", "ssh")
        self.put(f"bo@example.org {self.key('bo')}", by=ANN)

    def key(self, name: str) -> str:
        return (self.keys / f"{name}.pub").read_text().strip()

    def put(self, *lines: str, by: dict[str, str]) -> str:
        self.lines = lines
        return self.repo.commit("List keys", {".allowed_signers": "\n".join(lines)}, **by)

    def signed(self, name: str, by: dict[str, str], files: Files | None = None, **more: str) -> None:
        self.number += 1
        for setting, value in (("user.signingKey", str(self.keys / name)), ("commit.gpgSign", "true")):
            self.repo.git("config", setting, value)
        text = f"# A\n\nText number {self.number}.\n"
        self.repo.commit(f"Say {self.number}", {"docs/a.md": text, **(files or {})}, **by, **more)
        self.repo.git("config", "commit.gpgSign", "false")

    def decision(self, place: int = 0) -> Decision:
        (trail,) = read_trails(Repository(self.repo.root), ("docs",))
        return trail.decisions[place]

    def found(self, place: int = 0) -> tuple[str, list[str]]:
        decision = self.decision(place)
        return decision.signature, [one.email for one in decision.approvals if one.source == "signature"]


@pytest.fixture
def kb(repo: Repo, keys: Path) -> Signing:
    return Signing(repo, keys)


def as_ann(kb: Signing) -> str:
    return f"ann@example.org {kb.key('eve')}"


def test_a_key_that_somebody_else_listed_before_is_an_approval(kb: Signing) -> None:
    kb.signed("bo", EVE)
    assert kb.found() == ("good", ["bo@example.org"])


def test_ones_own_signature_is_good_and_no_approval(kb: Signing) -> None:
    kb.signed("bo", BO)
    assert kb.found() == ("good", [])


def test_a_key_that_came_with_the_commit_is_unknown(kb: Signing) -> None:
    kb.signed("eve", EVE, {".allowed_signers": as_ann(kb)})
    assert kb.found() == ("unknown key", [])


def test_a_key_in_the_work_tree_is_unknown(kb: Signing) -> None:
    kb.signed("eve", EVE)
    kb.repo.write({".allowed_signers": as_ann(kb)})
    assert kb.found() == ("unknown key", [])


def test_a_key_that_the_author_listed_is_their_own(kb: Signing) -> None:
    kb.signed("eve", EVE)
    kb.put(*kb.lines, as_ann(kb), by=EVE)
    kb.signed("eve", EVE)
    assert kb.found() == ("own key", [])
    assert kb.found(1) == ("unknown key", [])
    kb.signed("eve", {"GIT_AUTHOR_NAME": "Zed", "GIT_AUTHOR_EMAIL": "eve+x@example.org"})
    assert kb.found() == ("own key", [])


@pytest.mark.parametrize("role", ["COMMITTER", "AUTHOR"])
def test_whoever_committed_counts_as_the_author_does(kb: Signing, role: str) -> None:
    kb.put(*kb.lines, as_ann(kb), by={f"GIT_{role}_NAME": "Eve", f"GIT_{role}_EMAIL": "eve@example.org"})
    kb.signed("eve", ZED, GIT_COMMITTER_NAME="Eve", GIT_COMMITTER_EMAIL="eve@example.org")
    assert kb.found() == ("own key", [])


def test_whoever_is_a_co_author_counts_as_the_author_does(kb: Signing) -> None:
    kb.repo.commit("List\n\nCo-authored-by: eve@example.org", {".allowed_signers": as_ann(kb)}, **ZED)
    kb.signed("eve", EVE)
    assert kb.found() == ("own key", [])


def test_a_mailmap_does_not_make_the_author_somebody_else(kb: Signing) -> None:
    kb.repo.commit("Name people", {".mailmap": "Intern <intern@example.org> <eve@example.org>\n"}, **EVE)
    kb.put(*kb.lines, as_ann(kb), by=EVE)
    kb.signed("eve", EVE)
    assert kb.found() == ("own key", [])


def test_a_signer_who_has_another_name_by_the_mailmap_is_still_the_author(kb: Signing) -> None:
    kb.repo.commit("Name people", {".mailmap": "Robo <robo@example.org> <bo@example.org>\n"}, **ANN)
    kb.signed("bo", BO)
    assert kb.found() == ("good", [])


def test_a_key_that_came_with_the_branch_is_unknown(kb: Signing) -> None:
    kb.repo.branch("topic")
    kb.put(*kb.lines, as_ann(kb), by=ANN)
    kb.signed("eve", EVE)
    kb.repo.checkout("main")
    kb.repo.merge("topic", "Merge it", **BO)
    assert kb.found() == ("unknown key", [])


def test_no_title_of_a_merge_makes_a_branch_the_main_line(kb: Signing) -> None:
    kb.repo.branch("topic")
    kb.put(*kb.lines, as_ann(kb), by=ANN)
    kb.signed("eve", EVE)
    kb.repo.checkout("main")
    kb.repo.merge("topic", "Merge branch 'main' of https://example.org/kb", **EVE)
    assert kb.found() == ("unknown key", [])


def unlanded(kb: Signing, asked: str) -> list[tuple[str, list[str]]]:
    compared = read_range(kb.repo.root, asked)
    between, base = commits_between(kb.repo.root, compared), unlanded_base(kb.repo.root, compared)
    (trail,) = read_part(Repository(kb.repo.root), Scope("", ("docs",)), compared.tip, between, base)
    return [
        (one.signature, [who.email for who in one.approvals if who.source == "signature"]) for one in trail.decisions
    ]


@pytest.mark.parametrize("asked", ["main", "main..topic", "main...topic", "HEAD~1"])
def test_a_key_that_a_branch_lists_itself_says_nothing_of_the_branch(kb: Signing, asked: str) -> None:
    kb.repo.branch("topic")
    kb.put(*kb.lines, as_ann(kb), by=ZED)
    kb.signed("eve", EVE)
    assert unlanded(kb, asked) == [("unknown key", [])]
    kb.repo.checkout("main")
    kb.repo.merge("topic", "Merge it", **BO)
    assert kb.found() == ("unknown key", [])


def test_keys_that_the_main_line_listed_count_for_a_branch_that_merged_it(kb: Signing) -> None:
    kb.repo.branch("topic")
    kb.signed("bo", EVE)
    kb.repo.checkout("main")
    kb.put(*kb.lines, as_ann(kb), by=BO)
    kb.repo.checkout("topic")
    kb.repo.merge("main", "Merge branch 'main' into topic", **EVE)
    kb.signed("eve", ZED)
    assert unlanded(kb, "main") == [("good", ["ann@example.org"]), ("good", ["bo@example.org"])]


@pytest.mark.parametrize(
    "principal", ["*", "*@example.org", "ann@example.or?", "!x@y,*@example.org", "ann@example.org,*", '"*@example.org"']
)
def test_a_pattern_approves_nothing(kb: Signing, principal: str) -> None:
    kb.put(f"{principal} {kb.key('bo')}", by=ANN)
    kb.signed("bo", EVE)
    assert kb.found() == ("unknown key", [])


@pytest.mark.parametrize("principals", ["ann@example.org,eve@example.org", '"ann@example.org,eve@example.org"'])
def test_a_key_of_several_is_no_approval_where_one_of_them_is_the_author(kb: Signing, principals: str) -> None:
    kb.put(f"{principals} {kb.key('eve')}", by=BO)
    kb.signed("eve", EVE)
    assert kb.found() == ("good", [])


def test_a_key_in_two_lines_is_of_all_whom_they_name(kb: Signing) -> None:
    kb.put(f"ann@example.org {kb.key('eve')}", f"eve@example.org {kb.key('eve')}", by=BO)
    kb.signed("eve", EVE)
    assert kb.found() == ("good", [])


def test_a_line_that_the_author_put_back_is_their_own(kb: Signing) -> None:
    kb.put(*kb.lines, as_ann(kb), by=BO)
    kb.put(kb.lines[0], by=BO)
    kb.signed("eve", EVE)
    assert kb.found() == ("unknown key", [])
    kb.put(*kb.lines, as_ann(kb), by=EVE)
    kb.signed("eve", EVE)
    assert kb.found() == ("own key", [])


def test_a_line_whose_limits_the_author_took_away_is_their_own(kb: Signing) -> None:
    kb.put(f'bo@example.org valid-before="20200101" {kb.key("bo")}', by=ANN)
    kb.signed("bo", EVE)
    assert kb.found() == ("unknown key", [])
    kb.put(f"bo@example.org {kb.key('bo')} again", by=EVE)
    kb.signed("bo", EVE)
    assert kb.found() == ("own key", [])


def test_a_list_that_was_moved_into_its_place_was_put_there_by_whoever_moved_it(kb: Signing) -> None:
    kb.repo.commit("Prepare", {"keys.txt": as_ann(kb)}, **BO)
    kb.repo.git("rm", "--quiet", ".allowed_signers")
    kb.repo.git("mv", "keys.txt", ".allowed_signers")
    kb.repo.commit("Move it", **EVE)
    kb.signed("eve", EVE)
    assert kb.found() == ("own key", [])


def test_a_merge_that_lists_a_key_put_it_there(kb: Signing) -> None:
    kb.repo.branch("topic")
    kb.repo.commit("Else", {"b.txt": "b"}, **BO)
    kb.repo.checkout("main")
    kb.repo.merge("topic", "Merge it", {".allowed_signers": as_ann(kb)}, **EVE)
    kb.signed("eve", EVE)
    assert kb.found() == ("own key", [])


def test_settings_of_the_repository_list_no_keys(kb: Signing, tmp_path: Path) -> None:
    (tmp_path / "list").write_text(as_ann(kb))
    kb.repo.git("config", "gpg.ssh.allowedSignersFile", str(tmp_path / "list"))
    kb.signed("eve", EVE)
    assert kb.found() == ("unknown key", [])


def test_a_bad_signature_is_bad_whatever_is_listed(kb: Signing) -> None:
    kb.signed("bo", EVE)
    raw = kb.repo.git("cat-file", "commit", "HEAD").replace("Say 1", "Say 2")
    id = kb.repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=os.fsencode(f"{raw}\n"))
    kb.repo.git("reset", "--quiet", "--hard", id)
    assert kb.found() == ("bad", [])


def test_the_tag_of_whoever_listed_their_own_key_proves_nothing(kb: Signing) -> None:
    kb.put(*kb.lines, as_ann(kb), by=EVE)
    for name in ("bo", "eve"):
        tagger = {"GIT_COMMITTER_NAME": name.title(), "GIT_COMMITTER_EMAIL": f"{name}@example.org"}
        kb.repo.git("config", "user.signingKey", str(kb.keys / name))
        kb.repo.git("tag", "-s", "-m", name, name, **tagger)
    repository = Repository(kb.repo.root)
    states = {tag.name: tag_signature(repository, tag, repository.history()) for tag in repository.tags()}
    assert states == {"bo": "good", "eve": "unknown key"}
