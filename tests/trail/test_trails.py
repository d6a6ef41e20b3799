from pathlib import Path

import pytest
from tests.repositories import Repo

from trailbook.trail.changes.blame import whys
from trailbook.trail.decisions import Trail
from trailbook.trail.git.repository import Repository
from trailbook.trail.revisions import Scope
from trailbook.trail.sentences import sentence
from trailbook.trail.trails import read_page_trails, read_part, read_trails

MODEL = """\
id: TM-A
kind: threat-model
title: App
owner: Team
review: {cadence: yearly}
application: {name: App, platform: P, purpose: Work, users: All, impact: Some}
components:
  - {id: LIST, name: List, type: data-store, owner: Team}
"""


def trails(repo: Repo, revision: str = "HEAD") -> dict[str, Trail]:
    """All trails by id. A page that is read alone has to have the one that it has among all."""
    repository, folders = Repository(repo.root), ("docs", "threat-models")
    found = {trail.record: trail for trail in read_trails(repository, folders, revision)}
    for page in {path for path in (*found, *(trail.path for trail in found.values())) if path.endswith(".md")}:
        alone = read_page_trails(repository, Scope(repository.prefix, folders), page, revision)
        named = [trail for trail in found.values() if page in (trail.record, trail.path)]
        assert alone is None or list(alone) == named
    return found


def titles(trail: Trail) -> list[str]:
    return [decision.title for decision in trail.decisions]


def test_a_record_keeps_its_trail_through_a_rename_with_a_change(repo: Repo) -> None:
    repo.commit("begin", {"threat-models/a.yaml": MODEL})
    moved = MODEL.replace("owner: Team\nreview", "owner: Others\nreview") + "# much\n" * 90
    repo.commit("move", {"threat-models/a.yaml": None, "threat-models/sub/b.yaml": moved})
    trail = trails(repo)["TM-A"]
    assert titles(trail) == ["move", "begin"]
    assert trail.path == "threat-models/sub/b.yaml"
    assert {(change.field, change.kind) for change in trail.decisions[0].changes} == {
        ("path", "moved"),
        ("owner", "changed"),
    }


def test_a_path_with_another_id_begins_another_trail_and_closes_the_first(repo: Repo) -> None:
    repo.commit("begin", {"threat-models/a.yaml": MODEL})
    repo.commit("replace", {"threat-models/a.yaml": MODEL.replace("TM-A", "TM-B")})
    found = trails(repo)
    assert titles(found["TM-A"]) == ["replace", "begin"]
    assert found["TM-A"].decisions[0].changes[0].kind == "removed"
    assert titles(found["TM-B"]) == ["replace"]


def test_a_record_that_returns_goes_on_with_its_trail(repo: Repo) -> None:
    repo.commit("begin", {"threat-models/a.yaml": MODEL})
    repo.commit("drop", {"threat-models/a.yaml": None})
    repo.commit("return", {"threat-models/c.yaml": MODEL})
    assert titles(trails(repo)["TM-A"]) == ["return", "drop", "begin"]


def test_reformatting_is_no_decision(repo: Repo) -> None:
    repo.commit("begin", {"threat-models/a.yaml": MODEL})
    repo.commit("reformat", {"threat-models/a.yaml": "# note\n" + MODEL.replace("title: App", "title:   'App'")})
    assert titles(trails(repo)["TM-A"]) == ["begin"]


def test_a_revision_that_can_not_be_read_is_no_removal(repo: Repo) -> None:
    repo.commit("begin", {"threat-models/a.yaml": MODEL})
    repo.commit("break", {"threat-models/a.yaml": MODEL + "oops: [\n"})
    repo.commit("break more", {"threat-models/a.yaml": MODEL + "oops: [[\n"})
    repo.commit("mend", {"threat-models/a.yaml": MODEL.replace("owner: Team\nreview", "owner: Others\nreview")})
    trail = trails(repo)["TM-A"]
    assert titles(trail) == ["mend", "begin"]
    assert [change.field for change in trail.decisions[0].changes] == ["owner"]


