from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.building import Built, broken_links, build, configure, parse, write
from tests.repositories import Repo
from tests.trail.sign_offs.connectors import connector, connector_text
from tests.trail.sign_offs.test_required import BOB

from trailbook.records.loading import assemble
from trailbook.site.pages.sign_offs_page import sign_offs_page
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Approval, Decision, Rationale, Trail
from trailbook.trail.git.commits import Person
from trailbook.trail.sign_offs.needed import SignOffs
from trailbook.trail.sign_offs.roles import HeldRoles, Holder, Roles
from trailbook.trail.sign_offs.rules import SignOffRules

RULES: dict[str, Any] = {"new_connector": ["data-owner", "reviewer"]}
ROLES = "holders:\n  - {role: data-owner, name: Bob Builder, email: bob@example.org}\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    signed = "sign_offs: [{role: data-owner, scope: All, state: given, by: Bob Builder}]\n"
    made = Repo(tmp_path / "kb")
    made.commit("Begin", {"content/index.md": "# Home\n", "roles.yaml": ROLES})
    made.write(connector(more=signed))
    return made


def built(repo: Repo, rules: dict[str, Any] | None = RULES, *others: str) -> Built:
    options: dict[str, Any] = {"docs_dir": "content", "validation": {"nav": {"omitted_files": "ignore"}}}
    trail: Any = {"trailbook/trail": {"sign_offs": rules}} if rules else "trailbook/trail"
    configure(repo.root, "trailbook/records", *others, trail, **options)
    return build(repo.root, repo.root / "site")


def words(page: Any) -> str:
    return " ".join(page.text.split())


def test_page_trail_and_record_tell_what_is_there_and_what_is_missing(repo: Repo) -> None:
    repo.commit("Approve it\n\nApproved-by: Bob Builder <bob@example.org>")
    found = built(repo)
    page, trail, record = (
        words(found.page(path))
        for path in ("sign-offs/index.html", "trail/connectors/crm/index.html", "connectors/crm/index.html")
    )
    assert (
        "0 of 1 decisions that need a sign-off have it. 1 lacks 1 sign-off. Nobody is named for 1 of the 2 roles."
        in page
    )
    assert "Missing (1)" in page
    missing, _, given = page.partition("No decision has all that it needs.")
    assert "(Reviewer: nobody was named) (Data owner: given)" in missing
    assert "Approve it" not in given
    assert "Reviewer (nobody is named)" in page
    assert "Signed off as Data owner by Bob Builder (stated in a trailer), because" in trail
    assert "Not signed off as Reviewer, as is asked because" in trail and "Nobody was named for the role." in trail
    assert "Approvals: 1 of 2 found in git, 1 of 1 given in the record" in record
    assert "Git shows the word of Bob Builder, who holds the role" in record
    assert "Still outstanding" not in record
    assert broken_links(found) == []


PLAYBOOK = """\
---
id: PB-LEND
kind: playbook
owner: Us
use: review
roles: [data-owner, maker]
trigger: Somebody asks.
steps: [{id: S1}]
---

# Lend a key

## Ask whose it is {#S1}

Ask.
"""


def test_a_role_that_signs_off_leads_to_how_somebody_is_named_for_it(repo: Repo) -> None:
    repo.commit("Approve it", {"content/playbooks/lend.md": PLAYBOOK})
    found = built(repo, RULES, "trailbook/playbooks")
    for role, is_asked in {"data-owner": True, "maker": False}.items():
        hrefs = [e.attributes.get("href", "") for e in found.page(f"roles/{role}/index.html").all("a")]
        assert ("../../sign-offs/#name" in hrefs) is is_asked
    page = found.page("sign-offs/index.html")
    (fold,) = [e for e in page.all("details") if e.attributes.get("id") == "name"]
    assert "roles.yaml" in fold.text
    assert "How somebody is named" in fold.text
    assert broken_links(found) == []


