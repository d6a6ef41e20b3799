"""Sign-offs that are missing and keys that end are in the list of what is due."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.repositories import Repo
from tests.risk.reviews.test_icalendar import parsed
from tests.trail.sign_offs.connectors import connector

from trailbook.cli import main
from trailbook.risk.overview.due_signatures import ending_keys
from trailbook.site.catalogue import Site, trail_site
from trailbook.site.pages.due_page import due_page
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.trail.git.signatures import ALLOWED_SIGNERS, signer_lines
from trailbook.workspace.workspace import open_workspace

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ"
TODAY = date(2026, 6, 1)
MORE = """\
review: {cadence: yearly, next: 2026-09-09}
sign_offs: [{role: leadership, scope: Its use abroad}]
"""
MKDOCS = """\
site_name: A
docs_dir: content
plugins:
  - trailbook/records
  - trailbook/trail:
      sign_offs: {new_connector: [data-owner, reviewer]}
"""
ROLES = "holders:\n  - {role: data-owner, name: Dana, email: dana@example.org}\n"


def keys(*lines: str) -> list[tuple[str, date]]:
    names = {"ada@example.org": "Ada"}
    return [(one.owner, one.day) for one in ending_keys(signer_lines("\n".join(lines)), names, TODAY)]


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ('valid-before="20260801"', date(2026, 7, 31)),
        ('namespaces="git",valid-before="20260801000000Z"', date(2026, 7, 31)),
        ("valid-before=202608011200", date(2026, 8, 1)),
    ],
)
def test_a_key_is_due_on_the_last_day_on_which_it_counts(stated: str, day: date) -> None:
    assert keys(f"Ada@example.org {stated} {KEY}a Ada's") == [("Ada", day)]


def test_a_key_without_an_end_a_replaced_one_and_one_that_was_ended_are_not_due() -> None:
    ends, ended, senseless = (f"valid-before={day}" for day in ("20260801", "20260501", "20269999"))
    assert keys(f"ada@example.org {KEY}a") == []
    assert keys(f"ada@example.org {ended} {KEY}a") == []
    assert keys(f"ada@example.org {senseless} {KEY}a") == []
    assert keys(f"ada@example.org {ends} {KEY}a", f"ada@example.org {KEY}b") == []
    assert keys(f"ada@example.org {ended} {KEY}a", f'"bo@example.org,ada@example.org" {ends} {KEY}b') == [
        ("Ada", date(2026, 7, 31)),
        ("bo", date(2026, 7, 31)),
    ]


@pytest.fixture
def kb(repo: Repo) -> Path:
    """A knowledge base with a connector that nobody signed off, and a key that ends."""
    listed = f"ada@example.org valid-before=20270102 {KEY}a\n"
    repo.commit(
        "Begin", {"mkdocs.yml": MKDOCS, "roles.yaml": ROLES, ALLOWED_SIGNERS: listed, "content/index.md": "# A\n"}
    )
    repo.commit("Approve it", connector(more=MORE))
    return repo.root


def due(root: Path, *options: str) -> str:
    return CliRunner().invoke(main, ["due", "--root", str(root), "--today", "2026-12-01", *options]).output


def test_missing_sign_offs_are_due_since_the_change_and_asked_ones_by_the_next_review(kb: Path) -> None:
    found = json.loads(due(kb, "--format", "json"))["due"]
    rows = [(one["reference"], one["owner"], one["day"], one["period"]) for one in found if one["kind"] == "sign-off"]
    landed = Repo(kb).git("log", "-1", "--format=%cs")
    assert sorted(rows) == [
        ("CON-CRM", "Data owner", landed, "waiting"),  # the role of reviewer is nobody's
        ("CON-CRM", "Leadership", "2026-09-09", "overdue"),
    ]
    title = Repo(kb).git("log", "-1", "--format=%s")
    assert [one["title"] for one in found if one["period"] == "waiting"] == [f"CRM: {title}"]
    assert [(one["title"], one["day"]) for one in found if one["kind"] == "key"] == [("Key of ada", "2027-01-01")]
    assert "@" not in due(kb)


def test_the_page_shows_them_and_a_key_leads_nowhere(kb: Path) -> None:
    workspace = open_workspace(kb, date(2026, 12, 1))
    sitemap = Sitemap(workspace.knowledge(), "content")
    (page,) = due_page(Site(workspace, sitemap, trail_site(workspace, sitemap)).board)
    assert "Its use abroad</a>" in page.markdown
    assert '<h2 id="waiting">Waiting for a sign-off, with no due date' in page.markdown
    assert "1 sign-off waits, as of 1 Dec 2026." in page.markdown
    assert "Key of ada <span" in page.markdown
    assert 'href=""' not in page.markdown


def test_each_has_an_event_of_its_own(kb: Path) -> None:
    names = ["due", "--root", str(kb), "--today", "2026-12-01", "--format", "ics"]
    uids = [value for name, *_, value in parsed(CliRunner().invoke(main, names).stdout_bytes) if name == "UID"]
    assert len(uids) == len(set(uids)) == 5
