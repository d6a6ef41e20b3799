"""How a process is measured, and how a measurement is shown.

Each measurement is a process of its own, whose seconds and peak memory the system tells (``wait4``). Peak
memory is that of the largest process, not of all together.
"""

# ruff: noqa: S603 - it starts what the benchmarks name

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""What processes are started with: as users start them, who do not have all code compiled anew by each."""


class Cost(NamedTuple):
    """What a process took: seconds on the clock, and megabytes of the largest process."""

    seconds: float
    megabytes: float


def measured(*command: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Cost:
    """Run a command, with more variables in its environment, and tell what it took.

    A failure ends the run, and shows what it said.
    """
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env={**ENVIRONMENT, **(env or {})}, stdout=output, stderr=subprocess.STDOUT
        )
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