def test_a_page_is_followed_by_rename_detection(repo: Repo) -> None:
    repo.commit("begin", {"docs/a.md": "# A\n\nText that stays.\n"})
    repo.commit("move", {"docs/a.md": None, "docs/b.md": "# A\n\nText that stays.\n"})
    found = trails(repo)
    assert list(found) == ["docs/b.md"]
    assert titles(found["docs/b.md"]) == ["move", "begin"]


def test_what_a_merge_brought_is_no_decision_of_the_merge(repo: Repo) -> None:
    repo.commit("begin", {"threat-models/a.yaml": MODEL})
    repo.branch("topic")
    repo.commit("topic", {"threat-models/a.yaml": MODEL.replace("title: App", "title: Application")})
    repo.checkout("main")
    repo.commit("elsewhere", {"docs/a.md": "# A"})
    repo.merge(
        "topic", "Merge pull request #4\n\nThe old name was wrong.", GIT_AUTHOR_NAME="Bo", GIT_AUTHOR_EMAIL="b@x.org"
    )
    decision = trails(repo)["TM-A"].decisions[0]
    assert decision.title == "topic"
    assert (decision.rationale.text, decision.rationale.source) == ("The old name was wrong.", "merge")
    assert [(a.name, a.source) for a in decision.approvals] == [("Bo", "merge")]
    assert decision.pull_request == "#4"


def test_what_a_merge_changed_by_itself_is_its_decision(repo: Repo) -> None:
    repo.commit("begin", {"threat-models/a.yaml": MODEL})
    repo.branch("topic")
    repo.commit("topic", {"threat-models/a.yaml": MODEL.replace("title: App", "title: Topic")})
    repo.checkout("main")
    repo.commit("main", {"docs/a.md": "# A"})
    evil = MODEL.replace("title: App", "title: Topic").replace("owner: Team\nreview", "owner: Nobody\nreview")
    repo.merge("topic", "evil merge", {"threat-models/a.yaml": evil})
    first = trails(repo)["TM-A"].decisions[0]
    assert first.title == "evil merge"
    assert [change.field for change in first.changes] == ["owner"]


def test_a_second_reading_gives_the_same_and_survives_a_damaged_cache(repo: Repo) -> None:
    repo.commit("begin", {"threat-models/a.yaml": MODEL})
    repo.commit("rename", {"threat-models/a.yaml": MODEL.replace("title: App", "title: Other")})
    cold = trails(repo)
    cache = Repository(repo.root).cache_file
    assert cache and cache.is_file()
    assert trails(repo) == cold
    cache.write_bytes(b"not a database" * 100)
    assert trails(repo) == cold
    assert trails(repo) == cold


def test_a_folder_of_a_repository_knows_its_own_paths(repo: Repo) -> None:
    repo.commit("begin", {"kb/threat-models/a.yaml": MODEL, "threat-models/b.yaml": MODEL.replace("TM-A", "TM-B")})
    found = read_trails(Repository(repo.root / "kb"), ("threat-models",))
    assert [(trail.record, trail.path) for trail in found] == [("TM-A", "threat-models/a.yaml")]


def test_an_earlier_revision_has_the_trail_of_then(repo: Repo) -> None:
    first = repo.commit("begin", {"threat-models/a.yaml": MODEL})
    repo.commit("later", {"threat-models/a.yaml": MODEL.replace("title: App", "title: Other")})
    assert titles(trails(repo, first)["TM-A"]) == ["begin"]


def test_a_cache_that_can_not_be_written_costs_nothing_but_time(repo: Repo, tmp_path: Path) -> None:
    repo.commit("begin", {"threat-models/a.yaml": MODEL})
    kept = Repository(repo.root).kept
    assert kept
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("a file where the folder should be")
    assert titles(trails(repo)["TM-A"]) == ["begin"]


