"""Reasons and reviews from requests, as decisions have them."""

from datetime import UTC, datetime

import pytest
from tests.kept_requests import FETCHED, MERGED, keep, request, review
from tests.repositories import Repo

from trailbook.trail.decisions import Decision
from trailbook.trail.export import agreement, reason_source
from trailbook.trail.gaps import is_reasoned
from trailbook.trail.git.command import HistoryError
from trailbook.trail.git.repository import Repository
from trailbook.trail.proposals import is_agreed
from trailbook.trail.requests.statement import Account, RequestCommit
from trailbook.trail.trails import read_trails

AFTERWARDS = review("bo").model_copy(update={"at": FETCHED})
WHY = "Exports of ten thousand rows were used to copy the whole donor base."
REVIEWED_BY = "reviewed it on the forge as github.com/{} on 2026-01-02"
REVIEWED = REVIEWED_BY.format("bo")


@pytest.fixture
def squashed(repo: Repo) -> str:
    repo.commit("Begin", {"docs/a.md": "# A\n\nTen.\n"})
    return repo.commit("Lower the limit (#12)", {"docs/a.md": "# A\n\nFive.\n"})


def newest(repo: Repo) -> Decision:
    return read_trails(Repository(repo.root), ["docs"])[0].decisions[0]


def test_the_description_is_the_reason_where_no_commit_gives_one(repo: Repo, squashed: str) -> None:
    assert not is_reasoned(newest(repo))
    keep(repo, request(squashed, description=f"<!-- say why -->\n{WHY}"))
    decision = newest(repo)
    assert (decision.rationale.text, decision.rationale.source) == (WHY, "request")
    assert is_reasoned(decision)
    assert decision.request and decision.request.name == "org/kb#12"
    assert decision.as_committed.rationale.source == "title"


def test_a_reason_in_the_commit_comes_first(repo: Repo) -> None:
    repo.commit("Begin", {"docs/a.md": "# A\n\nTen.\n"})
    id = repo.commit("Lower it (#12)\n\nTwo vendors asked for it in March.", {"docs/a.md": "# A\n\nFive.\n"})
    keep(repo, request(id, description=WHY))
    assert newest(repo).rationale.source == "body"


def test_a_number_in_a_title_brings_no_reviews_of_another_request(repo: Repo, squashed: str) -> None:
    repo.commit("Raise it again (#12)", {"docs/a.md": "# A\n\nFifty.\n"})
    keep(repo, request(squashed, description=WHY, reviews=(review("bo"),)))
    assert newest(repo).request is None
    assert not is_agreed(newest(repo))


def test_trailers_in_a_description_approve_nothing(repo: Repo, squashed: str) -> None:
    keep(repo, request(squashed, description=f"{WHY}\n\nApproved-by: Bo <bo@example.org>\nReviewed-by: Cy <cy@x.org>"))
    assert newest(repo).approvals == ()
    assert newest(repo).rationale.text == WHY


@pytest.mark.parametrize(
    ("reviews", "said"),
    [
        ((review("bo"),), f"bo ({REVIEWED})"),
        ((review("bo"), review("bo", "commented")), f"bo ({REVIEWED})"),
        ((review("bo", commit="a" * 40),), f"bo ({REVIEWED}, of an earlier text)"),
        ((review("bo", "dismissed"),), f"bo ({REVIEWED}, and it was dismissed)"),
        ((review("bo"), review("bo", "changes-requested")), f"bo ({REVIEWED}, and it was dismissed)"),
        ((review("bo", "changes-requested"), review("bo")), f"bo ({REVIEWED})"),
        ((review("bo", outside=True),), f"bo ({REVIEWED}, from outside of the project)"),
        ((AFTERWARDS,), f"bo ({REVIEWED_BY.format('bo')[:-1]}3, after it was merged)"),
        ((review("bo"), AFTERWARDS), f"bo ({REVIEWED})"),
        ((review("ada"),), f"ada ({REVIEWED_BY.format('ada')}, not independent)"),
        ((review("Ada"),), f"Ada ({REVIEWED_BY.format('Ada')}, not independent)"),
        ((review("dream-team"),), f"dream-team ({REVIEWED_BY.format('dream-team')})"),
        ((review("team"),), f"team ({REVIEWED_BY.format('team')})"),
        ((review("bo", "commented"),), "nobody on record"),
        ((review("bo", "changes-requested"),), "nobody on record"),
        ((review(""),), "nobody on record"),
        ((review("dependabot[bot]"),), "nobody on record"),
    ],
)
def test_who_agreed_by_reviews(repo: Repo, squashed: str, reviews: tuple[object, ...], said: str) -> None:
    keep(repo, request(squashed, reviews=reviews))
    decision = newest(repo)
    assert agreement(decision.approvals) == said
    assert is_agreed(decision) == said.endswith(("bo on 2026-01-02)", "team on 2026-01-02)"))


