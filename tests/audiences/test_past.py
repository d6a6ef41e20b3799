"""Whatever is checked out, what is classified today counts."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.building import configure
from tests.quick_builds import quick_builds
from tests.repositories import Repo

from trailbook.audiences.audience import Audience, with_stated_folders
from trailbook.audiences.copying import CopySource, write_copy
from trailbook.cli import main
from trailbook.records.vocabulary import Sensitivity
from trailbook.trail.git.command import HistoryError

pytestmark = pytest.mark.slow

OPEN, SHUT = "# Page\n\nCanary.\n", "---\nclassification: restricted\n---\n# Page\n\nCanary.\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Tags ``v0`` of the main line and ``v0.1`` of a side branch, when all was open, and a page restricted since."""
    root = tmp_path / "kb"
    root.mkdir()
    configure(root, "trailbook/trail")
    repo = Repo(root)
    repo.commit("Write", {"docs/index.md": OPEN.replace("Canary", "Open"), "docs/canary.md": OPEN})
    repo.git("tag", "v0")
    repo.branch("hotfix")
    repo.commit("Mend", {"docs/index.md": OPEN.replace("Canary", "Mended")})
    repo.git("tag", "v0.1")
    repo.checkout("main")
    repo.commit("Restrict", {"docs/canary.md": SHUT})
    return repo


def run(command: str, root: Path, to: Path) -> str:
    with quick_builds():
        result = CliRunner().invoke(main, [*command.split(), "--root", str(root), "--output", str(to)])
    assert result.exit_code == 0, result.output
    return result.output


def canaries(folder: Path) -> list[str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    return [str(file) for file in files if "canary" in str(file) or b"anary" in file.read_bytes()]


def clone(repo: Repo, to: Path, *then: str) -> Repo:
    """A clone that stands at a commit and at no branch, as a pipeline has it."""
    repo.git("clone", "--quiet", str(repo.root), str(to))
    copy = Repo(to)
    copy.git("checkout", "--quiet", "--detach")
    for line in ("branch -D main", *then):
        copy.git(*line.split())
    return copy


@pytest.mark.parametrize("then", [(), ("checkout v0",)], ids=["at the newest commit", "at the tag"])
def test_a_checkout_without_branches_goes_by_those_of_the_remote(
    repo: Repo, tmp_path: Path, then: tuple[str, ...]
) -> None:
    copy = clone(repo, tmp_path / "clone", *then)
    run("publish --audience internal --next --tags v*", copy.root, tmp_path / "out")
    assert canaries(tmp_path / "out") == []


def test_what_is_checked_out_counts_where_no_branch_stands_there(repo: Repo, tmp_path: Path) -> None:
    repo.git("checkout", "--quiet", "--detach")
    repo.git("branch", "--force", "main", "v0")
    run("publish --audience internal --tags v*", repo.root, tmp_path / "out")
    assert canaries(tmp_path / "out") == []


def test_a_tag_beside_the_main_line_goes_by_the_main_branch(repo: Repo, tmp_path: Path) -> None:
    run("publish --audience internal --tags v0.1", repo.root, tmp_path / "from-main")
    repo.checkout("hotfix")
    run("publish --audience internal --tags v0.1", repo.root, tmp_path / "from-hotfix")
    assert canaries(tmp_path / "from-main") == canaries(tmp_path / "from-hotfix") == []


def test_a_former_name_is_hidden_where_only_the_main_branch_tells_of_the_new_one(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Move", {"docs/canary.md": None, "docs/other.md": SHUT})
    repo.checkout("hotfix")
    run("build --as-of v0.1 --audience internal", repo.root, tmp_path / "out")
    assert canaries(tmp_path / "out") == []


def test_where_no_branch_is_called_main_each_counts(repo: Repo, tmp_path: Path) -> None:
    repo.git("branch", "--move", "main", "work")
    repo.checkout("hotfix")
    run("publish --audience internal --tags v*", repo.root, tmp_path / "out")
    assert canaries(tmp_path / "out") == []


def test_a_topic_branch_that_stands_beside_the_main_one_has_no_say(repo: Repo, tmp_path: Path) -> None:
    repo.branch("topic")
    repo.commit("Restrict more", {"docs/index.md": SHUT})
    repo.checkout("main")
    repo.commit("Go on", {"docs/more.md": OPEN})
    to = tmp_path / "copy"
    to.mkdir()
    assert (
        write_copy(Audience("internal"), CopySource(repo.root, "docs", ("docs",)), to).root / "docs/index.md"
    ).is_file()


def test_without_any_branch_nothing_is_built(repo: Repo, tmp_path: Path) -> None:
    repo.git("checkout", "--quiet", "--detach", "v0")
    for name in ("main", "hotfix"):
        repo.git("branch", "-D", name)
    with pytest.raises(HistoryError, match="no branch is known here"):
        write_copy(Audience("internal"), CopySource(repo.root, "docs", ("docs",)), tmp_path)


@pytest.mark.parametrize("command", ["publish --tags v0", "build --as-of v0"])
def test_what_is_said_of_folders_today_counts_for_the_past(repo: Repo, tmp_path: Path, command: str) -> None:
    repo.commit("Open again", {"docs/canary.md": OPEN})
    run(f"{command} --audience internal", repo.root, tmp_path / "before")
    assert canaries(tmp_path / "before") != []
    configure(repo.root, {"trailbook/trail": {"classified": {"docs/canary.md": "restricted"}}})
    repo.commit("Classify the page")
    run(f"{command} --audience internal", repo.root, tmp_path / "after")
    assert canaries(tmp_path / "after") == []


def test_a_site_of_the_past_is_for_the_audience_that_the_configuration_names_today(repo: Repo, tmp_path: Path) -> None:
    configure(repo.root, {"trailbook/trail": {"audience": "internal"}})
    repo.commit("Build for internal readers")
    run("build --as-of v0", repo.root, tmp_path / "out")
    assert canaries(tmp_path / "out") == []


@pytest.mark.parametrize(
    ("then", "now", "path", "level"),
    [
        ({"docs/a": "public"}, {}, "docs/a/x.md", "internal"),
        ({"docs/a": "restricted"}, {"docs/a": "public"}, "docs/a/x.md", "restricted"),
        ({"docs/a/b": "public"}, {"docs/a": "restricted"}, "docs/a/b/x.md", "restricted"),
        ({"docs/a/": "public"}, {"docs/a": "public"}, "docs/a/x.md", "public"),
    ],
)
def test_of_two_words_for_a_folder_the_stricter_counts(
    then: dict[str, Sensitivity], now: dict[str, Sensitivity], path: str, level: str
) -> None:
    assert with_stated_folders(Audience("internal", then), [now]).level_of(path, None) == level
