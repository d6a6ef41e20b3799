"""What is fetched from forges, as it is kept in git: the same of each forge, whatever the network does."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from tests.forges.mock_forges import PROJECT, Failure, Merged, MockForge, Said, moment, serving
from tests.kept_requests import WHO
from tests.repositories import Repo

from trailbook.forges import fetching
from trailbook.forges.addresses import ForgeProject
from trailbook.forges.fetching import Outcome, fetch
from trailbook.forges.gitea import Gitea
from trailbook.forges.github import GitHub
from trailbook.forges.gitlab import GitLab
from trailbook.forges.http import Client, ForgeError
from trailbook.trail.git.command import Git, open_work_tree
from trailbook.trail.requests.branch import EvidenceBranch, evidence_branch
from trailbook.trail.requests.statement import LONGEST_DESCRIPTION, Request

FORGES: dict[str, type[GitHub | GitLab | Gitea]] = {"github": GitHub, "gitlab": GitLab, "gitea": Gitea}
A, B, C, HEAD = ("a" * 40, "b" * 40, "c" * 40, "f" * 40)
SECRET = "glpat-" + "Zx9_" * 5


@dataclass
class Told:
    """What a run says while it goes on."""

    waited: list[float] = field(default_factory=list)
    counts: list[tuple[int, int | None]] = field(default_factory=list)

    def at(self, done: int, total: int | None) -> None:
        self.counts.append((done, total))

    def waits(self, seconds: float, why: str) -> None:
        self.waited.append(seconds)


@dataclass
class Fetcher:
    """Runs of ``fetch`` from a forge on this machine, with pauses that take no time."""

    git: Git
    told: Told = field(default_factory=Told)
    paused: list[float] = field(default_factory=list)

    def run(self, forge: MockForge, size: int = 50) -> Outcome:
        place = ForgeProject(forge.kind, forge.host, PROJECT, "http")
        headers = {"Authorization": f"bearer {SECRET}"}
        client = Client(place.interface, headers, self.told, self.paused.append)
        return fetch(FORGES[forge.kind](client, place, size), self.branch, self.told)[1]

    @property
    def branch(self) -> EvidenceBranch:
        return evidence_branch(self.git)

    def kept(self) -> dict[int, list[Request]]:
        """The requests in the branch, each with its versions."""
        found: dict[int, list[Request]] = {}
        for file, statement in self.branch.read(self.branch.files):
            found.setdefault(file.name.number, []).append(statement.request)
        return found


@pytest.fixture
def fetcher(repo: Repo) -> Fetcher:
    return Fetcher(open_work_tree(repo.root).git.using(**WHO))


@pytest.fixture
def served() -> Iterator[Any]:
    with ExitStack() as stack:
        yield lambda *arguments: stack.enter_context(serving(MockForge(*arguments)))


def many(number: int) -> list[Merged]:
    return [Merged(one, f"{one:040x}", moment(one / 100), title=f"Change {one}") for one in range(1, number + 1)]


@pytest.mark.parametrize("kind", FORGES)
def test_a_request_is_kept_as_the_forge_describes_it(fetcher: Fetcher, served: Any, kind: str) -> None:
    said = (
        Said("bo", "APPROVED", moment(-3), B),
        Said("di", "CHANGES_REQUESTED", moment(-2.5), B),
        Said("bo", "APPROVED", moment(-2), HEAD),
        Said("ed", "APPROVED", moment(-1), HEAD),
    )
    forge = served(kind, [Merged(7, A, moment(1), reviews=said, comments=3)])
    outcome = fetcher.run(forge)
    ((request,),) = fetcher.kept().values()
    assert (outcome.new, outcome.changed, outcome.left_out) == (1, 0, [])
    assert (request.kind, request.host, request.project, request.number) == (kind, forge.host, PROJECT, 7)
    assert (request.landed, request.head, request.target, request.comments) == (A, HEAD, "main", 3)
    assert (request.author.name, request.merged_by and request.merged_by.name) == ("ada", "cy")
    assert request.description.startswith("Exports of ten thousand rows")
    assert [(one.account.name, one.state, one.commit) for one in request.reviews] == [
        ("bo", "approved", B),
        ("di", "changes-requested", B),
        ("bo", "approved", HEAD),
        ("ed", "approved", HEAD),
    ]
    assert {one.by_time for one in request.reviews} == {kind == "gitlab"}
    assert request.address.startswith(f"http://{forge.host}/{PROJECT}/")
    assert [one.name for one in request.writers] == ([] if kind == "gitlab" else ["ada"])


@pytest.mark.parametrize("kind", FORGES)
def test_the_commits_of_a_request_are_kept_in_their_order(fetcher: Fetcher, served: Any, kind: str) -> None:
    commits = ((B, "Begin", moment(-3)), (HEAD, "Go on" + "!" * 300, moment(-2)))
    fetcher.run(served(kind, [Merged(7, HEAD, moment(1), commits=commits)]))
    ((request,),) = fetcher.kept().values()
    assert [(one.id, one.title) for one in request.commits] == [(B, "Begin"), (HEAD, "Go on" + "!" * 195)]
    assert request.commits[1].authored.isoformat() == "2026-01-01T10:00:00+00:00"


@pytest.mark.parametrize("kind", ["github", "gitlab"])
def test_an_edit_of_the_description_is_kept_where_the_forge_tells_it(fetcher: Fetcher, served: Any, kind: str) -> None:
    fetcher.run(served(kind, [Merged(7, A, moment(1), edited=moment(0.75))]))
    ((request,),) = fetcher.kept().values()
    assert request.tells_edits and request.edited and request.edited > request.merged


@pytest.mark.parametrize("kind", FORGES)
def test_an_approval_that_was_taken_back_is_no_more(fetcher: Fetcher, served: Any, kind: str) -> None:
    said = Said("bo", "DISMISSED", moment(-1), HEAD)
    fetcher.run(served(kind, [Merged(7, A, moment(1), reviews=(said,))]))
    ((request,),) = fetcher.kept().values()
    assert [one.state for one in request.reviews] == ["dismissed"]


def test_reviews_that_gitlab_states_in_one_place_alone(fetcher: Fetcher, served: Any) -> None:
    forge: MockForge = served("gitlab", [Merged(7, A, moment(1), reviews=(Said("bo", "APPROVED", moment(-1), B),))])
    answer = forge.answer
    forge.answer = lambda path, *rest: ([], {}) if path.endswith("/notes") else answer(path, *rest)  # type: ignore[method-assign]
    fetcher.run(forge)
    ((request,),) = fetcher.kept().values()
    assert [(one.account.name, one.state, one.commit) for one in request.reviews] == [("bo", "approved", B)]
    forge.change(7, updated=moment(2))
    gone = {"approved": False, "approved_by": []}
    forge.answer = lambda path, *rest: (gone, {}) if path.endswith("/approvals") else answer(path, *rest)  # type: ignore[method-assign]
    fetcher.run(forge)
    assert [one.state for one in fetcher.kept()[7][-1].reviews] == ["approved", "dismissed"]


@pytest.mark.parametrize("kind", ["github", "gitea"])
def test_an_account_that_may_not_write_is_told_apart(fetcher: Fetcher, served: Any, kind: str) -> None:
    said = (Said("bo", "APPROVED", moment(-1), HEAD), Said("ed", "APPROVED", moment(-1), HEAD, inside=False))
    fetcher.run(served(kind, [Merged(7, A, moment(1), reviews=said)]))
    ((request,),) = fetcher.kept().values()
    assert [one.outside for one in request.reviews] == [False, True]


@pytest.mark.parametrize("kind", FORGES)
def test_accounts_that_were_deleted_have_no_name_and_robots_are_robots(
    fetcher: Fetcher, served: Any, kind: str
) -> None:
    said = Said(None, "APPROVED", moment(-1), HEAD)
    robot = {"github": "renovate[bot]", "gitlab": "project_7_bot_1f3a", "gitea": "renovate[bot]"}[kind]
    fetcher.run(served(kind, [Merged(7, A, moment(1), author=robot, writers=(None,), reviews=(said,))]))
    ((request,),) = fetcher.kept().values()
    assert request.author.robot
    assert (request.reviews[0].account.name, request.writers) == ("", ())


@pytest.mark.parametrize("kind", FORGES)
def test_hostile_and_endless_texts_are_kept_as_text(fetcher: Fetcher, served: Any, kind: str) -> None:
    hostile = "<script>alert(1)</script>\n\x1b[2J\x00\ud800\u202e `$(rm -rf /)`\nComplete-until: x 2099-01-01T00:00:00Z"
    forge = served(
        kind,
        [
            Merged(1, A, moment(1), title=hostile, body=hostile),
            Merged(2, B, moment(2), title="x" * 9000, body="y" * 150_000),
        ],
    )
    assert fetcher.run(forge).new == 2
    kept = fetcher.kept()
    assert kept[1][0].description.startswith("<script>alert(1)</script>\n\x1b[2J\x00?")
    assert "\n" not in kept[1][0].title
    assert (len(kept[2][0].description), kept[2][0].is_cut, len(kept[2][0].title)) == (LONGEST_DESCRIPTION, True, 2000)
    assert fetcher.branch.complete_until(forge.host, PROJECT) == moment(2)
    assert fetcher.branch.complete_until("x", "") == ""


@pytest.mark.parametrize("kind", FORGES)
def test_pages_of_requests_reviews_and_commits_are_read_to_their_end(
    fetcher: Fetcher, served: Any, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trailbook.forges.github._NESTED", 5)
    said = [Said(f"r{n}", "APPROVED", moment(-9 + n), HEAD) for n in range(13)]
    big = Merged(999, A, moment(0.02), reviews=said, writers=[f"w{n}" for n in range(7)])
    assert fetcher.run(served(kind, [*many(12), big]), 5).new == 13
    kept = fetcher.kept()[999][0]
    assert [one.account.name for one in kept.reviews] == [one.who for one in said]
    assert kind == "gitlab" or [one.name for one in kept.writers] == list(big.writers)


@pytest.mark.parametrize("kind", FORGES)
def test_a_second_run_asks_for_what_changed_and_adds_what_is_new(fetcher: Fetcher, served: Any, kind: str) -> None:
    forge: MockForge = served(kind, many(20))
    fetcher.run(forge, 6)
    head, asked = fetcher.branch.head, len(forge.asked)
    assert fetcher.run(forge, 6).new == 0
    assert fetcher.branch.head == head
    assert len(forge.asked) - asked <= 3
    forge.change(3, updated=moment(50), body="Rewritten afterwards.")
    forge.change(4, updated=moment(51))
    forge.merged.append(Merged(300, A, moment(52)))
    outcome = fetcher.run(forge, 6)
    assert (outcome.new, outcome.changed, outcome.same, outcome.until) == (1, 1, 1, moment(52))
    assert [one.description for one in fetcher.kept()[3]] == [many(1)[0].body, "Rewritten afterwards."]
    assert len(fetcher.kept()[4]) == 1


FAILURES: dict[str, Failure] = {"closed": "closed", "half": "half", "502": (502, {}, b"<html>Bad gateway</html>")}


@pytest.mark.parametrize(("kind", "failure"), [("github", "closed"), ("gitlab", "half"), ("gitea", "502")])
def test_a_network_that_breaks_at_each_tenth_request_loses_nothing(
    fetcher: Fetcher, served: Any, kind: str, failure: str
) -> None:
    forge = served(kind, many(25), lambda number: FAILURES[failure] if number % 10 == 0 else None)
    assert fetcher.run(forge, 4).new == 25
    assert sorted(fetcher.kept()) == list(range(1, 26))


@pytest.mark.parametrize("kind", FORGES)
def test_a_run_that_is_broken_off_goes_on_where_it_was(
    fetcher: Fetcher, served: Any, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "BATCH", 8)
    forge: MockForge = served(kind, many(30))
    budget = {"github": 4, "gitlab": 50, "gitea": 35}[kind]
    forge.fails = lambda number: (503, {}, b"") if number > budget else None
    with pytest.raises(ForgeError, match="run this again later"):
        fetcher.run(forge, 6)
    before = set(fetcher.kept())
    assert 8 <= len(before) < 30
    assert fetcher.branch.broken_off(forge.host, PROJECT)
    forge.merged.append(Merged(500, A, moment(60)))
    forge.fails = lambda _: None
    outcome = fetcher.run(forge, 6)
    assert outcome.new == 31 - len(before)
    assert len(fetcher.kept()) == 31
    assert fetcher.branch.complete_until(forge.host, PROJECT) == moment(60)
    assert not fetcher.branch.broken_off(forge.host, PROJECT)
    assert {len(versions) for versions in fetcher.kept().values()} == {1}


def test_a_place_that_github_forgot_begins_the_listing_anew(
    fetcher: Fetcher, served: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "BATCH", 8)
    forge: MockForge = served("github", many(50))
    forge.fails = lambda number: (503, {}, b"") if number > 4 else None
    with pytest.raises(ForgeError):
        fetcher.run(forge, 10)
    assert (broken := fetcher.branch.broken_off(forge.host, PROJECT)) and broken.after == "at:30"
    forge.fails = lambda _: None
    answer, forgotten = forge.answer, [True]

    def forgetful(path: str, query: Any, body: Any) -> Any:
        if body["variables"].get("after") == "at:30" and forgotten and forgotten.pop():
            return {"data": {"repository": None}, "errors": [{"type": "INVALID_CURSOR_ARGUMENTS"}]}, {}
        return answer(path, query, body)

    forge.answer = forgetful  # type: ignore[method-assign]
    assert fetcher.run(forge, 10).new == 20
    assert fetcher.branch.complete_until(forge.host, PROJECT) == moment(0.5)


def test_a_forge_that_asks_to_wait_is_waited_for(fetcher: Fetcher, served: Any) -> None:
    now = "Thu, 01 Jan 2026 12:00:00 GMT"
    refusals: dict[int, Failure] = {
        1: (403, {"Retry-After": "7"}, b"secondary rate limit"),
        2: (429, {}, b""),
        3: (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1767268830", "Date": now}, b""),
        4: (429, {"RateLimit-Remaining": "0", "RateLimit-Reset": "1767268810", "Date": now}, b""),
        5: (
            200,
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1767268805", "Date": now},
            b'{"errors": [{"type": "RATE_LIMITED"}]}',
        ),
        6: (403, {}, b'{"message": "You have exceeded a secondary rate limit."}'),
        7: (503, {"Retry-After": "3"}, b""),
        8: (429, {"Retry-After": "²"}, b""),
    }
    forge = served("github", many(3), refusals.get)
    assert fetcher.run(forge).new == 3
    assert [round(seconds) for seconds in fetcher.told.waited] == [7, 60, 31, 11, 6, 60, 3, 60]


def test_a_limit_that_is_used_up_is_waited_for_before_the_next_request(fetcher: Fetcher, served: Any) -> None:
    forge: MockForge = served("gitlab", many(1))
    forge.fails = lambda number: setattr(forge, "headers", {} if number > 1 else _USED_UP)
    assert fetcher.run(forge).new == 1
    assert [round(seconds) for seconds in fetcher.told.waited] == [21]


_USED_UP = {"RateLimit-Remaining": "0", "RateLimit-Reset": "1767268820", "Date": "Thu, 01 Jan 2026 12:00:00 GMT"}


def test_a_forge_that_asks_to_wait_for_long_ends_the_run(fetcher: Fetcher, served: Any) -> None:
    with pytest.raises(ForgeError, match=r"asks to wait 5\.0 hours"):
        fetcher.run(served("github", many(3), lambda _: (429, {"Retry-After": "18000"}, b"")))


def test_github_is_asked_for_fewer_at_once_where_it_can_not_answer_in_time(fetcher: Fetcher, served: Any) -> None:
    forge: MockForge = served("github", many(30))
    sizes: list[int] = []
    answer = forge.answer

    def slow(path: str, query: Any, body: Any) -> Any:
        sizes.append(body["variables"].get("first", 0))
        return (
            ({"data": None, "errors": [{"message": "Something went wrong"}]}, {})
            if sizes[-1] > 12
            else answer(path, query, body)
        )

    forge.answer = slow  # type: ignore[method-assign]
    assert fetcher.run(forge).new == 30
    assert sizes == [0, 50, 50, 50, 12, 12, 12]


@pytest.mark.parametrize("kind", FORGES)
def test_an_answer_that_is_html_says_what_to_look_at(fetcher: Fetcher, served: Any, kind: str) -> None:
    with pytest.raises(ForgeError, match="HTML where JSON is expected"):
        fetcher.run(served(kind, many(3), lambda _: "html"))


@pytest.mark.parametrize(("kind", "said"), [("gitlab", "!2: GitLab"), ("gitea", "#2: Gitea")])
def test_what_a_listing_gives_only_in_part_is_left_out_and_said(
    fetcher: Fetcher, served: Any, kind: str, said: str
) -> None:
    forge: MockForge = served(kind, many(3))
    answer = forge.answer

    def partial(path: str, query: Any, body: Any) -> Any:
        value, headers = answer(path, query, body)
        for one in value if isinstance(value, list) else ():
            if 2 in (one.get("iid"), one.get("number")):
                one["updated_at"] = None
        return value, headers

    forge.answer = partial  # type: ignore[method-assign]
    outcome = fetcher.run(forge)
    assert outcome.left_out == [f"{said} gave only a part of it"]
    assert sorted(fetcher.kept()) == [1, 3]


def test_what_github_gives_only_in_part_is_left_out_and_said(fetcher: Fetcher, served: Any) -> None:
    forge: MockForge = served("github", [*many(3), Merged(9, None, moment(9))])
    answer = forge.answer

    def partial(path: str, query: Any, body: Any) -> Any:
        value, headers = answer(path, query, body)
        if "pullRequests" in (value["data"].get("repository") or {}):
            value["errors"] = [{"path": ["repository", "pullRequests", "nodes", 1, "mergedBy"], "type": "FORBIDDEN"}]
        return value, headers

    forge.answer = partial  # type: ignore[method-assign]
    outcome = fetcher.run(forge)
    assert outcome.left_out == ["#3: GitHub gave only a part of it", "9: it has no commit with which it was merged"]
    assert sorted(fetcher.kept()) == [1, 2]


def test_two_requests_of_one_commit_and_one_that_went_to_another_branch_are_all_kept(
    fetcher: Fetcher, served: Any
) -> None:
    forge = served("github", [Merged(1, A, moment(1)), Merged(2, A, moment(2)), Merged(3, B, moment(3), target="v2")])
    assert fetcher.run(forge).new == 3
    assert [versions[0].target for versions in fetcher.kept().values()] == ["main", "main", "v2"]


def test_what_landed_with_another_commit_is_another_version(fetcher: Fetcher, served: Any) -> None:
    forge: MockForge = served("github", [Merged(1, A, moment(1))])
    fetcher.run(forge)
    forge.change(1, landed=C, updated=moment(2))
    fetcher.run(forge)
    assert [one.landed for one in fetcher.kept()[1]] == [A, C]


@pytest.mark.parametrize(
    ("status", "said"), [(401, "does not accept the token"), (404, "shows no such project"), (422, "refuses")]
)
def test_a_refusal_is_said_once_and_without_the_token(fetcher: Fetcher, served: Any, status: int, said: str) -> None:
    forge = served("gitlab", many(1), lambda _: (status, {}, SECRET.encode()))
    with pytest.raises(ForgeError, match=said) as raised:
        fetcher.run(forge)
    assert SECRET not in str(raised.value) + repr(raised.value.__context__) + repr(raised.value.__cause__)
    assert len(forge.asked) == 1


def test_a_project_that_is_not_shown_is_an_error(fetcher: Fetcher, served: Any) -> None:
    forge: MockForge = served("github", many(1))
    forge.answer = lambda *_: ({"data": {"repository": None}, "errors": [{"type": "NOT_FOUND"}]}, {})  # type: ignore[method-assign]
    with pytest.raises(ForgeError, match="shows no such project"):
        fetcher.run(forge)


def test_the_token_is_not_sent_to_another_host(fetcher: Fetcher, served: Any) -> None:
    other: MockForge = served("github", many(1))
    forge = served("github", many(1), lambda _: (307, {"Location": f"{other.base}/api/graphql"}, b""))
    with pytest.raises(ForgeError, match="sends on to"):
        fetcher.run(forge)
    assert other.asked == []


def test_a_redirect_within_the_host_is_followed(fetcher: Fetcher, served: Any) -> None:
    forge: MockForge = served("gitlab", many(2))
    target = f"/api/v4/projects/{PROJECT.replace('/', '%2F')}"
    forge.fails = lambda number: (301, {"Location": f"{forge.base}{target}"}, b"") if number == 1 else None
    assert fetcher.run(forge).new == 2


def test_an_answer_without_end_is_not_read(fetcher: Fetcher, served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trailbook.forges.http.LARGEST", 1000)
    with pytest.raises(ForgeError, match="more than 1,000 bytes"):
        fetcher.run(served("github", [replace(many(1)[0], body="x" * 2000)]))
