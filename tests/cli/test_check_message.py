import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.repositories import CLAUDE, ROBOT, Files, Repo
from tests.trail.sign_offs.connectors import connector

from trailbook.cli import main

POLICY = """---
id: POL-ACCESS
kind: policy
owner: Platform security
roles: [maker]
review: {{cadence: yearly}}
controls:
  - id: C1
    level: {level}
    {more}
---
# Access

## Controls

### Share with groups {{#C1}}

{text}
"""
POSTMORTEM = """---
id: PM-OPEN-2026
kind: postmortem
owner: Platform security
organisations: [Ours]
severity: low
began: "2026"
detected: "2026"
timeline: [{{date: "2026", event: Open}}]
causes: [{{id: CA1, category: data-leakage}}]
actions: [{{id: A1, owner: Team, due: 2026-12-31, state: {state}}}]
---
# Open

## Impact
## Causes
### Cause {{#CA1}}
## Detection
## Response
## Lessons learned
## Action items
- Close it {{#A1}}
"""
FILE = "content/policies/access.md"
MKDOCS = (
    "site_name: KB\ndocs_dir: content\nplugins:\n  - trailbook/trail:\n      sign_offs: {new_connector: [data-owner]}\n"
)
ROLES = "holders:\n  - {role: data-owner, name: Bob, email: bob@example.org}\n"


def policy(level: str = "must", text: str = "Groups have owners.", more: str = "") -> Files:
    return {FILE: POLICY.format(level=level, text=text, more=more)}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """One commit. Read only: a test changes its own copy."""
    repo = Repo(tmp_path_factory.mktemp("begun") / "repo")
    repo.commit("Start\n\nA beginning.", {**policy(), "postmortems/open.md": POSTMORTEM.format(state="open")})
    return repo


@pytest.fixture
def kb(begun: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ada@example.org")
    return begun.copy(tmp_path / "repo")


def stage(repo: Repo, files: Files) -> None:
    repo.write(files)
    repo.git("add", "--all")


def run(repo: Repo, message: str, *options: str) -> Result:
    file = repo.root / ".git/COMMIT_EDITMSG"
    file.write_text(message, encoding="utf-8")
    return CliRunner().invoke(main, ["check-message", str(file), *options, "--root", str(repo.root)])


def between(repo: Repo, *options: str, asked: str = "main..HEAD") -> Result:
    return CliRunner().invoke(main, ["check-message", "--range", asked, *options, "--root", str(repo.root)])


def test_a_change_of_a_record_without_a_reason_is_a_problem_with_a_line_to_complete(kb: Repo) -> None:
    stage(kb, policy("should"))
    result = run(kb, "Relax it\n")
    assert result.exit_code == 1
    assert (
        "COMMIT_EDITMSG:1:1: this weakens what protects (POL-ACCESS: control C1: level: must → should), and no reason "
        "is stated\n" in result.output
    )
    assert "  Rationale: POL-ACCESS: control C1: level: must → should, because …\n" in result.output
    assert "git commit --edit --file=" in result.output


def test_a_change_that_does_not_weaken_needs_a_reason_too(kb: Repo) -> None:
    stage(kb, policy(text="Groups have two owners."))
    result = run(kb, "Ask for two owners\n")
    assert result.exit_code == 1
    assert "no reason is stated for the change of POL-ACCESS" in result.output
    assert "weakens" not in result.output


@pytest.mark.parametrize(
    "message",
    [
        "Relax it\n\nNobody could keep to it, and pretending helps nobody.\n",
        "Relax it\n\nRationale: Nobody could keep to it.\n",
        "Relax it\n\nRationale: Nobody could keep to it.\n\nRefs: POL-ACCESS.C1\n",
        "Relax it\n\nRationale: We tried and tried …\n and gave up.\n",
    ],
)
def test_a_reason_in_the_body_or_in_a_trailer_is_enough(kb: Repo, message: str) -> None:
    stage(kb, policy("should"))
    assert run(kb, message).exit_code == 0


@pytest.mark.parametrize("value", ["", "…", "TODO", "tbd", "POL-ACCESS: control C1: level: must → should, because …"])
def test_a_reason_that_was_not_completed_is_none(kb: Repo, value: str) -> None:
    stage(kb, policy("should"))
    result = run(kb, f"Relax it\n\nRationale: {value}\n")
    assert result.exit_code == 1
    assert "COMMIT_EDITMSG:3:1: 'Rationale:' is left without a reason" in result.output


@pytest.mark.parametrize("files", [{}, {"src/code.py": "1\n"}, {"README.md": "Hello\n"}])
def test_a_commit_that_touches_no_record_needs_no_reason(kb: Repo, files: Files) -> None:
    stage(kb, files)
    assert run(kb, "Update\n").output == ""


def test_a_plain_page_without_a_reason_is_a_notice_only(kb: Repo) -> None:
    stage(kb, {"content/guide.md": "# Guide\n\nText.\n"})
    result = run(kb, "Add a guide\n")
    assert result.exit_code == 0
    assert "notice: no reason is stated for the change of content/guide.md" in result.output


def test_only_what_is_staged_counts(kb: Repo) -> None:
    kb.write(policy("should"))
    assert run(kb, "Relax it\n").exit_code == 0


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Rational: because", "Rationale"),
        ("Aproved-by: Bob <bob@example.org>", "Approved-by"),
        ("Approved by: Bob <bob@example.org>", "Approved-by"),
        ("Reviewd-by: Bob <bob@example.org>", "Reviewed-by"),
        ("Incidents: PM-OPEN-2026", "Incident"),
        ("Ref: POL-ACCESS", "Refs"),
        ("Risk_accepted_by: Bob <bob@example.org>", "Risk-Accepted-by"),
    ],
)
def test_a_misspelt_trailer_is_a_problem_that_names_the_one_that_is_meant(kb: Repo, line: str, meant: str) -> None:
    result = run(kb, f"Change code\n\nBecause.\n\n{line}\n")
    assert result.exit_code == 1
    assert f"COMMIT_EDITMSG:5:1: '{line.partition(':')[0]}:' is not a known trailer; did you mean '{meant}:'?" in (
        result.output
    )
    assert f"  {meant}: {line.partition(': ')[2]}\n" in result.output


