"""Decisions, records and conclusions in evidence that differ from its commits, with all that is derived made anew."""

from pathlib import Path
from typing import Any

import pytest
from tests.audit.evidence.base import evidence, history
from tests.audit.evidence.forging import Files, Forge, both, each_decision, facts_with, forged, read, trail_with, write
from tests.trail.git.test_odd_histories import with_second_author

from trailbook.audit.evidence.archive import unpack
from trailbook.audit.evidence.diffs import unified
from trailbook.audit.evidence.verify import verify
from trailbook.trail.git.objects import tree_of

MALLORY = each_decision(author={"name": "Mallory", "email": "m@example.org"})


@pytest.mark.parametrize(
    "forge",
    [
        MALLORY,
        both(MALLORY, lambda files: files.update({"mailmap": b"Mallory <m@example.org> <ada@example.org>\n"})),
        each_decision(author={"name": "", "email": "ada@example.org"}),
        each_decision(author={"name": "Lovelace", "email": "ada@example.org"}),
        each_decision(author={"name": "Ada Lovelace", "email": "x@example.org"}),
    ],
)
def test_authors_are_those_of_the_commits(wholes: dict[str, bytes], forge: Forge) -> None:
    assert "the author is not that of commit" in forged(wholes["all"], forge)


@pytest.mark.parametrize("when", ["2025-12-31T23:00:00Z", "2026-03-01T00:00:00Z"])
def test_a_decision_lands_with_its_commit_or_a_merge(wholes: dict[str, bytes], when: str) -> None:
    assert "is of the time when it landed" in forged(wholes["all"], each_decision(landed=when))


def test_a_decision_lands_with_the_merge_that_brought_it_and_no_other(tmp_path: Path) -> None:
    repo = history(tmp_path / "kb")
    for name in ("one", "two"):
        repo.branch(name)
        repo.commit(f"Write {name}", {f"content/{name}.md": f"# {name}\n"})
        repo.checkout("main")
        repo.merge(name, f"Merge branch '{name}'")
    whole = evidence(repo, tmp_path / "whole.zip", "--since", "HEAD~2")
    assert forged(whole, lambda files: None) == ""
    late = repo.git("log", "-1", "--format=%cI")
    assert "when it reached the main line can't be derived" in forged(whole, each_decision(landed=late))


@pytest.mark.parametrize("name", ["mailmap", "allowed_signers"])
@pytest.mark.parametrize("whole", ["all", "control"])
def test_names_and_keys_are_those_of_the_last_commit(wholes: dict[str, bytes], name: str, whole: str) -> None:
    expected = f"{name} is not what the commit at the end holds"
    assert expected in forged(
        wholes[whole], lambda files: files.update({name: b"mallory@example.org ssh-ed25519 BB\n"})
    )
    assert expected in forged(wholes[whole], lambda files: files.pop(name))


def test_the_names_of_the_end_count_and_not_those_of_a_later_mailmap(tmp_path: Path) -> None:
    repo = history(tmp_path / "kb")
    repo.commit("Name her later", {".mailmap": "Countess <ada@example.org>\n"})
    data = evidence(repo, tmp_path / "x.zip", "--until", "HEAD~1")
    assert b"Countess" not in unpack(data)["trail.json"]
    assert verify(data).faults == ()


