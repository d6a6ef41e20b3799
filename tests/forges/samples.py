"""A request as the interface or the command line of each forge states it."""

from typing import Any

A, B, HEAD = "a" * 40, "b" * 40, "f" * 40

GITHUB: dict[str, Any] = {
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
ARCHIVED: dict[str, Any] = {
    "number": 12,
    "id": "PR_1",
    "title": "Lower the limit",
    "url": "https://github.com/org/kb/pull/12",
    "state": "MERGED",
    "author": "ada",
    "body": "Nobody needs ten.",
    "updatedAt": "2026-01-02T09:00:01Z",
    "baseRefName": "main",
    "headRefOid": HEAD,
    "mergedAt": "2026-01-02T09:00:00Z",
    "mergedBy": "cy",
    "mergeCommit": {"oid": A},
    "comments": [{"author": "bo", "body": "Why?"}],
    "reviews": [
        {
            "commit": {"abbreviatedOid": HEAD[:7]},
            "author": "di",
            "state": "APPROVED",
            "createdAt": "2026-01-02T08:00:00Z",
        },
        {"commit": {"abbreviatedOid": B[:7]}, "author": "ed", "state": "APPROVED", "createdAt": "2026-01-02T07:00:00Z"},
    ],
}
GITLAB: dict[str, Any] = {
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
GITEA: dict[str, Any] = {
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
GITEA_REVIEW: dict[str, Any] = {
    "user": {"login": "di"},
    "state": "APPROVED",
    "commit_id": HEAD,
    "official": True,
    "submitted_at": "2026-01-02T08:00:00Z",
    "pull_request_url": "https://codeberg.org/org/kb/pulls/12",
}
GERRIT: dict[str, Any] = {
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