@pytest.mark.parametrize(
    "line",
    [
        "Tested-by: Bob <bob@example.org>",
        "Reported-by: Bob <bob@example.org>",
        "Suggested-by: Bob <bob@example.org>",
        "Signed-off-by: Ada <ada@example.org>",
        "Co-authored-by: Bob <bob@example.org>",
        "Change-Id: I1234567",
        "Cc: Bob <bob@example.org>",
        "Closes: #12",
        "Ref: #12",
        "Reference: https://example.org/12",
        "Controls: the three of them",
        "Note: a remark",
        "https://example.org/Rational: x",
        "```\nRational: in code\n```",
        "See the docs: Approved lists are long",
    ],
)
def test_trailers_of_others_and_prose_are_left_in_peace(kb: Repo, line: str) -> None:
    assert run(kb, f"Change code\n\nBecause.\n\n{line}\n").output == ""


def test_prose_that_begins_like_a_trailer_is_a_notice_at_most(kb: Repo) -> None:
    result = run(kb, "Change code\n\nControls: POL-ACCESS.C1 and another\nwere written in a hurry.\n")
    assert result.exit_code == 0
    assert "notice: 'Controls:' is not a known trailer; did you mean 'Control:'?" in result.output


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Refs: POL-ACESS.C1", "Refs: there is no 'POL-ACESS.C1'; did you mean 'POL-ACCESS.C1'?"),
        ("Refs: POL-ACCESS.C9", "Refs: there is no 'POL-ACCESS.C9'"),
        ("Incident: PM-OPEN-2025", "Incident: there is no 'PM-OPEN-2025'; did you mean 'PM-OPEN-2026'?"),
        ("Decision: 0123abc", "Decision: '0123abc' is no commit of this history"),
        ("Decision: the last one", "Decision: names no commit"),
        ("Expires: soon", "Expires: 'soon' is not a day; expected one such as 2027-03-31"),
        ("Expires: 2027-02-30", "Expires: '2027-02-30' is not a day"),
        ("Expires: 20990331", "Expires: '20990331' is not a day"),
        ("Expires: 2099-W13-3", "Expires: '2099-W13-3' is not a day"),
        ("Expires: 2001-01-01", "Expires: 2001-01-01 has already passed"),
        ("Approved-by: Ada <ada@example.org>", "Ada wrote the change, so this is not an independent agreement"),
        ("Reviewed-by: ada+work@example.org <ADA+kb@example.org>", "wrote the change"),
        ("Acked-by: TBD", "Acked-by: names nobody"),
        ("Refs:", "'Refs:' has no value"),
        ("Review: periodic", "Review: of no record"),
    ],
)
def test_what_a_trailer_says_in_vain_is_a_problem(kb: Repo, line: str, said: str) -> None:
    result = run(kb, f"Change code\n\nBecause.\n\n{line}\n")
    assert result.exit_code == 1
    assert result.output.startswith("COMMIT_EDITMSG:5:1: ")
    assert said in result.output
    assert "notice" not in result.output


