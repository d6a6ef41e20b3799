from datetime import UTC, datetime

import pytest

from trailbook.trail.approvals import approvals
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.reasons.rationale import rationale

ADA = Person("Ada", "ada@example.org")
BO = Person("Bo", "bo@example.org")
FORGE = Person("GitHub", "noreply@github.com")


def commit(message: str, author: Person = ADA, committer: Person = FORGE) -> Commit:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Commit("c", (), author, now, committer, now, message, ())


@pytest.mark.parametrize(
    ("message", "merge", "text", "source"),
    [
        ("t\n\nprose here.\n\nRationale: stated", "m\n\nmerge prose.", "stated\n\nprose here.", "trailer"),
        ("t\n\nprose here.", "m\n\nmerge prose.", "prose here.", "body"),
        ("t", "Merge pull request #1\n\nWhy we do it.", "Why we do it.", "merge"),
        ("Review", "Merge pull request #1 from a/b\n\nLower the limit", "Lower the limit", "title"),
        ("Lower it", "Merge pull request #1 from a/b\n\nUpdate a.md", "Lower it", "title"),
        ("Merge pull request #1 from a/b\n\nLower the limit", None, "Lower the limit", "title"),
        (
            "Review",
            "Merge branch 'a' into 'b'\n\nLower it\n\nKeys leaked.\n\nSee merge request a/b!1",
            "Keys leaked.",
            "merge",
        ),
        ("Lower the limit", "Merge branch 'x'", "Lower the limit", "title"),
        ("wip", "Merged PR 8: Lower the limit\n\nRelated work items: #9", "Lower the limit", "title"),
        ("Update a.md", None, "", "none"),
        ("wip", None, "", "none"),
        ("", None, "", "none"),
    ],
)
def test_the_strongest_source_gives_the_reason(message: str, merge: str | None, text: str, source: str) -> None:
    found = rationale(commit(message), [commit(merge)] if merge else [])
    assert (found.text, found.source) == (text, source)


@pytest.mark.parametrize(
    "prose",
    [
        "updated.",
        "Fixed",
        "changes",
        "Minor edits.",
        "some small fixes and typos",
        "Fix typo",
        "WIP",
        "wip\n\nmore changes\n\nfixed typo",
        "See title.",
        "as discussed",
        "Per review",
        "as per the review comments",
        "Addressed review feedback",
        "Updated the policy.",
        "Update sharing.md",
        "Minor grammatical updates\ncasing updates",
        "n/a",
        "...",
    ],
)
def test_prose_that_says_no_more_than_that_something_changed_is_no_reason(prose: str) -> None:
    assert rationale(commit(f"Update sharing.md\n\n{prose}")).source == "none"
    assert rationale(commit(f"Share with all\n\n{prose}")).source == "title"
    assert rationale(commit(f"Share\n\nRationale: {prose.splitlines()[0]}")).source == "title"
    assert rationale(commit("wip"), [commit(f"Merge branch 'x'\n\n{prose}")]).source == "none"


@pytest.mark.parametrize(
    "prose",
    [
        "Fix typo that let everybody in.",
        "Updated to reflect the new law.",
        "Change requested by the reporter",
        "As requested by the auditor.",
        "As discussed with the owners, nobody uses it.",
        "Formatting broke the table.",
        "Update sharing.md, as guests left.",
        "Keys leaked.",
        "fixed\n\nPeople share accounts.",
        "Per policy POL-SHARING.C1.",
        "See PM-OPEN-LIST.",
        "Links rot.",
        "None of the owners answered.",
    ],
)
def test_a_real_sentence_is_a_reason_however_short(prose: str) -> None:
    assert rationale(commit(f"Update sharing.md\n\n{prose}")).source == "body"


