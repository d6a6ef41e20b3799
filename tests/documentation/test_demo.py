"""The demo: its story fits its files, and what it makes shows everything that a trail can show."""

import re
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest
import yaml
from click.testing import CliRunner
from examples.demo import __main__ as demo
from examples.demo import history
from examples.demo.pictures import LARGEST, PICTURES
from tests.building import Built, broken_links
from tests.paths import REPOSITORY

import trailbook
from trailbook.cli import main
from trailbook.trail.changes.change import Effect
from trailbook.trail.decision_kinds import DecisionKind, decision_kind
from trailbook.trail.decisions import ApprovalSource, Hold, RationaleSource, Trail
from trailbook.workspace.workspace import Workspace

RARE: set[ApprovalSource] = {"signature", "shard", "robot-merge", "picked"}
"""Agreement that needs a key, another forge, or a branch of a release."""


@pytest.fixture(scope="module")
def written_demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    root = tmp_path_factory.mktemp("demo") / "records"
    return root, history.make(root)


@pytest.fixture(scope="module")
def records(written_demo: tuple[Path, str]) -> Iterator[Workspace]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        yield trailbook.open(written_demo[0])


def invented_history(root: Path) -> tuple[history.Demo, list[datetime]]:
    """The demo with all steps of its story, which are not committed, and their times."""
    story, days = history.Demo(root), []
    for month in sorted((history.HERE / "story").glob("*.yaml")):
        for step in yaml.load(month.read_text(encoding="utf-8"), yaml.CSafeLoader):
            for one in (*step.get("request", {}).get("commits", ()), step):
                days.append(one["at"])
                story.changes(one)
    return story, days


def test_every_step_of_the_story_fits_the_files_that_it_changes(tmp_path: Path) -> None:
    story, days = invented_history(tmp_path)
    assert days == sorted(days)
    assert all(" <" not in person.name and person.name[:1].isupper() for person in story.people.values())


def test_its_home_asks_what_you_want_and_names_where_it_leads(tmp_path: Path) -> None:
    story, _ = invented_history(tmp_path)
    home = story.import_.files["content/index.md"].decode()
    assert 'class="tb-ask"' in home
    assert home.index("may-i/") < home.index('class="md-button tb-urgent"') < home.index("## A tour")
    links = re.findall(r"\[([^]]+)\]\(|<a [^>]*>([^<]+)</a>", home)
    assert [text for found in links for text in found if re.match(r"[A-Z]+-[A-Z]+", text)] == []
    assert len(story.import_.files["mkdocs.yml"].decode().partition("site_name: ")[2].partition("\n")[0]) <= 12


def test_every_screenshot_of_readme_and_guides_is_of_the_demo_and_small() -> None:
    found = [file for folder in ("assets", "docs/pages") for file in (REPOSITORY / folder).rglob("*.png")]
    assert {file.relative_to(REPOSITORY).as_posix() for file in found} == {picture.file for picture in PICTURES}
    assert max(file.stat().st_size for file in found) <= LARGEST


@pytest.mark.slow
def test_the_same_commits_are_made_again(written_demo: tuple[Path, str], tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert history.make(again) == written_demo[1]
    heads = ("for-each-ref", "--format=%(refname) %(objectname)")
    was, now = (subprocess.check_output(["git", *heads], cwd=root) for root in (written_demo[0], again))
    assert now == was
    assert b"refs/tags/1.2.0" in was
    assert b"trailbook-evidence" in was


@pytest.mark.slow
def test_nothing_is_wrong_with_its_records_and_nobody_altered_the_history(records: Workspace) -> None:
    assert records.problems() == ()
    ledgers = records.ledgers()
    assert ledgers is not None
    assert [release.tag for release in ledgers.releases] == ["1.0.0", "1.1.0", "1.2.0"]
    assert not ledgers.problems


@pytest.mark.slow
def test_the_readme_shows_what_is_said_of_a_control(written_demo: tuple[Path, str]) -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"^```console\n\$ trailbook (why \S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert shown
    said = CliRunner().invoke(main, [*shown[1].split(), "--root", str(written_demo[0])]).output
    parts = shown[2].split("[…]\n")
    assert len(parts) > 1
    assert [part for part in parts if part not in said] == []


@pytest.mark.slow
def test_every_kind_of_mark_occurs(records: Workspace) -> None:
    trails = records.trails()
    decisions = [decision for trail in trails for decision in trail.decisions]
    approvals = [approval for decision in decisions for approval in decision.approvals]
    assert {decision.rationale.source for decision in decisions} == set(get_args(RationaleSource))
    assert {approval.source for approval in approvals} == set(get_args(ApprovalSource)) - RARE
    assert {approval.hold for approval in approvals} == set(get_args(Hold))
    assert {change.effect for decision in decisions for change in decision.changes} == set(get_args(Effect))
    assert [d.title for d in decisions if d.agreed_later] == ["Propose a short training on sharing"]
    assert {kind for trail in trails for kind in _kinds(trail)} == set(get_args(DecisionKind))
    needed = [one for trail in trails for signs in records.sign_offs().needed(trail).values() for one in signs]
    assert {one.state for one in needed} == {"given", "missing", "nobody named"}


def _kinds(trail: Trail) -> Iterator[DecisionKind]:
    """The kinds of all decisions of a trail, by item."""
    ended: set[str | None] = set()
    for decision in reversed(trail.decisions):
        for item in {change.item for change in decision.changes}:
            yield (kind := decision_kind(decision.changes, item, ended_before=item in ended))
            if kind == "removed":
                ended.add(item)


@pytest.mark.slow
def test_the_site_has_no_broken_link_and_says_on_each_page_that_it_is_invented(
    written_demo: tuple[Path, str], tmp_path: Path
) -> None:
    demo.build(written_demo[0], tmp_path / "site")
    built = Built(tmp_path / "site", [])
    assert not broken_links(built)
    pages = [path for path in built.pages if 'http-equiv="refresh"' not in built.text(path)]
    assert [path for path in pages if "All of this is invented" not in built.text(path)] == []
    assert [path for path in pages if "noindex" not in built.text(path)] == []