def test_robots_and_writers_of_the_commits_are_no_independent_reviewers(repo: Repo, squashed: str) -> None:
    robot = review("helper").model_copy(update={"account": Account(name="helper", robot=True)})
    keep(
        repo, request(squashed, author=Account(name="cy"), writers=(Account(name="bo"),), reviews=(review("bo"), robot))
    )
    assert agreement(newest(repo).approvals) == f"bo ({REVIEWED}, not independent)"


def test_the_name_of_an_account_is_no_address_of_somebody_else(repo: Repo, squashed: str) -> None:
    keep(repo, request(squashed, reviews=(review("Bo <bo@example.org>"),)))
    assert newest(repo).approvals[0].email == "Boboexample.org@users.noreply.github.com"


def test_an_account_is_whom_the_mailmap_says(repo: Repo) -> None:
    mailmap = "Ada <ada@example.org> <countess@users.noreply.github.com>\nBo <bo@x.org> <b9@users.noreply.github.com>\n"
    repo.commit("Begin", {"docs/a.md": "# A\n\nTen.\n", ".mailmap": mailmap})
    id = repo.commit("Lower it (#12)", {"docs/a.md": "# A\n\nFive.\n"})
    keep(repo, request(id, author=Account(name="x"), reviews=(review("countess"), review("b9"))))
    said = agreement(newest(repo).approvals)
    ada, bo = REVIEWED_BY.format("countess"), REVIEWED_BY.format("b9")
    assert said == f"Ada ({ada}, not independent); Bo ({bo})"


def test_an_account_that_the_mailmap_gives_to_a_team_agrees_for_nobody(repo: Repo) -> None:
    mailmap = "Security team <us@example.org> <duty@users.noreply.github.com>\n"
    repo.commit("Begin", {"docs/a.md": "# A\n\nTen.\n", ".mailmap": mailmap})
    id = repo.commit("Lower it (#12)", {"docs/a.md": "# A\n\nFive.\n"})
    keep(repo, request(id, reviews=(review("duty"),)))
    assert newest(repo).approvals == ()


def test_an_approval_of_an_earlier_commit_holds_for_a_record_that_did_not_change_since(repo: Repo) -> None:
    repo.commit("Begin", {"docs/a.md": "# A\n\nTen.\n"})
    repo.branch("topic")
    seen = repo.commit("Lower it", {"docs/a.md": "# A\n\nFive.\n"})
    head = repo.commit("Add an example", {"example.txt": "Five"})
    repo.checkout("main")
    landed = repo.merge(
        "topic", "Merge pull request #12 from org/topic", GIT_AUTHOR_NAME="Cy", GIT_AUTHOR_EMAIL="cy@x.org"
    )
    keep(repo, request(landed, head=head, reviews=(review("bo", commit=seen),)))
    assert agreement(newest(repo).approvals) == f"Cy (merged it); bo ({REVIEWED})"


LISTED = ("First", "Second", "Third")


def three(repo: Repo) -> list[str]:
    """A commit of its own, and three of a request that landed in a row."""
    repo.commit("Begin", {"docs/a.md": "# A\n\nTen.\n"})
    return [repo.commit(f"{title}\n\nText.", {"docs/a.md": f"# A\n\n{title}.\n"}) for title in LISTED]


def stated(repo: Repo, ids: list[str], *titles: str) -> tuple[RequestCommit, ...]:
    """What a forge lists of commits that had other ids before they were rebased."""
    times = [datetime.fromisoformat(repo.git("log", "-1", "--format=%aI", id)) for id in ids]
    found = zip(titles, times, strict=True)
    return tuple(RequestCommit(id=f"{n:040x}", title=title, authored=at) for n, (title, at) in enumerate(found))


def test_a_rebased_request_is_that_of_all_its_commits(repo: Repo) -> None:
    ids = three(repo)
    keep(repo, request(ids[-1], description=WHY, commits=stated(repo, ids, *LISTED), reviews=(review("bo"),)))
    *brought, first = read_trails(Repository(repo.root), ["docs"])[0].decisions
    assert [one.request.match for one in brought if one.request] == ["landed", "rebased", "rebased"]
    assert all(map(is_agreed, brought))
    assert first.request is None
    assert reason_source(brought[1]).endswith("as one of its commits by their titles and times, in order")


@pytest.mark.parametrize("titles", [("First", "Other", "Third"), ("Begin", "First", "Second", "Third")[:3], ("Third",)])
def test_commits_that_a_forge_does_not_list_like_that_are_of_no_request(repo: Repo, titles: tuple[str, ...]) -> None:
    ids = three(repo)
    keep(repo, request(ids[-1], commits=stated(repo, ids[-len(titles) :], *titles)))
    assert [one.request is not None for one in read_trails(Repository(repo.root), ["docs"])[0].decisions] == [
        True,
        False,
        False,
        False,
    ]


