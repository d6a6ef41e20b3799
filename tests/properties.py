"""How many examples a property is tried on."""

from collections.abc import Callable
from typing import Any

from hypothesis import settings


def examples(full: int, **options: Any) -> Callable[..., Any]:
    """Try a property on so many examples in full (others: 100), and in the default run on the same share of them."""
    return settings(max_examples=max(5, full * settings.default.max_examples // 100), **options)
