import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from tests.audit.ledgers.ledgers import release, trails_of
from tests.kept_requests import keep, request
from tests.paths import REPOSITORY
from tests.repositories import Repo

from trailbook.audit.ledgers.audit import LedgerAudit, audit_ledgers, audit_schema, ledger_audit_json
from trailbook.audit.ledgers.files import file_of
from trailbook.audit.ledgers.findings import ABOUT, TITLES
from trailbook.audit.ledgers.ledger import Ledger, ledger_file, read_ledger
from trailbook.trail.git.command import HistoryError
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails

WHO = {"GIT_COMMITTER_DATE": "1767300000 +0000"}
LONG_AGO = "1750000000 +0000"


def audit(repo: Repo, kept: bytes | None = None) -> LedgerAudit:
    held = file_of(f"ledger/{read_ledger(kept).version}.json", kept) if kept else None
    return audit_ledgers(Repository(repo.root), trails_of(repo), kept=held)


def kinds_and_levels(found: LedgerAudit) -> list[tuple[str, str]]:
    return [(finding.kind, finding.level) for finding in found.findings]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """Two decisions, release 1.0.0, a decision, release 1.1.0, a decision. Read only: a test changes its own copy."""
    repo = Repo(tmp_path_factory.mktemp("released") / "kb")
    repo.commit("Ask for a second factor", {"docs/a.md": "# A\n\nOne.\n"})
    repo.commit("Say two", {"docs/a.md": "# A\n\nTwo.\n"})
    release(repo, "1.0.0", tag=True)
    repo.commit("Add B", {"docs/b.md": "# B\n"})
    release(repo, "1.1.0", tag=True)
    repo.commit("Say more in B", {"docs/b.md": "# B\n\nMore.\n"})
    return repo


@pytest.fixture
def repo(released: Repo, tmp_path: Path) -> Repo:
    return released.copy(tmp_path / "kb")


def again(repo: Repo) -> dict[str, str]:
    """Make the whole history again with other words in one message. It gives the new id of each commit."""
    remade: dict[str, str] = {}
    for id in repo.git("rev-list", "--reverse", "HEAD").splitlines():
        raw = repo.git("cat-file", "commit", id).replace("second factor", "password")
        for old, new in remade.items():
            raw = raw.replace(old, new)
        remade[id] = repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=f"{raw}\n")
    repo.git("reset", "--quiet", "--hard", list(remade.values())[-1])
    return remade


def test_a_history_that_only_grew_has_no_finding(repo: Repo) -> None:
    found = audit(repo)
    assert found.findings == ()
    assert [(one.version, one.decisions, one.tag, one.signature) for one in found.releases] == [
        ("1.0.0", 2, "1.0.0", "none"),
        ("1.1.0", 3, "1.1.0", "none"),
    ]


def test_without_a_ledger_nothing_can_be_audited(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "kb")
    repo.commit("Write it down", {"docs/a.md": "# A\n"})
    assert kinds_and_levels(audit(repo)) == [("no-ledger", "problem")]


def test_a_changed_message_is_a_rewritten_history_and_its_decisions_are_found_again(repo: Repo) -> None:
    ids = again(repo)
    found = audit(repo)
    remade = [finding for finding in found.findings if finding.kind == "re-made"]
    assert [(finding.commit, finding.now, finding.records) for finding in remade] == [
        (old, ids[old], (record,))
        for old, record in zip([*list(ids)[:2], list(ids)[3]], ["docs/a.md", "docs/a.md", "docs/b.md"], strict=True)
    ]
    assert remade[0].detail.endswith("differs in title")
    assert remade[1].detail.endswith("differs in parents")
    heads = [finding for finding in found.findings if finding.kind == "head-gone"]
    assert [finding.release for finding in heads] == ["1.0.0", "1.1.0"]
    assert all(finding.level == "problem" for finding in found.findings)


def test_a_dropped_decision_is_named(repo: Repo) -> None:
    vanished = repo.git("rev-parse", "HEAD~3:docs/a.md"), repo.git("rev-parse", "HEAD~4")
    repo.git("rebase", "--quiet", "--onto", "HEAD~5", "HEAD~4")
    found = audit(repo)
    (gone,) = (finding for finding in found.findings if finding.kind == "vanished")
    assert (gone.commit, gone.records, gone.title, gone.author, gone.day, gone.release) == (
        vanished[1],
        ("docs/a.md",),
        "Say two",
        "Ada",
        "2026-01-01",
        "1.0.0",
    )
    assert {finding.commit for finding in found.findings if finding.kind == "re-made"} == {
        entry.commit for entry in read_ledger((repo.root / "ledger/1.1.0.json").read_bytes()).decisions[2:]
    }