def test_commits_that_landed_as_they_were_are_known_by_their_ids_up_to_another_request(repo: Repo) -> None:
    ids = three(repo)
    same = tuple(RequestCommit(id=id, title="", authored=MERGED) for id in ids)
    keep(repo, request(ids[-1], commits=same, description=WHY))
    found = read_trails(Repository(repo.root), ["docs"])[0].decisions
    assert [one.request and one.request.match for one in found] == ["landed", "commit", "commit", None]
    keep(repo, request(ids[1], number=13, description=WHY))
    found = read_trails(Repository(repo.root), ["docs"])[0].decisions
    assert [one.request and one.request.name for one in found] == ["org/kb#12", "org/kb#13", None, None]


def test_a_description_edited_after_the_merge_says_so_and_the_first_is_quoted(repo: Repo, squashed: str) -> None:
    keep(repo, request(squashed, description=WHY, tells_edits=False))
    assert (known := newest(repo).request) and known.edited is None
    later = datetime(2026, 2, 1, tzinfo=UTC)
    keep(
        repo,
        request(squashed, description="Something else entirely, written to look well.", tells_edits=False),
        at=later,
    )
    decision = newest(repo)
    assert decision.rationale.text == WHY
    assert decision.request and decision.request.edited == later
    assert reason_source(decision).endswith("as fetched on 2026-01-03; edited since, on 2026-02-01")


@pytest.mark.parametrize(
    ("edited", "tells", "said"),
    [
        (None, True, "2026-01-03"),
        (None, False, "2026-01-03; whether it was edited after the merge is not known"),
        (datetime(2026, 1, 1, tzinfo=UTC), True, "2026-01-03"),
        (datetime(2026, 1, 2, 10, tzinfo=UTC), True, "2026-01-03; edited after the merge, on 2026-01-02"),
    ],
)
def test_what_is_said_of_an_edit_before_the_fetch(
    repo: Repo, squashed: str, edited: datetime | None, tells: bool, said: str
) -> None:
    keep(repo, request(squashed, description=WHY, edited=edited, tells_edits=tells))
    assert reason_source(newest(repo)) == f"from the description of org/kb#12, as fetched on {said}"


def test_a_dismissal_after_the_merge_counts(repo: Repo, squashed: str) -> None:
    keep(repo, request(squashed, reviews=(review("bo"),)))
    assert is_agreed(newest(repo))
    keep(repo, request(squashed, reviews=(review("bo", "dismissed"),)))
    assert not is_agreed(newest(repo))


def test_a_reviewer_who_left_the_project_later_was_one_of_it(repo: Repo, squashed: str) -> None:
    keep(repo, request(squashed, reviews=(review("bo"),)))
    keep(repo, request(squashed, reviews=(review("bo", outside=True),)))
    assert is_agreed(newest(repo))


def test_a_credential_in_a_description_is_never_kept(repo: Repo, squashed: str) -> None:
    token = "ghp_" + "a1B2" * 9
    branch = keep(repo, request(squashed, description=f"It was opened with the token {token} by mistake."))
    (statement,) = (one for _, one in branch.read(branch.files))
    assert token not in statement.request.description
    assert token not in newest(repo).rationale.text


def test_a_branch_that_went_different_ways_is_not_read(repo: Repo, squashed: str) -> None:
    first = keep(repo, request(squashed)).head
    second = keep(repo, request(squashed, number=13)).head
    repo.git("branch", "--force", "trailbook-evidence", first)
    keep(repo, request(squashed, number=14))
    repo.git("update-ref", "refs/remotes/origin/trailbook-evidence", second)
    with pytest.raises(HistoryError, match="went different ways"):
        newest(repo)


def test_a_statement_that_cannot_be_read_is_a_problem_and_the_rest_is_read(repo: Repo, squashed: str) -> None:
    keep(repo, request(squashed, description=WHY))
    repo.checkout("trailbook-evidence")
    repo.commit("Forge one", {f"requests/github.com/org/kb/13/0001-{squashed}.json": "{"})
    repo.checkout("main")
    assert newest(repo).rationale.source == "request"


def test_the_branch_of_a_remote_is_read_where_it_is_ahead(repo: Repo, squashed: str, tmp_path: object) -> None:
    keep(repo, request(squashed, description=WHY))
    clone = Repo(repo.root.parent / "clone")
    clone.git("pull", "--quiet", str(repo.root), "main")
    clone.git("fetch", "--quiet", str(repo.root), "trailbook-evidence:refs/remotes/origin/trailbook-evidence")
    assert newest(clone).rationale.source == "request"
