"""What else a repository may hold: submodules, copies, grafts, links, modes, and names of any bytes."""

import hashlib
import os
import struct
from pathlib import Path

import pytest
from tests.repositories import Repo
from tests.trail.test_trails import MODEL, titles, trails

from trailbook.trail.gaps import gaps
from trailbook.trail.git.repository import Repository

PAGE = "# A\n\nText that stays.\n\nMore of it, so that it is known again.\n"
RECORD = "threat-models/a.yaml"


@pytest.fixture
def other(tmp_path: Path) -> tuple[str, str]:
    """Two commits of another repository, to be named by a submodule."""
    other = Repo(tmp_path / "other")
    return other.commit("one", {"a.md": "# Theirs\n"}), other.commit("two", {"a.md": "# Theirs, changed\n"})


def linked(repo: Repo, message: str, path: str, commit: str) -> None:
    """Commit a gitlink at a path, whether or not there is one."""
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},{path}")
    (repo.root / path).mkdir(parents=True, exist_ok=True)
    repo.git("commit", "--quiet", f"--message={message}")


def kinds(repo: Repo, record: str) -> list[tuple[str, list[str]]]:
    """The decisions on a record, newest first, each with the kinds of its changes to the record as a whole."""
    return [
        (decision.title, [change.kind for change in decision.changes if change.item is None and change.field is None])
        for decision in trails(repo)[record].decisions
    ]


def test_a_submodule_that_comes_moves_and_goes_is_no_record(repo: Repo, other: tuple[str, str]) -> None:
    repo.commit("begin", {RECORD: MODEL})
    linked(repo, "add the submodule", "docs/theirs.md", other[0])
    linked(repo, "move the submodule", "docs/theirs.md", other[1])
    (repo.root / "docs/theirs.md").rmdir()
    repo.commit("remove the submodule")
    history = Repository(repo.root).history()
    assert [change.after for commit in history.commits.values() for change in commit.changes][:3] == [None] * 3
    assert list(trails(repo)) == ["TM-A"]


@pytest.mark.parametrize("ignored", ["diff.ignoreSubmodules", "submodule.theirs.ignore"])
def test_a_record_that_a_submodule_replaced_is_removed_and_comes_back(
    repo: Repo, other: tuple[str, str], ignored: str
) -> None:
    repo.commit("begin", {RECORD: MODEL})
    repo.write({RECORD: None})
    linked(repo, "replace by a submodule", RECORD, other[0])
    linked(repo, "move the submodule", RECORD, other[1])
    (repo.root / RECORD).rmdir()
    repo.commit("bring the record back", {RECORD: MODEL})
    repo.write({".gitmodules": f'[submodule "theirs"]\n\tpath = {RECORD}\n\turl = ./theirs\n'})
    repo.git("config", ignored, "all")
    assert kinds(repo, "TM-A") == [
        ("bring the record back", ["added"]),
        ("replace by a submodule", ["removed"]),
        ("begin", ["added"]),
    ]


def test_a_merge_that_settles_between_record_and_submodule_reads_no_commit_as_a_blob(
    repo: Repo, other: tuple[str, str]
) -> None:
    repo.commit("begin", {"other.md": "# Other"})
    repo.branch("topic")
    linked(repo, "a submodule", "docs/a.md", other[0])
    repo.checkout("main")
    repo.commit("a page", {"docs/a.md": PAGE})
    tree = repo.git("rev-parse", "main^{tree}")
    merge = repo.git("commit-tree", tree, "-p", "main", "-p", "topic", "-m", "Merge branch 'topic'")
    repo.git("update-ref", "refs/heads/main", merge)
    assert kinds(repo, "docs/a.md") == [("a page", ["added"])]


def test_a_copy_with_an_id_of_its_own_begins_its_own_trail(repo: Repo) -> None:
    repo.commit("begin", {RECORD: MODEL})
    repo.commit("copy", {"threat-models/b.yaml": MODEL.replace("TM-A", "TM-B")})
    found = trails(repo)
    assert titles(found["TM-A"]) == ["begin"]
    assert kinds(repo, "TM-B") == [("copy", ["added"])]


