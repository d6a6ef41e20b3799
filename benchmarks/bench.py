"""Measures the trail side by side with what a user would pick instead. ``make bench`` runs it.

Each measurement is a process of its own, whose seconds and peak memory the system tells (``wait4``). Peak
memory is that of the largest process, not of all together.
"""

# ruff: noqa: S603 - it starts Python, with arguments of its own

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import permutations
from pathlib import Path
from statistics import median
from typing import NamedTuple

from make_history import write_history

HISTORY = """
import sys; from pathlib import Path; from trailbook.trail.git.repository import Repository
Repository(Path(sys.argv[1])).history()
"""
DECISIONS = """
import sys; from pathlib import Path
from trailbook.trail.git.repository import Repository; from trailbook.trail.trails import read_trails
print(sum(len(trail.decisions) for trail in read_trails(Repository(Path(sys.argv[1])), ("threat-models",))))
"""
COMMAND = "from trailbook.cli import main; main()"
SITE = """site_name: Bench
theme: {name: material, features: [navigation.prune]}
plugins: [search%s]
markdown_extensions: [abbr, admonition, attr_list, def_list, footnotes, md_in_html, tables, toc: {permalink: true},
  pymdownx.details, pymdownx.highlight, pymdownx.superfences, pymdownx.tasklist]
"""
PEERS = ("mkdocs-git-revision-date-localized-plugin", "mkdocs-git-authors-plugin")


class Cost(NamedTuple):
    """What a process took: seconds on the clock, and megabytes of the largest process."""

    seconds: float
    megabytes: float


def measured(*command: str | Path, cwd: Path | None = None) -> Cost:
    """Run a command and tell what it took. A failure ends the run, and shows what it said."""
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise SystemExit(f"{command} failed:\n{output.read().decode(errors='replace')[-2000:]}")
    return Cost(seconds, usage.ru_maxrss / 1024)


def middle(costs: list[Cost]) -> Cost:
    """The cost of which half are less."""
    return sorted(costs)[len(costs) // 2]


def row(what: str, cost: Cost, ratio: float | None = None, target: str = "") -> None:
    """Print one row of the table."""
    times = f"{ratio:.2f} x" if ratio is not None else ""
    print(f"| {what} | {cost.seconds:.1f} s | {cost.megabytes:.0f} MB | {times} | {target} |", flush=True)


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


def bench_build(place: Path, files: int, commits: int) -> None:
    """The build of a site without the trail, with it, and with two plugins that show less of the history."""
    site = place / "pages"
    write_history(site, "pages", files, commits)

    def build(python: Path | str, plugins: str) -> Cost:
        (site / "mkdocs.yml").write_text(SITE % plugins, encoding="utf-8")
        shutil.rmtree(site / "site", ignore_errors=True)  # the first build has nothing of an earlier one to remove
        return measured(python, "-m", "mkdocs", "build", "--quiet", cwd=site)

    def timed(kind: str) -> Cost:
        if kind == "cold":
            shutil.rmtree(site / ".git" / "trailbook", ignore_errors=True)
        return build(sys.executable, "" if kind == "plain" else ", trailbook/trail")

    # in every order, so that none always comes after another; the first order leaves a cache for the next
    rounds = [{kind: timed(kind) for kind in order} for order in permutations(("plain", "cold", "warm"))]
    size = f"build of {files:,} pages, {commits:,} commits"
    row(f"{size}", middle([one["plain"] for one in rounds]), 1.0)
    for kind, target in (("cold", "1.15 x"), ("warm", "1.05 x")):
        ratio = median(one[kind].seconds / one["plain"].seconds for one in rounds)
        row(f"{size}, trailbook/trail {kind}", middle([one[kind] for one in rounds]), ratio, target)
    peers = place / "peers"
    try:
        subprocess.run([sys.executable, "-m", "venv", peers], check=True, capture_output=True)
        install = [peers / "bin/python", "-m", "pip", "install", "--quiet", "mkdocs<2", "mkdocs-material", *PEERS]
        subprocess.run(install, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        print(f"| skipped: {' and '.join(PEERS)} could not be installed | | | | |")
        return
    peer = build(peers / "bin/python", ", git-revision-date-localized, git-authors")
    row(f"{size}, {' + '.join(PEERS)}", peer, peer.seconds / middle([one["plain"] for one in rounds]).seconds)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, to try the bench itself")
    parser.add_argument("--only", choices=("decisions", "anywhere", "long", "history", "build"))
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
            bench_build(place, files, commits)


if __name__ == "__main__":
    main()
