import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from tests.audit.evidence.base import bundle, evidence, history
from tests.properties import examples
from tests.repositories import EVE, Repo

from trailbook.audit.evidence.archive import pack, unpack
from trailbook.audit.evidence.contents import MANIFEST, manifest_of
from trailbook.audit.evidence.facts import Facts, facts_json
from trailbook.audit.evidence.verify import verify
from trailbook.cli import main


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Evidence of a period in the middle of a history."""
    folder = tmp_path_factory.mktemp("evidence")
    return evidence(history(folder / "kb"), folder / "evidence.zip", "--since", "HEAD~3")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """Read only: a test changes its own copy."""
    return history(tmp_path_factory.mktemp("base") / "kb")


@pytest.fixture
def repo(base: Repo, tmp_path: Path) -> Repo:
    return base.copy(tmp_path / "kb")


def forged(whole: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Evidence with something changed, and the manifest made anew."""
    files = unpack(whole)
    change(files)
    files.pop(MANIFEST, None)
    return pack({**files, MANIFEST: manifest_of(files)})


def faults(data: bytes) -> str:
    return "\n".join(verify(data).faults)


def test_evidence_as_it_was_made_has_no_fault(whole: bytes) -> None:
    found = verify(whole, hashlib.sha256(whole).hexdigest().upper())
    assert found.faults == ()
    assert found.facts is not None
    assert len(found.facts.decisions) == 3


@given(st.data())
@examples(300)
def test_any_altered_byte_is_found(whole: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(whole) - 1))
    other: Any = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
    assert verify(whole[:place] + bytes([other]) + whole[place + 1 :]).faults


def test_each_altered_bit_of_the_headers_is_found(whole: bytes) -> None:
    data = pack({"a.txt": b"one", MANIFEST: manifest_of({"a.txt": b"one"})})
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            assert verify(bytes(changed)).faults != verify(data).faults


@given(st.binary(min_size=1, max_size=40), st.booleans())
@examples(20)
def test_bytes_before_or_behind_are_found(whole: bytes, more: bytes, before: bool) -> None:
    assert verify(more + whole if before else whole + more).faults


def test_files_that_were_removed_added_or_altered_are_named(whole: bytes) -> None:
    files = unpack(whole)
    assert "gaps.csv is missing" in faults(pack({name: data for name, data in files.items() if name != "gaps.csv"}))
    assert "more.txt is not listed" in faults(pack({**files, "more.txt": b""}))
    assert "gaps.csv was altered" in faults(pack({**files, "gaps.csv": b""}))
    assert f"{MANIFEST} is missing" in faults(pack({name: data for name, data in files.items() if name != MANIFEST}))
    assert f"{MANIFEST} is missing, or has lines" in faults(pack({**files, MANIFEST: files[MANIFEST] + b"x\n"}))


def first(files: dict[str, bytes], start: str) -> str:
    return next(name for name in sorted(files) if name.startswith(start))


def edit(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        path = next(path for path in files if path.startswith(name) and old in files[path])
        files[path] = files[path].replace(old, new)

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (edit("objects/commit/", b"Be strict", b"Be loose!"), "is not the object of this id"),
        (edit("objects/tree/", b"tea.md", b"tee.md"), "is not the object of this id"),
        (edit("records/end/", b"Green or black", b"Green or white"), "is not the record that was in force"),
        (edit("trail.json", b"Be strict", b"Be loose!"), "the title is not that of commit"),
        (edit("trail.json", b'"Ada"', b'"Eve"'), "the author is not that of commit"),
        (edit("trail.json", b"2026-01-01T03:00:00Z", b"2025-01-01T03:00:00Z"), "the date is not that of commit"),
        (edit("trail.json", b'"record": "POL-A"', b'"record": "POL-B"'), "are not those in evidence.json"),
        (edit("evidence.json", b'"path": "content/tea.md"', b'"path": "content/tee.md"'), "the path is not that"),
        (edit("evidence.json", b'"commits": 3', b'"commits": 4'), "3 commits lead to the end"),
        (edit("diffs/", b"+Green or black", b"+Green or white"), "is not the difference of what git holds"),
        (edit("index.html", b"Be strict", b"Be loose!"), "index.html is not what the files for programs say"),
        (edit("decisions.csv", b"Be strict", b"Be loose!"), "decisions.csv is not what the files for programs say"),
        (edit("gaps.json", b'"Be strict"', b'"Be loose!"'), "gaps.csv is not what the files for programs say"),
        (
            edit("trail.json", b"2026-01-01T03:00:00Z", b"0001-01-01T03:00:00+14:00"),
            "describes a history that can't exist",
        ),
        (edit("evidence.json", b'"format"', b'"farmat"'), "evidence.json is not valid"),
        (edit("trail.json", b"[", b"{"), "holds no trail"),
        (lambda files: files.update({"objects/commit/" + "0" * 40: b""}), "is not the object of this id"),
        (lambda files: files.update({"objects/other": b""}), "holds files that are not git objects"),
        (lambda files: files.pop(first(files, "diffs/")), "diffs/00001"),
        (lambda files: files.pop(first(files, "objects/tree/")), "is missing, and a check needs it"),
    ],
)
def test_what_a_new_manifest_hides_git_shows(
    whole: bytes, change: Callable[[dict[str, bytes]], None], expected: str
) -> None:
    assert expected in faults(forged(whole, change))


