from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.repositories import Repo
from tests.trail.sign_offs.connectors import connector

from trailbook.records.loading import load
from trailbook.records.model import OwnedRecord
from trailbook.trail.git.repository import Repository
from trailbook.trail.sign_offs.claims import ClaimedSignOff, claimed_sign_offs
from trailbook.trail.sign_offs.needed import Needed, SignOffs, sign_offs_of
from trailbook.trail.sign_offs.roles import HeldRoles, Holder, Roles
from trailbook.trail.sign_offs.rules import SignOffRules
from trailbook.trail.trails import read_trails

BOB = {"GIT_AUTHOR_NAME": "Bob Builder", "GIT_AUTHOR_EMAIL": "bob@example.org"}
BY_BOB = Holder(role="data-owner", name="Bob Builder", email="bob@example.org")
RULES = SignOffRules({"new_connector": ("data-owner",)})


def signs(repo: Repo, *holders: Holder, rules: SignOffRules = RULES) -> SignOffs:
    repository = Repository(repo.root)
    trails = read_trails(repository, ("content",))
    found = sign_offs_of(rules, repository, trails, repository.history())
    return replace(found, held=HeldRoles(Roles(holders=holders)))


def needed(repo: Repo, *holders: Holder, rules: SignOffRules = RULES) -> dict[str, Needed]:
    """The data owner's sign-off of each decision by its commit."""
    (trail,) = read_trails(Repository(repo.root), ("content",))
    return {commit: some[0] for commit, some in signs(repo, *holders, rules=rules).needed(trail).items()}


def given(one: Needed) -> list[tuple[str, str]]:
    return [(agreed.name, agreed.source) for agreed in one.given]


def test_a_change_that_is_no_occasion_needs_no_sign_off(repo: Repo) -> None:
    repo.commit("Propose it", connector("proposed"))
    assert needed(repo, BY_BOB) == {}


def test_a_sign_off_is_missing_where_nobody_who_holds_the_role_agreed(repo: Repo) -> None:
    commit = repo.commit("Approve it\n\nApproved-by: Eve <eve@example.org>", connector())
    one = needed(repo, BY_BOB)[commit]
    assert (one.state, one.given, one.by_author) == ("missing", (), False)
    assert [(why.occasion.id, why.items) for why in one.reasons] == [("new_connector", ())]


def test_where_nobody_holds_the_role_that_is_said(repo: Repo) -> None:
    commit = repo.commit("Approve it\n\nApproved-by: Bob Builder <bob@example.org>", connector())
    assert needed(repo)[commit].state == "nobody named"


@pytest.mark.parametrize("trailer", ["Approved-by", "Reviewed-by", "Acked-by", "Risk-Accepted-by"])
def test_a_trailer_that_names_a_holder_by_address_is_a_sign_off(repo: Repo, trailer: str) -> None:
    commit = repo.commit(f"Approve it\n\n{trailer}: B. <Bob+kb@Example.org>", connector())
    one = needed(repo, BY_BOB)[commit]
    assert (one.state, given(one)) == ("given", [("B.", "trailer")])


@pytest.mark.parametrize(
    "trailer",
    [
        "Approved-by: Bob Builder",
        "Approved-by: Bob Builder <bob@elsewhere.example>",
        "Signed-off-by: Bob Builder <bob@example.org>",
        "Co-authored-by: Bob Builder <bob@example.org>",
    ],
)
def test_a_name_alone_another_address_and_other_trailers_are_none(repo: Repo, trailer: str) -> None:
    commit = repo.commit(f"Approve it\n\n{trailer}", connector())
    assert needed(repo, BY_BOB)[commit].state == "missing"


def test_a_holder_who_merged_the_branch_signed_it_off(repo: Repo) -> None:
    repo.commit("Start", {"readme.txt": "x"})
    repo.branch("crm")
    commit = repo.commit("Approve it", connector())
    repo.checkout("main")
    repo.merge("crm", "Merge branch 'crm'", **BOB)
    one = needed(repo, BY_BOB)[commit]
    assert (one.state, given(one)) == ("given", [("Bob Builder", "merge")])


def test_nobody_signs_off_their_own_change(repo: Repo) -> None:
    commit = repo.commit("Approve it\n\nApproved-by: Bob Builder <bob@example.org>", connector(), **BOB)
    one = needed(repo, BY_BOB)[commit]
    assert (one.state, one.by_author) == ("missing", True)


@pytest.mark.parametrize(
    ("since", "until", "state"),
    [
        (None, None, "given"),
        (date(2026, 1, 1), date(2026, 1, 1), "given"),
        (date(2026, 1, 2), None, "nobody named"),
        (None, date(2025, 12, 31), "nobody named"),
    ],
)
def test_a_role_counts_on_the_days_on_which_it_is_held(
    repo: Repo, since: date | None, until: date | None, state: str
) -> None:
    commit = repo.commit("Approve it\n\nApproved-by: Bob <bob@example.org>", connector())
    holder = BY_BOB.model_copy(update={"since": since, "until": until})
    assert needed(repo, holder)[commit].state == state


def test_nothing_is_asked_before_the_day_from_which_it_is(repo: Repo) -> None:
    repo.commit("Approve it", connector())
    assert needed(repo, rules=SignOffRules(RULES.roles, date(2026, 1, 2))) == {}
    assert len(needed(repo, rules=SignOffRules(RULES.roles, date(2026, 1, 1)))) == 1


