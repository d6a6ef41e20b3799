"""``trailbook release``: the assessment, the ledger, the commit and the tag; or none of them."""

import hashlib
import re
import stat
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
import yaml
from click.testing import CliRunner, Result
from tests.building import start_repo
from tests.drift.drifting import a_template
from tests.quick_builds import quick_builds
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.records.loading import load
from trailbook.records.releases import release_problems, releases
from trailbook.release.versions import newest_release, versions_of
from trailbook.trail.git.command import Git

TOKEN = "ghp_" + "0123456789aBcDeFgHiJkLmNoPqRsTuVwXyZ"
WHO = {"NAME": "Ada", "EMAIL": "ada@example.org"}
EXCEPTION = """\
exceptions:
  - id: X1
    control: C1
    approver: Head of people
    reason: The canteen's list is <b>open</b> | and [public](http://x.example) anyway.
    state: approved
    granted: 2026-01-01
    expires: 2026-02-01
---
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    return start_repo(tmp_path_factory.mktemp("base") / "kb")


@pytest.fixture
def kb(base: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A knowledge base with one commit, and an identity for whoever releases it."""
    for role in ("AUTHOR", "COMMITTER"):
        for name, value in WHO.items():
            monkeypatch.setenv(f"GIT_{role}_{name}", value)
        monkeypatch.setenv(f"GIT_{role}_DATE", "2026-01-05T12:00:00Z")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return base.copy(tmp_path / "kb")


def release(repo: Repo, *arguments: str) -> Result:
    """A release, if no day is stated of that of the first commit."""
    today = () if "--today" in arguments else ("--today", "2026-01-01")
    return CliRunner().invoke(main, ["release", "--root", str(repo.root), *arguments, *today])


def state(repo: Repo) -> tuple[str, ...]:
    """All that a release may change."""
    return repo.git("rev-parse", "HEAD"), repo.git("tag"), repo.git("status", "--porcelain"), repo.git("branch")


def change(repo: Repo) -> None:
    """A control that is asked for less, a reason that is hostile, and a commit without a reason."""
    policy = (repo.root / "content/policies/sharing.md").read_text()
    weaker = policy.replace("id: C2\n    level: should", "id: C2\n    level: may")
    assert weaker != policy
    words = "\n## Exceptions\n\n### The canteen's list {#X1}\n\nEverybody may read it.\n"
    front, rest = weaker.split("---\n# Sharing")
    excepting = f"{front}{EXCEPTION}# Sharing{rest}{words}"
    repo.commit(
        "Ask for less\n\n<script>x</script> [a](javascript:b) **c**, ask bo@example.org",
        {"content/policies/sharing.md": weaker},
    )
    repo.commit("update", {"content/policies/sharing.md": excepting})


def test_a_release_is_one_commit_with_its_page_and_its_ledger_and_an_annotated_tag(kb: Repo) -> None:
    before = kb.git("rev-parse", "HEAD")
    result = release(kb, "1.0.0", "-m", "It is time.")
    assert result.exit_code == 0, result.output
    assert "git push --atomic origin HEAD 1.0.0" in result.output
    assert kb.git("rev-parse", "1.0.0^{commit}") == kb.git("rev-parse", "main")
    assert kb.git("rev-parse", "HEAD^") == before
    assert kb.git("cat-file", "-t", "1.0.0") == "tag"
    assert kb.git("show", "--format=", "--name-only", "HEAD").split() == [
        "content/releases/1.0.0.md",
        "ledger/1.0.0.json",
    ]
    assert kb.git("status", "--porcelain") == ""
    assert kb.git("log", "-1", "--format=%B").startswith("Release 1.0.0\n\nIt is time.\n\nThis is the first release.")


