"""Files with requests, recognised by what is in them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.forges.samples import ARCHIVED, GERRIT, GITEA, GITEA_REVIEW, GITHUB, GITLAB, HEAD, A, B

from trailbook.forges.addresses import ForgeProject
from trailbook.forges.answers import UnreadableError
from trailbook.forges.exports import ExportError, read_exports
from trailbook.trail.requests.landed import LandedRequest
from trailbook.trail.requests.statement import Fetched, Request, read_statement, statement_file

REVIEW_HOST = ForgeProject("gitea", "review.example.org", "any")


def read(tmp_path: Path, *texts: str, place: ForgeProject | None = REVIEW_HOST) -> list[Request | str]:
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / f"{number}.json")
        paths[-1].write_text(text, encoding="utf-8")
    found = [one for export in read_exports(paths, place) for one in export.found()]
    return [str(one) if isinstance(one, UnreadableError) else one.request for one in found]


@pytest.mark.parametrize(
    ("texts", "project"),
    [
        ([json.dumps([GITHUB])], "github.com/org/kb"),
        (
            [
                json.dumps(
                    {
                        "data": {
                            "repository": {
                                "pullRequests": {"nodes": [{**GITHUB, "reviews": {"nodes": GITHUB["reviews"]}}]}
                            }
                        }
                    }
                )
            ],
            "github.com/org/kb",
        ),
        ([f"[{json.dumps(GITLAB)}][]\n"], "gitlab.example.org/group/sub/kb"),
        ([json.dumps(GITEA), json.dumps([GITEA_REVIEW])], "codeberg.org/org/kb"),
        ([")]}'\n" + json.dumps([GERRIT])], "review.example.org/org/kb"),
        ([json.dumps({"repo": "org/kb", "issues": [{"number": 11}], "pulls": [ARCHIVED]})], "github.com/org/kb"),
    ],
)
def test_a_file_is_known_by_its_content(tmp_path: Path, texts: list[str], project: str) -> None:
    (request,) = read(tmp_path, *texts)
    assert isinstance(request, Request)
    assert f"{request.host}/{request.project}" == project
    assert (request.number, request.title, request.description) == (12, "Lower the limit", "Nobody needs ten.")
    assert (request.author.name, request.landed, request.target) == ("ada", A, "main")
    assert request.merged.isoformat() == "2026-01-02T09:00:00+00:00"
    first = request.reviews[0]
    assert (first.account.name, first.state, first.commit) == (
        "di",
        "approved",
        A if request.kind == "gerrit" else HEAD,
    )


def test_the_command_line_of_github_tells_robots_and_all_writers_but_no_edits(tmp_path: Path) -> None:
    (request,) = read(tmp_path, json.dumps([GITHUB]))
    assert isinstance(request, Request)
    assert request.merged_by and (request.merged_by.name, request.merged_by.robot) == ("mergify", True)
    assert [one.name for one in request.writers] == ["ada", "bo"]
    assert not request.tells_edits


def test_an_archive_has_the_first_digits_of_what_was_reviewed_which_say_whether_it_was_the_last(tmp_path: Path) -> None:
    (request,) = read(tmp_path, json.dumps({"repo": "org/kb", "pulls": [ARCHIVED, {**ARCHIVED, "mergedAt": None}]}))
    assert isinstance(request, Request)
    assert [(one.account.name, one.commit, one.earlier) for one in request.reviews] == [
        ("di", HEAD, False),
        ("ed", None, True),
    ]
    assert (request.merged_by and request.merged_by.name, request.comments, request.writers) == ("cy", 1, ())
    fetched = Fetched(at=request.updated, raw="0" * 64, source="archive.json")
    statement = read_statement(statement_file(request, fetched))
    holds = {review.account.name: hold for review, hold in LandedRequest((statement,)).approvals()}
    assert holds == {"di": "holds", "ed": "stale"}


def test_votes_of_gerrit_are_of_the_patch_set_that_was_voted_on(tmp_path: Path) -> None:
    (request,) = read(tmp_path, ")]}'\n" + json.dumps(GERRIT))
    assert isinstance(request, Request)
    assert [(one.account.name, one.state, one.commit) for one in request.reviews] == [
        ("di", "approved", A),  # of the second, of which the third is a rebase
        ("ed", "approved", B),
        ("fy", "changes-requested", A),
    ]


def test_the_line_of_gerrit_is_left_out_before_an_answer_and_nowhere_else(tmp_path: Path) -> None:
    title = 'Keep ")]}\'" out'
    answers = f")]}}'\n{json.dumps([GERRIT])}\n)]}}'\n{json.dumps([{**GERRIT, 'subject': title}])}"
    first, second = read(tmp_path, answers)
    assert isinstance(first, Request)
    assert isinstance(second, Request)
    assert (first.title, second.title) == ("Lower the limit", title)


def test_a_request_of_gitea_gets_its_own_reviews_from_all_files(tmp_path: Path) -> None:
    other = {**GITEA, "number": 13, "html_url": "https://codeberg.org/org/kb/pulls/13"}
    late = {**GITEA_REVIEW, "user": {"login": "ed"}, "pull_request_url": other["html_url"]}
    requests = read(tmp_path, json.dumps([GITEA, other, late]), json.dumps([GITEA_REVIEW]))
    found = {one.number: [r.account.name for r in one.reviews] for one in requests if isinstance(one, Request)}
    assert found == {12: ["di"], 13: ["ed"]}


def test_what_was_not_merged_is_passed_over_and_what_can_not_be_kept_is_said(tmp_path: Path) -> None:
    closed = {**GITEA, "merged": False, "merge_commit_sha": None}
    odd: list[Any] = [
        {**GITHUB, "mergeCommit": None},
        {**GITHUB, "url": "javascript:alert(1)"},
        {**GITHUB, "number": -1},
    ]
    assert read(tmp_path, json.dumps([closed, *odd])) == [
        "it has no commit with which it was merged",
        "its address is none of a request",
        "number: Input should be greater than or equal to 1",
    ]
    assert "remote 'origin'" in str(read(tmp_path, json.dumps([GERRIT]), place=None))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it has no pull or merge request"),
        ("<!DOCTYPE html>", "line 1: HTML"),
        ('[\n{"a": 1},\n', "line 1: not JSON"),
        ('{"kind": "record", "id": "TM-X"}', "an object with 'kind', 'id' is not a request"),
        ("[1]", "a value that is no object is not a request"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_file_that_holds_no_requests_says_what_it_is(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ExportError, match=said) as raised:
        read(tmp_path, text)
    assert "gh pr list" in str(raised.value)


ODD: tuple[Any, ...] = (None, [], {"x": []}, "\ud800x", -1, True, "0001-01-01T00:00:00+23:59")


def variants(value: Any) -> Iterator[Any]:
    """A value with each of its parts replaced by something that nobody expects there."""
    yield from ODD
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        for odd in variants(part):
            whole = list(value) if isinstance(value, list) else dict(value)
            whole[name] = odd
            yield whole


@pytest.mark.parametrize(
    "sample",
    [GITHUB, GITLAB, GITEA, GERRIT, ARCHIVED],
    ids=["github", "gitlab", "gitea", "gerrit", "archive"],
)
def test_whatever_is_stated_is_kept_or_said_to_be_unreadable(tmp_path: Path, sample: dict[str, Any]) -> None:
    for variant in variants(sample):
        try:
            found = read(tmp_path, json.dumps([variant, GITEA_REVIEW]))
        except ExportError as error:
            assert str(error).isprintable()
        else:
            assert all(isinstance(one, Request) or one.isprintable() for one in found)
