"""Give spoilt files to whatever reads files, for as long as somebody wants: ``make fuzz SECONDS=60``.

Every run tries others. What breaks a reader is printed as small as Hypothesis can make it, and the exit code is 1.
"""

import random
import sys
from collections.abc import Sequence
from time import monotonic
from traceback import format_exception

from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.fuzz.targets import TARGETS, Target

AT_ONCE = 100
"""How many files are tried before the clock is looked at."""


def fuzz(target: Target, seconds: float) -> tuple[int, float, Exception | None]:
    """Try a target for about so long: how many files were tried, the slowest in seconds, and what broke it."""
    ends, tried, slowest = monotonic() + seconds, 0, 0.0

    def check(file: tuple[str, bytes]) -> None:
        nonlocal tried, slowest
        tried += 1
        slowest = max(slowest, target.check(file))

    options = settings(
        max_examples=AT_ONCE,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    while monotonic() < ends:
        try:
            seed(random.getrandbits(64))(options(given(target.spoilt)(check)))()
        except Exception as error:
            return tried, slowest, error
    return tried, slowest, None


def main(arguments: Sequence[str]) -> int:
    """Try each target, or those that are named, for so many seconds. Returns the exit code."""
    seconds, *named = arguments or ["30"]
    broken = 0
    for name in named or TARGETS:
        tried, slowest, error = fuzz(TARGETS[name], float(seconds))
        print(f"{name}: {tried:,} files, the slowest {slowest:.2f} s{', BROKEN' if error else ''}", flush=True)
        if error:
            broken += 1
            print("".join(format_exception(error)), *getattr(error, "__notes__", ()), sep="\n", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
