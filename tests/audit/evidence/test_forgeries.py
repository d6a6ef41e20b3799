"""Evidence that somebody forged with care: manifest, index and tables are made anew and fit what was forged.

Nobody gives the digest here, so only git's objects can tell.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from tests.audit.evidence.base import evidence, history
from tests.repositories import Repo
from tests.risk.lessons.lesson_records import POLICY

from trailbook.audit.evidence.archive import pack, unpack
from trailbook.audit.evidence.contents import MANIFEST, manifest_of
from trailbook.audit.evidence.diffs import unified
from trailbook.audit.evidence.facts import Facts
from trailbook.audit.evidence.readable import readable_files
from trailbook.audit.evidence.verify import verify
from trailbook.trail.decisions import Trail
from trailbook.trail.git.objects import ObjectType, object_id, parents_of, tree_of

Files = dict[str, bytes]
Forge = Callable[[Files], None]


@pytest.fixture(scope="module")
def wholes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Evidence of a whole history with a mailmap and a key, and of a period at its end."""
    folder = tmp_path_factory.mktemp("forged")
    repo = history(folder / "kb")
    names = {".mailmap": "Ada Lovelace <ada@example.org>\n", ".allowed_signers": "ada@example.org ssh-ed25519 AAAA\n"}
    repo.commit("Name her whole", {**names, "content/tea.md": "# Tea\n\nWhite.\n"})
    repo.commit("Forget the incident", {"postmortems/old.md": None, "content/b.md": "# B\n"})
    return {
        "all": evidence(repo, folder / "all.zip"),
        "since": evidence(repo, folder / "since.zip", "--since", "HEAD~3"),
        "control": evidence(repo, folder / "control.zip", "--control", "POL-A.C1"),
    }


def read(files: Files, name: str) -> Any:
    return json.loads(files[name])


def write(files: Files, name: str, value: object) -> None:
    files[name] = (json.dumps(value, indent=2) + "\n").encode()


def forged(whole: bytes, forge: Forge, *, again: bool = True) -> str:
    """The faults of evidence that was forged, with everything that is derived from it made anew."""
    files = unpack(whole)
    forge(files)
    if again:
        trails = TypeAdapter(list[Trail]).validate_json(files["trail.json"])
        files.update(readable_files(Facts.model_validate_json(files["evidence.json"]), trails, files))
    files.pop(MANIFEST)
    return "\n".join(verify(pack({**files, MANIFEST: manifest_of(files)})).faults)


@pytest.mark.parametrize("name", ["all", "since", "control"])
def test_what_nobody_forged_has_no_fault_and_derives_again(wholes: dict[str, bytes], name: str) -> None:
    found = verify(wholes[name])
    assert found.faults == ()
    assert found.facts is not None
    assert found.facts.underived == ()


def facts_with(**values: object) -> Forge:
    def forge(files: Files) -> None:
        write(files, "evidence.json", {**read(files, "evidence.json"), **values})

    return forge


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


def test_a_file_that_moved_into_a_folder_of_records_begins_there(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "kb")
    repo.commit("Begin", {"notes/a.md": "# A\n\nText.\n", "content/b.md": "# B\n"})
    repo.git("mv", "notes/a.md", "content/a.md")
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
    gone = forged(whole, lambda files: bool(files.pop(f"objects/commit/{between}")))
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


def each_decision(**values: object) -> Forge:
    def forge(files: Files) -> None:
        trails = read(files, "trail.json")
        for trail in trails:
            trail["decisions"] = [{**one, **values} for one in trail["decisions"]]
        write(files, "trail.json", trails)

    return forge


def both(*forges: Forge) -> Forge:
    def forge(files: Files) -> None:
        for one in forges:
            one(files)

    return forge


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
    assert expected in forged(wholes[whole], lambda files: bool(files.pop(name)))


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


OTHER_MAKER = facts_with(maker="0" * 64)


@pytest.mark.parametrize(
    "more",
    [
        b"<script>alert(1)</script>",
        b"<img src=x>",
        b'<p onclick="x()">',
        b'<a href="https://example.org">',
        b'<meta http-equiv="refresh" content="0">',
        b"<base href=x>",
    ],
)
def test_no_index_acts_or_leads_away_whatever_made_it(wholes: dict[str, bytes], more: bytes) -> None:
    def forge(files: Files) -> None:
        files["index.html"] += more

    assert "index.html has " in forged(wholes["all"], both(OTHER_MAKER, forge), again=False)


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


def trail_with(**values: object) -> Forge:
    def forge(files: Files) -> None:
        trails = read(files, "trail.json")
        write(files, "trail.json", [{**trail, **values} for trail in trails])

    return forge