@pytest.mark.parametrize("line", ["Incident: PM-OPEN-2025", "Refs: POL-ACESS.C1", "Aproved-by: Ada <ada@example.org>"])
def test_what_would_make_a_guess_or_the_authors_own_word_a_fact_is_no_line_to_take_over(kb: Repo, line: str) -> None:
    result = run(kb, f"Change code\n\nBecause.\n\n{line}\n")
    assert result.exit_code == 1 and "did you mean" in result.output
    assert "Lines to copy" not in result.output


@pytest.mark.parametrize(
    "lines",
    [
        "Refs: POL-ACCESS.C1, PM-OPEN-2026",
        "Incident: PM-OPEN-2026",
        "Fixes: #12",
        "Fixes: PM-OPEN-2026.A1",
        "Control: POL-ACCESS.C1",
        "Expires: 2199-01-01",
        "Approved-by: Bob <bob@example.org>",
        "Review: periodic\nRefs: POL-ACCESS",
        "Review: none",
        "Refs: an issue of ours",
    ],
)
def test_trailers_that_are_right_are_left_in_peace(kb: Repo, lines: str) -> None:
    assert run(kb, f"Change code\n\nBecause.\n\n{lines}\n").output == ""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Control: PM-OPEN-2026", "Control: PM-OPEN-2026 is not a control"),
        ("Incident: POL-ACCESS", "Incident: POL-ACCESS is not a postmortem or an exercise"),
        ("Control: the one on groups", "Control: names no control"),
        ("Approved-by: dependabot[bot] <bot@example.org>", "is a robot, not a person"),
        ("Approved-by: Bob <bob@example.org>\nAcked-by: Ada <ada@example.org>", "Ada wrote the change"),
    ],
)
def test_what_a_trailer_says_oddly_is_a_notice(kb: Repo, line: str, said: str) -> None:
    result = run(kb, f"Change code\n\nBecause.\n\n{line}\n")
    assert result.exit_code == 0
    assert result.output.count("\n") == 1
    assert ":1: notice: " in result.output
    assert said in result.output


@pytest.mark.parametrize(
    ("who", "trailer", "said"),
    [
        (CLAUDE, "", "Claude is an assistant, and no person is named"),
        (ROBOT, "", "dependabot[bot] is a robot, and no person is named"),
        (CLAUDE, "Approved-by: Security Team", "Claude is an assistant, and no person is named"),
        (CLAUDE, "Co-authored-by: Bob <bob@example.org>", ""),
        (CLAUDE, "Approved-by: Bob <bob@example.org>", ""),
        ({}, "Assisted-by: Claude", ""),
    ],
)
def test_what_a_machine_wrote_alone_needs_a_person(kb: Repo, who: dict[str, str], trailer: str, said: str) -> None:
    start = kb.git("rev-parse", "HEAD")
    kb.commit(f"Relax it\n\nRationale: Nobody kept to it for a year.\n{trailer}\n", policy("should"), **who)
    result = between(kb, asked=f"{start}..HEAD")
    assert ("no person is named" in result.output) == bool(said)
    assert said in result.output
    assert result.exit_code == ("an assistant" in said)


def test_a_co_author_is_no_independent_approver(kb: Repo) -> None:
    result = run(kb, "Change\n\nCo-authored-by: Bob <bob@example.org>\nApproved-by: Bob <bob@example.org>\n")
    assert result.exit_code == 1
    assert "Bob wrote the change" in result.output


