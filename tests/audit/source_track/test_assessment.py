"""What of the SLSA Source track a clone shows, and what it can't."""

import json
from pathlib import Path

import pytest
from tests.audit.ledgers.ledgers import release
from tests.kept_requests import WHO, keep, request, review
from tests.repositories import Repo, make_key

from trailbook.audit.ledgers.audit import audit_ledgers
from trailbook.audit.source_track.assessment import (
    Judgement,
    SourceLevels,
    branch_ref,
    source_levels,
)
from trailbook.audit.source_track.requirements import REQUIREMENTS
from trailbook.audit.source_track.summary import enveloped, summary
from trailbook.trail.git.command import open_work_tree
from trailbook.trail.git.repository import Repository
from trailbook.trail.proofs.envelope import envelope_json
from trailbook.trail.proofs.source_provenance import REF
from trailbook.trail.trails import read_trails

ADDRESS = "git+https://forge.example/org/kb"
ANN = {"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.org"}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "bo"
    make_key(file, "bo")
    return file


@pytest.fixture
def signing(repo: Repo, key: Path) -> Repo:
    """A repository that signs with Bo's key, which Ada listed."""
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "user.signingKey", str(key))
    listed = f"bo@example.org {key.with_suffix('.pub').read_text()}"
    repo.commit("List Bo's key", {".allowed_signers": listed, "docs/a.md": "# A\n\nOne.\n"})
    return repo


def levels(repo: Repo, *, address: str = ADDRESS, issuing: bool = False) -> SourceLevels:
    repository = Repository(repo.root)
    trails = read_trails(repository, ["docs"])
    ledgers = audit_ledgers(repository, trails)
    ref = branch_ref(repository.git)
    return source_levels(repository, trails, ref, ledgers, address, issuing=issuing)


def judged(found: SourceLevels, id: str) -> Judgement:
    return next(one for one in found.revisions[0].requirements if one.id == id)


def note(repo: Repo, line: str) -> None:
    repo.git("notes", f"--ref={REF}", "append", "--file=-", "HEAD", stdin=line)


def test_of_what_a_host_enforces_nothing_is_claimed(repo: Repo) -> None:
    repo.commit("One", {"docs/a.md": "# A\n\nOne.\n"})
    found = levels(repo)
    states = {one.id: one.state for one in found.revisions[0].requirements}
    met = {"repository-ids", "revision-ids", "human-readable-diff"}
    assert {id for id, state in states.items() if state == "met"} == met
    assert set(states.values()) == {"met", "not provable"}
    assert list(states) == [one.id for one in REQUIREMENTS]
    assert (found.revisions[0].proven, found.revisions[0].possible) == (0, 4)
    assert found.missing[0] == f"git fetch origin '{REF}:{REF}'"


def test_level_1_is_proven_once_a_summary_is_issued_and_the_repository_has_an_address(repo: Repo) -> None:
    repo.commit("One", {"docs/a.md": "# A\n\nOne.\n"})
    assert levels(repo, issuing=True).revisions[0].proven == 1
    assert levels(repo, issuing=True, address="").revisions[0].proven == 0


def test_a_history_that_was_forced_back_rules_level_2_out(repo: Repo) -> None:
    repo.commit("One", {"docs/a.md": "# A\n\nOne.\n"})
    release(repo, "1.0.0")
    assert judged(levels(repo), "history").why.endswith("nothing before 1.0.0 was rewritten, as its ledger shows.")
    repo.git("tag", "--force", "1.0.0", "HEAD~1")
    found = levels(repo)
    assert judged(found, "access-and-history").state == judged(found, "history").state == "not met"
    assert judged(found, "history").why.startswith("A release whose tag names another commit: ")
    assert found.revisions[0].possible == 1


@pytest.mark.slow
def test_releases_are_judged_by_their_own_commits(repo: Repo) -> None:
    first = repo.commit("One", {"docs/a.md": "# A\n\nOne.\n"})
    repo.git("tag", "v0.1")
    repo.git("tag", "nightly")
    repo.commit("Two", {"docs/a.md": "# A\n\nTwo.\n"})
    main, tag = levels(repo).revisions
    assert (main.ref, tag.ref, tag.commit, tag.signature) == ("refs/heads/main", "refs/tags/v0.1", first, "none")


def test_agreement_that_is_only_written_down_is_told_and_proves_nothing(repo: Repo) -> None:
    repo.commit("One\n\nReviewed-by: Bo <bo@example.org>", {"docs/a.md": "# A\n\nOne.\n"})
    found = judged(levels(repo), "two-party-review")
    assert found.state == "not provable"
    assert "nothing signed shows it" in found.why


def test_a_merge_that_git_made_by_itself_changes_nothing_that_needs_agreement(repo: Repo) -> None:
    lines = [f"Line {number}.\n" for number in range(9)]
    repo.commit("One", {"code.md": "".join(lines)})
    repo.branch("side")
    repo.commit("Side", {"code.md": "".join(["First.\n", *lines[1:]])}, **ANN)
    repo.checkout("main")
    repo.commit("Main", {"code.md": "".join([*lines[:-1], "Last.\n"])})
    repo.merge("side", "Merge branch 'side'")
    objects = repo.git("count-objects")
    assert "agreed to each of 1 change since" in judged(levels(repo), "two-party-review").why
    assert repo.git("count-objects") == objects
    repo.commit("x", {"code.md": "Another.\n"})
    repo.git("reset", "--quiet", "--soft", "HEAD~1")
    repo.git("commit", "--quiet", "--amend", "--no-edit")
    assert "nobody but its author agreed" in judged(levels(repo), "two-party-review").why.lower()


