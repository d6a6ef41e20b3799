"""No e-mail address out of the history is in any byte of what is published, unless the configuration says so."""

import gzip
import html
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from mkdocs.exceptions import Abort
from tests.building import build, configure, write
from tests.repositories import Repo
from tests.trail.sign_offs.connectors import connector

from trailbook.audit.ledgers.files import path_of
from trailbook.cli import main

ADDRESSES = [
    "ada@author.example",
    "forge@committer.example",
    "bob@approver.example",
    "carol+tag@reviewer.example",
    "dan@signer.example",
    "eve@coauthor.example",
    "frank@body.example",
    "grace@localhost",
    "heidi.o'neil@quoted.example",
    "ivan@bücher.example",
    "judy@пример.рф",
    "mallory@mailmap.example",
    "old@mailmap.example",
    "niaj@title.example",
    "olivia@name.example",
    "peggy@role.example",
    "rupert@[192.0.2.7]",
    "sybil@review.example",
    "trent@merge.example",
    "victor@mailto.example",
    "walter@quotes.example",
]
KEPT = "security-team@record.example"
HOLDERS = "holders:\n  - {role: data-owner, name: Peggy, email: peggy@role.example}\n"
POLICY = """---
id: POL-A
kind: policy
title: A policy
owner: data-owner
status: active
roles: [maker]
controls:
  - {{id: C1, title: "First of {number}", level: must}}
review: {{cadence: yearly, last: 2026-01-01}}
---

# A policy

Write to <security-team@record.example>.

## First {{#C1}}

Share with at most {number} people.
"""
MESSAGES = [
    "Tighten it as niaj@title.example asked\n\nAs frank@body.example and <grace@localhost> said, and"
    " heidi.o'neil@quoted.example, ivan@bücher.example, judy@пример.рф; rupert@[192.0.2.7],"
    ' [write](mailto:victor@mailto.example) "walter@quotes.example".\n\n'
    "Rationale: frank@body.example said so <grace@localhost>\n"
    "Approved-by: Bob <bob@approver.example>\nReviewed-by: carol+tag@reviewer.example\n"
    "Signed-off-by: Dan <dan@signer.example>\nCo-authored-by: Eve <eve@coauthor.example>\n",
    "Look at it again\n\nNothing to change <grace@localhost>.\n\nReview: sybil@review.example\nRefs: POL-A.C1\n",
    "Review it\n\nReview: periodic\nApproved-by: walter@quotes.example\n",
]
WHO = [
    {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@author.example"},
    {"GIT_AUTHOR_NAME": "olivia@name.example", "GIT_AUTHOR_EMAIL": "olivia@name.example"},
    {"GIT_AUTHOR_NAME": "Old", "GIT_AUTHOR_EMAIL": "old@mailmap.example"},
]


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    root = write(
        tmp_path_factory.mktemp("addresses") / "kb",
        {
            "roles.yaml": HOLDERS,
            ".mailmap": "Mallory <mallory@mailmap.example> <old@mailmap.example>\n",
            "content/index.md": "# Home\n\n## First\n\nText.\n",
            **connector(),
        },
    )
    history = Repo(root)
    for number, message in enumerate([*MESSAGES, *MESSAGES]):
        who = {**WHO[number % len(WHO)], "GIT_COMMITTER_NAME": "F", "GIT_COMMITTER_EMAIL": "forge@committer.example"}
        history.commit(message, {"content/policies/a.md": POLICY.format(number=10 - number)}, **who)
    history.branch("feature")
    home = "# Home\n\n## First\n\nOther text.\n"
    history.commit("Branch\n\nAsked by <grace@localhost>", {"content/index.md": home}, **WHO[0])
    history.checkout("main")
    history.commit("Beside", {"content/other.md": "# Other\n"}, **WHO[0])
    merge = "Merge branch 'feature' of trent@merge.example:a/b\n\nApproved-by: <grace@localhost>\n"
    history.merge("feature", merge, **{"GIT_AUTHOR_NAME": "Trent", "GIT_AUTHOR_EMAIL": "trent@merge.example"})
    configured(history)
    history.commit("Configure\n\nAs grace@localhost said.", {}, **WHO[1])
    who = {**WHO[0], "GIT_COMMITTER_NAME": "F", "GIT_COMMITTER_EMAIL": "forge@committer.example"}
    released = CliRunner(env=who).invoke(main, ["release", "1.0.0", "--root", str(root)])
    assert released.exit_code == 0, released.output
    return history


def configured(repo: Repo, **options: Any) -> None:
    rules = {"new_connector": ["data-owner", "reviewer"], "new_data_flow": ["data-owner"]}
    records: Any = {"trailbook/records": {"reviews": {"tier": {"custom": "quarterly"}}}}
    trail: Any = {"trailbook/trail": {"sign_offs": rules, **options}}
    more: dict[str, Any] = {"docs_dir": "content", "site_url": "https://kb.example/"}
    configure(repo.root, records, "trailbook/diagrams", "trailbook/playbooks", trail, **more)


def readings(data: bytes) -> Iterable[str]:
    """The bytes of a file as a browser or a program may read them."""
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8", "replace")
    spelt = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    return text, html.unescape(text), unquote(text), spelt


def published(folder: Path) -> dict[str, list[str]]:
    """Which addresses are in which files of a folder, by path; the address that a record holds is among them."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            texts = [text.casefold() for text in readings(file.read_bytes())]
            there = [address for address in (*ADDRESSES, KEPT) if any(address.casefold() in text for text in texts)]
            if there:
                found[file.relative_to(folder).as_posix()] = there
    return found


@pytest.mark.slow
def test_a_site_holds_none(repo: Repo, tmp_path: Path) -> None:
    configured(repo)
    build(repo.root, tmp_path / "site")
    found = published(tmp_path / "site")
    assert {path: there for path, there in found.items() if there != [KEPT]} == {}
    assert "policies/a/index.html" in found, "what people wrote in a record stays"
    assert (tmp_path / "site/releases/1.0.0/index.html").is_file()


def test_an_export_holds_none(repo: Repo, tmp_path: Path) -> None:
    configured(repo)
    result = CliRunner().invoke(main, ["export", "--root", str(repo.root), "--output", str(tmp_path / "export")])
    assert result.exit_code == 0, result.output
    assert {path: there for path, there in published(tmp_path / "export").items() if there != [KEPT]} == {}


def test_a_ledger_holds_none(repo: Repo) -> None:
    assert (repo.root / path_of("1.0.0")).is_file()
    assert published((repo.root / path_of("1.0.0")).parent) == {}


def test_with_emails_the_author_and_the_messages_tell_theirs(repo: Repo, tmp_path: Path) -> None:
    configured(repo, emails=True)
    found = build(repo.root, tmp_path / "site")
    assert "Ada <ada@author.example> and Eve <eve@coauthor.example>" in found.page("trail/policies/a/index.html").text
    assert "niaj@title.example" in found.page("trail/policies/a/index.html").text
    assert "<email>mallory@mailmap.example</email>" in found.text("decisions.xml")


def test_the_option_is_true_or_false(repo: Repo, tmp_path: Path) -> None:
    configured(repo, emails="yes please")
    with pytest.raises(Abort):
        build(repo.root, tmp_path / "site")