def test_the_page_lists_what_got_weaker_with_references_reasons_and_decisions(kb: Repo) -> None:
    release(kb, "1.0.0", "--today", "2026-01-20")
    change(kb)
    assert release(kb, "1.1.0", "--today", "2026-03-01").exit_code == 0
    text = (kb.root / "content/releases/1.1.0.md").read_text()
    assert ", and compared with release 1.0.0 of 20 Jan 2026. Dates are compared with 1 Mar 2026;" in text
    weaker = section(kb, "1.1.0", "weaker")
    assert weaker.startswith("\n2 changes by 2 commits:\n")
    assert "    - ▼ Weakened: “Every app has a second owner” POL-SHARING.C2: level: should → may\n" in weaker
    unreasoned = (
        r"- \*\*update\*\* 1 Jan 2026, .+, commit [0-9a-f]{10}\n\n"
        r"    No reason was known when this release was made.\n\n    - ▼ W"
    )
    assert re.search(unreasoned, weaker)
    assert "- A control's obligation is lowered. What must" in section(kb, "1.1.0", "why-weaker")
    assert "until 1 Feb 2026, which has passed" in text.partition("## Exceptions")[2]
    gaps = text.partition("## Gaps in the trail")[2]
    unreasoned = r"- Commit [0-9a-f]{10} of .+ \(update\): No reason beyond a title. It changed “Sharing” POL-SHARING"
    assert re.search(unreasoned, gaps)
    assert "- “The flow stops when its maker leaves” TM-LEAVE.T2: high" in text


def section(repo: Repo, version: str, id: str) -> str:
    """The part of a release's page below the heading with an id."""
    text = (repo.root / f"content/releases/{version}.md").read_text()
    return re.split("\n##+ ", text.partition(f"{{ #{id} }}\n")[2])[0]


def test_a_reason_is_said_once_with_all_that_its_commit_weakened_and_strengthened(kb: Repo) -> None:
    release(kb, "1.0.0")
    policy = (kb.root / "content/policies/sharing.md").read_text()
    levels = re.findall(r"(id: C\d)\n    level: (\w+)", policy)
    turned = {"must": "may", "should": "must"}
    assert {level for _, level in levels} >= turned.keys()
    for id, level in levels:
        policy = policy.replace(f"{id}\n    level: {level}", f"{id}\n    level: {turned.get(level, level)}")
    kb.commit("Turn it round (#7)\n\nWe had it the wrong way.", {"content/policies/sharing.md": policy})
    assert release(kb, "1.1.0").exit_code == 0
    text = (kb.root / "content/releases/1.1.0.md").read_text()
    weaker = section(kb, "1.1.0", "weaker")
    assert "- **Turn it round** " in weaker
    assert text.count("We had it the wrong way.") == 1
    assert weaker.index("    - ▼ Weakened: ") < weaker.index("    - ▲ Strengthened: ")
    listed = weaker.count("    - ▲ Strengthened: ")
    assert f", which also made {listed} change" in weaker
    assert (
        section(kb, "1.1.0", "stronger").strip() == f"{listed} change{'s' if listed > 1 else ''}, by the commits above."
    )


def test_a_change_of_several_commits_is_at_the_newest_and_names_the_others_with_their_reasons(kb: Repo) -> None:
    release(kb, "1.0.0")
    policy = (kb.root / "content/policies/sharing.md").read_text()
    for reason, level in (("Two were caught out.", "must"), ("It was too much.", "may")):
        changed = policy.replace("id: C2\n    level: should", f"id: C2\n    level: {level}")
        kb.commit(f"Say {level}\n\n{reason}", {"content/policies/sharing.md": changed})
    assert release(kb, "1.1.0").exit_code == 0
    weaker = section(kb, "1.1.0", "weaker")
    assert weaker.startswith("\n1 change by 1 commit:\n")
    assert "- **Say may** " in weaker
    assert re.search(r"    - Also part of it: “Say must” of .+ \(commit \w{10}\): Two were caught out.\n", weaker)


def test_the_page_tells_the_source_level_with_what_shows_it(kb: Repo) -> None:
    kb.git("remote", "add", "origin", "https://ada:secret@forge.example/org/kb.git")
    assert release(kb, "1.0.0").exit_code == 0
    told = section(kb, "1.0.0", "source-level")
    assert "Level 0 is proven, and level 4 is not ruled out:" in told
    identified = next(line for line in told.split("\n") if "Repositories are uniquely" in line)
    assert identified.startswith("- Level 1, [Repositories are uniquely identifiable](https://slsa.dev/spec/v1.2/")
    assert identified.endswith(": met. This clone and its configuration call it git+https&#58;//forge.example/org/kb.")
    unknown = next(line for line in told.split("\n") if line.startswith("- Not provable from here: ["))
    assert "(https://slsa.dev/spec/v1.2/source-requirements#two-party-review) (level 4). `trailbook audit" in unknown
    assert "secret" not in told


