"""What a killed run leaves is deleted by the next one, and nothing that anybody else wrote or still uses."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from trailbook.text import scratch
from trailbook.text.scratch import Scratch
from trailbook.text.write import new_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders of killed runs stay there")

HOLDS = """
import sys
from pathlib import Path
from trailbook.text.scratch import Scratch
from trailbook.text.write import new_folder
with Scratch(beside=Path(sys.argv[1])) as one, new_folder(Path(sys.argv[1], "site"), ".made") as other:
    Path(one, "secret").write_text("secret")
    Path(other, "page").write_text("secret")
    print("ready", flush=True)
    sys.stdin.read()
"""


@contextmanager
def running(place: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds two folders in a place until it is killed."""
    command = [sys.executable, "-c", HOLDS, str(place)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


def names(place: Path) -> list[str]:
    return sorted(entry.name.rpartition("-")[0] or entry.name.rpartition(".")[0] for entry in place.iterdir())


def use(place: Path) -> None:
    """What the next run does first."""
    scratch._delete_abandoned.cache_clear()
    with Scratch(beside=place), new_folder(place / "site", ".made") as new:
        (new / ".made").touch()


def test_what_a_killed_run_left_is_deleted_and_what_a_living_one_uses_is_not(tmp_path: Path) -> None:
    with running(tmp_path):
        with running(tmp_path) as killed:
            killed.kill()
            killed.wait()
        assert names(tmp_path) == [".site", ".site", "trailbook", "trailbook"]
        use(tmp_path)
        assert names(tmp_path.resolve()) == ["", ".site", "trailbook"]
        assert len(list(tmp_path.glob("trailbook-*/files/secret"))) == 1
    use(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]


def test_what_has_such_a_name_and_is_not_ours_stays(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "files").mkdir(parents=True)
    (own / ".trailbook-lock").touch()
    (tmp_path / "trailbook-abcdefgh").mkdir()
    (tmp_path / "trailbook-abcdefg1").symlink_to(own)
    (tmp_path / "trailbook-abcdefg2").touch()
    (tmp_path / "trailbook-notes").mkdir()
    linked = tmp_path / "trailbook-abcdefg3"
    linked.mkdir()
    (linked / ".trailbook-lock").symlink_to(own / ".trailbook-lock")
    use(tmp_path)
    assert (own / "files").is_dir()
    assert len(list(tmp_path.glob("trailbook-*"))) == 5
