"""``trailbook diff`` on real repositories: what it tells of a branch, and what it asks for."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from tests.diff.changed_models import FILES, MODEL, POLICY, begin, edited
from tests.paths import REPOSITORY
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.diff.model import diff_schema


def run(repo: Repo, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", "--root", str(repo.root), *arguments])


def diff_json(repo: Repo, *arguments: str) -> Any:
    result = run(repo, "--format", "json", *arguments)
    found = json.loads(result.stdout)
    jsonschema.validate(found, json.loads(diff_schema()))
    return found


def test_nothing_changed_is_told_so_and_is_no_fault(repo: Repo) -> None:
    begin(repo)
    result = run(repo)
    assert result.exit_code == 0
    assert result.output.startswith("No record changes.\n")


def test_the_schema_is_the_committed_one() -> None:
    assert (REPOSITORY / "schemas/diff.schema.json").read_text() == diff_schema()


def test_what_weakens_and_strengthens_is_told_with_the_rule(repo: Repo) -> None:
    begin(repo)
    weaker = edited(POLICY, ("id: C1, level: must", "id: C1, level: should"))
    stronger = edited(MODEL, ("state: planned", "state: verified"))
    message = "Change\n\nFor a reason.\n\nReviewed-by: Bo <bo@example.org>"
    repo.commit(message, {"content/policies/share.md": weaker, "threat-models/app.yaml": stronger})
    found = diff_json(repo)
    effects = [(c["rule"], c["effect"], c["says"]) for record in found["records"] for c in record["changes"]]
    assert ("obligation", "weakens", "control C1: level: must → should") in effects
    assert ("mitigation-state", "strengthens", "mitigation M1: state: planned → verified") in effects
    assert (found["counts"]["weakens"], found["counts"]["strengthens"], found["counts"]["commits"]) == (1, 1, 1)
    text = run(repo).output
    assert "Weakens (1)" in text
    assert " - POL-SHARE control C1 “Guests have an end date”: level: must → should" in " ".join(text.split())


def test_what_weakens_says_what_it_was_there_for_why_and_who_agreed(repo: Repo) -> None:
    begin(repo)
    weaker = edited(POLICY, ("id: C1, level: must", "id: C1, level: should"))
    message = "Change\n\nGuests <b>stay</b> longer than anybody thought.\n\nReviewed-by: Bo <bo@example.org>"
    repo.commit(message, {"content/policies/share.md": weaker})
    text = " ".join(run(repo, "--format", "markdown").output.split())
    commit = repo.git("rev-parse", "HEAD")[:10]
    assert "level: must → should. It is there for `TM-APP.T1`" in text
    assert f"`{commit}` by Ada: Guests &#60;b&#62;stay&#60;/b&#62; longer than anybody thought. (agreed: Bo)" in text
    repo.commit(
        "update", {"content/policies/share.md": edited(weaker, ("id: C1, level: should", "id: C1, level: may"))}
    )
    assert "by Ada gives no reason (nobody else agreed)" in " ".join(run(repo, "HEAD~1").output.split())


def test_a_control_that_is_reworded_is_shown_word_by_word_since_no_rule_judges_it(repo: Repo) -> None:
    begin(repo)
    looser = edited(POLICY, ("A list is kept.", "A list of <b>everybody</b> may be kept, if somebody asks for it."))
    repo.commit("Ask less", {"content/policies/share.md": edited(looser, ("A guest leaves.", "A visitor leaves."))})
    text = " ".join(run(repo).output.split())
    assert "2 rewordings to read" in text
    assert "control C1 “Guests have an end date”: A [-guest-] {+visitor+} leaves. It is there for TM-APP.T1" in text
    assert "A list [-is-] {+of <b>everybody</b> may be+} kept" in text
    comment = run(repo, "--format", "markdown").output
    assert "<b>" not in comment
    assert "&#123;+visitor+&#125;" in comment.partition("<details>")[0]


def test_uncommitted_edits_count_unless_a_revision_is_named(repo: Repo) -> None:
    begin(repo)
    repo.write({"content/rules.md": "# Rules\n\n## First\n\nBe good.\n"})
    assert [record["record"] for record in diff_json(repo)["records"]] == ["content/rules.md"]
    assert diff_json(repo)["head"] == {"name": "the work tree", "commit": None}
    assert diff_json(repo, "main..HEAD")["records"] == []


def test_a_repository_of_plain_pages_is_told_by_section(repo: Repo) -> None:
    repo.commit("Begin", {"docs/a.md": "# A\n\n## One\n\nText.\n\n## Two\n\nMore.\n"})
    repo.commit(
        "Change", {"docs/a.md": "# A\n\n## One\n\nOther words here.\n", "docs/b.md": "# B\n\n## New\n\nText.\n"}
    )
    found = diff_json(repo, "HEAD~1")
    said = {record["record"]: [change["says"] for change in record["changes"]] for record in found["records"]}
    assert said["docs/a.md"] == ["section “One”: wording: Text. → Other words here.", "section “Two” removed"]
    assert said["docs/b.md"] == ["page added", "section “New” added"]


def test_a_page_that_moved_is_one_page(repo: Repo) -> None:
    begin(repo)
    repo.git("mv", "content/rules.md", "content/the rules.md")
    repo.commit("Move")
    (record,) = diff_json(repo)["records"]
    assert (record["record"], record["was"], record["change"]) == (
        "content/the rules.md",
        "content/rules.md",
        "changed",
    )


def test_threats_that_come_and_go_and_findings_that_open_and_close_are_listed(repo: Repo) -> None:
    begin(repo)
    accepted = "state: accepted\n    acceptance: {by: Bob, reason: Small., until: 2026-06-01}"
    model = edited(
        MODEL,
        ("state: open", accepted),
        ("single sign-on}", "single sign-on, facts: {reached_by: [public], sign_in: none}}"),
    )
    repo.commit("Accept it\n\nIt is small.", {"threat-models/app.yaml": model})
    found = diff_json(repo)
    (threat,) = found["threats"]
    assert (threat["reference"], threat["move"], threat["now"]["state"]) == ("TM-APP.T1", "closed", "accepted")
    (term,) = found["terms"]
    assert (term["reference"], term["by"], term["until"], term["ended"]) == ("TM-APP.T1", "Bob", "2026-06-01", False)
    assert diff_json(repo, "--today", "2026-06-02")["terms"][0]["ended"]
    assert ("open-without-sign-in@E1", "opens") in {(one["finding"], one["move"]) for one in found["findings"]}


def test_a_removed_control_breaks_the_links_of_files_that_the_change_does_not_touch(repo: Repo) -> None:
    begin(repo)
    policy = edited(
        POLICY, ("  - {id: C2, level: must}\n", ""), ("## Shares are listed {#C2}\n\nA list is kept.\n", "")
    )
    repo.commit("Drop it\n\nNobody keeps it.", {"content/policies/share.md": policy})
    result = run(repo)
    assert result.exit_code == 1
    place = f"{repo.root}/content/about.md:3:38"
    assert f"- {place} POL-SHARE has no item 'C2'" in " ".join(result.output.split())
    assert "\n1 broken or stale link\n" in result.output
    (link,) = diff_json(repo)["links"]
    assert (link["kind"], link["path"], link["elsewhere"]) == ("broken", f"{repo.root}/content/about.md", True)


def test_links_of_pages_to_what_is_gone_are_listed(repo: Repo) -> None:
    begin(repo)
    repo.commit("Drop a section", {"content/rules.md": "# Rules\n\n## Second\n\nBe quick.\n"})
    (link,) = diff_json(repo)["links"]
    assert link["says"] == "content/rules.md has no section 'first' any more"
    repo.commit("Drop the page", {"content/rules.md": None})
    (link,) = diff_json(repo)["links"]
    assert (link["line"], link["says"]) == (3, "content/rules.md is no longer there")


def test_links_to_what_the_change_retires_are_stale(repo: Repo) -> None:
    begin(repo)
    about = edited(MODEL, ("summary: An app.", "summary: An app under POL-SHARE.C1."))
    repo.commit("Name the policy", {"threat-models/app.yaml": about})
    retired = edited(POLICY, ("kind: policy\n", "kind: policy\nstatus: retired\n"))
    repo.commit("Retire it\n\nThe new one holds.", {"content/policies/share.md": retired})
    (link,) = [link for link in diff_json(repo, "HEAD~1..HEAD")["links"] if link["kind"] == "stale"]
    assert link["says"] == "TM-APP mentions POL-SHARE.C1, and POL-SHARE is retired"


def test_commits_that_give_no_reason_are_listed(repo: Repo) -> None:
    begin(repo)
    commit = repo.commit("Be kinder", {"content/rules.md": "# Rules\n\n## First\n\nBe kinder.\n"})
    repo.commit("Be good\n\nIt was mistaken for weakness.", {"content/rules.md": "# Rules\n\n## First\n\nBe good.\n"})
    (one,) = diff_json(repo)["unexplained"]
    assert (one["commit"], one["title"], one["records"]) == (commit, "Be kinder", ["content/rules.md"])


RULES = FILES["mkdocs.yml"] + "plugins:\n  - trailbook/trail:\n      sign_offs:\n        weakening: [leadership]\n"
HOLDER = "holders:\n  - {role: leadership, name: Bob, email: bob@example.org}\n"


@pytest.mark.parametrize(
    ("message", "roles", "state"),
    [
        ("Loosen\n\nWhy not.", HOLDER, "missing"),
        ("Loosen\n\nWhy not.\n\nApproved-by: Bob <bob@example.org>", HOLDER, "given"),
        ("Loosen\n\nWhy not.", "holders: []\n", "nobody named"),
    ],
)
def test_sign_offs_that_the_configuration_asks_for_are_needed_and_no_fault(
    repo: Repo, message: str, roles: str, state: str
) -> None:
    repo.commit("Begin", {**FILES, "mkdocs.yml": RULES, "roles.yaml": roles})
    repo.branch("topic")
    repo.write({"content/policies/share.md": edited(POLICY, ("id: C1, level: must", "id: C1, level: may"))})
    pending = diff_json(repo)["sign_offs"]
    assert [(one["record"], one["role"], one["commit"]) for one in pending] == [("POL-SHARE", "leadership", None)]
    commit = repo.commit(message)
    (one,) = diff_json(repo)["sign_offs"]
    assert (one["state"], one["commit"], one["because"]) == (state, commit, ["something weakens (C1)"])
    assert run(repo).exit_code == 0


def test_old_problems_do_not_fail_a_change_and_new_ones_do(repo: Repo) -> None:
    repo.commit("Begin", {**FILES, "content/old.md": "# Old\n\nSee POL-GONE.C1.\n"})
    repo.commit("More", {"content/rules.md": "# Rules\n"})
    found = diff_json(repo, "HEAD~1")
    assert (found["problems"], found["older"]) == ([], 1)
    repo.write({"content/new.md": "# New\n\nSee POL-GONE.C2.\n"})
    result = run(repo, "HEAD~1")
    assert result.exit_code == 1
    assert f"{repo.root}/content/new.md:3:5" in result.output


def test_pictures_are_written_for_the_models_whose_picture_changes(repo: Repo, tmp_path: Path) -> None:
    begin(repo)
    more = edited(MODEL, ("entry_points:", "  - {id: F2, name: Show, source: STORE, target: FORM}\nentry_points:"))
    repo.commit("Show it\n\nPeople ask.", {"threat-models/app.yaml": more})
    run(repo, "--pictures", str(tmp_path / "out"))
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["TM-APP.svg"]


@pytest.mark.parametrize(("asked", "why"), [("nowhere", "there is no revision 'nowhere'"), ("--x..HEAD", "--x")])
def test_a_revision_that_is_not_there_is_told_with_its_remedy(repo: Repo, asked: str, why: str) -> None:
    begin(repo)
    result = run(repo, "--", asked)
    assert result.exit_code == 2
    assert why in result.output
    assert "fetch-depth: 0" in result.output


def test_a_shallow_clone_is_told_how_it_is_mended(repo: Repo, tmp_path: Path) -> None:
    begin(repo)
    repo.commit("More", {"content/rules.md": "# Rules\n"})
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.root}", str(tmp_path / "shallow"))
    result = CliRunner().invoke(main, ["diff", "--root", str(tmp_path / "shallow")])
    assert result.exit_code == 2
    assert "fetch-depth: 0" in result.output


def test_nothing_of_a_credential_is_shown(repo: Repo) -> None:
    begin(repo)
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    repo.commit("Add\n\nIt helps.", {"content/rules.md": f"# Rules\n\n## First\n\nUse {secret}.\n"})
    for form in ("text", "json", "markdown"):
        assert secret not in run(repo, "--format", form).output


def test_text_of_files_and_commits_does_not_act_on_a_terminal(repo: Repo) -> None:
    begin(repo)
    repo.commit("Be \x1b[2Jgood", {"content/rules.md": "# Rules\n\n## F\u202eirst {#x}\n\nBe \x1b[31mgood.\n"})
    assert not {"\x1b", "\u202e"} & set(run(repo).output)


def test_references_to_the_last_record_of_a_kind_break_with_it(repo: Repo) -> None:
    begin(repo)
    repo.commit("Drop it\n\nIt is done.", {"content/policies/share.md": None})
    (link,) = diff_json(repo)["links"]
    assert (link["line"], link["column"], link["says"]) == (3, 38, "POL-SHARE.C2 is no longer there")


def test_a_knowledge_base_in_a_folder_of_its_repository_is_compared_alone(repo: Repo) -> None:
    repo.commit("Begin\n\nBecause.", {f"kb/{path}": content for path, content in FILES.items()})
    repo.branch("work")
    repo.git("mv", "kb/content/rules.md", "kb/content/laws.md")
    repo.commit("More", {"other.md": "# Other\n", "kb/content/about.md": "# About\n\nSee POL-NONE.\n"})
    result = CliRunner().invoke(main, ["diff", "--root", str(repo.root / "kb"), "--format", "markdown"])
    assert "`kb/content/about.md:3:5` there is no record" in result.output
    assert "2 changes in 2 records" in result.output
    assert "other.md" not in result.output


def test_a_record_that_can_not_be_read_any_more_is_a_problem_and_no_removal(repo: Repo) -> None:
    begin(repo)
    repo.write(
        {
            "threat-models/app.yaml": f"{MODEL}threats: [\n",
            "content/policies/share.md": POLICY.replace("kind: policy", "kind: rules"),
        }
    )
    found = diff_json(repo)
    assert (found["records"], found["threats"], found["findings"]) == ([], [], [])
    assert {Path(problem["path"]).name for problem in found["problems"]} == {"app.yaml", "share.md"}


def test_a_record_that_can_not_be_read_is_not_told_as_unchanged_and_solves_nothing(repo: Repo) -> None:
    begin(repo)
    worse = edited(POLICY, ("level: must", "level: shoud"))
    repo.write({"content/policies/share.md": worse})
    found = diff_json(repo)
    assert (found["unread"], found["solved"]) == (["POL-SHARE"], 0)
    said = run(repo).output
    assert said.startswith("POL-SHARE can't be read, so its changes are not judged.\n")
    assert "No record changes" not in said and "solved" not in said
    repo.write({"content/rules.md": "# Rules\n\nOthers.\n"})
    assert run(repo).output.startswith("POL-SHARE can't be read, so its changes are not judged. ")


def test_names_of_files_that_are_no_text_do_not_stop_it(repo: Repo) -> None:
    begin(repo)
    for name in (b"\xff.md", b"a\nb.md", b"`@ada` <b> #1.md"):
        Path(os.fsdecode(os.fsencode(repo.root) + b"/content/" + name)).write_text("# A\n\nSee POL-X.\n")
    for form in ("text", "json", "markdown"):
        assert run(repo, "--format", form).exit_code == 1
