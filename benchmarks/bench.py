"""Measures the trail side by side with what a user would pick instead. ``make bench`` runs it.

``measuring`` says how, ``sites`` what of builds.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from make_history import write_history
from measuring import measured, row
from sites import bench_grown, bench_many_pages, bench_plain_pages, bench_shipped

HISTORY = """
import sys; from pathlib import Path; from trailbook.trail.git.repository import Repository
Repository(Path(sys.argv[1])).history()
"""
DECISIONS = """
import sys; from pathlib import Path
from trailbook.trail.git.repository import Repository; from trailbook.trail.trails import read_trails
print(sum(len(trail.decisions) for trail in read_trails(Repository(Path(sys.argv[1])), ("threat-models",))))
"""
PARTS = ("decisions", "anywhere", "long", "history", "build", "many", "shipped", "grown")
COMMAND = "from trailbook.cli import main; main()"


def bench_decisions(place: Path, files: int, commits: int) -> None:
    """All decisions of YAML records, with nothing derived before and with everything."""
    repository = place / "records"
    write_history(repository, "records", files, commits)
    size = f"all decisions of {files:,} YAML records, {commits:,} commits"
    cold = measured(sys.executable, "-c", DECISIONS, repository)
    row(f"{size}, cold", cold, 1.0, "20 s, 500 MB")
    warm = measured(sys.executable, "-c", DECISIONS, repository)
    row(f"{size}, warm", warm, warm.seconds / cold.seconds, "1 s, 500 MB")


def bench_long(place: Path, files: int, commits: int, besides: int) -> None:
    """All decisions of records whose commits are few among those of a large repository."""
    repository = place / "long"
    write_history(repository, "records", files, commits, besides)
    size = f"all decisions of {files:,} YAML records among {commits + besides:,} commits"
    cold = measured(sys.executable, "-c", DECISIONS, repository)
    row(f"{size}, cold", cold, 1.0, "60 s, 600 MB")
    warm = measured(sys.executable, "-c", DECISIONS, repository)
    row(f"{size}, warm", warm, warm.seconds / cold.seconds)
    shutil.rmtree(repository)


def bench_anywhere(place: Path, files: int, commits: int) -> None:
    """The trail of Markdown in a repository that nobody set up, against ``git log -p`` over the same files."""
    repository = place / "markdown"
    write_history(repository, "pages", files, commits)
    size = f"{files:,} Markdown pages, {commits:,} commits"
    plain = measured("git", "log", "--patch", "--", "*.md", cwd=repository)
    row(f"git log -p of {size}", plain, 1.0)
    asked = {"one of them": ("docs/part-00/page-0000.md",), size: ("--format", "json")}  # one alone before all
    for pages, arguments in asked.items():
        for what in ("cold", "warm"):
            cost = measured(sys.executable, "-c", COMMAND, "trail", *arguments, cwd=repository)
            row(f"trailbook trail of {pages}, {what}", cost, cost.seconds / plain.seconds)
    shutil.rmtree(repository)


def bench_history(place: Path, files: int, sizes: tuple[int, ...]) -> None:
    """Reading histories of growing length: the ratio is time per commit, against the shortest."""
    first = 0.0
    for commits in sizes:
        repository = place / f"history-{commits}"
        write_history(repository, "records", files, commits)
        cost = measured(sys.executable, "-c", HISTORY, repository)
        first = first or cost.seconds / commits
        target = "60 s, 600 MB" if commits == 100_000 else ""
        row(f"history of {commits:,} commits", cost, cost.seconds / commits / first, target)
        shutil.rmtree(repository)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, to try the bench itself")
    parser.add_argument("--only", choices=PARTS)
    asked = parser.parse_args()
    files, commits = (100, 500) if asked.quick else (1_000, 5_000)
    sizes = (2_500, 5_000, 10_000) if asked.quick else (25_000, 50_000, 100_000)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n")
    print("| measured | seconds | peak | ratio | target |\n|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if asked.only in (None, "decisions"):
            bench_decisions(place, files, commits)
        if asked.only in (None, "anywhere"):
            bench_anywhere(place, files, commits)
        if asked.only in (None, "long"):
            bench_long(place, files, commits, sizes[-1] - commits)
        if asked.only in (None, "history"):
            bench_history(place, files, sizes)
        if asked.only in (None, "build"):
            bench_plain_pages(place, files, commits)
        if asked.only in (None, "many"):
            bench_many_pages(place, files * 10, commits)
        if asked.only in (None, "shipped"):
            bench_shipped(place)
        if asked.only in (None, "grown"):
            bench_grown(place, 3 if asked.quick else 12)


if __name__ == "__main__":
    main()