def test_a_copied_page_begins_its_own_trail_whatever_git_is_set_to(repo: Repo) -> None:
    repo.git("config", "diff.renames", "copies")
    repo.commit("begin", {"docs/a.md": PAGE})
    repo.commit("copy", {"docs/a.md": PAGE + "\nA line.\n", "docs/b.md": PAGE})
    assert kinds(repo, "docs/b.md") == [("copy", ["added"])]
    assert titles(trails(repo)["docs/a.md"]) == ["copy", "begin"]
    assert trails(repo)["docs/a.md"].path == "docs/a.md"


def test_a_page_that_left_one_of_two_copies_goes_on_in_one_of_them_alone(repo: Repo) -> None:
    repo.commit("begin", {"docs/a.md": PAGE})
    repo.commit("split", {"docs/a.md": None, "docs/b.md": PAGE, "docs/c.md": PAGE})
    found = trails(repo)
    assert sorted(found) == ["docs/b.md", "docs/c.md"]
    assert sorted(len(trail.decisions) for trail in found.values()) == [1, 2]


def graft_file(repo: Repo, commit: str) -> None:
    grafts = repo.root / ".git/info/grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{commit}\n")


def graft_reference(repo: Repo, commit: str) -> None:
    repo.git("replace", "--graft", commit)


@pytest.mark.parametrize("graft", [graft_file, graft_reference])
def test_a_graft_hides_nothing_of_what_was_committed(repo: Repo, graft: object) -> None:
    assert callable(graft)
    repo.commit("begin", {RECORD: MODEL})
    repo.commit("rename", {RECORD: MODEL.replace("title: App", "title: Other")})
    last = repo.commit("own", {RECORD: MODEL.replace("owner: Team\nreview", "owner: Others\nreview")})
    before = trails(repo)
    graft(repo, last)
    assert repo.git("rev-list", "--count", "HEAD") == "1"
    assert trails(repo) == before
    assert titles(before["TM-A"]) == ["own", "rename", "begin"]


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("1700000000 +51800", "2023-11-14T22:13:20+00:00"),
        ("1700000000 -2400", "2023-11-14T22:13:20+00:00"),
        ("1700000000 +9900", "2023-11-14T22:13:20+00:00"),
        ("300000000000 +0000", "9999-12-30T00:00:00+00:00"),
    ],
)
def test_a_commit_of_an_impossible_zone_or_year_is_read_all_the_same(repo: Repo, stated: str, read: str) -> None:
    repo.commit("begin", {RECORD: MODEL})
    who = f"Ada <ada@example.org> {stated}"
    text = f"tree {repo.git('rev-parse', 'HEAD^{tree}')}\nauthor {who}\ncommitter {who}\n\nodd\n".encode()
    commit = repo.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=text)
    repo.git("update-ref", "HEAD", commit)
    found = Repository(repo.root).history().commits[commit]
    assert (found.authored.isoformat(), titles(trails(repo)["TM-A"])) == (read, ["odd"])


def test_a_replaced_blob_is_read_as_it_was_committed(repo: Repo) -> None:
    repo.commit("begin", {RECORD: MODEL})
    blob = repo.git("rev-parse", f"HEAD:{RECORD}")
    forged = repo.git("hash-object", "-w", "--stdin", stdin=MODEL.replace("title: App", "title: Forged"))
    repo.git("replace", blob, forged)
    (decision,) = trails(repo)["TM-A"].decisions
    (added,) = [change for change in decision.changes if change.item is None]
    assert isinstance(added.after, dict)
    assert added.after["title"] == "App"


def test_a_link_in_place_of_a_record_ends_it_and_is_never_followed(repo: Repo) -> None:
    repo.commit("begin", {RECORD: MODEL, "threat-models/b.yaml": MODEL.replace("TM-A", "TM-B")})
    (repo.root / RECORD).unlink()
    (repo.root / RECORD).symlink_to("b.yaml")
    repo.commit("link")
    (repo.root / RECORD).unlink()
    repo.commit("return", {RECORD: MODEL})
    assert kinds(repo, "TM-A") == [("return", ["added"]), ("link", ["removed"]), ("begin", ["added"])]
    assert kinds(repo, "TM-B") == [("begin", ["added"])]


