"""Evidence that leaves out or adds decisions, commits or branches, with all that is derived made anew to fit."""

from pathlib import Path

import pytest
from tests.audit.evidence.base import evidence, history
from tests.audit.evidence.forging import Files, Forge, each_decision, facts_with, forged, read, write
from tests.repositories import Repo
from tests.risk.lessons.lesson_records import POLICY

from trailbook.audit.evidence.archive import unpack
from trailbook.audit.evidence.verify import verify
from trailbook.trail.git.objects import parents_of


@pytest.mark.parametrize("name", ["all", "since", "control"])
def test_what_nobody_forged_has_no_fault_and_derives_again(wholes: dict[str, bytes], name: str) -> None:
    found = verify(wholes[name])
    assert found.faults == ()
    assert found.facts is not None
    assert found.facts.underived == ()


def without_decisions(record: str, *, and_record: bool = False) -> Forge:
    def forge(files: Files) -> None:
        facts, trails = read(files, "evidence.json"), read(files, "trail.json")
        kept = [one for one in facts["decisions"] if one["record"] != record]
        for one in facts["decisions"]:
            files[f"was/{one['number']}"] = files.pop(one["diff"])
        for number, one in enumerate(kept, start=1):
            files[one["diff"]] = files[f"was/{one['number']}"]
            one["number"] = number
        for name in [name for name in files if name.startswith("was/")]:
            del files[name]
        facts["decisions"] = kept
        if and_record:
            gone = [one for one in facts["records"] if one["record"] == record]
            facts["records"] = [one for one in facts["records"] if one["record"] != record]
            for one in gone:
                files.pop(f"records/start/{one['path_at_start']}", None)
                files.pop(f"records/end/{one['path_at_end']}", None)
        write(files, "evidence.json", facts)
        write(files, "trail.json", [trail for trail in trails if trail["record"] != record])

    return forge


@pytest.mark.parametrize("and_record", [False, True])
@pytest.mark.parametrize("name", ["all", "since"])
def test_decisions_that_were_dropped_are_missed(wholes: dict[str, bytes], name: str, and_record: bool) -> None:
    forge = without_decisions("content/tea.md", and_record=and_record)
    assert "changed content/tea.md, which is listed neither in a decision nor" in forged(wholes[name], forge)


def test_a_decision_that_is_called_none_is_found(wholes: dict[str, bytes]) -> None:
    def forge(files: Files) -> None:
        facts = read(files, "evidence.json")
        gone = [
            {"commit": one["commit"], "path": one["path"]}
            for one in facts["decisions"]
            if one["record"] == "content/tea.md"
        ]
        without_decisions("content/tea.md")(files)
        write(files, "evidence.json", {**read(files, "evidence.json"), "undecided": gone})

    assert "why that is no decision can't be derived" in forged(wholes["since"], forge)


def test_a_decision_is_listed_once(wholes: dict[str, bytes]) -> None:
    def forge(files: Files) -> None:
        facts, trails = read(files, "evidence.json"), read(files, "trail.json")
        last = facts["decisions"][-1]
        diff = "diffs/99999-again.diff"
        facts["decisions"].append({**last, "number": last["number"] + 1, "diff": diff})
        files[diff] = files[last["diff"]]
        for trail in trails:
            trail["decisions"] += [one for one in trail["decisions"][:1] if trail["record"] == last["record"]]
        write(files, "evidence.json", facts)
        write(files, "trail.json", trails)

    assert "are not those in evidence.json, each once" in forged(wholes["since"], forge)


def test_a_change_without_a_decision_is_listed_as_such(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "kb")
    repo.commit("Begin", {"content/a.md": "# A\n\nText.\n"})
    commit = repo.commit("Add a space", {"content/a.md": "# A\n\n\nText.\n"})
    found = verify(evidence(repo, tmp_path / "x.zip"))
    assert found.faults == ()
    assert found.facts is not None
    assert [(one.commit, one.path) for one in found.facts.undecided] == [(commit, "content/a.md")]
    assert found.unproven == ()


@pytest.mark.parametrize("before", ["notes/a.md", "content/a.txt"])
def test_a_file_that_moved_into_a_folder_of_records_or_got_their_ending_is_no_fault(
    before: str, tmp_path: Path
) -> None:
    repo = Repo(tmp_path / "kb")
    repo.commit("Begin", {before: "# A\n\nText.\n", "content/b.md": "# B\n"})
    repo.git("mv", before, "content/a.md")
    repo.commit("Make it a page")
    found = verify(evidence(repo, tmp_path / "x.zip"))
    assert (found.faults, found.unproven) == ((), ())


def cut(files: Files) -> None:
    """Keep the last commit alone, and say that it is the first."""
    facts, trails = read(files, "evidence.json"), read(files, "trail.json")
    end = facts["end"]["commit"]
    parents = parents_of(files[f"objects/commit/{end}"])
    for trail in trails:
        trail["decisions"] = [one for one in trail["decisions"] if one["commit"] == end]
    decisions = [one for one in facts["decisions"] if one["commit"] == end]
    for one in facts["decisions"]:
        if one not in decisions:
            del files[one["diff"]]
    for number, one in enumerate(decisions, start=1):
        one["number"] = number
    facts |= {"outside": parents, "commits": 1, "since": "", "start": None, "decisions": decisions}
    files["shallow"] = "".join(f"{id}\n" for id in parents).encode()
    for name in [name for name in files if name.startswith("objects/commit/") and name[15:] not in {end, *parents}]:
        del files[name]
    write(files, "evidence.json", facts)
    write(files, "trail.json", [trail for trail in trails if trail["decisions"]])