def test_the_page_lists_what_is_open_accepted_missing_overdue_and_adrift(kb: Repo) -> None:
    configuration = (kb.root / "mkdocs.yml").read_text()
    model = (kb.root / "threat-models/leave-requests.yaml").read_text()
    accepted = "    state: accepted\n    acceptance: {by: Head of people, reason: It is rare., until: 2026-02-01}\n"
    snapshot = (kb.root / "configurations/leave-requests/sharing.json").read_text()
    asked = configuration.replace("trailbook/trail", "trailbook/trail: {sign_offs: {accepted_risk: [data-owner]}}")
    assert "sign_offs" in asked
    last = "    residual: {likelihood: likely, impact: moderate}\n"
    assert model.count(last) == 1
    changes = {"mkdocs.yml": asked, "threat-models/leave-requests.yaml": model.replace(last, last + accepted)}
    kb.commit("Accept it\n\nIt is rare.", {**changes, "content/training/sharing-basics.md": None})
    drifted = snapshot.replace('"leave-requesters"', '"everyone"')
    kb.commit("Export the settings\n\nMonthly.", {"configurations/leave-requests/sharing.json": drifted})
    assert release(kb, "1.0.0").exit_code == 0
    assert "- “The flow stops when its maker leaves” TM-LEAVE.T2: by Head of people until 1 Feb 2026. It is rare." in (
        section(kb, "1.0.0", "accepted")
    )
    assert "TM-LEAVE.T2" not in section(kb, "1.0.0", "above")
    assert "“The list is shared with everyone” TM-LEAVE.T1: medium, and no mitigation is pending" in (
        section(kb, "1.0.0", "above")
    )
    missing = r"- “Leave requests” TM-LEAVE, “Accept it” of 1 Jan 2026 \(commit \w{10}\): data owner, and nobody"
    assert re.search(missing, section(kb, "1.0.0", "sign-offs"))
    assert "” CT-SHARING.K1: " in section(kb, "1.0.0", "drift")
    assert section(kb, "1.0.0", "overdue").strip() == "None."


def test_a_day_that_became_too_old_after_it_was_exported_drifts_since_it_was(kb: Repo) -> None:
    template = a_template("scan.json", "TM-LEAVE", within_days=8, where="last_scan")
    files = {"configurations/templates/a.yaml": template, "configurations/scan.json": '{"last_scan": "2026-01-02"}'}
    kb.commit("Export the scan\n\nMonthly.", files)
    assert release(kb, "1.0.0", "--today", "2026-01-20").exit_code == 0
    assert (
        "expected a date of the 8 days up to 20 Jan 2026, found 2 Jan 2026 "
        "(last&#95;scan in configurations/scan.json, too old since 11 Jan 2026, exported on 1 Jan 2026)\n"
    ) in section(kb, "1.0.0", "drift")


def test_what_is_due_by_the_day_that_is_stated_is_overdue(kb: Repo) -> None:
    assert release(kb, "1.0.0", "--today", "2028-01-01").exit_code == 0
    assert "- “Sharing” POL-SHARING: due on 1 Jan 2027" in section(kb, "1.0.0", "overdue")


def test_actions_and_mitigations_that_are_overdue_are_named_and_counted(kb: Repo) -> None:
    path = "postmortems/open-list.md"
    text = (kb.root / path).read_text()
    promised = text.replace("due: 2025-02-01\n    state: done", "due: 2025-12-31\n    state: open")
    assert promised != text
    kb.commit("Open it again\n\nIt came back.", {path: promised})
    assert release(kb, "1.0.0").exit_code == 0
    assert re.search(r"- “.+” PM-\S+\.A1: .+ \(31 Dec 2025\), Platform security\n", section(kb, "1.0.0", "late"))
    (found,) = releases(load(kb.root))
    listed = section(kb, "1.0.0", "late").count("\n- “")
    assert (found.note.figures.overdue, found.note.figures.late) == (0, listed)


def test_a_record_that_is_gone_is_one_line_whatever_items_it_had(kb: Repo) -> None:
    release(kb, "1.0.0")
    kb.commit("Drop it\n\nNobody took it.", {"content/training/sharing-basics.md": None})
    assert release(kb, "1.1.0").exit_code == 0
    lines = [line for line in section(kb, "1.1.0", "weaker").split("\n") if line.startswith("    - ")]
    assert lines == ["    - ▼ Weakened: “Sharing, the short version” TR-SHARING: training removed"]