def test_another_mode_alone_is_no_decision(repo: Repo) -> None:
    repo.commit("begin", {RECORD: MODEL, "docs/a.md": PAGE})
    repo.git("update-index", "--chmod=+x", RECORD, "docs/a.md")
    (repo.root / RECORD).chmod(0o755)
    (repo.root / "docs/a.md").chmod(0o755)
    id = repo.commit("make executable")
    assert len(Repository(repo.root).history().commits[id].changes) == 2
    assert [titles(trail) for trail in trails(repo).values()] == [["begin"], ["begin"]]


@pytest.mark.skipif(os.name == "nt", reason="no such names here")
@pytest.mark.parametrize("name", ['quo"te.yaml', "back\\slash.yaml", ":colon.yaml", " space .yaml", "-dash.yaml"])
def test_a_record_is_followed_from_a_file_of_any_printable_name(repo: Repo, name: str) -> None:
    repo.commit("begin", {f"threat-models/{name}": MODEL})
    repo.commit("move", {f"threat-models/{name}": None, RECORD: MODEL})
    (decision, first) = trails(repo)["TM-A"].decisions
    assert (first.path, decision.path) == (f"threat-models/{name}", RECORD)
    assert [(change.kind, change.before) for change in decision.changes] == [("moved", f"threat-models/{name}")]


@pytest.mark.skipif(os.name == "nt", reason="no such names here")
@pytest.mark.parametrize("name", [b"new\nline.md", b"tab\t.md", b"\x1b[2J.md", b"\xff.md"])
def test_a_file_whose_name_can_not_be_printed_is_no_record_until_it_has_another(repo: Repo, name: bytes) -> None:
    (repo.root / "docs").mkdir()
    file = Path(os.fsdecode(os.fsencode(repo.root / "docs") + b"/" + name))
    file.write_text(PAGE)
    repo.commit("begin")
    assert trails(repo) == {}
    file.rename(repo.root / "docs/a.md")
    repo.commit("move")
    assert kinds(repo, "docs/a.md") == [("move", ["added"])]


@pytest.mark.parametrize(("old", "new"), [("docs/guide.md", "docs/Guide.md"), ("docs/Ä.md", "docs/ä.md")])
def test_a_rename_in_case_alone_is_a_move(repo: Repo, old: str, new: str) -> None:
    repo.commit("begin", {old: PAGE})
    repo.git("config", "core.ignoreCase", "false")
    repo.git("mv", "--force", old, new)
    repo.commit("rename")
    found = trails(repo)
    assert list(found) == [new]
    assert titles(found[new]) == ["rename", "begin"]
    assert [change.kind for change in found[new].decisions[0].changes] == ["moved"]


def test_a_second_file_with_the_same_id_decides_nothing_while_the_first_is_there(repo: Repo) -> None:
    copy, other = "threat-models/b.yaml", MODEL.replace("title: App", "title: Other")
    repo.commit("begin", {RECORD: MODEL})
    repo.commit("copy", {copy: MODEL})
    repo.commit("edit the copy", {copy: other})
    repo.commit("edit the record", {RECORD: MODEL.replace("owner: Team\nreview", "owner: Others\nreview")})
    repo.commit("drop the copy", {copy: None})
    trail = trails(repo)["TM-A"]
    assert (titles(trail), trail.path) == (["edit the record", "begin"], RECORD)


def test_a_record_goes_on_in_its_copy_once_its_own_file_is_gone(repo: Repo) -> None:
    copy = "threat-models/b.yaml"
    repo.commit("begin", {RECORD: MODEL})
    repo.commit("copy", {copy: MODEL.replace("title: App", "title: Other")})
    repo.commit("drop", {RECORD: None})
    repo.commit("edit", {copy: MODEL.replace("title: App", "title: Third")})
    trail = trails(repo)["TM-A"]
    assert (titles(trail), trail.path) == (["edit", "drop", "begin"], copy)
    assert [(change.field, change.kind) for change in trail.decisions[1].changes] == [
        ("path", "moved"),
        ("title", "changed"),
    ]