def test_two_parties_are_proven_since_a_commit_by_signatures_of_somebody_else(signing: Repo) -> None:
    first = signing.commit("Two", {"code.py": "2"}, **ANN)
    signing.git("commit", "--quiet", "--amend", "--no-edit", "-S")
    signed = signing.git("rev-parse", "HEAD")
    assert signed != first
    found = judged(levels(signing), "two-party-review")
    assert (found.state, [one.name for one in found.evidence]) == ("met", [signed, signed])
    assert "each of 1 change since" in found.why
    signing.commit("Three", {"code.py": "3"}, **ANN)
    assert judged(levels(signing), "two-party-review").state == "not provable"


@pytest.mark.slow
def test_a_signature_of_the_author_is_no_second_party(signing: Repo) -> None:
    bo = {"GIT_AUTHOR_NAME": "Bo", "GIT_AUTHOR_EMAIL": "bo@example.org"}
    signing.commit("Two", {"code.py": "2"}, **bo)
    signing.git("commit", "--quiet", "--amend", "--no-edit", "-S")
    assert judged(levels(signing), "two-party-review").state == "not provable"


def test_a_review_counts_once_the_evidence_branch_is_signed(signing: Repo) -> None:
    landed = signing.commit("Two", {"code.py": "2"}, **ANN)
    keep(signing, request(landed, reviews=(review("bo"),)))
    assert "nothing signed shows it" in judged(levels(signing), "two-party-review").why
    head = signing.git("commit-tree", "-S", "-m", "x", "-p", "trailbook-evidence", "trailbook-evidence^{tree}", **WHO)
    signing.git("update-ref", "refs/heads/trailbook-evidence", head)
    assert judged(levels(signing), "two-party-review").state == "met"


def test_a_request_that_nobody_approved_rules_level_4_out(repo: Repo) -> None:
    landed = repo.commit("Two", {"docs/a.md": "# A\n\nOne.\n"}, **ANN)
    keep(repo, request(landed))
    found = levels(repo)
    assert judged(found, "two-party-review").state == "not met"
    assert found.revisions[0].possible == 3


def test_a_summary_counts_if_a_key_signed_it_that_somebody_else_listed(signing: Repo) -> None:
    git = open_work_tree(signing.root).git
    issued = levels(signing, issuing=True)
    text, is_signed = enveloped(summary(issued.revisions[0], ADDRESS), git)
    assert is_signed
    note(signing, text)
    found = levels(signing)
    assert judged(found, "source-summary").state == "met"
    assert "signed by bo@example.org" in judged(found, "source-summary").why
    assert found.revisions[0].proven == 1
    assert not any(REF in one for one in found.missing)


def test_a_summary_that_was_altered_or_that_nobody_signed_proves_nothing(signing: Repo) -> None:
    git = open_work_tree(signing.root).git
    statement = summary(levels(signing, issuing=True).revisions[0], ADDRESS)
    signed = json.loads(enveloped(statement, git)[0])
    forged = statement.replace(b"SLSA_SOURCE_LEVEL_1", b"SLSA_SOURCE_LEVEL_4")
    value = json.loads(envelope_json("application/vnd.in-toto+json", forged, None))
    note(signing, json.dumps(value) + "\n" + json.dumps({**value, "signatures": signed["signatures"]}) + "\n")
    found = levels(signing)
    assert judged(found, "source-summary").state == "not provable"
    assert found.revisions[0].said[0].endswith(", not signed")
    assert found.revisions[0].said[1].endswith(", its signature is of something else")


def test_provenance_in_a_sigstore_bundle_is_told_and_not_believed(repo: Repo) -> None:
    commit = repo.commit("One", {"docs/a.md": "# A\n\nOne.\n"})
    statement = {
        "subject": [{"digest": {"gitCommit": commit}}],
        "predicateType": "https://github.com/slsa-framework/slsa-source-poc/source-provenance/v1-draft",
        "predicate": {
            "activity_type": "pr_merge",
            "actor": "ada\x1b[2J",
            "controls": [{"name": "CONTINUITY_ENFORCED", "since": "2025-01-26T02:23:18Z"}, None, 3],
        },
    }
    envelope = json.loads(envelope_json("application/vnd.in-toto+json", json.dumps(statement).encode(), None))
    envelope["signatures"] = [{"sig": "MEUCIQ=="}]
    note(repo, json.dumps({"dsseEnvelope": envelope}) + "\n[]\nnot JSON\n{}\n")
    found = levels(repo)
    (said,) = found.revisions[0].said
    assert said.startswith("SLSA source provenance: pr_merge by ada")
    assert said.endswith(
        "[2J, controls: CONTINUITY_ENFORCED since 2025-01-26, with a Sigstore signature that was found and not verified"
    )
    assert judged(found, "source-provenance").state == judged(found, "history").state == "not provable"
    assert "\x1b" not in said


@pytest.mark.slow
def test_a_note_about_another_commit_is_passed_over(repo: Repo) -> None:
    repo.commit("One", {"docs/a.md": "# A\n\nOne.\n"})
    text, _ = enveloped(summary(levels(repo, issuing=True).revisions[0], ADDRESS), None)
    repo.commit("Two", {"docs/a.md": "# A\n\nTwo.\n"})
    note(repo, text)
    assert levels(repo).revisions[0].said == ()
