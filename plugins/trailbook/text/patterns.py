"""Regular expressions that are matched in linear time, whatever the pattern and the text.

Both may come from a file, and Python's own engine can take exponential time. pydantic matches with Rust's ``regex``,
which is linear because it has neither look-around nor back-references.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError
from pydantic_core import SchemaError


class PatternError(ValueError):
    """The pattern can't be used. The message says why, in one line."""


@lru_cache(maxsize=512)
def whole_text(pattern: str) -> Callable[[str], bool]:
    """A test for whether a text as a whole matches the pattern. Raises ``PatternError`` if that can't be used."""
    try:
        adapter = TypeAdapter(Annotated[str, StringConstraints(pattern=rf"\A(?:{pattern})\z")])
    except SchemaError as error:
        raise PatternError(str(error).strip().rsplit("\n", 1)[-1].strip().removeprefix("error: ")) from None

    def matches(text: str) -> bool:
        try:
            adapter.validate_python(text, strict=True)
        except ValidationError:
            return False
        return True

    return matches


def wildcard(pattern: str) -> Callable[[str], bool]:
    """A test for whether a text as a whole matches a pattern in which only ``*`` is special: it means any text."""
    return whole_text("(?s:.*)".join(_escaped(part) for part in pattern.split("*")))


def _escaped(text: str) -> str:
    return "".join(c if c.isalnum() or c == "_" else f"\\x{{{ord(c):x}}}" for c in text)
