"""What other tools put on record about commits is told under their names, as far as its signature allows."""

import json
from pathlib import Path

from click.testing import CliRunner
from tests.repositories import Repo, make_key

from trailbook.cli import main
from trailbook.trail.git.command import open_work_tree
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.ssh import sign
from trailbook.trail.proofs import gittuf
from trailbook.trail.proofs.envelope import encoded, envelope_json
from trailbook.trail.proofs.reading import Proofs, read_proofs
from trailbook.trail.proofs.review_notes import APPRAISE, GERRIT

KIND = "application/vnd.gittuf+json"


def proofs(repo: Repo) -> Proofs:
    repository = Repository(repo.root)
    history = repository.history()
    return read_proofs(repository, set(history.commits), history.head)


def said(repo: Repo, commit: str) -> list[str]:
    return [one.sentence for one in proofs(repo).of(commit)]


def note(repo: Repo, ref: str, commit: str, text: str) -> None:
    repo.git("notes", f"--ref={ref}", "add", "--force", "--file=-", commit, stdin=text)


def attest(repo: Repo, files: dict[str, str]) -> None:
    """Put files into gittuf's ref."""
    stream = "commit refs/gittuf/attestations\ncommitter G <> 0 +0000\ndata 0\n"
    for path, text in files.items():
        stream += f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"
    repo.git("fast-import", "--quiet", "--force", stdin=stream)


def approval(move: str, *, ref: str = "refs/heads/main") -> bytes:
    start, tree = move.split("-")
    predicate = {"approvers": ["bo+7", "\x1b[2Jeve"], "fromRevisionID": start, "targetRef": ref, "targetTreeID": tree}
    return json.dumps({"type": "https://in-toto.io/Statement/v1", "predicate": predicate}).encode()


def test_a_clone_without_such_refs_says_which_it_lacks(repo: Repo) -> None:
    repo.commit("One", {"docs/a.md": "# A\n"})
    assert proofs(repo) == Proofs({}, ("refs/notes/commits", GERRIT, APPRAISE, gittuf.REF))


def test_gittuf_approves_the_commit_that_has_the_tree_and_the_parent(repo: Repo, tmp_path: Path) -> None:
    key = tmp_path / "app"
    make_key(key)
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "user.signingKey", str(key))
    listed = f"app@example.org {key.with_suffix('.pub').read_text()}"
    parent = repo.commit("One", {"docs/a.md": "# A\n", ".allowed_signers": listed})
    commit = repo.commit("Two", {"docs/a.md": "# A\n\nTwo.\n"})
    move = f"{parent}-{repo.git('rev-parse', 'HEAD^{tree}')}"
    payload = approval(move)
    signature = sign(open_work_tree(repo.root).git, encoded(KIND, payload))
    signed = envelope_json(KIND, payload, signature)
    folder = "code-review-approvals/refs/heads"
    attest(
        repo,
        {
            f"{folder}/main/{move}/github/app": signed,
            f"{folder}/other/{move}/github/app": signed,  # it names main
            f"{folder}/main/{move}/github/broken": "[]",
            f"{folder}/main/{parent}-{parent}/github/app": signed,
            f"reference-authorizations/refs/heads/main/{move}": envelope_json(KIND, payload, None),
        },
    )
    first, second = said(repo, commit)
    assert first.startswith("gittuf: approved by bo+7 and ")
    assert first.endswith("eve for main, as a forge said, signed by app@example.org")
    assert second == "gittuf: the move of main authorized by whoever signed, not signed"
    assert "\x1b" not in first
    assert said(repo, parent) == []


def test_gerrit_names_scores_and_who_submitted(repo: Repo) -> None:
    commit = repo.commit("One", {"docs/a.md": "# A\n"})
    note(
        repo,
        GERRIT,
        commit,
        "Code-Review+2: Bo <bo@example.org>\nVerified+1: CI <ci@example.org>\nSubmitted-by: Ada <ada@example.org>\n"
        "Submitted-at: Fri, 11 Jan 2013 16:19:45 +0100\nReviewed-on: https://review.example/7\n",
    )
    (found,) = proofs(repo).of(commit)
    assert found.sentence == (
        "Gerrit: Code-Review+2 by Bo <bo@example.org>, Verified+1 by CI <ci@example.org> and "
        "submitted by Ada <ada@example.org> at https://review.example/7, not signed"
    )


def test_of_git_appraise_the_last_word_of_each_counts(repo: Repo) -> None:
    commit = repo.commit("One", {"docs/a.md": "# A\n"})
    comments = [
        {"timestamp": "1000000003", "author": "bo", "resolved": True},
        {"timestamp": "1000000001", "author": "bo", "resolved": False},
        {"timestamp": "1000000002", "author": "eve", "resolved": False},
        {"timestamp": "1000000004", "author": "zed", "resolved": True, "parent": "0" * 40},
        {"timestamp": "1000000005", "author": "ann", "description": "Nice"},
    ]
    note(repo, APPRAISE, commit, "\n".join([*map(json.dumps, comments), "[" * 9999]))
    assert said(repo, commit) == ["git-appraise: accepted by bo; sent back by eve, not signed"]


def test_the_trail_tells_it_beside_the_approvals_and_counts_it_as_none(repo: Repo) -> None:
    commit = repo.commit("Ask for two factors", {"docs/a.md": "# A\n"})
    note(repo, GERRIT, commit, "Code-Review+2: Bo `<b>` <bo@example.org>\n")
    for form, line in (
        ("text", "    Gerrit: Code-Review+2 by Bo `<b>` <bo@example.org>, not signed\n"),
        ("markdown", "Gerrit&#58; Code&#45;Review+2 by Bo &#96;&#60;b&#62;&#96;"),
    ):
        output = CliRunner().invoke(main, ["trail", "--format", form, "--root", str(repo.root)]).output
        assert line in output
        assert "Agreed: nobody on record" in output