def change_of(files: Files, record: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts, and in them the newest decision on a record."""
    facts = read(files, "evidence.json")
    return facts, next(one for one in reversed(facts["decisions"]) if one["record"] == record)


def shown_as_new(files: Files) -> None:
    facts, fact = change_of(files, "content/tea.md")
    after = files[f"objects/blob/{fact['blob']}"]
    files[fact["diff"]] = unified(None, after, fact["path"], fact["path"]).encode()
    fact["file_before"] = None
    write(files, "evidence.json", facts)


def before_dropped(files: Files) -> None:
    _, fact = change_of(files, "content/tea.md")
    removed = [line[1:] for line in files[fact["diff"]].split(b"\n") if line.startswith(b"-") and line[1:2] != b"-"]
    for name in [name for name in files if name.startswith("objects/blob/") and all(r in files[name] for r in removed)]:
        del files[name]
    shown_as_new(files)


def of_another_file(files: Files) -> None:
    facts, fact = change_of(files, "content/tea.md")
    fact["file_before"] = "postmortems/old.md"
    write(files, "evidence.json", facts)


def shown_as_removed(files: Files) -> None:
    facts, fact = change_of(files, "content/tea.md")
    del files[f"objects/tree/{tree_of(files['objects/commit/' + fact['commit']])}"]
    fact["blob"] = None
    write(files, "evidence.json", facts)


@pytest.mark.parametrize(
    ("forge", "expected"),
    [
        (shown_as_new, "the file before is not that of commit"),
        (before_dropped, "is missing, and a check needs it"),
        (of_another_file, "the file before is not that of commit"),
        (shown_as_removed, "is missing, and a check needs it"),
    ],
)
def test_diffs_are_between_the_files_of_the_commits(wholes: dict[str, bytes], forge: Forge, expected: str) -> None:
    assert expected in forged(wholes["since"], forge)


def record_with(record: str, **values: object) -> Forge:
    def forge(files: Files) -> None:
        facts = read(files, "evidence.json")
        facts["records"] = [{**one, **values} if one["record"] == record else one for one in facts["records"]]
        write(files, "evidence.json", facts)

    return forge


def other_file(files: Files) -> None:
    files["records/end/threat-models/a.yaml"] = b"id: TM-A\nforged: true\n"


@pytest.mark.parametrize(
    ("forge", "expected"),
    [
        (both(record_with("TM-A", blob_at_end=None), other_file), "TM-A at the end is not what the commit holds"),
        (other_file, "records/end/threat-models/a.yaml is not the record that was in force"),
        (record_with("TM-A", title="Harmless"), "the list of records in force can't be derived"),
        (record_with("TM-A", kind="page"), "the list of records in force can't be derived"),
    ],
)
def test_records_are_those_of_the_trees(wholes: dict[str, bytes], forge: Forge, expected: str) -> None:
    assert expected in forged(wholes["all"], forge)


def test_titles_of_limited_evidence_are_read_from_the_files(wholes: dict[str, bytes]) -> None:
    assert "of TM-A can't be read from its file" in forged(wholes["control"], record_with("TM-A", title="Harmless"))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"rationale": {"text": "The board agreed", "source": "trailer", "commit": "0" * 40}}, "the rationale"),
        ({"approvals": [{"name": "C", "email": "c@x", "source": "trailer", "independent": True}]}, "who agreed"),
        ({"pull_request": "#1"}, "the pull request"),
        ({"answers": ["PM-OLD"]}, "the answers"),
        ({"changes": []}, "what changed"),
    ],
)
@pytest.mark.parametrize("whole", ["all", "since", "control"])
def test_what_is_concluded_is_concluded_anew(
    wholes: dict[str, bytes], whole: str, values: dict[str, object], expected: str
) -> None:
    assert f"{expected} can't be derived from commit" in forged(wholes[whole], each_decision(**values))


def test_a_signature_is_claimed_only_where_the_commit_has_one(wholes: dict[str, bytes]) -> None:
    assert "the signature is not that of commit" in forged(wholes["all"], each_decision(signature="good"))


@pytest.mark.parametrize("whole", ["all", "since", "control"])
@pytest.mark.parametrize("is_copy", [False, True])
def test_no_agreement_rests_on_a_signature_that_is_not_good(
    wholes: dict[str, bytes], whole: str, is_copy: bool
) -> None:
    agreed = each_decision(approvals=[{"name": "C", "email": "c@x", "source": "signature", "independent": True}])
    found = forged(wholes[whole], both(facts_with(is_copy=is_copy), agreed))
    assert "the approval by a signature is not that of commit" in found


@pytest.mark.parametrize("whole", ["all", "since", "control"])
@pytest.mark.parametrize("path", ["", "../../x", "<b>", "content/tee.md", "Content/tea.md"])
def test_a_record_is_where_the_commits_have_it(wholes: dict[str, bytes], whole: str, path: str) -> None:
    assert "can't be derived from its newest decision or the end" in forged(wholes[whole], trail_with(path=path))


def test_effects_are_those_of_the_rules(wholes: dict[str, bytes]) -> None:
    def forge(files: Files) -> None:
        trails = read(files, "trail.json")
        for trail in trails:
            for decision in trail["decisions"]:
                decision["changes"] = [{**one, "effect": "strengthens"} for one in decision["changes"]]
        write(files, "trail.json", trails)

    assert "what changed can't be derived" in forged(wholes["all"], forge)


def covered(files: Files) -> None:
    found = read(files, "coverage.json")
    write(files, "coverage.json", {**found, "uncovered": {name: [] for name in found["uncovered"]}})


@pytest.mark.parametrize(
    ("forge", "expected"),
    [
        (lambda files: files.update({"gaps.json": b"[]\n"}), "gaps.json can't be derived"),
        (covered, "coverage.json can't be derived"),
        (lambda files: files.update({"README.md": b"All is fine.\n"}), "README.md is not what the files for programs"),
    ],
)
def test_gaps_coverage_and_readme_are_made_anew(wholes: dict[str, bytes], forge: Forge, expected: str) -> None:
    assert expected in forged(wholes["all"], forge)


def test_evidence_of_a_commit_with_two_authors_is_by_the_first_and_says_so(tmp_path: Path) -> None:
    repo = history(tmp_path / "kb")
    with_second_author(repo, "Ann")
    whole = evidence(repo, tmp_path / "whole.zip")
    assert forged(whole, lambda files: None) == ""
    assert b"also Ann" in unpack(whole)["gaps.json"]
    assert "who else is named as its author can't be derived" in forged(whole, each_decision(also_by=[]))
