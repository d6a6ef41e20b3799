"""Makes the demo: the repository, and the site of it with a banner on every page that says that it is invented."""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from examples.demo.history import environment_alone, make

from trailbook.release.banner import Mark, mark_pages

BANNER = (
    "<strong>All of this is invented</strong>: the company, its people, the incident, every date and every figure. "
    "It shows what Trailbook makes of a history of nine months."
)


def main() -> None:
    """Make both in a folder, in the place of what an earlier run left there."""
    parser = argparse.ArgumentParser(prog="python -m examples.demo", description=__doc__)
    parser.add_argument("folder", type=Path, help="gets the repository 'records' and the 'site'")
    parser.add_argument("--pictures", action="store_true", help="take the pictures of README and guides as well")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    records, site = folder / "records", folder / "site"
    for old in (records, site):
        shutil.rmtree(old, ignore_errors=True)
    head = make(records)
    build(records, site)
    print(f"{site / 'index.html'}\nmade from {records} at {head}")
    if arguments.pictures:
        from examples.demo.pictures import take  # noqa: PLC0415 - needs Playwright, which is there for tests alone

        take(site, Path(__file__).parents[2])


def build(records: Path, site: Path) -> None:
    """Build the site strictly, and say on each page that it is invented; no search engine is to list one."""
    environment = {**environment_alone(), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)]
    subprocess.run(command, cwd=records, env=environment, check=True)
    mark_pages(site, lambda _: Mark(BANNER, hidden=True))


if __name__ == "__main__":
    main()
