"""Which symbolic links may be followed."""

from pathlib import Path

import pytest
from tests.repositories import Repo

from trailbook.text import links
from trailbook.text.links import Territory
from trailbook.trail.git.links import territory_of

PAGE = "# A page\n"


def faults(root: Path, folder: str = "content", *, whole: bool = True) -> dict[str, str]:
    found = territory_of(root).faults(root / folder, whole=whole)
    return {problem.path.removeprefix(f"{folder}/"): problem.message for problem in found}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.md").write_text(PAGE)
    repo = Repo(tmp_path / "repo")
    repo.commit("One", {"content/a.md": PAGE, "data/b.txt": "b", "data/.c": "c", "README.md": PAGE})
    return repo


@pytest.mark.parametrize(
    "target",
    [
        "/proc/self/environ",
        "/",
        "../../outside/secret.md",
        "../../outside",
        "../../outside/nothing-there.md",
        "../data/../../outside/secret.md",
    ],
)
def test_a_link_out_of_the_repository_is_named(repo: Repo, target: str) -> None:
    (repo.root / "content/x").symlink_to(target)
    repo.commit("Two")
    assert faults(repo.root) == {"x": "a symbolic link that leads out of the repository"}


@pytest.mark.parametrize("target", ["../.git/config", "../.git", "../data/../.git/HEAD"])
def test_a_link_to_the_folder_of_git_is_named(repo: Repo, target: str) -> None:
    (repo.root / "content/x").symlink_to(target)
    repo.commit("Two")
    assert faults(repo.root) == {"x": "a symbolic link to what is hidden in the repository"}


def test_a_link_to_what_only_this_clone_has_is_named(repo: Repo) -> None:
    (repo.root / "token.json").write_text("secret")
    (repo.root / "build").mkdir()
    (repo.root / "build/token.json").write_text("secret")
    for number, target in enumerate(("../token.json", "../build", "../build/token.json")):
        (repo.root / f"content/x{number}").symlink_to(target)
    repo.git("add", "content")
    repo.git("commit", "--quiet", "-m", "Two")
    assert set(faults(repo.root).values()) == {"a symbolic link to what git does not track"}
    assert len(faults(repo.root)) == 3


@pytest.mark.parametrize("target", ["a.md", "../README.md", "../data/b.txt", "../data/.c", "../data", "y/b.txt"])
def test_a_link_to_what_is_tracked_is_followed(repo: Repo, target: str) -> None:
    (repo.root / "content/x").symlink_to(target)
    (repo.root / "content/y").symlink_to("../data")
    assert faults(repo.root) == {}


def test_a_chain_of_links_counts_by_where_it_ends(repo: Repo) -> None:
    (repo.root / "data/one").symlink_to("two")
    (repo.root / "data/two").symlink_to("../../outside")
    (repo.root / "content/x.md").symlink_to("../data/one/secret.md")
    (repo.root / "content/y").symlink_to("../data")
    repo.commit("Two")
    assert sorted(faults(repo.root)) == ["x.md", "y/one", "y/two"]


def test_a_folder_may_be_a_link_itself(repo: Repo) -> None:
    (repo.root / "docs").symlink_to("content")
    (repo.root / "away").symlink_to("../outside")
    repo.commit("Two")
    assert faults(repo.root, "docs") == {}
    assert faults(repo.root, "away") == {"away": "a symbolic link that leads out of the repository"}


@pytest.mark.parametrize("links", [{"x": "."}, {"x": ".."}, {"d/x": "../e", "e/x": "../d"}, {"x": "x"}])
def test_a_link_that_leads_back_to_itself_ends_the_walk(repo: Repo, links: dict[str, str]) -> None:
    for link, target in links.items():
        (repo.root / "content" / link).parent.mkdir(exist_ok=True)
        (repo.root / "content" / link).symlink_to(target)
        (repo.root / "content" / link).parent.joinpath("a.md").write_text(PAGE)
    repo.commit("Two")
    assert set(faults(repo.root).values()) == {"can't be read: a symbolic link that leads back to itself"}


def test_links_that_multiply_end_the_walk(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST_FOLLOWED", 100)
    for level in range(30):
        (repo.root / f"content/{level}").mkdir()
        (repo.root / f"content/{level}/a.md").write_text(PAGE)
        for name in ("left", "right"):
            (repo.root / f"content/{level}/{name}").symlink_to(f"../{level + 1}")
    (repo.root / "content/30").mkdir()
    (repo.root / "content/30/a.md").write_text(PAGE)
    repo.commit("Two")
    assert "can't be read: too much is behind the links to folders" in faults(repo.root).values()


def test_what_is_not_published_is_looked_through_but_for_the_work_of_others(repo: Repo) -> None:
    for folder in ("node_modules", ".hidden"):
        (repo.root / folder).mkdir()
        (repo.root / folder / "x").symlink_to("/etc")
    assert faults(repo.root, ".", whole=False) == {}
    assert sorted(faults(repo.root, ".")) == [".hidden/x", "node_modules/x"]


def test_a_knowledge_base_may_link_to_the_rest_of_its_repository(repo: Repo) -> None:
    repo.commit("Two", {"kb/content/a.md": PAGE})
    (repo.root / "kb/content/x.md").symlink_to("../../README.md")
    assert faults(repo.root / "kb") == {}
    assert Territory.of(repo.root / "kb").fault(repo.root / "kb/content/x.md") is not None


def test_what_is_in_a_submodule_is_tracked(repo: Repo, tmp_path: Path) -> None:
    other = Repo(tmp_path / "other")
    other.commit("One", {"b.md": PAGE})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "sub")
    (repo.root / "content/x.md").symlink_to("../sub/b.md")
    (repo.root / "content/y.md").symlink_to("../sub/.git")
    assert list(faults(repo.root)) == ["y.md"]


def test_outside_a_repository_links_stay_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "kb/content").mkdir(parents=True)
    for name in ("kb/a.md", "kb/.env", "b.md"):
        (tmp_path / name).write_text(PAGE)
    for name, target in {"a": "../a.md", "b": "../../b.md", "env": "../.env"}.items():
        (tmp_path / "kb/content" / name).symlink_to(target)
    assert sorted(faults(tmp_path / "kb")) == ["b", "env"]


def test_where_git_refuses_to_read_the_repository_no_link_is_followed(repo: Repo) -> None:
    (repo.root / "content/x.md").symlink_to("a.md")
    (repo.root / ".git/index").write_bytes(b"broken")
    assert list(faults(repo.root)) == ["x.md"]