def test_what_other_code_made_is_not_compared_with_what_this_code_would_make(whole: bytes, tmp_path: Path) -> None:
    def change(files: dict[str, bytes]) -> None:
        facts = Facts.model_validate_json(files["evidence.json"])
        files["evidence.json"] = facts_json(facts.model_copy(update={"maker": "0" * 64}))
        files["index.html"] += b"<p>In other words"

    data = forged(whole, change)
    assert faults(data) == ""
    (tmp_path / "x.zip").write_bytes(data)
    found = run(str(tmp_path / "x.zip"))
    output = " ".join(found.output.split())
    assert found.exit_code == 1
    assert "Made by another version of Trailbook: which one, index, tables, README, gaps, coverage" in output
    assert "are NOT checked here" in output
    assert run(str(tmp_path / "x.zip"), "--digest", hashlib.sha256(data).hexdigest()).exit_code == 0


def test_a_decision_taken_out_with_its_commit_breaks_the_chain(whole: bytes) -> None:
    def drop(files: dict[str, bytes]) -> None:
        facts = json.loads(files["evidence.json"])
        gone = facts["decisions"].pop(0)
        trails = json.loads(files["trail.json"])
        for trail in trails:
            trail["decisions"] = [one for one in trail["decisions"] if one["commit"] != gone["commit"]]
        files["evidence.json"] = json.dumps(facts).encode()
        files["trail.json"] = json.dumps([trail for trail in trails if trail["decisions"]]).encode()
        del files[f"objects/commit/{gone['commit']}"]

    assert "is missing, and later commits descend from it" in faults(forged(whole, drop))


def test_other_objects_with_right_ids_do_not_belong(whole: bytes) -> None:
    content = b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx"
    id = hashlib.sha1(b"commit %d\0%s" % (len(content), content), usedforsecurity=False).hexdigest()
    data = forged(whole, lambda files: files.update({f"objects/commit/{id}": content}))
    assert "is not an ancestor of the end" in faults(data)


def test_whole_other_evidence_is_sound_and_only_the_digest_tells(repo: Repo, whole: bytes, tmp_path: Path) -> None:
    repo.git("commit", "--quiet", "--amend", "-m", "Be kind")
    other = evidence(repo, tmp_path / "other.zip", "--since", "HEAD~3")
    assert verify(other).faults == ()
    (fault,) = verify(other, hashlib.sha256(whole).hexdigest()).faults
    assert "the SHA-256 of the archive is" in fault