@pytest.mark.parametrize("whole", ["all", "since", "control"])
@pytest.mark.parametrize("path", ["", "../../x", "<b>", "content/tee.md", "Content/tea.md"])
def test_a_record_is_where_the_commits_have_it(wholes: dict[str, bytes], whole: str, path: str) -> None:
    assert "can't be derived from its newest decision or the end" in forged(wholes[whole], trail_with(path=path))


def respelt(name: str, old: bytes, new: bytes) -> Forge:
    def forge(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return forge


TITLE = b'"title": "Filter it"'


@pytest.mark.parametrize(
    "forge",
    [
        trail_with(approved_by_board="2026-01-01"),
        each_decision(note="signed off by the CISO"),
        respelt("trail.json", TITLE, b'"title": "A FALSE TITLE", ' + TITLE),
        respelt("trail.json", TITLE, b'"title":  "Filter it"'),
        respelt("trail.json", TITLE, b'"title": "Filter \\u0069t"'),
        respelt("trail.json", b"[", b" ["),
        respelt("evidence.json", b'"until"', b'"until": "2020-01-01", "until"'),
        respelt("evidence.json", b"{", b"{\n"),
        respelt("evidence.json", b'"undecided"', b'"note": "", "undecided"'),
        respelt("gaps.json", b"[", b"[ "),
        respelt("gaps.json", b'"detail"', b'"detail": "none", "detail"'),
        respelt("gaps.json", b'"detail"', b'"closed": true, "detail"'),
        respelt("coverage.json", b'"uncovered"', b'"uncovered": {}, "uncovered"'),
        facts_with(made_by="99.0"),
        facts_with(is_copy=None),
    ],
)
@pytest.mark.parametrize("whole", ["all", "control"])
def test_files_for_programs_are_written_in_one_way_only(wholes: dict[str, bytes], whole: str, forge: Forge) -> None:
    assert forged(wholes[whole], forge, again=False)


@pytest.mark.parametrize("name", ["trail.json", "gaps.json", "coverage.json", "evidence.json"])
def test_a_name_that_comes_twice_is_found_whatever_made_the_evidence(wholes: dict[str, bytes], name: str) -> None:
    def forge(files: Files) -> None:
        first = files[name].index(b'"')
        key = files[name][first : files[name].index(b'"', first + 1) + 1]
        files[name] = files[name][:first] + key + b": null, " + files[name][first:]

    assert name in forged(wholes["all"], both(OTHER_MAKER, forge), again=False)


@pytest.mark.parametrize(("kind", "content"), [("blob", b"A paper that nobody committed.\n"), ("tree", b"")])
@pytest.mark.parametrize("whole", ["all", "since", "control"])
def test_objects_that_no_commit_leads_to_do_not_belong(
    wholes: dict[str, bytes], whole: str, kind: ObjectType, content: bytes
) -> None:
    id = object_id(kind, content, "sha1")
    found = forged(wholes[whole], lambda files: files.update({f"objects/{kind}/{id}": content}))
    assert f"no commit leads to {kind} {id}" in found


def test_a_tree_that_leads_to_a_paper_does_not_belong_either(wholes: dict[str, bytes]) -> None:
    paper = b"A paper that nobody committed.\n"
    blob = object_id("blob", paper, "sha1")
    tree = b"100644 paper.md\0" + bytes.fromhex(blob)
    id = object_id("tree", tree, "sha1")
    found = forged(
        wholes["all"], lambda files: files.update({f"objects/blob/{blob}": paper, f"objects/tree/{id}": tree})
    )
    assert f"no commit leads to tree {id}" in found
    assert f"no commit leads to blob {blob}" in found


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


def test_what_the_evidence_calls_underived_is_reported(wholes: dict[str, bytes]) -> None:
    files = unpack(wholes["all"])
    facts_with(underived=["decision 1: who agreed can't be derived"])(files)
    files["MADE"] = b""
    del files["MADE"], files[MANIFEST]
    found = verify(pack({**files, MANIFEST: manifest_of(files)}))
    assert any("it is NOT proven: decision 1: who agreed" in one for one in found.unproven)


@pytest.mark.parametrize("name", ["START-HERE.html", "INDEX.HTML", "Readme.md", "records/end/more.md", "diffs/x.diff"])
def test_no_other_files_belong_to_it(wholes: dict[str, bytes], name: str) -> None:
    found = forged(wholes["all"], lambda files: files.update({name: b"<h1>forged</h1>"}))
    assert f"{name} does not belong to this evidence" in found


@pytest.mark.parametrize("name", ["index.html.", "aux.txt", "con", "records/end/NUL.md", "x /y", "COM1"])
def test_names_that_windows_reads_as_others_are_refused(wholes: dict[str, bytes], name: str) -> None:
    assert "is not a valid name for a file" in forged(wholes["all"], lambda files: files.update({name: b""}))