def test_what_the_commit_removes_may_be_named(kb: Repo) -> None:
    stage(kb, {FILE: None})
    assert run(kb, "Drop it\n\nNobody used it.\n\nRefs: POL-ACCESS.C1\nControl: POL-ACCESS\n").exit_code == 0


def test_an_earlier_commit_may_be_named_by_a_short_id(kb: Repo) -> None:
    id = kb.git("rev-parse", "HEAD")
    message = f"Agree\n\nDecision: {id[:9]}\nApproved-by: Bob <bob@example.org>\n"
    assert run(kb, message).output == ""


def test_a_trailer_outside_of_the_last_paragraph_is_read_and_said(kb: Repo) -> None:
    stage(kb, policy("should"))
    result = run(kb, "Relax it\n\nRationale: Nobody kept it.\n\nSigned-off-by: Ada <ada@example.org>\n")
    assert result.exit_code == 0
    assert "COMMIT_EDITMSG:3:1: notice: Rationale: read here anyway" in result.output


@pytest.mark.parametrize(
    ("files", "add"),
    [
        (policy(more="learned_from: [PM-OPEN-2026]"), "Incident: PM-OPEN-2026"),
        ({"postmortems/open.md": POSTMORTEM.format(state="done")}, "Fixes: PM-OPEN-2026.A1"),
    ],
)
def test_what_a_change_answers_is_proposed_until_it_is_named(kb: Repo, files: Files, add: str) -> None:
    stage(kb, files)
    result = run(kb, "Learn\n\nBecause.\n")
    assert result.exit_code == 0
    assert f"with '{add}' the page of lessons would list this commit" in result.output
    assert run(kb, f"Learn\n\nBecause.\n\n{add}\n").output == ""


def test_a_sign_off_that_is_asked_for_is_named_with_who_gives_it(kb: Repo) -> None:
    kb.commit("Configure\n\nSo.", {"mkdocs.yml": MKDOCS, "roles.yaml": ROLES})
    stage(kb, connector())
    result = run(kb, "Approve it\n\nIt was vetted.\n")
    assert result.exit_code == 0
    assert "notice: needs the sign-off of the data owner, Bob (CON-CRM: a connector is taken into use)" in result.output
    assert run(kb, "Approve it\n\nIt was vetted.\n\nApproved-by: Bob <bob@example.org>\n").output == ""


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("x" * 73 + "\n\nBecause.\n", "the title has 73 characters"),
        ("Relax it\nfor now\n\nBecause.\n", "COMMIT_EDITMSG:2:1: notice: leave the second line empty"),
        ("Update access.md\n\nBecause.\n", "'Update access.md' says nothing of what was done"),
        ("WIP\n\nBecause.\n", "'WIP' says nothing"),
    ],
)
def test_a_title_that_lists_can_t_show_is_a_notice(kb: Repo, message: str, said: str) -> None:
    stage(kb, policy("should"))
    result = run(kb, message)
    assert result.exit_code == 0
    assert said in result.output


@pytest.mark.parametrize("title", ["fixup! Relax it", "squash! Relax it", "amend! Relax it"])
def test_a_commit_that_will_go_into_another_is_let_pass_and_found_if_it_did_not(kb: Repo, title: str) -> None:
    stage(kb, policy("should"))
    assert run(kb, f"{title}\n").output == ""
    kb.branch("topic")
    kb.commit(f"{title}\n", {})
    result = between(kb)
    assert result.exit_code == 1
    assert "meant to be squashed into another" in result.output


def test_a_revert_has_to_say_why(kb: Repo) -> None:
    stage(kb, policy("should"))
    text = 'Revert "Tighten it"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n'
    assert run(kb, text).exit_code == 1
    assert run(kb, f"{text}\nIt broke the night run.\n").exit_code == 0


def test_a_merge_is_not_asked_for_the_reasons_of_what_it_merges(kb: Repo) -> None:
    kb.branch("topic")
    kb.commit("Relax it\n\nBecause.", policy("should"))
    kb.checkout("main")
    kb.commit("Go on\n\nBecause.", {"content/guide.md": "# Guide\n"})
    kb.git("merge", "--no-ff", "--no-commit", "--quiet", "topic")
    assert run(kb, "Merge branch 'topic'\n").output == ""


