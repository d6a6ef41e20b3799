"""Regular expressions that take time in proportion to the text, whatever both of them are.

Python's own can take exponential time, and both the pattern and the text may come from a file. pydantic
matches with Rust's ``regex``, which has neither look-around nor back-references and is linear for it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError
from pydantic_core import SchemaError


class PatternError(ValueError):
    """The pattern can't be used; the message says why in one line."""


@lru_cache(maxsize=512)
def whole_text(pattern: str) -> Callable[[str], bool]:
    """What tells whether a whole text has the form of the pattern. Raises ``PatternError``."""
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
    """What tells whether a whole text has the form of a pattern in which only ``*`` is special: any text."""
    return whole_text("(?s:.*)".join(_escaped(part) for part in pattern.split("*")))


def _escaped(text: str) -> str:
    return "".join(c if c.isalnum() or c == "_" else f"\\x{{{ord(c):x}}}" for c in text)