def test_an_agreement_may_come_in_a_later_commit_that_names_the_decision(repo: Repo) -> None:
    commit = repo.commit("Approve it", connector())
    later = repo.commit(f"Agree\n\nDecision: {commit[:12]}\nApproved-by: Bob Builder <bob@example.org>", **BOB)
    one = needed(repo, BY_BOB)[commit]
    assert (one.state, [agreed.later for agreed in one.given]) == ("given", [later])


@pytest.mark.parametrize("named", ["deadbeef", "abc", "", "all of them"])
def test_a_later_commit_that_names_no_decision_agrees_with_none(repo: Repo, named: str) -> None:
    commit = repo.commit("Approve it", connector())
    repo.commit(f"Agree\n\nDecision: {named}\nApproved-by: Bob Builder <bob@example.org>", **BOB)
    assert needed(repo, BY_BOB)[commit].state == "missing"


def test_who_wrote_a_change_with_its_author_does_not_sign_it_off(repo: Repo) -> None:
    bob = "Bob Builder <bob@example.org>"
    commit = repo.commit(f"Approve it\n\nCo-authored-by: {bob}", connector())
    repo.commit(f"Agree\n\nDecision: {commit}\nApproved-by: {bob}", **BOB)
    assert needed(repo, BY_BOB)[commit].state == "missing"


def test_nobody_signs_off_their_own_change_later_under_a_name_that_the_mailmap_joins(repo: Repo) -> None:
    commit = repo.commit("Approve it", connector())
    repo.commit("Join the names", {".mailmap": "Ada <ada@example.org> <bob@example.org>\n"})
    repo.commit(f"Agree\n\nDecision: {commit}\nApproved-by: Bob Builder <bob@example.org>", **BOB)
    assert needed(repo, BY_BOB)[commit].state == "missing"


def test_an_author_does_not_sign_off_later_either(repo: Repo) -> None:
    commit = repo.commit("Approve it", connector(), **BOB)
    repo.commit(f"Agree\n\nDecision: {commit}\nApproved-by: Bob Builder <bob@example.org>")
    assert needed(repo, BY_BOB)[commit].state == "missing"


CLAIM = "sign_offs: [{{role: data-owner, scope: All of it, state: {state}{by}}}]\n"


def claims(repo: Repo, *holders: Holder) -> ClaimedSignOff:
    record = load(repo.root, ("content",)).records["CON-CRM"]
    (trail,) = read_trails(Repository(repo.root), ("content",))
    assert isinstance(record, OwnedRecord)
    (found,) = claimed_sign_offs(record, trail, HeldRoles(Roles(holders=holders)))
    return found


def claim(state: str, by: str = "") -> dict[str, Any]:
    return connector(more=CLAIM.format(state=state, by=f", by: {by}, signed: 2026-01-01" if by else ""))


def test_a_pending_sign_off_claims_nothing(repo: Repo) -> None:
    repo.commit("Ask for it", claim("pending"))
    found = claims(repo, BY_BOB)
    assert (found.claimed_in, found.shown_by, found.is_held) == (None, (), True)


def test_a_claim_by_somebody_else_is_not_shown_by_git(repo: Repo) -> None:
    repo.commit("Ask for it", claim("pending"))
    commit = repo.commit("Bob agreed on the phone", claim("given", "Bob Builder"))
    found = claims(repo, BY_BOB)
    assert found.claimed_in
    assert (found.claimed_in.commit, found.shown_by) == (commit, ())


def test_a_claim_that_the_holder_committed_is_shown_by_git(repo: Repo) -> None:
    repo.commit("Ask for it", claim("pending"))
    repo.commit("Agree", claim("given", "Bob Builder"), **BOB)
    assert claims(repo, BY_BOB).shown_by == ("Bob Builder",)
    assert claims(repo).shown_by == ()
    assert not claims(repo).is_held


def test_a_record_that_begins_with_a_claim_is_held_against_its_first_commit(repo: Repo) -> None:
    commit = repo.commit("Start\n\nApproved-by: Bob Builder <bob@example.org>", claim("given", "Bob Builder"))
    found = claims(repo, BY_BOB)
    assert found.claimed_in
    assert (found.claimed_in.commit, found.shown_by) == (commit, ("Bob Builder",))


def test_of_several_sign_offs_of_a_role_each_is_told_by_its_scope(repo: Repo) -> None:
    def both(one: str, other: str) -> dict[str, Any]:
        entries = [
            f"  - {{role: data-owner, scope: {scope}, state: {state}}}"
            for scope, state in (("One", one), ("Two", other))
        ]
        return connector(more="\n".join(["sign_offs:", *entries, ""]))

    repo.commit("Ask", both("pending", "pending"))
    first = repo.commit("Give one", both("given", "pending"), **BOB)
    repo.commit("Give two", both("given", "given"))
    record = load(repo.root, ("content",)).records["CON-CRM"]
    (trail,) = read_trails(Repository(repo.root), ("content",))
    assert isinstance(record, OwnedRecord)
    one, other = claimed_sign_offs(record, trail, HeldRoles(Roles(holders=(BY_BOB,))))
    assert one.claimed_in
    assert (one.claimed_in.commit, one.shown_by, other.shown_by) == (first, ("Bob Builder",), ())