def test_comments_and_what_follows_the_scissors_are_not_part_of_the_message(kb: Repo) -> None:
    stage(kb, policy("should"))
    scissors = "# ------------------------ >8 ------------------------\nRationale: in a diff\n"
    assert run(kb, f"Relax it\n\n# Rationale: commented\n{scissors}").exit_code == 1
    kb.git("config", "core.commentChar", ";")
    assert run(kb, "Relax it\n\n; Rationale: commented\n").exit_code == 1
    assert run(kb, "Relax it\n\n# A heading, which is text here\n\nBecause.\n").exit_code == 0


def test_an_empty_message_is_left_to_git(kb: Repo) -> None:
    stage(kb, policy("should"))
    assert run(kb, "\n# Please enter a message\n").output == ""


def test_the_first_commit_of_a_repository_is_checked_too(tmp_path: Path, kb: Repo) -> None:
    fresh = Repo(tmp_path / "fresh")
    stage(fresh, policy())
    assert "no reason is stated for the change of POL-ACCESS" in run(fresh, "Begin\n").output


def test_neither_the_index_nor_the_objects_of_the_repository_change(kb: Repo) -> None:
    stage(kb, policy("should"))
    before = (kb.root / ".git/index").read_bytes(), kb.git("count-objects")
    run(kb, "Relax it\n")
    assert before == ((kb.root / ".git/index").read_bytes(), kb.git("count-objects"))
    assert kb.git("fsck") == ""


def test_settings_of_the_user_change_nothing(kb: Repo) -> None:
    stage(kb, policy("should"))
    for name, value in (
        ("log.showSignature", "true"),
        ("i18n.commitEncoding", "ISO-8859-1"),
        ("commit.gpgSign", "true"),
    ):
        kb.git("config", name, value)
    assert run(kb, "Relax it\n\nÜber Gruppen, die niemand führt: … 安全.\n").output == ""
    assert "no reason is stated" in run(kb, "Relax it\n").output


def test_text_of_a_message_does_not_act_on_a_terminal(kb: Repo) -> None:
    result = run(kb, "Change\n\nApproved-by: TBD\x1b[2J\nRef: \x1b[31mPOL-ACCESS\u202e\nExpires: \x07\n")
    assert not {"\x1b", "\u202e", "\x07"} & set(result.output)


def test_a_range_names_each_commit_with_what_is_missing(kb: Repo) -> None:
    kb.branch("topic")
    bad = kb.commit("Relax it", policy("should"))
    kb.commit("Tighten it\n\nBecause.", policy("must"))
    kb.commit("Drop it\n\nNobody used it.\n\nRefs: POL-ACCESS", {FILE: None})
    kb.commit("Tell of it\n\nBecause.\n\nRefs: POL-ACCESS.C1", {"src/a.py": "1\n"})
    result = between(kb)
    assert result.exit_code == 1
    assert f"{bad[:10]} Relax it\n  line 1: this weakens what protects" in result.output
    assert "    Rationale: POL-ACCESS: control C1: level: must → should, because …\n" in result.output
    assert "1 commit with problems; 4 commit messages checked\n" in result.output
    assert "Tighten" not in result.output


def test_no_line_of_a_message_is_printed_beyond_what_a_screen_holds(kb: Repo) -> None:
    kb.branch("work")
    kb.commit("Say " + "a" * 10_000 + f"\n\nRefs: {'B' * 10_000}", policy(text="All groups have owners."))
    output = between(kb).output
    assert max(map(len, output.splitlines())) == 301
    assert "a…\n" in output


def test_in_a_range_the_reason_of_a_merge_holds_for_what_it_brought(kb: Repo) -> None:
    base = kb.git("rev-parse", "HEAD")
    kb.branch("topic")
    kb.commit("Relax it", policy("should"))
    kb.checkout("main")
    kb.merge("topic", "Merge branch 'topic'\n\nNobody could keep to it.")
    assert between(kb, asked=f"{base}..HEAD").exit_code == 0


def test_github_shows_each_remark_with_the_run(kb: Repo) -> None:
    kb.branch("topic")
    bad = kb.commit("Relax it", policy("should"))
    result = between(kb, "--format", "github")
    assert result.output.startswith(f"::error title=Message of {bad[:10]}%3A no-rationale::this weakens what protects")


