"""A sign-off counts by the roles that the main line gave out before it came, and who gave them is on record."""

import json

import pytest
from click.testing import CliRunner, Result
from tests.kept_requests import keep, request, review
from tests.repositories import Repo
from tests.trail.sign_offs.connectors import connector

from trailbook.cli import main
from trailbook.trail.requests.statement import Account

MKDOCS = """\
site_name: KB
docs_dir: content
plugins:
  - trailbook/trail:
      sign_offs: {new_connector: [data-owner]}
"""
APPROVE = "Approve it\n\nApproved-by: Bob <bob@example.org>"
CRM = connector()


def roles(*emails: str) -> dict[str, str]:
    entries = "".join(f"  - {{role: data-owner, name: Somebody, email: {email}}}\n" for email in emails)
    return {"roles.yaml": f"holders:\n{entries}" if entries else "holders: []\n"}


def run(repo: Repo, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--root", str(repo.root)])


def states(repo: Repo) -> list[str]:
    return [one["state"] for one in json.loads(run(repo, "audit", "sign-offs", "--format", "json").output)]


@pytest.fixture
def kb(repo: Repo) -> Repo:
    repo.commit("Begin", {"mkdocs.yml": MKDOCS, "content/index.md": "# Home\n", **roles("ann@example.org")})
    return repo


def test_roles_given_before_the_decision_count(kb: Repo) -> None:
    kb.commit("Name Bob", roles("bob@example.org"))
    kb.commit(APPROVE, CRM)
    assert states(kb) == ["given"]


def test_roles_in_the_work_tree_count_for_nothing(kb: Repo) -> None:
    kb.commit(APPROVE, CRM)
    kb.write(roles("bob@example.org"))
    assert states(kb) == ["missing"]
    kb.write({"roles.yaml": None})
    assert states(kb) == ["missing"]


def test_roles_given_with_the_decision_or_after_it_count_for_nothing(kb: Repo) -> None:
    kb.commit(APPROVE, {**CRM, **roles("bob@example.org")})
    assert states(kb) == ["missing"]
    kb.commit("Name Bob again", roles("bob@example.org", "ann@example.org"))
    assert states(kb) == ["missing"]


def test_roles_given_on_the_branch_of_the_decision_count_for_nothing(kb: Repo) -> None:
    kb.branch("crm")
    kb.commit("Name Bob", roles("bob@example.org"))
    kb.commit(APPROVE, CRM)
    kb.checkout("main")
    kb.commit("Go on", {"content/index.md": "# Home\n\nText.\n"})
    kb.merge("crm", "Merge branch 'crm'")
    assert states(kb) == ["missing"]


@pytest.mark.parametrize(
    ("account", "hold", "state"),
    [
        ("github.com/bo", "holds", "given"),
        ("GitHub.com/BO", "holds", "given"),
        ("github.com/bo", "stale", "missing"),
        ("github.com/bo", "dismissed", "missing"),
        ("gitlab.com/bo", "holds", "missing"),
        ("github.com/bob", "holds", "missing"),
        ("github.com/ada", "holds", "missing"),  # the author's
    ],
)
def test_a_review_by_an_account_of_whoever_holds_the_role_is_a_sign_off(
    kb: Repo, account: str, hold: str, state: str
) -> None:
    bob, author = roles("bob@work.example", "ada@example.org")["roles.yaml"], "github.com/ada"
    listed = str(bob).replace("work.example", f"work.example, accounts: [{account}]", 1)
    kb.commit("Name Bob", {"roles.yaml": listed.replace("ada@example.org", f"ada@example.org, accounts: [{author}]")})
    landed = kb.commit("Approve it (#12)", CRM)
    reviews = {
        "holds": (review("bo"),),
        "stale": (review("bo", commit="a" * 40),),
        "dismissed": (review("bo", "dismissed"),),
    }
    keep(kb, request(landed, author=Account(name="x"), reviews=(*reviews[hold], review("ada"))))
    assert states(kb) == [state]


def test_accounts_that_came_with_the_decision_count_for_nothing(kb: Repo) -> None:
    bob = str(roles("bob@work.example")["roles.yaml"]).replace(
        "work.example", "work.example, accounts: [github.com/bo]"
    )
    landed = kb.commit("Approve it (#12)", {**CRM, "roles.yaml": bob})
    keep(kb, request(landed, author=Account(name="x"), reviews=(review("bo"),)))
    assert states(kb) == ["missing"]


def test_who_lost_a_role_since_signed_off_what_they_did(kb: Repo) -> None:
    kb.commit("Name Bob", roles("bob@example.org"))
    kb.commit(APPROVE, CRM)
    kb.commit("Bob left", roles())
    assert states(kb) == ["given"]


def test_a_later_agreement_counts_by_the_roles_before_it(kb: Repo) -> None:
    decision = kb.commit("Approve it", CRM)
    later = f"Agree\n\nDecision: {decision}\nApproved-by: Bob <bob@example.org>"
    kb.commit(later, {"content/index.md": "# Home\n\nOne.\n"})
    kb.commit("Name Bob", roles("bob@example.org"))
    assert states(kb) == ["missing"]
    kb.commit(later, {"content/index.md": "# Home\n\nTwo.\n"})
    assert states(kb) == ["given"]


def test_before_roles_were_given_nobody_was_named(repo: Repo) -> None:
    repo.commit(APPROVE, {"mkdocs.yml": MKDOCS, **CRM, **roles("bob@example.org")})
    assert states(repo) == ["nobody named"]


def test_a_link_to_a_list_gives_no_role(kb: Repo) -> None:
    (kb.root / "roles.yaml").unlink()
    (kb.root / "who.yaml").write_text(str(roles("bob@example.org")["roles.yaml"]))
    (kb.root / "roles.yaml").symlink_to("who.yaml")
    kb.commit("Link it")
    kb.commit(APPROVE, CRM)
    assert states(kb) == ["nobody named"]


def test_a_copy_for_an_audience_has_the_roles_of_its_history(kb: Repo) -> None:
    kb.commit("Name Bob", roles("bob@example.org"))
    kb.commit(APPROVE, CRM)
    kb.commit("Bob left", roles())
    found = json.loads(run(kb, "audit", "sign-offs", "--audience", "internal", "--format", "json").output)
    assert [one["state"] for one in found] == ["given"]


def compared(repo: Repo, *asked: str) -> list[str]:
    return [one["state"] for one in json.loads(run(repo, "diff", *asked, "--format", "json").output)["sign_offs"]]


def test_a_branch_can_not_give_its_own_decision_a_holder(kb: Repo) -> None:
    kb.branch("crm")
    kb.commit("Name Bob", roles("bob@example.org"))
    commit = kb.commit(APPROVE, CRM)
    assert compared(kb, "main") == ["missing"]
    assert compared(kb, f"main..{commit}") == ["missing"]
    assert "needs the sign-off of the data owner" in run(kb, "check-message", "--range", "main..HEAD").output


def test_of_what_the_main_branch_has_the_roles_before_each_commit_count(kb: Repo) -> None:
    start = kb.git("rev-parse", "HEAD")
    kb.commit("Name Bob", roles("bob@example.org"))
    kb.commit(APPROVE, CRM)
    assert compared(kb, f"{start}..main") == ["given"]
    assert "needs the sign-off" not in run(kb, "check-message", "--range", f"{start}..HEAD").output


def test_who_gave_whom_a_role_is_a_gap_and_has_a_trail(kb: Repo) -> None:
    kb.commit("Name Bob", roles("bob@example.org"))
    output = " ".join(run(kb, "audit", "gaps").output.split())
    assert "Keys, names or roles were changed (2)" in output
    assert "roles.yaml: Ada: Name Bob (1 line added, 1 removed; nobody else agreed)" in output
    assert "Name Bob" in run(kb, "trail", "roles.yaml").output
