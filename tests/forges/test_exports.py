"""Files with requests, recognised by what is in them."""

import json
from pathlib import Path
from typing import Any

import pytest

from trailbook.forges.addresses import Place
from trailbook.forges.answers import UnreadableError
from trailbook.forges.exports import ExportError, read_exports
from trailbook.trail.requests.statement import Request

A, B, HEAD = "a" * 40, "b" * 40, "f" * 40
REVIEW_HOST = Place("gitea", "review.example.org", "any")

GITHUB = {
    "author": {"id": "U_1", "is_bot": False, "login": "ada", "name": "Ada"},
    "baseRefName": "main",
    "body": "Nobody needs ten.",
    "commits": [{"oid": HEAD, "authors": [{"login": "ada"}, {"login": "bo"}], "messageHeadline": "Lower it"}],
    "headRefOid": HEAD,
    "mergeCommit": {"oid": A},
    "mergedAt": "2026-01-02T09:00:00Z",
    "mergedBy": {"is_bot": True, "login": "app/mergify"},
    "number": 12,
    "reviews": [
        {"author": {"login": "di"}, "state": "APPROVED", "submittedAt": "2026-01-02T08:00:00Z", "commit": {"oid": HEAD}}
    ],
    "title": "Lower the limit",
    "updatedAt": "2026-01-02T09:00:01Z",
    "url": "https://github.com/org/kb/pull/12",
}
GITLAB = {
    "iid": 12,
    "title": "Lower the limit",
    "description": "Nobody needs ten.",
    "author": {"username": "ada"},
    "merge_user": {"username": "cy"},
    "merged_at": "2026-01-02T09:00:00.123Z",
    "updated_at": "2026-01-02T09:00:01.000Z",
    "target_branch": "main",
    "sha": HEAD,
    "merge_commit_sha": None,
    "squash_commit_sha": A,
    "web_url": "https://gitlab.example.org/group/sub/kb/-/merge_requests/12",
    "approvals": {"approved_by": [{"user": {"username": "di"}, "approved_at": "2026-01-02T08:00:00Z"}]},
    "versions": [{"head_commit_sha": HEAD, "created_at": "2026-01-02T07:00:00Z"}],
}
GITEA = {
    "number": 12,
    "title": "Lower the limit",
    "body": "Nobody needs ten.",
    "user": {"login": "ada"},
    "merged": True,
    "merged_at": "2026-01-02T10:00:00+01:00",
    "merged_by": {"login": "cy"},
    "merge_commit_sha": A,
    "updated_at": "2026-01-02T10:00:01+01:00",
    "base": {"ref": "main"},
    "head": {"sha": HEAD},
    "html_url": "https://codeberg.org/org/kb/pulls/12",
}
GITEA_REVIEW = {
    "user": {"login": "di"},
    "state": "APPROVED",
    "commit_id": HEAD,
    "official": True,
    "submitted_at": "2026-01-02T08:00:00Z",
    "pull_request_url": "https://codeberg.org/org/kb/pulls/12",
}
GERRIT = {
    "id": "kb~12",
    "project": "org/kb",
    "branch": "main",
    "change_id": "I" + "0" * 40,
    "subject": "Lower the limit",
    "status": "MERGED",
    "submitted": "2026-01-02 09:00:00.000000000",
    "updated": "2026-01-02 09:00:01.000000000",
    "submitter": {"_account_id": 3, "username": "cy"},
    "owner": {"_account_id": 1, "username": "ada"},
    "_number": 12,
    "current_revision": A,
    "labels": {
        "Code-Review": {
            "all": [
                {"value": 2, "date": "2026-01-02 08:00:00.000000000", "username": "di"},
                {"value": 2, "date": "2026-01-02 06:00:00.000000000", "username": "ed"},
                {"value": -1, "date": "2026-01-02 05:00:00.000000000", "username": "fy"},
                {"value": 0, "username": "gil"},
            ]
        }
    },
    "revisions": {
        A: {"_number": 3, "kind": "TRIVIAL_REBASE", "commit": {"message": "Lower the limit\n\nNobody needs ten.\n"}},
        HEAD: {"_number": 2, "kind": "REWORK"},
        B: {"_number": 1, "kind": "REWORK"},
    },
    "messages": [
        {"author": {"username": "ed"}, "message": "Patch Set 1: Code-Review+2", "_revision_number": 1},
        {
            "author": {"username": "di"},
            "message": "Patch Set 2: Verified+1 Code-Review+2\n\nFine",
            "_revision_number": 2,
        },
    ],
}


def read(tmp_path: Path, *texts: str, place: Place | None = REVIEW_HOST) -> list[Request | str]:
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


def test_votes_of_gerrit_are_of_the_patch_set_that_was_voted_on(tmp_path: Path) -> None:
    (request,) = read(tmp_path, ")]}'\n" + json.dumps(GERRIT))
    assert isinstance(request, Request)
    assert [(one.account.name, one.state, one.commit) for one in request.reviews] == [
        ("di", "approved", A),  # of the second, of which the third is a rebase
        ("ed", "approved", B),
        ("fy", "changes-requested", A),
    ]


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
        ("", "no request in it"),
        ("<!DOCTYPE html>", "line 1: HTML"),
        ('[\n{"a": 1},\n', "line 1: no JSON"),
        ('{"kind": "record", "id": "TM-X"}', "an object with 'kind', 'id' is no request"),
        ("[1]", "a value that is no object is no request"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_file_that_holds_no_requests_says_what_it_is(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ExportError, match=said) as raised:
        read(tmp_path, text)
    assert "gh pr list" in str(raised.value)