@pytest.mark.parametrize("arguments", [[], ["--prepare"], ["--range", "main..HEAD", "mkdocs.yml"]])
def test_neither_a_file_nor_a_range_or_both_are_misuse(kb: Repo, arguments: list[str]) -> None:
    (kb.root / "mkdocs.yml").write_text("")
    arguments = [str(kb.root / one) if one == "mkdocs.yml" else one for one in arguments]
    assert CliRunner().invoke(main, ["check-message", *arguments, "--root", str(kb.root)]).exit_code == 2


def test_a_revision_that_is_not_there_is_said_with_the_remedy(kb: Repo) -> None:
    result = between(kb, asked="nowhere..HEAD")
    assert result.exit_code == 2
    assert "there is no revision 'nowhere' here; bring it with 'git fetch'" in result.output


PREPARED = "\n# Please enter the commit message for your changes.\n"


def test_hints_are_put_above_the_comments_of_git(kb: Repo) -> None:
    stage(kb, policy("should"))
    result = run(kb, PREPARED, "--prepare")
    assert result.exit_code == 0
    lines = (kb.root / ".git/COMMIT_EDITMSG").read_text().split("\n")
    assert lines[0] == ""
    assert all(line.startswith("#") for line in lines[1:-1])
    assert lines[-2] == "# Please enter the commit message for your changes."
    assert "#   weakens: POL-ACCESS: control C1: level: must → should" in lines
    assert "# Control: POL-ACCESS.C1" in lines
    assert run(kb, "\n".join(lines)).output == ""


@pytest.mark.parametrize(
    ("setting", "value"),
    [("core.commentChar", "auto"), ("commit.cleanup", "verbatim"), ("commit.cleanup", "whitespace")],
)
def test_hints_that_git_would_not_strip_are_not_written(kb: Repo, setting: str, value: str) -> None:
    stage(kb, policy("should"))
    kb.git("config", setting, value)
    run(kb, PREPARED, "--prepare")
    assert (kb.root / ".git/COMMIT_EDITMSG").read_text() == PREPARED


@pytest.mark.parametrize("source", ["message", "merge", "squash", "commit"])
def test_a_message_that_is_there_already_gets_no_hints(kb: Repo, source: str) -> None:
    stage(kb, policy("should"))
    run(kb, "Relax it\n", source, "--prepare")
    assert (kb.root / ".git/COMMIT_EDITMSG").read_text() == "Relax it\n"


def test_hints_stand_below_the_scissors(kb: Repo) -> None:
    stage(kb, policy("should"))
    run(kb, "\n# ------------------------ >8 ------------------------\n# Do not modify\ndiff\n", "--prepare")
    lines = (kb.root / ".git/COMMIT_EDITMSG").read_text().split("\n")
    assert lines[1].endswith(">8 ------------------------")
    assert lines[2].startswith("# What is staged")


@pytest.mark.skipif(sys.platform == "win32", reason="hooks are shell scripts")
@pytest.mark.slow
def test_as_hooks_of_git_they_prepare_and_stop_a_commit(kb: Repo) -> None:
    for name, option in (("commit-msg", ""), ("prepare-commit-msg", "--prepare")):
        hook = kb.root / f".git/hooks/{name}"
        hook.parent.mkdir(exist_ok=True)
        command = f'"{sys.executable}" -c "from trailbook.cli import main; main()" check-message {option} "$@"'
        hook.write_text(f"#!/bin/sh\nexec {command}\n")
        hook.chmod(0o755)
    stage(kb, policy("should"))
    with pytest.raises(subprocess.CalledProcessError) as refused:
        kb.git("commit", "-m", "Relax it")
    assert b"no reason is stated" in refused.value.stderr + refused.value.stdout
    editor = kb.root / "editor.sh"
    editor.write_text('#!/bin/sh\ncp "$1" seen; printf "Relax it\\n\\nBecause.\\n" | cat - seen > "$1"\n')
    editor.chmod(0o755)
    kb.git("commit", GIT_EDITOR="./editor.sh")
    assert "weakens: POL-ACCESS" in (kb.root / "seen").read_text()
    assert kb.git("log", "-1", "--format=%B") == "Relax it\n\nBecause."