def test_a_merge_that_took_two_branches_changes_of_one_text_decided_nothing(repo: Repo) -> None:
    lines = [f"Line {number}.\n" for number in range(9)]
    repo.commit("begin", {"docs/a.md": f"# A\n\n## B\n\n{''.join(lines)}"})
    repo.branch("topic")
    repo.commit("topic", {"docs/a.md": f"# A\n\n## B\n\n{''.join(['First.', *lines[1:]])}"})
    repo.checkout("main")
    repo.commit("main", {"docs/a.md": f"# A\n\n## B\n\n{''.join([*lines[:-1], 'Last.'])}"})
    repo.merge("topic", "Merge branch 'topic'")
    assert sorted(titles(trails(repo)["docs/a.md"])) == ["begin", "main", "topic"]


def test_a_branch_that_did_not_know_of_a_rename_changes_the_renamed_page(repo: Repo) -> None:
    text = "# A\n\n" + "".join(f"Line {number}.\n" for number in range(20))
    repo.commit("begin", {"docs/a.md": text})
    repo.branch("topic")
    repo.commit("topic", {"docs/a.md": text + "\nOne more.\n"})
    repo.checkout("main")
    repo.commit("move", {"docs/a.md": None, "docs/b.md": text})
    repo.merge("topic", "Merge branch 'topic'")
    found = trails(repo)
    assert list(found) == ["docs/b.md"]
    assert found["docs/b.md"].path == "docs/b.md"
    assert {"begin", "move", "topic"} <= set(titles(found["docs/b.md"]))


def test_a_page_that_a_merge_renamed_goes_on_with_its_trail(repo: Repo) -> None:
    repo.commit("begin", {"other.md": "# Other"})
    repo.branch("topic")
    text = "# A\n\n" + "".join(f"Line {number}.\n" for number in range(20))
    repo.commit("topic", {"docs/a.md": text})
    repo.checkout("main")
    repo.commit("main", {"other.md": "# Another"})
    repo.merge("topic", "merge", {"docs/a.md": None, "docs/b.md": text + "Number 7.\n"})
    found = trails(repo)
    assert list(found) == ["docs/b.md"]
    assert titles(found["docs/b.md"]) == ["merge", "topic"]
    assert found["docs/b.md"].decisions[0].changes[0].kind == "moved"


@pytest.mark.parametrize("folder", ["threat-models", "threat-models/", "./threat-models", "."])
def test_a_folder_may_be_written_in_any_way(repo: Repo, folder: str) -> None:
    repo.commit("begin", {"threat-models/a.yaml": MODEL})
    assert [trail.record for trail in read_trails(Repository(repo.root), (folder,))] == ["TM-A"]


def test_a_decision_tells_who_merged_at_each_step_and_whether_it_was_made_in_a_merge(repo: Repo) -> None:
    repo.commit("begin", {"threat-models/a.yaml": MODEL})
    repo.branch("develop")
    repo.branch("topic")
    repo.commit("topic", {"threat-models/a.yaml": MODEL.replace("title: App", "title: Application")})
    repo.checkout("develop")
    evil = MODEL.replace("title: App", "title: Application").replace("owner: Team\nreview", "owner: Others\nreview")
    repo.merge("topic", "Take it in", {"threat-models/a.yaml": evil}, GIT_AUTHOR_NAME="Bo", GIT_AUTHOR_EMAIL="b@x.org")
    repo.checkout("main")
    repo.merge("develop", "Release", GIT_AUTHOR_NAME="Rae", GIT_AUTHOR_EMAIL="r@x.org")
    created, topic, begin = trails(repo)["TM-A"].decisions
    assert [step.by.name for step in topic.taken_in] == ["Bo", "Rae"]
    assert [(approval.name, approval.source) for approval in topic.approvals] == [("Bo", "merge")]
    assert not topic.merge
    assert (created.title, created.merge) == ("Take it in", True)
    assert (begin.taken_in, begin.merge) == ((), False)


