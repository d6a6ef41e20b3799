"""The history of a copy: what is hidden now was never there, and messages do not tell of it."""

from pathlib import Path

from tests.audiences.canaries import Maker, plain
from tests.audiences.copies import FOLDERS, copied, files, messages, page
from tests.repositories import EVE, Repo

from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails


def test_a_text_that_is_restricted_today_was_never_open(repo: Repo, tmp_path: Path) -> None:
    names = ("docs/a.txt", "docs/b.markdown")
    first = repo.commit("Write", dict.fromkeys(names, "Text.\n"))
    repo.commit("Restrict", dict.fromkeys(names, "---\nclassification: restricted\n---\nText.\n"))
    repo.git("checkout", "--quiet", "--detach", first)
    assert files(copied(repo.root, tmp_path / "copy", "internal")) == set()


def test_a_hidden_item_that_had_another_id_is_hidden_under_that(repo: Repo, tmp_path: Path) -> None:
    def policy(id: str, level: str | None) -> str:
        maker = Maker("policy", "POL-A", plain, lambda place: "C1")
        values = maker.record()
        del values["exceptions"]
        other = {**values["controls"][0], "id": id, "title": "Door", "text": "Secret."}
        return maker.file({**values, "controls": [values["controls"][0], {**other, "classification": level}]})

    repo.commit("Write", {"docs/a.md": policy("C9", "internal")})
    repo.commit("Number anew", {"docs/a.md": policy("C2", "internal")})
    repo.commit("Restrict", {"docs/a.md": policy("C2", "restricted")})
    (trail,) = read_trails(Repository(copied(repo.root, tmp_path / "copy", "internal").root), FOLDERS)
    assert "Secret" not in str(trail)
    assert {change.item for decision in trail.decisions for change in decision.changes} <= {None, "C1"}


