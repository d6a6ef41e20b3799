"""How many examples a property is tried on, whether a run tries all, and how long a hostile text may take."""

import gc
from collections.abc import Callable
from time import process_time
from typing import Any

from hypothesis import settings


def examples(full: int, **options: Any) -> Callable[..., Any]:
    """Try a property on so many examples in full (others: 100), and in the default run on the same share of them."""
    return settings(max_examples=max(5, full * _share() // 100), **options)


def tries_all() -> bool:
    """Whether this run tries everything in full, as ``make test-slow`` does, or samples."""
    return _share() >= settings.get_profile("full").max_examples


def _share() -> int:
    assert settings.default is not None
    return settings.default.max_examples


def seconds(read: Callable[[str], object], text: str) -> float:
    """Processor time without that of the garbage collector, whose work grows with everything else in the process."""
    gc.disable()
    try:
        begin = process_time()
        read(text)
        return process_time() - begin
    finally:
        gc.enable()