def test_the_decisions_of_some_commits_alone_are_those_of_the_whole_history(repo: Repo) -> None:
    repo.commit("begin", {"threat-models/a.yaml": MODEL, "docs/a.md": "# A\n\nA text of some words.\n"})
    repo.branch("branch")
    branch = repo.commit("branch", {"threat-models/a.yaml": MODEL.replace("title: App", "title: Other")})
    repo.checkout("main")
    moved = repo.commit("move", {"docs/a.md": None, "docs/b.md": "# A\n\nA text of some words.\n"})
    repo.merge("branch", "Merge pull request #7 from branch")
    whole = trails(repo)
    only = read_part(Repository(repo.root), Scope("", ("docs", "threat-models")), "HEAD", {branch, moved})
    assert {trail.record: list(trail.decisions) for trail in only} == {
        "TM-A": [decision for decision in whole["TM-A"].decisions if decision.commit == branch],
        "docs/b.md": [decision for decision in whole["docs/b.md"].decisions if decision.commit == moved],
    }


def test_a_page_in_another_encoding_has_its_history_and_saving_it_as_utf_8_is_no_decision(repo: Repo) -> None:
    text = "# Café\n\nOuvert à midi.\n\nFermé le soir.\n"
    repo.commit("begin", {"docs/a.md": text.encode("latin-1")})
    repo.commit("open later", {"docs/a.md": text.replace("midi", "deux heures").encode("utf-16")})
    repo.commit("save it as UTF-8", {"docs/a.md": text.replace("midi", "deux heures").encode()})
    (trail,) = trails(repo).values()
    assert titles(trail) == ["open later", "begin"]
    assert [change.before for change in trail.decisions[0].changes] == ["Ouvert à midi."]


def test_a_page_whose_front_matter_is_broken_for_a_while_is_not_lost(repo: Repo) -> None:
    page = "---\nowner: Security\n---\n# A\n\n## B\n\nAsk.\n"
    repo.commit("begin", {"docs/a.md": page})
    repo.commit("break it", {"docs/a.md": page.replace("owner: Security", "owner: [Security").replace("Ask", "Act")})
    repo.commit("mend it", {"docs/a.md": page.replace("Security", "Platform").replace("Ask", "Act")})
    mended, broken, _ = trails(repo)["docs/a.md"].decisions
    assert [(change.item, change.field, change.kind) for change in broken.changes] == [
        (None, "front_matter", "added"),
        (None, "owner", "removed"),
        ("b", "text", "changed"),
    ]
    assert [sentence(change) for change in mended.changes] == [
        "owned by Platform",
        "front matter removed: owner: [Security",
    ]


RUNBOOK = "# Outage\n\nLead.\n\n## Order\n\n- Call the CISO\n- Pull the plug\n- Write it down\n"


def test_a_commit_that_only_reorders_a_list_is_a_decision(repo: Repo) -> None:
    repo.commit("begin", {"docs/a.md": RUNBOOK})
    swapped = RUNBOOK.replace("- Call the CISO\n- Pull the plug\n", "- Pull the plug\n- Call the CISO\n")
    repo.commit("pull first", {"docs/a.md": swapped})
    (decision, _) = trails(repo)["docs/a.md"].decisions
    assert [sentence(change, "section") for change in decision.changes] == [
        "section “Order”: item “Pull the plug” moved before “Call the CISO”"
    ]


def test_a_commit_that_only_reorders_paragraphs_is_a_decision(repo: Repo) -> None:
    repo.commit("begin", {"docs/a.md": "# A\n\nLead.\n\n## B\n\nAsk first.\n\nThen act.\n"})
    repo.commit("act first", {"docs/a.md": "# A\n\nLead.\n\n## B\n\nThen act.\n\nAsk first.\n"})
    assert titles(trails(repo)["docs/a.md"]) == ["act first", "begin"]