def test_a_tag_that_names_what_is_hidden_is_left_out(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write", {"docs/a.md": page()})
    text = "---\nid: POL-SECRET\nkind: policy\nclassification: restricted\n---\n# X\n"
    repo.commit("Write more", {"docs/b.md": text})
    repo.git("tag", "before-POL-SECRET")
    repo.git("tag", "1.0.0")
    assert [tag.name for tag in Repository(copied(repo.root, tmp_path / "copy", "internal").root).tags()] == ["1.0.0"]


def test_the_page_and_the_tag_of_a_release_that_quote_a_withheld_title_go(repo: Repo, tmp_path: Path) -> None:
    title = "Move payroll to the cellar"
    repo.commit(title, {"docs/b.md": page("restricted"), "docs/a.md": page()})
    notes = {"docs/releases/1.0.0.md": page("", f"- {title.upper()}"), "docs/releases/2.0.0.md": page()}
    repo.commit("Release", notes)
    repo.git("tag", "-a", "1.0.0", "-m", f"With \u201c{title}\u201d", **repo._when())
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert files(copy) == {"docs/a.md", "docs/releases/2.0.0.md"}
    assert title not in Repo(copy.root).git("cat-file", "-p", "1.0.0")


def test_what_is_hidden_now_has_no_past(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write", {"docs/a.md": page(), "docs/b.md": page()})
    repo.commit("Restrict", {"docs/a.md": page("restricted")})
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert [trail.record for trail in read_trails(Repository(copy.root), FOLDERS)] == ["docs/b.md"]
    assert messages(copy) == ["Withheld from this audience", "Withheld from this audience"]


def test_what_was_hidden_once_begins_where_it_was_opened(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write", {"docs/a.md": page("restricted", "Secret.")})
    repo.commit("Change", {"docs/a.md": page("restricted", "More secret.")})
    repo.commit("Open", {"docs/a.md": page("", "Told.")})
    repo.commit("Go on", {"docs/a.md": page("", "Told again.")})
    copy = copied(repo.root, tmp_path / "copy", "internal")
    (trail,) = read_trails(Repository(copy.root), FOLDERS)
    assert [decision.title for decision in trail.decisions] == ["Go on", "Withheld from this audience"]


def test_what_is_gone_is_hidden_if_it_ever_was(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write", {"docs/a.md": page(), "docs/b.md": page()})
    repo.commit("Restrict", {"docs/a.md": page("confidential")})
    repo.commit("Relax", {"docs/a.md": page()})
    repo.commit("Delete", {"docs/a.md": None})
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert [trail.record for trail in read_trails(Repository(copy.root), FOLDERS)] == ["docs/b.md"]


def test_the_former_names_of_what_is_hidden_are_hidden(repo: Repo, tmp_path: Path) -> None:
    long = page("", "A text that is long enough to be followed when it moves.\n" * 5)
    repo.commit("Write", {"docs/merger.md": long})
    repo.commit("Move", {"docs/merger.md": None, "docs/project.md": long})
    repo.commit("Restrict", {"docs/project.md": long.replace("# Page", "---\nclassification: restricted\n---\n# Page")})
    repo.commit("Use the name again", {"docs/merger.md": page("", "Quite another thing.")})
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert files(copy) == {"docs/merger.md"}
    (trail,) = read_trails(Repository(copy.root), FOLDERS)
    assert [decision.title for decision in trail.decisions] == ["Use the name again"]


def test_an_edit_that_opens_counts_once_it_is_committed_and_one_that_hides_at_once(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write", {"docs/a.md": page("restricted"), "docs/b.md": page()})
    repo.write({"docs/a.md": page(), "docs/b.md": page("restricted")})
    assert files(copied(repo.root, tmp_path / "copy", "internal")) == set()


def test_an_old_revision_is_judged_by_what_became_of_it(repo: Repo, tmp_path: Path) -> None:
    first = repo.commit("Write", {"docs/a.md": page(), "docs/b.md": page()})
    repo.commit("Restrict", {"docs/a.md": page("restricted")})
    repo.git("checkout", "--quiet", "--detach", first)
    assert files(copied(repo.root, tmp_path / "copy", "internal")) == {"docs/b.md"}


def test_a_message_stays_where_the_commit_touched_and_names_nothing_hidden(repo: Repo, tmp_path: Path) -> None:
    def model(shown: str, hidden: str) -> str:
        maker = Maker("policy", "POL-A", plain, lambda place: "C1")
        values = maker.record()
        del values["exceptions"]
        other = {**values["controls"][0], "id": "C2", "title": "Hidden", "text": hidden, "classification": "restricted"}
        control = {**values["controls"][0], "text": shown}
        return maker.file({**values, "controls": [control, other]})

    repo.commit("Write", {"docs/a.md": model("One.", "Secret.")})
    repo.commit("Reword the first", {"docs/a.md": model("Two.", "Secret.")})
    repo.commit("Reword the second", {"docs/a.md": model("Two.", "More secret.")})
    repo.commit("Reword as POL-A.C2 asks", {"docs/a.md": model("Three.", "More secret.")})
    repo.commit("Reword as C2 asks", {"docs/a.md": model("Four.", "More secret.")})
    copy = copied(repo.root, tmp_path / "copy", "internal")
    withheld = "Withheld from this audience"
    assert messages(copy) == [withheld, withheld, withheld, "Reword the first", withheld]


def test_a_message_goes_where_the_commit_touched_what_the_copy_lacks_or_rewrites(repo: Repo, tmp_path: Path) -> None:
    texts = {"docs/a.md": page("", "![a](a.png)"), "docs/v/b.md": page("restricted", "![b](b.png) ![c](c.png)")}
    pictures = ("docs/a.png", "docs/v/b.png")
    repo.commit("Write", {**texts, **dict.fromkeys(pictures, "1"), ".mailmap": "", "mkdocs.yml": "", "code.py": ""})
    repo.commit("Draw the open one", {"docs/a.png": "2", "docs/a.md": page("", "![a](a.png) Again.")})
    for path in ("docs/v/b.png", "docs/v/c.png", "mkdocs.yml", "code.py"):
        repo.commit(f"Change {path}", {path: "3"})
    repo.commit("Take one away", {"docs/v/c.png": None})
    repo.commit("Change both", {"docs/a.png": "4", "docs/v/b.png": "4"})
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert messages(copy) == ["Withheld from this audience"] * 6 + ["Draw the open one", "Withheld from this audience"]


def test_a_withheld_reason_is_not_a_missing_one(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write\n\nRationale: It was asked for.", {"docs/a.md": page(), "docs/b.md": page("restricted")})
    repo.commit("Change", {"docs/a.md": page("", "Other."), "docs/b.md": page("restricted", "Other.")})
    (trail,) = read_trails(Repository(copied(repo.root, tmp_path / "copy", "internal").root), FOLDERS)
    assert [decision.rationale.source for decision in trail.decisions] == ["title", "body"]


def test_the_merge_that_brought_what_is_hidden_is_withheld(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Write", {"docs/a.md": page()})
    repo.branch("topic")
    repo.commit("Secret", {"docs/b.md": page("restricted")})
    repo.commit("Take back", {"docs/b.md": None})
    repo.checkout("main")
    repo.merge("topic", "Merge the secret")
    copy = copied(repo.root, tmp_path / "copy", "internal")
    assert messages(copy) == ["Withheld from this audience"] * 3 + ["Write"]


def test_a_knowledge_base_in_a_folder_of_its_repository_stays_there(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit("Write", {"kb/docs/a.md": page(), "kb/docs/b.md": page("restricted"), "other/c.md": page()})
    copy = copied(repo.root / "kb", tmp_path / "copy", "internal")
    assert copy.root == tmp_path / "copy" / "kb"
    assert files(copy) == {"docs/a.md"}
    assert Repository(copy.root).prefix == "kb/"


def test_nothing_is_edited_in_the_copy_but_what_is_edited(repo: Repo, tmp_path: Path) -> None:
    leading = page("", "See [b](b.md).")
    repo.commit("Write", {"docs/a.md": leading, "docs/b.md": page("restricted"), "docs/c.md": page()})
    repo.write({"docs/c.md": page("", "Edited.")})
    assert Repository(copied(repo.root, tmp_path / "copy", "internal").root).edited() == {"docs/c.md"}


def test_ones_own_review_is_none_in_a_copy_either_whatever_the_mailmap_says(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Begin", {".mailmap": "Intern <intern@example.org> <eve@example.org>\n"}, **EVE)
    repo.commit("Write\n\nReviewed-by: Eve <eve@other.example>", {"docs/a.md": page()}, **EVE)
    copy = copied(repo.root, tmp_path / "copy", "internal")
    (trail,) = read_trails(Repository(copy.root), FOLDERS)
    (decision,) = trail.decisions
    assert decision.author.name == "Intern"
    assert [(one.name, one.counts) for one in decision.approvals] == [("Eve", False)]
    assert "eve@example.org" not in Repository(copy.root).git.text("log", "--format=%ae %ce")
