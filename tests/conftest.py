"""Settings for all tests, and the repositories and sites that they share.

The default run tries few examples of each property; ``make test-slow`` tries all, with ``--hypothesis-profile=full``.
A site that many tests read is built once for all processes of a run.
"""

import gc
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from tests.building import Built, build, build_own, start
from tests.repositories import Repo

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import load

settings.register_profile("full", deadline=None)  # a busy machine is no fault
settings.register_profile("sampled", settings.get_profile("full"), max_examples=25)
settings.load_profile("sampled")

MEMORY = Path("/dev/shm")  # where writing a file costs a tenth of what it costs on a disk
ROOM = 4 * 2**30
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
    os.environ.setdefault("TMPDIR", str(MEMORY))
    tempfile.tempdir = None  # ask again

COSTLY = ("audiences", "site", "browser", "cli", "release", "audit")  # the own site is built during the first

Share = Callable[[str, Callable[[Path], object]], Path]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that the processes of a run end together."""
    rank = {name: place for place, name in enumerate(COSTLY)}
    tests = Path(__file__).parent
    items.sort(key=lambda item: rank.get(item.path.relative_to(tests).parts[0], len(rank)))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage among what is kept until the end: all modules and tests."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where everything is cached in place of the caches of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("caches")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    return folder


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository."""
    return Repo(tmp_path / "repo")


@pytest.fixture(scope="session")
def share(tmp_path_factory: pytest.TempPathFactory) -> Share:
    """Gives the folder of a name, filled once by the first process of the run that asks for it. Read only."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent

    def shared(name: str, fill: Callable[[Path], object]) -> Path:
        folder, filled = base / name, base / f"{name}.filled"
        with FileLock(base / f"{name}.lock"):
            if not filled.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of an attempt that failed, whose fault shows once more
                folder.mkdir()
                fill(folder)
                filled.touch()
        return folder

    return shared


@pytest.fixture(scope="session")
def starter(share: Share) -> Path:
    """A knowledge base as ``trailbook init`` makes it. Read only: copy it to change it."""
    return share("starter", lambda folder: start(folder / "kb")) / "kb"


@pytest.fixture(scope="session")
def knowledge(starter: Path) -> KnowledgeBase:
    """The records of the starter."""
    return load(starter)


@pytest.fixture(scope="session")
def starter_site(starter: Path, share: Share) -> Built:
    """The site of the starter."""

    def fill(folder: Path) -> None:
        built = build(starter, folder / "site", strict=True)
        (folder / "warnings.json").write_text(json.dumps(built.warnings))

    folder = share("starter-site", fill)
    return Built(folder / "site", json.loads((folder / "warnings.json").read_text()))


@pytest.fixture(scope="session", autouse=True)
def _own_site_ahead(request: pytest.FixtureRequest, share: Share) -> Iterator[None]:
    """Begins to build our own site at once, while others are tested, if a test of this run asks for it."""
    asked = any("own_site" in getattr(item, "fixturenames", ()) for item in request.session.items)
    building = threading.Thread(target=_share_own_site, args=(share,))
    if asked:
        building.start()
    yield
    if asked:
        building.join()


def _share_own_site(share: Share) -> Path:
    return share("own-site", lambda folder: build_own(folder / "site"))


@pytest.fixture(scope="session")
def own_site(share: Share) -> Built:
    """The site that this repository publishes, built strictly and with its own settings."""
    return Built(_share_own_site(share) / "site", [])