def test_a_commit_that_changes_markup_alone_is_no_decision(repo: Repo) -> None:
    repo.commit("begin", {"docs/a.md": RUNBOOK})
    marked = RUNBOOK.replace("- ", "* ").replace("Pull", "**Pull**").replace("## Order", "Order\n-----")
    repo.commit("lint", {"docs/a.md": marked.replace("# Outage", "# Outage #")})
    assert titles(trails(repo)["docs/a.md"]) == ["begin"]


PLAYBOOK = """\
---
id: PB-A
kind: playbook
owner: Team
use: respond
roles: [reviewer]
trigger: An alert.
review: {cadence: yearly}
steps: [{id: S1}, {id: S2}, {id: S3}]
---
# Outage

Lead.

## Steps

### Call the CISO {#S1}

At once.

### Pull the plug {#S2}

Then.

### Write it down {#S3}

Last.
"""


def test_steps_in_another_order_are_a_decision_and_roles_are_none(repo: Repo) -> None:
    repo.commit("begin", {"docs/p.md": PLAYBOOK.replace("[reviewer]", "[reviewer, maker]")})
    repo.commit("roles", {"docs/p.md": PLAYBOOK.replace("[reviewer]", "[maker, reviewer]")})
    swapped = PLAYBOOK.replace("{id: S2}, {id: S3}", "{id: S3}, {id: S2}").replace("[reviewer]", "[maker, reviewer]")
    repo.commit("steps", {"docs/p.md": swapped})
    steps, begin = trails(repo)["PB-A"].decisions
    assert (steps.title, begin.title) == ("steps", "begin")
    assert [sentence(change, "step") for change in steps.changes] == ["step S3 moved before S2"]


def test_steps_that_the_text_words_in_another_order_are_a_decision(repo: Repo) -> None:
    repo.commit("begin", {"docs/p.md": PLAYBOOK})
    last = PLAYBOOK[PLAYBOOK.index("### Write") :]
    moved = PLAYBOOK.replace(last, "").replace("### Pull", f"{last}\n### Pull")
    repo.commit("write first", {"docs/p.md": moved})
    assert [sentence(change, "step") for change in trails(repo)["PB-A"].decisions[0].changes] == [
        "step S3 moved before S2"
    ]


SETUP = "## Setup\n\nInstall the tool, open its settings and switch the log on.\n"


def says(trail: Trail, title: str) -> list[str]:
    (decision,) = (decision for decision in trail.decisions if decision.title == title)
    return [sentence(change, "section") for change in decision.changes]


def test_a_section_that_moved_to_another_page_is_a_move_in_both_trails(repo: Repo) -> None:
    first, second = "# A\n\nLead.\n\n## Use\n\nUse it.\n\n", "# B\n\nOther.\n\n"
    repo.commit("begin", {"docs/a.md": first + SETUP, "docs/b.md": second})
    repo.commit("move", {"docs/a.md": first, "docs/b.md": second + SETUP})
    repo.commit("change", {"docs/b.md": second + SETUP.replace("log on", "log off")})
    found = trails(repo)
    assert says(found["docs/a.md"], "move") == ["section “Setup” moved to docs/b.md"]
    assert says(found["docs/b.md"], "move") == ["section “Setup” moved from docs/a.md"]
    steps = whys(found["docs/b.md"])["setup"].steps
    assert [(step.decision.title, step.kind) for step in steps] == [("change", "reworded"), ("move", "founded")]
    assert "setup" not in whys(found["docs/a.md"])


