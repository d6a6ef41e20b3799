"""Writing SVG: escaped text, rounded numbers, nothing else.

Whatever a record says reaches a picture through ``element`` or ``text``, which escape it.
"""

import re
from functools import cache, lru_cache
from html import escape

from trailbook.text.unseen import one_line


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel: finer differences are not seen, and may differ between machines."""
    shown = f"{value:.1f}".removesuffix(".0")
    return "0" if shown == "-0" else shown


def attributes(values: dict[str, str | float | None]) -> str:
    """Attributes with a space before each; None leaves one out, and ``_`` in a name becomes ``-``."""
    shown = ((_named(name), value) for name, value in values.items() if value is not None)
    return "".join([f' {k}="{_quoted(v) if isinstance(v, str) else number(v)}"' for k, v in shown])


@cache
def _named(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


@lru_cache(maxsize=512)
def _quoted(value: str) -> str:
    return escape(value)


def element(tag: str, *content: str, **values: str | float | None) -> str:
    """An element with content that is SVG already, and attributes that are not: they get escaped."""
    opened = f"<{tag}{attributes(values)}"
    return f"{opened}>{''.join(content)}</{tag}>" if content else f"{opened}/>"


def text(value: str) -> str:
    """A record's text, to stand between tags."""
    return escape(one_line(value), quote=False)


def dom_id(value: str) -> str:
    """A value with all characters replaced that a DOM id should not have."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", value)