def test_an_item_that_is_gone_is_called_by_the_title_that_it_had(kb: Repo) -> None:
    release(kb, "1.0.0")
    path = "content/playbooks/share-an-app.md"
    text = (kb.root / path).read_text()
    step = "  - id: S2\n    implements: [POL-SHARING.C2]\n", text[text.index("### Name a second owner") :]
    kb.commit("Drop a step\n\nNobody took it.", {path: text.replace(step[0], "").replace(step[1], "")})
    assert release(kb, "1.1.0").exit_code == 0
    assert "    - ▼ Weakened: “Name a second owner” PB-SHARE.S2: step removed\n" in section(kb, "1.1.0", "weaker")


@pytest.mark.parametrize(("trailer", "weakened"), [("\n\nReview: by the group", 0), ("", 1)])
def test_a_later_review_weakens_unless_a_commit_states_that_one_was_held(kb: Repo, trailer: str, weakened: int) -> None:
    policy = (kb.root / "content/policies/sharing.md").read_text()
    dated = policy.replace("  cadence: yearly\n", "  cadence: yearly\n  next: 2027-01-01\n")
    kb.commit("Date the next review\n\nIt had no day.", {"content/policies/sharing.md": dated})
    release(kb, "1.0.0")
    later = dated.replace("next: 2027", "next: 2028")
    kb.commit(f"Set the next review\n\nIt was held in May.{trailer}", {"content/policies/sharing.md": later})
    assert release(kb, "1.1.0").exit_code == 0
    assert section(kb, "1.1.0", "weaker").count("next review:") == weakened


def test_what_a_release_names_may_go_and_neither_a_check_nor_the_next_release_fails(kb: Repo) -> None:
    release(kb, "1.0.0")
    change(kb)
    assert release(kb, "1.1.0").exit_code == 0
    policy = (kb.root / "content/policies/sharing.md").read_text()
    steps = (kb.root / "content/playbooks/share-an-app.md").read_text()
    declared = "  - id: C2\n    level: may\n    frameworks:\n      ISO-27001: [A.5.9]\n"
    worded = policy[policy.index("### Every app has a second owner") : policy.index("## Exceptions")]
    using = "    implements: [POL-SHARING.C2]\n"
    assert declared in policy and using in steps
    kb.commit(
        "Drop it\n\nNobody kept it.",
        {
            "content/policies/sharing.md": policy.replace(declared, "").replace(worded, ""),
            "content/playbooks/share-an-app.md": steps.replace(using, ""),
        },
    )
    assert release(kb, "2.0.0").exit_code == 0
    result = CliRunner().invoke(main, ["check", "--root", str(kb.root)])
    assert result.exit_code == 0, result.output
    assert "POL-SHARING.C2" in section(kb, "2.0.0", "weaker")


def test_text_of_records_and_commits_is_no_markup_on_the_page(kb: Repo) -> None:
    release(kb, "1.0.0")
    change(kb)
    assert release(kb, "1.1.0").exit_code == 0
    text = (kb.root / "content/releases/1.1.0.md").read_text().replace("](https://slsa.dev/spec/", "")
    assert not any(part in text for part in ("<script", "<b>", "](", "**c**", "bo@example.org", "| and"))


def test_what_a_page_says_as_values_can_be_read_and_its_version_is_text(kb: Repo) -> None:
    assert release(kb, "1.0").exit_code == 0
    change(kb)
    assert release(kb, "1.1", "--today", "2026-03-01").exit_code == 0
    knowledge = load(kb.root, ("content",))
    assert not list(release_problems(knowledge))
    first, second = releases(knowledge)
    assert (first.note.version, first.note.previous, second.note.previous) == ("1.0", None, "1.0")
    figures = second.note.figures
    assert (figures.weaker, figures.exceptions, figures.decisions, figures.no_reason) == (2, 0, 2, 1)
    assert {(one.reference, one.effect) for one in second.note.changes} == {
        ("POL-SHARING.C2", "weakens"),
        ("POL-SHARING.X1", "weakens"),
    }