def test_other_content_under_the_same_words_is_found_as_made_again(repo: Repo) -> None:
    again_from = repo.git("rev-parse", "HEAD~4")
    repo.git("checkout", "--quiet", "-B", "main", "HEAD~5")
    repo.write({"docs/a.md": "# A\n\nThree.\n"})
    repo.git("commit", "--quiet", "-a", "-C", again_from)
    repo.write({"ledger/1.0.0.json": repo.git("show", "1.0.0:ledger/1.0.0.json") + "\n"})
    repo.commit("Release 1.0.0")
    (remade,) = (finding for finding in audit(repo).findings if finding.kind == "re-made")
    assert remade.commit == again_from
    assert remade.detail.endswith("differs in content")


def moved(repo: Repo, to: str = "HEAD") -> None:
    repo.git("tag", "--annotate", "--force", "--message=Release 1.0.0", "1.0.0", to, **WHO)


def onto_another_tag(repo: Repo) -> None:
    repo.git("tag", "--annotate", "--message=Inner", "inner", "HEAD", **WHO)
    moved(repo, "inner")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (moved, "tag-moved"),
        (lambda repo: moved(repo, "1.0.0~1"), "tag-moved"),
        (lambda repo: moved(repo, "HEAD:docs/a.md"), "tag-moved"),
        (lambda repo: moved(repo, "HEAD^{tree}"), "tag-moved"),
        (onto_another_tag, "tag-moved"),
        (lambda repo: repo.git("tag", "--force", "1.0.0", "HEAD~1"), "tag-moved"),
        (lambda repo: repo.git("symbolic-ref", "refs/tags/1.0.0", "refs/tags/1.1.0"), "tag-moved"),
        (lambda repo: repo.git("tag", "--delete", "1.0.0"), "tag-gone"),
        (
            lambda repo: repo.git("update-ref", "refs/tags/v1.0.0", "1.0.0") or repo.git("tag", "-d", "1.0.0"),
            "tag-gone",
        ),
        (
            lambda repo: repo.git("update-ref", "refs/heads/1.0.0", "1.0.0^{}") or repo.git("tag", "-d", "1.0.0"),
            "tag-gone",
        ),
        (lambda repo: repo.git("tag", "--force", "1.0.0", "1.0.0^{}"), "tag-light"),
    ],
)
def test_the_tag_of_a_release_is_the_one_that_was_made(
    repo: Repo, change: Callable[[Repo], object], expected: str
) -> None:
    kept = (repo.root / "ledger/1.1.0.json").read_bytes()
    change(repo)
    for found in (audit(repo), audit(repo, kept)):
        assert kinds_and_levels(found) == [(expected, "problem")]
        assert found.findings[0].release == "1.0.0"


def test_a_release_is_listed_with_its_own_tag_alone(repo: Repo) -> None:
    moved(repo)
    assert [release.tag for release in audit(repo).releases] == ["1.0.0", "1.1.0"]
    repo.git("tag", "--delete", "1.1.0")
    assert [release.tag for release in audit(repo).releases] == ["1.0.0", ""]


def test_a_branch_of_the_name_of_a_tag_is_not_taken_for_it(repo: Repo) -> None:
    repo.git("update-ref", "refs/heads/1.0.0", "HEAD")
    assert audit(repo).findings == ()


def test_tags_of_a_rewritten_history_are_a_notice_where_that_was_stated(repo: Repo) -> None:
    again(repo)
    release(repo, "1.2.0", "a password stood in a message")
    found = [(finding.kind, finding.level) for finding in audit(repo).findings if finding.kind == "tag-moved"]
    assert found == [("tag-moved", "notice")] * 2


def test_history_cut_back_to_before_a_release_is_found_by_the_tag(repo: Repo) -> None:
    repo.git("reset", "--quiet", "--hard", "HEAD~3")
    assert kinds_and_levels(audit(repo)) == [("not-here", "problem")]