def test_a_copy_that_gets_an_id_of_its_own_begins_its_own_trail_then(repo: Repo) -> None:
    repo.commit("begin", {RECORD: MODEL})
    repo.commit("copy", {"threat-models/b.yaml": MODEL})
    repo.commit("another id", {"threat-models/b.yaml": MODEL.replace("TM-A", "TM-B")})
    assert kinds(repo, "TM-A") == [("begin", ["added"])]
    assert kinds(repo, "TM-B") == [("another id", ["added"])]


def commit_graph(parents: dict[str, str | None], trees: dict[str, str]) -> bytes:
    """A commit graph of some commits (gitformat-commit-graph(5)), each with one parent at most."""
    ids = sorted(parents)
    fan = b"".join(struct.pack(">I", sum(int(id[:2], 16) <= first for id in ids)) for first in range(256))
    facts = b""
    for id in ids:
        parent = parents[id]
        place = ids.index(parent) if parent else 0x70000000
        facts += bytes.fromhex(trees[id]) + struct.pack(">IIII", place, 0x70000000, 1 << 2, 1_767_225_600)
    chunks = {b"OIDF": fan, b"OIDL": bytes.fromhex("".join(ids)), b"CDAT": facts}
    table, place = b"", 8 + 12 * (len(chunks) + 1)
    for name, content in (*chunks.items(), (bytes(4), b"")):
        table += name + struct.pack(">Q", place)
        place += len(content)
    body = b"CGPH" + bytes([1, 1, len(chunks), 0]) + table + b"".join(chunks.values())
    return body + hashlib.sha1(body, usedforsecurity=False).digest()


def test_a_commit_graph_that_skips_a_commit_is_not_read(repo: Repo) -> None:
    first, second, third = (repo.commit(f"Change {n}", {"docs/a.md": f"# A\n\n{n}\n"}) for n in range(3))
    parents = {first: None, second: first, third: first}
    trees = {id: repo.git("rev-parse", f"{id}^{{tree}}") for id in parents}
    (repo.root / ".git/objects/info/commit-graph").write_bytes(commit_graph(parents, trees))
    assert repo.git("rev-list", "HEAD").split() == [third, first]
    assert list(Repository(repo.root).history().commits) == [third, second, first]


def with_second_author(repo: Repo, name: str, *, after: str = "author") -> None:
    """Give the newest commit another author header, as no command of git's does."""
    lines = repo.git("cat-file", "commit", "HEAD").split("\n")
    place = next(number for number, line in enumerate(lines) if line.startswith(f"{after} "))
    zone = lines[place].rpartition("> ")[2]
    lines.insert(place + 1, f"author {name} <{name.lower()}@example.org> {zone}")
    text = os.fsencode("\n".join(lines) + "\n")
    id = repo.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=text)
    repo.git("reset", "--quiet", "--hard", id)


def by(name: str) -> dict[str, str]:
    return {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": f"{name.lower()}@example.org"}


@pytest.mark.parametrize("after", ["author", "committer"])
def test_the_first_of_several_authors_counts_and_no_other_is_independent(repo: Repo, after: str) -> None:
    reviewed = "Reviewed-by: Eve <eve@example.org>\nReviewed-by: Ann <ann@example.org>"
    repo.commit(f"begin\n\nBecause it is time.\n\n{reviewed}", {RECORD: MODEL}, **by("Eve"))
    with_second_author(repo, "Ann", after=after)
    found = trails(repo)["TM-A"]
    (decision,) = found.decisions
    assert (decision.author.name, [one.name for one in decision.co_authors]) == ("Eve", ["Ann"])
    assert [(one.name, one.independent) for one in decision.approvals] == [("Eve", False), ("Ann", False)]
    (gap,) = (gap for gap in gaps([found], {}) if gap.kind == "several-authors")
    assert gap.detail == "by Eve, as the first says; also Ann"


@pytest.mark.parametrize(("first", "second"), [("Eve", "Ann"), ("Ann", "Eve")])
def test_no_second_author_of_a_merge_makes_it_somebody_elses(repo: Repo, first: str, second: str) -> None:
    repo.commit("begin", {"a.txt": "a"})
    repo.branch("topic")
    repo.commit("one", {RECORD: MODEL}, **by("Eve"))
    repo.checkout("main")
    repo.merge("topic", "Merge it", **by(first))
    with_second_author(repo, second)
    assert trails(repo)["TM-A"].decisions[0].approvals == ()
