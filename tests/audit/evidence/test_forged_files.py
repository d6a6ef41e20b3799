"""Files in evidence that are written otherwise than Trailbook does, or do not belong there."""

from collections.abc import Callable

import pytest
from tests.audit.evidence.forging import Files, Forge, both, each_decision, facts_with, forged, trail_with

from trailbook.audit.evidence.archive import pack, unpack
from trailbook.audit.evidence.contents import MANIFEST, manifest_of
from trailbook.audit.evidence.verify import verify
from trailbook.trail.git.objects import ObjectType, object_id

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


@pytest.mark.parametrize("by_another", [False, True])
@pytest.mark.parametrize("name", ["trail.json", "gaps.json", "coverage.json"])
def test_json_with_parts_in_parts_without_end_is_a_fault(wholes: dict[str, bytes], name: str, by_another: bool) -> None:
    def deep(files: Files) -> None:
        files[name] = b"[" * 200_000 + b"]" * 200_000

    found = forged(wholes["all"], both(OTHER_MAKER, deep) if by_another else deep, again=False)
    assert f"{name} has parts in parts, deeper than can be read" in found


@pytest.mark.parametrize(
    "respell",
    [
        lambda text: text * 2,
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"\n", "\u2028".encode()),
        lambda text: b"".join(reversed(text.splitlines(keepends=True))),
    ],
)
def test_the_manifest_is_written_in_one_way_only(wholes: dict[str, bytes], respell: Callable[[bytes], bytes]) -> None:
    files = unpack(wholes["all"])
    files[MANIFEST] = respell(files[MANIFEST])
    assert f"{MANIFEST} is not written as Trailbook writes it" in verify(pack(files)).faults


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