def test_where_the_tags_are_gone_as_well_a_kept_ledger_tells(repo: Repo) -> None:
    kept = (repo.root / "ledger/1.1.0.json").read_bytes()
    repo.git("reset", "--quiet", "--hard", "HEAD~3")
    repo.git("tag", "--delete", "1.1.0")
    assert audit(repo).findings == ()
    assert kinds_and_levels(audit(repo, kept)) == [
        ("not-here", "problem"),
        ("head-gone", "problem"),
        ("vanished", "problem"),
    ]


def test_a_kept_ledger_that_is_here_as_well_finds_nothing(repo: Repo) -> None:
    assert audit(repo, (repo.root / "ledger/1.0.0.json").read_bytes()).findings == ()


def test_a_commit_after_a_release_that_says_it_is_older_was_dated_back(repo: Repo) -> None:
    commit = repo.commit("Accept it", {"docs/c.md": "# C\n"}, GIT_AUTHOR_DATE=LONG_AGO, GIT_COMMITTER_DATE=LONG_AGO)
    (found,) = audit(repo).findings
    assert (found.kind, found.level, found.commit, found.release) == ("back-dated", "problem", commit, "1.0.0")
    assert found.records == ("docs/c.md",)


def test_a_commit_slipped_in_before_a_release_is_found_whatever_its_date(repo: Repo) -> None:
    tail = repo.git("rev-parse", "HEAD")
    repo.git("checkout", "--quiet", "-B", "main", "HEAD~4")
    slipped = repo.commit("Accept it", {"docs/c.md": "# C\n"})
    repo.git("cherry-pick", f"{slipped}~1..{tail}")
    (found,) = (finding for finding in audit(repo).findings if finding.commit == slipped)
    assert (found.kind, found.level, found.release, found.records) == ("slipped-in", "problem", "1.1.0", ("docs/c.md",))


