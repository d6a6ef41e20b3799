"""A page is made again after an edit of what it shows, and after no other."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from tests.paths import STARTER

from trailbook.site.pages.record_blocks import affected_block
from trailbook.site.pages.record_pages import kept_record_pages, published_ids
from trailbook.site.rendering.asked import Answers, AskedSitemap, Question
from trailbook.site.rendering.kept_texts import NotedText, NotingTexts
from trailbook.site.rendering.sitemap import Sitemap, sitemap_of
from trailbook.workspace.workspace import open_workspace

POLICY, MODEL = "content/policies/sharing.md", "threat-models/leave-requests.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copytree(STARTER, tmp_path / "kb")


def pages(sitemap: Sitemap) -> Iterator[NotedText]:
    texts = NotingTexts(sitemap)
    for id in published_ids(sitemap):
        kept_record_pages(texts, id, diagrams=True)
    return iter(texts.noted)


def made_again(root: Path, file: str, before: str, after: str) -> set[str]:
    """The records whose pages are made again after a replacement in a file; all others are still the same."""
    then = sitemap_of(open_workspace(root))
    answers = Answers(then)
    noted = {page.what: [(*asked, answers.digest(asked)) for asked in page.questions] for page in pages(then)}
    was = {page.what: page.text for page in pages(then)}
    text = (root / file).read_text()
    assert before in text
    (root / file).write_text(text.replace(before, after, 1))
    now = sitemap_of(open_workspace(root))
    answers = Answers(now)
    found = {what for what, asked in noted.items() if not answers.are(asked)}
    for page in pages(now):
        assert page.what in found or page.text == was[page.what]
    return {what.removeprefix("record ") for what in found}


def test_prose_is_shown_on_its_own_page_alone(root: Path) -> None:
    prose = next(line for line in (root / POLICY).read_text().split("\n") if line[:1].isupper())
    assert made_again(root, POLICY, prose, f"{prose} More is said.") == {"POL-SHARING"}


def test_what_an_item_is_called_is_shown_wherever_there_is_a_link_to_it(root: Path) -> None:
    again = made_again(root, MODEL, "The list is shared with everyone", "All see the list")
    assert {"TM-LEAVE", "POL-SHARING"} < again
    assert "IND-OPEN-SHARES" not in again


def test_a_page_asks_no_more_of_a_record_than_it_shows(root: Path) -> None:
    (playbook,) = (page for page in pages(sitemap_of(open_workspace(root))) if page.what == "record PB-SHARE")
    assert Question("record", "PB-SHARE") in playbook.questions
    assert Question("name", "TM-LEAVE.T1") in playbook.questions
    assert Question("record", "TM-LEAVE") not in playbook.questions
    assert not any(about.startswith("PB-SHARE.") for what, about in playbook.questions if what == "name")


CONNECTOR = """\
---
id: CON-POST
kind: connector
owner: IT
review: {cadence: yearly, next: 2027-01-01}
service: Mail
tier: standard
group: business
authentication: An account for each application
permissions: [Send mail]
data_up_to: internal
vetting: {state: approved, next: 2027-01-01}
logs: The log of the mail server
---
# Mail
"""


def test_the_page_of_a_connector_asks_of_no_model_that_does_not_use_it(root: Path) -> None:
    (root / "content/connectors").mkdir(exist_ok=True)
    (root / "content/connectors/post.md").write_text(CONNECTOR)
    user = (root / MODEL).read_text().replace("TM-LEAVE", "TM-OTHER")
    connected = "type: automation\n    connector: CON-POST"
    (root / "threat-models/other.yaml").write_text(user.replace("type: automation", connected, 1))
    (page,) = (page for page in pages(sitemap_of(open_workspace(root))) if page.what == "record CON-POST")
    assert "TM-OTHER" in page.text
    assert Question("fields", "TM-LEAVE") not in page.questions
    assert Question("kind", "threat-model") not in page.questions


def test_a_playbook_about_one_connector_asks_for_no_model(root: Path) -> None:
    (root / "content/connectors").mkdir(exist_ok=True)
    (root / "content/connectors/post.md").write_text(CONNECTOR)
    asked = AskedSitemap(sitemap_of(open_workspace(root)))
    affected_block(asked, "playbooks/share.md", "CON-POST")
    assert Question("kind", "threat-model") not in asked.questions