@pytest.mark.parametrize(
    ("way", "text", "source"),
    [
        (
            ["Merge pull request #1 from a/b\n\nAsk twice\n\nKeys leaked.", "Merge release 2\n\nWhat is in it."],
            "Keys leaked.",
            "merge",
        ),
        (
            ["Merge branch 'a' into 'b'", "Merge pull request #2 from a/b\n\nAsk twice\n\nKeys leaked."],
            "Keys leaked.",
            "merge",
        ),
        (
            ["Merge pull request #1 from a/b\n\nAsk twice", "Merge pull request #2 from c/d\n\nX\n\nOf another."],
            "Ask twice",
            "title",
        ),
        (
            ["Merge branch 'a'", "Merge pull request #2 from a/b\n\nAsk twice before sharing"],
            "Ask twice before sharing",
            "title",
        ),
    ],
)
def test_the_innermost_merge_that_has_something_to_say_speaks(way: list[str], text: str, source: str) -> None:
    found = rationale(commit("Review"), [commit(merge) for merge in way])
    assert (found.text, found.source) == (text, source)


@pytest.mark.parametrize(
    ("title", "request_title", "shown"),
    [
        ("Ask guests twice before they may share", "Share less", "Ask guests twice before they may share"),
        ("Share less", "Ask guests twice before they may share", "Ask guests twice before they may share"),
        ("Ask guests twice (#4)", "Ask guests twice", "Ask guests twice (#4)"),
        ("Ask twice", "Update sharing.md", "Ask twice"),
        ("Update sharing.md", "More fixes for typos", "More fixes for typos"),
        ("typos", "Update sharing.md", ""),
    ],
)
def test_the_title_of_a_request_counts_where_it_says_more(title: str, request_title: str, shown: str) -> None:
    merge = commit(f"Merge pull request #4 from bo/patch\n\n{request_title}")
    assert rationale(commit(title), [merge]).text == shown


@pytest.mark.parametrize(
    "prose", ["Share with guests", "SHARING with the guests.", "Guests: share with them", "shared with guests"]
)
def test_the_title_in_other_words_order_or_case_is_no_reason(prose: str) -> None:
    assert rationale(commit(f"Share with guests (#4)\n\n{prose}")).source == "title"


def test_a_committer_is_no_approver() -> None:
    assert approvals(commit("t", committer=BO), None) == ()


def test_a_sign_off_is_a_statement_of_origin_and_no_approval() -> None:
    assert approvals(commit("t\n\nSigned-off-by: Bo <bo@example.org>"), None) == ()


def test_a_stated_approval_counts_and_the_authors_own_is_not_independent() -> None:
    stated = "t\n\nReviewed-by: Bo <bo@example.org>\nApproved-by: Ada <ADA@example.org>"
    found = approvals(commit(stated), None)
    assert {(a.name, a.source, a.independent) for a in found} == {("Bo", "trailer", True), ("Ada", "trailer", False)}


def test_a_co_authors_approval_is_not_independent() -> None:
    stated = "t\n\nCo-authored-by: Bo <bo@example.org>\nReviewed-by: Bo <bo@example.org>"
    assert [a.independent for a in approvals(commit(stated), None)] == [False]


def test_somebody_else_who_merged_agreed_and_a_forge_or_the_author_did_not() -> None:
    assert [a.source for a in approvals(commit("t"), commit("m", author=BO))] == ["merge"]
    assert approvals(commit("t"), commit("m", author=ADA)) == ()
    assert approvals(commit("t"), commit("m", author=FORGE)) == ()


def test_a_squash_merge_is_not_an_approval() -> None:
    assert approvals(commit("Title (#5)", author=ADA, committer=FORGE), None) == ()


def test_a_bots_review_is_no_approval() -> None:
    assert approvals(commit("t\n\nReviewed-by: review[bot] <1+bot@users.noreply.github.com>"), None) == ()


def test_a_form_that_was_not_filled_in_is_no_approval() -> None:
    assert approvals(commit("t\n\nReviewed-by: <tbd>\nApproved-by: TBD"), None) == ()


def test_one_persons_word_under_two_addresses_counts_once() -> None:
    stated = "t\n\nReviewed-by: Bo Li <bo@example.org>\nApproved-by: Bo Li <bo@other.example>"
    assert [a.email for a in approvals(commit(stated), None)] == ["bo@other.example"]