def test_names_that_a_mailmap_gives_are_those_of_the_commit(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Name her whole", {".mailmap": "Ada Lovelace <ada@example.org>\n", "content/tea.md": "# Tea\n"})
    data = evidence(repo, tmp_path / "evidence.zip")
    assert b"Ada Lovelace" in unpack(data)["trail.json"]
    assert verify(data).faults == ()


def test_whoever_a_mailmap_makes_of_an_author_their_own_review_is_none(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Name people", {".mailmap": "Intern <intern@example.org> <eve@example.org>\n"})
    repo.commit("Say more\n\nReviewed-by: Eve <eve@other.example>", {"content/tea.md": "# Tea\n"}, **EVE)
    found = verify(evidence(repo, tmp_path / "evidence.zip", "--since", "HEAD~1"))
    assert (found.faults, found.unproven, found.agreed) == ((), (), 0)


def test_files_that_moved_and_names_that_are_no_text_are_found_again(repo: Repo, tmp_path: Path) -> None:
    repo.git("mv", "content/tea.md", "content/green tea.md")
    repo.commit("Move it")
    (repo.root / os.fsdecode(b"content/\xff.md")).write_text("# Odd\n")
    repo.commit("Add an odd name")
    repo.git("mv", "content/green tea.md", "content/ä.md")
    repo.commit("Move it and say more", {"content/ä.md": "# Tea\n\nGreen or black.\n\nOr white.\n"})
    repo.commit("Empty it", {"content/a.md": None, "content/ä.md": None})
    assert verify(evidence(repo, tmp_path / "evidence.zip")).faults == ()
    assert verify(evidence(repo, tmp_path / "evidence.zip", "--since", "HEAD~2")).faults == ()


def test_messages_in_other_encodings_are_read_as_git_reads_them(repo: Repo, tmp_path: Path) -> None:
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
    repo.commit("Größer".encode("latin-1"), {"content/tea.md": "# Tee\n"})
    assert verify(evidence(repo, tmp_path / "evidence.zip")).faults == ()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["audit", "verify", *arguments])


def test_the_command_exits_with_0_and_says_what_that_rests_on(whole: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(whole)
    digest = hashlib.sha256(whole).hexdigest()
    result = run(str(tmp_path / "x.zip"))
    assert result.exit_code == 0
    assert f"SHA-256 {digest}" in result.output
    assert "records are the files in content, threat-models," in result.output
    assert "nothing inside an archive can show that it is not a whole other one" in " ".join(result.output.split())
    known = run(str(tmp_path / "x.zip"), "--digest", digest)
    assert known.exit_code == 0
    assert "is the one whose digest you gave" in " ".join(known.output.split())


def test_the_command_exits_with_1_and_names_what_was_altered(whole: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(pack({**unpack(whole), "gaps.csv": b"", "x\u202e.txt": b""}))
    result = run(str(tmp_path / "x.zip"))
    assert result.exit_code == 1
    assert "- gaps.csv was altered" in result.output
    assert "\u202e" not in result.output
    assert "Altered: 4 faults." in result.output


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x" * 100])
def test_anything_but_an_archive_is_reported_without_an_exception(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    result = run(str(tmp_path / "x.zip"))
    assert result.exit_code == 1
    assert "the archive can't be read" in result.output


def test_a_digest_that_is_none_is_misuse(whole: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(whole)
    assert run(str(tmp_path / "x.zip"), "--digest", "abc").exit_code == 2


def test_the_digest_that_is_printed_is_that_of_the_file(repo: Repo, tmp_path: Path) -> None:
    output = tmp_path / "evidence.zip"
    result = bundle(repo, output)
    assert f"SHA-256 {hashlib.sha256(output.read_bytes()).hexdigest()}" in result.output


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--control", "POL-A.C9"), "neither end of the period knows POL-A.C9"),
        (("--since", "nowhere"), "there is no revision 'nowhere'"),
        (("--until", "2020-01-01"), "nothing was committed by the end of 2020-01-01"),
        (("--until", "2026-13-45"), "'2026-13-45' is not a day of the calendar; --until takes a day such as"),
    ],
)
def test_what_can_not_be_asked_for_is_reported_and_nothing_is_written(
    repo: Repo, tmp_path: Path, arguments: tuple[str, ...], expected: str
) -> None:
    result = bundle(repo, tmp_path / "out" / "x.zip", *arguments)
    assert result.exit_code == 2
    assert expected in result.output
    assert not (tmp_path / "out").exists()


def test_where_it_can_not_be_written_nothing_is_left_behind(repo: Repo, tmp_path: Path) -> None:
    result = bundle(repo, tmp_path / "missing" / "x.zip")
    assert result.exit_code == 2
    assert "can't be written: No such file or directory" in result.output
    (tmp_path / "taken").mkdir()
    assert bundle(repo, tmp_path / "taken").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kb", "taken"]


def test_earlier_evidence_in_its_place_is_replaced(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"old")
    assert verify(evidence(repo, tmp_path / "x.zip")).faults == ()


@given(st.data())
@examples(60)
def test_whatever_the_files_for_programs_say_is_judged_and_never_breaks_the_command(
    whole: bytes, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(["evidence.json", "trail.json", "gaps.json", "coverage.json"]))
    other: Any = data.draw(st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]) | st.just({}))

    def change(files: dict[str, bytes]) -> None:
        values = json.loads(files[name])
        place = values
        while isinstance(place, dict | list) and place:
            key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
            if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
                place[key] = other
                break
            place = place[key]
        files[name] = json.dumps(values).encode()

    found = verify(forged(whole, change))
    assert all(fault and fault.isprintable() for fault in found.faults)


@pytest.mark.parametrize("end", ["start", "end"])
@pytest.mark.parametrize("what", ["path", "blob"])
def test_a_record_with_half_of_its_place_is_reported_as_such(whole: bytes, end: str, what: str) -> None:
    def change(files: dict[str, bytes]) -> None:
        values = json.loads(files["evidence.json"])
        there = next(one for one in values["records"] if one[f"path_at_{end}"] and one[f"blob_at_{end}"])
        there[f"{what}_at_{end}"] = None
        files["evidence.json"] = json.dumps(values).encode()

    faults = verify(forged(whole, change)).faults
    assert any(f"at the {end} is" in fault for fault in faults)


def test_decisions_before_and_after_a_record_was_in_the_folders_are_proven(repo: Repo, tmp_path: Path) -> None:
    first, other = (
        "# First\n\nText that stays.\n\nMore of it.\n",
        "# Other\n\nA text of its own.\n\nAnd long enough.\n",
    )
    repo.commit("draft", {"drafts/first.md": first, "content/other.md": other})
    repo.commit("publish", {"drafts/first.md": None, "content/first.md": first})
    repo.commit("retire", {"content/other.md": None, "archive/other.md": other})
    repo.commit("correct what is retired", {"archive/other.md": f"{other}\nCorrected.\n"})
    found = verify(evidence(repo, tmp_path / "evidence.zip", "--since", "HEAD~4"))
    assert found.faults == ()
    assert not [line for line in found.unproven if "decision" in line]
    assert found.facts is not None
    assert {(one.record, one.path) for one in found.facts.decisions} == {
        ("content/first.md", "drafts/first.md"),
        ("content/first.md", "content/first.md"),
        ("archive/other.md", "content/other.md"),
        ("archive/other.md", "archive/other.md"),
    }