def test_the_same_commit_gives_the_same_page(kb: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release(kb, "1.0.0")
    change(kb)
    one = release(kb, "1.1.0", "--dry-run").stdout
    other = kb.copy(tmp_path / "elsewhere")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert release(other, "1.1.0", "--dry-run").stdout == one
    assert release(kb, "1.1.0").exit_code == 0
    assert (kb.root / "content/releases/1.1.0.md").read_text() == one


def test_the_first_release_claims_nothing_about_changes_and_sign_offs_that_nobody_asked_for(kb: Repo) -> None:
    first = release(kb, "1.0.0", "--dry-run").stdout
    for words in ("Changes that weaken", "Changes that strengthen"):
        assert f"| {words} | not compared: first release |" in first
    assert "No change asks for a sign-off here." in first
    assert release(kb, "1.0.0").exit_code == 0
    change(kb)
    assert "| Changes that weaken | 2 |" in release(kb, "1.1.0", "--dry-run").stdout


def test_a_dry_run_prints_the_page_and_changes_nothing(kb: Repo) -> None:
    before = state(kb)
    result = release(kb, "1.0.0", "--dry-run")
    assert result.exit_code == 0
    assert yaml.safe_load(result.stdout.split("---")[1])["release"]["version"] == "1.0.0"
    assert state(kb) == before


def refusal(repo: Repo, version: str, code: int = 1) -> str:
    """What a release that is refused says, or with 2 one that git can't make. It changes nothing."""
    before = state(repo)
    result = release(repo, version)
    assert (result.exit_code, state(repo)) == (code, before), result.output
    assert "Traceback" not in result.output
    return result.stderr


def test_every_reason_to_refuse_is_given_at_once(kb: Repo) -> None:
    assert release(kb, "1.0.0").exit_code == 0
    kb.write({"content/policies/sharing.md": "---\nid: POL-SHARING\nkind: policy\n---\n# Broken\n"})
    said = refusal(kb, "1.0.0")
    for reason in ("refused: 'trailbook check' finds", "not committed", "the tag 1.0.0", "since release 1.0.0"):
        assert reason in said


def test_a_snapshot_that_can_not_be_read_is_no_absence_of_drift(kb: Repo) -> None:
    path = "configurations/leave-requests/sharing.json"
    cut = (kb.root / path).read_text().rstrip().removesuffix("}")
    kb.commit("Export the settings\n\nMonthly.", {path: cut})
    said = refusal(kb, "1.0.0")
    assert f"'trailbook check' finds 1 error, first {path}:" in said
    assert "not valid JSON" in said
    output = release(kb, "1.0.0", "--dry-run").stdout
    assert f"- Not compared: {path}: not valid JSON" in output.replace("&#58;", ":")
    assert "No deviation without an exception." not in output


def test_a_credential_in_the_history_is_reported_with_the_command_that_finds_it_and_the_remedy(kb: Repo) -> None:
    settings = (kb.root / "mkdocs.yml").read_text()
    kb.commit("Add a note", {"content/note.md": f"# Note\n\n{TOKEN}\n"})
    kb.commit("Take it out", {"content/note.md": "# Note\n\nNothing.\n"})
    output = refusal(kb, "1.0.0")
    assert "'trailbook check --history' finds 1 credential in what was committed, first content/note.md:3" in output
    assert "'trailbook check' finds" not in output
    assert "allow it with a reason in 'credentials' of trailbook/records in mkdocs.yml" in output
    allowed = "{kind: github-token, path: content/note.md, reason: It is revoked., until: 2030-01-01}"
    option = f"  - trailbook/records:\n      credentials: {{allowed: [{allowed}]}}\n"
    assert "  - trailbook/records:\n" in settings
    kb.commit("Allow it\n\nIt is revoked.", {"mkdocs.yml": settings.replace("  - trailbook/records:\n", option)})
    assert release(kb, "1.0.0").exit_code == 0


def test_the_message_of_a_release_counts_in_words_that_fit(kb: Repo) -> None:
    release(kb, "1.0.0")
    policy = (kb.root / "content/policies/sharing.md").read_text()
    kb.commit("Less\n\nFor now.", {"content/policies/sharing.md": policy.replace("level: should", "level: may")})
    assert release(kb, "1.1.0").exit_code == 0
    said = " ".join(kb.git("log", "-1", "--format=%B").split())
    assert "Since 1.0.0, 1 change weakens and none strengthens." in said


def test_a_file_that_is_not_committed_is_reason_enough(kb: Repo) -> None:
    kb.write({"content/new.md": "# New\n"})
    assert "not committed" in refusal(kb, "1.0.0")


def test_a_release_needs_a_branch(kb: Repo) -> None:
    kb.git("checkout", "--quiet", "--detach")
    assert "no branch is checked out" in refusal(kb, "1.0.0")


def test_a_release_has_the_last_one_in_its_history(kb: Repo) -> None:
    kb.branch("side")
    assert release(kb, "1.0.0").exit_code == 0
    kb.checkout("main")
    kb.commit("More", {"content/more.md": "# More\n"})
    assert "release 1.0.0 is not part of the history of HEAD" in refusal(kb, "1.1.0")


def test_a_version_lower_than_the_last_one_is_refused_and_one_that_can_not_be_compared_is_not(kb: Repo) -> None:
    assert release(kb, "1.0.0").exit_code == 0
    kb.commit("More", {"content/more.md": "# More\n"})
    assert "refused: 0.9.0 is lower than 1.0.0, the last release; name a higher version" in refusal(kb, "0.9.0")
    assert release(kb, "autumn").exit_code == 0


def test_the_newest_release_is_the_one_that_descends_from_the_others_whatever_the_clock_said(
    kb: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert release(kb, "1.0.0").exit_code == 0
    kb.commit("More", {"content/more.md": "# More\n"})
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2025-01-01T00:00:00Z")
    assert release(kb, "1.1.0").exit_code == 0
    assert newest_release(Git(kb.root), "") == "1.1.0"
    assert [version.name for version in versions_of(kb.root, "")] == ["1.0.0", "1.1.0"]


def test_a_shallow_clone_is_refused_with_its_remedy(kb: Repo, tmp_path: Path) -> None:
    kb.commit("More", {"content/more.md": "# More\n"})
    kb.git("clone", "--quiet", "--depth=1", kb.root.as_uri(), str(tmp_path / "shallow"))
    shallow = Repo.__new__(Repo)
    shallow.root = tmp_path / "shallow"
    assert "git fetch --unshallow" in refusal(shallow, "1.0.0", 2)


def test_the_message_of_the_tag_names_the_ledger_by_its_hash(kb: Repo) -> None:
    assert release(kb, "1.0.0").exit_code == 0
    digest = hashlib.sha256((kb.root / "ledger/1.0.0.json").read_bytes()).hexdigest()
    message = kb.git("for-each-ref", "--format=%(contents)", "refs/tags/1.0.0")
    assert message == f"Release 1.0.0\n\nLedger-SHA256: {digest}"


def test_a_history_that_the_ledger_contradicts_is_refused_unless_it_was_rewritten_on_purpose(kb: Repo) -> None:
    assert release(kb, "1.0.0").exit_code == 0
    page, ledger = ((kb.root / name).read_bytes() for name in ("content/releases/1.0.0.md", "ledger/1.0.0.json"))
    kb.git("update-ref", "-d", "HEAD")
    kb.git("tag", "--delete", "1.0.0")
    kb.commit("Start\n\nAgain.", {"content/releases/1.0.0.md": page, "ledger/1.0.0.json": ledger})
    assert "'trailbook audit ledger' finds" in refusal(kb, "1.1.0")
    assert release(kb, "1.1.0", "--rewritten", "A name had to go.").exit_code == 0
    assert '"rewritten": "A name had to go."' in (kb.root / "ledger/1.1.0.json").read_text()


@pytest.mark.parametrize("version", ["", "-1", "a b", "../x", "1.0/2", "latest", "Next", ".git", "1..2", "1.0\n"])
def test_what_can_not_name_a_folder_and_a_tag_is_no_version(kb: Repo, version: str) -> None:
    before = state(kb)
    assert release(kb, "--", version).exit_code == 2
    assert state(kb) == before


@pytest.fixture
def own(kb: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], str]:
    """Sets what the user's own settings say."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    return lambda name, value: kb.git("config", "--file", str(tmp_path / "gitconfig"), name, value)


def test_when_the_tag_can_not_be_made_nothing_is_left(kb: Repo, own: Callable[[str, str], str]) -> None:
    kb.git("config", "tag.gpgSign", "true")
    own("gpg.program", "/nonexistent/gpg")
    assert "git tag" in refusal(kb, "1.0.0", 2)


@pytest.mark.parametrize(("lock", "what"), [("refs/heads/main.lock", "branch"), ("index.lock", "work tree")])
def test_when_the_branch_or_the_work_tree_can_not_move_the_tag_is_taken_back(kb: Repo, lock: str, what: str) -> None:
    (kb.root / ".git" / lock).touch()
    assert f"the {what} could not move to the release" in refusal(kb, "1.0.0")
    (kb.root / ".git" / lock).unlink()
    assert release(kb, "1.0.0").exit_code == 0


def test_the_tag_and_the_commit_are_signed_where_git_is_configured_so(
    kb: Repo, tmp_path: Path, own: Callable[[str, str], str]
) -> None:
    signer = tmp_path / "signer"
    said = ["cat > /dev/null", "echo '[GNUPG:] SIG_CREATED ' >&2"]
    said += [f"echo '{line}'" for line in ("-----BEGIN PGP SIGNATURE-----", "x", "-----END PGP SIGNATURE-----")]
    signer.write_text("\n".join(["#!/bin/sh", *said, ""]))
    signer.chmod(signer.stat().st_mode | stat.S_IXUSR)
    for name, value in {"tag.gpgSign": "true", "commit.gpgSign": "true", "gpg.program": str(signer)}.items():
        own(name, value)
    result = release(kb, "1.0.0")
    assert result.exit_code == 0, result.output
    assert "BEGIN PGP SIGNATURE" in kb.git("cat-file", "tag", "1.0.0")
    assert "gpgsig " in kb.git("cat-file", "commit", "HEAD")


def test_an_older_tag_is_what_the_first_release_is_compared_with(kb: Repo) -> None:
    kb.git("tag", "v0.9")
    change(kb)
    assert release(kb, "1.0.0").exit_code == 0
    assert "compared with release v0.9 of 1 Jan 2026." in (kb.root / "content/releases/1.0.0.md").read_text()


def test_a_page_of_a_release_that_was_spoilt_is_a_problem_with_its_place(kb: Repo) -> None:
    assert release(kb, "1.0.0").exit_code == 0
    page = kb.root / "content/releases/1.0.0.md"
    page.write_text(page.read_text().replace("  day: ", "  date: "))
    result = CliRunner().invoke(main, ["check", "--root", str(kb.root)])
    assert result.exit_code == 1
    assert "content/releases/1.0.0.md:6:3" in result.output


@pytest.mark.slow
def test_a_knowledge_base_below_the_top_of_its_repository_is_released_built_and_published_there(
    base: Path, kb: Repo, tmp_path: Path
) -> None:
    repo = Repo(tmp_path / "all")
    copytree(base.root, repo.root / "security/kb", ignore=ignore_patterns(".git"))
    repo.commit("Start\n\nTo have one.", {"README.md": "Ours"})
    repo.write({"README.md": "Changed, and nothing that is released"})
    inside = Repo.__new__(Repo)
    inside.root = repo.root / "security/kb"
    result = release(inside, "1.0.0")
    assert result.exit_code == 0, result.output
    changed = repo.git("show", "--format=", "--name-only", "HEAD").split()
    assert changed == ["security/kb/content/releases/1.0.0.md", "security/kb/ledger/1.0.0.json"]
    assert repo.git("status", "--porcelain") == "M README.md"
    assert "the tag 1.0.0 already exists" in release(inside, "1.0.0").stderr
    where = ("--root", str(inside.root), "--output")
    with quick_builds():
        assert CliRunner().invoke(main, ["publish", *where, str(tmp_path / "public")]).exit_code == 0
        assert CliRunner().invoke(main, ["build", *where, str(tmp_path / "then"), "--as-of", "HEAD^"]).exit_code == 0
    assert (tmp_path / "public/1.0.0/releases/1.0.0/index.html").is_file()
    assert not (tmp_path / "then/releases/1.0.0").exists()


def test_a_release_is_of_the_day_of_the_clock_and_its_page_begins_with_its_reason(
    kb: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1775001600")
    result = CliRunner().invoke(main, ["release", "--root", str(kb.root), "1.0.0", "-m", "The <b>first</b> review."])
    assert result.exit_code == 0, result.output
    text = (kb.root / "content/releases/1.0.0.md").read_text().partition("# Release 1.0.0\n\n")[2]
    assert text.startswith("The &#60;b&#62;first&#60;/b&#62; review.\n\nThis is the first release. ")
    assert "Dates are compared with 1 Apr 2026;" in text
