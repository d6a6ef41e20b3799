"""A difference without the credentials that its texts may quote."""

from collections.abc import Callable, Collection
from typing import Any

from pydantic import TypeAdapter

from trailbook.credentials.masking import masker
from trailbook.diff.model import Difference

_DIFFERENCE = TypeAdapter(Difference)


def without_credentials(difference: Difference, credentials: Collection[str]) -> Difference:
    """The difference with each credential hidden, in whatever text it stands."""
    if not credentials:
        return difference
    return _DIFFERENCE.validate_python(_hidden(_DIFFERENCE.dump_python(difference, mode="json"), masker(credentials)))


def _hidden(value: Any, hide: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        return {name: _hidden(part, hide) for name, part in value.items()}
    return [_hidden(part, hide) for part in value] if isinstance(value, list) else value