def test_what_a_record_awaits_is_listed_beside_what_changes_need(repo: Repo) -> None:
    asked = "sign_offs: [{role: reviewer, scope: The <b>scopes</b>}]\n"
    repo.commit("Ask for it", connector(more=asked))
    found = built(repo)
    page, record = (words(found.page(f"{path}/index.html")) for path in ("sign-offs", "connectors/crm"))
    assert "0 of 2 found in git, 0 of 1 given in the record" in record
    assert (
        "0 of 1 decisions that need a sign-off have it. 1 lacks 2 sign-offs. 1 waits for Data owner. Nobody is" in page
    )
    assert "Reviewer: The <b>scopes</b>" in page.partition("Awaited by records")[2]


def test_a_claim_that_git_does_not_show_is_told_as_one(repo: Repo) -> None:
    repo.commit("Approve it")
    record = words(built(repo).page("connectors/crm/index.html"))
    assert "The record claims Bob Builder, in a commit by Ada." in record
    assert "Git shows no word of anybody who holds the role" in record
    assert "This is what the register says. Still outstanding: 2 sign-offs" in record


def test_a_later_agreement_names_its_commit(repo: Repo) -> None:
    commit = repo.commit("Approve it")
    later = repo.commit(f"Agree\n\nDecision: {commit}\nApproved-by: Bob Builder <bob@example.org>", **BOB)
    page = words(built(repo, {"new_connector": ["data-owner"]}).page("sign-offs/index.html"))
    assert f"of the later commit {later[:10]}" in page
    assert "1 of 1 decisions that need a sign-off have it." in page


def test_whose_turn_it_is_is_said_first(repo: Repo) -> None:
    repo.commit("Approve it")
    page = words(built(repo).page("sign-offs/index.html"))
    assert (
        "0 of 1 decisions that need a sign-off have it. 1 lacks 2 sign-offs. 1 waits for Data owner. Nobody is named"
        in page
    )


def test_no_address_of_a_holder_is_published(repo: Repo) -> None:
    repo.commit("Approve it\n\nApproved-by: Bob Builder <bob@example.org>")
    assert [path for path, data in built(repo).files().items() if b"bob@example.org" in data] == []


def test_without_rules_there_is_no_page_and_claims_are_told_all_the_same(repo: Repo) -> None:
    repo.commit("Approve it")
    found = built(repo, None)
    assert not (found.site / "sign-offs").exists()
    assert "Approvals: 1 of 1 given in the record" in words(found.page("connectors/crm/index.html"))
    assert broken_links(found) == []


def test_faults_of_rules_and_roles_are_warnings_of_the_build(repo: Repo) -> None:
    write(repo.root, {"roles.yaml": "holders: [{role: boss, name: A, email: a@b}]\n"})
    repo.commit("Start")
    found = built(repo, {"new_conector": ["reviewer"]})
    assert any("did you mean 'new_connector'?" in warning for warning in found.warnings)
    assert any("roles.yaml:1:" in warning for warning in found.warnings)


def test_hostile_names_and_titles_stay_text() -> None:
    hostile = "<script>alert(1)</script> [a](javascript:b) `x`"
    approval = Approval(hostile, "bob@example.org", "trailer", True)
    change = Change(None, None, "added", None, {"vetting": {"state": "approved"}})
    when = datetime(2026, 1, 1, tzinfo=UTC)
    why = Rationale("", "none", "c" * 40)
    author = Person(hostile, "eve@example.org")
    decision = Decision(
        "c" * 40, "content/connectors/crm.md", when, when, author, hostile, why, (approval,), "none", None, (change,)
    )
    knowledge = assemble({"content/connectors/crm.md": connector_text().encode()})
    holder = Holder(role="data-owner", name=hostile, email="bob@example.org", since=date(2026, 1, 1))
    signs = SignOffs(SignOffRules({"new_connector": ("data-owner",)}), HeldRoles(Roles(holders=(holder,))))
    trails = (Trail("CON-CRM", "content/connectors/crm.md", (decision,)),)
    text = sign_offs_page(TrailSite(Sitemap(knowledge, "content"), trails, sign_offs=signs)).markdown
    assert "<script>" not in text
    assert not [e for e in parse(text).all("a") if e.attributes.get("href", "").startswith("javascript")]