def test_a_history_cut_off_and_begun_anew_with_old_dates_was_dated_back(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-B", "main", "HEAD~4")
    commit = repo.commit("Accept it", {"docs/c.md": "# C\n"}, GIT_AUTHOR_DATE=LONG_AGO, GIT_COMMITTER_DATE=LONG_AGO)
    repo.commit("Tidy", {"ledger/1.1.0.json": repo.git("show", "1.1.0:ledger/1.1.0.json") + "\n"})
    assert ("back-dated", commit) in [(finding.kind, finding.commit) for finding in audit(repo).findings]


def test_a_branch_older_than_the_release_and_merged_after_it_is_a_notice(repo: Repo) -> None:
    repo.branch("old", "HEAD~5")
    at = repo.git("show", "-s", "--format=%ct +0000", "HEAD")
    commit = repo.commit("Add C", {"docs/c.md": "# C\n"}, GIT_AUTHOR_DATE=at, GIT_COMMITTER_DATE=at)
    repo.checkout("main")
    merge = repo.merge("old", "Merge branch 'old'")
    (found,) = audit(repo).findings
    assert (found.kind, found.level, found.commit, found.now) == ("merged-later", "notice", commit, merge)


def test_a_commit_dated_before_its_own_parent_was_dated_back_on_whatever_branch(repo: Repo) -> None:
    repo.branch("old", "HEAD~5")
    repo.commit("Add C", {"docs/c.md": "# C\n"}, GIT_AUTHOR_DATE=LONG_AGO, GIT_COMMITTER_DATE=LONG_AGO)
    repo.checkout("main")
    repo.merge("old", "Merge branch 'old'")
    assert kinds_and_levels(audit(repo)) == [("back-dated", "problem")]


def test_a_branch_begun_before_the_release_and_committed_after_it_is_no_finding(repo: Repo) -> None:
    repo.branch("old", "HEAD~4")
    repo.commit("Add C", {"docs/c.md": "# C\n"})
    repo.checkout("main")
    repo.merge("old", "Merge branch 'old'")
    assert audit(repo).findings == ()


def test_a_change_that_waited_for_its_review_is_a_notice(repo: Repo) -> None:
    repo.commit("Add C", {"docs/c.md": "# C\n"}, GIT_AUTHOR_DATE=LONG_AGO)
    assert kinds_and_levels(audit(repo)) == [("written-earlier", "notice")]


def test_clocks_that_differ_by_minutes_are_no_finding(repo: Repo) -> None:
    at = int(repo.git("show", "-s", "--format=%ct", "1.1.0~1")) - 500
    repo.commit("Add C", {"docs/c.md": "# C\n"}, GIT_AUTHOR_DATE=f"{at} +0000", GIT_COMMITTER_DATE=f"{at} +0000")
    assert audit(repo).findings == ()


def test_an_edited_ledger_is_found_by_its_history_the_chain_and_the_tag(repo: Repo) -> None:
    text = (repo.root / "ledger/1.0.0.json").read_text()
    commit = repo.commit("Tidy", {"ledger/1.0.0.json": text.replace("Say two", "Say 2")})
    found = audit(repo)
    assert kinds_and_levels(found) == [
        ("edited", "problem"),
        ("replaced", "problem"),
        ("replaced", "problem"),
        ("chain-broken", "problem"),
        ("described-differently", "notice"),
    ]
    assert found.findings[0].commit == commit


def test_a_ledger_whose_hashes_do_not_agree_was_altered(repo: Repo) -> None:
    ledger = read_ledger((repo.root / "ledger/1.1.0.json").read_bytes())
    first, *others = ledger.decisions
    forged = ledger.model_copy(update={"decisions": (first.model_copy(update={"path": "docs/z.md"}), *others)})
    repo.commit("Tidy", {"ledger/1.1.0.json": ledger_file(forged)})
    assert ("altered", "problem") in kinds_and_levels(audit(repo))


def test_a_ledger_with_a_decision_taken_out_was_altered(repo: Repo) -> None:
    ledger = read_ledger((repo.root / "ledger/1.1.0.json").read_bytes())
    forged = ledger.model_copy(update={"decisions": ledger.decisions[1:]})
    kinds = {kind for kind, _ in kinds_and_levels(audit(repo, ledger_file(forged)))}
    assert kinds >= {"altered", "replaced", "not-recorded"}


def test_a_ledger_made_up_to_fit_its_own_hashes_disagrees_with_git(repo: Repo) -> None:
    ledger = read_ledger((repo.root / "ledger/1.1.0.json").read_bytes())
    text = ledger_file(ledger).decode().replace(ledger.decisions[1].blob or "", "1" * 40)
    forged = read_ledger(text.encode())
    assert any(
        finding.detail == "git shows other facts of this commit"
        for finding in audit(repo, ledger_file(forged)).findings
    )


HEAD_SAYS = "its head is of 2026-01-01, the newest of 6 commits; it says otherwise"
LATER = datetime(2031, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("forge", "expected"),
    [
        (lambda _: {"date": LATER}, HEAD_SAYS),
        (lambda _: {"commits": 999}, HEAD_SAYS),
        (lambda old: {"head": old.head, "date": old.date, "commits": old.commits}, "and its parent is not"),
        (lambda old: {"decisions": dated(old, "authored")}, "git shows other facts of this commit"),
        (lambda old: {"decisions": dated(old, "landed")}, "git shows other facts of this commit"),
    ],
)
def test_a_release_made_up_by_hand_disagrees_with_git(
    repo: Repo, forge: Callable[[Ledger], dict[str, object]], expected: str
) -> None:
    data = (repo.root / "ledger/1.1.0.json").read_bytes()
    old = read_ledger(data)
    previous = {"version": "1.1.0", "sha256": hashlib.sha256(data).hexdigest()}
    head = repo.git("rev-parse", "HEAD")
    committed = datetime.fromisoformat(repo.git("log", "-1", "--format=%cI"))
    true = {"head": head, "date": committed, "commits": 6}
    next_ledger = {**old.model_dump(), **true, **forge(old), "version": "1.2.0", "previous": previous}
    repo.commit("Release 1.2.0", {"ledger/1.2.0.json": ledger_file(Ledger.model_validate(next_ledger))})
    repo.git("tag", "--annotate", "--message=Release 1.2.0", "1.2.0", **WHO)
    found = [one for one in audit(repo).findings if one.kind == "altered"]
    assert found
    assert expected in found[0].detail
    assert {one.release for one in found} == {"1.2.0"}


def dated(ledger: Ledger, field: str) -> list[dict[str, object]]:
    """The decisions of a ledger, said to be of another day."""
    return [{**one.model_dump(), field: LATER} for one in ledger.decisions]


def test_other_names_and_titles_in_a_ledger_are_a_notice(repo: Repo) -> None:
    old = read_ledger((repo.root / "ledger/1.1.0.json").read_bytes())
    said = [{**one.model_dump(), "author": "The board"} for one in old.decisions]
    forged = Ledger.model_validate({**old.model_dump(), "decisions": said})
    kinds = kinds_and_levels(audit(repo, ledger_file(forged)))
    assert ("described-differently", "notice") in kinds


def test_a_ledger_removed_by_a_commit_is_found(repo: Repo) -> None:
    repo.git("tag", "--delete", "1.0.0", "1.1.0")
    repo.commit("Tidy", {"ledger/1.1.0.json": None})
    assert kinds_and_levels(audit(repo)) == [("dropped", "problem"), ("tag-gone", "problem")]


def test_a_ledger_left_out_by_a_merge_is_found(repo: Repo) -> None:
    repo.git("tag", "--delete", "1.0.0", "1.1.0")
    repo.branch("side", "HEAD~4")
    repo.commit("Add C", {"docs/c.md": "# C\n"})
    repo.merge("main", "Merge branch 'main'", {"ledger/1.0.0.json": None, "ledger/1.1.0.json": None})
    assert kinds_and_levels(audit(repo)) == [("no-ledger", "problem"), ("dropped", "problem"), ("dropped", "problem")]


def test_a_renamed_ledger_is_found(repo: Repo) -> None:
    repo.git("mv", "ledger/1.1.0.json", "ledger/2.0.0.json")
    repo.commit("Tidy")
    assert kinds_and_levels(audit(repo)) == [("altered", "problem"), ("dropped", "problem"), ("not-here", "problem")]


def test_a_chain_that_begins_anew_is_found(repo: Repo) -> None:
    ledger = read_ledger((repo.root / "ledger/1.1.0.json").read_bytes())
    alone = ledger.model_copy(update={"previous": None, "version": "1.2.0"})
    repo.commit("Release 1.2.0", {"ledger/1.2.0.json": ledger_file(alone)})
    repo.git("tag", "-a", "-m", "Release 1.2.0", "1.2.0", **WHO)
    assert kinds_and_levels(audit(repo)) == [("altered", "problem"), ("chain-broken", "problem")]


def test_a_file_that_is_no_ledger_is_reported_with_what_was_expected(repo: Repo) -> None:
    repo.commit("Tidy", {"ledger/9.json": "{}"})
    (found,) = audit(repo).findings
    assert found.kind == "unreadable"
    assert "trailbook-ledger/2" in found.detail


def test_a_rewrite_that_a_later_release_states_is_a_notice_with_the_reason(repo: Repo) -> None:
    repo.git("tag", "--delete", "1.0.0", "1.1.0")
    again(repo)
    release(repo, "1.2.0", "a password stood in a message")
    found = audit(repo)
    assert {finding.level for finding in found.findings} == {"notice"}
    assert found.findings[0].detail.endswith("release 1.2.0 states: a password stood in a message")


def hidden_by_a_reason(repo: Repo) -> bytes:
    """Take back all since before a release, put its ledger there again, and release with a reason. It gives the kept
    ledger of the release that is gone."""
    kept = (repo.root / "ledger/1.1.0.json").read_bytes()
    first = (repo.root / "ledger/1.0.0.json").read_bytes()
    repo.git("reset", "--quiet", "--hard", "HEAD~4")
    repo.git("tag", "--delete", "1.0.0", "1.1.0")
    repo.commit("Tidy", {"ledger/1.0.0.json": first, "ledger/1.1.0.json": kept})
    release(repo, "1.2.0", "Typo")
    return kept


def test_a_stated_reason_explains_nothing_of_a_ledger_that_was_kept(repo: Repo) -> None:
    kept = hidden_by_a_reason(repo)
    assert {level for _, level in kinds_and_levels(audit(repo))} == {"notice"}
    found = audit(repo, kept)
    assert ("head-gone", "problem") in kinds_and_levels(found)
    assert ("vanished", "problem") in kinds_and_levels(found)
    assert len([one for one in found.findings if one.kind == "head-gone" and one.release == "1.1.0"]) == 1


def test_an_auditor_may_accept_the_reason(repo: Repo) -> None:
    kept = file_of("ledger/1.1.0.json", hidden_by_a_reason(repo))
    found = audit_ledgers(Repository(repo.root), trails_of(repo), kept=kept, accepts_rewrite=True)
    assert found.problems == 0


def test_a_stated_rewrite_is_reported_with_its_day_and_reason(repo: Repo) -> None:
    hidden_by_a_reason(repo)
    (stated,) = [one for one in audit(repo).findings if one.kind == "stated-rewrite"]
    assert (stated.level, stated.detail) == ("notice", "before release 1.2.0 of 2026-01-01, which states: Typo")


@pytest.mark.parametrize(("other", "level"), [(False, []), (True, [("replaced", "problem")])])
def test_the_ledger_that_a_tag_names_is_the_one_it_holds(repo: Repo, other: bool, level: list[tuple[str, str]]) -> None:
    digest = hashlib.sha256((repo.root / "ledger/1.1.0.json").read_bytes()).hexdigest()
    named = "0" * 64 if other else digest
    repo.git("tag", "--delete", "1.1.0")
    repo.git("tag", "-a", "-m", "Release 1.1.0", "-m", f"Ledger-SHA256: {named}", "1.1.0", "HEAD~1", **WHO)
    assert kinds_and_levels(audit(repo)) == level


def test_a_ledger_names_what_forges_said_and_the_audit_finds_it_removed_or_replaced(repo: Repo) -> None:
    assert read_ledger((repo.root / "ledger/1.1.0.json").read_bytes()).format == "trailbook-ledger/2"
    decided = repo.git("rev-parse", "HEAD")
    branch = keep(repo, request(decided)).head
    data = release(repo, "1.2.0", tag=True)
    ledger = read_ledger(data)
    assert (ledger.format, ledger.evidence) == ("trailbook-ledger/3", branch)
    assert ledger_file(ledger) == data
    keep(repo, request(decided, number=13))
    assert kinds_and_levels(found := audit(repo)) == []
    assert [one.evidence for one in found.releases] == ["", "", branch]
    repo.git("branch", "--delete", "--force", "trailbook-evidence")
    keep(repo, request(decided, description="Something else was said."))
    (gone,) = audit(repo).findings
    assert (gone.kind, gone.level, gone.release, gone.commit) == ("evidence-gone", "problem", "1.2.0", branch)
    assert f"does not contain {branch[:10]}" in gone.detail
    release(repo, "1.3.0", "An account was forgotten", tag=True)
    assert kinds_and_levels(audit(repo)) == [("evidence-gone", "notice"), ("stated-rewrite", "notice")]
    repo.git("branch", "--delete", "--force", "trailbook-evidence")
    gone, own, _ = audit(repo).findings
    assert [(one.release, one.level) for one in (gone, own)] == [("1.2.0", "notice"), ("1.3.0", "problem")]
    assert own.detail.startswith("there is no branch trailbook-evidence here; 'git fetch origin ")


def test_another_interpretation_of_a_decision_is_a_notice(repo: Repo) -> None:
    data = (repo.root / "ledger/1.1.0.json").read_bytes()
    ledger = read_ledger(data)
    other = ledger.decisions[0].model_copy(update={"described": "0" * 64})
    forged = ledger.model_copy(update={"decisions": (other, *ledger.decisions[1:])})
    assert ("described-differently", "notice") in kinds_and_levels(audit(repo, ledger_file(forged)))


def test_records_that_are_read_only_since_the_release_are_a_notice(repo: Repo) -> None:
    repo.commit("Add an older one", {"more/a.md": "# A\n"})
    release(repo, "1.2.0")
    repository = Repository(repo.root)
    found = audit_ledgers(repository, [*trails_of(repo), *read_trails(repository, ["more"])])
    assert [finding.records for finding in found.findings if finding.kind == "not-recorded"] == [("more/a.md",)]
    assert found.problems == 0


def test_a_shallow_clone_is_an_error_with_its_remedy(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.root}", str(tmp_path / "shallow"))
    with pytest.raises(HistoryError, match="fetch --unshallow"):
        Repository(tmp_path / "shallow")


def test_the_json_follows_its_schema(repo: Repo) -> None:
    again(repo)
    values = json.loads(ledger_audit_json(audit(repo)))
    jsonschema.validate(values, json.loads(audit_schema()))
    assert values["releases"][0]["version"] == "1.0.0"
    assert (REPOSITORY / "schemas/ledger-audit.schema.json").read_text() == audit_schema()


def test_every_kind_of_finding_has_a_title_and_says_what_it_means() -> None:
    assert list(TITLES) == list(ABOUT)