def end_with(**values: object) -> Forge:
    def forge(files: Files) -> None:
        facts = read(files, "evidence.json")
        write(files, "evidence.json", {**facts, "end": {**facts["end"], **values}})

    return forge


@pytest.mark.parametrize(
    ("forge", "expected"),
    [
        (cut, "says that it begins with the first commit, and leaves out commits before"),
        (end_with(title="All risks closed"), "the title of the end is not that of commit"),
        (end_with(committed="2031-01-01T00:00:00Z"), "the date of the end is not that of commit"),
        (facts_with(until="2025-12-31"), "which is after 2025-12-31"),
        (facts_with(until="2025-02-30"), "'2025-02-30', which looks like a day and is none"),
        (facts_with(until="٢٠٣١-١٢-٣١"), "which looks like a day and is none"),
    ],
)
def test_the_period_is_that_of_its_commits(wholes: dict[str, bytes], forge: Forge, expected: str) -> None:
    assert expected in forged(wholes["all"], forge)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"since": ""}, "has a start, and says that none was asked for"),
        ({"since": "2026-01-01"}, "which is not before 2026-01-01"),
        ({"outside": ["0" * 40]}, "are not the parents of its first commits"),
        ({"start": None}, "says that it begins with the first commit"),
    ],
)
def test_a_beginning_is_that_of_its_commits(wholes: dict[str, bytes], values: dict[str, object], expected: str) -> None:
    assert expected in forged(wholes["since"], facts_with(**values))


def branch_left_out(tip: str) -> Forge:
    """Say that a branch of one commit was there before the period, so that nothing of it is listed."""

    def forge(files: Files) -> None:
        facts, trails = read(files, "evidence.json"), read(files, "trail.json")
        for one in [one for one in facts["decisions"] if one["commit"] == tip]:
            del files[one["diff"]]
        facts["decisions"] = [one for one in facts["decisions"] if one["commit"] != tip]
        for number, one in enumerate(facts["decisions"], start=1):
            one["number"] = number
        for trail in trails:
            trail["decisions"] = [one for one in trail["decisions"] if one["commit"] != tip]
        facts |= {"outside": sorted([*facts["outside"], tip]), "commits": facts["commits"] - 1}
        files["shallow"] = "".join(f"{id}\n" for id in facts["outside"]).encode()
        write(files, "gaps.json", [one for one in read(files, "gaps.json") if one["commit"] != tip])
        write(files, "evidence.json", facts)
        write(files, "trail.json", [trail for trail in trails if trail["decisions"]])

    return forge


def test_no_branch_can_be_said_to_be_before_the_period(tmp_path: Path) -> None:
    repo = history(tmp_path / "kb")
    start = repo.git("rev-parse", "HEAD")
    repo.branch("side")
    tip = repo.commit("Weaken it", {"content/tea.md": "# Tea\n\nAny.\n"})
    repo.checkout("main")
    repo.commit("Go on", {"content/other.md": "# Other\n"})
    repo.merge("side", "Merge branch 'side'")
    whole = evidence(repo, tmp_path / "whole.zip", "--since", start)
    assert forged(whole, lambda files: None) == ""
    expected = f"commit {tip} is said to be before the period, and is no ancestor of its start"
    assert expected in forged(whole, branch_left_out(tip))


def test_a_branch_begun_before_the_period_is_led_back_to_its_start(tmp_path: Path) -> None:
    repo = history(tmp_path / "kb")
    repo.branch("side", "HEAD~3")
    repo.commit("Begin early", {"content/early.md": "# Early\n"})
    repo.checkout("main")
    repo.merge("side", "Merge branch 'side'")
    whole = evidence(repo, tmp_path / "whole.zip", "--since", "HEAD~1")
    commits = {name[15:] for name in unpack(whole) if name.startswith("objects/commit/")}
    assert commits == set(repo.git("rev-list", "HEAD", "^HEAD~1~4").splitlines())
    assert forged(whole, lambda files: None) == ""
    between = repo.git("rev-parse", "HEAD~3")
    gone = forged(whole, lambda files: files.pop(f"objects/commit/{between}"))
    assert "is no ancestor of its start" in gone


def test_what_undoes_what_is_concluded_anew(tmp_path: Path) -> None:
    repo = history(tmp_path / "kb")
    undone = repo.git("rev-parse", "HEAD")
    repo.commit(f'Revert "Be strict"\n\nThis reverts commit {undone}.', {"content/a.md": POLICY})
    whole = evidence(repo, tmp_path / "whole.zip", "--since", "HEAD~2")
    newest = next(one for one in read(unpack(whole), "trail.json") if one["record"] == "POL-A")["decisions"]
    assert [one["kind"] for decision in newest for one in decision["related"]] == ["undoes", "undone-by"]
    assert forged(whole, lambda files: None) == ""
    claim = {"kind": "undone-by", "commit": "0" * 40, "day": "2026-01-02", "items": ["C1"]}
    for related in ([], [claim]):
        assert "what it undoes or restores can't be derived" in forged(whole, each_decision(related=related))
