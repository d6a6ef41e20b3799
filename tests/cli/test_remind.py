"""``trailbook remind``: one issue for each owner on a forge on this machine, opened, changed, left alone and closed."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.building import start_repo
from tests.forges.mock_forges import MockForge, Opened, serving
from tests.repositories import Repo
from tests.sources.organisation import Organisation

from trailbook.cli import main
from trailbook.risk.overview.due import Due
from trailbook.risk.overview.reminders import mark_in, mark_of, reminders

TOKEN = "ghp_" + "Kq7" * 12
TOKENS = {"github": ("GH_TOKEN", "GH_HOST"), "gitlab": ("GITLAB_TOKEN", "GITLAB_HOST")}
TOKENS |= {"gitea": ("GITEA_TOKEN", "GITEA_SERVER_URL")}
LATE, EARLY = ("--today", "2099-01-01"), ("--today", "2000-01-01")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    return start_repo(tmp_path_factory.mktemp("base") / "kb")


@pytest.fixture(params=["github", "gitlab", "gitea"])
def forge(
    base: Repo, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MockForge]:
    repo = base.copy(tmp_path / "kb")
    monkeypatch.chdir(repo.root)
    with serving(MockForge(request.param, [])) as found:
        repo.git("remote", "add", "origin", f"{found.base}/org/kb.git")
        token, host = TOKENS[request.param]
        monkeypatch.setenv(token, TOKEN)
        monkeypatch.setenv(host, found.host)
        yield found


def run(forge: MockForge | str, *arguments: str) -> Result:
    target = forge if isinstance(forge, str) else forge.kind
    return CliRunner().invoke(main, ["remind", "--to", target, *arguments])


def test_a_run_goes_by_the_clock_and_not_by_the_newest_commit(base: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4070908800")  # 2099-01-01
    monkeypatch.chdir(base.root)
    assert run("file", "--dry-run").output == run("file", "--dry-run", *LATE).output != ""


def test_each_owner_has_one_issue_with_what_is_due(forge: MockForge) -> None:
    result = run(forge, *LATE, "--site-url", "https://kb.example.org/")
    assert result.exit_code == 0, result.output
    titles = [one.title for one in forge.issues]
    assert titles == sorted(set(titles), key=str.casefold)
    (theirs,) = (one for one in forge.issues if one.title == "Due: Messaging team")
    assert theirs.text.startswith(
        f"<!-- trailbook-due: {mark_of('Messaging team')} -->\nWhat Messaging team has to see to:"
    )
    assert "[`CON-MAIL`](https://kb.example.org/id/CON-MAIL/)" in theirs.text
    assert "Messaging team (" in result.output
    assert f"new, {forge.base}/org/kb/issues/" in result.output
    assert all(one.confidential for one in forge.issues) is (forge.kind == "gitlab")
    assert TOKEN not in result.output + "".join(one.text for one in forge.issues)
    assert {token.removeprefix("bearer ").removeprefix("token ") for token in forge.tokens} == {TOKEN}


def test_nothing_is_sent_where_nothing_changed_and_what_is_done_is_closed(forge: MockForge) -> None:
    run(forge, *LATE)
    before = [(one.title, one.text) for one in forge.issues]
    forge.issues[0].text = forge.issues[0].text.replace("\n", "\r\n").rstrip()  # as forges may give it back
    forge.asked.clear()
    again = run(forge, *LATE)
    assert "as it was" in again.output
    assert "new" not in again.output
    assert {one.partition(" ")[0] for one in forge.asked} == {"GET"}
    forge.issues[-1].text += "\nsomebody wrote on"
    assert "changed, " in run(forge, *LATE).output
    assert [one.text for one in forge.issues][1:] == [text for _, text in before][1:]
    done = run(forge, *EARLY)
    assert done.output.count("closed, since nothing is due any more") == len(before)
    assert done.output.endswith("Nothing is due by 2000-01-31.\n")
    assert not any(one.is_open for one in forge.issues)
    assert all("Nothing is due any more." in one.text for one in forge.issues)
    run(forge, *LATE)
    assert len(forge.issues) == 2 * len(before)


def test_issues_of_others_and_of_another_knowledge_base_are_left_alone(forge: MockForge) -> None:
    marks = [mark_of("Messaging team"), mark_of("Messaging team"), mark_of("Messaging team", "other/")]
    for number, (mark, who) in enumerate(zip(marks, ["eve", "reminder", "reminder"], strict=True), start=1):
        forge.issues.append(
            Opened(number, "Mine", f"<!-- trailbook-due: {mark} -->\nMine", who, is_request=number == 2)
        )
    if forge.kind == "gitlab":  # its requests are no issues
        forge.issues[1].author = "eve"
    assert run(forge, *EARLY).exit_code == 0
    assert [one.text.endswith("Mine") and one.is_open for one in forge.issues] == [True] * 3


def test_one_owner_may_be_asked_for(forge: MockForge) -> None:
    run(forge, *LATE)
    run(forge, *EARLY, "--owner", "messaging TEAM")
    assert [one.title for one in forge.issues if not one.is_open] == ["Due: Messaging team"]


def test_an_owner_that_no_record_has_is_not_answered_as_if_nothing_were_due(forge: MockForge) -> None:
    for options in ((), ("--dry-run",)):
        result = run(forge, *LATE, "--owner", "Mesaging team", *options)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == "Error: there is no owner 'Mesaging team'; did you mean 'Messaging team'?\n"
    assert forge.issues == []
    assert run(forge, *EARLY, "--owner", "messaging TEAM").exit_code == 0


def test_what_a_forge_refuses_is_said_and_no_second_issue_is_tried(forge: MockForge) -> None:
    forge.fails = lambda number: (502, {}, TOKEN.encode()) if forge.asked[-1].startswith("POST") else None
    result = run(forge, *LATE)
    assert result.exit_code == 1
    assert "has to allow reading and writing issues" in result.output
    assert TOKEN not in result.output
    assert sum(one.startswith("POST") for one in forge.asked) == 1


@pytest.mark.parametrize("forge", ["github"], indirect=True)
def test_a_workflow_of_github_knows_its_account(forge: MockForge, monkeypatch: pytest.MonkeyPatch) -> None:
    forge.account = None
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert run(forge, *LATE).exit_code == 1
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert run(forge, *LATE).exit_code == 0
    assert "as it was" in run(forge, *LATE).output


@pytest.mark.parametrize("forge", ["github"], indirect=True)
def test_without_a_token_nothing_is_asked(forge: MockForge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GH_HOST")
    withheld = run(forge, *LATE)
    assert "GH_TOKEN was not sent, since only this repository names" in withheld.output
    monkeypatch.delenv("GH_TOKEN")
    lacking = run(forge, *LATE)
    assert "there is no token in the environment" in lacking.output
    assert (withheld.exit_code, lacking.exit_code, forge.asked) == (2, 2, [])


@pytest.mark.parametrize("forge", ["github"], indirect=True)
def test_a_dry_run_prints_the_texts_and_does_nothing_else(forge: MockForge, tmp_path: Path) -> None:
    result = run(forge, *LATE, "--dry-run")
    assert "# Due: Messaging team" in result.output
    assert forge.asked == []


def test_files_hold_the_same_and_what_nobody_wrote_here_stays(
    base: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(base.copy(tmp_path / "kb").root)
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "messaging-team.md").write_text("Mine.")
    to = ("--output", str(folder))
    assert run("file", *LATE, *to).exit_code == 0
    assert (folder / "messaging-team.md").read_text() == "Mine."
    assert "What Messaging team has to see to:" in (folder / "messaging-team-2.md").read_text()
    assert "new" not in run("file", *LATE, *to).output
    assert "closed" in run("file", *EARLY, *to).output
    assert "Nothing is due any more." in (folder / "messaging-team-2.md").read_text()
    assert "closed" not in run("file", *EARLY, *to).output
    assert "changed, " in run("file", *LATE, *to).output


def test_a_title_is_text_whatever_it_says(base: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = base.copy(tmp_path / "kb")
    model = repo.root / "threat-models/leave-requests.yaml"
    title = "'@everybody <!-- x --> [a](http://b.example) closes #7'"
    lines = model.read_text().splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("title: "))
    lines[place] = f"title: {title}"
    repo.commit("Rename it", {"threat-models/leave-requests.yaml": "\n".join(lines) + "\n"})
    monkeypatch.chdir(repo.root)
    text = run("file", *LATE, "--dry-run").output
    assert "everybody" in text
    assert not any(part in text for part in ("@everybody", "<!-- x", "](http://b", "#7"))


@pytest.mark.parametrize("owner", ["@all", "Team #7", "!7 ~bug %1 &2 $3 ^alert", "*x*", "@@all", "@/x", "see gh-7"])
def test_a_title_of_an_issue_refers_to_nothing(owner: str) -> None:
    day = date(2026, 1, 1)
    (one,) = reminders([Due("review", "POL-X", "X", owner, day)], day, day, lambda _: "")
    assert not re.search(r"[@#!~%&$^*][^\s\u2060]|gh-7", one.title)
    assert one.title.replace("\u2060", "") == f"Due: {owner}"
    assert "&#" not in one.title


@pytest.mark.parametrize("forge", ["gitlab"], indirect=True)
def test_repositories_that_share_a_tracker_leave_each_others_issues_alone(forge: MockForge) -> None:
    def within(name: str, *arguments: str) -> str:
        Repo(Path.cwd()).git("remote", "set-url", "origin", f"{forge.base}/{name}.git")
        result = run(forge, "--project", "org/kb", "--owner", "Messaging team", *arguments)
        assert result.exit_code == 0, result.output
        return result.output

    def marks() -> list[str]:
        return [mark_in(one.text) for one in forge.issues if one.is_open]

    for name in ("org/kb", "org/one", "org/two"):
        assert "): new, " in within(name, *LATE)
    assert marks()[0] == mark_of("Messaging team"), "the tracker is its own"
    assert len(set(marks())) == 3
    assert "as it was" in within("org/one", *LATE)
    assert "closed" in within("org/two", *EARLY)
    assert len(marks()) == 2
    assert run(forge, "--project", "org/kb", *EARLY).exit_code == 0, "from org/two, for all owners"
    assert len(marks()) == 2


def test_what_another_repository_hands_on_is_left_to_it(tmp_path: Path) -> None:
    organisation = Organisation(tmp_path)
    organisation.fetch()
    listed = CliRunner().invoke(main, ["due", "--root", str(organisation.hub.root)])
    assert "payments/POL-ACCESS" in listed.output
    result = run("file", *LATE, "--dry-run", "--root", str(organisation.hub.root))
    assert "`POL-CENTRAL`" in result.output
    assert "payments/" not in result.output


@pytest.mark.parametrize("forge", ["github"], indirect=True)
def test_more_issues_than_anybody_meant_are_refused(forge: MockForge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trailbook.cli.remind.MOST", 1)
    result = run(forge, *LATE)
    assert (result.exit_code, forge.asked) == (2, [])
    assert "one run has no more than 1 issues; nothing was sent" in result.output
    assert run(forge, *LATE, "--owner", "Messaging team", "--owner", "Platform team").exit_code == 0


@pytest.mark.parametrize("link", ["reminders", "inner"])
def test_no_link_of_the_repository_leads_files_out_of_it(
    base: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: str
) -> None:
    repo = base.copy(tmp_path / "kb")
    monkeypatch.chdir(repo.root)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    Path(link).symlink_to(elsewhere)
    result = run("file", *LATE, *([] if link == "reminders" else ["--output", f"{link}/new"]))
    assert result.exit_code == 2
    assert "a symbolic link there leads out of the repository" in result.output
    assert list(elsewhere.iterdir()) == []
    Path(link).unlink()
    assert run("file", *LATE).exit_code == 0
    assert Path("reminders/messaging-team.md").is_file()
    for named in (tmp_path / "not/there/yet", Path("../beside"), Path("in/here")):
        assert run("file", *LATE, "--output", str(named)).exit_code == 0
        assert (named / "messaging-team.md").is_file()