def test_what_was_reworded_with_a_move_is_said_where_the_section_is_now(repo: Repo) -> None:
    repo.commit("begin", {"docs/a.md": "# A\n\nLead.\n\n" + SETUP, "docs/b.md": "# B\n\nOther.\n"})
    reworded = SETUP.replace("## Setup", "## First steps").replace("log on", "log off")
    repo.commit("move", {"docs/a.md": "# A\n\nLead.\n", "docs/b.md": "# B\n\nOther.\n\n" + reworded})
    found = trails(repo)
    assert says(found["docs/a.md"], "move") == ["section “Setup” moved to docs/b.md, section “First steps”"]
    moved, title, text = says(found["docs/b.md"], "move")
    assert moved == "section “First steps” moved from docs/a.md, section “Setup”"
    assert title == "section “First steps”: title: Setup → First steps"
    assert "“on” → “off”" in text


def test_a_page_that_is_split_says_where_each_section_went(repo: Repo) -> None:
    use = "## Use\n\nLook at the dashboard every morning and write down what you see.\n"
    repo.commit("begin", {"docs/all.md": f"# All\n\nLead.\n\n{SETUP}\n{use}"})
    repo.commit("split", {"docs/all.md": None, "docs/s.md": f"# S\n\n{SETUP}", "docs/u.md": f"# U\n\n{use}"})
    found = trails(repo)
    assert [line for line in says(found["docs/u.md"], "split") if "moved" in line] == [
        "section “Use” moved from docs/all.md"
    ]
    everything = [line for trail in found.values() for line in says(trail, "split")]
    assert "section “Setup” moved from docs/all.md" in everything or any("file moved" in line for line in everything)


def test_an_item_that_moved_to_another_page_is_a_move_and_a_short_one_is_none(repo: Repo) -> None:
    call, ask = "- Call the security team at once, by phone.\n", "- Ask them.\n"
    first, second = "# A\n\nLead.\n\n## One\n\n- First\n", "# B\n\nLead.\n\n## Two\n\n- Second\n"
    repo.commit("begin", {"docs/a.md": first + call + ask, "docs/b.md": second})
    repo.commit("move", {"docs/a.md": first, "docs/b.md": second + call + ask})
    found = trails(repo)
    assert says(found["docs/a.md"], "move") == [
        "section “One”: item moved to docs/b.md, section “Two”: Call the security team at once, by phone.",
        "section “One”: item removed: Ask them.",
    ]
    assert says(found["docs/b.md"], "move")[0].startswith(
        "section “Two”: item moved from docs/a.md, section “One”: Call"
    )


def test_a_page_is_followed_into_the_folders_and_out_of_them(repo: Repo) -> None:
    text = "# A\n\nText that stays.\n\nMore of it, so that it is known again.\n"
    repo.commit("begin outside", {"drafts/first.md": text, "drafts/other.md": "# Other\n\nNever inside.\n"})
    repo.commit("move it about", {"drafts/first.md": None, "drafts/second.md": text})
    repo.commit("publish it", {"drafts/second.md": None, "docs/a.md": text})
    repo.commit("say more", {"docs/a.md": f"{text}\nAnd more.\n"})
    repo.commit("retire it", {"docs/a.md": None, "archive/a.md": f"{text}\nAnd more.\n"})
    repo.commit("a new draft", {"drafts/first.md": "# First\n\nAnother page at the path of old.\n"})
    (trail,) = trails(repo).values()
    assert trail.record == "archive/a.md"
    assert titles(trail) == ["retire it", "say more", "publish it", "move it about", "begin outside"]
    assert [change.before for change in trail.decisions[2].changes] == ["drafts/second.md"]


def test_a_page_is_followed_into_a_knowledge_base_that_is_a_folder_of_the_repository(repo: Repo) -> None:
    text = "# A\n\nText that stays.\n\nMore of it, so that it is known again.\n"
    repo.commit("begin outside", {"notes/a.md": text})
    repo.commit("publish it", {"notes/a.md": None, "kb/docs/a.md": text})
    (trail,) = read_trails(Repository(repo.root / "kb"), ("docs",))
    assert (trail.record, titles(trail)) == ("docs/a.md", ["publish it", "begin outside"])
    assert trail.decisions[1].path == "../notes/a.md"
